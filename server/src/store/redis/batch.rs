//! Ballots and moves as the scripts take them, and the outcomes they give back.

use redis::Cmd;

use super::super::{Cast, Outcome, StoreError, StoredBallot, record};
use super::keys;
use crate::domain::id::{RoomCode, RunId, VoterKey};
use crate::domain::person::Segment;

/// Places of a batch, by run: a script asks for all voters of one run at once. The order within a run is kept.
pub(super) fn by_run(runs: impl Iterator<Item = RunId>) -> Vec<(RunId, Vec<usize>)> {
    let mut groups: Vec<(RunId, Vec<usize>)> = Vec::new();
    for (place, run) in runs.enumerate() {
        match groups.iter_mut().find(|(of, _)| *of == run) {
            Some((_, places)) => places.push(place),
            None => groups.push((run, vec![place])),
        }
    }
    groups
}

/// The keys of the records that a step over these runs touches.
pub(super) fn keys_of(code: RoomCode, groups: &[(RunId, Vec<usize>)]) -> Vec<String> {
    let mut all = vec![keys::room(code), keys::of(code, "gates"), keys::of(code, "changed")];
    for (run, _) in groups {
        all.push(keys::ballots(code, *run));
        all.push(keys::tally(code, *run));
    }
    all
}

/// Adds the casts to the call: per run its number, how many, and voter, revision and wish of each.
pub(super) fn add_casts(call: &mut Cmd, groups: &[(RunId, Vec<usize>)], casts: &[Cast]) {
    let mut wish = String::new();
    for (run, places) in groups {
        call.arg(run.0).arg(places.len());
        for place in places {
            let cast = &casts[*place];
            spell_wish(&mut wish, cast);
            call.arg(&cast.voter.0).arg(cast.r).arg(&wish);
        }
    }
}

fn spell_wish(wish: &mut String, cast: &Cast) {
    use std::fmt::Write as _;
    wish.clear();
    write!(wish, "{}", cast.segment.code()).expect("a String takes all that is written to it");
    if let Some(ballot) = &cast.ballot {
        wish.push('|');
        wish.push_str(ballot.as_str());
    }
}

/// Adds the moves to the call: per run its number, how many, and voter and segment of each.
pub(super) fn add_moves(call: &mut Cmd, groups: &[(RunId, Vec<usize>)], moves: &[(RunId, VoterKey, Segment)]) {
    for (run, places) in groups {
        call.arg(run.0).arg(places.len());
        for place in places {
            let (_, voter, segment) = moves[*place];
            call.arg(&voter.0).arg(segment.code());
        }
    }
}

/// An outcome as cast.lua spells it: which one + 8 × the revision that stands.
pub(super) fn outcome(spelled: i64) -> Result<Outcome, StoreError> {
    let bad = || StoreError::Corrupt(format!("{spelled} is no outcome"));
    let r = u32::try_from(spelled / 8).map_err(|_| bad())?;
    Ok(match spelled % 8 {
        0 => Outcome::Counted,
        1 => Outcome::Changed,
        2 => Outcome::Withdrawn,
        3 => Outcome::Same,
        4 => Outcome::Superseded { r },
        5 => Outcome::Shut { r: (r > 0).then_some(r) },
        6 => Outcome::NoRun,
        _ => return Err(bad()),
    })
}

/// A ballot as Redis keeps it: `r|segment|contributions`, or `r|segment` if it was withdrawn.
pub(super) fn ballot(text: &str) -> Result<StoredBallot, StoreError> {
    let mut parts = text.splitn(3, '|');
    let bad = || StoreError::Corrupt("a ballot that does not read as one".to_owned());
    let r = parts.next().and_then(|r| r.parse().ok()).ok_or_else(bad)?;
    let segment = parts.next().and_then(|segment| segment.parse().ok()).ok_or_else(bad)?;
    let ballot = parts.next().map(record::contributions).transpose()?;
    Ok(StoredBallot { r, segment: record::segment(segment)?, ballot })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_sorted_by_run_and_keeps_its_order() {
        let groups = by_run([3, 1, 3, 2, 1].map(RunId).into_iter());
        assert_eq!(groups, [(RunId(3), vec![0, 2]), (RunId(1), vec![1, 4]), (RunId(2), vec![3])]);
    }

    #[test]
    fn what_is_no_ballot_and_no_outcome_is_told_apart() {
        assert_eq!(ballot("4|9").unwrap().ballot, None);
        assert_eq!(ballot("4|9|").unwrap().ballot.unwrap().as_str(), "");
        assert_eq!(ballot("4|9|a,b:2").unwrap().ballot.unwrap().as_str(), "a,b:2");
        for bad in ["", "4", "x|9", "4|99", "4|9|a|b", "4|9|a:x"] {
            assert!(ballot(bad).is_err(), "{bad}");
        }
        assert_eq!(outcome(4 + 8 * i64::from(u32::MAX)).unwrap(), Outcome::Superseded { r: u32::MAX });
        assert!(outcome(7).is_err() && outcome(-3).is_err());
    }
}
