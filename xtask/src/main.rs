//! The developer's door: `cargo xtask` and one word for each thing a developer does here.

use std::process::ExitCode;

use anyhow::{Result, bail};

mod bench;
mod conformance;
mod figures;
mod fuzz;
mod instructions;
mod planted;
mod plots;
mod sbom;
mod scale;
mod setup;
mod shell;
mod shots;
mod supply;
mod sweep;
mod test;
mod up;
mod web;

const HELP: &str = "\
cargo xtask WORD: what a developer of Plenary does, each by one word.

  test    Every suite, in order: format, supply, clippy, web, rust, programs, faults, browser. It goes on after a failure, so that
          all failures are seen, and ends non-zero if there was one. Installs what is missing where it may.
            --all              the long matrices too (tests marked #[ignore], every browser size)
            --without A,B      leave parts out; the summary names them. Parts: format, supply, clippy,
                               web, rust, programs, faults, browser, redis (the Rust tests that start a redis-server)
  web     Builds the web client into web-client/dist, which is committed: npm ci, then Vite.
  wire    Writes web-client/src/wire.ts from the Rust types of the wire.
  up      --redis [--nodes N]: a redis-server with appendfsync always and N nodes (2) on it, their links printed;
          Ctrl-C stops them all. Data stays in data/up.
  bench   [NAME…]: every figure we state, measured again with release builds, in one table.
  sweep   Rooms of many sizes and ballots at many rates, a quarter of an hour: docs/performance.json, and its plots.
  plots   Draws the plots of docs/performance.md from docs/performance.json.
  import-figures
          How well the importer and the wording check do on tests/corpus: the tuned part, then the part held back.
            --misses           what was missed or too much, by text
  planted Plants bugs in a server, one at a time, on both stores: the session under faults must catch each (docs/trust.md).
            --only BUG --store STORE --seeds N --seconds S
  conformance
          Autobahn's suite for WebSockets against the server's own frames; writes docs/conformance.md. Needs Python 2.7.
  fuzz    [--minutes N] [frames wire proposal seeds]: cargo-fuzz on what strangers send, a minute each; grows tests/fuzz/corpus.
          Needs a nightly compiler.
  supply  Where packages come from, their licences and known holes (cargo-deny, built once in target/tools), and how
          closed the units in packaging are. `test` has the light part of it.
            --with-advisories  fail where known holes cannot be asked for, instead of saying so
  sbom    [--out FILE]: the bill of materials of the program, CycloneDX 1.5, into target/sbom/plenary.cdx.json.
  scale   The tables of docs/scale.md, from the figures in docs/scale.toml.
            --write            puts them into docs/scale.md
  shots   Plays a session and draws its pages, in light and dark, into target/shots.
  gallery Draws every state of every page, at seven sizes, in two themes and three scripts, into one sheet that a
          person looks through in a few minutes: target/shots/states/index.html.
  help    This page.
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match door(&args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("cargo xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Does what the first word says with the words after it.
fn door(args: &[String]) -> Result<ExitCode> {
    let (word, rest) = match args.split_first() {
        Some((word, rest)) => (word.as_str(), rest),
        None => ("help", args),
    };
    match word {
        "test" => test::run_suites(rest),
        "bench" => bench::bench(rest),
        "import-figures" => figures::of_import(rest),
        "plots" => only(rest, plots::draw),
        "sweep" => only(rest, sweep::sweep),
        "planted" => planted::plant(rest),
        "conformance" => only(rest, conformance::conform),
        "fuzz" => fuzz::fuzz(rest),
        "gallery" => only(rest, shots::gallery),
        "sbom" => sbom::write(rest),
        "scale" => scale::scale(rest),
        "supply" => supply::supply(rest),
        "shots" => only(rest, shots::draw),
        "up" => up::up(rest),
        "web" => only(rest, web::build),
        "wire" => only(rest, web::write_wire),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("there is no '{other}' here; `cargo xtask help` says what there is"),
    }
}

/// Runs an act that takes no further words.
fn only(rest: &[String], act: fn() -> Result<()>) -> Result<ExitCode> {
    if let Some(word) = rest.first() {
        bail!("'{word}' is one word too many");
    }
    act()?;
    Ok(ExitCode::SUCCESS)
}
