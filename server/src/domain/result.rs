//! What people read, computed from a tally: totals, and breakdowns that give nobody away.

use super::ballot::CANT_SAY;
use super::kind::{Found, Kind, Limits};
use super::person::Mode;
use super::tally::{Counts, Tally};

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

/// The figures of one mode, or of several that were merged.
#[derive(Debug, Clone, PartialEq)]
pub struct ModeTotals {
    /// Which.
    pub modes: Vec<Mode>,
    /// Their figures.
    pub totals: Totals,
}

/// The breakdown by mode that may be published: every group has at least `k` ballots, smaller ones are merged into
/// "others", and "others" takes in the smallest group beside it until it reaches `k` too. With fewer than two groups
/// left there is no breakdown. Totals and breakdown together give no group under `k` away, because the groups add up to
/// the total and each is at least `k`.
pub fn by_mode(kind: &Kind, tally: &Tally, limits: Limits<'_>) -> Vec<ModeTotals> {
    let k = limits.k;
    if !kind.breaks_down() {
        return Vec::new();
    }
    let mut groups: Vec<(Vec<Mode>, Counts)> = [Mode::Room, Mode::Online, Mode::Unstated]
        .into_iter()
        .map(|mode| (vec![mode], tally.of_mode(mode)))
        .filter(|(_, counts)| counts.ballots > 0)
        .collect();
    while groups.len() > 1 && groups.iter().any(|(_, counts)| counts.ballots < k) {
        // The two smallest become one: merging, not suppressing, so that the sum stays the total.
        groups.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.ballots));
        let (mut modes, counts) = groups.pop().expect("two at least");
        let others = groups.last_mut().expect("one at least");
        others.0.append(&mut modes);
        others.1.add(&counts);
    }
    if groups.len() < 2 {
        return Vec::new();
    }
    groups.sort_by_key(|(modes, _)| (modes.len(), modes.first().map(|mode| *mode == Mode::Unstated), modes.clone()));
    groups.into_iter().map(|(modes, counts)| ModeTotals { modes, totals: Totals::of(kind, &counts, limits) }).collect()
}

/// `n` as a sensitive run may show it while it is open: the multiple of `k` below it.
pub fn in_steps(n: u32, k: u32) -> u32 {
    n / k.max(1) * k.max(1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::ballot::contributions;
    use crate::domain::kind::Choice;
    use crate::domain::person::{Group, Segment};

    fn limits(k: u32) -> Limits<'static> {
        static NONE: BTreeSet<String> = BTreeSet::new();
        Limits { k, approved: &NONE }
    }

    fn scale(steps: usize) -> Kind {
        Kind::Scale { labels: (0..steps).map(|i| format!("s{i}")).collect() }
    }

    fn tally(kind: &Kind, ballots: &[(Mode, Choice)]) -> Tally {
        let mut tally = Tally::default();
        for (mode, choice) in ballots {
            tally.count(Segment { mode: *mode, group: Group::Unstated }, &contributions(kind, choice).unwrap());
        }
        tally
    }

    #[test]
    fn the_median_leaves_out_those_who_cannot_say() {
        let kind = scale(5);
        let of = |steps: &[u8], cant_say: usize| {
            let mut ballots: Vec<_> = steps.iter().map(|step| (Mode::Room, Choice::One(*step))).collect();
            ballots.extend(std::iter::repeat_n((Mode::Room, Choice::CantSay), cant_say));
            Totals::of(&kind, &tally(&kind, &ballots).total(), limits(5)).found.median()
        };
        assert_eq!(of(&[], 3), None);
        assert_eq!(of(&[4], 9), Some(4.0));
        assert_eq!(of(&[0, 4], 0), Some(2.0));
        assert_eq!(of(&[0, 1], 0), Some(0.5));
        assert_eq!(of(&[0, 1, 1, 4], 1), Some(1.0));
        assert_eq!(of(&[2, 3, 3, 4, 4], 0), Some(3.0));
    }

    proptest! {
        #[test]
        fn no_group_under_k_is_ever_given_away(
            ballots in prop::collection::vec((0_usize..3, 0_u8..5), 0..60), k in 1_u32..9,
        ) {
            let kind = scale(5);
            let ballots: Vec<_> = ballots.into_iter().map(|(m, step)| (Mode::ALL[m], Choice::One(step))).collect();
            let tally = tally(&kind, &ballots);
            let groups = by_mode(&kind, &tally, limits(k));
            prop_assert!(groups.len() != 1);
            if !groups.is_empty() {
                prop_assert!(groups.iter().all(|group| group.totals.n >= k));
                let total = Totals::of(&kind, &tally.total(), limits(k));
                prop_assert_eq!(groups.iter().map(|group| group.totals.n).sum::<u32>(), total.n);
                for step in 0..5 {
                    prop_assert_eq!(groups.iter().map(|g| g.totals.found.counts()[step]).sum::<u32>(), total.found.counts()[step]);
                }
            }
        }
    }
}
