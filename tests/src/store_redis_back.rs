//! A Redis that goes back while no node runs: what a node keeps in its folder finds it out.

use plenary_server::domain::gate::GateAct;
use plenary_server::store::redis::Redis;
use plenary_server::store::{Amended, GoneBack, Outcome, Refounding, Store, StoreError};
use tempfile::TempDir;

use crate::redis_server::{DURABLE, RedisServer};
use crate::store_bench::{Bench, RUN, SECRET, cast, documents, refused, set};

async fn node(server: &RedisServer, folder: &TempDir) -> Store {
    Store::Redis(Redis::connect(&server.url(), &SECRET, Some(folder.path())).await.unwrap())
}

/// A room that a node of this folder has seen, and the version it saw last; the node is gone.
async fn seen_by_a_node(server: &RedisServer, folder: &TempDir) -> (Bench, u64) {
    let other = Store::Redis(Redis::connect(&server.url(), &SECRET, None).await.unwrap());
    let bench = Bench::of(node(server, folder).await, other, None).await;
    bench.open(RUN).await;
    assert_eq!(bench.cast_one(cast(1, 1, "a")).await, Outcome::Counted);
    let version = bench.version().await;
    bench.store.close().await.unwrap();
    (bench, version)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_as_it_was_did_not_go_back() {
    let (server, folder) = (RedisServer::private(DURABLE), TempDir::new().unwrap());
    let (bench, version) = seen_by_a_node(&server, &folder).await;
    // Another node carried on meanwhile.
    let more = bench.other.cast(bench.room, &bench.epoch, vec![cast(2, 1, "a")]).await.unwrap();
    assert_eq!(more.1, version + 1);
    let again = node(&server, &folder).await;
    assert_eq!(again.remembered(), [bench.room]);
    assert_eq!(again.gone_back(bench.room).await.unwrap(), None);
    assert_eq!(again.cast(bench.room, &bench.epoch, vec![cast(2, 1, "a")]).await.unwrap().0, [Outcome::Same]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emptied_redis_went_back_for_the_next_start_too() {
    let (server, folder) = (RedisServer::private(DURABLE), TempDir::new().unwrap());
    let (bench, version) = seen_by_a_node(&server, &folder).await;
    server.command(&["FLUSHALL"]);
    let lost = Some(GoneBack { known: bench.epoch.clone(), there: None });
    // Asking changes nothing, also not for the start after this one.
    for _ in 0..2 {
        let again = node(&server, &folder).await;
        assert_eq!(again.gone_back(bench.room).await.unwrap(), lost);
        assert_eq!(again.gone_back(bench.room).await.unwrap(), lost);
        assert_eq!(refused(again.read(bench.room, 0).await), StoreError::WentBack);
        again.close().await.unwrap();
    }
    let again = node(&server, &folder).await;
    assert!(again.refound(bench.room, None, &bench.epoch, Refounding::default()).await.unwrap());
    assert_eq!(again.gone_back(bench.room).await.unwrap(), None);
    let now = again.read(bench.room, 0).await.unwrap();
    assert!(now.epoch.follows(&bench.epoch) && now.version > version, "{:?}", now.epoch);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_copy_went_back_for_the_next_start_too() {
    let (mut server, folder) = (RedisServer::private(DURABLE), TempDir::new().unwrap());
    let bench = Bench::of(node(&server, &folder).await, node(&server, &folder).await, None).await;
    bench.open(RUN).await;
    let copy = server.copy();
    assert_eq!(bench.cast_one(cast(1, 1, "a")).await, Outcome::Counted);
    bench.store.close().await.unwrap();
    server.go_back_to(&copy);
    let again = node(&server, &folder).await;
    let GoneBack { known, there } = again.gone_back(bench.room).await.unwrap().expect("it went back");
    let there = there.expect("there is the copy");
    assert_eq!((&known, &there.epoch), (&bench.epoch, &bench.epoch));
    assert_eq!((there.gates.len(), there.tallies.len()), (1, 0), "the run is in the copy, its ballot is not");
    assert_eq!(
        refused(again.cast(bench.room, &bench.epoch, vec![cast(1, 1, "a")]).await),
        StoreError::WentBack,
        "nothing is acknowledged before it is found again"
    );
    assert!(again.refound(bench.room, Some(&there.epoch), &known, Refounding::default()).await.unwrap());
    let now = again.read(bench.room, 0).await.unwrap();
    assert_eq!(again.cast(bench.room, &now.epoch, vec![cast(1, 1, "a")]).await.unwrap().0, [Outcome::Counted]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_history_under_the_same_code_went_back() {
    let (server, folder) = (RedisServer::private(DURABLE), TempDir::new().unwrap());
    let (bench, _) = seen_by_a_node(&server, &folder).await;
    server.command(&["FLUSHALL"]);
    // A node that remembers nothing came first, and went further than the lost history had.
    bench.other.forget(bench.room);
    assert!(bench.other.found(bench.room, vec![]).await.unwrap());
    let new = bench.other.read(bench.room, 0).await.unwrap();
    for rev in 0..9 {
        let written = bench.other.amend(bench.room, &new.epoch, documents(vec![set("a", rev, "1")])).await.unwrap();
        assert!(matches!(written, Amended::Done { .. }));
    }
    let again = node(&server, &folder).await;
    let gone = again.gone_back(bench.room).await.unwrap().expect("it went back");
    assert_eq!((gone.known, gone.there.map(|there| there.epoch)), (bench.epoch.clone(), Some(new.epoch)));
    assert_eq!(refused(again.watch(bench.room).await), StoreError::WentBack, "nobody follows it unknowingly");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_that_another_node_wrote_again_or_dropped_did_not_go_back() {
    let (server, folder) = (RedisServer::private(DURABLE), TempDir::new().unwrap());
    let (bench, _) = seen_by_a_node(&server, &folder).await;
    server.command(&["FLUSHALL"]);
    assert!(bench.other.refound(bench.room, None, &bench.epoch, Refounding::default()).await.unwrap());
    let again = node(&server, &folder).await;
    assert_eq!(again.gone_back(bench.room).await.unwrap(), None);
    again.watch(bench.room).await.unwrap();
    bench.other.drop_room(bench.room).await.unwrap();
    assert_eq!(again.gone_back(bench.room).await.unwrap(), None);
    assert!(again.remembered().is_empty(), "what was dropped is remembered no longer");
    again.close().await.unwrap();
    assert!(node(&server, &folder).await.remembered().is_empty());
}

/// A node that is killed has written down what it saw some seconds before, without being asked to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_seen_is_written_down_while_the_node_runs() {
    let (server, folder) = (RedisServer::private(DURABLE), TempDir::new().unwrap());
    let bench = Bench::of(node(&server, &folder).await, node(&server, &folder).await, None).await;
    bench.open(RUN).await;
    bench.gate(RUN, 1, GateAct::Close { show: false }).await;
    let version = bench.version().await;
    let written = || {
        let text = std::fs::read_to_string(folder.path().join("seen.json")).unwrap_or_default();
        let seen: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        seen["rooms"][bench.room.as_str()]["version"].as_u64()
    };
    while written() != Some(version) {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}
