//! How long things took: histograms, and when a ballot was surely seen.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;
use tokio::time::Instant;

/// One kind of latency, in microseconds, three digits kept, a minute at most.
#[derive(Debug)]
pub struct Latency(Mutex<Histogram<u64>>);

/// A minute, in microseconds: longer is recorded as this.
const MOST: u64 = 60_000_000;

/// The shares that a distribution names.
const SHARES: [f64; 10] = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 1.0];

/// A share of all took at most so many milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// From 0 to 1.
    pub share: f64,
    /// Milliseconds.
    pub ms: f64,
}

impl Default for Latency {
    fn default() -> Self {
        Self(Mutex::new(Histogram::new_with_bounds(1, MOST, 3).expect("the bounds are sound")))
    }
}

impl Latency {
    /// Records one.
    pub fn record(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(MOST);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).saturating_record(micros.clamp(1, MOST));
    }

    /// How long such shares of all took at most, from the middle to the longest.
    pub fn distribution(&self) -> Vec<Share> {
        let histogram = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = |share: f64| Share { share, ms: histogram.value_at_quantile(share) as f64 / 1000.0 };
        SHARES.into_iter().map(at).collect()
    }

    /// The share of all that took at most so long.
    pub fn share_within(&self, most: Duration) -> f64 {
        let histogram = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let micros = u64::try_from(most.as_micros()).unwrap_or(MOST);
        histogram.count_between(0, micros) as f64 / histogram.len().max(1) as f64
    }

    /// The percentiles so far.
    pub fn percentiles(&self) -> Percentiles {
        let histogram = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = |quantile: f64| histogram.value_at_quantile(quantile) as f64 / 1000.0;
        if histogram.is_empty() {
            return Percentiles::default();
        }
        Percentiles {
            count: histogram.len(),
            p50: at(0.5),
            p95: at(0.95),
            p99: at(0.99),
            max: histogram.max() as f64 / 1000.0,
        }
    }
}

/// Percentiles in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Percentiles {
    /// How many were recorded.
    pub count: u64,
    /// The median.
    pub p50: f64,
    /// 95 of 100 took at most this.
    pub p95: f64,
    /// 99 of 100 took at most this.
    pub p99: f64,
    /// The longest.
    pub max: f64,
}

/// When the ballots of one run are seen by its observers (screens, moderators, some phones).
///
/// Observers see only the number of ballots, so this is how one ballot is recognised in it: the store had taken the ballot
/// before its receipt came, and of the ballots taken by then each had been sent by then. So the ballot is surely among the
/// first `k` that the store took, `k` being how many first ballots had been *sent* when its receipt came; a view with n ≥ k
/// shows it. The time from the *intended* moment of sending to the first such view is an upper bound: never better than
/// the truth, and worse by about one receipt's latency. It needs a run in which nobody withdraws.
#[derive(Debug, Default)]
pub struct Sightings {
    sent: u32,
    observers: Vec<Observer>,
}

#[derive(Debug, Default)]
struct Observer {
    shown: u32,
    waiting: BinaryHeap<Reverse<(u32, Instant)>>,
}

impl Sightings {
    /// For so many observers, named 0, 1, ….
    pub fn of(observers: usize) -> Self {
        Self { sent: 0, observers: std::iter::repeat_with(Observer::default).take(observers).collect() }
    }

    /// A voter's first ballot in the run is about to be sent (for the first time).
    pub fn sent(&mut self) {
        self.sent += 1;
    }

    /// The receipt of a first ballot came; it was meant to be sent at `intended`. Those who see it already are given to
    /// `seen` as observer and latency.
    pub fn counted(&mut self, intended: Instant, now: Instant, mut seen: impl FnMut(usize, Duration)) {
        let surely = self.sent;
        for (name, observer) in self.observers.iter_mut().enumerate() {
            if observer.shown >= surely {
                seen(name, now.saturating_duration_since(intended));
            } else {
                observer.waiting.push(Reverse((surely, intended)));
            }
        }
    }

    /// An observer was shown `n` ballots. Each ballot it surely sees now is given to `seen` as its latency.
    pub fn shown(&mut self, observer: usize, n: u32, now: Instant, mut seen: impl FnMut(Duration)) {
        let Some(observer) = self.observers.get_mut(observer) else {
            return;
        };
        observer.shown = observer.shown.max(n);
        while let Some(Reverse((surely, intended))) = observer.waiting.peek()
            && *surely <= observer.shown
        {
            seen(now.saturating_duration_since(*intended));
            observer.waiting.pop();
        }
    }

    /// Ballots that somebody does not see yet.
    pub fn unseen(&self) -> usize {
        self.observers.iter().map(|observer| observer.waiting.len()).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_what_was_recorded() {
        let latency = Latency::default();
        assert_eq!(latency.percentiles(), Percentiles::default());
        for ms in 1..=100 {
            latency.record(Duration::from_millis(ms));
        }
        let percentiles = latency.percentiles();
        assert_eq!(percentiles.count, 100);
        for (value, near) in [(percentiles.p50, 50.0), (percentiles.p95, 95.0), (percentiles.max, 100.0)] {
            assert!((value - near).abs() < 0.2, "{value} is not near {near}");
        }
    }

    #[test]
    fn a_ballot_is_seen_when_the_count_surely_includes_it() {
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let mut sightings = Sightings::of(1);
        sightings.sent();
        sightings.sent();
        sightings.counted(at(0), at(5), |_, _| panic!("nothing was shown yet"));
        let mut seen = Vec::new();
        // One of the two is shown; it may be the other one.
        sightings.shown(0, 1, at(10), |took| seen.push(took));
        assert!(seen.is_empty());
        assert_eq!(sightings.unseen(), 1);
        sightings.shown(0, 2, at(20), |took| seen.push(took));
        assert_eq!(seen, [Duration::from_millis(20)]);
        // The other's receipt comes late, when its count is shown already.
        sightings.counted(at(1), at(30), |_, took| seen.push(took));
        assert_eq!(seen[1], Duration::from_millis(29));
        assert_eq!(sightings.unseen(), 0);
    }
}
