//! What moderators and screens were shown: never more than was sent, never less than before, the same under the same version.

use std::collections::{BTreeMap, HashMap, HashSet};

use plenary_server::domain::kind::Choice;

use super::ballots::answers;
use super::story::{Saw, Story};
use super::{Promise, Verdict};
use crate::faults::history::{Role, RunShown, Shown};

/// For one run: when how many voters had sent something that may be counted, in all and by answer.
#[derive(Debug, Default)]
struct Sent {
    any: Vec<u64>,
    cant_say: Vec<u64>,
    answers: BTreeMap<u8, Vec<u64>>,
    /// When how many voters had sent that they withdraw: no count falls by more than these.
    withdrawn: Vec<u64>,
}

impl Sent {
    fn of(story: &Story, run: u32) -> Self {
        let mut sent = Self::default();
        let mut seen: HashSet<(u32, Option<u8>, bool)> = HashSet::new();
        let mut withdrew: HashSet<u32> = HashSet::new();
        // In order of time, so that each list is ascending and counts every voter once.
        for sending in story.of_run(run) {
            let (voter, at) = (sending.voter, sending.at);
            let Some(choice) = &sending.choice else {
                if withdrew.insert(voter) {
                    sent.withdrawn.push(at);
                }
                continue;
            };
            if seen.insert((voter, None, false)) {
                sent.any.push(at);
            }
            if *choice == Choice::CantSay && seen.insert((voter, None, true)) {
                sent.cant_say.push(at);
            }
            for answer in answers(choice) {
                if seen.insert((voter, Some(*answer), false)) {
                    sent.answers.entry(*answer).or_default().push(at);
                }
            }
        }
        sent
    }

    /// What is shown at this moment and was not sent by then.
    fn phantom(&self, tally: &Shown, at: u64) -> Option<String> {
        let by_then = |times: &[u64]| times.partition_point(|then| *then <= at) as u32;
        let above = |what: String, shown: u32, times: &[u64]| {
            let most = by_then(times);
            (shown > most).then(|| format!("{what}: {shown} shown, {most} sent"))
        };
        let n = above("n".to_owned(), tally.n, &self.any);
        let (cant_say, counts) = tally.counts.as_ref()?;
        let mut each = counts.iter().enumerate().map(|(answer, count)| {
            let times = self.answers.get(&(answer as u8)).map_or(&[][..], Vec::as_slice);
            above(format!("answer {answer}"), *count, times)
        });
        n.or_else(|| above("can't say".to_owned(), *cant_say, &self.cant_say)).or_else(|| each.find_map(|one| one))
    }

    /// The least that may be shown at this moment after `most` was.
    fn least_after(&self, most: u32, at: u64) -> u32 {
        most.saturating_sub(self.withdrawn.partition_point(|then| *then <= at) as u32)
    }

    fn phantom_n(&self, n: u32, at: u64) -> bool {
        n > self.any.partition_point(|then| *then <= at) as u32
    }
}

/// Judges all views.
pub(super) fn judge(story: &Story, verdict: &mut Verdict) {
    versions(story, verdict);
    for run in story.runs() {
        let sent = Sent::of(story, run);
        let multiple = story.is_multiple(run);
        let mut same: HashMap<(&str, Role, u64), &RunShown> = HashMap::new();
        let mut before: HashMap<(u32, &str), u32> = HashMap::new();
        for (saw, shown) in story.views_of(run) {
            agree(&mut same, (saw, shown), verdict);
            let Some(tally) = &shown.tally else { continue };
            let place = format!("run {run}, observer {} at {} ms, version {}", saw.who, saw.at / 1_000, saw.version);
            verdict.weigh(Promise::NoPhantom, 1);
            let n_alone = sent.phantom_n(tally.n, saw.at).then(|| format!("n: {} shown, more than was sent", tally.n));
            if let Some(what) = sent.phantom(tally, saw.at).or(n_alone) {
                verdict.phantoms += 1;
                verdict.violated(Promise::NoPhantom, format!("{place}: {what}"));
            }
            if let Some((cant_say, counts)) = tally.counts.as_ref().filter(|_| !multiple) {
                verdict.weigh(Promise::ExactTally, 1);
                let sum = cant_say + counts.iter().sum::<u32>();
                if sum != tally.n {
                    let n = tally.n;
                    verdict.violated(Promise::ExactTally, format!("{place}: answers add up to {sum}, n is {n}"));
                }
            }
            verdict.weigh(Promise::NoGoingBack, 1);
            let most = before.entry((saw.who, saw.epoch.as_str())).or_default();
            if tally.n < sent.least_after(*most, saw.at) {
                verdict.backwards += 1;
                verdict.violated(Promise::NoGoingBack, format!("{place}: {} after {most}", tally.n));
            }
            *most = (*most).max(tally.n);
        }
    }
}

/// On one connection the version only rises.
fn versions(story: &Story, verdict: &mut Verdict) {
    let mut newest: HashMap<(u32, u32, &str), u64> = HashMap::new();
    for saw in story.saws.iter().filter(|saw| saw.version > 0) {
        verdict.weigh(Promise::NoGoingBack, 1);
        let before = newest.entry((saw.who, saw.connection, saw.epoch.as_str())).or_default();
        if saw.version < *before {
            verdict.backwards += 1;
            let (who, version) = (saw.who, saw.version);
            verdict.violated(Promise::NoGoingBack, format!("observer {who}: version {version} after {before}"));
        }
        *before = (*before).max(saw.version);
    }
}

/// Whoever of one role is shown one version of one epoch is shown the same, on whatever node.
fn agree<'a>(
    same: &mut HashMap<(&'a str, Role, u64), &'a RunShown>,
    (saw, shown): (&'a Saw, &'a RunShown),
    verdict: &mut Verdict,
) {
    if saw.version == 0 {
        return;
    }
    verdict.weigh(Promise::ExactTally, 1);
    let known = same.entry((saw.epoch.as_str(), saw.role, saw.version)).or_insert(shown);
    if *known != shown {
        let (version, run) = (saw.version, shown.run);
        let what = format!("run {run}, version {version}: one was shown {known:?}, another {shown:?}");
        verdict.violated(Promise::ExactTally, what);
    }
}
