//! The embedded store's clock: the machine's, held back from ever going backwards.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::domain::moment::Moment;

/// The highest moment given out so far. Rooms store theirs, so that it holds across a restart too.
#[derive(Debug, Default)]
pub(super) struct Clock(AtomicU64);

impl Clock {
    /// Never gives out an earlier moment than `floor`.
    pub(super) fn from(floor: Moment) -> Self {
        Self(AtomicU64::new(floor.0))
    }

    /// Now, or the last moment given out if the machine's clock was set back.
    #[expect(clippy::disallowed_methods, reason = "the embedded store's clock, on which its gates are judged")]
    pub(super) fn now(&self) -> Moment {
        // A machine whose clock is before 1970 gets the floor.
        let machine = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64);
        Moment(self.0.fetch_max(machine, Ordering::SeqCst).max(machine))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_back_stands_still() {
        let ahead = Moment(u64::MAX / 2);
        let clock = Clock::from(ahead);
        assert_eq!(clock.now(), ahead);
        assert_eq!(clock.now(), ahead);
        let clock = Clock::default();
        assert!(clock.now() <= clock.now());
    }
}
