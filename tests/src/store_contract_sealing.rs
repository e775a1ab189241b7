//! The store's contract, sentence by sentence: sealing a run, and writing the files anew.

use plenary_server::domain::gate::{GateAct, Phase};
use plenary_server::domain::id::RunId;
use plenary_server::domain::person::{Group, Mode, Segment};
use plenary_server::store::{Amended, Cast, Outcome, Scrubbed, Sealing};

use crate::store_bench::{Bench, RUN, cast, on_both_stores, segment, voter, withdraw};

on_both_stores!(
    a_sealed_run_keeps_its_counts_and_nothing_else,
    a_run_that_takes_ballots_is_not_sealed,
    a_void_run_is_sealed,
    sealing_is_done_once,
    other_runs_are_left_alone,
    files_are_written_anew_any_number_of_times,
);

fn sealing(run: RunId, expect: u32) -> Sealing {
    Sealing { run, key: format!("seal/{run}"), expect, value: "{\"sealed\":true}".to_owned() }
}

async fn seal(bench: &Bench, run: RunId, expect: u32) -> Amended {
    bench.other.seal(bench.room, &bench.epoch, &sealing(run, expect)).await.unwrap()
}

async fn voted_and_shut(bench: &Bench, run: RunId) {
    let opened = bench.gate(run, 0, GateAct::Open { for_ms: Some(1) }).await;
    assert!(matches!(opened, Amended::Done { .. }));
    let of = |number, r, text: &str, segment: Segment| Cast { run, segment, ..cast(number, r, text) };
    let here = segment(Mode::Room, Group::Government);
    let casts = vec![
        of(1, 1, "a", here),
        of(2, 1, "a,b:3", segment(Mode::Online, Group::CivilSociety)),
        of(3, 2, "b", here),
        Cast { run, ..withdraw(4, 1) },
    ];
    let (outcomes, _) = bench.cast(casts).await;
    assert_eq!(outcomes[..3], [Outcome::Counted; 3]);
    assert_eq!(bench.wait_for_shut().await.len(), 1);
}

async fn a_sealed_run_keeps_its_counts_and_nothing_else(bench: Bench) {
    voted_and_shut(&bench, RUN).await;
    assert!(bench.store.run_key(bench.room, RUN).await.unwrap().is_some());
    let before = bench.version().await;
    let total = bench.tally(RUN).await.total();
    let Amended::Done { version, .. } = seal(&bench, RUN, 0).await else { panic!("it is over") };
    assert_eq!(version, before + 1);
    let news = bench.read(before).await;
    assert_eq!(news.documents[0].value.as_deref(), Some("{\"sealed\":true}"));
    let (run, at, tally) = news.tallies[0].clone();
    assert_eq!((run, at, news.gates.len()), (RUN, version, 0));
    assert_eq!(tally.total(), total);
    assert_eq!(tally.segments().map(|(segment, _)| segment).collect::<Vec<_>>(), [Segment::default()], "all together");
    let voters = (1..=4).map(|number| (RUN, voter(number))).collect();
    assert_eq!(bench.store.ballots(bench.room, voters).await.unwrap(), [const { None }; 4]);
    assert_eq!(bench.other.run_key(bench.room, RUN).await.unwrap(), None);
    assert_eq!(bench.store.recount(bench.room, RUN).await.unwrap().total().ballots, 0);
    assert_eq!(bench.cast_one(cast(1, 1, "a")).await, Outcome::Shut { r: None }, "not even the same again");
}

async fn a_run_that_takes_ballots_is_not_sealed(bench: Bench) {
    assert_eq!(seal(&bench, RUN, 0).await, Amended::Changed { key: "gate/1".to_owned(), rev: 0 });
    bench.open(RUN).await;
    bench.cast_one(cast(1, 1, "a")).await;
    let before = bench.read(0).await;
    assert_eq!(seal(&bench, RUN, 0).await, Amended::WrongState { run: RUN, phase: Phase::Open });
    bench.gate(RUN, 1, GateAct::Close { show: false }).await;
    assert_eq!(seal(&bench, RUN, 0).await, Amended::WrongState { run: RUN, phase: Phase::Closing });
    assert_eq!(bench.tally(RUN).await, before.tallies[0].2);
}

async fn a_void_run_is_sealed(bench: Bench) {
    bench.open(RUN).await;
    bench.cast_one(cast(1, 1, "a")).await;
    bench.gate(RUN, 1, GateAct::Void).await;
    assert!(matches!(seal(&bench, RUN, 0).await, Amended::Done { .. }));
    assert_eq!(bench.store.ballots(bench.room, vec![(RUN, voter(1))]).await.unwrap(), [None]);
}

async fn sealing_is_done_once(bench: Bench) {
    voted_and_shut(&bench, RUN).await;
    assert!(matches!(seal(&bench, RUN, 0).await, Amended::Done { .. }));
    let before = bench.version().await;
    assert_eq!(seal(&bench, RUN, 0).await, Amended::Changed { key: "seal/1".to_owned(), rev: 1 });
    assert_eq!(bench.version().await, before);
    // Whoever finds a key again names the revision there is.
    assert!(matches!(seal(&bench, RUN, 1).await, Amended::Done { .. }));
    let tallies = bench.read(0).await.tallies;
    assert_eq!((tallies[0].2.total().ballots, tallies[0].2.total().of("b")), (3, 4), "and nothing is counted twice");
}

async fn other_runs_are_left_alone(bench: Bench) {
    voted_and_shut(&bench, RUN).await;
    voted_and_shut(&bench, RunId(2)).await;
    let (tally, key) = (bench.tally(RunId(2)).await, bench.store.run_key(bench.room, RunId(2)).await.unwrap());
    seal(&bench, RUN, 0).await;
    assert_eq!(bench.tally(RunId(2)).await, tally);
    assert_eq!(bench.store.run_key(bench.room, RunId(2)).await.unwrap(), key);
    assert!(bench.store.ballots(bench.room, vec![(RunId(2), voter(1))]).await.unwrap()[0].is_some());
}

async fn files_are_written_anew_any_number_of_times(bench: Bench) {
    voted_and_shut(&bench, RUN).await;
    seal(&bench, RUN, 0).await;
    let before = bench.read(0).await;
    for store in [&bench.store, &bench.other, &bench.store] {
        assert_eq!(store.scrub().await.unwrap(), Scrubbed::Done);
    }
    let after = bench.read(0).await;
    assert_eq!((after.version, after.tallies, after.documents), (before.version, before.tallies, before.documents));
}
