//! (room, audience) → parts: the only place that hides things.
//!
//! What an audience may not see is not drawn here, whatever the client would do with it. Everything is a pure function of
//! the folded room and of what the node knows beside it ([`Beside`]).

use std::sync::Arc;

use serde::Serialize;

use crate::domain::ballot;
use crate::domain::gate::Phase;
use crate::domain::id::{QuestionId, RunId, ScreenId};
use crate::domain::kind::{Choice, Kind, Limits};
use crate::domain::moment::Moment;
use crate::domain::person::{Axis, Segment};
use crate::domain::poll::Visibility;
use crate::domain::result::{self, Totals};
use crate::domain::room::{HeldRun, Room};
use crate::domain::translation::{self, Translation};
use crate::wire::parts;

mod staff;
mod talk;

/// Who shares the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Phones that voted in these *after your own vote* runs that are open (usually none).
    Phones(Vec<RunId>),
    /// Moderators.
    Moderators,
    /// Room screens.
    Screens,
}

/// What the node knows beside the folded room.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// How many are here.
    pub here: parts::Here,
    /// Eligible and seen, run by run.
    pub turnout: Vec<parts::Turnout>,
    /// Screens with a live connection.
    pub connected: Vec<ScreenId>,
    /// How durable the store is.
    pub store: parts::StorePart,
    /// The newest lines of the minutes.
    pub minutes: Vec<parts::MinutesPart>,
    /// The decks that can be added: id, title, about, number of statements.
    pub decks: Vec<parts::DeckPart>,
    /// Where phones join, if the server was told.
    pub join_base: Option<String>,
    /// What a link carries that tries the room's address.
    pub reach: String,
    /// For each open run, the phones here that have not drawn it.
    pub unseen: Vec<parts::Unseen>,
}

/// One drawn part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// "stage", "run/3".
    pub key: String,
    /// The room's version when an input of it last changed; 0 for parts that carry none.
    pub version: u64,
    /// Its JSON; `null` for a part that is not (or no longer) there.
    pub json: Vec<u8>,
}

fn part(key: impl Into<String>, version: u64, value: &impl Serialize) -> Part {
    Part { key: key.into(), version, json: serde_json::to_vec(value).expect("parts are plain data") }
}

/// All parts of an audience, at `now` on the store's clock.
pub fn draw(room: &Room, beside: &Beside, audience: &Audience, past_runs: usize, now: Moment) -> Vec<Part> {
    let about_version = room.workshop.version.max(room.settings.version);
    let mut out = vec![
        part("about", about_version, &about(room, beside)),
        part("stage", room.stage.version, &stage(room)),
        part("here", 0, &beside.here),
    ];
    match audience {
        Audience::Moderators => staff::draw(room, beside, &mut out),
        Audience::Screens => {
            out.push(part("screens", screens_version(room), &screens(room)));
            let seen = room.runs.values().map(Arc::as_ref).filter(|held| held.phase() != Phase::Void);
            runs(room, audience, &seen.collect::<Vec<_>>(), &mut out);
        }
        Audience::Phones(_) => {
            out.push(next(room));
            runs(room, audience, &phone_runs(room, past_runs).collect::<Vec<_>>(), &mut out);
        }
    }
    talk::draw(room, now, audience, &mut out);
    out
}

/// The parts of an audience that a change of these questions, or of who wishes for the floor, may have changed. Parts of single
/// questions that are not among them any more go with the next drawing of everything.
pub fn draw_talk(room: &Room, audience: &Audience, questions: &[QuestionId], now: Moment) -> Vec<Part> {
    talk::draw_changed(room, now, audience, questions)
}

pub(crate) use talk::{answered, has_spoken, questions};

/// The runs that an audience sees; of every other, that it is not seen (any more): a client that was away, and comes to a
/// node that never showed it, must take it off the wall too.
fn runs(room: &Room, audience: &Audience, seen: &[&HeldRun], out: &mut Vec<Part>) {
    let gates = room.runs.values().map(|held| held.gate_version).max().unwrap_or(0);
    let gone = gates.max(room.stage.version);
    for held in room.runs.values() {
        let is_seen = seen.iter().any(|other| other.run.id == held.run.id);
        let mut drawn = if is_seen { run_part(room, held) } else { part(format!("run/{}", held.run.id), gone, &()) };
        let result = if is_seen { result_part(room, held, audience) } else { None };
        let mut result = result.unwrap_or_else(|| part(format!("result/{}", held.run.id), gone, &()));
        if !held.phase().is_open() {
            // A run that is over comes and goes with the stage and with what came after it: whoever was away asks anew.
            drawn.version = drawn.version.max(gone);
            result.version = result.version.max(gone);
        }
        out.extend([drawn, result]);
    }
}

/// The parts of an audience that a change of tallies alone may have changed.
pub fn draw_results(room: &Room, audience: &Audience, runs: &[RunId], past_runs: usize) -> Vec<Part> {
    let visible = |id: &RunId| match audience {
        Audience::Phones(_) => phone_runs(room, past_runs).any(|held| held.run.id == *id),
        Audience::Moderators | Audience::Screens => true,
    };
    let changed = runs.iter().filter(|id| visible(id)).filter_map(|id| room.runs.get(id));
    changed.flat_map(|held| [result_part(room, held, audience), phrases_part(held, audience)]).flatten().collect()
}

