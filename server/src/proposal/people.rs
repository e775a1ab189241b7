//! A person's line → name, affiliation, stakeholder group, regional group: each a passage of the line, none guessed.

use std::ops::Range;

use super::marker;
use super::words::{NOBODY, REGIONAL_WORDS, REGIONS, STAKEHOLDER_GROUPS};
use super::{Person, Text};

/// A line longer than this is prose.
const LONGEST: usize = 240;
/// Titles behind a name that a comma sets off.
const SUFFIXES: [&str; 10] = ["jr", "jr.", "sr", "sr.", "phd", "ph.d.", "ph.d", "md", "esq", "esq."];

/// What a person's line says; nothing if it names nobody ("TBC").
pub(super) fn person(plain: &str, line: Range<usize>) -> Option<Person> {
    let line = unmarked(plain, line);
    let text = &plain[line.clone()];
    if text.chars().count() > LONGEST {
        return None;
    }
    let mut parts: Vec<Range<usize>> = Vec::new();
    for part in split(plain, line) {
        let words = &plain[part.clone()];
        let suffix = SUFFIXES.contains(&words.to_lowercase().as_str());
        match parts.as_mut_slice() {
            [name] if suffix => name.end = part.end,
            _ => parts.push(part),
        }
    }
    sorted(plain, &parts)
}

/// Whether the line is one that only a person's can be: its last parts are groups.
pub(super) fn is_person(plain: &str, line: Range<usize>) -> bool {
    let line = unmarked(plain, line);
    if plain[line.clone()].chars().count() > LONGEST {
        return false;
    }
    let parts = split(plain, line);
    parts.len() >= 2 && parts.iter().any(|part| is_stakeholder_group(&plain[part.clone()]))
}

/// Whether the line may stand in a list of people: neither prose nor a sentence.
pub(super) fn may_be_person(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let ends =
        text.ends_with(['?', '!', ':', '？', '。', ';']) || (text.ends_with('.') && words > 4 && !text.contains(','));
    let sentence = text.contains(". ") && words > 20;
    !ends && !sentence && text.chars().count() <= LONGEST && text.chars().any(char::is_alphabetic)
}

/// Whether nobody is named here yet.
pub(super) fn is_nobody(text: &str) -> bool {
    let bare = text.trim_matches(['(', ')', '[', ']', ' ', '.']).to_lowercase();
    let dotted = text.trim().to_lowercase();
    bare.is_empty() || NOBODY.contains(&bare.as_str()) || NOBODY.contains(&dotted.as_str())
}

/// The line without bullets and the signs that pages put before names.
fn unmarked(plain: &str, line: Range<usize>) -> Range<usize> {
    let text = &plain[line.clone()];
    let rest = marker::strip(text).map_or(text, |marked| marked.rest);
    // A letter mark is an initial here: "J. Doe".
    let initial = text.starts_with(char::is_alphabetic);
    if initial { line } else { line.end - rest.len()..line.end }
}

/// The parts between commas, without blanks, signs and empty ones. Commas in brackets divide nothing.
fn split(plain: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let text = &plain[line.clone()];
    let commas = [',', '，', '、', '،', ';', '|', '\t'];
    let mut parts = cut(text, |_, c| commas.contains(&c));
    if let Some(groups) = bracketed(text, parts.last()) {
        parts.pop();
        parts.extend(groups);
    }
    if parts.len() == 1 {
        // "Jane Doe – University", "Jane Doe (University)".
        for dash in [" – ", " — ", " - "] {
            if let Some(at) = text.find(dash) {
                parts = vec![0..at, at + dash.len()..text.len()];
                break;
            }
        }
    }
    if let [only] = parts.as_slice()
        && let Some(open) = text.find(['(', '（'])
        && text.trim_end().ends_with([')', '）'])
        && open > 0
        && !is_regional_group(text)
    {
        let end = text.trim_end().char_indices().next_back().map_or(only.end, |(at, _)| at);
        let inner = open + text[open..].chars().next().map_or(1, char::len_utf8);
        parts = vec![0..open, inner..end.max(inner)];
    }
    let trimmed = parts.into_iter().map(|part| trim(text, part)).filter(|part| !part.is_empty());
    trimmed.map(|part| line.start + part.start..line.start + part.end).collect()
}

/// "Open Lab (Civil Society, African Group)": the last part with its groups set apart.
fn bracketed(text: &str, last: Option<&Range<usize>>) -> Option<Vec<Range<usize>>> {
    let last = last?;
    let part = text[last.clone()].trim_end();
    let open = last.start + part.find('(')?;
    let end = last.start + part.strip_suffix(')')?.len();
    let inner = open + 1..end.max(open + 1);
    let groups = cut(&text[inner.clone()], |_, c| c == ',').into_iter();
    let groups: Vec<Range<usize>> = groups.map(|range| inner.start + range.start..inner.start + range.end).collect();
    let first = groups.first()?;
    is_stakeholder_group(text[first.clone()].trim()).then(|| std::iter::once(last.start..open).chain(groups).collect())
}

fn cut(text: &str, divides: impl Fn(usize, char) -> bool) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_u32);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ if depth == 0 && divides(at, c) => {
                parts.push(start..at);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(start..text.len());
    parts
}

