//! Words: up to so many short phrases of one's own; spellings that differ in case or width alone count as one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::fields::{Field, Label, Posted};
use super::sheet::{Compared, Sheet};
use super::{Choice, Found, Limits, Rules, Whim, phrases};
use crate::domain::ballot::Contributions;
use crate::domain::fault::Fault;
use crate::domain::refusal::Refusal;
use crate::domain::tally::Counts;

/// How many phrases somebody may give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Words {
    /// 1 to 5.
    pub most: u8,
}

/// Five: each is a key of the ballot, and more is not read.
pub const MOST: u8 = 5;
/// The length of a phrase, in what people count as letters: "end-to-end encryption by default" fits.
pub const PHRASE_GRAPHEMES: usize = 40;
/// Before the text in a phrase's key.
pub const SIGN: char = 'w';

impl Rules for Words {
    fn check(&self) -> Result<(), Fault> {
        if !(1..=MOST).contains(&self.most) {
            return Err(Fault::Phrases { n: self.most.into(), max: MOST.into() });
        }
        Ok(())
    }

    fn contributions(&self, choice: &Choice) -> Result<Contributions, Refusal> {
        let Choice::Words(words) = choice else { return Err(Refusal::WrongKind) };
        if words.is_empty() || words.len() > usize::from(self.most) {
            return Err(Refusal::WrongCount { min: 1, max: self.most });
        }
        let mut folded: Vec<String> = words.iter().map(|word| phrases::fold(word)).collect();
        folded.sort_unstable();
        if folded.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Refusal::ChosenTwice);
        }
        if folded[0].is_empty() {
            return Err(Refusal::BadText { field: "words".to_owned(), why: Fault::Empty });
        }
        let mut keys: Vec<String> = words.iter().map(|word| phrases::key_of(SIGN, word)).collect();
        keys.sort_unstable();
        Ok(Contributions::of_keys(keys))
    }

    fn choice_of(&self, stored: &Contributions) -> Option<Choice> {
        stored.iter().map(|(key, _)| phrases::text_of(SIGN, key)).collect::<Option<_>>().map(Choice::Words)
    }

    fn found(&self, counts: &Counts, limits: Limits<'_>) -> Found {
        Found::Words(phrases::found(counts, SIGN, limits))
    }

    fn breaks_down(&self) -> bool {
        false
    }

    fn described(&self) -> Label {
        if self.most == 1 { Label::word("kind_word") } else { Label::of("kind_words", &[("most", &self.most)]) }
    }

    fn fields(&self, standing: Option<&Choice>) -> Vec<Field> {
        let mine: &[String] = if let Some(Choice::Words(mine)) = standing { mine } else { &[] };
        let mut fields = vec![Field::Hint(Label::word("held_hint"))];
        fields.extend((0..usize::from(self.most)).map(|at| {
            let label = Label::of("phrase_number", &[("number", &(at + 1))]);
            Field::Line("word", label, mine.get(at).cloned().unwrap_or_default())
        }));
        fields
    }

    fn posted(&self, posted: Posted<'_>) -> Result<Choice, Refusal> {
        Ok(Choice::Words(posted.all("word").map(str::to_owned).collect()))
    }

    fn sheet(&self, found: &Found, _: u32) -> Sheet {
        let Found::Words(of) = found else { return Sheet::default() };
        of.sheet("phrase")
    }

    fn compared(&self, _: &Found, _: u32) -> Vec<Compared> {
        Vec::new()
    }

    fn spoken(&self, _: &Found) -> Option<usize> {
        None
    }

    fn pick(&self, whim: &mut dyn Whim) -> Choice {
        let wanted = usize::try_from(whim.even(1, i32::from(self.most))).unwrap_or(1);
        let mut words: Vec<&str> = Vec::new();
        while words.len() < wanted {
            let word = PRETEND[whim.lean(PRETEND.len())];
            if !words.iter().any(|other| phrases::fold(other) == phrases::fold(word)) {
                words.push(word);
            }
        }
        Choice::Words(words.into_iter().map(str::to_owned).collect())
    }
}

/// What pretend phones write: several scripts, and some spellings of one phrase.
const PRETEND: [&str; 12] = [
    "privacy",
    "Privacy",
    "trust",
    "child safety",
    "隐私",
    "الثقة",
    "ความปลอดภัย",
    "transparency",
    "TRUST",
    "confiance",
    "accountability",
    "openness",
];
