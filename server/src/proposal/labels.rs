//! The labels of the form, in the words of the years and languages it was filled in: a line → what it introduces.

use std::sync::LazyLock;

use regex::Regex;

use super::words::{self, NUMBERED, SENTENCES};
use super::{asked_for, longer, marker, people};

/// What a label introduces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Label {
    Reference,
    Title,
    Type,
    Year,
    Number,
    Format,
    Duration,
    Organizer,
    Proposer,
    ProposerOrganization,
    Speaker,
    Moderator,
    OnlineModerator,
    Rapporteur,
    PolicyQuestions,
    /// "Brief summary of the workshop and presentation of the policy questions": a description that holds them.
    Summary,
    /// "Guiding questions": the policy questions where none are called so.
    Questions,
    /// "What will participants gain from attending this session?"
    Gain,
    Description,
    Outcomes,
    Hybrid,
    OnlineParticipation,
    /// What the policy questions connect to; in its forms it follows them at once.
    Relevance,
    /// A table of people that stands under no label of people.
    Table,
    /// A section that holds nothing the importer copies.
    Other,
}

impl Label {
    /// One of these tells what the session is about: paragraphs stand below it, and no value of the form's head.
    pub(super) fn is_told(self) -> bool {
        matches!(
            self,
            Self::Description
                | Self::Summary
                | Self::Outcomes
                | Self::Hybrid
                | Self::Gain
                | Self::Other
                | Self::Relevance
        )
    }

    /// One of these holds people.
    pub(super) fn is_person(self) -> bool {
        self.is_numbered()
    }

    /// One of these may be followed by a number ("Speaker 2") and holds a person.
    fn is_numbered(self) -> bool {
        matches!(
            self,
            Self::Organizer
                | Self::Speaker
                | Self::Moderator
                | Self::OnlineModerator
                | Self::Rapporteur
                | Self::Proposer
        )
    }
}

/// A labelled line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Labelled<'a> {
    pub(super) label: Label,
    /// "Speaker 2", not "Speakers".
    pub(super) numbered: bool,
    /// What stands behind the label on the same line.
    pub(super) rest: &'a str,
}

/// The label a line begins with, if it does; a label that stands twice counts once.
pub(super) fn of_line(line: &str) -> Option<Labelled<'_>> {
    let mut found = once(line)?;
    while let Some(again) = once(found.rest)
        && again.label == found.label
    {
        found.rest = again.rest;
        found.numbered |= again.numbered;
    }
    Some(found)
}

/// The two places that a moderators' list of some forms has: "Onsite: Jane Doe", "Online: John Doe".
pub(super) fn of_moderators_line(line: &str) -> Option<Labelled<'_>> {
    let (place, rest) = line.split_once(':')?;
    let label = match place.trim_start_matches(|c: char| !c.is_alphabetic()).trim_end().to_lowercase().as_str() {
        "onsite" | "on-site" | "in person" | "in-person" | "in the room" => Label::Moderator,
        "online" | "remote" | "virtual" => Label::OnlineModerator,
        _ => return None,
    };
    Some(Labelled { label, numbered: false, rest: rest.trim() })
}

/// Whether the text is a label and nothing else.
pub(super) fn is_label(text: &str) -> bool {
    of_line(text).is_some_and(|found| found.rest.is_empty())
}

fn once(line: &str) -> Option<Labelled<'_>> {
    direct(line).or_else(|| in_a_sentence(line)).or_else(|| in_longer_words(line)).or_else(|| {
        // A form's fields may be numbered ("4. Policy questions:").
        let marked = marker::strip(line)?;
        let field = |found: &Labelled<'_>| marked.letter.is_none() && is_field(found.label);
        let plain = direct(marked.rest).filter(|found| found.rest.is_empty() || field(found));
        let longer = || in_longer_words(marked.rest).filter(field);
        plain.or_else(longer).or_else(|| in_a_sentence(marked.rest).filter(|found| found.label != Label::Other))
    })
}

/// "Names and affiliations of the speakers you are planning to invite"
fn in_a_sentence(line: &str) -> Option<Labelled<'_>> {
    let (label, end) = asked_for::of_line(line)?;
    Some(Labelled { label, numbered: false, rest: line[end..].trim() })
}

/// "Title of the workshop: …", "Has the proposer organized an IGF workshop before? Yes", "How the session will run".
fn in_longer_words(line: &str) -> Option<Labelled<'_>> {
    let (label, rest) = if let Some(end) = longer::asked(line) {
        (Label::Other, &line[end..])
    } else if let Some((said, rest)) = line.split_once([':', '：', '\t']) {
        (longer::label(said, true)?, rest)
    } else {
        (longer::label(line, false)?, "")
    };
    Some(Labelled { label, numbered: false, rest: rest.trim() })
}

