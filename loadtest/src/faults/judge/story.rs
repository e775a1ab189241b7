//! A history put together: each ballot with its answer, each act with how it went, each fault with its end.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Context, bail};
use plenary_server::domain::gate::Phase;
use plenary_server::domain::kind::Choice;

use super::super::history::{Act, Entry, Role, RunShown, Said, Went, What};

/// A ballot that went out once.
#[derive(Debug, Clone)]
pub(super) struct Sending {
    pub(super) at: u64,
    pub(super) voter: u32,
    pub(super) run: u32,
    pub(super) r: u32,
    pub(super) choice: Option<Choice>,
    pub(super) node: usize,
    pub(super) told: Option<(u64, Said)>,
    /// When its phone stopped waiting.
    pub(super) gave_up: Option<u64>,
}

impl Sending {
    /// When a receipt came.
    pub(super) fn acknowledged(&self) -> Option<u64> {
        self.told.as_ref().filter(|(_, said)| *said == Said::Counted).map(|(at, _)| *at)
    }
}

/// What the store said stands for a pass.
#[derive(Debug, Clone)]
pub(super) struct Mine {
    pub(super) asked: u64,
    pub(super) at: u64,
    pub(super) voter: u32,
    pub(super) run: u32,
    pub(super) r: u32,
    pub(super) choice: Option<Choice>,
}

/// A moderator's act.
#[derive(Debug, Clone)]
pub(super) struct Acted {
    pub(super) at: u64,
    pub(super) act: Act,
    /// None if the outcome is unknown.
    pub(super) went: Option<(u64, Went)>,
}

impl Acted {
    pub(super) fn is_done(&self) -> bool {
        matches!(self.went, Some((_, Went::Done { .. })))
    }

    /// It may have been done.
    pub(super) fn may_be_done(&self) -> bool {
        matches!(self.went, None | Some((_, Went::Done { .. } | Went::Unknown)))
    }
}

/// A view that a moderator or screen was sent.
#[derive(Debug, Clone)]
pub(super) struct Saw {
    pub(super) at: u64,
    pub(super) who: u32,
    pub(super) connection: u32,
    pub(super) role: Role,
    pub(super) epoch: String,
    pub(super) version: u64,
    pub(super) runs: Vec<RunShown>,
}

/// A fault with its end.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) from: u64,
    pub(super) to: u64,
    pub(super) kind: String,
    pub(super) nodes: Vec<usize>,
    pub(super) beside: bool,
    pub(super) loses: bool,
}

/// The whole history.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub(super) seed: u64,
    pub(super) store: String,
    pub(super) nodes: usize,
    /// In order of time.
    pub(super) sendings: Vec<Sending>,
    pub(super) mine: Vec<Mine>,
    pub(super) acts: Vec<Acted>,
    pub(super) saws: Vec<Saw>,
    pub(super) faults: Vec<Fault>,
    /// When, on which node, and what stands there at the end.
    pub(super) last: Vec<(String, usize, RunShown)>,
    /// When everything was healed and every answer definite.
    pub(super) settled: Option<u64>,
    pub(super) end: u64,
    by_run: BTreeMap<u32, Vec<usize>>,
}

impl Story {
    pub(super) fn of(entries: Vec<Entry>) -> anyhow::Result<Self> {
        let mut story = Self::default();
        let (mut sendings, mut acts, mut faults) = (HashMap::new(), HashMap::new(), HashMap::new());
        for Entry { at, what } in entries {
            story.end = story.end.max(at);
            match what {
                What::Began { seed, store, nodes, .. } => (story.seed, story.store, story.nodes) = (seed, store, nodes),
                What::Sent { n, voter, run, r, choice, node } => {
                    sendings.insert(n, story.sendings.len());
                    story.by_run.entry(run).or_default().push(story.sendings.len());
                    story.sendings.push(Sending {
                        at,
                        voter,
                        run,
                        r,
                        choice: choice.map(sorted),
                        node,
                        told: None,
                        gave_up: None,
                    });
                }
                What::Told { n, said } => {
                    let place = *sendings.get(&n).with_context(|| format!("{n} was answered and never sent"))?;
                    if story.sendings[place].told.replace((at, said)).is_some() {
                        bail!("{n} was answered twice");
                    }
                }
                What::GaveUp { n } => {
                    let place = *sendings.get(&n).with_context(|| format!("{n} was given up and never sent"))?;
                    story.sendings[place].gave_up = Some(at);
                }
                What::Mine { voter, run, r, choice, asked, .. } => {
                    story.mine.push(Mine { asked, at, voter, run, r, choice: choice.map(sorted) });
                }
                What::Acting { n, act, .. } => {
                    acts.insert(n, story.acts.len());
                    story.acts.push(Acted { at, act, went: None });
                }
                What::Acted { n, went } => {
                    // Acts that are not judged are answered too.
                    if let Some(place) = acts.get(&n) {
                        story.acts[*place].went = Some((at, went));
                    }
                }
                What::Saw { who, connection, role, epoch, version, runs, .. } => {
                    story.saws.push(Saw { at, who, connection, role, epoch, version, runs });
                }
                What::Left { .. } => {}
                What::Fault { n, kind, nodes, beside, loses } => {
                    faults.insert(n, story.faults.len());
                    story.faults.push(Fault { from: at, to: u64::MAX, kind, nodes, beside, loses });
                }
                What::Healed { n } => {
                    let place = *faults.get(&n).with_context(|| format!("fault {n} was healed and never began"))?;
                    story.faults[place].to = at;
                }
                What::Settled => story.settled = Some(at),
                What::Last { node, when, shown } => story.last.push((when, node, shown)),
            }
        }
        let end = story.end;
        story.faults.iter_mut().for_each(|fault| fault.to = fault.to.min(end));
        Ok(story)
    }

