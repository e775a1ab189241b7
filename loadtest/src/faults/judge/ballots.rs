//! From what each voter sent and was told follows which ballots may stand; the tally must be a sum of such.
//!
//! For one voter in one run: the highest acknowledged revision stands, or a higher one whose answer is unknown; `superseded {r}` says
//! that r or more stands; `closed {r}` says that r stands for ever. While answers are unknown the tally is only bounded; phones ask
//! until they are definite, so that the bounds close.

use std::collections::{BTreeMap, BTreeSet};

use plenary_server::domain::gate::Phase;
use plenary_server::domain::kind::Choice;

use super::story::{Sending, Story};
use super::{Promise, Verdict};
use crate::faults::history::{Role, RunShown, Said, Went};

/// What one voter did in one run.
#[derive(Debug, Default)]
struct Voter<'a> {
    sendings: Vec<&'a Sending>,
}

/// A wish and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wish<'a> {
    r: u32,
    choice: Option<&'a Choice>,
    acknowledged: bool,
    /// Some sending of it may have been taken, for all we were told.
    possible: bool,
}

/// Each number of a tally between two bounds.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Bounds {
    n: (u32, u32),
    cant_say: (u32, u32),
    counts: Vec<(u32, u32)>,
}

/// Judges every run's voters, and the tallies at the end.
pub(super) fn judge(story: &Story, verdict: &mut Verdict) {
    let spoiled = story.spoiled();
    let mut acknowledged = BTreeSet::new();
    for run in story.runs() {
        let mut voters: BTreeMap<u32, Voter<'_>> = BTreeMap::new();
        for sending in story.of_run(run) {
            voters.entry(sending.voter).or_default().sendings.push(sending);
            if sending.acknowledged().is_some() {
                acknowledged.insert((run, sending.voter, sending.r));
            }
        }
        let strict = !spoiled.contains(&run);
        let mut bounds = Bounds::default();
        for (number, voter) in &voters {
            if strict {
                voter.contradictions(run, *number, verdict);
                bounds.add(&voter.may_stand());
            } else {
                // A change that was acknowledged may be undone; what was never sent may not stand all the same.
                let ever = voter.sendings.iter().map(|sending| sending.choice.as_ref());
                bounds.add(&ever.chain([None]).collect::<Vec<_>>());
            }
        }
        verdict.weigh(Promise::NoDouble, voters.len());
        if !strict
            && let Some((.., shown)) = story.last.iter().find(|(when, _, shown)| when == "settled" && shown.run == run)
        {
            let acknowledged = voters.values().filter(|voter| voter.has_one_by_receipt()).count();
            let counted = shown.tally.as_ref().map_or(0, |tally| tally.n as usize);
            verdict.lost_and_flagged += acknowledged.saturating_sub(counted) as u64;
        }
        if strict && let Some((who, shown)) = seen_closed(story, run) {
            weigh_tally(&bounds, shown, &format!("run {run}, closed, observer {who}"), strict, verdict);
        }
        for (when, node, shown) in story.last.iter().filter(|(_, _, shown)| shown.run == run) {
            weigh_tally(&bounds, shown, &format!("run {run}, node {node}, {when}"), strict, verdict);
        }
    }
    verdict.acknowledged = acknowledged.len();
    recovered(story, &spoiled, verdict);
    vanished(story, verdict);
    for run in story.flagged() {
        verdict.weigh(Promise::GoneBack, 1);
        if story.gone_back().is_none() {
            verdict.violated(Promise::GoneBack, format!("run {run} is flagged, though the store lost nothing"));
        }
    }
}

/// The newest view of a moderator in which the run is closed: its figures stand, whatever a store loses afterwards.
fn seen_closed(story: &Story, run: u32) -> Option<(u32, &RunShown)> {
    let is_closed = |shown: &RunShown| matches!(shown.phase, Phase::Closed | Phase::Published) && shown.tally.is_some();
    let closed = story.views_of(run).filter(|(saw, shown)| saw.role == Role::Moderator && is_closed(shown));
    closed.last().map(|(saw, shown)| (saw.who, shown))
}

