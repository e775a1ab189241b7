//! The judge: holds a history against the promises of docs/trust.md. It knows nothing of the server but the history.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::history::{self, Entry};
use story::Story;

mod acts;
mod ballots;
mod closes;
mod converging;
mod harm;
mod story;
mod views;

#[cfg(test)]
mod tests;

/// Violations beyond this many are only counted: the first ones tell the story.
const TOLD: usize = 40;

/// A promise that is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Promise {
    /// I1: what was acknowledged is in every later tally.
    NoLoss,
    /// I2: a pass counts once, by its newest wish.
    NoDouble,
    /// I3: figures are those of the ballots.
    ExactTally,
    /// I4: what is closed stays as it is.
    CloseIsFinal,
    /// I5: screens come to show the tally.
    Convergence,
    /// I6: nothing shown falls behind what was shown.
    NoGoingBack,
    /// I7: nothing is shown that was not sent.
    NoPhantom,
    /// I8: moderators' acts on a document take effect one after the other.
    Acts,
    /// I9: whoever comes back is told no less than was acknowledged.
    Recovery,
    /// I12: what the store lost is flagged, and nothing else is.
    GoneBack,
}

impl Promise {
    const ALL: [Self; 10] = [
        Self::NoLoss,
        Self::NoDouble,
        Self::ExactTally,
        Self::CloseIsFinal,
        Self::Convergence,
        Self::NoGoingBack,
        Self::NoPhantom,
        Self::Acts,
        Self::Recovery,
        Self::GoneBack,
    ];

    fn says(self) -> &'static str {
        match self {
            Self::NoLoss => "I1 no loss",
            Self::NoDouble => "I2 no double",
            Self::ExactTally => "I3 exact tally",
            Self::CloseIsFinal => "I4 close is final",
            Self::Convergence => "I5 convergence",
            Self::NoGoingBack => "I6 no going back",
            Self::NoPhantom => "I7 no phantom",
            Self::Acts => "I8 moderators' acts",
            Self::Recovery => "I9 recovery",
            Self::GoneBack => "I12 gone back is flagged",
        }
    }
}

/// What the judge found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Verdict {
    /// Where everything random came from.
    pub seed: u64,
    /// Which store.
    pub store: String,
    /// Nodes.
    pub nodes: usize,
    /// How long it took.
    pub seconds: f64,
    /// Runs.
    pub runs: usize,
    /// Ballots that went out, each time they did.
    pub sendings: usize,
    /// … that were never answered.
    pub unanswered: usize,
    /// Ballots acknowledged, each revision of each voter once.
    pub acknowledged: usize,
    /// By kind: dealt, and of those that harmed something.
    pub faults: BTreeMap<String, (u32, u32)>,
    /// Acknowledged ballots that are missing.
    pub lost: u64,
    /// … in runs that say so.
    pub lost_and_flagged: u64,
    /// Ballots counted that nobody may have twice.
    pub doubled: u64,
    /// Ballots acknowledged that were sent after a close was told.
    pub acknowledged_after_close: u64,
    /// Figures of closed runs that are not as they were.
    pub changed_after_close: u64,
    /// Figures above what was sent by then.
    pub phantoms: u64,
    /// Views that fell behind.
    pub backwards: u64,
    /// Milliseconds from a heal until the last screen showed what was acknowledged, at worst, and after what.
    pub worst_convergence: Option<(u64, String)>,
    /// Times that a screen did not show it before the next fault began: how long it would have taken is not known.
    pub cut_short: u64,
    /// How much was held against each promise.
    pub weighed: BTreeMap<Promise, u64>,
    /// What must not be.
    pub violations: Vec<(Promise, String)>,
    /// How many of those were not written down.
    pub more_violations: u64,
    /// Where the history is, if it was kept.
    pub history: Option<PathBuf>,
    /// Where data and logs are, if they were kept.
    pub data: Option<PathBuf>,
}

