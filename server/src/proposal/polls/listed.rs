//! Lists inside a question: who should act ("governments, operators and users"), what to choose ("law, code or custom"), or among
//! what to divide something.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Nouns for those who can act; at most two words may stand before one ("other stakeholders").
const ACTORS: &str = concat!(
    r"governments?|states|platforms|compan(?:y|ies)|business(?:es)?|regulators|industry|(?:the )?civil society|stakeholders|users|citizens",
    r"|providers|operators|carriers|courts|parents|carers|schools|teachers|educators|researchers|academia|(?:the )?media|journalists",
    r"|(?:the )?technical community|(?:the )?private sector|(?:the )?public sector|communities|organi[sz]ations|institutions|parliaments",
    r"|parliamentarians|policy ?makers|legislators|developers|manufacturers|producers|vendors|registries|registrars|banks|cities|farmers",
    r"|cooperatives|libraries|donors|investors|authorities|law enforcement|young people|youth|NGOs|the (?:state|law|market)",
);

static ACTOR_LIST: LazyLock<Regex> = LazyLock::new(|| {
    let actor = format!(r"(?:[\w-]+ ){{0,2}}?(?:{ACTORS})");
    Regex::new(&format!(r"^(?i:{actor}(?:, {actor})*,? and {actor}) "))
        .expect("a pattern written here is tried by every test")
});

/// The items of a list of actors that `text` begins with, and where the list ends.
pub(super) fn actors(text: &str) -> Option<(Vec<Range<usize>>, usize)> {
    let found = ACTOR_LIST.find(text)?;
    let end = found.end() - 1;
    let items = items(text, 0..end, " and ")?;
    Some((items, end))
}

/// The items of a list of choices, "A, B or C", if the passage is one.
pub(super) fn choices(text: &str, passage: Range<usize>) -> Option<Vec<Range<usize>>> {
    short_items(text, passage, " or ")
}

/// The parts among which something is divided, "A, B and C", if the passage is such a list.
pub(super) fn parts(text: &str, passage: Range<usize>) -> Option<Vec<Range<usize>>> {
    short_items(text, passage, " and ")
}

/// Items that a phone can show as answers.
fn short_items(text: &str, passage: Range<usize>, last: &str) -> Option<Vec<Range<usize>>> {
    let items = items(text, passage, last)?;
    let short = |item: &Range<usize>| text[item.clone()].split_whitespace().count() <= 6;
    items.iter().all(short).then_some(items)
}

fn items(text: &str, passage: Range<usize>, last: &str) -> Option<Vec<Range<usize>>> {
    let inner = &text[passage.clone()];
    if inner.matches(last).count() != 1 {
        return None;
    }
    let at = inner.find(last)?;
    let mut items = Vec::new();
    let mut start = 0;
    for part in inner[..at].split(',') {
        items.push(start..start + part.len());
        start += part.len() + 1;
    }
    items.push(at + last.len()..inner.len());
    let trimmed = items.into_iter().map(|item| {
        let words = &inner[item.clone()];
        let begun = item.start + words.len() - words.trim_start().len();
        passage.start + begun..passage.start + begun + words.trim().len()
    });
    let items: Vec<Range<usize>> = trimmed.filter(|item| !item.is_empty()).collect();
    (items.len() >= 2).then_some(items)
}
