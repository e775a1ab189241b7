//! The load test's crowd against the program itself: kill -9 during voting, one pass on two nodes, two nodes that agree.
//!
//! Small crowds: what counts here is that the sum is right, not how fast. `loadtest` brings the large ones.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use plenary_loadtest::attend::{Choices, Visit, attend};
use plenary_loadtest::crowd::logbook::Logbook;
use plenary_loadtest::crowd::moderator::Moderator;
use plenary_loadtest::crowd::reading::{Held, ResultSeen};
use plenary_loadtest::crowd::seat::Acted;
use plenary_loadtest::crowd::{Link, PATIENCE, http};
use plenary_loadtest::double::double;
use plenary_loadtest::gathering::{Guests, Venue};
use plenary_loadtest::kill::{Victim, kill};
use plenary_loadtest::report::Report;
use plenary_loadtest::run::{Voting, run};
use plenary_loadtest::servers::{Store, Wanted};
use plenary_server::domain::kind::Choice;
use plenary_server::domain::poll::Visibility;
use plenary_server::wire::{Command, EndRehearsal, Made, Receipt, Rehearse};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// Times a victim is killed in one test.
const KILLS: u32 = 2;

/// The program under test, as `cargo build -p plenary` leaves it above this test's own folder.
fn program() -> PathBuf {
    let own = std::env::current_exe().expect("a test knows where it is");
    let folder = own.parent().and_then(|deps| deps.parent()).expect("tests stand in target/PROFILE/deps");
    folder.join("plenary")
}

pub(crate) async fn venue(store: Store, nodes: usize) -> Venue {
    venue_on(store, nodes, "redis-server".into()).await
}

async fn venue_on(store: Store, nodes: usize, redis: PathBuf) -> Venue {
    let wanted = Wanted { store, nodes, rooms: None, server: Some(program()), redis, keep: false };
    Venue::start(&wanted).await.expect("the servers start (cargo build -p plenary)")
}

/// A seed of its own for each run of a test, printed with the report if it fails.
pub(crate) fn guests(phones: u32) -> Guests {
    Guests {
        rooms: 1,
        phones,
        screens: 2,
        online_share: 0.4,
        plain_share: 0.1,
        joins_per_second: 200.0,
        looking: 2,
        seed: rand::random(),
    }
}

pub(crate) fn is_right(guests: &Guests, report: &Report) {
    assert!(report.is_sound(), "seed {}\n{report}", guests.seed);
    assert!(report.acknowledged > 0, "nobody voted\n{report}");
}

