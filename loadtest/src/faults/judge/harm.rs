//! Which faults hit something that was on its way: a fault that hit nothing does not count.

use super::Verdict;
use super::story::{Fault, Sending, Story};
use crate::faults::history::Said;

/// A ballot that took longer than this had met with something: undisturbed ones take a tenth of it.
const DELAYED: u64 = 250_000;
/// No ballot waits longer for its answer than its phone does.
const LONGEST: u64 = 10_000_000;
/// "Say it again" may come so long after the heal.
const AFTERMATH: u64 = 1_000_000;

/// Counts faults by kind, and those that hit something.
pub(super) fn count(story: &Story, verdict: &mut Verdict) {
    for fault in &story.faults {
        let begin = story.sendings.partition_point(|sending| sending.at + LONGEST < fault.from);
        let end = story.sendings.partition_point(|sending| sending.at <= fault.to);
        let hit = story.sendings[begin..end].iter().any(|sending| {
            let concerned = fault.beside || fault.nodes.contains(&sending.node);
            concerned && if fault.beside { counted_beside(fault, sending) } else { harmed(fault, sending) }
        });
        let kind = verdict.faults.entry(fault.kind.clone()).or_default();
        kind.0 += 1;
        kind.1 += u32::from(hit);
    }
}

/// Sent and counted while it lasted.
fn counted_beside(fault: &Fault, sending: &Sending) -> bool {
    sending.at >= fault.from && sending.acknowledged().is_some_and(|at| at <= fault.to + AFTERMATH)
}

/// On its way at some moment of the fault, and: never answered, turned away, or late.
fn harmed(fault: &Fault, sending: &Sending) -> bool {
    match &sending.told {
        None => sending.gave_up.is_none_or(|at| at >= fault.from),
        Some((at, _)) if *at < fault.from => false,
        Some((at, Said::Again { .. })) => *at <= fault.to + AFTERMATH,
        Some((at, _)) => at - sending.at > DELAYED,
    }
}
