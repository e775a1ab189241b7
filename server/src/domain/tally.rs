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
