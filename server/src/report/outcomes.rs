//! The temperature's readings, and what stayed open of the outcomes.

use super::block::{Block, Line, Point, Row, Table};
use super::figures::{answers, n_in_words, step_name};
use super::told::is_over;
use super::words::fill;
use super::{Home, Readers, Report, RunReport};
use crate::domain::kind::Kind;
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
        let runs: Vec<_> = polls().flat_map(|poll| &poll.runs).filter(|run| is_over(run.gate.phase())).collect();
        let median = |run: &RunReport| match &run.result {
            ResultPart::Figures(figures) if figures.n >= FEW => figures.found.median(),
            _ => None,
        };
        let rows = runs.iter().map(|run| {
            let step = median(run).and_then(|median| step_name(words, &run.run.kind, median));
            let step = step.unwrap_or_else(|| own.too_few.clone());
            Row::of(vec![times.stamp(run.gate.opened), n_in_words(words, &run.result), step])
        });
        let points = runs.iter().map(|run| Point {
            time: times.stamp(run.gate.opened),
            n: n_in_words(words, &run.result),
            step: median(run),
        });
        let steps = runs.first().map(|run| answers(words, &run.run.kind)).unwrap_or_default();
        if runs.iter().any(|run| median(run).is_some()) {
            out.push(Block::Line(Line { caption: own.temperature.clone(), steps, points: points.collect() }));
        }
        out.push(Block::Table(Table {
            caption: own.readings.clone(),
            head: vec![words.report.time.clone(), "n".to_owned(), own.median.clone()],
            rows: rows.collect(),
            wordy: false,
        }));
        if self.readers == Readers::Moderators {
            self.polls_of(out, &Home::Temperature, 3);
        }
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
                && let Some(info) = figures.found.counts().get(INFO).filter(|info| **info > 0)
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
