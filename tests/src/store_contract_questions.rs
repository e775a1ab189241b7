//! The store's contract for questions: one key for all of them, gates that open again, upvotes among other ballots.

use plenary_server::domain::gate::{Gate, GateAct, Phase};
use plenary_server::domain::id::RunId;
use plenary_server::domain::moment::Moment;
use plenary_server::domain::person::Segment;
use plenary_server::store::{Amended, Amendment, Carry, Epoch, GateWrite, Outcome, Refounding, RunKey, StoredBallot};

use crate::store_bench::{
    Bench, QUESTIONS, RUN, any_room, ballot, cast, documents, on_both_stores, set, taken_back, upvote, voter,
};

on_both_stores!(
    all_questions_share_one_key_whichever_is_opened_first,
    no_key_is_minted_for_questions_that_lost_theirs,
    a_question_is_shut_at_once_and_takes_upvotes_again,
    a_polls_gate_is_never_shut_at_once_nor_reopened,
    a_batch_holds_upvotes_of_many_questions_and_of_the_list,
    questions_survive_a_store_that_went_back,
);

const A: RunId = QUESTIONS[0];
const B: RunId = QUESTIONS[1];
const C: RunId = QUESTIONS[2];

/// What a node writes that knows gates and nothing else.
fn gates(gates: Vec<(RunId, Gate)>) -> Refounding {
    Refounding { gates, ..Refounding::default() }
}

async fn all_questions_share_one_key_whichever_is_opened_first(bench: Bench) {
    for order in [[A, RunId::QUESTIONS, B], [RunId::QUESTIONS, B, A]] {
        let bench = Bench::of(bench.store.clone(), bench.other.clone(), None).await;
        let Bench { store, other, room, .. } = &bench;
        assert_eq!(store.run_key(*room, A).await.unwrap(), None);
        assert_eq!(store.run_key(*room, RunId::QUESTIONS).await.unwrap(), None);
        bench.open(order[0]).await;
        let key = store.run_key(*room, order[0]).await.unwrap().unwrap();
        // The list's key is there from the first opening of any question.
        assert_eq!(other.run_key(*room, RunId::QUESTIONS).await.unwrap(), Some(key.clone()));
        bench.open(order[1]).await;
        bench.cast_one(upvote(order[1], 1, 1)).await;
        bench.open(order[2]).await;
        for run in order {
            assert_eq!(other.run_key(*room, run).await.unwrap(), Some(key.clone()));
        }
        bench.open(RUN).await;
        assert_ne!(store.run_key(*room, RUN).await.unwrap(), Some(key), "polls keep keys of their own");
    }
}

async fn no_key_is_minted_for_questions_that_lost_theirs(bench: Bench) {
    let before = Epoch("before".to_owned());
    let open = Gate { rev: 3, ..Gate::opened(Moment(1), None) };
    let shut = Gate { rev: 5, shut: Some(Moment(9)), ..open };
    // Shut ones need none; one that is open and has no ballots gets one, and so have all.
    let lost = any_room();
    assert!(bench.store.refound(lost, None, &before, gates(vec![(A, shut)])).await.unwrap());
    assert_eq!(bench.store.run_key(lost, A).await.unwrap(), None);
    let lost = any_room();
    assert!(bench.store.refound(lost, None, &before, gates(vec![(A, shut), (B, open)])).await.unwrap());
    let minted = bench.store.run_key(lost, B).await.unwrap();
    assert!(minted.is_some());
    assert_eq!(bench.store.run_key(lost, A).await.unwrap(), minted);
    // Whoever gives a question's key gives that of all.
    let lost = any_room();
    let keys = vec![(B, RunKey([4; 32]))];
    let with = Refounding { keys: keys.clone(), ..gates(vec![(A, open), (B, open)]) };
    assert!(bench.store.refound(lost, None, &before, with).await.unwrap());
    for run in [A, B, RunId::QUESTIONS] {
        assert_eq!(bench.other.run_key(lost, run).await.unwrap(), Some(RunKey([4; 32])));
    }
    // Questions that have ballots keep the key they have.
    bench.open(A).await;
    bench.cast_one(upvote(A, 1, 1)).await;
    let key = bench.store.run_key(bench.room, A).await.unwrap();
    let with = Refounding { keys, ..gates(vec![(B, open)]) };
    assert!(bench.store.refound(bench.room, Some(&bench.epoch), &before, with).await.unwrap());
    assert_eq!(bench.store.run_key(bench.room, B).await.unwrap(), key);
}

