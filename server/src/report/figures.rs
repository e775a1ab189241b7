//! A run in words and figures: when it was, how many answered of how many, and what they answered.

use super::block::{Block, Row, Table};
use super::told::is_over;
use super::words::{fill, list, number, percent, share, words};
use super::{PollReport, Report, RunReport};
use crate::domain::gate::Phase;
use crate::domain::person::{Group, Mode};
use crate::domain::poll::{Kind, Source};
use crate::domain::result::FEW;
use crate::wire::parts::{Figures, GroupFigures, ResultPart};

/// One run of a poll.
pub(super) fn tell(report: &Report, poll: &PollReport, run: &RunReport, out: &mut Vec<Block>) {
    let own = &words().report;
    let round = fill(&own.run, &[("round", &run.run.round.to_string())]);
    out.push(Block::led(format!("{round}:"), format!("{}; {}.", when(report, run), turnout(run))));
    if report.session.began.is_some_and(|began| run.gate.opened < began) {
        out.push(Block::text(&words().report_sections.in_advance));
    }
    if run.flagged {
        out.push(Block::Caution(words().shared.may_miss.clone()));
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
    let (own, times, gate) = (&words().report, report.times(), &run.gate);
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
pub(super) fn n_in_words(result: &ResultPart) -> String {
    match n_of(result) {
        (n, false) => number(n),
        (n, true) => fill(&words().report.at_least, &[("n", &number(n))]),
    }
}

/// n of eligible, the response rate, and how many saw it.
fn turnout(run: &RunReport) -> String {
    let own = &words().report;
    let ((n, at_least), said) = (n_of(&run.result), n_in_words(&run.result));
    let Some((eligible, seen)) = run.turnout else { return fill(&own.n_unknown, &[("n", &said)]) };
    let rate = share(n, eligible);
    let values = [("n", &*said), ("eligible", &number(eligible)), ("rate", &rate)];
    let answered = match () {
        () if n > eligible => fill(&own.n_exceeds, &values),
        () if at_least || eligible < FEW => fill(&own.n_eligible, &values),
        () => fill(&own.n_rate, &values),
    };
    format!("{answered}; {}", fill(&own.seen, &[("seen", &number(seen))]))
}

fn result(report: &Report, run: &RunReport, figures: &Figures, out: &mut Vec<Block>) {
    let own = &words().report;
    let kind = &run.run.kind;
    if figures.n < FEW {
        out.push(Block::text(&own.too_few));
    }
    if let Kind::Multiple { min, max, .. } = kind
        && *max > 1
    {
        out.push(Block::text(fill(&own.several, &[("min", &min.to_string()), ("max", &max.to_string())])));
    }
    if let Some(agreed) = agreed(run, figures) {
        out.push(Block::text(agreed));
    }
    out.push(Block::Table(table(kind, figures)));
    if figures.n >= FEW
        && let Some(median) = median(kind, figures)
    {
        out.push(Block::text(median));
    }
    if !is_over(run.gate.phase()) {
        return;
    }
    broken_down(report.k, kind, figures, out);
}

/// By mode and by group, each where it may be told.
fn broken_down(k: u32, kind: &Kind, figures: &Figures, out: &mut Vec<Block>) {
    let (own, shared) = (&words().report, &words().shared);
    let n = number(figures.n);
    if figures.mode_left_out {
        out.push(Block::text(&shared.mode_left_out));
    } else if figures.by_mode.is_empty() {
        out.push(Block::text(fill(&own.mode_too_thin, &[("k", &k.to_string())])));
    } else {
        let sides = figures.by_mode.iter().map(|of| {
            let modes: Vec<String> = of.modes.iter().map(|mode| mode_name(*mode)).collect();
            Side { name: list(&modes), n: of.n, cant_say: of.cant_say, counts: &of.counts }
        });
        out.push(Block::Table(sides_table(kind, fill(&own.mode_of, &[("n", &n)]), &sides.collect::<Vec<_>>(), None)));
    }
    if figures.by_group.is_empty() {
        if figures.named > 0 {
            out.push(Block::text(shared.groups_thin.of(figures.named)));
        }
        return;
    }
    let sides = figures.by_group.iter().map(|of| {
        let name = if let [group] = of.groups[..] { group_name(group) } else { shared.of_others.clone() };
        Side { name, n: of.n, cant_say: of.cant_say, counts: &of.counts }
    });
    let weighed = equal_weight(&figures.by_group);
    let sides: Vec<Side<'_>> = sides.collect();
    out.push(Block::Table(sides_table(kind, fill(&own.group_of, &[("n", &n)]), &sides, weighed.as_ref())));
    if let Some(weighed) = weighed {
        let values = [("n", &*weighed.groups.to_string()), ("k", &k.to_string())];
        out.push(Block::text(fill(&own.equal_weight_is, &values)));
    }
}

/// Every named group counting the same.
#[derive(Debug, Clone, PartialEq)]
struct Weighed {
    /// How many groups.
    groups: usize,
    /// The mean of their shares, answer by answer.
    shares: Vec<f32>,
    /// The same of "I can't say".
    cant_say: f32,
}

/// The mean of the shares of the groups that were named, where each has figures of its own; whoever named none is left out.
fn equal_weight(by_group: &[GroupFigures]) -> Option<Weighed> {
    let named: Vec<_> = by_group.iter().filter(|of| of.groups != [Group::Unstated]).collect();
    if named.len() < 2 || named.iter().any(|of| of.groups.len() > 1) {
        return None;
    }
    let mean = |count: &dyn Fn(&GroupFigures) -> u32| {
        named.iter().map(|of| count(of) as f32 / of.n as f32).sum::<f32>() / named.len() as f32
    };
    let answers = named.iter().map(|of| of.counts.len()).min().unwrap_or(0);
    Some(Weighed {
        groups: named.len(),
        shares: (0..answers).map(|at| mean(&|of| of.counts[at])).collect(),
        cant_say: mean(&|of| of.cant_say),
    })
}

/// The answers of a kind, in order, in words; a step without a label is its number.
pub(super) fn answers(kind: &Kind) -> Vec<String> {
    let shared = &words().shared;
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
fn table(kind: &Kind, figures: &Figures) -> Table {
    let shared = &words().shared;
    let row = |answer: String, count: u32, apart: bool| {
        let mut cells = vec![answer, number(count)];
        if figures.n < FEW {
            return Row { cells, part: None, apart };
        }
        cells.push(share(count, figures.n));
        Row { cells, part: Some(count as f32 / figures.n as f32), apart }
    };
    let mut rows: Vec<Row> =
        answers(kind).into_iter().zip(&figures.counts).map(|(answer, count)| row(answer, *count, false)).collect();
    rows.push(row(shared.cant_say.clone(), figures.cant_say, true));
    let mut head = vec![shared.answer.clone(), shared.count.clone()];
    if figures.n >= FEW {
        head.push(shared.share.clone());
    }
    Table { caption: shared.results_of.of(figures.n), head, rows, wordy: false }
}

/// The step a median stands on, or between which two, in words.
pub(super) fn step_name(kind: &Kind, median: f32) -> Option<String> {
    let answers = answers(kind);
    let (low, high) = (answers.get(median.floor() as usize)?, answers.get(median.ceil() as usize)?);
    if low == high {
        return Some(low.clone());
    }
    Some(fill(&words().report_sections.between, &[("low", low), ("high", high)]))
}

/// The middle answer of an ordered kind, with the number of those who said something.
fn median(kind: &Kind, figures: &Figures) -> Option<String> {
    let (shared, median, answers) = (&words().shared, figures.median?, answers(kind));
    let answer = |at: f32| answers.get(at as usize).cloned();
    let said = number(figures.n.saturating_sub(figures.cant_say));
    let (low, high) = (answer(median.floor())?, answer(median.ceil())?);
    Some(
        if low == high {
            fill(&shared.median_of, &[("answer", &low), ("n", &said)])
        } else {
            fill(&shared.median_between, &[("low", &low), ("high", &high), ("n", &said)])
        } + ".",
    )
}

/// One side's statement in a sentence that says who agreed, never whether it is so.
fn agreed(run: &RunReport, figures: &Figures) -> Option<String> {
    let statement = matches!(run.run.provenance.source, Source::Position { .. });
    let (agree, disagree) = match (&run.run.kind, figures.counts.as_slice()) {
        (Kind::Single { options }, [agree, disagree]) if options[0].eq_ignore_ascii_case("agree") => (agree, disagree),
        (Kind::YesNo, [agree, disagree]) => (agree, disagree),
        _ => return None,
    };
    let counts = [figures.n, *agree, *disagree, figures.cant_say].map(number);
    let names = ["n", "agree", "disagree", "cant_say"];
    let values: Vec<(&str, &str)> = names.into_iter().zip(counts.iter().map(String::as_str)).collect();
    (statement && figures.n >= FEW).then(|| fill(&words().report.agreed, &values))
}

/// One column of a breakdown.
struct Side<'a> {
    name: String,
    n: u32,
    cant_say: u32,
    counts: &'a [u32],
}

fn sides_table(kind: &Kind, caption: String, sides: &[Side<'_>], weighed: Option<&Weighed>) -> Table {
    let (own, shared) = (&words().report, &words().shared);
    let mut head = vec![shared.answer.clone()];
    head.extend(sides.iter().map(|side| fill(&own.mode_head, &[("mode", &side.name), ("n", &number(side.n))])));
    head.extend(weighed.map(|_| own.equal_weight.clone()));
    let cell = |side: &Side<'_>, count: u32| {
        if side.n >= FEW { format!("{} ({})", number(count), share(count, side.n)) } else { number(count) }
    };
    let row = |answer: String, count: &dyn Fn(&Side<'_>) -> u32, mean: Option<f32>, apart: bool| {
        let mut cells = vec![answer];
        cells.extend(sides.iter().map(|side| cell(side, count(side))));
        cells.extend(mean.map(percent));
        Row { cells, part: None, apart }
    };
    let of_answer = |(at, answer): (usize, String)| {
        let mean = weighed.and_then(|weighed| weighed.shares.get(at).copied());
        row(answer, &|side| side.counts.get(at).copied().unwrap_or(0), mean, false)
    };
    let mut rows: Vec<Row> = answers(kind).into_iter().enumerate().map(of_answer).collect();
    rows.push(row(shared.cant_say.clone(), &|side| side.cant_say, weighed.map(|weighed| weighed.cant_say), true));
    Table { caption, head, rows, wordy: false }
}

pub(super) fn group_name(group: Group) -> String {
    let shared = &words().shared;
    let name = match group {
        Group::Unstated => &shared.of_unstated,
        Group::Government => &shared.of_government,
        Group::CivilSociety => &shared.of_civil_society,
        Group::PrivateSector => &shared.of_private_sector,
        Group::TechnicalCommunity => &shared.of_technical_community,
        Group::Intergovernmental => &shared.of_intergovernmental,
        Group::Other => &shared.of_other,
    };
    name.clone()
}

pub(super) fn mode_name(mode: Mode) -> String {
    let shared = &words().shared;
    match mode {
        Mode::Room => shared.mode_room.clone(),
        Mode::Online => shared.mode_online.clone(),
        Mode::Unstated => shared.mode_unstated.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_group_counts_the_same_or_there_is_no_such_figure() {
        let of = |groups: &[Group], counts: [u32; 2]| GroupFigures {
            groups: groups.to_vec(),
            n: counts[0] + counts[1],
            cant_say: 0,
            counts: counts.to_vec(),
        };
        let (gov, civil) = (of(&[Group::Government], [5, 0]), of(&[Group::CivilSociety], [10, 30]));
        let silent = of(&[Group::Unstated], [0, 90]);
        let weighed = equal_weight(&[gov.clone(), civil.clone(), silent.clone()]).unwrap();
        assert_eq!((weighed.groups, weighed.shares, weighed.cant_say), (2, vec![0.625, 0.375], 0.0));
        let rest = of(&[Group::PrivateSector, Group::Other], [4, 4]);
        assert_eq!(equal_weight(&[gov.clone(), civil, rest]), None, "not every group has figures of its own");
        assert_eq!(equal_weight(&[gov, silent]), None, "one group is no comparison");
    }
}
