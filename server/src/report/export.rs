//! What a session found, for machines: every run's figures as JSON and as CSV, exactly those that moderators may see.

use serde::Serialize;

use super::figures::mode_name;
use super::words::{Words, words};
use super::{PollReport, Report, RunReport};
use crate::domain::gate::Phase;
use crate::domain::id::{PollId, RoomCode, RunId};
use crate::domain::kind::Kind;
use crate::domain::kind::ranking::Schulze;
use crate::domain::kind::sheet::Cell;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::poll::Provenance;
use crate::domain::seal::Seal;
use crate::wire::parts::{Figures, ResultPart};

/// The whole of it.
#[derive(Debug, Serialize)]
struct Export<'a> {
    room: RoomCode,
    reference: &'a str,
    title: &'a str,
    rehearsal: bool,
    /// The audience chose itself: what a reader of these figures must know first.
    note: &'a str,
    as_of: Moment,
    /// The smallest group whose figures are given.
    k: u32,
    polls: Vec<PollExport<'a>>,
}

#[derive(Debug, Serialize)]
struct PollExport<'a> {
    poll: &'a PollId,
    prompt: &'a str,
    #[serde(flatten)]
    kind: &'a Kind,
    provenance: &'a Provenance,
    runs: Vec<RunExport<'a>>,
}

#[derive(Debug, Serialize)]
struct RunExport<'a> {
    run: RunId,
    round: u32,
    /// As it stood then.
    prompt: &'a str,
    #[serde(flatten)]
    kind: &'a Kind,
    phase: Phase,
    opened: Moment,
    closed: Option<Moment>,
    /// Whoever voted needed an access code.
    by_code: bool,
    /// Some ballots may be missing.
    flagged: bool,
    /// Its ballots and its key are gone for good.
    sealed: bool,
    /// Who could answer and who saw it; null if nobody noted any.
    eligible: Option<u32>,
    seen: Option<u32>,
    result: &'a ResultPart,
    /// Of a ranking, beside the mean scores.
    #[serde(skip_serializing_if = "Option::is_none")]
    schulze: Option<&'a Schulze>,
}

impl<'a> RunExport<'a> {
    fn of(run: &'a RunReport) -> Self {
        Self {
            run: run.run.id,
            round: run.run.round,
            prompt: &run.run.prompt,
            kind: &run.run.kind,
            phase: run.gate.phase(),
            opened: run.gate.opened,
            closed: run.gate.shut,
            by_code: run.run.by_code,
            flagged: run.flagged,
            sealed: run.seal.as_ref().is_some_and(Seal::is_whole),
            eligible: run.turnout.map(|(eligible, _)| eligible),
            seen: run.turnout.map(|(_, seen)| seen),
            result: &run.result,
            schulze: run.schulze.as_ref(),
        }
    }
}

/// As JSON: polls in the order of the report, each with its runs, void ones left out.
pub fn json(report: &Report) -> String {
    let asked = report.polls.iter().filter(|poll| !poll.runs.is_empty());
    let export = Export {
        room: report.code,
        reference: &report.reference,
        title: &report.title,
        rehearsal: report.rehearsal,
        note: &said().report.chose_itself_line,
        as_of: report.as_of,
        k: report.k,
        polls: asked
            .map(|poll| PollExport {
                poll: &poll.id,
                prompt: &poll.prompt,
                kind: &poll.kind,
                provenance: &poll.provenance,
                runs: poll.runs.iter().map(RunExport::of).collect(),
            })
            .collect(),
    };
    serde_json::to_string_pretty(&export).expect("an export is plain data")
}

/// The columns of the CSV.
const COLUMNS: [&str; 10] = ["poll", "run", "round", "prompt", "kind", "group", "answer", "figure", "value", "of"];

/// As CSV (RFC 4180), one figure a line: which poll and run, of whom ("all", or a group), of which answer, which figure, how
/// much, and of how many. Begins with a byte order mark, without which spreadsheets garble every script but Latin.
pub fn csv(report: &Report) -> String {
    let mut out = String::from("\u{feff}");
    line(&mut out, &COLUMNS.map(|column| Field::Text(column.to_owned())));
    for poll in &report.polls {
        for run in &poll.runs {
            lines_of(poll, run, &mut out);
        }
    }
    out
}

/// One cell: text is made harmless, a number is one.
#[derive(Clone)]
enum Field {
    Text(String),
    Number(String),
}

