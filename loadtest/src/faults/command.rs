//! The arguments of `loadtest faults`, `judge` and `planted`, and what they print.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, ensure};
use clap::Args;
use futures_util::future::join_all;

use super::arena::Wanted;
use super::fault::{
    ANY_STORE, CLOCKED, CLUSTER, Kind, LOSING, LOSING_CLUSTER, PLANNED, POINTS, REDIS, TRACED, TRACED_REDIS,
};
use super::judge::Verdict;
use super::{Order, faults, judge_again};
use crate::servers::Store;

/// What `loadtest faults` is asked for.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Asked {
    /// The store; again for another run on another store, beside this one.
    #[arg(long, value_enum, default_value = "sqlite")]
    store: Vec<Store>,
    /// How many nodes on Redis, alone or a cluster.
    #[arg(long, default_value_t = 2)]
    nodes: usize,
    /// The server to start; without, `plenary` beside this program.
    #[arg(long)]
    server_bin: Option<PathBuf>,
    /// The Redis to start.
    #[arg(long, default_value = "redis-server")]
    redis_bin: PathBuf,
    /// Everything random comes from it; without, one is drawn and printed.
    #[arg(long)]
    seed: Option<u64>,
    /// How long faults are dealt, on each store.
    #[arg(long, default_value_t = 1.0)]
    minutes: f64,
    /// Phones.
    #[arg(long, default_value_t = 160)]
    phones: u32,
    /// Of a hundred phones so many tap at each pulse, eight times a second.
    #[arg(long, default_value_t = 16)]
    percent: u8,
    /// Seconds a run is open, about.
    #[arg(long, default_value_t = 8.0)]
    span: f64,
    /// The longest quiet between two faults, in seconds.
    #[arg(long, default_value_t = 1.2)]
    quiet: f64,
    /// Only faults whose name has this in it; again for more.
    #[arg(long)]
    only: Vec<String>,
    /// Leave out the faults in which Redis itself loses what it acknowledged (F9 to F11).
    #[arg(long)]
    without_losses: bool,
    /// Also the faults that need a server with the feature `planted`: it ends at named points of a vote's way.
    #[arg(long)]
    points: bool,
    /// Also the faults that need strace.
    #[arg(long)]
    traced: bool,
    /// Also nodes whose clock jumps, by an hour or a day, either way; needs libfaketime.
    #[arg(long)]
    clocks: bool,
    /// Redis syncs every second only (durability *relaxed*): what is lost when it ends is flagged, and told.
    #[arg(long)]
    relaxed: bool,
    /// At least so many ballots must have been acknowledged, over all stores.
    #[arg(long, default_value_t = 0)]
    ballots: usize,
    /// At least so many faults must have hit something, over all stores.
    #[arg(long, default_value_t = 0)]
    faults: u32,
    /// Keep histories here; else only those that break a promise are kept.
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Write the verdicts to this file, too.
    #[arg(long)]
    json: Option<PathBuf>,
}

impl Asked {
    fn deck(&self, store: Store) -> Vec<Kind> {
        let mut deck = [ANY_STORE, PLANNED].concat();
        if self.points {
            deck.extend(POINTS);
        }
        if self.traced {
            deck.extend(TRACED);
        }
        if self.clocks {
            deck.extend(CLOCKED);
        }
        if store == Store::Redis {
            deck.extend(REDIS);
            if self.traced {
                deck.extend(TRACED_REDIS);
            }
            if !self.without_losses {
                deck.extend(LOSING);
            }
        }
        if store == Store::Cluster {
            // The disk and its syncs are of one process, and here there are six.
            deck.retain(|kind| !matches!(kind, Kind::DiskFull | Kind::SlowDisk | Kind::SyncFails));
            deck.extend(CLUSTER);
            if !self.without_losses {
                deck.extend(LOSING_CLUSTER);
            }
        }
        if !self.only.is_empty() {
            deck.retain(|kind| self.only.iter().any(|word| kind.to_string().contains(word.as_str())));
        }
        deck
    }

    fn order(&self, store: Store, seed: u64) -> Order {
        let nodes = if store == Store::Sqlite { 1 } else { self.nodes };
        let (server, redis) = (self.server_bin.clone(), self.redis_bin.clone());
        Order {
            arena: Wanted {
                store,
                nodes,
                server,
                redis,
                seed,
                environment: Vec::new(),
                clocks: self.clocks,
                relaxed: self.relaxed,
            },
            lasting: Duration::from_secs_f64(self.minutes * 60.0),
            phones: self.phones,
            percent: self.percent,
            span: self.span,
            deck: self.deck(store),
            quiet: Duration::from_secs_f64(self.quiet),
            keep: self.keep.clone(),
        }
    }
}

/// `loadtest faults`: what to print, and whether nothing is wrong.
pub async fn run(asked: &Asked) -> anyhow::Result<(String, bool)> {
    let seed = asked.seed.unwrap_or_else(|| u64::from(rand::random::<u32>()));
    let orders: Vec<Order> = asked.store.iter().map(|store| asked.order(*store, seed)).collect();
    let empty = |order: &Order| order.deck.is_empty() && !asked.only.is_empty();
    ensure!(!asked.relaxed || asked.store == [Store::Redis], "--relaxed is for --store redis alone");
    ensure!(!orders.iter().any(empty), "no fault is called {:?}", asked.only);
    // Side by side: each is mostly waiting for what it broke.
    let verdicts = join_all(orders.iter().map(faults)).await;
    let verdicts: Vec<Verdict> =
        verdicts.into_iter().collect::<anyhow::Result<_>>().with_context(|| format!("seed {seed}"))?;
    for verdict in &verdicts {
        eprint!("{verdict}");
    }
    if let Some(file) = &asked.json {
        std::fs::write(file, serde_json::to_string_pretty(&verdicts)?)
            .with_context(|| format!("could not write {}", file.display()))?;
    }
    Ok(sum(&verdicts, asked.ballots, asked.faults))
}

/// `loadtest judge`: the verdict on a history that was kept.
pub fn judge(file: &std::path::Path) -> anyhow::Result<(String, bool)> {
    let verdict = judge_again(file)?;
    let (line, sound) = sum(std::slice::from_ref(&verdict), 0, 0);
    Ok((format!("{verdict}{line}"), sound))
}

/// The closing lines: each promise on each store passed or failed, and whether enough happened to say so.
fn sum(verdicts: &[Verdict], ballots: usize, faults: u32) -> (String, bool) {
    let counts = verdicts.iter().map(Verdict::counts);
    let (mut passed, mut failed) = counts.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let acknowledged: usize = verdicts.iter().map(|verdict| verdict.acknowledged).sum();
    let effective: u32 = verdicts.iter().map(Verdict::effective).sum();
    let mut lines = vec![format!("{acknowledged} ballots acknowledged, {effective} faults hit something")];
    for (what, is, least) in [("ballots", acknowledged, ballots), ("faults", effective as usize, faults as usize)] {
        if is >= least {
            passed += 1;
        } else {
            failed += 1;
            lines.push(format!("too few {what}: {is}, at least {least} were wanted"));
        }
    }
    lines.push(format!("faults: {passed} passed, {failed} failed"));
    (lines.join("\n"), failed == 0)
}
