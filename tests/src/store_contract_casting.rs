//! The store's contract where ballots are taken: the order of revisions, exact sums, segments.

use std::time::Duration;

use plenary_server::domain::gate::GateAct;
use plenary_server::domain::id::RunId;
use plenary_server::domain::person::{Group, Mode, Segment};
use plenary_server::store::{Cast, Outcome, StoredBallot};

use crate::store_bench::{Bench, RUN, ballot, cast, on_both_stores, segment, voter, withdraw};

on_both_stores!(
    on a cluster always:
    a_ballot_is_counted_changed_and_withdrawn,
    a_higher_revision_wins_whatever_comes_last,
    the_same_revision_is_the_same_or_superseded,
    a_voters_ballots_in_one_batch_are_judged_in_order,
    one_batch_serves_many_runs_and_answers_in_order,
    a_batch_that_changes_nothing_leaves_the_version_alone,
    a_full_batch_of_heavy_ballots_is_one_step,
    ten_thousand_ballots_at_once_on_one_option,
    one_pass_on_two_nodes_at_once_is_one_ballot,
    after_the_gate_is_due_nothing_is_taken,
    a_void_run_takes_nothing,
    ballots_move_between_segments_exactly,
    each_segment_has_its_own_counts,
);

async fn a_ballot_is_counted_changed_and_withdrawn(bench: Bench) {
    bench.open(RUN).await;
    assert_eq!(bench.cast_one(cast(1, 1, "0")).await, Outcome::Counted);
    assert_eq!(bench.cast_one(cast(1, 2, "1,2:3")).await, Outcome::Changed);
    assert_eq!(bench.counts(RUN, ["0", "1", "2"]).await, (1, [0, 1, 3]));
    assert_eq!(bench.cast_one(withdraw(1, 3)).await, Outcome::Withdrawn);
    assert_eq!(bench.counts(RUN, ["0", "1", "2"]).await, (0, [0, 0, 0]));
    assert_eq!(bench.cast_one(withdraw(1, 3)).await, Outcome::Same);
    assert_eq!(bench.cast_one(cast(1, 2, "0")).await, Outcome::Superseded { r: 3 });
    assert_eq!(bench.cast_one(cast(1, 3, "0")).await, Outcome::Superseded { r: 3 });
    assert_eq!(bench.cast_one(withdraw(2, 1)).await, Outcome::Withdrawn);
    // After a withdrawal nothing stands: the next one is the first again.
    assert_eq!(bench.cast_one(cast(1, 4, "?")).await, Outcome::Counted);
    // A ballot may choose nothing and still be one.
    assert_eq!(bench.cast_one(cast(3, 1, "")).await, Outcome::Counted);
    assert_eq!(bench.counts(RUN, ["0", "?"]).await, (2, [0, 1]));
    let asked = vec![(RUN, voter(1)), (RUN, voter(2)), (RUN, voter(3)), (RUN, voter(9)), (RunId(5), voter(1))];
    let of = |r, ballot| Some(StoredBallot { r, segment: Segment::default(), ballot });
    assert_eq!(
        bench.other.ballots(bench.room, asked).await.unwrap(),
        [of(4, Some(ballot("?"))), of(1, None), of(1, Some(ballot(""))), None, None]
    );
}

async fn a_higher_revision_wins_whatever_comes_last(bench: Bench) {
    bench.open(RUN).await;
    assert_eq!(bench.cast_one(cast(1, 7, "b")).await, Outcome::Counted);
    for r in 1..7 {
        assert_eq!(bench.cast_one(cast(1, r, "a")).await, Outcome::Superseded { r: 7 });
    }
    assert_eq!(bench.cast_one(cast(1, u32::MAX, "c")).await, Outcome::Changed);
    assert_eq!(bench.cast_one(cast(1, u32::MAX - 1, "a")).await, Outcome::Superseded { r: u32::MAX });
    assert_eq!(bench.counts(RUN, ["a", "b", "c"]).await, (1, [0, 0, 1]));
}

