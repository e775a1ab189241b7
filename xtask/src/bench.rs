//! `cargo xtask bench`: every figure we state, measured again with release builds, in one table.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::instructions;
use crate::setup;
use crate::shell::{cargo, program, root, run, run_and_keep, target};
use crate::web;

/// One crowd of `loadtest`, and why it is measured.
struct Crowd {
    name: &'static str,
    what: &'static str,
    args: &'static str,
}

const CROWDS: [Crowd; 10] = [
    Crowd { name: "small", what: "23 phones, embedded", args: "run --phones 23 --votes-per-second 10 --seconds 20" },
    Crowd { name: "usual", what: "300 phones, embedded", args: "run --phones 300 --votes-per-second 100 --seconds 20" },
    Crowd {
        name: "large",
        what: "5,000 phones, embedded",
        args: "run --phones 5000 --joins-per-second 500 --votes-per-second 1000 --seconds 30",
    },
    Crowd {
        name: "large-redis",
        what: "5,000 phones, Redis",
        args: "run --store redis --phones 5000 --joins-per-second 500 --votes-per-second 1000 --seconds 30",
    },
    Crowd {
        name: "two-nodes",
        what: "two nodes on one Redis, 1,000 phones each",
        args: "run --store redis --nodes 2 --phones 2000 --votes-per-second 500 --seconds 30",
    },
    Crowd { name: "burst", what: "10,000 ballots at once, embedded", args: "burst --ballots 10000" },
    Crowd { name: "burst-redis", what: "10,000 ballots at once, Redis", args: "burst --store redis --ballots 10000" },
    Crowd {
        name: "questions",
        what: "1,000 questions, 20,000 upvotes of 500 phones, embedded",
        args: "questions --phones 500 --questions 1000 --upvotes 20000 --seconds 60",
    },
    Crowd { name: "kill", what: "kill -9 of a node, five times, 300 phones", args: "kill --phones 300 --times 5" },
    Crowd {
        name: "kill-redis",
        what: "kill -9 of Redis under two nodes, five times, 300 phones",
        args: "kill --store redis --nodes 2 --what redis --phones 300 --times 5",
    },
];

/// Screens and moderators see a vote within so many milliseconds (p99), where nothing is killed and people vote as people do.
const SCREENS_MS: f64 = 150.0;
/// Phones within one beat, which is this in rooms from 2,000 on and less below, …
const LONGEST_BEAT_MS: f64 = 500.0;
/// … and so many milliseconds.
const PHONES_MS: f64 = 200.0;

