//! Who votes what when in one run: drawn from a seed before the first ballot is sent, so that a slow server changes nothing.

use std::time::Duration;

use plenary_server::domain::id::RunId;
use plenary_server::domain::kind::{Choice, Kind, Whim};
use rand::rngs::SmallRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use tokio::time::Instant;

/// One tap of one phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tap {
    /// Which phone of the room.
    pub phone: u32,
    /// How long after the plan's start.
    pub after: Duration,
    /// What it taps.
    pub choice: Choice,
}

/// All taps of one run.
#[derive(Debug)]
pub struct Plan {
    /// The run.
    pub run: RunId,
    /// When `after` counts from.
    pub start: Instant,
    /// By phone, each phone's in order of time.
    taps: Vec<Tap>,
}

/// How much is to be tapped.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Phones of the room.
    pub phones: u32,
    /// Taps per second; they come as people do, independently (a Poisson process).
    pub per_second: f64,
    /// For how long.
    pub lasting: Duration,
}

/// Nine of ten answer a question they are asked.
const ANSWERING_OF_TEN: u32 = 9;
/// A phone changes its mind at most about so often (the server's budget of a pass is five commands a second).
const CHANGES_PER_SECOND: f64 = 2.0;
/// One of twenty says "I can't say".
const CANT_SAY: f64 = 0.05;

impl Plan {
    /// Draws the taps: first ballots until nine of ten phones have answered (fewer if there is no time), and among them
    /// changes by phones that answered already, so that the rate holds.
    pub fn draw(run: RunId, start: Instant, load: Load, kind: &Kind, seed: u64) -> Self {
        let mut rng = SmallRng::seed_from_u64(seed);
        let taste = Taste::draw(kind, &mut rng);
        let mut times = Vec::new();
        let mut after = 0.0;
        while after < load.lasting.as_secs_f64() {
            after += -(1.0 - rng.random::<f64>()).ln() / load.per_second.max(f64::MIN_POSITIVE);
            times.push(after);
        }
        times.pop();
        let mut order: Vec<u32> = (0..load.phones).collect();
        order.shuffle(&mut rng);
        order.truncate((load.phones * ANSWERING_OF_TEN).div_ceil(10) as usize);
        if order.is_empty() {
            return Self::of(run, start, Vec::new());
        }
        let mut answered = 0;
        let mut taps = Vec::with_capacity(times.len());
        for (at, after) in times.iter().enumerate() {
            let first_share = (order.len() - answered) as f64 / (times.len() - at) as f64;
            // Changes wait until there are enough to change their minds: a thumb is no machine gun.
            let are_too_few = answered < order.len() && (answered as f64) < load.per_second / CHANGES_PER_SECOND;
            let is_first = are_too_few || rng.random_bool(first_share.min(1.0));
            let phone = if is_first { order[answered] } else { order[rng.random_range(0..answered)] };
            answered += usize::from(is_first);
            taps.push(Tap { phone, after: Duration::from_secs_f64(*after), choice: taste.choose(&mut rng) });
        }
        Self::of(run, start, taps)
    }

    /// From taps in any order.
    pub fn of(run: RunId, start: Instant, mut taps: Vec<Tap>) -> Self {
        taps.sort_by_key(|tap| (tap.phone, tap.after));
        Self { run, start, taps }
    }

    /// The same taps, but all that fall into one such stretch of time come at its beginning, in one instant.
    #[must_use]
    pub fn in_waves(mut self, every: Duration) -> Self {
        for tap in &mut self.taps {
            tap.after -= Duration::from_nanos((tap.after.as_nanos() % every.as_nanos().max(1)) as u64);
        }
        self
    }

    /// The taps of one phone, in order of time.
    pub fn of_phone(&self, phone: u32) -> &[Tap] {
        let from = self.taps.partition_point(|tap| tap.phone < phone);
        let to = from + self.taps[from..].partition_point(|tap| tap.phone == phone);
        &self.taps[from..to]
    }

    /// How many taps there are.
    pub fn len(&self) -> usize {
        self.taps.len()
    }

    /// From the start to the last tap.
    pub fn lasting(&self) -> Duration {
        self.taps.iter().map(|tap| tap.after).max().unwrap_or_default()
    }

    /// Whether nobody taps.
    pub fn is_empty(&self) -> bool {
        self.taps.is_empty()
    }
}

