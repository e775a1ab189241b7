//! A person's line → name, affiliation, stakeholder group, regional group: each a passage of the line, none guessed.

use std::ops::Range;

use super::groups::{is_region, is_regional_group, is_stakeholder_group};
use super::marker;
use super::words::{NOBODY, NOBODY_BEGINS, REGIONAL_WORDS};
use super::{Person, Text};

/// What is said in brackets behind a name and is no part of it.
const REMARKS: [&str; 22] = [
    "tbc",
    "tbd",
    "tba",
    "to be confirmed",
    "confirmed",
    "not confirmed",
    "unconfirmed",
    "invited",
    "pending",
    "online",
    "remote",
    "remotely",
    "onsite",
    "on-site",
    "in person",
    "in-person",
    "virtual",
    "à confirmer",
    "por confirmar",
    "a confirmar",
    "confirmé",
    "confirmado",
];
/// A line longer than this is prose.
const LONGEST: usize = 240;
/// Titles behind a name that a comma sets off.
const SUFFIXES: [&str; 10] = ["jr", "jr.", "sr", "sr.", "phd", "ph.d.", "ph.d", "md", "esq", "esq."];

/// Titles before a name.
const TITLES: [&str; 10] = ["mr. ", "ms. ", "mrs. ", "mx. ", "dr. ", "prof. ", "mr ", "ms ", "mrs ", "dr "];

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
    // "Has the proposer organized a workshop before? Yes"
    let asks = words > 4 && text.contains(['?', '？']);
    !ends && !sentence && !asks && text.chars().count() <= LONGEST && text.chars().any(char::is_alphabetic)
}

/// Whether nobody is named here yet: "TBC", "none foreseen", "to be announced".
pub(super) fn is_nobody(text: &str) -> bool {
    let bare = text.trim_matches(['(', ')', '[', ']', ' ', '.']).to_lowercase();
    // "Mr. TBC"
    let bare = TITLES.iter().find_map(|title| bare.strip_prefix(title)).map_or(bare.as_str(), str::trim).to_owned();
    let dotted = text.trim().to_lowercase();
    let begins = |words: &&str| bare.strip_prefix(*words).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    // "No online moderator", but "No Moo-hyun".
    let none = text.trim().to_lowercase().starts_with("no ") && text.trim()[3..].starts_with(char::is_lowercase);
    !bare.chars().any(char::is_alphanumeric)
        || none
        || NOBODY.contains(&bare.as_str())
        || NOBODY.contains(&dotted.as_str())
        || NOBODY_BEGINS.iter().any(begins)
}

/// Whether `next`, which stands right below `last`, only holds the groups that are missing there.
pub(super) fn goes_on(last: &Person, next: &Person) -> bool {
    let open = last.stakeholder_group.is_none() && (last.name.is_some() || last.affiliation.is_some());
    open && next.name.is_none() && next.affiliation.is_none() && next.stakeholder_group.is_some()
}

/// "A, X; B, Y" on one line names two, and so does "A (X), B (Y) and C (Z)".
pub(super) fn several(plain: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let text = &plain[line.clone()];
    let place = |part: Range<usize>| line.start + part.start..line.start + part.end;
    let parts = cut(text, |_, c| matches!(c, ';' | '；'));
    // "Jane Doe; Open Lab; Civil Society" is one.
    if parts.len() > 1 && !parts.iter().any(|part| is_stakeholder_group(text[part.clone()].trim())) {
        return parts.into_iter().map(place).collect();
    }
    let mut starts = vec![0];
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth = depth.saturating_sub(1);
                let rest = &text[at + 1..];
                let between = [", and ", " and ", ", ", " et ", " y ", " e ", " und "]
                    .iter()
                    .find(|word| rest.starts_with(**word));
                if let Some(word) = between.filter(|_| depth == 0) {
                    starts.push(at + 1 + word.len());
                }
            }
            _ => {}
        }
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let parts: Vec<Range<usize>> = starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect();
    let bracketed = |part: &Range<usize>| {
        let words =
            text[part.clone()].trim_end_matches([',', ' ']).trim_end_matches(" and").trim_end_matches([',', ' ']);
        words.ends_with(')') && words.find('(').is_some_and(|open| open > 0 && !words[..open].contains(','))
    };
    if parts.len() < 2 || !parts.iter().all(bracketed) {
        return vec![line];
    }
    let closed = parts
        .into_iter()
        .map(|part| part.start..part.start + text[part.clone()].rfind(')').map_or(part.len(), |at| at + 1));
    closed.map(place).collect()
}

