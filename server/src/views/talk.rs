//! The parts of the conversation: questions, turns, the session around them. Held questions, who asked and private reasons
//! are not drawn for phones and screens.

use std::collections::{BTreeMap, BTreeSet};

use super::{Audience, Part, part};
use crate::config;
use crate::domain::floor::order::Side;
use crate::domain::floor::{Turn, TurnOf, TurnState, ledger};
use crate::domain::id::{QuestionId, TurnId};
use crate::domain::kind::{Found, Limits};
use crate::domain::moment::Moment;
use crate::domain::question::{Asker, State};
use crate::domain::result::{self, Totals};
use crate::domain::room::{Conversation, Held, HeldQuestion, Room};
use crate::domain::stage::Showing;
use crate::wire::parts;

/// How many questions became one with each.
type Merged = BTreeMap<QuestionId, u32>;

/// Adds all of it.
pub(super) fn draw(room: &Room, now: Moment, audience: &Audience, out: &mut Vec<Part>) {
    let talk = &room.talk;
    out.push(part("talk", talk.talk.version.max(room.workshop.version), &talk_part(room)));
    let session = parts::SessionPart { rev: room.session.rev, session: room.session.value };
    out.push(part("session", room.session.version, &session));
    let message = parts::MessagePart { rev: room.message.rev, text: room.message.value.text.clone() };
    out.push(part("message", room.message.version, &message));
    let contacts = parts::ContactsPart { rev: room.contacts.rev, contacts: room.contacts.value.0.clone() };
    out.push(part("contacts", room.contacts.version, &contacts));
    out.push(temperature(room));
    lists(room, audience, out);
    match audience {
        Audience::Moderators => {
            let merged = talk.merged();
            out.extend(talk.questions.iter().map(|(id, held)| for_moderators(talk, &merged, *id, held)));
            staff(room, now, out);
        }
        Audience::Screens => {
            named(room, out);
            if room.screens.values().any(|held| held.value.pinned == Some(Showing::Next)) {
                out.push(upcoming(room));
            }
        }
        Audience::Phones(_) => named(room, out),
    }
}

/// The parts that a change of these questions and of the queue may have changed.
pub(super) fn draw_changed(room: &Room, now: Moment, audience: &Audience, questions: &[QuestionId]) -> Vec<Part> {
    let mut out = Vec::new();
    lists(room, audience, &mut out);
    match audience {
        Audience::Moderators => {
            let merged = room.talk.merged();
            let changed = questions.iter().filter_map(|id| Some((*id, room.talk.questions.get(id)?)));
            out.extend(changed.map(|(id, held)| for_moderators(&room.talk, &merged, id, held)));
            staff(room, now, &mut out);
        }
        Audience::Phones(_) | Audience::Screens => named(room, &mut out),
    }
    out
}

fn talk_part(room: &Room) -> parts::TalkPart {
    let speakers = room.workshop.value.speakers.iter().filter_map(|speaker| speaker.name.clone());
    parts::TalkPart { rev: room.talk.talk.rev, talk: room.talk.talk.value.clone(), speakers: speakers.collect() }
}

/// The list's first questions in the room's order.
fn first(room: &Room) -> (u32, Vec<QuestionId>) {
    let mut sorted = room.talk.sorted(room.talk.talk.value.sort);
    let total = sorted.len();
    sorted.truncate(config::LISTED);
    (u32::try_from(total).unwrap_or(u32::MAX), sorted)
}

fn lists(room: &Room, audience: &Audience, out: &mut Vec<Part>) {
    let talk = &room.talk;
    let version = talk.questions.values().map(|held| held.version()).max().unwrap_or(0).max(talk.talk.version);
    let (total, sorted) = first(room);
    let waiting = talk.questions.values().filter(|held| held.question().state == State::InReview).count();
    let listed = sorted.into_iter().map(|q| parts::Listed { q, n: talk.questions[&q].tally.total().ballots });
    let questions =
        parts::QuestionsPart { total, waiting: u32::try_from(waiting).unwrap_or(u32::MAX), first: listed.collect() };
    out.push(part("questions", version, &questions));
    let turns = talk.turns.values().map(|held| held.version).max().unwrap_or(0);
    out.push(part("queue", turns.max(talk.floor.version), &queue(room, audience)));
}

/// What phones and screens hold of single questions: the list's first, and those that the queue or the stage names.
fn named(room: &Room, out: &mut Vec<Part>) {
    let mut ids = first(room).1;
    let staged =
        [room.stage.value.showing].into_iter().chain(room.screens.values().filter_map(|held| held.value.pinned));
    ids.extend(staged.filter_map(|showing| match showing {
        Showing::Question { question } => Some(question),
        _ => None,
    }));
    ids.sort_unstable();
    ids.dedup();
    let merged = room.talk.merged();
    for id in ids {
        let Some(held) = room.talk.questions.get(&id).filter(|held| held.question().state.is_public()) else {
            continue;
        };
        out.push(part(format!("question/{id}"), held.held.version, &question(&merged, id, held)));
    }
}

