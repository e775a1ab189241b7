//! What the audience asks: a question's life from *in review* to its fate, and who may be told what of it.

use serde::{Deserialize, Serialize};

use super::gate::GateAct;
use super::id::QuestionId;
use super::moment::Moment;
use super::person::{Group, Mode, Role};
use super::refusal::Refusal;

pub mod flags;
pub mod similar;
pub mod sort;

use flags::Flag;

/// What was asked, and what became of it. Never deleted: what is hidden is archived, what is taken back is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// As it reads now.
    pub text: String,
    /// As it read before each edit, first to last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
    /// Who asked.
    pub asker: Asker,
    /// How they took part then.
    pub mode: Mode,
    /// Of which group whoever asked said they are: for the turn in which it is read out, and shown to nobody beside it.
    #[serde(default)]
    pub group: Group,
    /// When, on the store's clock.
    pub at: Moment,
    /// The speaker it is addressed to, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What became of it.
    pub state: State,
    /// When it was first approved, and how many upvotes the whole list had had by then: later questions are compared by
    /// the share of upvotes they got since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<Approved>,
    /// Moderators' labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// An answer in text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
    /// What a moderator should look at in it, as it was typed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
}

/// Who asked a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asker {
    /// A phone: its voter key under the room's question key, as 32 hex digits.
    Phone(String),
    /// Somebody in the meeting tool's chat, brought over by a moderator, under the name they have there.
    Chat(String),
}

/// An edit, with the words that stood before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[ts(rename = "QuestionEdit")]
pub struct Edit {
    /// Who edited.
    pub by: Role,
    /// When.
    pub at: Moment,
    /// What stood there before.
    pub was: String,
}

/// The moment of the first approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// When.
    pub at: Moment,
    /// Upvotes in the room, by mode (room, online, not stated), until then.
    pub upvotes_before: [u32; 3],
}

/// What became of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(rename = "QuestionState")]
pub enum State {
    /// Waiting for a moderator.
    InReview,
    /// Everybody may see and upvote it.
    Approved,
    /// It is being answered now.
    Answering,
    /// It was answered.
    Answered,
    /// It is not shown, under a published rule; the reason is for its author alone.
    Declined {
        /// Which rule.
        rule: Rule,
        /// For the author.
        reason: Option<String>,
    },
    /// Taken off the list; it can be restored.
    Archived,
    /// Its author took it back.
    Withdrawn,
    /// It is one with another now, upvotes and all.
    Merged {
        /// Which.
        into: QuestionId,
        /// What it was before, and is again when the merge is taken back.
        #[serde(default = "in_review")]
        was: Box<State>,
    },
}

/// Where a merge does not say what was before it, nothing comes back unread.
#[expect(clippy::unnecessary_box_returns, reason = "serde asks for what the field holds")]
fn in_review() -> Box<State> {
    Box::new(State::InReview)
}

impl State {
    /// Whether phones and screens may see it.
    pub fn is_public(&self) -> bool {
        matches!(self, Self::Approved | Self::Answering | Self::Answered)
    }

    /// Whether it takes upvotes.
    pub fn takes_upvotes(&self) -> bool {
        matches!(self, Self::Approved | Self::Answering)
    }

    /// As it is told in a refusal.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::InReview => "in_review",
            Self::Approved => "approved",
            Self::Answering => "answering",
            Self::Answered => "answered",
            Self::Declined { .. } => "declined",
            Self::Archived => "archived",
            Self::Withdrawn => "withdrawn",
            Self::Merged { .. } => "merged",
        }
    }
}

/// The published rules under which a question may be declined; their words stand in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "DeclineRule")]
pub enum Rule {
    /// It is not about this session.
    OffTopic,
    /// It attacks or demeans people.
    Attack,
    /// It names or exposes a private person.
    PrivatePerson,
    /// It was asked already.
    AskedAlready,
    /// It advertises something.
    Advertising,
    /// It cannot be understood.
    Unclear,
}

impl Rule {
    /// All, in the order in which they are published.
    pub const ALL: [Self; 6] =
        [Self::OffTopic, Self::Attack, Self::PrivatePerson, Self::AskedAlready, Self::Advertising, Self::Unclear];
}

/// What a moderator makes of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Fate {
    /// Everybody may see it.
    Approve,
    /// It is not shown, under a published rule.
    Decline {
        /// Which rule.
        rule: Rule,
        /// For its author alone; at most 300 graphemes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<String>,
    },
    /// Its words are changed; the former stay on record.
    Edit {
        /// The new words.
        text: String,
    },
    /// It has these labels.
    Label {
        /// At most 5, each at most 40 graphemes.
        labels: Vec<String>,
    },
    /// It is answered in text.
    Reply {
        /// The answer; at most 300 graphemes.
        text: String,
    },
    /// It is being answered now.
    Answering,
    /// It was answered.
    Answered,
    /// It goes off the list.
    Archive,
    /// It comes back to where it was: on the list if it ever was approved, else into review.
    Restore,
}

impl Fate {
    /// As the minutes tell it.
    pub fn told(&self) -> Told {
        match self {
            Self::Approve => Told::Approved,
            Self::Decline { rule, .. } => Told::Declined { rule: *rule },
            Self::Edit { .. } => Told::Edited,
            Self::Label { .. } => Told::Labelled,
            Self::Reply { .. } => Told::Replied,
            Self::Answering => Told::Answering,
            Self::Answered => Told::Answered,
            Self::Archive => Told::Archived,
            Self::Restore => Told::Restored,
        }
    }
}

