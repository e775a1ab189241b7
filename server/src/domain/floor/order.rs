//! The order in which waiting turns get the floor, each with its reason.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Put, Rule, Speaker, Turn, standing};
use crate::domain::id::TurnId;
use crate::domain::moment::Moment;
use crate::domain::person::{Group, Mode};

/// So many turns in a row may pass over the one of their side that waits longest; then it goes. Without it, first-timers who
/// keep coming would shut out for good whoever spoke once. Three keeps the preference plain (three of four) and the wait
/// short in a session of some twenty turns.
pub const PATIENCE: usize = 3;

/// A waiting turn in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Placed {
    /// Which.
    pub turn: TurnId,
    /// Why it stands there: one or two reasons, a side's before a person's.
    pub why: Vec<Why>,
}

/// Why a turn stands where it does, as a person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A moderator put it ahead.
    PutAhead,
    /// A moderator put it back.
    PutBack,
    /// Room and online alternate: it is the room's turn.
    RoomsTurn,
    /// Room and online alternate: it is online's turn.
    OnlinesTurn,
    /// The turn that is kept for online.
    OnlineSlot,
    /// They have not spoken yet, and somebody who waits longer has.
    FirstTime,
    /// Their group had fewer turns than the group of somebody who waits longer.
    LeastHeard,
    /// Nobody on their side waits longer.
    WaitsLongest,
}

/// The two sides that share the floor. Who did not say how they take part counts with the room: the guarantee is for people
/// who are known to be online, and nobody gets to the front by saying nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// In the room, or not stated.
    Room,
    /// Online.
    Online,
}

impl Side {
    /// The side of a mode.
    pub fn of(mode: Mode) -> Self {
        match mode {
            Mode::Room | Mode::Unstated => Self::Room,
            Mode::Online => Self::Online,
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Room => Self::Online,
            Self::Online => Self::Room,
        }
    }

    fn turn(self) -> Why {
        match self {
            Self::Room => Why::RoomsTurn,
            Self::Online => Why::OnlinesTurn,
        }
    }
}

/// The waiting turns in the order they get the floor if nothing else happens, computed from them and from the turns that had
/// or have it. The order of `turns` does not matter: ties go by age, then number, so all nodes agree.
///
/// It is the rule's next turn, then the next after that one had the floor, and so on. So as long as nobody comes or goes,
/// giving the floor to the first leaves the others where they were.
pub fn order<'a>(rule: &Rule, turns: impl IntoIterator<Item = (TurnId, &'a Turn)>) -> Vec<Placed> {
    let mut queue = Queue::of(rule, turns.into_iter().collect());
    let mut placed = Vec::with_capacity(queue.waiting.len());
    while let Some((at, why)) = queue.next() {
        let entry = queue.waiting.remove(at);
        placed.push(Placed { turn: entry.age.1, why });
        queue.began(entry);
    }
    placed
}

/// What the rule looks at in a turn.
struct Entry {
    age: (Moment, TurnId),
    side: Side,
    group: Group,
    /// The same number for the same person.
    speaker: usize,
    put: Option<Put>,
}

struct Queue<'r> {
    rule: &'r Rule,
    /// Oldest first.
    waiting: Vec<Entry>,
    /// Turns that had the floor, in that order.
    past: Vec<Entry>,
    /// By speaker: whether they had it.
    heard: Vec<bool>,
    /// By group: how many turns it had.
    group_turns: [u32; Group::ALL.len()],
}

impl<'r> Queue<'r> {
    fn of(rule: &'r Rule, turns: Vec<(TurnId, &Turn)>) -> Self {
        let mut speakers: BTreeMap<Speaker, usize> = BTreeMap::new();
        let mut entry = |(id, turn): (TurnId, &Turn)| {
            let number = speakers.len();
            let speaker = *speakers.entry(turn.speaker(id)).or_insert(number);
            Entry { age: (turn.at, id), side: Side::of(turn.mode), group: turn.group, speaker, put: turn.put }
        };
        let mut past: Vec<_> =
            turns.iter().filter_map(|&(id, turn)| Some((turn.state.began()?, turn.at, id, turn))).collect();
        past.sort_by_key(|&(began, at, id, _)| (began, at, id));
        let past: Vec<Entry> = past.into_iter().map(|(_, _, id, turn)| entry((id, turn))).collect();
        let waiting = standing(turns.into_iter()).into_iter().map(entry).collect();
        let heard = vec![false; speakers.len()];
        let mut queue = Self { rule, waiting, past: Vec::new(), heard, group_turns: [0; Group::ALL.len()] };
        for entry in past {
            queue.began(entry);
        }
        queue
    }

