//! The reference ("IGF 2020 WS #230"), the title, the format and the length.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::labels::Label;
use super::sections::Section;
use super::words::KINDS;
use super::{Doubt, Kind, Number, Proposal, Text, people};

/// A reference stands in one of the first lines.
const HEAD_LINES: usize = 12;
/// A line longer than this is no title and no format.
const LONGEST: usize = 300;

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern written here is tried by every test")
}

static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:IGF|FGI|Internet Governance Forum|ФУИ|МФУИ)[\s\-–:,]*['’]?(20\d\d)\b|\b(20\d\d)\s+(?:IGF|FGI|Internet Governance Forum)\b",
    )
});
static KIND: LazyLock<Regex> = LazyLock::new(|| {
    let kinds: Vec<String> = KINDS.iter().map(|(words, _)| regex::escape(words)).collect();
    regex(&format!(
        r"(?i)(?:^|[\s(\[–\-:,])({})(?:\s+(?:session|proposal|event))*\s*[:,]?\s*(#|no\.?|nº|n°|№)?\s*(\d{{1,4}})\b",
        kinds.join("|")
    ))
});
static BARE_NUMBER: LazyLock<Regex> = LazyLock::new(|| regex(r"#\s*(\d{1,4})\b"));
/// "Round Table - U-shape - 90 Min"
static FORMAT_LINE: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"^(.{2,80}?)\s*[-–—,(]\s*(\d{2,3})\s*(?i:mins?|minutes?|minutos|minuten|минут|мин|分钟|分鐘|دقيقة)\b\.?\)?$")
});
/// "60 min" alone on a line
static LENGTH_LINE: LazyLock<Regex> = LazyLock::new(|| regex(r"^(\d{2,3})\s*(?i:mins?|minutes?)\.?$"));
/// The forms' own formats, alone on a line.
static KNOWN_FORMAT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?i:round ?table|panel|debate|break-?out group discussions?|birds of a feather|tutorial|flash session|classroom|theat(?:er|re)|auditorium)(?: - [\w -]{2,30})?$",
    )
});
/// "DC-GreenNet", "BPF-Cyber": a group under the forum, named by its kind.
static NAMED_KIND: LazyLock<Regex> = LazyLock::new(|| regex(r"^(DC|BPF|PN|NRI)-\w[\w-]*"));
/// "Proposal for a 90 minute workshop (round table), IGF 2025": a line below the title that says what it is of.
static PROPOSAL_FOR: LazyLock<Regex> = LazyLock::new(|| {
    let kinds: Vec<String> = KINDS.iter().map(|(words, _)| regex::escape(words)).collect();
    regex(&format!(
        r"^(?i)proposal for an? (?:(\d{{2,3}})[ -]min(?:ute)?s? )?({})(?: \(([^()]{{3,40}})\))?,? (?:at |for )?(?:the )?IGF (20\d\d)\b",
        kinds.join("|")
    ))
});
static HOURS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)(\d{1,2})(?:[.,](\d))?\s*(?:h\b|hrs?\b|hours?\b|heures?\b|horas?\b|stunden?\b|час\w*|小时|ساعة|ساعات|h(?:\d))",
    )
});
/// "60 min", but not the second half of "30-60 min".
static MINUTES: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)(?:^|[^\d\s\-–/or])\s*(\d{2,3})\s*(?:min|минут|мин|分钟|دقيقة)"));
static CLOCK: LazyLock<Regex> = LazyLock::new(|| regex(r"\d[:.h]\d\d"));
static DIGITS: LazyLock<Regex> = LazyLock::new(|| regex(r"\d{1,3}"));

/// Reads them into the proposal.
pub(super) fn read(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    let labelled = |label| {
        sections
            .iter()
            .filter(move |section| section.is(label))
            .find_map(|section| section.first().map(|line| line.span.clone()))
    };
    reference(plain, sections, proposal);
    if proposal.reference.is_none() {
        proposal_for(plain, sections, proposal);
    }
    // A title that cites the session was divided already.
    let cites =
        |title: &Range<usize>| proposal.reference.as_ref().is_some_and(|cited| title.contains(&cited.span.start));
    if let Some(title) = labelled(Label::Title).filter(|title| proposal.title.is_none() || !cites(title)) {
        proposal.title = Some(Text::new(plain, title));
    }
    if proposal.year.is_none()
        && let Some(span) = labelled(Label::Year)
    {
        proposal.year = number(plain, span, 4)
            .and_then(|found| Some(Number { value: u16::try_from(found.value).ok()?, span: found.span }));
    }
    if proposal.number.is_none()
        && let Some(span) = labelled(Label::Number)
    {
        proposal.number = number(plain, span, 6);
    }
    if proposal.kind.is_none()
        && let Some(span) = labelled(Label::Type)
    {
        let lower = plain[span.clone()].to_lowercase();
        let found = KINDS.iter().find(|(words, _)| lower == *words || (words.len() > 2 && lower.starts_with(words)));
        proposal.kind = found.map(|(_, short)| Kind { short, written: Text::new(plain, span) });
    }
    format_and_minutes(plain, sections, proposal);
    if proposal.title.is_none() {
        doubtful_title(plain, sections, proposal);
    }
    if proposal.year.is_none()
        && let Some(found) = YEAR.captures(plain)
        && let Some(year) = found.get(1).or_else(|| found.get(2))
    {
        let why = "the text names this year, but not as the year of this session";
        proposal.uncertain.push(Doubt { field: "year", text: Text::new(plain, year.range()), why });
    }
}

