//! How long after a heal every screen shows what had been acknowledged by then, and that all show the same in the end.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::story::Story;
use super::{Promise, Verdict};
use crate::faults::history::{Role, RunShown};

/// A screen that does not show it by then never will: the longest any wait of ours takes, twice.
const LIMIT: u64 = 15_000_000;
/// A run nobody voted in for so long before a heal is not looked for.
const RECENT: u64 = 10_000_000;

/// Judges every quiet time after a fault, and the end.
pub(super) fn judge(story: &Story, verdict: &mut Verdict) {
    let spoiled = story.spoiled();
    let seen = seen(story);
    let runs = story.runs().into_iter().filter(|run| !spoiled.contains(run));
    let runs: Vec<(u32, Counted)> = runs.map(|run| (run, Counted::of(story, run))).collect();
    let mut cut_short = 0;
    for (fault, next) in story.faults.iter().zip(story.faults.iter().skip(1).map(Some).chain([None])) {
        let heal = fault.to;
        let until = next.map_or(story.settled.unwrap_or(story.end), |next| next.from);
        for (run, counted) in &runs {
            let Some(wanted) = counted.by(heal) else { continue };
            for (who, times) in seen.get(run).into_iter().flatten() {
                let took = took(times, heal, until, wanted);
                let is_late = took.map_or(until.saturating_sub(heal) > LIMIT, |took| took > LIMIT);
                if is_late {
                    let kind = &fault.kind;
                    let what =
                        format!("run {run}: observer {who} did not show {wanted} ballots within 15 s after: {kind}");
                    verdict.violated(Promise::Convergence, what);
                }
                let Some(took) = took else {
                    cut_short += 1;
                    continue;
                };
                verdict.weigh(Promise::Convergence, 1);
                let worst = verdict.worst_convergence.as_ref().map(|(ms, _)| *ms);
                if worst.is_none_or(|worst| took / 1_000 > worst) {
                    verdict.worst_convergence = Some((took / 1_000, format!("after: {}", fault.kind)));
                }
            }
        }
    }
    verdict.cut_short = cut_short;
    in_the_end(story, verdict);
}

/// By observer: when which n was shown.
type Shows = HashMap<u32, Vec<(u64, u32)>>;

fn seen(story: &Story) -> BTreeMap<u32, Shows> {
    let mut all: BTreeMap<u32, Shows> = BTreeMap::new();
    for saw in &story.saws {
        for shown in &saw.runs {
            let Some(tally) = &shown.tally else { continue };
            all.entry(shown.run).or_default().entry(saw.who).or_default().push((saw.at, tally.n));
        }
    }
    all
}

/// When ballots of a run were acknowledged.
struct Counted {
    /// Each receipt, ascending.
    receipts: Vec<u64>,
    /// Each voter's first, ascending. Who ever withdrew is left out.
    firsts: Vec<u64>,
}

impl Counted {
    fn of(story: &Story, run: u32) -> Self {
        let (mut receipts, mut firsts, mut withdrew) = (Vec::new(), HashMap::new(), BTreeSet::new());
        for sending in story.of_run(run) {
            if sending.choice.is_none() {
                withdrew.insert(sending.voter);
            } else if let Some(at) = sending.acknowledged() {
                receipts.push(at);
                let first = firsts.entry(sending.voter).or_insert(at);
                *first = at.min(*first);
            }
        }
        let mut firsts: Vec<u64> =
            firsts.into_iter().filter(|(voter, _)| !withdrew.contains(voter)).map(|(_, at)| at).collect();
        receipts.sort_unstable();
        firsts.sort_unstable();
        Self { receipts, firsts }
    }

    /// Voters whose ballot stands by what was acknowledged until then, if anybody voted of late.
    fn by(&self, heal: u64) -> Option<u32> {
        let newest = self.receipts.partition_point(|at| *at <= heal).checked_sub(1).map(|at| self.receipts[at])?;
        let count = self.firsts.partition_point(|at| *at <= heal) as u32;
        (newest + RECENT > heal && count > 0).then_some(count)
    }
}

/// How long after the heal this many were shown; `None` if it was not until the next fault.
fn took(times: &[(u64, u32)], heal: u64, until: u64, wanted: u32) -> Option<u64> {
    let after = times.partition_point(|(at, _)| *at <= heal);
    if times[..after].last().is_some_and(|(_, n)| *n >= wanted) {
        return Some(0);
    }
    let shown = times[after..].iter().take_while(|(at, _)| *at <= until);
    shown.into_iter().find(|(_, n)| *n >= wanted).map(|(at, _)| at - heal)
}

/// When all is settled every observer shows what the nodes' public views show, also of runs that lost ballots: losing them is no
/// excuse for showing something else.
fn in_the_end(story: &Story, verdict: &mut Verdict) {
    if story.settled.is_none() {
        return;
    }
    let mut held: BTreeMap<(u32, u32), (Role, &RunShown)> = BTreeMap::new();
    for saw in &story.saws {
        for shown in &saw.runs {
            held.insert((shown.run, saw.who), (saw.role, shown));
        }
    }
    let settled = story.last.iter().filter(|(when, ..)| when == "settled");
    for (_, node, last) in settled {
        for ((run, who), (role, shown)) in held.range((last.run, 0)..=(last.run, u32::MAX)) {
            verdict.weigh(Promise::Convergence, 1);
            let same_n = shown.tally.as_ref().map(|tally| tally.n) == last.tally.as_ref().map(|tally| tally.n);
            let same = match role {
                Role::Moderator => shown.tally == last.tally && shown.phase == last.phase,
                // Screens do not see all that moderators do; what they see is the same.
                Role::Screen => shown.tally.is_none() || same_n,
            };
            if !same {
                let what = format!("run {run}: in the end observer {who} shows {shown:?}, node {node} has {last:?}");
                verdict.violated(Promise::Convergence, what);
            }
        }
    }
}
