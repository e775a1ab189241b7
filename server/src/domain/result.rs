//! What people read, computed from the counts of a run: totals and a median.

use super::ballot::CANT_SAY;
use super::poll::Kind;
use super::tally::Counts;

/// Below so many ballots phones and screens show only "too few to say".
pub const FEW: u32 = 5;

/// The totals of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Ballots, "I can't say" included.
    pub n: u32,
    /// "I can't say".
    pub cant_say: u32,
    /// For every option, step or answer of the kind, how many ballots chose it.
    pub counts: Vec<u32>,
}

impl Totals {
    /// Of these counts, read as a run of `kind`.
    pub fn of(kind: &Kind, counts: &Counts) -> Self {
        let weight = |key: &str| u32::try_from(counts.of(key)).unwrap_or(u32::MAX);
        Self {
            n: counts.ballots,
            cant_say: weight(CANT_SAY),
            counts: (0..kind.answers()).map(|at| weight(&at.to_string())).collect(),
        }
    }

    /// Ballots that said something: the n of a median.
    pub fn said(&self) -> u32 {
        self.n.saturating_sub(self.cant_say)
    }

    /// For an ordered kind the median step from 0, of those who said something; between two steps, the half.
    pub fn median(&self, kind: &Kind) -> Option<f32> {
        let said = self.said();
        if !kind.is_ordered() || said == 0 {
            return None;
        }
        let step_of = |rank: u32| {
            let mut below = 0;
            self.counts.iter().position(|count| {
                below += count;
                below >= rank
            })
        };
        let (low, high) = (step_of(said.div_ceil(2))?, step_of(said / 2 + 1)?);
        Some((low + high) as f32 / 2.0)
    }
}

/// `n` as a sensitive run may show it while it is open: the multiple of `k` below it.
pub fn in_steps(n: u32, k: u32) -> u32 {
    n / k.max(1) * k.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ballot::{Choice, contributions};
    use crate::domain::person::Segment;
    use crate::domain::tally::Tally;

    fn scale(steps: usize) -> Kind {
        Kind::Scale { labels: (0..steps).map(|i| format!("s{i}")).collect() }
    }

    fn tally(kind: &Kind, ballots: &[Choice]) -> Tally {
        let mut tally = Tally::default();
        for choice in ballots {
            tally.count(Segment::default(), &contributions(kind, choice).unwrap());
        }
        tally
    }

    #[test]
    fn the_median_leaves_out_those_who_cannot_say() {
        let kind = scale(5);
        let of = |steps: &[u8], cant_say: usize| {
            let mut ballots: Vec<_> = steps.iter().map(|step| Choice::One(*step)).collect();
            ballots.extend(std::iter::repeat_n(Choice::CantSay, cant_say));
            Totals::of(&kind, &tally(&kind, &ballots).total()).median(&kind)
        };
        assert_eq!(of(&[], 3), None);
        assert_eq!(of(&[4], 9), Some(4.0));
        assert_eq!(of(&[0, 4], 0), Some(2.0));
        assert_eq!(of(&[0, 1], 0), Some(0.5));
        assert_eq!(of(&[0, 1, 1, 4], 1), Some(1.0));
        assert_eq!(of(&[2, 3, 3, 4, 4], 0), Some(3.0));
    }
}
