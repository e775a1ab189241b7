//! What screens and phones follow right now.

use serde::{Deserialize, Serialize};

use super::id::RunId;

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
    /// Thanks, findings, where the report will be.
    Closing,
}

/// The stage document of a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stage {
    /// What stands on it.
    pub showing: Showing,
}
