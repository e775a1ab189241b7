//! `loadtest kill`: kill -9 during voting, of a node or of Redis, again and again; every acknowledged ballot is counted, none
//! twice.

use std::time::Duration;

use anyhow::{Context, bail};
use plenary_server::domain::poll::Visibility;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::time::{Instant, sleep};

use crate::gathering::{Gathering, Guests, Venue};
use crate::report::{Progress, Report};
use crate::run::{Meter, finish, raise};
use crate::schedule::{Load, Plan};
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
