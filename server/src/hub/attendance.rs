//! Who is here on this node: who came and who left since the store was last told.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use crate::domain::id::{PresenceKey, RunId};
use crate::domain::person::Mode;
use crate::store;

#[derive(Debug)]
struct Entry {
    mode: Mode,
    sockets: u32,
    until: Option<Instant>,
}

/// The people of one room on this node.
#[derive(Debug)]
pub(super) struct Attendance {
    here: HashMap<PresenceKey, Entry>,
    came: HashMap<PresenceKey, Mode>,
    left: HashSet<PresenceKey>,
    eligible: HashMap<RunId, HashSet<PresenceKey>>,
    seen: HashMap<RunId, HashSet<PresenceKey>>,
    seen_untold: Vec<(RunId, PresenceKey)>,
    visited: HashSet<PresenceKey>,
    /// Eligible in a run that may be shut by the time the store is told.
    eligible_untold: Vec<(RunId, PresenceKey)>,
    afresh: bool,
}

impl Attendance {
    pub(super) fn new() -> Self {
        Self {
            here: HashMap::new(),
            came: HashMap::new(),
            left: HashSet::new(),
            eligible: HashMap::new(),
            seen: HashMap::new(),
            seen_untold: Vec::new(),
            visited: HashSet::new(),
            eligible_untold: Vec::new(),
            afresh: true,
        }
    }

    fn entry(&mut self, key: PresenceKey, mode: Mode) -> &mut Entry {
        self.visited.insert(key);
        self.left.remove(&key);
        let came = &mut self.came;
        let entry = self.here.entry(key).or_insert_with(|| {
            came.insert(key, mode);
            Entry { mode, sockets: 0, until: None }
        });
        if entry.mode != mode && mode != Mode::Unstated {
            entry.mode = mode;
            came.insert(key, mode);
        }
        entry
    }

    /// A socket was opened.
    pub(super) fn arrive(&mut self, key: PresenceKey, mode: Mode) {
        self.entry(key, mode).sockets += 1;
    }

    /// A socket was closed.
    pub(super) fn leave(&mut self, key: PresenceKey) {
        if let Some(entry) = self.here.get_mut(&key) {
            entry.sockets = entry.sockets.saturating_sub(1);
        }
    }

    /// A request was made; it counts until then.
    pub(super) fn touch(&mut self, key: PresenceKey, mode: Mode, until: Instant) {
        self.entry(key, mode).until = Some(until);
    }

    /// Somebody said how they take part; over how many sockets they are here.
    pub(super) fn set_mode(&mut self, key: PresenceKey, mode: Mode) -> u32 {
        let entry = self.here.entry(key).or_insert(Entry { mode, sockets: 0, until: None });
        entry.mode = mode;
        self.came.insert(key, mode);
        entry.sockets
    }

    /// A page drew the run while it was visible.
    pub(super) fn saw(&mut self, run: RunId, key: PresenceKey) {
        if self.seen.entry(run).or_default().insert(key) {
            self.seen_untold.push((run, key));
        }
    }

    /// A ballot stands: whoever cast it was eligible, also if the run shut before the next telling, and has seen the run,
    /// also if its page has no script to say so.
    pub(super) fn voted(&mut self, run: RunId, key: PresenceKey) {
        self.saw(run, key);
        if self.eligible.entry(run).or_default().insert(key) {
            self.eligible_untold.push((run, key));
        }
    }

    /// Those with a live page that has not drawn the run, by mode: in the room, online, not stated.
    pub(super) fn unseen(&self, run: RunId) -> [u32; 3] {
        let seen = self.seen.get(&run);
        let live =
            self.here.iter().filter(|(key, entry)| entry.sockets > 0 && !seen.is_some_and(|seen| seen.contains(*key)));
        let mut unseen = [0; 3];
        for (_, entry) in live {
            unseen[match entry.mode {
                Mode::Room => 0,
                Mode::Online => 1,
                Mode::Unstated => 2,
            }] += 1;
        }
        unseen
    }

