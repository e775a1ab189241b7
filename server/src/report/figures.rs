//! A run in words and figures: when it was, how many answered of how many, and what they answered.

use super::block::{Block, Row, Table};
use super::told::is_over;
use super::words::{Words, fill};
use super::{PollReport, Report, RunReport};
use crate::domain::gate::Phase;
use crate::domain::kind::Kind;
use crate::domain::kind::sheet::{Cell, Compared, Sheet};
use crate::domain::person::{Group, Mode};
use crate::domain::result::FEW;
use crate::domain::seal::Seal;
use crate::wire::parts::{Figures, GroupFigures, ResultPart};

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
    if run.run.by_code {
        out.push(Block::text(&own.by_code));
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
    out.extend(run.seal.as_ref().map(|seal| sealed(report, seal)));
    match &run.result {
        ResultPart::Figures(figures) if figures.n > 0 => result(report, run, figures, out),
        ResultPart::Count { .. } | ResultPart::TooFew { .. } if run.gate.phase().is_open() => {
            out.push(Block::text(&own.open_count));
        }
        ResultPart::TooFew { n } if *n > 0 => out.push(Block::text(words.plural(&words.shared.too_few, *n))),
        _ => out.push(Block::text(&own.nobody)),
    }
}

/// That the ballots are gone for good; or that copies may still lie in the store's files.
fn sealed(report: &Report, seal: &Seal) -> Block {
    let own = &report.words().report;
    let at = [("at", &*report.times().stamp(seal.at))];
    if seal.is_whole() { Block::text(fill(&own.sealed, &at)) } else { Block::Caution(fill(&own.not_sealed, &at)) }
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
    let sheet = kind.sheet(&figures.found, figures.n);
    if !sheet.head.is_empty() {
        out.push(Block::Table(table(words, &sheet, figures)));
    }
    if figures.n >= FEW
        && let Some(median) = median(words, kind, figures)
    {
        out.push(Block::text(median));
    }
    out.extend(sheet.notes.iter().map(|note| Block::text(words.label(note))));
    if !sheet.counts_answers && figures.cant_say > 0 {
        out.push(Block::text(fill(words.word("cant_say_count"), &[("n", &words.number(figures.cant_say))])));
    }
    if !is_over(run.gate.phase()) || !kind.breaks_down() {
        return;
    }
    broken_down(words, report.k, kind, figures, out);
}

/// By mode and by group, each where it may be told.
fn broken_down(words: &Words, k: u32, kind: &Kind, figures: &Figures, out: &mut Vec<Block>) {
    let (own, shared) = (&words.report, &words.shared);
    let n = words.number(figures.n);
    if figures.mode_left_out {
        out.push(Block::text(&shared.mode_left_out));
    } else if figures.by_mode.is_empty() {
        out.push(Block::text(fill(&own.mode_too_thin, &[("k", &k.to_string())])));
    } else {
        let sides = figures.by_mode.iter().map(|of| {
            let modes: Vec<String> = of.modes.iter().map(|mode| mode_name(words, *mode)).collect();
            Side { name: words.list(&modes), n: of.n, cant_say: of.cant_say, lines: kind.compared(&of.found, of.n) }
        });
        out.push(Block::Table(sides_table(words, fill(&own.mode_of, &[("n", &n)]), &sides.collect::<Vec<_>>(), None)));
    }
    if figures.by_group.is_empty() {
        if figures.named > 0 {
            out.push(Block::text(words.plural(&shared.groups_thin, figures.named)));
        }
        return;
    }
    let sides = figures.by_group.iter().map(|of| {
        let name = if let [group] = of.groups[..] { group_name(words, group) } else { shared.of_others.clone() };
        Side { name, n: of.n, cant_say: of.cant_say, lines: kind.compared(&of.found, of.n) }
    });
    let weighed = equal_weight(kind, &figures.by_group);
    let sides: Vec<Side> = sides.collect();
    out.push(Block::Table(sides_table(words, fill(&own.group_of, &[("n", &n)]), &sides, weighed.as_ref())));
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
    /// The mean of their shares, line by line; `None` of a line that is no share.
    shares: Vec<Option<f32>>,
    /// The same of "I can't say".
    cant_say: f32,
}

