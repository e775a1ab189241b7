//! People who come to one room of a running server, answer every run that opens, and stay until they are sent home.
//!
//! They bring no moderator: somebody else opens and closes, by hand or in another test, and compares what they were told.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use plenary_server::domain::id::{RoomCode, RunId};
use plenary_server::domain::kind::{Choice, Kind};
use plenary_server::domain::person::Mode;
use rand::SeedableRng;
use rand::rngs::SmallRng;
use serde::Serialize;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use crate::crowd::logbook::{Logbook, Measures, count};
use crate::crowd::phone::{NoSuchRoom, OpenRun, Phone};
use crate::crowd::voter::pause;
use crate::crowd::{Door, Place};
use crate::schedule::Taste;

/// Looking again whether there is something to do, when nothing is planned.
const IDLE: Duration = Duration::from_hours(1);

/// Who comes where, and what they answer.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The server: "<http://127.0.0.1:7300>".
    pub against: String,
    /// The room.
    pub room: RoomCode,
    /// How many people.
    pub phones: u32,
    /// So many of them, the first ones, are online; the others are in the room.
    pub online: u32,
    /// What they answer to the first run they see open, to the second, and so on; nothing to runs after these. If there is
    /// none at all, they answer every run as the seed has it.
    pub choices: Vec<Choices>,
    /// Everything random comes from it.
    pub seed: u64,
}

/// What each person answers to one run, in the order of their numbers; `null`, or nothing, is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices(pub Vec<Option<Choice>>);

impl FromStr for Choices {
    type Err = serde_json::Error;

    /// From JSON as the wire has it: `[{"one":0}, {"many":[0,2]}, "cant_say", null]`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(text).map(Self)
    }
}

/// What they were told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attended {
    /// For the same crowd again.
    pub seed: u64,
    /// People who joined.
    pub joined: u64,
    /// The runs they saw open, in that order.
    pub runs: Vec<Answered>,
    /// Refusals by code, those that say "send it again" too.
    pub refusals: BTreeMap<&'static str, u64>,
    /// What must not be: two answers that contradict each other, frames that are none.
    pub findings: Vec<String>,
}

/// What stands in one run, by what its voters were told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// Which.
    pub run: RunId,
    /// Acknowledged ballots that stand.
    pub ballots: u32,
    /// The plain counts of these, in the order of the kind: by answer, by place, by statement.
    pub counts: Vec<u32>,
    /// Of these "I can't say".
    pub cant_say: u32,
    /// People who do not know what became of their ballot: not among the above.
    pub indefinite: u32,
}

/// The runs that anybody saw open, in that order.
type Shown = Arc<Mutex<Vec<(RunId, Arc<Kind>)>>>;

/// Lets them come and answer until `stop` turns true, its sender goes away, or the room does.
/// Fails only if `against` is no address.
pub async fn attend(visit: Visit, stop: watch::Receiver<bool>) -> anyhow::Result<Attended> {
    let door = Door::at(&visit.against).await?;
    let logbook = Logbook::new(Arc::new(Measures::default()));
    let (visit, shown) = (Arc::new(visit), Shown::default());
    let mut people = JoinSet::new();
    for number in 0..visit.phones {
        let guest = Guest {
            place: Place { door: Arc::clone(&door), room: visit.room, source: 0 },
            number,
            visit: Arc::clone(&visit),
            shown: Arc::clone(&shown),
            rng: SmallRng::seed_from_u64(visit.seed ^ (u64::from(number) << 32)),
        };
        people.spawn(guest.stay(Arc::clone(&logbook), stop.clone()));
    }
    while let Some(left) = people.join_next().await {
        left.context("a phone fell over")?;
    }
    let shown = shown.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(told(&logbook, visit.seed, &shown))
}

fn told(logbook: &Logbook, seed: u64, shown: &[(RunId, Arc<Kind>)]) -> Attended {
    let mut findings = logbook.measures.findings();
    let mut runs = Vec::with_capacity(shown.len());
    for (run, kind) in shown {
        let (standing, wrong) = logbook.standing(*run, kind);
        findings.extend(wrong);
        runs.push(Answered {
            run: *run,
            ballots: standing.n.least,
            counts: standing.counts.iter().map(|count| count.least).collect(),
            cant_say: standing.cant_say.least,
            indefinite: standing.open,
        });
    }
    let joined = logbook.measures.joined.load(Ordering::Relaxed);
    Attended { seed, joined, runs, refusals: logbook.measures.refusals(), findings }
}

