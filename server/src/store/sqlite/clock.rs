//! The embedded store's clock: the machine's, held back from ever going backwards.

use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::domain::moment::Moment;

/// The last moment given out, and when that was. Rooms store theirs, so that it holds across a restart too.
#[derive(Debug)]
pub(super) struct Clock(Mutex<(Moment, Instant)>);

impl Default for Clock {
    fn default() -> Self {
        Self::from(Moment(0))
    }
}

impl Clock {
    /// Never gives out an earlier moment than `floor`.
    #[expect(clippy::disallowed_methods, reason = "the embedded store's clock, on which its gates are judged")]
    pub(super) fn from(floor: Moment) -> Self {
        Self(Mutex::new((floor, Instant::now())))
    }

    /// Now. If the machine's clock was set back, time goes on from the last moment given out, so that a countdown ends
    /// when it should.
    #[expect(clippy::disallowed_methods, reason = "the embedded store's clock, on which its gates are judged")]
    pub(super) fn now(&self) -> Moment {
        // A machine whose clock is before 1970 gets the floor.
        let machine = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64);
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = last.1.elapsed().as_millis() as u64;
        let on = last.0.plus_ms(passed);
        // The rest of a millisecond is kept: the mark moves on by whole ones only.
        let mark = last.1 + std::time::Duration::from_millis(passed);
        *last = (on.max(Moment(machine)), mark);
        last.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_back_goes_on_from_where_it_was() {
        let ahead = Moment(u64::MAX / 2);
        let clock = Clock::from(ahead);
        assert!(clock.now() >= ahead);
        std::thread::sleep(std::time::Duration::from_millis(5));
        assert!(clock.now() >= ahead.plus_ms(4));
        let clock = Clock::default();
        assert!(clock.now() <= clock.now());
    }
}
