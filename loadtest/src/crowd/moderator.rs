//! A pretend moderator: trades the link's secret for a cookie, sits down, and opens, closes and shows polls.

use std::sync::Arc;

use anyhow::{Context, bail};
use plenary_server::domain::gate::Phase;
use plenary_server::domain::id::{PairingCode, PollId, RunId};
use plenary_server::domain::kind::Kind;
use plenary_server::domain::person::Role;
use plenary_server::domain::poll::Visibility;
use plenary_server::domain::refusal::Refusal;
use plenary_server::domain::stage::Showing;
use plenary_server::wire::{Close, Command, LetIn, Made, OnGate, Open, Raise, RaisedFrom};
use serde::Deserialize;

use super::logbook::{Logbook, Looks};
use super::reading::{AgendaSeen, LedRun, ResultSeen, StageSeen};
use super::seat::{Acted, Seat, Sitting};
use super::{Link, http};

/// An act whose answer was lost, or that somebody else's overtook, is looked at and done again at most so often.
const ATTEMPTS: u32 = 20;

/// A moderator in their seat.
#[derive(Debug)]
pub struct Moderator {
    /// The socket and the view.
    pub seat: Seat,
    /// What the link made of us.
    pub role: Role,
}

#[derive(Deserialize)]
struct Entered {
    role: Role,
}

impl Moderator {
    /// Enters with a link and sits down. With `looks`, writes down how many ballots it is shown.
    pub async fn enter(link: &Link, logbook: &Arc<Logbook>, looks: bool) -> anyhow::Result<Self> {
        let room = link.place.room;
        let path = format!("/api/rooms/{room}/moderator");
        let secret = serde_json::json!({ "secret": link.secret }).to_string();
        let answer = http::post(&link.place.door, 0, &path, "", &secret).await?;
        let Entered { role } = answer.json().with_context(|| format!("{path} gave no role"))?;
        let cookie = format!("plenary-{room}-{}", role.as_str());
        let cookie = answer.cookie(&cookie).with_context(|| format!("{path} set no cookie {cookie}"))?.to_owned();
        let observer = looks.then(|| logbook.observer(Looks::Screen));
        let place = link.place.clone();
        let sitting = Sitting { place, role: role.as_str(), cookie, logbook: Arc::clone(logbook), observer };
        Ok(Self { seat: Seat::take(sitting).await?, role })
    }

    /// The agenda as it is now.
    pub fn agenda(&self) -> anyhow::Result<AgendaSeen> {
        self.seat.held().part("agenda")?.context("a moderator's view has an agenda")
    }

    /// The stage as it is now.
    pub fn stage(&self) -> anyhow::Result<StageSeen> {
        self.seat.held().part("stage")?.context("a moderator's view has a stage")
    }

    /// A run as it is now, if it is in the view.
    pub fn run(&self, run: RunId) -> anyhow::Result<Option<LedRun>> {
        self.seat.held().part(&format!("run/{run}"))
    }

    /// Writes a poll on what was just said.
    pub async fn raise(&self, prompt: &str, kind: Kind, visibility: Visibility) -> anyhow::Result<PollId> {
        let raise = Raise {
            prompt: prompt.to_owned(),
            kind,
            visibility,
            seconds: None,
            armed: false,
            from: RaisedFrom::default(),
            translations: std::collections::BTreeMap::new(),
        };
        match self.seat.act(Command::Raise(raise)).await? {
            Acted::Done(receipt) => match receipt.made {
                Some(Made::Poll(poll)) => {
                    let is_there = |agenda: AgendaSeen| agenda.polls.iter().any(|seen| seen.poll == poll);
                    self.seat.until(|held| held.part("agenda").ok().flatten().is_some_and(is_there)).await?;
                    Ok(poll)
                }
                made => bail!("raising a poll made {made:?}"),
            },
            other => bail!("raising a poll: {other:?}"),
        }
    }

