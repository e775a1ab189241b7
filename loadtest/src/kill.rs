//! `loadtest kill`: kill -9 during voting, of a node or of Redis, again and again; every acknowledged ballot is counted, none
//! twice.

use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use plenary_server::domain::kind::Choice;
use plenary_server::domain::poll::Visibility;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, sleep_until};

use crate::gathering::{Gathering, Guests, Venue};
use crate::report::{Progress, Report};
use crate::run::{Meter, finish, raise};
use crate::schedule::{Load, Plan, Tap};
use crate::servers::Servers;

/// Voting goes on for about so long between two kills.
const BETWEEN: Duration = Duration::from_millis(2_500);
/// What was killed is away for at most so long.
const AWAY: Duration = Duration::from_secs(1);

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Serialize)]
pub enum Victim {
    /// One of the server processes.
    Node,
    /// The Redis under them.
    Redis,
}

/// Kills and starts again, `times` times, while the guests vote.
pub async fn kill(
    venue: Venue,
    guests: Guests,
    victim: Victim,
    times: u32,
    votes_per_second: f64,
) -> anyhow::Result<Report> {
    let mut gathering = Gathering::seat(venue, &guests).await?;
    let Some(mut servers) = gathering.venue.servers.take() else {
        bail!("only servers that were started here are killed: leave out --against");
    };
    if victim == Victim::Redis && servers.redis.is_none() {
        bail!("there is no Redis to kill: use --store redis");
    }
    let _progress = Progress::begin(gathering.measures.clone(), guests.phones);
    let joining = gathering.invite(&guests).await?;
    let meter = Meter::begin(&gathering)?;
    let hall = &gathering.halls[0];
    let poll = raise(hall).await?;
    let load = Load { phones: hall.phones, per_second: votes_per_second, lasting: (BETWEEN + AWAY) * (times + 1) };
    let begun = Instant::now();
    let voting =
        hall.hold(&poll, Visibility::Live, |run, start, kind| Plan::draw(run, start, load, &kind, guests.seed));
    let mut rng = SmallRng::seed_from_u64(guests.seed);
    let killing = async {
        for _ in 0..times {
            sleep(BETWEEN.mul_f64(0.5 + rng.random::<f64>() * 0.5)).await;
            strike(&mut servers, victim, &mut rng).await?;
        }
        anyhow::Ok(())
    };
    let (ended, killed) = tokio::join!(voting, killing);
    killed.context("killing and starting again")?;
    let ended = ended?;
    gathering.venue.servers = Some(servers);
    let mut report = finish(&mut gathering, joining, vec![ended], meter, begun.elapsed()).await?;
    report.acknowledged_per_second = report.acknowledged as f64 / load.lasting.as_secs_f64();
    report.kills = times;
    Ok(report)
}

/// The others vote before the kill, these many after it, so that there is a tally which nobody can have seen before.
const AFTERWARDS: u32 = 100;
/// From the last tap before the kill to the kill, and from the kill to the first tap after it.
const QUIET: Duration = Duration::from_secs(2);
/// Whoever is not back by then is not coming.
const BACK_BY: Duration = Duration::from_mins(1);

/// Kills the node once when all but [`AFTERWARDS`] have voted, starts it again at once, and waits until every phone is back
/// and shows the tally with the last of them in it.
pub async fn back(venue: Venue, guests: Guests, votes_per_second: f64) -> anyhow::Result<Report> {
    ensure!(guests.phones > AFTERWARDS, "more than {AFTERWARDS} phones are needed");
    let guests = Guests { plain_share: 0.0, ..guests };
    let mut gathering = Gathering::seat(venue, &guests).await?;
    let Some(mut servers) = gathering.venue.servers.take() else {
        bail!("only servers that were started here are killed: leave out --against");
    };
    let _progress = Progress::begin(gathering.measures.clone(), guests.phones);
    let joining = gathering.invite(&guests).await?;
    let meter = Meter::begin(&gathering)?;
    let (measures, hall) = (gathering.measures.clone(), &gathering.halls[0]);
    let poll = raise(hall).await?;
    let before = guests.phones - AFTERWARDS;
    let killed_at = Duration::from_secs_f64(f64::from(before) / votes_per_second) + QUIET;
    let begun = Instant::now();
    let (opened, open) = oneshot::channel();
    let voting = hall.hold(&poll, Visibility::Live, |run, start, _| {
        hall.logbook.awaits(run, guests.phones);
        // Nobody listens any more only if the killing failed, and that is what is told then.
        let _ = opened.send(start);
        let after = |phone: u32| match phone.checked_sub(before) {
            None => Duration::from_secs_f64(f64::from(phone) / votes_per_second),
            Some(_) => killed_at + QUIET,
        };
        let tap = |phone| Tap { phone, after: after(phone), choice: Choice::One((phone % 4) as u8) };
        Plan::of(run, start, (0..guests.phones).map(tap).collect())
    });
    let killing = async {
        sleep_until(open.await.context("the poll was never opened")? + killed_at).await;
        let killed = Instant::now();
        servers.nodes[0].kill().await?;
        servers.nodes[0].start_again().await?;
        while measures.saw_what_is_awaited.load(Ordering::Relaxed) < u64::from(guests.phones) {
            let are = measures.saw_what_is_awaited.load(Ordering::Relaxed);
            ensure!(killed.elapsed() < BACK_BY, "after {BACK_BY:?} {are} of {} phones are back", guests.phones);
            sleep(Duration::from_millis(10)).await;
        }
        anyhow::Ok(killed.elapsed())
    };
    let (ended, back_after) = tokio::join!(voting, killing);
    let (ended, back_after) = (ended?, back_after.context("killing and coming back")?);
    gathering.venue.servers = Some(servers);
    let mut report = finish(&mut gathering, joining, vec![ended], meter, begun.elapsed()).await?;
    report.kills = 1;
    report.back_after = Some(back_after.as_secs_f64());
    Ok(report)
}

async fn strike(servers: &mut Servers, victim: Victim, rng: &mut SmallRng) -> anyhow::Result<()> {
    let away = AWAY.mul_f64(rng.random());
    match victim {
        Victim::Node => {
            let which = rng.random_range(0..servers.nodes.len());
            let node = &mut servers.nodes[which];
            node.kill().await?;
            sleep(away).await;
            node.start_again().await
        }
        Victim::Redis => {
            let redis = servers.redis.as_mut().context("the Redis is there")?;
            redis.kill().await?;
            sleep(away).await;
            redis.start_again().await
        }
    }
}