    /// The history as it was at this moment: what was under way is unknown, and nothing was looked at in the end.
    pub(super) fn until(&self, moment: u64) -> Self {
        let told = |told: &Option<(u64, Said)>| told.clone().filter(|(at, _)| *at < moment);
        let sent = self.sendings.iter().filter(|sending| sending.at < moment);
        let sendings: Vec<Sending> =
            sent.map(|sending| Sending { told: told(&sending.told), ..sending.clone() }).collect();
        let mut by_run: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (place, sending) in sendings.iter().enumerate() {
            by_run.entry(sending.run).or_default().push(place);
        }
        let acts = self.acts.iter().filter(|acted| acted.at < moment).cloned();
        let acts = acts.map(|acted| Acted { went: acted.went.clone().filter(|(at, _)| *at < moment), ..acted });
        Self {
            seed: self.seed,
            store: self.store.clone(),
            nodes: self.nodes,
            sendings,
            mine: self.mine.iter().filter(|mine| mine.at < moment).cloned().collect(),
            acts: acts.collect(),
            saws: self.saws.iter().filter(|saw| saw.at < moment).cloned().collect(),
            faults: self.faults.iter().filter(|fault| fault.to < moment).cloned().collect(),
            last: Vec::new(),
            settled: None,
            end: moment,
            by_run,
        }
    }

    /// Every run anybody spoke of.
    pub(super) fn runs(&self) -> BTreeSet<u32> {
        let shown = self.saws.iter().flat_map(|saw| saw.runs.iter().map(|shown| shown.run));
        self.by_run.keys().copied().chain(shown).collect()
    }

    /// The ballots of a run, in order of time.
    pub(super) fn of_run(&self, run: u32) -> impl Iterator<Item = &Sending> {
        self.by_run.get(&run).into_iter().flatten().map(|place| &self.sendings[*place])
    }

    /// All views that show a run.
    pub(super) fn views_of(&self, run: u32) -> impl Iterator<Item = (&Saw, &RunShown)> {
        let of = move |saw: &'_ Saw| saw.runs.iter().position(|shown| shown.run == run);
        self.saws.iter().filter_map(move |saw| of(saw).map(|place| (saw, &saw.runs[place])))
    }

    /// When the first fault began in which the store loses what it acknowledged.
    pub(super) fn gone_back(&self) -> Option<u64> {
        self.faults.iter().filter(|fault| fault.loses).map(|fault| fault.from).min()
    }

    /// The runs that say that ballots may be missing.
    pub(super) fn flagged(&self) -> BTreeSet<u32> {
        let seen = self.saws.iter().flat_map(|saw| &saw.runs).chain(self.last.iter().map(|(_, _, shown)| shown));
        seen.filter(|shown| shown.flagged).map(|shown| shown.run).collect()
    }

    /// The runs that may have lost what was acknowledged, and say so: these are not judged as the others are.
    pub(super) fn spoiled(&self) -> BTreeSet<u32> {
        if self.gone_back().is_some() { self.flagged() } else { BTreeSet::new() }
    }

    /// When anybody was first told that a run is closed.
    pub(super) fn closed_told(&self, run: u32) -> Option<u64> {
        let is_closed = |shown: &RunShown| matches!(shown.phase, Phase::Closed | Phase::Published);
        let seen = self.views_of(run).filter(|(_, shown)| is_closed(shown)).map(|(saw, _)| saw.at).min();
        let told = self.of_run(run).filter_map(|sending| sending.told.as_ref());
        let told = told.filter(|(_, said)| matches!(said, Said::Closed { .. })).map(|(at, _)| *at).min();
        seen.into_iter().chain(told).min()
    }

    /// Voters of a run may choose several answers.
    pub(super) fn is_multiple(&self, run: u32) -> bool {
        self.of_run(run).any(|sending| matches!(sending.choice, Some(Choice::Many(_))))
    }
}

/// A choice in one canonical form.
fn sorted(choice: Choice) -> Choice {
    match choice {
        Choice::Many(mut many) => {
            many.sort_unstable();
            Choice::Many(many)
        }
        other => other,
    }
}
