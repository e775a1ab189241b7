//! Builds what the browser gets: the committed bundle in web-client/dist, and the types of the wire.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::setup;
use crate::shell::{cargo, output_of, program, root, run};

/// `cargo xtask web`.
pub(crate) fn build() -> Result<()> {
    install("web-client")?;
    run(&mut npm("web-client", &["run", "build"]))
}

/// `cargo xtask wire`.
pub(crate) fn write_wire() -> Result<()> {
    let types = output_of(&mut cargo(&["run", "--quiet", "-p", "plenary-server", "--example", "wire"]))?;
    let file = root().join("web-client/src/wire.ts");
    fs::write(&file, types).with_context(|| format!("cannot write {}", file.display()))?;
    println!("web-client/src/wire.ts is written");
    Ok(())
}

/// Installs the packages a folder's lock file names, and nothing else.
pub(crate) fn install(folder: &str) -> Result<()> {
    setup::node()?;
    run(&mut npm(folder, &["ci", "--no-audit", "--no-fund"]))
}

/// npm in a folder of the workspace.
pub(crate) fn npm(folder: &str, args: &[&str]) -> Command {
    let mut npm = program("npm", args);
    npm.current_dir(root().join(folder));
    npm
}

/// Builds the client again and fails if that changes a byte of what stands in web-client/dist, or which packages are in it.
pub(crate) fn rebuild_equals_what_stands() -> Result<()> {
    let before = built()?;
    run(&mut npm("web-client", &["run", "build"]))?;
    let after = built()?;
    let differ: Vec<String> = before
        .keys()
        .chain(after.keys())
        .filter(|file| before.get(*file) != after.get(*file))
        .map(|file| file.display().to_string())
        .collect();
    if !differ.is_empty() {
        bail!(
            "web-client/dist was not built from its sources; commit what `cargo xtask web` makes: {}",
            differ.join(", ")
        );
    }
    println!("web-client/dist is what its sources make: {} files", after.len());
    Ok(())
}

/// What a build writes.
fn built() -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = contents(&root().join("web-client/dist"))?;
    let list = root().join("web-client/bundled.json");
    if list.is_file() {
        files.insert("../bundled.json".into(), fs::read(list)?);
    }
    Ok(files)
}

/// Every file below a folder, with its bytes; none if there is no such folder.
fn contents(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        if !next.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder)?.to_path_buf();
                files.insert(name, fs::read(&path)?);
            }
        }
    }
    Ok(files)
}