    /// Opens a poll as a new run on the stage, until closed.
    pub async fn open(&self, poll: &PollId, visibility: Visibility) -> anyhow::Result<RunId> {
        let runs_before = self.poll_runs(poll)?;
        for _ in 0..ATTEMPTS {
            let agenda = self.agenda()?;
            let seen =
                agenda.polls.iter().find(|seen| seen.poll == *poll).with_context(|| format!("no poll {poll}"))?;
            if let Some(run) = seen.runs.iter().find(|run| !runs_before.contains(run)) {
                return Ok(*run);
            }
            let (rev, stage_rev) = (seen.rev, self.stage()?.rev);
            let open =
                Open { poll: poll.clone(), rev, stage_rev, beside: false, seconds: None, visibility: Some(visibility) };
            let before = self.seat.held().version;
            match self.seat.act(Command::Open(open)).await? {
                Acted::Done(receipt) => match receipt.made {
                    Some(Made::Run(run)) => {
                        let key = format!("run/{run}");
                        self.seat.until(|held| held.parts.contains_key(&key)).await?;
                        return Ok(run);
                    }
                    made => bail!("opening {poll} made {made:?}"),
                },
                Acted::Refused(Refusal::Changed { .. } | Refusal::TryAgain | Refusal::Draining) | Acted::Unknown => {
                    self.news(before).await;
                }
                Acted::Refused(why) => bail!("opening {poll}: {why:?}"),
            }
        }
        bail!("opening {poll}: no luck in {ATTEMPTS} attempts")
    }

    fn poll_runs(&self, poll: &PollId) -> anyhow::Result<Vec<RunId>> {
        let agenda = self.agenda()?;
        Ok(agenda.polls.into_iter().find(|seen| seen.poll == *poll).map(|seen| seen.runs).unwrap_or_default())
    }

    /// Closes a run, shows it if `show`, and waits until its gate has shut. What the result is then.
    pub async fn close(&self, run: RunId, show: bool) -> anyhow::Result<ResultSeen> {
        self.on_gate(run, Phase::is_open, |rev| Command::Close(Close { run, rev, show })).await?;
        let shut = if show { Phase::Published } else { Phase::Closed };
        self.until_phase(run, shut).await?;
        let key = format!("result/{run}");
        let held = self
            .seat
            .until(|held| matches!(held.result(run), Ok(Some(ResultSeen::Figures { .. } | ResultSeen::TooFew { .. }))))
            .await
            .with_context(|| format!("{key} after the close"))?;
        held.result(run)?.with_context(|| format!("{key} was just there"))
    }

    /// Shows the result of a closed run.
    pub async fn show(&self, run: RunId) -> anyhow::Result<()> {
        self.on_gate(run, |phase| phase == Phase::Closed, |rev| Command::Show(OnGate { run, rev })).await?;
        self.until_phase(run, Phase::Published).await
    }

    /// Waits until a run is in this phase.
    pub async fn until_phase(&self, run: RunId, phase: Phase) -> anyhow::Result<()> {
        let key = format!("run/{run}");
        let is_there = |led: LedRun| led.phase == phase;
        let seen = self.seat.until(|held| held.part(&key).ok().flatten().is_some_and(is_there)).await;
        seen.with_context(|| format!("run {run} is {}", phase.as_str()))?;
        Ok(())
    }

    /// Acts on a gate until it is done: looks at its revision, acts, and looks again if that was overtaken or unanswered.
    async fn on_gate(
        &self,
        run: RunId,
        fits: impl Fn(Phase) -> bool,
        act: impl Fn(u32) -> Command,
    ) -> anyhow::Result<()> {
        for _ in 0..ATTEMPTS {
            let led = self.run(run)?.with_context(|| format!("run {run} is not in the moderator's view"))?;
            if !fits(led.phase) {
                return Ok(());
            }
            let before = self.seat.held().version;
            match self.seat.act(act(led.rev)).await? {
                Acted::Done(_) => return Ok(()),
                Acted::Refused(
                    Refusal::Changed { .. } | Refusal::WrongState { .. } | Refusal::TryAgain | Refusal::Draining,
                )
                | Acted::Unknown => self.news(before).await,
                Acted::Refused(why) => bail!("run {run}: {why:?}"),
            }
        }
        bail!("run {run}: no luck in {ATTEMPTS} attempts")
    }

    /// Waits a moment for a newer view than `version`; nothing new is fine too.
    async fn news(&self, version: u64) {
        let newer = self.seat.until(|held| held.version > version);
        let _ = tokio::time::timeout(std::time::Duration::from_millis(300), newer).await;
    }

    /// Lets a screen in.
    pub async fn let_in(&self, pairing: PairingCode, name: &str) -> anyhow::Result<()> {
        match self.seat.act(Command::LetIn(LetIn { pairing, name: name.to_owned() })).await? {
            Acted::Done(_) => Ok(()),
            other => bail!("letting in screen {pairing}: {other:?}"),
        }
    }

    /// The run on the stage, if one stands there.
    pub fn staged(&self) -> anyhow::Result<Option<RunId>> {
        Ok(match self.stage()?.showing {
            Showing::Run { run } => Some(run),
            _ => None,
        })
    }
}
