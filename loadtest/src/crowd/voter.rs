//! A phone in somebody's hand: arrives, taps when its plan says so, comes back when the network does, until told to stop.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use plenary_server::domain::person::Mode;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use super::Place;
use super::logbook::{Logbook, count};
use super::phone::Phone;
use crate::schedule::Plan;

/// The longest pause before coming back; the first is a fiftieth of it.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// Looking again whether there is something to do, when nothing is planned.
const IDLE: Duration = Duration::from_hours(1);

/// Who holds the phone.
#[derive(Debug, Clone)]
pub struct Person {
    /// Where to go.
    pub place: Place,
    /// The phone's number in the room.
    pub number: u32,
    /// Says so in its hello.
    pub mode: Option<Mode>,
    /// When it opens the page.
    pub arrives: Instant,
    /// Votes by plain requests, without a socket.
    pub is_plain: bool,
    /// Looks at the number of ballots, as this observer.
    pub looks_as: Option<usize>,
    /// Everything random about it.
    pub seed: u64,
}

/// What a crowd is told while it runs.
#[derive(Debug, Clone)]
pub struct Told {
    /// The plan to follow, newest first and only.
    pub plan: watch::Receiver<Option<Arc<Plan>>>,
    /// Turns true when it is over.
    pub stop: watch::Receiver<bool>,
}

/// Lives through one test. Returns when told to stop, with every ballot's answer it got in the logbook.
pub async fn attend(person: Person, logbook: Arc<Logbook>, mut told: Told) {
    let mut rng = SmallRng::seed_from_u64(person.seed);
    sleep_until(person.arrives).await;
    let Some(mut phone) = arrive(&person, &logbook, &told.stop, &mut rng).await else {
        return;
    };
    logbook.measures.joins.record(person.arrives.elapsed());
    count(&logbook.measures.joined, 1);
    let mut plan = told.plan.borrow_and_update().clone();
    let mut done = 0;
    let mut failures = 0;
    while !*told.stop.borrow() {
        tap_what_is_due(&mut phone, plan.as_deref(), &mut done);
        if phone.is_overdue() {
            logbook.measures.failed("no answer to a ballot");
            phone.cut();
        }
        let sent = if person.is_plain {
            phone.post().await
        } else if phone.is_connected() {
            phone.send().await.map_err(Into::into)
        } else {
            phone.join().await
        };
        match sent {
            Ok(()) => failures = 0,
            Err(error) => {
                logbook.measures.failed(&error.root_cause().to_string());
                failures += 1;
                pause(failures, &mut told.stop, &mut rng).await;
                continue;
            }
        }
        let next = next_tap(&phone, plan.as_deref(), done).into_iter().chain(phone.due()).min();
        let next = next.unwrap_or_else(|| Instant::now() + IDLE);
        tokio::select! {
            heard = phone.hear(), if phone.is_connected() => {
                if heard.is_err() {
                    failures += 1;
                    pause(failures, &mut told.stop, &mut rng).await;
                }
            }
            changed = told.plan.changed() => {
                if changed.is_err() { break }
                plan.clone_from(&told.plan.borrow_and_update());
                done = 0;
            }
            changed = told.stop.changed() => if changed.is_err() { break },
            () = sleep_until(next) => {}
        }
    }
    phone.leave().await;
}

/// Opens the page and joins, again and again until it works or is over.
async fn arrive(
    person: &Person,
    logbook: &Arc<Logbook>,
    stop: &watch::Receiver<bool>,
    rng: &mut SmallRng,
) -> Option<Phone> {
    let mut stop = stop.clone();
    let mut failures = 0;
    while !*stop.borrow() {
        let Person { place, number, mode, is_plain, looks_as, .. } = person.clone();
        let joined = async {
            let mut phone = Phone::open_page(place, number, mode, Arc::clone(logbook)).await?;
            if let Some(observer) = looks_as {
                phone.looks_as(observer);
            }
            if !is_plain {
                phone.join().await?;
            }
            anyhow::Ok(phone)
        };
        match joined.await {
            Ok(phone) => return Some(phone),
            Err(error) => {
                logbook.measures.failed(&format!("{error:#}"));
                failures += 1;
                pause(failures, &mut stop, rng).await;
            }
        }
    }
    None
}

/// Waits longer after every failure, never as long as anybody else ("full jitter"), and not when it is over.
pub(crate) async fn pause(failures: u32, stop: &mut watch::Receiver<bool>, rng: &mut SmallRng) {
    let longest = (LONGEST_PAUSE / 50).saturating_mul(1 << failures.min(8)).min(LONGEST_PAUSE);
    let pause = longest.mul_f64(rng.random());
    tokio::select! {
        () = sleep(pause) => {}
        _ = stop.changed() => {}
    }
}

fn tap_what_is_due(phone: &mut Phone, plan: Option<&Plan>, done: &mut usize) {
    let Some(plan) = plan else { return };
    let now = Instant::now();
    for tap in &plan.of_phone(phone.number())[*done..] {
        let intended = plan.start + tap.after;
        if intended > now {
            break;
        }
        phone.tap(plan.run, Some(tap.choice.clone()), intended);
        *done += 1;
    }
}

fn next_tap(phone: &Phone, plan: Option<&Plan>, done: usize) -> Option<Instant> {
    let plan = plan?;
    plan.of_phone(phone.number()).get(done).map(|tap| plan.start + tap.after)
}

/// How many phones have joined, for waiting.
pub fn joined(logbook: &Logbook) -> u64 {
    logbook.measures.joined.load(Ordering::Relaxed)
}
