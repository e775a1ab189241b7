//! Where everything that must outlive a process is kept: one contract, two backends.
//!
//! Each verb is one atomic step. There is no get-then-put above this line: whoever wants to change something names the
//! revisions it looked at, and loses cleanly. Every verb may be repeated after an unknown outcome; what a repetition
//! returns is said at the verb. The contract tests run each sentence below on both backends.
//!
//! **Documents** are small JSON texts by key, each with its own revision (1 when created, +1 at each write). The store
//! does not read them. **Gates** ([`Gate`]) are the one kind of document the store understands, because it judges them on
//! its own clock inside the step that takes ballots. **Ballots** and **tallies** move together or not at all. The
//! **minutes** are append-only; a line is written in the same step as the act it tells of.
//!
//! **Version**: every step that changes a room raises its version by one. Each document, gate and tally carries the version
//! at which it last changed. **Epoch**: 128 random bits, minted when the room is founded. Every writing verb names the
//! epoch it knows; another one, or none, means that the store *went back* (emptied, restored, a stale replica promoted):
//! nothing is written and [`StoreError::WentBack`] comes back. So it does, reading or writing, when a room's version is
//! lower than this node has seen it under the same epoch, or when a room it has seen is gone (Redis; the embedded store is
//! its node's own). A room that was dropped on purpose is [`StoreError::NoRoom`] to everybody.
//!
//! **After [`StoreError::Away`]** it is not known whether the step happened; all or none of it did. Repeat it.

use std::fmt;
use std::time::Duration;

use tokio::sync::watch;

use crate::domain::ballot::Contributions;
use crate::domain::gate::Gate;
use crate::domain::id::{RoomCode, RunId, VoterKey};
use crate::domain::moment::Moment;
use crate::domain::person::Segment;
use crate::domain::tally::{Swing, Tally};

mod amendment;
mod attendance;
mod back;
mod epoch;
mod health;
mod mint;
mod record;
pub mod redis;
mod sealing;
pub mod sqlite;
mod watchers;

pub use amendment::{Amended, Amendment, Carry, DocumentWrite, GateWrite, Write};
pub use attendance::{Attendance, Presence};
pub use back::{GoneBack, Refounding};
pub use epoch::Epoch;
pub use health::{Health, Lost};
pub use sealing::{Scrubbed, Sealing};

/// Counts the steps that changed a room, from 1. Below 2^53, so it crosses the wire as a number.
pub type Version = u64;

/// The secret under which a run's voter keys are made; all questions of a room share one ([`RunId::key_run`]). Destroying it makes its ballots unlinkable for good.
#[derive(Clone, PartialEq, Eq)]
pub struct RunKey(pub [u8; 32]);

impl fmt::Debug for RunKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RunKey(…)")
    }
}

/// One document as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// "stage", "poll/q1", "run/3".
    pub key: String,
    /// For compare-and-set.
    pub rev: u32,
    /// The room's version when it last changed.
    pub version: Version,
    /// JSON; `None` if it was deleted (its revision goes on, so nobody re-creates it unseen).
    pub value: Option<String>,
}

/// What changed in a room after a version: everything a node needs to bring its folded copy up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The room's epoch.
    pub epoch: Epoch,
    /// The room's version; everything below is as of it, read in one step.
    pub version: Version,
    /// The store's clock at the reading.
    pub now: Moment,
    /// Documents changed after `since`, in the order of their keys.
    pub documents: Vec<Document>,
    /// Gates changed after `since`, with the version at which each did.
    pub gates: Vec<(RunId, Version, Gate)>,
    /// Whole tallies of runs whose counts changed after `since`, with the version at which each did.
    pub tallies: Vec<(RunId, Version, Tally)>,
    /// How the counts of other runs moved since, where the store knows that without reading them, with the version of the last
    /// move: for whoever has the counts as they were at `since`.
    pub swings: Vec<(RunId, Version, Swing)>,
}

/// One voter's wish in one run, ready to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cast {
    /// Which run.
    pub run: RunId,
    /// Who, under the run's key.
    pub voter: VoterKey,
    /// The phone's revision, from 1. Higher replaces.
    pub r: u32,
    /// Where the ballot is counted.
    pub segment: Segment,
    /// What it adds; `None` withdraws (the revision stays, so an older wish still loses).
    pub ballot: Option<Contributions>,
}