    fn began(&mut self, entry: Entry) {
        self.heard[entry.speaker] = true;
        self.group_turns[entry.group as usize] += 1;
        self.past.push(entry);
    }

    /// Where in `waiting` the next turn stands, and why it is the next; `None` if nobody waits.
    fn next(&self) -> Option<(usize, Vec<Why>)> {
        if let Some(at) = self.put(|put| if let Put::Ahead { rank } = put { Some(rank) } else { None }) {
            return Some((at, vec![Why::PutAhead]));
        }
        self.by_the_rule().or_else(|| {
            let at = self.put(|put| if let Put::Back { rank } = put { Some(rank) } else { None })?;
            Some((at, vec![Why::PutBack]))
        })
    }

    /// The one put there with the lowest rank, the oldest of several.
    fn put(&self, rank: impl Fn(Put) -> Option<i32>) -> Option<usize> {
        let ranks = self.waiting.iter().enumerate().filter_map(|(at, entry)| Some((rank(entry.put?)?, at)));
        ranks.min().map(|(_, at)| at)
    }

    fn by_the_rule(&self) -> Option<(usize, Vec<Why>)> {
        let waits = |side: Side| self.of_lane(Some(side)).next().map(|(_, entry)| entry.age);
        let (room, online) = (waits(Side::Room), waits(Side::Online));
        if self.rule.round_robin {
            let last = self.past.last().map(|entry| entry.side);
            let (side, why) = match (room, online, last) {
                (Some(_), Some(_), Some(last)) => (last.other(), Some(last.other().turn())),
                (Some(room), Some(online), None) => (if room < online { Side::Room } else { Side::Online }, None),
                (Some(_), None, _) => (Side::Room, None),
                (None, _, _) => (Side::Online, None),
            };
            let (at, own) = self.within(Some(side))?;
            return Some((at, why.into_iter().chain([own]).collect()));
        }
        let (at, own) = self.within(None)?;
        if online.is_some() && self.waiting[at].side == Side::Room && self.slot_is_due() {
            let (at, own) = self.within(Some(Side::Online))?;
            return Some((at, vec![Why::OnlineSlot, own]));
        }
        Some((at, vec![own]))
    }

    /// Whether so many turns went to the room that the next is online's.
    fn slot_is_due(&self) -> bool {
        self.rule.online_one_in.is_some_and(|one_in| {
            let others = one_in.turns() - 1;
            self.past.len() >= others && self.past.iter().rev().take(others).all(|entry| entry.side == Side::Room)
        })
    }

    /// The turns that the rule orders, of one side or of both, oldest first.
    fn of_lane(&self, lane: Option<Side>) -> impl Iterator<Item = (usize, &Entry)> {
        let ordered = self.waiting.iter().enumerate().filter(|(_, entry)| entry.put.is_none());
        ordered.filter(move |(_, entry)| lane.is_none_or(|side| entry.side == side))
    }

    /// The next of one side, or of both as one queue.
    fn within(&self, lane: Option<Side>) -> Option<(usize, Why)> {
        let (longest, oldest) = self.of_lane(lane).next()?;
        let past = self.past.iter().rev().filter(|entry| lane.is_none_or(|side| entry.side == side));
        if past.take_while(|entry| entry.age > oldest.age).take(PATIENCE).count() == PATIENCE {
            return Some((longest, Why::WaitsLongest));
        }
        let (at, best) =
            self.of_lane(lane).min_by_key(|(_, entry)| (self.spoke(entry), self.turns_of(entry), entry.age))?;
        let why = match () {
            () if at == longest => Why::WaitsLongest,
            () if self.spoke(best) != self.spoke(oldest) => Why::FirstTime,
            () => Why::LeastHeard,
        };
        Some((at, why))
    }

    /// Whether they had the floor before; never, where the rule does not ask.
    fn spoke(&self, entry: &Entry) -> bool {
        self.rule.first_timers_first && self.heard[entry.speaker]
    }