async fn the_same_revision_is_the_same_or_superseded(bench: Bench) {
    bench.open(RUN).await;
    bench.cast_one(cast(1, 2, "a,b")).await;
    let version = bench.version().await;
    assert_eq!(bench.cast(vec![cast(1, 2, "a,b")]).await, (vec![Outcome::Same], version));
    assert_eq!(bench.cast_one(cast(1, 2, "a")).await, Outcome::Superseded { r: 2 });
    assert_eq!(bench.cast_one(withdraw(1, 2)).await, Outcome::Superseded { r: 2 });
    // The ballot is the same; only `resegment` moves one that stands.
    let elsewhere = Cast { segment: segment(Mode::Online, Group::Other), ..cast(1, 2, "a,b") };
    assert_eq!(bench.cast(vec![elsewhere]).await, (vec![Outcome::Same], version));
    assert_eq!(bench.tally(RUN).await.along(Mode::Unstated).ballots, 1);
}

async fn a_voters_ballots_in_one_batch_are_judged_in_order(bench: Bench) {
    bench.open(RUN).await;
    let batch = vec![
        cast(1, 2, "a"),
        cast(2, 1, "a"),
        cast(1, 1, "b"),
        cast(1, 2, "a"),
        cast(1, 2, "b"),
        cast(1, 3, "c"),
        withdraw(1, 4),
        cast(1, 5, "d"),
        withdraw(2, 2),
    ];
    let (outcomes, version) = bench.cast(batch).await;
    let expected = [
        Outcome::Counted,
        Outcome::Counted,
        Outcome::Superseded { r: 2 },
        Outcome::Same,
        Outcome::Superseded { r: 2 },
        Outcome::Changed,
        Outcome::Withdrawn,
        Outcome::Counted,
        Outcome::Withdrawn,
    ];
    assert_eq!(outcomes, expected);
    assert_eq!(version, 3, "one step, one version");
    assert_eq!(bench.counts(RUN, ["a", "b", "c", "d"]).await, (1, [0, 0, 0, 1]));
}

async fn one_batch_serves_many_runs_and_answers_in_order(bench: Bench) {
    bench.open(RunId(1)).await;
    bench.open(RunId(3)).await;
    let at = |run, number, r, text| Cast { run: RunId(run), ..cast(number, r, text) };
    let batch = vec![at(3, 1, 1, "x"), at(1, 1, 1, "y"), at(2, 1, 1, "z"), at(3, 1, 2, "w"), at(1, 2, 1, "y")];
    let (outcomes, version) = bench.cast(batch).await;
    let expected = [Outcome::Counted, Outcome::Counted, Outcome::NoRun, Outcome::Changed, Outcome::Counted];
    assert_eq!(outcomes, expected);
    assert_eq!(bench.counts(RunId(1), ["y"]).await, (2, [2]));
    assert_eq!(bench.counts(RunId(3), ["x", "w"]).await, (1, [0, 1]));
    let stamped: Vec<_> = bench.read(version - 1).await.tallies.into_iter().map(|(run, at, _)| (run, at)).collect();
    assert_eq!(stamped, [(RunId(1), version), (RunId(3), version)]);
}

async fn a_batch_that_changes_nothing_leaves_the_version_alone(bench: Bench) {
    bench.open(RUN).await;
    bench.cast(vec![cast(1, 5, "a"), cast(2, 1, "b")]).await;
    let version = bench.version().await;
    let nowhere = Cast { run: RunId(9), ..cast(1, 1, "a") };
    let (outcomes, after) = bench.cast(vec![cast(1, 5, "a"), cast(1, 4, "b"), nowhere]).await;
    assert_eq!(outcomes, [Outcome::Same, Outcome::Superseded { r: 5 }, Outcome::NoRun]);
    assert_eq!(after, version);
    assert_eq!(bench.cast(vec![]).await, (vec![], version));
    // Ballots that swap places are stored, but no count moved: no tally has to be drawn again.
    let (_, swapped) = bench.cast(vec![cast(1, 6, "b"), cast(2, 2, "a")]).await;
    assert_eq!(swapped, version + 1);
    assert!(bench.read(version).await.tallies.is_empty());
}

