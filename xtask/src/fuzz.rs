//! `cargo xtask fuzz`: looks for bytes of which something that must hold does not (tests/fuzz). What it walked through is kept in
//! tests/fuzz/corpus, and played again by the ordinary tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{cargo, program, root, run, target};

const CARGO_FUZZ: &str = "0.13.2";
const TARGETS: [&str; 4] = ["frames", "wire", "proposal", "seeds"];
/// An input that takes longer, in seconds, is a find.
const TIMEOUT: u32 = 20;

/// Fuzzes each target for so many minutes.
pub(crate) fn fuzz(rest: &[String]) -> Result<std::process::ExitCode> {
    let (mut minutes, mut targets) = (1_u32, Vec::new());
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--minutes" => minutes = words.next().context("--minutes N")?.parse().context("--minutes N")?,
            name if TARGETS.contains(&name) => targets.push(name),
            other => bail!("no '{other}' here: --minutes N, and any of {}", TARGETS.join(", ")),
        }
    }
    if targets.is_empty() {
        targets = TARGETS.to_vec();
    }
    let tool = Tool::found()?;
    for name in targets {
        let corpus = root().join("tests/fuzz/corpus").join(name);
        let walked = target().join("fuzz-corpus").join(name);
        fs::create_dir_all(&walked)?;
        let seconds = format!("-max_total_time={}", minutes * 60);
        let timeout = format!("-timeout={TIMEOUT}");
        let folders = [walked.to_string_lossy(), corpus.to_string_lossy()];
        let limits =
            [seconds.as_str(), timeout.as_str(), "-rss_limit_mb=4096", "-max_len=8192", "-print_final_stats=1"];
        run(tool.says("run").arg(name).args(folders.iter().map(|folder| &**folder)).arg("--").args(limits))?;
        merge(&tool, name, &walked, &corpus)?;
    }
    Ok(std::process::ExitCode::SUCCESS)
}

/// Takes into the corpus what reaches something new, the smallest input of each.
fn merge(tool: &Tool, name: &str, walked: &Path, corpus: &Path) -> Result<()> {
    let folders = [corpus.to_string_lossy(), walked.to_string_lossy()];
    let limits = ["-merge=1", "-max_len=8192"];
    run(tool.says("run").arg(name).args(folders.iter().map(|folder| &**folder)).arg("--").args(limits))?;
    println!("{name}: {} inputs in {}", fs::read_dir(corpus)?.count(), corpus.display());
    Ok(())
}

/// cargo-fuzz in a folder of our own; it needs a nightly compiler beside ours.
struct Tool(PathBuf);

impl Tool {
    fn found() -> Result<Self> {
        let nightly = Command::new("rustup").args(["run", "nightly", "rustc", "--version"]).output();
        if !nightly.is_ok_and(|said| said.status.success()) {
            bail!("fuzzing needs a nightly compiler: `rustup toolchain install nightly --profile minimal`");
        }
        let tools = target().join("tools");
        let tool = tools.join("bin/cargo-fuzz");
        if !tool.is_file() {
            let install = ["install", "--locked", "cargo-fuzz", "--version", CARGO_FUZZ];
            run(cargo(&install).arg("--root").arg(&tools))?;
        }
        Ok(Self(tool))
    }

    fn says(&self, word: &str) -> Command {
        let mut command = program(&self.0.to_string_lossy(), &[word, "-O", "--fuzz-dir"]);
        command.arg(root().join("tests/fuzz")).current_dir(root().join("tests/fuzz"));
        command.env("RUSTUP_TOOLCHAIN", "nightly").env("CARGO_TARGET_DIR", target().join("fuzz"));
        command
    }
}
