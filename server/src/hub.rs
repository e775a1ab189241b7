//! Watched rooms: dirty → beat → draw → encode once → sweep.
//!
//! A node watches a room as soon as somebody asks for it, and forgets it a while after the last one left. For each watched
//! room it keeps the folded copy, the parts as last drawn for every audience, and the seats (open connections). Three
//! tasks serve a watched room: `keeper` reads, draws and sweeps; `batch` takes ballots to the store; `presence` tells
//! the store who is here.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use bytes::Bytes;
use dashmap::DashMap;
use tokio::net::TcpStream;
use tokio::sync::{Notify, OnceCell, mpsc, oneshot, watch};

use crate::clock;
use crate::config;
use crate::domain::id::{PresenceKey, RoomCode, RunId, ScreenId};
use crate::domain::moment::Moment;
use crate::domain::person::Mode;
use crate::domain::poll::Visibility;
use crate::domain::room::{Key, Room};
use crate::domain::workshop::Deck;
use crate::pass::{self, Pass, Secret};
use crate::store::{Amended, Amendment, Cast, Document, Epoch, Outcome, RunKey, Store, StoreError, Version};
use crate::views::{self, Audience, Beside, Part};
use crate::wire::{close, parts};

mod attendance;
mod batch;
mod fold;
mod keeper;
mod presence;
mod refound;
pub mod seat;
mod shelf;

use seat::lock;
pub use seat::{Seat, Who};
pub(crate) use shelf::Since;
use shelf::{Shelf, Stamp};

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
    store_part: watch::Sender<parts::StorePart>,
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
    drawn: Mutex<Arc<Drawn>>,
    seats: Mutex<Seats>,
    attendance: Mutex<attendance::Attendance>,
    beside: Mutex<Beside>,
    known_presence: Mutex<Option<(parts::Here, Vec<parts::Turnout>)>>,
    keys: DashMap<RunId, RunKey>,
    jobs: Mutex<Option<mpsc::Sender<batch::Job>>>,
    wake: Notify,
    drawings: watch::Sender<u64>,
    store_ahead_ms: AtomicI64,
    used_ms: AtomicU64,
    gone: AtomicBool,
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
    staff: HashMap<u64, Arc<Seat>>,
    phones: HashMap<u64, Arc<Seat>>,
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
        let (store_part, _) = watch::channel(parts::StorePart::Away);
        let (rooms, draining, under_way) = (DashMap::new(), AtomicBool::new(false), AtomicU64::new(0));
        let started = clock::tick();
        Self(Arc::new(Shared { store, secret, node, join_base, decks, rooms, store_part, draining, under_way, started }))
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

impl Shared {
    /// Whether the server is going down.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
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

    /// How durable the store is, as last seen.
    pub fn store_part(&self) -> parts::StorePart {
        self.store_part.borrow().clone()
    }

    /// Notes how durable the store is.
    pub fn set_store_part(&self, part: parts::StorePart) {
        self.store_part.send_if_modified(|old| std::mem::replace(old, part.clone()) != part);
    }
}

impl Watched {
    async fn begin(shared: Arc<Shared>, code: RoomCode) -> Result<Arc<Self>, StoreError> {
        // First subscribe, then read: what changes between is told.
        let nudges = shared.store.watch(code).await?;
        let changes = shared.store.read(code, 0).await?;
        let known = Known {
            epoch: changes.epoch.clone(),
            version: changes.version,
            documents: changes.documents.iter().map(|document| (document.key.clone(), document.clone())).collect(),
        };
        let store_ahead_ms = changes.now.0.cast_signed() - clock::now().0.cast_signed();
        let room = fold::found(code, changes)?;
        let (jobs, queue) = mpsc::channel(config::BATCH_QUEUE);
        let decks = shared.decks.iter().map(|deck| parts::DeckPart {
            deck: deck.id.clone(),
            title: deck.title.clone(),
            about: deck.about.clone(),
            polls: u32::try_from(deck.polls.len()).unwrap_or(u32::MAX),
            added: false,
        });
        let beside = Beside {
            here: parts::Here::default(),
            turnout: Vec::new(),
            connected: Vec::new(),
            store: shared.store_part(),
            minutes: Vec::new(),
            decks: decks.collect(),
            join_base: shared.join_base.clone(),
        };
        let drawn = Drawn { epoch: known.epoch.0.clone(), number: 0, shelves: BTreeMap::new() };
        let watched = Arc::new(Self {
            code,
            room: Mutex::new(Arc::new(room)),
            known: Mutex::new(known),
            drawn: Mutex::new(Arc::new(drawn)),
            seats: Mutex::default(),
            attendance: Mutex::new(attendance::Attendance::new()),
            beside: Mutex::new(beside),
            known_presence: Mutex::default(),
            keys: DashMap::new(),
            jobs: Mutex::new(Some(jobs)),
            wake: Notify::new(),
            drawings: watch::channel(0).0,
            store_ahead_ms: AtomicI64::new(store_ahead_ms),
            used_ms: AtomicU64::new(shared.up_ms()),
            gone: AtomicBool::new(false),
            shared,
        });
        watched.read_minutes().await?;
        watched.draw_all();
        tokio::spawn(keeper::run(watched.clone(), nudges));
        tokio::spawn(batch::run(watched.clone(), queue));
        tokio::spawn(presence::run(watched.clone()));
        Ok(watched)
    }