/// The line without bullets and the signs that pages put before names.
pub(super) fn unmarked(plain: &str, line: Range<usize>) -> Range<usize> {
    let text = &plain[line.clone()];
    let rest = marker::strip(text).map_or(text, |marked| marked.rest);
    // A letter mark is an initial here: "J. Doe".
    let initial = text.starts_with(char::is_alphabetic);
    if initial { line } else { line.end - rest.len()..line.end }
}

/// The parts between commas, without blanks, signs and empty ones. Commas in brackets divide nothing.
fn split(plain: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let text = &plain[line.clone()];
    let mut parts = dashed(text).unwrap_or_else(|| cut(text, divides));
    if let Some(groups) = bracketed(text, parts.last()) {
        parts.pop();
        parts.extend(groups);
    }
    if parts.len() == 1 {
        // "Jane Doe – University", "Jane Doe (University)".
        for dash in DASHES {
            if let Some(at) = text.find(dash) {
                parts = vec![0..at, at + dash.len()..text.len()];
                break;
            }
        }
    }
    // "Jane Doe (University)", and "Jane Doe (University), Civil Society": an affiliation that stands elsewhere is none.
    let grouped = parts.get(1).is_none_or(|next| is_stakeholder_group(text[next.clone()].trim()));
    if let Some(first) = parts.first().filter(|_| grouped)
        && let Some((name, inner)) = in_brackets(text, first.clone())
    {
        // "Jane Doe (Open Lab, Civil Society)"
        let pieces = cut(&text[inner.clone()], divides).into_iter();
        let pieces: Vec<Range<usize>> =
            pieces.map(|piece| inner.start + piece.start..inner.start + piece.end).collect();
        let groups = pieces.iter().any(|piece| is_stakeholder_group(text[piece.clone()].trim()));
        parts.splice(0..1, std::iter::once(name).chain(if groups { pieces } else { vec![inner] }));
    }
    let trimmed = parts.into_iter().map(|part| without_remark(text, trim(text, part))).filter(|part| !part.is_empty());
    trimmed.map(|part| line.start + part.start..line.start + part.end).collect()
}

/// "Jane Doe (confirmed)" is called Jane Doe.
fn without_remark(text: &str, part: Range<usize>) -> Range<usize> {
    let words = &text[part.clone()];
    let Some(open) = words.rfind(['(', '[']).filter(|_| words.ends_with([')', ']'])) else { return part };
    let inner = words[open + 1..words.len() - 1].trim().to_lowercase();
    if REMARKS.contains(&inner.as_str()) { trim(text, part.start..part.start + open) } else { part }
}

const DASHES: [&str; 4] = [" – ", " — ", " - ", " / "];

pub(super) fn divides(_: usize, c: char) -> bool {
    matches!(c, ',' | '，' | '、' | '،' | ';' | '|' | '\t' | '·' | '•')
}

/// "Jane Doe – Open Lab, Berlin – Civil Society, African Group": fields that dashes divide, commas only where groups stand. Only
/// where the first dash stands before every comma, and something tells a list of fields from a name and a post.
fn dashed(text: &str) -> Option<Vec<Range<usize>>> {
    let mut fields = Vec::new();
    let mut start = 0;
    while let Some((at, dash)) =
        DASHES.iter().filter_map(|dash| text[start..].find(dash).map(|at| (start + at, *dash))).min()
    {
        fields.push(start..at);
        start = at + dash.len();
    }
    fields.push(start..text.len());
    let first = fields.first().filter(|_| fields.len() > 1)?;
    if text[first.clone()].contains([',', '，', ';']) {
        return None;
    }
    let mut parts = Vec::new();
    let mut grouped = false;
    for field in &fields {
        let pieces: Vec<Range<usize>> = cut(&text[field.clone()], divides)
            .into_iter()
            .map(|piece| field.start + piece.start..field.start + piece.end)
            .collect();
        let has_group = pieces.iter().any(|piece| is_stakeholder_group(text[piece.clone()].trim()));
        grouped |= has_group;
        if has_group { parts.extend(pieces) } else { parts.push(field.clone()) }
    }
    (fields.len() > 2 || grouped).then_some(parts)
}

/// A part that ends in a bracket: what stands before it, and in it; a region's short form is no affiliation.
fn in_brackets(text: &str, part: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let words = text[part.clone()].trim_end();
    let open = words.find(['(', '（'])?;
    let before = words.strip_suffix([')', '）'])?;
    let inner = open + words[open..].chars().next().map_or(1, char::len_utf8);
    let said = before.get(inner..)?.to_lowercase();
    let region = REGIONAL_WORDS.contains(&said.trim()) || is_region(words) || REMARKS.contains(&said.trim());
    (!words[..open].trim().is_empty() && !region)
        .then(|| (part.start..part.start + open, part.start + inner..part.start + before.len()))
}

