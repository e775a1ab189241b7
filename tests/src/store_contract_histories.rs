//! Random histories of ballots through the store and through a small model of it: both must say and hold the same.

use std::collections::BTreeMap;

use plenary_server::domain::gate::{GateAct, Phase};
use plenary_server::domain::id::{RunId, VoterKey};
use plenary_server::domain::person::{Group, Mode, Segment};
use plenary_server::domain::tally::Tally;
use plenary_server::store::{Amended, Amendment, Carry, Cast, GateWrite, Outcome, Version};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::store_bench::{Bench, QUESTIONS, ballot, on_both_stores, voter};

on_both_stores!(random_histories_agree_with_the_model);

/// Two polls, the question list and three questions, which the histories vote in; what follows is never opened.
const OPENED: [RunId; 6] = [RunId(1), RunId(2), RunId::QUESTIONS, QUESTIONS[0], QUESTIONS[1], QUESTIONS[2]];
const NEVER: [RunId; 2] = [RunId(3), RunId(u32::MAX)];
const PEOPLE: u64 = 6;
const HISTORIES: u32 = 60;

#[derive(Debug, Clone)]
enum Event {
    Cast(Vec<Cast>),
    Resegment(Vec<(RunId, VoterKey, Segment)>),
    /// A gate moves, upvotes are carried, or both in one step.
    Amend(Option<(RunId, GateAct)>, Vec<Carry>),
    /// Who watches the room reads what changed since they last did.
    Follow,
}

fn segments() -> impl Strategy<Value = Segment> {
    (0..3_usize, 0..7_usize).prop_map(|(mode, group)| Segment { mode: Mode::ALL[mode], group: Group::ALL[group] })
}

fn runs() -> impl Strategy<Value = RunId> {
    prop::sample::select([OPENED.as_slice(), &NEVER].concat())
}

fn casts() -> impl Strategy<Value = Cast> {
    // One of every kind's: options, points, an order, phrases, a text, a number, a place, stances.
    let of_kinds = ["0,2", "0:40,2:60", "r2.0.1", "wTrust,w隐私%2C", "t100%25 sure%7C", "-7", "3.20", "0a,2d,5p"];
    let texts = vec!["", "0", "1", "1", "1", "0,1", "0:3,2", "?", "a>b>c", "10"];
    let texts = prop::sample::select([texts.as_slice(), &of_kinds].concat());
    let chosen = prop::option::weighted(0.8, texts.prop_map(ballot));
    (runs(), 0..PEOPLE, 1..10_u32, segments(), chosen).prop_map(|(run, number, r, segment, ballot)| Cast {
        run,
        voter: voter(number),
        r,
        segment,
        ballot,
    })
}

fn acts() -> impl Strategy<Value = (RunId, GateAct)> {
    let act = prop_oneof![1 => Just(GateAct::Void), 4 => Just(GateAct::Shut), 6 => Just(GateAct::Reopen)];
    (runs(), act)
}

fn carries() -> impl Strategy<Value = Carry> {
    let question = || prop_oneof![20 => prop::sample::select(QUESTIONS.to_vec()), 1 => Just(NEVER[1])];
    (question(), question(), prop::bool::weighted(0.4)).prop_map(|(from, into, back)| Carry { from, into, back })
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let moves = prop::collection::vec((runs(), (0..PEOPLE).prop_map(voter), segments()), 0..6);
    let event = prop_oneof![
        12 => prop::collection::vec(casts(), 0..12).prop_map(Event::Cast),
        4 => moves.prop_map(Event::Resegment),
        3 => acts().prop_map(|act| Event::Amend(Some(act), Vec::new())),
        8 => Just(Event::Follow),
        6 => prop::collection::vec(carries(), 1..4).prop_map(|carries| Event::Amend(None, carries)),
        2 => (acts(), prop::collection::vec(carries(), 1..3)).prop_map(|(act, carries)| Event::Amend(Some(act), carries)),
    ];
    prop::collection::vec(event, 1..30)
}

/// What the store should hold, as plainly as it can be said.
#[derive(Default)]
struct Model {
    ballots: BTreeMap<(RunId, VoterKey), Cast>,
    gates: BTreeMap<RunId, (u32, Phase)>,
    version: u64,
    /// The tallies after the last event, and the version at which each last changed.
    tallies: BTreeMap<RunId, (u64, Tally)>,
}

impl Model {
    fn takes(&self, run: RunId) -> bool {
        self.gates.get(&run).is_some_and(|(_, phase)| *phase == Phase::Open)
    }

    fn standing(&self, run: RunId, voter: VoterKey) -> Option<&Cast> {
        self.ballots.get(&(run, voter)).filter(|cast| cast.ballot.is_some())
    }