    /// What all rooms of the node share.
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    fn store(&self) -> &Store {
        &self.shared.store
    }

    fn used(&self) {
        self.used_ms.store(self.shared.up_ms(), Ordering::Relaxed);
    }

    /// The folded room as it is known now.
    pub fn room(&self) -> Arc<Room> {
        lock(&self.room).clone()
    }

    /// The epoch as it is known now.
    pub fn epoch(&self) -> Epoch {
        lock(&self.known).epoch.clone()
    }

    /// The store's clock, as far as this node can tell between two readings.
    pub fn store_now(&self) -> Moment {
        Moment(clock::now().0.saturating_add_signed(self.store_ahead_ms.load(Ordering::Relaxed)))
    }

    /// Takes a ballot to the store. `None`: it was not taken, send it again.
    pub async fn cast(&self, cast: Cast) -> Option<Outcome> {
        let (done, outcome) = oneshot::channel();
        let jobs = lock(&self.jobs).clone()?;
        jobs.try_send(batch::Job { cast, done }).ok()?;
        outcome.await.ok().flatten()
    }

    /// Carries out a moderator's act and draws what it changed.
    pub async fn amend(&self, amendment: Amendment) -> Result<Amended, StoreError> {
        let epoch = self.epoch();
        let amended = tokio::time::timeout(config::STORE_PATIENCE, self.store().amend(self.code, &epoch, amendment))
            .await
            .map_err(|_| StoreError::Away("a moderator's act took too long".to_owned()))
            .flatten();
        if let Err(error) = &amended {
            self.store_failed(error);
        }
        self.wake.notify_one();
        amended
    }

    /// The revision a document has, also if it was deleted; 0 if it never was.
    pub fn rev_of(&self, key: &Key) -> u32 {
        lock(&self.known).documents.get(&key.to_text()).map_or(0, |document| document.rev)
    }

    /// Draws for a seat whose audience may be new.
    pub fn ensure_for(&self, seat: &Seat) {
        self.ensure(&seat.audience());
    }

