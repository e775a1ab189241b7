//! The one thread that writes: it takes whatever waits into one transaction, commits once, then answers everybody.
//!
//! A lone act does not wait for company; while one commit runs, the next group collects. Of many rooms' ballots, those of
//! three milliseconds share one ([`BALLOTS_EVERY`]). Each act is a savepoint of its own, so one that fails harms no other. When the disk fails, the whole group is told so, nothing of it is acknowledged,
//! and the next group begins with fresh connections: the store is back as soon as the disk is.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::super::watchers::Watchers;
use super::super::{Epoch, Scrubbed, StoreError, Version};
use super::clock::{Clock, passed};
use super::files::{Files, Lock};
use super::recent::Recent;
use super::seal;
use crate::domain::id::{RoomCode, RunId};
use crate::domain::moment::Moment;
use crate::domain::tally::Swing;

/// Acts that may wait for the writer; whoever comes next waits to hand theirs over.
pub(super) const QUEUE: usize = 4_096;
/// Ballots (and other acts) in one transaction: some 20 ms of work, so that the first of a group is not kept waiting.
const GROUP: usize = 4_096;

/// So long after ballots of one room, those of other rooms are kept for company: a commit costs a sync, and the waking of whoever
/// waits. A room by itself never waits here: its own batches are further apart.
const BALLOTS_EVERY: Duration = Duration::from_millis(3);

/// What one act sees and leaves behind.
pub(super) struct Step<'a> {
    /// The rooms, inside the group's transaction.
    pub(super) db: &'a Connection,
    /// The run keys, each write of which is durable at once.
    pub(super) keys: &'a Connection,
    /// The moment at which this act happens.
    pub(super) now: Moment,
    after: &'a mut AfterCommit,
}

/// A room that a step changed.
struct Changed {
    room: RoomCode,
    version: Version,
    /// How the counts moved, if nothing else changed.
    ballots: Option<(Epoch, Vec<(RunId, Swing)>)>,
}

#[derive(Default)]
struct AfterCommit {
    changed: Vec<Changed>,
    dropped: Vec<i64>,
    sealed: Vec<(i64, RunId)>,
}

impl Step<'_> {
    /// Has the room's watchers told once the step is durable.
    pub(super) fn tell(&mut self, room: RoomCode, version: Version) {
        self.after.changed.push(Changed { room, version, ballots: None });
    }

    /// The same, where the step did nothing but move these counts.
    pub(super) fn tell_of_ballots(
        &mut self,
        room: RoomCode,
        version: Version,
        epoch: Epoch,
        moved: Vec<(RunId, Swing)>,
    ) {
        self.after.changed.push(Changed { room, version, ballots: Some((epoch, moved)) });
    }

    /// Has the keys of a dropped room destroyed once its rows are gone for good.
    pub(super) fn destroy_keys(&mut self, room: i64) {
        self.after.dropped.push(room);
    }

    /// Has the key of a run destroyed once its ballots are gone for good.
    pub(super) fn destroy_key(&mut self, room: i64, run: RunId) {
        self.after.sealed.push((room, run));
    }
}

