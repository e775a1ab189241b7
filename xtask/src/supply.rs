//! `cargo xtask supply`: what comes into Plenary from outside, and the fence around it where it runs.
//!
//! The light look is part of every `cargo xtask test`. cargo-deny, which takes minutes to build, has this word of its own; so has
//! the database of advisories, which not every machine reaches.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::shell::{cargo, output_of, program, root, run, target};

mod crates;
mod fence;
mod npm;
mod rules;

pub(crate) use crates::{REGISTRY, host, metadata};
pub(crate) use npm::{Lock, bundled};
pub(crate) use rules::canonical;

/// The one that judges; a newer one is a change to look at.
const CARGO_DENY: &str = "0.20.2";

/// `cargo xtask supply [--with-advisories]`.
pub(crate) fn supply(args: &[String]) -> Result<ExitCode> {
    let insists = match args {
        [] => false,
        [word] if word == "--with-advisories" => true,
        other => bail!("`cargo xtask supply` does not know '{}'", other.join(" ")),
    };
    look()?;
    let deny = cargo_deny()?;
    let check = |what: &[&str]| run(program(&deny, &["--locked", "check"]).args(what));
    check(&["licenses", "bans", "sources"])?;
    let fetched = run(&mut program(&deny, &["fetch", "db"]));
    match fetched {
        Ok(()) => check(&["advisories"])?,
        Err(error) if insists => return Err(error.context("the advisories were asked for and cannot be had")),
        Err(_) => {}
    }
    println!("\n── supply ──");
    println!("  licences, bans, sources: ok (cargo-deny {CARGO_DENY})");
    if fetched.is_ok() {
        println!("  advisories: ok, by the database as it is now");
    } else {
        println!(
            "  advisories: LEFT OUT. The database (github.com/RustSec/advisory-db) cannot be reached from here, so nothing was\n  \
             asked about known holes. Run this again where it can; `--with-advisories` makes leaving them out a failure."
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// The light look: everything that needs no tool of its own. Says what it looked at, and fails with all complaints.
pub(crate) fn look() -> Result<()> {
    let rules = rules::Rules::read(&text("deny.toml")?)?;
    let mut complaints = Vec::new();

    let lock: toml::Table = text("Cargo.lock")?.parse().context("Cargo.lock")?;
    complaints.extend(crates::of_lock(&lock, &rules));
    let metadata = crates::metadata()?;
    complaints.extend(crates::licences(&metadata, &rules));

    let mut packages = 0;
    for folder in ["web-client", "tests/e2e"] {
        let lock = Lock::read(folder)?;
        packages += lock.packages.len();
        complaints.extend(npm::of_lock(&lock));
        if folder == "web-client" {
            complaints.extend(npm::of_bundled(&lock, &bundled()?, &rules));
        }
    }
    let fenced = fence::look()?;
    complaints.extend(fenced.complaints);

    if !complaints.is_empty() {
        bail!("{}", complaints.join("\n  "));
    }
    println!(
        "{} crates of the registry, each with its sum; {} in use here, each licence allowed; {packages} npm packages, each with its sum",
        crates::from_registry(&lock),
        crates::used(&metadata),
    );
    for unit in fenced.units {
        println!("{unit}");
    }
    Ok(())
}

/// cargo-deny in a folder of our own, built if it is not there in this version.
fn cargo_deny() -> Result<String> {
    let tools = target().join("tools");
    let deny = tools.join("bin/cargo-deny").to_string_lossy().into_owned();
    let is_there =
        PathBuf::from(&deny).is_file() && output_of(&mut program(&deny, &["--version"]))?.trim().ends_with(CARGO_DENY);
    if !is_there {
        println!("cargo-deny {CARGO_DENY} is built once, which takes some minutes");
        let mut install = cargo(&["install", "--locked", "cargo-deny", "--version", CARGO_DENY]);
        run(install.arg("--root").arg(&tools))?;
    }
    Ok(deny)
}

fn text(path: &str) -> Result<String> {
    fs::read_to_string(root().join(path)).with_context(|| path.to_owned())
}
