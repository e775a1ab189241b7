//! When the session was, what moderators noted for the report, and who of them did what how often.

use std::collections::BTreeMap;

use super::Report;
use super::acts::role;
use super::acts_talk::act_of_talk;
use super::block::{Block, Row, Table};
use super::words::fill;
use crate::domain::minutes::{Act, Turned};

impl Report {
    pub(super) fn session_times(&self, out: &mut Vec<Block>) {
        let words = self.words();
        let own = &words.report_sections;
        let times = self.times();
        let said = [
            (&own.session_planned, self.session.planned),
            (&own.session_began, self.session.began),
            (&own.session_ended, self.session.ended),
        ];
        let said: Vec<String> =
            said.into_iter().filter_map(|(how, at)| Some(fill(how, &[("time", &times.stamp(at?))]))).collect();
        if !said.is_empty() {
            out.push(Block::led(&own.session, words.sentence(&words.semicolons(&said))));
        }
    }

    pub(super) fn notes(&self, out: &mut Vec<Block>) {
        let words = self.words();
        let own = &words.report_sections;
        if self.notes.is_empty() {
            return;
        }
        out.push(Block::heading(2, &own.notes));
        for note in &self.notes {
            let lead = [("who", &**role(words, note.by)), ("time", &self.times().stamp(note.at))];
            let asked = note.about.and_then(|run| self.asked.get(&run));
            let about = asked.map(|asked| match self.number_of(&asked.poll).filter(|_| !asked.void) {
                Some(poll) => {
                    let named = [("number", &*poll.to_string()), ("round", &asked.round.to_string())];
                    fill(&own.note_about, &named)
                }
                None => fill(&own.note_about_void, &[("prompt", &asked.prompt)]),
            });
            out.push(Block::led(fill(&own.note_led, &lead), about.unwrap_or_default()));
            out.push(Block::Quote(note.text.clone()));
        }
    }

    pub(super) fn moderation(&self, out: &mut Vec<Block>) {
        let words = self.words();
        let own = &words.report_sections;
        let mut counts: BTreeMap<(String, &str), u32> = BTreeMap::new();
        for line in self.minutes.iter().filter_map(|(_, line)| line.as_ref()) {
            let counted = match &line.act {
                Act::Question { .. } | Act::Blanked { .. } | Act::RelayUndone { .. } => true,
                Act::Turn { turned, .. } => !matches!(turned, Turned::Ended { .. } | Turned::Extended { .. }),
                _ => false,
            };
            if let (true, Some(act)) = (counted, act_of_talk(words, &line.act)) {
                *counts
                    .entry((act, line.by.map_or(&words.report.role_clock, |by| role(words, by)).as_str()))
                    .or_default() += 1;
            }
        }
        if counts.is_empty() {
            return;
        }
        out.push(Block::heading(2, &own.moderation));
        out.push(Block::Table(Table {
            caption: own.moderation_lead.clone(),
            head: vec![words.report.what.clone(), words.report.who.clone(), own.how_many.clone()],
            rows: counts
                .into_iter()
                .map(|((act, who), n)| Row::of(vec![act, who.to_owned(), words.number(n)]))
                .collect(),
            wordy: true,
        }));
    }
}
