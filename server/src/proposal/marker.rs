//! Bullets, numbers, letters, roman numerals and "Q1:" before a line, or inside one.

use std::sync::LazyLock;

use regex::Regex;

/// A line without what marked it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marked<'a> {
    /// A letter, if that was the mark: "A".
    pub(super) letter: Option<&'a str>,
    /// What follows the mark.
    pub(super) rest: &'a str,
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:",
        r"[(（\[]?(?:\d{1,2}(?:\.\d{1,2}){0,2}|[٠-٩۰-۹]{1,2})(?:[.)）\]]+[:\s\-]*|/\s+|[、．:：]\s*|\s*[-–—]\s+)",
        r"|[(（]?[一二三四五六七八九十]{1,3}(?:[、．.]|[)）]、?)\s*",
        r"|[①-⑳❶-❿]\s*",
        r"|[(\[]?(?:[ivx]{1,5}|[IVX]{1,5})[.)\]:]+\s+",
        r"|(?i:(?:key |main |policy |guiding |research )*(?:q|pq|question|pregunta|pergunta|frage|вопрос|问题|問題|سؤال|السؤال))",
        r"\s*(?:#|no\.?|n°|nº)?\s*(?:\d{1,2}|[٠-٩]{1,2}|[ivx]{1,4}|[IVX]{1,4}|[A-H])?\s*(?:[:：.)）]|\s[-–—])\s*",
        r")"
    ))
    .expect("a pattern written here is tried by every test")
});
static LETTER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[(（\[]?([A-Za-zА-Яа-яأ-ي])(?:[.)）\]]+\s*|:\s+)").expect("as above"));
/// The mark inside a line: "(1)", "1)", "(i)", "(a)", "a)", "1." after a blank.
static INLINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s,;:：?？؟。；])(?:[(（]([0-9]{1,2}|[ivxIVX]{1,5}|[A-Za-z])[)）]|([0-9]{1,2}|[ivx]{1,5}|[a-z])[)）]|([0-9]{1,2})\.)\s*")
        .expect("as above")
});

/// The line without its marks, if it has any; several may stand one after the other ("- 1. Q1:").
pub(super) fn strip(line: &str) -> Option<Marked<'_>> {
    let mut letter = None;
    let mut rest = line;
    for _ in 0..4 {
        let Some((found, after)) = one(rest) else { break };
        letter = letter.or(found);
        rest = after;
    }
    (rest.len() < line.len()).then_some(Marked { letter, rest })
}

fn one(line: &str) -> Option<(Option<&str>, &str)> {
    let opens =
        |c: char| c.is_alphanumeric() || matches!(c, '¿' | '¡' | '"' | '“' | '”' | '„' | '«' | '\'' | '‘' | '’');
    let bare = line.trim_start_matches(|c: char| !opens(c) && !matches!(c, '(' | '（' | '[' | '①'..='⑳' | '❶'..='❿'));
    if bare.len() < line.len() && !bare.is_empty() {
        return Some((None, bare));
    }
    if let Some(found) = NUMBER.find(line) {
        let rest = &line[found.end()..];
        // "3.5 million" and "2023." are no marks; a mark has something behind it.
        let splits_number = rest.starts_with(|c: char| c.is_ascii_digit()) && !found.as_str().ends_with([' ', ')']);
        if !rest.is_empty() && !splits_number {
            return Some((None, rest));
        }
    }
    let found = LETTER.captures(line)?;
    let rest = &line[found.get(0)?.end()..];
    // "A.I. and law": the second letter of an abbreviation follows at once.
    let abbreviates = !found.get(0)?.as_str().ends_with(char::is_whitespace)
        && rest.chars().nth(1).is_some_and(|c| c == '.' || c == ' ');
    (!rest.is_empty() && !abbreviates).then(|| (found.get(1).map(|letter| letter.as_str()), rest))
}

/// Where the items of a line with marks inside begin and end: pairs of (start of item, end of item), and where the
/// first mark stands. At least two marks of one sort must follow each other ("(1) … (2) …").
pub(super) fn inline(line: &str) -> Option<(usize, Vec<(usize, usize)>)> {
    let mut marks: Vec<(usize, usize, String)> = Vec::new();
    for found in INLINE.captures_iter(line) {
        let whole = found.get(0)?;
        let name = (1..=3).find_map(|at| found.get(at))?;
        let lead = whole.as_str().chars().next().filter(|c| !matches!(c, '(' | '（') && !c.is_ascii_alphanumeric());
        let start = whole.start() + lead.map_or(0, char::len_utf8);
        marks.push((start, whole.end(), name.as_str().to_lowercase()));
    }
    let first = marks.iter().position(|(_, _, name)| matches!(name.as_str(), "1" | "i" | "a"))?;
    let mut kept = vec![&marks[first]];
    for mark in &marks[first + 1..] {
        if follows(&kept[0].2, kept.len(), &mark.2) {
            kept.push(mark);
        }
    }
    if kept.len() < 2 {
        return None;
    }
    let ends = kept.iter().skip(1).map(|mark| mark.0).chain([line.len()]);
    let items = kept.iter().zip(ends).map(|(mark, end)| (mark.1, end)).collect();
    Some((kept[0].0, items))
}

/// Whether `name` is the mark number `at` (from 0) of a row that began with `first`.
fn follows(first: &str, at: usize, name: &str) -> bool {
    const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
    match first {
        "1" => name == (at + 1).to_string(),
        "i" => ROMAN.get(at) == Some(&name),
        _ => name.len() == 1 && name.as_bytes().first() == Some(&(b'a' + u8::try_from(at).unwrap_or(u8::MAX - b'a'))),
    }
}

#[cfg(test)]
mod tests {
    use super::{inline, strip};

    #[test]
    fn marks_of_every_sort_are_stripped() {
        for line in [
            "• Who pays?",
            "- Who pays?",
            "1. Who pays?",
            "1) Who pays?",
            "(1) Who pays?",
            "1: Who pays?",
            "1.2. Who pays?",
            "ii. Who pays?",
            "(iv) Who pays?",
            "Q1: Who pays?",
            "Q: Who pays?",
            "Question 2: Who pays?",
            "PQ3. Who pays?",
            "Policy question 1 – Who pays?",
            "- 1. Q1: Who pays?",
            "\u{f0b7} Who pays?",
            "① Who pays?",
            "一、Who pays?",
            "（二）Who pays?",
            "١. Who pays?",
            "Pregunta 1: Who pays?",
            "a) Who pays?",
            "A. Who pays?",
            "(b) Who pays?",
            "1.Who pays?",
        ] {
            assert_eq!(strip(line).map(|marked| marked.rest), Some("Who pays?"), "{line}");
        }
        for line in
            ["Who pays?", "3.5 million users?", "¿Quién?", "“What” is it?", "A.I. and law?", "I pay?", "In short"]
        {
            assert_eq!(strip(line), None, "{line}");
        }
        assert_eq!(strip("A. Who?").and_then(|marked| marked.letter), Some("A"));
    }

    #[test]
    fn marks_inside_a_line_divide_it() {
        let line = "We ask: (1) Who pays? (2) Who gains, e.g. (a) states? (3) When?";
        let (first, items) = inline(line).unwrap();
        assert_eq!(&line[..first], "We ask: ");
        let items: Vec<&str> = items.iter().map(|(start, end)| line[*start..*end].trim()).collect();
        assert_eq!(items, ["Who pays?", "Who gains, e.g. (a) states?", "When?"]);
        assert!(inline("Article 1) only").is_none());
        assert!(inline("Who (i) and what?").is_none());
    }
}