/// "Open Lab (Civil Society, African Group)": the last part with its groups set apart.
fn bracketed(text: &str, last: Option<&Range<usize>>) -> Option<Vec<Range<usize>>> {
    let last = last?;
    let part = text[last.clone()].trim_end();
    let open = last.start + part.find(['(', '['])?;
    let end = last.start + part.strip_suffix([')', ']'])?.len();
    let inner = open + 1..end.max(open + 1);
    let groups = cut(&text[inner.clone()], |_, c| c == ',').into_iter();
    let groups: Vec<Range<usize>> = groups.map(|range| inner.start + range.start..inner.start + range.end).collect();
    let first = groups.first()?;
    is_stakeholder_group(text[first.clone()].trim()).then(|| std::iter::once(last.start..open).chain(groups).collect())
}

pub(super) fn cut(text: &str, divides: impl Fn(usize, char) -> bool) -> Vec<Range<usize>> {
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
pub(super) fn trim(text: &str, part: Range<usize>) -> Range<usize> {
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
            // "Jane Doe, Open Lab, African Group, Civil Society"
            match parts[..at].split_last() {
                Some((last, before)) if person.regional_group.is_none() && is_region(&plain[last.clone()]) => {
                    person.regional_group = text(last.clone());
                    before
                }
                _ => &parts[..at],
            }
        }
        // Without a stakeholder group only the words of a form tell a region from an organisation.
        None => match parts.split_last() {
            Some((last, before)) if !before.is_empty() && is_region(&plain[last.clone()]) => {
                person.regional_group = text(last.clone());
                before
            }
            _ => parts,
        },
    };
    // "TBC, Ministry of Justice": an affiliation that is known of somebody who is not.
    let unnamed = named.first().is_some_and(|first| is_nobody(&plain[first.clone()]));
    let named: Vec<&Range<usize>> = named.iter().filter(|part| !is_nobody(&plain[(*part).clone()])).collect();
    if let (Some(first), Some(last), true) = (named.first(), named.last(), unnamed) {
        person.affiliation = text(first.start..last.end);
    } else if let Some((name, rest)) = named.split_first() {
        person.name = text((*name).clone());
        if let (Some(first), Some(last)) = (rest.first(), rest.last()) {
            person.affiliation = text(first.start..last.end);
        }
    }
    let empty = person.name.is_none() && person.affiliation.is_none() && person.stakeholder_group.is_none();
    (!empty).then_some(person)
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
            (
                "Maren Tjelta – Nordnavn AS – Private Sector, Western European and Others Group (WEOG)",
                ["Maren Tjelta", "Nordnavn AS", "Private Sector", weog],
            ),
            (
                "3. Prof. Dr. Hannelore Weiß-Kühn – Professor of Hydrology, TU Dresden – Technical Community – WEOG",
                ["Prof. Dr. Hannelore Weiß-Kühn", "Professor of Hydrology, TU Dresden", "Technical Community", "WEOG"],
            ),
            ("Cy Day - Org Z, Private Sector, African Group", ["Cy Day", "Org Z", "Private Sector", "African Group"]),
            ("Jane Doe, Head – Policy, Open Lab", ["Jane Doe", "Head – Policy, Open Lab", "", ""]),
            (
                "- Esi Quartey (Ghana Internet Exchange), Technical Community, African Group",
                ["Esi Quartey", "Ghana Internet Exchange", "Technical Community", "African Group"],
            ),
            ("Farida Rahmonova (Tajik Operators Group)", ["Farida Rahmonova", "Tajik Operators Group", "", ""]),
            ("Jane Doe (she/her), Open Lab, Civil Society", ["Jane Doe (she/her)", "Open Lab", "Civil Society", ""]),
            ("Mr. TBC, tractor manufacturer", ["", "tractor manufacturer", "", ""]),
            ("To be confirmed, Ministry of X, Government", ["", "Ministry of X", "Government", ""]),
            ("• 李晓梅，民间社会，亚太组", ["李晓梅", "", "民间社会", "亚太组"]),
        ] {
            assert_eq!(read(line), Some(fields.map(str::to_owned)), "{line}");
        }
        for nobody in ["TBC", "n/a", "", "🔒", "-"] {
            assert_eq!(read(nobody), None, "{nobody}");
        }
    }
}
