//! `cargo xtask sweep`: the figures behind the plots of docs/performance.md, measured on this machine into docs/performance.json.

use std::fs;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::bench::machine;
use crate::plots::{self, FIGURES};
use crate::shell::{cargo, program, root, run, target};

/// Sizes of a room.
const PHONES: [u32; 5] = [100, 1_000, 2_500, 5_000, 9_900];
/// Ballots offered in a second, to a room of so many
/// (at 14,000 each of the voters is near what one phone may say in a second).
const RATES: [u32; 9] = [250, 500, 1_000, 2_000, 4_000, 6_000, 8_000, 10_000, 14_000];
const VOTERS: u32 = 5_000;

/// Measures everything, writes it down, and draws it. A quarter of an hour on two quiet cores.
pub(crate) fn sweep() -> Result<()> {
    run(&mut cargo(&["build", "--release", "-p", "plenary", "-p", "plenary-loadtest"]))?;
    fs::create_dir_all(target().join("bench"))?;
    let mut floor = Vec::new();
    let mut phones = Vec::new();
    for number in PHONES {
        let found = measure(&format!("floor --phones {number} --joins-per-second 1000 --rounds 7 --seconds 5"))?;
        let rounds = found["rounds"].as_array().context("the floor's rounds")?;
        floor.push(json!({ "phones": number, "server": median(rounds, "server")?, "floor": median(rounds, "floor")? }));
        let found = measure(&format!(
            "run --phones {number} --joins-per-second 1000 --votes-per-second 50 --polls 1 --seconds 4 --plain-share 0"
        ))?;
        let resident = found.pointer("/cost/resident_per_phone").context("what a phone costs")?;
        phones.push(json!({ "phones": number, "resident": resident }));
    }
    let mut rates = Vec::new();
    let mut receipts = Value::Null;
    for rate in RATES {
        let found = measure(&format!(
            "run --phones {VOTERS} --joins-per-second 1000 --votes-per-second {rate} --polls 1 --seconds 10 --plain-share 0"
        ))?;
        let acknowledged = found["acknowledged"].as_f64().context("receipts")?;
        // A receipt counts in the second in which its ballot was to be sent; who waits longer than that is not kept up with.
        let share = found["receipt_within_a_second"].as_f64().context("the share of receipts within a second")?;
        rates.push(json!({
            "offered": rate,
            "acknowledged": f64::from(rate) * share,
            "ballots": acknowledged,
            "p50": found["receipt"]["p50"],
            "p99": found["receipt"]["p99"],
        }));
        if rate == 1_000 {
            receipts = found["receipt_distribution"].clone();
        }
    }
    let figures = json!({
        "machine": machine(),
        "command": "cargo xtask sweep",
        "floor": floor,
        "phones": phones,
        "rates": rates,
        "receipts": receipts,
    });
    fs::write(root().join(FIGURES), serde_json::to_string_pretty(&figures)? + "\n").context(FIGURES)?;
    println!("{FIGURES}");
    plots::draw()
}

/// One run of `loadtest`, and what it wrote down.
fn measure(args: &str) -> Result<Value> {
    let json = target().join("bench/sweep.json");
    let loadtest = target().join("release/loadtest");
    let mut command = program(&loadtest.to_string_lossy(), &args.split(' ').collect::<Vec<_>>());
    run(command.arg("--json").arg(&json))?;
    let text = fs::read_to_string(&json).with_context(|| format!("reading {}", json.display()))?;
    serde_json::from_str(&text).context("what loadtest wrote")
}

fn median(rounds: &[Value], name: &str) -> Result<f64> {
    let values: Option<Vec<f64>> = rounds.iter().map(|round| round[name].as_f64()).collect();
    let mut values = values.with_context(|| format!("a round without '{name}'"))?;
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().context("no rounds")
}
