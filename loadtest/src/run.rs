//! `loadtest run`: a crowd votes on several polls, one after another; `loadtest burst`: ten thousand ballots at once.

use std::time::Duration;

use anyhow::{Context, ensure};
use plenary_server::domain::id::PollId;
use plenary_server::domain::kind::{Choice, Kind};
use plenary_server::domain::poll::Visibility;
use tokio::time::{Instant, sleep};

use crate::gathering::{Ended, Gathering, Guests, Hall, Venue};
use crate::gauge::{self, Reading};
use crate::report::{Cost, Progress, Report};
use crate::schedule::{Load, Plan, Tap};

/// Before memory is read the server has this time to put things away.
pub(crate) const SETTLE: Duration = Duration::from_secs(2);

/// What is voted, after the guests have joined.
#[derive(Debug, Clone, Copy)]
pub struct Voting {
    /// Polls of each room, one after another.
    pub polls: usize,
    /// Taps per second in all rooms together.
    pub votes_per_second: f64,
    /// Seconds of voting, all polls together.
    pub seconds: f64,
    /// Who sees the tally when.
    pub visibility: Visibility,
}

/// A crowd votes; the report has everything but the arguments.
pub async fn run(venue: Venue, guests: Guests, voting: Voting) -> anyhow::Result<Report> {
    let mut gathering = Gathering::seat(venue, &guests).await?;
    let _progress = Progress::begin(gathering.measures.clone(), guests.phones);
    let mut meter = Meter::begin(&gathering)?;
    let joining = gathering.invite(&guests).await?;
    meter.joined(&gathering, guests.phones).await?;
    let begun = Instant::now();
    let halls = gathering.halls.iter().map(|hall| vote_in(hall, &guests, voting));
    let runs: Vec<Ended> = join_all(halls).await?.into_iter().flatten().collect();
    let mut report = finish(&mut gathering, joining, runs, meter, begun.elapsed()).await?;
    report.acknowledged_per_second = report.acknowledged as f64 / voting.seconds;
    Ok(report)
}

async fn vote_in(hall: &Hall, guests: &Guests, voting: Voting) -> anyhow::Result<Vec<Ended>> {
    let polls = hall.lead.agenda()?.polls;
    let planned: Vec<PollId> = polls.into_iter().filter(|poll| !poll.sensitive).map(|poll| poll.poll).collect();
    let polls = if planned.is_empty() { vec![raise(hall).await?] } else { planned };
    let load = Load {
        phones: hall.phones,
        per_second: voting.votes_per_second / guests.rooms as f64,
        lasting: Duration::from_secs_f64(voting.seconds / voting.polls as f64),
    };
    let mut runs = Vec::new();
    for (poll, round) in polls.iter().cycle().zip(0..voting.polls) {
        let seed = guests.seed ^ ((hall.number as u64) << 48) ^ ((round as u64) << 32);
        let plan = |run, start, kind: Kind| Plan::draw(run, start, load, &kind, seed);
        runs.push(hall.hold(poll, voting.visibility, plan).await.with_context(|| format!("poll {poll}"))?);
    }
    Ok(runs)
}

/// A poll of our own.
pub async fn raise(hall: &Hall) -> anyhow::Result<PollId> {
    let options = ["First", "Second", "Third", "Fourth"].map(str::to_owned).to_vec();
    hall.lead.raise("What does a crowd in a box think?", Kind::Single { options }, Visibility::Live).await
}

/// Everybody chooses the first option of one run in the same instant: the total is exact.
pub async fn burst(venue: Venue, guests: Guests) -> anyhow::Result<Report> {
    let mut gathering = Gathering::seat(venue, &guests).await?;
    let _progress = Progress::begin(gathering.measures.clone(), guests.phones);
    let mut meter = Meter::begin(&gathering)?;
    let joining = gathering.invite(&guests).await?;
    meter.joined(&gathering, guests.phones).await?;
    let hall = &gathering.halls[0];
    let poll = raise(hall).await?;
    let begun = Instant::now();
    let all_at_once = |run, start, _| {
        let tap = |phone| Tap { phone, after: Duration::ZERO, choice: Choice::One(0) };
        Plan::of(run, start, (0..guests.phones).map(tap).collect())
    };
    let mut ended = hall.hold(&poll, Visibility::Live, all_at_once).await?;
    if ended.n != guests.phones {
        ended.differences.push(format!("{} ballots were sent, the result says {}", guests.phones, ended.n));
    }
    let mut report = finish(&mut gathering, joining, vec![ended], meter, begun.elapsed()).await?;
    // From the instant they were sent until the slowest receipt.
    report.acknowledged_per_second = report.acknowledged as f64 / (report.receipt.max / 1000.0).max(0.001);
    Ok(report)
}