    /// Reads the store now and folds what changed, so that the caller decides on what is.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        self.read().await.map(|_| ())
    }

    /// A run's key, `None` if there is no such run.
    pub async fn run_key(&self, run: RunId) -> Result<Option<RunKey>, StoreError> {
        if let Some(key) = self.keys.get(&run).map(|key| key.clone()) {
            return Ok(Some(key));
        }
        let key = self.store().run_key(self.code, run).await?;
        if let Some(key) = &key {
            self.keys.insert(run, key.clone());
        }
        Ok(key)
    }

    /// The store did not take something: say so once, and let the keeper find out what it is.
    fn store_failed(&self, error: &StoreError) {
        metrics::counter!("plenary_store_errors_total").increment(1);
        tracing::warn!(room = %self.code, %error, "the store failed");
        if matches!(error, StoreError::Away(_)) {
            self.shared.set_store_part(parts::StorePart::Away);
        }
        self.wake.notify_one();
    }

    /// Takes a connection in; it gets its first view with [`Self::greet`].
    pub fn sit(self: &Arc<Self>, who: Who, io: TcpStream, mode: Mode) -> (u64, Arc<Seat>) {
        let seat = Arc::new(Seat::new(who, io, mode, self.shared.up_ms(), Arc::downgrade(self)));
        let mut seats = lock(&self.seats);
        seats.next += 1;
        let id = seats.next;
        match &seat.who {
            Who::Phone { presence, .. } => {
                lock(&self.attendance).arrive(*presence, mode);
                seats.phones.insert(id, seat.clone());
            }
            Who::Screen(_) | Who::Moderator { .. } => {
                seats.staff.insert(id, seat.clone());
            }
        }
        (id, seat)
    }

    /// Lets a connection go.
    pub fn leave(&self, id: u64) {
        let mut seats = lock(&self.seats);
        let seat = seats.phones.remove(&id).or_else(|| seats.staff.remove(&id));
        if let Some(Who::Phone { presence, .. }) = seat.map(|seat| seat.who.clone()) {
            lock(&self.attendance).leave(presence);
        }
        self.used();
    }

    /// Sends a seat its first view.
    pub fn greet(&self, seat: &Arc<Seat>, have: Option<(&str, Version)>, mine: &Part) {
        let audience = seat.audience();
        self.ensure(&audience);
        let drawn = self.drawn();
        let since = self.since(have);
        let frame = drawn.shelves[&audience].frame(self.stamp(&drawn), since, Some(mine));
        seat.first_view(frame, drawn.number);
    }

    /// Sends a seat its own part anew.
    pub fn send_mine(&self, seat: &Arc<Seat>, mine: &Part) {
        let drawn = self.drawn();
        let shelf = Shelf::default();
        let shelf = drawn.shelves.get(&seat.audience()).unwrap_or(&shelf);
        seat.answer(shelf.frame(self.stamp(&drawn), Since::Drawing(drawn.number), Some(mine)));
    }

    fn since(&self, have: Option<(&str, Version)>) -> Since {
        match have {
            Some((epoch, version)) if epoch == lock(&self.known).epoch.0 => Since::Version(version),
            _ => Since::Nothing,
        }
    }

    /// A view as JSON, for pages and long-polls.
    pub fn view_json(&self, audience: &Audience, have: Option<(&str, Version)>, mine: &Part) -> Vec<u8> {
        self.ensure(audience);
        let drawn = self.drawn();
        drawn.shelves[audience].view(self.stamp(&drawn), self.since(have), Some(mine))
    }

    /// The version an audience's view has now.
    pub fn version_of(&self, audience: &Audience) -> Version {
        self.ensure(audience);
        self.drawn().shelves[audience].version()
    }

    /// Tells of each new drawing.
    pub fn drawings(&self) -> watch::Receiver<u64> {
        self.drawings.subscribe()
    }

    /// The newest view for a seat that was last sent drawing `since`.
    fn newest(&self, seat: &Seat, since: u64) -> (Bytes, u64) {
        let audience = seat.audience();
        self.ensure(&audience);
        let drawn = self.drawn();
        (drawn.shelves[&audience].frame(self.stamp(&drawn), Since::Drawing(since), None), drawn.number)
    }

    fn drawn(&self) -> Arc<Drawn> {
        lock(&self.drawn).clone()
    }

    fn stamp<'a>(&self, drawn: &'a Drawn) -> Stamp<'a> {
        Stamp { epoch: &drawn.epoch, now: self.store_now() }
    }

    /// Draws for an audience that is new (phones that voted in an *after your own vote* run).
    fn ensure(&self, audience: &Audience) {
        if self.drawn().shelves.contains_key(audience) {
            return;
        }
        let (room, beside) = (self.room(), lock(&self.beside).clone());
        let mut drawn = lock(&self.drawn);
        let drawn = Arc::make_mut(&mut drawn);
        drawn.number += 1;
        let mut shelf = drawn.shelves.get(&Audience::Phones(Vec::new())).cloned().unwrap_or_default();
        shelf.replace(views::draw(&room, &beside, audience, config::PHONE_PAST_RUNS), drawn.number);
        drawn.shelves.insert(audience.clone(), shelf);
    }

    /// Draws everything for every audience; returns whether anything changed.
    fn draw_all(&self) -> bool {
        let (room, beside) = (self.room(), lock(&self.beside).clone());
        self.draw(|shelf, audience, number| {
            shelf.replace(views::draw(&room, &beside, audience, config::PHONE_PAST_RUNS), number)
        })
    }

    /// Draws the results of these runs for every audience.
    fn draw_results(&self, runs: &[RunId]) -> bool {
        let room = self.room();
        self.draw(|shelf, audience, number| {
            shelf.update(views::draw_results(&room, audience, runs, config::PHONE_PAST_RUNS), number)
        })
    }

    fn draw(&self, mut onto: impl FnMut(&mut Shelf, &Audience, u64) -> bool) -> bool {
        let epoch = self.epoch();
        let mut guard = lock(&self.drawn);
        let drawn = Arc::make_mut(&mut guard);
        let number = drawn.number + 1;
        drawn.epoch = epoch.0;
        for base in [Audience::Moderators, Audience::Screens, Audience::Phones(Vec::new())] {
            drawn.shelves.entry(base).or_default();
        }
        let mut changed = false;
        for (audience, shelf) in &mut drawn.shelves {
            changed |= onto(shelf, audience, number);
        }
        if changed {
            drawn.number = number;
            drop(guard);
            self.drawings.send_replace(number);
        }
        changed
    }

    /// A request was made with this pass: it is here for a minute.
    pub fn touch(&self, presence: PresenceKey, mode: Mode) {
        self.used();
        lock(&self.attendance).touch(presence, mode, clock::tick() + config::HERE_AFTER_REQUEST);
    }

    /// A participant said how they take part.
    pub fn set_mode(&self, presence: PresenceKey, mode: Mode) {
        lock(&self.attendance).set_mode(presence, mode);
    }

    /// A page drew the run while it was visible.
    pub fn saw(&self, run: RunId, presence: PresenceKey) {
        lock(&self.attendance).saw(run, presence);
    }

    /// Draws "mine" for a pass, and which *after your own vote* runs it voted in.
    pub async fn mine(&self, pass: Pass, mode: Mode) -> Result<(Part, Vec<RunId>), StoreError> {
        let room = self.room();
        let runs: Vec<_> = (room.runs.values())
            .filter(|held| held.phase().is_open() || room.staged().is_some_and(|staged| staged.run.id == held.run.id))
            .collect();
        let mut voters = Vec::with_capacity(runs.len());
        for held in &runs {
            match self.run_key(held.run.id).await? {
                Some(key) => voters.push((held.run.id, pass::voter_of(&key, pass))),
                None => return Err(StoreError::Corrupt(format!("run {} has no key", held.run.id))),
            }
        }
        let stored = if voters.is_empty() { Vec::new() } else { self.store().ballots(self.code, voters).await? };
        let (mut ballots, mut voted) = (Vec::new(), Vec::new());
        for (held, stored) in runs.iter().zip(stored) {
            let Some(stored) = stored else { continue };
            let choice = stored.ballot.as_ref().and_then(|ballot| views::choice_of(held, ballot));
            if choice.is_some() && held.run.visibility == Visibility::AfterVote && held.phase().is_open() {
                voted.push(held.run.id);
            }
            ballots.push((held.run.id, stored.r, choice));
        }
        Ok((views::mine_phone(mode, ballots), voted))
    }

    /// The screens with a live connection to this node.
    fn connected(&self) -> Vec<ScreenId> {
        let seats = lock(&self.seats);
        let mut screens: Vec<ScreenId> = (seats.staff.values())
            .filter_map(|seat| match &seat.who {
                Who::Screen(id) => Some(id.clone()),
                _ => None,
            })
            .collect();
        screens.sort();
        screens.dedup();
        screens
    }

    /// Ends every connection of the room.
    fn end_all(&self, code: u16) {
        let seats: Vec<_> = {
            let seats = lock(&self.seats);
            seats.staff.values().chain(seats.phones.values()).cloned().collect()
        };
        for seat in seats {
            seat.end(Some(code));
        }
    }

    fn is_gone(&self) -> bool {
        self.gone.load(Ordering::Relaxed)
    }
}

/// Whether a room can be forgotten: nobody sits there, nobody asked for a while, and no countdown runs.
fn is_idle(room: &Watched) -> bool {
    let seats = lock(&room.seats);
    let quiet_ms = room.shared.up_ms().saturating_sub(room.used_ms.load(Ordering::Relaxed));
    seats.staff.is_empty()
        && seats.phones.is_empty()
        && Duration::from_millis(quiet_ms) > config::UNWATCH_AFTER
        && room.room().open_runs().all(|held| held.gate.until.is_none())
}

impl Shared {
    fn forget(&self, code: RoomCode, watched: &Weak<Watched>) {
        self.rooms.remove_if(&code, |_, cell| cell.get().is_some_and(|room| Arc::as_ptr(room) == watched.as_ptr()));
    }
}
