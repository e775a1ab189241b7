//! When Redis goes back while no node runs: the next start sees it, flags the runs it touched, and says so.

use plenary_server::domain::person::Role;
use serde_json::json;
use tempfile::TempDir;
use tokio::io::AsyncReadExt;

use super::program;
use crate::house::chair::Chair;
use crate::house::line::one;
use crate::house::{Ground, House, PATIENCE};

/// How often the minutes say that the store went back.
fn times_said(chair: &Chair) -> usize {
    chair.minutes().into_iter().filter(|(by, act)| by == "clock" && act == "went_back").count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_emptied_while_no_node_ran_is_founded_again_and_the_minutes_say_so() {
    let ground = Ground::private_redis();
    let house = House::on(ground.clone()).await;
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let mut phone = house.phone().await;
    assert_eq!(phone.counted(run, 1, one(0)).await, "counted");
    let (epoch, version) = (phone.view.epoch.clone(), house.store.read(house.room(), 0).await.unwrap().version);
    let grounds = house.stopped().await;
    ground.redis(|redis| drop(redis.command(&["FLUSHALL"])));
    let house = grounds.start().await;
    let mut chair = house.chair().await;
    chair.noted("clock", "went_back").await;
    let now = house.store.read(house.room(), 0).await.unwrap();
    assert!(now.epoch.0 != epoch && now.version > version, "a new history, and no version comes twice");
    // The room stands as its seed has it, and is whole.
    let run = chair.open("single").await;
    let mut phone = house.phone().await;
    assert_eq!(phone.counted(run, 1, one(0)).await, "counted");
    phone.until("a new run lacks nothing", |view| view.run(run)["flagged"] == false).await;
    // It is said once; the next start finds everything as it was.
    let house = house.stopped().await.start().await;
    let chair = house.chair().await;
    assert_eq!(times_said(&chair), 1);
    assert_eq!(chair.line.view.phase(run), "open");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_restored_while_no_node_ran_goes_on_with_its_open_runs_flagged() {
    let ground = Ground::private_redis();
    let house = House::on(ground.clone()).await;
    let mut chair = house.chair().await;
    let [early, late] = [house.with_pass(), house.with_pass()];
    let closed = chair.open("yesno").await;
    assert_eq!(house.phone_of(&early).await.counted(closed, 1, one(0)).await, "counted");
    chair.close_and_show(closed).await;
    let open = chair.open("single").await;
    assert_eq!(house.phone_of(&early).await.counted(open, 1, one(1)).await, "counted");
    let copy = ground.redis(|redis| redis.copy());
    assert_eq!(house.phone_of(&early).await.counted(open, 2, one(0)).await, "changed");
    assert_eq!(house.phone_of(&late).await.counted(open, 1, one(2)).await, "counted");
    let grounds = house.stopped().await;
    ground.redis(|redis| redis.go_back_to(&copy));
    let house = grounds.start().await;
    let mut chair = house.chair().await;
    chair.noted("clock", "went_back").await;
    let is_said = |view: &crate::house::line::View| view.run(open)["flagged"] == true;
    chair.line.until("some may be missing", is_said).await;
    assert_eq!(chair.line.view.run(closed)["flagged"], false, "what was closed before the copy lacks nothing");
    assert_eq!(house.recount(open, 3).await, (1, vec![0, 1, 0]), "the copy's");
    // Phones restate what they know was counted.
    for (browser, r, choice, was) in [(&early, 2, one(0), "changed"), (&late, 1, one(2), "counted")] {
        let mut phone = browser.at(house.address).socket(house.room(), "phone").await;
        phone.hello_with(json!({ "ballots": [{ "run": open, "r": r, "choice": choice }] })).await;
        assert_eq!(phone.answer_to(&format!("0/{open}")).await["ballot"]["was"], was);
        phone.until("it is said that some may be missing", is_said).await;
    }
    assert_eq!(house.recount(open, 3).await, (2, vec![1, 0, 1]));
    chair.close_and_show(open).await;
    chair.line.until("the flag stays", is_said).await;
    let report = plenary_server::report_of(&house.store, house.room().as_str(), None).await.unwrap();
    let text = plenary_server::report::markdown::write(&report);
    assert!(text.contains("the store had lost data; the room goes on from what was left"), "{text}");
    // A second time, when there are flags already: the run that is open now joins those that were.
    let again = chair.open("yesno").await;
    let copy = ground.redis(|redis| redis.copy());
    assert_eq!(house.phone_of(&early.at(house.address)).await.counted(again, 1, one(0)).await, "counted");
    let grounds = house.stopped().await;
    ground.redis(|redis| redis.go_back_to(&copy));
    let house = grounds.start().await;
    let mut chair = house.chair().await;
    for run in [open, again] {
        chair.line.until("both", |view| view.run(run)["flagged"] == true).await;
    }
    assert_eq!(times_said(&chair), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_nodes_that_start_on_an_emptied_redis_one_says_it() {
    let ground = Ground::private_redis();
    let here = House::on(ground.clone()).await;
    let there = here.second_node().await;
    let run = here.chair().await.open("single").await;
    let mut elsewhere = there.phone().await;
    assert_eq!(elsewhere.counted(run, 1, one(0)).await, "counted");
    let (here, there) = (here.stopped().await, there.stopped().await);
    ground.redis(|redis| drop(redis.command(&["FLUSHALL"])));
    let (here, there) = tokio::join!(here.start(), there.start());
    for house in [&here, &there] {
        let mut chair = house.chair().await;
        chair.noted("clock", "went_back").await;
        assert_eq!(times_said(&chair), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_emptied_after_a_node_was_killed_is_seen_by_the_next() {
    let ground = Ground::private_redis();
    let data = TempDir::new().unwrap();
    let url = ground.redis(|redis| redis.url());
    let (mut child, links) = program::start(data.path(), &["--store", &url]).await;
    let link = links["rooms"][0]["moderator"].as_str().unwrap().to_owned();
    let secret = link.split_once('#').expect("a fragment").1.to_owned();
    let room = links["rooms"][0]["code"].as_str().unwrap().parse().unwrap();
    let mut browser = program::browser_at(&links);
    assert_eq!(browser.take_role(room, &secret).await, "chair");
    let mut chair = Chair::of(browser, room, Role::Chair).await;
    let poll = chair.line.view.part("agenda")["polls"][0]["poll"].as_str().expect("a seeded poll").to_owned();
    chair.open(&poll).await;
    // The node has written down that the room went so far.
    let reached = ground.redis(|redis| redis.command(&["HGET", &format!("plenary:{{{room}}}"), "version"]));
    let reached: u64 = reached.lines().nth(1).expect("a bulk string").trim().parse().unwrap();
    let written = || {
        let text = std::fs::read_to_string(data.path().join("seen.json")).unwrap_or_default();
        let seen: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        seen["rooms"][room.as_str()]["version"].as_u64().unwrap_or_default()
    };
    let is_written = async {
        while written() < reached {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, is_written).await.expect("it writes down what it saw");
    child.kill().await.unwrap();
    ground.redis(|redis| drop(redis.command(&["FLUSHALL"])));
    let (mut child, links) = program::start(data.path(), &["--store", &url]).await;
    let mut browser = program::browser_at(&links);
    assert_eq!(browser.take_role(room, &secret).await, "chair");
    let mut chair = Chair::of(browser, room, Role::Chair).await;
    chair.noted("clock", "went_back").await;
    let mut log = child.stderr.take().expect("piped");
    child.kill().await.unwrap();
    let mut said = String::new();
    log.read_to_string(&mut said).await.unwrap();
    let tells = |line: &str| ["ERROR", "went back", room.as_str()].iter().all(|word| line.contains(word));
    assert!(said.lines().any(tells), "{said}");
}
