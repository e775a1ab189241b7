//! The play: two moderators open, close, keep open, show and hide runs, often both at once, and count heads; the phones tap in
//! bursts meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use plenary_server::domain::gate::Phase;
use plenary_server::domain::id::{PollId, RunId};
use plenary_server::domain::kind::Kind;
use plenary_server::domain::poll::Visibility;
use plenary_server::domain::stage::Showing;
use plenary_server::wire::{Close, Command, Heads, Made, OnGate, Open, Raise, RaisedFrom};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::history::{Act, Went};
use super::phone::Call;
use super::staff::{Staff, shown};
use crate::crowd::reading::{AgendaSeen, StageSeen};

/// Whatever faults there are, an act is through by then.
const THROUGH_BY: Duration = Duration::from_secs(90);
/// So often the phones are called to tap.
const PULSE: Duration = Duration::from_millis(120);

/// Two moderators with the run of the room.
#[derive(Debug)]
pub struct Conductor {
    /// Both of them, through different nodes where there are several.
    pub pair: [Staff; 2],
    /// Runs that were opened so far.
    pub opened: AtomicU64,
    /// Turns true when nothing more is to be opened.
    pub enough: AtomicBool,
}

/// Where a run is put, and how long it is left open.
#[derive(Debug, Clone, Copy)]
pub struct Lane {
    /// Beside the stage.
    pub beside: bool,
    /// Seconds of voting, about.
    pub span: f64,
    /// Everything random.
    pub seed: u64,
}

#[derive(Debug, Deserialize)]
struct HeadsRead {
    rev: u32,
}

/// Calls the phones to tap until it is dropped; each pulse is told to whoever wants to strike into it.
pub async fn beat(call: &watch::Sender<Call>, pulses: &watch::Sender<u64>, percent: u8) {
    for pulse in 1.. {
        sleep(PULSE).await;
        call.send_replace(Call::Tap { percent, pulse });
        pulses.send_replace(pulse);
    }
}

impl Conductor {
    /// Writes a poll of our own.
    pub async fn raise(&self, number: usize) -> anyhow::Result<PollId> {
        let options = ["First", "Second", "Third", "Fourth"].map(str::to_owned).to_vec();
        let kind = if number.is_multiple_of(2) {
            Kind::Single { options }
        } else {
            Kind::Multiple { options, min: 1, max: 3 }
        };
        let visibility = if number % 4 == 3 { Visibility::Hidden } else { Visibility::Live };
        let raise = Raise {
            prompt: format!("What does a crowd think under faults, number {number}?"),
            kind,
            visibility,
            seconds: None,
            armed: false,
            from: RaisedFrom::default(),
            translations: std::collections::BTreeMap::new(),
        };
        match self.pair[0].say(Command::Raise(raise)).await {
            (Went::Done { .. }, Some(Made::Poll(poll))) => Ok(poll),
            (went, _) => bail!("raising a poll: {went:?}"),
        }
    }

    /// Opens one run after another in this lane, with these polls in turn, until it is enough.
    pub async fn lead(&self, lane: Lane, polls: &[PollId]) -> anyhow::Result<()> {
        let mut rng = SmallRng::seed_from_u64(lane.seed);
        for poll in polls.iter().cycle() {
            if self.enough.load(Ordering::Relaxed) {
                return Ok(());
            }
            self.hold(lane, poll, &mut rng).await.with_context(|| format!("a run of {poll}"))?;
        }
        Ok(())
    }

    async fn hold(&self, lane: Lane, poll: &PollId, rng: &mut SmallRng) -> anyhow::Result<()> {
        let seconds = (lane.beside && rng.random_bool(0.5)).then(|| lane.span.max(5.0) as u32);
        let Some(run) = self.open(lane, poll, seconds).await? else { return Ok(()) };
        self.opened.fetch_add(1, Ordering::Relaxed);
        let until = Instant::now() + Duration::from_secs_f64(lane.span * rng.random_range(0.7..1.3));
        while Instant::now() < until && !self.enough.load(Ordering::Relaxed) {
            self.count_heads(rng.random_range(0..1_000)).await;
            sleep(Duration::from_millis(rng.random_range(200..1_200))).await;
        }
        if seconds.is_none() {
            self.close(run, rng.random()).await?;
            if rng.random_bool(0.3) {
                sleep(Duration::from_millis(rng.random_range(0..2_500))).await;
                self.both(run, "keep_open", |rev| Command::KeepOpen(OnGate { run, rev })).await;
                sleep(Duration::from_millis(rng.random_range(0..1_500))).await;
                self.close(run, rng.random()).await?;
            }
        }
        self.until(run, |phase| matches!(phase, Phase::Closed | Phase::Published | Phase::Void)).await?;
        for _ in 0..rng.random_range(0..3) {
            self.both(run, "show", |rev| Command::Show(OnGate { run, rev })).await;
            sleep(Duration::from_millis(rng.random_range(0..400))).await;
            self.both(run, "hide", |rev| Command::Hide(OnGate { run, rev })).await;
        }
        self.both(run, "show", |rev| Command::Show(OnGate { run, rev })).await;
        Ok(())
    }

