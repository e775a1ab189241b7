//! The embedded store: `SQLite` in a folder, one node, nothing to install.
//!
//! One thread writes ([`writer`]) with group commit; a few connections read snapshots beside it. Every acknowledged act
//! is on the disk: `synchronous = FULL` in write-ahead-log mode.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use rusqlite::{Connection, ErrorCode};
use tokio::sync::{Semaphore, mpsc, oneshot, watch};

use super::watchers::Watchers;
use super::{
    Amended, Amendment, Attendance, Cast, Changes, Durability, Epoch, MinutesLine, Outcome, Presence, Refounding,
    RunKey, Scrubbed, Sealing, StoreError, StoredBallot, Version,
};
use crate::domain::gate::Gate;
use crate::domain::id::{RoomCode, RunId, VoterKey};
use crate::domain::moment::Moment;
use crate::domain::person::Segment;
use crate::domain::tally::Tally;
use clock::Clock;
pub use copy::Copy;
use files::Files;
use here::Here;
use recent::Recent;
use writer::{Act, Order, QUEUE, Step, Writer};

mod act;
mod carry;
mod cast;
mod clock;
mod copy;
mod files;
mod here;
mod read;
mod recent;
mod room;
mod seal;
mod writer;

/// Reads at the same time. A read takes well under a millisecond; more would only fight for two cores.
const READERS: usize = 4;

/// The embedded store; a clone is the same store.
#[derive(Debug, Clone)]
pub struct Sqlite {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    orders: mpsc::Sender<Order>,
    files: Arc<Files>,
    clock: Arc<Clock>,
    watchers: Arc<Watchers>,
    recent: Arc<Recent>,
    here: Mutex<HashMap<RoomCode, Here>>,
    /// Read connections not in use; one that failed is not put back.
    idle: Mutex<Vec<Connection>>,
    reading: Semaphore,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::SqliteFailure(cause, _) => match cause.code {
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt(error.to_string()),
                _ => Self::Away(error.to_string()),
            },
            // A column that is not of the type it was written as, or out of its range.
            _ => Self::Corrupt(error.to_string()),
        }
    }
}

fn closed() -> StoreError {
    StoreError::Away("the store is closed".to_owned())
}

