//! What the fuzzer walked through, and what it once fell over, played again: see tests/fuzz.

use std::fs;
use std::path::Path;

#[path = "../fuzz/judge.rs"]
mod judge;

fn each(target: &str, judge: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files = 0;
    for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        std::panic::catch_unwind(|| judge(&bytes)).unwrap_or_else(|_| panic!("it does not hold of {}", path.display()));
        files += 1;
    }
    assert!(files > 0, "nothing in {}", folder.display());
}

#[test]
fn frames() {
    each("frames", judge::frames);
}

#[test]
fn wire() {
    each("wire", judge::wire);
}

#[test]
fn proposals() {
    each("proposal", judge::proposal);
}

#[test]
fn seeds() {
    each("seeds", judge::seeds);
}
