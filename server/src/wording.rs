//! Whether a draft of a poll is worded so that people of opposite views would both accept it: findings, never a block.
//!
//! Five things are looked for: loaded words, two questions in one, an unbalanced scale, a missing "I can't say" and an
//! opener that leads. The rules know English only; a draft in another language has no findings but the last-but-one.

use std::ops::Range;

use serde::Serialize;

use crate::domain::kind::Kind;
use crate::domain::language::Language;

mod catalogue;
mod doubles;
mod loaded;
mod openers;
mod scales;

#[cfg(test)]
mod spans;

/// A poll somebody is writing.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// What is asked.
    pub prompt: &'a str,
    /// The options of a choice or the labels of a scale, in order.
    pub answers: &'a [String],
    /// The answers are steps of a scale.
    pub is_scale: bool,
    /// It can be answered by "I can't say". So can every poll of this server; a draft from elsewhere may leave it out.
    pub cant_say: bool,
}

impl<'a> Draft<'a> {
    /// The draft of a poll that this server could ask.
    pub fn of(prompt: &'a str, kind: &'a Kind) -> Self {
        Self { prompt, answers: kind.options(), is_scale: matches!(kind, Kind::Scale { .. }), cant_say: true }
    }
}

/// What may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A word that judges what the poll asks about.
    LoadedWords,
    /// Two things are asked, and one answer is taken.
    TwoQuestions,
    /// More steps on one side than on the other, or one side alone.
    UnbalancedScale,
    /// Who cannot say has nothing to choose.
    MissingCantSay,
    /// The beginning says which answer is expected.
    LeadingOpener,
}

impl Code {
    /// As it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LoadedWords => "loaded_words",
            Self::TwoQuestions => "two_questions",
            Self::UnbalancedScale => "unbalanced_scale",
            Self::MissingCantSay => "missing_cant_say",
            Self::LeadingOpener => "leading_opener",
        }
    }

    /// What a person is told, from the catalogue.
    pub fn text(self, language: Language) -> &'static str {
        catalogue::text(self, language)
    }
}

/// Which text of the draft a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The prompt.
    Prompt,
    /// An answer, by place from 0.
    Answer(usize),
    /// The draft as a whole.
    Draft,
}

/// Something a second reader may stumble over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is.
    pub code: Code,
    /// Where it is.
    pub place: Place,
    /// The words, in bytes of that text; empty where the draft as a whole is meant.
    pub span: Range<usize>,
}

/// Everything found in a draft, the prompt's first.
pub fn check(draft: &Draft<'_>) -> Vec<Finding> {
    let in_prompt = |code| move |span| Finding { code, place: Place::Prompt, span };
    let mut found: Vec<Finding> = Vec::new();
    found.extend(openers::leading(draft.prompt).map(in_prompt(Code::LeadingOpener)));
    found.extend(loaded::words(draft.prompt).into_iter().map(in_prompt(Code::LoadedWords)));
    found.extend(doubles::second(draft.prompt).map(in_prompt(Code::TwoQuestions)));
    for (at, answer) in draft.answers.iter().enumerate() {
        let spans = loaded::words(answer).into_iter();
        found.extend(spans.map(|span| Finding { code: Code::LoadedWords, place: Place::Answer(at), span }));
    }
    if draft.is_scale
        && let Some(at) = scales::heavier(draft.answers)
    {
        let span = 0..draft.answers[at].len();
        found.push(Finding { code: Code::UnbalancedScale, place: Place::Answer(at), span });
    }
    if !draft.cant_say {
        found.push(Finding { code: Code::MissingCantSay, place: Place::Draft, span: 0..0 });
    }
    found
}

/// A pattern of this module, whatever the case.
fn pattern(text: &str) -> regex::Regex {
    regex::Regex::new(&format!("(?i){text}")).expect("a pattern written here is tried by every test")
}
