//! Times of claims as a person reads them: on the wall, with the offset, and how far away.

use crate::report::Json;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::cell::LazyCell;

/// The time by which a report was judged, and the zone in which times are shown.
pub(in crate::cli) struct Clock {
    now: i64,
    // Found out only where a time is shown: it reads the system's files.
    zone: LazyCell<TimeZone, Box<dyn FnOnce() -> TimeZone>>,
}

impl Clock {
    /// A clock at that time, in seconds since 1970-01-01T00:00:00Z, in the system's time zone.
    pub(in crate::cli) fn at(now: i64) -> Self {
        Self {
            now,
            zone: LazyCell::new(Box::new(TimeZone::system)),
        }
    }

    #[cfg(test)]
    pub(super) fn in_zone(now: i64, zone: TimeZone) -> Self {
        Self {
            now,
            zone: LazyCell::new(Box::new(|| zone)),
        }
    }

    /// What a NumericDate means (RFC 7519 §2): `2011-03-22 18:43:00 +00:00, 15 years ago`. Nothing
    /// where it is no number, or beyond the year 9999.
    pub(super) fn explain(&self, date: &Json) -> Option<String> {
        let seconds = seconds(date.as_number()?)?;
        let time = Timestamp::from_second(seconds).ok()?;
        let local = time.to_zoned_datetime((*self.zone).clone());
        let wall = local.strftime("%Y-%m-%d %H:%M:%S %:z");
        Some(format!(
            "{wall}, {}",
            relative(seconds.checked_sub(self.now)?)
        ))
    }
}

/// The whole seconds of a number, rounded down.
fn seconds(digits: &str) -> Option<i64> {
    digits.parse().ok().or_else(|| {
        let number: f64 = digits.parse().ok()?;
        // Every time that has a calendar date is far within these bounds.
        let sane = number.is_finite() && number.abs() < 1e15;
        sane.then_some(number.floor() as i64)
    })
}

/// How far away a time is: `in 12 min`, `3 days ago`, `now`. Rounded towards now.
fn relative(seconds: i64) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    /// In the Gregorian calendar 400 years have 146,097 days.
    const YEAR: u64 = 146_097 * DAY / 400;
    let away = seconds.unsigned_abs();
    let (count, unit) = match away {
        0 => return "now".to_owned(),
        1..MINUTE => (away, "s"),
        MINUTE..HOUR => (away / MINUTE, "min"),
        HOUR..DAY => (away / HOUR, "h"),
        DAY..YEAR => (away / DAY, "day"),
        _ => (away / YEAR, "year"),
    };
    let plural = if count > 1 && matches!(unit, "day" | "year") {
        "s"
    } else {
        ""
    };
    if seconds < 0 {
        format!("{count} {unit}{plural} ago")
    } else {
        format!("in {count} {unit}{plural}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::Offset;

    #[test]
    fn distances_are_told_in_the_largest_unit() {
        for (seconds, words) in [
            (0, "now"),
            (1, "in 1 s"),
            (-59, "59 s ago"),
            (60, "in 1 min"),
            (-3_599, "59 min ago"),
            (3_600, "in 1 h"),
            (-86_400, "1 day ago"),
            (200_000, "in 2 days"),
            (31_556_952, "in 1 year"),
            (i64::MIN, "292277024626 years ago"),
        ] {
            assert_eq!(relative(seconds), words);
        }
    }

    #[test]
    fn a_date_is_shown_with_its_offset() {
        let zone = TimeZone::fixed(Offset::constant(-3));
        let clock = Clock::in_zone(1_300_819_440, zone);
        let explain = |digits: &str| clock.explain(&Json::Number(digits.to_owned()));
        assert_eq!(
            explain("1300819380").as_deref(),
            Some("2011-03-22 15:43:00 -03:00, 1 min ago")
        );
        assert_eq!(explain("1300819380.9"), explain("1300819380"));
        assert_eq!(explain("1.30081938e9"), explain("1300819380"));
        for odd in [
            "1e999",
            "99999999999999999999",
            "-99999999999999",
            "1795512600000000",
        ] {
            assert_eq!(explain(odd), None, "{odd}");
        }
        assert_eq!(clock.explain(&Json::String("1300819380".to_owned())), None);
    }
}
