//! Prints how well the importer and the wording check do on their corpora: `cargo xtask import-figures`.
//!
//! `--held-out` scores the third that nothing was tuned on, `--blind` the last proposals by strangers, `--misses` lists what was missed or too much.

use std::path::PathBuf;

mod drafts;
mod proposals;

/// Which part of a corpus is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Tuned,
    HeldOut,
    /// Drafts that were written after the code.
    Fresh,
}

impl Part {
    /// Whether the text or draft of this name belongs to the part.
    fn has(self, name: &str, held_out: &[String]) -> bool {
        self == Self::Fresh || held_out.iter().any(|one| one == name) == (self == Self::HeldOut)
    }
}

/// The folder of a corpus, and the names it holds back.
fn corpus(name: &str) -> (PathBuf, Vec<String>) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus").join(name);
    let list = std::fs::read_to_string(folder.join("held-out.txt")).expect("a corpus says what it holds back");
    (folder, list.lines().map(str::to_owned).collect())
}

/// Right ones among the found, and found ones among the right.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    right: usize,
    found: usize,
    wanted: usize,
}

impl Score {
    fn add(&mut self, right: usize, found: usize, wanted: usize) {
        self.right += right;
        self.found += found;
        self.wanted += wanted;
    }

    fn precision(self) -> f64 {
        ratio(self.right, self.found)
    }

    fn recall(self) -> f64 {
        ratio(self.right, self.wanted)
    }
}

/// 1 where nothing was asked for.
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| words.iter().any(|one| one == word);
    if has("--blind") {
        println!("{}", proposals::blind().table(has("--misses")));
        return;
    }
    let part = if has("--held-out") { Part::HeldOut } else { Part::Tuned };
    println!("{}", proposals::score(part).table(has("--misses")));
    println!("{}", drafts::score(part).table(has("--misses")));
    if part == Part::HeldOut {
        println!("Drafts written after the code\n\n{}", drafts::score(Part::Fresh).table(has("--misses")));
    }
}
