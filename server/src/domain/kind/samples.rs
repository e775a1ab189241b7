//! Kinds and choices drawn at random, for property tests: of every kind, valid and not.

use proptest::prelude::*;

use super::grid::{Ends, Grid};
use super::number::Numbers;
use super::points::Points;
use super::ranking::Ranking;
use super::statements::{Stance, Statement, Statements};
use super::words::Words;
use super::{Choice, Kind, Whim};

fn options(most: usize) -> impl Strategy<Value = Vec<String>> {
    (2..=most).prop_map(|n| (0..n).map(|at| format!("o{at}")).collect())
}

fn statement(at: usize) -> Statement {
    Statement { text: format!("S{at}."), attributed_to: None, contested: at.is_multiple_of(2), quotes: Vec::new() }
}

/// A kind that can be asked.
pub(crate) fn kinds() -> impl Strategy<Value = Kind> {
    let ends = || Ends { low: "low".to_owned(), high: "high".to_owned() };
    prop_oneof![
        options(12).prop_map(|options| Kind::Single { options }),
        (options(12), 1_u8..=12, 1_u8..=12).prop_map(|(options, a, b)| {
            let (a, b) = (a.min(options.len() as u8), b.min(options.len() as u8));
            Kind::Multiple { options, min: a.min(b), max: a.max(b) }
        }),
        (3_usize..=11).prop_map(|n| Kind::Scale { labels: (0..n).map(|at| format!("s{at}")).collect() }),
        Just(Kind::Gradient),
        Just(Kind::YesNo),
        options(6).prop_map(|options| Kind::Ranking(Ranking { options })),
        (options(6), 2_u16..=200).prop_map(|(options, total)| Kind::Points(Points { options, total })),
        (1_u8..=5).prop_map(|most| Kind::Words(Words { most })),
        Just(Kind::OpenText),
        (-50..50_i32, 1..200_i32)
            .prop_map(|(min, more)| { Kind::Number(Numbers { min, max: min + more, unit: String::new() }) }),
        Just(Kind::Grid(Grid { across: ends(), up: ends() })),
        (2_usize..=8).prop_map(|n| Kind::Statements(Statements { statements: (0..n).map(statement).collect() })),
    ]
}

/// Texts that keys, folds and cells could stumble over.
fn texts() -> impl Strategy<Value = String> {
    let awkward =
        ["a", "A", "a,b", "a:b", "a|b", "100%", "%2C", "?", "Ｗｉｄｅ", "wide", "straße", "STRASSE", "σς", "=1+1"];
    prop_oneof![3 => prop::sample::select(awkward.to_vec()).prop_map(str::to_owned), 1 => "\\PC{1,12}"]
}

/// Any choice, whether it fits a kind or not.
pub(crate) fn choices() -> impl Strategy<Value = Choice> {
    let stance = prop::option::of(prop::sample::select(vec![Stance::Agree, Stance::Disagree, Stance::Pass]));
    prop_oneof![
        Just(Choice::CantSay),
        (0_u8..14).prop_map(Choice::One),
        prop::collection::vec(0_u8..14, 0..14).prop_map(Choice::Many),
        prop::collection::vec(0_u8..7, 0..7).prop_map(Choice::Ranked),
        prop::collection::vec(0_u16..60, 0..7).prop_map(Choice::Points),
        prop::collection::vec(texts(), 0..6).prop_map(Choice::Words),
        texts().prop_map(Choice::Text),
        (-60..260_i32).prop_map(Choice::Value),
        (0_u8..23, 0_u8..23).prop_map(|(across, up)| Choice::At([across, up])),
        prop::collection::vec(stance, 0..9).prop_map(Choice::Stances),
    ]
}

/// A crowd that leans as these numbers say, again and again.
pub(crate) struct Leaning {
    numbers: Vec<u32>,
    at: usize,
}

impl Leaning {
    pub(crate) fn of(numbers: Vec<u32>) -> Self {
        Self { numbers, at: 0 }
    }

    fn next(&mut self) -> u32 {
        self.at += 1;
        // Never the same turn twice, or whoever waits for another answer waits for ever.
        self.numbers[self.at % self.numbers.len()].wrapping_add((self.at / self.numbers.len()) as u32)
    }
}

impl Whim for Leaning {
    fn lean(&mut self, of: usize) -> usize {
        self.next() as usize % of
    }

    fn even(&mut self, from: i32, to: i32) -> i32 {
        from + (i64::from(self.next()) % i64::from(to - from + 1)) as i32
    }
}

/// A kind with a choice that fits it.
pub(crate) fn fitting() -> impl Strategy<Value = (Kind, Choice)> {
    (kinds(), prop::collection::vec(any::<u32>(), 8..24))
        .prop_map(|(kind, numbers)| (kind.clone(), kind.pick(&mut Leaning::of(numbers))))
}