/// What `loadtest` tells by itself, in its own words: joins at once, the last second, the floor, the echo and the bare join, a crowd beside those
/// who mean harm, and coming back after a kill.
const TOLD: [Crowd; 21] = [
    Crowd {
        name: "watching",
        what: "5,000 phones watching, 2,000 ballots/s, embedded",
        args: "run --phones 5000 --joins-per-second 1000 --votes-per-second 2000 --polls 1 --seconds 20",
    },
    Crowd {
        name: "rush",
        what: "600 ballots in the last second before a close, 5,000 phones watching",
        args: "rush --ballots 600 --phones 5000 --joins-per-second 1000",
    },
    Crowd {
        name: "join-500",
        what: "500 phones join in one instant",
        args: "run --phones 500 --joins-per-second 1000000 --votes-per-second 50 --polls 1 --seconds 3",
    },
    Crowd {
        name: "join-5000",
        what: "5,000 phones join within a second",
        args: "run --phones 5000 --joins-per-second 5000 --votes-per-second 50 --polls 1 --seconds 3",
    },
    Crowd { name: "floor-1000", what: "deliveries to 1,000 phones, and the floor", args: "floor --phones 1000" },
    Crowd { name: "floor-5000", what: "deliveries to 5,000 phones, and the floor", args: "floor --phones 5000" },
    Crowd {
        name: "floor-votes",
        what: "deliveries to 5,000 phones while 200 ballots arrive each second, and the floor",
        args: "floor --phones 5000 --ballots-per-second 200",
    },
    Crowd { name: "floor-9900", what: "deliveries to 9,900 phones, and the floor", args: "floor --phones 9900" },
    Crowd { name: "rest-100", what: "a server of 100 rooms to which nobody comes", args: "rest --rooms 100" },
    Crowd {
        name: "rest-1000",
        what: "the same with 1,000 rooms in which people have voted",
        args: "rest --rooms 1000 --history",
    },
    Crowd {
        name: "rooms-1000",
        what: "a ballot in one room, and in one of 1,000",
        args: "growth rooms --rooms 1000 --phones 3000 --joins-per-second 1000 --ballots-per-second 1500 --seconds 5",
    },
    Crowd {
        name: "nodes",
        what: "a ballot through one node, and through two",
        args: "growth nodes --store redis --joins-per-second 1000 --seconds 4",
    },
    Crowd {
        name: "hot-room",
        what: "a hundred quiet rooms, and the same beside a hot one",
        args: "growth hot --rooms 100 --phones 1000 --joins-per-second 1000 --ballots-per-second 200 --seconds 4",
    },
    Crowd {
        name: "redis-ballots",
        what: "a ballot through Redis, and through the embedded store",
        args: "growth stores --store redis --phones 5000 --joins-per-second 1200 --ballots-per-second 6000 --wave 3000 --seconds 4",
    },
    Crowd {
        name: "echo",
        what: "durable ballots at several rates, and a bare echo",
        args: "echo --joins-per-second 1500",
    },
    Crowd {
        name: "joins",
        what: "5,000 phones join, page and socket apart, and a bare server",
        args: "joins --joins-per-second 3000",
    },
    Crowd {
        name: "stalled",
        what: "1,000 phones beside 500 screens that never read",
        args: "beside stalled --many 500 --phones 1000 --votes-per-second 200 --rounds 7 --seconds 15",
    },
    Crowd {
        name: "passless",
        what: "3,000 phones join from one address in ten seconds, beside 2,000 sockets without a pass from there",
        args: "beside passless --many 2000 --phones 3000 --joins-per-second 300 --votes-per-second 200 --rounds 3 --seconds 5",
    },
    Crowd {
        name: "slow",
        what: "1,000 phones beside slowhttptest",
        args: "beside slow --many 1000 --phones 1000 --votes-per-second 200 --rounds 3 --seconds 30",
    },
    Crowd {
        name: "back",
        what: "10,000 phones come back after kill -9 of their node, embedded",
        args: "back --phones 10000 --joins-per-second 1000 --votes-per-second 1000",
    },
    Crowd {
        name: "back-redis",
        what: "the same on Redis",
        args: "back --store redis --phones 10000 --joins-per-second 1000 --votes-per-second 1000",
    },
];

/// The measurements that need a browser, each a play of that name in tests/e2e: from the key `N` to the first counted vote on
/// a poll just thought of; the chat brought over and forty questions tended by keys; how soon what is taken away is gone; a
/// first vote from a slow phone on a slow line; a wall's frames while two thousand vote in a second.
const PLAYS: [&str; 5] = ["ten-seconds", "by-keys", "gone", "first-vote", "frames"];
/// What counts instructions instead of measuring times.
const COUNTED: &str = "instructions";
/// What stands before each figure that a play prints.
const FIGURE: &str = "figure: ";

const HEAD: &str = "\
| crowd | phones | joins/s | ballots/s | receipt p50 · p99 | vote → screens p99 | vote → phones p99 | per idle phone | CPU per view sent | sum |
|---|---|---|---|---|---|---|---|---|---|";

