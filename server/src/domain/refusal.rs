//! A typed no, for a person: what could not be done, and what they can do about it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::fault::Fault;

/// Why a command was not carried out. Each has a code (its snake-case name on the wire) and changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// The text was no command: not JSON, an unknown verb, a missing or extra field.
    Malformed {
        /// What the parser said, without the text itself.
        detail: String,
    },
    /// There is no such room, or it is over.
    UnknownRoom,
    /// There is no such run in this room.
    UnknownRun,
    /// There is no such poll in this room.
    UnknownPoll,
    /// There is no such screen in this room, or its code is wrong or old.
    UnknownScreen,
    /// There is no such statements deck.
    UnknownDeck,
    /// There is no such question in this room, or it is not this pass's.
    UnknownQuestion,
    /// There is no such turn in this room, or it is not this pass's.
    UnknownTurn,
    /// There is no such note or message.
    UnknownNote,
    /// Nobody wrote that in the run.
    UnknownPhrase,
    /// Asking (or raising hands) is paused.
    Paused,
    /// The session is over (or its window has not opened): the room is there to be read.
    NotRunning {
        /// "early" or "over".
        phase: String,
    },
    /// The choice is of another kind than the run asks for.
    WrongKind,
    /// The choice names an option the run does not have.
    UnknownOption,
    /// Too few or too many options were chosen.
    WrongCount {
        /// At least so many.
        min: u8,
        /// At most so many.
        max: u8,
    },
    /// The same option was chosen twice, or the same phrase given twice.
    ChosenTwice,
    /// The points do not add up to what there is to share.
    WrongTotal {
        /// What there is.
        total: u16,
        /// What was given out.
        given: u32,
    },
    /// A number that was chosen is not one that the run takes.
    OutOfRange {
        /// Lowest number taken.
        min: i32,
        /// Highest number taken.
        max: i32,
    },
    /// The run is closed (or void); the ballot arrived too late. `r` is the revision that stands, if one does.
    Closed {
        /// Revision of the ballot that stands.
        r: Option<u32>,
    },
    /// A ballot with a revision at least as high stands already.
    Superseded {
        /// The revision that stands.
        r: u32,
    },
    /// In this room a second moderator reads each poll before it opens, and nobody has read this one as it is worded now.
    NotSigned,
    /// Whoever worded a poll is not its second reader.
    OwnWording,
    /// Taking part in this room needs an access code, and this browser has given none that is good.
    NeedsCode,
    /// That is no access code of this room that is good: wrong, another room's, or of an earlier sheet. It is not said which.
    WrongCode,
    /// This pass may not do that.
    NotAllowed,
    /// No pass, or one that this server did not make: open the room's page again.
    NoPass,
    /// The document changed since it was looked at; nothing was done. Look again, then decide again.
    Changed {
        /// Which document: "gate/3", "stage", "poll/q1".
        document: String,
        /// Its revision now.
        rev: u32,
    },
    /// Another run is open on the stage; this poll stays armed.
    StageBusy {
        /// The run that is open.
        run: u32,
    },
    /// The act does not fit the run's state: "show" before the close, "keep open" after it, …
    WrongState {
        /// What the state is: "open", "closing", "closed", "published", "void".
        state: String,
    },
    /// A text is empty, too long or has characters that may not stand there.
    BadText {
        /// Which field.
        field: String,
        /// Why.
        why: Fault,
    },
    /// What a room needs and nobody said.
    Missing {
        /// "title", "minutes", …
        fields: Vec<String>,
    },
    /// A number is out of its bounds.
    OutOfBounds {
        /// Which field.
        field: String,
        /// Lowest value taken.
        min: u32,
        /// Highest value taken.
        max: u32,
    },
    /// The room has as many of these as it may.
    TooMany {
        /// Of what: "polls", "runs", "screens", "phrases".
        what: String,
        /// The limit.
        max: u32,
    },
    /// Too fast; try again after so many milliseconds.
    SlowDown {
        /// Milliseconds to wait.
        wait_ms: u32,
    },
    /// The store is away, full or out of memory, or went back. Nothing was counted; send it again.
    TryAgain,
    /// The server is going down; come back.
    Draining,
}

impl Refusal {
    /// The code as it stands on the wire and in metrics.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "malformed",
            Self::UnknownRoom => "unknown_room",
            Self::UnknownRun => "unknown_run",
            Self::UnknownPoll => "unknown_poll",
            Self::UnknownScreen => "unknown_screen",
            Self::UnknownDeck => "unknown_deck",
            Self::UnknownQuestion => "unknown_question",
            Self::UnknownTurn => "unknown_turn",
            Self::UnknownNote => "unknown_note",
            Self::Paused => "paused",
            Self::NotRunning { .. } => "not_running",
            Self::WrongKind => "wrong_kind",
            Self::UnknownOption => "unknown_option",
            Self::WrongCount { .. } => "wrong_count",
            Self::ChosenTwice => "chosen_twice",
            Self::WrongTotal { .. } => "wrong_total",
            Self::OutOfRange { .. } => "out_of_range",
            Self::UnknownPhrase => "unknown_phrase",
            Self::Closed { .. } => "closed",
            Self::Superseded { .. } => "superseded",
            Self::NotSigned => "not_signed",
            Self::OwnWording => "own_wording",
            Self::NeedsCode => "needs_code",
            Self::WrongCode => "wrong_code",
            Self::NotAllowed => "not_allowed",
            Self::NoPass => "no_pass",
            Self::Changed { .. } => "changed",
            Self::StageBusy { .. } => "stage_busy",
            Self::WrongState { .. } => "wrong_state",
            Self::BadText { .. } => "bad_text",
            Self::Missing { .. } => "missing",
            Self::OutOfBounds { .. } => "out_of_bounds",
            Self::TooMany { .. } => "too_many",
            Self::SlowDown { .. } => "slow_down",
            Self::TryAgain => "try_again",
            Self::Draining => "draining",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Refusal {}
