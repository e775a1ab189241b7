//! The bugs that are planted for the judge are in no build but their own.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::front::program::program;

fn source(path: &str) -> String {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace");
    std::fs::read_to_string(top.join(path)).expect("a file of the workspace")
}

/// Whether the program has this word anywhere in it.
fn has(program: &Path, word: &str) -> bool {
    let bytes = std::fs::read(program).expect("the program can be read");
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

#[test]
fn the_program_that_is_built_by_default_has_none() {
    // What tells a planted build which bug it is to have; the other word is in every build, so the search can find something.
    assert!(!has(&program(), "PLENARY_PLANT"));
    assert!(!has(&program(), "PLENARY_DIE_AT"));
    assert!(has(&program(), "PLENARY_LISTEN"));
}

#[test]
fn a_release_with_them_does_not_compile() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace");
    let out = TempDir::new().expect("a temporary folder");
    let compile = |assertions: &str| {
        let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
        let mut command = Command::new(rustc);
        command.args([
            "--edition",
            "2024",
            "--crate-type",
            "lib",
            "--emit",
            "metadata",
            "--cfg",
            "feature=\"planted\"",
        ]);
        command.args(["-C", &format!("debug-assertions={assertions}"), "--out-dir"]).arg(out.path());
        command.arg(top.join("server/src/plant.rs")).output().expect("rustc runs")
    };
    assert!(compile("on").status.success(), "a debug build may have them");
    let release = compile("off");
    assert!(!release.status.success());
    assert!(String::from_utf8_lossy(&release.stderr).contains("a release has none"));
}

#[test]
fn every_bug_there_is_gets_planted() {
    let plant = source("server/src/plant.rs");
    let (_, bugs) = plant.split_once("pub enum Plant {").expect("the bugs");
    let (bugs, _) = bugs.split_once('}').expect("the end of the bugs");
    let bugs: Vec<&str> = bugs.lines().filter_map(|line| line.trim().strip_suffix(',')).collect();
    let asked = source("loadtest/src/faults/planted.rs");
    assert!(bugs.len() >= 12, "{bugs:?}");
    for bug in bugs {
        assert!(asked.contains(&format!("(\"{bug}\", ")), "loadtest planted knows no {bug}");
    }
}
