//! How late it is in Redis at least: what it told last, and what has passed here since.
//!
//! Every script is told, so time goes on in a Redis whose machine's clock was set back: a countdown ends when it should.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::domain::moment::Moment;

/// A node whose clock runs fast must not draw the store's time along: of a second that passes here a thousandth is left out, more
/// than clocks drift.
const LEFT_OUT: u64 = 1_000;

/// The latest moment that is known to have been, and when that was here.
#[derive(Debug)]
pub(super) struct Clock(Mutex<(Moment, Instant)>);

impl Clock {
    /// Nothing was told yet.
    #[expect(clippy::disallowed_methods, reason = "how much has passed since Redis told the time")]
    pub(super) fn new() -> Self {
        Self(Mutex::new((Moment(0), Instant::now())))
    }

    /// It is at least so late.
    pub(super) fn at_least(&self) -> Moment {
        let told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        gone_on(told.0, told.1.elapsed())
    }

    /// Redis told this moment, or was told so; the later of it and what must be.
    #[expect(clippy::disallowed_methods, reason = "how much has passed since Redis told the time")]
    pub(super) fn saw(&self, now: Moment) -> Moment {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let least = gone_on(told.0, told.1.elapsed());
        if now >= least {
            *told = (now, Instant::now());
        }
        now.max(least)
    }
}

fn gone_on(told: Moment, passed: Duration) -> Moment {
    let passed = passed.as_millis() as u64;
    // Before anything was told there is nothing to go on from.
    if told.0 == 0 { told } else { told.plus_ms(passed - passed / LEFT_OUT) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_goes_on_from_what_was_told_and_never_back() {
        let clock = Clock::new();
        assert_eq!(clock.at_least(), Moment(0));
        assert_eq!(clock.saw(Moment(5_000)), Moment(5_000));
        assert!(clock.saw(Moment(100)) >= Moment(5_000), "set back");
        assert!(clock.at_least() >= Moment(5_000));
        assert_eq!(gone_on(Moment(5_000), Duration::from_secs(10)), Moment(14_990));
        assert_eq!(clock.saw(Moment(900_000)), Moment(900_000));
    }
}
