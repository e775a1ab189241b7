//! What crosses the wire where a room is made of a pasted proposal: what was found in the text, and the room as edited.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::id::RoomCode;
use crate::domain::kind::Kind;
use crate::domain::language::Language;
use crate::domain::poll::Visibility;
use crate::domain::translation::{Translation, Translations};
use crate::domain::workshop::Person;

/// `POST /api/proposals`: a proposal as it was pasted.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PastedProposal {
    /// Text or HTML.
    pub text: String,
}

/// A passage of the plain text.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FoundText {
    /// The words.
    pub value: String,
    /// Where they begin, in UTF-16 units, as JavaScript counts.
    pub from: u32,
    /// Where they end.
    pub to: u32,
}

/// A number, and the passage that says it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FoundNumber {
    /// The number.
    pub value: u32,
    /// Where it begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
}

/// Somebody whom the proposal names.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FoundPerson {
    /// As written.
    pub name: Option<FoundText>,
    /// Organisation.
    pub affiliation: Option<FoundText>,
    /// "Civil Society", …
    pub stakeholder_group: Option<FoundText>,
    /// "African Group", …
    pub regional_group: Option<FoundText>,
}

/// One question sentence.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FoundQuestion {
    /// Word for word.
    pub text: FoundText,
    /// The letter or heading it stands under.
    pub label: Option<FoundText>,
    /// The question, by place in the list, that it leans on.
    pub follows: Option<u32>,
}

/// What stands in no field because a reader should decide.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FoundDoubt {
    /// The field it may belong into.
    pub field: String,
    /// The passage.
    pub text: FoundText,
    /// Why it does not stand there.
    pub why: String,
}

/// A poll that may be taken, changed or left.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FoundPoll {
    /// The questions it is drawn from, by place.
    pub from: Vec<u32>,
    /// What is asked.
    pub prompt: String,
    /// What an answer looks like.
    #[serde(flatten)]
    pub kind: Kind,
    /// The passages the prompt rests on.
    pub quotes: Vec<FoundText>,
    /// For each option of a choice the passage it rests on; `null` for one that was added.
    pub option_quotes: Vec<Option<FoundText>>,
}

/// A question without a good poll of its own.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FoundUnasked {
    /// By place.
    pub question: u32,
    /// Why.
    pub why: String,
}

/// What a pasted proposal says; `null` or empty where it does not.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FoundProposal {
    /// The text that every passage lies in: the pasted one without tags, entities and hard line breaks.
    pub plain: String,
    /// "IGF 2020 WS #230".
    pub reference: Option<FoundText>,
    /// Year of the event.
    pub year: Option<FoundNumber>,
    /// Session number.
    pub number: Option<FoundNumber>,
    /// Kind of session, as written.
    pub kind: Option<FoundText>,
    /// The title alone.
    pub title: Option<FoundText>,
    /// "Round Table".
    pub format: Option<FoundText>,
    /// Planned length.
    pub minutes: Option<FoundNumber>,
    /// BCP 47 tag.
    pub language: String,
    /// In the order of the text.
    pub organizers: Vec<FoundPerson>,
    /// In the order of the text.
    pub speakers: Vec<FoundPerson>,
    /// The (on-site) moderator.
    pub moderator: Option<FoundPerson>,
    /// The online moderator.
    pub online_moderator: Option<FoundPerson>,
    /// The rapporteur.
    pub rapporteur: Option<FoundPerson>,
    /// In the order of the text.
    pub policy_questions: Vec<FoundQuestion>,
    /// What the session is for.
    pub aims: Vec<FoundText>,
    /// Paragraph by paragraph.
    pub expected_outcomes: Vec<FoundText>,
    /// Paragraph by paragraph.
    pub hybrid_plan: Vec<FoundText>,
    /// What a reader should decide.
    pub uncertain: Vec<FoundDoubt>,
    /// Polls proposed from the policy questions.
    pub polls: Vec<FoundPoll>,
    /// "No good poll here", said of each question it holds for.
    pub unasked: Vec<FoundUnasked>,
}