/// One of them.
struct Guest {
    place: Place,
    number: u32,
    visit: Arc<Visit>,
    shown: Shown,
    rng: SmallRng,
}

impl Guest {
    async fn stay(mut self, logbook: Arc<Logbook>, mut stop: watch::Receiver<bool>) {
        let mut phone = None;
        let mut failures = 0;
        // An error means that nobody is left who could stop us: then it is over.
        while !*stop.borrow() && stop.has_changed().is_ok() {
            let acted = tokio::select! {
                acted = self.act(&mut phone, &logbook) => acted,
                _ = stop.wait_for(|stop| *stop) => break,
            };
            match acted {
                Ok(()) => failures = 0,
                Err(error) if error.is::<NoSuchRoom>() => break,
                Err(error) => {
                    logbook.measures.failed(&format!("{error:#}"));
                    failures += 1;
                    pause(failures, &mut stop, &mut self.rng).await;
                }
            }
        }
        if let Some(phone) = phone {
            phone.leave().await;
        }
    }

    /// Comes (again), says what there is to say, and waits until there may be more. After an error it is to be called again,
    /// after a pause; the phone keeps its ballots.
    async fn act(&mut self, phone: &mut Option<Phone>, logbook: &Arc<Logbook>) -> anyhow::Result<()> {
        let phone = if let Some(phone) = phone {
            phone
        } else {
            let mode = if self.number < self.visit.online { Mode::Online } else { Mode::Room };
            let mut opened = Phone::open_page(self.place.clone(), self.number, Some(mode), Arc::clone(logbook)).await?;
            opened.join().await?;
            count(&logbook.measures.joined, 1);
            phone.insert(opened)
        };
        if phone.is_overdue() {
            logbook.measures.failed("no answer to a ballot");
            phone.cut();
        }
        if !phone.is_connected() {
            phone.join().await?;
        }
        self.answer(phone);
        phone.send().await?;
        let next = phone.due().unwrap_or_else(|| Instant::now() + IDLE);
        tokio::select! {
            heard = phone.hear() => heard?,
            () = sleep_until(next) => {}
        }
        Ok(())
    }

    /// Taps in every open run in which this person has not.
    fn answer(&mut self, phone: &mut Phone) {
        for OpenRun { run, kind } in phone.open_runs().to_vec() {
            let Some(kind) = kind.filter(|_| !phone.has_tapped(run)) else { continue };
            let place = self.place_of(run, &kind);
            if let Some(choice) = self.choice(run, &kind, place) {
                phone.tap(run, Some(choice), Instant::now());
            }
        }
    }

    /// The how-manieth run this is that anybody here saw open, from 0.
    fn place_of(&self, run: RunId, kind: &Arc<Kind>) -> usize {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.iter().position(|(known, _)| *known == run).unwrap_or_else(|| {
            shown.push((run, Arc::clone(kind)));
            shown.len() - 1
        })
    }

    fn choice(&mut self, run: RunId, kind: &Kind, place: usize) -> Option<Choice> {
        if self.visit.choices.is_empty() {
            // The room leans one way, whoever asks.
            let mut leaning = SmallRng::seed_from_u64(self.visit.seed.wrapping_add(u64::from(run.0)));
            return Some(Taste::draw(kind, &mut leaning).choose(&mut self.rng));
        }
        self.visit.choices.get(place)?.0.get(self.number as usize)?.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_said_as_on_the_wire() {
        let choices: Choices = r#"[{"one":0}, {"many":[0,2]}, "cant_say", null]"#.parse().unwrap();
        let meant = [Some(Choice::One(0)), Some(Choice::Many(vec![0, 2])), Some(Choice::CantSay), None];
        assert_eq!(choices.0, meant);
        for wrong in ["", "{}", r#"[{"one":-1}]"#, r#"[{"two":1}]"#] {
            assert!(wrong.parse::<Choices>().is_err(), "{wrong}");
        }
    }
}
