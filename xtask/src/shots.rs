//! `cargo xtask shots`: the pages as people see them, drawn at four sizes in light and dark, for README and docs.

use std::fs;

use anyhow::Result;

use crate::setup;
use crate::shell::{cargo, run, target};
use crate::web;

/// Plays a session in a browser and leaves its pictures in target/shots.
pub(crate) fn draw() -> Result<()> {
    run(&mut cargo(&["build", "--release", "-p", "plenary"]))?;
    web::install("tests/e2e")?;
    let folder = target().join("shots");
    fs::create_dir_all(&folder)?;
    let mut play = web::npm("tests/e2e", &["run", "shots"]);
    play.env("PLENARY_CHROMIUM", setup::chromium()?)
        .env("PLENARY_BIN", target().join("release/plenary"))
        .env("PLENARY_SHOTS", &folder);
    run(&mut play)?;
    println!("the pictures are in {}", folder.display());
    Ok(())
}
