//! `cargo xtask test`: every suite in order, to the end, with one summary.

use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Result, bail};

use crate::setup;
use crate::shell::{cargo, program, run, run_and_keep, stopwatch, target};
use crate::supply;
use crate::web;

mod counts;

use counts::{Counts, Runner};

/// What was asked for.
struct Asked {
    /// The long matrices too.
    all: bool,
    /// Parts left out, by name.
    without: Vec<String>,
}

impl Asked {
    fn leaves_out(&self, part: &str) -> bool {
        self.without.iter().any(|left| left == part)
    }
}

/// One suite: a name that `--without` knows, and what it does. What it counted comes back even if it failed.
struct Suite {
    name: &'static str,
    what: &'static str,
    act: fn(&Asked, &mut Counts) -> Result<()>,
}

const SUITES: [Suite; 8] = [
    Suite { name: "format", what: "rustfmt agrees with every file", act: format },
    Suite {
        name: "supply",
        what: "where packages come from, their licences, the fence of the units",
        act: supply_look,
    },
    Suite { name: "clippy", what: "no warning in the workspace, tests included", act: clippy },
    Suite { name: "web", what: "lint, types, unit tests; dist is what the sources make", act: web_client },
    Suite { name: "rust", what: "unit tests, house rules, and the front door on both stores", act: rust },
    Suite { name: "programs", what: "the server and the crowd, for the suites below", act: programs },
    Suite { name: "faults", what: "a session under faults on both stores, judged by its history", act: faults },
    Suite { name: "browser", what: "the pages in Chromium against that server, with axe", act: browser },
];

/// A part inside the suite `rust`: the tests that start a redis-server.
const REDIS: &str = "redis";

/// How one suite went.
struct Went {
    name: &'static str,
    took: Duration,
    failure: Option<String>,
}

/// `cargo xtask test [--all] [--without A,B]`.
pub(crate) fn run_suites(args: &[String]) -> Result<ExitCode> {
    let asked = parse(args)?;
    let mut counts = Counts::default();
    let mut went = Vec::new();
    for suite in SUITES.iter().filter(|suite| !asked.leaves_out(suite.name)) {
        println!("\n── {}: {} ──", suite.name, suite.what);
        let began = stopwatch();
        let failure = (suite.act)(&asked, &mut counts).err().map(|error| format!("{error:#}"));
        if let Some(why) = &failure {
            println!("FAILED {}: {why}", suite.name);
        }
        went.push(Went { name: suite.name, took: began.elapsed(), failure });
    }
    Ok(summary(&asked, &went, &counts))
}

fn parse(args: &[String]) -> Result<Asked> {
    let mut asked = Asked { all: false, without: Vec::new() };
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--all" => asked.all = true,
            "--without" => match words.next() {
                Some(parts) => asked.without.extend(parts.split(',').map(str::to_owned)),
                None => bail!("--without what?"),
            },
            other => bail!("`cargo xtask test` does not know '{other}'"),
        }
    }
    for part in &asked.without {
        if part != REDIS && !SUITES.iter().any(|suite| suite.name == part) {
            bail!("there is no part '{part}' to leave out");
        }
    }
    Ok(asked)
}

fn format(_: &Asked, counts: &mut Counts) -> Result<()> {
    checked(&mut cargo(&["fmt", "--all", "--check"]), counts)
}

fn supply_look(_: &Asked, counts: &mut Counts) -> Result<()> {
    let done = supply::look();
    counts.check_if(done.is_ok());
    done
}

fn clippy(_: &Asked, counts: &mut Counts) -> Result<()> {
    checked(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]), counts)
}

fn web_client(_: &Asked, counts: &mut Counts) -> Result<()> {
    web::install("web-client")?;
    let mut failures = Failures::default();
    for script in ["lint", "check"] {
        failures.note(checked(&mut web::npm("web-client", &["run", script]), counts));
    }
    failures.note(counted(&mut web::npm("web-client", &["test"]), Runner::Vitest, counts));
    let same = web::rebuild_equals_what_stands();
    counts.check_if(same.is_ok());
    failures.note(same);
    failures.end()
}

fn rust(asked: &Asked, counts: &mut Counts) -> Result<()> {
    // The tests that kill a node -9 start the program itself, which `cargo test` alone would not build.
    checked(&mut cargo(&["build", "-p", "plenary", "-p", "plenary-loadtest"]), counts)?;
    setup::mishaps()?;
    let mut args = vec!["test", "--workspace", "--no-fail-fast", "--"];
    if asked.leaves_out(REDIS) {
        args.extend(["--skip", REDIS]);
    } else {
        setup::redis()?;
    }
    if asked.all {
        args.push("--include-ignored");
    }
    counted(&mut cargo(&args), Runner::Cargo, counts)
}

