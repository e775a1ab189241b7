//! Where a poll comes from, in words: its questions by name, whose statement it is, and the passages it rests on.

use super::block::Block;
use super::words::{Words, fill, words};
use super::{PollReport, Report, figures};
use crate::domain::kind::Kind;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::poll::{Provenance, Source};
use crate::domain::room::Room;
use crate::domain::workshop::PolicyQuestion;

/// A label up to this long ("A") names the questions under it, A1 and A2; a longer one is a heading, and the place counts.
const SHORT_LABEL: usize = 3;

pub(super) fn is_short(label: &str) -> bool {
    label.chars().count() <= SHORT_LABEL
}

/// "A1", or "3".
pub(super) fn question_name(questions: &[PolicyQuestion], place: usize) -> String {
    match questions[place].label.as_deref().filter(|label| is_short(label)) {
        Some(label) => {
            let nth = questions[..=place].iter().filter(|other| other.label.as_deref() == Some(label)).count();
            format!("{label}{nth}")
        }
        None => (place + 1).to_string(),
    }
}

pub(super) fn place_of(questions: &[PolicyQuestion], id: &str) -> Option<usize> {
    questions.iter().position(|question| question.id == id)
}

/// Whether a poll was drawn from that policy question.
pub(super) fn draws_on(provenance: &Provenance, question: &str) -> bool {
    matches!(&provenance.source, Source::PolicyQuestions { questions, .. } if questions.iter().any(|id| id == question))
}

/// Kind, source and quotes of a poll.
pub(super) fn tell(report: &Report, poll: &PollReport, out: &mut Vec<Block>) {
    let words = report.words();
    let mut line = vec![words.label(&poll.kind.described())];
    line.extend(sources(report, &poll.provenance.source));
    out.push(Block::text(capital(&words.sentence(&words.semicolons(&line)))));
    quotes(words, poll, out);
}

fn sources(report: &Report, source: &Source) -> Vec<String> {
    let words = report.words();
    let (own, shared) = (&words.report, &words.shared);
    match source {
        Source::PolicyQuestions { reference, questions } => {
            let place = |id: &String| place_of(&report.policy_questions, id);
            let mut places: Vec<usize> = questions.iter().filter_map(place).collect();
            places.sort_unstable();
            let names: Vec<String> = places.iter().map(|at| question_name(&report.policy_questions, *at)).collect();
            let drawn = named(words, [&shared.drawn_from_question, &shared.drawn_from_questions], reference, &names);
            drawn.into_iter().chain(points(report, reference, questions)).map(|line| lower(&line)).collect()
        }
        Source::DiscussionPoints { reference, points: ids } => {
            points(report, reference, ids).into_iter().map(|line| lower(&line)).collect()
        }
        Source::Positions { about } => vec![about.trim_end_matches('.').to_owned()],
        Source::Discussion { at } => vec![fill(&own.raised_at, &[("time", &report.times().stamp(*at))])],
        Source::Audience { question, .. } => {
            let told = |text| fill(&words.report_sections.poll_from, &[("text", text)]);
            let from = report.text_of_question(*question).map(told);
            vec![from.unwrap_or_else(|| words.report_talk.from_audience.clone())]
        }
        Source::Outcome { at } => {
            vec![fill(&words.report_talk.outcome_drafted, &[("time", &report.times().stamp(*at))])]
        }
        Source::Temperature => vec![words.report_talk.from_temperature.clone()],
    }
}

/// "drawn from WS #534, discussion point 3": points are named by their place.
fn points(report: &Report, reference: &str, ids: &[String]) -> Option<String> {
    let place = |id: &String| report.discussion_points.iter().position(|point| point.id == *id);
    let mut places: Vec<usize> = ids.iter().filter_map(place).collect();
    places.sort_unstable();
    let names: Vec<String> = places.iter().map(|at| (at + 1).to_string()).collect();
    let words = report.words();
    named(words, [&words.shared.drawn_from_point, &words.shared.drawn_from_points], reference, &names)
}

fn named(words: &Words, [one, several]: [&String; 2], reference: &str, names: &[String]) -> Option<String> {
    let drawn = match names.len() {
        0 => return None,
        1 => one,
        _ => several,
    };
    Some(fill(drawn, &[("reference", reference), ("which", &words.list(names))]))
}

