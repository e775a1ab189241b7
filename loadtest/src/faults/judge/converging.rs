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
    let seen = Seen::of(story);
    for (fault, next) in story.faults.iter().zip(story.faults.iter().skip(1).map(Some).chain([None])) {
        let heal = fault.to;
        let until = next.map_or(story.settled.unwrap_or(story.end), |next| next.from);
        for run in story.runs().into_iter().filter(|run| !spoiled.contains(run)) {
            let Some(wanted) = acknowledged_by(story, run, heal) else { continue };
            for (who, times) in seen.of_run(run) {
                let Some(took) = took(times, heal, until, wanted) else {
                    if until.saturating_sub(heal) > LIMIT {
                        let what = format!(
                            "run {run}: observer {who} did not show {wanted} ballots 15 s after: {}",
                            fault.kind
                        );
                        verdict.violated(Promise::Convergence, what);
                    }
                    continue;
                };
                verdict.weigh(Promise::Convergence, 1);
                if took > LIMIT {
                    let what = format!(
                        "run {run}: observer {who} showed {wanted} ballots {} ms after: {}",
                        took / 1_000,
                        fault.kind
                    );
                    verdict.violated(Promise::Convergence, what);
                }
                let worst = verdict.worst_convergence.as_ref().map_or(0, |(ms, _)| *ms);
                if took / 1_000 > worst || verdict.worst_convergence.is_none() {
                    verdict.worst_convergence = Some((took / 1_000, format!("after: {}", fault.kind)));
                }
            }
        }
    }
    in_the_end(story, &spoiled, verdict);
}

/// By run and observer: when which n was shown.
struct Seen<'a>(BTreeMap<u32, HashMap<u32, Vec<(u64, u32)>>>, std::marker::PhantomData<&'a ()>);

impl<'a> Seen<'a> {
    fn of(story: &'a Story) -> Self {
        let mut all: BTreeMap<u32, HashMap<u32, Vec<(u64, u32)>>> = BTreeMap::new();
        for saw in &story.saws {
            for shown in &saw.runs {
                let Some(tally) = &shown.tally else { continue };
                all.entry(shown.run).or_default().entry(saw.who).or_default().push((saw.at, tally.n));
            }
        }
        Self(all, std::marker::PhantomData)
    }

    fn of_run(&self, run: u32) -> impl Iterator<Item = (&u32, &Vec<(u64, u32)>)> {
        self.0.get(&run).into_iter().flatten()
    }
}

/// Voters whose ballot stands by what was acknowledged until then, if anybody voted of late. Who ever withdrew is left out.
fn acknowledged_by(story: &Story, run: u32, heal: u64) -> Option<u32> {
    let mut voters = BTreeSet::new();
    let mut withdrew = BTreeSet::new();
    let mut newest = 0;
    for sending in story.of_run(run) {
        if sending.choice.is_none() {
            withdrew.insert(sending.voter);
        } else if let Some(at) = sending.acknowledged().filter(|at| *at <= heal) {
            voters.insert(sending.voter);
            newest = newest.max(at);
        }
    }
    let recent = newest > 0 && newest + RECENT > heal;
    let count = voters.difference(&withdrew).count() as u32;
    (recent && count > 0).then_some(count)
}

/// How long after the heal this many were shown; `None` if it was not until the next fault.
fn took(times: &[(u64, u32)], heal: u64, until: u64, wanted: u32) -> Option<u64> {
    let shown_at_heal = times.iter().take_while(|(at, _)| *at <= heal).last().map(|(_, n)| *n);
    if shown_at_heal.is_some_and(|n| n >= wanted) {
        return Some(0);
    }
    times.iter().find(|(at, n)| *at > heal && *at <= until && *n >= wanted).map(|(at, _)| at - heal)
}

/// When all is settled every observer shows what the nodes' public views show.
fn in_the_end(story: &Story, spoiled: &BTreeSet<u32>, verdict: &mut Verdict) {
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
    for (_, node, last) in settled.filter(|(_, _, last)| !spoiled.contains(&last.run)) {
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
