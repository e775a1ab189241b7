//! Whole sessions played against the rule of the floor: people raise, speak, finish, take back; moderators put and skip.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::ledger::ledger;
use super::order::{PATIENCE, Placed, Side, Why, order};
use super::{Floor, OneIn, Put, Rule, Turn, TurnOf, TurnState};
use crate::domain::id::{QuestionId, TurnId};
use crate::domain::moment::Moment;
use crate::domain::person::{Group, Mode};

/// A person of the play: the same number is the same person.
type Person = usize;

#[derive(Debug, Clone)]
enum Event {
    /// One of the eight regulars raises, unless they wait already; on another node (`race`) also if they do.
    Regular { who: usize, form: u8, race: bool },
    /// Somebody who was never seen before raises.
    Fresh { mode: usize, group: usize, form: u8 },
    /// The floor goes to the next.
    Next,
    /// The floor is free.
    Finish,
    /// Somebody who waits takes it back.
    Withdraw { at: usize },
    /// The next is called and is not there.
    Skip,
    /// A moderator puts somebody ahead or back.
    Put { at: usize, put: Put },
    /// Time passes.
    Wait { ms: u64 },
}

/// Somebody who waits, and what happened since.
struct Vigil {
    elders: usize,
    starts: usize,
    put_starts: usize,
}

/// A turn that got the floor, with what stood around it then.
struct Start {
    turn: TurnId,
    side: Side,
    was_put: bool,
    /// Whether room and online had somebody waiting whom no moderator had put anywhere.
    waited: [bool; 2],
}

struct Session {
    floor: Floor,
    now: Moment,
    turns: BTreeMap<TurnId, Turn>,
    who: BTreeMap<TurnId, Person>,
    people: usize,
    starts: Vec<Start>,
    spoken_ms: u64,
    vigils: BTreeMap<TurnId, Vigil>,
}

const REGULARS: usize = 8;

impl Session {
    fn of(rule: Rule) -> Self {
        Self {
            floor: Floor { rule, ..Floor::default() },
            now: Moment(1_000_000),
            turns: BTreeMap::new(),
            who: BTreeMap::new(),
            people: REGULARS,
            starts: Vec::new(),
            spoken_ms: 0,
            vigils: BTreeMap::new(),
        }
    }

    fn each(&self) -> impl DoubleEndedIterator<Item = (TurnId, &Turn)> {
        self.turns.iter().map(|(id, turn)| (*id, turn))
    }

    fn order(&self) -> Vec<Placed> {
        order(&self.floor.rule, self.each())
    }

    fn ids(&self) -> Vec<TurnId> {
        self.order().iter().map(|placed| placed.turn).collect()
    }

    fn age(&self, id: TurnId) -> (Moment, TurnId) {
        (self.turns[&id].at, id)
    }

    fn side(&self, id: TurnId) -> Side {
        Side::of(self.turns[&id].mode)
    }

    fn share_a_lane(&self, one: TurnId, other: TurnId) -> bool {
        !self.floor.rule.round_robin || self.side(one) == self.side(other)
    }

    fn raise(&mut self, who: Person, mode: Mode, group: Group, form: u8) {
        // Numbers in no order of time, as hashes are.
        let id = TurnId((self.turns.len() as u32).wrapping_mul(2_654_435_761));
        let phone = !who.is_multiple_of(4);
        let number = id.0.to_be_bytes();
        let of = match (phone, form % 2) {
            (false, _) => TurnOf::Person,
            (true, 0) => TurnOf::Hand,
            (true, _) => TurnOf::Question { question: QuestionId::from_bytes(number) },
        };
        let voter = phone.then(|| format!("{who:032x}"));
        let name = if phone { form.is_multiple_of(3).then(|| "row 3".to_owned()) } else { Some(format!("Ada  {who}")) };
        let turn = Turn {
            of,
            voter,
            name,
            mode,
            group,
            from_chat: false,
            at: self.now,
            put: None,
            more: 0,
            state: TurnState::Waiting,
        };
        self.turns.insert(id, turn);
        self.who.insert(id, who);
        // A turn of the same instant with a lower number is an elder too, though it came later.
        let after: Vec<TurnId> = self.vigils.keys().copied().filter(|other| self.age(*other) > self.age(id)).collect();
        for other in after {
            if self.share_a_lane(other, id) {
                self.vigils.get_mut(&other).unwrap().elders += 1;
            }
        }
        let older = self.waiting().into_iter().filter(|other| self.age(*other) < self.age(id));
        let elders = older.filter(|other| self.share_a_lane(*other, id)).count();
        self.vigils.insert(id, Vigil { elders, starts: 0, put_starts: 0 });
    }

