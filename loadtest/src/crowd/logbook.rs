//! What a crowd did and was told: the one place where its phones, moderators and screens write down what they saw.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use plenary_server::domain::id::RunId;
use plenary_server::domain::kind::{Choice, Kind};
use plenary_server::domain::refusal::Refusal;
use tokio::time::Instant;

use super::reading::ResultSeen;
use super::socket::Gone;
use crate::latency::{Latency, Sightings};
use crate::sum::{Expected, Ledgers};

/// Findings beyond this many are only counted: the first ones tell the story.
const FINDINGS_KEPT: usize = 50;

/// Counters and latencies, shared by all rooms of one test.
#[derive(Debug, Default)]
pub struct Measures {
    /// Page asked for (as intended) until the answer to `hello`.
    pub joins: Latency,
    /// Intended sending of a ballot until its receipt.
    pub receipts: Latency,
    /// Intended sending until a screen or moderator surely sees it (see [`Sightings`]).
    pub seen_by_screens: Latency,
    /// The same for the few phones that look.
    pub seen_by_phones: Latency,
    /// Phones that have joined.
    pub joined: AtomicU64,
    /// Ballots acknowledged, each revision once.
    pub acknowledged: AtomicU64,
    /// Taps that a newer tap overtook before they were sent.
    pub overtaken: AtomicU64,
    /// Sockets that were lost and opened again.
    pub reconnects: AtomicU64,
    /// Bytes that came to phones over sockets.
    pub bytes_to_phones: AtomicU64,
    /// Views that came to phones over sockets.
    pub views_to_phones: AtomicU64,
    /// Phones that showed the tally which [`Logbook::awaits`] named.
    pub saw_what_is_awaited: AtomicU64,
    refusals: Mutex<BTreeMap<&'static str, u64>>,
    faults: Mutex<BTreeMap<String, u64>>,
    findings: Mutex<Vec<String>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A phone that panicked in the middle of a count leaves a count: the sum is checked from receipts, not from this.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Adds to a counter.
pub fn count(counter: &AtomicU64, by: u64) {
    counter.fetch_add(by, Ordering::Relaxed);
}

impl Measures {
    /// Refusals so far, by code.
    pub fn refusals(&self) -> BTreeMap<&'static str, u64> {
        lock(&self.refusals).clone()
    }

    /// Joins, requests and sockets that failed and were tried again, by what was said.
    pub fn faults(&self) -> BTreeMap<String, u64> {
        lock(&self.faults).clone()
    }

    /// What must not be: broken protocol, contradictions.
    pub fn findings(&self) -> Vec<String> {
        lock(&self.findings).clone()
    }

    /// Something failed that is tried again.
    pub fn failed(&self, what: &str) {
        *lock(&self.faults).entry(what.to_owned()).or_default() += 1;
    }

    /// Something that must not be.
    pub fn found(&self, what: String) {
        let mut findings = lock(&self.findings);
        if findings.len() < FINDINGS_KEPT {
            findings.push(what);
        }
    }

    /// A socket is gone and will be opened again.
    pub fn lost(&self, gone: &Gone) {
        count(&self.reconnects, 1);
        match gone {
            Gone::Nonsense(why) => self.found(format!("the server broke the protocol: {why}")),
            Gone::Closed(_) | Gone::Broken(_) => self.failed(&gone.to_string()),
        }
    }
}

/// Who looks at the number of ballots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// A screen or moderator.
    Screen,
    /// One of the few phones that look.
    Phone,
}

/// One room's book.
#[derive(Debug)]
pub struct Logbook {
    /// Shared with the other rooms.
    pub measures: Arc<Measures>,
    ledgers: Mutex<Ledgers>,
    sightings: Mutex<HashMap<RunId, Sightings>>,
    observers: Mutex<Vec<Looks>>,
    /// A run, and its ballots when all have voted.
    awaited: OnceLock<(RunId, u32)>,
}

/// A ballot as its voter sends it.
#[derive(Debug, Clone, Copy)]
pub struct Sending<'a> {
    /// Which run.
    pub run: RunId,
    /// The voter's number in the room.
    pub voter: u32,
    /// The revision.
    pub r: u32,
    /// The choice.
    pub choice: Option<&'a Choice>,
    /// When it was meant to be sent.
    pub intended: Instant,
}

