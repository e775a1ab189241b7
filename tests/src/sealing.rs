//! Sealing as people and files see it: the day after, nothing on the disk links a pass to a choice, and the room is told.

use std::path::Path;
use std::time::Duration;

use plenary_server::domain::codes::Codes;
use plenary_server::domain::gate::GateAct;
use plenary_server::domain::id::RunId;
use plenary_server::domain::moment::Moment;
use plenary_server::domain::person::Role;
use plenary_server::pass;
use plenary_server::report::markdown;
use plenary_server::sealing::seal_what_is_over;
use plenary_server::store::redis::Redis;
use plenary_server::store::sqlite::Sqlite;
use plenary_server::store::{Scrubbed, Sealing, Store};
use serde_json::json;
use tempfile::TempDir;

use crate::front::codes::{card, set, with_code};
use crate::house::chair::Chair;
use crate::house::line::one;
use crate::house::{Ground, House};
use crate::redis_server::{DURABLE, RedisServer};
use crate::store_bench::{Bench, RUN, SECRET, cast, voter};

const DAY: Duration = Duration::from_hours(24);

/// Whether these bytes stand in any file of the folder.
pub(crate) fn is_found(folder: &Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return is_found(&path, bytes);
        }
        let file = std::fs::read(&path).expect("a file");
        file.windows(bytes.len()).any(|window| window == bytes)
    })
}

/// Two hundred ballots, each changed twice, so that pages are split and the log is long; then the run is over.
async fn voted(bench: &Bench) {
    bench.gate(RUN, 0, GateAct::Open { for_ms: Some(1_500) }).await;
    for r in 1..=3 {
        let casts = (0..200).map(|number| cast(number, r, ["left", "right"][(number as usize + r as usize) % 2]));
        bench.cast(casts.collect()).await;
    }
    assert_eq!(bench.wait_for_shut().await.len(), 1);
}

pub(crate) async fn sealed(bench: &Bench) {
    let sealing = Sealing { run: RUN, key: "seal/1".to_owned(), expect: 0, value: "{}".to_owned() };
    bench.store.seal(bench.room, &bench.epoch, &sealing).await.unwrap();
}

