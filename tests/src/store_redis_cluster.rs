//! What only a Redis Cluster can do to a store: lie in several places, move what it holds, promote a replica, lose a part.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use plenary_server::domain::gate::GateAct;
use plenary_server::store::redis::Redis;
use plenary_server::store::{Amended, Durability, Health, Outcome, Scrubbed, Store, StoreError};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::sleep;

use crate::redis_cluster::{PRIMARIES, RedisCluster};
use crate::redis_server::{RedisServer, free_port};
use crate::sealing::{sealed, voters_found};
use crate::store_bench::{Bench, RUN, SECRET, any_room, cast, documents, refused, set, voter};

async fn connect(url: &str) -> Store {
    Store::Redis(Redis::connect(url, &SECRET, None).await.unwrap())
}

/// A room that lies on that primary, with an open run.
async fn bench_on(cluster: &RedisCluster, primary: usize) -> Bench {
    let (store, other) = (connect(&cluster.url()).await, connect(&cluster.url()).await);
    let bench = Bench::in_room(cluster.room_on(primary), store, other, None).await;
    bench.open(RUN).await;
    bench
}

/// Phones that change their mind until they are told to stop.
struct Voting {
    stop: Arc<AtomicBool>,
    phones: Vec<JoinHandle<Phone>>,
}

/// What one phone was told.
struct Phone {
    acknowledged: u32,
    /// An answer is missing: the next revision may stand, too.
    is_unknown: bool,
    refused: u32,
    went_back: bool,
}

impl Voting {
    fn of(bench: &Bench, phones: u64) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let phone = |number| {
            let (stop, room, epoch) = (stop.clone(), bench.room, bench.epoch.clone());
            let store = if number % 2 == 0 { bench.store.clone() } else { bench.other.clone() };
            tokio::spawn(async move {
                let mut phone = Phone { acknowledged: 0, is_unknown: false, refused: 0, went_back: false };
                while !stop.load(Ordering::SeqCst) && !phone.went_back {
                    let r = phone.acknowledged + 1;
                    match store.cast(room, &epoch, vec![cast(number, r, ["a", "b", "c"][r as usize % 3])]).await {
                        Ok((outcomes, _)) => {
                            let expected = matches!(outcomes[0], Outcome::Counted | Outcome::Changed)
                                || (phone.is_unknown && outcomes[0] == Outcome::Same);
                            assert!(expected, "{outcomes:?}");
                            (phone.acknowledged, phone.is_unknown) = (r, false);
                        }
                        Err(StoreError::Away(_)) => {
                            phone.is_unknown = true;
                            phone.refused += 1;
                            sleep(Duration::from_millis(10)).await;
                        }
                        Err(StoreError::WentBack) => phone.went_back = true,
                        Err(error) => panic!("{error}"),
                    }
                }
                phone
            })
        };
        Self { phones: (0..phones).map(phone).collect(), stop }
    }

    /// What each phone was told in the end.
    async fn stopped(self) -> Vec<Phone> {
        self.stop.store(true, Ordering::SeqCst);
        let mut told = Vec::new();
        for phone in self.phones {
            told.push(phone.await.unwrap());
        }
        told
    }
}

/// Each phone's ballot is the last it was told of, or the one after, if an answer was missing. How many were acknowledged.
async fn nothing_lost_nothing_doubled(bench: &Bench, told: &[Phone]) -> u32 {
    let voters = (0..told.len() as u64).map(|phone| (RUN, voter(phone))).collect();
    let stored = until_there(|| bench.store.ballots(bench.room, Vec::clone(&voters))).await;
    for (phone, stored) in told.iter().zip(stored) {
        let (r, told) = (stored.map_or(0, |stored| stored.r), phone.acknowledged);
        assert!(r == told || (phone.is_unknown && r == told + 1), "told {told}, stored {r}");
    }
    assert_eq!(bench.tally(RUN).await.total().ballots as usize, told.len(), "and the tally is their sum");
    told.iter().map(|phone| phone.acknowledged).sum()
}

