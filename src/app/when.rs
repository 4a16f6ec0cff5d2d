//! Times as a person reads and writes them. The zone and the present come in as arguments.

use crate::report::Json;
use crate::validation::duration_in_brief;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// What is said of a time that no calendar here reaches.
pub const BEYOND: &str = "beyond the calendar";

const MINUTE: i64 = 60;

/// A NumericDate (RFC 7519 §2): seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl Moment {
    /// The moment that a claim names; nothing where it is no number. Fractions are cut off, and
    /// what no `i64` reaches stands at its end.
    pub fn from_json(json: &Json) -> Option<Self> {
        let digits = json.as_number()?;
        if let Ok(seconds) = digits.parse::<i64>() {
            return Some(Self(seconds));
        }
        let seconds = digits.parse::<f64>().ok()?;
        // The cast saturates.
        (!seconds.is_nan()).then_some(Self(seconds.floor() as i64))
    }

    /// The moment that a claim of a PASETO names: RFC 3339, as text.
    pub fn from_text(json: &Json) -> Option<Self> {
        let at = json.as_str()?.parse::<Timestamp>().ok()?;
        Some(Self(at.as_second()))
    }
}

/// Reads a time that a person wrote: RFC 3339 or Unix seconds. Empty text is no time.
///
/// # Errors
/// One sentence that says what is expected.
pub fn parse_time(text: &str) -> Result<Option<i64>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(seconds) = text.parse::<i64>() {
        return match Timestamp::from_second(seconds) {
            Ok(_) => Ok(Some(seconds)),
            Err(_) => Err("That is beyond the year 9999; Unix time is given in seconds".into()),
        };
    }
    match text.parse::<Timestamp>() {
        Ok(at) => Ok(Some(at.as_second())),
        Err(_) => Err("Write a time as 2026-11-23T14:48:00Z or as Unix seconds, 1795445280".into()),
    }
}

fn format(at: i64, zone: &TimeZone, pattern: &str) -> Option<String> {
    let zoned = ZonedDateTime::new(Timestamp::from_second(at).ok()?, zone.clone());
    jiff::fmt::strtime::format(pattern, &zoned).ok()
}

/// Local date and time with the offset: `23 Nov 2026, 15:00:00 +01:00`, or `UTC`.
pub fn local(at: i64, zone: &TimeZone) -> String {
    let offset = zone_offset(at, zone);
    format(at, zone, "%-d %b %Y, %H:%M:%S").map_or_else(|| BEYOND.into(), |t| t + " " + &offset)
}

/// The same without seconds: `23 Nov 2026, 15:00 +01:00`.
pub fn local_minute(at: i64, zone: &TimeZone) -> String {
    let offset = zone_offset(at, zone);
    format(at, zone, "%-d %b %Y, %H:%M").map_or_else(|| BEYOND.into(), |t| t + " " + &offset)
}

/// The same in UTC: `2026-11-23 14:00:00 UTC`.
pub fn utc(at: i64) -> String {
    format(at, &TimeZone::UTC, "%Y-%m-%d %H:%M:%S UTC").unwrap_or_else(|| BEYOND.into())
}

/// How far local time is from UTC at that moment: `+01:00`, or `UTC` itself.
pub fn zone_offset(at: i64, zone: &TimeZone) -> String {
    match format(at, zone, "%:z").unwrap_or_default().as_str() {
        "+00:00" => "UTC".into(),
        offset => offset.into(),
    }
}

/// The shortest that tells it from `now`: `15:00`, `20 Dec, 08:30`, `20 Dec 2027`.
pub fn clock(at: i64, now: i64, zone: &TimeZone) -> String {
    let day = |at| format(at, zone, "%F");
    let year = |at| format(at, zone, "%Y");
    let pattern = if day(at) == day(now) {
        "%H:%M"
    } else if year(at) == year(now) {
        "%-d %b, %H:%M"
    } else {
        "%-d %b %Y"
    };
    format(at, zone, pattern).unwrap_or_else(|| BEYOND.into())
}

