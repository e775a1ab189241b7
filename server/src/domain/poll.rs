//! A prompt with a kind and options, and where it comes from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::{PollId, QuestionId};
use super::kind::Kind;
use super::moment::Moment;
use super::translation::Translations;

/// A poll as it is planned. Opening one copies it into a run; changing it afterwards changes no run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    /// Its name within the room.
    pub id: PollId,
    /// What is asked: one thing, in words both sides would accept.
    pub prompt: String,
    /// What an answer looks like.
    #[serde(flatten)]
    pub kind: Kind,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Who sees the tally when.
    #[serde(default)]
    pub visibility: Visibility,
    /// A sensitive run shows nothing that depends on choices before the close, and its count in steps of k.
    #[serde(default)]
    pub sensitive: bool,
    /// The countdown it is usually opened with, in seconds; none means "until closed".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// When in the session it is meant to be asked, in the proposal's or seed's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<String>,
    /// Its words in other languages.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: Translations,
}

/// Who sees the tally when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Nobody before the close; phones and screens only after *show*.
    #[default]
    Hidden,
    /// Everybody, while it is open.
    Live,
    /// A phone that voted sees it while the run is open; screens never before *show*.
    AfterVote,
}

/// Where a poll comes from, with the words it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Provenance {
    /// What it was drawn from.
    #[serde(flatten)]
    pub source: Source,
    /// The passages the prompt rests on, byte for byte as they stand in the source text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<String>,
    /// For each option the passage it rests on; `None` for an option that was *added* (plain answer words, neutral rests).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub option_quotes: Vec<Option<String>>,
}

/// What a poll was drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Source {
    /// Policy questions of the workshop, by id, and the discussion points beside them.
    PolicyQuestions {
        /// "WS #230".
        reference: String,
        /// The ids: "q1".
        questions: Vec<String>,
    },
    /// Aims or numbered points of the proposal.
    DiscussionPoints {
        /// "WS #534".
        reference: String,
        /// The ids: "aim1".
        points: Vec<String>,
    },
    /// Statements drawn from a text that takes a side; each is attributed where it stands, in the kind.
    Positions {
        /// Whose text it is, and that it is one side's.
        about: String,
    },
    /// Something said in the room.
    Discussion {
        /// When it was typed.
        at: Moment,
    },
    /// A question of the audience's.
    Audience {
        /// Which.
        question: QuestionId,
        /// Its words then.
        text: String,
    },
    /// A draft of what the session may say together.
    Outcome {
        /// When it was typed.
        at: Moment,
    },
    /// The standing question of how the discussion goes.
    Temperature,
}
