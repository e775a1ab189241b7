//! What is wrong with something that somebody wrote, so that a page can say it in its reader's words (section `faults` of the
//! catalogue, a message for each).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::language::Language;

/// Why a text cannot stand where it was to stand, with the numbers that its sentence has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are the numbers and texts of the sentence that each comment is")]
pub enum Fault {
    /// Nothing that can be read is in it.
    Empty,
    /// It has `n` characters (graphemes), and at most `max` are taken.
    Long { n: u32, max: u32 },
    /// It needs more than `max` bytes.
    Heavy { max: u32 },
    /// The poll has `n` options.
    Options { n: u32, min: u32, max: u32 },
    /// Option `n`, from 1, is empty.
    OptionEmpty { n: u32 },
    /// Option `n`, from 1, says what an earlier one says.
    OptionTwice { n: u32, text: String },
    /// Of `n` options, `min` to `max` cannot be chosen.
    Choices { n: u32, min: u32, max: u32 },
    /// The scale has `n` steps.
    Steps { n: u32, min: u32, max: u32 },
    /// The first and the last step of a scale need words.
    EndLabels,
    /// An end of the range is further from zero than `max`.
    Far { max: u32 },
    /// The highest number is 1 to `max` above the lowest.
    Range { max: u32 },
    /// Both ends of the axis from left to right need words.
    AcrossEmpty,
    /// Both ends of that axis are the same.
    AcrossSame,
    /// Both ends of the axis from bottom to top need words.
    UpEmpty,
    /// Both ends of that axis are the same.
    UpSame,
    /// The deck has `n` statements.
    Statements { n: u32, min: u32, max: u32 },
    /// Statement `n`, from 1, is empty.
    StatementEmpty { n: u32 },
    /// Statement `n`, from 1, says what an earlier one says.
    StatementTwice { n: u32, text: String },
    /// A person was to give `n` phrases.
    Phrases { n: u32, max: u32 },
    /// There were to be `n` points to share.
    Points { n: u32, min: u32, max: u32 },
    /// A translation is into the language of the poll.
    OwnLanguage { language: Language },
    /// The prompt of a translation is empty.
    PromptEmpty { language: Language },
    /// A translation has `n` answers in place of `of`.
    Answers { language: Language, n: u32, of: u32 },
    /// Answer `n`, from 1, of a translation is empty, or should be.
    AnswerEmpty { language: Language, n: u32 },
    /// The room would open after the planned beginning.
    AfterBeginning,
    /// A question goes to somebody who is no speaker of the session.
    NoSpeaker,
    /// A policy question leans on none before it.
    LeansOnNothing,
    /// The poll is drawn from no policy question of the room.
    DrawnFromNothing,
    /// More than `max` quotes.
    Quotes { max: u32 },
    /// A quote does not stand in the pasted text.
    NotInText { text: String },
    /// Options have one quote each, or none has.
    OptionQuotes,
}

/// For logs and for those who write seeds; a page has the words of its language.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "empty"),
            Self::Long { n, max } => write!(f, "{n} characters; {max} at most"),
            Self::Heavy { max } => write!(f, "longer than {max} bytes"),
            Self::Options { n, min, max } => write!(f, "a poll has {min} to {max} options, not {n}"),
            Self::OptionEmpty { n } => write!(f, "option {n} is empty"),
            Self::OptionTwice { n, text } => write!(f, "option {n} stands there twice: {text}"),
            Self::Choices { n, min, max } => write!(f, "min {min} and max {max} do not fit {n} options"),
            Self::Steps { n, min, max } => write!(f, "a scale has {min} to {max} steps, not {n}"),
            Self::EndLabels => write!(f, "the first and the last step of a scale need a label"),
            Self::Far { max } => write!(f, "a number lies between -{max} and {max}"),
            Self::Range { max } => write!(f, "the highest number is 1 to {max} above the lowest"),
            Self::AcrossEmpty => write!(f, "both ends of the axis across need words"),
            Self::AcrossSame => write!(f, "the ends of the axis across are the same"),
            Self::UpEmpty => write!(f, "both ends of the axis up need words"),
            Self::UpSame => write!(f, "the ends of the axis up are the same"),
            Self::Statements { n, min, max } => write!(f, "a deck has {min} to {max} statements, not {n}"),
            Self::StatementEmpty { n } => write!(f, "statement {n} is empty"),
            Self::StatementTwice { n, text } => write!(f, "statement {n} stands there twice: {text}"),
            Self::Phrases { n, max } => write!(f, "a person gives 1 to {max} phrases, not {n}"),
            Self::Points { n, min, max } => write!(f, "there are {min} to {max} points to share, not {n}"),
            Self::OwnLanguage { language } => {
                write!(f, "a translation into {}, which is the language of the poll", language.tag())
            }
            Self::PromptEmpty { language } => write!(f, "the prompt in {} is empty", language.tag()),
            Self::Answers { language, n, of } => write!(f, "{n} answers in {}, not {of}", language.tag()),
            Self::AnswerEmpty { language, n } => {
                write!(f, "answer {n} in {} is empty, or should be", language.tag())
            }
            Self::AfterBeginning => write!(f, "after the planned beginning"),
            Self::NoSpeaker => write!(f, "no speaker of this session"),
            Self::LeansOnNothing => write!(f, "it leans on no question before it"),
            Self::DrawnFromNothing => write!(f, "a poll is drawn from a policy question of this room"),
            Self::Quotes { max } => write!(f, "more than {max} quotes"),
            Self::NotInText { text } => write!(f, "a quote does not stand in the text: {text}"),
            Self::OptionQuotes => write!(f, "one quote, or none, for each option"),
        }
    }
}

/// A length or a place as a sentence has it; what is longer than any limit of ours stays so.
pub fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// One of each.
#[cfg(test)]
pub fn samples() -> Vec<Fault> {
    let (n, min, max, of, language, text) = (7, 2, 5, 3, Language::Fr, "Tea".to_owned());
    vec![
        Fault::Empty,
        Fault::Long { n, max },
        Fault::Heavy { max },
        Fault::Options { n, min, max },
        Fault::OptionEmpty { n },
        Fault::OptionTwice { n, text: text.clone() },
        Fault::Choices { n, min, max },
        Fault::Steps { n, min, max },
        Fault::EndLabels,
        Fault::Far { max },
        Fault::Range { max },
        Fault::AcrossEmpty,
        Fault::AcrossSame,
        Fault::UpEmpty,
        Fault::UpSame,
        Fault::Statements { n, min, max },
        Fault::StatementEmpty { n },
        Fault::StatementTwice { n, text: text.clone() },
        Fault::Phrases { n, max },
        Fault::Points { n, min, max },
        Fault::OwnLanguage { language },
        Fault::PromptEmpty { language },
        Fault::Answers { language, n, of },
        Fault::AnswerEmpty { language, n },
        Fault::AfterBeginning,
        Fault::NoSpeaker,
        Fault::LeansOnNothing,
        Fault::DrawnFromNothing,
        Fault::Quotes { max },
        Fault::NotInText { text },
        Fault::OptionQuotes,
    ]
}
