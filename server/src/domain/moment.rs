//! Points in time, always handed in: the rules never read a clock.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z. For gates it is the *store's* clock, everywhere else the node's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ts_rs::TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct Moment(pub u64);

impl Moment {
    /// The moment `ms` milliseconds later.
    #[must_use]
    pub fn plus_ms(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment, 0 if `earlier` is later.
    pub fn ms_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Hour and minute of the day, `utc_offset_minutes` east of Greenwich.
    pub fn hour_minute(self, utc_offset_minutes: i32) -> (u8, u8) {
        let minutes = (self.0 / 60_000).cast_signed() + i64::from(utc_offset_minutes);
        let of_day = minutes.rem_euclid(24 * 60);
        ((of_day / 60) as u8, (of_day % 60) as u8)
    }

    /// Year, month and day, `utc_offset_minutes` east of Greenwich (proleptic Gregorian; Howard Hinnant's
    /// `civil_from_days`, <https://howardhinnant.github.io/date_algorithms.html>).
    pub fn date(self, utc_offset_minutes: i32) -> (i64, u8, u8) {
        let minutes = (self.0 / 60_000).cast_signed() + i64::from(utc_offset_minutes);
        let z = minutes.div_euclid(24 * 60) + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let mp = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * mp + 2) / 5 + 1) as u8;
        let month = (if mp < 10 { mp + 3 } else { mp - 9 }) as u8;
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_hour_and_the_day_east_and_west_of_greenwich() {
        let noon = Moment(1_795_262_520_000); // 2026-11-21T12:02:00Z
        assert_eq!(noon.date(0), (2026, 11, 21));
        assert_eq!(noon.hour_minute(0), (12, 2));
        assert_eq!(noon.hour_minute(330), (17, 32));
        assert_eq!(noon.hour_minute(-13 * 60), (23, 2));
        assert_eq!(noon.date(-13 * 60), (2026, 11, 20));
        assert_eq!(Moment(951_782_400_000).date(0), (2000, 2, 29));
    }
}