/// What a phone holds: open runs, the stage's, and the newest published ones.
fn phone_runs(room: &Room, past_runs: usize) -> impl Iterator<Item = &HeldRun> {
    let staged = room.staged().map(|held| held.run.id);
    let past: Vec<RunId> = room
        .runs
        .values()
        .rev()
        .filter(|held| held.phase() == Phase::Published)
        .map(|h| h.run.id)
        .take(past_runs)
        .collect();
    room.runs.values().map(Arc::as_ref).filter(move |held| match held.phase() {
        Phase::Open | Phase::Closing => true,
        Phase::Published => past.contains(&held.run.id) || staged == Some(held.run.id),
        Phase::Closed | Phase::Void => staged == Some(held.run.id),
    })
}

/// What is still to come: an armed poll first, then the agenda's order.
fn next(room: &Room) -> Part {
    let unasked = room.agenda.value.polls.iter().filter_map(|id| room.polls.get(id).map(Arc::as_ref));
    let unasked: Vec<_> = unasked.filter(|held| room.runs_of(&held.value.poll.id).next().is_none()).collect();
    let armed = room.waiting_poll().filter(|held| unasked.iter().any(|one| one.value.poll.id == held.value.poll.id));
    let first = armed.or_else(|| unasked.first().copied());
    let next = parts::NextPart {
        polls: u32::try_from(unasked.len()).unwrap_or(u32::MAX),
        source: first.map(|held| held.value.poll.provenance.source.clone()),
    };
    let polls = room.polls.values().map(|held| held.version).max().unwrap_or(0);
    let gates = room.runs.values().map(|held| held.gate_version).max().unwrap_or(0);
    part("next", room.agenda.version.max(polls).max(gates), &next)
}

fn about(room: &Room, beside: &Beside) -> parts::About {
    let workshop = &room.workshop.value;
    let points = workshop.discussion_points.iter();
    parts::About {
        code: room.code,
        reference: workshop.reference.clone(),
        title: workshop.title.clone(),
        minutes: workshop.minutes,
        language: workshop.language.clone(),
        aims: workshop.aims.clone(),
        questions: (workshop.policy_questions.iter())
            .map(|q| parts::AboutQuestion { id: q.id.clone(), label: q.label.clone(), text: q.text.clone() })
            .collect(),
        points: points.map(|p| parts::AboutQuestion { id: p.id.clone(), label: None, text: p.text.clone() }).collect(),
        k: room.settings.value.k,
        join_base: beside.join_base.clone(),
        rehearsal: room.settings.value.rehearsal_of.is_some(),
        needs_code: room.settings.value.codes.needed,
        keep_days: room.settings.value.keep_days,
    }
}

fn stage(room: &Room) -> parts::StagePart {
    let stage = room.stage.value;
    parts::StagePart { rev: room.stage.rev, showing: stage.showing, blank: stage.blank }
}

fn screens(room: &Room) -> Vec<parts::ScreenPart> {
    let part = |(id, held): (&ScreenId, &crate::domain::room::Held<crate::domain::room::Screen>)| parts::ScreenPart {
        screen: id.clone(),
        rev: held.rev,
        name: held.value.name.clone(),
        pinned: held.value.pinned,
        blink: held.value.blink,
    };
    room.screens.iter().map(part).collect()
}

fn screens_version(room: &Room) -> u64 {
    room.screens_version
}

fn run_of(room: &Room, held: &HeldRun) -> parts::RunPart {
    let run = &held.run;
    parts::RunPart {
        run: run.id,
        round: run.round,
        prompt: run.prompt.clone(),
        kind: run.kind.clone(),
        provenance: run.provenance.clone(),
        visibility: run.visibility,
        phase: held.phase(),
        opened: held.gate.opened,
        until: held.gate.until,
        flagged: room.is_flagged(run.id),
        translations: run
            .translations
            .iter()
            .map(|(language, other)| (*language, translated(&run.kind, other)))
            .collect(),
    }
}

fn translated(kind: &Kind, other: &Translation) -> parts::Translated {
    let kind = translation::in_words(kind, &other.options);
    parts::Translated { prompt: other.prompt.clone(), kind, checked: other.checked }
}

fn run_part(room: &Room, held: &HeldRun) -> Part {
    part(format!("run/{}", held.run.id), held.gate_version.max(room.flags.version), &run_of(room, held))
}

/// The result of a run as an audience may see it, `None` if not even the count.
fn result_part(room: &Room, held: &HeldRun, audience: &Audience) -> Option<Part> {
    let version = held.result_version();
    let k = room.settings.value.k;
    let shown = shown_result(held, audience, k)?;
    Some(part(format!("result/{}", held.run.id), version, &shown))
}

