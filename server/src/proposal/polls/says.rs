//! The prompts, labels and reasons of proposed polls, from the one catalogue (`web-client/messages`).

use serde::Deserialize;

use crate::domain::language::Language;
use crate::words::InEach;

#[derive(Deserialize)]
struct Words {
    proposal: Says,
}

/// Each is the sentence it names; the catalogue is where they are read.
#[derive(Deserialize)]
pub(super) struct Says {
    pub(super) first: String,
    pub(super) first_of_these: String,
    pub(super) question_number: String,
    pub(super) most_effort: String,
    pub(super) largest_part: String,
    pub(super) all_equally: String,
    pub(super) both_achieved: String,
    pub(super) brings: String,
    pub(super) bring: String,
    pub(super) far_more: String,
    pub(super) more: String,
    pub(super) as_many: String,
    pub(super) extent_labels: String,
    pub(super) importance: String,
    pub(super) importance_labels: String,
    pub(super) other_language: String,
    pub(super) leans: String,
    pub(super) wording: String,
    pub(super) open: String,
}

static WORDS: InEach<Words> = InEach::new();

/// The labels of a scale, which stand in one message with dots between them.
pub(super) fn labels(message: &str) -> Vec<String> {
    message.split(" · ").map(str::to_owned).collect()
}

pub(super) fn says() -> &'static Says {
    &WORDS.of(Language::En).proposal
}
