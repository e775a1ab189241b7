//! When Redis is away, or comes back empty: nothing is acknowledged that is not kept, and the room goes on.

use serde_json::json;

use crate::house::chair::Chair;
use crate::house::line::{code, one};
use crate::house::{Ground, House};
use crate::redis_server::RedisServer;
use plenary_server::domain::person::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_redis_is_away_nothing_is_counted_and_afterwards_everything_is() {
    let ground = Ground::private_redis();
    let house = House::on(ground.clone()).await;
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let run = chair.open("single").await;
    assert_eq!(phone.counted(run, 1, one(0)).await, "counted");
    ground.redis(RedisServer::kill);
    let unheard = phone.vote(run, 2, one(1)).await;
    assert_eq!(code(&unheard), "try_again", "no receipt without a store");
    let act = chair.line.say(json!({ "raise": { "prompt": "Now?", "kind": "yes_no" } })).await;
    assert_eq!(code(&act), "try_again");
    chair.line.until("moderators are told", |view| view.part("store")["durability"] == "away").await;
    let ready = house.browser().get("/readyz").await;
    assert_eq!((ready.status, ready.json()["ready"].clone()), (503, json!(false)));
    assert_eq!(house.browser().get("/healthz").await.status, 200, "the process itself is well");
    ground.redis(RedisServer::restart);
    chair.line.until("it is back", |view| view.part("store")["durability"] == "full").await;
    assert_eq!(phone.counted(run, 2, one(1)).await, "changed", "the same wish again, and the first ballot was kept");
    assert_eq!(house.recount(run, 3).await, (1, vec![0, 1, 0]));
    chair.close(run).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_that_comes_back_empty_is_written_again_and_phones_restate() {
    let ground = Ground::private_redis();
    let house = House::on(ground.clone()).await;
    let mut before = house.chair().await;
    let browsers: Vec<_> = (0..5).map(|_| house.with_pass()).collect();
    let run = before.open("single").await;
    let mut phones = Vec::new();
    for browser in &browsers {
        let mut phone = house.phone_of(browser).await;
        assert_eq!(phone.counted(run, 3, one(2)).await, "counted");
        phones.push(phone);
    }
    let epoch = phones[0].view.epoch.clone();
    ground.redis(|redis| drop(redis.command(&["FLUSHALL"])));
    for phone in &mut phones {
        assert_eq!(phone.ended().await, Some(1012), "everybody is asked to come back");
    }
    for browser in &browsers {
        let mut again = browser.socket(house.room(), "phone").await;
        let ballots = json!([{ "run": run, "r": 3, "choice": one(2) }]);
        again.hello_with(json!({ "epoch": epoch, "have": 99, "ballots": ballots })).await;
        assert_ne!(again.view.epoch, epoch, "under a new epoch");
        assert!(again.view.part("about").is_object(), "and with the whole view");
        assert_eq!(again.answer_to(&format!("0/{run}")).await["ballot"]["was"], "counted");
        again.until("it is said that some may be missing", |view| view.run(run)["flagged"] == true).await;
    }
    assert_eq!(house.recount(run, 3).await, (5, vec![0, 0, 5]));
    let mut chair = Chair::of(before.browser.clone(), house.room(), Role::Chair).await;
    chair.noted("clock", "refounded").await;
    chair.close_and_show(run).await;
    assert_eq!(chair.line.view.result(run)["figures"]["counts"], json!([0, 0, 5]));
    chair.line.until("the flag stays", |view| view.run(run)["flagged"] == true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_whose_redis_comes_back_empty_agree_on_one_epoch_and_one_ballot() {
    let ground = Ground::private_redis();
    let here = House::on(ground.clone()).await;
    let there = here.second_node().await;
    let mut chair = here.chair().await;
    let run = chair.open("single").await;
    let browser = here.with_pass();
    let elsewhere = browser.at(there.address);
    let mut tabs = [here.phone_of(&browser).await, there.phone_of(&elsewhere).await];
    assert_eq!(tabs[0].counted(run, 1, one(1)).await, "counted");
    assert_eq!(tabs[1].vote(run, 1, one(1)).await["ballot"]["was"], "same");
    let epoch = tabs[0].view.epoch.clone();
    ground.redis(|redis| drop(redis.command(&["FLUSHALL"])));
    for tab in &mut tabs {
        assert_eq!(tab.ended().await, Some(1012), "everybody is asked to come back");
    }
    let ballots = json!([{ "run": run, "r": 1, "choice": one(1) }]);
    let mut epochs = Vec::new();
    for browser in [&browser, &elsewhere] {
        let mut again = browser.socket(here.room(), "phone").await;
        again.hello_with(json!({ "epoch": epoch, "have": 99, "ballots": ballots })).await;
        let was = again.answer_to(&format!("0/{run}")).await["ballot"]["was"].clone();
        assert_eq!(was, if epochs.is_empty() { "counted" } else { "same" }, "one pass, one voter, on both");
        again.until("it is said that some may be missing", |view| view.run(run)["flagged"] == true).await;
        epochs.push(again.view.epoch.clone());
    }
    assert_ne!(epochs[0], epoch);
    assert_eq!(epochs[0], epochs[1], "the second node takes over what the first wrote");
    assert_eq!(here.recount(run, 3).await, (1, vec![0, 1, 0]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_redis_has_open_again_is_flagged_though_no_count_fell() {
    let ground = Ground::private_redis();
    let house = House::on(ground.clone()).await;
    let mut chair = house.chair().await;
    let [one_way, other_way] = [house.with_pass(), house.with_pass()];
    let whole = chair.open("yesno").await;
    assert_eq!(house.phone_of(&one_way).await.counted(whole, 1, one(0)).await, "counted");
    chair.close_and_show(whole).await;
    let run = chair.open("single").await;
    assert_eq!(house.phone_of(&one_way).await.counted(run, 1, one(0)).await, "counted");
    assert_eq!(house.phone_of(&other_way).await.counted(run, 1, one(1)).await, "counted");
    let copy = ground.redis(|redis| redis.copy());
    // Both change their minds, and the counts are what they were.
    assert_eq!(house.phone_of(&one_way).await.counted(run, 2, one(1)).await, "changed");
    assert_eq!(house.phone_of(&other_way).await.counted(run, 2, one(0)).await, "changed");
    chair.close_and_show(run).await;
    let epoch = chair.line.view.epoch.clone();
    ground.redis(|redis| redis.go_back_to(&copy));
    assert_eq!(chair.line.ended().await, Some(1012), "everybody is asked to come back");
    let mut chair = Chair::of(chair.browser.clone(), house.room(), Role::Chair).await;
    assert_ne!(chair.line.view.epoch, epoch);
    chair.noted("clock", "refounded").await;
    chair.line.until("what was changed may be missing", |view| view.run(run)["flagged"] == true).await;
    assert_eq!(chair.line.view.run(whole)["flagged"], false, "what was closed before the copy lacks nothing");
}
