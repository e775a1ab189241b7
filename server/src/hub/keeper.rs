//! Keeps one watched room up to date: reads when the store nudges, draws at the room's beat, sweeps over the seats.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::seat::{Seat, lock};
use super::shelf::{Shelf, Since};
use super::sweep::{Whom, sweep};
use super::{Known, Watched, conversation, fold, is_idle, refound};
use crate::clock;
use crate::config;
use crate::domain::gate::{GRACE_MS, Gate};
use crate::domain::id::{QuestionId, RunId};
use crate::domain::key::Key;
use crate::domain::minutes::{Act, Line};
use crate::frame;
use crate::moderate;
use crate::store::{Changes, StoreError, Version};
use crate::wire::{close, parts};

/// What readings found.
#[derive(Debug, Default)]
pub(super) struct News {
    /// A document or a gate changed that everybody is to see at once; the minutes may have a new line.
    pub(super) control: bool,
    /// The counts of these runs changed.
    pub(super) tallies: Vec<RunId>,
    /// These questions changed, or their upvotes.
    pub(super) questions: Vec<QuestionId>,
    /// Who wishes for the floor changed, or what else is told at the beat.
    pub(super) queue: bool,
    /// Whose own part may have changed.
    pub(super) askers: BTreeSet<String>,
}

impl News {
    /// Whether there is anything to draw.
    pub(super) fn is_any(&self) -> bool {
        self.control || !self.tallies.is_empty() || self.is_talk()
    }

    pub(super) fn is_talk(&self) -> bool {
        self.queue || !self.questions.is_empty()
    }

    fn add(&mut self, more: Self) {
        self.control |= more.control;
        self.tallies.extend(more.tallies);
        self.tallies.sort_unstable();
        self.tallies.dedup();
        self.questions.extend(more.questions);
        self.questions.sort_unstable();
        self.questions.dedup();
        self.queue |= more.queue;
        self.askers.extend(more.askers);
    }
}

/// After a failure the store is asked again so soon, then less often.
const RETRY: Duration = Duration::from_millis(250);

/// When what is due.
struct Pace {
    read_wanted: bool,
    last_read: Instant,
    phones_due: Option<Instant>,
    last_phones: Instant,
    heartbeat: Instant,
    /// When screens and moderators were last sent a view.
    last_staff: Instant,
    pings: Instant,
    failures: u32,
    /// Not before then is a shut that failed tried again.
    shut_again: Instant,
}

impl Pace {
    fn next(&self, room: &Watched) -> Instant {
        let read = if self.failures > 0 {
            self.last_read + RETRY * self.failures.min(8)
        } else if self.read_wanted {
            self.last_read + config::STAFF_BEAT
        } else {
            self.last_read + config::READ_AT_LEAST
        };
        let due = gate_due(room).map(|ms| (clock::tick() + Duration::from_millis(ms)).max(self.shut_again));
        let due = due.filter(|_| self.failures == 0);
        [Some(read), self.phones_due, Some(self.heartbeat), Some(self.pings), due]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(read)
    }
}

/// Milliseconds until the next gate is due to be shut, by the store's clock as this node knows it.
fn gate_due(room: &Watched) -> Option<u64> {
    let now = room.store_now();
    let folded = room.room();
    let due = folded.open_runs().filter_map(|held| held.gate.until).min()?.plus_ms(GRACE_MS + 1);
    Some(due.ms_since(now))
}

/// Runs until the room is no longer watched.
pub(super) async fn run(room: Arc<Watched>, mut nudges: watch::Receiver<Version>) {
    let now = clock::tick();
    let mut store_now = room.shared.store_now.subscribe();
    let mut pace = Pace {
        read_wanted: true,
        last_read: now,
        phones_due: None,
        last_phones: now,
        heartbeat: now + config::HEARTBEAT,
        last_staff: now,
        pings: now + config::PING_ROUND,
        failures: 0,
        shut_again: now,
    };
    loop {
        let mut read_now = false;
        tokio::select! {
            changed = nudges.changed() => match changed {
                Ok(()) => {
                    pace.read_wanted = true;
                    // A first vote after a quiet beat is shown at once.
                    read_now = pace.failures == 0 && pace.last_read + config::STAFF_BEAT <= clock::tick();
                }
                Err(_) => match room.store().watch(room.code).await {
                    Ok(again) => nudges = again,
                    Err(_) => tokio::time::sleep(RETRY).await,
                },
            },
            () = room.wake.notified() => {
                read_now = pace.failures == 0;
                // The first who sits down wakes a room that slept.
                pace.beat_soon();
            }
            changed = store_now.changed() => {
                let part = room.shared.store_part_of(room.code);
                if changed.is_ok() && lock(&room.beside).store != part {
                    lock(&room.beside).store = part;
                    redraw(&room, &mut pace).await;
                }
            }
            () = tokio::time::sleep_until(pace.next(&room).into()) => {}
        }
        if room.is_gone() || is_idle(&room) {
            break;
        }
        let now = clock::tick();
        if gate_due(&room) == Some(0) && pace.failures == 0 && pace.shut_again <= now {
            shut(&room, &mut pace).await;
            read_now = true;
        }
        if read_now || pace.next_read_is(now) {
            read_and_draw(&room, &mut pace).await;
        }
        if pace.phones_due.is_some_and(|due| due <= clock::tick()) {
            pace.phones_due = None;
            pace.last_phones = clock::tick();
            sweep(&room, Whom::Phones).await;
        }
        tick(&room, &mut pace).await;
    }
    lock(&room.jobs).take();
    room.gone.store(true, Ordering::Relaxed);
    room.end_all(close::ROOM_GONE);
    room.shared.forget(room.code, &Arc::downgrade(&room));
}

