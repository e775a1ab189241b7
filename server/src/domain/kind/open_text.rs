//! Open text: one answer in one's own words, read by all when a moderator approved it.

use super::{Choice, Found, Limits, Rules, phrases};
use crate::domain::ballot::Contributions;
use crate::domain::refusal::Refusal;
use crate::domain::tally::Counts;

/// The kind itself: it has nothing to say beside its prompt.
pub(super) struct OpenText;

/// Before the text in an answer's key.
pub(super) const SIGN: char = 't';

impl Rules for OpenText {
    fn check(&self) -> Result<(), String> {
        Ok(())
    }

    fn contributions(&self, choice: &Choice) -> Result<Contributions, Refusal> {
        let Choice::Text(text) = choice else { return Err(Refusal::WrongKind) };
        if phrases::fold(text).is_empty() {
            return Err(Refusal::BadText { field: "text".to_owned(), reason: "empty".to_owned() });
        }
        Ok(Contributions::of_keys([phrases::key_of(SIGN, text)]))
    }

    fn choice_of(&self, stored: &Contributions) -> Option<Choice> {
        phrases::text_of(SIGN, stored.iter().next()?.0).map(Choice::Text)
    }

    fn found(&self, counts: &Counts, limits: Limits<'_>) -> Found {
        Found::OpenText(phrases::found(counts, SIGN, limits))
    }

    fn breaks_down(&self) -> bool {
        false
    }
}
