//! A run in words and figures: when it was, how many answered of how many, and what they answered.

use super::block::{Block, Row, Table};
use super::told::is_over;
use super::words::{Words, fill};
use super::{PollReport, Report, RunReport};
use crate::domain::gate::Phase;
use crate::domain::person::Mode;
use crate::domain::poll::{Kind, Source};
use crate::domain::result::FEW;
use crate::wire::parts::{Figures, ModeFigures, ResultPart};

/// One run of a poll.
pub(super) fn tell(report: &Report, poll: &PollReport, run: &RunReport, out: &mut Vec<Block>) {
    let words = report.words();
    let own = &words.report;
    let round = fill(&own.run, &[("round", &run.run.round.to_string())]);
    let said = words.semicolons(&[when(report, run), turnout(words, run)]);
    out.push(Block::led(fill(&own.lead, &[("text", &round)]), words.sentence(&said)));
    if report.session.began.is_some_and(|began| run.gate.opened < began) {
        out.push(Block::text(&words.report_sections.in_advance));
    }
    if run.flagged {
        out.push(Block::Caution(words.shared.may_miss.clone()));
    }
    if run.run.prompt != poll.prompt {
        out.push(Block::text(fill(&own.worded_then, &[("prompt", &run.run.prompt)])));
    }
    if run.gate.phase() == Phase::Closed {
        out.push(Block::text(&own.not_shown));
    }
    match &run.result {
        ResultPart::Figures(figures) if figures.n > 0 => result(report, run, figures, out),
        ResultPart::Count { .. } | ResultPart::TooFew { .. } if run.gate.phase().is_open() => {
            out.push(Block::text(&own.open_count));
        }
        _ => out.push(Block::text(&own.nobody)),
    }
}

fn when(report: &Report, run: &RunReport) -> String {
    let (own, times, gate) = (&report.words().report, report.times(), &run.gate);
    let opened = times.stamp(gate.opened);
    match (gate.shut, gate.until) {
        (Some(shut), _) => fill(&own.opened_closed, &[("opened", &opened), ("closed", &times.stamp(shut))]),
        (None, Some(until)) => fill(&own.opened_until, &[("opened", &opened), ("until", &times.stamp(until))]),
        (None, None) => fill(&own.opened_open, &[("opened", &opened)]),
    }
}

/// n, and that it is a step rather than the number.
fn n_of(result: &ResultPart) -> (u32, bool) {
    match result {
        ResultPart::Count { n, at_least } => (*n, *at_least),
        ResultPart::TooFew { n } => (*n, false),
        ResultPart::Figures(figures) => (figures.n, false),
    }
}

/// "23", or "at least 20".
pub(super) fn n_in_words(words: &Words, result: &ResultPart) -> String {
    match n_of(result) {
        (n, false) => words.number(n),
        (n, true) => fill(&words.report.at_least, &[("n", &words.number(n))]),
    }
}

/// n of eligible, the response rate, and how many saw it.
fn turnout(words: &Words, run: &RunReport) -> String {
    let own = &words.report;
    let ((n, at_least), said) = (n_of(&run.result), n_in_words(words, &run.result));
    let Some((eligible, seen)) = run.turnout else { return fill(&own.n_unknown, &[("n", &said)]) };
    let rate = words.share(n, eligible);
    let values = [("n", &*said), ("eligible", &words.number(eligible)), ("rate", &rate)];
    let answered = match () {
        () if n > eligible => fill(&own.n_exceeds, &values),
        () if at_least || eligible < FEW => fill(&own.n_eligible, &values),
        () => fill(&own.n_rate, &values),
    };
    words.semicolons(&[answered, fill(&own.seen, &[("seen", &words.number(seen))])])
}

fn result(report: &Report, run: &RunReport, figures: &Figures, out: &mut Vec<Block>) {
    let words = report.words();
    let own = &words.report;
    let kind = &run.run.kind;
    if figures.n < FEW {
        out.push(Block::text(&own.too_few));
    }
    if let Kind::Multiple { min, max, .. } = kind
        && *max > 1
    {
        out.push(Block::text(fill(&own.several, &[("min", &min.to_string()), ("max", &max.to_string())])));
    }
    if let Some(agreed) = agreed(words, run, figures) {
        out.push(Block::text(agreed));
    }
    out.push(Block::Table(table(words, kind, figures)));
    if figures.n >= FEW
        && let Some(median) = median(words, kind, figures)
    {
        out.push(Block::text(median));
    }
    if !is_over(run.gate.phase()) {
        return;
    }
    if figures.by_mode.is_empty() {
        out.push(Block::text(fill(&own.mode_too_thin, &[("k", &report.k.to_string())])));
    } else {
        out.push(Block::Table(by_mode(words, kind, figures)));
    }
}

