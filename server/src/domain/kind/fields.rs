//! What a kind asks on the plain form, and what comes back: controls, their names and their values, without a word of HTML.

use super::Choice;
use crate::domain::refusal::Refusal;

/// Words on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// Somebody's own words: an option, a statement.
    Text(String),
    /// Words of the catalogue, by key, with the values that stand in them.
    Word(&'static str, Vec<(&'static str, String)>),
}

impl Label {
    /// Words of the catalogue without values.
    pub fn word(key: &'static str) -> Self {
        Self::Word(key, Vec::new())
    }

    /// Words of the catalogue with values in them.
    pub fn of(key: &'static str, values: &[(&'static str, &dyn std::fmt::Display)]) -> Self {
        Self::Word(key, values.iter().map(|(name, value)| (*name, value.to_string())).collect())
    }

    /// Somebody's own words.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A part of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// What to do, in a sentence.
    Hint(Label),
    /// Buttons of one name; a tap on one is the whole ballot.
    Buttons(&'static str, Vec<Pick>),
    /// Boxes of one name to tick.
    Boxes(&'static str, Vec<Pick>),
    /// One of a few, to be opened and picked from.
    Menu(String, Label, Vec<Pick>),
    /// One of a few that stand beside each other.
    Radios(String, Label, Vec<Pick>),
    /// A whole number between two ends; what stands in it.
    Number(String, Label, [i32; 2], String),
    /// A line of text; what stands in it.
    Line(&'static str, Label, String),
    /// Several lines of text; what stands in them.
    Lines(&'static str, Label, String),
}

/// Something to pick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: Label,
    /// It is the ballot that stands.
    pub picked: bool,
}

impl Pick {
    pub(super) fn of(value: &dyn std::fmt::Display, label: Label, picked: bool) -> Self {
        Self { value: value.to_string(), label, picked }
    }
}

/// What a form was posted with: names and values, in their order.
#[derive(Debug, Clone, Copy)]
pub struct Posted<'a>(pub &'a [(String, String)]);

impl<'a> Posted<'a> {
    /// Every value under that name that is not blank.
    pub(super) fn all(self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(key, _)| key == name);
        named.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The value under that name; the first, if there are several.
    pub(super) fn one(self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// The number under that name, if one is there.
    pub(super) fn number<T: std::str::FromStr>(self, name: &str) -> Result<Option<T>, Refusal> {
        let value = self.0.iter().find(|(key, value)| key == name && !value.trim().is_empty());
        value.map(|(_, value)| value.trim().parse().map_err(|_| no_number(name))).transpose()
    }

    /// The places under one name, for kinds with a list of answers.
    pub(super) fn places(self, name: &'a str) -> Result<Vec<u8>, Refusal> {
        self.all(name).map(|value| value.parse().map_err(|_| no_number(name))).collect()
    }
}

fn no_number(name: &str) -> Refusal {
    Refusal::Malformed { detail: format!("{name} is a number that this form offers") }
}

/// The one choice among several.
pub(super) fn one_of(posted: Posted<'_>) -> Result<Choice, Refusal> {
    match posted.places("choice")?.as_slice() {
        [one] => Ok(Choice::One(*one)),
        [] => Err(Refusal::WrongCount { min: 1, max: 1 }),
        _ => Err(Refusal::WrongKind),
    }
}
