//! The store's contract for merging: upvotes carried from one question to another, and taken out again.

use plenary_server::domain::gate::{GateAct, Phase};
use plenary_server::domain::id::RunId;
use plenary_server::domain::person::{Group, Mode, Segment};
use plenary_server::store::{Amended, Amendment, Carry, Cast, GateWrite, Outcome, Version};

use crate::store_bench::{Bench, QUESTIONS, documents, on_both_stores, segment, set, taken_back, upvote, voter};

on_both_stores!(
    a_merge_makes_the_union_each_person_once,
    a_carried_upvote_is_withdrawn_and_owned_like_any_other,
    a_carry_back_takes_out_what_was_carried_and_nothing_else,
    a_chain_is_carried_link_by_link_and_comes_apart_again,
    carries_of_one_step_follow_one_another,
    a_carry_is_in_the_step_with_its_documents_and_gates,
    a_carry_repeated_changes_nothing,
    the_highest_revision_stays_readable_when_it_is_carried,
    a_crowd_is_carried_in_one_step,
);

const A: RunId = QUESTIONS[0];
const B: RunId = QUESTIONS[1];
const C: RunId = QUESTIONS[2];

/// What somebody has in a question.
#[derive(Debug, PartialEq, Eq)]
enum Has {
    Nothing,
    /// An upvote of their own, with its revision.
    Own(u32),
    /// One that was carried, with its revision and whence.
    Carried(u32, RunId),
    /// One that was withdrawn, with its revision.
    Withdrawn(u32),
}
use Has::{Carried, Nothing, Own, Withdrawn};

fn mark(from: RunId) -> String {
    format!("m{from}")
}

fn there(from: RunId, into: RunId) -> Carry {
    Carry { from, into, back: false }
}

fn back(from: RunId, into: RunId) -> Carry {
    Carry { from, into, back: true }
}

/// Carries, and says at which version the room is then.
async fn carry(bench: &Bench, carries: &[Carry]) -> Version {
    let amended = bench.amend(Amendment { carries: carries.to_vec(), ..Amendment::default() }).await;
    let Amended::Done { version, .. } = amended else { panic!("{amended:?}") };
    version
}

async fn with_questions(bench: Bench) -> Bench {
    for run in QUESTIONS {
        bench.open(run).await;
    }
    bench
}

/// What these people have in a question.
async fn upvotes<const N: usize>(bench: &Bench, run: RunId, numbers: [u64; N]) -> [Has; N] {
    let asked = numbers.map(|number| (run, voter(number))).to_vec();
    let mut stored = bench.other.ballots(bench.room, asked).await.unwrap().into_iter();
    numbers.map(|_| {
        let Some(of) = stored.next().unwrap() else { return Nothing };
        let Some(ballot) = of.ballot else { return Withdrawn(of.r) };
        match ballot.as_str().strip_prefix('m') {
            Some(from) => Carried(of.r, RunId(from.parse().unwrap())),
            None => Own(of.r),
        }
    })
}

async fn a_merge_makes_the_union_each_person_once(bench: Bench) {
    let bench = with_questions(bench).await;
    let online = segment(Mode::Online, Group::CivilSociety);
    bench.cast(vec![upvote(A, 1, 5), upvote(A, 2, 1), upvote(A, 4, 7), taken_back(A, 4, 8), upvote(A, 6, 2)]).await;
    let elsewhere = Cast { segment: online, ..upvote(B, 3, 9) };
    bench.cast(vec![upvote(B, 2, 4), elsewhere, upvote(B, 4, 3), upvote(B, 5, 1), taken_back(B, 5, 2)]).await;
    let b = bench.tally(B).await;
    let version = bench.version().await;
    assert_eq!(carry(&bench, &[there(B, A)]).await, version + 1);
    // 1 and 6 upvoted A, 2 both, 3 B alone, 4 took A back and has B, 5 took B back.
    let a = upvotes(&bench, A, [1, 2, 3, 4, 5, 6]).await;
    assert_eq!(a, [Own(5), Own(1), Carried(10, B), Carried(9, B), Nothing, Own(2)]);
    assert_eq!(bench.counts(A, ["1", &mark(B)]).await, (5, [3, 2]));
    let tally = bench.tally(A).await;
    let (online, unstated) = (tally.along(Mode::Online), tally.along(Mode::Unstated));
    assert_eq!((online.ballots, online.of(&mark(B)), unstated.ballots), (1, 1, 4), "counted where they were in B");
    assert_eq!(bench.tally(B).await, b, "what is merged away is left as it is");
    assert_eq!(upvotes(&bench, B, [2, 3, 4, 5]).await, [Own(4), Own(9), Own(3), Withdrawn(2)]);
    let news = bench.other.read(bench.room, version).await.unwrap();
    assert_eq!(news.tallies.iter().map(|(run, at, _)| (*run, *at)).collect::<Vec<_>>(), [(A, version + 1)]);
    assert!(news.gates.is_empty() && news.documents.is_empty());
}

