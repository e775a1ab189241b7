//! `loadtest rest`: how long a server takes from its start to its first page, and what it costs while nobody is there.
//!
//! Its rooms are copies of one workshop; with a history, a crowd has voted in each before, through the front door, on runs that are
//! over since.

use std::fmt;
use std::time::Duration;

use anyhow::{Context, ensure};
use plenary_server::domain::poll::Visibility;
use serde::Serialize;
use tokio::time::{Instant, sleep};

use crate::arguments::At;
use crate::crowd::http;
use crate::gathering::{Guests, Venue};
use crate::gauge;
use crate::run::{Voting, run};
use crate::servers::Wanted;
use crate::turns::spread;

/// What a start leaves to be done in the background is done after so long.
const SETTLED: Duration = Duration::from_secs(8);
/// With a history: people of each room, …
const PEOPLE: u32 = 5;
/// … polls they voted on, …
const POLLS: usize = 3;
/// … and votes each second, all rooms together.
const VOTES_PER_SECOND: f64 = 1_500.0;
/// Arrivals each second.
const JOINS_PER_SECOND: f64 = 400.0;

/// What is measured.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Wish {
    /// How many rooms.
    #[arg(long, default_value_t = 100)]
    pub rooms: usize,
    /// People have voted in each, on runs that are over.
    #[arg(long)]
    pub history: bool,
    /// How often it is started.
    #[arg(long, default_value_t = 7)]
    pub starts: u32,
    /// Seconds at rest after the last start.
    #[arg(long, default_value_t = 40.0)]
    pub seconds: f64,
}

impl Wish {
    /// Sockets at the crowd's end.
    pub fn sockets(&self) -> u32 {
        if self.history { (PEOPLE + 1) * self.rooms as u32 } else { 0 }
    }
}

/// What was found.
#[derive(Debug, Clone, Serialize)]
pub struct Rest {
    /// How many rooms.
    pub rooms: usize,
    /// Ballots of the history.
    pub ballots: u64,
    /// Milliseconds from each start until the first page was there.
    pub first_page: Vec<f64>,
    /// Share of one core at rest.
    pub cores: f64,
    /// Resident memory at rest, in bytes.
    pub resident: u64,
    /// Seconds at rest.
    pub seconds: f64,
}

impl fmt::Display for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (median, least, most) = spread(self.first_page.iter().copied());
        let (rooms, ballots, starts) = (self.rooms, self.ballots, self.first_page.len());
        write!(
            f,
            "{rooms} rooms, {ballots} ballots of runs that are over\n  start to first page {median:.0} ms ({least:.0} to {most:.0}, {starts} starts)\n  at \
             rest for {:.0} s: {:.3} % of a core, {:.1} MiB",
            self.seconds,
            self.cores * 100.0,
            self.resident as f64 / 1024.0 / 1024.0
        )
    }
}

/// Measures it.
pub async fn rest(at: &At, wish: Wish, seed: u64) -> anyhow::Result<Rest> {
    ensure!(at.against.is_empty(), "only a server that is started here is measured: leave out --against");
    ensure!(at.nodes == 1, "one node is measured");
    let mut venue = Venue::start(&Wanted { rooms: Some(wish.rooms), ..at.wanted() }).await?;
    let (place, mut servers) = (venue.links[0].place.clone(), venue.servers.take().context("a server of our own")?);
    let ballots = if wish.history { history(venue, wish.rooms, seed).await? } else { 0 };
    let node = &mut servers.nodes[0];
    let mut first_page = Vec::new();
    for _ in 0..wish.starts.max(1) {
        node.end_in_order().await?;
        let begun = Instant::now();
        node.start_again().await?;
        let page = http::get(&place.door, 0, &format!("/{}", place.room), "").await?;
        first_page.push(begun.elapsed().as_secs_f64() * 1e3);
        ensure!(page.status == 200, "the first page: {}", page.status);
    }
    let pid = [node.pid().context("the server is gone")?];
    sleep(SETTLED).await;
    let before = gauge::read(&pid)?;
    sleep(Duration::from_secs_f64(wish.seconds)).await;
    let after = gauge::read(&pid)?;
    let cores = (after.processor - before.processor) / wish.seconds;
    Ok(Rest { rooms: wish.rooms, ballots, first_page, cores, resident: after.resident, seconds: wish.seconds })
}

/// Has people vote in every room; how many ballots were acknowledged.
async fn history(venue: Venue, rooms: usize, seed: u64) -> anyhow::Result<u64> {
    let guests = Guests {
        rooms,
        phones: PEOPLE * rooms as u32,
        screens: 0,
        online_share: 0.4,
        plain_share: 0.0,
        joins_per_second: JOINS_PER_SECOND,
        looking: 0,
        seed,
    };
    let seconds = f64::from(guests.phones) * POLLS as f64 / VOTES_PER_SECOND;
    let voting = Voting { polls: POLLS, votes_per_second: VOTES_PER_SECOND, seconds, visibility: Visibility::Live };
    let report = run(venue, guests, voting).await?;
    ensure!(report.is_sound(), "the history's sums are wrong: {report}");
    Ok(report.acknowledged)
}