/// The answers of a kind, in order, in words; a step without a label is its number.
pub(super) fn answers(words: &Words, kind: &Kind) -> Vec<String> {
    let shared = &words.shared;
    match kind {
        Kind::Single { options } | Kind::Multiple { options, .. } => options.clone(),
        Kind::Scale { labels } => {
            let label = |(at, label): (usize, &String)| {
                if label.trim().is_empty() { (at + 1).to_string() } else { label.clone() }
            };
            labels.iter().enumerate().map(label).collect()
        }
        Kind::Gradient => {
            [&shared.gradient_support, &shared.gradient_live, &shared.gradient_info, &shared.gradient_object]
                .map(Clone::clone)
                .to_vec()
        }
        Kind::YesNo => vec![shared.yes.clone(), shared.no.clone()],
    }
}

/// Every answer with its count and, from so many ballots on that a share says something, its share; "I can't say" last.
fn table(words: &Words, kind: &Kind, figures: &Figures) -> Table {
    let shared = &words.shared;
    let row = |answer: String, count: u32, apart: bool| {
        let mut cells = vec![answer, words.number(count)];
        if figures.n < FEW {
            return Row { cells, part: None, apart };
        }
        cells.push(words.share(count, figures.n));
        Row { cells, part: Some(count as f32 / figures.n as f32), apart }
    };
    let mut rows: Vec<Row> = answers(words, kind)
        .into_iter()
        .zip(&figures.counts)
        .map(|(answer, count)| row(answer, *count, false))
        .collect();
    rows.push(row(shared.cant_say.clone(), figures.cant_say, true));
    let mut head = vec![shared.answer.clone(), shared.count.clone()];
    if figures.n >= FEW {
        head.push(shared.share.clone());
    }
    Table { caption: words.plural(&shared.results_of, figures.n), head, rows, wordy: false }
}

/// The middle answer of an ordered kind, with the number of those who said something.
fn median(words: &Words, kind: &Kind, figures: &Figures) -> Option<String> {
    let (shared, median, answers) = (&words.shared, figures.median?, answers(words, kind));
    let answer = |at: f32| answers.get(at as usize).cloned();
    let said = words.number(figures.n.saturating_sub(figures.cant_say));
    let (low, high) = (answer(median.floor())?, answer(median.ceil())?);
    let said = if low == high {
        fill(&shared.median_of, &[("answer", &low), ("n", &said)])
    } else {
        fill(&shared.median_between, &[("low", &low), ("high", &high), ("n", &said)])
    };
    Some(words.sentence(&said))
}

/// One side's statement in a sentence that says who agreed, never whether it is so.
fn agreed(words: &Words, run: &RunReport, figures: &Figures) -> Option<String> {
    let statement = matches!(run.run.provenance.source, Source::Position { .. });
    let (agree, disagree) = match (&run.run.kind, figures.counts.as_slice()) {
        (Kind::Single { options }, [agree, disagree]) if options[0].eq_ignore_ascii_case("agree") => (agree, disagree),
        (Kind::YesNo, [agree, disagree]) => (agree, disagree),
        _ => return None,
    };
    let counts = [figures.n, *agree, *disagree, figures.cant_say].map(|n| words.number(n));
    let names = ["n", "agree", "disagree", "cant_say"];
    let values: Vec<(&str, &str)> = names.into_iter().zip(counts.iter().map(String::as_str)).collect();
    (statement && figures.n >= FEW).then(|| fill(&words.report.agreed, &values))
}

fn by_mode(words: &Words, kind: &Kind, figures: &Figures) -> Table {
    let (own, shared) = (&words.report, &words.shared);
    let mut head = vec![shared.answer.clone()];
    head.extend(figures.by_mode.iter().map(|group| {
        let modes: Vec<String> = group.modes.iter().map(|mode| mode_name(words, *mode)).collect();
        fill(&own.mode_head, &[("mode", &words.list(&modes)), ("n", &words.number(group.n))])
    }));
    let cell = |group: &ModeFigures, count: u32| {
        if group.n >= FEW {
            format!("{} ({})", words.number(count), words.share(count, group.n))
        } else {
            words.number(count)
        }
    };
    let row = |answer: String, count: &dyn Fn(&ModeFigures) -> u32, apart: bool| {
        let mut cells = vec![answer];
        cells.extend(figures.by_mode.iter().map(|group| cell(group, count(group))));
        Row { cells, part: None, apart }
    };
    let of_answer =
        |(at, answer): (usize, String)| row(answer, &|group| group.counts.get(at).copied().unwrap_or(0), false);
    let mut rows: Vec<Row> = answers(words, kind).into_iter().enumerate().map(of_answer).collect();
    rows.push(row(shared.cant_say.clone(), &|group| group.cant_say, true));
    Table { caption: fill(&own.mode_of, &[("n", &words.number(figures.n))]), head, rows, wordy: false }
}

pub(super) fn mode_name(words: &Words, mode: Mode) -> String {
    let shared = &words.shared;
    match mode {
        Mode::Room => shared.mode_room.clone(),
        Mode::Online => shared.mode_online.clone(),
        Mode::Unstated => shared.mode_unstated.clone(),
    }
}