impl<'a> Voter<'a> {
    fn wishes(&self) -> Vec<Wish<'a>> {
        let mut wishes: Vec<Wish<'a>> = Vec::new();
        for sending in &self.sendings {
            let choice = sending.choice.as_ref();
            let wish = match wishes.iter_mut().find(|wish| wish.r == sending.r && wish.choice == choice) {
                Some(wish) => wish,
                None => wishes.push_mut(Wish { r: sending.r, choice, acknowledged: false, possible: false }),
            };
            match &sending.told {
                Some((_, Said::Counted)) => (wish.acknowledged, wish.possible) = (true, true),
                // Unknown, or not taken this time by a node that cannot say whether it was.
                None | Some((_, Said::Again { .. })) => wish.possible = true,
                Some((_, Said::Closed { .. } | Said::Superseded { .. } | Said::Refused { .. })) => {}
            }
        }
        wishes
    }

    /// The least revision that stands.
    fn floor(&self) -> u32 {
        let of = |sending: &&Sending| match &sending.told {
            Some((_, Said::Counted)) => Some(sending.r),
            Some((_, Said::Superseded { r })) => Some(*r),
            _ => None,
        };
        self.sendings.iter().filter_map(of).max().unwrap_or(0)
    }

    /// What `closed` said stands (`Some(0)`: nothing does), each different word once.
    fn closed(&self) -> BTreeSet<u32> {
        let of = |sending: &&Sending| match &sending.told {
            Some((_, Said::Closed { r })) => Some(r.unwrap_or(0)),
            _ => None,
        };
        self.sendings.iter().filter_map(of).collect()
    }

    /// The choices one of which stands; `None` is "no ballot".
    fn may_stand(&self) -> Vec<Option<&'a Choice>> {
        let (floor, closed, wishes) = (self.floor(), self.closed(), self.wishes());
        let superseded_by_twin = |wish: &Wish<'_>| {
            self.sendings.iter().any(|sending| {
                let same = sending.r == wish.r && sending.choice.as_ref() == wish.choice;
                same && matches!(&sending.told, Some((_, Said::Superseded { r })) if *r == wish.r)
            })
        };
        let fits = |wish: &&Wish<'a>| {
            let pinned = match closed.iter().max() {
                None => true,
                Some(0) => wish.choice.is_none(),
                Some(r) => wish.r == *r,
            };
            // A wish of the pinned revision that was only ever refused was taken by a sending we were never told of.
            let possible = wish.possible || closed.contains(&wish.r);
            let beaten =
                wishes.iter().any(|other| other.r == wish.r && other.acknowledged && other.choice != wish.choice);
            possible && pinned && wish.r >= floor && (wish.acknowledged || !beaten) && !superseded_by_twin(wish)
        };
        let mut standing: Vec<Option<&Choice>> = wishes.iter().filter(fits).map(|wish| wish.choice).collect();
        if closed.contains(&0) || (floor == 0 && closed.is_empty()) {
            standing.push(None);
        }
        standing.dedup();
        standing
    }

    /// Whether a ballot was acknowledged and not withdrawn, whatever was said afterwards: a store that went back says of a closed run
    /// that nothing stands, and that is the loss.
    fn has_one_by_receipt(&self) -> bool {
        let wishes = self.wishes();
        let newest = wishes.iter().filter(|wish| wish.acknowledged).max_by_key(|wish| wish.r);
        newest.is_some_and(|newest| {
            let withdrew = |wish: &Wish<'_>| wish.possible && wish.choice.is_none() && wish.r > newest.r;
            newest.choice.is_some() && !wishes.iter().any(withdrew)
        })
    }

    /// What this voter was told that cannot all be true.
    fn contradictions(&self, run: u32, number: u32, verdict: &mut Verdict) {
        let who = format!("run {run}, voter {number}");
        let wishes = self.wishes();
        for (at, wish) in wishes.iter().enumerate().filter(|(_, wish)| wish.acknowledged) {
            if wishes[..at].iter().any(|other| other.acknowledged && other.r == wish.r) {
                verdict.violated(Promise::NoDouble, format!("{who}: two choices acknowledged under r{}", wish.r));
            }
        }
        let mut newest = (0, 0);
        for sending in &self.sendings {
            if let Some((at, Said::Superseded { r })) = &sending.told
                && !self.sendings.iter().any(|other| other.r == *r && other.at < *at)
            {
                verdict.violated(Promise::NoDouble, format!("{who}: superseded by r{r}, which was never sent"));
            }
            let Some(at) = sending.acknowledged() else { continue };
            let newer = self.sendings.iter().filter(|other| other.r > sending.r);
            if let Some(other) = newer
                .filter(|other| other.acknowledged().is_some_and(|then| then < sending.at))
                .max_by_key(|other| other.r)
            {
                let (old, new) = (sending.r, other.r);
                verdict.violated(Promise::NoDouble, format!("{who}: r{old} was taken after r{new} was acknowledged"));
            }
            newest = newest.max((sending.r, at));
        }
        let closed = self.closed();
        if closed.len() > 1 {
            let words: Vec<String> = closed.iter().map(|r| format!("r{r}")).collect();
            verdict.violated(Promise::CloseIsFinal, format!("{who}: told that {} stand", words.join(" and ")));
        }
        let withdrawn = wishes.iter().any(|wish| wish.r >= newest.0 && wish.choice.is_none());
        if let Some(stands) = closed.iter().max()
            && *stands < newest.0
            && !(*stands == 0 && withdrawn)
        {
            verdict.lost += 1;
            let acked = newest.0;
            verdict.violated(Promise::NoLoss, format!("{who}: r{acked} was acknowledged, r{stands} stands (0: none)"));
        } else if self.may_stand().is_empty() {
            verdict.violated(Promise::NoDouble, format!("{who}: no ballot fits what was told: {}", self.tale()));
        }
    }

    fn tale(&self) -> String {
        let word = |sending: &&Sending| match &sending.told {
            None => format!("r{} unanswered", sending.r),
            Some((_, said)) => format!("r{} {said:?}", sending.r),
        };
        self.sendings.iter().map(word).collect::<Vec<_>>().join(", ")
    }
}

