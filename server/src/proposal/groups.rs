//! Stakeholder groups and regional groups: whether words are one, and where one heads people or was broken in two.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::people::{cut, divides, trim, unmarked};
use super::words::{REGIONAL_WORDS, REGIONS, STAKEHOLDER_GROUPS};

static GROUP_HEADING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^(?:(?:from|for|representing|representatives? (?:of|from)|speakers? from)\s+(?:the\s+)?|the\s+)?(.+?)",
        r"(?:\s+(?:representatives?|speakers?|participants?|panell?ists?|members?|stakeholders?|stakeholder group))?",
        r"(?:\s*\(\d+\))?$"
    ))
    .expect("a pattern written here is tried by every test")
});

/// The stakeholder group that heads people: "Government", "From the private sector:", "Civil society representatives (2)".
pub(super) fn group_heading(plain: &str, line: Range<usize>) -> Option<Range<usize>> {
    let line = unmarked(plain, line);
    let text = plain[line.clone()].trim_end_matches([':', '：', ' ', '–', '—', '-']);
    let found = GROUP_HEADING.captures(text)?.get(1)?;
    let group = line.start + found.start()..line.start + found.end();
    let groups = plain[group.clone()].split([',', '/', '&']).all(|one| is_stakeholder_group(one.trim()));
    groups.then_some(group)
}

/// "Government: Jane Doe, Ministry of X": the group, and who is named behind it.
pub(super) fn grouped(plain: &str, line: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let text = &plain[line.clone()];
    let (at, colon) = text.char_indices().find(|(_, c)| matches!(c, ':' | '：'))?;
    let group = group_heading(plain, line.start..line.start + at)?;
    let rest = trim(plain, line.start + at + colon.len_utf8()..line.end);
    (!rest.is_empty()).then_some((group, rest))
}

/// Whether a line break went through a group: "…, Civil" and "Society, …".
pub(super) fn divided_group(line: &str, next: &str) -> bool {
    let tail = cut(line, divides).last().map_or("", |part| line[part.clone()].trim());
    let head = cut(next, divides).first().map_or("", |part| next[part.clone()].trim());
    let whole = format!("{tail} {head}");
    // What is a group already needs no other half.
    !tail.is_empty() && !is_exact(tail) && !is_exact(head) && is_exact(&whole)
}

/// Whether the line is a person's that is whole: its last part is a group.
pub(super) fn ends_in_group(line: &str) -> bool {
    let parts: Vec<&str> = cut(line, divides).into_iter().map(|part| line[part].trim()).collect();
    let Some((last, before)) = parts.split_last() else { return false };
    !before.is_empty()
        && (is_exact(last) || (is_regional_group(last) && before.iter().any(|part| is_stakeholder_group(part))))
}

/// What stands behind the first comma.
pub(super) fn second_part(line: &str) -> Option<&str> {
    cut(line, divides).get(1).map(|part| line[part.clone()].trim())
}

/// A group and nothing else, its short form aside.
fn is_exact(text: &str) -> bool {
    let lower = text.to_lowercase();
    let bare = lower.trim_end_matches("(weog)").trim_end_matches("(grulac)").trim();
    is_stakeholder_group(text) || is_region(bare)
}

/// Whether the words are a stakeholder group and nothing else.
pub(super) fn is_stakeholder_group(text: &str) -> bool {
    let lower = text.to_lowercase();
    STAKEHOLDER_GROUPS.contains(&lower.as_str())
}

/// Whether the words are a region, with or without the word "group".
pub(super) fn is_regional_group(text: &str) -> bool {
    let lower = text.to_lowercase();
    let latin = lower.split(|c: char| !c.is_alphanumeric()).any(|word| REGIONAL_WORDS.contains(&word));
    latin
        || REGIONS.contains(&lower.as_str())
        || REGIONAL_WORDS.iter().any(|word| !word.is_ascii() && lower.contains(word))
}

/// Whether the words are a regional group as the forms write it.
pub(super) fn is_region(text: &str) -> bool {
    let lower = text.to_lowercase();
    [
        "african group",
        "asia-pacific group",
        "asia pacific group",
        "eastern european group",
        "western european and others group",
        "latin american and caribbean group",
        "weog",
        "grulac",
    ]
    .contains(&lower.as_str())
        || lower.ends_with("(weog)")
        || lower.ends_with("(grulac)")
}
