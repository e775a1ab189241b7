//! The one place where a node reads the time.
//!
//! Gates are judged on the store's clock, never on this one. This one paces beats, deadlines and budgets.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::domain::moment::Moment;

/// The time of day, as this machine believes it.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the time of day")]
pub fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    Moment(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// A point on the clock that never goes backwards, for measuring how long something took.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the monotonic clock")]
pub fn tick() -> Instant {
    Instant::now()
}