async fn killed(store: Store, nodes: usize, victim: Victim) {
    let guests = guests(60);
    let report = kill(venue(store, nodes).await, guests, victim, KILLS, 60.0).await.unwrap();
    is_right(&guests, &report);
    assert_eq!(report.kills, KILLS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_a_killed_node_loses_no_acknowledged_ballot() {
    killed(Store::Sqlite, 1, Victim::Node).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_a_killed_node_loses_no_acknowledged_ballot() {
    killed(Store::Redis, 2, Victim::Node).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_a_killed_redis_loses_no_acknowledged_ballot() {
    killed(Store::Redis, 2, Victim::Redis).await;
}

/// A Redis that keeps nothing: as asked for, but without its file.
const FORGETFUL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/forgetful-redis.sh");

/// The proof that these tests can fail: phones that vote by plain requests say nothing again, so what this Redis forgets is
/// lost, and the sum says so. Hardly anybody votes a second time here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_that_forgets_is_caught_by_the_sum() {
    let guests = Guests { plain_share: 1.0, looking: 0, ..guests(60) };
    let report =
        kill(venue_on(Store::Redis, 1, FORGETFUL.into()).await, guests, Victim::Redis, KILLS, 6.0).await.unwrap();
    assert!(!report.is_sound(), "seed {}: nothing was found\n{report}", guests.seed);
    let run = &report.runs[0];
    assert!(run.n < run.expected, "seed {}: nothing was lost\n{report}", guests.seed);
}

async fn doubled(store: Store, nodes: usize) {
    let guests = guests(25);
    let report = double(venue(store, nodes).await, guests).await.unwrap();
    is_right(&guests, &report);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_one_pass_twice_in_one_instant_is_one_ballot() {
    doubled(Store::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_one_pass_on_two_nodes_in_one_instant_is_one_ballot() {
    doubled(Store::Redis, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_two_nodes_show_the_same_result_on_every_screen() {
    let guests = guests(120);
    let voting = Voting { polls: 2, votes_per_second: 60.0, seconds: 4.0, visibility: Visibility::Live };
    let report = run(venue(Store::Redis, 2).await, guests, voting).await.unwrap();
    is_right(&guests, &report);
    assert_eq!(report.runs.len(), 2);
}

/// A crowd that comes to somebody else's session, as the play in the browser has it, over a kill -9.
async fn attended(store: Store, choices: Vec<Choices>, ballots: u32) {
    let mut venue = venue(store, 1).await;
    let logbook = Logbook::new(Arc::default());
    let chair = Moderator::enter(&venue.links[0], &logbook, false).await.unwrap();
    let poll = chair.agenda().unwrap().polls.into_iter().find(|poll| !poll.sensitive).expect("a plain poll").poll;
    let against = format!("http://{}", venue.doors[0].authority());
    let visit =
        Visit { against, room: venue.links[0].place.room, phones: 12, online: 5, choices, seed: rand::random() };
    let (stop, stopped) = watch::channel(false);
    let seed = visit.seed;
    let coming = tokio::spawn(attend(visit, stopped));
    let run = chair.open(&poll, Visibility::Live).await.unwrap();
    let all_have_voted = |held: &Held| {
        let result = held.result(run).ok().flatten();
        result.and_then(|result| result.n()) == Some(ballots)
    };
    chair.seat.until(all_have_voted).await.expect("everybody who has an answer votes");
    let node = &mut venue.servers.as_mut().expect("started here").nodes[0];
    node.kill().await.unwrap();
    node.start_again().await.unwrap();
    let ResultSeen::Figures { n, cant_say, found } = chair.close(run, true).await.unwrap() else {
        panic!("no figures")
    };
    stop.send_replace(true);
    let told = coming.await.unwrap().unwrap();
    assert_eq!((told.joined, told.findings.len()), (12, 0), "{told:?}");
    let [answered] = told.runs.as_slice() else { panic!("one run: {told:?}") };
    let receipts = (answered.run, answered.ballots, answered.cant_say, answered.counts.clone(), answered.indefinite);
    assert_eq!(
        receipts,
        (run, n, cant_say, found.counters(), 0),
        "seed {seed}: every receipt is in the result, nothing else is"
    );
    assert_eq!(n, ballots);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_who_attends_answers_at_random_and_every_receipt_is_in_the_result() {
    attended(Store::Sqlite, Vec::new(), 12).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_who_attends_answers_as_given_and_every_receipt_is_in_the_result() {
    let given = [Some(Choice::One(0)), Some(Choice::One(1)), None, Some(Choice::CantSay), Some(Choice::One(0))];
    let one_more = [Some(Choice::One(1))];
    attended(Store::Redis, vec![Choices([&given[..], &one_more].concat())], 5).await;
}

/// Pretend phones of the rehearsal.
const REHEARSING: u32 = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_a_rehearsal_brings_phones_that_vote_and_goes_away() {
    let venue = venue(Store::Sqlite, 1).await;
    let logbook = Logbook::new(Arc::default());
    let chair = Moderator::enter(&venue.links[0], &logbook, false).await.unwrap();
    let begun = chair.seat.act(Command::Rehearse(Rehearse { phones: REHEARSING })).await.unwrap();
    let Acted::Done(Receipt { made: Some(Made::Rehearsal { room, link }), .. }) = begun else { panic!("{begun:?}") };

    let link = format!("http://{}{link}", venue.doors[0].authority());
    let rehearsing = Moderator::enter(&Link::parse(&link).await.unwrap(), &logbook, false).await.unwrap();
    let poll = rehearsing.agenda().unwrap().polls.into_iter().find(|poll| !poll.sensitive).expect("a plain poll").poll;
    let run = rehearsing.open(&poll, Visibility::Live).await.unwrap();
    let half_have_voted = |held: &Held| {
        let result = held.result(run).ok().flatten();
        result.and_then(|result| result.n()).is_some_and(|n| n >= REHEARSING / 2)
    };
    rehearsing.seat.until(half_have_voted).await.expect("half of the phones vote within half a minute");

    let ended = rehearsing.seat.act(Command::EndRehearsal(EndRehearsal {})).await.unwrap();
    assert!(matches!(ended, Acted::Done(_)), "{ended:?}");
    let is_gone = async {
        while http::get(&venue.doors[0], 0, &format!("/{room}"), "").await.unwrap().status != 404 {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, is_gone).await.expect("the rehearsal's room goes away");
}
