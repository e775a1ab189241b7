//! `cargo xtask bench instructions`: what the processor does for each pure hot path, counted under callgrind, against the commit
//! before. Counts do not depend on what else the machine does, so a change of a few of a hundred is one.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::setup;
use crate::shell::{cargo, output_of, program, root, run, run_and_keep, target};

/// As tests/benches/hot.rs calls them.
const PATHS: [&str; 5] = ["frame", "parse", "fold", "draw", "encode"];
/// So often each is done: enough that what happens beside is lost in it.
const TIMES: u64 = 2_000;
/// More than so much more than before is said to be so.
const MORE: f64 = 1.05;

/// Counts, and returns a line for each path.
pub(crate) fn count() -> Result<Vec<String>> {
    setup::valgrind()?;
    let now = build(root(), &target())?;
    let parent = parent()?;
    let before = parent.as_deref().map(|tree| build(tree, &target().join("parent-target"))).transpose()?;
    let mut lines = Vec::new();
    for path in PATHS {
        let here = of_path(&now, path)?;
        let line = match &before {
            None => format!("{path}: {here:.0} instructions; the commit before has no tests/benches/hot.rs"),
            Some(before) => {
                let there = of_path(before, path)?;
                let more = if here > there * MORE { ": MORE THAN BEFORE" } else { "" };
                format!("{path}: {here:.0} instructions, {there:.0} in the commit before{more}")
            }
        };
        lines.push(line);
    }
    Ok(lines)
}

/// A tree of the commit before this one's, if it has the paths: what is not committed yet is compared with the last commit.
fn parent() -> Result<Option<PathBuf>> {
    let changed = !output_of(&mut program("git", &["status", "--porcelain"]))?.trim().is_empty();
    let commit = if changed { "HEAD" } else { "HEAD^" };
    let tree = target().join("parent");
    if tree.exists() {
        run(&mut program("git", &["worktree", "remove", "--force", &tree.to_string_lossy()]))?;
    }
    run(&mut program("git", &["worktree", "prune"]))?;
    run(&mut program("git", &["worktree", "add", "--detach", &tree.to_string_lossy(), commit]))?;
    Ok(tree.join("tests/benches/hot.rs").exists().then_some(tree))
}

/// The program with the paths, built in this tree.
fn build(tree: &Path, target: &Path) -> Result<PathBuf> {
    let mut built = cargo(&["bench", "--locked", "-p", "plenary-tests", "--bench", "hot", "--no-run"]);
    built.current_dir(tree).env("CARGO_TARGET_DIR", target);
    let said = run_and_keep(&mut built)?;
    if !said.well {
        bail!("{} does not build", tree.display());
    }
    let named = said.output.lines().find_map(|line| line.trim().strip_prefix("Executable benches/hot.rs ("));
    let named = named.and_then(|rest| rest.strip_suffix(')')).context("cargo did not name the program")?;
    fs::canonicalize(tree.join(named)).context("the program with the hot paths")
}

/// Instructions of one path, once: those of many times less those of none.
fn of_path(hot: &Path, path: &str) -> Result<f64> {
    let counted = |times: u64| -> Result<u64> {
        let out = format!("--callgrind-out-file={}", target().join("callgrind.out").display());
        let args = ["--tool=callgrind", &out, &hot.to_string_lossy(), "--repeat", path, &times.to_string()];
        let ended = run_and_keep(&mut program("valgrind", &args))?;
        if !ended.well {
            bail!("{path} did not run under valgrind");
        }
        collected(&ended.output).context("callgrind did not say what it counted")
    };
    Ok(counted(TIMES)?.saturating_sub(counted(0)?) as f64 / TIMES as f64)
}

/// The number in "==7== Collected : 12345".
fn collected(said: &str) -> Option<u64> {
    let number = said.lines().find_map(|line| line.split_once("Collected :"))?.1;
    number.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::collected;

    #[test]
    fn reads_what_callgrind_says() {
        assert_eq!(collected("==7== Events    : Ir\n==7== Collected : 12345\n==7==\n"), Some(12_345));
        assert_eq!(collected("==7== nothing"), None);
    }
}
