//! What the last ballots did to the counts of watched rooms: who watches one has the counts of before, and need not read them
//! from the files again for every ballot. Whatever else happens to a room is read from the files.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::super::{Changes, Epoch, Version};
use crate::domain::id::{RoomCode, RunId};
use crate::domain::moment::Moment;
use crate::domain::tally::Swing;

/// Steps that are kept of a room: of a crowd's, two hundred a second, more than anybody who watches is behind.
const STEPS: usize = 64;

/// One step: the version it made, and how the counts moved.
type Counted = (Version, Vec<(RunId, Swing)>);

/// Steps without a gap.
#[derive(Debug)]
struct Chain {
    epoch: Epoch,
    steps: VecDeque<Counted>,
}

/// The last steps of watched rooms, as far back as they did nothing but count.
#[derive(Debug, Default)]
pub(super) struct Recent(Mutex<HashMap<RoomCode, Chain>>);

impl Recent {
    fn lock(&self) -> MutexGuard<'_, HashMap<RoomCode, Chain>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A room changed by something else than ballots, or nobody watches it.
    pub(super) fn forget(&self, room: RoomCode) {
        self.lock().remove(&room);
    }

    /// A step of ballots is in the files; whoever cast them has not been told yet.
    pub(super) fn keep(&self, room: RoomCode, epoch: Epoch, (version, moved): Counted) {
        let mut rooms = self.lock();
        let chain = rooms.entry(room).or_insert_with(|| Chain { epoch: epoch.clone(), steps: VecDeque::new() });
        let follows = chain.steps.back().is_none_or(|(last, _)| last + 1 == version);
        if chain.epoch != epoch || !follows {
            *chain = Chain { epoch, steps: VecDeque::new() };
        }
        if chain.steps.len() == STEPS {
            chain.steps.pop_front();
        }
        chain.steps.push_back((version, moved));
    }

    /// What changed after version `since`, if something did and all of it is here.
    pub(super) fn since(&self, room: RoomCode, since: Version, now: Moment) -> Option<Changes> {
        let rooms = self.lock();
        let Chain { epoch, steps } = rooms.get(&room)?;
        let ((first, _), (last, _)) = (steps.front()?, steps.back()?);
        if since >= *last || since + 1 < *first {
            return None;
        }
        let mut swings: BTreeMap<RunId, (Version, Swing)> = BTreeMap::new();
        for (version, moved) in steps.iter().filter(|(version, _)| *version > since) {
            for (run, swing) in moved {
                let (latest, sum) = swings.entry(*run).or_default();
                *latest = *version;
                sum.merge(swing);
            }
        }
        Some(Changes {
            epoch: epoch.clone(),
            version: *last,
            now,
            documents: Vec::new(),
            gates: Vec::new(),
            tallies: Vec::new(),
            swings: swings.into_iter().map(|(run, (version, swing))| (run, version, swing)).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ballot::Contributions;
    use crate::domain::person::Segment;

    fn one(run: u32, key: &str) -> (RunId, Swing) {
        let mut swing = Swing::default();
        swing.add(Segment::default(), &Contributions::of([(key, 1)]), 1);
        (RunId(run), swing)
    }

    fn room() -> RoomCode {
        "abcdef".parse().unwrap()
    }

    fn recent(versions: impl IntoIterator<Item = Version>) -> Recent {
        let recent = Recent::default();
        for version in versions {
            recent.keep(room(), Epoch("e".to_owned()), (version, vec![one(1, "0")]));
        }
        recent
    }

    #[test]
    fn steps_are_told_together_from_where_the_reader_stands() {
        let recent = recent(5..8);
        recent.keep(room(), Epoch("e".to_owned()), (8, vec![one(2, "1")]));
        let changes = recent.since(room(), 5, Moment(9)).unwrap();
        assert_eq!((changes.version, changes.now, changes.epoch), (8, Moment(9), Epoch("e".to_owned())));
        let (mut two, another) = (one(1, "0").1, one(1, "0").1);
        two.merge(&another);
        assert_eq!(changes.swings, [(RunId(1), 7, two), (RunId(2), 8, one(2, "1").1)]);
    }

    #[test]
    fn what_is_not_all_here_is_not_told() {
        let recent = recent(5..8);
        assert!(recent.since(room(), 4, Moment(0)).is_some());
        assert!(recent.since(room(), 3, Moment(0)).is_none(), "a step is missing");
        assert!(
            recent.since(room(), 7, Moment(0)).is_none(),
            "nothing changed: the files say whether the store is there"
        );
        assert!(recent.since(room(), 8, Moment(0)).is_none(), "the store went back, perhaps: the files say");
        recent.keep(room(), Epoch("e".to_owned()), (9, vec![one(1, "0")]));
        assert!(recent.since(room(), 7, Moment(0)).is_none(), "something else happened between");
        recent.keep(room(), Epoch("f".to_owned()), (10, vec![one(1, "0")]));
        assert!(recent.since(room(), 8, Moment(0)).is_none(), "another history");
        recent.forget(room());
        assert!(recent.since(room(), 9, Moment(0)).is_none());
    }

    #[test]
    fn of_a_crowds_steps_the_last_are_kept() {
        let recent = recent(1..=200);
        assert!(recent.since(room(), 200 - STEPS as u64, Moment(0)).is_some());
        assert!(recent.since(room(), 199 - STEPS as u64, Moment(0)).is_none());
    }
}