    fn waiting(&self) -> Vec<TurnId> {
        self.each().filter(|(_, turn)| turn.state == TurnState::Waiting).map(|(id, _)| id).collect()
    }

    fn finish(&mut self) {
        if let Some(running) = self.floor.speaking {
            let turn = self.turns[&running].end(self.now).unwrap();
            self.spoken_ms += self.now.ms_since(turn.state.began().unwrap());
            self.floor.speaking = None;
            self.turns.insert(running, turn);
        }
    }

    fn next(&mut self) {
        self.now = self.now.plus_ms(1); // Of two that began in one instant nothing kept tells the first.
        self.finish();
        let queue = self.ids();
        let Some(&turn) = queue.first() else { return };
        let waits = |side| queue.iter().any(|id| self.turns[id].put.is_none() && self.side(*id) == side);
        let was_put = self.turns[&turn].put.is_some();
        let waited = [waits(Side::Room), waits(Side::Online)];
        self.starts.push(Start { turn, side: self.side(turn), was_put, waited });
        self.vigils.remove(&turn);
        for id in &queue {
            if let Some(vigil) = self.vigils.get_mut(id) {
                vigil.starts += 1;
                vigil.put_starts += usize::from(was_put);
            }
        }
        let (floor, begun) = self.floor.give(turn, &self.turns[&turn], self.now).unwrap();
        self.floor = floor;
        self.turns.insert(turn, begun);
    }

    fn leave(&mut self, id: TurnId, turn: Turn) {
        self.turns.insert(id, turn);
        self.vigils.remove(&id);
    }

    fn play(&mut self, event: &Event) {
        let pick = |session: &Self, at: usize| session.ids().get(at).copied();
        match event {
            Event::Regular { who, form, race } => {
                let waits = self.waiting().iter().any(|id| self.who[id] == *who);
                if *race || !waits {
                    self.raise(*who, Mode::ALL[who % 3], Group::ALL[who % 7], *form);
                }
            }
            Event::Fresh { mode, group, form } => {
                let who = self.people;
                self.people += 1;
                self.raise(who, Mode::ALL[*mode], Group::ALL[*group], *form);
            }
            Event::Next => self.next(),
            Event::Finish => self.finish(),
            Event::Withdraw { at } => {
                if let Some(id) = pick(self, *at) {
                    self.leave(id, self.turns[&id].withdraw().unwrap());
                }
            }
            Event::Skip => {
                if let Some(id) = pick(self, 0) {
                    self.leave(id, self.turns[&id].skip().unwrap());
                }
            }
            Event::Put { at, put } => {
                if let Some(id) = pick(self, *at) {
                    self.turns.get_mut(&id).unwrap().put = Some(*put);
                    if matches!(put, Put::Back { .. }) {
                        self.vigils.remove(&id);
                    }
                }
            }
            Event::Wait { ms } => self.now = self.now.plus_ms(*ms),
        }
    }

    /// Within so many turns, its own among them, a waiting turn has the floor: see docs/floor.md for the proof.
    fn bound(&self, vigil: &Vigil) -> usize {
        let per_elder = if self.floor.rule.round_robin { 2 * (PATIENCE + 1) } else { PATIENCE + 2 };
        per_elder * (vigil.elders + 1) + 2 * vigil.put_starts
    }

    fn check_nobody_starves(&self) -> Result<(), TestCaseError> {
        for (id, vigil) in &self.vigils {
            prop_assert!(vigil.starts < self.bound(vigil), "{id} waited {} turns", vigil.starts);
        }
        Ok(())
    }

    fn check_sides(&self) -> Result<(), TestCaseError> {
        for pair in self.starts.windows(2).filter(|_| self.floor.rule.round_robin) {
            if !pair[1].was_put && pair[1].waited == [true, true] {
                prop_assert!(pair[0].side != pair[1].side, "two in a row, the other side waiting");
            }
        }
        let Some(one_in) = self.floor.rule.online_one_in else { return Ok(()) };
        for window in self.starts.windows(one_in.turns()) {
            if window.iter().all(|start| start.waited[1] && !start.was_put) {
                prop_assert!(window.iter().any(|start| start.side == Side::Online), "no turn was kept for online");
            }
        }
        Ok(())
    }