    /// Opens the poll as a new run; `None` if it is enough before that succeeds.
    async fn open(&self, lane: Lane, poll: &PollId, seconds: Option<u32>) -> anyhow::Result<Option<RunId>> {
        let before = self.runs_of(poll);
        let began = Instant::now();
        while began.elapsed() < THROUGH_BY {
            if let Some(run) = self.runs_of(poll).into_iter().find(|run| !before.contains(run)) {
                return Ok(Some(run));
            }
            if self.enough.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let held = self.pair[0].held();
            let agenda: Option<AgendaSeen> = held.part("agenda").ok().flatten();
            let stage: Option<StageSeen> = held.part("stage").ok().flatten();
            let seen = agenda.and_then(|agenda| agenda.polls.into_iter().find(|seen| seen.poll == *poll));
            if let (Some(seen), Some(stage)) = (seen, stage) {
                // A store that went back may have left a run open on the stage that was closed, and nobody tends it any more.
                if let Showing::Run { run } = stage.showing
                    && !lane.beside
                    && self.is_seen(run, Duration::from_millis(1), |phase| phase == Phase::Open).await
                {
                    self.both(run, "close", |rev| Command::Close(Close { run, rev, show: false })).await;
                }
                let (rev, stage_rev, beside) = (seen.rev, stage.rev, lane.beside);
                let open = Open { poll: poll.clone(), rev, stage_rev, beside, seconds, visibility: None };
                let act = Act { document: "gate/new".to_owned(), expect: 0, verb: "open".to_owned(), seconds };
                if let (Went::Done { run: Some(run) }, _) = self.pair[0].act(Command::Open(open), act).await {
                    return Ok(Some(RunId(run)));
                }
            }
            // What was not answered may have been done: the next view tells.
            sleep(Duration::from_millis(300)).await;
        }
        bail!("not opened within {} s", THROUGH_BY.as_secs())
    }

    fn runs_of(&self, poll: &PollId) -> Vec<RunId> {
        let agenda: Option<AgendaSeen> = self.pair[0].held().part("agenda").ok().flatten();
        let seen = agenda.and_then(|agenda| agenda.polls.into_iter().find(|seen| seen.poll == *poll));
        seen.map(|seen| seen.runs).unwrap_or_default()
    }

    /// Both moderators do the same, each on the revision they see.
    async fn both(&self, run: RunId, verb: &str, command: impl Fn(u32) -> Command) {
        let acts = self.pair.each_ref().map(|moderator| async {
            let rev = shown(&moderator.held(), run.0).and_then(|shown| shown.rev);
            let Some(rev) = rev else { return };
            let act = Act { document: format!("gate/{run}"), expect: rev, verb: verb.to_owned(), seconds: None };
            moderator.act(command(rev), act).await;
        });
        futures_util::future::join_all(acts).await;
    }

    /// Closes until it is closing or closed, whoever of the two managed it.
    async fn close(&self, run: RunId, show: bool) -> anyhow::Result<()> {
        let began = Instant::now();
        loop {
            self.both(run, "close", |rev| Command::Close(Close { run, rev, show })).await;
            let is_closing = |phase| phase != Phase::Open;
            if self.is_seen(run, Duration::from_millis(500), is_closing).await {
                return Ok(());
            }
            if self.is_gone(run) {
                return Ok(());
            }
            if began.elapsed() > THROUGH_BY {
                bail!("run {run} was not closed within {} s", THROUGH_BY.as_secs());
            }
        }
    }

    /// Neither moderator's page has the run: a store that went back may have lost its very opening. The judge says whether
    /// that may be.
    fn is_gone(&self, run: RunId) -> bool {
        let is_there = |moderator: &Staff| shown(&moderator.held(), run.0).is_some();
        let are_in_step = self.pair[0].held().epoch == self.pair[1].held().epoch;
        are_in_step && !self.pair.iter().any(is_there)
    }

    /// Waits until a moderator sees the run so. A store that went back may have it open again: then it is closed again.
    async fn until(&self, run: RunId, wished: impl Fn(Phase) -> bool + Copy) -> anyhow::Result<()> {
        let began = Instant::now();
        while !self.is_seen(run, Duration::from_secs(6), wished).await {
            if self.is_seen(run, Duration::from_millis(1), |phase| phase == Phase::Open).await {
                self.both(run, "close", |rev| Command::Close(Close { run, rev, show: false })).await;
            }
            if self.is_gone(run) {
                return Ok(());
            }
            if began.elapsed() > THROUGH_BY {
                bail!("run {run} was not shut within {} s", THROUGH_BY.as_secs());
            }
        }
        Ok(())
    }

    async fn is_seen(&self, run: RunId, most: Duration, wished: impl Fn(Phase) -> bool) -> bool {
        let seen = self.pair[0].until(most, |held| shown(held, run.0).is_some_and(|shown| wished(shown.phase))).await;
        seen.is_some()
    }

    /// Both moderators write down how many people are about, at the same moment.
    async fn count_heads(&self, heads: u32) {
        let acts = self.pair.each_ref().map(|moderator| async {
            let Some(read) = moderator.held().part::<HeadsRead>("heads").ok().flatten() else { return };
            let heads = Heads { rev: read.rev, room: Some(heads), online: None };
            let act = Act { document: "heads".to_owned(), expect: read.rev, verb: "set".to_owned(), seconds: None };
            moderator.act(Command::Heads(heads), act).await;
        });
        futures_util::future::join_all(acts).await;
    }

    /// Closes whatever is still open, when all is healed.
    pub async fn close_all(&self) -> anyhow::Result<()> {
        let held = self.pair[0].held();
        let runs = held.parts.keys().filter_map(|key| key.strip_prefix("run/")?.parse().ok()).map(RunId);
        for run in runs {
            self.until(run, |phase| matches!(phase, Phase::Closed | Phase::Published | Phase::Void)).await?;
        }
        Ok(())
    }
}

/// A shared conductor.
pub type Shared = Arc<Conductor>;
