//! `loadtest double`: one pass speaks through two nodes in the same instant, and makes one ballot; an old revision that
//! arrives late never wins.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use plenary_server::domain::id::RunId;
use plenary_server::domain::kind::Choice;
use plenary_server::domain::poll::Visibility;
use plenary_server::domain::refusal::Refusal;
use plenary_server::wire::Counted;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use crate::crowd::logbook::Logbook;
use crate::crowd::phone::{Answer, Phone};
use crate::crowd::{PATIENCE, Place};
use crate::gathering::{Ended, Gathering, Guests, Venue};
use crate::report::Report;
use crate::run::raise;

/// Nobody votes faster than this for long; the server's budget per pass allows it.
const BETWEEN: Duration = Duration::from_millis(400);

/// How often each pair of answers came, for the report.
type Pairs = BTreeMap<String, u64>;

/// Lets `guests.phones` people speak through the first and the last door at once.
pub async fn double(venue: Venue, guests: Guests) -> anyhow::Result<Report> {
    let gathering = Gathering::seat(venue, &guests).await?;
    let hall = &gathering.halls[0];
    let poll = raise(hall).await?;
    let run = hall.lead.open(&poll, Visibility::Live).await?;
    let doors = &gathering.venue.doors;
    let room = gathering.venue.links[0].place.room;
    let at = |door: usize| Place { door: Arc::clone(&doors[door]), room, source: 0 };
    let mut people = JoinSet::new();
    for number in 0..guests.phones {
        people.spawn(person(at(0), at(doors.len() - 1), number, run, guests.seed, Arc::clone(&hall.logbook)));
    }
    let mut pairs = Pairs::new();
    let mut differences = Vec::new();
    while let Some(told) = people.join_next().await {
        let told = told.context("a person fell over")??;
        *pairs.entry(told.pair).or_default() += 1;
        differences.extend(told.wrong);
    }
    let result = hall.lead.close(run, true).await?;
    let kind = hall.lead.run(run)?.and_then(|led| led.kind).context("the kind of the poll")?;
    let (expected, wrong) = hall.logbook.check(run, &kind, &result);
    differences.extend(wrong);
    let n = result.n().unwrap_or_default();
    if n != guests.phones {
        differences.push(format!("{} people voted, the result says {n}", guests.phones));
    }
    let (taps, indefinite, expected) = (guests.phones as usize * 5, expected.open, expected.n.most);
    let ended = Ended { room: 0, run, n, expected, indefinite, unseen: 0, taps, differences };
    let mut report = Report { runs: vec![ended], ..Report::default() };
    report.take(&gathering.measures);
    report.phones = u64::from(guests.phones);
    report.outcomes = pairs;
    Ok(report)
}

struct Told {
    /// How the first two ballots were answered.
    pair: String,
    wrong: Vec<String>,
}

async fn person(
    first: Place,
    second: Place,
    number: u32,
    run: RunId,
    seed: u64,
    logbook: Arc<Logbook>,
) -> anyhow::Result<Told> {
    let mut rng = SmallRng::seed_from_u64(seed ^ u64::from(number));
    let mut left = Phone::open_page(first, number, None, logbook).await?;
    let mut right = left.twin(second).await?;
    left.join().await?;
    right.join().await?;
    let mut wrong = Vec::new();
    let mut expect = |is_so: bool, what: String| {
        if !is_so {
            wrong.push(format!("voter {number}: {what}"));
        }
    };

    // The same revision with two choices, in the same instant: one is counted, the other told so.
    let [left_late, right_late] = lateness(&mut rng);
    let (one, other) = tokio::join!(say(&mut left, run, 1, 0, left_late), say(&mut right, run, 1, 1, right_late));
    let (one, other) = (one?, other?);
    let counted = [&one, &other].into_iter().filter(|answer| **answer == Answer::Counted(Counted::Counted)).count();
    let told = [&one, &other].into_iter().filter(|answer| is_superseded(answer, 1)).count();
    expect((counted, told) == (1, 1), format!("r1 twice: {one:?} and {other:?}"));
    let pair = if one == Answer::Counted(Counted::Counted) { "first door won" } else { "second door won" };
    sleep(BETWEEN).await;

    // Two revisions in the same instant: the higher stands, whichever came first.
    let [left_late, right_late] = lateness(&mut rng);
    let (two, three) = tokio::join!(say(&mut left, run, 2, 2, left_late), say(&mut right, run, 3, 3, right_late));
    let (two, three) = (two?, three?);
    expect(matches!(three, Answer::Counted(_)), format!("r3: {three:?}"));
    let fits = matches!(two, Answer::Counted(Counted::Changed)) || is_superseded(&two, 3);
    expect(fits, format!("r2 beside r3: {two:?}"));
    sleep(BETWEEN).await;

    // An old one arrives late, through either door.
    for phone in [&mut left, &mut right] {
        let late = say(phone, run, 2, 0, Duration::ZERO).await?;
        expect(is_superseded(&late, 3), format!("r2 after r3: {late:?}"));
        sleep(BETWEEN).await;
    }
    left.leave().await;
    right.leave().await;
    Ok(Told { pair: pair.to_owned(), wrong })
}

fn is_superseded(answer: &Answer, by: u32) -> bool {
    matches!(answer, Answer::Refused(Refusal::Superseded { r }) if *r == by)
}

/// Up to this late, now one, now the other: the same instant, as far as two networks know one.
const LATEST: Duration = Duration::from_millis(4);

fn lateness(rng: &mut SmallRng) -> [Duration; 2] {
    [LATEST.mul_f64(rng.random()), LATEST.mul_f64(rng.random())]
}

/// Sends this wish after a while and waits for its answer.
async fn say(phone: &mut Phone, run: RunId, r: u32, choice: u8, after: Duration) -> anyhow::Result<Answer> {
    sleep(after).await;
    phone.wish(run, r, Some(Choice::One(choice)), Instant::now());
    let answered = async {
        phone.send().await?;
        loop {
            if let Some(answer) = phone.answer_to(run, r) {
                return anyhow::Ok(answer.clone());
            }
            phone.hear().await?;
            phone.send().await?;
        }
    };
    match timeout(PATIENCE, answered).await {
        Ok(answer) => answer,
        Err(_) => bail!("no answer to r{r} in {} s", PATIENCE.as_secs()),
    }
}