/// What became of one [`Cast`]. Only the first four are acknowledged to a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Stored and counted where no ballot of this voter stood.
    Counted,
    /// Stored; it replaced a standing ballot, even if by the same choice.
    Changed,
    /// Stored; no ballot of this voter stands now.
    Withdrawn,
    /// The same revision with the same ballot stood already. It stays in the segment it is in.
    Same,
    /// A higher revision stands (as a ballot or a withdrawal), or this one with another ballot.
    Superseded {
        /// The revision that stands.
        r: u32,
    },
    /// The gate takes no ballots, not even the same again.
    Shut {
        /// The revision of the ballot that stands and counts; `None` if there is none, or it was withdrawn.
        r: Option<u32>,
    },
    /// There is no such run.
    NoRun,
}

/// A ballot as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBallot {
    /// Its revision.
    pub r: u32,
    /// Where it is counted.
    pub segment: Segment,
    /// What it adds; `None` if withdrawn.
    pub ballot: Option<Contributions>,
}

/// One line of the minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinutesLine {
    /// From 1, without gaps.
    pub number: u64,
    /// When, on the store's clock.
    pub at: Moment,
    /// What, as JSON.
    pub line: String,
}

/// Ballots (or moves) in one step: more would keep others waiting, fewer cost more each.
pub const BATCH: usize = 256;

/// A node is forgotten when it was not heard from for so long. The others look once a second and then draw, and ten seconds after a
/// node's death nobody is to be counted who was on it alone.
pub const NODE_EXPIRES: Duration = Duration::from_secs(8);

/// What an acknowledged ballot survives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Durability {
    /// kill -9 and power loss.
    Full,
    /// kill -9 of a node, but seconds of ballots may go with the machine.
    Relaxed {
        /// Which setting makes it so.
        why: String,
    },
}

/// Why the store could not do it. A person is told "try again"; the log is told once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No such room.
    #[error("there is no such room in the store")]
    NoRoom,
    /// The epoch is not the one the caller knows (`None`: there is none), or the version is lower than it was.
    #[error("the store went back")]
    WentBack,
    /// Away, full, read-only, out of memory, or too slow.
    #[error("the store did not answer as it should: {0}")]
    Away(String),
    /// What was read is not what was written.
    #[error("the store holds something it should not: {0}")]
    Corrupt(String),
}

/// A store: the embedded one, or Redis.
#[derive(Debug, Clone)]
pub enum Store {
    /// Embedded, one node.
    Sqlite(sqlite::Sqlite),
    /// Any number of nodes on one Redis.
    Redis(redis::Redis),
}

macro_rules! forward {
    ($self:ident, $store:ident => $call:expr) => {
        match $self {
            Self::Sqlite($store) => $call,
            Self::Redis($store) => $call,
        }
    };
}

impl Store {
    /// Creates the room with these documents (key, JSON), version 1 and a new epoch, unless it exists.
    /// Returns whether it was created; repeated, `false`.
    pub async fn found(&self, room: RoomCode, documents: Vec<(String, String)>) -> Result<bool, StoreError> {
        forward!(self, store => store.found(room, documents).await)
    }

    /// The codes of all rooms, in no order.
    pub async fn rooms(&self) -> Result<Vec<RoomCode>, StoreError> {
        forward!(self, store => store.rooms().await)
    }

    /// Everything that changed in the room after version `since` (0: everything, no swings), read in one step. Deleted documents
    /// are among them. A `since` above the room's version: `WentBack`.
    pub async fn read(&self, room: RoomCode, since: Version) -> Result<Changes, StoreError> {
        forward!(self, store => store.read(room, since).await)
    }

    /// Carries out a moderator's act. Revisions are compared first (documents in the order given, then gates, then whether the
    /// runs of carries were opened), then states, then all is written in one step with its minutes. Repeated after it was
    /// done: `Changed`. An amendment that writes nothing (it rests on documents, or carries what was carried) leaves the
    /// version alone. A carry of anything but upvotes is a panic.
    pub async fn amend(&self, room: RoomCode, epoch: &Epoch, amendment: Amendment) -> Result<Amended, StoreError> {
        assert!(amendment.carries.iter().all(Carry::is_between_questions), "only upvotes are carried");
        forward!(self, store => store.amend(room, epoch, amendment).await)
    }

