//! `loadtest growth`: what a ballot costs as a server grows, by two halves in turn, round by round: one room and many, one node and
//! two, the embedded store and Redis; and what a hot room does to quiet ones beside it.
//!
//! Each half has servers of its own, on the first core with their Redis; the crowd is on the second. Both halves have the same
//! phones and taps at the same pace, spread over more rooms or doors. What is measured is the voting alone: runs are open and the
//! crowd is seated before it, and the sums of all rooms are checked behind it. Nobody but moderators is shown how many ballots
//! there are, so that what is paid for is the ballot.

use std::fmt;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Context, ensure};
use futures_util::future::{join_all, try_join_all};
use plenary_server::domain::id::RunId;
use plenary_server::domain::kind::Kind;
use plenary_server::domain::poll::Visibility;
use serde::Serialize;
use tokio::time::{Instant, sleep};

use crate::arguments::At;
use crate::crowd::http;
use crate::floor::{CORES, pin};
use crate::gathering::{Gathering, Guests, Hall, NOTICE, Venue};
use crate::gauge;
use crate::latency::Percentiles;
use crate::run::{SETTLE, raise};
use crate::schedule::{Load, Plan};
use crate::servers::{Servers, Store, Wanted};
use crate::turns::spread;

/// What grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// One room, and many.
    Rooms,
    /// One node, and two on the same Redis.
    Nodes,
    /// The embedded store, and Redis.
    Stores,
    /// Quiet rooms alone, and beside a hot one.
    Hot,
}

/// What is measured how often.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Rounds {
    /// What grows.
    #[arg(value_enum)]
    pub what: What,
    /// The many rooms.
    #[arg(long, default_value_t = 1)]
    pub rooms: usize,
    /// Phones, in all rooms together.
    #[arg(long, default_value_t = 2_000)]
    pub phones: u32,
    /// Rounds of two halves each; the medians are of these.
    #[arg(long, default_value_t = 5)]
    pub rounds: u32,
    /// Seconds of voting in each half.
    #[arg(long, default_value_t = 8.0)]
    pub seconds: f64,
    /// Ballots each second, in all rooms together.
    #[arg(long, default_value_t = 2_000.0)]
    pub ballots_per_second: f64,
    /// Ballots that come in one instant; without, each comes for itself.
    #[arg(long)]
    pub wave: Option<u32>,
    /// Phones in the hot room, beside those.
    #[arg(long, default_value_t = 2_000)]
    pub hot_phones: u32,
    /// Ballots each second in the hot room, beside those.
    #[arg(long, default_value_t = 2_000.0)]
    pub hot_ballots_per_second: f64,
}

/// One half of a round.
#[derive(Debug, Clone, Copy)]
struct Side {
    store: Store,
    nodes: usize,
    rooms: usize,
    is_beside_a_hot_one: bool,
}

impl Rounds {
    fn sides(&self, at: &At) -> [Side; 2] {
        let one = Side { store: at.store, nodes: 1, rooms: self.rooms, is_beside_a_hot_one: false };
        match self.what {
            What::Rooms => [Side { rooms: 1, ..one }, one],
            What::Nodes => [Side { store: Store::Redis, ..one }, Side { store: Store::Redis, nodes: 2, ..one }],
            What::Stores => [Side { store: Store::Sqlite, ..one }, Side { store: Store::Redis, ..one }],
            What::Hot => [one, Side { is_beside_a_hot_one: true, ..one }],
        }
    }

    /// Sockets at the crowd's end.
    pub fn sockets(&self) -> u32 {
        self.phones + self.hot_phones + 2 * self.rooms as u32
    }
}

/// What a half cost.
#[derive(Debug, Clone, Serialize)]
pub struct Half {
    /// Ballots acknowledged, those of a hot room not among them.
    pub ballots: u64,
    /// Processor time of all nodes for each, in microseconds.
    pub node: f64,
    /// The same of Redis, whatever it did.
    pub redis: f64,
    /// Of that, what Redis says its scripts took.
    pub scripts: f64,
    /// Ballots of one step of the store, on average.
    pub batch: f64,
    /// Intended sending until the receipt.
    pub receipt: Percentiles,
}

/// What was found.
#[derive(Debug, Serialize)]
pub struct Growth {
    what: What,
    rooms: usize,
    ballots_per_second: f64,
    rounds: Vec<[Half; 2]>,
}

