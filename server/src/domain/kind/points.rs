//! Points: a number of points, all of them shared out among the options.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::fields::{Field, Label, Posted};
use super::sheet::{Cell, Compared, Sheet};
use super::{Choice, Found, Limits, Rules, Whim, check_options, mean, said, weight};
use crate::domain::ballot::Contributions;
use crate::domain::fault::Fault;
use crate::domain::refusal::Refusal;
use crate::domain::tally::Counts;

/// What there is to share, and among what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Points {
    /// 2 to 12 of them.
    pub options: Vec<String>,
    /// 2 to 1000; usually 100.
    pub total: u16,
}

/// What was shared out; every list is in the options' order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PointsFound {
    /// Ballots that shared points out: the n of the means.
    pub said: u32,
    /// Points given to each option, all ballots together.
    pub sums: Vec<u32>,
    /// The mean of each option over those ballots; they add up to the total.
    pub means: Vec<f32>,
}

/// The fewest points that can be shared.
const FEWEST: u16 = 2;
/// A thousand: finer than anybody weighs, and sums of a hall stay far below what a counter holds.
const MOST: u16 = 1_000;

impl Rules for Points {
    fn check(&self) -> Result<(), Fault> {
        check_options(&self.options)?;
        if !(FEWEST..=MOST).contains(&self.total) {
            return Err(Fault::Points { n: self.total.into(), min: FEWEST.into(), max: MOST.into() });
        }
        Ok(())
    }

    fn contributions(&self, choice: &Choice) -> Result<Contributions, Refusal> {
        let Choice::Points(points) = choice else { return Err(Refusal::WrongKind) };
        if points.len() != self.options.len() {
            return Err(Refusal::UnknownOption);
        }
        let given = points.iter().copied().map(u32::from).sum();
        if given != u32::from(self.total) {
            return Err(Refusal::WrongTotal { total: self.total, given });
        }
        let keys: Vec<(String, u32)> = (points.iter().enumerate())
            .filter(|(_, points)| **points > 0)
            .map(|(at, points)| (at.to_string(), u32::from(*points)))
            .collect();
        Ok(Contributions::of(keys.iter().map(|(key, weight)| (key.as_str(), *weight))))
    }

    fn choice_of(&self, stored: &Contributions) -> Option<Choice> {
        let mut points = vec![0; self.options.len()];
        for (key, weight) in stored.iter() {
            *points.get_mut(key.parse::<usize>().ok()?)? = u16::try_from(weight).ok()?;
        }
        Some(Choice::Points(points))
    }

    fn found(&self, counts: &Counts, _: Limits<'_>) -> Found {
        let said = said(counts);
        let sums: Vec<u32> = (0..self.options.len()).map(|at| weight(counts, &at.to_string())).collect();
        let means = sums.iter().map(|sum| mean(u64::from(*sum), said)).collect();
        Found::Points(PointsFound { said, sums, means })
    }

    fn described(&self) -> Label {
        Label::of("kind_points", &[("total", &self.total), ("options", &self.options.len())])
    }

    fn fields(&self, standing: Option<&Choice>) -> Vec<Field> {
        let given: &[u16] = if let Some(Choice::Points(given)) = standing { given } else { &[] };
        let mut fields = vec![Field::Hint(Label::of("share_hint", &[("total", &self.total)]))];
        fields.extend(self.options.iter().enumerate().map(|(at, option)| {
            let mine = given.get(at).map_or_else(String::new, u16::to_string);
            Field::Number(format!("points-{at}"), Label::text(option), [0, i32::from(self.total)], mine)
        }));
        fields
    }

    fn posted(&self, posted: Posted<'_>) -> Result<Choice, Refusal> {
        let given = |at: usize| posted.number(&format!("points-{at}")).map(|points| points.unwrap_or(0));
        (0..self.options.len()).map(given).collect::<Result<_, _>>().map(Choice::Points)
    }

    fn sheet(&self, found: &Found, _: u32) -> Sheet {
        let Found::Points(of) = found else { return Sheet::default() };
        let mut sheet = Sheet::of(&["answer", "mean_points", "all_points"]);
        for (at, option) in self.options.iter().enumerate() {
            let cells = vec![Cell::Figure(of.means[at], of.said), Cell::Count(of.sums[at])];
            sheet.row(Label::text(option), cells, Some((of.means[at], f32::from(self.total))));
        }
        sheet.notes.push(Label::of("points_note", &[("total", &self.total), ("n", &of.said)]));
        sheet
    }

    fn compared(&self, found: &Found, _: u32) -> Vec<Compared> {
        let Found::Points(of) = found else { return Vec::new() };
        let line = |(option, mean): (&String, &f32)| (Label::text(option), Cell::Figure(*mean, of.said));
        self.options.iter().zip(&of.means).map(line).collect()
    }

    fn spoken(&self, before: &Found) -> Option<usize> {
        let Found::Points(of) = before else { return None };
        let most = of.sums.iter().copied().max().filter(|most| *most > 0)?;
        of.sums.iter().position(|sum| *sum == most)
    }

    fn pick(&self, whim: &mut dyn Whim) -> Choice {
        let mut points = vec![0_u16; self.options.len()];
        let mut left = self.total;
        while left > 0 {
            // In handfuls, as thumbs do.
            let handful = left.min(self.total.div_ceil(10));
            points[whim.lean(self.options.len())] += handful;
            left -= handful;
        }
        Choice::Points(points)
    }
}