    /// Takes a batch of ballots in one step, in order; one outcome each, in that order, and the room's version after it.
    /// The gate is judged on the store's clock inside the step. A batch in which nothing changed leaves the version alone.
    /// A voter's several ballots in one batch are judged one after the other. A run's tally changes its version only when a
    /// count did. Repeated: `Same` for each that was stored, unless another wish or the shut came between.
    /// More than [`BATCH`] at once is a panic.
    pub async fn cast(
        &self,
        room: RoomCode,
        epoch: &Epoch,
        casts: Vec<Cast>,
    ) -> Result<(Vec<Outcome>, Version), StoreError> {
        assert!(casts.len() <= BATCH, "a batch has at most {BATCH} ballots");
        forward!(self, store => store.cast(room, epoch, casts).await)
    }

    /// Moves the standing ballots of these voters to another segment, revision and contributions unchanged, in runs whose
    /// gate takes ballots; others are left alone. Returns the room's version. Repeated: changes nothing.
    /// More than [`BATCH`] at once is a panic.
    pub async fn resegment(
        &self,
        room: RoomCode,
        epoch: &Epoch,
        moves: Vec<(RunId, VoterKey, Segment)>,
    ) -> Result<Version, StoreError> {
        assert!(moves.len() <= BATCH, "a batch has at most {BATCH} moves");
        forward!(self, store => store.resegment(room, epoch, moves).await)
    }

    /// Writes the shut of every gate that is due on the store's clock, with a line in the minutes each (made by `line`
    /// from the run and the gate as shut). Returns the gates it shut; those already shut are not among them.
    pub async fn shut_due(
        &self,
        room: RoomCode,
        epoch: &Epoch,
        line: fn(RunId, &Gate) -> String,
    ) -> Result<Vec<(RunId, Gate)>, StoreError> {
        forward!(self, store => store.shut_due(room, epoch, line).await)
    }

    /// The standing (or withdrawn) ballots of these voters, one answer each, in order.
    pub async fn ballots(
        &self,
        room: RoomCode,
        voters: Vec<(RunId, VoterKey)>,
    ) -> Result<Vec<Option<StoredBallot>>, StoreError> {
        forward!(self, store => store.ballots(room, voters).await)
    }

    /// The key under which the voter keys of a run are made, that of [`RunId::key_run`]; `None` if there is no such run. Of a
    /// question, or the list: the one they share, from the first opening of any of them.
    pub async fn run_key(&self, room: RoomCode, run: RunId) -> Result<Option<RunKey>, StoreError> {
        forward!(self, store => store.run_key(room, run).await)
    }

    /// The tally of a run counted afresh from its ballots. Always equal to the tally that [`Self::read`] gives, until the run is
    /// sealed: then there are none to count.
    pub async fn recount(&self, room: RoomCode, run: RunId) -> Result<Tally, StoreError> {
        forward!(self, store => store.recount(room, run).await)
    }

    /// Destroys the key and the ballots of a run whose gate was shut or voided, and writes the document that tells of it. The
    /// counts become those of one segment, everybody together. Judged in this order: the document's revision (`Changed`),
    /// whether there is such a run (`Changed`), whether it is over (`WrongState`). Repeated: `Changed`. Copies may still lie in the
    /// store's files until they are written anew ([`Self::scrub`]). A run of questions is a panic.
    pub async fn seal(&self, room: RoomCode, epoch: &Epoch, sealing: &Sealing) -> Result<Amended, StoreError> {
        assert!(!sealing.run.is_of_questions(), "questions share a key");
        forward!(self, store => store.seal(room, epoch, sealing).await)
    }

    /// Has the store's files written anew, all rooms together, so that they hold nothing of what was destroyed before. Copies
    /// that others made of them, and what a disk keeps of freed blocks, are out of its reach. It may take seconds, in which the
    /// embedded store takes nothing. May be repeated at any time.
    pub async fn scrub(&self) -> Result<Scrubbed, StoreError> {
        forward!(self, store => store.scrub().await)
    }

    /// The minutes after line `after` (0: all), in order.
    pub async fn minutes(&self, room: RoomCode, after: u64) -> Result<Vec<MinutesLine>, StoreError> {
        forward!(self, store => store.minutes(room, after).await)
    }

