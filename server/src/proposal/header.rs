//! The fields of the form that hold one value: title, year, number, kind, format and length.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::labels::Label;
use super::reference::{self, YEAR};
use super::sections::Section;
use super::words::KINDS;
use super::{Doubt, Kind, Number, Proposal, Text, length, people};

/// A line longer than this is no title and no format.
pub(super) const LONGEST: usize = 300;

/// The first forum was held in 2006.
const YEARS: std::ops::RangeInclusive<u32> = 2006..=2099;

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern written here is tried by every test")
}

/// "Round Table - U-shape - 90 Min"
static FORMAT_LINE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(.{2,80}?)\s*[-–—,(，、（]\s*(\d{2,3})\s*(?i:mins?|minutes?|minutos|minuten|минут|мин|分钟|分鐘|دقيقة)\b\.?\)?(?:\s*\([^()]*\))?$",
    )
});
/// "60 min" alone on a line
static LENGTH_LINE: LazyLock<Regex> = LazyLock::new(|| regex(r"^(\d{2,3})\s*(?i:mins?|minutes?)\.?$"));
/// The forms' own formats, alone on a line.
static KNOWN_FORMAT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?i:round ?table|table ronde|mesa[ -]redonda|runder tisch|podiumsdiskussion|круглый стол|圆桌(?:讨论|会议)?|مائدة مستديرة|panel|debate|break-?out group discussions?|birds of a feather|tutorial|flash session|classroom|theat(?:er|re)|auditorium)(?: - [\w -]{2,30})?$",
    )
});

/// How a line with a format begins below the sections on relevance.
const RELEVANCE_FORMATS: [&str; 10] = [
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

/// Reads them into the proposal.
pub(super) fn read(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    let labelled = |label| {
        sections
            .iter()
            .filter(move |section| section.is(label))
            .find_map(|section| section.first().map(|line| line.span.clone()))
    };
    reference::read(plain, sections, proposal);
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
            .filter(|found| YEARS.contains(&found.value))
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
        proposal.kind = kind(&plain[span.clone()]).map(|short| Kind { short, written: Text::new(plain, span) });
    }
    format_and_minutes(plain, sections, proposal);
    if proposal.title.is_none() {
        doubtful_title(plain, sections, proposal);
    }
    let listed = proposal.uncertain.iter().any(|doubt| doubt.field == "year");
    if proposal.year.is_none()
        && !listed
        && let Some(found) = YEAR.captures(plain)
        && let Some(year) = reference::year_in(&found)
    {
        let why = "the text names this year, but not as the year of this session";
        proposal.uncertain.push(Doubt { field: "year", text: Text::new(plain, year.range()), why });
    }
}

/// The kind behind its label: "Workshop (hands-on)", "DC (Dynamic Coalition)", "Proposition d'atelier".
fn kind(said: &str) -> Option<&'static str> {
    let lower = said.to_lowercase();
    let found = KINDS.iter().find(|(words, _)| lower == *words || (words.len() > 2 && lower.starts_with(words)));
    let first = said.split([' ', '(', ':']).next().filter(|first| first.len() > 1 && first.len() < said.len());
    let letters = first.filter(|first| first.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()));
    let short = || KINDS.iter().find(|(words, _)| letters.is_some_and(|letters| letters.to_lowercase() == *words));
    found.or_else(short).map(|(_, short)| *short).or_else(|| reference::whole_kind(&lower))
}

/// Whether the line gives a format and a length; used also to know that it names nobody.
pub(super) fn is_format(line: &str) -> bool {
    FORMAT_LINE.is_match(line)
}

fn number(plain: &str, span: Range<usize>, longest: usize) -> Option<Number<u32>> {
    let text = &plain[span.clone()];
    let start = text.find(char::is_numeric)?;
    let digits = text[start..].find(|c: char| !c.is_numeric()).map_or(text.len(), |end| start + end);
    if text[start..digits].chars().count() > longest {
        return None;
    }
    let at = span.start + start..span.start + digits;
    Some(Number { value: reference::digits(&plain[at.clone()])?, span: at })
}

