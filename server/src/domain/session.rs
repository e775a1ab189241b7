//! The session around the polls and the talk: when it runs, what moderators write down and tell each other.

use serde::{Deserialize, Serialize};

use super::id::RunId;
use super::moment::Moment;
use super::person::Role;

/// When the session runs: the document "session".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
pub struct Session {
    /// People may come, ask and answer preparatory polls from then on; nothing: at any time.
    pub from: Option<Moment>,
    /// The session is planned to begin then.
    pub planned: Option<Moment>,
    /// A moderator began it.
    pub began: Option<Moment>,
    /// A moderator ended it: from then on the room is there to be read.
    pub ended: Option<Moment>,
}

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum SessionPhase {
    /// The window has not opened.
    Early,
    /// It has not begun; people may ask and answer preparatory polls.
    Before,
    /// It runs.
    Running,
    /// It is over; the room is there to be read.
    Over,
}

impl Session {
    /// Where the session stands at `now`.
    pub fn phase(&self, now: Moment) -> SessionPhase {
        match self {
            Self { ended: Some(_), .. } => SessionPhase::Over,
            Self { began: Some(_), .. } => SessionPhase::Running,
            Self { from: Some(from), .. } if now < *from => SessionPhase::Early,
            _ => SessionPhase::Before,
        }
    }
}

/// The line on the stage: the document "message".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Message {
    /// One line, at most 300 graphemes.
    pub text: String,
}

/// Whom to turn to when the session's matter is too much: the document "contacts".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Contacts(pub Vec<Contact>);

/// Before the session a moderator's phone tries the address that everybody will come by: the document "reached".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reached {
    /// Under which name it reached this server: "poll.example:8080".
    pub host: String,
    /// When.
    pub at: Moment,
}

/// Somebody to turn to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Contact {
    /// "Child Helpline International".
    pub name: String,
    /// How to reach them: a number, an address, a place in the venue.
    pub reach: String,
}

/// A note that stands in the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Note {
    /// Who wrote it.
    pub by: Role,
    /// When it was first written.
    pub at: Moment,
    /// At most 2,000 bytes; empty if it was taken back.
    pub text: String,
    /// The run it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub about: Option<RunId>,
}

/// What one moderator tells the others; it stays in sight until each has said that they saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Backstage {
    /// Who says it.
    pub by: Role,
    /// When.
    pub at: Moment,
    /// One line.
    pub text: String,
    /// Who has seen it.
    pub acknowledged: Vec<Role>,
}

/// What somebody told the moderators alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Told {
    /// How they take part.
    pub mode: super::person::Mode,
    /// When.
    pub at: Moment,
    /// At most 300 graphemes.
    pub text: String,
    /// A moderator dealt with it.
    pub settled: Option<Role>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_goes_from_early_to_over() {
        let early = Session { from: Some(Moment(10)), ..Session::default() };
        assert_eq!(early.phase(Moment(9)), SessionPhase::Early);
        assert_eq!(early.phase(Moment(10)), SessionPhase::Before);
        assert_eq!(Session::default().phase(Moment(0)), SessionPhase::Before);
        let runs = Session { began: Some(Moment(1)), ..early };
        assert_eq!(runs.phase(Moment(5)), SessionPhase::Running);
        assert_eq!(Session { ended: Some(Moment(7)), ..runs }.phase(Moment(5)), SessionPhase::Over);
    }
}