/// `cargo xtask bench [NAME…]`.
pub(crate) fn bench(names: &[String]) -> Result<ExitCode> {
    let known = || CROWDS.iter().chain(&TOLD).map(|crowd| crowd.name).chain(PLAYS).chain([COUNTED]);
    if let Some(name) = names.iter().find(|name| !known().any(|known| known == name.as_str())) {
        bail!("there is no bench '{name}'; there are: {}", known().collect::<Vec<_>>().join(", "));
    }
    let is_wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    run(&mut cargo(&["build", "--release", "-p", "plenary", "-p", "plenary-loadtest"]))?;
    let folder = target().join("bench");
    fs::create_dir_all(&folder)?;

    let mut table = format!("{HEAD}\n");
    let mut well = true;
    for crowd in CROWDS.iter().filter(|crowd| is_wanted(crowd.name)) {
        match gather(crowd, &folder) {
            Ok(row) => writeln!(table, "| {} | {row} |", crowd.what)?,
            Err(error) => {
                well = false;
                writeln!(table, "| {} | FAILED: {error:#} |", crowd.what)?;
            }
        }
    }
    let mut played = Vec::new();
    for told in TOLD.iter().filter(|told| is_wanted(told.name)) {
        // Its figures stand above, where it printed them.
        if let Err(error) = listen(told, &folder) {
            well = false;
            played.push(format!("{} FAILED: {error:#}", told.what));
        }
    }
    for name in PLAYS.into_iter().filter(|name| is_wanted(name)) {
        match play(name) {
            Ok(figures) => played.extend(figures),
            Err(error) => {
                well = false;
                played.push(format!("{name} FAILED: {error:#}"));
            }
        }
    }
    if is_wanted(COUNTED) {
        match instructions::count() {
            Ok(lines) => played.extend(lines),
            Err(error) => {
                well = false;
                played.push(format!("{COUNTED} FAILED: {error:#}"));
            }
        }
    }
    println!("\n{}\n\n{table}", machine());
    for figure in &played {
        println!("{figure}");
    }
    println!("The crowds' own reports: {}", folder.display());
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs what tells its figures by itself.
fn listen(told: &Crowd, folder: &Path) -> Result<()> {
    println!("\n── {} ──", told.what);
    if told.args.contains("--store redis") {
        setup::redis()?;
    }
    let loadtest = target().join("release/loadtest");
    let mut command = program(&loadtest.to_string_lossy(), &told.args.split(' ').collect::<Vec<_>>());
    run(command.arg("--json").arg(folder.join(format!("{}.json", told.name))))
}

/// Brings one crowd and returns its row.
fn gather(crowd: &Crowd, folder: &Path) -> Result<String> {
    println!("\n── {} ──", crowd.what);
    if crowd.args.contains("--store redis") {
        setup::redis()?;
    }
    let json = folder.join(format!("{}.json", crowd.name));
    let loadtest = target().join("release/loadtest");
    let mut command = program(&loadtest.to_string_lossy(), &crowd.args.split(' ').collect::<Vec<_>>());
    command.arg("--json").arg(&json);
    let done = run(&mut command);
    let text = match (fs::read_to_string(&json), done) {
        (Ok(text), Ok(())) => text,
        (_, Err(error)) => return Err(error),
        (Err(error), _) => return Err(error).with_context(|| format!("reading {}", json.display())),
    };
    let report = serde_json::from_str(&text).context("the crowd's report")?;
    let row = row(&report)?;
    // Where servers are killed, or all vote in one instant, the sum alone is judged.
    if !crowd.args.starts_with("kill") && !crowd.args.starts_with("burst") {
        late(&report).map_or(Ok(()), |what| Err(anyhow::anyhow!("{what} ({row})")))?;
    }
    Ok(row)
}

/// What took longer than it may, if anything did.
fn late(report: &Value) -> Option<String> {
    let p99 = |who: &str| report.pointer(&format!("/{who}/p99")).and_then(Value::as_f64).unwrap_or(0.0);
    let (screens, phones) = (p99("seen_by_screens"), p99("seen_by_phones"));
    let most = LONGEST_BEAT_MS + PHONES_MS;
    match () {
        () if screens > SCREENS_MS => Some(format!("screens saw votes after {screens:.0} ms, not {SCREENS_MS:.0}")),
        () if phones > most => Some(format!("phones saw votes after {phones:.0} ms, not {most:.0}")),
        () => None,
    }
}

/// The cells of a report. A figure the report does not have is an error, not a blank.
fn row(report: &Value) -> Result<String> {
    let number = |path: &str| {
        report.pointer(path).and_then(Value::as_f64).with_context(|| format!("the report has no number at {path}"))
    };
    // A crowd in which nobody looks has no sightings.
    let sight = |who: &str| -> Result<String> {
        Ok(if number(&format!("/{who}/count"))? > 0.0 {
            format!("{:.0} ms", number(&format!("/{who}/p99"))?)
        } else {
            "–".to_owned()
        })
    };
    let runs = report.pointer("/runs").and_then(Value::as_array).context("the report has no runs")?;
    // Upvotes are no run's: of them what moderators see was compared with the receipts, question by question.
    let ballots: u64 = match &runs[..] {
        [] => report["acknowledged"].as_u64().context("the report has no receipts")?,
        runs => runs.iter().filter_map(|run| run["n"].as_u64()).sum(),
    };
    let (idle, per_view) = match report.pointer("/cost") {
        None | Some(Value::Null) => ("–".to_owned(), "–".to_owned()),
        Some(_) => {
            let views = number("/views_to_phones")?;
            // Some crowds do not count what is sent to phones.
            let per_view = match number("/cost/processor_voting")? * 1e6 / views {
                per_view if per_view.is_finite() => format!("{per_view:.1} µs"),
                _ => "–".to_owned(),
            };
            (format!("{:.1} KiB", number("/cost/resident_per_phone")? / 1024.0), per_view)
        }
    };
    Ok(format!(
        "{:.0} | {:.0} | {:.0} | {:.1} · {:.1} ms | {} | {} | {idle} | {per_view} | exact: {ballots}",
        number("/phones")?,
        number("/joins_per_second")?,
        number("/acknowledged_per_second")?,
        number("/receipt/p50")?,
        number("/receipt/p99")?,
        sight("seen_by_screens")?,
        sight("seen_by_phones")?,
    ))
}

/// Plays it in a browser, and reads the figures it prints.
fn play(name: &str) -> Result<Vec<String>> {
    println!("\n── {name} ──");
    web::install("tests/e2e")?;
    let mut play = web::npm("tests/e2e", &["run", "bench", "--", name]);
    play.env("PLENARY_CHROMIUM", setup::chromium()?)
        .env("PLENARY_BIN", target().join("release/plenary"))
        .env("PLENARY_LOADTEST", target().join("release/loadtest"));
    let ended = run_and_keep(&mut play)?;
    if !ended.well {
        bail!("the play failed");
    }
    let figures: Vec<String> =
        ended.output.lines().filter_map(|line| line.trim().strip_prefix(FIGURE)).map(str::to_owned).collect();
    if figures.is_empty() {
        bail!("the play printed no figure");
    }
    Ok(figures)
}

/// What the figures were measured on; without it they say nothing.
pub(crate) fn machine() -> String {
    let first = |file: &str, mark: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(mark)).unwrap_or_default();
        line.split_once(':').map_or("unknown", |(_, value)| value.trim()).to_owned()
    };
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let (model, memory) = (first("/proc/cpuinfo", "model name"), first("/proc/meminfo", "MemTotal"));
    let commit = crate::shell::output_of(&mut program("git", &["describe", "--always", "--dirty"]));
    let commit = commit.unwrap_or_else(|_| format!("{} without git", root().display()));
    format!("{cores} cores ({model}), {memory}, crowd and servers on the same machine, commit {}", commit.trim())
}

