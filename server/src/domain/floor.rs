//! Who has the room's attention, who waits for it, and the rule by which they get it; docs/floor.md gives the reasons.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize, de};

use super::id::{BadId, QuestionId, TurnId};
use super::moment::Moment;
use super::person::{Group, Mode};
use super::refusal::Refusal;

pub mod ledger;
pub mod order;
#[cfg(test)]
mod session;

/// A wish for the room's attention, and what became of it: the document `turn/ID`. It holds who raised it, so it never
/// crosses the wire as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// What it takes to give it.
    pub of: TurnOf,
    /// Who raised it: the voter key under the room's question key, as 32 hex digits. `None` for somebody without a phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voter: Option<String>,
    /// A phone's word to be called by ("blue scarf, row 3"), gone with the turn; or the name of somebody without a phone,
    /// which stays, because nothing else tells whether they have spoken. `None` for "online participant".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How they take part.
    pub mode: Mode,
    /// Their declared stakeholder group.
    pub group: Group,
    /// A moderator brought it over from the meeting tool's chat.
    #[serde(default)]
    pub from_chat: bool,
    /// When it was raised.
    pub at: Moment,
    /// Where a moderator put it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub put: Option<Put>,
    /// Seconds a moderator gave it beyond the rule's.
    #[serde(default)]
    pub more: u32,
    /// What became of it.
    pub state: TurnState,
}

/// What it takes to give a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum TurnOf {
    /// A raised hand: they speak.
    Hand,
    /// An approved question: someone reads it out.
    Question {
        /// Which.
        question: QuestionId,
    },
    /// Somebody without a phone, whom a moderator added.
    Person,
}

/// What became of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum TurnState {
    /// It waits.
    Waiting,
    /// It has the floor.
    Speaking {
        /// Since when.
        from: Moment,
    },
    /// It had the floor.
    Done {
        /// Since when.
        from: Moment,
        /// Until when.
        to: Moment,
    },
    /// It was taken back before it had the floor.
    Withdrawn,
    /// It was called, and nobody was there.
    Skipped,
}

impl TurnState {
    /// Since when it has or had the floor, if it ever did.
    pub fn began(self) -> Option<Moment> {
        match self {
            Self::Speaking { from } | Self::Done { from, .. } => Some(from),
            Self::Waiting | Self::Withdrawn | Self::Skipped => None,
        }
    }

    /// As it is told in a refusal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Speaking { .. } => "speaking",
            Self::Done { .. } => "done",
            Self::Withdrawn => "withdrawn",
            Self::Skipped => "skipped",
        }
    }
}

/// Where a moderator put a turn, whatever the rule says. Lower ranks go first, equal ones by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "put", rename_all = "snake_case")]
pub enum Put {
    /// Before all that the rule orders.
    Ahead {
        /// Among those put ahead.
        rank: i32,
    },
    /// After all that the rule orders.
    Back {
        /// Among those put back.
        rank: i32,
    },
}

/// Where a moderator wants a turn to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Before all others.
    First,
    /// Where the rule has it.
    Rule,
    /// After all others.
    Last,
}

impl Put {
    /// What puts a waiting turn there, among the others; nothing, if the rule does.
    pub fn at<'a>(place: Place, turns: impl IntoIterator<Item = &'a Turn>) -> Option<Self> {
        match place {
            Place::First => Some(Self::first(turns)),
            Place::Rule => None,
            Place::Last => Some(Self::last(turns)),
        }
    }

    /// Before everything that waits.
    pub fn first<'a>(turns: impl IntoIterator<Item = &'a Turn>) -> Self {
        let ranks = waiting(turns).filter_map(|turn| match turn.put {
            Some(Self::Ahead { rank }) => Some(rank),
            _ => None,
        });
        Self::Ahead { rank: ranks.min().map_or(0, |rank| rank.saturating_sub(1)) }
    }

    /// After all that were put ahead so far, before the rest.
    pub fn next_ahead<'a>(turns: impl IntoIterator<Item = &'a Turn>) -> Self {
        let ranks = waiting(turns).filter_map(|turn| match turn.put {
            Some(Self::Ahead { rank }) => Some(rank),
            _ => None,
        });
        Self::Ahead { rank: ranks.max().map_or(0, |rank| rank.saturating_add(1)) }
    }

    /// After everything that waits.
    pub fn last<'a>(turns: impl IntoIterator<Item = &'a Turn>) -> Self {
        let ranks = waiting(turns).filter_map(|turn| match turn.put {
            Some(Self::Back { rank }) => Some(rank),
            _ => None,
        });
        Self::Back { rank: ranks.max().map_or(0, |rank| rank.saturating_add(1)) }
    }
}

