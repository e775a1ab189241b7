//! The clock on the report's wall: moments as the room's own clock showed them.

use super::words::{Words, fill};
use crate::domain::moment::Moment;

/// Writes moments so many minutes east of Greenwich; those of its base day without a date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    words: &'static Words,
    offset: i32,
    base: Moment,
}

impl Times {
    pub(super) fn new(words: &'static Words, utc_offset: Option<i16>, base: Moment) -> Self {
        Self { words, offset: i32::from(utc_offset.unwrap_or(0)), base }
    }

    /// "14:05".
    pub(super) fn hour_minute(&self, at: Moment) -> String {
        let (hour, minute) = at.hour_minute(self.offset);
        format!("{hour:02}:{minute:02}")
    }

    /// "21 November 2026".
    pub(super) fn date(&self, at: Moment) -> String {
        let (year, month, day) = at.date(self.offset);
        let own = &self.words.report;
        let month = own.months.split(" · ").nth(usize::from(month) - 1).unwrap_or_default();
        fill(&own.date, &[("day", &day.to_string()), ("month", month), ("year", &year.to_string())])
    }

    /// "14:05"; on another day than the base "14:05 on 22 November 2026".
    pub(super) fn stamp(&self, at: Moment) -> String {
        let time = self.hour_minute(at);
        if at.date(self.offset) == self.base.date(self.offset) {
            return time;
        }
        fill(&self.words.report.time_on, &[("time", &time), ("date", &self.date(at))])
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
    use super::super::words::words;
    use super::*;
    use crate::domain::language::Language;

    #[test]
    fn a_moment_reads_as_the_rooms_clock_showed_it() {
        let noon = Moment(1_795_262_520_000); // 2026-11-21T12:02:00Z
        let kathmandu = Times::new(words(Language::En), Some(345), noon);
        assert_eq!(kathmandu.stamp(noon), "17:47");
        assert_eq!(kathmandu.stamp(noon.plus_ms(7 * 3_600_000)), "00:47 on 22 November 2026");
        assert_eq!(kathmandu.offset(), "UTC+05:45");
        let newfoundland = Times::new(words(Language::En), Some(-210), noon);
        assert_eq!((newfoundland.stamp(noon), newfoundland.offset()), ("08:32".to_owned(), "UTC−03:30".to_owned()));
        assert_eq!(Times::new(words(Language::En), None, noon).base_date(), "21 November 2026");
        for language in Language::ALL {
            assert_eq!(words(language).report.months.split(" · ").count(), 12, "{}", language.tag());
        }
    }
}
