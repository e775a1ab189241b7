//! A prompt with a kind and options, and where it comes from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::{PollId, QuestionId};
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

/// What an answer looks like. "I can't say" belongs to every kind and is not an option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// Exactly one of the options.
    Single {
        /// 2 to 12 of them.
        options: Vec<String>,
    },
    /// At least `min` and at most `max` of the options.
    Multiple {
        /// 2 to 12 of them.
        options: Vec<String>,
        /// At least 1.
        min: u8,
        /// At most the number of options.
        max: u8,
    },
    /// One step of a labelled scale, lowest first.
    Scale {
        /// 3 to 11 steps; the first and the last carry words, one between may be empty.
        labels: Vec<String>,
    },
    /// Gradient of agreement: support · can live with it · need more information · object.
    Gradient,
    /// Yes or no.
    YesNo,
}

/// The most options a poll has: more do not fit a phone without scrolling past the first.
pub const MAX_OPTIONS: usize = 12;
/// A scale has at least three steps, so that there is a middle or a doubt.
pub const MIN_STEPS: usize = 3;
/// A scale has at most eleven steps: 0 to 10.
pub const MAX_STEPS: usize = 11;
/// The four answers of a gradient of agreement, after Sam Kaner's scale, folded to four.
pub const GRADIENT_STEPS: usize = 4;

impl Kind {
    /// How many answers there are to choose among, "I can't say" not counted.
    pub fn answers(&self) -> usize {
        match self {
            Self::Single { options } | Self::Multiple { options, .. } => options.len(),
            Self::Scale { labels } => labels.len(),
            Self::Gradient => GRADIENT_STEPS,
            Self::YesNo => 2,
        }
    }

    /// The words that are the poll's own, in their order; none where every page knows the answers.
    pub fn words(&self) -> &[String] {
        match self {
            Self::Single { options } | Self::Multiple { options, .. } => options,
            Self::Scale { labels } => labels,
            Self::Gradient | Self::YesNo => &[],
        }
    }

    /// The same in other words, as many as [`Self::words`].
    #[must_use]
    pub fn in_words(&self, words: Vec<String>) -> Self {
        match self {
            Self::Single { .. } => Self::Single { options: words },
            Self::Multiple { min, max, .. } => Self::Multiple { options: words, min: *min, max: *max },
            Self::Scale { .. } => Self::Scale { labels: words },
            Self::Gradient | Self::YesNo => self.clone(),
        }
    }

    /// Whether the answers stand in an order, so that a median says something.
    pub fn is_ordered(&self) -> bool {
        matches!(self, Self::Scale { .. } | Self::Gradient)
    }

    /// Whether the kind can be asked at all, and if not, why, in words for whoever wrote it.
    pub fn check(&self) -> Result<(), String> {
        match self {
            Self::Single { options } => check_options(options),
            Self::Multiple { options, min, max } => {
                check_options(options)?;
                if *min == 0 || min > max || usize::from(*max) > options.len() {
                    return Err(format!("min {min} and max {max} do not fit {} options", options.len()));
                }
                Ok(())
            }
            Self::Scale { labels } => {
                if !(MIN_STEPS..=MAX_STEPS).contains(&labels.len()) {
                    return Err(format!("a scale has {MIN_STEPS} to {MAX_STEPS} steps, not {}", labels.len()));
                }
                let ends = [labels.first(), labels.last()];
                if ends.into_iter().flatten().any(|label| label.trim().is_empty()) {
                    return Err("the first and the last step of a scale need a label".to_owned());
                }
                Ok(())
            }
            Self::Gradient | Self::YesNo => Ok(()),
        }
    }
}

fn check_options(options: &[String]) -> Result<(), String> {
    if !(2..=MAX_OPTIONS).contains(&options.len()) {
        return Err(format!("a poll has 2 to {MAX_OPTIONS} options, not {}", options.len()));
    }
    for (at, option) in options.iter().enumerate() {
        if option.trim().is_empty() {
            return Err(format!("option {} is empty", at + 1));
        }
        if options[..at].contains(option) {
            return Err(format!("option {} stands there twice: {option}", at + 1));
        }
    }
    Ok(())
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
    /// One side's statement, attributed.
    Position {
        /// "privacy advocates, as summarised by the IWF".
        attributed_to: String,
        /// A factual claim that is contested: screens say *agreed*, never *is so*.
        contested: bool,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn options(n: usize) -> Vec<String> {
        (0..n).map(|i| format!("option {i}")).collect()
    }

    #[test]
    fn a_kind_says_why_it_cannot_be_asked() {
        assert!(Kind::Single { options: options(2) }.check().is_ok());
        assert!(Kind::Single { options: options(1) }.check().unwrap_err().contains("2 to 12"));
        assert!(Kind::Single { options: options(13) }.check().is_err());
        assert!(Kind::Single { options: vec!["a".into(), "a".into()] }.check().unwrap_err().contains("twice"));
        assert!(Kind::Multiple { options: options(3), min: 1, max: 2 }.check().is_ok());
        assert!(Kind::Multiple { options: options(3), min: 0, max: 2 }.check().is_err());
        assert!(Kind::Multiple { options: options(3), min: 3, max: 2 }.check().is_err());
        assert!(Kind::Multiple { options: options(3), min: 1, max: 4 }.check().is_err());
        assert!(Kind::Scale { labels: vec!["low".into(), String::new(), "high".into()] }.check().is_ok());
        assert!(Kind::Scale { labels: vec!["low".into(), "high".into()] }.check().is_err());
        assert!(Kind::Scale { labels: vec![String::new(), "b".into(), "c".into()] }.check().is_err());
    }
}
