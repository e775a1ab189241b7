//! What screens and phones follow right now.

use serde::{Deserialize, Serialize};

use super::id::{QuestionId, RunId};

/// What stands on the stage (or on one pinned screen).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "show", rename_all = "snake_case")]
pub enum Showing {
    /// How to join: large QR, the code in groups, counts by mode.
    #[default]
    Join,
    /// What the session is for.
    Aims,
    /// The rules of this room.
    Rules,
    /// A run, in whatever state it is.
    Run {
        /// Which one.
        run: RunId,
    },
    /// Two runs side by side, the earlier first.
    Compare {
        /// The earlier.
        before: RunId,
        /// The later.
        after: RunId,
    },
    /// The question list, in the room's order.
    Questions,
    /// One question, being answered now.
    Question {
        /// Which.
        question: QuestionId,
    },
    /// Who has the floor, and who comes next.
    Queue,
    /// A line that moderators wrote: the document "message".
    Message,
    /// How well the discussion covers the room's concerns, over the session.
    Temperature,
    /// Whom to turn to: the support contacts that the organisers gave.
    Support,
    /// A pause.
    Pause,
    /// The prompt that will be asked next, for interpreters and captioners: only a pinned screen shows it.
    Next,
    /// Thanks, findings, where the report will be.
    Closing,
}

impl Showing {
    /// Whether the stage itself may show it; the rest is for pinned screens.
    pub fn is_for_all(&self) -> bool {
        *self != Self::Next
    }
}

/// The stage document of a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stage {
    /// What stands on it.
    pub showing: Showing,
    /// Every screen is blank, whatever stands on the stage or is pinned.
    #[serde(default)]
    pub blank: bool,
}