/// What the minutes tell of a question: never its words, which may be hidden for a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "did", rename_all = "snake_case")]
#[ts(rename = "ToldOfQuestion")]
pub enum Told {
    /// It was shown to everybody.
    Approved,
    /// It was not, under a rule.
    Declined {
        /// Which.
        rule: Rule,
    },
    /// Its words were changed.
    Edited,
    /// It was labelled.
    Labelled,
    /// It was answered in text.
    Replied,
    /// It was taken up.
    Answering,
    /// It was answered.
    Answered,
    /// It was taken off the list.
    Archived,
    /// It came back.
    Restored,
    /// It became one with another.
    Merged {
        /// Which.
        into: QuestionId,
    },
    /// It became one of its own again.
    Unmerged,
}

impl Question {
    /// One that was asked just now, and waits.
    pub fn asked(text: String, asker: Asker, mode: Mode, at: Moment) -> Self {
        Self {
            text,
            edits: Vec::new(),
            asker,
            mode,
            group: Group::Unstated,
            at,
            to: None,
            state: State::InReview,
            approved: None,
            labels: Vec::new(),
            reply: None,
            flags: Vec::new(),
        }
    }

    /// The question after a moderator's act, and what becomes of the gate of its upvotes (whose state `has_gate` tells: it
    /// was opened before). Texts are taken as they are: they were cleaned before.
    pub fn tend(&self, fate: Fate, by: Role, at: Moment, sums: [u32; 3]) -> Result<Self, Refusal> {
        let mut after = self.clone();
        match (&self.state, fate) {
            (State::Withdrawn | State::Merged { .. }, _) => return Err(self.wrong_state()),
            (_, Fate::Edit { text }) => {
                if text != self.text {
                    after.edits.push(Edit { by, at, was: std::mem::replace(&mut after.text, text) });
                }
            }
            (_, Fate::Label { labels }) => after.labels = labels,
            (_, Fate::Reply { text }) => after.reply = Some(text),
            (State::InReview, Fate::Approve) | (State::Answering, Fate::Restore) => after.state = State::Approved,
            (State::InReview | State::Approved | State::Answering, Fate::Decline { rule, reason }) => {
                after.state = State::Declined { rule, reason };
            }
            (State::Approved, Fate::Answering) => after.state = State::Answering,
            (State::Approved | State::Answering, Fate::Answered) => after.state = State::Answered,
            (State::InReview | State::Approved | State::Answering | State::Answered, Fate::Archive) => {
                after.state = State::Archived;
            }
            (State::Declined { .. } | State::Archived | State::Answered, Fate::Restore) => {
                after.state = if self.approved.is_some() { State::Approved } else { State::InReview };
            }
            _ => return Err(self.wrong_state()),
        }
        if after.state == State::Approved && after.approved.is_none() {
            after.approved = Some(Approved { at, upvotes_before: sums });
        }
        Ok(after)
    }

    /// The question when it became one with another. It keeps what it was: what nobody may see must not come back as
    /// something that everybody sees.
    pub fn merge(&self, into: QuestionId) -> Result<Self, Refusal> {
        if matches!(self.state, State::Withdrawn | State::Merged { .. }) {
            return Err(self.wrong_state());
        }
        Ok(Self { state: State::Merged { into, was: Box::new(self.state.clone()) }, ..self.clone() })
    }

    /// The question when it is one of its own again, as it was.
    pub fn unmerge(&self) -> Result<Self, Refusal> {
        let State::Merged { was, .. } = &self.state else { return Err(self.wrong_state()) };
        Ok(Self { state: (**was).clone(), ..self.clone() })
    }

    /// The refusal that tells what the question is.
    pub fn wrong_state(&self) -> Refusal {
        Refusal::WrongState { state: self.state.as_str().to_owned() }
    }
}

/// What the gate of a question's upvotes needs, so that it is open exactly while the question takes them. `open` is what it
/// is now; `None` if it never was opened.
pub fn gate_act(state: &State, open: Option<bool>) -> Option<GateAct> {
    match (state.takes_upvotes(), open) {
        (true, None) => Some(GateAct::Open { for_ms: None }),
        (true, Some(false)) => Some(GateAct::Reopen),
        (false, Some(true)) => Some(GateAct::Shut),
        _ => None,
    }
}

/// Whether people may ask right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Asking {
    /// They may.
    #[default]
    Open,
    /// Not now; upvoting goes on.
    Paused,
}

/// How a room takes questions: the document "talk".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
pub struct Talk {
    /// Whether people may ask.
    pub asking: Asking,
    /// Whether raising a hand is open.
    pub hands: bool,
    /// A question waits for a moderator before anybody sees it.
    pub hold: bool,
    /// How many questions of one person may be waiting at once.
    pub per_person: u8,
    /// The order that phones and screens see.
    pub sort: sort::Sort,
}

impl Default for Talk {
    fn default() -> Self {
        Self { asking: Asking::Open, hands: true, hold: true, per_person: 3, sort: sort::Sort::default() }
    }
}

#[cfg(test)]
mod tests;
