//! The names of a room's documents.

use super::id::{PollId, QuestionId, RunId, ScreenId, TurnId};

/// The names of a room's documents, as the store keeps them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// What the proposal says.
    Workshop,
    /// How the room is run.
    Settings,
    /// What screens and phones follow.
    Stage,
    /// The order of the polls.
    Agenda,
    /// One poll as planned.
    Poll(PollId),
    /// One run, frozen.
    Run(RunId),
    /// People about, counted by eye.
    Heads,
    /// One paired screen.
    Screen(ScreenId),
    /// Which generation of each role's links is good.
    Links,
    /// A single-use link, by the hash of its secret.
    Handover(String),
    /// Runs some of whose ballots may be missing.
    Flags,
    /// How the room takes questions and hands.
    Talk,
    /// One question.
    Question(QuestionId),
    /// How turns are ordered.
    Floor,
    /// One turn.
    Turn(TurnId),
    /// When the session runs.
    Session,
    /// The line on the stage.
    Message,
    /// Whom to turn to.
    Contacts,
    /// The address by which a phone came.
    Reached,
    /// A note of the rapporteur's.
    Note(u32),
    /// What one moderator told the others.
    Backstage(u32),
    /// What somebody told the moderators alone.
    Told(u32),
    /// What is left of a run whose ballots are gone.
    Seal(RunId),
    /// What a moderator said to a text that was written in a run; the text goes by its hash.
    Judged(RunId, String),
}

impl Key {
    /// As the store has it: "poll/q1".
    pub fn to_text(&self) -> String {
        match self {
            Self::Workshop => "workshop".to_owned(),
            Self::Settings => "settings".to_owned(),
            Self::Stage => "stage".to_owned(),
            Self::Agenda => "agenda".to_owned(),
            Self::Poll(id) => format!("poll/{id}"),
            Self::Run(id) => format!("run/{id}"),
            Self::Heads => "heads".to_owned(),
            Self::Screen(id) => format!("screen/{id}"),
            Self::Links => "links".to_owned(),
            Self::Handover(hash) => format!("handover/{hash}"),
            Self::Flags => "flags".to_owned(),
            Self::Talk => "talk".to_owned(),
            Self::Question(id) => format!("question/{id}"),
            Self::Floor => "floor".to_owned(),
            Self::Turn(id) => format!("turn/{id}"),
            Self::Session => "session".to_owned(),
            Self::Message => "message".to_owned(),
            Self::Contacts => "contacts".to_owned(),
            Self::Reached => "reached".to_owned(),
            Self::Note(id) => format!("note/{id}"),
            Self::Backstage(id) => format!("backstage/{id}"),
            Self::Told(id) => format!("told/{id}"),
            Self::Seal(id) => format!("seal/{id}"),
            Self::Judged(run, hash) => format!("judged/{run}.{hash}"),
        }
    }

    /// The key of that text, or `None` if this version knows no such document.
    pub fn of_text(text: &str) -> Option<Self> {
        Some(match text.split_once('/') {
            None => match text {
                "workshop" => Self::Workshop,
                "settings" => Self::Settings,
                "stage" => Self::Stage,
                "agenda" => Self::Agenda,
                "heads" => Self::Heads,
                "links" => Self::Links,
                "flags" => Self::Flags,
                "talk" => Self::Talk,
                "floor" => Self::Floor,
                "session" => Self::Session,
                "message" => Self::Message,
                "contacts" => Self::Contacts,
                "reached" => Self::Reached,
                _ => return None,
            },
            Some(("poll", id)) => Self::Poll(id.parse().ok()?),
            Some(("run", id)) => Self::Run(RunId(id.parse().ok()?)),
            Some(("screen", id)) => Self::Screen(id.parse().ok()?),
            Some(("handover", hash)) => Self::Handover(hash.to_owned()),
            Some(("question", id)) => Self::Question(id.parse().ok()?),
            Some(("turn", id)) => Self::Turn(TurnId(id.parse().ok()?)),
            Some(("note", id)) => Self::Note(id.parse().ok()?),
            Some(("backstage", id)) => Self::Backstage(id.parse().ok()?),
            Some(("told", id)) => Self::Told(id.parse().ok()?),
            Some(("seal", id)) => Self::Seal(RunId(id.parse().ok()?)),
            Some(("judged", id)) => {
                let (run, hash) = id.split_once('.')?;
                Self::Judged(RunId(run.parse().ok()?), hash.to_owned())
            }
            Some(_) => return None,
        })
    }
}