impl Bounds {
    fn add(&mut self, standing: &[Option<&Choice>]) {
        let of = |says: &dyn Fn(Option<&Choice>) -> bool| {
            let least = !standing.is_empty() && standing.iter().all(|choice| says(*choice));
            (u32::from(least), u32::from(standing.iter().any(|choice| says(*choice))))
        };
        let widen = |bounds: &mut (u32, u32), by: (u32, u32)| *bounds = (bounds.0 + by.0, bounds.1 + by.1);
        widen(&mut self.n, of(&|choice| choice.is_some()));
        widen(&mut self.cant_say, of(&|choice| choice == Some(&Choice::CantSay)));
        let answers = standing.iter().flatten().flat_map(|choice| answers(choice)).max();
        let needed = answers.map_or(0, |most| usize::from(*most) + 1);
        if self.counts.len() < needed {
            self.counts.resize(needed, (0, 0));
        }
        for (answer, count) in self.counts.iter_mut().enumerate() {
            widen(count, of(&|choice| choice.is_some_and(|choice| answers_has(choice, answer))));
        }
    }
}

/// The answers a choice names, where answers are counted one by one: the phones of this test choose no others.
pub(super) fn answers(choice: &Choice) -> &[u8] {
    match choice {
        Choice::One(one) => std::slice::from_ref(one),
        Choice::Many(many) => many,
        _ => &[],
    }
}

fn answers_has(choice: &Choice, answer: usize) -> bool {
    answers(choice).iter().any(|one| usize::from(*one) == answer)
}

