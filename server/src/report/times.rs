//! The clock on the report's wall: moments as the room's own clock showed them.

use crate::domain::moment::Moment;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Writes moments so many minutes east of Greenwich; those of its base day without a date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    offset: i32,
    base: Moment,
}

impl Times {
    pub(super) fn new(utc_offset: Option<i16>, base: Moment) -> Self {
        Self { offset: i32::from(utc_offset.unwrap_or(0)), base }
    }

    /// "14:05".
    pub(super) fn hour_minute(&self, at: Moment) -> String {
        let (hour, minute) = at.hour_minute(self.offset);
        format!("{hour:02}:{minute:02}")
    }

    /// "21 November 2026".
    pub(super) fn date(&self, at: Moment) -> String {
        let (year, month, day) = at.date(self.offset);
        format!("{day} {} {year}", MONTHS[usize::from(month) - 1])
    }

    /// "14:05"; on another day than the base "14:05 on 22 November 2026".
    pub(super) fn stamp(&self, at: Moment) -> String {
        let time = self.hour_minute(at);
        if at.date(self.offset) == self.base.date(self.offset) { time } else { format!("{time} on {}", self.date(at)) }
    }

    /// The day on which a time stands without a date.
    pub(super) fn base_date(&self) -> String {
        self.date(self.base)
    }

    /// "UTC+05:30".
    pub(super) fn offset(&self) -> String {
        let sign = if self.offset < 0 { '−' } else { '+' };
        let minutes = self.offset.unsigned_abs();
        format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_as_the_rooms_clock_showed_it() {
        let noon = Moment(1_795_262_520_000); // 2026-11-21T12:02:00Z
        let kathmandu = Times::new(Some(345), noon);
        assert_eq!(kathmandu.stamp(noon), "17:47");
        assert_eq!(kathmandu.stamp(noon.plus_ms(7 * 3_600_000)), "00:47 on 22 November 2026");
        assert_eq!(kathmandu.offset(), "UTC+05:45");
        let newfoundland = Times::new(Some(-210), noon);
        assert_eq!((newfoundland.stamp(noon), newfoundland.offset()), ("08:32".to_owned(), "UTC−03:30".to_owned()));
        assert_eq!(Times::new(None, noon).base_date(), "21 November 2026");
    }
}