    /// What the store is to be told now; `open` are the runs that take ballots, `ask` those whose numbers are wanted.
    pub(super) fn tell(&mut self, now: Instant, open: &[RunId], ask: Vec<RunId>) -> store::Attendance {
        let gone =
            self.here.iter().filter(|(_, entry)| entry.sockets == 0 && entry.until.is_none_or(|until| until <= now));
        let gone: Vec<PresenceKey> = gone.map(|(key, _)| *key).collect();
        for key in gone {
            self.here.remove(&key);
            self.came.remove(&key);
            self.left.insert(key);
        }
        let mut eligible: HashMap<RunId, Vec<PresenceKey>> = HashMap::new();
        for (run, key) in self.eligible_untold.drain(..) {
            eligible.entry(run).or_default().push(key);
        }
        self.eligible.retain(|run, _| open.contains(run));
        self.seen.retain(|run, _| ask.contains(run));
        for run in open {
            let told = self.eligible.entry(*run).or_default();
            let fresh: Vec<PresenceKey> =
                self.here.keys().chain(&self.visited).filter(|key| told.insert(**key)).copied().collect();
            if !fresh.is_empty() {
                eligible.entry(*run).or_default().extend(fresh);
            }
        }
        self.visited.clear();
        let mut seen: HashMap<RunId, Vec<PresenceKey>> = HashMap::new();
        for (run, key) in self.seen_untold.drain(..) {
            seen.entry(run).or_default().push(key);
        }
        let afresh = std::mem::take(&mut self.afresh);
        let came = if afresh {
            self.came.clear();
            self.here.iter().map(|(key, entry)| (*key, entry.mode)).collect()
        } else {
            self.came.drain().collect()
        };
        store::Attendance {
            afresh,
            came,
            left: self.left.drain().collect(),
            eligible: eligible.into_iter().collect(),
            seen: seen.into_iter().collect(),
            ask,
            note: String::new(),
        }
    }

    /// Nobody is here, and the store was told all there is to tell.
    pub(super) fn is_nobody(&self) -> bool {
        !self.afresh
            && self.here.is_empty()
            && self.left.is_empty()
            && self.visited.is_empty()
            && self.eligible_untold.is_empty()
            && self.seen_untold.is_empty()
    }

    /// The store did not hear it: it is told again, with the rest, next time.
    pub(super) fn untold(&mut self, tell: store::Attendance) {
        self.afresh = true;
        for (run, keys) in tell.eligible {
            self.eligible_untold.extend(keys.into_iter().map(|key| (run, key)));
        }
        for (run, keys) in tell.seen {
            self.seen_untold.extend(keys.into_iter().map(|key| (run, key)));
        }
    }

    /// The store forgot this node: everything is told afresh next time.
    pub(super) fn afresh(&mut self) {
        self.afresh = true;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const RUN: RunId = RunId(1);

    fn key(n: u8) -> PresenceKey {
        PresenceKey([n; 16])
    }

    #[test]
    fn two_tabs_are_one_person_and_leave_with_the_last() {
        let now = crate::clock::tick();
        let mut attendance = Attendance::new();
        attendance.arrive(key(1), Mode::Room);
        attendance.arrive(key(1), Mode::Room);
        assert_eq!(attendance.tell(now, &[], vec![]).came, vec![(key(1), Mode::Room)]);
        attendance.leave(key(1));
        assert_eq!(attendance.tell(now, &[], vec![]), store::Attendance::default());
        attendance.leave(key(1));
        assert_eq!(attendance.tell(now, &[], vec![]).left, vec![key(1)]);
    }

    #[test]
    fn a_visit_between_two_tellings_is_eligible_and_a_request_counts_for_a_while() {
        let now = crate::clock::tick();
        let mut attendance = Attendance::new();
        attendance.arrive(key(1), Mode::Online);
        attendance.leave(key(1));
        attendance.touch(key(2), Mode::Unstated, now + Duration::from_mins(1));
        let tell = attendance.tell(now, &[RUN], vec![RUN]);
        let mut eligible = tell.eligible[0].1.clone();
        eligible.sort();
        assert_eq!(eligible, vec![key(1), key(2)]);
        assert_eq!(tell.came, vec![(key(2), Mode::Unstated)]);
        assert_eq!(attendance.tell(now + Duration::from_secs(61), &[RUN], vec![RUN]).left, vec![key(2)]);
    }

    #[test]
    fn whoever_voted_has_seen_it() {
        let mut attendance = Attendance::new();
        attendance.arrive(key(1), Mode::Online);
        attendance.arrive(key(2), Mode::Room);
        assert_eq!(attendance.unseen(RUN), [1, 1, 0]);
        attendance.voted(RUN, key(1));
        assert_eq!(attendance.unseen(RUN), [1, 0, 0]);
        let tell = attendance.tell(crate::clock::tick(), &[RUN], vec![RUN]);
        assert_eq!(tell.seen, vec![(RUN, vec![key(1)])]);
    }

    #[test]
    fn what_the_store_did_not_hear_is_told_again() {
        let now = crate::clock::tick();
        let mut attendance = Attendance::new();
        attendance.arrive(key(1), Mode::Room);
        attendance.saw(RUN, key(1));
        let tell = attendance.tell(now, &[RUN], vec![RUN]);
        attendance.leave(key(1));
        attendance.untold(tell.clone());
        let again = attendance.tell(now, &[RUN], vec![RUN]);
        assert!(again.afresh);
        assert_eq!(again.eligible, tell.eligible);
        assert_eq!(again.seen, tell.seen);
    }
}