    /// Everybody who waits stands in the queue once; of two turns of one phone the older one.
    fn check_permutation(&self, placed: &[Placed]) -> Result<(), TestCaseError> {
        let mut expected = BTreeMap::new();
        for id in self.waiting() {
            let person = self.who[&id];
            // People without a phone may be namesakes: all of theirs stand.
            let key = if self.turns[&id].voter.is_some() { (person, TurnId(0)) } else { (person, id) };
            let standing = expected.entry(key).or_insert(id);
            if self.age(id) < self.age(*standing) {
                *standing = id;
            }
        }
        prop_assert!(placed.iter().all(|placed| (1..=2).contains(&placed.why.len())));
        let mut ids: Vec<_> = placed.iter().map(|placed| placed.turn).collect();
        ids.sort();
        let mut expected: Vec<_> = expected.into_values().collect();
        expected.sort();
        prop_assert_eq!(ids, expected);
        Ok(())
    }

    fn check_same_whatever_the_input_order(&self, placed: &[Placed], turn_by: usize) -> Result<(), TestCaseError> {
        let order_of = |turns: Vec<(TurnId, &Turn)>| order(&self.floor.rule, turns);
        prop_assert_eq!(&order_of(self.each().rev().collect())[..], placed);
        let mut turned: Vec<_> = self.each().collect();
        let len = turned.len().max(1);
        turned.rotate_left(turn_by % len);
        prop_assert_eq!(&order_of(turned)[..], placed);
        Ok(())
    }

    fn check_overrides(&self, placed: &[Placed]) -> Result<(), TestCaseError> {
        let place = |placed: &Placed| match self.turns[&placed.turn].put {
            Some(Put::Ahead { rank }) => (0, rank, self.age(placed.turn)),
            None => (1, 0, (Moment(0), TurnId(0))),
            Some(Put::Back { rank }) => (2, rank, self.age(placed.turn)),
        };
        prop_assert!(placed.is_sorted_by_key(place));
        for placed in placed {
            let why = match place(placed).0 {
                0 => vec![Why::PutAhead],
                2 => vec![Why::PutBack],
                _ => continue,
            };
            prop_assert_eq!(&placed.why, &why);
        }
        Ok(())
    }

    /// No repeater stands before a first-timer of the same side, unless passed over often enough in its lane (online's for its slot).
    fn check_first_timers(&self, placed: &[Placed]) -> Result<(), TestCaseError> {
        let queue: Vec<TurnId> = placed.iter().map(|placed| placed.turn).collect();
        let mut began: Vec<TurnId> = self.starts.iter().map(|start| start.turn).collect();
        for (at, &id) in queue.iter().enumerate() {
            let spoke = |id: TurnId| began.iter().any(|past| self.who[past] == self.who[&id]);
            let (rest, ruled) = (&queue[at + 1..], |id: TurnId| self.turns[&id].put.is_none());
            let of_side = |other| self.side(other) == self.side(id);
            let overtakes = rest.iter().any(|&later| ruled(later) && of_side(later) && !spoke(later));
            if self.floor.rule.first_timers_first && ruled(id) && spoke(id) && overtakes {
                let is_kept = placed[at].why.contains(&Why::OnlineSlot);
                let in_lane = |other: TurnId| if is_kept { of_side(other) } else { self.share_a_lane(other, id) };
                let of_lane = began.iter().rev().filter(|past| in_lane(**past)).take(PATIENCE);
                let passed = of_lane.filter(|past| self.age(**past) > self.age(id)).count();
                prop_assert_eq!(passed, PATIENCE, "a repeater goes before a first-timer");
                let longest = |&later: &TurnId| !ruled(later) || !in_lane(later) || self.age(later) > self.age(id);
                prop_assert!(rest.iter().all(longest), "somebody else waited longer");
            }
            began.push(id);
        }
        Ok(())
    }

    fn check_ledger(&self) -> Result<(), TestCaseError> {
        let sums = ledger(self.each(), self.now);
        let running = self.floor.speaking.map_or(0, |id| self.now.ms_since(self.turns[&id].state.began().unwrap()));
        prop_assert_eq!(sums.all.ms, self.spoken_ms + running);
        prop_assert_eq!(sums.all.turns as usize, self.starts.len());
        let people: BTreeSet<Person> = self.starts.iter().map(|start| self.who[&start.turn]).collect();
        prop_assert_eq!(sums.first.turns as usize, people.len());
        for rows in [
            sums.modes.values().copied().collect::<Vec<_>>(),
            sums.groups.values().copied().collect(),
            vec![sums.first, sums.again],
        ] {
            prop_assert_eq!(rows.iter().map(|row| row.turns).sum::<u32>(), sums.all.turns);
            prop_assert_eq!(rows.iter().map(|row| row.ms).sum::<u64>(), sums.all.ms);
        }
        let online = self.starts.iter().filter(|start| start.side == Side::Online).count();
        prop_assert_eq!(sums.modes[&Mode::Online].turns as usize, online);
        Ok(())
    }
}

