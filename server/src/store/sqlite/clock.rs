//! The embedded store's clock: it begins at the machine's time of day and goes on by what has really passed.
//!
//! Gates are judged on it, so a machine's clock that is set an hour forward must not end a countdown, nor one that is set back
//! make it wait. It draws nearer to the machine's clock by a hundredth of what passes at most, and never goes backwards.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::time::{ClockId, clock_gettime};

use crate::domain::moment::Moment;

/// Time that passes also while the machine sleeps, and that nobody sets.
#[cfg(any(target_os = "linux", target_os = "android"))]
const PASSING: ClockId = ClockId::Boottime;
/// Elsewhere this one does.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const PASSING: ClockId = ClockId::Monotonic;

/// Of what passes, one in so many may be given to drawing nearer to the machine's clock.
const SLEW: i64 = 100;

/// The last moment given out, in microseconds, and how much had passed then. Rooms store theirs, so that it holds across a
/// restart too.
#[derive(Debug)]
pub(super) struct Clock(Mutex<(i64, Duration)>);

impl Default for Clock {
    fn default() -> Self {
        Self::from(Moment(0))
    }
}

impl Clock {
    /// Begins now, or at `floor` if that is later.
    pub(super) fn from(floor: Moment) -> Self {
        let floor = floor.0.saturating_mul(1_000).cast_signed();
        Self(Mutex::new((floor.max(machine()), passed())))
    }

    /// Now.
    pub(super) fn now(&self) -> Moment {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = passed();
        *last = (goes_on(last.0, passed.saturating_sub(last.1), machine()), passed);
        Moment(last.0.cast_unsigned() / 1_000)
    }
}

/// What the clock shows when so much has passed and the machine's shows that; all in microseconds.
fn goes_on(from: i64, passed: Duration, machine: i64) -> i64 {
    let passed = i64::try_from(passed.as_micros()).unwrap_or(i64::MAX);
    let on = from.saturating_add(passed);
    on + machine.saturating_sub(on).clamp(-passed / SLEW, passed / SLEW)
}

/// The machine's time of day; one before 1970 is 1970.
#[expect(clippy::disallowed_methods, reason = "the embedded store's clock, on which its gates are judged")]
fn machine() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX / 2)
}

/// How much has passed, from no particular moment on.
pub(super) fn passed() -> Duration {
    let passed = clock_gettime(PASSING);
    Duration::new(passed.tv_sec.cast_unsigned(), u32::try_from(passed.tv_nsec).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: i64 = 3_600_000_000;

    #[test]
    fn a_start_before_the_last_moment_goes_on_from_there() {
        let ahead = Moment(u64::MAX / 4_000);
        let clock = Clock::from(ahead);
        assert!(clock.now() >= ahead);
        std::thread::sleep(Duration::from_millis(5));
        assert!(clock.now() >= ahead.plus_ms(4));
        let clock = Clock::default();
        assert!(clock.now() <= clock.now());
    }

    #[test]
    fn a_jump_moves_the_end_of_a_minute_by_less_than_a_second() {
        for jump in [HOUR, -HOUR, 24 * HOUR, -24 * HOUR] {
            let (start, mut now) = (100 * 24 * HOUR, 100 * 24 * HOUR);
            for tenth in 1..=600 {
                now = goes_on(now, Duration::from_millis(100), start + jump + tenth * 100_000);
            }
            assert!((now - start - 60_000_000).abs() <= 600_000, "{jump}: {now}");
        }
    }

    #[test]
    fn a_clock_that_is_a_little_off_comes_to_show_the_machines_time() {
        for off in [2_000_000, -2_000_000] {
            let (start, mut now) = (HOUR, HOUR + off);
            for second in 1..=300 {
                now = goes_on(now, Duration::from_secs(1), start + second * 1_000_000);
            }
            assert_eq!(now, start + 300_000_000);
        }
    }

    proptest! {
        #[test]
        fn it_never_goes_backwards_and_never_runs_more_than_a_hundredth_off(
            from in 0..1_000_000 * HOUR,
            passed in 0_u64..10_000_000_000,
            machine in any::<i64>(),
        ) {
            let now = goes_on(from, Duration::from_micros(passed), machine);
            let passed = passed.cast_signed();
            prop_assert!(now >= from + passed - passed / SLEW && now <= from + passed + passed / SLEW);
        }
    }
}
