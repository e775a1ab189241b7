//! One workshop being held, folded from what the store holds: its documents, gates and tallies.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::gate::{Gate, Phase};
use super::id::{PollId, RoomCode, RunId, ScreenId};
use super::moment::Moment;
use super::person::Role;
use super::poll::Poll;
use super::run::Run;
use super::stage::{Showing, Stage};
use super::tally::Tally;
use super::workshop::Workshop;

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
                _ => return None,
            },
            Some(("poll", id)) => Self::Poll(id.parse().ok()?),
            Some(("run", id)) => Self::Run(RunId(id.parse().ok()?)),
            Some(("screen", id)) => Self::Screen(id.parse().ok()?),
            Some(("handover", hash)) => Self::Handover(hash.to_owned()),
            Some(_) => return None,
        })
    }
}

/// How the room is run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The smallest group whose figures are published.
    pub k: u32,
    /// Minutes east of Greenwich of the first moderator's clock, for times in the report.
    #[serde(default)]
    pub utc_offset: Option<i16>,
    /// A rehearsal of that room.
    #[serde(default)]
    pub rehearsal_of: Option<RoomCode>,
    /// When the rehearsal goes away by itself.
    #[serde(default)]
    pub rehearsal_ends: Option<Moment>,
}

/// The smallest group whose figures are published, unless the room says otherwise.
pub const K: u32 = 5;

impl Default for Settings {
    fn default() -> Self {
        Self { k: K, utc_offset: None, rehearsal_of: None, rehearsal_ends: None }
    }
}

/// The order of the polls.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Agenda {
    /// In the order they are planned.
    pub polls: Vec<PollId>,
    /// Statements decks that were added.
    #[serde(default)]
    pub decks: Vec<String>,
}

/// A poll as planned, with what moderators did to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// The poll.
    pub poll: Poll,
    /// Marked to be opened next.
    #[serde(default)]
    pub armed: bool,
}

/// People about, counted by eye.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HeadCounts {
    /// In the room.
    pub room: Option<u32>,
    /// In the meeting tool.
    pub online: Option<u32>,
}

/// A paired screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    /// What moderators call it.
    pub name: String,
    /// What it shows whatever the stage does.
    pub pinned: Option<Showing>,
    /// Counts up with every *blink*.
    pub blink: u32,
}

/// Which generation of each role's links is good; a role not named is at generation 1.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Links {
    /// By role.
    pub generations: BTreeMap<Role, u32>,
}

impl Links {
    /// The generation that is good for `role`.
    pub fn generation(&self, role: Role) -> u32 {
        self.generations.get(&role).copied().unwrap_or(1)
    }
}

/// A single-use link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// What it makes of the device that opens it.
    pub role: Role,
    /// When it ends.
    pub until: Moment,
    /// The generation of the role's links it was made in: revoking the role ends it too.
    pub generation: u32,
}

/// What a line of the minutes tells: who did what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Who; `None` is the clock.
    pub by: Option<Role>,
    /// What.
    #[serde(flatten)]
    pub act: Act,
}

/// What was done in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// A run was opened.
    Opened {
        /// Which.
        run: RunId,
        /// Of which poll.
        poll: PollId,
        /// With a countdown of so many seconds.
        seconds: Option<u32>,
    },
    /// A close was asked for.
    Closing {
        /// Which run.
        run: RunId,
        /// To be shown at once.
        show: bool,
    },
    /// The close was taken back.
    KeptOpen {
        /// Which run.
        run: RunId,
    },
    /// The end was moved later.
    Extended {
        /// Which run.
        run: RunId,
        /// By so many seconds.
        seconds: u32,
    },
    /// The gate shut; nothing was taken afterwards.
    Shut {
        /// Which run.
        run: RunId,
        /// The result was shown with it.
        shown: bool,
    },
    /// The result was shown.
    Shown {
        /// Which run.
        run: RunId,
    },
    /// The result was hidden again (it had been seen).
    Hidden {
        /// Which run.
        run: RunId,
    },
    /// The opening was undone; the run counts for nothing.
    Voided {
        /// Which run.
        run: RunId,
    },
    /// Something was put on the stage.
    Staged {
        /// What.
        showing: Showing,
    },
    /// A poll was written on what was just said.
    Raised {
        /// Which.
        poll: PollId,
    },
    /// A poll was changed.
    Edited {
        /// Which.
        poll: PollId,
    },
    /// A poll was marked to be opened next, or no more.
    Armed {
        /// Which.
        poll: PollId,
        /// On or off.
        armed: bool,
    },
    /// A poll was taken off the agenda.
    Dropped {
        /// Which.
        poll: PollId,
    },
    /// The polls were put in another order.
    Ordered,
    /// A statements deck was added.
    DeckAdded {
        /// Which.
        deck: String,
    },
    /// The people about were counted.
    Heads {
        /// In the room.
        room: Option<u32>,
        /// In the meeting tool.
        online: Option<u32>,
    },
    /// A screen was let in.
    ScreenLetIn {
        /// Its name.
        name: String,
    },
    /// A screen was named.
    ScreenNamed {
        /// Its new name.
        name: String,
    },
    /// A screen was pinned, or let go.
    ScreenPinned {
        /// Its name.
        name: String,
        /// What to; `None` follows the stage.
        pinned: Option<Showing>,
    },
    /// A screen was sent away.
    ScreenRevoked {
        /// Its name.
        name: String,
    },
    /// A single-use link was made.
    HandedOver {
        /// For which role.
        role: Role,
    },
    /// A single-use link was used.
    TookOver {
        /// Which role.
        role: Role,
    },
    /// A role's links and sessions were ended.
    Revoked {
        /// Which role.
        role: Role,
    },
    /// The store had gone back and was written again from what a node knew.
    Refounded {
        /// Runs some of whose ballots may be missing.
        flagged: Vec<RunId>,
    },
    /// The store had gone back while no node had a copy of the room; it goes on from what the store still had.
    WentBack {
        /// Runs some of whose ballots may be missing.
        flagged: Vec<RunId>,
    },
}