impl Verdict {
    /// Nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.violations.is_empty()
    }

    /// Faults that harmed something.
    pub fn effective(&self) -> u32 {
        self.faults.values().map(|(_, effective)| effective).sum()
    }

    /// Removes the history and the data that were kept.
    pub fn forget(&self) -> anyhow::Result<()> {
        if let Some(history) = &self.history {
            std::fs::remove_file(history)?;
        }
        if let Some(data) = &self.data {
            std::fs::remove_dir_all(data)?;
        }
        Ok(())
    }

    fn dealt(&self) -> u32 {
        self.faults.values().map(|(dealt, _)| dealt).sum()
    }

    /// Promises that hold, and that do not.
    pub fn counts(&self) -> (usize, usize) {
        let broken = Promise::ALL.iter().filter(|promise| self.breaks(**promise)).count();
        (Promise::ALL.len() - broken, broken)
    }

    /// Whether this promise is broken.
    pub fn breaks(&self, promise: Promise) -> bool {
        self.violations.iter().any(|(broken, _)| *broken == promise)
    }

    /// So many more things were held against a promise.
    fn weigh(&mut self, promise: Promise, more: usize) {
        *self.weighed.entry(promise).or_default() += more as u64;
    }

    fn violated(&mut self, promise: Promise, what: String) {
        if self.violations.iter().any(|(_, told)| *told == what) {
            return;
        }
        if self.violations.len() < TOLD || !self.breaks(promise) {
            self.violations.push((promise, what));
        } else {
            self.more_violations += 1;
        }
    }
}

/// Reads a history and judges it.
pub fn judge(path: &Path) -> anyhow::Result<Verdict> {
    judge_entries(history::read(path)?)
}

/// Judges a history that was read.
pub fn judge_entries(entries: Vec<Entry>) -> anyhow::Result<Verdict> {
    let story = Story::of(entries)?;
    let mut verdict = Verdict {
        seed: story.seed,
        store: story.store.clone(),
        nodes: story.nodes,
        seconds: story.end as f64 / 1e6,
        runs: story.runs().len(),
        sendings: story.sendings.len(),
        unanswered: story.sendings.iter().filter(|sending| sending.told.is_none()).count(),
        ..Verdict::default()
    };
    harm::count(&story, &mut verdict);
    if let Some(moment) = story.gone_back() {
        // Until the store lost something, nothing excuses anything.
        weigh(&story.until(moment), &mut verdict);
    }
    weigh(&story, &mut verdict);
    Ok(verdict)
}

fn weigh(story: &Story, verdict: &mut Verdict) {
    ballots::judge(story, verdict);
    closes::judge(story, verdict);
    views::judge(story, verdict);
    converging::judge(story, verdict);
    acts::judge(story, verdict);
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (store, nodes, seed) = (&self.store, self.nodes, self.seed);
        writeln!(f, "{store}, {nodes} node(s), seed {seed}, {:.0} s, {} runs", self.seconds, self.runs)?;
        writeln!(f, "  ballots acknowledged      {}", self.acknowledged)?;
        writeln!(f, "  ballots sent              {} ({} never answered)", self.sendings, self.unanswered)?;
        writeln!(f, "  faults that hit something {} of {}", self.effective(), self.dealt())?;
        for (kind, (dealt, effective)) in &self.faults {
            writeln!(f, "    {kind:<32} {effective:>3} of {dealt}")?;
        }
        writeln!(f, "  lost                      {}", self.lost)?;
        writeln!(f, "  lost by the store, flagged {}", self.lost_and_flagged)?;
        writeln!(f, "  doubled                   {}", self.doubled)?;
        writeln!(f, "  acknowledged after close  {}", self.acknowledged_after_close)?;
        writeln!(f, "  changed after close       {}", self.changed_after_close)?;
        writeln!(f, "  phantoms                  {}", self.phantoms)?;
        writeln!(f, "  views that went back      {}", self.backwards)?;
        match &self.worst_convergence {
            Some((ms, after)) => writeln!(f, "  worst convergence         {ms} ms ({after})")?,
            None => writeln!(f, "  worst convergence         not measured")?,
        }
        writeln!(f, "  … the next fault came first {}", self.cut_short)?;
        for promise in Promise::ALL {
            let weighed = self.weighed.get(&promise).copied().unwrap_or(0);
            let how = if self.breaks(promise) { "BROKEN" } else { "held" };
            writeln!(f, "  {:<26} {how}, {weighed} checks", promise.says())?;
        }
        for (promise, what) in &self.violations {
            writeln!(f, "  {}: {what}", promise.says())?;
        }
        if self.more_violations > 0 {
            writeln!(f, "  … and {} more", self.more_violations)?;
        }
        for (what, path) in [("history", &self.history), ("data and logs", &self.data)] {
            if let Some(path) = path {
                writeln!(f, "  {what}: {}", path.display())?;
            }
        }
        Ok(())
    }
}
