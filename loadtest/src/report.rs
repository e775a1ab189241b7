//! What a test found: printed for people, written as JSON for machines.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context;
use serde::Serialize;

use crate::crowd::logbook::Measures;
use crate::gathering::Ended;
use crate::latency::{Percentiles, Share};

/// The whole report. Latencies in milliseconds.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// "run", "burst", "double", "kill", "back".
    pub command: String,
    /// Give it again to get the same crowd.
    pub seed: u64,
    /// The arguments, as they were understood.
    pub arguments: String,
    /// Phones that joined.
    pub phones: u64,
    /// Joins per second, from the first intended arrival to the last answer.
    pub joins_per_second: f64,
    /// Intended arrival until the answer to the hello.
    pub join: Percentiles,
    /// Ballots acknowledged.
    pub acknowledged: u64,
    /// Ballots acknowledged per second of voting.
    pub acknowledged_per_second: f64,
    /// Intended sending until the receipt.
    pub receipt: Percentiles,
    /// Of all receipts such a share took at most so long.
    pub receipt_distribution: Vec<Share>,
    /// The share of receipts that came within a second.
    pub receipt_within_a_second: f64,
    /// Intended sending until a screen or moderator surely sees it.
    pub seen_by_screens: Percentiles,
    /// The same for the phones that look.
    pub seen_by_phones: Percentiles,
    /// Taps that a newer tap overtook before they were sent.
    pub overtaken: u64,
    /// Refusals by code.
    pub refusals: BTreeMap<String, u64>,
    /// Sockets that were lost and opened again.
    pub reconnects: u64,
    /// Requests and sockets that failed and were tried again.
    pub faults: BTreeMap<String, u64>,
    /// How often each of several right outcomes came: which of two doors won, for example.
    pub outcomes: BTreeMap<String, u64>,
    /// Views that phones received over sockets.
    pub views_to_phones: u64,
    /// Bytes that each phone received over its socket, on average, per second of the whole test.
    pub bytes_per_phone_per_second: f64,
    /// What the servers cost, if we started them.
    pub cost: Option<Cost>,
    /// Kills during the test.
    pub kills: u32,
    /// Seconds from the kill until every phone showed the last tally, where that was asked.
    pub back_after: Option<f64>,
    /// Each run's sum.
    pub runs: Vec<Ended>,
    /// What must not be, beside differences of sums.
    pub findings: Vec<String>,
}

/// What the servers cost, all nodes together.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Cost {
    /// Resident memory before the phones came, in bytes.
    pub resident_before: u64,
    /// Growth of resident memory per joined phone, in bytes, while nothing happened yet.
    pub resident_per_phone: f64,
    /// Processor seconds for each phone that joined (page, socket, first view).
    pub processor_per_join: f64,
    /// Connections that found the listen queue full while the phones came (all of this machine's queues).
    pub listen_overflows: u64,
    /// Processor seconds during the voting.
    pub processor_voting: f64,
    /// Share of one core during the voting.
    pub cores_voting: f64,
    /// Processor seconds of Redis during the voting, if there is one.
    pub redis_voting: f64,
}

impl Report {
    /// Takes over what the crowd's book says.
    pub fn take(&mut self, measures: &Measures) {
        let load = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
        self.phones = load(&measures.joined);
        self.join = measures.joins.percentiles();
        self.acknowledged = load(&measures.acknowledged);
        self.receipt = measures.receipts.percentiles();
        self.receipt_distribution = measures.receipts.distribution();
        self.receipt_within_a_second = measures.receipts.share_within(Duration::from_secs(1));
        self.seen_by_screens = measures.seen_by_screens.percentiles();
        self.seen_by_phones = measures.seen_by_phones.percentiles();
        self.overtaken = load(&measures.overtaken);
        self.refusals = measures.refusals().into_iter().map(|(code, count)| (code.to_owned(), count)).collect();
        self.reconnects = load(&measures.reconnects);
        self.faults = measures.faults();
        self.views_to_phones = load(&measures.views_to_phones);
        self.findings = measures.findings();
    }

