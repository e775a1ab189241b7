//! Random histories of ballots through the store and through a small model of it: both must say and hold the same.

use std::collections::BTreeMap;

use plenary_server::domain::gate::GateAct;
use plenary_server::domain::id::{RunId, VoterKey};
use plenary_server::domain::person::{Group, Mode, Segment};
use plenary_server::domain::tally::Tally;
use plenary_server::store::{Amended, Cast, Outcome};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::store_bench::{Bench, ballot, on_both_stores, voter};

on_both_stores!(random_histories_agree_with_the_model);

/// Runs that the histories vote in; the last is never opened.
const RUNS: u32 = 3;
const HISTORIES: u32 = 40;

#[derive(Debug, Clone)]
enum Event {
    Cast(Vec<Cast>),
    Resegment(Vec<(RunId, VoterKey, Segment)>),
    Void(RunId),
}

fn segments() -> impl Strategy<Value = Segment> {
    (0..3_usize, 0..7_usize).prop_map(|(mode, group)| Segment { mode: Mode::ALL[mode], group: Group::ALL[group] })
}

fn runs() -> impl Strategy<Value = RunId> {
    (1..=RUNS).prop_map(RunId)
}

fn casts() -> impl Strategy<Value = Cast> {
    let texts = prop::sample::select(vec!["", "0", "1", "0,1", "0:3,2", "?", "a>b>c", "10"]);
    let chosen = prop::option::weighted(0.8, texts.prop_map(ballot));
    (runs(), 0..6_u64, 1..8_u32, segments(), chosen).prop_map(|(run, number, r, segment, ballot)| Cast {
        run,
        voter: voter(number),
        r,
        segment,
        ballot,
    })
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let moves = prop::collection::vec((runs(), (0..6_u64).prop_map(voter), segments()), 0..6);
    let event = prop_oneof![
        12 => prop::collection::vec(casts(), 0..12).prop_map(Event::Cast),
        4 => moves.prop_map(Event::Resegment),
        1 => runs().prop_map(Event::Void),
    ];
    prop::collection::vec(event, 1..25)
}

/// What the store should hold, as plainly as it can be said.
#[derive(Default)]
struct Model {
    ballots: BTreeMap<(RunId, VoterKey), Cast>,
    void: [bool; RUNS as usize],
    version: u64,
}

impl Model {
    fn takes(&self, run: RunId) -> bool {
        run.0 < RUNS && !self.void[run.0 as usize]
    }

    fn cast(&mut self, wishes: &[Cast]) -> Vec<Outcome> {
        let mut wrote = false;
        let outcomes = wishes.iter().map(|wish| {
            let place = (wish.run, wish.voter);
            let old = self.ballots.get(&place);
            if wish.run.0 >= RUNS {
                return Outcome::NoRun;
            }
            if !self.takes(wish.run) {
                return Outcome::Shut { r: old.filter(|old| old.ballot.is_some()).map(|old| old.r) };
            }
            if let Some(old) = old {
                if old.r == wish.r && old.ballot == wish.ballot {
                    return Outcome::Same;
                }
                if old.r >= wish.r {
                    return Outcome::Superseded { r: old.r };
                }
            }
            let stood = old.is_some_and(|old| old.ballot.is_some());
            wrote = true;
            self.ballots.insert(place, wish.clone());
            match (stood, &wish.ballot) {
                (_, None) => Outcome::Withdrawn,
                (true, Some(_)) => Outcome::Changed,
                (false, Some(_)) => Outcome::Counted,
            }
        });
        let outcomes = outcomes.collect();
        self.version += u64::from(wrote);
        outcomes
    }

    fn resegment(&mut self, moves: &[(RunId, VoterKey, Segment)]) {
        let mut wrote = false;
        for (run, voter, to) in moves {
            let takes = self.takes(*run);
            if let Some(old) = self.ballots.get_mut(&(*run, *voter))
                && takes
                && old.ballot.is_some()
                && old.segment != *to
            {
                old.segment = *to;
                wrote = true;
            }
        }
        self.version += u64::from(wrote);
    }

    fn tally(&self, run: RunId) -> Tally {
        let mut tally = Tally::default();
        for cast in self.ballots.values().filter(|cast| cast.run == run) {
            if let Some(ballot) = &cast.ballot {
                tally.count(cast.segment, ballot);
            }
        }
        tally
    }
}

async fn play(bench: &Bench, history: Vec<Event>) -> Result<(), TestCaseError> {
    let mut model = Model::default();
    for run in 1..RUNS {
        bench.open(RunId(run)).await;
    }
    model.version = bench.version().await;
    for event in history {
        match event {
            Event::Cast(casts) => {
                let expected = (model.cast(&casts), model.version);
                prop_assert_eq!(bench.cast(casts).await, expected);
            }
            Event::Resegment(moves) => {
                model.resegment(&moves);
                let version = bench.store.resegment(bench.room, &bench.epoch, moves).await.unwrap();
                prop_assert_eq!(version, model.version);
            }
            Event::Void(run) => {
                let voided = bench.gate(run, 1, GateAct::Void).await;
                prop_assert_eq!(matches!(voided, Amended::Done { .. }), model.takes(run));
                if model.takes(run) {
                    model.void[run.0 as usize] = true;
                    model.version += 1;
                }
            }
        }
    }
    for run in 1..RUNS {
        prop_assert_eq!(bench.tally(RunId(run)).await, model.tally(RunId(run)));
        let voters: Vec<_> = (0..6).map(|number| (RunId(run), voter(number))).collect();
        let stored = bench.store.ballots(bench.room, voters.clone()).await.unwrap();
        for (place, stored) in voters.iter().zip(stored) {
            let stored = stored.map(|of| (of.r, of.segment, of.ballot));
            let expected = model.ballots.get(place).map(|of| (of.r, of.segment, of.ballot.clone()));
            prop_assert_eq!(stored, expected);
        }
    }
    Ok(())
}

async fn random_histories_agree_with_the_model(bench: Bench) {
    let here = tokio::runtime::Handle::current();
    let tested = tokio::task::spawn_blocking(move || {
        let mut runner = TestRunner::new(Config { cases: HISTORIES, failure_persistence: None, ..Config::default() });
        runner.run(&events(), |history| {
            here.block_on(async {
                let bench = Bench::of(bench.store.clone(), bench.other.clone(), None).await;
                play(&bench, history).await
            })
        })
    });
    if let Err(failure) = tested.await.unwrap() {
        panic!("{failure}");
    }
}