/// What a crowd likes: real rooms lean, so some answers are chosen far more often than others.
#[derive(Debug, Clone)]
pub struct Taste<'a> {
    kind: &'a Kind,
    /// How the crowd leans among up to so many.
    weights: Vec<f64>,
}

/// No kind has more to choose among.
const MOST_ANSWERS: u32 = 32;

impl<'a> Taste<'a> {
    /// A leaning drawn from the seed: weights 1, 1/2, 1/3, … in random order (Zipf).
    pub fn draw(kind: &'a Kind, rng: &mut SmallRng) -> Self {
        let among = u32::try_from(kind.answers()).ok().filter(|answers| *answers > 0).unwrap_or(MOST_ANSWERS);
        let mut weights: Vec<f64> = (1..=among).map(|rank| 1.0 / f64::from(rank)).collect();
        weights.shuffle(rng);
        Self { kind, weights }
    }

    /// One voter's choice.
    pub fn choose(&self, rng: &mut SmallRng) -> Choice {
        if rng.random_bool(CANT_SAY) {
            return Choice::CantSay;
        }
        self.kind.pick(&mut Voter { weights: &self.weights, rng })
    }
}

/// One voter of a crowd that leans so.
struct Voter<'a> {
    weights: &'a [f64],
    rng: &'a mut SmallRng,
}

impl Whim for Voter<'_> {
    fn lean(&mut self, of: usize) -> usize {
        let weights = &self.weights[..of.min(self.weights.len())];
        let mut left = self.rng.random::<f64>() * weights.iter().sum::<f64>();
        for (answer, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return answer;
            }
        }
        weights.len().saturating_sub(1)
    }

    fn even(&mut self, from: i32, to: i32) -> i32 {
        self.rng.random_range(from..=to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(n: usize) -> Vec<String> {
        (0..n).map(|at| format!("option {at}")).collect()
    }

    fn drawn(phones: u32, per_second: f64, seconds: u64, seed: u64) -> Plan {
        let load = Load { phones, per_second, lasting: Duration::from_secs(seconds) };
        Plan::draw(RunId(1), Instant::now(), load, &Kind::Single { options: options(4) }, seed)
    }

    #[test]
    fn the_rate_holds_and_the_seed_decides() {
        let plan = drawn(100, 200.0, 10, 7);
        assert!((1_800..2_200).contains(&plan.len()), "{}", plan.len());
        assert_eq!(plan.taps, drawn(100, 200.0, 10, 7).taps);
        assert_ne!(plan.taps, drawn(100, 200.0, 10, 8).taps);
        let voters = (0..100).filter(|phone| !plan.of_phone(*phone).is_empty()).count();
        assert_eq!(voters, 90, "nine of ten answer");
        assert!(plan.of_phone(5).is_sorted_by_key(|tap| tap.after));
    }

    #[test]
    fn waves_have_the_same_taps() {
        let (plan, waves) = (drawn(100, 200.0, 10, 7), drawn(100, 200.0, 10, 7).in_waves(Duration::from_millis(500)));
        assert_eq!(waves.len(), plan.len());
        assert!(waves.taps.iter().all(|tap| tap.after.subsec_millis() % 500 == 0));
        assert!(waves.of_phone(5).is_sorted_by_key(|tap| tap.after));
    }

    #[test]
    fn a_few_phones_and_no_phones_are_no_special_case() {
        assert!(drawn(0, 10.0, 1, 1).is_empty());
        assert!(drawn(1, 5.0, 2, 1).taps.iter().all(|tap| tap.phone == 0));
    }

    #[test]
    fn choices_fit_the_kind_and_lean() {
        let mut rng = SmallRng::seed_from_u64(3);
        let kind = Kind::Multiple { options: options(5), min: 2, max: 3 };
        let taste = Taste::draw(&kind, &mut rng);
        let mut counts = [0; 5];
        for _ in 0..1_000 {
            match taste.choose(&mut rng) {
                Choice::Many(chosen) => {
                    assert!((2..=3).contains(&chosen.len()));
                    for one in chosen {
                        counts[usize::from(one)] += 1;
                    }
                }
                Choice::CantSay => {}
                other => panic!("not what was asked: {other:?}"),
            }
        }
        assert!(counts.iter().max() > counts.iter().min().map(|least| least * 3 / 2).as_ref(), "{counts:?}");
    }
}
