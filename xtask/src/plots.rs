//! `cargo xtask plots`: the plots of docs/performance.md, drawn from docs/performance.json, which `cargo xtask sweep` measures.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::shell::root;

mod chart;

use chart::{Axis, Chart, Series};

/// Where the figures stand.
pub(crate) const FIGURES: &str = "docs/performance.json";

/// A rate at which fewer of a hundred ballots offered are acknowledged in its time is beyond the knee.
const KEEPS_UP: f64 = 0.97;

/// Draws all of them.
pub(crate) fn draw() -> Result<()> {
    for (file, svg) in all(&figures()?)? {
        fs::write(root().join(&file), svg).with_context(|| format!("writing {file}"))?;
        println!("{file}");
    }
    Ok(())
}

fn figures() -> Result<Value> {
    let text = fs::read_to_string(root().join(FIGURES)).context(FIGURES)?;
    serde_json::from_str(&text).context(FIGURES)
}

/// Each plot's file and what is in it.
fn all(figures: &Value) -> Result<Vec<(String, String)>> {
    let plots = [
        ("cost", cost(figures)?),
        ("memory", memory(figures)?),
        ("rates", rates(figures)?),
        ("receipts", receipts(figures)?),
    ];
    Ok(plots.into_iter().map(|(name, chart)| (format!("docs/images/performance-{name}.svg"), chart.svg())).collect())
}

/// One number of each row against another.
fn points(figures: &Value, rows: &str, x: &str, y: &str) -> Result<Vec<(f64, f64)>> {
    let rows = figures[rows].as_array().with_context(|| format!("{FIGURES} has no rows '{rows}'"))?;
    let of = |row: &Value, name: &str| row[name].as_f64().with_context(|| format!("a row without '{name}'"));
    rows.iter().map(|row| Ok((of(row, x)?, of(row, y)?))).collect()
}

fn cost(figures: &Value) -> Result<Chart> {
    Ok(Chart {
        title: "Processor time of a delivery to one phone",
        x: Axis { label: "phones", log: true },
        y: Axis { label: "µs", log: false },
        series: vec![
            Series { name: "the server, all it does", points: points(figures, "floor", "phones", "server")? },
            Series { name: "the kernel's send alone", points: points(figures, "floor", "phones", "floor")? },
        ],
        mark: None,
    })
}

fn memory(figures: &Value) -> Result<Chart> {
    let kib = points(figures, "phones", "phones", "resident")?.into_iter().map(|(x, bytes)| (x, bytes / 1024.0));
    Ok(Chart {
        title: "Memory of the server for each phone that joined",
        x: Axis { label: "phones", log: true },
        y: Axis { label: "KiB", log: false },
        series: vec![Series { name: "resident", points: kib.collect() }],
        mark: None,
    })
}

fn rates(figures: &Value) -> Result<Chart> {
    let done = points(figures, "rates", "offered", "acknowledged")?;
    let kept = done.iter().take_while(|(offered, done)| done / offered >= KEEPS_UP).count();
    // Where the last rate, too, was kept up with, the knee lies beyond.
    let knee = done.get(kept).and(kept.checked_sub(1)).and_then(|last| done.get(last));
    Ok(Chart {
        title: "Receipts while ballots come at a steady rate",
        x: Axis { label: "ballots offered in a second", log: true },
        y: Axis { label: "ms", log: true },
        series: vec![
            Series { name: "99 of 100", points: points(figures, "rates", "offered", "p99")? },
            Series { name: "half", points: points(figures, "rates", "offered", "p50")? },
        ],
        mark: knee.map(|(offered, _)| (*offered, format!("the knee: {offered:.0}/s"))),
    })
}

fn receipts(figures: &Value) -> Result<Chart> {
    // From the middle outwards: the share of receipts that took longer.
    let longer = points(figures, "receipts", "share", "ms")?.into_iter().filter(|(share, _)| *share < 1.0);
    Ok(Chart {
        title: "How many receipts take longer",
        x: Axis { label: "ms", log: true },
        y: Axis { label: "‰", log: true },
        series: vec![Series {
            name: "5,000 phones, 1,000 ballots/s",
            points: longer.map(|(share, ms)| (ms, (1.0 - share) * 1000.0)).collect(),
        }],
        mark: None,
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{all, figures};
    use crate::shell::root;

    #[test]
    fn the_plots_are_what_the_figures_make() {
        for (file, svg) in all(&figures().expect("the figures read")).expect("they have every row") {
            let stands = fs::read_to_string(root().join(&file)).unwrap_or_default();
            assert!(stands == svg, "{file} is not what docs/performance.json says; `cargo xtask plots` draws it");
        }
    }

    #[test]
    fn the_knee_is_the_last_rate_that_is_kept_up_with() {
        let row = |offered: u32, acknowledged: u32| serde_json::json!({ "offered": offered, "acknowledged": acknowledged, "p50": 1.0, "p99": 2.0 });
        let figures = serde_json::json!({ "rates": [row(100, 100), row(200, 198), row(400, 250), row(800, 790)] });
        let (_, name) = super::rates(&figures).expect("it has rates").mark.expect("it has a knee");
        assert_eq!(name, "the knee: 200/s");
        let kept = serde_json::json!({ "rates": [row(100, 100), row(200, 198)] });
        assert!(super::rates(&kept).expect("it has rates").mark.is_none(), "it lies beyond");
    }
}
