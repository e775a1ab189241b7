//! `cargo xtask planted`: a server with one bug planted at a time, and whether the session under faults finds each.

use std::process::ExitCode;

use anyhow::Result;

use crate::setup;
use crate::shell::{cargo, program, run, target};

/// Builds the server with the bugs in a folder of its own, so that no other build is ever mistaken for it, and plants them.
pub(crate) fn plant(rest: &[String]) -> Result<ExitCode> {
    setup::redis()?;
    let apart = target().join("planted");
    run(cargo(&["build", "-p", "plenary", "--features", "planted"]).env("CARGO_TARGET_DIR", &apart))?;
    run(&mut cargo(&["build", "-p", "plenary-loadtest"]))?;
    let server = apart.join("debug/plenary").to_string_lossy().into_owned();
    let loadtest = target().join("debug/loadtest").to_string_lossy().into_owned();
    run(program(&loadtest, &["planted", "--server-bin", &server]).args(rest))?;
    Ok(ExitCode::SUCCESS)
}