/// Whether the line gives a format and a length; used also to know that it names nobody.
pub(super) fn is_format(line: &str) -> bool {
    FORMAT_LINE.is_match(line)
}

/// The first line that cites the session.
fn reference(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    let head = sections.iter().filter(|section| {
        matches!(section.label, None | Some(Label::Reference | Label::Title))
            || (matches!(section.label, Some(Label::Type | Label::Other)) && section.beside)
    });
    let lines: Vec<Range<usize>> =
        head.flat_map(|section| &section.lines).map(|line| line.span.clone()).take(HEAD_LINES).collect();
    for (at, line) in lines.iter().enumerate() {
        let text = &plain[line.clone()];
        if text.chars().count() > LONGEST {
            continue;
        }
        let place = |range: Range<usize>| line.start + range.start..line.start + range.end;
        let year = YEAR.captures(text).and_then(|found| {
            found.get(1).or_else(|| found.get(2)).map(|year| (found.get(0).map(|whole| whole.range()), year.range()))
        });
        let Some(cited) = cited(text, year.as_ref().and_then(|(whole, _)| whole.clone())) else { continue };
        if let Some((_, year)) = &year {
            let value = plain[place(year.clone())].parse().unwrap_or_default();
            proposal.year = Some(Number { value, span: place(year.clone()) });
        }
        let written = cited.kind.as_ref().map(|(_, written)| written.clone());
        if let Some((short, written)) = cited.kind {
            proposal.kind = Some(Kind { short, written: Text::new(plain, place(written)) });
        }
        if let Some(number) = cited.number {
            let value = plain[place(number.clone())].parse().unwrap_or_default();
            proposal.number = Some(Number { value, span: place(number) });
        }
        proposal.reference = Some(Text::new(plain, place(cited.whole.clone())));
        proposal.title =
            title(text, &cited.whole, written.as_ref()).map(|range| Text::new(plain, place(range))).or_else(|| {
                let next = lines.get(at + 1)?;
                let words = &plain[next.clone()];
                let fits =
                    words.chars().count() <= LONGEST && !is_format(words) && !people::is_person(plain, next.clone());
                fits.then(|| Text::new(plain, next.clone()))
            });
        return;
    }
}

/// The second line says it in a sentence; then the first is the title.
fn proposal_for(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    let Some([title, line, ..]) = sections.first().map(|section| section.lines.as_slice()) else { return };
    let (title, line) = (title.span.clone(), line.span.clone());
    let Some(found) = PROPOSAL_FOR.captures(&plain[line.clone()]) else { return };
    let place = |at: usize| found.get(at).map(|group| line.start + group.start()..line.start + group.end());
    let (Some(kind), Some(year), Some(whole)) = (place(2), place(4), place(0)) else { return };
    let Some(short) = short(&plain[kind.clone()]) else { return };
    proposal.kind = Some(Kind { short, written: Text::new(plain, kind) });
    proposal.year = plain[year.clone()].parse().ok().map(|value| Number { value, span: year });
    proposal.format = place(3).map(|format| Text::new(plain, format));
    proposal.minutes = place(1).and_then(|span| Some(Number { value: plain[span.clone()].parse().ok()?, span }));
    proposal.reference = Some(Text::new(plain, whole));
    if plain[title.clone()].chars().count() <= LONGEST {
        proposal.title = Some(Text::new(plain, title));
    }
}

