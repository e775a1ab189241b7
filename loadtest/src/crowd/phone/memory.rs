//! What a phone remembers between two frames: its pass, its ballots, the runs it believes open, how far its view goes.

use std::sync::Arc;
use std::time::Duration;

use plenary_server::domain::gate::Phase;
use plenary_server::domain::id::RunId;
use plenary_server::domain::kind::Choice;
use plenary_server::domain::person::{Group, Mode};
use plenary_server::domain::refusal::Refusal;
use plenary_server::wire::{Command, Hello, Receipt, Refused, Said, Vote};
use tokio::time::Instant;

use super::super::Place;
use super::super::logbook::{Logbook, Sending, count};
use super::super::reading::{MineSeen, PhoneFrame, PhoneView, ResultSeen, RunSeen};
use super::{Answer, OpenRun};

/// How long a phone waits before it tries again what the store could not take.
pub(super) const TRY_AGAIN: Duration = Duration::from_millis(300);
/// The server takes so many restated ballots in one hello.
const RESTATED: usize = 50;

/// All of a phone but its socket.
#[derive(Debug)]
pub(super) struct Memory {
    pub(super) place: Place,
    pub(super) logbook: Arc<Logbook>,
    /// Its number in the room: who it is in the ledger.
    pub(super) number: u32,
    /// The pass, and how it takes part.
    pub(super) cookies: String,
    pub(super) mode: Option<Mode>,
    pub(super) heard_a_view: bool,
    pub(super) hellos: u32,
    pub(super) runs: Vec<OpenRun>,
    pub(super) ballots: Vec<Ballot>,
    pub(super) observer: Option<usize>,
    /// The tally that the crowd's book waits for was seen.
    has_seen_what_is_awaited: bool,
    epoch: String,
    version: u64,
    /// What the last hello restated: the answers name the run only.
    restated: Vec<(RunId, u32)>,
}

/// A wish of this phone: the newest of each run, and older ones whose answer may still come.
#[derive(Debug, Clone)]
pub(super) struct Ballot {
    pub(super) run: RunId,
    pub(super) r: u32,
    pub(super) choice: Option<Choice>,
    pub(super) intended: Instant,
    pub(super) sent: Option<Instant>,
    pub(super) answer: Option<Answer>,
    /// Say it again then.
    pub(super) again_at: Option<Instant>,
}

impl Ballot {
    pub(super) fn as_vote(&self) -> Vote {
        Vote { run: self.run, opened: None, r: self.r, choice: self.choice.clone() }
    }
}

impl Memory {
    pub(super) fn new(place: Place, number: u32, mode: Option<Mode>, logbook: Arc<Logbook>, cookies: String) -> Self {
        Self {
            place,
            logbook,
            number,
            cookies,
            mode,
            heard_a_view: false,
            hellos: 0,
            runs: Vec::new(),
            ballots: Vec::new(),
            observer: None,
            has_seen_what_is_awaited: false,
            epoch: String::new(),
            version: 0,
            restated: Vec::new(),
        }
    }

    pub(super) fn newest(&self, run: RunId) -> Option<&Ballot> {
        self.ballots.iter().filter(|ballot| ballot.run == run).max_by_key(|ballot| ballot.r)
    }