/// The mean of the shares of the groups that were named, where each has figures of its own; whoever named none is left out.
fn equal_weight(kind: &Kind, by_group: &[GroupFigures]) -> Option<Weighed> {
    let named: Vec<_> = by_group.iter().filter(|of| of.groups != [Group::Unstated]).collect();
    if named.len() < 2 || named.iter().any(|of| of.groups.len() > 1) {
        return None;
    }
    let mean = |shares: Vec<f32>| shares.iter().sum::<f32>() / shares.len() as f32;
    let lines: Vec<Vec<Compared>> = named.iter().map(|of| kind.compared(&of.found, of.n)).collect();
    let share_of = |cell: &Cell| match cell {
        Cell::Share(part, of) if *of > 0 => Some(*part as f32 / *of as f32),
        _ => None,
    };
    let of_line = |at: usize| lines.iter().map(|of| share_of(&of[at].1)).collect::<Option<Vec<f32>>>().map(mean);
    Some(Weighed {
        groups: named.len(),
        shares: (0..lines[0].len()).map(of_line).collect(),
        cant_say: mean(named.iter().map(|of| of.cant_say as f32 / of.n as f32).collect()),
    })
}

/// Two runs of a poll that asked the same, one after the other, in the one sentence that is right: figures of two
/// gatherings, never that anybody changed their mind.
pub(super) fn compare(words: &Words, before: &RunReport, after: &RunReport) -> Option<String> {
    let (ResultPart::Figures(first), ResultPart::Figures(then)) = (&before.result, &after.result) else { return None };
    let comparable = before.run.kind == after.run.kind
        && before.run.prompt == after.run.prompt
        && [before, after].iter().all(|run| is_over(run.gate.phase()))
        && first.n >= FEW
        && then.n >= FEW;
    if !comparable {
        return None;
    }
    let kind = &before.run.kind;
    let (what, first, then) = kind.before_and_after((&first.found, first.n), (&then.found, then.n))?;
    let (a, m) = figure_of(words, &first)?;
    let (b, n) = figure_of(words, &then)?;
    let key = if matches!(first, Cell::Share(..)) { "compared_shares" } else { "compared_figures" };
    let what = words.label(&what);
    Some(fill(
        words.word(key),
        &[("what", &what), ("a", &a), ("m", &words.number(m)), ("b", &b), ("n", &words.number(n))],
    ))
}

/// What a cell says, and of how many.
fn figure_of(words: &Words, cell: &Cell) -> Option<(String, u32)> {
    Some(match cell {
        Cell::Share(part, of) => (words.number(*part), *of),
        Cell::Figure(figure, said) if *said > 0 => (words.decimal(*figure), *said),
        Cell::Middle(about, said) => {
            let [low, high] = [words.label(&about[0]), words.label(&about[1])];
            let middle = if low == high { low } else { fill(words.word("between"), &[("low", &low), ("high", &high)]) };
            (middle, *said)
        }
        Cell::Figure(..) | Cell::Count(_) | Cell::Nothing => return None,
    })
}

/// The answers of a kind, in order, in words; a step without a label is its number.
pub(super) fn answers(words: &Words, kind: &Kind) -> Vec<String> {
    kind.named_answers().iter().map(|label| words.label(label)).collect()
}

/// A finding's table. Shares stand there from so many ballots on that they say something; "I can't say" last, where its
/// count is one like the others.
fn table(words: &Words, sheet: &Sheet, figures: &Figures) -> Table {
    let shared = &words.shared;
    let row = |name: String, cells: &[Cell], part: Option<(f32, f32)>, apart: bool| {
        let mut texts = vec![name];
        texts.extend(
            cells.iter().filter_map(|cell| cell_in_words(words, cell, sheet.counts_answers && figures.n < FEW)),
        );
        let part = part.filter(|(_, of)| *of > 0.0 && figures.n >= FEW).map(|(part, of)| part / of);
        Row { cells: texts, part, apart }
    };
    let mut rows: Vec<Row> =
        sheet.rows.iter().map(|of| row(words.label(&of.label), &of.cells, of.part, false)).collect();
    let mut head: Vec<String> = sheet.head.iter().map(|key| words.word(key).to_owned()).collect();
    if sheet.counts_answers {
        let cells = [Cell::Count(figures.cant_say), Cell::Share(figures.cant_say, figures.n)];
        let part = Some((figures.cant_say as f32, figures.n as f32));
        rows.push(row(shared.cant_say.clone(), &cells, part, true));
        if figures.n < FEW {
            head.pop();
        }
    }
    Table { caption: words.plural(&shared.results_of, figures.n), head, rows, wordy: false }
}

/// The step a median stands on, or between which two, in words.
pub(super) fn step_name(words: &Words, kind: &Kind, median: f32) -> Option<String> {
    let answers = answers(words, kind);
    let (low, high) = (answers.get(median.floor() as usize)?, answers.get(median.ceil() as usize)?);
    if low == high {
        return Some(low.clone());
    }
    Some(fill(&words.report_sections.between, &[("low", low), ("high", high)]))
}

