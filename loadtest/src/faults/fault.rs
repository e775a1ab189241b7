//! The faults: what each is called, and which store it concerns.

use std::fmt;

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// F1: a node is killed.
    KillNode,
    /// F1: a node ends before a batch is taken to the store (needs a server with the feature `planted`).
    DieBeforeStore,
    /// F1: … when the store has it and nobody was told.
    DieBeforeAck,
    /// F1: … when the phones were told, and other nodes may not have heard.
    DieAfterAck,
    /// No fault, an upgrade: a node is told to end, and started again.
    Restart,
    /// F18: a node stands still.
    StopNode,
    /// F5: phones' connections are reset, and new ones refused.
    CutPhones,
    /// F5: half of the phones are held in silence.
    HoldHalf,
    /// F5: what phones say arrives, what they are told does not.
    HoldDown,
    /// F6: the way to a node is slow.
    SlowPhones,
    /// F16: everybody is reset and comes back at once.
    Storm,
    /// F14: many screens that never read.
    DeadScreens,
    /// F15: connections that say nothing, and half requests.
    Silent,
    /// F12: the disk is full.
    DiskFull,
    /// F12: the disk is slow to sync.
    SlowDisk,
    /// F12: the disk fails to sync.
    SyncFails,
    /// F17: a node's clock jumps, and back.
    ClockJump,
    /// F2: Redis is killed.
    KillRedis,
    /// F3: the machine of Redis loses its power.
    PowerLoss,
    /// F18: Redis stands still.
    StopRedis,
    /// F4: a node's connections to Redis are reset, and new ones refused.
    CutStore,
    /// F4: a node's connections to Redis are held in silence.
    HoldStore,
    /// F4: what a node says to Redis arrives, what it is told does not.
    HoldStoreDown,
    /// F4: what a node says to Redis does not arrive.
    HoldStoreUp,
    /// F6: the way to Redis is slow.
    SlowStore,
    /// F8: the connection for nudges is reset, and new ones are.
    CutNudges,
    /// F8: the connection for nudges is held in silence.
    HoldNudges,
    /// F13: Redis is out of memory.
    NoMemory,
    /// F9: everything in Redis is removed.
    Flush,
    /// F9: Redis starts on nothing.
    EmptyStart,
    /// F10: Redis starts on an older copy of its log.
    OlderCopy,
    /// F10, F11: a replica that was cut off is promoted, and later the old primary is back.
    StaleReplica,
    /// F18: the primary that has the room stands still, not so long that its replica is promoted.
    StopPrimary,
    /// The room's slot moves to another primary.
    MoveSlot,
    /// F10: the primary that has the room is killed, its replica is promoted, and later it is back.
    KillPrimary,
    /// F10, F11: the primary that has the room stands still until its replica is promoted, and then goes on.
    OldPrimary,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::KillNode => "node killed",
            Self::DieBeforeStore => "node ends before the store",
            Self::DieBeforeAck => "node ends before the receipt",
            Self::DieAfterAck => "node ends after the receipt",
            Self::Restart => "node restarted in order",
            Self::StopNode => "node stopped",
            Self::CutPhones => "phones reset",
            Self::HoldHalf => "half of the phones held",
            Self::HoldDown => "answers to phones held",
            Self::SlowPhones => "slow way to a node",
            Self::Storm => "all reset at once",
            Self::DeadScreens => "dead screens",
            Self::Silent => "silent connections",
            Self::DiskFull => "disk full",
            Self::SlowDisk => "slow disk",
            Self::SyncFails => "disk fails to sync",
            Self::ClockJump => "clock jumps",
            Self::KillRedis => "Redis killed",
            Self::PowerLoss => "Redis loses its power",
            Self::StopRedis => "Redis stopped",
            Self::CutStore => "node cut from Redis",
            Self::HoldStore => "node and Redis held",
            Self::HoldStoreDown => "answers of Redis held",
            Self::HoldStoreUp => "commands to Redis held",
            Self::SlowStore => "slow way to Redis",
            Self::CutNudges => "nudges cut",
            Self::HoldNudges => "nudges held",
            Self::NoMemory => "Redis out of memory",
            Self::Flush => "Redis flushed",
            Self::EmptyStart => "Redis started empty",
            Self::OlderCopy => "Redis on an older copy",
            Self::StaleReplica => "stale replica, old primary back",
            Self::StopPrimary => "primary stopped",
            Self::MoveSlot => "slot moved",
            Self::KillPrimary => "primary killed, replica promoted",
            Self::OldPrimary => "replica promoted, old primary goes on",
        })
    }
}