    fn sending(&self, at: usize) -> Sending<'_> {
        let ballot = &self.ballots[at];
        let (run, r, choice) = (ballot.run, ballot.r, ballot.choice.as_ref());
        Sending { run, voter: self.number, r, choice, intended: ballot.intended }
    }

    /// The next ballot that was never sent or is to be said again by now.
    pub(super) fn next_to_send(&self, now: Instant) -> Option<usize> {
        let is_due = |ballot: &Ballot| match ballot.sent {
            None => true,
            Some(_) => ballot.again_at.is_some_and(|again| again <= now),
        };
        self.ballots.iter().position(is_due)
    }

    pub(super) fn goes_out(&mut self, at: usize, now: Instant) {
        self.logbook.sends(&self.sending(at), self.ballots[at].sent.is_some());
        self.ballots[at].sent = Some(now);
        self.ballots[at].again_at = None;
    }

    pub(super) fn say_vote(&mut self, at: usize, now: Instant) -> String {
        self.goes_out(at, now);
        let ballot = &self.ballots[at];
        let id = format!("{}.{}", ballot.run, ballot.r);
        serde_json::to_string(&Said { id, command: Command::Vote(ballot.as_vote()) }).expect("a command is JSON")
    }

    /// Restates the newest ballot of every open run, and every one whose answer is missing.
    pub(super) fn hello(&mut self) -> String {
        self.hellos += 1;
        let runs: Vec<OpenRun> = self.runs.clone();
        let newest: Vec<(RunId, u32)> = self.ballots.iter().map(|ballot| (ballot.run, ballot.r)).collect();
        self.ballots.retain(|ballot| newest.iter().all(|(run, r)| *run != ballot.run || *r <= ballot.r));
        let mut ballots = Vec::new();
        self.restated.clear();
        for at in 0..self.ballots.len() {
            let ballot = &self.ballots[at];
            let is_open = runs.iter().any(|open| open.run == ballot.run);
            if ballots.len() < RESTATED && (is_open || ballot.answer.is_none()) {
                ballots.push(ballot.as_vote());
                self.restated.push((ballot.run, ballot.r));
                self.goes_out(at, Instant::now());
            }
        }
        let epoch = (!self.epoch.is_empty()).then(|| self.epoch.clone());
        let have = epoch.is_some().then_some(self.version);
        // Whoever says how they take part names a group too, most of the time: a rehearsal has something to break down.
        let groups = Group::ALL.iter().copied().filter(|group| *group != Group::Other);
        let group = self.mode.and_then(|_| groups.cycle().nth(self.number as usize % 16));
        let hello = Hello { epoch, have, ballots, mode: self.mode, group, utc_offset: None };
        let said = Said { id: format!("h{}", self.hellos), command: Command::Hello(hello) };
        serde_json::to_string(&said).expect("a command is JSON")
    }

    pub(super) fn take(&mut self, text: &str) {
        match serde_json::from_str(text) {
            Ok(PhoneFrame::View(view)) => {
                count(&self.logbook.measures.views_to_phones, 1);
                self.take_view(&view);
            }
            Ok(PhoneFrame::Receipt(receipt)) => self.take_receipt(&receipt),
            Ok(PhoneFrame::Refused(refused)) => self.take_refusal(&refused),
            Err(error) => self.logbook.measures.found(format!("a frame that is none: {error}: {text}")),
        }
    }

    pub(super) fn take_view(&mut self, view: &PhoneView<'_>) {
        self.heard_a_view = true;
        if view.full || view.epoch != self.epoch {
            self.runs.clear();
        }
        self.epoch.clone_from(&view.epoch);
        self.version = view.version;
        for (run, part) in &view.parts.runs {
            self.runs.retain(|open| open.run != *run);
            match part.map(|part| serde_json::from_str::<RunSeen>(part.get())) {
                Some(Ok(seen)) if matches!(seen.phase, Phase::Open | Phase::Closing) => {
                    self.runs.push(OpenRun { run: *run, kind: seen.kind.map(Arc::new) });
                }
                Some(Err(error)) => self.logbook.measures.found(format!("part run/{run}: {error}")),
                Some(Ok(_)) | None => {}
            }
        }
        if let Some(observer) = self.observer {
            for (run, part) in &view.parts.results {
                let seen = part.map(|part| serde_json::from_str::<ResultSeen>(part.get()));
                match seen {
                    Some(Ok(result)) => result.n().into_iter().for_each(|n| self.logbook.shown(observer, *run, n)),
                    Some(Err(error)) => self.logbook.measures.found(format!("part result/{run}: {error}")),
                    None => {}
                }
            }
        }
        if let Some((run, n)) = self.logbook.awaited() {
            self.look_for(view, run, n);
        }
        if let Some(mine) = view.parts.mine {
            self.take_mine(mine.get());
        }
    }

    /// Notes down, once, that this phone shows so many ballots of that run.
    fn look_for(&mut self, view: &PhoneView<'_>, run: RunId, n: u32) {
        let part = view.parts.results.iter().find(|(of, _)| *of == run).and_then(|(_, part)| part.as_ref());
        let shown = part.and_then(|part| serde_json::from_str::<ResultSeen>(part.get()).ok()).and_then(|seen| seen.n());
        if shown == Some(n) && !self.has_seen_what_is_awaited {
            self.has_seen_what_is_awaited = true;
            count(&self.logbook.measures.saw_what_is_awaited, 1);
        }
    }

    /// What the store says of this pass must not be older than what it acknowledged.
    fn take_mine(&mut self, part: &str) {
        let mine: MineSeen = match serde_json::from_str(part) {
            Ok(mine) => mine,
            Err(error) => return self.logbook.measures.found(format!("part mine: {error}")),
        };
        for standing in mine.ballots {
            let acknowledged = self.ballots.iter().filter(|ballot| ballot.run == standing.run);
            let acknowledged = acknowledged.filter(|ballot| matches!(ballot.answer, Some(Answer::Counted(_))));
            let newest = acknowledged.max_by_key(|ballot| ballot.r);
            if let Some(ballot) = newest
                && standing.r < ballot.r
            {
                let (run, ours) = (standing.run, ballot.r);
                let told =
                    format!("run {run}, voter {}: mine says r{}, r{ours} has a receipt", self.number, standing.r);
                self.logbook.measures.found(told);
            }
        }
    }

    /// Which wish an id is about: "run.r", or "hello/run" for the restated one.
    fn about(&self, id: &str) -> Option<(RunId, u32)> {
        if let Some((_, run)) = id.split_once('/') {
            let run = RunId(run.parse().ok()?);
            return self.restated.iter().find(|restated| restated.0 == run).copied();
        }
        let (run, r) = id.split_once('.')?;
        Some((RunId(run.parse().ok()?), r.parse().ok()?))
    }

    fn at(&self, run: RunId, r: u32) -> Option<usize> {
        self.ballots.iter().position(|mine| mine.run == run && mine.r == r)
    }

    pub(super) fn take_receipt(&mut self, receipt: &Receipt) {
        let Some(ballot) = &receipt.ballot else { return };
        // An answer to a wish that a newer one has replaced meanwhile changes nothing any more.
        let Some(at) = self.at(ballot.run, ballot.r) else {
            return;
        };
        self.logbook.acknowledged(&self.sending(at));
        self.ballots[at].answer = Some(Answer::Counted(ballot.was));
        self.ballots[at].again_at = None;
        self.ballots.retain(|mine| mine.run != ballot.run || mine.r >= ballot.r);
    }

    pub(super) fn take_refusal(&mut self, refused: &Refused) {
        let Some((run, r)) = self.about(&refused.id) else {
            let Refused { id, why } = refused;
            return self.logbook.measures.found(format!("refused {id:?}, which was not said: {why}"));
        };
        let Some(at) = self.at(run, r) else { return };
        self.logbook.refused(&self.sending(at), &refused.why);
        let wait = match &refused.why {
            Refusal::TryAgain | Refusal::Draining => Some(TRY_AGAIN),
            Refusal::SlowDown { wait_ms } => Some(Duration::from_millis(u64::from(*wait_ms))),
            _ => None,
        };
        self.ballots[at].again_at = wait.map(|wait| Instant::now() + wait);
        if wait.is_none() {
            self.ballots[at].answer = Some(Answer::Refused(refused.why.clone()));
        }
    }
}
