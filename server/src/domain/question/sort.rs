//! The orders of a question list: pure functions of upvotes by mode and of time.
//!
//! A phone upvotes or does not; it never votes against. So a question's *share* is what it got of the upvotes that the room
//! gave since the question was there to be upvoted; that corrects for late questions, which a plain count never forgives.

use serde::{Deserialize, Serialize};

use crate::domain::id::QuestionId;
use crate::domain::moment::Moment;
use crate::domain::person::Mode;

/// How the list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Most upvotes first.
    #[default]
    Supported,
    /// Newest first.
    Recent,
    /// The most supported asked in the room and online, by turns.
    Fair,
    /// By what is certain of its share: the lower end of Wilson's 95 % interval.
    Wilson,
    /// Where room and online differ most: the z of the difference of their shares.
    Controversial,
    /// What both sides support: the lower of their two Wilson bounds. From [`BRIDGING_FROM`] people who upvoted.
    Bridging,
}

/// *Bridging* says something from so many people who upvoted; below it the order is *supported*.
pub const BRIDGING_FROM: u32 = 50;

/// What an order rests on, of one question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Which.
    pub question: QuestionId,
    /// How its author took part.
    pub mode: Mode,
    /// When it was approved.
    pub at: Moment,
    /// Its upvotes by mode of those who gave them: room, online, not stated.
    pub upvotes: [u32; 3],
    /// The upvotes the room gave to any question since this one was approved, by mode.
    pub since: [u32; 3],
}

impl Standing {
    fn sum(&self) -> u32 {
        self.upvotes.iter().sum()
    }

    fn wilson(&self) -> f64 {
        wilson_lower(self.sum(), self.since.iter().sum())
    }

    fn bridging(&self) -> f64 {
        let of = |at: usize| wilson_lower(self.upvotes[at], self.since[at]);
        of(0).min(of(1))
    }

    /// Two-proportion z test with a pooled share: |p₁ − p₂| / √(p(1−p)(1/n₁ + 1/n₂)).
    fn controversy(&self) -> f64 {
        let [n1, n2] = [self.since[0], self.since[1]].map(f64::from);
        if n1 == 0.0 || n2 == 0.0 {
            return 0.0;
        }
        let [x1, x2] = [self.upvotes[0], self.upvotes[1]].map(f64::from);
        let pooled = (x1 + x2) / (n1 + n2);
        let spread = (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2)).sqrt();
        if spread > 0.0 { (x1 / n1 - x2 / n2).abs() / spread } else { 0.0 }
    }
}

/// The 97.5 % quantile of the standard normal: 95 % lie between it and its negative.
const Z: f64 = 1.959_963_984_540_054;

/// The lower end of Wilson's score interval at 95 % (E. B. Wilson, JASA 22, 1927), for `x` of `n`.
pub fn wilson_lower(x: u32, n: u32) -> f64 {
    if n == 0 {
        return 0.0;
    }
    let (n, p) = (f64::from(n), f64::from(x.min(n)) / f64::from(n));
    let centre = p + Z * Z / (2.0 * n);
    let margin = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((centre - margin) / (1.0 + Z * Z / n)).max(0.0)
}

/// The list in this order. `voters` is how many people upvoted anything. Ties go by upvotes, then to the older, then by
/// number, so that every node has the same order.
pub fn sorted(mut list: Vec<Standing>, sort: Sort, voters: u32) -> Vec<QuestionId> {
    let by_support =
        |a: &Standing, b: &Standing| b.sum().cmp(&a.sum()).then(a.at.cmp(&b.at)).then(a.question.cmp(&b.question));
    list.sort_by(by_support);
    let score: fn(&Standing) -> f64 = match sort {
        Sort::Bridging if voters < BRIDGING_FROM => |_| 0.0,
        Sort::Supported | Sort::Recent | Sort::Fair => |_| 0.0,
        Sort::Wilson => Standing::wilson,
        Sort::Controversial => Standing::controversy,
        Sort::Bridging => Standing::bridging,
    };
    // Stable: where the score says nothing, support does.
    list.sort_by(|a, b| score(b).total_cmp(&score(a)));
    match sort {
        Sort::Recent => list.sort_by(|a, b| b.at.cmp(&a.at).then(b.question.cmp(&a.question))),
        Sort::Fair => list = alternating(list),
        _ => {}
    }
    list.into_iter().map(|standing| standing.question).collect()
}