/// A question as everybody sees it.
fn question(merged: &Merged, id: QuestionId, held: &HeldQuestion) -> parts::QuestionPart {
    let question = held.question();
    parts::QuestionPart {
        question: id,
        text: question.text.clone(),
        edited: !question.edits.is_empty(),
        at: question.at,
        mode: question.mode,
        chat: if let Asker::Chat(name) = &question.asker { Some(name.clone()) } else { None },
        to: question.to.clone(),
        state: question.state.clone(),
        labels: question.labels.clone(),
        reply: question.reply.clone(),
        merged: merged.get(&id).copied().unwrap_or(0),
    }
}

/// These questions as everybody sees them; what may not be seen is not to be asked for.
pub(crate) fn questions(room: &Room, ids: &[QuestionId]) -> Vec<parts::QuestionPart> {
    let merged = room.talk.merged();
    let held = ids.iter().filter_map(|id| Some((*id, room.talk.questions.get(id)?)));
    held.filter(|(_, held)| held.question().state.is_public()).map(|(id, held)| question(&merged, id, held)).collect()
}

/// Questions that were answered, the newest first.
pub(crate) fn answered(room: &Room) -> Vec<QuestionId> {
    let all = room.talk.questions.iter().filter(|(_, held)| held.question().state == State::Answered);
    let mut all: Vec<_> = all.map(|(id, held)| (held.held.version, *id)).collect();
    all.sort_unstable_by_key(|answered| std::cmp::Reverse(*answered));
    all.into_iter().map(|(_, id)| id).collect()
}

fn for_moderators(talk: &Conversation, merged: &Merged, id: QuestionId, held: &HeldQuestion) -> Part {
    let drawn = parts::ModeratorQuestion {
        question: question(merged, id, held),
        rev: held.held.rev,
        upvotes: held.upvotes(),
        approved: held.question().approved.map(|approved| approved.at),
        edits: held.question().edits.clone(),
        flags: talk.flags(held),
        like: held.like.iter().map(|(id, _)| *id).collect(),
    };
    part(format!("question/{id}"), held.version(), &drawn)
}

fn turn(room: &Room, id: TurnId, held: &Held<Turn>) -> parts::TurnPart {
    let turn = &held.value;
    let question = if let TurnOf::Question { question } = turn.of { Some(question) } else { None };
    let shown = question.and_then(|id| room.talk.head(id)).filter(|(_, held)| held.question().state.is_public());
    parts::TurnPart {
        turn: id,
        rev: held.rev,
        question,
        text: shown.map(|(_, held)| held.question().text.clone()),
        name: turn.name.clone(),
        mode: turn.mode,
        chat: turn.from_chat,
        added: turn.of == TurnOf::Person,
        at: turn.at,
    }
}

fn queue(room: &Room, audience: &Audience) -> parts::QueuePart {
    let talk = &room.talk;
    let order = &talk.queue;
    let shown = if *audience == Audience::Moderators { config::QUEUED_STAFF } else { config::QUEUED };
    let (mut waiting, mut hands) = ([0; 2], [parts::HandsPart::default(); 2]);
    for placed in order.iter() {
        let turn = &talk.turns[&placed.turn].value;
        let side = match Side::of(turn.mode) {
            Side::Room => 0,
            Side::Online => 1,
        };
        waiting[side] += 1;
        if !matches!(turn.of, TurnOf::Question { .. }) {
            let of_side = &mut hands[side];
            of_side.n += 1;
            of_side.since = Some(of_side.since.map_or(turn.at, |since| since.min(turn.at)));
        }
    }
    let next = order.iter().take(shown).map(|placed| parts::QueuedPart {
        turn: turn(room, placed.turn, &talk.turns[&placed.turn]),
        why: placed.why.clone(),
    });
    let now = talk.floor.value.speaking.and_then(|id| {
        let held = talk.turns.get(&id)?;
        let TurnState::Speaking { from } = held.value.state else { return None };
        let seconds = u64::from(talk.floor.value.rule.seconds) + u64::from(held.value.more);
        Some(parts::NowPart { turn: turn(room, id, held), from, until: from.plus_ms(seconds * 1_000) })
    });
    let rule = talk.floor.value.rule.clone();
    parts::QueuePart { rev: talk.floor.rev, rule, now, next: next.collect(), waiting, hands }
}

