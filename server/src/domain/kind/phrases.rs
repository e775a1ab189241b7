//! What people write as a ballot: how a text becomes a key and back, which spellings count as one, and what a moderator said to it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unicode_normalization::UnicodeNormalization;

use super::fields::Label;
use super::sheet::{Cell, Sheet};
use super::{Limits, said};
use crate::domain::tally::Counts;

/// What people wrote and a moderator approved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PhrasesFound {
    /// Ballots that wrote something.
    pub said: u32,
    /// The approved ones, most said first, then in the order of their letters.
    pub phrases: Vec<Phrase>,
    /// How many different ones are not shown: they wait for a moderator, or were turned down.
    pub held: u32,
}

impl PhrasesFound {
    /// The approved texts in a table whose first column has that name.
    pub(super) fn sheet(&self, name: &'static str) -> Sheet {
        let mut sheet = Sheet::of(&[name, "count"]);
        for phrase in &self.phrases {
            sheet.row(Label::text(&phrase.text), vec![Cell::Count(phrase.count)], None);
        }
        sheet.notes.push(Label::of("written_note", &[("n", &self.said), ("held", &self.held)]));
        sheet
    }
}

/// A text with the number of ballots that hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Phrase {
    /// As most wrote it; of spellings equally frequent the first in the order of their letters.
    pub text: String,
    /// Ballots.
    pub count: u32,
}

/// What a moderator said to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Everybody may read it.
    Approved,
    /// Nobody but moderators does.
    TurnedDown,
}

/// A moderator's verdict on one text of a run, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// The text, folded: every spelling of it.
    pub folded: String,
    /// What was said to it.
    pub verdict: Verdict,
}

/// The form under which spellings of one phrase are one: without differences of case and width (Unicode 16, section 3.13,
/// "compatibility caseless matching": NFKC around a case folding). Upper case first and then lower case folds what
/// lower case alone keeps apart: "ß" and "SS", the final sigma.
pub fn fold(text: &str) -> String {
    let folded: String = text.nfkc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    folded.nfkc().collect()
}

/// A text as a key: the sign of its kind, then the text with what a key may not hold written as in a URL.
pub(super) fn key_of(sign: char, text: &str) -> String {
    let mut key = String::with_capacity(text.len() + 1);
    key.push(sign);
    for c in text.chars() {
        match c {
            ',' => key.push_str("%2C"),
            ':' => key.push_str("%3A"),
            '|' => key.push_str("%7C"),
            '%' => key.push_str("%25"),
            c => key.push(c),
        }
    }
    key
}

/// The text behind a key of that sign.
pub(super) fn text_of(sign: char, key: &str) -> Option<String> {
    let escaped = key.strip_prefix(sign)?;
    // "%" last: what it stood for must not be read as the beginning of another.
    Some(escaped.replace("%2C", ",").replace("%3A", ":").replace("%7C", "|").replace("%25", "%"))
}

/// All texts that were written, by their folded form.
pub fn written(counts: &Counts, sign: char) -> BTreeMap<String, Phrase> {
    let mut spellings: BTreeMap<String, Vec<(String, u64)>> = BTreeMap::new();
    for (key, ballots) in &counts.keys {
        if let Some(text) = text_of(sign, key) {
            spellings.entry(fold(&text)).or_default().push((text, *ballots));
        }
    }
    let one = |mut spelled: Vec<(String, u64)>| {
        let count: u64 = spelled.iter().map(|(_, ballots)| ballots).sum();
        spelled.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
        Phrase { text: spelled.swap_remove(0).0, count: u32::try_from(count).unwrap_or(u32::MAX) }
    };
    spellings.into_iter().map(|(folded, spelled)| (folded, one(spelled))).collect()
}

/// What of it everybody may read.
pub(super) fn found(counts: &Counts, sign: char, limits: Limits<'_>) -> PhrasesFound {
    let written = written(counts, sign);
    let all = written.len();
    let mut phrases: Vec<Phrase> =
        written.into_iter().filter(|(folded, _)| limits.approved.contains(folded)).map(|(_, phrase)| phrase).collect();
    phrases.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
    let held = u32::try_from(all - phrases.len()).unwrap_or(u32::MAX);
    PhrasesFound { said: said(counts), phrases, held }
}
