//! One line of the policy questions' section: what it asks, what it states, and under which letter or heading.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Text, interrogative, marker, sentences};
use crate::proposal::words::LEAD_INS;

/// A heading has at most so many words, and so many letters where words are not set apart.
const HEADING_WORDS: usize = 10;
const HEADING_CHARS: usize = 20;
/// A lead-in is longer, but still one sentence.
const LEAD_IN_WORDS: usize = 40;

/// A question and the heading in its own sentence.
pub(super) struct Asked {
    pub(super) span: Range<usize>,
    pub(super) heading: Option<Text>,
}

/// What a line says.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) asked: Vec<Asked>,
    /// Sentences that ask nothing and lead to nothing.
    pub(super) statements: usize,
    /// It had a bullet, number or letter, or has several inside.
    pub(super) marked: bool,
    /// Its letter or heading.
    pub(super) label: Option<Text>,
    /// It is a heading for the lines below.
    pub(super) heading_only: bool,
}

/// "10 min: welcome", "13:10-13:25 Lecture", "Rounds 30 min", "Why an atlas? (7')"
static TIMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^[(\[]?\d{1,3}\s*[-–]?\s*\d{0,3}\s*(?:min\w*|['’′])[)\]]?\s*[:.–—-]|^[(\[]?\d{1,2}[:.h]\d\d\b",
        r"|[\s(\[]\d{1,3}\s*(?:min(?:ute)?s?\.?|['’′])[)\]]?$|\(\d{1,3}\s*['’′]\)"
    ))
    .expect("a pattern written here is tried by every test")
});

/// Reads the line.
pub(super) fn read(plain: &str, line: Range<usize>) -> Reading {
    let text = &plain[line.clone()];
    let marked = marker::strip(text);
    let rest = marked.map_or(text, |marked| marked.rest);
    let start = line.end - rest.len();
    let mut reading = Reading { marked: marked.is_some(), ..Reading::default() };
    if let Some(letter) = marked.and_then(|marked| marked.letter)
        && let Some(at) = text.find(letter)
    {
        reading.label = Some(Text::new(plain, line.start + at..line.start + at + letter.len()));
    }
    // "(1) Who pays? (2) When?", with whatever led to it.
    if let Some((lead, items)) = marker::inline(text).filter(|(_, items)| ask(text, items)) {
        if lead > 0 {
            prose(plain, line.start..line.start + lead, false, &mut reading);
        }
        let asked = reading.asked.len();
        for (from, to) in items {
            prose(plain, item(plain, line.start + from..line.start + to), true, &mut reading);
        }
        reading.marked |= reading.asked.len() > asked;
        return reading;
    }
    let alone = reading.marked;
    prose(plain, start..line.end, alone, &mut reading);
    reading
}

/// Whether the items of a line are questions, and not the choices inside one ("be (a) banned or (b) licensed?").
fn ask(text: &str, items: &[(usize, usize)]) -> bool {
    let asking = |(from, to): &(usize, usize)| {
        let item = text[*from..*to].trim();
        interrogative::begins(item)
            || (sentences::asks(item) && item.starts_with(|c: char| !c.is_lowercase()))
            || (item.chars().any(interrogative::is_east_asian) && sentences::asks(item))
    };
    items.iter().filter(|item| asking(item)).count() >= 2
}

/// An item without the "; and" that leads to the next.
fn item(plain: &str, span: Range<usize>) -> Range<usize> {
    let mut text = plain[span.clone()].trim_end();
    for word in [" and", " or", " et", " y", " e", " und", " oder", " и"] {
        if let Some(rest) = text.strip_suffix(word)
            && rest.trim_end().ends_with([';', ',', '?', '.'])
        {
            text = rest.trim_end();
        }
    }
    let text = text.trim_end_matches([';', ',', ' ', '；']);
    sentences::trimmed(plain, span.start..span.start + text.len())
}