#[cfg(test)]
mod tests {
    use super::{late, row};
    use serde_json::json;

    #[test]
    fn a_report_becomes_a_row() {
        let report = json!({
            "phones": 1000, "joins_per_second": 499.6, "acknowledged_per_second": 500.2,
            "receipt": { "p50": 4.25, "p99": 19.0, "count": 9000 },
            "seen_by_screens": { "count": 9000, "p99": 61.2 }, "seen_by_phones": { "count": 0, "p99": 0.0 },
            "views_to_phones": 1_000_000, "cost": { "processor_voting": 6.5, "resident_per_phone": 4096.0 },
            "runs": [{ "n": 600 }, { "n": 400 }],
        });
        let expected = "1000 | 500 | 500 | 4.2 · 19.0 ms | 61 ms | – | 4.0 KiB | 6.5 µs | exact: 1000";
        assert_eq!(row(&report).expect("it has every figure"), expected);
    }

    #[test]
    fn what_comes_too_late_is_no_figure_to_state() {
        let seen = |screens: f64, phones: f64| json!({ "seen_by_screens": { "p99": screens }, "seen_by_phones": { "p99": phones } });
        assert!(late(&seen(149.0, 690.0)).is_none());
        assert!(late(&seen(151.0, 0.0)).is_some_and(|what| what.contains("screens")));
        assert!(late(&seen(0.0, 701.0)).is_some_and(|what| what.contains("phones")));
    }

    #[test]
    fn a_report_without_its_figures_is_no_row() {
        assert!(row(&json!({ "phones": 3 })).is_err());
    }
}
