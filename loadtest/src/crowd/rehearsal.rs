//! Forty pretend phones for a rehearsal: they join over a few seconds and answer every run as people would.

use std::sync::Arc;
use std::time::Duration;

use plenary_server::domain::id::{RoomCode, RunId};
use plenary_server::domain::person::Mode;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::logbook::{Logbook, Measures};
use super::phone::{NoSuchRoom, OpenRun, Phone};
use super::{Door, Place};
use crate::schedule::Taste;

/// People come in over this time.
const ARRIVING: Duration = Duration::from_secs(6);
/// Nobody answers sooner: they read first.
const READING: Duration = Duration::from_millis(1_200);
/// Half have answered after so much more.
const HALF_BY: f64 = 4.0;
/// The slowest answer after this.
const LATEST: f64 = 45.0;
/// Nine of ten answer.
const ANSWER: f64 = 0.9;
/// One of eight thinks again.
const THINK_AGAIN: f64 = 0.125;
/// Four of ten are online.
const ONLINE: f64 = 0.4;
/// A phone that lost the server asks again after about this.
const PAUSE: Duration = Duration::from_secs(1);

/// What to rehearse.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    /// The server: "<http://127.0.0.1:7300>".
    pub base: String,
    /// The rehearsal's room.
    pub room: RoomCode,
    /// How many phones.
    pub phones: u32,
    /// Everything random comes from it.
    pub seed: u64,
}

/// Lets the phones come, vote on every run that opens, and stay until `stop` turns true, its sender
/// goes away, or the room does.
/// Fails only if `base` is no address.
pub async fn rehearse(rehearsal: Rehearsal, mut stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    let door = Door::at(&rehearsal.base).await?;
    let logbook = Logbook::new(Arc::new(Measures::default()));
    let mut phones = JoinSet::new();
    for number in 0..rehearsal.phones {
        let mut rng = SmallRng::seed_from_u64(rehearsal.seed ^ (u64::from(number) << 32));
        let place = Place { door: Arc::clone(&door), room: rehearsal.room, source: 0 };
        let arrives = ARRIVING.mul_f64(rng.random());
        let attendee = Attendee { place, number, taste_seed: rehearsal.seed, rng, logbook: Arc::clone(&logbook) };
        phones.spawn(async move {
            sleep(arrives).await;
            attendee.attend().await;
        });
    }
    let all_have_left = async { while phones.join_next().await.is_some() {} };
    tokio::select! {
        // An error means the sender is gone: nobody can stop it any more, so it stops.
        _ = stop.wait_for(|stop| *stop) => {}
        () = all_have_left => {}
    }
    phones.shutdown().await;
    Ok(())
}

/// Somebody at the rehearsal.
struct Attendee {
    place: Place,
    number: u32,
    /// Shared by all, so that the room leans one way.
    taste_seed: u64,
    rng: SmallRng,
    logbook: Arc<Logbook>,
}

/// What somebody means to do in one run.
#[derive(Debug)]
struct Intention {
    run: RunId,
    taps: Vec<Instant>,
}

impl Attendee {
    /// Stays until the room is gone (it may be ended on another node, where nobody can stop us).
    async fn attend(mut self) {
        let mode = match self.rng.random::<f64>() {
            share if share < ONLINE => Mode::Online,
            _ => Mode::Room,
        };
        loop {
            let opened = Phone::open_page(self.place.clone(), self.number, Some(mode), Arc::clone(&self.logbook)).await;
            match opened {
                Ok(phone) => self.stay(phone).await,
                Err(error) if error.is::<NoSuchRoom>() => return,
                Err(error) => self.pause_after(&error).await,
            }
        }
    }

    /// Votes until the page must be opened anew.
    async fn stay(&mut self, mut phone: Phone) {
        let mut intentions: Vec<Intention> = Vec::new();
        loop {
            if phone.is_overdue() {
                phone.cut();
            }
            if !phone.is_connected()
                && let Err(error) = phone.join().await
            {
                return self.pause_after(&error).await;
            }
            self.make_up_my_mind(&phone, &mut intentions);
            self.tap(&mut phone, &mut intentions);
            if phone.send().await.is_err() {
                // The logbook has it; the socket is opened again at the top of the loop.
                continue;
            }
            let next = intentions.iter().flat_map(|intention| &intention.taps).copied().chain(phone.due()).min();
            let next = next.unwrap_or_else(|| Instant::now() + PAUSE);
            tokio::select! {
                _ = phone.hear(), if phone.is_connected() => {}
                () = sleep_until(next) => {}
            }
        }
    }

    async fn pause_after(&mut self, error: &anyhow::Error) {
        self.logbook.measures.failed(&format!("{error:#}"));
        sleep(PAUSE.mul_f64(0.5 + self.rng.random::<f64>())).await;
    }

    fn make_up_my_mind(&mut self, phone: &Phone, intentions: &mut Vec<Intention>) {
        for OpenRun { run, .. } in phone.open_runs() {
            if intentions.iter().any(|intention| intention.run == *run) || phone.has_tapped(*run) {
                continue;
            }
            let mut taps = Vec::new();
            if self.rng.random_bool(ANSWER) {
                taps.push(Instant::now() + READING + self.hesitation());
            }
            if let Some(first) = taps.first().copied()
                && self.rng.random_bool(THINK_AGAIN)
            {
                taps.push(first + READING + self.hesitation());
            }
            intentions.push(Intention { run: *run, taps });
        }
    }

    /// Exponential, so that most answer soon and some late.
    fn hesitation(&mut self) -> Duration {
        let halves = -(1.0 - self.rng.random::<f64>()).log2();
        Duration::from_secs_f64((halves * HALF_BY).min(LATEST))
    }

    fn tap(&mut self, phone: &mut Phone, intentions: &mut [Intention]) {
        let now = Instant::now();
        let open: Vec<OpenRun> = phone.open_runs().to_vec();
        for intention in intentions {
            let due = intention.taps.iter().filter(|tap| **tap <= now).count();
            if due == 0 {
                continue;
            }
            intention.taps.drain(..due);
            let asked = open.iter().find(|open| open.run == intention.run).and_then(|open| open.kind.as_deref());
            let Some(kind) = asked else { continue };
            let mut leaning = SmallRng::seed_from_u64(self.taste_seed.wrapping_add(u64::from(intention.run.0)));
            let choice = Taste::draw(kind, &mut leaning).choose(&mut self.rng);
            phone.tap(intention.run, Some(choice), now);
        }
    }
}
