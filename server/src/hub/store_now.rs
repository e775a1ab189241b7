//! How the store is, as this node last saw it: as a whole, and where a room is kept.

use super::Shared;
use crate::domain::id::RoomCode;
use crate::store::{Durability, Health, Lost, StoreError};
use crate::wire::parts::StorePart;

/// The store as last seen.
#[derive(Debug, Clone, PartialEq)]
pub struct StoreNow {
    /// As a whole.
    pub part: StorePart,
    /// The parts of it that take nothing while others do.
    pub away: Vec<Lost>,
}

impl StoreNow {
    /// All of it takes nothing.
    pub fn away() -> Self {
        Self { part: StorePart::Away, away: Vec::new() }
    }

    /// As a try found it.
    pub fn of(Health { durability, away }: Health) -> Self {
        let part = match durability {
            Durability::Full => StorePart::Full,
            Durability::Relaxed { why } => StorePart::Relaxed { why },
        };
        Self { part, away }
    }

    fn part_at(&self, place: Option<u16>) -> StorePart {
        let is_away = place.is_some_and(|place| self.away.iter().any(|lost| lost.holds(place)));
        if is_away { StorePart::Away } else { self.part.clone() }
    }
}

impl Shared {
    /// How the store is, as last seen.
    pub fn store_now(&self) -> StoreNow {
        self.store_now.borrow().clone()
    }

    /// How it is where this room is kept.
    pub fn store_part_of(&self, room: RoomCode) -> StorePart {
        self.store_now.borrow().part_at(self.store.place_of(room))
    }

    /// Notes how the store is.
    pub fn set_store_now(&self, now: StoreNow) {
        self.store_now.send_if_modified(|old| {
            let changed = *old != now;
            *old = now;
            changed
        });
    }

    /// Something of this room was not taken: until the next try the part of the store where it is kept counts as away.
    pub(super) fn store_is_away_for(&self, room: RoomCode, error: &StoreError) {
        let mut now = self.store_now();
        match self.store.place_of(room) {
            None => now = StoreNow::away(),
            Some(place) if now.part_at(Some(place)) == StorePart::Away => return,
            Some(place) => now.away.push(Lost { places: vec![place..=place], why: error.to_string() }),
        }
        self.set_store_now(now);
    }
}
