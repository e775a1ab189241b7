//! Watched rooms: dirty → beat → draw → encode once → sweep.
//!
//! A node watches a room as soon as somebody asks for it, and at its start if a run is open there, which may have to end by the
//! clock; it forgets it a while after the last one left. For each watched room it keeps the folded copy, the parts as last drawn
//! for every audience, and the seats (open connections). Three tasks serve a watched room: `keeper` reads, draws and sweeps;
//! `batch` takes ballots to the store; `presence` tells the store who is here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use dashmap::DashMap;
use tokio::sync::{Notify, OnceCell, mpsc, watch};

use crate::clock;
use crate::config;
use crate::domain::id::{PresenceKey, RoomCode, RunId};
use crate::domain::room::Room;
use crate::domain::workshop::Deck;
use crate::pass::{self, Secret};
use crate::store::{Document, Epoch, RunKey, Store, StoreError, Version};
use crate::throttle::Budget;
use crate::views::{Audience, Beside};
use crate::wire::close;

mod attendance;
mod batch;
mod conversation;
pub mod fold;
mod keeper;
mod pages;
mod presence;
mod refound;
pub mod seat;
mod shelf;
mod store_now;
mod sweep;
mod watched;

pub use pages::Reads;
use seat::lock;
pub use seat::{Seat, Who};
use shelf::Shelf;
pub use store_now::StoreNow;

/// All rooms this node watches.
#[derive(Clone)]
pub struct Hub(Arc<Shared>);

/// What the rooms of one node share.
pub struct Shared {
    /// Where everything is kept.
    pub store: Store,
    /// The nodes' secret.
    pub secret: Secret,
    /// This node's name towards the store.
    pub node: String,
    /// Where phones join, if the server was told.
    pub join_base: Option<String>,
    /// The decks that can be added to a room.
    pub decks: Vec<Deck>,
    rooms: DashMap<RoomCode, Arc<OnceCell<Arc<Watched>>>>,
    store_now: watch::Sender<StoreNow>,
    budgets: DashMap<PresenceKey, Budget>,
    /// How many access codes each pass may still try.
    tries: DashMap<PresenceKey, Budget>,
    draining: AtomicBool,
    under_way: AtomicU64,
    started: Instant,
}

/// One room this node watches.
pub struct Watched {
    /// Its code.
    pub code: RoomCode,
    shared: Arc<Shared>,
    room: Mutex<Arc<Room>>,
    known: Mutex<Known>,
    /// What was read and folded since the last drawing, whoever read it.
    undrawn: Mutex<keeper::News>,
    speakers: Mutex<conversation::Speakers>,
    drawn: Mutex<Arc<Drawn>>,
    pages: Mutex<pages::Pages>,
    seats: Mutex<Seats>,
    attendance: Mutex<attendance::Attendance>,
    beside: Mutex<Beside>,
    known_presence: Mutex<Option<presence::Heard>>,
    keys: DashMap<RunId, RunKey>,
    /// Runs that are to be flagged, whatever the store forgets of it: those that were, and those that this node saw lose ballots.
    spoiled: Mutex<BTreeSet<RunId>>,
    jobs: Mutex<Option<mpsc::Sender<batch::Job>>>,
    wake: Notify,
    drawings: watch::Sender<u64>,
    used_ms: AtomicU64,
    gone: AtomicBool,
    /// A moderator without a socket was here, and counts as present until then.
    moderator_until_ms: AtomicU64,
    /// Another node says that a moderator is there.
    moderator_elsewhere: AtomicBool,
}

/// What this node has read of the store, as it was written.
struct Known {
    epoch: Epoch,
    version: Version,
    documents: BTreeMap<String, Document>,
}

#[derive(Default)]
struct Seats {
    next: u64,
    staff: BTreeMap<u64, Arc<Seat>>,
    phones: BTreeMap<u64, Arc<Seat>>,
    /// The phones once more, in the order in which they came: a sweep then goes through memory, theirs and the kernel's, as it
    /// was laid out. Made when a sweep asks, and kept until somebody comes or goes.
    in_order: Option<Arc<[Arc<Seat>]>>,
}

impl Seats {
    fn add(&mut self, seat: &Arc<Seat>) -> u64 {
        self.next += 1;
        let seats = match seat.who {
            Who::Phone { .. } => &mut self.phones,
            Who::Screen(_) | Who::Moderator { .. } => &mut self.staff,
        };
        seats.insert(self.next, seat.clone());
        self.in_order = None;
        self.next
    }

    fn remove(&mut self, id: u64) -> Option<Arc<Seat>> {
        self.in_order = None;
        self.phones.remove(&id).or_else(|| self.staff.remove(&id))
    }

    fn phones_in_order(&mut self) -> Arc<[Arc<Seat>]> {
        let phones = &self.phones;
        self.in_order.get_or_insert_with(|| phones.values().cloned().collect()).clone()
    }
}

/// The parts as last drawn, for every audience there is.
#[derive(Clone)]
struct Drawn {
    epoch: String,
    number: u64,
    shelves: BTreeMap<Audience, Shelf>,
}

impl std::fmt::Debug for Watched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Watched({})", self.code)
    }
}

