//! Kinds whose answers stand in a list and are counted one by one: single, multiple, scale, gradient, yes or no.

use super::fields::{self, Field, Label, Pick, Posted};
use super::sheet::{Cell, Compared, Sheet};
use super::{Choice, Found, Kind, Limits, MAX_STEPS, MIN_STEPS, Rules, Whim, check_options, weight};
use crate::domain::ballot::Contributions;
use crate::domain::fault::{Fault, count};
use crate::domain::refusal::Refusal;
use crate::domain::tally::Counts;

/// One of these kinds.
pub(super) struct Choosing<'a>(pub(super) &'a Kind);

impl Rules for Choosing<'_> {
    fn check(&self) -> Result<(), Fault> {
        match self.0 {
            Kind::Single { options } => check_options(options),
            Kind::Multiple { options, min, max } => {
                check_options(options)?;
                if *min == 0 || min > max || usize::from(*max) > options.len() {
                    return Err(Fault::Choices { n: count(options.len()), min: (*min).into(), max: (*max).into() });
                }
                Ok(())
            }
            Kind::Scale { labels } => {
                if !(MIN_STEPS..=MAX_STEPS).contains(&labels.len()) {
                    return Err(Fault::Steps { n: count(labels.len()), min: count(MIN_STEPS), max: count(MAX_STEPS) });
                }
                let ends = [labels.first(), labels.last()];
                if ends.into_iter().flatten().any(|label| label.trim().is_empty()) {
                    return Err(Fault::EndLabels);
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

    fn described(&self) -> Label {
        let options = self.0.answers();
        match self.0 {
            Kind::Multiple { min, max, .. } => {
                Label::of("kind_multiple", &[("min", min), ("max", max), ("options", &options)])
            }
            Kind::Scale { .. } => Label::of("kind_scale", &[("options", &options)]),
            Kind::Gradient => Label::word("kind_gradient"),
            Kind::YesNo => Label::word("kind_yes_no"),
            _ => Label::of("kind_single", &[("options", &options)]),
        }
    }

    fn fields(&self, standing: Option<&Choice>) -> Vec<Field> {
        let picked = |at: usize| match standing {
            Some(Choice::One(one)) => usize::from(*one) == at,
            Some(Choice::Many(many)) => many.iter().any(|one| usize::from(*one) == at),
            _ => false,
        };
        let picks = self.answers().into_iter().enumerate().map(|(at, answer)| Pick::of(&at, answer, picked(at)));
        match self.0 {
            Kind::Multiple { min, max, .. } => vec![
                Field::Hint(Label::of("choose_between", &[("min", min), ("max", max)])),
                Field::Boxes("choice", picks.collect()),
            ],
            _ => vec![Field::Buttons("choice", picks.collect())],
        }
    }

    fn posted(&self, posted: Posted<'_>) -> Result<Choice, Refusal> {
        match self.0 {
            Kind::Multiple { .. } => posted.places("choice").map(Choice::Many),
            _ => fields::one_of(posted),
        }
    }

    fn sheet(&self, found: &Found, n: u32) -> Sheet {
        let mut sheet = Sheet { counts_answers: true, ..Sheet::of(&["answer", "count", "share"]) };
        for (answer, count) in self.answers().into_iter().zip(found.counts()) {
            sheet.row(answer, vec![Cell::Count(*count), Cell::Share(*count, n)], Some((*count as f32, n as f32)));
        }
        sheet
    }

    fn compared(&self, found: &Found, n: u32) -> Vec<Compared> {
        let answers = self.answers().into_iter().zip(found.counts());
        let mut lines: Vec<Compared> = answers.map(|(answer, count)| (answer, Cell::Share(*count, n))).collect();
        if self.0.is_ordered() {
            let said = found.counts().iter().sum();
            lines.push((Label::word("middle_answer"), self.middle(found.median(), said)));
        }
        lines
    }

    fn spoken(&self, before: &Found) -> Option<usize> {
        let counts = before.counts();
        match self.0 {
            // Support, and yes.
            Kind::Gradient | Kind::YesNo => Some(0),
            Kind::Scale { labels } => Some(labels.len()),
            // What the most chose the first time.
            _ => counts
                .iter()
                .copied()
                .max()
                .filter(|most| *most > 0)
                .and_then(|most| counts.iter().position(|count| *count == most)),
        }
    }

    fn pick(&self, whim: &mut dyn Whim) -> Choice {
        let answers = self.0.answers();
        let Kind::Multiple { min, max, .. } = self.0 else { return Choice::One(whim.lean(answers) as u8) };
        let wanted = whim.even(i32::from(*min), i32::from(*max));
        let mut chosen: Vec<u8> = Vec::new();
        while chosen.len() < usize::try_from(wanted).unwrap_or(1) {
            let one = whim.lean(answers) as u8;
            if !chosen.contains(&one) {
                chosen.push(one);
            }
        }
        Choice::Many(chosen)
    }
}

impl Choosing<'_> {
    /// The answers in order, in words; a step without words of its own is its number.
    pub(super) fn answers(&self) -> Vec<Label> {
        match self.0 {
            Kind::Single { options } | Kind::Multiple { options, .. } => {
                options.iter().map(|option| Label::text(option)).collect()
            }
            Kind::Scale { labels } => {
                let named = |(at, label): (usize, &String)| {
                    if label.trim().is_empty() { Label::Text((at + 1).to_string()) } else { Label::text(label) }
                };
                labels.iter().enumerate().map(named).collect()
            }
            Kind::Gradient => {
                ["gradient_support", "gradient_live", "gradient_info", "gradient_object"].map(Label::word).to_vec()
            }
            _ => ["yes", "no"].map(Label::word).to_vec(),
        }
    }

    fn middle(&self, median: Option<f32>, said: u32) -> Cell {
        let Some(median) = median else { return Cell::Nothing };
        let answers = self.answers();
        let name = |at: f32| answers.get(at as usize).cloned().unwrap_or_else(|| Label::text(""));
        let (low, high) = (name(median.floor()), name(median.ceil()));
        Cell::Middle(Box::new([low, high]), said)
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