    fn cast(&mut self, wishes: &[Cast]) -> Vec<Outcome> {
        let mut wrote = false;
        let outcomes = wishes.iter().map(|wish| {
            let place = (wish.run, wish.voter);
            let old = self.ballots.get(&place);
            if !self.gates.contains_key(&wish.run) {
                return Outcome::NoRun;
            }
            if !self.takes(wish.run) {
                return Outcome::Shut { r: self.standing(wish.run, wish.voter).map(|old| old.r) };
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

    /// The union of two questions' upvotes, each person once; or what was only carried out again.
    fn carry(&mut self, carry: &Carry) -> bool {
        let mut wrote = false;
        for voter in (0..PEOPLE).map(voter) {
            let in_from = self.standing(carry.from, voter).cloned();
            let in_into = self.ballots.get(&(carry.into, voter)).cloned();
            let (r, stands) = in_into.as_ref().map_or((0, None), |old| (old.r, old.ballot.clone()));
            let now = match (carry.back, in_from, stands) {
                (false, Some(from), None) => {
                    Cast { run: carry.into, r: r.max(from.r) + 1, ballot: Some(carry.mark()), ..from }
                }
                (true, _, Some(mark)) if mark == carry.mark() => Cast { ballot: None, ..in_into.expect("it stands") },
                _ => continue,
            };
            self.ballots.insert((carry.into, voter), now);
            wrote = true;
        }
        wrote
    }

    /// What an amendment comes to, but for the moment.
    fn amend(&mut self, act: Option<(RunId, GateAct)>, carries: &[Carry]) -> Result<u64, Amended> {
        let named = act.iter().map(|(run, _)| *run).chain(carries.iter().flat_map(|carry| [carry.from, carry.into]));
        for run in named {
            if !self.gates.contains_key(&run) {
                return Err(Amended::Changed { key: format!("gate/{run}"), rev: 0 });
            }
        }
        if let Some((run, act)) = act {
            let (rev, phase) = self.gates[&run];
            let next = match (act, phase) {
                (GateAct::Void, Phase::Open) => Phase::Void,
                (GateAct::Shut, Phase::Open) if run >= RunId::QUESTIONS => Phase::Closed,
                (GateAct::Reopen, Phase::Closed) => Phase::Open,
                _ => return Err(Amended::WrongState { run, phase }),
            };
            self.gates.insert(run, (rev + 1, next));
        }
        let moved = carries.iter().filter(|carry| self.carry(carry)).count();
        self.version += u64::from(act.is_some() || moved > 0);
        Ok(self.version)
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

    /// Stamps the tallies that the last event changed.
    fn stamp(&mut self) {
        for run in OPENED {
            let now = self.tally(run);
            if self.tallies.get(&run).map_or(&Tally::default(), |(_, tally)| tally) != &now {
                self.tallies.insert(run, (self.version, now));
            }
        }
    }
}

/// A node's copy of the counts, kept up to date by what changed alone.
struct Follower {
    version: Version,
    tallies: BTreeMap<RunId, (Version, Tally)>,
}

impl Follower {
    async fn follow(&mut self, bench: &Bench) {
        let changes = bench.read(self.version).await;
        self.version = changes.version;
        for (run, at, tally) in changes.tallies {
            self.tallies.insert(run, (at, tally));
        }
        for (run, at, swing) in changes.swings {
            let (stamp, tally) = self.tallies.entry(run).or_default();
            *stamp = at;
            assert!(tally.swing(&swing), "{run} moves from where it was");
        }
    }
}

async fn play(bench: &Bench, history: Vec<Event>) -> Result<(), TestCaseError> {
    let mut model = Model::default();
    for run in OPENED {
        bench.open(run).await;
        model.gates.insert(run, (1, Phase::Open));
    }
    model.version = bench.version().await;
    let _watched = bench.store.watch(bench.room).await.unwrap();
    let mut follower = Follower { version: model.version, tallies: BTreeMap::new() };
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
            Event::Amend(act, carries) => {
                let expect = |run| model.gates.get(&run).map_or(0, |(rev, _)| *rev);
                let gates =
                    act.iter().map(|(run, act)| GateWrite { run: *run, expect: expect(*run), act: *act }).collect();
                let expected = model.amend(act, &carries);
                let amended = match bench.amend(Amendment { gates, carries, ..Amendment::default() }).await {
                    Amended::Done { version, .. } => Ok(version),
                    refused => Err(refused),
                };
                prop_assert_eq!(amended, expected);
            }
            Event::Follow => {
                follower.follow(bench).await;
                prop_assert_eq!((follower.version, &follower.tallies), (model.version, &model.tallies));
            }
        }
        model.stamp();
    }
    let read = bench.read(0).await;
    prop_assert_eq!(read.version, model.version);
    let gates: BTreeMap<_, _> = read.gates.iter().map(|(run, _, gate)| (*run, (gate.rev, gate.phase()))).collect();
    prop_assert_eq!(&gates, &model.gates);
    let tallies: BTreeMap<_, _> = read.tallies.into_iter().map(|(run, at, tally)| (run, (at, tally))).collect();
    prop_assert_eq!(&tallies, &model.tallies);
    for run in OPENED {
        prop_assert_eq!(bench.tally(run).await, model.tally(run));
        let voters: Vec<_> = (0..PEOPLE).map(|number| (run, voter(number))).collect();
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
