//! How the store is: what it would keep of a ballot, and which parts of it take none.

use std::ops::RangeInclusive;

use super::Durability;

/// What a try to write found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// What an acknowledged ballot survives.
    pub durability: Durability,
    /// Parts of the store that take nothing while others do; none where the store is in one piece.
    pub away: Vec<Lost>,
}

/// A part of the store that takes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// Which: a cluster's slots.
    pub places: Vec<RangeInclusive<u16>>,
    /// In the store's words.
    pub why: String,
}

impl Lost {
    /// Whether what lies there is in this part.
    pub fn holds(&self, place: u16) -> bool {
        self.places.iter().any(|run| run.contains(&place))
    }
}