/// Without blanks and without signs such as the lock that the forum's page puts before members.
fn trim(text: &str, part: Range<usize>) -> Range<usize> {
    let inner = &text[part.clone()];
    let sign = |c: char| {
        c.is_whitespace()
            || (!c.is_alphanumeric() && !c.is_ascii() && !matches!(c, '“' | '«' | '‘' | '’' | '”' | '»' | '（' | '）'))
    };
    let begun = inner.trim_start_matches(sign);
    let ended = begun.trim_end_matches(sign);
    let start = part.start + inner.len() - begun.len();
    start..start + ended.len()
}

fn is_stakeholder_group(text: &str) -> bool {
    let lower = text.to_lowercase();
    STAKEHOLDER_GROUPS.contains(&lower.as_str())
}

fn is_regional_group(text: &str) -> bool {
    let lower = text.to_lowercase();
    let latin = lower.split(|c: char| !c.is_alphanumeric()).any(|word| REGIONAL_WORDS.contains(&word));
    latin
        || REGIONS.contains(&lower.as_str())
        || REGIONAL_WORDS.iter().any(|word| !word.is_ascii() && lower.contains(word))
}

/// Name and affiliation stand before the groups; where a group stands first, nobody is named.
fn sorted(plain: &str, parts: &[Range<usize>]) -> Option<Person> {
    let text = |range: Range<usize>| Some(Text::new(plain, range));
    let group = parts.iter().position(|part| is_stakeholder_group(&plain[part.clone()]));
    let region =
        |part: &Range<usize>| is_regional_group(&plain[part.clone()]) || is_stakeholder_group(&plain[part.clone()]);
    let mut person = Person::default();
    let named = match group {
        Some(at) => {
            person.stakeholder_group = text(parts[at].clone());
            let last = parts.len() - 1;
            if last > at && region(&parts[last]) {
                person.regional_group = text(parts[last].clone());
            } else if last > at && at >= 1 {
                // "Jane Doe, Civil Society, Open Lab": what follows the group is no region.
                person.affiliation = text(parts[at + 1].start..parts[last].end);
            }
            &parts[..at]
        }
        // Without a stakeholder group only the words of a form tell a region from an organisation.
        None => match parts.split_last() {
            Some((last, before)) if !before.is_empty() && is_form_region(&plain[last.clone()]) => {
                person.regional_group = text(last.clone());
                before
            }
            _ => parts,
        },
    };
    let named: Vec<&Range<usize>> = named.iter().filter(|part| !is_nobody(&plain[(*part).clone()])).collect();
    if let Some((name, rest)) = named.split_first() {
        person.name = text((*name).clone());
        if let (Some(first), Some(last)) = (rest.first(), rest.last()) {
            person.affiliation = text(first.start..last.end);
        }
    }
    let empty = person.name.is_none() && person.affiliation.is_none() && person.stakeholder_group.is_none();
    (!empty).then_some(person)
}

fn is_form_region(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["african group", "asia-pacific group", "eastern european group"].contains(&lower.as_str())
        || lower.ends_with("(weog)")
        || lower.ends_with("(grulac)")
}

#[cfg(test)]
mod tests {
    use super::person;

    fn read(line: &str) -> Option<[String; 4]> {
        let person = person(line, 0..line.len())?;
        let fields = [person.name, person.affiliation, person.stakeholder_group, person.regional_group];
        Some(fields.map(|field| field.map(|text| text.value).unwrap_or_default()))
    }

    #[test]
    fn a_line_is_divided_as_the_form_writes_it() {
        let weog = "Western European and Others Group (WEOG)";
        for (line, fields) in [
            (
                "Sheetal Kumar, Civil Society, Western European and Others Group (WEOG)",
                ["Sheetal Kumar", "", "Civil Society", weog],
            ),
            ("Civil Society, Western European and Others Group (WEOG)", ["", "", "Civil Society", weog]),
            (
                "Desara Dushi, 🔒LSTS, Vrije Universiteit Brussel",
                ["Desara Dushi", "LSTS, Vrije Universiteit Brussel", "", ""],
            ),
            ("Andrew Campling, 🔒", ["Andrew Campling", "", "", ""]),
            (
                "A, B, Civil Society, Intergovernmental Organization",
                ["A", "B", "Civil Society", "Intergovernmental Organization"],
            ),
            ("Ana (Universidad de Chile)", ["Ana", "Universidad de Chile", "", ""]),
            ("Ana – Universidad de Chile", ["Ana", "Universidad de Chile", "", ""]),
            ("Ana, Open Lab (Civil Society, African Group)", ["Ana", "Open Lab", "Civil Society", "African Group"]),
            ("TBC, Government, African Group", ["", "", "Government", "African Group"]),
            ("J. Doe, Jr., Acme Group", ["J. Doe, Jr.", "Acme Group", "", ""]),
            ("• 李晓梅，民间社会，亚太组", ["李晓梅", "", "民间社会", "亚太组"]),
        ] {
            assert_eq!(read(line), Some(fields.map(str::to_owned)), "{line}");
        }
        for nobody in ["TBC", "n/a", "", "🔒", "-"] {
            assert_eq!(read(nobody), None, "{nobody}");
        }
    }
}
