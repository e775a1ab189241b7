//! What is left of a run once it is sealed: its totals, and the breakdowns that may be told beside them.

use serde::{Deserialize, Serialize};

use super::breakdown::Breakdowns;
use super::moment::Moment;

/// A run whose key and ballots are gone from the store. From the totals alone nothing could be broken down any more, so what
/// may be published was worked out before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// When key and ballots were destroyed.
    pub at: Moment,
    /// Whether copies of them may still lie in the store's files.
    pub files: Files,
    /// The breakdowns that may be published.
    pub shown: Breakdowns,
    /// How many had named a group.
    pub named: u32,
}

/// What became of the store's files, in which what was destroyed leaves traces until they are written anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "are", rename_all = "snake_case")]
pub enum Files {
    /// Still to be written anew.
    Old,
    /// Written anew: the run is sealed.
    Rewritten,
    /// The store will not write them anew: the run is not sealed.
    Refused {
        /// In the store's words.
        why: String,
    },
}

impl Seal {
    /// Nothing here links a pass to a choice any more.
    pub fn is_whole(&self) -> bool {
        self.files == Files::Rewritten
    }
}