    /// How often their group had the floor; 0 where the rule does not ask. Turns are counted and not time, so that the queue
    /// does not move while somebody speaks.
    fn turns_of(&self, entry: &Entry) -> u32 {
        if self.rule.least_heard_group { self.group_turns[entry.group as usize] } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::floor::{TurnOf, TurnState};

    fn hand(voter: &str, mode: Mode, group: Group, at: u64, state: TurnState) -> Turn {
        let (of, voter) = (TurnOf::Hand, Some(voter.to_owned()));
        Turn { of, voter, name: None, mode, group, from_chat: false, at: Moment(at), put: None, more: 0, state }
    }

    fn told(rule: &Rule, turns: &[Turn]) -> Vec<(u32, Vec<Why>)> {
        let numbered = turns.iter().enumerate().map(|(at, turn)| (TurnId(at as u32), turn));
        order(rule, numbered).into_iter().map(|placed| (placed.turn.0, placed.why)).collect()
    }

    /// Ann (room, government) spoke; she, two more of the room and two online wait.
    fn example() -> Vec<Turn> {
        let done = TurnState::Done { from: Moment(1), to: Moment(9) };
        vec![
            hand("ann", Mode::Room, Group::Government, 0, done),
            hand("ann", Mode::Room, Group::Government, 10, TurnState::Waiting),
            hand("bob", Mode::Room, Group::Government, 20, TurnState::Waiting),
            hand("cyd", Mode::Unstated, Group::TechnicalCommunity, 30, TurnState::Waiting),
            hand("dan", Mode::Online, Group::Unstated, 40, TurnState::Waiting),
            hand("eve", Mode::Online, Group::CivilSociety, 50, TurnState::Waiting),
        ]
    }

    #[test]
    fn each_turn_tells_why_it_stands_where_it_does() {
        use Why::{FirstTime, LeastHeard, OnlinesTurn, PutAhead, PutBack, RoomsTurn, WaitsLongest};
        let mut turns = example();
        assert_eq!(
            told(&Rule::default(), &turns),
            [
                (4, vec![OnlinesTurn, WaitsLongest]),
                (3, vec![RoomsTurn, FirstTime]),
                (5, vec![OnlinesTurn, WaitsLongest]),
                (2, vec![FirstTime]),
                (1, vec![WaitsLongest]),
            ]
        );
        turns[1].put = Some(Put::first(&turns));
        turns[4].put = Some(Put::last(&turns));
        assert_eq!(
            told(&Rule::default(), &turns),
            [
                (1, vec![PutAhead]),
                (5, vec![OnlinesTurn, WaitsLongest]),
                (3, vec![LeastHeard]),
                (2, vec![WaitsLongest]),
                (4, vec![PutBack]),
            ]
        );
        turns[5].put = Some(Put::first(&turns));
        assert_eq!(told(&Rule::default(), &turns)[0], (5, vec![PutAhead]));
        turns[2].put = Some(Put::next_ahead(&turns));
        assert_eq!(told(&Rule::default(), &turns)[2], (2, vec![PutAhead]));
    }

    #[test]
    fn with_all_parts_off_it_is_first_come_first_served_but_for_the_turn_kept_for_online() {
        let off = Rule {
            round_robin: false,
            first_timers_first: false,
            least_heard_group: false,
            online_one_in: None,
            ..Rule::default()
        };
        let ids = |rule: &Rule| told(rule, &example()).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
        assert_eq!(ids(&off), [1, 2, 3, 4, 5]);
        let kept = Rule { online_one_in: Some(3.try_into().unwrap()), ..off };
        assert_eq!(ids(&kept), [1, 4, 2, 3, 5]);
        assert_eq!(told(&kept, &example())[1].1, [Why::OnlineSlot, Why::WaitsLongest]);
    }

    #[test]
    fn who_spoke_already_is_passed_over_three_times_and_no_more() {
        let done = TurnState::Done { from: Moment(1), to: Moment(2) };
        let mut turns = vec![
            hand("ann", Mode::Room, Group::Other, 0, done),
            hand("ann", Mode::Room, Group::Other, 10, TurnState::Waiting),
        ];
        turns.extend((20..30).map(|at| hand(&format!("v{at}"), Mode::Room, Group::Other, at, TurnState::Waiting)));
        let ids: Vec<u32> = told(&Rule::default(), &turns).into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids[..5], [2, 3, 4, 1, 5]);
    }

    #[test]
    fn a_question_that_two_nodes_put_on_the_queue_stands_once() {
        let of = TurnOf::Question { question: crate::domain::id::QuestionId::from_bytes([1; 4]) };
        let from_chat = |at| Turn { of, voter: None, ..hand("", Mode::Online, Group::Other, at, TurnState::Waiting) };
        assert_eq!(told(&Rule::default(), &[from_chat(20), from_chat(10)]), [(1, vec![Why::WaitsLongest])]);
    }
}
