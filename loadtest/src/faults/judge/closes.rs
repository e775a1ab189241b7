//! A close is final: nothing sent after it was told is acknowledged, it comes when it must and not before, and the figures stay.

use plenary_server::domain::gate::Phase;

use super::story::{Acted, Story};
use super::{Promise, Verdict};
use crate::faults::history::{Shown, Went};

/// From an acknowledged close until the gate must be shut: three seconds and the grace (design.md) …
const SHUT_AFTER: u64 = 4_000_000;
/// … and so much for what the moderator's answer took on its way.
const SLACK: u64 = 100_000;

/// Judges every run that is not spoiled.
pub(super) fn judge(story: &Story, verdict: &mut Verdict) {
    let spoiled = story.spoiled();
    for run in story.runs().into_iter().filter(|run| !spoiled.contains(run)) {
        let told = story.closed_told(run);
        let due = due(story, run);
        for sending in story.of_run(run) {
            let Some(_) = sending.acknowledged() else { continue };
            verdict.weigh(Promise::CloseIsFinal, 1);
            if told.is_some_and(|told| sending.at > told) {
                verdict.acknowledged_after_close += 1;
                let late = (sending.at - told.unwrap_or_default()) / 1_000;
                let what =
                    format!("run {run}, voter {}: acknowledged, {late} ms after a close was told", sending.voter);
                verdict.violated(Promise::CloseIsFinal, what);
            } else if due.is_some_and(|due| sending.at > due) {
                verdict.acknowledged_after_close += 1;
                let late = (sending.at - due.unwrap_or_default()) / 1_000;
                let what =
                    format!("run {run}, voter {}: acknowledged {late} ms after the gate had to shut", sending.voter);
                verdict.violated(Promise::CloseIsFinal, what);
            }
        }
        if let (Some(told), Some(earliest)) = (told, earliest(story, run))
            && told < earliest
        {
            verdict.violated(Promise::CloseIsFinal, format!("run {run}: told closed before anybody closed it"));
        }
        stays(story, run, verdict);
    }
}

fn on<'a>(story: &'a Story, run: u32, verb: &'a str) -> impl Iterator<Item = &'a Acted> {
    let document = format!("gate/{run}");
    story.acts.iter().filter(move |acted| acted.act.document == document && acted.act.verb == verb)
}

/// The opening of a run, if its answer named it.
fn opening(story: &Story, run: u32) -> Option<&Acted> {
    story.acts.iter().find(|acted| matches!(acted.went, Some((_, Went::Done { run: Some(made) })) if made == run))
}

/// When the gate is shut at the latest: some close was acknowledged, and nothing may have taken it back afterwards.
fn due(story: &Story, run: u32) -> Option<u64> {
    let mut due = None;
    for close in on(story, run, "close") {
        let Some((told, Went::Done { .. })) = close.went else { continue };
        let taken_back = on(story, run, "keep_open").filter(|kept| kept.may_be_done());
        if taken_back.into_iter().all(|kept| kept.went.as_ref().is_some_and(|(at, _)| kept.is_done() && *at < close.at))
        {
            due = due.into_iter().chain([told + SHUT_AFTER + SLACK]).min();
        }
    }
    // A countdown ends by itself, unless a close began it anew.
    let counted = opening(story, run).and_then(|opened| {
        let (told, _) = opened.went.as_ref()?;
        Some(told + u64::from(opened.act.seconds?) * 1_000_000 + SHUT_AFTER / 4 + SLACK)
    });
    let untouched = on(story, run, "keep_open").next().is_none();
    due.into_iter().chain(counted.filter(|_| untouched)).min()
}

/// Nobody can be told before this that the run is closed.
fn earliest(story: &Story, run: u32) -> Option<u64> {
    let opened = opening(story, run)?;
    let countdown = opened.act.seconds.map(|seconds| opened.at + u64::from(seconds) * 1_000_000);
    let closing = on(story, run, "close").map(|close| close.at).min();
    Some(countdown.into_iter().chain(closing).min().unwrap_or(u64::MAX))
}

/// Every figure of the closed run, wherever it is shown, is the first one.
fn stays(story: &Story, run: u32, verdict: &mut Verdict) {
    let is_closed = |phase: Phase| matches!(phase, Phase::Closed | Phase::Published);
    let views = story.views_of(run).map(|(saw, shown)| (format!("observer {}", saw.who), shown));
    let last = story.last.iter().filter(|(_, _, shown)| shown.run == run);
    let last = last.map(|(when, node, shown)| (format!("node {node}, {when}"), shown));
    let mut first: Option<Shown> = None;
    for (place, shown) in views.chain(last).filter(|(_, shown)| is_closed(shown.phase)) {
        let Some(tally) = &shown.tally else { continue };
        verdict.weigh(Promise::CloseIsFinal, 1);
        let Some(known) = &mut first else {
            first = Some(tally.clone());
            continue;
        };
        let differs = known.n != tally.n
            || known.counts.as_ref().zip(tally.counts.as_ref()).is_some_and(|(one, other)| one != other);
        if differs {
            verdict.changed_after_close += 1;
            let what = format!("run {run}, {place}: closed with {known:?}, now {tally:?}");
            verdict.violated(Promise::CloseIsFinal, what);
        }
        if known.counts.is_none() {
            known.counts.clone_from(&tally.counts);
        }
    }
    let left_open = story.last.iter().any(|(_, _, shown)| shown.run == run && shown.phase.is_open());
    if left_open && story.closed_told(run).is_some() {
        verdict.violated(Promise::CloseIsFinal, format!("run {run}: told closed, and open at the end"));
    }
}
