//! The headings that end the policy questions, by their level in Markdown or HTML: "## How it works" below "## Policy questions", also
//! where a line below them or bold letters alone make them headings.
//!
//! Plain text does not tell the level of a heading. One of the same level that asks nothing heads something else, also where its
//! words begin as a question's do; one of a lower level is a theme of the questions.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::labels::{self, Label};
use super::plain::plain;
use super::{longer, marker};

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern written here is tried by every test")
}

static MARKED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?im)^[> ]{0,4}(#{1,6})[ \t]+([^\n]+?)[ \t]*#*[ \t]*\r?$|<h([1-6])(?:\s[^<>]*)?>((?s:.{1,400}?))</h[1-6]\s*>",
    )
});
static UNDERLINED: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?m)^[> ]{0,4}(\S[^\n]{0,120}?)[ \t]*\r?\n[> ]{0,4}(=+|-{3,})[ \t]*\r?$"));
/// Words in bold that have their line, or their paragraph, for themselves.
static BOLD: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?im)^[> ]{0,4}(?:\*\*|__)([^*_\n]{2,80})(?:\*\*|__)[ \t]*:?[ \t]*\r?$",
        r"|<(?:p|div|br)\s*/?>\s*<(?:b|strong)>([^<>]{2,80})</(?:b|strong)>\s*:?\s*<(?:/p|/div|br)\b"
    ))
});
/// An item that is not the first of its list: what heads it is a theme of a list that goes on.
static LATER_ITEM: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^(?:\s|<[^<>]*>)*(?:[-*•]\s*)?(?i:q|question )?\(?(?:[2-9]|1\d|[b-h])[.):]"));
/// Words in bold rank below every heading.
const BOLD_LEVEL: usize = 7;

/// What asks, in any script.
const ASKING: [char; 3] = ['?', '？', '؟'];

/// A heading: its level, where it stands, its words as the text writes them.
struct Heading<'a> {
    level: usize,
    span: Range<usize>,
    words: &'a str,
}

/// The headings of a text, in its order.
fn headings(pasted: &str) -> Vec<Heading<'_>> {
    let marked = MARKED.captures_iter(pasted).filter_map(|found| {
        let level = match (found.get(1), found.get(3)) {
            (Some(signs), _) => signs.len(),
            (None, digit) => digit?.as_str().parse().ok()?,
        };
        let words = found.get(2).or_else(|| found.get(4))?.as_str();
        Some(Heading { level, span: found.get(0)?.range(), words })
    });
    let underlined = UNDERLINED.captures_iter(pasted).filter_map(|found| {
        let level = if found.get(2)?.as_str().starts_with('=') { 1 } else { 2 };
        Some(Heading { level, span: found.get(0)?.range(), words: found.get(1)?.as_str() })
    });
    let bold = BOLD.captures_iter(pasted).filter_map(|found| {
        let words = found.get(1).or_else(|| found.get(2))?;
        // The line break behind it may also stand before the next.
        Some(Heading { level: BOLD_LEVEL, span: words.range(), words: words.as_str() })
    });
    let mut all: Vec<Heading<'_>> = marked.chain(underlined).chain(bold).collect();
    all.sort_by_key(|heading| heading.span.start);
    all
}

/// The first heading behind the policy questions of `pasted` that ends them, as it stands in the plain text.
pub(super) fn ending(pasted: &str) -> Option<String> {
    let mut questions: Option<(usize, usize, bool)> = None;
    let mut themes = false;
    for Heading { level, span, words } in headings(pasted) {
        let heading = plain(words);
        let label = labels::of_line(&heading).map(|found| found.label);
        if matches!(label, Some(Label::PolicyQuestions | Label::Questions)) {
            questions = Some((level, span.end, marker::strip(&heading).is_some()));
            themes = false;
            continue;
        }
        // Where nothing was asked yet, it may head the first of the questions.
        let Some((above, from, numbered)) = questions else { continue };
        // "Question 2", "2. Money"
        let item = !numbered && marker::strip(&heading).is_some();
        if level > above || item {
            continue;
        }
        if !pasted.get(from..span.start).is_some_and(|text| text.contains(ASKING)) {
            themes |= label.is_none();
            continue;
        }
        let goes_on = level == BOLD_LEVEL
            && pasted.get(span.end..).is_some_and(|text| LATER_ITEM.is_match(text.trim_start_matches(['*', '_', ':'])));
        // Where a theme headed the first question, others head the next.
        if (themes || goes_on) && label.is_none() && !longer::is_course(&heading) {
            continue;
        }
        return (label.is_none() && !heading.contains(ASKING)).then_some(heading);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::ending;

    #[test]
    fn a_heading_of_the_same_level_ends_the_questions() {
        let text = "# IGF 2024 WS #3 Roads\n\n## Policy questions\n\n### Money\n\n1. Who pays?\n\n### Staff\n\nHow can two people\nkeep a road?\n\n## How the night goes on\n\n1. *Arrival.* Where are you from?\n2. Why here?\n";
        assert_eq!(ending(text).as_deref(), Some("How the night goes on"));
        let asked: Vec<String> = read(text).unwrap().policy_questions.into_iter().map(|one| one.text.value).collect();
        assert_eq!(asked, ["Who pays?", "How can two people keep a road?"]);
        let html = "<h1>IGF 2024 WS #3 Roads</h1><h2>Policy questions</h2><ul><li>Who pays?</li></ul><h2>What <em>we</em> do</h2><p>Who are you?</p>";
        assert_eq!(ending(html).as_deref(), Some("What we do"));
        assert_eq!(read(html).unwrap().policy_questions.len(), 1);
    }

    #[test]
    fn a_theme_ends_nothing() {
        for text in [
            "## Policy questions\n\n## Money\n\n1. Who pays?\n",
            "## Policy questions\n\n1. Who pays?\n\n### Staff\n\n2. Who works?\n",
            "## Policy questions\n\n1. Who pays?\n\n## Who works?\n",
            "## Policy questions\n\n1. Who pays?\n\n## Description\n",
            "## Policy questions\n\n## 1. Money\n\nWho pays?\n\n## 2. Staff\n\nWho works?\n",
            "Policy questions\n\n1. Who pays?\n\n## How it works\n",
        ] {
            assert_eq!(ending(text), None, "{text}");
        }
    }
}
