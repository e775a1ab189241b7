//! What nodes tell of who is here, and what they are told of the whole room.

use std::collections::BTreeMap;

use crate::domain::id::{PresenceKey, RunId};
use crate::domain::person::Mode;

/// What one node tells of who came and left since it last told, and asks of the whole room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attendance {
    /// Everybody this node has is in `came`; what it told before is forgotten.
    pub afresh: bool,
    /// Those who came, or whose mode changed.
    pub came: Vec<(PresenceKey, Mode)>,
    /// Those who left.
    pub left: Vec<PresenceKey>,
    /// Those to be counted as eligible in a run (they were here while it was open).
    pub eligible: Vec<(RunId, Vec<PresenceKey>)>,
    /// Those whose page drew a run while it was visible.
    pub seen: Vec<(RunId, Vec<PresenceKey>)>,
    /// The runs whose numbers are asked for.
    pub ask: Vec<RunId>,
    /// What the node tells every node of itself, in words the store does not read; it replaces what it told before.
    pub note: String,
}

/// Who is here, over all nodes heard from within [`NODE_EXPIRES`](super::NODE_EXPIRES).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presence {
    /// This node's part had expired (or never was): tell it again with `afresh`.
    pub tell_afresh: bool,
    /// Distinct presences by mode. One that is on two nodes counts once, under the mode told last.
    pub here: BTreeMap<Mode, u32>,
    /// For each run asked for: distinct eligible, distinct seen.
    pub runs: Vec<(RunId, u32, u32)>,
    /// The notes of all nodes heard from, this one's with them, in no order.
    pub notes: Vec<String>,
}