impl Sqlite {
    /// Opens the store in `dir`, which is made if it is not there (for its owner alone).
    ///
    /// # Errors
    /// `Away` if another process has it open or the folder cannot be used; `Corrupt` if a file is damaged, missing,
    /// not ours or written by a newer Plenary. Nothing that is there is ever overwritten.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let (files, lock) = Files::open(dir)?;
        let files = Arc::new(files);
        let clock = Arc::new(Clock::from(read::latest(&files.reader()?)?));
        let (watchers, recent) = (Arc::new(Watchers::default()), Arc::new(Recent::default()));
        let writer = Writer::new(files.clone(), lock, clock.clone(), watchers.clone(), recent.clone())?;
        let (orders, received) = mpsc::channel(QUEUE);
        thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writer.run(received))
            .map_err(|error| StoreError::Away(format!("no thread for the writer: {error}")))?;
        let shared = Shared {
            orders,
            files,
            clock,
            watchers,
            recent,
            here: Mutex::default(),
            idle: Mutex::default(),
            reading: Semaphore::new(READERS),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Opens the store in `dir` to look at it, also while a server has it open: every verb that writes says `Away`, and
    /// who is here now is not known (that is in the server's memory).
    ///
    /// # Errors
    /// `Away` if there is no store or its tables are of another version; `Corrupt` if the file is not ours or damaged.
    pub fn open_to_read(dir: &Path) -> Result<Self, StoreError> {
        let files = Arc::new(Files::to_read(dir)?);
        let clock = Arc::new(Clock::from(read::latest(&files.reader()?)?));
        // There is no writer: what is sent to it comes back at once.
        let (orders, _) = mpsc::channel(1);
        let shared = Shared {
            orders,
            files,
            clock,
            watchers: Arc::new(Watchers::default()),
            recent: Arc::new(Recent::default()),
            here: Mutex::default(),
            idle: Mutex::default(),
            reading: Semaphore::new(READERS),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// A copy of the store in `dir` as of one moment, also while a server has it open. Ballots go on being taken meanwhile;
    /// it passes through memory.
    ///
    /// # Errors
    /// As [`Self::open_to_read`]; `Corrupt` as well if what is found does not hold together.
    pub fn copy_of(dir: &Path) -> Result<Copy, StoreError> {
        copy::of(&Files::to_read(dir)?)
    }

    /// Whether `dir` has no store, nor anything of one; it is made if it is not there.
    ///
    /// # Errors
    /// `Away` if it has, or another process uses the folder.
    pub fn is_none_in(dir: &Path) -> Result<(), StoreError> {
        Files::where_there_is_none(dir).map(drop)
    }

    /// Makes a store of a copy in `dir`, which must have none. What the copy holds is looked at when it is opened.
    ///
    /// # Errors
    /// `Away` if there is a store, or anything of one, or another process uses the folder: nothing is overwritten.
    pub fn lay_out(dir: &Path, copy: &Copy) -> Result<(), StoreError> {
        Files::lay_out(dir, copy)
    }

    /// Moves the store of `from`, which nobody has open, to `dir`, which must have none; on one disk.
    ///
    /// # Errors
    /// As [`Self::lay_out`].
    pub fn move_in(dir: &Path, from: &Path) -> Result<(), StoreError> {
        Files::move_in(dir, from)
    }

    /// Has the writer do `work`, and waits until it is durable.
    async fn act<T: Send + 'static>(
        &self,
        weight: usize,
        work: impl FnOnce(&mut Step<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.order(weight, None, work).await
    }

    async fn order<T: Send + 'static>(
        &self,
        weight: usize,
        ballots_of: Option<RoomCode>,
        work: impl FnOnce(&mut Step<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let job = Act { weight: weight.max(1), ballots_of, work: Some(work), done: None, reply };
        self.shared.orders.send(Order::Work(Box::new(job))).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    /// Reads one snapshot beside the writer.
    async fn look<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let shared = self.shared.clone();
        let _permit = self.shared.reading.acquire().await.map_err(|_| closed())?;
        let looked = tokio::task::spawn_blocking(move || {
            let idle = || shared.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let taken = idle().pop();
            let db = taken.map_or_else(|| shared.files.reader(), Ok)?;
            db.prepare_cached("BEGIN")?.execute([])?;
            let looked = work(&db);
            db.prepare_cached("COMMIT")?.execute([])?;
            if !matches!(looked, Err(StoreError::Away(_) | StoreError::Corrupt(_))) {
                idle().push(db);
            }
            looked
        });
        looked.await.map_err(|error| StoreError::Away(format!("a read did not end: {error}")))?
    }

    pub(super) async fn found(&self, room: RoomCode, documents: Vec<(String, String)>) -> Result<bool, StoreError> {
        let epoch = Epoch::mint();
        self.act(1, move |step| room::found(step, room, epoch, &documents)).await
    }

    pub(super) async fn rooms(&self) -> Result<Vec<RoomCode>, StoreError> {
        self.look(read::rooms).await
    }

    pub(super) async fn read(&self, room: RoomCode, since: Version) -> Result<Changes, StoreError> {
        let clock = self.shared.clock.clone();
        if let Some(changes) = self.shared.recent.since(room, since, clock.now()) {
            return Ok(changes);
        }
        self.look(move |db| read::changes(db, &clock, room, since)).await
    }

    pub(super) async fn amend(
        &self,
        room: RoomCode,
        epoch: &Epoch,
        amendment: Amendment,
    ) -> Result<Amended, StoreError> {
        let epoch = epoch.clone();
        let fresh: Vec<RunKey> = amendment.gates.iter().map(|_| RunKey::mint()).collect();
        self.act(1, move |step| act::amend(step, room, &epoch, &amendment, &fresh)).await
    }

    pub(super) async fn cast(
        &self,
        room: RoomCode,
        epoch: &Epoch,
        casts: Vec<Cast>,
    ) -> Result<(Vec<Outcome>, Version), StoreError> {
        let epoch = epoch.clone();
        self.order(casts.len(), Some(room), move |step| cast::cast(step, room, &epoch, &casts)).await
    }

    pub(super) async fn resegment(
        &self,
        room: RoomCode,
        epoch: &Epoch,
        moves: Vec<(RunId, VoterKey, Segment)>,
    ) -> Result<Version, StoreError> {
        let epoch = epoch.clone();
        self.act(moves.len(), move |step| cast::resegment(step, room, &epoch, &moves)).await
    }

    pub(super) async fn shut_due(
        &self,
        room: RoomCode,
        epoch: &Epoch,
        line: fn(RunId, &Gate) -> String,
    ) -> Result<Vec<(RunId, Gate)>, StoreError> {
        let epoch = epoch.clone();
        self.act(1, move |step| act::shut_due(step, room, &epoch, line)).await
    }

    pub(super) async fn ballots(
        &self,
        room: RoomCode,
        voters: Vec<(RunId, VoterKey)>,
    ) -> Result<Vec<Option<StoredBallot>>, StoreError> {
        self.look(move |db| read::ballots(db, room, &voters)).await
    }

    pub(super) async fn run_key(&self, room: RoomCode, run: RunId) -> Result<Option<RunKey>, StoreError> {
        let files = self.shared.files.clone();
        self.look(move |db| read::run_key(db, &files.keys()?, room, run)).await
    }

    pub(super) async fn seal(&self, room: RoomCode, epoch: &Epoch, sealing: &Sealing) -> Result<Amended, StoreError> {
        let (epoch, sealing) = (epoch.clone(), sealing.clone());
        self.act(1, move |step| seal::seal(step, room, &epoch, &sealing)).await
    }

    pub(super) async fn scrub(&self) -> Result<Scrubbed, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.shared.orders.send(Order::Scrub(reply)).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    pub(super) async fn recount(&self, room: RoomCode, run: RunId) -> Result<Tally, StoreError> {
        self.look(move |db| read::recount(db, room, run)).await
    }

    pub(super) async fn minutes(&self, room: RoomCode, after: u64) -> Result<Vec<MinutesLine>, StoreError> {
        self.look(move |db| read::minutes(db, room, after)).await
    }

    pub(super) async fn attend(&self, room: RoomCode, node: &str, tell: Attendance) -> Result<Presence, StoreError> {
        let tell = Arc::new(tell);
        let here = || self.shared.here.lock().unwrap_or_else(PoisonError::into_inner);
        if !(tell.eligible.is_empty() && tell.seen.is_empty()) {
            let tell = tell.clone();
            self.act(1, move |step| room::attended(step, room, &tell.eligible, &tell.seen)).await?;
            here().entry(room).or_default().step();
        }
        // What was counted is known until somebody more is told of; and a room of which anything is known here is there, because
        // that goes with the room.
        let known = here().get(&room).map(|here| (here.counted(&tell.ask), here.steps()));
        let runs = if let Some((Some(counted), _)) = &known {
            counted.clone()
        } else {
            let asked = tell.clone();
            self.look(move |db| read::attended(db, room, &asked.ask)).await?
        };
        let now = self.shared.clock.now();
        let mut rooms = here();
        let people = rooms.entry(room).or_default();
        people.keep(&runs, known.map_or(0, |(_, steps)| steps));
        let (tell_afresh, here, notes) = people.attend(node, &tell, now);
        Ok(Presence { tell_afresh, here, runs, notes })
    }

    pub(super) async fn refound(
        &self,
        room: RoomCode,
        expect: Option<&Epoch>,
        epoch: Epoch,
        with: Refounding,
    ) -> Result<bool, StoreError> {
        let expect = expect.cloned();
        let fresh: Vec<_> = with.gates.iter().map(|_| RunKey::mint()).collect();
        self.act(1, move |step| room::refound(step, room, (expect.as_ref(), epoch), &with, &fresh)).await
    }

    pub(super) async fn drop_room(&self, room: RoomCode) -> Result<(), StoreError> {
        self.act(1, move |step| room::drop_room(step, room)).await?;
        self.shared.here.lock().unwrap_or_else(PoisonError::into_inner).remove(&room);
        Ok(())
    }

    pub(super) async fn watch(&self, room: RoomCode) -> Result<watch::Receiver<Version>, StoreError> {
        self.look(move |db| room::Room::read(db, room).map(drop)).await?;
        Ok(self.shared.watchers.watch(room))
    }

    pub(super) fn at_least(&self) -> Moment {
        self.shared.clock.now()
    }

    // The three below wait for nothing here, but their like on Redis do: one contract.
    pub(super) async fn now(&self) -> Result<Moment, StoreError> {
        std::future::ready(Ok(self.shared.clock.now())).await
    }

    pub(super) async fn health(&self) -> Result<Durability, StoreError> {
        self.act(1, |step| {
            step.db.execute("INSERT OR REPLACE INTO health (id, tried) VALUES (1, ?1)", [room::signed(step.now.0)])?;
            Ok(Durability::Full)
        })
        .await
    }

    pub(super) async fn close(&self) -> Result<(), StoreError> {
        if let Ok(all) = self.shared.reading.acquire_many(READERS as u32).await {
            all.forget();
            self.shared.reading.close();
            self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        let (reply, closed) = oneshot::channel();
        if self.shared.orders.send(Order::Close(reply)).await.is_ok() {
            // The writer answers last of all; if it is gone already, there is nothing left to close.
            let _ = closed.await;
        }
        Ok(())
    }
}