fn prose(plain: &str, span: Range<usize>, item: bool, reading: &mut Reading) {
    let text = &plain[span.clone()];
    let found = sentences::of(text);
    let any_mark = found.iter().any(|range| sentences::asks(&text[range.clone()]));
    // "How should licences move. What can a regulator impose. Whether roaming is export.": questions without their marks.
    let each_begins = found.len() > 1 && found.iter().all(|range| interrogative::begins(&text[range.clone()]));
    let mut first = true;
    for range in found {
        let place = span.start + range.start..span.start + range.end;
        let (heading, body) = headed(plain, place.clone());
        if first && heading.is_some() {
            // A heading says more than a letter.
            reading.label = heading.clone().map(|range| Text::new(plain, range));
        }
        first = false;
        let sentence = &plain[body.clone()];
        let listed = item || each_begins || !sentence.ends_with('.') || sentence.starts_with(char::is_lowercase);
        let unmarked = !any_mark
            && interrogative::asks_unmarked(sentence)
            && (listed || sentence.chars().any(interrogative::is_east_asian));
        if sentences::asks(sentence) {
            let heading = heading.map(|range| Text::new(plain, range));
            reading.asked.push(Asked { span: body, heading });
        } else if unmarked || interrogative::inverts(sentence) {
            let heading = heading.map(|range| Text::new(plain, range));
            // The semicolon leads to the next line of a list.
            let bare = sentence.trim_end_matches([';', ',', ' ', '；']);
            reading.asked.push(Asked { span: body.start..body.start + bare.len(), heading });
        } else if place == span && is_heading(sentence) && sentence.ends_with(char::is_alphanumeric) {
            // A few words without an end: the heading of what follows.
            reading.heading_only = true;
            reading.label = Some(Text::new(plain, body));
        } else if sentence.ends_with([':', '：']) {
            // A lead-in states nothing; a short one is the heading of what follows.
            let bare = sentence.trim_end_matches([':', '：', ' ']);
            if reading.asked.is_empty() && is_heading(bare) && !leads_in(&bare.to_lowercase()) && place.end == span.end
            {
                reading.heading_only = true;
                reading.label = Some(Text::new(plain, body.start..body.start + bare.len()));
            }
        } else if !sentence.is_empty() {
            reading.statements += 1;
        }
    }
}

/// A sentence without the heading or lead-in before its colon or dash.
fn headed(plain: &str, span: Range<usize>) -> (Option<Range<usize>>, Range<usize>) {
    let mut heading = None;
    // "– Who pays? – Who gains?" on one line
    let begun = plain[span.clone()].trim_start_matches(['–', '—', '-', '•', '*', ' ']);
    let mut body = span.end - begun.len()..span.end;
    for _ in 0..3 {
        let text = &plain[body.clone()];
        let Some((before, after)) = divided(text) else { break };
        let prefix = text[..before].trim_end();
        let rest = &text[after..];
        let asks = interrogative::begins(prefix);
        let leads = !asks && leads_in(&prefix.to_lowercase()) && prefix.split_whitespace().count() <= LEAD_IN_WORDS;
        let capital = rest.chars().find(|c| c.is_alphabetic() || *c == '¿').is_some_and(|c| !c.is_lowercase());
        let heads = !asks && is_heading(prefix) && capital;
        if !leads && !heads {
            break;
        }
        if !leads {
            heading = Some(body.start..body.start + prefix.len());
        }
        body = sentences::trimmed(plain, body.start + after..body.end);
        // "– Zero rating" behind a numbered "Policy question 1".
        let bare = plain[body.clone()].trim_start_matches(['–', '—', '-', ' ']);
        body = body.end - bare.len()..body.end;
    }
    (heading, body)
}

/// Where the first colon, or the first dash between blanks, divides a sentence: ends of prefix and of separator.
fn divided(text: &str) -> Option<(usize, usize)> {
    let colon = text.char_indices().find(|(at, c)| {
        let next = text[at + c.len_utf8()..].chars().next();
        match c {
            '：' => true,
            // Not in times and addresses.
            ':' => next.is_some_and(|c| c.is_whitespace() || (!c.is_ascii() && c.is_alphabetic())),
            _ => false,
        }
    });
    let colon = colon.map(|(at, c)| (at, at + c.len_utf8()));
    let dash = [" – ", " — ", " - "].iter().filter_map(|dash| text.find(dash).map(|at| (at, at + dash.len()))).min();
    // A dash is a heading's only where a question begins behind it, or what leads to one.
    let dash = dash.filter(|(_, after)| {
        let rest = &text[*after..];
        interrogative::begins(rest) || (interrogative::leads(rest) && sentences::asks(text))
    });
    match (colon, dash) {
        (Some(colon), Some(dash)) => Some(colon.min(dash)),
        (colon, dash) => colon.or(dash),
    }
    .filter(|(_, after)| !text[*after..].trim().is_empty())
}

fn is_heading(text: &str) -> bool {
    if text.is_empty() || sentences::asks(text) {
        return false;
    }
    if text.chars().any(interrogative::is_east_asian) {
        return text.chars().count() <= HEADING_CHARS;
    }
    text.split_whitespace().count() <= HEADING_WORDS
}

/// Whether a line says when its point comes, or how long it takes: "(20 min)", "10 min: …", "13:10 …".
pub(super) fn is_timed(text: &str) -> bool {
    let bare = marker::strip(text).map_or(text, |marked| marked.rest);
    TIMED.is_match(text)
        || TIMED.is_match(bare)
        || text.match_indices('(').any(|(at, _)| {
            let inner = text[at + 1..].trim_start();
            let digits = inner.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '–'));
            digits.len() < inner.len() && digits.trim_start_matches([' ', '\'', '’']).starts_with("min")
        })
}

/// Whether the words announce questions ("The session will address the following").
pub(super) fn leads_in(lower: &str) -> bool {
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| LEAD_INS.contains(&word))
        || ["问题", "以下", "الأسئلة"].iter().any(|words| lower.contains(words))
}
