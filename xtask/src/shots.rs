//! `cargo xtask shots` and `cargo xtask gallery`: the pages as people see them, for README and docs, and to look through.

use std::fs;

use anyhow::Result;

use crate::setup;
use crate::shell::{cargo, run, target};
use crate::web;

/// Plays a session in a browser and leaves its pictures in target/shots.
pub(crate) fn draw() -> Result<()> {
    play("shots")
}

/// Draws every state of every page, at every size, in two themes and three scripts, into one sheet.
pub(crate) fn gallery() -> Result<()> {
    web::install("web-client")?;
    play("gallery")?;
    println!("look through {}", target().join("shots/states/index.html").display());
    Ok(())
}

/// Runs a script of tests/e2e that draws, with what it draws from.
fn play(script: &str) -> Result<()> {
    run(&mut cargo(&["build", "--release", "-p", "plenary"]))?;
    web::install("tests/e2e")?;
    let folder = target().join("shots");
    fs::create_dir_all(&folder)?;
    let mut play = web::npm("tests/e2e", &["run", script]);
    play.env("PLENARY_CHROMIUM", setup::chromium()?)
        .env("PLENARY_BIN", target().join("release/plenary"))
        .env("PLENARY_SHOTS", &folder);
    run(&mut play)?;
    println!("the pictures are in {}", folder.display());
    Ok(())
}