/// A cell of a table; `None` for a share that stands nowhere, because so few answered.
fn cell_in_words(words: &Words, cell: &Cell, without_shares: bool) -> Option<String> {
    Some(match cell {
        Cell::Count(count) => words.number(*count),
        Cell::Share(..) if without_shares => return None,
        Cell::Share(_, of) if *of < FEW => NOTHING.to_owned(),
        Cell::Share(part, of) => words.share(*part, *of),
        Cell::Figure(_, 0) | Cell::Nothing => NOTHING.to_owned(),
        Cell::Figure(figure, _) => words.decimal(*figure),
        Cell::Middle(..) => figure_of(words, cell)?.0,
    })
}

/// Where there is nothing to say.
const NOTHING: &str = "–";

/// The middle answer of an ordered kind, with the number of those who said something.
fn median(words: &Words, kind: &Kind, figures: &Figures) -> Option<String> {
    let (shared, median, answers) = (&words.shared, figures.found.median()?, answers(words, kind));
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

/// One column of a breakdown.
struct Side {
    name: String,
    n: u32,
    cant_say: u32,
    lines: Vec<Compared>,
}

fn sides_table(words: &Words, caption: String, sides: &[Side], weighed: Option<&Weighed>) -> Table {
    let (own, shared) = (&words.report, &words.shared);
    let mut head = vec![shared.answer.clone()];
    head.extend(sides.iter().map(|side| fill(&own.mode_head, &[("mode", &side.name), ("n", &words.number(side.n))])));
    head.extend(weighed.map(|_| own.equal_weight.clone()));
    let mean =
        |share: Option<f32>| weighed.map(|_| share.map_or_else(|| NOTHING.to_owned(), |share| words.percent(share)));
    let mut rows = Vec::new();
    for (at, (name, cell)) in sides.first().into_iter().flat_map(|side| &side.lines).enumerate() {
        // The middle answer stands in its own sentence, of all together.
        if !matches!(cell, Cell::Middle(..)) {
            let mut cells = vec![words.label(name)];
            cells.extend(sides.iter().map(|side| compared_in_words(words, &side.lines[at].1)));
            cells.extend(mean(weighed.and_then(|weighed| weighed.shares[at])));
            rows.push(Row { cells, part: None, apart: false });
        }
    }
    let mut cells = vec![shared.cant_say.clone()];
    cells.extend(sides.iter().map(|side| compared_in_words(words, &Cell::Share(side.cant_say, side.n))));
    cells.extend(mean(weighed.map(|weighed| weighed.cant_say)));
    rows.push(Row { cells, part: None, apart: true });
    Table { caption, head, rows, wordy: false }
}

/// A figure of one group: its share stands beside the count, its n beside a mean.
fn compared_in_words(words: &Words, cell: &Cell) -> String {
    match cell {
        Cell::Share(part, of) if *of >= FEW => format!("{} ({})", words.number(*part), words.share(*part, *of)),
        Cell::Share(part, _) => words.number(*part),
        cell => match figure_of(words, cell) {
            Some((figure, said)) => fill(words.word("figure_of"), &[("figure", &figure), ("n", &words.number(said))]),
            None => NOTHING.to_owned(),
        },
    }
}

pub(super) fn group_name(words: &Words, group: Group) -> String {
    let shared = &words.shared;
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

pub(super) fn mode_name(words: &Words, mode: Mode) -> String {
    let shared = &words.shared;
    match mode {
        Mode::Room => shared.mode_room.clone(),
        Mode::Online => shared.mode_online.clone(),
        Mode::Unstated => shared.mode_unstated.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kind::Found;

    #[test]
    fn every_named_group_counts_the_same_or_there_is_no_such_figure() {
        let of = |groups: &[Group], counts: [u32; 2]| GroupFigures {
            groups: groups.to_vec(),
            n: counts[0] + counts[1],
            cant_say: 0,
            found: Found::Counts { counts: counts.to_vec(), median: None },
        };
        let (gov, civil) = (of(&[Group::Government], [5, 0]), of(&[Group::CivilSociety], [10, 30]));
        let silent = of(&[Group::Unstated], [0, 90]);
        let weighed = equal_weight(&Kind::YesNo, &[gov.clone(), civil.clone(), silent.clone()]).unwrap();
        assert_eq!((weighed.groups, weighed.shares, weighed.cant_say), (2, vec![Some(0.625), Some(0.375)], 0.0));
        let rest = of(&[Group::PrivateSector, Group::Other], [4, 4]);
        assert_eq!(
            equal_weight(&Kind::YesNo, &[gov.clone(), civil, rest]),
            None,
            "not every group has figures of its own"
        );
        assert_eq!(equal_weight(&Kind::YesNo, &[gov, silent]), None, "one group is no comparison");
    }
}
