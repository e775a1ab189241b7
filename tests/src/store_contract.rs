//! The store's contract, sentence by sentence: rooms, documents, versions, nudges, epochs.

use std::time::Duration;

use plenary_server::domain::gate::{Gate, GateAct};
use plenary_server::domain::id::RunId;
use plenary_server::domain::moment::Moment;
use plenary_server::store::{
    Amended, Amendment, Document, DocumentWrite, Durability, Epoch, GateWrite, Refounding, RunKey, Store, StoreError,
    Write,
};

use crate::store_bench::{Bench, RUN, any_room, cast, documents, on_both_stores, refused, set, voter};

on_both_stores!(
    on a cluster always:
    a_room_is_founded_once,
    a_room_that_never_was_is_told_from_one_that_went,
    a_read_brings_what_changed_and_nothing_else,
    texts_come_back_byte_for_byte,
    a_version_ahead_of_the_store_means_that_it_went_back,
    another_epoch_writes_nothing,
    every_node_is_told_of_every_change,
    a_run_has_one_key_and_every_node_the_same,
    a_refounded_room_keeps_what_it_has_and_gets_what_it_lacks,
    of_two_that_refound_one_wins,
    a_lost_room_comes_back_with_its_runs_keys,
    no_key_is_minted_for_ballots_that_lost_theirs,
    a_dropped_room_is_gone_for_good,
    the_clock_never_goes_backwards,
    a_healthy_store_says_what_its_ballots_survive,
    a_closed_store_takes_nothing,
);

fn founding(key: &str, value: &str) -> Vec<(String, String)> {
    vec![(key.to_owned(), value.to_owned())]
}

fn document(key: &str, rev: u32, version: u64, value: &str) -> Document {
    Document { key: key.to_owned(), rev, version, value: Some(value.to_owned()) }
}

async fn a_room_is_founded_once(bench: Bench) {
    let room = any_room();
    assert!(bench.store.found(room, founding("stage", "1")).await.unwrap());
    assert!(!bench.other.found(room, founding("stage", "2")).await.unwrap());
    let read = bench.other.read(room, 0).await.unwrap();
    assert_eq!(read.documents, [document("stage", 1, 1, "1")]);
    assert_eq!((read.version, read.gates.len(), read.tallies.len()), (1, 0, 0));
    assert_eq!(read.epoch.0.len(), 32);
    assert_ne!(read.epoch, bench.epoch);
    let rooms = bench.store.rooms().await.unwrap();
    assert!(rooms.contains(&room) && rooms.contains(&bench.room));
}

async fn a_room_that_never_was_is_told_from_one_that_went(bench: Bench) {
    let nowhere = any_room();
    let Bench { store, epoch, .. } = &bench;
    assert_eq!(refused(store.read(nowhere, 0).await), StoreError::NoRoom);
    assert_eq!(refused(store.ballots(nowhere, vec![(RUN, voter(1))]).await), StoreError::NoRoom);
    assert_eq!(refused(store.recount(nowhere, RUN).await), StoreError::NoRoom);
    assert_eq!(refused(store.minutes(nowhere, 0).await), StoreError::NoRoom);
    assert_eq!(refused(store.run_key(nowhere, RUN).await), StoreError::NoRoom);
    assert_eq!(refused(store.watch(nowhere).await), StoreError::NoRoom);
    // Whoever knows an epoch knew a room: it must have been there.
    assert_eq!(refused(store.cast(nowhere, epoch, vec![cast(1, 1, "0")]).await), StoreError::WentBack);
    assert_eq!(refused(store.amend(nowhere, epoch, Amendment::default()).await), StoreError::WentBack);
}

async fn a_read_brings_what_changed_and_nothing_else(bench: Bench) {
    bench.amend(documents(vec![set("b", 0, "1"), set("a", 0, "1")])).await;
    bench.open(RUN).await;
    bench.open(RunId(2)).await;
    let before = bench.version().await;
    assert_eq!(before, 4);
    bench.amend(documents(vec![set("a", 1, "2")])).await;
    bench.cast_one(cast(1, 1, "0")).await;
    let all = bench.read(0).await;
    assert_eq!(all.documents, [document("a", 2, 5, "2"), document("b", 1, 2, "1")]);
    assert_eq!(all.gates.iter().map(|(run, at, _)| (*run, *at)).collect::<Vec<_>>(), [(RUN, 3), (RunId(2), 4)]);
    assert_eq!(all.tallies.iter().map(|(run, at, _)| (*run, *at)).collect::<Vec<_>>(), [(RUN, 6)]);
    let news = bench.read(before).await;
    assert_eq!(news.documents, [document("a", 2, 5, "2")]);
    assert_eq!((news.version, news.gates.len(), news.tallies.len()), (6, 0, 1));
    let nothing = bench.read(6).await;
    assert!(nothing.documents.is_empty() && nothing.gates.is_empty() && nothing.tallies.is_empty());
    let delete = DocumentWrite { key: "a".to_owned(), expect: 2, write: Write::Delete };
    bench.amend(documents(vec![delete])).await;
    let gone = Document { key: "a".to_owned(), rev: 3, version: 7, value: None };
    assert_eq!(bench.read(6).await.documents, [gone]);
}

