//! Number: a whole number between two ends; a histogram, the median and the quartiles.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::fields::{Field, Label, Posted};
use super::sheet::{Cell, Compared, Sheet};
use super::{Choice, Found, Limits, Rules, Whim, said};
use crate::domain::ballot::Contributions;
use crate::domain::fault::Fault;
use crate::domain::refusal::Refusal;
use crate::domain::tally::Counts;

/// Which numbers are taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Numbers {
    /// The lowest.
    pub min: i32,
    /// The highest: above the lowest, by at most 10,000.
    pub max: i32,
    /// What it counts ("years", "%"); may be empty.
    #[serde(default)]
    pub unit: String,
}

/// What numbers were given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct NumberFound {
    /// Ballots that gave one: the n of these figures.
    pub said: u32,
    /// The histogram, lowest first: bins of one width over the whole range, empty ones included.
    pub bins: Vec<Bin>,
    /// The middle one; `null` if nobody gave a number.
    pub median: Option<f32>,
    /// A quarter of the numbers lie at or below it.
    pub lower: Option<f32>,
    /// A quarter of the numbers lie at or above it.
    pub upper: Option<f32>,
}

/// One bar of a histogram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Bin {
    /// The lowest number in it.
    pub from: i32,
    /// The highest number in it; the last bin may be narrower than the others.
    pub to: i32,
    /// How many gave one of these.
    pub count: u32,
}

/// The widest range: each number that is given is a counter of its own.
const WIDEST: i32 = 10_000;
/// The furthest from zero, so that a sum of two ends stays a number.
const FURTHEST: i32 = 1_000_000;
/// The most bars that read well on a phone, and in the columns of a table.
const BINS: i32 = 12;

impl Rules for Numbers {
    fn check(&self) -> Result<(), Fault> {
        let far = -FURTHEST..=FURTHEST;
        if !far.contains(&self.min) || !far.contains(&self.max) {
            return Err(Fault::Far { max: FURTHEST.unsigned_abs() });
        }
        if self.min >= self.max || self.max - self.min > WIDEST {
            return Err(Fault::Range { max: WIDEST.unsigned_abs() });
        }
        Ok(())
    }

    fn contributions(&self, choice: &Choice) -> Result<Contributions, Refusal> {
        let Choice::Value(value) = choice else { return Err(Refusal::WrongKind) };
        if !(self.min..=self.max).contains(value) {
            return Err(Refusal::OutOfRange { min: self.min, max: self.max });
        }
        Ok(Contributions::of_keys([value.to_string()]))
    }

    fn choice_of(&self, stored: &Contributions) -> Option<Choice> {
        stored.iter().next()?.0.parse().ok().map(Choice::Value)
    }

    fn found(&self, counts: &Counts, _: Limits<'_>) -> Found {
        let mut values: Vec<(i32, u32)> = (counts.keys.iter())
            .filter_map(|(key, count)| Some((key.parse().ok()?, u32::try_from(*count).unwrap_or(u32::MAX))))
            .collect();
        values.sort_unstable();
        let quantile = |quarters| quantile(&values, quarters);
        Found::Number(NumberFound {
            said: said(counts),
            bins: self.bins(&values),
            median: quantile(2),
            lower: quantile(1),
            upper: quantile(3),
        })
    }

    fn described(&self) -> Label {
        let key = if self.unit.is_empty() { "kind_number" } else { "kind_number_unit" };
        Label::of(key, &[("min", &self.min), ("max", &self.max), ("unit", &self.unit)])
    }

    fn fields(&self, standing: Option<&Choice>) -> Vec<Field> {
        let mine = if let Some(Choice::Value(mine)) = standing { mine.to_string() } else { String::new() };
        vec![Field::Number("value".to_owned(), self.described(), [self.min, self.max], mine)]
    }

    fn posted(&self, posted: Posted<'_>) -> Result<Choice, Refusal> {
        posted.number("value")?.map(Choice::Value).ok_or(Refusal::OutOfRange { min: self.min, max: self.max })
    }

    fn sheet(&self, found: &Found, n: u32) -> Sheet {
        let Found::Number(of) = found else { return Sheet::default() };
        let name = if self.unit.is_empty() { "numbers" } else { "answer" };
        let mut sheet = Sheet { counts_answers: true, ..Sheet::of(&[name, "count", "share"]) };
        for Bin { from, to, count } in &of.bins {
            let range = if from == to { from.to_string() } else { format!("{from}–{to}") };
            let label = if self.unit.is_empty() { range } else { format!("{range} {}", self.unit) };
            sheet.row(
                Label::Text(label),
                vec![Cell::Count(*count), Cell::Share(*count, n)],
                Some((*count as f32, n as f32)),
            );
        }
        if let (Some(median), Some(lower), Some(upper)) = (of.median, of.lower, of.upper) {
            let values: [(&str, &dyn std::fmt::Display); 4] =
                [("median", &median), ("lower", &lower), ("upper", &upper), ("n", &of.said)];
            sheet.notes.push(Label::of("quartiles_note", &values));
        }
        sheet
    }

    fn compared(&self, found: &Found, _: u32) -> Vec<Compared> {
        let Found::Number(of) = found else { return Vec::new() };
        [("lower_quartile", of.lower), ("median", of.median), ("upper_quartile", of.upper)]
            .map(|(key, value)| (Label::word(key), value.map_or(Cell::Nothing, |value| Cell::Figure(value, of.said))))
            .to_vec()
    }

    fn spoken(&self, _: &Found) -> Option<usize> {
        Some(1)
    }

    fn pick(&self, whim: &mut dyn Whim) -> Choice {
        // A tenth of the range that the crowd leans to, anywhere in it.
        let tenth = i32::try_from(whim.lean(10)).unwrap_or(0);
        let range = self.max - self.min;
        let (from, to) = (self.min + range * tenth / 10, self.min + range * (tenth + 1) / 10);
        Choice::Value(whim.even(from, to))
    }
}

impl Numbers {
    fn bins(&self, values: &[(i32, u32)]) -> Vec<Bin> {
        let width = (self.max - self.min + 1 + BINS - 1) / BINS;
        let starts = (self.min..=self.max).step_by(usize::try_from(width).unwrap_or(1));
        let bin = |from: i32| {
            let to = (from + width - 1).min(self.max);
            let count = values.iter().filter(|(value, _)| (from..=to).contains(value)).map(|(_, count)| count).sum();
            Bin { from, to, count }
        };
        starts.map(bin).collect()
    }
}

/// The quantile at so many quarters of sorted values with their counts: the value that so many quarters of all lie at or
/// below; where they end exactly between two values, the middle of these (definition 2 of Hyndman and Fan, *Sample
/// quantiles in statistical packages*, The American Statistician 50, 1996). The median is the usual one.
pub(super) fn quantile(values: &[(i32, u32)], quarters: u64) -> Option<f32> {
    let n: u64 = values.iter().map(|(_, count)| u64::from(*count)).sum();
    if n == 0 {
        return None;
    }
    let value_at = |rank: u64| {
        let mut below = 0;
        values.iter().find(|(_, count)| {
            below += u64::from(*count);
            below >= rank
        })
    };
    let (low, _) = value_at((n * quarters).div_ceil(4))?;
    let (high, _) = value_at(n * quarters / 4 + 1)?;
    Some((f64::from(low + high) / 2.0) as f32)
}
