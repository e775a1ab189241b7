//! `loadtest questions`: a long question list, upvoted by a crowd, while moderators and some phones look at it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use plenary_server::domain::id::QuestionId;
use plenary_server::wire::{Command, Made, Relay, RelayLine, Upvote};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use crate::crowd::http;
use crate::crowd::logbook::{Measures, count};
use crate::crowd::moderator::Moderator;
use crate::crowd::reading::Held;
use crate::crowd::seat::{Acted, Seat, Sitting};
use crate::gathering::{Gathering, Guests, Venue};
use crate::report::{Progress, Report};
use crate::run::Meter;

/// What is asked and upvoted.
#[derive(Debug, Clone, Copy)]
pub struct List {
    /// Questions on the list.
    pub questions: u32,
    /// Upvotes in all.
    pub upvotes: u32,
    /// Seconds they are spread over.
    pub seconds: f64,
    /// Of so many upvotes one is followed until moderators and phones see it.
    pub follow_one_in: u32,
}

/// A moderator's act may bring over so many lines.
const AT_ONCE: u32 = 50;
/// The pause between two looks at a view, where a change alone does not wake.
const LOOK: Duration = Duration::from_millis(5);

/// How many upvotes of each question were sent, and taken.
#[derive(Debug, Default)]
struct Counts {
    sent: AtomicU32,
    taken: AtomicU32,
}

type Book = Arc<BTreeMap<u32, Counts>>;

/// A crowd upvotes; the sum of the receipts is compared with what the moderators see.
pub async fn questions(venue: Venue, guests: Guests, list: List) -> anyhow::Result<Report> {
    ensure!(list.questions > 0 && guests.phones > 0, "nobody to ask, or nothing to upvote");
    let nobody = Guests { phones: 0, rooms: 1, ..guests };
    let mut gathering = Gathering::seat(venue, &nobody).await?;
    let measures = gathering.measures.clone();
    let mut meter = Meter::begin(&gathering)?;
    let ids = ask(&gathering.halls[0].lead, list.questions).await?;
    let book: Book = Arc::new(ids.iter().map(|id| (id.ballots().0, Counts::default())).collect());
    let begun = Instant::now();
    let phones = seat_phones(&gathering, &guests).await?;
    let joining = begun.elapsed();
    let _progress = Progress::begin(measures.clone(), guests.phones);
    meter.joined(&gathering, guests.phones).await?;

    let start = Instant::now();
    let moderators: Vec<&Moderator> =
        gathering.halls[0].others.iter().chain(std::iter::once(&gathering.halls[0].lead)).collect();
    let watching: Vec<Arc<Seat>> = phones.iter().take(guests.looking as usize).cloned().collect();
    let mut voting = JoinSet::new();
    for (number, phone) in phones.iter().enumerate() {
        let share = list.upvotes / guests.phones + u32::from((number as u32) < list.upvotes % guests.phones);
        let mut rng = SmallRng::seed_from_u64(guests.seed ^ ((number as u64) << 20));
        let upvoter = Upvoter {
            phone: Arc::clone(phone),
            wanted: choose(&ids, share.min(list.questions), &mut rng),
            every: Duration::from_secs_f64(list.seconds / f64::from(share.max(1))),
            first: start + Duration::from_secs_f64(rng.random::<f64>() * list.seconds / f64::from(share.max(1))),
            book: Arc::clone(&book),
            measures: measures.clone(),
            followed: Followed { one_in: list.follow_one_in, phones: watching.clone() },
            seed: rng.random(),
        };
        voting.spawn(upvoter.upvote());
    }
    let mut follow = JoinSet::new();
    while let Some(done) = voting.join_next().await {
        let mut looking = done.context("a phone fell over")?;
        follow.spawn(async move { sightings(&mut looking).await });
    }
    let took = start.elapsed();
    for (at, moderator) in moderators.into_iter().enumerate() {
        check(moderator, &book, at, &measures).await;
    }
    let mut outcomes = BTreeMap::new();
    while let Some(seen) = follow.join_next().await {
        for (outcome, times) in seen.context("whoever looked fell over")?? {
            *outcomes.entry(outcome.to_owned()).or_default() += times;
        }
    }
    let mut report = crate::run::finish(&mut gathering, joining, Vec::new(), meter, took).await?;
    report.outcomes = outcomes;
    report.acknowledged_per_second = report.acknowledged as f64 / took.as_secs_f64();
    Ok(report)
}

/// What became of a sighting that was waited for, to the slowest one.
const SEEN: &str = "upvote seen by a phone";
const LEFT: &str = "question left a phone's first ones";
const UNSEEN: &str = "upvote not seen";