impl Hub {
    /// For a store; nothing is watched yet.
    pub fn new(store: Store, secret: Secret, join_base: Option<String>, decks: Vec<Deck>) -> Self {
        let node = pass::hex(&pass::random::<8>());
        let (store_now, _) = watch::channel(StoreNow::away());
        let (rooms, draining, under_way) = (DashMap::new(), AtomicBool::new(false), AtomicU64::new(0));
        let started = clock::tick();
        Self(Arc::new(Shared {
            store,
            secret,
            node,
            join_base,
            decks,
            rooms,
            store_now,
            budgets: DashMap::new(),
            tries: DashMap::new(),
            draining,
            under_way,
            started,
        }))
    }

    /// What all rooms share.
    pub fn shared(&self) -> &Arc<Shared> {
        &self.0
    }

    /// The room, watched from now on.
    pub async fn watch(&self, code: RoomCode) -> Result<Arc<Watched>, StoreError> {
        let cell = self.0.rooms.entry(code).or_default().clone();
        let watched = cell.get_or_try_init(|| Watched::begin(self.0.clone(), code)).await;
        match watched {
            Ok(watched) => {
                watched.used();
                Ok(watched.clone())
            }
            Err(error) => {
                self.0.rooms.remove_if(&code, |_, cell| !cell.initialized());
                Err(error)
            }
        }
    }

    /// Rooms watched, moderators and screens seated, phones seated.
    pub fn counts(&self) -> (usize, usize, usize) {
        let watched = self.watched();
        let seats = watched.iter().map(|room| {
            let seats = lock(&room.seats);
            (seats.staff.len(), seats.phones.len())
        });
        seats.fold((watched.len(), 0, 0), |(rooms, staff, phones), (s, p)| (rooms, staff + s, phones + p))
    }

    /// The room is no more: its connections end, and it is forgotten.
    pub fn end(&self, code: RoomCode) {
        if let Some(room) = self.0.rooms.get(&code).and_then(|cell| cell.get().cloned()) {
            room.gone.store(true, Ordering::Relaxed);
            room.wake.notify_one();
        }
    }

    fn watched(&self) -> Vec<Arc<Watched>> {
        self.0.rooms.iter().filter_map(|entry| entry.value().get().cloned()).collect()
    }

    /// Takes no more, waits until what is under way is answered, then tells every socket to come back later.
    pub async fn drain(&self) {
        self.0.draining.store(true, Ordering::Relaxed);
        let answered = async {
            // Quiet twice in a row: an answer is counted off just before it is written.
            let mut quiet = 0;
            while quiet < 2 {
                tokio::time::sleep(Duration::from_millis(10)).await;
                quiet = if self.0.under_way.load(Ordering::Relaxed) == 0 { quiet + 1 } else { 0 };
            }
        };
        if tokio::time::timeout(config::DRAIN, answered).await.is_err() {
            tracing::warn!("some commands were not answered before the server went; phones send them again");
        }
        for room in self.watched() {
            lock(&room.jobs).take();
            room.drawings.send_modify(|_| {});
            room.end_all(close::COME_BACK);
        }
    }
}

/// Counts one command as under way for as long as it lives.
pub struct UnderWay<'a>(&'a Shared);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Takes one from the budget of a pass.
fn take(budgets: &DashMap<PresenceKey, Budget>, presence: PresenceKey, pace: f64, burst: f64) -> Result<(), u32> {
    let now = clock::tick();
    if budgets.len() > config::CONNECTIONS {
        budgets.retain(|_, budget| !budget.is_full(now));
    }
    budgets.entry(presence).or_insert_with(|| Budget::full(pace, burst, now)).take(now)
}

impl Shared {
    /// Whether the server is going down.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// Charges a pass for one command, over whatever it comes; else how many milliseconds to wait.
    pub fn spend(&self, presence: PresenceKey) -> Result<(), u32> {
        take(&self.budgets, presence, config::COMMANDS_PER_SECOND, config::COMMANDS_BURST)
    }

    /// Charges a pass for trying an access code; else how many milliseconds to wait.
    pub fn spend_try(&self, presence: PresenceKey) -> Result<(), u32> {
        take(&self.tries, presence, config::TRIES_PER_SECOND, config::TRIES_BURST)
    }

    /// Counts a command as under way, unless the server is going down.
    pub fn begin(&self) -> Option<UnderWay<'_>> {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        let under_way = UnderWay(self);
        (!self.is_draining()).then_some(under_way)
    }

    /// Milliseconds since this node started.
    pub fn up_ms(&self) -> u64 {
        u64::try_from(clock::tick().saturating_duration_since(self.started).as_millis()).unwrap_or(u64::MAX)
    }
}

impl Watched {
    /// Nobody sits there, over whatever connection.
    fn is_empty(&self) -> bool {
        let seats = lock(&self.seats);
        seats.staff.is_empty() && seats.phones.is_empty()
    }
}

/// Whether a room can be forgotten: nobody sits there, nobody asked for a while, and no countdown runs.
fn is_idle(room: &Watched) -> bool {
    let quiet_ms = room.shared.up_ms().saturating_sub(room.used_ms.load(Ordering::Relaxed));
    room.is_empty()
        && Duration::from_millis(quiet_ms) > config::UNWATCH_AFTER
        && room.room().open_runs().all(|held| held.gate.until.is_none())
}

impl Shared {
    fn forget(&self, code: RoomCode, watched: &Weak<Watched>) {
        self.rooms.remove_if(&code, |_, cell| cell.get().is_some_and(|room| Arc::as_ptr(room) == watched.as_ptr()));
    }
}
