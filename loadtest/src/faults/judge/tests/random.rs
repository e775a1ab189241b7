//! Random plays of a server that is right, under losses of answers and doubled sendings: none is accused. And of one that forgets,
//! doubles or takes older ballots: all that show it are.

use std::collections::BTreeMap;

use plenary_server::domain::gate::Phase;
use plenary_server::domain::kind::Choice;
use proptest::prelude::*;

use super::super::Promise;
use super::{Play, figures, run};
use crate::faults::history::{Said, What};

/// What a voter sends and what becomes of it.
#[derive(Debug, Clone, Copy)]
struct Step {
    voter: u32,
    newer: bool,
    answer: u8,
    lost_before: bool,
    lost_after: bool,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0_u32..6, any::<bool>(), 0_u8..4, prop::bool::weighted(0.15), prop::bool::weighted(0.15));
    let step = step.prop_map(|(voter, newer, answer, lost_before, lost_after)| Step {
        voter,
        newer,
        answer,
        lost_before,
        lost_after,
    });
    prop::collection::vec(step, 1..60)
}

/// A store in a few lines: by voter, revision and choice.
#[derive(Default)]
struct Store(BTreeMap<u32, (u32, Option<Choice>)>);

impl Store {
    fn take(&mut self, voter: u32, r: u32, choice: Option<&Choice>) -> Said {
        match self.0.get(&voter) {
            Some((stands, with)) if *stands == r && with.as_ref() == choice => Said::Counted,
            Some((stands, _)) if *stands >= r => Said::Superseded { r: *stands },
            _ => {
                self.0.insert(voter, (r, choice.cloned()));
                Said::Counted
            }
        }
    }

    fn tally(&self) -> (u32, u32, [u32; 3]) {
        let mut counts = [0; 3];
        let (mut n, mut cant_say) = (0, 0);
        for (_, choice) in self.0.values() {
            match choice {
                Some(Choice::One(one)) => counts[usize::from(*one)] += 1,
                Some(_) => cant_say += 1,
                None => continue,
            }
            n += 1;
        }
        (n, cant_say, counts)
    }
}

/// By voter: what it last said.
type Newest = BTreeMap<u32, (u32, Option<Choice>)>;

/// Plays the steps; `bend` may change what the store does with a ballot.
fn play(steps: &[Step], mut bend: impl FnMut(&mut Store, u32) -> Option<Said>) -> (Play, Store, Newest) {
    let (mut play, mut store, mut newest) = (Play::begin(), Store::default(), Newest::new());
    play.open();
    for (version, step) in (2..).zip(steps) {
        let voter = step.voter;
        let choice = match step.answer {
            3 => Some(Choice::CantSay),
            answer => Some(Choice::One(answer)),
        };
        let r = newest.get(&voter).map_or(1, |(r, _)| r + u32::from(step.newer));
        newest.insert(voter, (r, choice.clone()));
        let n = play.send(voter, r, choice.clone());
        if step.lost_before {
            continue;
        }
        let said = bend(&mut store, voter).unwrap_or_else(|| store.take(voter, r, choice.as_ref()));
        if !step.lost_after {
            play.told(n, said);
        }
        let (n, cant_say, counts) = store.tally();
        play.saw(0, version, run(Phase::Open, 1, figures(n, cant_say, &counts)));
    }
    play.done("gate/1", 1, "close");
    (play, store, newest)
}

/// Everybody asks once more and is told what stands; then the tally is looked at.
fn end(mut play: Play, store: &Store, newest: &Newest, tally: (u32, u32, [u32; 3])) -> Play {
    for (voter, (r, choice)) in newest {
        let n = play.send(*voter, *r, choice.clone());
        play.told(n, Said::Closed { r: store.0.get(voter).map(|(r, _)| *r) });
    }
    play.saw(0, 1_000, run(Phase::Closed, 3, figures(tally.0, tally.1, &tally.2)));
    play.note(What::Settled);
    play.last(run(Phase::Closed, 3, figures(tally.0, tally.1, &tally.2)));
    play
}

proptest! {
    #[test]
    fn a_right_server_is_never_accused(steps in steps()) {
        let (play, store, newest) = play(&steps, |_, _| None);
        let tally = store.tally();
        let verdict = end(play, &store, &newest, tally).judged();
        prop_assert!(verdict.is_sound(), "{verdict}");
    }

    #[test]
    fn a_tally_that_is_off_by_one_is_always_caught(steps in steps(), which in 0_usize..3) {
        let (play, store, newest) = play(&steps, |_, _| None);
        let mut tally = store.tally();
        tally.0 += 1;
        tally.2[which] += 1;
        let verdict = end(play, &store, &newest, tally).judged();
        prop_assert!(verdict.breaks(Promise::NoDouble), "{verdict}");
    }

    #[test]
    fn a_receipt_without_a_ballot_is_always_caught(steps in steps(), forgets in 0_u32..6) {
        let mut told = false;
        let (play, store, newest) = play(&steps, |_, voter| (voter == forgets).then_some(Said::Counted));
        for step in &steps {
            told |= step.voter == forgets && !step.lost_before && !step.lost_after;
        }
        let tally = store.tally();
        let verdict = end(play, &store, &newest, tally).judged();
        prop_assert_eq!(told, !verdict.is_sound(), "{}", verdict);
    }
}
