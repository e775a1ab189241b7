//! Acts on questions: tend, approve many, merge, and bring over from the meeting tool's chat.

use super::{Act, Decision, Facts, Key, Made, Refusal, Role, Room, config, floor, text, too_many, wire};
use crate::domain::floor::{Turn, TurnOf, TurnState};
use crate::domain::gate::GateAct;
use crate::domain::id::{QuestionId, RunId, TurnId};
use crate::domain::person::{Group, Mode};
use crate::domain::question::{self, Asker, Fate, Question, State, Told};
use crate::domain::room::HeldQuestion;
use crate::store::Carry;

fn known(room: &Room, id: QuestionId) -> Result<&HeldQuestion, Refusal> {
    room.talk.questions.get(&id).map(AsRef::as_ref).ok_or(Refusal::UnknownQuestion)
}

impl Decision {
    /// Writes a question as it is after an act, and moves the gate of its upvotes with it. What takes no more upvotes waits for
    /// the floor no more; what becomes one with another keeps its place there, unless the other has one.
    fn question(self, room: &Room, held: &HeldQuestion, id: QuestionId, rev: u32, after: &Question) -> Self {
        let open = (held.gate.rev > 0).then(|| held.gate.phase().is_open());
        let mut decision = self.set(&Key::Question(id), rev, after);
        let stays = match after.state {
            State::Merged { into, .. } => !floor::is_queued(room, into),
            ref state => state.takes_upvotes(),
        };
        if !stays {
            decision.amendment.documents.extend(floor::off_the_queue(room, id));
        }
        if let Some(act) = question::gate_act(&after.state, open) {
            if room.talk.gate.rev == 0 && decision.amendment.gates.is_empty() {
                // The first question that can be upvoted: from now on the list has a key, and counts who upvoted anything.
                decision = decision.gate(RunId::QUESTIONS, 0, GateAct::Open { for_ms: None });
            }
            decision = decision.gate(id.ballots(), held.gate.rev, act);
        }
        decision
    }

    fn told(self, role: Role, question: QuestionId, told: Told) -> Self {
        self.line(role, Act::Question { question, told })
    }
}

fn clean(fate: Fate) -> Result<Fate, Refusal> {
    Ok(match fate {
        Fate::Decline { rule, reason } => Fate::Decline {
            rule,
            reason: reason.map(|reason| text::line("reason", &reason, config::TEXT_GRAPHEMES)).transpose()?,
        },
        Fate::Edit { text } => Fate::Edit { text: text::line("text", &text, config::TEXT_GRAPHEMES)? },
        Fate::Reply { text } => Fate::Reply { text: text::line("text", &text, config::TEXT_GRAPHEMES)? },
        Fate::Label { labels } => {
            if labels.len() > config::MAX_LABELS {
                return Err(too_many("labels", config::MAX_LABELS));
            }
            let labels = labels.iter().map(|label| text::line("labels", label, config::NAME_GRAPHEMES));
            Fate::Label { labels: labels.collect::<Result<_, _>>()? }
        }
        plain => plain,
    })
}

pub(super) fn tend(tend: wire::Tend, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    let held = known(room, tend.question)?;
    let fate = clean(tend.fate)?;
    let told = fate.told();
    let after = held.question().tend(fate, facts.role, facts.now, room.talk.upvotes())?;
    let decision = Decision::default().question(room, held, tend.question, tend.rev, &after);
    Ok(decision.told(facts.role, tend.question, told))
}

pub(super) fn approve_all(all: &wire::ApproveAll, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    if all.questions.len() > config::AT_ONCE {
        return Err(too_many("questions", config::AT_ONCE));
    }
    let mut decision = Decision::default();
    for on in &all.questions {
        let held = known(room, on.question)?;
        let after = held.question().tend(Fate::Approve, facts.role, facts.now, room.talk.upvotes())?;
        decision = decision.question(room, held, on.question, on.rev, &after);
        decision = decision.told(facts.role, on.question, Told::Approved);
    }
    Ok(decision)
}

pub(super) fn merge(merge: &wire::Merge, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    let (from, into) = (known(room, merge.question)?, known(room, merge.into)?);
    if merge.question == merge.into {
        return Err(from.question().wrong_state());
    }
    if !into.question().state.takes_upvotes() {
        return Err(into.question().wrong_state());
    }
    let after = from.question().merge(merge.into)?;
    let mut decision = Decision::default()
        // Written, not only rested on: what it is made of changed, and whoever puts it on the queue meanwhile looks again.
        .set(&Key::Question(merge.into), merge.into_rev, into.question())
        .question(room, from, merge.question, merge.rev, &after);
    if from.gate.rev > 0 {
        let carry = Carry { from: merge.question.ballots(), into: merge.into.ballots(), back: false };
        decision.amendment.carries.push(carry);
    }
    Ok(decision.told(facts.role, merge.question, Told::Merged { into: merge.into }))
}