async fn a_carried_upvote_is_withdrawn_and_owned_like_any_other(bench: Bench) {
    let bench = with_questions(bench).await;
    bench.cast(vec![taken_back(A, 1, 6), upvote(B, 1, 3), upvote(B, 2, 3), upvote(B, 3, 3)]).await;
    carry(&bench, &[there(B, A)]).await;
    assert_eq!(upvotes(&bench, A, [1, 2, 3]).await, [Carried(7, B), Carried(4, B), Carried(4, B)]);
    // What a phone restates of before the merge is older; so is the carried one itself when it is restated as a tap.
    assert_eq!(bench.cast_one(taken_back(A, 1, 6)).await, Outcome::Superseded { r: 7 });
    assert_eq!(bench.cast_one(upvote(A, 2, 1)).await, Outcome::Superseded { r: 4 });
    assert_eq!(bench.cast_one(upvote(A, 2, 4)).await, Outcome::Superseded { r: 4 });
    assert_eq!(bench.cast_one(taken_back(A, 2, 4)).await, Outcome::Superseded { r: 4 });
    assert_eq!(bench.counts(A, ["1", &mark(B)]).await, (3, [0, 3]));
    // The next tap is the person's own will: one takes it back, one makes it theirs.
    assert_eq!(bench.cast_one(taken_back(A, 2, 5)).await, Outcome::Withdrawn);
    assert_eq!(bench.cast_one(upvote(A, 3, 5)).await, Outcome::Changed);
    assert_eq!(bench.counts(A, ["1", &mark(B)]).await, (2, [1, 1]));
    // It moves between segments like any other.
    let room = segment(Mode::Room, Group::Other);
    bench.store.resegment(bench.room, &bench.epoch, vec![(A, voter(1), room)]).await.unwrap();
    assert_eq!(bench.tally(A).await.along(Mode::Room).of(&mark(B)), 1);
    carry(&bench, &[back(B, A)]).await;
    assert_eq!(upvotes(&bench, A, [1, 2, 3]).await, [Withdrawn(7), Withdrawn(5), Own(5)]);
    assert_eq!(bench.counts(A, ["1", &mark(B)]).await, (1, [1, 0]));
}

async fn a_carry_back_takes_out_what_was_carried_and_nothing_else(bench: Bench) {
    let bench = with_questions(bench).await;
    bench.cast(vec![upvote(A, 1, 1), upvote(A, 2, 1), taken_back(A, 4, 2)]).await;
    bench.cast(vec![upvote(B, 2, 1), upvote(B, 3, 1), upvote(B, 4, 1), upvote(C, 5, 1)]).await;
    let before = bench.tally(A).await;
    carry(&bench, &[there(B, A), there(C, A)]).await;
    assert_eq!(bench.counts(A, ["1", &mark(B), &mark(C)]).await, (5, [2, 2, 1]));
    let version = bench.version().await;
    assert_eq!(carry(&bench, &[back(B, A)]).await, version + 1);
    assert_eq!(bench.counts(A, ["1", &mark(B), &mark(C)]).await, (3, [2, 0, 1]));
    // The revision stays: what it superseded still loses, the next wish wins.
    assert_eq!(upvotes(&bench, A, [3, 4]).await, [Withdrawn(2), Withdrawn(3)]);
    assert_eq!(bench.cast_one(upvote(A, 4, 3)).await, Outcome::Superseded { r: 3 });
    carry(&bench, &[back(C, A)]).await;
    assert_eq!(bench.tally(A).await, before);
    // Merged again, each counts again, above what stands.
    carry(&bench, &[there(B, A)]).await;
    assert_eq!(upvotes(&bench, A, [3, 4]).await, [Carried(3, B), Carried(4, B)]);
    assert_eq!(bench.cast_one(taken_back(A, 3, 4)).await, Outcome::Withdrawn);
}

