//! The history of a run under faults: one line of JSON for everything its clients sent, were told and saw, as it happened.
//!
//! Moments are microseconds on this program's monotonic clock. What goes out is noted before it is sent, what comes in after
//! it was read, so an act happened between its two lines. The judge reads nothing else.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use plenary_server::domain::gate::Phase;
use plenary_server::domain::kind::Choice;
use plenary_server::domain::refusal::Refusal;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Microseconds since the history began.
    pub at: u64,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "e", rename_all = "snake_case")]
pub enum What {
    /// The history begins.
    Began {
        /// Where everything random comes from.
        seed: u64,
        /// "sqlite" or "redis".
        store: String,
        /// How many nodes.
        nodes: usize,
        /// Milliseconds since 1970.
        wall_ms: u64,
    },
    /// A ballot goes out; each sending has a number of its own, also of a ballot that went out before.
    Sent {
        /// The sending.
        n: u64,
        /// Whose.
        voter: u32,
        /// The run.
        run: u32,
        /// The revision.
        r: u32,
        /// The choice; none withdraws.
        choice: Option<Choice>,
        /// Through which node's door.
        node: usize,
    },
    /// A sending was answered. One that never is stays unknown.
    Told {
        /// The sending.
        n: u64,
        /// The answer.
        said: Said,
    },
    /// The phone stopped waiting for an answer: the connection is gone, or too slow.
    GaveUp {
        /// The sending.
        n: u64,
    },
    /// What the store said stands for a pass, in answer to a hello.
    Mine {
        /// Whose.
        voter: u32,
        /// The run.
        run: u32,
        /// The revision that stands; 0 if none.
        r: u32,
        /// The choice that stands.
        choice: Option<Choice>,
        /// When the hello went out.
        asked: u64,
        /// The room's epoch.
        epoch: String,
    },
    /// A moderator acts.
    Acting {
        /// The act.
        n: u64,
        /// Through which node's door.
        node: usize,
        /// What.
        act: Act,
    },
    /// The act was answered. One that never is stays unknown.
    Acted {
        /// The act.
        n: u64,
        /// How.
        went: Went,
    },
    /// A moderator or screen was sent a view that changed something.
    Saw {
        /// Who.
        who: u32,
        /// On which of its connections.
        connection: u32,
        /// Through which node's door.
        node: usize,
        /// "moderator" or "screen".
        role: Role,
        /// The room's epoch.
        epoch: String,
        /// The view's version.
        version: u64,
        /// Each run of which something changed, as it now stands there.
        runs: Vec<RunShown>,
    },
    /// A connection of a moderator or screen is gone.
    Left {
        /// Who.
        who: u32,
    },
    /// A fault begins.
    Fault {
        /// Its number.
        n: u64,
        /// What it is.
        kind: String,
        /// The nodes whose phones it can harm.
        nodes: Vec<usize>,
        /// Nothing needs to be harmed: it is there if ballots were counted meanwhile.
        beside: bool,
        /// The store itself may lose what it acknowledged: F9 to F11, or a weaker setting.
        loses: bool,
    },
    /// It is over: what was broken is whole again.
    Healed {
        /// The fault.
        n: u64,
    },
    /// Everything is healed, every ballot was said again until its answer was definite; what follows are last looks.
    Settled,
    /// A run as one node's public view shows it to a moderator at the end.
    Last {
        /// Which node.
        node: usize,
        /// "settled", "restarted".
        when: String,
        /// The run.
        shown: RunShown,
    },
}

/// Who watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A moderator's page.
    Moderator,
    /// A room screen.
    Screen,
}

/// How a ballot was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// It stands: a receipt.
    Counted,
    /// The run is closed; this revision stands.
    Closed {
        /// None if no ballot stands.
        r: Option<u32>,
    },
    /// Another one stands.
    Superseded {
        /// Its revision.
        r: u32,
    },
    /// Not taken, say it again: whether an earlier sending was taken stays open.
    Again {
        /// The refusal's code.
        code: String,
    },
    /// Any other refusal.
    Refused {
        /// The refusal's code.
        code: String,
    },
}

