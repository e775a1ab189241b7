//! The parts of the conversation and of the session around it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::floor::Rule;
use crate::domain::floor::order::Why;
use crate::domain::id::{QuestionId, RunId, TurnId};
use crate::domain::kind::Kind;
use crate::domain::moment::Moment;
use crate::domain::person::Mode;
use crate::domain::question::flags::Flag;
use crate::domain::question::{Edit, State, Talk};
use crate::domain::session::{Backstage, Contact, Note, Session, Told};

/// "talk": how the room takes questions and hands.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TalkPart {
    /// For the next change of it.
    pub rev: u32,
    /// As it is set.
    #[serde(flatten)]
    pub talk: Talk,
    /// The speakers a question may be addressed to.
    pub speakers: Vec<String>,
}

/// "session": when the session runs.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SessionPart {
    /// For the next act on it.
    pub rev: u32,
    /// As it is set.
    #[serde(flatten)]
    pub session: Session,
}

/// "questions": the list's order as everybody sees it, its first ones. The words stand in "question/N".
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct QuestionsPart {
    /// Questions that take upvotes.
    pub total: u32,
    /// Questions that wait for a moderator.
    pub waiting: u32,
    /// The first ones, in the room's order; the rest is fetched (`GET /api/rooms/{code}/questions`).
    pub first: Vec<Listed>,
}

/// One line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Listed {
    /// Which.
    pub q: QuestionId,
    /// Its upvotes.
    pub n: u32,
}

/// "question/N": one question as everybody sees it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct QuestionPart {
    /// Which.
    pub question: QuestionId,
    /// As it reads now.
    pub text: String,
    /// A moderator changed its words.
    pub edited: bool,
    /// When it was asked.
    pub at: Moment,
    /// How its author takes part.
    pub mode: Mode,
    /// Brought over from the meeting tool's chat, under this name.
    pub chat: Option<String>,
    /// The speaker it is addressed to.
    pub to: Option<String>,
    /// What it is: approved, answering or answered.
    pub state: State,
    /// Moderators' labels.
    pub labels: Vec<String>,
    /// An answer in text.
    pub reply: Option<String>,
    /// Questions that became one with it.
    pub merged: u32,
}

/// "question/N" for moderators.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ModeratorQuestion {
    /// What everybody sees, or would.
    #[serde(flatten)]
    pub question: QuestionPart,
    /// For the next act on it.
    pub rev: u32,
    /// Its upvotes: in the room, online, not stated.
    pub upvotes: [u32; 3],
    /// When it was first approved.
    pub approved: Option<Moment>,
    /// Its words before each edit.
    pub edits: Vec<Edit>,
    /// What to look at before it is approved. *Approve all unflagged* passes over it.
    pub flags: Vec<Flag>,
    /// While it waits: questions that it is likely the same as, the likeliest first.
    pub like: Vec<QuestionId>,
}

/// A page of the list, fetched: `GET /api/rooms/{code}/questions?sort=…&from=…`.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct QuestionsPage {
    /// Questions in all.
    pub total: u32,
    /// From which place on.
    pub from: u32,
    /// At most 50 of them.
    pub questions: Vec<PageQuestion>,
}

/// One question of a fetched page.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PageQuestion {
    /// As everybody sees it.
    #[serde(flatten)]
    pub question: QuestionPart,
    /// Its upvotes.
    pub n: u32,
    /// For the pass that asks: revision of its upvote, and whether it stands.
    pub mine: Option<MyUpvote>,
}

/// This pass's upvote of a question, as the store has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct MyUpvote {
    /// The revision that stands.
    pub r: u32,
    /// Up, or withdrawn.
    pub up: bool,
}

/// "queue": who has the floor, and who comes next.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct QueuePart {
    /// The floor's revision, for the next change of the rule.
    pub rev: u32,
    /// How turns are ordered.
    pub rule: Rule,
    /// Who has the floor.
    pub now: Option<NowPart>,
    /// Who comes next, the first ones in order.
    pub next: Vec<QueuedPart>,
    /// All who wait: in the room (who did not say is counted there), online.
    pub waiting: [u32; 2],
    /// Of them those who want to speak, not have a question read out: in the room, online.
    pub hands: [HandsPart; 2],
}