pub(super) fn unmerge(on: wire::OnQuestion, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    let held = known(room, on.question)?;
    let State::Merged { into, .. } = held.question().state else { return Err(held.question().wrong_state()) };
    let other = known(room, into)?;
    if matches!(other.question().state, State::Merged { .. }) {
        // What it gave went on from there: the later merge is taken back first.
        return Err(other.question().wrong_state());
    }
    let after = held.question().unmerge()?;
    let mut decision = Decision::default().set(&Key::Question(into), other.held.rev, other.question()).question(
        room,
        held,
        on.question,
        on.rev,
        &after,
    );
    if held.gate.rev > 0 {
        let carry = Carry { from: on.question.ballots(), into: into.ballots(), back: true };
        decision.amendment.carries.push(carry);
    }
    Ok(decision.told(facts.role, on.question, Told::Unmerged))
}

pub(super) fn set_talk(set: wire::SetTalk, room: &Room, role: Role) -> Result<Decision, Refusal> {
    let talk = set.talk;
    if !(1..=config::MAX_WAITING).contains(&talk.per_person) {
        let max = u32::from(config::MAX_WAITING);
        return Err(Refusal::OutOfBounds { field: "per_person".to_owned(), min: 1, max });
    }
    if room.talk.talk.rev == set.rev && room.talk.talk.value == talk && set.rev > 0 {
        return Ok(Decision::default());
    }
    let act = Act::TalkSet {
        asking: talk.asking,
        hands: talk.hands,
        hold: talk.hold,
        per_person: talk.per_person,
        sort: talk.sort,
    };
    Ok(Decision::default().set(&Key::Talk, set.rev, &talk).line(role, act))
}

/// Brings over what stands in the meeting tool's chat. A moderator chose it, so questions are approved at once.
pub(super) fn relay(relay: &wire::Relay, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    if relay.lines.is_empty() || relay.lines.len() > config::AT_ONCE {
        return Err(too_many("lines", config::AT_ONCE));
    }
    if room.talk.questions.len() + relay.lines.len() > config::MAX_QUESTIONS {
        return Err(too_many("questions", config::MAX_QUESTIONS));
    }
    if room.talk.turns.len() + relay.lines.len() > config::MAX_TURNS {
        return Err(too_many("turns", config::MAX_TURNS));
    }
    let mut decision = Decision::default();
    let (mut questions, mut turns) = (Vec::new(), Vec::new());
    for (at, line) in relay.lines.iter().enumerate() {
        let number = facts.number(&at.to_string());
        let name = line.name.as_deref().map(|name| text::line("name", name, config::NAME_GRAPHEMES)).transpose()?;
        if let Some(asked) = &line.text {
            let id = QuestionId::from_bytes(number);
            let text = text::line("text", asked, config::TEXT_GRAPHEMES)?;
            let asker = Asker::Chat(name.unwrap_or_default());
            let new = Question::asked(text, asker, Mode::Online, facts.now);
            let after = new.tend(Fate::Approve, facts.role, facts.now, room.talk.upvotes())?;
            decision = decision.question(room, &HeldQuestion::unheld(new), id, 0, &after);
            questions.push(id);
        } else {
            let id = TurnId(u32::from_be_bytes(number));
            let turn = Turn {
                of: TurnOf::Hand,
                voter: None,
                name,
                mode: Mode::Online,
                group: Group::Unstated,
                from_chat: true,
                at: facts.now,
                put: None,
                more: 0,
                state: TurnState::Waiting,
            };
            decision = decision.set(&Key::Turn(id), 0, &turn);
            turns.push(id);
        }
    }
    let count = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
    let act = Act::Relayed { questions: count(questions.len()), hands: count(turns.len()) };
    Ok(decision.line(facts.role, act).made(Made::Relayed { questions, turns }))
}

/// Takes back what was brought over: only what came from the chat, and what nobody dealt with meanwhile.
pub(super) fn undo_relay(undo: &wire::UndoRelay, room: &Room, role: Role) -> Result<Decision, Refusal> {
    let mut decision = Decision::default();
    for id in &undo.questions {
        let held = known(room, *id)?;
        if !matches!(held.question().asker, Asker::Chat(_)) {
            return Err(Refusal::NotAllowed);
        }
        if held.question().state != State::Approved {
            return Err(held.question().wrong_state());
        }
        let after = Question { state: State::Withdrawn, ..held.question().clone() };
        decision = decision.question(room, held, *id, held.held.rev, &after);
    }
    for id in &undo.turns {
        let held = room.talk.turns.get(id).ok_or(Refusal::UnknownTurn)?;
        if !held.value.from_chat {
            return Err(Refusal::NotAllowed);
        }
        decision = decision.set(&Key::Turn(*id), held.rev, &held.value.withdraw()?);
    }
    let lines = u32::try_from(undo.questions.len() + undo.turns.len()).unwrap_or(u32::MAX);
    Ok(decision.line(role, Act::RelayUndone { lines }))
}