async fn texts_come_back_byte_for_byte(bench: Bench) {
    let texts =
        ["", "\0", "a|b|c", "\"\\u0000\"", "{\"q\":\"¿Qué? 質問 سؤال 🗳\"}", "-", "1|", "\r\n$3\r\n", "'; DROP TABLE"];
    for text in texts {
        let key = format!("k/{text}|é");
        let line = text.to_owned();
        let done = bench
            .amend(Amendment { documents: vec![set(&key, 0, text)], minutes: vec![line], ..Amendment::default() })
            .await;
        let Amended::Done { version, .. } = done else { panic!("{done:?}") };
        assert_eq!(bench.read(version - 1).await.documents, [document(&key, 1, version, text)]);
        assert_eq!(bench.store.minutes(bench.room, version - 2).await.unwrap()[0].line, text);
    }
}

async fn a_version_ahead_of_the_store_means_that_it_went_back(bench: Bench) {
    let version = bench.version().await;
    assert_eq!(refused(bench.store.read(bench.room, version + 1).await), StoreError::WentBack);
}

async fn another_epoch_writes_nothing(bench: Bench) {
    bench.open(RUN).await;
    let before = bench.read(0).await;
    let (store, room, wrong) = (&bench.store, bench.room, Epoch("0".repeat(32)));
    let acts = Amendment {
        documents: vec![set("a", 0, "1")],
        gates: vec![GateWrite { run: RUN, expect: 1, act: GateAct::Void }],
        minutes: vec!["{}".to_owned()],
        ..Amendment::default()
    };
    assert_eq!(refused(store.amend(room, &wrong, acts).await), StoreError::WentBack);
    assert_eq!(refused(store.cast(room, &wrong, vec![cast(1, 1, "0")]).await), StoreError::WentBack);
    assert_eq!(refused(store.resegment(room, &wrong, vec![]).await), StoreError::WentBack);
    assert_eq!(refused(store.shut_due(room, &wrong, crate::store_bench::shut_line).await), StoreError::WentBack);
    let after = bench.read(0).await;
    assert_eq!((after.version, after.documents, after.gates), (before.version, before.documents, before.gates));
    assert_eq!(store.minutes(room, 0).await.unwrap(), []);
    assert_eq!(store.ballots(room, vec![(RUN, voter(1))]).await.unwrap(), [None]);
}

async fn every_node_is_told_of_every_change(bench: Bench) {
    let mut here = bench.store.watch(bench.room).await.unwrap();
    let mut there = bench.other.watch(bench.room).await.unwrap();
    bench.open(RUN).await;
    for number in 0..10 {
        bench.cast_one(cast(number, 1, "0")).await;
    }
    let last = bench.version().await;
    for watcher in [&mut here, &mut there] {
        let told = watcher.wait_for(|version| *version >= last).await.map(|version| *version);
        assert_eq!(told.unwrap(), last);
    }
}

async fn a_run_has_one_key_and_every_node_the_same(bench: Bench) {
    assert_eq!(bench.store.run_key(bench.room, RUN).await.unwrap(), None);
    bench.open(RUN).await;
    bench.open(RunId(2)).await;
    let key = bench.store.run_key(bench.room, RUN).await.unwrap().unwrap();
    assert_eq!(bench.other.run_key(bench.room, RUN).await.unwrap(), Some(key.clone()));
    assert_ne!(bench.store.run_key(bench.room, RunId(2)).await.unwrap(), Some(key));
    assert_eq!(bench.store.run_key(bench.room, RunId(3)).await.unwrap(), None);
}