/// For the moment that is looked at: `14:48:00` today, else with the day.
pub fn day_and_clock(at: i64, now: i64, zone: &TimeZone) -> String {
    let day = |at| format(at, zone, "%F");
    let pattern = if day(at) == day(now) {
        "%H:%M:%S"
    } else {
        "%-d %b %Y, %H:%M"
    };
    format(at, zone, pattern).unwrap_or_else(|| BEYOND.into())
}

/// A span in its largest unit: `45 s`, `12 min`, `5 hours`, `26 days`, `3 years`.
pub fn lasting(seconds: u64) -> String {
    duration_in_brief(seconds)
}

/// Where a moment lies as seen from `now`: `in 12 min`, `48 min ago`, `now`.
pub fn relative(at: i64, now: i64) -> String {
    let span = lasting(at.abs_diff(now));
    match at.cmp(&now) {
        std::cmp::Ordering::Equal => "now".into(),
        std::cmp::Ordering::Greater => format!("in {span}"),
        std::cmp::Ordering::Less => format!("{span} ago"),
    }
}

/// How long ago something was done: `just now` within a minute, `2 min ago`.
pub fn ago(at: i64, now: i64) -> String {
    match now.saturating_sub(at) {
        ..MINUTE => "just now".into(),
        _ => relative(at, now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::Offset;

    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    const YEAR: i64 = 365 * DAY;

    const NOON: i64 = 1_795_446_000; // 2026-11-23T15:00:00Z

    fn paris() -> TimeZone {
        TimeZone::fixed(Offset::constant(1))
    }

    #[test]
    fn a_time_is_read_as_a_person_writes_it() {
        for (text, expected) in [
            ("", Ok(None)),
            ("  ", Ok(None)),
            ("1795446000", Ok(Some(NOON))),
            ("2026-11-23T15:00:00Z", Ok(Some(NOON))),
            ("2026-11-23T16:00:00+01:00", Ok(Some(NOON))),
            ("-1", Ok(Some(-1))),
        ] {
            assert_eq!(parse_time(text), expected, "{text}");
        }
        for wrong in [
            "tomorrow",
            "2026-11-23",
            "1795446000000000",
            "2026-13-01T00:00:00Z",
        ] {
            assert!(parse_time(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn local_times_carry_their_offset() {
        assert_eq!(local(NOON, &paris()), "23 Nov 2026, 16:00:00 +01:00");
        assert_eq!(local(NOON, &TimeZone::UTC), "23 Nov 2026, 15:00:00 UTC");
        assert_eq!(local_minute(NOON, &paris()), "23 Nov 2026, 16:00 +01:00");
        assert_eq!(utc(NOON), "2026-11-23 15:00:00 UTC");
        assert_eq!(zone_offset(NOON, &paris()), "+01:00");
    }

    #[test]
    fn near_times_are_short() {
        let zone = paris();
        assert_eq!(clock(NOON + 60, NOON, &zone), "16:01");
        assert_eq!(clock(NOON + 27 * DAY, NOON, &zone), "20 Dec, 16:00");
        assert_eq!(clock(NOON + YEAR, NOON, &zone), "23 Nov 2027");
    }

    #[test]
    fn spans_are_told_in_their_largest_unit() {
        for (span, words) in [
            (45, "in 45 s"),
            (12 * MINUTE + 59, "in 12 min"),
            (HOUR, "in 1 hour"),
            (-26 * DAY, "26 days ago"),
            (-3 * YEAR, "2 years ago"),
            (2_000_000 * YEAR, "in over a million years"),
            (0, "now"),
        ] {
            assert_eq!(relative(NOON + span, NOON), words);
        }
    }

    #[test]
    fn no_number_is_too_odd() {
        for digits in ["1e400", "-1e400", "9223372036854775808", &"9".repeat(4000)] {
            let moment = Moment::from_json(&Json::Number(digits.to_owned())).unwrap();
            assert_eq!(local(moment.0, &paris()), BEYOND);
            assert!(!relative(moment.0, NOON).is_empty());
        }
        let half = Json::Number("1795446000.5".into());
        assert_eq!(Moment::from_json(&half), Some(Moment(NOON)));
        assert_eq!(Moment::from_json(&Json::String("1".into())), None);
    }
}