pub(crate) fn voters_found(folder: &Path) -> usize {
    (0..200).filter(|number| is_found(folder, &voter(*number).0)).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_file_of_the_embedded_store_holds_a_voter_or_the_key_of_a_sealed_run() {
    let dir = TempDir::new().unwrap();
    let store = Store::Sqlite(Sqlite::open(dir.path()).unwrap());
    let bench = Bench::of(store.clone(), store, None).await;
    voted(&bench).await;
    let key = bench.store.run_key(bench.room, RUN).await.unwrap().expect("a key").0;
    assert!(is_found(dir.path(), &key) && voters_found(dir.path()) == 200, "this test can find them");
    sealed(&bench).await;
    assert_eq!(bench.store.scrub().await.unwrap(), Scrubbed::Done);
    assert!(!is_found(dir.path(), &key));
    assert_eq!(voters_found(dir.path()), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_file_of_redis_holds_a_voter_of_a_sealed_run() {
    let server = RedisServer::private(&[DURABLE, &["--save", "3600 1"]].concat());
    let connect = || async { Store::Redis(Redis::connect(&server.url(), &SECRET, None).await.unwrap()) };
    let bench = Bench::of(connect().await, connect().await, None).await;
    voted(&bench).await;
    // A dump of some other day lies there, too.
    server.command(&["SAVE"]);
    let keys = format!("plenary:{{{}}}:keys", bench.room);
    assert_eq!(server.command(&["HLEN", &keys]).trim(), ":1", "the wrapped key");
    assert!(voters_found(server.dir()) > 150, "this test can find them (some lie compressed in the dump)");
    sealed(&bench).await;
    assert_eq!(bench.store.scrub().await.unwrap(), Scrubbed::Done);
    assert_eq!(voters_found(server.dir()), 0);
    assert_eq!(server.command(&["HLEN", &keys]).trim(), ":0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_does_not_rewrite_its_log_says_so() {
    let server = RedisServer::private(DURABLE);
    let store = Store::Redis(Redis::connect(&server.url(), &SECRET, None).await.unwrap());
    let bench = Bench::of(store.clone(), store, None).await;
    server.command(&["ACL", "SETUSER", "default", "-bgrewriteaof"]);
    let Scrubbed::Refused { why } = bench.store.scrub().await.unwrap() else { panic!("it was refused") };
    assert!(why.contains("bgrewriteaof"), "{why}");
}

/// Sealing is of all rooms of a store: Redis is one of the test's own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_the_day_after_a_run_is_sealed_and_shows_what_it_showed() {
    the_day_after_a_run_is_sealed_and_shows_what_it_showed(House::on(Ground::sqlite()).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_the_day_after_a_run_is_sealed_and_shows_what_it_showed() {
    the_day_after_a_run_is_sealed_and_shows_what_it_showed(House::on(Ground::private_redis()).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_after_sealing_no_access_code_leads_to_a_choice() {
    after_sealing_no_access_code_leads_to_a_choice(House::on(Ground::sqlite()).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_after_sealing_no_access_code_leads_to_a_choice() {
    after_sealing_no_access_code_leads_to_a_choice(House::on(Ground::private_redis()).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_is_not_sealed_where_redis_refuses_and_is_when_it_no_longer_does() {
    let ground = Ground::private_redis();
    let house = House::on(ground.clone()).await;
    let (mut chair, _) = after_one_vote(&house).await;
    ground.redis(|redis| redis.command(&["ACL", "SETUSER", "default", "-bgrewriteaof"]));
    let tomorrow = tomorrow(&house).await;
    assert_eq!(seal_what_is_over(&house.store, tomorrow, DAY).await.unwrap(), 0);
    chair.noted("clock", "not_sealed").await;
    let report = || async {
        let report = plenary_server::report_of(&house.store, house.room().as_str(), None).await.unwrap();
        markdown::write(&report)
    };
    let text = report().await;
    assert!(text.contains("Not sealed: the ballots and their key were removed on"), "{text}");
    // Said once, however often it is tried.
    assert_eq!(seal_what_is_over(&house.store, tomorrow, DAY).await.unwrap(), 0);
    ground.redis(|redis| redis.command(&["ACL", "SETUSER", "default", "+bgrewriteaof"]));
    assert_eq!(seal_what_is_over(&house.store, tomorrow, DAY).await.unwrap(), 1);
    chair.noted("clock", "sealed").await;
    let said: Vec<String> =
        chair.minutes().into_iter().map(|(_, act)| act).filter(|act| act.ends_with("sealed")).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    let text = report().await;
    assert!(text.contains("Sealed on") && !text.contains("Not sealed:"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_whose_ballots_came_back_with_an_older_copy_is_sealed_again() {
    let ground = Ground::private_redis();
    let house = House::on(ground.clone()).await;
    let (mut chair, run) = after_one_vote(&house).await;
    let copy = ground.redis(|redis| redis.copy());
    let tomorrow = tomorrow(&house).await;
    assert_eq!(seal_what_is_over(&house.store, tomorrow, DAY).await.unwrap(), 1);
    chair.noted("clock", "sealed").await;
    ground.redis(|redis| redis.go_back_to(&copy));
    assert_eq!(chair.line.ended().await, Some(1012), "everybody is asked to come back");
    let mut chair = Chair::of(chair.browser.clone(), house.room(), Role::Chair).await;
    chair.noted("clock", "refounded").await;
    assert_eq!(house.recount(run, 3).await, (1, vec![0, 1, 0]), "the older copy has it");
    assert_eq!(seal_what_is_over(&house.store, tomorrow, DAY).await.unwrap(), 1);
    chair.noted("clock", "sealed").await;
    assert_eq!(house.recount(run, 3).await, (0, vec![0, 0, 0]));
    assert_eq!(chair.line.view.result(run)["figures"]["n"], 1);
}

/// One answer was given, and the run is over and shown.
async fn after_one_vote(house: &House) -> (Chair, u64) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    assert_eq!(house.phone().await.counted(run, 1, one(1)).await, "counted");
    chair.close_and_show(run).await;
    (chair, run)
}

async fn tomorrow(house: &House) -> Moment {
    Moment(house.store.now().await.unwrap().0 + DAY.as_millis() as u64 + 10_000)
}

async fn the_day_after_a_run_is_sealed_and_shows_what_it_showed(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let browsers: Vec<_> = (0..12).map(|_| house.with_pass()).collect();
    for (at, browser) in browsers.iter().enumerate() {
        let mut phone = house.phone_of(browser).await;
        let mode = if at % 2 == 0 { "room" } else { "online" };
        phone.say(json!({ "mode": { "mode": mode } })).await;
        assert_eq!(phone.counted(run, 1, one(at as u8 % 3)).await, "counted");
    }
    chair.close_and_show(run).await;
    let now = house.store.now().await.unwrap();
    assert_eq!(seal_what_is_over(&house.store, Moment(now.0 + 1_000), DAY).await.unwrap(), 0, "its day is not over");
    assert_eq!(house.recount(run, 3).await, (12, vec![4, 4, 4]));
    let before = chair.line.view.result(run).clone();
    assert_eq!(before["figures"]["by_mode"].as_array().map(Vec::len), Some(2), "{before}");
    let other = chair.open("yesno").await;
    let mut phone = house.phone_of(&browsers[0]).await;
    assert_eq!(phone.counted(other, 1, one(0)).await, "counted");
    let tomorrow = tomorrow(&house).await;
    seal_what_is_over(&house.store, tomorrow, DAY).await.unwrap();
    chair.noted("clock", "sealed").await;
    assert_eq!(chair.line.view.result(run), &before, "by mode too");
    let mut late = house.phone_of(&browsers[0]).await;
    let refused = late.vote(run, 2, one(1)).await;
    assert_eq!(refused["code"], "closed", "{refused}");
    assert_eq!(late.counted(other, 2, one(1)).await, "changed", "what is open goes on");
    // What is sealed stays as it is, and nothing is said twice.
    seal_what_is_over(&house.store, tomorrow, DAY).await.unwrap();
    let said = chair.minutes().into_iter().filter(|(_, act)| act == "sealed").count();
    assert_eq!(said, 1);
    let report = plenary_server::report_of(&house.store, house.room().as_str(), None).await.unwrap();
    let text = markdown::write(&report);
    assert!(text.contains("the ballots and the key that linked them to phones are gone for good"), "{text}");
}

/// Whoever holds the disk, the secret file and the card looks for what was chosen with it.
async fn after_sealing_no_access_code_leads_to_a_choice(house: House) {
    let (mut chair, room) = (house.chair().await, house.room());
    set(&mut chair, 2, true, false).await;
    let run = chair.open("single").await;
    let mut phone = house.phone_of(&with_code(&house, &card(&house, 1)).await).await;
    assert_eq!(phone.counted(run, 1, one(1)).await, "counted");
    chair.close_and_show(run).await;
    let codes = Codes { generation: 1, made: 2, needed: true };
    let pass = house.secret.pass_of_access_code(room, codes, house.secret.access_code(room, 1, 1)).expect("a good one");
    let number = RunId(u32::try_from(run).unwrap());
    let key = house.store.run_key(room, number).await.unwrap().expect("not sealed yet");
    let voter = pass::voter_of(&key, pass);
    let found = async || house.store.ballots(room, vec![(number, voter)]).await.unwrap().pop().unwrap();
    assert!(found().await.is_some(), "until then they can tell; docs/trust.md says so");
    seal_what_is_over(&house.store, tomorrow(&house).await, DAY).await.unwrap();
    chair.noted("clock", "sealed").await;
    assert!(
        house.store.run_key(room, number).await.unwrap().is_none(),
        "without the key nobody can say whose ballot was whose"
    );
    assert!(found().await.is_none(), "nor would it be there for whoever kept the key");
    assert_eq!(chair.line.view.result(run)["figures"]["n"], 1, "the count stays");
}
