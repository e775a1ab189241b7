//! Two nodes on a Redis Cluster: rooms that lie apart, and what becomes of each when a part of the cluster fails.

use plenary_server::pass::Secret;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use crate::house::line::{View, code, one};
use crate::house::{Ground, House, workshop};
use crate::redis_cluster::{PRIMARIES, RedisCluster};

/// Two nodes, and on each the room that is on that primary.
async fn houses_on(cluster: &RedisCluster, primaries: [usize; 2]) -> (House, House) {
    let secret = loop {
        let secret = Secret::new(rand::random());
        let rooms = workshop::seeds().workshops.into_iter().map(|workshop| secret.room_of(&workshop.reference));
        if rooms.zip(primaries).all(|(room, primary)| cluster.is_on(room, primary)) {
            break secret;
        }
    };
    let here = House::under(secret, Ground::cluster(cluster)).await;
    let mut there = here.second_node().await;
    there.rooms.swap(0, 1);
    (here, there)
}

async fn private_cluster() -> RedisCluster {
    spawn_blocking(RedisCluster::private).await.expect("it is put together")
}

fn durability(view: &View) -> &Value {
    &view.part("store")["durability"]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rooms_that_lie_apart_are_each_the_same_on_both_nodes() {
    let (mut here, mut there) = houses_on(RedisCluster::shared(), [0, 2]).await;
    here.rooms.swap(0, 1);
    let mut counted = Vec::new();
    for answer in [0, 1] {
        let mut chair = there.chair().await;
        assert_eq!(durability(&chair.line.view), "relaxed");
        let (_, mut screen) = here.screen(&mut here.chair().await, "Wall").await;
        let mut phones = here.phones(3).await;
        phones.extend(there.phones(3).await);
        let run = chair.open("live").await;
        for phone in &mut phones {
            assert_eq!(phone.counted(run, 1, one(answer)).await, "counted");
        }
        chair.close_and_show(run).await;
        assert_eq!(code(&phones[0].vote(run, 2, one(2)).await), "closed", "on the other node, too");
        screen.until("shown on both", |view| view.phase(run) == "published").await;
        assert_eq!(screen.view.result(run), chair.line.view.result(run));
        counted.push(here.recount(run, 3).await);
        for house in [&mut here, &mut there] {
            house.rooms.swap(0, 1);
        }
    }
    assert_eq!(counted, [(6, vec![6, 0, 0]), (6, vec![0, 6, 0])], "neither room has any of the other's");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_that_is_gone_is_away_in_its_room_and_nowhere_else() {
    let mut cluster = private_cluster().await;
    let (here, there) = houses_on(&cluster, [1, 2]).await;
    let (mut chair, mut other_chair) = (here.chair().await, there.chair().await);
    let (mut phone, mut other_phone) = (here.phone().await, there.phone().await);
    let (run, other_run) = (chair.open("single").await, other_chair.open("single").await);
    assert_eq!(phone.counted(run, 1, one(0)).await, "counted");
    assert_eq!(other_phone.counted(other_run, 1, one(0)).await, "counted");
    for node in [PRIMARIES + 1, 1] {
        cluster.node_mut(node).kill();
    }
    let unheard = phone.vote(run, 2, one(1)).await;
    assert_eq!(code(&unheard), "try_again", "no receipt without a store");
    chair.line.until("its moderators are told", |view| durability(view) == "away").await;
    assert_eq!(other_phone.counted(other_run, 2, one(1)).await, "changed", "the other room goes on");
    for house in [&here, &there] {
        let ready = loop {
            let ready = house.browser().get("/readyz").await;
            assert_eq!(ready.status, 200, "out of the balancer, the other rooms would be gone too");
            if ready.json()["away"][0]["slots"] == json!(["5461-10922"]) {
                break ready.json();
            }
        };
        assert_eq!((&ready["ready"], &ready["durability"]), (&json!(true), &json!("relaxed")), "{ready}");
    }
    other_chair.close_and_show(other_run).await;
    assert_eq!(durability(&other_chair.line.view), "relaxed", "nothing is the matter there");
    assert_eq!(other_chair.line.view.result(other_run)["figures"]["counts"], json!([0, 1, 0]));
    for node in [1, PRIMARIES + 1] {
        cluster.node_mut(node).restart();
    }
    chair.line.until("it is back", |view| durability(view) == "relaxed").await;
    let again = phone.counted(run, 2, one(1)).await;
    assert!(again == "changed" || again == "same", "the same wish again, and the first ballot was kept: {again}");
    chair.close(run).await;
    assert_eq!(here.recount(run, 3).await, (1, vec![0, 1, 0]));
    assert!(here.browser().get("/readyz").await.json().get("away").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ballots_that_a_failover_loses_are_flagged_and_restated_and_the_other_room_loses_none() {
    let mut cluster = private_cluster().await;
    let (here, there) = houses_on(&cluster, [0, 2]).await;
    let (mut chair, mut other_chair) = (here.chair().await, there.chair().await);
    let [kept, lost] = [here.with_pass(), here.with_pass()];
    let (run, other_run) = (chair.open("single").await, other_chair.open("single").await);
    let mut phones = [here.phone_of(&kept).await, here.phone_of(&lost).await];
    let mut other_phone = there.phone().await;
    assert_eq!(phones[0].counted(run, 1, one(0)).await, "counted");
    assert_eq!(other_phone.counted(other_run, 1, one(0)).await, "counted");
    cluster.until_copied(0);
    cluster.cut_off_the_replica_of(0);
    assert_eq!(phones[1].counted(run, 1, one(1)).await, "counted", "the primary alone has it");
    let epoch = phones[0].view.epoch.clone();
    cluster.node_mut(0).kill();
    cluster.until_promoted(PRIMARIES);
    for phone in &mut phones {
        assert_eq!(phone.ended().await, Some(1012), "everybody is asked to come back");
    }
    for (browser, choice, was) in [(&kept, 0, "same"), (&lost, 1, "counted")] {
        let mut again = browser.socket(here.room(), "phone").await;
        let ballots = json!([{ "run": run, "r": 1, "choice": one(choice) }]);
        again.hello_with(json!({ "epoch": epoch, "have": 99, "ballots": ballots })).await;
        assert_ne!(again.view.epoch, epoch, "under a new epoch");
        assert_eq!(again.answer_to(&format!("0/{run}")).await["ballot"]["was"], was);
        again.until("it is said that some may be missing", |view| view.run(run)["flagged"] == true).await;
    }
    assert_eq!(here.recount(run, 3).await, (2, vec![1, 1, 0]));
    assert_eq!(other_phone.counted(other_run, 2, one(1)).await, "changed", "on the connection it had");
    assert_ne!(other_phone.view.run(other_run)["flagged"], true);
    assert_ne!(durability(&other_chair.line.view), "away");
}