async fn a_question_is_shut_at_once_and_takes_upvotes_again(bench: Bench) {
    let Amended::Done { at, .. } = bench.gate(A, 0, GateAct::Open { for_ms: None }).await else { panic!() };
    bench.cast_one(upvote(A, 1, 1)).await;
    let wrong = |phase| Amended::WrongState { run: A, phase };
    assert_eq!(bench.gate(A, 1, GateAct::Reopen).await, wrong(Phase::Open));
    let Amended::Done { at: shut_at, .. } = bench.gate(A, 1, GateAct::Shut).await else { panic!() };
    let shut = bench.gate_of(A).await;
    assert_eq!((shut.opened, shut.shut, shut.phase(), shut.rev), (at, Some(shut_at), Phase::Closed, 2));
    assert_eq!(bench.cast_one(upvote(A, 2, 1)).await, Outcome::Shut { r: None });
    assert_eq!(bench.cast_one(taken_back(A, 1, 2)).await, Outcome::Shut { r: Some(1) });
    assert_eq!(bench.gate(A, 2, GateAct::Shut).await, wrong(Phase::Closed));
    assert!(matches!(bench.gate(A, 2, GateAct::Reopen).await, Amended::Done { .. }));
    let open = bench.gate_of(A).await;
    assert_eq!((open.shut, open.phase(), open.rev), (None, Phase::Open, 3));
    assert_eq!(bench.cast_one(upvote(A, 2, 1)).await, Outcome::Counted);
    assert_eq!(bench.cast_one(taken_back(A, 1, 2)).await, Outcome::Withdrawn);
    assert_eq!(bench.counts(A, ["1"]).await, (1, [1]));
    // The list itself may be paused the same way.
    bench.open(RunId::QUESTIONS).await;
    assert!(matches!(bench.gate(RunId::QUESTIONS, 1, GateAct::Shut).await, Amended::Done { .. }));
    assert!(matches!(bench.gate(RunId::QUESTIONS, 2, GateAct::Reopen).await, Amended::Done { .. }));
}

async fn a_polls_gate_is_never_shut_at_once_nor_reopened(bench: Bench) {
    let last = RunId(RunId::QUESTIONS.0 - 1);
    for run in [RUN, last] {
        bench.gate(run, 0, GateAct::Open { for_ms: None }).await;
        for act in [GateAct::Shut, GateAct::Reopen] {
            assert_eq!(bench.gate(run, 1, act).await, Amended::WrongState { run, phase: Phase::Open });
        }
        bench.gate(run, 1, GateAct::Close { show: true }).await;
    }
    while bench.gate_of(RUN).await.shut.is_none() || bench.gate_of(last).await.shut.is_none() {
        bench.wait_for_shut().await;
    }
    for run in [RUN, last] {
        let gate = bench.gate_of(run).await;
        for act in [GateAct::Shut, GateAct::Reopen] {
            let refused = bench.gate(run, gate.rev, act).await;
            assert_eq!(refused, Amended::WrongState { run, phase: Phase::Published });
        }
        assert_eq!(bench.gate_of(run).await, gate);
    }
}