/// Waits for every one of them.
async fn sightings(looking: &mut JoinSet<&'static str>) -> anyhow::Result<BTreeMap<&'static str, u64>> {
    let mut outcomes = BTreeMap::new();
    while let Some(outcome) = looking.join_next().await {
        *outcomes.entry(outcome.context("whoever looked fell over")?).or_default() += 1;
    }
    Ok(outcomes)
}

/// So many questions, brought over by the chair: approved at once.
async fn ask(lead: &Moderator, wanted: u32) -> anyhow::Result<Vec<QuestionId>> {
    let mut ids = Vec::new();
    for first in (0..wanted).step_by(AT_ONCE as usize) {
        let line = |at: u32| {
            let words = "what would have to be true for both sides of this debate to trust the same answer";
            RelayLine { name: None, text: Some(format!("Question {at}: {words}?")) }
        };
        let lines = (first..wanted.min(first + AT_ONCE)).map(line).collect();
        match lead.seat.act(Command::Relay(Relay { lines })).await? {
            Acted::Done(receipt) => match receipt.made {
                Some(Made::Relayed { questions, .. }) => ids.extend(questions),
                other => bail!("bringing questions over made {other:?}"),
            },
            other => bail!("questions were not brought over: {other:?}"),
        }
    }
    Ok(ids)
}

async fn seat_phones(gathering: &Gathering, guests: &Guests) -> anyhow::Result<Vec<Arc<Seat>>> {
    let mut phones = Vec::new();
    let place = &gathering.venue.links[0].place;
    for (number, door) in (0..guests.phones).zip(gathering.venue.doors.iter().cycle()) {
        let mut place = place.clone();
        place.door = Arc::clone(door);
        let asked = Instant::now();
        let mode = if f64::from(number) < f64::from(guests.phones) * guests.online_share { "online" } else { "room" };
        let page = http::get(&place.door, 0, &format!("/{}?mode={mode}", place.room), "").await?;
        let cookie = page.cookies.join("; ");
        let logbook = Arc::clone(&gathering.halls[0].logbook);
        let seat = Seat::take(Sitting { place, role: "phone", cookie, logbook, observer: None }).await?;
        gathering.measures.joins.record(asked.elapsed());
        count(&gathering.measures.joined, 1);
        phones.push(Arc::new(seat));
    }
    Ok(phones)
}

/// Different questions, the first of the list more often than the last: a third of all upvotes go to its first thirtieth.
fn choose(ids: &[QuestionId], wanted: u32, rng: &mut SmallRng) -> Vec<QuestionId> {
    let mut chosen = std::collections::BTreeSet::new();
    while chosen.len() < wanted as usize {
        let skewed = rng.random::<f64>().powi(3);
        chosen.insert(ids[(skewed * ids.len() as f64) as usize % ids.len()]);
    }
    chosen.into_iter().collect()
}

#[derive(Debug, Clone)]
struct Followed {
    one_in: u32,
    phones: Vec<Arc<Seat>>,
}

struct Upvoter {
    phone: Arc<Seat>,
    wanted: Vec<QuestionId>,
    every: Duration,
    first: Instant,
    book: Book,
    measures: Arc<Measures>,
    followed: Followed,
    seed: u64,
}

impl Upvoter {
    /// Upvotes one after another, each at its moment; returns the tasks that look who sees it.
    async fn upvote(self) -> JoinSet<&'static str> {
        let mut rng = SmallRng::seed_from_u64(self.seed);
        let mut looking = JoinSet::new();
        for (at, question) in (0..).zip(&self.wanted) {
            let intended = self.first + self.every * at;
            sleep_until(intended).await;
            let counts = &self.book[&question.ballots().0];
            counts.sent.fetch_add(1, Ordering::Relaxed);
            let upvote = Command::Upvote(Upvote { question: *question, r: 1, up: true });
            match self.phone.act(upvote).await {
                Ok(Acted::Done(_)) => {
                    counts.taken.fetch_add(1, Ordering::Relaxed);
                    count(&self.measures.acknowledged, 1);
                    self.measures.receipts.record(intended.elapsed());
                    if rng.random_ratio(1, self.followed.one_in) {
                        // Surely among the first so many that were taken: so many had been sent.
                        let surely = counts.sent.load(Ordering::Relaxed);
                        // Who does not have it among the first of their list is not shown it.
                        let lists = |phone: &&Arc<Seat>| listed(&phone.held(), *question).is_some();
                        for phone in self.followed.phones.iter().filter(lists) {
                            let (phone, measures, question) = (Arc::clone(phone), self.measures.clone(), *question);
                            looking.spawn(async move {
                                // A question that others overtake leaves the first ones: nobody is shown its upvotes there.
                                let is_over = |held: &Held| listed(held, question).is_none_or(|n| n >= surely);
                                match phone.until(is_over).await {
                                    Ok(held) if listed(&held, question).is_none() => LEFT,
                                    Ok(_) => {
                                        measures.seen_by_phones.record(intended.elapsed());
                                        SEEN
                                    }
                                    Err(error) => {
                                        measures.found(format!("an upvote was not seen: {error:#}"));
                                        UNSEEN
                                    }
                                }
                            });
                        }
                    }
                }
                Ok(Acted::Refused(why)) => self.measures.found(format!("an upvote was refused: {why}")),
                Ok(Acted::Unknown) => self.measures.found("a socket was lost".to_owned()),
                Err(error) => self.measures.found(format!("{error:#}")),
            }
        }
        looking
    }
}

/// How many upvotes the list shows, if the question is among the first.
fn listed(held: &Held, question: QuestionId) -> Option<u32> {
    let first = held.parts.get("questions")?.get("first")?.as_array()?;
    let line = first.iter().find(|line| line["q"] == question.ballots().0)?;
    u32::try_from(line["n"].as_u64()?).ok()
}

/// How many upvotes a moderator sees.
fn upvotes(held: &Held, question: u32) -> Option<u32> {
    let of = held.parts.get(&format!("question/{question}"))?.get("upvotes")?.as_array()?;
    of.iter().map(|count| u32::try_from(count.as_u64()?).ok()).sum()
}

/// Every receipt is counted, nothing else is, on this moderator's page.
async fn check(moderator: &Moderator, book: &Book, number: usize, measures: &Measures) {
    let until = Instant::now() + Duration::from_secs(5);
    loop {
        let held = moderator.seat.held();
        let wrong = book.iter().find(|(id, counts)| upvotes(&held, **id) != Some(counts.taken.load(Ordering::Relaxed)));
        let Some((id, counts)) = wrong else { return };
        if Instant::now() > until {
            let (seen, taken) = (upvotes(&held, *id), counts.taken.load(Ordering::Relaxed));
            measures.found(format!("moderator {number} sees {seen:?} upvotes of question {id}, {taken} were taken"));
            return;
        }
        sleep(LOOK).await;
    }
}
