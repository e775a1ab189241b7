//! Moderators' acts on one document take effect one after the other, each between its sending and its answer.
//!
//! A document's revision is raised by one with every act that is done, and an act names the revision it rests on: so the order of
//! the acts is known, and the only question is whether there are moments in that order, each between an act's sending and its
//! answer. The earliest moments that fit are tried, one after the other; if those do not fit, none do. (A search among all orders,
//! as Wing and Gong, 1993, is needed for objects that do not number their states; a test compares this check with that.)

use std::collections::{BTreeMap, HashMap};

use plenary_server::domain::gate::Phase;

use super::story::{Acted, Story};
use super::{Promise, Verdict};
use crate::faults::history::{RunShown, Went};

/// What was done to one document, or asked of it.
#[derive(Debug, Default, Clone)]
pub(super) struct Document {
    /// Acts that were done, or may have been.
    pub(super) writes: Vec<Write>,
    /// Answers that named the revision.
    pub(super) reads: Vec<Read>,
    /// The clock may write once, at any time.
    pub(super) clock: bool,
}

/// An act: it takes the document from this revision to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Write {
    pub(super) from: u32,
    pub(super) sent: u64,
    /// None if it is not known whether it was done.
    pub(super) answered: Option<u64>,
}

/// "It has this revision."
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) rev: u32,
    pub(super) sent: u64,
    pub(super) answered: u64,
}

/// Judges every document, and the states that views show.
pub(super) fn judge(story: &Story, verdict: &mut Verdict) {
    let until = story.gone_back().unwrap_or(u64::MAX);
    for (name, document) in documents(story, until) {
        verdict.weigh(Promise::Acts, document.writes.len() + document.reads.len());
        if let Err(why) = document.has_an_order() {
            verdict.violated(Promise::Acts, format!("{name}: {why}"));
        }
    }
    for acted in story.acts.iter().filter(|acted| acted.at < until) {
        if let Some((_, Went::Changed { document, rev })) = &acted.went
            && *document == acted.act.document
            && *rev == acted.act.expect
        {
            verdict.violated(Promise::Acts, format!("{document}: an act on revision {rev} was told it is at {rev}"));
        }
    }
    states(story, until, verdict);
}

fn documents(story: &Story, until: u64) -> BTreeMap<String, Document> {
    let mut all: BTreeMap<String, Document> = BTreeMap::new();
    for acted in story.acts.iter().filter(|acted| acted.at < until) {
        let of = |name: &str| Document { clock: name.starts_with("gate/"), ..Document::default() };
        let went = acted.went.as_ref().filter(|(at, _)| *at < until);
        let write = Write { from: acted.act.expect, sent: acted.at, answered: went.map(|(at, _)| *at) };
        match went {
            Some((_, Went::Done { run: Some(run) })) => {
                let name = format!("gate/{run}");
                all.entry(name.clone()).or_insert_with(|| of(&name)).writes.push(write);
            }
            // An opening whose answer was lost made a run we know by its number only, if it did.
            None | Some((_, Went::Unknown)) if acted.act.document == "gate/new" => {}
            None | Some((_, Went::Unknown)) => {
                let name = &acted.act.document;
                all.entry(name.clone()).or_insert_with(|| of(name)).writes.push(Write { answered: None, ..write });
            }
            Some((_, Went::Done { run: None })) => {
                let name = &acted.act.document;
                all.entry(name.clone()).or_insert_with(|| of(name)).writes.push(write);
            }
            Some((at, Went::Changed { document, rev })) if document == "heads" || document.starts_with("gate/") => {
                let read = Read { rev: *rev, sent: acted.at, answered: *at };
                all.entry(document.clone()).or_insert_with(|| of(document)).reads.push(read);
            }
            Some((_, Went::Changed { .. } | Went::Refused { .. })) => {}
        }
    }
    all
}

