//! How often: one budget per pass, refilled steadily, so that haste slows nobody but whoever is hasty.

use std::time::Instant;

/// A token bucket: `burst` at most, refilled with `per_second`.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    tokens: f64,
    at: Instant,
    per_second: f64,
    burst: f64,
}

impl Budget {
    /// A full one.
    pub fn full(per_second: f64, burst: f64, now: Instant) -> Self {
        Self { tokens: burst, at: now, per_second, burst }
    }

    /// Takes one, or says how many milliseconds to wait for it.
    pub fn take(&mut self, now: Instant) -> Result<(), u32> {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.tokens = (self.tokens + passed * self.per_second).min(self.burst);
        self.at = now;
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return Ok(());
        }
        Err((((1.0 - self.tokens) / self.per_second) * 1_000.0).ceil() as u32)
    }

    /// Whether it would be full at `now`: then it need not be remembered.
    pub fn is_full(&self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.tokens + passed * self.per_second >= self.burst
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_is_taken_and_then_the_pace_holds() {
        let start = crate::clock::tick();
        let mut budget = Budget::full(5.0, 10.0, start);
        for _ in 0..10 {
            assert_eq!(budget.take(start), Ok(()));
        }
        assert_eq!(budget.take(start), Err(200));
        assert_eq!(budget.take(start + Duration::from_millis(200)), Ok(()));
        assert!(budget.take(start + Duration::from_millis(200)).is_err());
        assert!(budget.is_full(start + Duration::from_secs(3)));
    }
}
