//! The fields of the commands of the conversation: questions, turns, the chat's relay, and the session around them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::floor::{Place, Rule};
use crate::domain::id::{QuestionId, RunId, TurnId};
use crate::domain::moment::Moment;
use crate::domain::person::{Group, Mode};
use crate::domain::question::{Fate, Talk};
use crate::domain::session::Contact;

/// See [`super::Command::Ask`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// In any language, at most 300 graphemes.
    pub text: String,
    /// A speaker it is addressed to, by the name the workshop has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to: Option<String>,
}

/// See [`super::Command::TakeBack`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    /// Which of mine.
    pub question: QuestionId,
}

/// See [`super::Command::Upvote`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Upvote {
    /// Which question.
    pub question: QuestionId,
    /// My revision, from 1; higher replaces lower.
    pub r: u32,
    /// Up, or withdrawn.
    pub up: bool,
}

/// See [`super::Command::Upvotes`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Upvotes {
    /// At most 50.
    pub upvotes: Vec<Upvote>,
}

/// See [`super::Command::RaiseHand`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RaiseHand {
    /// A word to be called by, at most 40 graphemes: "blue scarf, row 3". Gone with the turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub word: Option<String>,
}

/// See [`super::Command::LowerHand`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LowerHand {
    /// Which of mine.
    pub turn: TurnId,
}

/// See [`super::Command::Tell`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Tell {
    /// At most 300 graphemes.
    pub text: String,
}

/// See [`super::Command::Tend`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Tend {
    /// Which question.
    pub question: QuestionId,
    /// Its revision as I saw it.
    pub rev: u32,
    /// What becomes of it.
    pub fate: Fate,
}

/// A question, as I saw it.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OnQuestion {
    /// Which.
    pub question: QuestionId,
    /// Its revision as I saw it.
    pub rev: u32,
}

/// See [`super::Command::ApproveAll`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ApproveAll {
    /// At most 50, each waiting; all are approved, or none.
    pub questions: Vec<OnQuestion>,
}

/// See [`super::Command::Merge`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The question that goes.
    pub question: QuestionId,
    /// Its revision as I saw it.
    pub rev: u32,
    /// The question that stays, and gets the union of the upvotes.
    pub into: QuestionId,
    /// Its revision as I saw it.
    pub into_rev: u32,
}

/// See [`super::Command::SetTalk`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetTalk {
    /// The document's revision as I saw it.
    pub rev: u32,
    /// How the room takes questions and hands.
    pub talk: Talk,
}

/// See [`super::Command::Relay`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Relay {
    /// At most 50; all are taken, or none.
    pub lines: Vec<RelayLine>,
}

/// One line of the meeting tool's chat.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RelayLine {
    /// Who says it there; without, "online participant".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// What they ask; without, they raise a hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub text: Option<String>,
}

/// See [`super::Command::UndoRelay`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct UndoRelay {
    /// The questions that were brought over.
    pub questions: Vec<QuestionId>,
    /// The hands that were.
    pub turns: Vec<TurnId>,
}

/// See [`super::Command::SetFloor`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetFloor {
    /// The floor's revision as I saw it.
    pub rev: u32,
    /// How turns are ordered.
    pub rule: Rule,
}

/// See [`super::Command::GiveFloor`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GiveFloor {
    /// Who has it now as I saw it, if anybody; their turn ends in the same step.
    pub now: Option<TurnId>,
    /// Who gets it.
    pub turn: TurnId,
    /// That turn's revision as I saw it.
    pub rev: u32,
}

/// A turn, as I saw it.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OnTurn {
    /// Which.
    pub turn: TurnId,
    /// Its revision as I saw it.
    pub rev: u32,
}

/// See [`super::Command::ExtendTurn`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExtendTurn {
    /// Which.
    pub turn: TurnId,
    /// Its revision as I saw it.
    pub rev: u32,
    /// By so many seconds, 5 to 3600.
    pub seconds: u32,
}

/// See [`super::Command::AddTurn`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AddTurn {
    /// What to call them by, at most 40 graphemes.
    pub name: String,
    /// How they take part.
    pub mode: Mode,
    /// Their stakeholder group, if they say one.
    #[serde(default)]
    pub group: Group,
}

/// See [`super::Command::PlaceTurn`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PlaceTurn {
    /// Which.
    pub turn: TurnId,
    /// Its revision as I saw it.
    pub rev: u32,
    /// Before all others, after them, or where the rule has it.
    pub place: Place,
}

/// See [`super::Command::TakeTop`].
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TakeTop {
    /// So many, 1 to 10: the first of the list in the room's order that are not on the queue.
    pub questions: u8,
}

/// See [`super::Command::Blank`].
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Blank {
    /// Blank, or back.
    pub on: bool,
}

/// See [`super::Command::SetMessage`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetMessage {
    /// The document's revision as I saw it.
    pub rev: u32,
    /// One line, at most 300 graphemes.
    pub text: String,
    /// Put it on the stage in the same step: the stage's revision as I saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub stage_rev: Option<u32>,
}

/// See [`super::Command::SetContacts`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetContacts {
    /// The document's revision as I saw it.
    pub rev: u32,
    /// At most 8.
    pub contacts: Vec<Contact>,
}

/// See [`super::Command::TakeTemperature`].
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TakeTemperature {}

/// The session's document, as I saw it.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OnSession {
    /// Its revision as I saw it.
    pub rev: u32,
}

/// See [`super::Command::SetWindow`].
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetWindow {
    /// The document's revision as I saw it.
    pub rev: u32,
    /// People may come from then on.
    pub from: Option<Moment>,
    /// The session is planned to begin then.
    pub planned: Option<Moment>,
    /// So many days after its end the room and all that is in it goes away, 1 to 730; without, as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub keep_days: Option<u16>,
}

/// See [`super::Command::Note`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WriteNote {
    /// Which, to change it; without, a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub note: Option<u32>,
    /// Its revision as I saw it; 0 for a new one.
    pub rev: u32,
    /// At most 2,000 bytes; empty takes the note back.
    pub text: String,
    /// The run it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub about: Option<RunId>,
}

/// See [`super::Command::Backstage`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SayBackstage {
    /// One line, at most 300 graphemes.
    pub text: String,
}

/// A numbered note of the moderators'.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OnNumber {
    /// Its number.
    pub number: u32,
}
