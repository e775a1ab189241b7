//! Points: a number of points, all of them shared out among the options.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Choice, Found, Limits, Rules, check_options, mean, said, weight};
use crate::domain::ballot::Contributions;
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
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
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
    fn check(&self) -> Result<(), String> {
        check_options(&self.options)?;
        if !(FEWEST..=MOST).contains(&self.total) {
            return Err(format!("there are {FEWEST} to {MOST} points to share, not {}", self.total));
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
}
