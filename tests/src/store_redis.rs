//! What only Redis can do to a store: go away, go back, forget scripts, run out of memory, sit behind two nodes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use plenary_server::domain::gate::{Gate, GateAct};
use plenary_server::domain::id::RunId;
use plenary_server::store::redis::Redis;
use plenary_server::store::{Amended, Cast, Document, Durability, Outcome, Refounding, Store, StoreError};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::redis_server::{DURABLE, RedisServer};
use crate::store_bench::{Bench, QUESTIONS, RUN, SECRET, cast, documents, refused, set, upvote, voter};

async fn connect(server: &RedisServer) -> Store {
    Store::Redis(Redis::connect(&server.url(), &SECRET, None).await.unwrap())
}

async fn bench(server: &RedisServer) -> Bench {
    Bench::of(connect(server).await, connect(server).await, None).await
}

/// Asks until Redis is there again; whatever went wrong meanwhile must have been `Away`.
async fn until_there<T, F: Future<Output = Result<T, StoreError>>>(ask: impl Fn() -> F) -> T {
    loop {
        match ask().await {
            Ok(answer) => return answer,
            Err(StoreError::Away(_)) => tokio::time::sleep(Duration::from_millis(20)).await,
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_ballot_survives_kill_9() {
    let mut server = RedisServer::private(DURABLE);
    let bench = bench(&server).await;
    bench.open(RUN).await;
    let stop = Arc::new(AtomicBool::new(false));
    // 40 phones on two nodes change their mind for as long as Redis is killed and started.
    let phones = (0..40).map(|phone| {
        let (stop, room, epoch) = (stop.clone(), bench.room, bench.epoch.clone());
        let store = if phone % 2 == 0 { bench.store.clone() } else { bench.other.clone() };
        tokio::spawn(async move {
            let (mut acknowledged, mut unknown) = (0, false);
            while !stop.load(Ordering::SeqCst) {
                let wish = cast(phone, acknowledged + 1, ["a", "b", "c"][acknowledged as usize % 3]);
                match store.cast(room, &epoch, vec![wish]).await {
                    Ok((outcomes, _)) => {
                        // Only a ballot whose answer was lost may turn out to stand already.
                        let expected = matches!(outcomes[0], Outcome::Counted | Outcome::Changed)
                            || (unknown && outcomes[0] == Outcome::Same);
                        assert!(expected, "{outcomes:?}");
                        (acknowledged, unknown) = (acknowledged + 1, false);
                    }
                    Err(StoreError::Away(_)) => {
                        unknown = true;
                        tokio::time::sleep(Duration::from_millis(10)).await;
                    }
                    Err(error) => panic!("{error}"),
                }
            }
            (acknowledged, unknown)
        })
    });
    let phones: Vec<_> = phones.collect();
    for _ in 0..4 {
        let before = bench.store.read(bench.room, 0).await;
        let before = before.map_or(0, |read| read.version);
        tokio::time::sleep(Duration::from_millis(300)).await;
        server.kill();
        tokio::time::sleep(Duration::from_millis(100)).await;
        server.restart();
        // Voting is under way again, on the history it was on, before the next kill.
        let reached = until_there(|| bench.store.read(bench.room, 0)).await.version;
        assert!(reached >= before);
        while until_there(|| bench.store.read(bench.room, 0)).await.version < reached + 40 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    stop.store(true, Ordering::SeqCst);
    let mut told = Vec::new();
    for phone in phones {
        told.push(phone.await.unwrap());
    }
    let voters = (0..40).map(|phone| (RUN, voter(phone))).collect();
    let stored = until_there(|| bench.store.ballots(bench.room, Vec::clone(&voters))).await;
    let mut total = 0;
    for ((acknowledged, unknown), stored) in told.into_iter().zip(stored) {
        let r = stored.map_or(0, |stored| stored.r);
        assert!(r == acknowledged || (unknown && r == acknowledged + 1), "told {acknowledged}, stored {r}");
        total += acknowledged;
    }
    assert!(total > 160, "the kills hit nothing");
    assert_eq!(bench.tally(RUN).await.total().ballots, 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flushed_redis_went_back_and_is_refounded_once() {
    let server = RedisServer::private(DURABLE);
    let bench = bench(&server).await;
    bench.open(RUN).await;
    bench.amend(documents(vec![set("stage", 0, "1"), set("poll/a", 0, "2")])).await;
    bench.cast_one(cast(1, 5, "a")).await;
    let key = bench.store.run_key(bench.room, RUN).await.unwrap().unwrap();
    let (before, other) = (bench.read(0).await, bench.other.read(bench.room, 0).await.unwrap());
    assert_eq!(before.version, other.version);
    server.command(&["FLUSHALL"]);
    let Bench { store, room, epoch, .. } = &bench;
    assert_eq!(refused(store.cast(*room, epoch, vec![cast(2, 1, "a")]).await), StoreError::WentBack);
    assert_eq!(refused(store.read(*room, 0).await), StoreError::WentBack);
    assert_eq!(refused(store.ballots(*room, vec![(RUN, voter(1))]).await), StoreError::WentBack);
    assert_eq!(refused(bench.other.watch(*room).await), StoreError::WentBack);
    let refound = |store: Store| {
        let gates = before.gates.iter().map(|(run, _, gate)| (*run, *gate)).collect();
        let (documents, keys, minutes) = (before.documents.clone(), vec![(RUN, key.clone())], Vec::new());
        let with = Refounding { documents, gates, keys, minutes };
        async move { store.refound(*room, None, epoch, with).await.unwrap() }
    };
    let (one, two) = tokio::join!(refound(store.clone()), refound(bench.other.clone()));
    assert_ne!(one, two, "one node wins");
    let after = bench.other.read(*room, 0).await.unwrap();
    assert!(after.version > before.version && after.epoch != before.epoch);
    let texts = |documents: &[Document]| {
        documents.iter().map(|of| (of.key.clone(), of.rev, of.value.clone())).collect::<Vec<_>>()
    };
    assert_eq!(texts(&after.documents), texts(&before.documents));
    assert_eq!(store.run_key(*room, RUN).await.unwrap(), Some(key));
    assert!(store.rooms().await.unwrap().contains(room));
    // Phones restate their ballots.
    let outcomes = store.cast(*room, &after.epoch, vec![cast(1, 5, "a")]).await.unwrap().0;
    assert_eq!(outcomes, [Outcome::Counted]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_copy_under_the_same_epoch_went_back() {
    let mut server = RedisServer::private(DURABLE);
    let bench = bench(&server).await;
    bench.open(RUN).await;
    bench.cast_one(cast(1, 1, "a")).await;
    let copy = server.copy();
    let there = || bench.store.cast(bench.room, &bench.epoch, vec![cast(2, 1, "a")]);
    assert_eq!(until_there(there).await.0, [Outcome::Counted]);
    until_there(|| bench.other.read(bench.room, 0)).await;
    server.go_back_to(&copy);
    // Both nodes saw a version that is not there any more. Neither reads nor acknowledges on the old copy.
    for store in [&bench.store, &bench.other] {
        let answer = loop {
            match store.cast(bench.room, &bench.epoch, vec![cast(3, 1, "a")]).await {
                Err(StoreError::Away(_)) => tokio::time::sleep(Duration::from_millis(20)).await,
                answer => break answer,
            }
        };
        assert_eq!(refused(answer), StoreError::WentBack);
        assert_eq!(refused(store.read(bench.room, 0).await), StoreError::WentBack);
    }
    let back = bench.store.refound(bench.room, Some(&bench.epoch), &bench.epoch, Refounding::default()).await.unwrap();
    assert!(back, "under a new epoch it goes on from the old copy");
    let now = bench.other.read(bench.room, 0).await.unwrap();
    let outcomes = bench.other.cast(bench.room, &now.epoch, vec![cast(2, 1, "a"), cast(1, 1, "a")]).await.unwrap().0;
    assert_eq!(outcomes, [Outcome::Counted, Outcome::Same]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_decide_what_is_promised_and_what_is_refused() {
    let relaxed = RedisServer::private(&["--appendonly", "yes", "--appendfsync", "everysec"]);
    let store = connect(&relaxed).await;
    let Durability::Relaxed { why } = store.health().await.unwrap().durability else { panic!("everysec is not full") };
    assert!(why.contains("everysec"), "{why}");
    // Settings change while we run: never claimed from memory.
    relaxed.command(&["CONFIG", "SET", "appendfsync", "always"]);
    assert_eq!(store.health().await.unwrap().durability, Durability::Full);
    relaxed.command(&["CONFIG", "SET", "appendonly", "no"]);
    assert!(matches!(store.health().await.unwrap().durability, Durability::Relaxed { .. }));
    relaxed.command(&["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]);
    let StoreError::Away(why) = refused(store.health().await) else { panic!() };
    assert!(why.contains("maxmemory-policy is allkeys-lru"), "{why}");
    let StoreError::Away(why) = refused(Redis::connect(&relaxed.url(), &SECRET, None).await) else { panic!() };
    assert!(why.contains("maxmemory-policy is allkeys-lru"), "{why}");
    let StoreError::Away(why) = refused(Redis::connect("redis://127.0.0.1:1/", &SECRET, None).await) else { panic!() };
    assert!(why.contains("cannot be reached"), "{why}");
    let StoreError::Away(why) = refused(Redis::connect("not an address", &SECRET, None).await) else { panic!() };
    assert!(why.contains("not a Redis address"), "{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_are_read_again_after_a_reconnection() {
    let mut server = RedisServer::private(DURABLE);
    let bench = bench(&server).await;
    bench.open(RUN).await;
    server.kill();
    server.set(&["--appendonly", "yes", "--maxmemory-policy", "allkeys-random"]);
    server.restart();
    // No `health` is asked: the node must find out by itself and stop acknowledging.
    let why = loop {
        match bench.store.cast(bench.room, &bench.epoch, vec![cast(1, 1, "a")]).await {
            Err(StoreError::Away(why)) if why.contains("maxmemory-policy") => break why,
            Ok(_) | Err(StoreError::Away(_)) => tokio::time::sleep(Duration::from_millis(20)).await,
            Err(error) => panic!("{error}"),
        }
    };
    assert!(why.contains("allkeys-random"), "{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn out_of_memory_acknowledges_nothing_and_writes_nothing_by_halves() {
    let server = RedisServer::private(DURABLE);
    let bench = bench(&server).await;
    bench.open(RUN).await;
    bench.cast_one(cast(1, 1, "a")).await;
    server.command(&["CONFIG", "SET", "maxmemory", "1"]);
    let before = bench.read(0).await;
    let full: Vec<Cast> = (2..200).map(|number| cast(number, 1, "a")).collect();
    let StoreError::Away(why) = refused(bench.store.cast(bench.room, &bench.epoch, full.clone()).await) else {
        panic!()
    };
    assert!(why.contains("OOM"), "{why}");
    let amendment = documents(vec![set("a", 0, "1")]);
    assert!(matches!(refused(bench.store.amend(bench.room, &bench.epoch, amendment).await), StoreError::Away(_)));
    assert!(matches!(refused(bench.store.health().await), StoreError::Away(_)));
    let after = bench.read(0).await;
    assert_eq!((after.version, &after.documents, &after.tallies), (before.version, &before.documents, &before.tallies));
    assert_eq!(bench.counts(RUN, ["a"]).await, (1, [1]));
    server.command(&["CONFIG", "SET", "maxmemory", "0"]);
    assert_eq!(bench.cast(full).await.0, [Outcome::Counted; 198]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_redis_is_away_and_comes_back() {
    let server = RedisServer::private(DURABLE);
    let bench = bench(&server).await;
    bench.open(RUN).await;
    server.signal("-STOP");
    let silent = bench.store.cast(bench.room, &bench.epoch, vec![cast(1, 1, "a")]).await;
    assert!(matches!(refused(silent), StoreError::Away(_)));
    server.signal("-CONT");
    let again = until_there(|| bench.store.cast(bench.room, &bench.epoch, vec![cast(1, 1, "a")])).await;
    // What was sent before may have been counted after all: sent again, it is the same.
    assert!(matches!(again.0[0], Outcome::Counted | Outcome::Same));
    assert_eq!(bench.counts(RUN, ["a"]).await, (1, [1]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watcher_is_told_after_every_reconnection() {
    let mut server = RedisServer::private(DURABLE);
    let bench = bench(&server).await;
    let mut watcher = bench.other.watch(bench.room).await.unwrap();
    watcher.mark_unchanged();
    server.command(&["CLIENT", "KILL", "TYPE", "pubsub"]);
    watcher.changed().await.unwrap();
    // It hears again of what others do.
    let version = until_there(|| bench.store.amend(bench.room, &bench.epoch, documents(vec![set("a", 0, "1")]))).await;
    let Amended::Done { version, .. } = version else { panic!("{version:?}") };
    watcher.wait_for(|told| *told == version).await.unwrap();
    server.kill();
    server.restart();
    watcher.changed().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scripts_that_redis_forgot_are_given_to_it_again() {
    let server = RedisServer::private(DURABLE);
    let bench = bench(&server).await;
    bench.open(RUN).await;
    server.command(&["SCRIPT", "FLUSH"]);
    assert_eq!(bench.cast_one(cast(1, 1, "a")).await, Outcome::Counted);
    assert_eq!(bench.counts(RUN, ["a"]).await, (1, [1]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn run_keys_are_wrapped_under_the_nodes_secret() {
    let server = RedisServer::private(DURABLE);
    let bench = bench(&server).await;
    bench.open(RUN).await;
    let key = bench.store.run_key(bench.room, RUN).await.unwrap().unwrap();
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(server.dir().join("appendonlydir")).unwrap() {
        bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(holds(bench.room.as_str().as_bytes()), "the log was read");
    assert!(!holds(&key.0));
    let stranger = Store::Redis(Redis::connect(&server.url(), &[9; 32], None).await.unwrap());
    assert!(matches!(refused(stranger.run_key(bench.room, RUN).await), StoreError::Corrupt(_)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_whose_key_is_gone_get_none_while_any_has_ballots() {
    let server = RedisServer::shared();
    let bench = bench(server).await;
    let keys = format!("plenary:{{{}}}:keys", bench.room);
    let lose_key = || server.command(&["HDEL", &keys, &RunId::QUESTIONS.to_string()]);
    let [one, two, three] = QUESTIONS;
    bench.open(one).await;
    assert_eq!(lose_key(), ":1\r\n");
    bench.open(two).await;
    assert!(bench.store.run_key(bench.room, one).await.unwrap().is_some(), "nobody had a ballot");
    bench.cast_one(upvote(two, 1, 1)).await;
    assert_eq!(lose_key(), ":1\r\n");
    bench.open(three).await;
    let with = Refounding { gates: vec![(three, bench.gate_of(three).await)], ..Refounding::default() };
    assert!(bench.store.refound(bench.room, Some(&bench.epoch), &bench.epoch, with).await.unwrap());
    for run in QUESTIONS {
        assert_eq!(bench.store.run_key(bench.room, run).await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_room_leaves_the_log_of_redis() {
    let server = RedisServer::private(DURABLE);
    let bench = bench(&server).await;
    bench.open(RUN).await;
    bench.cast_one(cast(1, 1, "a-choice-to-be-forgotten")).await;
    let held = || {
        let mut bytes = Vec::new();
        for file in std::fs::read_dir(server.dir().join("appendonlydir")).unwrap() {
            // Redis removes a file when its successor is whole.
            bytes.extend(std::fs::read(file.unwrap().path()).unwrap_or_default());
        }
        bytes.windows(24).any(|window| window == b"a-choice-to-be-forgotten")
    };
    assert!(held());
    bench.store.drop_room(bench.room).await.unwrap();
    while held() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn acts() -> impl Strategy<Value = Vec<(GateAct, u64)>> {
    let act = prop_oneof![
        2 => any::<bool>().prop_map(|show| GateAct::Close { show }),
        2 => Just(GateAct::KeepOpen),
        2 => (1_u64..20_000).prop_map(|by_ms| GateAct::Extend { by_ms }),
        2 => Just(GateAct::Show),
        2 => Just(GateAct::Hide),
        1 => Just(GateAct::Void),
        1 => prop::option::of(1_u64..9).prop_map(|for_ms| GateAct::Open { for_ms }),
        2 => Just(GateAct::Shut),
        2 => Just(GateAct::Reopen),
    ];
    // Mostly a moment passes between two acts, sometimes enough for a gate to shut.
    let wait = prop_oneof![3 => 0_u64..1_500, 1 => 0_u64..20_000];
    prop::collection::vec((act, wait), 1..14)
}

/// The Lua gate and `Gate::act` go through the same acts; time is made to pass by moving the room's clock ahead.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_scripts_gate_is_the_domains_gate() {
    let server = RedisServer::private(&[]);
    let bench = bench(&server).await;
    let here = tokio::runtime::Handle::current();
    let tested = tokio::task::spawn_blocking(move || {
        let mut runner = TestRunner::new(Config { cases: 250, failure_persistence: None, ..Config::default() });
        let runs = prop::sample::select(vec![RUN, RunId::QUESTIONS, QUESTIONS[0]]);
        let strategy = (runs, prop::option::of(1_u64..20_000), acts());
        runner.run(&strategy, |(run, for_ms, acts)| here.block_on(same_gate(&server, &bench, run, for_ms, acts)))
    });
    if let Err(failure) = tested.await.unwrap() {
        panic!("{failure}");
    }
}

async fn same_gate(
    server: &RedisServer,
    bench: &Bench,
    run: RunId,
    for_ms: Option<u64>,
    acts: Vec<(GateAct, u64)>,
) -> Result<(), TestCaseError> {
    let bench = Bench::of(bench.store.clone(), bench.other.clone(), None).await;
    let key = format!("plenary:{{{}}}", bench.room);
    let Amended::Done { at, .. } = bench.gate(run, 0, GateAct::Open { for_ms }).await else { panic!() };
    let mut model = Gate::opened(at, for_ms);
    for (act, wait) in acts {
        let before = bench.read(0).await.now;
        server.command(&["HSET", &key, "clock", &(before.0 + wait).to_string()]);
        let before = bench.read(0).await.now;
        let amended = bench.gate(run, model.rev, act).await;
        let after = bench.read(0).await.now;
        match amended {
            Amended::Done { at, .. } => {
                prop_assert!(before <= at && at <= after);
                model = model.act(run, act, at).map_err(|no| TestCaseError::fail(format!("{act:?}: {no:?}")))?;
            }
            Amended::WrongState { phase, .. } => {
                // The moment of a refusal is not told, but lies between these two.
                let phases = [before, after].map(|now| model.act(run, act, now).map_err(|no| no.0));
                prop_assert!(phases.contains(&Err(phase)), "{:?}: {:?}, not {:?}", act, phase, phases);
            }
            Amended::Changed { .. } => prop_assert!(false, "{:?}", amended),
        }
        let stored = bench.gate_of(run).await;
        prop_assert_eq!(stored, model, "after {:?}", act);
        let outcome = bench.cast_one(Cast { run, ..cast(u64::from(model.rev), 1, "a") }).await;
        let late = bench.read(0).await.now;
        let taken = outcome != Outcome::Shut { r: None } && !matches!(outcome, Outcome::Shut { .. });
        prop_assert!([after, late].map(|now| model.takes_ballots(now)).contains(&taken));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_rooms_do_not_touch_each_other() {
    let server = RedisServer::shared();
    let (one, two) = (bench(server).await, bench(server).await);
    one.open(RUN).await;
    two.open(RUN).await;
    one.cast_one(cast(1, 1, "a")).await;
    two.cast_one(Cast { run: RunId(1), ..cast(1, 1, "b") }).await;
    one.store.drop_room(one.room).await.unwrap();
    assert_eq!(two.counts(RUN, ["a", "b"]).await, (1, [0, 1]));
}