/// A figure of a half, and what it is called.
type Named = (&'static str, fn(&Half) -> f64);

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, other) = match self.what {
            What::Rooms => ("one room", format!("{} rooms", self.rooms)),
            What::Nodes => ("one node", "two nodes".to_owned()),
            What::Stores => ("embedded", "Redis".to_owned()),
            What::Hot => ("alone", "beside a hot room".to_owned()),
        };
        let (rooms, rounds) = (self.rooms, self.rounds.len());
        write!(
            f,
            "{one}, and {other} ({rooms} at most), {:.0} ballots/s, medians of {rounds}",
            self.ballots_per_second
        )?;
        let figures: [Named; 7] = [
            ("node, µs a ballot", |half| half.node),
            ("Redis, µs a ballot", |half| half.redis),
            ("its scripts, µs", |half| half.scripts),
            ("ballots a step", |half| half.batch),
            ("receipt p50, ms", |half| half.receipt.p50),
            ("receipt p95, ms", |half| half.receipt.p95),
            ("receipt p99, ms", |half| half.receipt.p99),
        ];
        for (what, of) in figures {
            let [(a, a0, a1), (b, b0, b1)] =
                [0, 1].map(|side| spread(self.rounds.iter().map(|round| of(&round[side]))));
            let (ratio, least, most) = spread(self.rounds.iter().map(|[one, other]| of(other) / of(one)));
            write!(f, "\n  {what:<18} {one} {a:.2} ({a0:.2} to {a1:.2}), {other} {b:.2} ({b0:.2} to {b1:.2})")?;
            if ratio.is_finite() {
                write!(f, ", × {ratio:.2} ({least:.2} to {most:.2})")?;
            }
        }
        let ballots: u64 = self.rounds.iter().flatten().map(|half| half.ballots).sum();
        write!(f, "\n  {ballots} ballots acknowledged; the sum of every room is exact")
    }
}

/// Measures both halves of each round.
pub async fn growth(at: &At, rounds: Rounds, seed: u64) -> anyhow::Result<Growth> {
    ensure!(rounds.rounds > 0, "no rounds are no measurement");
    ensure!(at.against.is_empty(), "only servers that are started here are measured: leave out --against");
    let mut done = Vec::new();
    for round in 0..rounds.rounds {
        let seed = seed ^ u64::from(round);
        let mut halves = Vec::new();
        for side in rounds.sides(at) {
            halves.push(half(at, rounds, side, seed).await?);
        }
        let [one, other] = <[Half; 2]>::try_from(halves).expect("a round has two halves");
        let costs = |half: &Half| {
            let Half { node, redis, batch, receipt, .. } = half;
            format!(
                "node {node:.1} µs, Redis {redis:.2} µs, {batch:.1} a step, receipt p50 {:.1} p95 {:.1} ms",
                receipt.p50, receipt.p95
            )
        };
        eprintln!("round {round}: {} | {}", costs(&one), costs(&other));
        done.push([one, other]);
    }
    let Rounds { what, rooms, ballots_per_second, .. } = rounds;
    Ok(Growth { what, rooms, ballots_per_second, rounds: done })
}

/// What has been spent up to a moment.
struct Spent {
    acknowledged: u64,
    node: f64,
    redis: f64,
    scripts: f64,
    ballots: f64,
    steps: f64,
}

impl Spent {
    async fn so_far(gathering: &Gathering) -> anyhow::Result<Self> {
        let servers = gathering.venue.servers.as_ref().context("servers of our own")?;
        let (mut ballots, mut steps) = (0.0, 0.0);
        for door in &gathering.venue.doors {
            let metrics = http::get(door, 0, "/metrics", "").await?;
            let metrics = String::from_utf8_lossy(&metrics.body);
            ballots += value(&metrics, "plenary_batch_ballots_sum");
            steps += value(&metrics, "plenary_batch_ballots_count");
        }
        let scripts = match &servers.redis {
            Some(redis) => usec(&redis.say(&["INFO", "commandstats"]).await?),
            None => 0.0,
        };
        Ok(Self {
            acknowledged: gathering.measures.acknowledged.load(Ordering::Relaxed),
            node: gauge::read(&servers.node_pids())?.processor,
            redis: gauge::read(&servers.redis_pids())?.processor,
            scripts,
            ballots,
            steps,
        })
    }
}

/// A value in Prometheus' text format; 0 where nothing was noted down yet.
fn value(metrics: &str, name: &str) -> f64 {
    let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.and_then(|value| value.trim().parse().ok()).unwrap_or_default()
}

/// Seconds that Redis spent in scripts (`usec` of `EVALSHA` in its INFO).
fn usec(info: &str) -> f64 {
    let line = info.lines().find_map(|line| line.strip_prefix("cmdstat_evalsha:"));
    let usec = line.and_then(|line| line.split(',').find_map(|field| field.strip_prefix("usec=")));
    usec.and_then(|usec| usec.parse::<f64>().ok()).unwrap_or_default() / 1e6
}

/// A hall with its open run.
type Open<'a> = (&'a Hall, RunId, Kind);

async fn open(gathering: &Gathering) -> anyhow::Result<Vec<Open<'_>>> {
    let opening = gathering.halls.iter().map(|hall| async move {
        let (run, kind) = hall.open(&raise(hall).await?, Visibility::Hidden).await?;
        anyhow::Ok((hall, run, kind))
    });
    try_join_all(opening).await
}

