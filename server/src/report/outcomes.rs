//! The temperature's readings, and what stayed open of the outcomes.

use super::block::{Block, Row, Table};
use super::figures::{answers, n_in_words};
use super::told::is_over;
use super::words::fill;
use super::{Home, Report};
use crate::domain::poll::Kind;
use crate::domain::result::FEW;
use crate::wire::parts::ResultPart;

/// The place of "need more information" among a gradient's answers.
const INFO: usize = 2;

impl Report {
    pub(super) fn temperature(&self, out: &mut Vec<Block>) {
        let words = self.words();
        let own = &words.report_sections;
        let times = self.times();
        let polls = || self.polls.iter().filter(|poll| poll.home == Home::Temperature && poll.number.is_some());
        if polls().next().is_none() {
            return;
        }
        out.push(Block::heading(2, &own.temperature));
        let runs = polls().flat_map(|poll| &poll.runs).filter(|run| is_over(run.gate.phase()));
        let rows = runs.map(|run| {
            let median = match &run.result {
                ResultPart::Figures(figures) if figures.n >= FEW => figures.median,
                _ => None,
            };
            let answers = answers(words, &run.run.kind);
            let of = answers.len().to_string();
            let step = |median: f32| fill(&own.reading, &[("step", &(median + 1.0).to_string()), ("of", &of)]);
            let median = median.map_or_else(|| own.too_few.clone(), step);
            Row::of(vec![times.stamp(run.gate.opened), n_in_words(words, &run.result), median])
        });
        out.push(Block::Table(Table {
            caption: own.readings.clone(),
            head: vec![words.report.time.clone(), "n".to_owned(), own.median.clone()],
            rows: rows.collect(),
            wordy: false,
        }));
        self.polls_of(out, &Home::Temperature, 3);
    }

    pub(super) fn outcomes(&self, out: &mut Vec<Block>) {
        let words = self.words();
        let own = &words.report_sections;
        self.section(out, &Home::Outcome, &own.outcomes);
        let mut open: Vec<(u32, u32, &str)> = Vec::new();
        for poll in self.polls.iter().filter(|poll| poll.home == Home::Outcome) {
            let last = poll.runs.iter().rfind(|run| is_over(run.gate.phase()) && run.run.kind == Kind::Gradient);
            if let Some(run) = last
                && let ResultPart::Figures(figures) = &run.result
                && let Some(info) = figures.counts.get(INFO).filter(|info| **info > 0)
            {
                open.push((*info, figures.n, &run.run.prompt));
            }
        }
        if open.is_empty() {
            return;
        }
        // By share, the highest first; the order of the agenda where they are equal.
        open.sort_by(|a, b| (u64::from(b.0) * u64::from(a.1)).cmp(&(u64::from(a.0) * u64::from(b.1))));
        out.push(Block::heading(3, &own.open_points));
        out.push(Block::text(&own.open_points_lead));
        let line = |(info, n, prompt): &(u32, u32, &str)| {
            fill(&own.open_point, &[("prompt", *prompt), ("info", &words.number(*info)), ("n", &words.number(*n))])
        };
        out.push(Block::Items(open.iter().map(line).collect()));
    }
}
