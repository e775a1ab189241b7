//! What a store that went back still has of a room, and what a node writes to make it whole again.

use super::{Changes, Document, Epoch, RunKey};
use crate::domain::gate::Gate;
use crate::domain::id::RunId;

/// What a node writes of a room whose store went back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refounding {
    /// Documents, written where there are none.
    pub documents: Vec<Document>,
    /// Gates, written where there are none.
    pub gates: Vec<(RunId, Gate)>,
    /// Run keys, written where there are none.
    pub keys: Vec<(RunId, RunKey)>,
    /// The minutes' lines (JSON) that tell of it.
    pub minutes: Vec<String>,
}

/// A room that is not what this node remembers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoneBack {
    /// The epoch this node knew.
    pub known: Epoch,
    /// The room as the store has it: an older copy, or another history. `None`: it has none.
    pub there: Option<Changes>,
}
