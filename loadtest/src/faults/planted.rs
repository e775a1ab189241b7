//! `loadtest planted`: the ordinary seeded runs over a server with one bug planted at a time; each must be caught, and the same
//! server without a bug must pass every run that caught one.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;

use super::arena::Wanted;
use super::fault::{ANY_STORE, LOSING, REDIS};
use super::judge::Verdict;
use super::{Order, faults};
use crate::servers::Store;

/// The bugs, as server/src/plant.rs names them, and whether the embedded store can have them.
const BUGS: [(&str, bool); 16] = [
    ("AckBeforeStore", true),
    ("ErrorIsCounted", true),
    ("ReceiptForRefused", true),
    ("WrongRevision", true),
    ("LateBallots", true),
    ("NoDeadline", true),
    ("OlderWins", true),
    ("ChangeCountsTwice", true),
    ("WithdrawKeepsCount", true),
    ("VoterPerNode", true),
    ("NoCompare", true),
    ("HideDoesNothing", true),
    ("FoldSkips", true),
    ("DeafScreens", true),
    ("MineForgets", true),
    // The embedded store does not go back under a running server.
    ("NoFlags", false),
];

/// What `loadtest planted` is asked for.
#[derive(Debug, Clone, Args)]
pub struct Asked {
    /// The server, built with the feature `planted`.
    #[arg(long)]
    server_bin: PathBuf,
    /// The Redis to start.
    #[arg(long, default_value = "redis-server")]
    redis_bin: PathBuf,
    /// The stores.
    #[arg(long, value_enum, default_values_t = [Store::Sqlite, Store::Redis])]
    store: Vec<Store>,
    /// At most so many seeds, from 1 on, until a bug is caught.
    #[arg(long, default_value_t = 20)]
    seeds: u64,
    /// How long faults are dealt in one run.
    #[arg(long, default_value_t = 15.0)]
    seconds: f64,
    /// Only these bugs; again for more.
    #[arg(long)]
    only: Vec<String>,
}

impl Asked {
    /// The ordinary run, with a bug or without.
    fn order(&self, store: Store, seed: u64, plant: Option<&str>) -> Order {
        let nodes = if store == Store::Sqlite { 1 } else { 2 };
        let mut deck = ANY_STORE.to_vec();
        if store == Store::Redis {
            deck.extend(REDIS.iter().chain(LOSING));
        }
        let (server, redis) = (Some(self.server_bin.clone()), self.redis_bin.clone());
        let environment = plant.map(|plant| ("PLENARY_PLANT".to_owned(), plant.to_owned())).into_iter().collect();
        Order {
            arena: Wanted { store, nodes, server, redis, seed, environment, clocks: false, relaxed: false },
            lasting: Duration::from_secs_f64(self.seconds),
            phones: 120,
            percent: 16,
            span: 5.0,
            deck,
            quiet: Duration::from_millis(800),
            keep: None,
        }
    }

    /// The first seed whose run is found to break a promise, with the verdict.
    async fn caught(&self, store: Store, plant: &str) -> anyhow::Result<Option<(u64, Verdict)>> {
        for seed in 1..=self.seeds {
            match faults(&self.order(store, seed, Some(plant))).await {
                Ok(verdict) if !verdict.is_sound() => {
                    verdict.forget()?;
                    return Ok(Some((seed, verdict)));
                }
                Ok(_) => {}
                // A run that gets stuck says that something is wrong, and not what: that is not called caught.
                Err(error) => eprintln!("  {plant}, seed {seed}: {error:#}"),
            }
        }
        Ok(None)
    }
}

/// Plants each bug on each store it applies to; what to print, and whether all were caught and the clean server passed.
pub async fn run(asked: &Asked) -> anyhow::Result<(String, bool)> {
    let (mut planted, mut caught, mut lines) = (0, 0, Vec::new());
    let mut used = BTreeSet::new();
    let wanted = |name: &str| asked.only.is_empty() || asked.only.iter().any(|only| only == name);
    for store in &asked.store {
        for (plant, _) in BUGS.iter().filter(|(name, sqlite)| wanted(name) && (*sqlite || *store == Store::Redis)) {
            planted += 1;
            let line = match asked.caught(*store, plant).await? {
                Some((seed, verdict)) => {
                    caught += 1;
                    used.extend((1..=seed).map(|seed| (*store == Store::Redis, seed)));
                    let (promise, what) = verdict.violations.first().context("a verdict that is not sound says why")?;
                    format!("{store:?}: {plant:<20} caught by seed {seed}: {promise:?}: {what}")
                }
                None => format!("{store:?}: {plant:<20} NOT CAUGHT by {} seeds", asked.seeds),
            };
            eprintln!("{line}");
            lines.push(line);
        }
    }
    if planted == 0 {
        bail!("there is no such bug: {:?}", asked.only);
    }
    let mut clean = 0;
    for (redis, seed) in &used {
        let store = if *redis { Store::Redis } else { Store::Sqlite };
        let verdict = faults(&asked.order(store, *seed, None)).await?;
        if verdict.is_sound() {
            clean += 1;
        } else {
            eprint!("{verdict}");
        }
    }
    lines.push(format!("clean runs {}, passed {clean}", used.len()));
    lines.push(format!("planted {planted}, caught {caught}"));
    Ok((lines.join("\n"), planted == caught && clean == used.len()))
}
