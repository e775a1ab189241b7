//! Who is here now: kept in memory, because after a restart everybody comes again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use super::super::{Attendance, NODE_EXPIRES};
use crate::domain::id::{PresenceKey, RunId};
use crate::domain::moment::Moment;
use crate::domain::person::Mode;

/// The presences of one room.
#[derive(Debug, Default)]
pub(super) struct Here {
    nodes: HashMap<String, Node>,
    /// On how many nodes each one is, and the mode told last.
    people: HashMap<PresenceKey, (Mode, u32)>,
    /// How many could answer the runs that were asked for last, and saw them; good until somebody more is told of.
    counted: Option<Counted>,
    /// Steps that told of somebody more.
    steps: u64,
}

/// By run, in the order asked for.
pub(super) type Counted = Vec<(RunId, u32, u32)>;

/// Tell afresh, here by mode, notes.
type Heard = (bool, BTreeMap<Mode, u32>, Vec<String>);

#[derive(Debug, Default)]
struct Node {
    heard: Moment,
    people: HashSet<PresenceKey>,
    note: String,
}

impl Here {
    /// Takes what a node tells. Returns whether it has to tell everything afresh, how many are here by mode, and what the
    /// nodes tell each other.
    pub(super) fn attend(&mut self, node: &str, tell: &Attendance, now: Moment) -> Heard {
        let expired = |node: &Node| Duration::from_millis(now.ms_since(node.heard)) > NODE_EXPIRES;
        let gone: Vec<String> =
            self.nodes.iter().filter(|(_, node)| expired(node)).map(|(name, _)| name.clone()).collect();
        for name in gone {
            self.forget(&name);
        }
        if tell.afresh {
            self.forget(node);
            self.nodes.insert(node.to_owned(), Node::default());
        }
        let known = self.nodes.contains_key(node);
        if let Some(node) = self.nodes.get_mut(node) {
            node.heard = now;
            node.note.clone_from(&tell.note);
            for (who, mode) in &tell.came {
                let person = self.people.entry(*who).or_default();
                person.0 = *mode;
                person.1 += u32::from(node.people.insert(*who));
            }
            for who in &tell.left {
                if node.people.remove(who) {
                    leave(&mut self.people, *who);
                }
            }
        }
        let mut here = BTreeMap::new();
        for (mode, _) in self.people.values() {
            *here.entry(*mode).or_default() += 1;
        }
        (!known, here, self.nodes.values().map(|node| node.note.clone()).collect())
    }

    /// The counts of these runs, if they are known.
    pub(super) fn counted(&self, runs: &[RunId]) -> Option<Counted> {
        let counted = self.counted.as_ref()?;
        counted.iter().map(|(run, ..)| run).eq(runs).then(|| counted.clone())
    }

    /// What was counted after so many steps.
    pub(super) fn keep(&mut self, counted: &Counted, steps: u64) {
        if self.steps == steps {
            self.counted = Some(counted.clone());
        }
    }

    /// Somebody more was told of.
    pub(super) fn step(&mut self) {
        self.steps += 1;
        self.counted = None;
    }

    /// How often that was.
    pub(super) fn steps(&self) -> u64 {
        self.steps
    }

    fn forget(&mut self, node: &str) {
        for who in self.nodes.remove(node).map(|node| node.people).into_iter().flatten() {
            leave(&mut self.people, who);
        }
    }
}

fn leave(people: &mut HashMap<PresenceKey, (Mode, u32)>, who: PresenceKey) {
    if let Some((_, nodes)) = people.get_mut(&who) {
        *nodes -= 1;
        if *nodes == 0 {
            people.remove(&who);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(afresh: bool, people: &[(u8, Mode)]) -> Attendance {
        let came = people.iter().map(|(who, mode)| (PresenceKey([*who; 16]), *mode)).collect();
        Attendance { afresh, came, ..Attendance::default() }
    }

    #[test]
    fn a_silent_node_is_forgotten_with_those_only_it_had() {
        let mut here = Here::default();
        here.attend("a", &came(true, &[(1, Mode::Room), (2, Mode::Online)]), Moment(0));
        here.attend("b", &came(true, &[(2, Mode::Online)]), Moment(1_000));
        let (_, both, _) = here.attend("b", &came(false, &[]), Moment(8_000));
        assert_eq!(both, BTreeMap::from([(Mode::Room, 1), (Mode::Online, 1)]));
        let (_, one, _) = here.attend("b", &came(false, &[]), Moment(8_001));
        assert_eq!(one, BTreeMap::from([(Mode::Online, 1)]));
        let (again, ..) = here.attend("a", &came(false, &[(1, Mode::Room)]), Moment(8_002));
        assert!(again, "what it told was forgotten");
    }
}
