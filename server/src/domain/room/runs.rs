//! What a run says of itself: its state, its texts that may be read, its breakdowns, and when it can be sealed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Held, HeldRun};
use crate::domain::breakdown::{self, Breakdowns};
use crate::domain::gate::{Gate, Phase};
use crate::domain::kind::phrases::{Judged, Verdict};
use crate::domain::moment::Moment;
use crate::domain::person::Group;
use crate::domain::run::Run;
use crate::domain::seal::{Files, Seal};
use crate::domain::tally::Tally;

impl HeldRun {
    /// One that nobody has voted in.
    pub fn of(run: Run) -> Self {
        let (gate, tally, judged) = (Gate::default(), Tally::default(), BTreeMap::new());
        Self { run, gate, gate_version: 0, tally, tally_version: 0, judged, seal: None }
    }

    /// The texts that everybody may read, folded.
    pub fn approved(&self) -> BTreeSet<String> {
        let is_approved = |held: &Held<Judged>| held.value.verdict == Verdict::Approved;
        self.judged.iter().filter(|(_, held)| is_approved(held)).map(|(text, _)| text.clone()).collect()
    }

    /// The room's version when the counts, or what may be read of them, last changed.
    pub fn result_version(&self) -> u64 {
        self.judged.values().map(|held| held.version).fold(self.tally_version.max(self.gate_version), u64::max)
    }

    /// The state as a person would name it.
    pub fn phase(&self) -> Phase {
        self.gate.phase()
    }

    /// What may be told by mode and by group of a run that is over, and how many named a group, where `k` is the smallest group
    /// that is published. Of a sealed run the same as before: it was worked out then.
    pub fn breakdowns(&self, k: u32) -> (Breakdowns, u32) {
        match &self.seal {
            Some(seal) => (seal.value.shown.clone(), seal.value.named),
            // Of single texts no group's figures say anything, and few would be given away.
            None if !self.run.kind.breaks_down() => (Breakdowns::default(), 0),
            None => {
                let named = self.tally.total().ballots - self.tally.along(Group::Unstated).ballots;
                (breakdown::published(&self.tally, k), named)
            }
        }
    }

    /// Since when nothing can change here any more.
    pub fn over_since(&self) -> Option<Moment> {
        let gate = &self.gate;
        gate.shut.or_else(|| gate.void.then_some(gate.until.unwrap_or(gate.opened)))
    }

    /// What is to be left of it.
    pub fn sealed(&self, k: u32, now: Moment) -> Seal {
        let (shown, named) = self.breakdowns(k);
        Seal { at: now, files: Files::Old, shown, named }
    }
}