async fn a_full_batch_of_heavy_ballots_is_one_step(bench: Bench) {
    bench.open(RUN).await;
    let keys: Vec<String> = (0..40).map(|key| format!("k{key}")).collect();
    let everything = keys.join(",");
    let batch: Vec<Cast> = (0..256).map(|number| cast(number, 1, &everything)).collect();
    let (outcomes, version) = bench.cast(batch).await;
    assert_eq!(outcomes, [Outcome::Counted; 256]);
    assert_eq!(version, 3);
    let total = bench.tally(RUN).await.total();
    assert_eq!(total.ballots, 256);
    assert!(keys.iter().all(|key| total.of(key) == 256));
    assert_eq!(total.keys.len(), 40);
}

async fn ten_thousand_ballots_at_once_on_one_option(bench: Bench) {
    bench.open(RUN).await;
    let mut waves = Vec::new();
    for wave in 0..100_u64 {
        // Uneven batches from two nodes, every ballot sent twice.
        let store = if wave % 2 == 0 { bench.store.clone() } else { bench.other.clone() };
        let (room, epoch) = (bench.room, bench.epoch.clone());
        waves.push(tokio::spawn(async move {
            let mut counted = 0;
            let all: Vec<Cast> = (wave * 100..(wave + 1) * 100).map(|number| cast(number, 1, "b")).collect();
            for size in [1 + wave as usize % 64, 100] {
                for batch in all.chunks(size) {
                    let (outcomes, _) = store.cast(room, &epoch, batch.to_vec()).await.unwrap();
                    counted += outcomes.iter().filter(|outcome| **outcome == Outcome::Counted).count();
                    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Counted | Outcome::Same)));
                }
            }
            counted
        }));
    }
    let mut counted = 0;
    for wave in waves {
        counted += wave.await.unwrap();
    }
    assert_eq!(counted, 10_000);
    assert_eq!(bench.counts(RUN, ["a", "b"]).await, (10_000, [0, 10_000]));
}

async fn one_pass_on_two_nodes_at_once_is_one_ballot(bench: Bench) {
    bench.open(RUN).await;
    for r in 1..=100 {
        let sent = |choice: &str| vec![cast(1, r, choice)];
        let one = bench.store.cast(bench.room, &bench.epoch, sent("a"));
        let two = bench.other.cast(bench.room, &bench.epoch, sent("b"));
        let (one, two) = tokio::join!(one, two);
        let outcomes = [one.unwrap().0[0], two.unwrap().0[0]];
        let lost = outcomes.iter().filter(|outcome| **outcome == Outcome::Superseded { r }).count();
        assert_eq!(lost, 1, "{outcomes:?}");
        let (ballots, [a, b]) = bench.counts(RUN, ["a", "b"]).await;
        assert_eq!((ballots, a + b), (1, 1));
        let winner = if outcomes[1] == (Outcome::Superseded { r }) { a } else { b };
        assert_eq!(winner, 1, "the one that was acknowledged is the one that counts");
    }
}

