//! Times of claims as a person reads them: on the wall, with the offset, and how far away.

use super::zone;
use crate::report::Json;
use crate::validation::{NumericDate, duration_in_words};
use jiff::tz::TimeZone;
use std::cell::LazyCell;

/// The time by which a report was judged, and the zone in which times are shown.
pub(in crate::cli) struct Clock {
    now: NumericDate,
    // Found out only where a time is shown: it reads the system's files.
    zone: LazyCell<TimeZone, Box<dyn FnOnce() -> TimeZone>>,
}

impl Clock {
    /// A clock at that time, in seconds since 1970-01-01T00:00:00Z, in the system's time zone.
    pub(in crate::cli) fn at(now: i64) -> Self {
        Self {
            now: NumericDate::from_seconds(now),
            zone: LazyCell::new(Box::new(zone::system)),
        }
    }

    #[cfg(test)]
    pub(super) fn in_zone(now: i64, zone: TimeZone) -> Self {
        Self {
            now: NumericDate::from_seconds(now),
            zone: LazyCell::new(Box::new(|| zone)),
        }
    }

    /// What a NumericDate means (RFC 7519 §2): `2011-03-22 18:43:00 +00:00, 15 years ago`. Nothing
    /// where it is no number, or where no calendar reaches it.
    pub(in crate::cli) fn explain(&self, claim: &Json) -> Option<String> {
        let date = NumericDate::read(claim).ok()?;
        let local = date.timestamp()?.to_zoned_datetime((*self.zone).clone());
        let wall = local.strftime("%Y-%m-%d %H:%M:%S %:z");
        let away = date.seconds_after(self.now);
        let words = duration_in_words(away);
        Some(if away.abs() < 1.0 {
            format!("{wall}, now")
        } else if away < 0.0 {
            format!("{wall}, {words} ago")
        } else {
            format!("{wall}, in {words}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::Offset;

    #[test]
    fn a_date_is_shown_with_its_offset_and_its_distance() {
        let zone = TimeZone::fixed(Offset::constant(-3));
        let clock = Clock::in_zone(1_300_819_440, zone);
        let explain = |digits: &str| clock.explain(&Json::Number(digits.to_owned()));
        for (digits, words) in [
            ("1300819380", "2011-03-22 15:43:00 -03:00, 1 minute ago"),
            ("1300819440", "2011-03-22 15:44:00 -03:00, now"),
            ("1.300819440e9", "2011-03-22 15:44:00 -03:00, now"),
            ("1300819440.9", "2011-03-22 15:44:00 -03:00, now"),
            ("1300826640", "2011-03-22 17:44:00 -03:00, in 2 hours"),
        ] {
            assert_eq!(explain(digits).as_deref(), Some(words), "{digits}");
        }
        for odd in ["1e999", "99999999999999999999", "-99999999999999"] {
            assert_eq!(explain(odd), None, "{odd}");
        }
        assert_eq!(clock.explain(&Json::String("1300819380".to_owned())), None);
    }
}