/// Sends everybody home and puts the report together.
pub async fn finish(
    gathering: &mut Gathering,
    joining: Duration,
    runs: Vec<Ended>,
    meter: Meter,
    voting: Duration,
) -> anyhow::Result<Report> {
    let mut report = Report { runs, ..Report::default() };
    report.cost = meter.read(gathering, voting)?;
    report.take(&gathering.measures);
    gathering.dismiss().await?;
    report.joins_per_second = report.phones as f64 / joining.as_secs_f64();
    let bytes = gathering.measures.bytes_to_phones.load(std::sync::atomic::Ordering::Relaxed);
    let seconds = (joining + SETTLE + voting).as_secs_f64();
    report.bytes_per_phone_per_second = bytes as f64 / report.phones.max(1) as f64 / seconds;
    ensure!(report.phones > 0, "nobody joined");
    Ok(report)
}

/// Reads what our own servers cost, at three moments.
#[derive(Debug)]
pub struct Meter {
    before: Option<Reading>,
    joined: Option<(Reading, f64)>,
    phones: u32,
    /// Since the machine started, and then while the phones came.
    overflows: u64,
}

impl Meter {
    /// Before the phones come.
    pub fn begin(gathering: &Gathering) -> anyhow::Result<Self> {
        let before = gathering.venue.servers.as_ref().map(|servers| gauge::read(&servers.node_pids())).transpose()?;
        Ok(Self { before, joined: None, phones: 0, overflows: gauge::listen_overflows()? })
    }

    /// After they came, and a moment of quiet.
    pub async fn joined(&mut self, gathering: &Gathering, phones: u32) -> anyhow::Result<()> {
        let Some(servers) = &gathering.venue.servers else {
            return Ok(());
        };
        self.overflows = gauge::listen_overflows()? - self.overflows;
        sleep(SETTLE).await;
        self.phones = phones;
        self.joined = Some((gauge::read(&servers.node_pids())?, redis_seconds(gathering)?));
        Ok(())
    }

    fn read(&self, gathering: &Gathering, voting: Duration) -> anyhow::Result<Option<Cost>> {
        let (Some(before), Some((joined, redis)), Some(servers)) = (self.before, self.joined, &gathering.venue.servers)
        else {
            return Ok(None);
        };
        let after = gauge::read(&servers.node_pids())?;
        let phones = f64::from(self.phones.max(1));
        // A node that was killed and started again has a younger clock; then nothing can be said about the voting.
        let processor_voting = (after.processor - joined.processor).max(0.0);
        Ok(Some(Cost {
            resident_before: before.resident,
            resident_per_phone: (joined.resident as f64 - before.resident as f64) / phones,
            processor_per_join: (joined.processor - before.processor) / phones,
            listen_overflows: self.overflows,
            processor_voting,
            cores_voting: processor_voting / voting.as_secs_f64(),
            redis_voting: (redis_seconds(gathering)? - redis).max(0.0),
        }))
    }
}

fn redis_seconds(gathering: &Gathering) -> anyhow::Result<f64> {
    let pids = gathering.venue.servers.as_ref().map(crate::servers::Servers::redis_pids);
    Ok(gauge::read(&pids.unwrap_or_default())?.processor)
}

/// Runs these side by side; the first error ends all.
async fn join_all<T>(futures: impl Iterator<Item = impl Future<Output = anyhow::Result<T>>>) -> anyhow::Result<Vec<T>> {
    futures_util::future::try_join_all(futures).await
}
