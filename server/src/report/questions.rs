//! What became of the audience's questions. Only what stands before the room now is quoted: the words of every other
//! question are not even copied from it.

use std::collections::BTreeMap;

use super::Report;
use super::acts_talk::rule;
use super::block::{Block, Row, Table};
use super::figures::mode_name;
use super::words::{Words, fill};
use crate::domain::breakdown;
use crate::domain::id::QuestionId;
use crate::domain::person::Mode;
use crate::domain::question::sort::Sort;
use crate::domain::question::{Asker, Rule, State};
use crate::domain::room::{HeldQuestion, Room};

/// Every question counted, and those quoted that everybody may read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Questions {
    counts: BTreeMap<&'static str, u32>,
    declined: BTreeMap<Rule, u32>,
    shown: Vec<Shown>,
}

#[derive(Debug, Clone, PartialEq)]
struct Shown {
    id: QuestionId,
    text: String,
    state: &'static str,
    upvotes: u32,
    by_mode: Vec<(Vec<Mode>, u32)>,
    from_chat: bool,
    to: Option<String>,
    merged: u32,
    /// A moderator changed its words. The former are not told: taking a name out is why words are changed.
    edited: bool,
    reply: Option<String>,
}

impl Questions {
    pub(super) fn of(room: &Room) -> Self {
        let mut all = Self::default();
        for held in room.talk.questions.values() {
            let state = &held.question().state;
            *all.counts.entry(state.as_str()).or_default() += 1;
            if let State::Declined { rule, .. } = state {
                *all.declined.entry(*rule).or_default() += 1;
            }
        }
        let merged = room.talk.merged();
        let mut ids = room.talk.sorted(Sort::Supported);
        let answered = room.talk.questions.iter().filter(|(_, held)| held.question().state == State::Answered);
        let mut answered: Vec<_> = answered.map(|(id, held)| (held.question().at, *id)).collect();
        answered.sort_unstable();
        ids.splice(0..0, answered.into_iter().map(|(_, id)| id));
        let of = |id: QuestionId| {
            let held = room.talk.questions.get(&id).filter(|held| held.question().state.is_public())?;
            Some(shown(room, id, held, merged.get(&id).copied().unwrap_or(0)))
        };
        all.shown = ids.into_iter().filter_map(of).collect();
        all
    }

    /// The words of a question, if everybody may read them.
    pub(super) fn text(&self, id: QuestionId) -> Option<&str> {
        self.shown.iter().find(|shown| shown.id == id).map(|shown| shown.text.as_str())
    }

    pub(super) fn tell(&self, words: &Words, out: &mut Vec<Block>) {
        let own = &words.report_sections;
        let asked: u32 = self.counts.values().sum();
        if asked == 0 {
            return;
        }
        out.push(Block::heading(2, &own.questions));
        out.push(Block::Table(Table {
            caption: words.plural(&own.questions_asked, asked),
            head: vec![own.fate.clone(), own.how_many.clone()],
            rows: self.fates(words).into_iter().map(|(fate, n)| Row::of(vec![fate, words.number(n)])).collect(),
            wordy: false,
        }));
        out.push(Block::text(&own.not_shown_stays_out));
        for shown in &self.shown {
            out.push(Block::Quote(shown.text.clone()));
            out.push(Block::Items(about(words, shown)));
        }
    }

    fn fates(&self, words: &Words) -> Vec<(String, u32)> {
        let own = &words.report_sections;
        let mut fates = Vec::new();
        for (state, fate) in
            [("answered", &own.fate_answered), ("answering", &own.fate_answering), ("approved", &own.fate_approved)]
        {
            fates.push((fate.clone(), self.count(state)));
        }
        for (under, n) in &self.declined {
            fates.push((fill(&own.fate_declined, &[("rule", rule(words, *under))]), *n));
        }
        for (state, fate) in [
            ("archived", &own.fate_archived),
            ("merged", &own.fate_merged),
            ("withdrawn", &own.fate_withdrawn),
            ("in_review", &own.fate_in_review),
        ] {
            fates.push((fate.clone(), self.count(state)));
        }
        fates.retain(|(_, n)| *n > 0);
        fates
    }

    fn count(&self, state: &str) -> u32 {
        self.counts.get(state).copied().unwrap_or(0)
    }
}

fn shown(room: &Room, id: QuestionId, held: &HeldQuestion, merged: u32) -> Shown {
    let question = held.question();
    // As with polls: no breakdown while upvotes may still come.
    let over = !question.state.takes_upvotes() || room.session.value.ended.is_some();
    let by_mode = if over { breakdown::along(&held.tally, room.settings.value.k) } else { Vec::new() };
    Shown {
        id,
        text: question.text.clone(),
        state: question.state.as_str(),
        upvotes: held.tally.total().ballots,
        by_mode: by_mode.into_iter().map(|row| (row.of, row.counts.ballots)).collect(),
        from_chat: matches!(question.asker, Asker::Chat(_)),
        to: question.to.clone(),
        merged,
        edited: !question.edits.is_empty(),
        reply: question.reply.clone(),
    }
}

fn about(words: &Words, shown: &Shown) -> Vec<String> {
    let own = &words.report_sections;
    let state = match shown.state {
        "answered" => &own.fate_answered,
        "answering" => &own.fate_answering,
        _ => &own.fate_approved,
    };
    let mut items = vec![words.semicolons(&[state.clone(), words.plural(&own.question_upvotes, shown.upvotes)])];
    if !shown.by_mode.is_empty() {
        let side = |(modes, n): &(Vec<Mode>, u32)| {
            let modes: Vec<String> = modes.iter().map(|mode| mode_name(words, *mode)).collect();
            fill(&own.mode_n, &[("mode", &words.list(&modes)), ("n", &words.number(*n))])
        };
        let sides: Vec<String> = shown.by_mode.iter().map(side).collect();
        items.push(fill(&own.by_mode, &[("modes", &words.list(&sides))]));
    }
    if shown.from_chat {
        items.push(own.from_chat.clone());
    }
    items.extend(shown.to.as_ref().map(|to| fill(&own.addressed, &[("who", to)])));
    if shown.merged > 0 {
        items.push(words.plural(&own.one_with, shown.merged));
    }
    if shown.edited {
        items.push(own.edited.clone());
    }
    items.extend(shown.reply.as_ref().map(|reply| fill(&own.reply, &[("reply", reply)])));
    items
}

impl Report {
    pub(super) fn text_of_question(&self, id: QuestionId) -> Option<&str> {
        self.questions.text(id)
    }
}
