//! What can be asked of one watched room: its folded copy, its seats, its drawings, its ballots' way to the store.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use dashmap::DashMap;
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc, oneshot, watch};

use super::seat::lock;
use super::shelf::{Shelf, Since, Stamp};
use super::{Drawn, Known, Seat, Shared, Watched, Who, attendance, batch, fold, keeper, presence};
use crate::clock;
use crate::config;
use crate::domain::id::{PresenceKey, RoomCode, RunId, ScreenId, VoterKey};
use crate::domain::key::Key;
use crate::domain::moment::Moment;
use crate::domain::person::{Mode, Segment};
use crate::domain::poll::Visibility;
use crate::domain::room::Room;
use crate::pass::{self, Pass};
use crate::plant::{self, Plant};
use crate::store::{Amended, Amendment, Cast, Epoch, Outcome, RunKey, Store, StoreError, Version};
use crate::views::{self, Audience, Beside, Part};
use crate::wire::parts;

impl Watched {
    pub(super) async fn begin(shared: Arc<Shared>, code: RoomCode) -> Result<Arc<Self>, StoreError> {
        // First subscribe, then read: what changes between is told.
        let nudges = shared.store.watch(code).await?;
        let changes = shared.store.read(code, 0).await?;
        let known = Known {
            epoch: changes.epoch.clone(),
            version: changes.version,
            documents: changes.documents.iter().map(|document| (document.key.clone(), document.clone())).collect(),
        };
        let room = fold::found(code, changes)?;
        let (jobs, queue) = mpsc::channel(config::BATCH_QUEUE);
        let decks = shared.decks.iter().map(|deck| parts::DeckPart {
            deck: deck.id.clone(),
            title: deck.title.clone(),
            about: deck.about.clone(),
            statements: u32::try_from(deck.poll.kind.answers()).unwrap_or(u32::MAX),
            added: false,
        });
        let beside = Beside {
            here: parts::Here::default(),
            turnout: Vec::new(),
            connected: Vec::new(),
            store: shared.store_part_of(code),
            minutes: Vec::new(),
            decks: decks.collect(),
            join_base: shared.join_base.clone(),
            reach: shared.secret.reach_of(code),
            unseen: Vec::new(),
        };
        let drawn = Drawn { epoch: known.epoch.0.clone(), number: 0, shelves: BTreeMap::new() };
        let watched = Arc::new(Self {
            code,
            room: Mutex::new(Arc::new(room)),
            known: Mutex::new(known),
            undrawn: Mutex::default(),
            speakers: Mutex::default(),
            drawn: Mutex::new(Arc::new(drawn)),
            pages: Mutex::default(),
            seats: Mutex::default(),
            attendance: Mutex::new(attendance::Attendance::new()),
            beside: Mutex::new(beside),
            known_presence: Mutex::default(),
            keys: DashMap::new(),
            spoiled: Mutex::default(),
            jobs: Mutex::new(Some(jobs)),
            wake: Notify::new(),
            drawings: watch::channel(0).0,
            used_ms: AtomicU64::new(shared.up_ms()),
            gone: AtomicBool::new(false),
            moderator_until_ms: AtomicU64::new(0),
            moderator_elsewhere: AtomicBool::new(false),
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

    pub(super) fn store(&self) -> &Store {
        &self.shared.store
    }

    pub(super) fn used(&self) {
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

    /// The store's clock, as far as this node can tell without asking; never goes backwards, so who raises a hand later is
    /// never ahead.
    pub fn store_now(&self) -> Moment {
        self.store().at_least()
    }

    /// Takes a ballot to the store. `None`: it was not taken, send it again.
    pub async fn cast(&self, cast: Cast, epoch: Epoch) -> Option<Outcome> {
        let (done, outcome) = oneshot::channel();
        let jobs = lock(&self.jobs).clone()?;
        jobs.try_send(batch::Job { cast, epoch, done }).ok()?;
        if plant::is(Plant::AckBeforeStore) {
            return Some(Outcome::Counted);
        }
        outcome.await.ok().flatten()
    }

    /// Carries out a moderator's act and draws what it changed.
    pub async fn amend(&self, amendment: Amendment) -> Result<Amended, StoreError> {
        let amended = self.amend_quietly(amendment).await;
        self.wake.notify_one();
        amended
    }

    /// The revision a document has, also if it was deleted; 0 if it never was.
    pub fn rev_of(&self, key: &Key) -> u32 {
        lock(&self.known).documents.get(&key.to_text()).map_or(0, |document| document.rev)
    }

    /// Reads the store now and folds what changed, so that the caller decides on what is; the keeper draws it.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        self.read().await?;
        if lock(&self.undrawn).is_any() {
            self.wake.notify_one();
        }
        Ok(())
    }

    /// A run's key, `None` if there is no such run.
    pub async fn run_key(&self, run: RunId) -> Result<Option<RunKey>, StoreError> {
        let run = run.key_run();
        if let Some(key) = self.keys.get(&run).map(|key| key.clone()) {
            return Ok(Some(key));
        }
        let key = self.store().run_key(self.code, run).await?;
        if let Some(key) = &key {
            self.keys.insert(run, key.clone());
        }
        Ok(key)
    }

    /// Loads the keys of open runs, so that a vote need not, and so that they can be written back if the store loses them.
    pub(super) async fn load_keys(&self) {
        let room = self.room();
        let list = (room.talk.gate.rev > 0).then_some(RunId::QUESTIONS);
        for run in room.open_runs().map(|held| held.run.id).chain(list) {
            if let Err(error) = self.run_key(run).await {
                self.store_failed(&error);
                return;
            }
        }
    }

    /// The store did not take something: say so once, and let the keeper find out what it is.
    pub(super) fn store_failed(&self, error: &StoreError) {
        metrics::counter!("plenary_store_errors_total").increment(1);
        tracing::warn!(room = %self.code, %error, "the store failed");
        if matches!(error, StoreError::Away(_)) {
            self.shared.store_is_away_for(self.code, error);
        }
        self.wake.notify_one();
    }

    /// Takes a connection in; it gets its first view with [`Self::greet`].
    pub fn sit(self: &Arc<Self>, who: Who, io: TcpStream, segment: Segment) -> (u64, Arc<Seat>) {
        let seat = Arc::new(Seat::new(who, io, segment, self.shared.up_ms(), Arc::downgrade(self)));
        let mut seats = lock(&self.seats);
        if seats.staff.is_empty() && seats.phones.is_empty() {
            self.wake.notify_one();
        }
        if let Who::Phone { presence, .. } = seat.who {
            lock(&self.attendance).arrive(presence, segment.mode);
        }
        (seats.add(&seat), seat)
    }

    /// Lets a connection go.
    pub fn leave(&self, id: u64) {
        let mut seats = lock(&self.seats);
        let seat = seats.remove(id);
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
        // A sweep that went by meanwhile passed over a seat without a first view.
        if self.drawn().number > drawn.number {
            let (newest, number) = self.newest(&audience, drawn.number);
            seat.offer(&newest, number);
        }
    }

    /// Sends a seat the result of a run anew, because with its ballot its audience became another.
    pub fn send_result(&self, seat: &Arc<Seat>, run: RunId) {
        let audience = seat.audience();
        loop {
            self.ensure(&audience);
            let drawn = self.drawn();
            seat.answer(drawn.shelves[&audience].frame_of(self.stamp(&drawn), &format!("result/{run}")));
            // A sweep that went by meanwhile may have sent a newer one first: then that is sent again behind this.
            if self.drawn().number == drawn.number {
                return;
            }
        }
    }

    /// Sends a seat its own part anew.
    pub fn send_mine(&self, seat: &Arc<Seat>, mine: &Part) {
        let drawn = self.drawn();
        seat.answer(Shelf::default().frame(self.stamp(&drawn), Since::Drawing(drawn.number), Some(mine)));
    }

    pub(super) fn since(&self, have: Option<(&str, Version)>) -> Since {
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
    pub(super) fn newest(&self, audience: &Audience, since: u64) -> (Bytes, u64) {
        self.ensure(audience);
        let drawn = self.drawn();
        (drawn.shelves[audience].frame(self.stamp(&drawn), Since::Drawing(since), None), drawn.number)
    }

    pub(super) fn drawn(&self) -> Arc<Drawn> {
        lock(&self.drawn).clone()
    }

    pub(super) fn stamp<'a>(&self, drawn: &'a Drawn) -> Stamp<'a> {
        Stamp { epoch: &drawn.epoch, now: self.store_now() }
    }

    /// Draws for an audience that is new (phones that voted in an *after your own vote* run).
    pub(super) fn ensure(&self, audience: &Audience) {
        if self.drawn().shelves.contains_key(audience) {
            return;
        }
        let mut drawn = lock(&self.drawn);
        if drawn.shelves.contains_key(audience) {
            return;
        }
        // Read only now that no drawing can come between.
        let (room, beside) = (self.room(), lock(&self.beside).clone());
        let drawn = Arc::make_mut(&mut drawn);
        drawn.number += 1;
        let mut parts = drawn.shelves.get(&Audience::Phones(Vec::new())).cloned().unwrap_or_default();
        let now = self.store_now();
        parts.replace(views::draw(&room, &beside, audience, config::PHONE_PAST_RUNS, now), drawn.number);
        drawn.shelves.insert(audience.clone(), parts);
    }

    /// Draws everything for every audience; returns whether anything changed.
    pub(super) fn draw_all(&self) -> bool {
        let (room, beside, now) = (self.room(), lock(&self.beside).clone(), self.store_now());
        self.draw(|shelf, audience, number| {
            shelf.replace(views::draw(&room, &beside, audience, config::PHONE_PAST_RUNS, now), number)
        })
    }

    /// Draws what may wait for the beat, for every audience: results of runs, upvotes, who wishes for the floor.
    pub(super) fn draw_news(&self, news: &keeper::News) -> bool {
        let (room, now) = (self.room(), self.store_now());
        self.draw(|shelf, audience, number| {
            let mut parts = views::draw_results(&room, audience, &news.tallies, config::PHONE_PAST_RUNS);
            if news.is_talk() {
                parts.extend(views::draw_talk(&room, audience, &news.questions, now));
            }
            shelf.update(parts, number)
        })
    }

    pub(super) fn draw(&self, mut onto: impl FnMut(&mut Shelf, &Audience, u64) -> bool) -> bool {
        let epoch = self.epoch();
        let mut guard = lock(&self.drawn);
        let drawn = Arc::make_mut(&mut guard);
        let number = drawn.number + 1;
        if drawn.epoch != epoch.0 {
            // A version of another history says nothing in this one: a page that came back with it would miss what changed since.
            drawn.shelves.values_mut().for_each(Shelf::clear);
            drawn.epoch = epoch.0;
        }
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

    /// A participant said how they take part, or of which group they are, for all tabs they have open; `seat` is the one in
    /// which they said it, if in one of these.
    pub fn set_segment(&self, presence: PresenceKey, segment: Segment, seat: Option<&Arc<Seat>>) {
        let sockets = lock(&self.attendance).set_mode(presence, segment.mode);
        if let Some(seat) = seat {
            seat.set_segment(segment);
        }
        if sockets <= u32::from(seat.is_some()) {
            // A hall that comes at once says so a thousand times: no other tab is looked for that is not there.
            return;
        }
        for seat in lock(&self.seats).phones.values() {
            if matches!(seat.who, Who::Phone { presence: other, .. } if other == presence) {
                seat.set_segment(segment);
            }
        }
    }

    /// A ballot of this pass stands in the run: it was here while the run was open, whenever the store is told.
    pub fn voted(&self, run: RunId, presence: PresenceKey) {
        lock(&self.attendance).voted(run, presence);
    }

    /// A page drew the run while it was visible.
    pub fn saw(&self, run: RunId, presence: PresenceKey) {
        lock(&self.attendance).saw(run, presence);
    }

    /// Draws "mine" for a pass, and which *after your own vote* runs it voted in.
    pub async fn mine(&self, pass: Pass, segment: Segment) -> Result<(Part, Vec<RunId>), StoreError> {
        let room = self.room();
        let asker = self.asker(pass).await?.map(VoterKey::to_text);
        let runs: Vec<_> = (room.runs.values())
            .filter(|held| held.phase().is_open() || room.staged().is_some_and(|staged| staged.run.id == held.run.id))
            .collect();
        let (mut voters, mut keyed) = (Vec::with_capacity(runs.len()), Vec::with_capacity(runs.len()));
        for held in runs {
            match self.run_key(held.run.id).await? {
                Some(key) => {
                    voters.push((held.run.id, pass::voter_of(&key, pass)));
                    keyed.push(held);
                }
                // It was sealed.
                None if !held.phase().is_open() => {}
                None => return Err(StoreError::Corrupt(format!("run {} has no key", held.run.id))),
            }
        }
        let stored = if voters.is_empty() { Vec::new() } else { self.store().ballots(self.code, voters).await? };
        let (mut ballots, mut voted) = (Vec::new(), Vec::new());
        for (held, stored) in keyed.iter().zip(stored) {
            let Some(stored) = stored.filter(|_| !plant::is(Plant::MineForgets)) else { continue };
            let choice = stored.ballot.as_ref().and_then(|ballot| views::choice_of(held, ballot));
            if choice.is_some() && held.run.visibility == Visibility::AfterVote && held.phase().is_open() {
                voted.push(held.run.id);
            }
            ballots.push((held.run.id, stored.r, choice));
        }
        Ok((views::mine_phone(&room, segment, ballots, asker.as_deref()), voted))
    }

    /// The screens with a live connection to this node.
    pub(super) fn connected(&self) -> Vec<ScreenId> {
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
    pub(super) fn end_all(&self, code: u16) {
        let seats: Vec<_> = {
            let seats = lock(&self.seats);
            seats.staff.values().chain(seats.phones.values()).cloned().collect()
        };
        for seat in seats {
            seat.end(Some(code));
        }
    }

    pub(super) fn is_gone(&self) -> bool {
        self.gone.load(Ordering::Relaxed)
    }
}