    /// Whether every receipt is in its tally and nothing else is, and nothing that must not be was found.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty() && self.runs.iter().all(|run| run.differences.is_empty())
    }

    /// Writes it as JSON.
    pub fn write(&self, file: &Path) -> anyhow::Result<()> {
        let json = serde_json::to_string_pretty(self).context("a report is JSON")?;
        std::fs::write(file, json + "\n").with_context(|| format!("writing {}", file.display()))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "loadtest {} · seed {} · {}", self.command, self.seed, self.arguments)?;
        line(f, "joins", self.phones, self.joins_per_second, &self.join)?;
        line(f, "receipts", self.acknowledged, self.acknowledged_per_second, &self.receipt)?;
        line(f, "on screens", self.seen_by_screens.count, 0.0, &self.seen_by_screens)?;
        line(f, "on phones", self.seen_by_phones.count, 0.0, &self.seen_by_phones)?;
        if !self.outcomes.is_empty() {
            writeln!(f, "outcomes   {}", counts(&self.outcomes))?;
        }
        let Self { overtaken, reconnects, kills, .. } = self;
        writeln!(f, "refusals   {}", counts(&self.refusals))?;
        writeln!(
            f,
            "faults     {} · reconnects {reconnects} · kills {kills} · overtaken taps {overtaken}",
            counts(&self.faults)
        )?;
        if let Some(seconds) = self.back_after {
            writeln!(f, "back       all {} phones show the last tally {seconds:.1} s after the kill", self.phones)?;
        }
        let (views, bytes) = (self.views_to_phones, self.bytes_per_phone_per_second);
        writeln!(f, "to phones  {views} views, {bytes:.0} bytes/s each")?;
        if let Some(cost) = &self.cost {
            let kib = cost.resident_per_phone / 1024.0;
            let (join, cores) = (cost.processor_per_join * 1e6, cost.cores_voting);
            writeln!(
                f,
                "server     {kib:.1} KiB per phone · {join:.0} µs of processor per join ({} found the queue full) · {cores:.2} cores \
                 while voting ({:.2} s; Redis {:.2} s)",
                cost.listen_overflows, cost.processor_voting, cost.redis_voting
            )?;
        }
        for run in &self.runs {
            let Ended { room, run, n, expected, taps, unseen, .. } = run;
            writeln!(
                f,
                "sum        room {room} run {run}: {n} ballots in the tally, {expected} by the receipts, {taps} taps, {unseen} unseen"
            )?;
        }
        for difference in self.runs.iter().flat_map(|run| &run.differences).chain(&self.findings) {
            writeln!(f, "WRONG      {difference}")?;
        }
        f.write_str(if self.is_sound() {
            "THE SUM IS RIGHT: every receipt is in the tally, nothing else is."
        } else {
            "THE SUM IS WRONG, or something was found that must not be."
        })
    }
}

/// One line of latencies; none if nothing was measured.
fn line(f: &mut fmt::Formatter<'_>, what: &str, number: u64, rate: f64, took: &Percentiles) -> fmt::Result {
    let Percentiles { count, p50, p95, p99, max } = *took;
    if count == 0 {
        return Ok(());
    }
    let rate = if rate > 0.0 { format!("{rate:.0}/s") } else { String::new() };
    let ms = format!("p50 {p50:>7.1}  p95 {p95:>7.1}  p99 {p99:>7.1}  max {max:>7.1} ms");
    writeln!(f, "{what:<10} {number:>9} {rate:>9}   {ms}")
}

/// "closed 3, superseded 1", the most frequent six first, or "none".
fn counts(by_name: &BTreeMap<String, u64>) -> String {
    let mut sorted: Vec<_> = by_name.iter().collect();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let mut text = String::new();
    for (name, count) in sorted.iter().take(6) {
        let between = if text.is_empty() { "" } else { ", " };
        let _ = write!(text, "{between}{name} {count}");
    }
    match sorted.len() {
        0 => "none".to_owned(),
        1..=6 => text,
        more => format!("{text} and {} more kinds", more - 6),
    }
}

/// One line a second on stderr while a test runs. Stops when dropped.
#[derive(Debug)]
pub struct Progress(tokio::task::JoinHandle<()>);

impl Progress {
    /// Begins to report.
    pub fn begin(measures: std::sync::Arc<Measures>, phones: u32) -> Self {
        Self(tokio::spawn(async move {
            let mut ticks = tokio::time::interval(std::time::Duration::from_secs(1));
            let mut before = 0;
            for second in 0_u64.. {
                ticks.tick().await;
                let acknowledged = measures.acknowledged.load(Ordering::Relaxed);
                let joined = measures.joined.load(Ordering::Relaxed);
                let reconnects = measures.reconnects.load(Ordering::Relaxed);
                let refused: u64 = measures.refusals().values().sum();
                let (receipt, seen) = (measures.receipts.percentiles(), measures.seen_by_screens.percentiles());
                eprintln!(
                    "{second:>4} s  phones {joined}/{phones}  ballots {acknowledged} (+{})  refused {refused}  reconnects \
                     {reconnects}  receipt p99 {:.0} ms  screen p99 {:.0} ms",
                    acknowledged - before,
                    receipt.p99,
                    seen.p99,
                );
                before = acknowledged;
            }
        }))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_makes_a_report_unsound_and_is_printed() {
        let mut report = Report::default();
        assert!(report.is_sound());
        assert!(report.to_string().contains("THE SUM IS RIGHT"));
        report.findings.push("a vote was lost".to_owned());
        assert!(!report.is_sound());
        let text = report.to_string();
        assert!(text.contains("a vote was lost") && text.contains("THE SUM IS WRONG"));
    }
}