fn lines_of(poll: &PollReport, run: &RunReport, out: &mut String) {
    let kind = &run.run.kind;
    let name = serde_json::to_value(kind).ok().and_then(|kind| kind["kind"].as_str().map(str::to_owned));
    let head = [
        Field::Text(poll.id.as_str().to_owned()),
        Field::Number(run.run.id.to_string()),
        Field::Number(run.run.round.to_string()),
        Field::Text(run.run.prompt.clone()),
        Field::Text(name.unwrap_or_default()),
    ];
    let mut say = |group: &str, answer: &str, figure: &str, value: String, of: Option<u32>| {
        let mut fields = head.to_vec();
        fields.extend([group, answer, figure].map(|text| Field::Text(text.to_owned())));
        fields.push(Field::Number(value));
        fields.push(Field::Number(of.map_or_else(String::new, |of| of.to_string())));
        line(out, &fields);
    };
    match &run.result {
        ResultPart::Count { n, at_least } => {
            say("all", "", if *at_least { "ballots, at least" } else { "ballots" }, n.to_string(), None);
        }
        ResultPart::TooFew { n } => say("all", "", "ballots", n.to_string(), None),
        ResultPart::Figures(figures) => {
            figures_of(kind, figures, &mut say);
            if let Some(schulze) = &run.schulze {
                for (option, place) in kind.options().iter().zip(&schulze.places) {
                    say("all", option, "Schulze place", place.to_string(), None);
                }
            }
        }
    }
}

type Say<'a> = dyn FnMut(&str, &str, &str, String, Option<u32>) + 'a;

/// Machines read one language.
fn said() -> &'static Words {
    words(Language::En)
}

fn figures_of(kind: &Kind, figures: &Figures, say: &mut Say<'_>) {
    let words = said();
    say("all", "", "ballots", figures.n.to_string(), None);
    say("all", words.word("cant_say"), "ballots", figures.cant_say.to_string(), Some(figures.n));
    let sheet = kind.sheet(&figures.found, figures.n);
    for row in &sheet.rows {
        for (cell, column) in row.cells.iter().zip(&sheet.head[1..]) {
            let answer = words.label(&row.label);
            match cell {
                Cell::Count(count) => say("all", &answer, words.word(column), count.to_string(), Some(figures.n)),
                Cell::Figure(figure, said) if *said > 0 => {
                    say("all", &answer, words.word(column), figure.to_string(), Some(*said));
                }
                // A share is the count beside it, divided.
                _ => {}
            }
        }
    }
    // What groups are compared by, of all and of each: of scales the middle, of numbers the quartiles.
    for (name, cell) in kind.compared(&figures.found, figures.n) {
        if let Cell::Figure(figure, said) = cell
            && !sheet.rows.iter().any(|row| row.label == name)
        {
            say("all", &words.label(&name), "figure", figure.to_string(), Some(said));
        }
    }
    for group in &figures.by_mode {
        let names: Vec<String> = group.modes.iter().map(|mode| mode_name(words, *mode)).collect();
        let who = words.list(&names);
        say(&who, "", "ballots", group.n.to_string(), None);
        say(&who, words.word("cant_say"), "ballots", group.cant_say.to_string(), Some(group.n));
        for (name, cell) in kind.compared(&group.found, group.n) {
            match cell {
                Cell::Share(part, of) => {
                    say(&who, &words.label(&name), words.word("count"), part.to_string(), Some(of));
                }
                Cell::Figure(figure, said) => say(&who, &words.label(&name), "figure", figure.to_string(), Some(said)),
                Cell::Count(_) | Cell::Middle(..) | Cell::Nothing => {}
            }
        }
    }
}

fn line(out: &mut String, fields: &[Field]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        match field {
            Field::Number(number) => out.push_str(number),
            Field::Text(text) => cell(out, text),
        }
    }
    out.push_str("\r\n");
}

/// A text in quotes, so that nothing in it divides a line; and with an apostrophe before it where a spreadsheet would take it
/// for a formula (OWASP, *CSV injection*).
fn cell(out: &mut String, text: &str) {
    out.push('"');
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        out.push('\'');
    }
    out.push_str(&text.replace('"', "\"\""));
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_formula_or_another_cell() {
        let said = |text: &str| {
            let mut out = String::new();
            cell(&mut out, text);
            out
        };
        assert_eq!(said("plain"), "\"plain\"");
        assert_eq!(said("a,b\r\nc"), "\"a,b\r\nc\"");
        assert_eq!(said("say \"no\""), "\"say \"\"no\"\"\"");
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            assert_eq!(said(formula), format!("\"'{formula}\""), "{formula}");
        }
    }
}
