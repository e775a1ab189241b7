//! What a seed describes: one workshop, its people, its policy questions and the polls drawn from them.

use serde::{Deserialize, Serialize};

use super::poll::Poll;

/// A workshop as its proposal words it. Texts stand word for word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workshop {
    /// As it is cited: "IGF 2020 WS #230".
    pub reference: String,
    /// The title alone.
    pub title: String,
    /// Year of the event.
    pub year: u16,
    /// Session number: 230.
    pub number: u32,
    /// Kind of session: "WS", "OF", "DAY0", …
    pub kind: String,
    /// "Round Table - U-shape".
    pub format: String,
    /// Planned length in minutes.
    pub minutes: u16,
    /// BCP 47 tag of the language of the texts.
    pub language: String,
    /// Organizers, in the order of the proposal.
    pub organizers: Vec<Person>,
    /// Speakers, in the order of the proposal.
    pub speakers: Vec<Person>,
    /// The (on-site) moderator.
    pub moderator: Option<Person>,
    /// The online moderator.
    pub online_moderator: Option<Person>,
    /// The rapporteur.
    pub rapporteur: Option<Person>,
    /// What the session is for, sentence by sentence or point by point.
    pub aims: Vec<String>,
    /// Expected outcomes, paragraph by paragraph.
    pub expected_outcomes: Vec<String>,
    /// How room and online are to be held together, paragraph by paragraph.
    pub hybrid_plan: Vec<String>,
    /// The policy questions, one sentence each.
    pub policy_questions: Vec<PolicyQuestion>,
    /// Aims and numbered points that polls may also be drawn from.
    pub discussion_points: Vec<DiscussionPoint>,
    /// The polls drawn from them, in the order they are planned.
    pub polls: Vec<Poll>,
}

/// Somebody named in a proposal; a field the text does not give is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
pub struct Person {
    /// As written.
    pub name: Option<String>,
    /// Organisation.
    pub affiliation: Option<String>,
    /// "Civil Society", …
    pub stakeholder_group: Option<String>,
    /// "Western European and Others Group (WEOG)", …
    pub regional_group: Option<String>,
}

/// One question sentence, word for word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyQuestion {
    /// Short name within the workshop: "q1".
    pub id: String,
    /// The marker or heading it stands under: "A", "Ensuring a safe digital space".
    pub label: Option<String>,
    /// The sentence.
    pub text: String,
    /// The question it leans on ("What should *their* roles…"), by id.
    pub follows: Option<String>,
    /// Why it is not certain that this is a policy question.
    pub uncertain: Option<String>,
}

/// A point of the proposal that is not a policy question but that polls are drawn from, named as such.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscussionPoint {
    /// Short name within the workshop: "aim1".
    pub id: String,
    /// Word for word.
    pub text: String,
}

/// Statements that can be added to any room, drawn from one side's text and attributed to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deck {
    /// Short name: "iwf-e2ee".
    pub id: String,
    /// What moderators read before they add it.
    pub title: String,
    /// Whose text it is, and that it is one side's.
    pub about: String,
    /// The statements, as one poll.
    pub poll: Poll,
}