/// The last two suites play with what the suite `rust` built, and with the binary that people run when all was asked for: an
/// optimised build takes a quarter of the whole run's time.
fn profile(asked: &Asked) -> &'static str {
    if asked.all { "release" } else { "debug" }
}

fn programs(asked: &Asked, counts: &mut Counts) -> Result<()> {
    let mut args = vec!["build", "-p", "plenary", "-p", "plenary-loadtest"];
    if asked.all {
        args.push("--release");
    }
    checked(&mut cargo(&args), counts)
}

/// What the session under faults must come to, so that its verdict says something. docs/trust.md says what is judged.
const FAULTS: [&str; 10] =
    ["--seed", "1", "--minutes", "1.3", "--phones", "220", "--ballots", "20000", "--faults", "40"];

fn faults(asked: &Asked, counts: &mut Counts) -> Result<()> {
    if asked.leaves_out(REDIS) {
        bail!("the session under faults needs Redis: leave out faults, too");
    }
    setup::redis()?;
    let loadtest = target().join(profile(asked)).join("loadtest");
    let mut play = program(&loadtest.to_string_lossy(), &["faults", "--store", "sqlite", "--store", "redis"]);
    counted(play.args(FAULTS), Runner::Faults, counts)
}

fn browser(asked: &Asked, counts: &mut Counts) -> Result<()> {
    web::install("tests/e2e")?;
    setup::network()?;
    checked(&mut web::npm("tests/e2e", &["run", "check"]), counts)?;
    let mut play = web::npm("tests/e2e", &["test"]);
    play.env("PLENARY_CHROMIUM", setup::chromium()?)
        .env("PLENARY_BIN", target().join(profile(asked)).join("plenary"))
        .env("PLENARY_LOADTEST", target().join(profile(asked)).join("loadtest"));
    if asked.all {
        play.env("PLENARY_ALL", "1");
    }
    counted(&mut play, Runner::Playwright, counts)
}

/// Runs a check that is one thing, and counts it.
fn checked(command: &mut Command, counts: &mut Counts) -> Result<()> {
    let done = run(command);
    counts.check_if(done.is_ok());
    done
}

/// Runs a test runner, adds what it counted, and fails if it failed or ran nothing.
fn counted(command: &mut Command, runner: Runner, counts: &mut Counts) -> Result<()> {
    let ended = run_and_keep(command)?;
    let read = runner.read(&ended.output);
    counts.add(runner, &read);
    if !ended.well {
        bail!("{} failed", runner.name());
    }
    if read.passed == 0 {
        bail!("{} ran no test", runner.name());
    }
    Ok(())
}

/// Failures of one suite's steps, so that the later steps are taken all the same.
#[derive(Default)]
struct Failures(Vec<String>);

impl Failures {
    fn note(&mut self, done: Result<()>) {
        self.0.extend(done.err().map(|error| format!("{error:#}")));
    }

    fn end(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { bail!("{}", self.0.join("; ")) }
    }
}

/// Prints how everything went; the last line is the sum alone.
fn summary(asked: &Asked, went: &[Went], counts: &Counts) -> ExitCode {
    println!("\n── summary ──");
    for suite in went {
        let how = suite.failure.as_deref().map_or("ok".to_owned(), |why| format!("FAILED: {why}"));
        println!("  {:<8} {:>5} s  {how}", suite.name, suite.took.as_secs());
    }
    if !asked.without.is_empty() {
        println!("  left out: {}", asked.without.join(", "));
    }
    if !asked.all {
        println!("  the long matrices were not asked for (--all)");
    }
    println!();
    for line in counts.lines() {
        println!("{line}");
    }
    let failed_suites = went.iter().filter(|suite| suite.failure.is_some()).count();
    println!("\n{}", counts.sum(failed_suites));
    if failed_suites == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::{REDIS, SUITES, parse};

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn leaves_out_what_is_named_and_nothing_else() {
        let asked = parse(&words("--without browser,redis")).expect("these parts exist");
        assert!(asked.leaves_out("browser") && asked.leaves_out(REDIS) && !asked.all);
        assert!(SUITES.iter().filter(|suite| asked.leaves_out(suite.name)).count() == 1);
    }

    #[test]
    fn refuses_a_part_that_does_not_exist() {
        assert!(parse(&words("--without everything")).is_err());
        assert!(parse(&words("--without")).is_err());
        assert!(parse(&words("--quickly")).is_err());
    }
}
