//! The counts of a run, by segment, as the store keeps them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::ballot::Contributions;
use super::person::{OnAxis, Segment};

/// The counts of one run: for every segment the number of ballots, and the sum of the weights under each key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    segments: BTreeMap<Segment, Counts>,
}

/// The counts of one segment, or of several added together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Ballots, "I can't say" included.
    pub ballots: u32,
    /// Sum of the weights under each key; never 0.
    pub keys: BTreeMap<String, u64>,
}

/// How the counts of one run move: by segment and key (empty: the number of ballots).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swing(BTreeMap<(Segment, String), i64>);

impl Swing {
    /// One ballot more (`sign` 1) or less (-1).
    pub fn add(&mut self, segment: Segment, ballot: &Contributions, sign: i64) {
        for (key, weight) in std::iter::once(("", 1)).chain(ballot.iter()) {
            self.move_by(segment, key, sign * weight);
        }
    }

    /// What `other` moves as well.
    pub fn merge(&mut self, other: &Self) {
        for (segment, key, by) in other.iter() {
            self.move_by(segment, key, by);
        }
    }

    fn move_by(&mut self, segment: Segment, key: &str, by: i64) {
        *self.0.entry((segment, key.to_owned())).or_default() += by;
    }

    /// The counts that move; a change of mind and back again moves none.
    pub fn iter(&self) -> impl Iterator<Item = (Segment, &str, i64)> {
        let moves = self.0.iter().filter(|(_, by)| **by != 0);
        moves.map(|((segment, key), by)| (*segment, key.as_str(), *by))
    }
}

impl Counts {
    /// The weight under `key`.
    pub fn of(&self, key: &str) -> u64 {
        self.keys.get(key).copied().unwrap_or(0)
    }

    /// Adds `other` to these counts.
    pub fn add(&mut self, other: &Self) {
        self.ballots += other.ballots;
        for (key, weight) in &other.keys {
            *self.keys.entry(key.clone()).or_default() += weight;
        }
    }
}

impl Tally {
    /// From what a store read: counts by segment. Empty segments are left out.
    pub fn of(segments: impl IntoIterator<Item = (Segment, Counts)>) -> Self {
        Self { segments: segments.into_iter().filter(|(_, counts)| counts.ballots > 0).collect() }
    }

    /// Counts one ballot. Only the store's model in tests and the recount of a report add ballots one by one.
    pub fn count(&mut self, segment: Segment, ballot: &Contributions) {
        let counts = self.segments.entry(segment).or_default();
        counts.ballots += 1;
        for (key, weight) in ballot.iter() {
            *counts.keys.entry(key.to_owned()).or_default() += weight.unsigned_abs();
        }
    }

    /// Moves the counts; `false` if one would be below 0: then it was not of this tally, which is of no use any more.
    #[must_use]
    pub fn swing(&mut self, swing: &Swing) -> bool {
        for (segment, key, by) in swing.iter() {
            let counts = self.segments.entry(segment).or_default();
            if key.is_empty() {
                let Some(ballots) = counts.ballots.checked_add_signed(i32::try_from(by).unwrap_or(i32::MIN)) else {
                    return false;
                };
                counts.ballots = ballots;
                continue;
            }
            match counts.of(key).checked_add_signed(by) {
                None => return false,
                Some(0) => drop(counts.keys.remove(key)),
                Some(weight) => drop(counts.keys.insert(key.to_owned(), weight)),
            }
        }
        self.segments.retain(|_, counts| counts.ballots > 0);
        true
    }

    /// The counts segment by segment.
    pub fn segments(&self) -> impl Iterator<Item = (Segment, &Counts)> {
        self.segments.iter().map(|(segment, counts)| (*segment, counts))
    }

    /// All segments together.
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        for counts in self.segments.values() {
            total.add(counts);
        }
        total
    }

    /// Every key that something stands under.
    pub fn keys(&self) -> BTreeSet<&str> {
        self.segments.values().flat_map(|counts| counts.keys.keys().map(String::as_str)).collect()
    }

    /// The counts of everyone of one mode, or of one group.
    pub fn along<A: OnAxis>(&self, of: A) -> Counts {
        let mut sum = Counts::default();
        for (segment, counts) in &self.segments {
            if A::of(*segment) == of {
                sum.add(counts);
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::person::{Group, Mode};

    fn ballots() -> impl Strategy<Value = Vec<(Segment, Contributions)>> {
        let segment = (prop::sample::select(&Mode::ALL[..]), prop::sample::select(&Group::ALL[..]));
        let segment = segment.prop_map(|(mode, group)| Segment { mode, group });
        let keys = prop::collection::btree_map(prop::sample::select(vec!["a", "b", "c"]), 1_u32..4, 0..3);
        prop::collection::vec((segment, keys.prop_map(Contributions::of)), 0..12)
    }

    fn counted(ballots: &[(Segment, Contributions)]) -> Tally {
        let mut tally = Tally::default();
        for (segment, ballot) in ballots {
            tally.count(*segment, ballot);
        }
        tally
    }

    proptest! {
        #[test]
        fn a_tally_that_swings_is_the_tally_of_who_stands(before in ballots(), after in ballots(), merged in any::<bool>()) {
            let (mut out, mut in_) = (Swing::default(), Swing::default());
            for (segment, ballot) in &before {
                out.add(*segment, ballot, -1);
            }
            for (segment, ballot) in &after {
                in_.add(*segment, ballot, 1);
            }
            let mut tally = counted(&before);
            if merged {
                out.merge(&in_);
                prop_assert!(tally.swing(&out));
            } else {
                prop_assert!(tally.swing(&out));
                prop_assert_eq!(&tally, &Tally::default());
                prop_assert!(tally.swing(&in_));
            }
            prop_assert_eq!(tally, counted(&after));
        }
    }

    #[test]
    fn no_count_swings_below_nothing() {
        let (segment, ballot) = (Segment::default(), Contributions::of([("a", 2)]));
        let mut swing = Swing::default();
        swing.add(segment, &ballot, -1);
        assert!(!Tally::default().swing(&swing));
        let mut tally = Tally::default();
        tally.count(segment, &Contributions::of([("b", 1)]));
        assert!(!tally.swing(&swing));
    }
}
