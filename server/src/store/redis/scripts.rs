//! The Lua scripts, one per verb, each put together from the pieces it stands on.

use redis::Cmd;

use crate::domain::gate::{CLOSE_AFTER_MS, GRACE_MS};
use crate::domain::id::RunId;
use crate::plant;

const ROOM: &str = include_str!("room.lua");
const RUN: &str = include_str!("run.lua");
const GATE: &str = include_str!("gate.lua");
const ACTS: &str = include_str!("acts.lua");
const COUNTERS: &str = include_str!("counters.lua");

/// A script, known to Redis by the hash of its text.
#[derive(Debug)]
pub(super) struct Script {
    text: String,
    hash: String,
}

impl Script {
    /// A script that writes. Its first line has Redis refuse it whole when it is out of memory, or a replica, or cut off
    /// from the replicas it needs: never halfway.
    fn writing(pieces: &[&str]) -> Self {
        Self::of("#!lua", pieces)
    }

    /// A script that only reads, and so works when nothing can be written.
    fn reading(pieces: &[&str]) -> Self {
        Self::of("#!lua flags=no-writes", pieces)
    }

    fn of(first_line: &str, pieces: &[&str]) -> Self {
        let numbers = format!(
            "local GRACE_MS, CLOSE_AFTER_MS, QUESTIONS, MAX_R = {GRACE_MS}, {CLOSE_AFTER_MS}, {}, {}",
            RunId::QUESTIONS,
            u32::MAX
        );
        let text = plant::script(format!("{first_line}\n{numbers}\n{}", pieces.join("\n")));
        let hash = redis::Script::new(&text).get_hash().to_owned();
        Self { text, hash }
    }

    /// The whole text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A call of it on these keys, ready for its arguments.
    pub(super) fn call(&self, keys: &[String]) -> Cmd {
        let mut call = redis::cmd("EVALSHA");
        call.arg(&self.hash).arg(keys.len()).arg(keys);
        call
    }
}

/// All of them.
#[derive(Debug)]
pub(super) struct Scripts {
    pub(super) found: Script,
    pub(super) read: Script,
    pub(super) amend: Script,
    pub(super) cast: Script,
    pub(super) resegment: Script,
    pub(super) due: Script,
    pub(super) shut: Script,
    pub(super) attend: Script,
    pub(super) refound: Script,
    pub(super) drop: Script,
    pub(super) seal: Script,
}

impl Scripts {
    pub(super) fn new() -> Self {
        Self {
            found: Script::writing(&[ROOM, include_str!("found.lua")]),
            read: Script::reading(&[ROOM, include_str!("read.lua")]),
            amend: Script::writing(&[
                ROOM,
                RUN,
                GATE,
                ACTS,
                COUNTERS,
                include_str!("carry.lua"),
                include_str!("amend.lua"),
            ]),
            cast: Script::writing(&[ROOM, GATE, COUNTERS, include_str!("cast.lua")]),
            resegment: Script::writing(&[ROOM, GATE, COUNTERS, include_str!("resegment.lua")]),
            due: Script::reading(&[ROOM, GATE, include_str!("due.lua")]),
            shut: Script::writing(&[ROOM, GATE, include_str!("shut.lua")]),
            attend: Script::writing(&[ROOM, include_str!("attend.lua")]),
            refound: Script::writing(&[ROOM, RUN, include_str!("refound.lua")]),
            drop: Script::writing(&[ROOM, include_str!("drop.lua")]),
            seal: Script::writing(&[ROOM, RUN, GATE, ACTS, COUNTERS, include_str!("seal.lua")]),
        }
    }
}