fn format_and_minutes(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    let before_content =
        |section: &&Section| !section.label.is_some_and(|label| label.is_told() || label == Label::PolicyQuestions);
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
                    match length::of(plain, line.span.clone()) {
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
                unlabelled.extend(lines.filter(|line| {
                    let lower = plain[line.clone()].to_lowercase();
                    is_format(&lower) && RELEVANCE_FORMATS.iter().any(|word| lower.starts_with(word))
                }));
            }
            _ => {}
        }
    }
    if formats.is_empty() && unlabelled.is_empty() && known.is_empty() {
        let (format, length) = stray(plain, sections);
        known.extend(format);
        if lengths.is_empty() {
            lengths.extend(length);
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

/// A format, and a length, that stand on lines of their own below a label of something else, if each is the only one there.
fn stray(plain: &str, sections: &[Section]) -> (Option<Range<usize>>, Option<Number<u16>>) {
    let (mut formats, mut lengths) = (Vec::new(), Vec::new());
    // Above what the session is about stands no agenda.
    let head = sections.iter().take_while(|section| {
        let about = [
            Label::Description,
            Label::Summary,
            Label::PolicyQuestions,
            Label::Questions,
            Label::Outcomes,
            Label::Hybrid,
        ];
        !about.iter().any(|label| section.is(*label))
    });
    let head = head.count();
    for (at, section) in sections.iter().enumerate() {
        if matches!(section.label, Some(Label::Format | Label::Duration)) {
            continue;
        }
        for line in &section.lines[usize::from(section.beside)..] {
            let text = &plain[line.span.clone()];
            let format = FORMAT_LINE.captures(text).and_then(|found| found.get(1)).map(|format| format.as_str());
            let known = format.is_some_and(|format| KNOWN_FORMAT.is_match(format));
            let alone = at < head && line.gap;
            if (known && (line.gap || at < head)) || (alone && KNOWN_FORMAT.is_match(text)) {
                formats.push(line.span.clone());
            } else if alone && let Some(minutes) = LENGTH_LINE.captures(text).and_then(|found| found.get(1)) {
                let span = line.span.start + minutes.start()..line.span.start + minutes.end();
                lengths.extend(plain[span.clone()].parse().ok().map(|value| Number { value, span }));
            }
        }
    }
    let format = formats.pop().filter(|_| formats.is_empty());
    let length = lengths.pop().filter(|_| lengths.is_empty());
    (format, length)
}

/// Without a reference and a label the first line may be the title.
fn doubtful_title(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    let mut head = sections.first().into_iter().flat_map(|section| &section.lines);
    let first = head.find(|line| !reference::is_heading(&plain[line.span.clone()]));
    if let Some(line) = first.filter(|line| plain[line.span.clone()].chars().count() <= LONGEST) {
        let why = "it is the first line, but nothing says that it is the title";
        proposal.uncertain.push(Doubt { field: "title", text: Text::new(plain, line.span.clone()), why });
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[test]
    fn a_format_below_another_label_is_found_where_it_is_the_only_one() {
        let agenda = "Description:\nMuch.\n\nAgenda\n\nPanel - 20 Min\n\nDebate - 30 Min";
        for (text, format, minutes) in [
            (
                "Subtheme(s):\n\nOpen Data\nRoads\n\nPanel - Auditorium - 60 Min\n\nSpeaker 1: A, B",
                "Panel - Auditorium",
                60,
            ),
            ("Theme: Data\n\nRound Table\n\n45 Min\n\nSpeaker 1: A, B", "Round Table", 45),
            (
                "Description:\nMuch.\n\nOnline Participation\nA tool.\n\nDebate - Classroom - 60 Min",
                "Debate - Classroom",
                60,
            ),
            (agenda, "", 0),
        ] {
            let found = read(&format!("IGF 2019 OF #27 Roads\n\n{text}\n")).unwrap();
            assert_eq!(found.format.map(|format| format.value).unwrap_or_default(), format, "{text}");
            assert_eq!(found.minutes.map_or(0, |minutes| minutes.value), minutes, "{text}");
        }
    }
}