async fn a_chain_is_carried_link_by_link_and_comes_apart_again(bench: Bench) {
    let bench = with_questions(bench).await;
    bench.cast(vec![upvote(A, 1, 1), upvote(B, 2, 1), upvote(C, 3, 1), upvote(C, 2, 1)]).await;
    let before = [bench.tally(A).await, bench.tally(B).await, bench.tally(C).await];
    carry(&bench, &[there(C, B)]).await;
    let of_two = bench.tally(B).await;
    carry(&bench, &[there(B, A)]).await;
    assert_eq!(upvotes(&bench, A, [1, 2, 3]).await, [Own(1), Carried(2, B), Carried(3, B)]);
    assert_eq!(upvotes(&bench, B, [2, 3]).await, [Own(1), Carried(2, C)]);
    assert_eq!(bench.counts(A, ["1", &mark(B), &mark(C)]).await, (3, [1, 2, 0]));
    carry(&bench, &[back(B, A)]).await;
    assert_eq!((bench.tally(A).await, bench.tally(B).await), (before[0].clone(), of_two));
    carry(&bench, &[back(C, B)]).await;
    assert_eq!([bench.tally(A).await, bench.tally(B).await, bench.tally(C).await], before);
}

async fn carries_of_one_step_follow_one_another(bench: Bench) {
    let bench = with_questions(bench).await;
    bench.cast(vec![upvote(A, 1, 1), upvote(B, 2, 1), upvote(C, 3, 1)]).await;
    let version = bench.version().await;
    assert_eq!(carry(&bench, &[there(C, B), there(B, A)]).await, version + 1);
    assert_eq!(upvotes(&bench, A, [1, 2, 3]).await, [Own(1), Carried(2, B), Carried(3, B)]);
    // C leaves B while B is in A: out, out, in again, in one step.
    carry(&bench, &[back(B, A), back(C, B), there(B, A)]).await;
    assert_eq!(upvotes(&bench, A, [1, 2, 3]).await, [Own(1), Carried(3, B), Withdrawn(3)]);
    assert_eq!(upvotes(&bench, B, [2, 3]).await, [Own(1), Withdrawn(2)]);
    assert_eq!(bench.counts(A, ["1", &mark(B)]).await, (2, [1, 1]));
}

async fn a_carry_is_in_the_step_with_its_documents_and_gates(bench: Bench) {
    let bench = with_questions(bench).await;
    bench.cast(vec![upvote(A, 1, 1), upvote(B, 2, 1)]).await;
    let before = bench.read(0).await;
    let shut = |expect| GateWrite { run: B, expect, act: GateAct::Shut };
    let merge = |document, gate| Amendment {
        documents: vec![set("question/b", document, "merged")],
        gates: vec![shut(gate)],
        carries: vec![there(B, A)],
        minutes: vec!["merged".to_owned()],
    };
    let changed = |key: &str, rev| Amended::Changed { key: key.to_owned(), rev };
    assert_eq!(bench.amend(merge(1, 1)).await, changed("question/b", 0));
    assert_eq!(bench.amend(merge(0, 2)).await, changed("gate/2147483999", 1));
    // A run that never was is found out before states are judged.
    let nowhere = RunId(u32::MAX);
    for carry in [there(nowhere, A), there(B, nowhere), back(nowhere, A), back(B, nowhere)] {
        let act = Amendment {
            gates: vec![GateWrite { act: GateAct::Reopen, ..shut(1) }],
            carries: vec![there(B, A), carry],
            ..merge(0, 1)
        };
        assert_eq!(bench.amend(act).await, changed("gate/4294967295", 0));
    }
    let act = Amendment { gates: vec![GateWrite { act: GateAct::Reopen, ..shut(1) }], ..merge(0, 1) };
    assert_eq!(bench.amend(act).await, Amended::WrongState { run: B, phase: Phase::Open });
    let now = bench.read(0).await;
    assert_eq!((now.version, now.documents, now.gates), (before.version, before.documents, before.gates));
    assert_eq!(now.tallies, before.tallies);
    let Amended::Done { version, .. } = bench.amend(merge(0, 1)).await else { panic!() };
    let news = bench.read(before.version).await;
    assert_eq!((news.documents.len(), news.gates.len(), news.tallies.len()), (1, 1, 1));
    assert_eq!((version, news.version), (before.version + 1, before.version + 1));
    assert_eq!(bench.counts(A, ["1", &mark(B)]).await, (2, [1, 1]));
    assert_eq!(bench.amend(merge(0, 1)).await, changed("question/b", 1), "repeated");
    // A shut question is carried too, into one that the same step opens.
    let both = Amendment {
        gates: vec![GateWrite { run: nowhere, expect: 0, act: GateAct::Open { for_ms: None } }],
        carries: vec![there(B, nowhere)],
        ..Amendment::default()
    };
    assert!(matches!(bench.amend(both).await, Amended::Done { .. }));
    assert_eq!(bench.counts(nowhere, [&mark(B)]).await, (1, [1]));
}

