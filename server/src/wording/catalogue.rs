//! What a person is told of a finding, from the one catalogue (`web-client/messages`). A missing word fails at start.

use serde::Deserialize;

use super::Code;
use crate::domain::language::Language;
use crate::words::InEach;

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

pub(super) fn text(code: Code, language: Language) -> &'static str {
    static WORDS: InEach<Words> = InEach::new();
    let words = &WORDS.of(language).wording;
    match code {
        Code::LoadedWords => &words.loaded_words,
        Code::TwoQuestions => &words.two_questions,
        Code::UnbalancedScale => &words.unbalanced_scale,
        Code::MissingCantSay => &words.missing_cant_say,
        Code::LeadingOpener => &words.leading_opener,
    }
}
