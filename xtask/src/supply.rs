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
    let mut asked = vec![format!("licences, bans, sources: ok (cargo-deny {CARGO_DENY})")];
    let mut left_out = Vec::new();

    match run(&mut program(&deny, &["fetch", "db"])) {
        Ok(()) => {
            check(&["advisories"])?;
            asked.push("known holes of crates: none, by the database as it is now".to_owned());
        }
        Err(_) => left_out.push("known holes of crates: github.com/RustSec/advisory-db cannot be reached from here"),
    }
    match known_holes_of_npm()?.as_deref() {
        Some([]) => asked.push("known holes of npm packages: none, by the registry as it is now".to_owned()),
        Some(holes) => bail!("known holes of npm packages: {}", holes.join(", ")),
        None => left_out.push("known holes of npm packages: the registry answers no `npm audit` here"),
    }

    println!("\n── supply ──");
    for line in &asked {
        println!("  {line}");
    }
    for line in &left_out {
        println!("  LEFT OUT: {line}");
    }
    if left_out.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    println!("  What was left out was not asked. Run this again where it can be.");
    Ok(if insists { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The packages of the lock files that the registry knows a hole of; none if it does not say.
fn known_holes_of_npm() -> Result<Option<Vec<String>>> {
    let mut holes = Vec::new();
    for folder in ["web-client", "tests/e2e"] {
        // It ends badly both for holes and for a registry that says nothing: what it prints tells them apart.
        let said = crate::web::npm(folder, &["audit", "--json"]).output().context("cannot start npm")?;
        let Ok(report) = serde_json::from_slice::<serde_json::Value>(&said.stdout) else { return Ok(None) };
        if report["auditReportVersion"].is_null() {
            return Ok(None);
        }
        let found = report["vulnerabilities"].as_object().into_iter().flatten();
        holes.extend(
            found.map(|(name, hole)| format!("{name} ({}, {folder})", hole["severity"].as_str().unwrap_or("?"))),
        );
    }
    Ok(Some(holes))
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
