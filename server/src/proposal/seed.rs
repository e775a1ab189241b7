//! A proposal and the polls proposed from it → a seed file and its source text, as `seeds/README.md` describes them.
//!
//! The source is the plain text, so that every value stands in it byte for byte. What the text does not say and a person
//! gave stands at its end, under a line that says so.

use std::fmt::Write as _;

use super::polls::{Polls, Proposed};
use super::{Person, Proposal, Text};

/// What a person gives because the text does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// Year of the event.
    pub year: Option<u16>,
    /// "WS", "Open Forum", …
    pub kind: Option<String>,
    /// Session number.
    pub number: Option<u32>,
    /// The title alone.
    pub title: Option<String>,
    /// "Round Table".
    pub format: Option<String>,
    /// Planned length.
    pub minutes: Option<u16>,
}

/// The two files of a seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedFiles {
    /// The name of both, without an ending: "igf-2020-ws-230".
    pub name: String,
    /// `NAME.toml`.
    pub toml: String,
    /// `sources/NAME.txt`.
    pub source: String,
}

/// What a seed needs and neither the text nor a person says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the text does not say, or not clearly: {}", .0.join(", "))]
pub struct Missing(pub Vec<&'static str>);

/// The line above what was added to the source.
const ADDED: &str = "[Not in the text; added when it was imported]";

/// Writes a seed. What is given goes before what the text says.
pub fn write(proposal: &Proposal, polls: &Polls, given: &Given) -> Result<SeedFiles, Missing> {
    let mut missing = Vec::new();
    let mut need = |name, there: bool| {
        if !there {
            missing.push(name);
        }
    };
    let text =
        |given: &Option<String>, found: Option<&Text>| given.clone().or_else(|| found.map(|found| found.value.clone()));
    let year = given.year.or(proposal.year.as_ref().map(|year| year.value));
    let number = given.number.or(proposal.number.as_ref().map(|number| number.value));
    let kind = text(&given.kind, proposal.kind.as_ref().map(|kind| &kind.written));
    let title = text(&given.title, proposal.title.as_ref());
    let format = text(&given.format, proposal.format.as_ref());
    let minutes = given.minutes.or(proposal.minutes.as_ref().map(|minutes| minutes.value));
    need("year", year.is_some());
    need("kind", kind.is_some());
    need("number", number.is_some());
    need("title", title.is_some());
    need("format", format.is_some());
    need("minutes", minutes.is_some());
    let (Some(year), Some(number), Some(kind), Some(title), Some(format), Some(minutes)) =
        (year, number, kind, title, format, minutes)
    else {
        return Err(Missing(missing));
    };
    let short = format!("{kind} #{number}");
    let cited = proposal.reference.as_ref().map(|reference| reference.value.clone());
    let reference = cited.filter(|cited| cited.ends_with(&short)).unwrap_or_else(|| format!("IGF {year} {short}"));
    let mut source = proposal.plain.clone();
    let added: Vec<&String> =
        [&reference, &kind, &title, &format].into_iter().filter(|text| !proposal.plain.contains(*text)).collect();
    if !added.is_empty() {
        let _ = write!(source, "\n\n{ADDED}\n");
        for text in added {
            let _ = writeln!(source, "{text}");
        }
    }
    let name = name(&kind, year, number);
    let mut toml = format!(
        "# {reference}. The text it was drawn from: sources/{name}.txt. Imported; read it before it is held.\n\n"
    );
    for (key, value) in [
        ("reference", quoted(&reference)),
        ("kind", quoted(&kind)),
        ("number", number.to_string()),
        ("year", year.to_string()),
        ("title", quoted(&title)),
        ("format", quoted(&format)),
        ("minutes", minutes.to_string()),
        ("language", quoted(language(proposal))),
    ] {
        let _ = writeln!(toml, "{key} = {value}");
    }
    for (key, texts) in [
        ("aims", &proposal.aims),
        ("expected_outcomes", &proposal.expected_outcomes),
        ("hybrid_plan", &proposal.hybrid_plan),
    ] {
        let _ = writeln!(toml, "{key} = {}", list(texts.iter().map(|text| text.value.as_str())));
    }
    // TOML has no way back to the top once a table began: an empty list stands here.
    if polls.proposed.is_empty() {
        toml.push_str("polls = []\n");
    }
    if proposal.policy_questions.is_empty() {
        toml.push_str("policy_questions = []\n");
    }
    people(&mut toml, proposal);
    questions(&mut toml, proposal);
    for poll in &polls.proposed {
        self::poll(&mut toml, poll);
    }
    Ok(SeedFiles { name, toml, source })
}

/// "igf-2020-ws-230"
fn name(kind: &str, year: u16, number: u32) -> String {
    let letters: String =
        kind.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = letters.split('-').filter(|word| !word.is_empty()).collect();
    let kind = if words.is_empty() { "session".to_owned() } else { words.join("-") };
    format!("igf-{year}-{kind}-{number}")
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let lines: Vec<String> = texts.map(|text| format!("  {},\n", quoted(text))).collect();
    if lines.is_empty() { "[]".to_owned() } else { format!("[\n{}]", lines.concat()) }
}

fn people(toml: &mut String, proposal: &Proposal) {
    let lists = [("[[organizers]]", &proposal.organizers), ("[[speakers]]", &proposal.speakers)];
    for (table, person) in
        lists.into_iter().flat_map(|(table, people)| people.iter().map(move |person| (table, person)))
    {
        self::person(toml, table, person);
    }
    for (table, person) in [
        ("[moderator]", &proposal.moderator),
        ("[online_moderator]", &proposal.online_moderator),
        ("[rapporteur]", &proposal.rapporteur),
    ] {
        if let Some(person) = person {
            self::person(toml, table, person);
        }
    }
}

fn person(toml: &mut String, table: &str, person: &Person) {
    let _ = writeln!(toml, "\n{table}");
    for (key, text) in [
        ("name", &person.name),
        ("affiliation", &person.affiliation),
        ("stakeholder_group", &person.stakeholder_group),
        ("regional_group", &person.regional_group),
    ] {
        if let Some(text) = text {
            let _ = writeln!(toml, "{key} = {}", quoted(&text.value));
        }
    }
}

fn questions(toml: &mut String, proposal: &Proposal) {
    for (at, question) in proposal.policy_questions.iter().enumerate() {
        let _ = writeln!(toml, "\n[[policy_questions]]\nid = \"q{}\"", at + 1);
        if let Some(label) = &question.label {
            let _ = writeln!(toml, "label = {}", quoted(&label.value));
        }
        let _ = writeln!(toml, "text = {}", quoted(&question.text.value));
        if let Some(follows) = question.follows {
            let _ = writeln!(toml, "follows = \"q{}\"", follows + 1);
        }
    }
    let aims = proposal.aims.iter().enumerate().map(|(at, text)| (format!("aim{}", at + 1), text));
    // What may be a policy question is a point until somebody decides.
    let doubts = proposal.uncertain.iter().filter(|doubt| doubt.field == "policy_questions");
    let doubts = doubts.enumerate().map(|(at, doubt)| (format!("uncertain{}", at + 1), &doubt.text));
    for (id, text) in aims.chain(doubts) {
        let _ = writeln!(toml, "\n[[discussion_points]]\nid = \"{id}\"\ntext = {}", quoted(&text.value));
    }
}

fn poll(toml: &mut String, poll: &Proposed) {
    let from: Vec<String> = poll.from.iter().map(|at| format!("\"q{}\"", at + 1)).collect();
    let _ = writeln!(toml, "\n[[polls]]\nid = \"{}\"\nfrom = [{}]", poll.id, from.join(", "));
    let fields = serde_json::to_value(&poll.kind).expect("a kind is plain data");
    let kind = fields["kind"].as_str().expect("a kind has a name");
    let _ = writeln!(toml, "kind = \"{kind}\"\nprompt = {}", quoted(&poll.prompt));
    let _ = writeln!(toml, "quotes = {}", list(poll.quotes.iter().map(|quote| quote.value.as_str())));
    for (key, value) in fields.as_object().into_iter().flatten().filter(|(key, _)| *key != "kind") {
        match (key.as_str(), value.as_array()) {
            ("options", Some(_)) => options(toml, poll),
            (_, Some(texts)) => {
                let _ = writeln!(toml, "{key} = {}", list(texts.iter().filter_map(|text| text.as_str())));
            }
            _ => {
                let _ = writeln!(toml, "{key} = {value}");
            }
        }
    }
}

fn options(toml: &mut String, poll: &Proposed) {
    toml.push_str("options = [\n");
    for (option, quote) in poll.kind.options().iter().zip(&poll.option_quotes) {
        let rests = match quote {
            Some(quote) => format!("quote = {}", quoted(&quote.value)),
            None => "added = true".to_owned(),
        };
        let _ = writeln!(toml, "  {{ text = {}, {rests} }},", quoted(option));
    }
    toml.push_str("]\n");
}

/// The language of the policy questions, else of the whole text, as BCP 47 has it.
pub fn language(proposal: &Proposal) -> &'static str {
    let asked: Vec<&str> = proposal.policy_questions.iter().map(|question| question.text.value.as_str()).collect();
    let asked = asked.join(" ");
    let text = if asked.chars().count() >= 40 { asked.as_str() } else { proposal.plain.as_str() };
    let Some(found) = whatlang::detect(text) else { return "und" };
    match found.lang() {
        whatlang::Lang::Eng => "en",
        whatlang::Lang::Fra => "fr",
        whatlang::Lang::Spa => "es",
        whatlang::Lang::Por => "pt",
        whatlang::Lang::Deu => "de",
        whatlang::Lang::Rus => "ru",
        whatlang::Lang::Ukr => "uk",
        whatlang::Lang::Ara => "ar",
        whatlang::Lang::Pes => "fa",
        whatlang::Lang::Urd => "ur",
        whatlang::Lang::Heb => "he",
        whatlang::Lang::Hin => "hi",
        whatlang::Lang::Ben => "bn",
        whatlang::Lang::Cmn => "zh",
        whatlang::Lang::Jpn => "ja",
        whatlang::Lang::Kor => "ko",
        whatlang::Lang::Tha => "th",
        whatlang::Lang::Vie => "vi",
        whatlang::Lang::Ind => "id",
        whatlang::Lang::Tur => "tr",
        whatlang::Lang::Ita => "it",
        whatlang::Lang::Nld => "nl",
        whatlang::Lang::Pol => "pl",
        whatlang::Lang::Ell => "el",
        other => other.code(),
    }
}
