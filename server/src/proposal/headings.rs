//! The headings that end the policy questions, by their level in Markdown or HTML: "## How it works" below "## Policy questions".
//!
//! Plain text does not tell the level of a heading. One of the same level that asks nothing heads something else, also where its
//! words begin as a question's do; one of a lower level is a theme of the questions.

use std::sync::LazyLock;

use regex::Regex;

use super::labels::{self, Label};
use super::marker;
use super::plain::plain;

static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?im)^[> ]{0,4}(#{1,6})[ \t]+([^\n]+?)[ \t]*#*[ \t]*\r?$|<h([1-6])(?:\s[^<>]*)?>((?s:.{1,400}?))</h[1-6]\s*>",
    )
    .expect("a pattern written here is tried by every test")
});

/// What asks, in any script.
const ASKING: [char; 3] = ['?', '？', '؟'];

/// The first heading behind the policy questions of `pasted` that ends them, as it stands in the plain text.
pub(super) fn ending(pasted: &str) -> Option<String> {
    let mut questions: Option<(usize, usize, bool)> = None;
    for found in HEADING.captures_iter(pasted) {
        let (whole, words) = (found.get(0)?, found.get(2).or_else(|| found.get(4))?);
        let level = match (found.get(1), found.get(3)) {
            (Some(signs), _) => signs.len(),
            (None, Some(digit)) => digit.as_str().parse().unwrap_or_default(),
            (None, None) => continue,
        };
        let heading = plain(words.as_str());
        let label = labels::of_line(&heading).map(|found| found.label);
        if matches!(label, Some(Label::PolicyQuestions | Label::Questions)) {
            questions = Some((level, whole.end(), marker::strip(&heading).is_some()));
            continue;
        }
        // Where nothing was asked yet, it may head the first of the questions.
        let Some((above, from, numbered)) = questions else { continue };
        // "Question 2", "2. Money"
        let item = !numbered && marker::strip(&heading).is_some();
        if level <= above && !item && pasted.get(from..whole.start()).is_some_and(|text| text.contains(ASKING)) {
            return (label.is_none() && !heading.contains(ASKING)).then_some(heading);
        }
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