/// What a line cites, by place in it.
struct Cited {
    kind: Option<(&'static str, Range<usize>)>,
    number: Option<Range<usize>>,
    whole: Range<usize>,
}

fn cited(text: &str, year: Option<Range<usize>>) -> Option<Cited> {
    for found in KIND.captures_iter(text) {
        let (words, number) = (found.get(1)?, found.get(3)?);
        let signed = found.get(2).is_some();
        let after_year = year.as_ref().is_some_and(|year| {
            year.end <= words.start() && !text[year.end..words.start()].contains(char::is_alphanumeric)
        });
        // "use of 5 keys" cites nothing: a number sign or the year of a forum does.
        if signed || after_year {
            let start = year.as_ref().map_or(words.start(), |year| year.start.min(words.start()));
            let end = year.as_ref().map_or(number.end(), |year| {
                if text[number.end()..year.end.max(number.end())].chars().filter(|c| c.is_alphabetic()).count() <= 30 {
                    year.end.max(number.end())
                } else {
                    number.end()
                }
            });
            return Some(Cited {
                kind: Some((short(words.as_str())?, words.range())),
                number: Some(number.range()),
                whole: start..end,
            });
        }
    }
    let year = year?;
    if let Some(number) = BARE_NUMBER.captures(text).and_then(|found| found.get(1)) {
        return Some(Cited {
            kind: None,
            number: Some(number.range()),
            whole: year.start.min(number.start())..number.end().max(year.end),
        });
    }
    // "IGF 2023 Open Forum: …", without a number.
    let rest = &text[year.end..];
    let bare = rest.trim_start();
    let lower = bare.to_lowercase();
    let start = year.end + rest.len() - bare.len();
    if let Some(found) = NAMED_KIND.captures(bare).and_then(|found| found.get(1)) {
        let named = NAMED_KIND.find(bare).map_or(found.end(), |whole| whole.end());
        return Some(Cited {
            kind: Some((short(found.as_str())?, start..start + found.end())),
            number: None,
            whole: year.start..start + named,
        });
    }
    let (words, short) = KINDS.iter().find(|(words, _)| words.len() > 2 && lower.starts_with(words))?;
    let end = start + words.len();
    text.is_char_boundary(end).then_some(Cited {
        kind: Some((short, start..end)),
        number: None,
        whole: year.start..end,
    })
}

fn short(words: &str) -> Option<&'static str> {
    let lower = words.to_lowercase();
    KINDS.iter().find(|(long, _)| *long == lower).map(|(_, short)| *short)
}

/// What stands behind the reference, or before it in brackets' stead.
fn title(text: &str, whole: &Range<usize>, kind: Option<&Range<usize>>) -> Option<Range<usize>> {
    let separator =
        |c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | '|' | ')' | ']' | '：' | ',' | '.' | '/');
    let rest = &text[whole.end..];
    let behind = rest.trim_start_matches(separator);
    if behind.chars().any(char::is_alphanumeric) {
        // "Best Practice Forum on Gender": the kind's words belong to its name.
        let named = kind.filter(|kind| kind.end == whole.end && behind.to_lowercase().starts_with("on "));
        return Some(named.map_or(text.len() - behind.len(), |kind| kind.start)..text.len());
    }
    let before = text[..whole.start].trim_end_matches(|c: char| separator(c) || matches!(c, '(' | '['));
    before.chars().any(char::is_alphanumeric).then_some(0..before.len())
}

fn number(plain: &str, span: Range<usize>, longest: usize) -> Option<Number<u32>> {
    let text = &plain[span.clone()];
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits = text[start..].chars().take_while(char::is_ascii_digit).count();
    if digits > longest {
        return None;
    }
    let at = span.start + start..span.start + start + digits;
    Some(Number { value: plain[at.clone()].parse().ok()?, span: at })
}