fn waiting<'a>(turns: impl IntoIterator<Item = &'a Turn>) -> impl Iterator<Item = &'a Turn> {
    turns.into_iter().filter(|turn| turn.state == TurnState::Waiting)
}

/// Who a turn belongs to, as far as one can tell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Speaker {
    /// A phone.
    Phone(String),
    /// Somebody without one, by name, whatever its case and blanks.
    Named(String),
    /// Nobody knows: each such turn is somebody else's.
    Unknown(TurnId),
}

impl Turn {
    fn speaker(&self, id: TurnId) -> Speaker {
        if let Some(voter) = &self.voter {
            return Speaker::Phone(voter.clone());
        }
        let name = self.name.as_deref().unwrap_or_default().to_lowercase();
        match name.split_whitespace().collect::<Vec<_>>().join(" ") {
            name if name.is_empty() => Speaker::Unknown(id),
            name => Speaker::Named(name),
        }
    }

    /// The turn when it was taken back; nobody needs the word or the name any more.
    pub fn withdraw(&self) -> Result<Self, Refusal> {
        Ok(Self { name: None, ..self.step(TurnState::Waiting, TurnState::Withdrawn)? })
    }

    /// The turn when it was called and nobody was there.
    pub fn skip(&self) -> Result<Self, Refusal> {
        Ok(Self { name: None, ..self.step(TurnState::Waiting, TurnState::Skipped)? })
    }

    /// The turn when it is over. A phone's word goes with it; the name of somebody without one stays, to know them by.
    pub fn end(&self, now: Moment) -> Result<Self, Refusal> {
        let TurnState::Speaking { from } = self.state else { return Err(self.wrong_state()) };
        let name = if self.voter.is_some() { None } else { self.name.clone() };
        Ok(Self { name, state: TurnState::Done { from, to: now.max(from) }, ..self.clone() })
    }

    fn step(&self, from: TurnState, to: TurnState) -> Result<Self, Refusal> {
        if self.state == from { Ok(Self { state: to, ..self.clone() }) } else { Err(self.wrong_state()) }
    }

    /// The refusal that tells what the turn is.
    pub fn wrong_state(&self) -> Refusal {
        Refusal::WrongState { state: self.state.as_str().to_owned() }
    }
}

/// "One of every so many", 2 to 20: one of one would shut the room's side out, and one of more than twenty is more turns than
/// a session has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ts_rs::TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct OneIn(u8);

impl OneIn {
    /// The number of turns among which one is meant.
    pub fn turns(self) -> usize {
        usize::from(self.0)
    }
}

impl TryFrom<u8> for OneIn {
    type Error = BadId;
    fn try_from(turns: u8) -> Result<Self, BadId> {
        if (2..=20).contains(&turns) { Ok(Self(turns)) } else { Err(BadId) }
    }
}

impl<'de> Deserialize<'de> for OneIn {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        u8::deserialize(d)?.try_into().map_err(de::Error::custom)
    }
}

/// How this room orders turns; each part can be switched off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
#[ts(rename = "FloorRule")]
pub struct Rule {
    /// Room and online alternate while both wait.
    pub round_robin: bool,
    /// Who has not had the floor goes before who has, on the same side.
    pub first_timers_first: bool,
    /// Between those, the group that had the fewest turns goes first.
    pub least_heard_group: bool,
    /// One of every so many turns is online while somebody online waits, where sides do not alternate anyway.
    pub online_one_in: Option<OneIn>,
    /// How long a turn lasts; the timer tells, nothing cuts off.
    pub seconds: u32,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            round_robin: true,
            first_timers_first: true,
            least_heard_group: true,
            online_one_in: Some(OneIn(3)),
            seconds: 120,
        }
    }
}

/// The room's floor: the document `floor`. Giving it changes this document as well as the turn, so of two moderators who
/// give it at the same instant, on two nodes, one loses.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Floor {
    /// How turns are ordered.
    pub rule: Rule,
    /// The turn that has the floor.
    pub speaking: Option<TurnId>,
    /// When it was last given.
    pub given: Moment,
}

impl Floor {
    /// The floor and the turn after it was given, which needs a free floor. The turn begins `now`, but always after the one
    /// before it, though that was given by a node whose clock is ahead: the order of turns is the order of their beginnings.
    pub fn give(&self, id: TurnId, turn: &Turn, now: Moment) -> Result<(Self, Turn), Refusal> {
        if self.speaking.is_some() {
            return Err(Refusal::WrongState { state: TurnState::Speaking { from: self.given }.as_str().to_owned() });
        }
        let from = now.max(self.given.plus_ms(1));
        let turn = turn.step(TurnState::Waiting, TurnState::Speaking { from })?;
        Ok((Self { speaking: Some(id), given: from, ..self.clone() }, turn))
    }
}