/// Faults under which every acknowledged ballot must survive, on any store.
pub const ANY_STORE: &[Kind] = &[
    Kind::KillNode,
    Kind::StopNode,
    Kind::CutPhones,
    Kind::HoldHalf,
    Kind::HoldDown,
    Kind::SlowPhones,
    Kind::Storm,
    Kind::DeadScreens,
    Kind::Silent,
    Kind::DiskFull,
];

/// What is no fault, and meant to harm nobody as little as one.
pub const PLANNED: &[Kind] = &[Kind::Restart];

/// … that only several nodes on a Redis know.
pub const REDIS: &[Kind] = &[
    Kind::KillRedis,
    Kind::StopRedis,
    Kind::CutStore,
    Kind::HoldStore,
    Kind::HoldStoreDown,
    Kind::HoldStoreUp,
    Kind::SlowStore,
    Kind::CutNudges,
    Kind::HoldNudges,
    Kind::NoMemory,
];

/// … that need a server with named points to end at.
pub const POINTS: &[Kind] = &[Kind::DieBeforeStore, Kind::DieBeforeAck, Kind::DieAfterAck];

/// … that need strace.
pub const TRACED: &[Kind] = &[Kind::SlowDisk, Kind::SyncFails];

/// … that need strace and a Redis.
pub const TRACED_REDIS: &[Kind] = &[Kind::PowerLoss];

/// … that need libfaketime.
pub const CLOCKED: &[Kind] = &[Kind::ClockJump];

/// Faults in which Redis itself loses what it acknowledged.
pub const LOSING: &[Kind] = &[Kind::Flush, Kind::EmptyStart, Kind::OlderCopy, Kind::StaleReplica];

/// … that only a cluster knows.
pub const CLUSTER: &[Kind] = &[Kind::StopPrimary, Kind::MoveSlot];

/// Faults in which a cluster may lose what it acknowledged.
pub const LOSING_CLUSTER: &[Kind] = &[Kind::KillPrimary, Kind::OldPrimary];

impl Kind {
    /// It may lose acknowledged ballots, which then are flagged.
    pub fn loses(self) -> bool {
        LOSING.contains(&self) || LOSING_CLUSTER.contains(&self)
    }

    /// It ends Redis, and so loses what Redis has not written down, where it acknowledges before that.
    pub fn ends_redis(self) -> bool {
        matches!(self, Self::KillRedis | Self::PowerLoss | Self::DiskFull | Self::SyncFails)
    }

    /// It harms no ballot; it is there if ballots were counted beside it.
    pub fn is_beside(self) -> bool {
        matches!(
            self,
            Self::CutNudges
                | Self::HoldNudges
                | Self::DeadScreens
                | Self::Silent
                | Self::SlowPhones
                | Self::SlowStore
                | Self::ClockJump
        )
    }

    /// It concerns the store and so all nodes, not one.
    pub(super) fn is_of_store(self) -> bool {
        matches!(
            self,
            Self::KillRedis
                | Self::PowerLoss
                | Self::StopRedis
                | Self::NoMemory
                | Self::DiskFull
                | Self::SlowDisk
                | Self::SyncFails
                | Self::Storm
                | Self::StopPrimary
                | Self::MoveSlot
        ) || self.loses()
    }
}