/// A policy question of the room.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewQuestion {
    /// The sentence.
    pub text: String,
    /// The letter or heading it stands under.
    pub label: Option<String>,
    /// The question before it, by place, that it leans on.
    pub follows: Option<u32>,
}

/// A poll of the room.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
pub struct NewPoll {
    /// What is asked.
    pub prompt: String,
    /// What an answer looks like.
    #[serde(flatten)]
    pub kind: Kind,
    /// The policy questions it is drawn from, by place; one at least.
    pub from: Vec<u32>,
    /// The passages of the text the prompt rests on, word for word.
    #[serde(default)]
    pub quotes: Vec<String>,
    /// For each option the passage it rests on; `null` for one that was added.
    #[serde(default)]
    pub option_quotes: Vec<Option<String>>,
    /// Who sees the tally when.
    #[serde(default)]
    pub visibility: Visibility,
    /// The countdown it is usually opened with.
    #[serde(default)]
    pub seconds: Option<u32>,
    /// Its words in other languages.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(as = "Option<BTreeMap<Language, Translation>>", optional)]
    pub translations: Translations,
}

/// `POST /api/rooms`: the room to make. What the text does not give and nobody filled in is missing, and named.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewRoom {
    /// Made by the client, 1 to 40 characters: the same id again is the same room.
    pub id: String,
    /// The proposal as it was pasted: every quote is looked up in it.
    pub text: String,
    /// As it is cited, if not by year, kind and number.
    pub reference: Option<String>,
    /// Year of the event.
    pub year: Option<u32>,
    /// Session number.
    pub number: Option<u32>,
    /// "WS", "Open Forum", …
    pub kind: Option<String>,
    /// The title alone.
    pub title: Option<String>,
    /// "Round Table".
    pub format: Option<String>,
    /// Planned length.
    pub minutes: Option<u32>,
    /// BCP 47 tag.
    pub language: String,
    /// Organizers.
    pub organizers: Vec<Person>,
    /// Speakers.
    pub speakers: Vec<Person>,
    /// The (on-site) moderator.
    pub moderator: Option<Person>,
    /// The online moderator.
    pub online_moderator: Option<Person>,
    /// The rapporteur.
    pub rapporteur: Option<Person>,
    /// What the session is for.
    pub aims: Vec<String>,
    /// Paragraph by paragraph.
    pub expected_outcomes: Vec<String>,
    /// Paragraph by paragraph.
    pub hybrid_plan: Vec<String>,
    /// Policy questions, one sentence each.
    pub policy_questions: Vec<NewQuestion>,
    /// Polls, in the order they are planned.
    pub polls: Vec<NewPoll>,
    /// A second moderator reads each poll before it opens.
    pub sign_off: bool,
}

/// The room that was made.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MadeRoom {
    /// Its code.
    pub code: RoomCode,
    /// Where browsers reach this server, if it was told.
    pub join_base: Option<String>,
    /// Path of the phones' page.
    pub phone: String,
    /// Path and fragment of the chair's link.
    pub moderator: String,
    /// Path of the screens' page.
    pub screen: String,
}

/// `POST /api/wording`, `POST /api/rooms/{code}/check_wording`: a draft to be looked at.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
pub struct WordingDraft {
    /// What is asked.
    pub prompt: String,
    /// What an answer looks like.
    #[serde(flatten)]
    pub kind: Kind,
}

/// Something a second reader may stumble over. It blocks nothing.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct WordingFinding {
    /// As `wording::Code` has it: `loaded_words`, `two_questions`, `unbalanced_scale`, `missing_cant_say`, `leading_opener`.
    pub code: String,
    /// The answer it is about, by place; `null` for the prompt or the draft as a whole.
    pub answer: Option<u32>,
    /// The words that were flagged; empty where the draft as a whole is meant.
    pub words: String,
    /// Why, in words.
    pub why: String,
}

/// What was found in a draft.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct WordingFindings {
    /// The prompt's first.
    pub findings: Vec<WordingFinding>,
}