    /// Tells who is here on this node and returns who is in the room on all nodes. Each node calls it at least every two
    /// seconds while anybody is in the room. Raises no version. The sets of a run only grow, and
    /// outlive the process; who is here does not. A node that is not known is not heard until it tells afresh, but what it
    /// tells of runs is taken. Its note goes to every node that attends, until another replaces it or the node is forgotten.
    pub async fn attend(&self, room: RoomCode, node: &str, tell: Attendance) -> Result<Presence, StoreError> {
        forward!(self, store => store.attend(room, node, tell).await)
    }

    /// After the store went back: gives the room the epoch next to `after` (the one the caller knew) if its epoch still is
    /// `expect` (`None`: there is no room),
    /// and writes these documents, gates and run keys where there are none, and the minutes' lines. Returns whether this call won;
    /// a node that lost reads again. Ballots that are there stay; a key is never minted for a run that has ballots, nor for
    /// questions if any of them has. A key given for a question is that of all. Revisions
    /// are kept, and the version goes on from the highest in `documents` or seen here. A gate that can take ballots and has
    /// no key, given or stored, gets a new one if there are no ballots under it. A room that was dropped is not refounded.
    /// An upvote that was carried and is restated afterwards is the person's own: no *back* takes it out.
    pub async fn refound(
        &self,
        room: RoomCode,
        expect: Option<&Epoch>,
        after: &Epoch,
        with: Refounding,
    ) -> Result<bool, StoreError> {
        forward!(self, store => store.refound(room, expect, after.next(), with).await)
    }

    /// The rooms of which this node remembers epoch and version, from its folder too. None with the embedded store, which is its
    /// node's own.
    pub fn remembered(&self) -> Vec<RoomCode> {
        match self {
            Self::Sqlite(_) => Vec::new(),
            Self::Redis(store) => store.remembered(),
        }
    }

    /// What is left of a room that went back from what this node remembers of it; `None` if it did not, if it was dropped on
    /// purpose (then it is forgotten here too), or if another node has written it again already. For rooms that nobody here
    /// watches. Else what is remembered stays, so that it can be asked again until the room is refounded.
    pub async fn gone_back(&self, room: RoomCode) -> Result<Option<GoneBack>, StoreError> {
        match self {
            Self::Sqlite(_) => Ok(None),
            Self::Redis(store) => store.gone_back(room).await,
        }
    }

    /// Forgets what this node remembers of the room's epoch and version, so that it takes the room as it now is. For rooms
    /// that nobody here watches and nobody misses.
    pub fn forget(&self, room: RoomCode) {
        if let Self::Redis(store) = self {
            store.forget(room);
        }
    }

    /// Forgets the room and all that is in it, for good. Repeated: nothing. The code can be founded anew.
    pub async fn drop_room(&self, room: RoomCode) -> Result<(), StoreError> {
        forward!(self, store => store.drop_room(room).await)
    }

    /// Tells of each change of the room, on any node: the newest version known. It may tell late, twice or not at all while a
    /// link is down; after every reconnection it tells once. Whoever watches reads at least every few seconds anyway.
    pub async fn watch(&self, room: RoomCode) -> Result<watch::Receiver<Version>, StoreError> {
        forward!(self, store => store.watch(room).await)
    }

    /// The store's clock; never goes backwards.
    pub async fn now(&self) -> Result<Moment, StoreError> {
        forward!(self, store => store.now().await)
    }

    /// The store's clock without asking: so late it is there at least. Never goes backwards.
    pub fn at_least(&self) -> Moment {
        forward!(self, store => store.at_least())
    }

    /// Whether the store can take a ballot right now, tried with a real write, and how durable it would be. `Away` if none of it
    /// can; where some of it can, which part cannot.
    pub async fn health(&self) -> Result<Health, StoreError> {
        match self {
            Self::Sqlite(store) => store.health().await.map(|durability| Health { durability, away: Vec::new() }),
            Self::Redis(store) => store.health().await,
        }
    }

    /// In which part of the store the room is; `None` where the store is in one piece.
    pub fn place_of(&self, room: RoomCode) -> Option<u16> {
        match self {
            Self::Sqlite(_) => None,
            Self::Redis(store) => store.place_of(room),
        }
    }

    /// Writes down what is queued and closes. Nothing is taken afterwards.
    pub async fn close(&self) -> Result<(), StoreError> {
        forward!(self, store => store.close().await)
    }
}