/// Whether an audience sees what was chosen, as the run stands: the one rule.
fn sees_figures(held: &HeldRun, audience: &Audience) -> bool {
    let phase = held.phase();
    match audience {
        Audience::Moderators => !phase.is_open() || (held.run.visibility == Visibility::Live && !held.run.sensitive),
        Audience::Screens => {
            phase == Phase::Published
                || (phase.is_open() && held.run.visibility == Visibility::Live && !held.run.sensitive)
        }
        Audience::Phones(voted) => {
            phase == Phase::Published
                || (phase.is_open()
                    && !held.run.sensitive
                    && match held.run.visibility {
                        Visibility::Hidden => false,
                        Visibility::Live => true,
                        Visibility::AfterVote => voted.contains(&held.run.id),
                    })
        }
    }
}

/// The texts that were written in a run, for moderators to judge: as soon as they may see what was chosen, and not before.
fn phrases_part(held: &HeldRun, audience: &Audience) -> Option<Part> {
    let shown = *audience == Audience::Moderators && held.run.kind.is_held() && held.phase() != Phase::Void;
    if !shown || !sees_figures(held, audience) {
        return None;
    }
    let written = held.run.kind.written(&held.tally.total());
    let phrases = written.into_iter().map(|(folded, phrase)| {
        let judged = held.judged.get(&folded);
        parts::PhrasePart {
            text: phrase.text,
            count: phrase.count,
            rev: judged.map_or(0, |judged| judged.rev),
            verdict: judged.map(|judged| judged.value.verdict),
            folded,
        }
    });
    let mut phrases: Vec<_> = phrases.collect();
    phrases.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.folded.cmp(&b.folded)));
    Some(part(format!("phrases/{}", held.run.id), held.result_version(), &phrases))
}

/// What is shown of a tally, when, and to whom.
pub fn shown_result(held: &HeldRun, audience: &Audience, k: u32) -> Option<parts::ResultPart> {
    let phase = held.phase();
    if phase == Phase::Void {
        return None;
    }
    let whole = sees_figures(held, audience);
    let total = held.tally.total();
    let n = total.ballots;
    if !whole {
        let at_least = held.run.sensitive && phase.is_open();
        let n = if at_least { result::in_steps(n, k) } else { n };
        return Some(parts::ResultPart::Count { n, at_least });
    }
    if n < result::FEW && *audience != Audience::Moderators {
        return Some(parts::ResultPart::TooFew { n });
    }
    let limits = Limits { k, approved: &held.approved() };
    let kind = &held.run.kind;
    let (broken_down, named) = if phase.is_open() { Default::default() } else { held.breakdowns(k) };
    let by_mode: Vec<_> = (broken_down.by_mode.into_iter())
        .map(|row| {
            let of = Totals::of(kind, &row.counts, limits);
            parts::ModeFigures { modes: row.of, n: of.n, cant_say: of.cant_say, found: of.found }
        })
        .collect();
    let by_group: Vec<_> = (broken_down.by_group.into_iter())
        .map(|row| {
            let of = Totals::of(kind, &row.counts, limits);
            parts::GroupFigures { groups: row.of, n: of.n, cant_say: of.cant_say, found: of.found }
        })
        .collect();
    let mut totals = Totals::of(kind, &total, limits);
    if by_group.is_empty() {
        totals.found.compare(Axis::Mode, by_mode.iter().map(|of| &of.found), k);
    } else {
        totals.found.compare(Axis::Group, by_group.iter().map(|of| &of.found), k);
    }
    Some(parts::ResultPart::Figures(parts::Figures {
        n,
        cant_say: totals.cant_say,
        found: totals.found,
        by_mode,
        by_group,
        mode_left_out: broken_down.mode_left_out,
        named,
    }))
}

/// "mine" for a phone: its mode and group, its ballots, and what it asked and wishes for. `asker` is its voter key under the question
/// key, if the room has one yet.
pub fn mine_phone(
    room: &Room,
    segment: Segment,
    ballots: Vec<(RunId, u32, Option<Choice>)>,
    asker: Option<&str>,
) -> Part {
    let ballots = ballots.into_iter().map(|(run, r, choice)| parts::MyBallot { run, r, choice }).collect();
    let (questions, turn) = asker.map(|asker| talk::mine(room, asker)).unwrap_or_default();
    part("mine", 0, &parts::MinePhone { mode: segment.mode, group: segment.group, ballots, questions, turn })
}

/// What somebody has asked, with what became of each.
pub fn my_questions(room: &Room, asker: &str) -> Vec<parts::MyQuestion> {
    talk::mine(room, asker).0
}

/// The choice behind a stored ballot of a run.
pub fn choice_of(held: &HeldRun, stored: &ballot::Contributions) -> Option<Choice> {
    ballot::choice_of(&held.run.kind, stored)
}

/// "mine" for a moderator.
pub fn mine_moderator(role: crate::domain::person::Role) -> Part {
    part("mine", 0, &parts::MineModerator { role })
}

/// "mine" for a screen.
pub fn mine_screen(screen: ScreenId) -> Part {
    part("mine", 0, &parts::MineScreen { screen })
}
