//! The store's contract for presence: who is here over all nodes, and who was eligible in a run and saw it.

use std::collections::BTreeMap;
use std::time::Duration;

use plenary_server::domain::id::{PresenceKey, RunId};
use plenary_server::domain::person::Mode;
use plenary_server::store::{Attendance, Presence};

use crate::store_bench::{Bench, RUN, on_both_stores, refused};

on_both_stores!(
    presence_is_the_union_over_nodes,
    nodes_read_each_others_notes,
    who_was_eligible_and_who_saw_it_only_grows,
    thousands_may_come_and_go_at_once,
);

fn here(presence: &Presence) -> BTreeMap<Mode, u32> {
    presence.here.iter().filter(|(_, count)| **count > 0).map(|(mode, count)| (*mode, *count)).collect()
}

fn people(numbers: std::ops::Range<u8>, mode: Mode) -> Vec<(PresenceKey, Mode)> {
    numbers.map(|number| (PresenceKey([number; 16]), mode)).collect()
}

async fn nodes_read_each_others_notes(bench: Bench) {
    let tell = |note: &str, afresh| Attendance { afresh, note: note.to_owned(), ..Attendance::default() };
    let (one, two, room) = (&bench.store, &bench.other, bench.room);
    let sorted = |presence: Presence| {
        let mut notes = presence.notes;
        notes.sort();
        notes
    };
    assert_eq!(sorted(one.attend(room, "one", tell("lost", false)).await.unwrap()), Vec::<String>::new());
    assert_eq!(sorted(one.attend(room, "one", tell("first", true)).await.unwrap()), ["first"]);
    assert_eq!(sorted(two.attend(room, "two", tell("second", true)).await.unwrap()), ["first", "second"]);
    let newest = one.attend(room, "one", tell("a newer one", false)).await.unwrap();
    assert_eq!(sorted(newest), ["a newer one", "second"], "a note replaces what the node told before");
    let gone = loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let notes = sorted(two.attend(room, "two", tell("second", false)).await.unwrap());
        if notes.len() < 2 {
            break notes;
        }
    };
    assert_eq!(gone, ["second"], "a node that fell silent is forgotten with its note");
}

async fn presence_is_the_union_over_nodes(bench: Bench) {
    let version = bench.version().await;
    let tell = |came, left, afresh| Attendance { afresh, came, left, ..Attendance::default() };
    let (one, two, room) = (&bench.store, &bench.other, bench.room);
    let unknown = one.attend(room, "one", tell(people(0..3, Mode::Room), vec![], false)).await.unwrap();
    assert!(unknown.tell_afresh, "a node that was never heard of tells all it has");
    assert_eq!(here(&unknown), BTreeMap::new());
    let told = one.attend(room, "one", tell(people(0..3, Mode::Room), vec![], true)).await.unwrap();
    assert!(!told.tell_afresh);
    assert_eq!(here(&told), BTreeMap::from([(Mode::Room, 3)]));
    // 2 is on both nodes, and counts once, under the mode told last.
    let both = two.attend(room, "two", tell(people(2..6, Mode::Online), vec![], true)).await.unwrap();
    assert_eq!(here(&both), BTreeMap::from([(Mode::Room, 2), (Mode::Online, 4)]));
    let twice = two.attend(room, "two", tell(people(2..6, Mode::Online), vec![], false)).await.unwrap();
    assert_eq!(here(&twice), here(&both), "told twice is told once");
    let moved = one.attend(room, "one", tell(people(0..1, Mode::Unstated), vec![], false)).await.unwrap();
    assert_eq!(here(&moved), BTreeMap::from([(Mode::Unstated, 1), (Mode::Room, 1), (Mode::Online, 4)]));
    let left = vec![PresenceKey([2; 16]), PresenceKey([77; 16])];
    let fewer = one.attend(room, "one", tell(vec![], left.clone(), false)).await.unwrap();
    assert_eq!(here(&fewer), here(&moved), "2 is still here on the other node");
    let fewer = two.attend(room, "two", tell(vec![], left, false)).await.unwrap();
    assert_eq!(here(&fewer), BTreeMap::from([(Mode::Unstated, 1), (Mode::Room, 1), (Mode::Online, 3)]));
    let afresh = two.attend(room, "two", tell(people(9..10, Mode::Online), vec![], true)).await.unwrap();
    assert_eq!(here(&afresh), BTreeMap::from([(Mode::Unstated, 1), (Mode::Room, 1), (Mode::Online, 1)]));
    // A node that falls silent is forgotten, with those only it had. Ten seconds have to pass for that.
    let gone = loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let now = two.attend(room, "two", Attendance::default()).await.unwrap();
        assert!(!now.tell_afresh, "this one was heard from all along");
        if here(&now) != here(&afresh) {
            break now;
        }
    };
    assert_eq!(here(&gone), BTreeMap::from([(Mode::Online, 1)]));
    assert!(one.attend(room, "one", Attendance::default()).await.unwrap().tell_afresh);
    assert_eq!(bench.version().await, version, "presence raises no version");
    let nowhere = crate::store_bench::any_room();
    let none = one.attend(nowhere, "one", tell(people(0..1, Mode::Room), vec![], true)).await;
    assert_eq!(refused(none), plenary_server::store::StoreError::NoRoom);
}