fn rules() -> impl Strategy<Value = Rule> {
    let one_in = prop::option::of((2_u8..6).prop_map(|turns| OneIn::try_from(turns).unwrap()));
    (any::<bool>(), any::<bool>(), any::<bool>(), one_in).prop_map(|(sides, first, group, online_one_in)| Rule {
        round_robin: sides,
        first_timers_first: first,
        least_heard_group: group,
        online_one_in,
        seconds: 120,
    })
}

fn fresh() -> impl Strategy<Value = Event> {
    (0_usize..3, 0_usize..7, 0_u8..6).prop_map(|(mode, group, form)| Event::Fresh { mode, group, form })
}

fn regular() -> impl Strategy<Value = Event> {
    let race = prop::bool::weighted(0.1);
    (0..REGULARS, 0_u8..6, race).prop_map(|(who, form, race)| Event::Regular { who, form, race })
}

fn put() -> impl Strategy<Value = Event> {
    let put = (any::<bool>(), -2_i32..3)
        .prop_map(|(ahead, rank)| if ahead { Put::Ahead { rank } } else { Put::Back { rank } });
    (0_usize..6, put).prop_map(|(at, put)| Event::Put { at, put })
}

fn events() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => regular(),
        3 => fresh(),
        5 => Just(Event::Next),
        1 => Just(Event::Finish),
        1 => (0_usize..6).prop_map(|at| Event::Withdraw { at }),
        1 => Just(Event::Skip),
        1 => put(),
        3 => (0_u64..90_000).prop_map(|ms| Event::Wait { ms }),
    ]
}

proptest! {
    #[test]
    fn the_rule_holds_at_every_step_of_a_session(
        rule in rules(), events in prop::collection::vec(events(), 1..70), turn_by in any::<usize>(),
    ) {
        let mut session = Session::of(rule);
        for event in events {
            session.play(&event);
            let placed = session.order();
            session.check_permutation(&placed)?;
            session.check_same_whatever_the_input_order(&placed, turn_by)?;
            session.check_overrides(&placed)?;
            session.check_first_timers(&placed)?;
            session.check_nobody_starves()?;
            session.check_ledger()?;
        }
        session.check_sides()?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// As many come as are heard, or more, for the whole of a long session: still everybody who waits is heard in time.
    #[test]
    fn nobody_starves_however_many_keep_coming(
        rule in rules(),
        before in prop::collection::vec(prop_oneof![regular(), fresh()], 1..5),
        rounds in prop::collection::vec((prop::collection::vec(prop_oneof![1 => regular(), 4 => fresh()], 1..4), 0_u64..2), 60..90),
        puts in prop::collection::btree_set(0_usize..90, 0..6),
    ) {
        let mut session = Session::of(rule);
        for event in before {
            session.play(&event);
        }
        for (round, (arrivals, ms)) in rounds.into_iter().enumerate() {
            session.play(&Event::Wait { ms });
            for event in arrivals {
                session.play(&event);
            }
            if puts.contains(&round) {
                let last = session.ids().len() - 1;
                session.play(&Event::Put { at: last, put: Put::Ahead { rank: 0 } });
            }
            session.play(&Event::Next);
            session.check_nobody_starves()?;
        }
        session.check_sides()?;
    }
}

proptest! {
    #[test]
    fn the_queue_stands_still_while_nobody_comes_or_goes(
        rule in rules(), events in prop::collection::vec(events(), 1..60), speak_ms in 0_u64..200_000,
    ) {
        let mut session = Session::of(rule);
        for event in events {
            session.play(&event);
        }
        // Of two turns of one phone the other one comes up when the first is over: that is somebody coming.
        let lone = session.waiting().len() == session.ids().len();
        let mut promised = session.ids();
        while lone && !promised.is_empty() {
            session.play(&Event::Next);
            session.play(&Event::Wait { ms: speak_ms + 1 });
            promised.remove(0);
            prop_assert_eq!(&session.ids(), &promised);
        }
    }
}