/// Lets all halls vote at a pace together; their taps.
async fn vote(
    open: &[Open<'_>],
    start: Instant,
    (per_second, wave): (f64, Option<u32>),
    seconds: f64,
    seed: u64,
) -> Vec<usize> {
    let voting = open.iter().map(|(hall, run, kind)| {
        let load = Load {
            phones: hall.phones,
            per_second: per_second / open.len() as f64,
            lasting: Duration::from_secs_f64(seconds),
        };
        let plan = Plan::draw(*run, start, load, kind, seed ^ ((hall.number as u64) << 32));
        hall.vote(match wave {
            Some(wave) => plan.in_waves(Duration::from_secs_f64(f64::from(wave) / per_second)),
            None => plan,
        })
    });
    join_all(voting).await
}

/// Closes all runs and checks their sums.
async fn end(open: &[Open<'_>], taps: Vec<usize>) -> anyhow::Result<()> {
    let ending = open.iter().zip(taps).map(|((hall, run, kind), taps)| hall.end(*run, kind, taps));
    for ended in try_join_all(ending).await? {
        ensure!(ended.differences.is_empty(), "the sum of room {} is wrong: {:?}", ended.room, ended.differences);
    }
    Ok(())
}

async fn half(at: &At, rounds: Rounds, side: Side, seed: u64) -> anyhow::Result<Half> {
    let Side { store, nodes, .. } = side;
    // One room more, so that a hot one can be beside them, in either half.
    let wanted = Wanted { store, nodes, rooms: Some(rounds.rooms + 1), ..at.wanted() };
    let mut venue = Venue::start(&wanted).await?;
    let hot_link = venue.links.pop().context("a room for the hot one")?;
    let pids = venue.servers.as_ref().map(Servers::pids).unwrap_or_default();
    let guests = Guests {
        rooms: side.rooms,
        phones: rounds.phones,
        screens: 0,
        online_share: 0.4,
        plain_share: 0.0,
        joins_per_second: at.joins_per_second,
        looking: 0,
        seed,
    };
    let hot_guests = Guests { rooms: 1, phones: rounds.hot_phones, ..guests };
    let hot_venue = Venue { doors: venue.doors.clone(), links: vec![hot_link], servers: None };
    let mut gathering = Gathering::seat(venue, &guests).await?;
    gathering.invite(&guests).await?;
    let mut hot = None;
    if side.is_beside_a_hot_one {
        let mut crowd = Gathering::seat(hot_venue, &hot_guests).await?;
        crowd.invite(&hot_guests).await?;
        hot = Some(crowd);
    }
    for pid in pids {
        pin(pid, CORES[0])?;
    }
    pin(std::process::id(), CORES[1])?;
    let quiet_runs = open(&gathering).await?;
    let hot_runs = match &hot {
        Some(crowd) => open(crowd).await?,
        None => Vec::new(),
    };
    sleep(SETTLE).await;
    let before = Spent::so_far(&gathering).await?;
    let start = Instant::now() + NOTICE;
    let (taps, hot_taps) = tokio::join!(
        vote(&quiet_runs, start, (rounds.ballots_per_second, rounds.wave), rounds.seconds, seed),
        vote(&hot_runs, start, (rounds.hot_ballots_per_second, None), rounds.seconds, !seed),
    );
    let after = Spent::so_far(&gathering).await?;
    end(&quiet_runs, taps).await?;
    end(&hot_runs, hot_taps).await?;
    let findings = gathering.measures.findings();
    ensure!(findings.is_empty(), "found what must not be: {findings:?}");
    gathering.dismiss().await?;
    if let Some(mut crowd) = hot {
        crowd.dismiss().await?;
    }
    let ballots = after.acknowledged - before.acknowledged;
    ensure!(ballots > 0, "no ballot was acknowledged");
    let each = |after: f64, before: f64| (after - before) * 1e6 / ballots as f64;
    Ok(Half {
        ballots,
        node: each(after.node, before.node),
        redis: each(after.redis, before.redis),
        scripts: each(after.scripts, before.scripts),
        batch: (after.ballots - before.ballots) / (after.steps - before.steps).max(1.0),
        receipt: gathering.measures.receipts.percentiles(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_tell_is_read() {
        let metrics = "# TYPE plenary_batch_ballots summary\nplenary_batch_ballots{quantile=\"0.5\"} 3\n\
                       plenary_batch_ballots_sum 120\nplenary_batch_ballots_count 40\n";
        assert!((value(metrics, "plenary_batch_ballots_sum") - 120.0).abs() < 1e-9);
        assert!((value(metrics, "plenary_batch_ballots_count") - 40.0).abs() < 1e-9);
        let info =
            "# Commandstats\r\ncmdstat_get:calls=1,usec=9\r\ncmdstat_evalsha:calls=2,usec=3000000,usec_per_call=1\r\n";
        assert!((usec(info) - 3.0).abs() < 1e-9);
    }
}