/// The waiting turns that count, oldest first: one a phone and one a question, should two nodes have let two in.
fn standing<'a>(turns: impl Iterator<Item = (TurnId, &'a Turn)>) -> Vec<(TurnId, &'a Turn)> {
    let mut waiting: Vec<_> = turns.filter(|(_, turn)| turn.state == TurnState::Waiting).collect();
    waiting.sort_by_key(|(id, turn)| (turn.at, *id));
    let (mut voters, mut questions) = (BTreeSet::new(), BTreeSet::new());
    waiting.retain(|(_, turn)| {
        let question = match turn.of {
            TurnOf::Question { question } => Some(question),
            TurnOf::Hand | TurnOf::Person => None,
        };
        let again = turn.voter.as_ref().is_some_and(|voter| voters.contains(voter))
            || question.is_some_and(|question| questions.contains(&question));
        if !again {
            voters.extend(turn.voter.clone());
            questions.extend(question);
        }
        !again
    });
    waiting
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hand() -> Turn {
        Turn {
            of: TurnOf::Hand,
            voter: Some("0f".repeat(16)),
            name: Some("blue scarf, row 3".to_owned()),
            mode: Mode::Room,
            group: Group::Unstated,
            from_chat: false,
            at: Moment(5),
            put: None,
            more: 0,
            state: TurnState::Waiting,
        }
    }

    fn wrong(state: &str) -> Refusal {
        Refusal::WrongState { state: state.to_owned() }
    }

    #[test]
    fn a_word_goes_with_the_turn_and_a_name_stays_with_whoever_was_heard() {
        let person = Turn { of: TurnOf::Person, voter: None, name: Some("Ada".to_owned()), ..hand() };
        let heard = |turn: &Turn| {
            let (_, speaking) = Floor::default().give(TurnId(1), turn, Moment(10)).unwrap();
            assert_eq!(speaking.name, turn.name);
            speaking.end(Moment(70)).unwrap()
        };
        assert_eq!(heard(&hand()).state, TurnState::Done { from: Moment(10), to: Moment(70) });
        assert_eq!(heard(&hand()).name, None);
        assert_eq!(heard(&person).name.as_deref(), Some("Ada"));
        for turn in [hand(), person] {
            assert_eq!(turn.withdraw().unwrap().name, None);
            assert_eq!(turn.skip().unwrap().name, None);
        }
    }

    #[test]
    fn one_at_a_time_has_the_floor_and_only_who_waits_gets_it() {
        let (floor, speaking) = Floor::default().give(TurnId(1), &hand(), Moment(10)).unwrap();
        assert_eq!(floor.give(TurnId(2), &hand(), Moment(11)), Err(wrong("speaking")));
        let free = Floor { speaking: None, ..floor };
        assert_eq!(free.give(TurnId(1), &speaking, Moment(11)), Err(wrong("speaking")));
        assert_eq!(speaking.withdraw(), Err(wrong("speaking")));
        assert_eq!(hand().end(Moment(11)), Err(wrong("waiting")));
        assert_eq!(hand().skip().unwrap().withdraw(), Err(wrong("skipped")));
    }

    #[test]
    fn turns_begin_one_after_the_other_though_a_nodes_clock_is_behind() {
        let (floor, _) = Floor::default().give(TurnId(1), &hand(), Moment(1_000)).unwrap();
        let free = Floor { speaking: None, ..floor };
        let (_, second) = free.give(TurnId(2), &hand(), Moment(900)).unwrap();
        assert_eq!(second.state, TurnState::Speaking { from: Moment(1_001) });
    }

    #[test]
    fn one_in_so_many_is_two_to_twenty() {
        for bad in ["0", "1", "21", "-1", "300"] {
            assert!(serde_json::from_str::<OneIn>(bad).is_err(), "{bad}");
        }
        assert_eq!(serde_json::from_str::<OneIn>("2").unwrap().turns(), 2);
    }

    #[test]
    fn documents_survive_their_text_and_an_empty_one_is_the_default() {
        let put = Some(Put::Ahead { rank: -1 });
        let question = TurnOf::Question { question: QuestionId::from_bytes([7; 4]) };
        for turn in [hand(), Turn { of: question, put, name: None, ..hand() }] {
            assert_eq!(serde_json::from_str::<Turn>(&serde_json::to_string(&turn).unwrap()).unwrap(), turn);
        }
        assert_eq!(serde_json::from_str::<Floor>("{}").unwrap(), Floor::default());
        let rule = Rule { round_robin: false, ..Rule::default() };
        assert_eq!(serde_json::from_str::<Rule>(r#"{"round_robin":false}"#).unwrap(), rule);
    }
}