impl Logbook {
    /// An empty book.
    pub fn new(measures: Arc<Measures>) -> Arc<Self> {
        Arc::new(Self {
            measures,
            ledgers: Mutex::default(),
            sightings: Mutex::default(),
            observers: Mutex::default(),
            awaited: OnceLock::new(),
        })
    }

    /// A new observer's name; it sees runs that begin from now on.
    pub fn observer(&self, looks: Looks) -> usize {
        let mut observers = lock(&self.observers);
        observers.push(looks);
        observers.len() - 1
    }

    /// A run begins whose ballots are to be looked for.
    pub fn begins(&self, run: RunId) {
        let observers = lock(&self.observers).len();
        lock(&self.sightings).insert(run, Sightings::of(observers));
    }

    /// A ballot goes out; `again` if the very same went out before.
    pub fn sends(&self, sending: &Sending<'_>, again: bool) {
        lock(&self.ledgers).entry(sending.run).or_default().sent(sending.voter, sending.r, sending.choice);
        if sending.r == 1
            && !again
            && let Some(sightings) = lock(&self.sightings).get_mut(&sending.run)
        {
            sightings.sent();
        }
    }

    /// A receipt came.
    pub fn acknowledged(&self, sending: &Sending<'_>) {
        let now = Instant::now();
        let Sending { run, voter, r, choice, intended } = *sending;
        if !lock(&self.ledgers).entry(run).or_default().acknowledged(run, voter, r, choice) {
            return;
        }
        count(&self.measures.acknowledged, 1);
        self.measures.receipts.record(now.saturating_duration_since(intended));
        if r == 1
            && let Some(sightings) = lock(&self.sightings).get_mut(&run)
        {
            let observers = lock(&self.observers);
            sightings.counted(intended, now, |name, took| {
                self.seen_latency(observers[name]).record(took);
            });
        }
    }

    /// A refusal came.
    pub fn refused(&self, sending: &Sending<'_>, why: &Refusal) {
        *lock(&self.measures.refusals).entry(why.code()).or_default() += 1;
        let Sending { run, voter, r, choice, .. } = *sending;
        lock(&self.ledgers).entry(run).or_default().refused(run, voter, r, choice, why);
    }

    /// An observer is shown `n` ballots of a run.
    pub fn shown(&self, observer: usize, run: RunId, n: u32) {
        let mut sightings = lock(&self.sightings);
        let Some(sightings) = sightings.get_mut(&run) else {
            return;
        };
        let looks = lock(&self.observers)[observer];
        sightings.shown(observer, n, Instant::now(), |took| {
            self.seen_latency(looks).record(took);
        });
    }

    fn seen_latency(&self, looks: Looks) -> &Latency {
        match looks {
            Looks::Screen => &self.measures.seen_by_screens,
            Looks::Phone => &self.measures.seen_by_phones,
        }
    }

    /// From now on every phone looks out for the view that shows so many ballots of this run. Once for a book.
    pub fn awaits(&self, run: RunId, n: u32) {
        self.awaited.get_or_init(|| (run, n));
    }

    /// What every phone looks out for.
    pub(super) fn awaited(&self) -> Option<(RunId, u32)> {
        self.awaited.get().copied()
    }

    /// Voters of a run whose ballot is not definite yet.
    pub fn open(&self, run: RunId) -> u32 {
        lock(&self.ledgers).get(&run).map_or(0, crate::sum::Ledger::open)
    }

    /// Ballots of a run that some observer did not surely see.
    pub fn unseen(&self, run: RunId) -> usize {
        lock(&self.sightings).get(&run).map_or(0, Sightings::unseen)
    }

    /// What stands in a run by what its voters were told, and what contradicts itself.
    pub fn standing(&self, run: RunId, kind: &Kind) -> (Expected, Vec<String>) {
        lock(&self.ledgers).entry(run).or_default().expected(run, kind)
    }

    /// Compares the result of a run with what its voters were told: the expected tally and each difference.
    pub fn check(&self, run: RunId, kind: &Kind, result: &ResultSeen) -> (Expected, Vec<String>) {
        let mut ledgers = lock(&self.ledgers);
        let (expected, mut wrong) = ledgers.entry(run).or_default().expected(run, kind);
        wrong.extend(expected.differences(result).into_iter().map(|line| format!("run {run}: {line}")));
        (expected, wrong)
    }
}