/// An act on its way: done inside the transaction, answered after the commit.
pub(super) trait Job: Send {
    /// How much of a group it fills.
    fn weight(&self) -> usize;
    /// The room, if it takes ballots there and does nothing else.
    fn ballots_of(&self) -> Option<RoomCode>;
    /// Does it. An error other than `Away` undoes this act alone.
    fn work(&mut self, step: &mut Step<'_>) -> Result<(), StoreError>;
    /// Answers whoever waits: what was done if the group was committed, else why it was not.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

/// A closure as a [`Job`].
pub(super) struct Act<T, F> {
    pub(super) weight: usize,
    pub(super) ballots_of: Option<RoomCode>,
    pub(super) work: Option<F>,
    pub(super) done: Option<Result<T, StoreError>>,
    pub(super) reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Job for Act<T, F>
where
    T: Send,
    F: FnOnce(&mut Step<'_>) -> Result<T, StoreError> + Send,
{
    fn weight(&self) -> usize {
        self.weight
    }

    fn ballots_of(&self) -> Option<RoomCode> {
        self.ballots_of
    }

    fn work(&mut self, step: &mut Step<'_>) -> Result<(), StoreError> {
        let work = self.work.take().expect("a job is worked once");
        let done = work(step);
        let told = done.as_ref().map(drop).map_err(Clone::clone);
        self.done = Some(done);
        told
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let Self { done, reply, .. } = *self;
        let answer = committed.and_then(|()| done.expect("a group is committed when each job was worked"));
        // Whoever asked may have gone; what was written stays written.
        drop(reply.send(answer));
    }
}

/// What is sent to the writer.
pub(super) enum Order {
    /// Do this.
    Work(Box<dyn Job>),
    /// Do what was sent before, then write the files anew.
    Scrub(oneshot::Sender<Result<Scrubbed, StoreError>>),
    /// Do what was sent before, close the files and let go of the lock.
    Close(oneshot::Sender<()>),
}

/// The writer's state.
pub(super) struct Writer {
    files: Arc<Files>,
    clock: Arc<Clock>,
    watchers: Arc<Watchers>,
    recent: Arc<Recent>,
    /// Gone after a failure, until the next group opens it again.
    open: Option<Connections>,
    /// The room whose ballots were last taken, and how much had passed then.
    last: Option<(RoomCode, Duration)>,
    /// Let go when the writer is done.
    _lock: Lock,
}

struct Connections {
    rooms: Connection,
    keys: Connection,
}

impl Connections {
    fn open(files: &Files) -> Result<Self, StoreError> {
        Ok(Self { rooms: files.rooms()?, keys: files.keys()? })
    }

    /// What the rows of dropped rooms leave behind: their keys, and old pages in the write-ahead log. The rooms are gone
    /// whatever becomes of this; what is left over goes at the next start.
    fn destroy(&self, rooms: &[i64]) {
        let delete = |room: &i64| self.keys.execute("DELETE FROM run_keys WHERE room = ?1", [room]);
        let deleted = rooms.iter().try_for_each(|room| delete(room).map(drop));
        let emptied = self.rooms.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        if let Err(error) = deleted.and(emptied) {
            tracing::warn!(%error, "what dropped rooms leave behind is still to be destroyed");
        }
    }

    /// The keys of sealed runs. They are told to be gone only by a store that finds none, and the next look finds them else.
    fn destroy_keys(&self, sealed: &[(i64, RunId)]) {
        for (room, run) in sealed {
            let deleted = self.keys.execute("DELETE FROM run_keys WHERE room = ?1 AND run = ?2", (room, run.0));
            if let Err(error) = deleted {
                tracing::warn!(%error, "the key of a sealed run is still to be destroyed");
            }
        }
    }
}

impl Writer {
    /// A writer of these files, not yet running.
    pub(super) fn new(
        files: Arc<Files>,
        lock: Lock,
        clock: Arc<Clock>,
        watchers: Arc<Watchers>,
        recent: Arc<Recent>,
    ) -> Result<Self, StoreError> {
        let open = Connections::open(&files)?;
        sweep_keys(&open)?;
        Ok(Self { files, clock, watchers, recent, open: Some(open), last: None, _lock: lock })
    }

    /// Works until it is told to close, or nobody can send any more.
    pub(super) fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        while let Some(first) = orders.blocking_recv() {
            self.wait_for_company(&first);
            let mut group = Vec::new();
            let mut weight = 0;
            let mut next = Some(first);
            let mut scrubs = Vec::new();
            let closed = loop {
                match next {
                    Some(Order::Work(job)) => {
                        weight += job.weight();
                        group.push(job);
                    }
                    Some(Order::Scrub(reply)) => {
                        scrubs.push(reply);
                        break None;
                    }
                    Some(Order::Close(reply)) => break Some(reply),
                    None => break None,
                }
                next = if weight < GROUP { orders.try_recv().ok() } else { None };
            };
            self.commit(group);
            for reply in scrubs {
                // Whoever asked may have gone; the files are as they are.
                drop(reply.send(self.scrub()));
            }
            if let Some(reply) = closed {
                drop(self);
                // The one who closes may have given up waiting; it is closed all the same.
                let _ = reply.send(());
                return;
            }
        }
    }

    /// What comes meanwhile goes with it.
    fn wait_for_company(&mut self, first: &Order) {
        let Order::Work(job) = first else { return };
        let Some(room) = job.ballots_of() else { return };
        if let Some((last, at)) = self.last
            && last != room
        {
            thread::sleep(BALLOTS_EVERY.saturating_sub(passed().saturating_sub(at)));
        }
        self.last = Some((room, passed()));
    }

    fn scrub(&mut self) -> Result<Scrubbed, StoreError> {
        let open = match self.open.take() {
            Some(open) => open,
            None => Connections::open(&self.files)?,
        };
        let open = self.open.insert(open);
        seal::scrub(&open.rooms, &open.keys)
    }

    fn commit(&mut self, mut group: Vec<Box<dyn Job>>) {
        if group.is_empty() {
            return;
        }
        match self.attempt(&mut group) {
            Ok(mut changed) => {
                for Changed { room, version, ballots } in &mut changed {
                    match ballots.take().filter(|_| self.watchers.is_watched(*room)) {
                        Some((epoch, moved)) => self.recent.keep(*room, epoch, (*version, moved)),
                        None => self.recent.forget(*room),
                    }
                }
                for job in group {
                    job.answer(Ok(()));
                }
                for Changed { room, version, .. } in changed {
                    self.watchers.tell(room, version);
                }
            }
            Err(error) => {
                tracing::error!(%error, acts = group.len(), "nothing of a group of acts was written");
                // Dropping a connection rolls its transaction back.
                self.open = None;
                for job in group {
                    job.answer(Err(error.clone()));
                }
            }
        }
    }

    /// Does the whole group in one transaction. An error means that nothing of it was written.
    fn attempt(&mut self, group: &mut [Box<dyn Job>]) -> Result<Vec<Changed>, StoreError> {
        let open = match self.open.take() {
            Some(open) => open,
            None => Connections::open(&self.files)?,
        };
        let open = self.open.insert(open);
        let mut after = AfterCommit::default();
        open.rooms.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for job in group {
            let now = self.clock.now();
            open.rooms.prepare_cached("SAVEPOINT act")?.execute([])?;
            let mut left = AfterCommit::default();
            let mut step = Step { db: &open.rooms, keys: &open.keys, now, after: &mut left };
            match job.work(&mut step) {
                Ok(()) => {
                    after.changed.append(&mut left.changed);
                    after.dropped.append(&mut left.dropped);
                    after.sealed.append(&mut left.sealed);
                }
                Err(error @ StoreError::Away(_)) => return Err(error),
                Err(_) => {
                    open.rooms.prepare_cached("ROLLBACK TO act")?.execute([])?;
                }
            }
            open.rooms.prepare_cached("RELEASE act")?.execute([])?;
        }
        open.rooms.prepare_cached("COMMIT")?.execute([])?;
        if !after.dropped.is_empty() {
            open.destroy(&after.dropped);
        }
        open.destroy_keys(&after.sealed);
        Ok(after.changed)
    }
}

/// Destroys the keys of rooms that are no more: a stop between the two files may leave them behind.
fn sweep_keys(open: &Connections) -> Result<(), StoreError> {
    let mut keyed = open.keys.prepare("SELECT DISTINCT room FROM run_keys")?;
    let rooms = keyed.query_map([], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
    for room in rooms {
        let there: bool =
            open.rooms.query_row("SELECT EXISTS (SELECT 1 FROM rooms WHERE id = ?1)", [room], |row| row.get(0))?;
        if !there {
            open.keys.execute("DELETE FROM run_keys WHERE room = ?1", [room])?;
        }
    }
    Ok(())
}