/// Takes from either side by turns, room first; who did not say counts with the room. What one side has more comes last.
fn alternating(list: Vec<Standing>) -> Vec<Standing> {
    let (online, room): (Vec<_>, Vec<_>) = list.into_iter().partition(|standing| standing.mode == Mode::Online);
    let (mut room, mut online) = (room.into_iter(), online.into_iter());
    let mut out = Vec::with_capacity(room.len() + online.len());
    loop {
        let pair = [room.next(), online.next()];
        if pair.iter().all(Option::is_none) {
            return out;
        }
        out.extend(pair.into_iter().flatten());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn standing(n: u8, mode: Mode, upvotes: [u32; 3], since: [u32; 3]) -> Standing {
        Standing { question: QuestionId::from_bytes([0, 0, 0, n + 1]), mode, at: Moment(u64::from(n)), upvotes, since }
    }

    fn places(list: &[Standing], sort: Sort, voters: u32) -> Vec<usize> {
        let order = sorted(list.to_vec(), sort, voters);
        order.iter().map(|id| list.iter().position(|s| s.question == *id).unwrap()).collect()
    }

    #[test]
    fn wilson_agrees_with_published_values() {
        // Newcombe, Statistics in Medicine 17 (1998), table I: 81/263 → 0.2553, 15/148 → 0.0624, 0/20 → 0, 1/29 → 0.0061.
        for (x, n, lower) in [(81, 263, 0.2553), (15, 148, 0.0624), (0, 20, 0.0), (1, 29, 0.0061)] {
            assert!((wilson_lower(x, n) - lower).abs() < 0.000_05, "{x}/{n}: {}", wilson_lower(x, n));
        }
    }

    #[test]
    fn a_late_question_is_not_held_back_by_its_lateness() {
        let early = standing(0, Mode::Room, [12, 0, 0], [80, 0, 0]);
        let late = standing(1, Mode::Room, [7, 0, 0], [8, 0, 0]);
        assert_eq!(places(&[early, late], Sort::Supported, 99), [0, 1]);
        assert_eq!(places(&[early, late], Sort::Wilson, 99), [1, 0]);
        assert_eq!(places(&[early, late], Sort::Recent, 99), [1, 0]);
    }

    #[test]
    fn bridging_is_what_both_sides_support_and_controversial_what_divides_them() {
        let since = [60, 60, 0];
        let one_sided = standing(0, Mode::Room, [40, 0, 0], since);
        let both = standing(1, Mode::Room, [15, 15, 0], since);
        assert_eq!(places(&[one_sided, both], Sort::Bridging, 50), [1, 0]);
        assert_eq!(places(&[one_sided, both], Sort::Bridging, 49), [0, 1]);
        assert_eq!(places(&[both, one_sided], Sort::Controversial, 50), [1, 0]);
    }

    #[test]
    fn fair_alternates_while_both_sides_have_one() {
        let modes = [Mode::Room, Mode::Room, Mode::Unstated, Mode::Online, Mode::Online];
        let list: Vec<_> = (0_u8..).zip(modes).map(|(n, mode)| standing(n, mode, [0; 3], [0; 3])).collect();
        assert_eq!(places(&list, Sort::Fair, 0), [0, 3, 1, 4, 2]);
    }

    proptest! {
        #[test]
        fn every_order_holds_every_question_once_whatever_order_they_come_in(
            seeds in prop::collection::vec((0_usize..3, 0_u32..9, 0_u32..9, 0_u32..40), 0..30), shift in 0_usize..30,
        ) {
            let list: Vec<_> = (0_u8..).zip(&seeds)
                .map(|(n, (mode, a, b, more))| standing(n, Mode::ALL[*mode], [*a, *b, 0], [a + more, b + more, 0]))
                .collect();
            let mut other = list.clone();
            other.rotate_left(shift % seeds.len().max(1));
            for sort in [Sort::Supported, Sort::Recent, Sort::Fair, Sort::Wilson, Sort::Controversial, Sort::Bridging] {
                let order = sorted(list.clone(), sort, 60);
                prop_assert_eq!(&order, &sorted(other.clone(), sort, 60));
                let mut ids = order;
                ids.sort();
                let mut expected: Vec<_> = list.iter().map(|s| s.question).collect();
                expected.sort();
                prop_assert_eq!(ids, expected);
            }
        }
    }
}