/// Whether an item of a list that begins with this label and goes on is a field; "1. Outcomes: who …?" is an item.
fn is_field(label: Label) -> bool {
    !matches!(label, Label::Outcomes | Label::Hybrid | Label::OnlineParticipation | Label::Relevance | Label::Other)
}

fn direct(line: &str) -> Option<Labelled<'_>> {
    if line.is_empty() {
        return None;
    }
    // "Name(s) of Speaker(s)" is the form of 2016.
    if let Some(of) = NAME_OF.find(line) {
        return direct(&line[of.end()..]).filter(|found| found.label.is_numbered());
    }
    for (phrase, label) in SENTENCES {
        if let Some(rest) = strip_folded(line, phrase) {
            return Some(Labelled {
                label: *label,
                numbered: false,
                rest: rest.trim_start_matches([':', '?', '？', ' ', '\t']),
            });
        }
    }
    // "GOAL 16: Peace, Justice and Strong Institutions" opens the list of goals.
    if line.strip_prefix("GOAL ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return Some(Labelled { label: Label::Other, numbered: false, rest: "" });
    }
    // The longest phrase wins: "Online Moderator" is no "Online".
    let mut best: Option<(usize, Labelled<'_>)> = None;
    for (phrase, label) in words::labels_at(line.chars().next().unwrap_or_default()) {
        if best.as_ref().is_some_and(|(length, _)| *length >= phrase.len()) {
            continue;
        }
        let Some(after) = strip_folded(line, phrase) else { continue };
        if let Some(found) = behind(*label, phrase, after) {
            best = Some((phrase.len(), found));
        }
    }
    best.map(|(_, found)| found)
}

static NAME_OF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?i)names?(?:\(s\))? of (?:the )?").expect("a pattern written here is tried by every test")
});
/// "(max. 3)": a remark of the form beside its label.
static REMARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*\((?i)(?:max|min|up to|at least|optional|required)[^()]{0,30}\)").expect("as above")
});

/// Who is named behind a word that ends so needs no colon.
const BY: [&str; 4] = [" by", " par", " por", " von"];

/// What stands behind a phrase, if that makes it a label: nothing, or a number and a separator.
fn behind<'a>(label: Label, said: &str, after: &'a str) -> Option<Labelled<'a>> {
    let mut rest = after;
    for plural in ["(s)", "(es)", "/s", "(in)", "/a", "(a)"] {
        rest = rest.strip_prefix(plural).unwrap_or(rest);
    }
    rest = REMARK.find(rest).map_or(rest, |remark| &rest[remark.end()..]);
    let mut numbered = false;
    if label.is_numbered() {
        let digits = rest.trim_start_matches([' ', '#']);
        let number = digits.len() - digits.trim_start_matches(|c: char| c.is_numeric()).len();
        if number > 0 && number <= 3 * 4 {
            numbered = true;
            rest = &digits[number..];
        }
    }
    let bare = rest.trim_start();
    if bare.is_empty() {
        return Some(Labelled { label, numbered, rest: bare });
    }
    let separated = [":", "：", "\t", "– ", "— ", "- "].iter().find_map(|separator| {
        let text = if *separator == "\t" { rest } else { bare };
        // "Description - of" with a hyphen needs the blank before it as well.
        let blank = !separator.ends_with(' ') || rest.starts_with(' ');
        text.strip_prefix(separator).filter(|_| blank)
    });
    match separated {
        Some(rest) => Some(Labelled { label, numbered, rest: rest.trim() }),
        // "Moderated by Jane Doe"
        None if BY.iter().any(|by| said.ends_with(by)) => {
            let named = label.is_numbered() && people::may_be_person(bare) && bare.starts_with(char::is_uppercase);
            named.then_some(Labelled { label, numbered, rest: bare })
        }
        // "Speaker 2 Jane Doe": the number is separation enough, if no sentence follows ("Speaker 2 will …").
        None if numbered => {
            let rest = bare.trim_start_matches(['.', ')', ' ']);
            rest.starts_with(|c: char| !c.is_lowercase()).then_some(Labelled { label, numbered, rest })
        }
        None => None,
    }
}

/// `line` without `phrase` at its beginning, whatever the case; the phrase ends where a word ends.
fn strip_folded<'a>(line: &'a str, phrase: &str) -> Option<&'a str> {
    let mut rest = line.chars();
    for wanted in phrase.chars() {
        let c = rest.next()?;
        let same = c == wanted || c.to_lowercase().eq(wanted.to_lowercase()) || (c == '’' && wanted == '\'');
        if !same {
            return None;
        }
    }
    let after = rest.as_str();
    let cased = phrase.chars().next_back().is_some_and(|c| c.is_lowercase() || c.is_uppercase());
    let goes_on = cased && after.starts_with(char::is_alphabetic);
    (!goes_on).then_some(after)
}