async fn a_refounded_room_keeps_what_it_has_and_gets_what_it_lacks(bench: Bench) {
    bench.amend(documents(vec![set("kept", 0, "here")])).await;
    bench.open(RUN).await;
    bench.cast_one(cast(1, 1, "0")).await;
    let key = bench.store.run_key(bench.room, RUN).await.unwrap();
    let (gate, version) = (bench.gate_of(RUN).await, bench.version().await);
    let known = vec![document("kept", 7, 9, "there"), document("lost", 4, 70, "there")];
    let gates = vec![(RUN, Gate { rev: 9, void: true, ..gate }), (RunId(2), Gate { rev: 3, ..gate })];
    let keys = vec![(RUN, RunKey([1; 32])), (RunId(2), RunKey([2; 32]))];
    let with = Refounding { documents: known, gates, keys, minutes: vec![r#""again""#.to_owned()] };
    let won = bench.store.refound(bench.room, Some(&bench.epoch), &Epoch("before".to_owned()), with).await.unwrap();
    assert!(won);
    let read = bench.other.read(bench.room, 0).await.unwrap();
    assert_ne!(read.epoch, bench.epoch);
    assert!(read.version > 70 && read.version > version, "the version goes on from all that is known");
    assert_eq!(read.documents[0], document("kept", 1, 2, "here"));
    assert_eq!(read.documents[1], document("lost", 4, read.version, "there"));
    assert_eq!(read.gates[0].2, gate);
    assert_eq!(read.gates[1], (RunId(2), read.version, Gate { rev: 3, ..gate }));
    assert_eq!(bench.store.run_key(bench.room, RUN).await.unwrap(), key);
    assert_eq!(bench.store.run_key(bench.room, RunId(2)).await.unwrap(), Some(RunKey([2; 32])));
    assert_eq!(bench.counts(RUN, ["0"]).await, (1, [1]));
    let minutes = bench.other.minutes(bench.room, 0).await.unwrap();
    assert_eq!(minutes.iter().map(|line| line.line.as_str()).collect::<Vec<_>>(), [r#""again""#]);
    // Who still knows the old epoch is told.
    assert_eq!(refused(bench.other.cast(bench.room, &bench.epoch, vec![cast(2, 1, "0")]).await), StoreError::WentBack);
    let again = bench.store.cast(bench.room, &read.epoch, vec![cast(2, 1, "0")]).await.unwrap();
    assert_eq!(again.1, read.version + 1);
}

async fn of_two_that_refound_one_wins(bench: Bench) {
    let refound = |store: Store, value: &'static str| {
        let (room, epoch) = (bench.room, bench.epoch.clone());
        async move {
            store
                .refound(
                    room,
                    Some(&epoch),
                    &Epoch("before".to_owned()),
                    Refounding { documents: vec![document("a", 1, 1, value)], ..Refounding::default() },
                )
                .await
        }
    };
    let (one, two) = tokio::join!(refound(bench.store.clone(), "1"), refound(bench.other.clone(), "2"));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_ne!(one, two);
    let read = bench.store.read(bench.room, 0).await.unwrap();
    assert_eq!(read.documents[0].value.as_deref(), Some(if one { "1" } else { "2" }));
    // A room that is there is not founded anew by one who thinks it is not.
    assert!(!bench.store.refound(bench.room, None, &Epoch("before".to_owned()), Refounding::default()).await.unwrap());
}

async fn a_lost_room_comes_back_with_its_runs_keys(bench: Bench) {
    let lost = any_room();
    let gate = Gate { rev: 5, ..Gate::opened(Moment(1), None) };
    let gates = vec![(RUN, gate), (RunId(2), gate)];
    let keys = vec![(RUN, RunKey([7; 32]))];
    let documents = vec![document("a", 2, 30, "x")];
    let with = Refounding { documents, gates, keys, minutes: Vec::new() };
    assert!(
        !bench
            .store
            .refound(lost, Some(&bench.epoch), &Epoch("before".to_owned()), Refounding::default())
            .await
            .unwrap()
    );
    assert!(bench.store.refound(lost, None, &Epoch("before".to_owned()), with).await.unwrap());
    let read = bench.other.read(lost, 0).await.unwrap();
    assert_eq!((read.version, read.documents), (31, vec![document("a", 2, 31, "x")]));
    assert_eq!(bench.store.run_key(lost, RUN).await.unwrap(), Some(RunKey([7; 32])));
    // No node knew the second run's key, and it has no ballots: it gets a new one, so that people can vote again.
    assert!(bench.store.run_key(lost, RunId(2)).await.unwrap().is_some());
    let outcomes = bench.store.cast(lost, &read.epoch, vec![cast(1, 3, "0")]).await.unwrap().0;
    assert_eq!(outcomes, [plenary_server::store::Outcome::Counted]);
    assert!(bench.store.rooms().await.unwrap().contains(&lost));
}

async fn no_key_is_minted_for_ballots_that_lost_theirs(bench: Bench) {
    // A gate that was shut when its key went needs none.
    let lost = any_room();
    let shut = Gate { rev: 5, shut: Some(Moment(9)), ..Gate::opened(Moment(1), None) };
    assert!(
        bench
            .store
            .refound(
                lost,
                None,
                &Epoch("before".to_owned()),
                Refounding { gates: vec![(RUN, shut)], ..Refounding::default() }
            )
            .await
            .unwrap()
    );
    assert_eq!(bench.store.run_key(lost, RUN).await.unwrap(), None);
    // A run that has ballots keeps the key it has, whatever others say.
    bench.open(RUN).await;
    bench.cast_one(cast(1, 1, "0")).await;
    let key = bench.store.run_key(bench.room, RUN).await.unwrap();
    let gate = bench.gate_of(RUN).await;
    assert!(
        bench
            .store
            .refound(
                bench.room,
                Some(&bench.epoch),
                &Epoch("before".to_owned()),
                Refounding { gates: vec![(RUN, gate)], ..Refounding::default() }
            )
            .await
            .unwrap()
    );
    assert_eq!(bench.store.run_key(bench.room, RUN).await.unwrap(), key);
}

async fn a_dropped_room_is_gone_for_good(bench: Bench) {
    bench.open(RUN).await;
    bench.cast_one(cast(1, 1, "0")).await;
    let key = bench.store.run_key(bench.room, RUN).await.unwrap();
    bench.store.drop_room(bench.room).await.unwrap();
    bench.store.drop_room(bench.room).await.unwrap();
    assert_eq!(refused(bench.other.read(bench.room, 0).await), StoreError::NoRoom);
    let late = bench.other.cast(bench.room, &bench.epoch, vec![cast(2, 1, "0")]).await;
    assert_eq!(refused(late), StoreError::NoRoom, "it did not go back, it was dropped");
    assert!(!bench.other.refound(bench.room, None, &Epoch("before".to_owned()), Refounding::default()).await.unwrap());
    assert!(!bench.store.rooms().await.unwrap().contains(&bench.room));
    // The same code may be founded again; nothing of the old room is in the new one.
    assert!(bench.store.found(bench.room, vec![]).await.unwrap());
    let read = bench.other.read(bench.room, 0).await.unwrap();
    assert_eq!((read.version, read.gates.len(), read.tallies.len()), (1, 0, 0));
    let anew = bench.reread().await;
    anew.open(RUN).await;
    assert_eq!(anew.counts(RUN, ["0"]).await, (0, [0]));
    assert_ne!(anew.store.run_key(anew.room, RUN).await.unwrap(), key);
}

async fn the_clock_never_goes_backwards(bench: Bench) {
    let mut last = Moment(0);
    for _ in 0..50 {
        let now = bench.store.now().await.unwrap();
        let read = bench.read(0).await.now;
        assert!(last <= now && now <= read, "{last:?} {now:?} {read:?}");
        last = read;
    }
}

async fn a_healthy_store_says_what_its_ballots_survive(bench: Bench) {
    let health = bench.store.health().await.unwrap();
    assert_eq!(health.away, []);
    // What a cluster acknowledged, a failover can lose.
    let is_full = bench.store.place_of(bench.room).is_none();
    assert_eq!(health.durability == Durability::Full, is_full, "{health:?}");
}

async fn a_closed_store_takes_nothing(bench: Bench) {
    bench.open(RUN).await;
    let casts = (0..20).map(|number| {
        let (store, room, epoch) = (bench.store.clone(), bench.room, bench.epoch.clone());
        tokio::spawn(async move { store.cast(room, &epoch, vec![cast(number, 1, "0")]).await })
    });
    let casts: Vec<_> = casts.collect();
    tokio::time::sleep(Duration::from_millis(1)).await;
    bench.store.close().await.unwrap();
    bench.store.close().await.unwrap();
    for answer in casts {
        // Each was either written down before the close, or refused: none hangs.
        let answer = answer.await.unwrap();
        assert!(matches!(answer, Ok(_) | Err(StoreError::Away(_))), "{answer:?}");
    }
    assert!(matches!(refused(bench.store.read(bench.room, 0).await), StoreError::Away(_)));
    let late = bench.store.cast(bench.room, &bench.epoch, vec![cast(99, 1, "0")]).await;
    assert!(matches!(refused(late), StoreError::Away(_)));
    assert!(matches!(refused(bench.store.health().await), StoreError::Away(_)));
}