/// A document with the revision and version it has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Held<T> {
    /// For compare-and-set; 0 if it was never written.
    pub rev: u32,
    /// The room's version when it last changed.
    pub version: u64,
    /// What it says.
    pub value: T,
}

/// A run with its gate and its tally.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRun {
    /// What was asked, frozen.
    pub run: Run,
    /// Its state.
    pub gate: Gate,
    /// The room's version when the state last changed.
    pub gate_version: u64,
    /// The counts.
    pub tally: Tally,
    /// The room's version when the counts last changed.
    pub tally_version: u64,
}

impl HeldRun {
    /// The state as a person would name it.
    pub fn phase(&self) -> Phase {
        self.gate.phase()
    }
}

/// One workshop being held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Its join code.
    pub code: RoomCode,
    /// What the proposal says.
    pub workshop: Held<Workshop>,
    /// How it is run.
    pub settings: Held<Settings>,
    /// What screens and phones follow.
    pub stage: Held<Stage>,
    /// The order of the polls.
    pub agenda: Held<Agenda>,
    /// The polls, on the agenda or dropped from it.
    pub polls: BTreeMap<PollId, Held<Planned>>,
    /// The runs, in the order of opening.
    pub runs: BTreeMap<RunId, HeldRun>,
    /// People about.
    pub heads: Held<HeadCounts>,
    /// The paired screens.
    pub screens: BTreeMap<ScreenId, Held<Screen>>,
    /// The room's version when a screen last changed or went.
    pub screens_version: u64,
    /// Single-use links that were not used yet, by the hash of their secret.
    pub handovers: BTreeMap<String, Held<Handover>>,
    /// Runs some of whose ballots may be missing, because the store went back while they were open.
    pub flags: Held<Vec<RunId>>,
    /// Which links are good.
    pub links: Held<Links>,
}

impl Room {
    /// Whether some ballots of a run may be missing.
    pub fn is_flagged(&self, run: RunId) -> bool {
        self.flags.value.contains(&run)
    }

    /// The run on the stage, if a run stands there.
    pub fn staged(&self) -> Option<&HeldRun> {
        match self.stage.value.showing {
            Showing::Run { run } => self.runs.get(&run),
            _ => None,
        }
    }

    /// Runs that take ballots (as far as this copy knows; the store decides), oldest first.
    pub fn open_runs(&self) -> impl Iterator<Item = &HeldRun> {
        self.runs.values().filter(|held| held.phase().is_open())
    }

    /// The runs of a poll, first to last, void ones left out.
    pub fn runs_of<'a>(&'a self, poll: &'a PollId) -> impl Iterator<Item = &'a HeldRun> {
        self.runs.values().filter(move |held| held.run.poll == *poll && !held.gate.void)
    }

    /// The run a phone's first page holds: the stage's if it is open, else the oldest open one that `answered` is false for.
    pub fn first_page_run(&self, answered: impl Fn(RunId) -> bool) -> Option<&HeldRun> {
        self.staged()
            .filter(|held| held.phase().is_open())
            .or_else(|| self.open_runs().find(|held| !answered(held.run.id)))
    }
}