impl Pace {
    fn beat_soon(&mut self) {
        let now = clock::tick();
        self.heartbeat = self.heartbeat.min(now + config::HEARTBEAT);
        self.pings = self.pings.min(now + config::PING_ROUND);
    }

    fn next_read_is(&self, now: Instant) -> bool {
        let wait = match (self.failures, self.read_wanted) {
            (0, true) => config::STAFF_BEAT,
            (0, false) => config::READ_AT_LEAST,
            (failures, _) => RETRY * failures.min(8),
        };
        self.last_read + wait <= now
    }
}

/// The line of the minutes that tells of a gate shut by the clock.
pub(super) fn shut_line(run: RunId, gate: &Gate) -> String {
    moderate::json(&Line { by: None, act: Act::Shut { run, shown: gate.show } })
}

async fn shut(room: &Arc<Watched>, pace: &mut Pace) {
    let epoch = room.epoch();
    match room.store().shut_due(room.code, &epoch, shut_line).await {
        // Nothing was due on the store's clock: this node's estimate was early by a little.
        Ok(shut) if shut.is_empty() => tokio::time::sleep(Duration::from_millis(5)).await,
        Ok(_) => {}
        Err(error) => {
            pace.shut_again = clock::tick() + RETRY;
            room.store_failed(&error);
        }
    }
}

/// What is to be drawn, read up to now. The minutes are read by the keeper alone and between taking the news and drawing them:
/// whoever else reads the room notes down that there is more, and no line is left for the next change to bring along.
async fn news(room: &Watched) -> Result<News, StoreError> {
    in_time(room.read()).await?;
    let news = std::mem::take(&mut *lock(&room.undrawn));
    if news.control
        && let Err(error) = in_time(room.read_minutes()).await
    {
        lock(&room.undrawn).add(news);
        return Err(error);
    }
    Ok(news)
}

async fn in_time(reading: impl Future<Output = Result<(), StoreError>>) -> Result<(), StoreError> {
    let read = tokio::time::timeout(config::STORE_PATIENCE, reading).await;
    read.map_err(|_| StoreError::Away("a reading took too long".to_owned())).flatten()
}

async fn read_and_draw(room: &Arc<Watched>, pace: &mut Pace) {
    pace.last_read = clock::tick();
    pace.read_wanted = false;
    match news(room).await {
        Ok(news) => {
            pace.failures = 0;
            if news.control {
                room.load_keys().await;
                redraw(room, pace).await;
            } else if room.draw_news(&news) {
                sweep_staff(room, pace).await;
                let beat = config::phone_beat(lock(&room.seats).phones.len());
                pace.phones_due.get_or_insert(pace.last_phones + beat);
            }
            if !news.askers.is_empty() {
                room.tell_own(news.askers).await;
            }
        }
        Err(StoreError::NoRoom) if !room.may_refound() => room.gone.store(true, Ordering::Relaxed),
        Err(StoreError::WentBack | StoreError::NoRoom) => {
            pace.failures += 1;
            if let Err(error) = refound::refound(room).await {
                room.store_failed(&error);
            }
        }
        Err(error) => {
            if pace.failures == 0 {
                room.store_failed(&error);
            }
            pace.failures += 1;
        }
    }
}

/// Draws everything and sends it at once: control changes wait for no beat.
async fn redraw(room: &Arc<Watched>, pace: &mut Pace) {
    if room.draw_all() {
        pace.phones_due = None;
        pace.last_phones = clock::tick();
        sweep_staff(room, pace).await;
        sweep(room, Whom::Phones).await;
    }
    end_revoked(room);
}

async fn sweep_staff(room: &Arc<Watched>, pace: &mut Pace) {
    pace.last_staff = clock::tick();
    sweep(room, Whom::Staff).await;
}

/// Heartbeats, pings, and what presence changed.
async fn tick(room: &Arc<Watched>, pace: &mut Pace) {
    let now = clock::tick();
    if pace.heartbeat <= now {
        pace.heartbeat = now + if room.is_empty() { config::READ_AT_LEAST } else { config::HEARTBEAT };
        if room.presence_changed() && room.draw_all() {
            sweep_staff(room, pace).await;
            let beat = config::phone_beat(lock(&room.seats).phones.len());
            pace.phones_due.get_or_insert(pace.last_phones + beat);
        }
        // While the store is away the numbers are old, so the heart does not beat: screens say "as of". A view is as good as a
        // beat: where ballots come one by one, there is one for each already.
        if pace.failures == 0 && pace.last_staff + config::HEARTBEAT <= now {
            let drawn = room.drawn();
            let beat = Shelf::default().frame(room.stamp(&drawn), Since::Drawing(drawn.number), None);
            let staff: Vec<_> = lock(&room.seats).staff.values().filter(|seat| seat.is_seated()).cloned().collect();
            for seat in staff {
                seat.answer(beat.clone());
            }
        }
    }
    if pace.pings <= now {
        pace.pings = now + if room.is_empty() { config::READ_AT_LEAST } else { config::PING_ROUND };
        ping(room);
    }
}