static GLUED: LazyLock<Regex> = LazyLock::new(|| {
    let before = r"(?:[.!?)]|\bMin|\S)\s+";
    let people = NUMBERED.join("|");
    let pattern = format!(
        "{before}((?:{people}) [0-9]{{1,2}}\\s*:|(?:Key |Main )?Policy Questions?(?:\\(s\\):?|:)|What will participants gain from attending this session\\?)"
    );
    Regex::new(&pattern).expect("a pattern written here is tried by every test")
});
static FORM_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:[.!?)]|\bMin)\s+((?:Expected Outcomes|Online Participation|Hybrid Format:|Description:|Relevance to (?:Theme|Internet Governance):",
        r"|Discussion Facilitation:|Online Moderator|Onsite Moderator|Rapporteur\b|Format description:|Duration \(minutes\):)\s*)"
    ))
    .expect("as above")
});
static AFTER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:Key |Main )?Policy Question\(s\):?\s+").expect("as above"));

/// A line in which labels of the form are glued to what stands before them, broken before each of them.
pub(super) fn broken_before(line: &str) -> Vec<&str> {
    if line.contains(" | ") && !line.contains('\t') {
        let parts: Vec<&str> = line.split(" | ").map(str::trim).collect();
        // The first may be the title; "Name | Affiliation" is a row.
        let fields = parts.iter().filter(|part| of_line(part).is_some_and(|found| !found.rest.is_empty())).count();
        if fields >= 2 && fields + 1 >= parts.len() {
            return parts;
        }
    }
    let mut cuts: Vec<usize> = Vec::new();
    for pattern in [&*GLUED, &*FORM_WORDS] {
        let mut from = 0;
        while let Some(found) = pattern.captures_at(line, from).and_then(|found| found.get(1)) {
            cuts.push(found.start());
            from = found.end();
        }
    }
    // "Speaker 1: Speaker 1: Jane Doe" is a label that stands twice.
    cuts.retain(|cut| *cut > 0 && !is_label(line[..*cut].trim_end()));
    cuts.sort_unstable();
    cuts.dedup();
    let mut parts = Vec::with_capacity(cuts.len() + 1);
    let mut start = 0;
    for cut in cuts.into_iter().chain([line.len()]) {
        let part = line[start..cut].trim();
        match AFTER.find(part) {
            Some(label) if label.end() < part.len() => parts.extend([part[..label.end()].trim(), &part[label.end()..]]),
            _ => parts.push(part),
        }
        start = cut;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{Label, broken_before, of_line};

    fn read(line: &str) -> Option<(Label, &str)> {
        of_line(line).map(|found| (found.label, found.rest))
    }

    #[test]
    fn labels_are_known_in_their_forms() {
        assert_eq!(read("Speaker 2: A, B"), Some((Label::Speaker, "A, B")));
        assert_eq!(read("speakers"), Some((Label::Speaker, "")));
        assert_eq!(read("Organizer 1: Organizer 1: A"), Some((Label::Organizer, "A")));
        assert_eq!(read("Online Moderator"), Some((Label::OnlineModerator, "")));
        assert_eq!(read("Policy Question(s):"), Some((Label::PolicyQuestions, "")));
        assert_eq!(read("4. Policy questions"), Some((Label::PolicyQuestions, "")));
        assert_eq!(read("组织者1：李"), Some((Label::Organizer, "李")));
        assert_eq!(read("Title\tA: B"), Some((Label::Title, "A: B")));
        assert_eq!(read("What will participants gain from attending this session? Much"), Some((Label::Gain, "Much")));
        assert_eq!(read("Duration (minutes): 60"), Some((Label::Duration, "60")));
    }

    #[test]
    fn sentences_are_no_labels() {
        for line in [
            "Speakers will be asked to respond",
            "Format matters",
            "Description of the work",
            "Speaker 2 will begin",
            "Titles:",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn glued_labels_are_broken_off() {
        let line = "Organizer 1: A, B Organizer 2: C, D Speaker 1: E, F";
        assert_eq!(broken_before(line), ["Organizer 1: A, B", "Organizer 2: C, D", "Speaker 1: E, F"]);
        let line = "Round Table - 60 Min Policy Question(s) Who? When?";
        assert_eq!(broken_before(line), ["Round Table - 60 Min", "Policy Question(s)", "Who? When?"]);
        assert_eq!(broken_before("It has expected outcomes."), ["It has expected outcomes."]);
    }
}
