//! Open text: one answer in one's own words, read by all when a moderator approved it.

use super::fields::{Field, Label, Posted};
use super::sheet::{Compared, Sheet};
use super::{Choice, Found, Limits, Rules, Whim, phrases};
use crate::domain::ballot::Contributions;
use crate::domain::fault::Fault;
use crate::domain::refusal::Refusal;
use crate::domain::tally::Counts;

/// The kind itself: it has nothing to say beside its prompt.
pub(super) struct OpenText;

/// Before the text in an answer's key.
pub(super) const SIGN: char = 't';

impl Rules for OpenText {
    fn check(&self) -> Result<(), Fault> {
        Ok(())
    }

    fn contributions(&self, choice: &Choice) -> Result<Contributions, Refusal> {
        let Choice::Text(text) = choice else { return Err(Refusal::WrongKind) };
        if phrases::fold(text).is_empty() {
            return Err(Refusal::BadText { field: "text".to_owned(), why: Fault::Empty });
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

    fn described(&self) -> Label {
        Label::word("kind_open_text")
    }

    fn fields(&self, standing: Option<&Choice>) -> Vec<Field> {
        let mine = if let Some(Choice::Text(mine)) = standing { mine.clone() } else { String::new() };
        let label = Label::word("your_answer");
        vec![Field::Hint(Label::word("held_hint")), Field::Lines("text", label, mine)]
    }

    fn posted(&self, posted: Posted<'_>) -> Result<Choice, Refusal> {
        Ok(Choice::Text(posted.one("text").unwrap_or_default().to_owned()))
    }

    fn sheet(&self, found: &Found, _: u32) -> Sheet {
        let Found::OpenText(of) = found else { return Sheet::default() };
        of.sheet("answer")
    }

    fn compared(&self, _: &Found, _: u32) -> Vec<Compared> {
        Vec::new()
    }

    fn spoken(&self, _: &Found) -> Option<usize> {
        None
    }

    fn pick(&self, whim: &mut dyn Whim) -> Choice {
        let what = PRETEND[whim.lean(PRETEND.len())];
        Choice::Text(format!("{what} ({})", whim.even(1, 99)))
    }
}

/// What pretend phones write, with a number behind it: hardly two people write the same.
const PRETEND: [&str; 4] = [
    "Say who decides, and who checks.",
    "比较不同国家的做法。",
    "ابدأوا بما نتفق عليه.",
    "Publish what was tried and what it cost.",
];