/// The hands of one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
pub struct HandsPart {
    /// How many.
    pub n: u32,
    /// Since when the one that waits longest has been up.
    pub since: Option<Moment>,
}

/// A turn that waits.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct QueuedPart {
    /// The turn.
    #[serde(flatten)]
    pub turn: TurnPart,
    /// Why it stands where it does: one or two reasons.
    pub why: Vec<Why>,
}

/// The turn that has the floor.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct NowPart {
    /// The turn.
    #[serde(flatten)]
    pub turn: TurnPart,
    /// Since when.
    pub from: Moment,
    /// Until when.
    pub until: Moment,
}

/// A wish for the room's attention.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TurnPart {
    /// Which.
    pub turn: TurnId,
    /// For the next act on it.
    pub rev: u32,
    /// The question that will be read out; without, a person speaks.
    pub question: Option<QuestionId>,
    /// Its words.
    pub text: Option<String>,
    /// A word to be called by, or a name.
    pub name: Option<String>,
    /// How they take part.
    pub mode: Mode,
    /// Brought over from the meeting tool's chat.
    pub chat: bool,
    /// Put on the queue by a moderator, for somebody without a phone.
    pub added: bool,
    /// When the wish was made.
    pub at: Moment,
}

/// "message": the stage's line.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MessagePart {
    /// For the next change of it.
    pub rev: u32,
    /// The line.
    pub text: String,
}

/// "contacts": whom people can turn to.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ContactsPart {
    /// For the next change of them.
    pub rev: u32,
    /// As the organisers gave them.
    pub contacts: Vec<Contact>,
}

/// "temperature": how well the discussion covered the room's concerns, reading by reading.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Reading {
    /// The run it is of.
    pub run: RunId,
    /// When it was taken.
    pub at: Moment,
    /// Ballots, "I can't say" included.
    pub n: u32,
    /// The median step from 0, halves possible, of those who said something; `null` below five ballots.
    pub median: Option<f32>,
}

/// "upcoming" for screens that are pinned to it: the prompt that will be asked next.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct UpcomingPart {
    /// What will be asked.
    pub prompt: String,
    /// What an answer looks like.
    #[serde(flatten)]
    pub kind: Kind,
}

/// "reached" for moderators: whether a phone came by the address that everybody will come by.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ReachedPart {
    /// What a link to try it carries: `/{code}?reached=…`.
    pub token: String,
    /// Under which name the last phone reached this server, if any did.
    pub host: Option<String>,
    /// When.
    pub at: Option<Moment>,
}

/// One note of "notes", for moderators.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct NotePart {
    /// Its number.
    pub number: u32,
    /// For the next change of it.
    pub rev: u32,
    /// The note.
    #[serde(flatten)]
    pub note: Note,
}

/// One message of "backstage", for moderators: those that somebody has not acknowledged, and the newest.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct BackstagePart {
    /// Its number.
    pub number: u32,
    /// The message.
    #[serde(flatten)]
    pub message: Backstage,
}

/// One of "told", for moderators: what phones told them alone.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ToldPart {
    /// Its number.
    pub number: u32,
    /// What was told.
    #[serde(flatten)]
    pub told: Told,
}

/// One of "unseen", for moderators: phones here whose page has not drawn an open run. Carries no version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Unseen {
    /// Which run.
    pub run: RunId,
    /// In the room, online, not stated.
    pub by_mode: [u32; 3],
}

/// One of this pass's own questions, in "mine".
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MyQuestion {
    /// Which.
    pub question: QuestionId,
    /// As it reads now.
    pub text: String,
    /// When it was asked.
    pub at: Moment,
    /// What became of it, with the reason that is for its author alone.
    pub state: State,
    /// An answer in text.
    pub reply: Option<String>,
}

/// This pass's own turn, in "mine".
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MyTurn {
    /// Which.
    pub turn: TurnId,
    /// It has the floor.
    pub speaking: bool,
    /// How many come before it.
    pub before: u32,
}
