//! Which questions are likely the same as one that waits: kept as questions come and go, the same on every node.

use std::sync::Arc;

use super::{Conversation, Held, HeldQuestion};
use crate::domain::id::QuestionId;
use crate::domain::moment::Moment;
use crate::domain::question::flags::{Context, Flag};
use crate::domain::question::similar::{self, LIKELY};
use crate::domain::question::{Asker, Question, State};

/// What is told of a question that waits is told of the later one: the first of two that are alike is no repetition.
type Age = (Moment, QuestionId);

fn age(id: QuestionId, held: &HeldQuestion) -> Age {
    (held.question().at, id)
}

fn waits(held: &HeldQuestion) -> bool {
    held.question().state == State::InReview
}

/// Whether another can be the same as this one: not as one that is gone, or one with a third.
fn stands(held: &HeldQuestion) -> bool {
    !matches!(held.question().state, State::Withdrawn | State::Merged { .. })
}

impl Conversation {
    /// Takes a question in as the store has it, and compares it with the others that wait, whatever order they come in.
    pub fn take_in(&mut self, id: QuestionId, held: Held<Question>) {
        let mut new = HeldQuestion::of(held);
        let old = self.questions.get(&id).cloned();
        if let Some(old) = &old {
            (new.gate, new.tally, new.tally_version) = (old.gate, old.tally.clone(), old.tally_version);
        }
        let as_before =
            old.as_ref().is_some_and(|old| old.question().text == new.question().text && stands(old) == stands(&new));
        if !as_before {
            self.tell_younger(id, &new);
        }
        if waits(&new) {
            new.like = match old {
                Some(old) if as_before && waits(&old) => old.like.clone(),
                _ => self.older_like(id, &new),
            };
        }
        self.questions.insert(id, Arc::new(new));
    }

    /// Those asked before it that it is likely the same as, the likeliest first.
    fn older_like(&self, id: QuestionId, new: &HeldQuestion) -> Vec<(QuestionId, f32)> {
        let older = self.questions.iter().filter(|(other, held)| stands(held) && age(**other, held) < age(id, new));
        similar::likely(&new.prepared, older.map(|(other, held)| (*other, &held.prepared)))
    }

    /// Those that wait and were asked later may be like it now, or be so no more.
    fn tell_younger(&mut self, id: QuestionId, new: &HeldQuestion) {
        for (other, held) in &mut self.questions {
            if !waits(held) || age(*other, held) <= age(id, new) {
                continue;
            }
            let was = held.like.iter().any(|(like, _)| *like == id);
            let likeness = if stands(new) { similar::likeness(&held.prepared, &new.prepared) } else { 0.0 };
            if !was && likeness < LIKELY {
                continue;
            }
            let like = &mut Arc::make_mut(held).like;
            like.retain(|(other, _)| *other != id);
            if likeness >= LIKELY {
                like.push((id, likeness));
                like.sort_by(|(id, likeness), (other, its)| its.total_cmp(likeness).then(id.cmp(other)));
            }
        }
    }

    /// What a moderator should look at in a question before it is approved: in its text, and beside it.
    pub fn flags(&self, held: &HeldQuestion) -> Vec<Flag> {
        let like = || held.like.iter().filter_map(|(id, _)| self.questions.get(id));
        let is_own = |other: &Arc<HeldQuestion>| {
            matches!(held.question().asker, Asker::Phone(_)) && other.question().asker == held.question().asker
        };
        let context =
            Context { asked_before: like().any(is_own), likely_duplicate: like().any(|other| !is_own(other)) };
        held.question().flags.iter().copied().chain(context.flags()).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::person::Mode;

    const TEXTS: [&str; 5] = [
        "Who audits the hash lists?",
        "hi, who audits the hash lists please",
        "who audits hash lists in practice",
        "Is there lunch?",
        "is there lunch please?",
    ];

    fn asked(text: usize, at: u64, state: u8) -> Question {
        let state = match state {
            0 => State::InReview,
            1 => State::Approved,
            2 => State::Withdrawn,
            _ => State::Merged { into: QuestionId::from_bytes([99; 4]), was: Box::new(State::InReview) },
        };
        let new = Question::asked(TEXTS[text].into(), Asker::Phone((text % 2).to_string()), Mode::Room, Moment(at));
        Question { state, ..new }
    }

    fn id(n: usize) -> QuestionId {
        QuestionId::from_bytes([0, 0, 0, n as u8 + 1])
    }

    fn likes(talk: &Conversation) -> Vec<(QuestionId, Vec<QuestionId>, Vec<Flag>)> {
        let of = |held: &HeldQuestion| held.like.iter().map(|(id, _)| *id).collect();
        talk.questions.iter().map(|(id, held)| (*id, of(held), talk.flags(held))).collect()
    }

    proptest! {
        #[test]
        fn however_a_room_came_to_be_it_says_the_same_of_its_questions(
            writes in prop::collection::vec((0_usize..6, 0_usize..TEXTS.len(), 0_u8..4), 1..30),
            order in Just((0_usize..6).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let held = |(at, text, state): (usize, usize, u8)| {
                // When it was asked never changes; two were asked in the same instant.
                Held { rev: 1, version: 1, value: asked(text, [5, 3, 3, 8, 1, 4][at], state) }
            };
            let mut lived = Conversation::default();
            let mut last = std::collections::BTreeMap::new();
            for write in writes {
                lived.take_in(id(write.0), held(write));
                last.insert(write.0, write);
            }
            let mut read = Conversation::default();
            for at in order {
                if let Some(write) = last.get(&at) {
                    read.take_in(id(at), held(*write));
                }
            }
            prop_assert_eq!(likes(&lived), likes(&read));
        }
    }
}
