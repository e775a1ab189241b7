//! Acts on the floor: who gets it, for how long, and who is put on the queue.

use super::{
    Act, Decision, DocumentWrite, Facts, Key, Made, Refusal, Role, Room, Write, config, countdown, json, text,
    too_many, wire,
};
use crate::domain::floor::{Floor, Put, Turn, TurnOf, TurnState};
use crate::domain::id::{QuestionId, TurnId};
use crate::domain::minutes::Turned;

use crate::domain::question::Asker;
use crate::domain::room::{Held, HeldQuestion};

fn known(room: &Room, id: TurnId) -> Result<&Held<Turn>, Refusal> {
    room.talk.turns.get(&id).map(AsRef::as_ref).ok_or(Refusal::UnknownTurn)
}

impl Decision {
    fn turned(self, role: Role, turn: TurnId, turned: Turned) -> Self {
        self.line(role, Act::Turn { turn, turned })
    }
}

pub(super) fn set_rule(set: &wire::SetFloor, room: &Room, role: Role) -> Result<Decision, Refusal> {
    countdown(Some(set.rule.seconds))?;
    let floor = Floor { rule: set.rule.clone(), ..room.talk.floor.value.clone() };
    Ok(Decision::default().set(&Key::Floor, set.rev, &floor).line(role, Act::FloorRule { rule: set.rule.clone() }))
}

/// Ends the turn that has the floor and begins another, all or nothing. What one moderator saw as "now" must still be so.
pub(super) fn give(give: &wire::GiveFloor, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    let floor = &room.talk.floor;
    if floor.value.speaking != give.now {
        return Err(Refusal::Changed { document: Key::Floor.to_text(), rev: floor.rev });
    }
    let held = known(room, give.turn)?;
    let mut decision = Decision::default();
    let mut free = floor.value.clone();
    if let Some(now) = give.now {
        decision = over(decision, known(room, now)?, now, facts)?;
        free.speaking = None;
    }
    let first = room.talk.queue.first().map(|placed| placed.turn);
    let turned = if first == Some(give.turn) { Turned::Given } else { Turned::GivenOutOfTurn };
    let (floor_after, turn_after) = free.give(give.turn, &held.value, facts.now)?;
    Ok(decision
        .set(&Key::Floor, floor.rev, &floor_after)
        .set(&Key::Turn(give.turn), give.rev, &turn_after)
        .turned(facts.role, give.turn, turned))
}

fn over(decision: Decision, held: &Held<Turn>, id: TurnId, facts: Facts<'_>) -> Result<Decision, Refusal> {
    let after = held.value.end(facts.now)?;
    let seconds = after.state.began().map_or(0, |from| facts.now.ms_since(from) / 1_000);
    let turned = Turned::Ended { seconds: u32::try_from(seconds).unwrap_or(u32::MAX) };
    Ok(decision.set(&Key::Turn(id), held.rev, &after).turned(facts.role, id, turned))
}

pub(super) fn end(on: &wire::OnTurn, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    let held = Held { rev: on.rev, ..known(room, on.turn)?.clone() };
    let decision = over(Decision::default(), &held, on.turn, facts)?;
    let floor = &room.talk.floor;
    let after = Floor { speaking: None, ..floor.value.clone() };
    Ok(decision.set(&Key::Floor, floor.rev, &after))
}

pub(super) fn extend(extend: &wire::ExtendTurn, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    countdown(Some(extend.seconds))?;
    let held = known(room, extend.turn)?;
    if !matches!(held.value.state, TurnState::Speaking { .. }) {
        return Err(held.value.wrong_state());
    }
    let more = held.value.more.saturating_add(extend.seconds).min(*config::COUNTDOWN.end());
    let after = Turn { more, ..held.value.clone() };
    let decision = Decision::default().set(&Key::Turn(extend.turn), extend.rev, &after);
    Ok(decision.turned(facts.role, extend.turn, Turned::Extended { seconds: extend.seconds }))
}

fn room_for(room: &Room, more: usize) -> Result<(), Refusal> {
    if room.talk.turns.len() + more > config::MAX_TURNS {
        return Err(too_many("turns", config::MAX_TURNS));
    }
    Ok(())
}

pub(super) fn add(add: &wire::AddTurn, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    room_for(room, 1)?;
    let id = TurnId(u32::from_be_bytes(facts.number("turn")));
    let turn = Turn {
        of: TurnOf::Person,
        voter: None,
        name: Some(text::line("name", &add.name, config::NAME_GRAPHEMES)?),
        mode: add.mode,
        group: add.group,
        from_chat: false,
        at: facts.now,
        put: None,
        more: 0,
        state: TurnState::Waiting,
    };
    let decision = Decision::default().set(&Key::Turn(id), 0, &turn);
    Ok(decision.turned(facts.role, id, Turned::Added).made(Made::Turn(id)))
}