/// Holds a final tally against the bounds.
fn weigh_tally(bounds: &Bounds, shown: &RunShown, place: &str, strict: bool, verdict: &mut Verdict) {
    let Some(tally) = &shown.tally else {
        verdict.violated(Promise::NoLoss, format!("{place}: no figures at all"));
        return;
    };
    verdict.weigh(Promise::NoLoss, 1);
    let missing = bounds.n.0.saturating_sub(tally.n);
    let surplus = tally.n.saturating_sub(bounds.n.1);
    if missing > 0 {
        verdict.lost += u64::from(missing);
        verdict.violated(Promise::NoLoss, format!("{place}: at least {} ballots, {} counted", bounds.n.0, tally.n));
    }
    if surplus > 0 {
        verdict.doubled += u64::from(surplus);
        verdict.violated(Promise::NoDouble, format!("{place}: at most {} ballots, {} counted", bounds.n.1, tally.n));
    }
    let Some((cant_say, counts)) = &tally.counts else { return };
    let none = (0, 0);
    let answers = (0..counts.len().max(bounds.counts.len()))
        .map(|at| (at, bounds.counts.get(at).unwrap_or(&none), counts.get(at).copied().unwrap_or(0)));
    let each = answers.map(|(at, bounds, count)| (format!("answer {at}"), *bounds, count));
    for (what, (least, most), count) in each.chain([("can't say".to_owned(), bounds.cant_say, *cant_say)]) {
        verdict.weigh(Promise::ExactTally, 1);
        // What a spoiled run lacks it says; more than was sent it may never have.
        if count > most || (strict && count < least) {
            verdict.violated(Promise::ExactTally, format!("{place}: {what}: {least} to {most}, {count} counted"));
        }
    }
}

/// A run whose opening was acknowledged, or that anybody voted in, is there in the end.
fn vanished(story: &Story, verdict: &mut Verdict) {
    if story.settled.is_none() || story.gone_back().is_some() {
        return;
    }
    let opened = story.acts.iter().filter_map(|acted| match acted.went {
        Some((_, Went::Done { run })) => run,
        _ => None,
    });
    for run in story.runs().into_iter().chain(opened).collect::<BTreeSet<_>>() {
        verdict.weigh(Promise::NoLoss, 1);
        if !story.last.iter().any(|(_, _, shown)| shown.run == run) {
            verdict.violated(Promise::NoLoss, format!("run {run} was opened and is not there in the end"));
        }
    }
}

/// Whoever comes back is told no less than was acknowledged before they asked, and nothing that was never sent.
fn recovered(story: &Story, spoiled: &BTreeSet<u32>, verdict: &mut Verdict) {
    let mut by_voter: BTreeMap<(u32, u32), Vec<&Sending>> = BTreeMap::new();
    for sending in &story.sendings {
        by_voter.entry((sending.run, sending.voter)).or_default().push(sending);
    }
    for mine in story.mine.iter().filter(|mine| !spoiled.contains(&mine.run)) {
        verdict.weigh(Promise::Recovery, 1);
        let none = Vec::new();
        let sendings = by_voter.get(&(mine.run, mine.voter)).unwrap_or(&none);
        let before = |sending: &&&Sending| sending.acknowledged().is_some_and(|at| at < mine.asked);
        let floor = sendings.iter().filter(before).map(|sending| sending.r).max().unwrap_or(0);
        let who = format!("run {}, voter {}", mine.run, mine.voter);
        if mine.r < floor {
            verdict.lost += 1;
            let stands = mine.r;
            let what = format!("{who}: came back and was told r{stands} (0: none), r{floor} was acknowledged before");
            verdict.violated(Promise::Recovery, what);
        }
        let is_it = |sending: &&Sending| sending.r == mine.r && sending.choice == mine.choice && sending.at < mine.at;
        if mine.r > 0 && !sendings.iter().any(is_it) {
            verdict.violated(Promise::Recovery, format!("{who}: was told that a ballot stands that was never sent"));
        }
    }
}
