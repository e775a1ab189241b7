//! How phones and their owners behave: who forgets, says things twice, withdraws, and taps too late; and what they choose.

use plenary_server::domain::kind::{Choice, Kind};
use rand::Rng;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;

/// How this phone, or its owner, behaves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habits {
    /// Does not restate what was counted, so that only the server keeps it.
    pub(super) forgets: bool,
    /// Of a hundred ballots so many are said twice at once.
    pub(super) doubles: u32,
    /// … or through a second door as well.
    pub(super) twins: u32,
    /// Of a hundred ballots so many withdraw.
    pub(super) withdraws: u32,
    /// Goes on tapping after it was told that a run is closed, so often.
    pub(super) late: u32,
}

impl Habits {
    /// Those of the phone of that number: of ten phones each habit is somebody's.
    pub(super) fn of(number: u32) -> Self {
        Self {
            forgets: number.is_multiple_of(3),
            doubles: if number % 4 == 1 { 30 } else { 3 },
            twins: if number % 5 == 2 { 30 } else { 2 },
            withdraws: if number % 10 == 7 { 20 } else { 0 },
            late: if number % 2 == 1 { 2 } else { 0 },
        }
    }
}

/// A choice that fits a poll whose answers are counted one by one; of any other kind people cannot say.
pub(super) fn choose(kind: &Kind, rng: &mut SmallRng) -> Choice {
    let answers = u8::try_from(kind.named_answers().len()).unwrap_or(u8::MAX);
    if answers == 0 || rng.random_ratio(1, 20) {
        return Choice::CantSay;
    }
    match kind {
        Kind::Multiple { min, max, .. } => {
            let count = usize::from(rng.random_range(*min..=*max));
            let all: Vec<u8> = (0..answers).collect();
            let mut many: Vec<u8> = all.choose_multiple(rng, count).copied().collect();
            many.sort_unstable();
            Choice::Many(many)
        }
        // Most choose one answer, as people do: a tally that is off by one then shows.
        Kind::Single { .. } | Kind::Scale { .. } | Kind::Gradient | Kind::YesNo => {
            Choice::One(if rng.random_bool(0.6) { 0 } else { rng.random_range(0..answers) })
        }
        _ => Choice::CantSay,
    }
}