/// Asks until the store is there; whatever went wrong meanwhile must have been `Away`.
async fn until_there<T, F: Future<Output = Result<T, StoreError>>>(ask: impl Fn() -> F) -> T {
    loop {
        match ask().await {
            Ok(answer) => return answer,
            Err(StoreError::Away(_)) => sleep(Duration::from_millis(20)).await,
            Err(error) => panic!("{error}"),
        }
    }
}

/// Asks how the store is until it is as wanted.
async fn until_health(store: &Store, is_so: impl Fn(&Health) -> bool) {
    loop {
        if let Ok(health) = store.health().await
            && is_so(&health)
        {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
}

fn is_away(store: &Store, bench: &Bench, health: &Health) -> bool {
    let place = store.place_of(bench.room).expect("a cluster has places");
    health.away.iter().any(|lost| lost.holds(place))
}

async fn cluster(make: impl FnOnce() -> RedisCluster + Send + 'static) -> RedisCluster {
    spawn_blocking(make).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_is_noticed_and_its_rooms_lie_on_all_primaries() {
    let cluster = RedisCluster::shared();
    // Any node of it will do, also one that has no slots; and one that is not there is passed over.
    let replica = connect(&cluster.node(PRIMARIES).url()).await;
    let second = cluster.node(1).port();
    let store = connect(&format!("redis://127.0.0.1:{},127.0.0.1:{second}", free_port())).await;
    let keys = |node: usize| -> u32 {
        let size = cluster.node(node).command(&["DBSIZE"]);
        size.trim().trim_start_matches(':').parse().unwrap()
    };
    let before: Vec<u32> = (0..PRIMARIES).map(keys).collect();
    for (primary, had) in before.into_iter().enumerate() {
        let bench = Bench::in_room(cluster.room_on(primary), store.clone(), replica.clone(), None).await;
        bench.open(RUN).await;
        assert_eq!(bench.cast_one(cast(1, 1, "a")).await, Outcome::Counted);
        assert_eq!(bench.counts(RUN, ["a"]).await, (1, [1]), "as the other node reads it");
        assert_eq!(store.place_of(bench.room), Some(cluster.slot_of(bench.room)));
        assert!(replica.rooms().await.unwrap().contains(&bench.room));
        // Other tests add, none of theirs takes away.
        assert!(keys(primary) >= had + 6, "the room is there");
    }
    let health = store.health().await.unwrap();
    let Durability::Relaxed { why } = health.durability else { panic!("a cluster is never full") };
    assert!(why.contains("failover"), "{why}");
    assert_eq!(health.away, []);
    let alone = RedisServer::shared();
    let two = format!("redis://127.0.0.1:{},127.0.0.1:{second}", alone.port());
    let StoreError::Away(why) = refused(Redis::connect(&two, &SECRET, None).await) else { panic!() };
    assert!(why.contains("is in none"), "{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a cluster that is killed and healed takes ten seconds"]
async fn one_unfit_node_makes_the_cluster_unfit_and_one_weak_one_is_named() {
    let cluster = cluster(RedisCluster::private_and_patient).await;
    let store = connect(&cluster.url()).await;
    let replica = cluster.node(PRIMARIES + 1);
    replica.command(&["CONFIG", "SET", "appendfsync", "no"]);
    let Durability::Relaxed { why } = store.health().await.unwrap().durability else { panic!() };
    assert!(why.contains(&format!("appendfsync is no, not always (at 127.0.0.1:{})", replica.port())), "{why}");
    replica.command(&["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]);
    let StoreError::Away(why) = refused(store.health().await) else { panic!() };
    assert!(why.contains("maxmemory-policy is allkeys-lru") && why.contains(&replica.port().to_string()), "{why}");
    let StoreError::Away(_) = refused(store.read(any_room(), 0).await) else { panic!("nothing is asked of it") };
    let StoreError::Away(why) = refused(Redis::connect(&cluster.url(), &SECRET, None).await) else { panic!() };
    assert!(why.contains("maxmemory-policy"), "{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slot_that_moves_while_ballots_come_loses_and_doubles_nothing() {
    let cluster = Arc::new(cluster(RedisCluster::private_and_patient).await);
    let (bench, other_room) = (bench_on(&cluster, 0).await, bench_on(&cluster, 2).await);
    let (here, elsewhere) = (Voting::of(&bench, 20), Voting::of(&other_room, 4));
    let slot = cluster.slot_of(bench.room);
    for (from, to) in [(0, 1), (1, 2), (2, 0)] {
        let reached = until_there(|| bench.store.read(bench.room, 0)).await.version;
        let moving = cluster.clone();
        spawn_blocking(move || moving.move_slot(slot, from, to)).await.unwrap();
        while until_there(|| bench.other.read(bench.room, 0)).await.version < reached + 40 {
            sleep(Duration::from_millis(5)).await;
        }
    }
    let (told, told_elsewhere) = (here.stopped().await, elsewhere.stopped().await);
    assert!(nothing_lost_nothing_doubled(&bench, &told).await > 60, "the moves hit nothing");
    nothing_lost_nothing_doubled(&other_room, &told_elsewhere).await;
    assert!(told.iter().chain(&told_elsewhere).all(|phone| !phone.went_back), "nothing went back");
    assert!(told_elsewhere.iter().all(|phone| phone.refused == 0), "other rooms do not notice");
    bench.amend(documents(vec![set("a", 0, "1")])).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_primary_that_is_killed_is_followed_by_its_replica_and_other_rooms_do_not_notice() {
    let mut cluster = cluster(RedisCluster::private).await;
    let (bench, other_room) = (bench_on(&cluster, 1).await, bench_on(&cluster, 2).await);
    // What is told of while a room is founded is there on the replica, too.
    cluster.until_copied(1);
    let (here, elsewhere) = (Voting::of(&bench, 20), Voting::of(&other_room, 4));
    sleep(Duration::from_millis(300)).await;
    let before = bench.store.read(bench.room, 0).await.unwrap().version;
    cluster.node_mut(1).kill();
    cluster.until_promoted(PRIMARIES + 1);
    // Either voting goes on, on the history it was on, or it is found out that some is missing.
    let went_back = loop {
        match bench.other.read(bench.room, 0).await {
            Ok(read) if read.version >= before + 40 => break false,
            Ok(_) | Err(StoreError::Away(_)) => sleep(Duration::from_millis(20)).await,
            Err(StoreError::WentBack) => break true,
            Err(error) => panic!("{error}"),
        }
    };
    let (told, told_elsewhere) = (here.stopped().await, elsewhere.stopped().await);
    if went_back {
        assert!(told.iter().any(|phone| phone.went_back) || told.iter().all(|phone| phone.acknowledged > 0));
    } else if told.iter().all(|phone| !phone.went_back) {
        assert!(nothing_lost_nothing_doubled(&bench, &told).await > 60, "the kill hit nothing");
    }
    nothing_lost_nothing_doubled(&other_room, &told_elsewhere).await;
    assert!(told_elsewhere.iter().all(|phone| phone.refused == 0 && !phone.went_back), "other rooms do not notice");
}

/// A replica that cannot follow its primary any more is promoted: what it lacks was acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a cluster that is killed and healed takes ten seconds"]
async fn a_promoted_replica_that_lacks_ballots_went_back_and_other_rooms_did_not() {
    let mut cluster = cluster(RedisCluster::private).await;
    let (bench, other_room) = (bench_on(&cluster, 0).await, bench_on(&cluster, 2).await);
    assert_eq!(bench.cast_one(cast(1, 1, "a")).await, Outcome::Counted);
    assert_eq!(other_room.cast_one(cast(1, 1, "a")).await, Outcome::Counted);
    cluster.until_copied(0);
    cluster.cut_off_the_replica_of(0);
    assert_eq!(bench.cast_one(cast(2, 1, "a")).await, Outcome::Counted);
    bench.other.read(bench.room, 0).await.unwrap();
    cluster.node_mut(0).kill();
    cluster.until_promoted(PRIMARIES);
    for store in [&bench.store, &bench.other] {
        let answer = loop {
            match store.cast(bench.room, &bench.epoch, vec![cast(3, 1, "a")]).await {
                Err(StoreError::Away(_)) => sleep(Duration::from_millis(20)).await,
                answer => break answer,
            }
        };
        assert_eq!(refused(answer), StoreError::WentBack);
        assert_eq!(refused(store.read(bench.room, 0).await), StoreError::WentBack);
    }
    assert_eq!(other_room.cast_one(cast(2, 1, "a")).await, Outcome::Counted, "under the epoch it had");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a cluster that is killed and healed takes ten seconds"]
async fn a_shard_that_is_gone_is_away_and_the_rest_goes_on() {
    let mut cluster = cluster(RedisCluster::private).await;
    let (bench, other_room) = (bench_on(&cluster, 1).await, bench_on(&cluster, 2).await);
    assert_eq!(bench.cast_one(cast(1, 1, "a")).await, Outcome::Counted);
    let elsewhere = Voting::of(&other_room, 4);
    for node in [PRIMARIES + 1, 1] {
        cluster.node_mut(node).kill();
    }
    let StoreError::Away(_) = refused(bench.store.cast(bench.room, &bench.epoch, vec![cast(2, 1, "a")]).await) else {
        panic!("there is nobody to count it")
    };
    until_health(&bench.store, |health| is_away(&bench.store, &bench, health)).await;
    let health = bench.store.health().await.unwrap();
    assert!(!is_away(&bench.store, &other_room, &health), "{health:?}");
    assert!(matches!(health.durability, Durability::Relaxed { .. }));
    // Nobody waits for it any more than for anybody else.
    for _ in 0..200 {
        assert!(matches!(refused(bench.store.read(bench.room, 0).await), StoreError::Away(_)));
    }
    let told = elsewhere.stopped().await;
    nothing_lost_nothing_doubled(&other_room, &told).await;
    assert!(told.iter().all(|phone| phone.refused == 0), "other rooms do not notice");
    for node in [1, PRIMARIES + 1] {
        cluster.node_mut(node).restart();
    }
    until_health(&bench.store, |health| health.away.is_empty()).await;
    let again = until_there(|| bench.store.cast(bench.room, &bench.epoch, vec![cast(2, 1, "a")])).await;
    assert!(matches!(again.0[0], Outcome::Counted | Outcome::Same));
    // The other node finds it out by itself, in its own time.
    until_there(|| bench.other.read(bench.room, 0)).await;
    assert_eq!(bench.counts(RUN, ["a"]).await, (2, [2]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a cluster that is killed and healed takes ten seconds"]
async fn a_silent_primary_holds_up_its_own_rooms_and_nobody_elses() {
    let cluster = cluster(RedisCluster::private_and_patient).await;
    let (bench, other_room) = (bench_on(&cluster, 0).await, bench_on(&cluster, 1).await);
    cluster.node(0).signal("-STOP");
    let waiting = Voting::of(&bench, 40);
    let elsewhere = Voting::of(&other_room, 4);
    let silent = bench.store.cast(bench.room, &bench.epoch, vec![cast(99, 1, "a")]);
    let (silent, health) = tokio::join!(silent, bench.store.health());
    assert!(matches!(refused(silent), StoreError::Away(_)));
    let health = health.unwrap();
    assert!(is_away(&bench.store, &bench, &health) && !is_away(&bench.store, &other_room, &health), "{health:?}");
    cluster.node(0).signal("-CONT");
    let again = until_there(|| bench.store.cast(bench.room, &bench.epoch, vec![cast(99, 1, "a")])).await;
    assert!(matches!(again.0[0], Outcome::Counted | Outcome::Same));
    let (told, told_elsewhere) = (waiting.stopped().await, elsewhere.stopped().await);
    assert!(told.iter().any(|phone| phone.refused > 0), "the silence hit nothing");
    assert!(told_elsewhere.iter().all(|phone| phone.refused == 0 && phone.acknowledged > 0), "others do not notice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a cluster that is killed and healed takes ten seconds"]
async fn a_watcher_hears_from_another_node_when_the_one_it_listened_to_is_killed() {
    let mut cluster = cluster(RedisCluster::private).await;
    let bench = bench_on(&cluster, 0).await;
    let mut watcher = bench.other.watch(bench.room).await.unwrap();
    let channel = format!("plenary:{{{}}}", bench.room);
    let listened = |cluster: &RedisCluster| -> Vec<usize> {
        let hears = |node: &RedisServer| node.runs() && node.command(&["PUBSUB", "NUMSUB", &channel]).contains(":1");
        (0..2 * PRIMARIES).filter(|node| hears(cluster.node(*node))).collect()
    };
    let [node] = listened(&cluster)[..] else { panic!("one connection, to one node") };
    watcher.mark_unchanged();
    cluster.node_mut(node).kill();
    watcher.changed().await.unwrap();
    let done = until_there(|| bench.store.amend(bench.room, &bench.epoch, documents(vec![set("a", 0, "1")]))).await;
    let Amended::Done { version, .. } = done else { panic!("{done:?}") };
    watcher.wait_for(|told| *told >= version).await.unwrap();
    let [after] = listened(&cluster)[..] else { panic!("one connection, to one node") };
    assert_ne!(after, node);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_file_of_any_node_holds_a_voter_of_a_sealed_run() {
    let cluster = Arc::new(cluster(RedisCluster::private_and_patient).await);
    let room = cluster.room_on(0);
    let bench = Bench::in_room(room, connect(&cluster.url()).await, connect(&cluster.url()).await, None).await;
    let ballots = |r, choice: &str| (0..200).map(|number| cast(number, r, choice)).collect::<Vec<_>>();
    bench.gate(RUN, 0, GateAct::Open { for_ms: Some(3_000) }).await;
    bench.cast(ballots(1, "left")).await;
    // It moves to another primary: the files of the first keep what it was.
    let (slot, moving) = (cluster.slot_of(room), cluster.clone());
    spawn_blocking(move || moving.move_slot(slot, 0, 1)).await.unwrap();
    until_there(|| bench.store.cast(room, &bench.epoch, ballots(2, "right"))).await;
    // A replica's dump of some other day lies there, too.
    cluster.until_copied(1);
    cluster.node(PRIMARIES + 1).command(&["SAVE"]);
    assert_eq!(bench.wait_for_shut().await.len(), 1);
    let found = |number: usize| voters_found(cluster.node(number).dir());
    for number in [0, 1, PRIMARIES, PRIMARIES + 1] {
        assert_eq!(found(number), 200, "this test can find them in node {number}");
    }
    sealed(&bench).await;
    assert_eq!(bench.store.scrub().await.unwrap(), Scrubbed::Done);
    for number in 0..2 * PRIMARIES {
        assert_eq!(found(number), 0, "node {number}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a cluster that is killed and healed takes ten seconds"]
async fn a_run_is_not_sealed_while_a_node_refuses_or_is_missing() {
    let mut cluster = cluster(RedisCluster::private).await;
    let store = connect(&cluster.url()).await;
    let replica = PRIMARIES + 2;
    let why = async || match store.scrub().await.unwrap() {
        Scrubbed::Refused { why } => why,
        Scrubbed::Done => panic!("it was refused"),
    };
    cluster.node(replica).command(&["ACL", "SETUSER", "default", "-bgrewriteaof"]);
    let said = why().await;
    let port = cluster.node(replica).port().to_string();
    assert!(said.contains("bgrewriteaof") && said.contains(&port), "{said}");
    cluster.node(replica).command(&["ACL", "SETUSER", "default", "+bgrewriteaof"]);
    assert_eq!(store.scrub().await.unwrap(), Scrubbed::Done);
    cluster.node_mut(replica).kill();
    let said = why().await;
    assert!(said.contains(&port), "{said}");
    cluster.node_mut(replica).restart();
    cluster.until_whole();
    while store.scrub().await.unwrap() != Scrubbed::Done {
        sleep(Duration::from_millis(100)).await;
    }
}