impl From<&Refusal> for Said {
    fn from(why: &Refusal) -> Self {
        match why {
            Refusal::Closed { r } => Self::Closed { r: *r },
            Refusal::Superseded { r } => Self::Superseded { r: *r },
            Refusal::TryAgain | Refusal::SlowDown { .. } | Refusal::Draining => {
                Self::Again { code: why.code().to_owned() }
            }
            other => Self::Refused { code: other.code().to_owned() },
        }
    }
}

/// A moderator's act on one document, by compare-and-set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// "gate/3", "heads".
    pub document: String,
    /// The revision it was decided on.
    pub expect: u32,
    /// "open", "close", `keep_open`, "show", "hide", "set".
    pub verb: String,
    /// The countdown of a run that is opened, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
}

/// How an act was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Went {
    /// Done.
    Done {
        /// The run that was opened.
        run: Option<u32>,
    },
    /// The document has this revision now.
    Changed {
        /// Which.
        document: String,
        /// Its revision.
        rev: u32,
    },
    /// Not done, for another reason.
    Refused {
        /// The refusal's code.
        code: String,
    },
    /// The connection was lost before an answer.
    Unknown,
}

/// A run as a view shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunShown {
    /// Which.
    pub run: u32,
    /// Its state.
    pub phase: Phase,
    /// Some ballots may be missing.
    pub flagged: bool,
    /// The gate's revision (moderators).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rev: Option<u32>,
    /// The figures, if any are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tally: Option<Shown>,
}

/// What is shown of a tally.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shown {
    /// Ballots.
    pub n: u32,
    /// "I can't say" and each answer, if they are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<(u32, Vec<u32>)>,
}

/// Writes the history.
#[derive(Debug)]
pub struct Scribe {
    start: Instant,
    next: AtomicU64,
    lines: Mutex<Lines>,
}

#[derive(Debug)]
struct Lines {
    file: BufWriter<File>,
    /// The first write that failed; what follows is lost, and the run with it.
    failed: Option<io::Error>,
}

impl Scribe {
    /// Begins a history in this file.
    pub fn create(path: &Path) -> anyhow::Result<Arc<Self>> {
        let file = File::create(path).with_context(|| format!("the history {}", path.display()))?;
        let lines = Mutex::new(Lines { file: BufWriter::with_capacity(1 << 18, file), failed: None });
        Ok(Arc::new(Self { start: Instant::now(), next: AtomicU64::new(1), lines }))
    }

    /// A number nobody else got.
    pub fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// Now, as the history counts.
    pub fn now(&self) -> u64 {
        self.start.elapsed().as_micros() as u64
    }

    /// Notes something down; the moment is that of the call.
    pub fn note(&self, what: What) -> u64 {
        let at = self.now();
        let mut line = serde_json::to_vec(&Entry { at, what }).expect("an entry is JSON");
        line.push(b'\n');
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.failed.is_none() {
            lines.failed = lines.file.write_all(&line).err();
        }
        at
    }

    /// Writes down what is buffered; an error if anything could not be.
    pub fn finish(&self) -> anyhow::Result<()> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = lines.failed.take() {
            return Err(error).context("writing the history");
        }
        lines.file.flush().context("writing the history")
    }
}

/// Reads a history, in order of time.
pub fn read(path: &Path) -> anyhow::Result<Vec<Entry>> {
    let file = File::open(path).with_context(|| format!("the history {}", path.display()))?;
    let mut entries = Vec::new();
    for (number, line) in BufReader::new(file).lines().enumerate() {
        let line = line.with_context(|| format!("line {}", number + 1))?;
        entries.push(serde_json::from_str(&line).with_context(|| format!("line {}: {line}", number + 1))?);
    }
    // Two clients may have written in another order than they looked at the clock.
    entries.sort_by_key(|entry: &Entry| entry.at);
    Ok(entries)
}