/// The turn in which a question is read out: on the side of whoever asked it.
fn to_read_out(id: QuestionId, held: &HeldQuestion, facts: Facts<'_>) -> Turn {
    let question = held.question();
    Turn {
        of: TurnOf::Question { question: id },
        voter: if let Asker::Phone(voter) = &question.asker { Some(voter.clone()) } else { None },
        name: if let Asker::Chat(name) = &question.asker { Some(name.clone()) } else { None },
        mode: question.mode,
        group: question.group,
        from_chat: matches!(question.asker, Asker::Chat(_)),
        at: facts.now,
        put: None,
        more: 0,
        state: TurnState::Waiting,
    }
}

pub(super) fn is_queued(room: &Room, id: QuestionId) -> bool {
    room.talk.turns_of(id).next().is_some()
}

/// The turns that wait to read a question out, taken back: with it, nobody has anything to read out.
pub(crate) fn off_the_queue(room: &Room, id: QuestionId) -> Vec<DocumentWrite> {
    let taken_back = |(turn, held): (TurnId, &Held<Turn>)| {
        // Who has the floor keeps it.
        let write = Write::Set(json(&held.value.withdraw().ok()?));
        Some(DocumentWrite { key: Key::Turn(turn).to_text(), expect: held.rev, write })
    };
    room.talk.turns_of(id).filter_map(taken_back).collect()
}

fn with_question(
    decision: Decision,
    id: QuestionId,
    rev: u32,
    held: &HeldQuestion,
    facts: Facts<'_>,
) -> (Decision, TurnId) {
    let turn = TurnId(u32::from_be_bytes(facts.number(&id.to_string())));
    let decision = decision
        // Written, not only rested on: of this and of what takes the question off at the same instant, one wins.
        .set(&Key::Question(id), rev, held.question())
        .set(&Key::Turn(turn), 0, &to_read_out(id, held, facts))
        .turned(facts.role, turn, Turned::Queued);
    (decision, turn)
}

pub(super) fn queue(on: wire::OnQuestion, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    room_for(room, 1)?;
    let held = room.talk.questions.get(&on.question).ok_or(Refusal::UnknownQuestion)?;
    if !held.question().state.takes_upvotes() {
        return Err(held.question().wrong_state());
    }
    if is_queued(room, on.question) {
        return Err(Refusal::WrongState { state: "queued".to_owned() });
    }
    let (decision, turn) = with_question(Decision::default(), on.question, on.rev, held, facts);
    Ok(decision.made(Made::Turn(turn)))
}

/// Puts the first questions of the list on the queue: what was asked before the session gets its turns.
pub(super) fn take_top(take: wire::TakeTop, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    if !(1..=10).contains(&take.questions) {
        return Err(Refusal::OutOfBounds { field: "questions".to_owned(), min: 1, max: 10 });
    }
    room_for(room, usize::from(take.questions))?;
    let listed = room.talk.sorted(room.talk.talk.value.sort).into_iter().filter(|id| !is_queued(room, *id));
    let mut decision = Decision::default();
    for id in listed.take(usize::from(take.questions)) {
        let held = &room.talk.questions[&id];
        decision = with_question(decision, id, held.held.rev, held, facts).0;
    }
    if decision.amendment.documents.is_empty() {
        return Err(Refusal::UnknownQuestion);
    }
    Ok(decision)
}

pub(super) fn place(place: &wire::PlaceTurn, room: &Room, role: Role) -> Result<Decision, Refusal> {
    let held = known(room, place.turn)?;
    if held.value.state != TurnState::Waiting {
        return Err(held.value.wrong_state());
    }
    let put = Put::at(place.place, room.talk.turns.values().map(|held| &held.value));
    let after = Turn { put, ..held.value.clone() };
    let decision = Decision::default().set(&Key::Turn(place.turn), place.rev, &after);
    Ok(decision.turned(role, place.turn, Turned::Placed { place: place.place }))
}

pub(super) fn skip(on: &wire::OnTurn, room: &Room, role: Role) -> Result<Decision, Refusal> {
    let after = known(room, on.turn)?.value.skip()?;
    Ok(Decision::default().set(&Key::Turn(on.turn), on.rev, &after).turned(role, on.turn, Turned::Skipped))
}
