//! A pretend phone: opens the room's page, keeps the pass, connects, votes, and says its ballots again after every gap.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use plenary_server::domain::id::RunId;
use plenary_server::domain::kind::{Choice, Kind};
use plenary_server::domain::person::Mode;
use plenary_server::domain::refusal::Refusal;
use plenary_server::wire::{Counted, Receipt, Refused};
use tokio::time::Instant;

use self::memory::{Ballot, Memory, TRY_AGAIN};
use super::logbook::{Logbook, count};
use super::reading::{PageData, PhoneFrame, page_data};
use super::socket::{Gone, Socket};
use super::{Place, http};

mod memory;

/// A ballot without an answer for so long is as good as lost: connect again and say it again.
pub const ANSWER_BY: Duration = Duration::from_secs(10);

/// One pretend phone, connected or not.
#[derive(Debug)]
pub struct Phone {
    socket: Option<Socket>,
    counted_bytes: u64,
    memory: Memory,
}

/// A run that takes ballots, as the phone sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRun {
    /// Which.
    pub run: RunId,
    /// How it is answered, if this crowd knows the kind.
    pub kind: Option<Arc<Kind>>,
}

/// How a ballot was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It stands.
    Counted(Counted),
    /// It does not.
    Refused(Refusal),
}

/// There is no such room, or no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchRoom;

impl fmt::Display for NoSuchRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no such room")
    }
}

impl std::error::Error for NoSuchRoom {}

fn is_here(path: &str, status: u16) -> anyhow::Result<()> {
    match status {
        200 => Ok(()),
        404 => Err(NoSuchRoom.into()),
        other => anyhow::bail!("{path}: status {other}"),
    }
}

impl Phone {
    /// Opens the room's page; the phone has a pass afterwards, and no socket yet.
    pub async fn open_page(
        place: Place,
        number: u32,
        mode: Option<Mode>,
        logbook: Arc<Logbook>,
    ) -> anyhow::Result<Self> {
        let preset = match mode {
            Some(Mode::Room) => "?mode=room",
            Some(Mode::Online) => "?mode=online",
            Some(Mode::Unstated) | None => "",
        };
        let path = format!("/{}{preset}", place.room);
        let page = http::get(&place.door, place.source, &path, "").await?;
        is_here(&path, page.status)?;
        page.cookie("plenary-pass").with_context(|| format!("{path} set no pass"))?;
        Self::with_page(place, number, mode, logbook, page.cookies.join("; "), &page.body)
    }

    /// The same person's page opened through another node's door, with the same pass.
    pub async fn twin(&self, place: Place) -> anyhow::Result<Self> {
        let path = format!("/{}", place.room);
        let page = http::get(&place.door, place.source, &path, &self.memory.cookies).await?;
        is_here(&path, page.status)?;
        let Memory { number, mode, ref logbook, ref cookies, .. } = self.memory;
        Self::with_page(place, number, mode, Arc::clone(logbook), cookies.clone(), &page.body)
    }

    fn with_page(
        place: Place,
        number: u32,
        mode: Option<Mode>,
        logbook: Arc<Logbook>,
        cookies: String,
        page: &[u8],
    ) -> anyhow::Result<Self> {
        let mut memory = Memory::new(place, number, mode, logbook, cookies);
        let data: PageData<'_> = serde_json::from_str(page_data(page)?).context("the page's data block")?;
        memory.take_view(&data.view.context("the phone's page holds no view")?);
        memory.heard_a_view = false;
        Ok(Self { socket: None, counted_bytes: 0, memory })
    }

    /// From now on this phone looks at the number of ballots, as this observer of the logbook.
    pub fn looks_as(&mut self, observer: usize) {
        self.memory.observer = Some(observer);
    }

    /// Opens the socket and says hello with all ballots of open runs.
    pub async fn connect(&mut self) -> anyhow::Result<()> {
        let memory = &mut self.memory;
        let path = format!("/ws/{}", memory.place.room);
        let seed = memory.number.wrapping_mul(31).wrapping_add(memory.hellos);
        let mut socket = Socket::open(&memory.place.door, memory.place.source, &path, &memory.cookies, seed).await?;
        memory.heard_a_view = false;
        let hello = memory.hello();
        socket.say(&hello).await?;
        self.counted_bytes = 0;
        self.socket = Some(socket);
        Ok(())
    }

    /// Connects and waits for the answer to the hello.
    pub async fn join(&mut self) -> anyhow::Result<()> {
        self.connect().await?;
        while !self.memory.heard_a_view {
            self.hear().await?;
        }
        Ok(())
    }

    /// Bytes that came over its socket so far, if there is one.
    pub fn received(&self) -> Option<u64> {
        self.socket.as_ref().map(|socket| socket.received)
    }

    /// Whether there is a socket.
    pub fn is_connected(&self) -> bool {
        self.socket.is_some()
    }

    /// Waits for something to arrive and takes it in. After an error there is no socket any more. Cancel-safe.
    pub async fn hear(&mut self) -> Result<(), Gone> {
        let Self { socket: Some(socket), memory, counted_bytes } = self else {
            return Err(Gone::Broken("not connected".to_owned()));
        };
        let heard = socket.hear(|text| memory.take(text)).await;
        count(&memory.logbook.measures.bytes_to_phones, socket.received - *counted_bytes);
        *counted_bytes = socket.received;
        if let Err(gone) = &heard {
            memory.logbook.measures.lost(gone);
            self.socket = None;
        }
        heard
    }

