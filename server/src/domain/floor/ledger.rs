//! Who had the floor how often and how long.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Turn, TurnState};
use crate::domain::id::TurnId;
use crate::domain::moment::Moment;
use crate::domain::person::{Group, Mode};

/// Turns that had the floor, the running one with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
pub struct Heard {
    /// How many (n).
    pub turns: u32,
    /// How long together, in milliseconds.
    pub ms: u64,
}

impl Heard {
    fn add(&mut self, ms: u64) {
        self.turns += 1;
        self.ms += ms;
    }
}

/// Turns and time by mode, by group, and by who spoke for the first time. Every mode and every group has its entry, at zero if
/// nobody of it spoke. A group's figure can point at a person where few of it spoke: whether an audience may see it is for
/// `views` to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Ledger {
    /// All of them.
    pub all: Heard,
    /// By mode.
    pub modes: BTreeMap<Mode, Heard>,
    /// By declared group.
    pub groups: BTreeMap<Group, Heard>,
    /// First turns; their number is that of the people who spoke, where each turn that nobody is known by is one more.
    pub first: Heard,
    /// Later turns of the same people.
    pub again: Heard,
}

/// The ledger of all turns of a room; the running one counts up to `now`.
pub fn ledger<'a>(turns: impl IntoIterator<Item = (TurnId, &'a Turn)>, now: Moment) -> Ledger {
    let mut began: Vec<_> =
        turns.into_iter().filter_map(|(id, turn)| Some((turn.state.began()?, turn.at, id, turn))).collect();
    began.sort_by_key(|&(from, at, id, _)| (from, at, id));
    let mut ledger = Ledger {
        all: Heard::default(),
        modes: Mode::ALL.map(|mode| (mode, Heard::default())).into(),
        groups: Group::ALL.map(|group| (group, Heard::default())).into(),
        first: Heard::default(),
        again: Heard::default(),
    };
    let mut heard = BTreeSet::new();
    for (from, _, id, turn) in began {
        let to = if let TurnState::Done { to, .. } = turn.state { to } else { now };
        let ms = to.ms_since(from);
        ledger.all.add(ms);
        ledger.modes.entry(turn.mode).or_default().add(ms);
        ledger.groups.entry(turn.group).or_default().add(ms);
        let of_person = if heard.insert(turn.speaker(id)) { &mut ledger.first } else { &mut ledger.again };
        of_person.add(ms);
    }
    ledger
}