async fn who_was_eligible_and_who_saw_it_only_grows(bench: Bench) {
    let keys = |numbers: std::ops::Range<u8>| numbers.map(|number| PresenceKey([number; 16])).collect::<Vec<_>>();
    let ask = vec![RunId(2), RUN];
    let tell = |eligible, seen| Attendance { eligible, seen, ask: ask.clone(), ..Attendance::default() };
    let (one, two, room) = (&bench.store, &bench.other, bench.room);
    let first = one.attend(room, "one", tell(vec![(RUN, keys(0..5))], vec![(RUN, keys(0..2))])).await.unwrap();
    assert_eq!(first.runs, [(RunId(2), 0, 0), (RUN, 5, 2)]);
    let more = vec![(RUN, keys(3..9)), (RunId(2), keys(0..1))];
    let second = two.attend(room, "two", tell(more, vec![(RUN, keys(1..4))])).await.unwrap();
    assert_eq!(second.runs, [(RunId(2), 1, 0), (RUN, 9, 4)]);
    let left = Attendance { left: keys(0..9), ..tell(vec![], vec![]) };
    assert_eq!(one.attend(room, "one", left).await.unwrap().runs, second.runs);
}

async fn thousands_may_come_and_go_at_once(bench: Bench) {
    let key = |number: u16| {
        let mut key = [0; 16];
        key[..2].copy_from_slice(&number.to_le_bytes());
        PresenceKey(key)
    };
    let mode = |number: u16| Mode::ALL[usize::from(number % 3)];
    let all = Attendance {
        afresh: true,
        came: (0..2_100).map(|number| (key(number), mode(number))).collect(),
        left: (0..600).map(key).collect(),
        eligible: vec![(RUN, (0..2_100).map(key).collect()), (RunId(2), (0..10).map(key).collect())],
        seen: vec![(RUN, (0..1_234).map(key).collect())],
        ask: vec![RUN, RunId(2), RunId(3)],
        note: String::new(),
    };
    let told = bench.store.attend(bench.room, "one", all.clone()).await.unwrap();
    assert_eq!(here(&told), Mode::ALL.map(|mode| (mode, 500)).into());
    assert_eq!(told.runs, [(RUN, 2_100, 1_234), (RunId(2), 10, 0), (RunId(3), 0, 0)]);
    let again = bench.other.attend(bench.room, "two", Attendance { left: vec![], ..all }).await.unwrap();
    assert_eq!(here(&again), Mode::ALL.map(|mode| (mode, 700)).into());
    assert_eq!(again.runs, told.runs);
}