    /// The person taps: a new wish with the next revision, not yet sent. A tap before it that was not sent is overtaken.
    pub fn tap(&mut self, run: RunId, choice: Option<Choice>, intended: Instant) {
        let r = self.memory.newest(run).map_or(0, |ballot| ballot.r) + 1;
        self.wish(run, r, choice, intended);
    }

    /// A wish with a revision of one's choice, for tests of what old and equal revisions do.
    pub fn wish(&mut self, run: RunId, r: u32, choice: Option<Choice>, intended: Instant) {
        let ballots = &mut self.memory.ballots;
        if let Some(at) = ballots.iter().position(|ballot| ballot.run == run && ballot.sent.is_none()) {
            let unsent = ballots.remove(at);
            count(&self.memory.logbook.measures.overtaken, 1);
            // Its revision was never used, so the newer tap takes it.
            return self.wish(run, unsent.r.min(r), choice, intended);
        }
        self.memory.ballots.retain(|ballot| ballot.run != run || ballot.answer.is_none() || ballot.r > r);
        let ballot = Ballot { run, r, choice, intended, sent: None, answer: None, again_at: None };
        self.memory.ballots.push(ballot);
    }

    /// Sends every wish that was not sent yet, or is to be said again by now.
    pub async fn send(&mut self) -> Result<(), Gone> {
        let now = Instant::now();
        let Self { socket: Some(socket), memory, .. } = self else {
            return Ok(());
        };
        while let Some(at) = memory.next_to_send(now) {
            let said = memory.say_vote(at, now);
            if let Err(gone) = socket.say(&said).await {
                memory.logbook.measures.lost(&gone);
                self.socket = None;
                return Err(gone);
            }
        }
        Ok(())
    }

    /// Taps, sends and waits for the answer. For one phone at a time; the crowd uses [`super::voter`].
    pub async fn vote(&mut self, run: RunId, choice: Option<Choice>) -> anyhow::Result<Answer> {
        self.tap(run, choice, Instant::now());
        self.send().await?;
        loop {
            if let Some(answer) = self.answer(run) {
                return Ok(answer.clone());
            }
            self.hear().await?;
        }
    }

    /// Sends what is not sent yet over HTTP, one request each, and takes in the answers.
    pub async fn post(&mut self) -> anyhow::Result<()> {
        let memory = &mut self.memory;
        let path = format!("/api/rooms/{}/vote", memory.place.room);
        while let Some(at) = memory.next_to_send(Instant::now()) {
            let ballot = &memory.ballots[at];
            let id = format!("{}.{}", ballot.run, ballot.r);
            let body = serde_json::to_string(&ballot.as_vote()).expect("a vote is JSON");
            memory.goes_out(at, Instant::now());
            // Whatever goes wrong now, it may have been taken: it is due again until there is an answer.
            memory.ballots[at].again_at = Some(Instant::now() + TRY_AGAIN);
            let answer = http::post(&memory.place.door, memory.place.source, &path, &memory.cookies, &body).await?;
            match answer.json()? {
                PhoneFrame::Receipt(receipt) => memory.take_receipt(&Receipt { id, ..receipt }),
                PhoneFrame::Refused(refused) => memory.take_refusal(&Refused { id, ..refused }),
                PhoneFrame::View(_) => anyhow::bail!("a view instead of an answer"),
            }
        }
        Ok(())
    }

    /// The answer to the newest wish in this run, once it came.
    pub fn answer(&self, run: RunId) -> Option<&Answer> {
        self.memory.newest(run)?.answer.as_ref()
    }

    /// The answer to the wish of this revision, as long as no newer one was counted.
    pub fn answer_to(&self, run: RunId, r: u32) -> Option<&Answer> {
        let is_it = |ballot: &&Ballot| ballot.run == run && ballot.r == r;
        self.memory.ballots.iter().find(is_it)?.answer.as_ref()
    }

    /// The runs that take ballots, as last seen.
    pub fn open_runs(&self) -> &[OpenRun] {
        &self.memory.runs
    }

    /// Whether this phone has tapped in this run.
    pub fn has_tapped(&self, run: RunId) -> bool {
        self.memory.newest(run).is_some()
    }

    /// When something is to be done without being told: a ballot said again, or an answer given up on.
    pub fn due(&self) -> Option<Instant> {
        let due = |ballot: &Ballot| match (ballot.again_at, ballot.sent, &ballot.answer) {
            (Some(again), _, _) => Some(again),
            (None, Some(sent), None) => Some(sent + ANSWER_BY),
            (None, None, _) => Some(ballot.intended),
            _ => None,
        };
        self.memory.ballots.iter().filter_map(due).min()
    }

    /// Whether an answer has been missing for too long.
    pub fn is_overdue(&self) -> bool {
        let overdue =
            |ballot: &Ballot| ballot.answer.is_none() && ballot.sent.is_some_and(|sent| sent.elapsed() >= ANSWER_BY);
        self.memory.ballots.iter().any(overdue)
    }

    /// The network is gone: drops the socket without a goodbye.
    pub fn cut(&mut self) {
        self.socket = None;
    }

    /// Says goodbye.
    pub async fn leave(mut self) {
        if let Some(socket) = self.socket.take() {
            socket.close().await;
        }
    }

    /// Its number in the room: who it is in the ledger.
    pub fn number(&self) -> u32 {
        self.memory.number
    }

    /// The room's book.
    pub fn logbook(&self) -> &Arc<Logbook> {
        &self.memory.logbook
    }
}
