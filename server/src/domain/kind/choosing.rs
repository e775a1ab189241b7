//! Kinds whose answers stand in a list and are counted one by one: single, multiple, scale, gradient, yes or no.

use super::{Choice, Found, Kind, Limits, MAX_STEPS, MIN_STEPS, Rules, check_options, weight};
use crate::domain::ballot::Contributions;
use crate::domain::refusal::Refusal;
use crate::domain::tally::Counts;

/// One of these kinds.
pub(super) struct Choosing<'a>(pub(super) &'a Kind);

impl Rules for Choosing<'_> {
    fn check(&self) -> Result<(), String> {
        match self.0 {
            Kind::Single { options } => check_options(options),
            Kind::Multiple { options, min, max } => {
                check_options(options)?;
                if *min == 0 || min > max || usize::from(*max) > options.len() {
                    return Err(format!("min {min} and max {max} do not fit {} options", options.len()));
                }
                Ok(())
            }
            Kind::Scale { labels } => {
                if !(MIN_STEPS..=MAX_STEPS).contains(&labels.len()) {
                    return Err(format!("a scale has {MIN_STEPS} to {MAX_STEPS} steps, not {}", labels.len()));
                }
                let ends = [labels.first(), labels.last()];
                if ends.into_iter().flatten().any(|label| label.trim().is_empty()) {
                    return Err("the first and the last step of a scale need a label".to_owned());
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn contributions(&self, choice: &Choice) -> Result<Contributions, Refusal> {
        match (self.0, choice) {
            (Kind::Multiple { options, min, max }, Choice::Many(chosen)) => {
                let mut chosen = chosen.clone();
                chosen.sort_unstable();
                if chosen.windows(2).any(|pair| pair[0] == pair[1]) {
                    return Err(Refusal::ChosenTwice);
                }
                if chosen.last().is_some_and(|last| usize::from(*last) >= options.len()) {
                    return Err(Refusal::UnknownOption);
                }
                if chosen.len() < usize::from(*min) || chosen.len() > usize::from(*max) {
                    return Err(Refusal::WrongCount { min: *min, max: *max });
                }
                Ok(Contributions::of_keys(chosen.iter().map(u8::to_string)))
            }
            (Kind::Multiple { .. }, _) => Err(Refusal::WrongKind),
            (kind, Choice::One(at)) if usize::from(*at) >= kind.answers() => Err(Refusal::UnknownOption),
            (_, Choice::One(at)) => Ok(Contributions::of_keys([at.to_string()])),
            _ => Err(Refusal::WrongKind),
        }
    }

    fn choice_of(&self, stored: &Contributions) -> Option<Choice> {
        let mut answers = stored.iter().map(|(key, _)| key.parse::<u8>().ok());
        if !matches!(self.0, Kind::Multiple { .. }) {
            return answers.next()?.map(Choice::One);
        }
        answers.collect::<Option<Vec<u8>>>().map(|mut chosen| {
            chosen.sort_unstable();
            Choice::Many(chosen)
        })
    }

    fn found(&self, counts: &Counts, _: Limits<'_>) -> Found {
        let each: Vec<u32> = (0..self.0.answers()).map(|at| weight(counts, &at.to_string())).collect();
        let median = if self.0.is_ordered() { median(&each) } else { None };
        Found::Counts { counts: each, median }
    }
}

/// The median step from 0, of those who chose one; between two steps, the half.
fn median(counts: &[u32]) -> Option<f32> {
    let said: u32 = counts.iter().sum();
    if said == 0 {
        return None;
    }
    let step_of = |rank: u32| {
        let mut below = 0;
        counts.iter().position(|count| {
            below += count;
            below >= rank
        })
    };
    let (low, high) = (step_of(said.div_ceil(2))?, step_of(said / 2 + 1)?);
    Some((low + high) as f32 / 2.0)
}