async fn a_carry_repeated_changes_nothing(bench: Bench) {
    let bench = with_questions(bench).await;
    bench.cast(vec![upvote(A, 1, 1), upvote(B, 1, 1), upvote(B, 2, 1)]).await;
    for one in [there(B, A), back(B, A)] {
        let version = carry(&bench, &[one]).await;
        let held = upvotes(&bench, A, [1, 2]).await;
        assert_eq!(carry(&bench, &[one, one]).await, version, "nothing to write, no new version");
        assert_eq!(bench.version().await, version);
        assert_eq!(upvotes(&bench, A, [1, 2]).await, held);
        // With a document the step is one, but no tally changed in it.
        let rev = bench.read(0).await.documents.first().map_or(0, |document| document.rev);
        let act = Amendment { carries: vec![one], ..documents(vec![set("a", rev, "x")]) };
        assert!(matches!(bench.amend(act).await, Amended::Done { version: next, .. } if next == version + 1));
        assert!(bench.read(version).await.tallies.is_empty());
    }
    // A question into itself is no merge, and from nobody nothing comes.
    let version = bench.version().await;
    assert_eq!(carry(&bench, &[there(A, A), back(A, A), there(C, A), back(C, A)]).await, version);
}

async fn the_highest_revision_stays_readable_when_it_is_carried(bench: Bench) {
    let bench = with_questions(bench).await;
    bench.cast(vec![upvote(B, 1, u32::MAX), upvote(B, 2, 1), taken_back(A, 2, u32::MAX - 1)]).await;
    carry(&bench, &[there(B, A)]).await;
    assert_eq!(upvotes(&bench, A, [1, 2]).await, [Carried(u32::MAX, B), Carried(u32::MAX, B)]);
    carry(&bench, &[back(B, A)]).await;
    carry(&bench, &[there(B, A)]).await;
    assert_eq!(upvotes(&bench, A, [1, 2]).await, [Carried(u32::MAX, B), Carried(u32::MAX, B)]);
    assert_eq!(bench.counts(A, [&mark(B)]).await, (2, [2]));
}

async fn a_crowd_is_carried_in_one_step(bench: Bench) {
    let bench = with_questions(bench).await;
    // More than fit on a script's stack at once; every third upvoted both, in all segments.
    let all: Vec<Cast> = (0..5_000_u64)
        .map(|number| {
            let (mode, group) = (Mode::ALL[number as usize % 3], Group::ALL[number as usize % 7]);
            Cast { segment: Segment { mode, group }, ..upvote(B, number, 1) }
        })
        .collect();
    let both = all.iter().step_by(3).map(|cast| Cast { run: A, ..cast.clone() }).collect::<Vec<_>>();
    for batch in all.chunks(256).chain(both.chunks(256)) {
        bench.cast(batch.to_vec()).await;
    }
    let (alone, of_b) = (bench.tally(A).await, bench.tally(B).await);
    let version = bench.version().await;
    assert_eq!(carry(&bench, &[there(B, A)]).await, version + 1);
    assert_eq!(bench.counts(A, ["1", &mark(B)]).await, (5_000, [1_667, 3_333]));
    let ballots = |tally: &plenary_server::domain::tally::Tally| {
        tally.segments().map(|(segment, counts)| (segment, counts.ballots)).collect::<Vec<_>>()
    };
    assert_eq!(ballots(&bench.tally(A).await), ballots(&of_b));
    carry(&bench, &[back(B, A)]).await;
    assert_eq!(bench.tally(A).await, alone);
}