/// Asks quiet seats for a sign of life, and ends those that gave none.
fn ping(room: &Arc<Watched>) {
    let now_ms = room.shared.up_ms();
    let quiet: Vec<(Arc<Seat>, u64)> = {
        let seats = lock(&room.seats);
        (seats.phones.values().chain(seats.staff.values()))
            .map(|seat| (seat.clone(), now_ms.saturating_sub(seat.heard_ms()) / 1_000))
            .filter(|(_, quiet)| *quiet >= config::PING_AFTER.as_secs())
            .collect()
    };
    let patience = (config::PING_AFTER + config::PONG_WITHIN).as_secs();
    for (seat, quiet) in quiet {
        if quiet > patience {
            seat.end(Some(close::TOO_QUIET));
            seat.cut();
        } else {
            // Every second until it answers: a round that came late must not leave a seat unasked.
            seat.answer(frame::ping());
        }
    }
}

/// Ends the connections of moderators whose links were revoked, of screens that were sent away, and of phones whose access code is
/// good no more, or that have none where one is needed.
fn end_revoked(room: &Arc<Watched>) {
    let folded = room.room();
    let seats: Vec<_> = {
        let seats = lock(&room.seats);
        seats.staff.values().chain(seats.phones.values()).cloned().collect()
    };
    for seat in seats.iter().filter(|seat| seat.who.is_let_in(&folded).is_err()) {
        seat.end(Some(close::REVOKED));
    }
}

impl Watched {
    /// Reads what changed, folds it, and notes it down to be drawn.
    pub(super) async fn read(&self) -> Result<(), StoreError> {
        loop {
            let (since, epoch) = {
                let known = lock(&self.known);
                (known.version, known.epoch.clone())
            };
            let changes = self.store().read(self.code, since).await?;
            if changes.epoch != epoch || changes.version < since {
                return Err(StoreError::WentBack);
            }
            let mut known = lock(&self.known);
            if changes.epoch != known.epoch || (known.version != since && changes.version <= known.version) {
                // Somebody else read on meanwhile, folded as much and noted it down.
                return Ok(());
            }
            if known.version == since {
                return self.take_in(&mut known, changes);
            }
            // Somebody folded less: what is between is read again.
        }
    }

    /// Folds what changed since the version that is known.
    fn take_in(&self, known: &mut Known, changes: Changes) -> Result<(), StoreError> {
        let counted = changes.tallies.iter().map(|(run, ..)| *run).chain(changes.swings.iter().map(|(run, ..)| *run));
        let (of_questions, tallies): (Vec<_>, Vec<_>) = counted.partition(|run| run.is_of_questions());
        let control = changes.gates.iter().any(|(run, ..)| !run.is_of_questions());
        let mut news = News { control, tallies, ..News::default() };
        news.questions = of_questions.into_iter().filter_map(QuestionId::of_ballots).collect();
        let (version, documents) = (changes.version, changes.documents.clone());
        let mut room = lock(&self.room);
        // Folded first: what cannot be folded is read again, not passed over.
        let after = fold::fold((**room).clone(), changes)?;
        conversation::weigh(&room, &after, &documents, &mut news);
        *room = Arc::new(after);
        known.version = version;
        for document in &documents {
            // What the store destroyed is not to be kept here, and written back one day.
            if let Some(Key::Seal(run)) = Key::of_text(&document.key) {
                self.keys.remove(&run);
            }
        }
        known.documents.extend(documents.into_iter().map(|document| (document.key.clone(), document)));
        lock(&self.undrawn).add(news);
        Ok(())
    }

    /// Reads the newest lines of the minutes.
    pub(super) async fn read_minutes(&self) -> Result<(), StoreError> {
        let after = lock(&self.beside).minutes.last().map_or(0, |line| line.number);
        let lines = self.store().minutes(self.code, after).await?;
        let mut beside = lock(&self.beside);
        for line in lines {
            // A newer node may tell of acts this one has no words for: they stand in the store, and in its report.
            let Ok(told) = serde_json::from_str::<Line>(&line.line) else { continue };
            if beside.minutes.last().is_none_or(|last| last.number < line.number) {
                beside.minutes.push(parts::MinutesPart {
                    number: line.number,
                    at: line.at,
                    by: told.by,
                    act: told.act,
                });
            }
        }
        let surplus = beside.minutes.len().saturating_sub(config::MINUTES_SHOWN);
        beside.minutes.drain(..surplus);
        Ok(())
    }
}