async fn after_the_gate_is_due_nothing_is_taken(bench: Bench) {
    bench.gate(RUN, 0, GateAct::Open { for_ms: Some(1) }).await;
    // Within the second of grace ballots on their way are still taken.
    assert_eq!(bench.cast_one(cast(1, 1, "a")).await, Outcome::Counted);
    bench.cast_one(withdraw(2, 1)).await;
    let due = bench.gate_of(RUN).await.until.unwrap().plus_ms(plenary_server::domain::gate::GRACE_MS);
    while bench.store.now().await.unwrap() <= due {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Nobody has written the shut yet.
    let version = bench.version().await;
    assert_eq!(bench.gate_of(RUN).await.shut, None);
    let late = vec![cast(1, 2, "b"), cast(1, 1, "a"), cast(2, 2, "a"), cast(3, 1, "a"), withdraw(1, 3)];
    let (outcomes, after) = bench.cast(late).await;
    let shut = |r| Outcome::Shut { r };
    assert_eq!(outcomes, [shut(Some(1)), shut(Some(1)), shut(None), shut(None), shut(Some(1))]);
    assert_eq!(after, version);
    let elsewhere = vec![(RUN, voter(1), segment(Mode::Room, Group::Other))];
    assert_eq!(bench.store.resegment(bench.room, &bench.epoch, elsewhere).await.unwrap(), version);
    bench.wait_for_shut().await;
    assert_eq!(bench.cast_one(cast(1, 9, "b")).await, shut(Some(1)));
    assert_eq!(bench.counts(RUN, ["a", "b"]).await, (1, [1, 0]));
}

async fn a_void_run_takes_nothing(bench: Bench) {
    bench.open(RUN).await;
    bench.cast_one(cast(1, 1, "a")).await;
    bench.gate(RUN, 1, GateAct::Void).await;
    assert_eq!(bench.cast_one(cast(1, 2, "b")).await, Outcome::Shut { r: Some(1) });
    assert_eq!(bench.cast_one(cast(2, 1, "b")).await, Outcome::Shut { r: None });
}

async fn ballots_move_between_segments_exactly(bench: Bench) {
    bench.open(RUN).await;
    bench.open(RunId(2)).await;
    bench.cast(vec![cast(1, 1, "a,b:2"), cast(2, 1, "a"), withdraw(3, 1)]).await;
    bench.gate(RunId(2), 1, GateAct::Void).await;
    let there = segment(Mode::Online, Group::CivilSociety);
    let moves = vec![
        (RUN, voter(1), there),
        (RUN, voter(3), there),
        (RUN, voter(9), there),
        (RunId(2), voter(1), there),
        (RunId(7), voter(1), there),
    ];
    let version = bench.version().await;
    let after = bench.store.resegment(bench.room, &bench.epoch, moves.clone()).await.unwrap();
    assert_eq!(after, version + 1);
    let tally = bench.tally(RUN).await;
    let (online, unstated) = (tally.along(Mode::Online), tally.along(Mode::Unstated));
    assert_eq!((online.ballots, online.of("a"), online.of("b")), (1, 1, 2));
    assert_eq!((unstated.ballots, unstated.of("a"), unstated.of("b")), (1, 1, 0));
    assert_eq!(tally.segments().count(), 2);
    let kept = bench.store.ballots(bench.room, vec![(RUN, voter(1))]).await.unwrap();
    assert_eq!(kept, [Some(StoredBallot { r: 1, segment: there, ballot: Some(ballot("a,b:2")) })]);
    assert_eq!(bench.other.resegment(bench.room, &bench.epoch, moves).await.unwrap(), after, "repeated: nothing");
    // A ballot that moved is taken out of where it is now.
    bench.cast_one(withdraw(1, 2)).await;
    assert_eq!(bench.tally(RUN).await.along(Mode::Online).ballots, 0);
}

async fn each_segment_has_its_own_counts(bench: Bench) {
    bench.open(RUN).await;
    let mut batch = Vec::new();
    for (at, mode) in Mode::ALL.into_iter().enumerate() {
        for (number, group) in Group::ALL.into_iter().enumerate() {
            for again in 0..=at as u64 {
                let who = (at * 100 + number * 10) as u64 + again;
                batch.push(Cast { segment: segment(mode, group), ..cast(who, 1, "a:2,?") });
            }
        }
    }
    bench.cast(batch).await;
    let tally = bench.tally(RUN).await;
    assert_eq!(tally.segments().count(), 21);
    for (of, counts) in tally.segments() {
        let ballots = of.mode as u32 + 1;
        assert_eq!((counts.ballots, counts.of("a"), counts.of("?")), (ballots, 2 * u64::from(ballots), ballots.into()));
    }
}