/// The readings of the temperature: runs of the standing poll that are over. They are shown without a word of the
/// moderators', because each is one number among several; under five ballots there is none.
fn temperature(room: &Room) -> Part {
    let id = config::TEMPERATURE.parse().expect("plain letters");
    let mut version = 0;
    let mut readings = Vec::new();
    for held in room.runs_of(&id).filter(|held| !held.phase().is_open()) {
        version = version.max(held.gate_version).max(held.tally_version);
        let limits = Limits { k: room.settings.value.k, approved: &BTreeSet::new() };
        let totals = Totals::of(&held.run.kind, &held.tally.total(), limits);
        let median = match totals.found {
            Found::Counts { median, .. } if totals.n >= result::FEW => median,
            _ => None,
        };
        readings.push(parts::Reading { run: held.run.id, at: held.gate.opened, n: totals.n, median });
    }
    part("temperature", version, &readings)
}

fn upcoming(room: &Room) -> Part {
    let upcoming = room
        .waiting_poll()
        .map(|held| parts::UpcomingPart { prompt: held.value.poll.prompt.clone(), kind: held.value.poll.kind.clone() });
    let version = room.polls.values().map(|held| held.version).max().unwrap_or(0).max(room.agenda.version);
    part("upcoming", version.max(room.screens_version), &upcoming)
}

/// What only moderators see beside the questions.
fn staff(room: &Room, now: Moment, out: &mut Vec<Part>) {
    let turns = room.talk.turns.iter().map(|(id, held)| (*id, &held.value));
    // Whole seconds of turns that are over: the running one's clock is on the page.
    let over = turns.filter(|(_, turn)| !matches!(turn.state, TurnState::Speaking { .. }));
    out.push(part("ledger", 0, &ledger::ledger(over, now)));
    let told = room.talk.told.iter().filter(|(_, held)| held.value.settled.is_none());
    let told: Vec<_> =
        told.map(|(number, held)| parts::ToldPart { number: *number, told: held.value.clone() }).collect();
    let version = room.talk.told.values().map(|held| held.version).max().unwrap_or(0);
    out.push(part("told", version, &told));
    let notes = room.notes.iter().filter(|(_, held)| !held.value.text.is_empty());
    let notes: Vec<_> = notes
        .map(|(number, held)| parts::NotePart { number: *number, rev: held.rev, note: held.value.clone() })
        .collect();
    out.push(part("notes", room.notes.values().map(|held| held.version).max().unwrap_or(0), &notes));
    let mut backstage: Vec<_> = room.backstage.iter().collect();
    backstage.sort_by_key(|(number, held)| (std::cmp::Reverse(held.value.at), **number));
    let backstage: Vec<_> = (backstage.into_iter().take(config::BACKSTAGE_SHOWN))
        .map(|(number, held)| parts::BackstagePart { number: *number, message: held.value.clone() })
        .collect();
    let version = room.backstage.values().map(|held| held.version).max().unwrap_or(0);
    out.push(part("backstage", version, &backstage));
}

/// Whether a pass asked anything, or wished for the floor.
pub(crate) fn has_spoken(room: &Room, asker: &str) -> bool {
    let questions = room.talk.questions.values();
    questions.map(|held| &held.question().asker).any(|by| matches!(by, Asker::Phone(by) if by == asker))
        || room.talk.turns.values().any(|held| held.value.voter.as_deref() == Some(asker))
}

/// What a pass asked and wishes for, for its own eyes: `asker` is its voter key under the question key.
pub(super) fn mine(room: &Room, asker: &str) -> (Vec<parts::MyQuestion>, Option<parts::MyTurn>) {
    let mut questions: Vec<_> = (room.talk.questions.iter())
        .filter(|(_, held)| matches!(&held.question().asker, Asker::Phone(by) if by == asker))
        .map(|(id, held)| parts::MyQuestion {
            question: *id,
            text: held.question().text.clone(),
            at: held.question().at,
            state: held.question().state.clone(),
            reply: held.question().reply.clone(),
        })
        .collect();
    questions.sort_by_key(|question| (question.at, question.question));
    let own = |id: &TurnId| room.talk.turns.get(id).is_some_and(|held| held.value.voter.as_deref() == Some(asker));
    let speaking = room.talk.floor.value.speaking.filter(own);
    let waits = || {
        room.talk
            .turns
            .values()
            .any(|held| held.value.voter.as_deref() == Some(asker) && held.value.state == TurnState::Waiting)
    };
    let turn = match speaking {
        None if !waits() => None,
        Some(turn) => Some(parts::MyTurn { turn, speaking: true, before: 0 }),
        None => (0..)
            .zip(room.talk.queue.iter())
            .find(|(_, placed)| own(&placed.turn))
            .map(|(before, placed)| parts::MyTurn { turn: placed.turn, speaking: false, before }),
    };
    (questions, turn)
}