fn format_and_minutes(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    let before_content = |section: &&Section| {
        !matches!(
            section.label,
            Some(
                Label::Description
                    | Label::Outcomes
                    | Label::Hybrid
                    | Label::Gain
                    | Label::Other
                    | Label::PolicyQuestions
                    | Label::Relevance
            )
        )
    };
    let mut lengths: Vec<Number<u16>> = Vec::new();
    let mut formats: Vec<Range<usize>> = Vec::new();
    let mut unlabelled: Vec<Range<usize>> = Vec::new();
    let mut known: Vec<Range<usize>> = Vec::new();
    for section in sections {
        let lines = section.lines.iter().map(|line| line.span.clone());
        match section.label {
            Some(Label::Format) => formats.extend(lines.take(1)),
            Some(Label::Duration) => {
                // In the form of open forums the time and the room stand above the format.
                known.extend(lines.filter(|line| KNOWN_FORMAT.is_match(&plain[line.clone()])));
                if let Some(line) = section.first() {
                    match duration(plain, line.span.clone()) {
                        Ok(found) => lengths.extend(found),
                        Err(doubt) => proposal.uncertain.push(doubt),
                    }
                }
            }
            _ if before_content(&section) => {
                for line in lines {
                    let text = &plain[line.clone()];
                    if is_format(text) {
                        unlabelled.push(line);
                    } else if KNOWN_FORMAT.is_match(text) {
                        known.push(line);
                    } else if let Some(minutes) = LENGTH_LINE.captures(text).and_then(|found| found.get(1)) {
                        let span = line.start + minutes.start()..line.start + minutes.end();
                        lengths.extend(plain[span.clone()].parse().ok().map(|value| Number { value, span }));
                    }
                }
            }
            // The form of 2019 has its format below the sections on relevance.
            Some(Label::Relevance) => {
                let formats = [
                    "round table",
                    "panel",
                    "debate",
                    "break-out",
                    "birds of a feather",
                    "other",
                    "tutorial",
                    "flash",
                    "town hall",
                    "open forum",
                ];
                unlabelled.extend(lines.filter(|line| {
                    let lower = plain[line.clone()].to_lowercase();
                    is_format(&lower) && formats.iter().any(|word| lower.starts_with(word))
                }));
            }
            _ => {}
        }
    }
    formats.extend(unlabelled.into_iter().chain(known).take(1));
    for line in formats {
        let text = &plain[line.clone()];
        if people::is_nobody(text) || text.chars().count() > LONGEST {
            continue;
        }
        let format = match FORMAT_LINE.captures(text) {
            Some(found) => {
                if let Some(minutes) = found.get(2) {
                    let span = line.start + minutes.start()..line.start + minutes.end();
                    lengths.extend(plain[span.clone()].parse().ok().map(|value| Number { value, span }));
                }
                found.get(1).map(|format| line.start + format.start()..line.start + format.end())
            }
            None => Some(line.clone()),
        };
        if proposal.format.is_none() {
            proposal.format = format.map(|span| Text::new(plain, span));
        }
    }
    let Some(first) = lengths.first().cloned() else { return };
    if lengths.iter().all(|length| length.value == first.value) {
        proposal.minutes = Some(first);
        return;
    }
    for length in lengths {
        let why = "the text gives two lengths that contradict each other";
        proposal.uncertain.push(Doubt { field: "minutes", text: Text::new(plain, length.span), why });
    }
}

/// A length in minutes; hours are counted as sixty.
fn duration(plain: &str, line: Range<usize>) -> Result<Option<Number<u16>>, Doubt> {
    let text = &plain[line.clone()];
    let place = |range: Range<usize>| line.start + range.start..line.start + range.end;
    if let Some(found) = HOURS.captures(text) {
        let hours: u16 = found.get(1).and_then(|hours| hours.as_str().parse().ok()).unwrap_or(0);
        let tenths: u16 = found.get(2).and_then(|tenth| tenth.as_str().parse().ok()).unwrap_or(0);
        let whole = found.get(0).map_or(0..0, |whole| whole.range());
        // "1h30": the pattern takes the first digit of the minutes along.
        let end = if text[..whole.end].ends_with(|c: char| c.is_ascii_digit()) { whole.end - 1 } else { whole.end };
        let more = DIGITS.find(&text[end..]);
        let minutes: u16 = more.and_then(|digits| digits.as_str().parse().ok()).unwrap_or(0);
        let end = more.map_or(end, |digits| end + digits.end());
        return Ok(Some(Number { value: hours * 60 + tenths * 6 + minutes, span: place(whole.start..end) }));
    }
    if let Some(found) = MINUTES.captures(text).and_then(|found| found.get(1)) {
        let value = found.as_str().parse().unwrap_or_default();
        return Ok(Some(Number { value, span: place(found.range()) }));
    }
    // "14:00-15:30" is a time of day.
    if CLOCK.is_match(text) {
        return Ok(None);
    }
    let numbers: Vec<_> = DIGITS.find_iter(text).collect();
    match numbers.as_slice() {
        [] => Ok(None),
        [only] => Ok(only
            .as_str()
            .parse()
            .ok()
            .filter(|value| *value > 0)
            .map(|value| Number { value, span: place(only.range()) })),
        _ => Err(Doubt {
            field: "minutes",
            text: Text::new(plain, line.clone()),
            why: "the text gives more than one length",
        }),
    }
}

/// Without a reference and a label the first line may be the title.
fn doubtful_title(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    let first = sections.first().and_then(Section::first);
    if let Some(line) = first.filter(|line| plain[line.span.clone()].chars().count() <= LONGEST) {
        let why = "it is the first line, but nothing says that it is the title";
        proposal.uncertain.push(Doubt { field: "title", text: Text::new(plain, line.span.clone()), why });
    }
}
