//! One voter's wish in one run: from what was tapped to what it adds to the tally, and back.

use super::kind::{Choice, Kind};
use super::refusal::Refusal;

/// The key under which "I can't say" is counted.
pub const CANT_SAY: &str = "?";

/// What a ballot adds to the tally, in the one canonical form that both stores keep: `key` or `key:weight`, joined by
/// commas, keys ascending. A key has none of `,` `:` `|`; a weight of 1 is not written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Contributions(Box<str>);

impl Contributions {
    /// From keys and weights in canonical order.
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let mut text = String::new();
        for (key, weight) in pairs {
            debug_assert!(!key.is_empty() && !key.contains([',', ':', '|']), "a key is plain");
            if !text.is_empty() {
                text.push(',');
            }
            text.push_str(key);
            if weight != 1 {
                text.push(':');
                text.push_str(&weight.to_string());
            }
        }
        Self(text.into_boxed_str())
    }

    /// From keys of weight 1, in canonical order.
    pub fn of_keys(keys: impl IntoIterator<Item = String>) -> Self {
        let mut text = String::new();
        for key in keys {
            debug_assert!(!key.is_empty() && !key.contains([',', ':', '|']), "a key is plain");
            if !text.is_empty() {
                text.push(',');
            }
            text.push_str(&key);
        }
        Self(text.into_boxed_str())
    }

    /// What a store read back; it wrote it from [`Self::as_str`].
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Each key with its weight.
    pub fn iter(&self) -> impl Iterator<Item = (&str, i64)> {
        self.0.split(',').filter(|part| !part.is_empty()).map(|part| match part.split_once(':') {
            Some((key, weight)) => (key, weight.parse().expect("a store returns what it was given")),
            None => (part, 1),
        })
    }
}

/// What `choice` adds to a run of this `kind`, or why it is no ballot there.
pub fn contributions(kind: &Kind, choice: &Choice) -> Result<Contributions, Refusal> {
    if *choice == Choice::CantSay {
        return Ok(Contributions(CANT_SAY.into()));
    }
    kind.contributions(choice)
}

/// The choice that a stored ballot of this `kind` stands for: the inverse of [`contributions`].
pub fn choice_of(kind: &Kind, stored: &Contributions) -> Option<Choice> {
    if stored.as_str() == CANT_SAY {
        return Some(Choice::CantSay);
    }
    kind.choice_of(stored)
}
