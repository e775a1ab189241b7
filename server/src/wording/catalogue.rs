//! What a person is told of a finding, from the one catalogue (`web-client/messages`). A missing word fails at start.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Code;

#[derive(Deserialize)]
struct Words {
    wording: Own,
}

#[derive(Deserialize)]
struct Own {
    loaded_words: String,
    two_questions: String,
    unbalanced_scale: String,
    missing_cant_say: String,
    leading_opener: String,
}

static ENGLISH: LazyLock<Words> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../web-client/messages/en.json")).expect("the catalogue has every word")
});

pub(super) fn text(code: Code) -> &'static str {
    let words = &ENGLISH.wording;
    match code {
        Code::LoadedWords => &words.loaded_words,
        Code::TwoQuestions => &words.two_questions,
        Code::UnbalancedScale => &words.unbalanced_scale,
        Code::MissingCantSay => &words.missing_cant_say,
        Code::LeadingOpener => &words.leading_opener,
    }
}