async fn a_batch_holds_upvotes_of_many_questions_and_of_the_list(bench: Bench) {
    for run in QUESTIONS {
        bench.open(run).await;
    }
    bench.open(RunId::QUESTIONS).await;
    bench.open(RUN).await;
    let batch = vec![
        upvote(A, 1, 1),
        upvote(RunId::QUESTIONS, 1, 1),
        upvote(B, 1, 1),
        cast(1, 1, "0"),
        upvote(RunId::QUESTIONS, 1, 1),
        upvote(RunId(u32::MAX), 1, 1),
        taken_back(A, 1, 2),
    ];
    let (outcomes, version) = bench.cast(batch).await;
    let expected = [
        Outcome::Counted,
        Outcome::Counted,
        Outcome::Counted,
        Outcome::Counted,
        Outcome::Same,
        Outcome::NoRun,
        Outcome::Withdrawn,
    ];
    assert_eq!(outcomes, expected);
    assert_eq!(bench.counts(RunId::QUESTIONS, ["1"]).await, (1, [1]));
    assert_eq!((bench.counts(A, ["1"]).await, bench.counts(B, ["1"]).await), ((0, [0]), (1, [1])));
    let stamped: Vec<_> = bench.read(version - 1).await.tallies.into_iter().map(|(run, ..)| run).collect();
    assert_eq!(stamped, [RUN, RunId::QUESTIONS, B]);
}

async fn questions_survive_a_store_that_went_back(bench: Bench) {
    for run in QUESTIONS {
        bench.open(run).await;
    }
    bench.open(RunId::QUESTIONS).await;
    bench.amend(documents(vec![set("question/1", 0, "why?")])).await;
    bench.cast(vec![upvote(A, 1, 3), upvote(RunId::QUESTIONS, 1, 1), upvote(B, 2, 2)]).await;
    let there = Carry { from: B, into: A, back: false };
    let merge = Amendment {
        gates: vec![GateWrite { run: B, expect: 1, act: GateAct::Shut }],
        carries: vec![there],
        ..Amendment::default()
    };
    assert!(matches!(bench.amend(merge).await, Amended::Done { .. }));
    let before = bench.read(0).await;
    let key = bench.store.run_key(bench.room, B).await.unwrap().unwrap();
    // Nothing is left of the room; a node writes what it holds into another of the same backend.
    let lost = any_room();
    let with = Refounding {
        documents: before.documents.clone(),
        keys: vec![(RunId::QUESTIONS, key.clone())],
        ..gates(before.gates.iter().map(|(run, _, gate)| (*run, *gate)).collect())
    };
    assert!(bench.store.refound(lost, None, &bench.epoch, with).await.unwrap());
    let after = bench.other.read(lost, 0).await.unwrap();
    let gates_of = |read: &plenary_server::store::Changes| {
        read.gates.iter().map(|(run, _, gate)| (*run, *gate)).collect::<Vec<_>>()
    };
    assert_eq!(gates_of(&after), gates_of(&before));
    assert_eq!(after.documents[0].value.as_deref(), Some("why?"));
    for run in [A, B, C, RunId::QUESTIONS] {
        assert_eq!(bench.store.run_key(lost, run).await.unwrap(), Some(key.clone()));
    }
    // Phones restate, some twice: each counts once. What was carried is the person's own now.
    let restated = vec![upvote(A, 1, 3), upvote(RunId::QUESTIONS, 1, 1), upvote(A, 2, 3), upvote(B, 2, 2)];
    let outcomes = bench.store.cast(lost, &after.epoch, restated.clone()).await.unwrap().0;
    assert_eq!(outcomes, [Outcome::Counted, Outcome::Counted, Outcome::Counted, Outcome::Shut { r: None }]);
    let again = bench.other.cast(lost, &after.epoch, restated).await.unwrap().0;
    assert_eq!(again, [Outcome::Same, Outcome::Same, Outcome::Same, Outcome::Shut { r: None }]);
    let carries = vec![there, Carry { back: true, ..there }];
    let nothing = bench.store.amend(lost, &after.epoch, Amendment { carries, ..Amendment::default() }).await.unwrap();
    assert!(matches!(nothing, Amended::Done { version, .. } if version == after.version + 1), "{nothing:?}");
    let stored = bench.store.recount(lost, A).await.unwrap().total();
    assert_eq!((stored.ballots, stored.of("1")), (2, 2));
    let of = bench.store.ballots(lost, vec![(A, voter(2))]).await.unwrap();
    assert_eq!(of, [Some(StoredBallot { r: 3, segment: Segment::default(), ballot: Some(ballot("1")) })]);
}
