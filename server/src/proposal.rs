//! A workshop proposal as people paste it → what it says, each value with the passage it stands in, nothing invented.
//!
//! [`read`] makes plain text of what was pasted and finds in it the fields of the forum's forms. Every value is a passage
//! of that plain text ([`Text`]); what a careful reader would not decide alone is a [`Doubt`] beside the fields, never in
//! them. From a proposal, [`polls`] proposes polls and [`seed`] writes a workshop that a server can hold.

use std::ops::Range;

use serde::Serialize;

mod asked_for;
mod chair;
mod columns;
mod groups;
mod header;
mod headings;
mod interrogative;
mod labels;
mod length;
mod listing;
mod longer;
mod marker;
mod markup;
mod people;
mod plain;
mod points;
pub mod polls;
mod questions;
mod reference;
mod sections;
pub mod seed;
mod sentences;
mod sheet;
mod shown;
mod stacked;
mod table;
mod unwrap;
mod words;

#[cfg(test)]
mod invents;
#[cfg(test)]
mod variants;

/// More than this, in bytes, is no proposal: the longest forms hold some ten thousand characters.
pub const MAX_BYTES: usize = 256 * 1024;

/// A passage of the plain text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    /// The words.
    pub value: String,
    /// Where they stand, in bytes.
    pub span: Range<usize>,
}

impl Text {
    fn new(plain: &str, span: Range<usize>) -> Self {
        Self { value: plain[span.clone()].to_owned(), span }
    }
}

/// A number, and the passage that says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Number<T> {
    /// As a number; minutes also where the text speaks of hours.
    pub value: T,
    /// Where it stands, in bytes.
    pub span: Range<usize>,
}

/// Somebody whom the proposal names, or a group it leaves without a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Person {
    /// As written.
    pub name: Option<Text>,
    /// Organisation, with the post if it stands there.
    pub affiliation: Option<Text>,
    /// "Civil Society", …
    pub stakeholder_group: Option<Text>,
    /// "African Group", …
    pub regional_group: Option<Text>,
}

/// The kind of session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kind {
    /// The short form: "WS", "OF", "TH", "DAY0", "LT", "NS", "LAUNCH", …
    pub short: &'static str,
    /// As the text writes it: "Open Forum".
    pub written: Text,
}

/// One question sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Word for word, without marker, heading and lead-in.
    pub text: Text,
    /// The letter or heading it stands under.
    pub label: Option<Text>,
    /// The question, by place in the list, that its "their", "those" or "these" leans on.
    pub follows: Option<usize>,
}

/// A value that may belong into a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// The field's name in [`Proposal::json`].
    pub field: &'static str,
    /// The passage.
    pub text: Text,
    /// Why it does not stand in its field, in words.
    pub why: &'static str,
}

/// What a proposal says. A field that the text does not give is `None` or empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The text that every span lies in: the pasted one without tags, entities, hard line breaks and what is not seen.
    pub plain: String,
    /// "IGF 2020 WS #230", as it stands in the text.
    pub reference: Option<Text>,
    /// Year of the event.
    pub year: Option<Number<u16>>,
    /// Session number.
    pub number: Option<Number<u32>>,
    /// Kind of session.
    pub kind: Option<Kind>,
    /// The title alone.
    pub title: Option<Text>,
    /// "Round Table - U-shape".
    pub format: Option<Text>,
    /// Planned length.
    pub minutes: Option<Number<u16>>,
    /// In the order of the text.
    pub organizers: Vec<Person>,
    /// In the order of the text.
    pub speakers: Vec<Person>,
    /// The (on-site) moderator.
    pub moderator: Option<Person>,
    /// The online moderator.
    pub online_moderator: Option<Person>,
    /// The rapporteur.
    pub rapporteur: Option<Person>,
    /// In the order of the text.
    pub policy_questions: Vec<Question>,
    /// What the session is for, point by point.
    pub aims: Vec<Text>,
    /// Paragraph by paragraph.
    pub expected_outcomes: Vec<Text>,
    /// How room and online are held together, paragraph by paragraph.
    pub hybrid_plan: Vec<Text>,
    /// What stands in no field because a reader should decide.
    pub uncertain: Vec<Doubt>,
}

/// Why a text cannot be read as a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Nothing to see in it.
    #[error("there is no text in it")]
    Empty,
    /// Bytes that are no UTF-8.
    #[error("it is not UTF-8 text (byte {at} is the first that is not); save it as plain text and try again")]
    NotUtf8 {
        /// The first wrong byte, from 0.
        at: usize,
    },
    /// Longer than [`MAX_BYTES`].
    #[error("it has {bytes} bytes; a proposal has at most {MAX_BYTES}")]
    TooLong {
        /// So many.
        bytes: usize,
    },
}

/// The proposal in these bytes, as a file or a pipe hands them over.
pub fn read_bytes(bytes: &[u8]) -> Result<Proposal, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLong { bytes: bytes.len() });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| Unreadable::NotUtf8 { at: error.valid_up_to() })?;
    read(text)
}

/// The proposal in this text.
pub fn read(pasted: &str) -> Result<Proposal, Unreadable> {
    if pasted.len() > MAX_BYTES {
        return Err(Unreadable::TooLong { bytes: pasted.len() });
    }
    let pasted = markup::as_markdown(pasted);
    let pasted = &*sheet::as_fields(&pasted);
    let plain = plain::plain(pasted);
    if !plain.chars().any(char::is_alphanumeric) {
        return Err(Unreadable::Empty);
    }
    let ending = headings::ending(pasted);
    let sections = sections::of(&plain, ending.as_deref());
    let mut proposal = Proposal { plain: plain.clone(), ..Proposal::default() };
    header::read(&plain, &sections, &mut proposal);
    chair::read(&plain, &sections, &mut proposal);
    questions::read(&plain, &sections, &mut proposal);
    points::read(&plain, &sections, &mut proposal);
    Ok(proposal)
}