impl Document {
    /// Whether there is a moment for every act and every answer; else why not.
    pub(super) fn has_an_order(&self) -> Result<(), String> {
        let done = |write: &&Write| write.answered.is_some();
        let mut by_revision: HashMap<u32, Write> = HashMap::new();
        for write in self.writes.iter().filter(done) {
            if by_revision.insert(write.from, *write).is_some() {
                return Err(format!("two acts were done on revision {}", write.from));
            }
        }
        let first = by_revision.keys().copied().chain(self.reads.iter().map(|read| read.rev)).min();
        let last = (by_revision.keys().map(|from| from + 1)).chain(self.reads.iter().map(|read| read.rev)).max();
        let (Some(first), Some(last)) = (first, last) else { return Ok(()) };
        let gaps = (first..last).filter(|from| !by_revision.contains_key(from));
        // The clock wrote at most once: anywhere there is a gap, or not at all.
        let mut tried = Err(String::new());
        for by_clock in gaps.filter(|_| self.clock).map(Some).chain([None]) {
            tried = self.fits(&by_revision, (first, last), by_clock);
            if tried.is_ok() {
                return Ok(());
            }
        }
        tried
    }

    /// Tries the earliest moments, revision by revision.
    fn fits(&self, done: &HashMap<u32, Write>, (first, last): (u32, u32), by_clock: Option<u32>) -> Result<(), String> {
        let mut reached = 0;
        for rev in first..=last {
            // Answers that named this revision were given after it was reached, and before the next is.
            let mut latest = reached;
            for read in self.reads.iter().filter(|read| read.rev == rev) {
                if read.answered < reached {
                    return Err(format!("revision {rev} was told before it can have been reached"));
                }
                latest = latest.max(read.sent);
            }
            if rev == last {
                break;
            }
            reached = match done.get(&rev) {
                Some(write) => {
                    let moment = latest.max(write.sent);
                    if write.answered.is_some_and(|answered| answered < moment) {
                        return Err(format!("the act on revision {rev} was answered before it can have been done"));
                    }
                    moment
                }
                None if by_clock == Some(rev) => latest,
                None => {
                    let unanswered = self.writes.iter().filter(|write| write.answered.is_none() && write.from == rev);
                    let sent = unanswered.map(|write| write.sent).min();
                    latest.max(sent.ok_or_else(|| format!("nobody made revision {} of {rev}", rev + 1))?)
                }
            };
        }
        Ok(())
    }
}

/// What each act leaves behind.
fn leaves(acted: &Acted) -> Option<Phase> {
    match acted.act.verb.as_str() {
        "close" => Some(Phase::Closing),
        "keep_open" => Some(Phase::Open),
        "show" => Some(Phase::Published),
        "hide" => Some(Phase::Closed),
        _ => None,
    }
}

/// A gate's revision has one state, wherever it is shown, and the one that its act made.
fn states(story: &Story, until: u64, verdict: &mut Verdict) {
    let mut made: HashMap<(u32, u32), Phase> = HashMap::new();
    for acted in story.acts.iter().filter(|acted| acted.at < until && acted.is_done()) {
        let run = acted.act.document.strip_prefix("gate/").and_then(|run| run.parse().ok());
        if let (Some(run), Some(phase)) = (run, leaves(acted)) {
            made.insert((run, acted.act.expect + 1), phase);
        }
    }
    let mut shown_as: HashMap<(u32, u32), Phase> = HashMap::new();
    let views = story.saws.iter().filter(|saw| saw.at < until).flat_map(|saw| &saw.runs);
    let last = story.last.iter().filter(|_| until == u64::MAX).map(|(_, _, shown)| shown);
    for RunShown { run, rev, phase, .. } in views.chain(last) {
        let Some(rev) = *rev else { continue };
        verdict.weigh(Promise::Acts, 1);
        let known = *shown_as.entry((*run, rev)).or_insert(*phase);
        let expected = made.get(&(*run, rev)).copied().unwrap_or(known);
        if known != *phase || expected != *phase {
            let what = format!("gate/{run}: revision {rev} is shown {phase:?}, and was {known:?}, made {expected:?}");
            verdict.violated(Promise::Acts, what);
        }
    }
}