/// Where a poll comes from as its ballot says it: one line, and the texts behind it, word for word. Pages say the same
/// (`web-client/src/shared/provenance.ts`) of polls that opened after they came.
pub fn on_ballot(room: &Room, provenance: &Provenance, language: Language) -> (String, Vec<String>) {
    let words = words(language);
    let (shared, workshop) = (&words.shared, &room.workshop.value);
    let at_time = |line: &str, at: Moment| {
        let (hour, minute) = at.hour_minute(i32::from(room.settings.value.utc_offset.unwrap_or(0)));
        fill(line, &[("time", &format!("{hour:02}:{minute:02}"))])
    };
    match &provenance.source {
        Source::PolicyQuestions { reference, questions } => {
            let of = |(_, question): &(usize, &PolicyQuestion)| questions.contains(&question.id);
            let found: Vec<_> = workshop.policy_questions.iter().enumerate().filter(of).collect();
            let names: Vec<_> = found.iter().map(|(at, _)| question_name(&workshop.policy_questions, *at)).collect();
            let line = named(words, [&shared.drawn_from_question, &shared.drawn_from_questions], reference, &names);
            (line.unwrap_or_default(), found.iter().map(|(_, question)| question.text.clone()).collect())
        }
        Source::DiscussionPoints { reference, points } => {
            let all = workshop.discussion_points.iter().enumerate();
            let found: Vec<_> = all.filter(|(_, point)| points.contains(&point.id)).collect();
            let names: Vec<_> = found.iter().map(|(at, _)| (at + 1).to_string()).collect();
            let line = named(words, [&shared.drawn_from_point, &shared.drawn_from_points], reference, &names);
            (line.unwrap_or_default(), found.iter().map(|(_, point)| point.text.clone()).collect())
        }
        Source::Positions { about } => (about.clone(), provenance.quotes.clone()),
        Source::Discussion { at } => (at_time(&shared.raised, *at), provenance.quotes.clone()),
        Source::Audience { text, .. } => (shared.from_audience.clone(), vec![text.clone()]),
        Source::Outcome { at } => (at_time(&shared.outcome_drafted, *at), Vec::new()),
        Source::Temperature => (shared.from_temperature.clone(), Vec::new()),
    }
}

/// The passages behind the prompt and behind each option; options without one were added.
fn quotes(words: &Words, poll: &PollReport, out: &mut Vec<Block>) {
    let own = &words.report;
    let quoted = |text: &str| fill(&own.this_text, &[("text", text)]);
    let mut items: Vec<String> = poll.provenance.quotes.iter().map(|quote| quoted(quote)).collect();
    let mut added = Vec::new();
    // Options that rest on the same passage share a line.
    let mut resting: Vec<(&String, Vec<String>)> = Vec::new();
    for (answer, quote) in figures::answers(words, &poll.kind).into_iter().zip(&poll.provenance.option_quotes) {
        let Some(quote) = quote else {
            added.push(quoted(&answer));
            continue;
        };
        match resting.iter_mut().find(|(known, _)| *known == quote) {
            Some((_, answers)) => answers.push(quoted(&answer)),
            None => resting.push((quote, vec![quoted(&answer)])),
        }
    }
    if let Kind::Statements(deck) = &poll.kind {
        for statement in &deck.statements {
            for quote in &statement.quotes {
                let values = [("options", &*quoted(&statement.text)), ("quote", &quoted(quote))];
                items.push(fill(&own.option_rests_on, &values));
            }
        }
    }
    items.extend(resting.iter().map(|(quote, answers)| {
        fill(&own.option_rests_on, &[("options", &words.list(answers)), ("quote", &quoted(quote))])
    }));
    // If all were added, as in yes or no and agree or disagree, there is nothing to tell apart.
    if !added.is_empty() && added.len() < poll.provenance.option_quotes.len() {
        items.push(fill(&own.options_added, &[("options", &words.list(&added))]));
    }
    if !items.is_empty() {
        out.push(Block::text(&own.rests_on));
        out.push(Block::Items(items));
    }
}

fn capital(text: &str) -> String {
    first(text, |c| c.to_uppercase().collect())
}

fn lower(text: &str) -> String {
    first(text, |c| c.to_lowercase().collect())
}

fn first(text: &str, change: impl Fn(char) -> String) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| change(c) + chars.as_str())
}
