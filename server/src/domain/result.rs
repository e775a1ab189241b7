//! What people read, computed from the counts of a run.

use super::ballot::CANT_SAY;
use super::kind::{Found, Kind, Limits};
use super::tally::Counts;

/// Below so many ballots phones and screens show only "too few to say".
pub const FEW: u32 = 5;

/// The totals of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Totals {
    /// Ballots, "I can't say" included.
    pub n: u32,
    /// "I can't say".
    pub cant_say: u32,
    /// What the others say.
    pub found: Found,
}

impl Totals {
    /// Of these counts, read as a run of `kind`.
    pub fn of(kind: &Kind, counts: &Counts, limits: Limits<'_>) -> Self {
        let cant_say = u32::try_from(counts.of(CANT_SAY)).unwrap_or(u32::MAX);
        Self { n: counts.ballots, cant_say, found: kind.found(counts, limits) }
    }
}

/// `n` as a sensitive run may show it while it is open: the multiple of `k` below it.
pub fn in_steps(n: u32, k: u32) -> u32 {
    n / k.max(1) * k.max(1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::ballot::contributions;
    use crate::domain::kind::Choice;
    use crate::domain::person::Segment;
    use crate::domain::tally::Tally;

    fn limits(k: u32) -> Limits<'static> {
        static NONE: BTreeSet<String> = BTreeSet::new();
        Limits { k, approved: &NONE }
    }

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
            Totals::of(&kind, &tally(&kind, &ballots).total(), limits(5)).found.median()
        };
        assert_eq!(of(&[], 3), None);
        assert_eq!(of(&[4], 9), Some(4.0));
        assert_eq!(of(&[0, 4], 0), Some(2.0));
        assert_eq!(of(&[0, 1], 0), Some(0.5));
        assert_eq!(of(&[0, 1, 1, 4], 1), Some(1.0));
        assert_eq!(of(&[2, 3, 3, 4, 4], 0), Some(3.0));
    }
}
