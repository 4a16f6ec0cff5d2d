//! NumericDate: seconds since 1970-01-01T00:00:00Z (RFC 7519 §2), and spans of time in words.

use crate::report::Json;
use jiff::Timestamp;
use std::fmt;

/// A point in time as a claim gives it. It may have a fraction, and may lie beyond every calendar.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct NumericDate(f64);

impl NumericDate {
    /// Reads a claim's value: a JSON number.
    ///
    /// # Errors
    /// What stands there instead, with its article.
    pub fn read(value: &Json) -> Result<Self, &'static str> {
        match value {
            // A double holds whole seconds exactly for 285 million years. What is beyond every
            // number becomes infinite, which compares as it should.
            Json::Number(digits) => digits.parse().map(Self).map_err(|_| "not a JSON number"),
            other => Err(other.type_name()),
        }
    }

    /// The time of that many whole seconds.
    #[allow(clippy::cast_precision_loss)]
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds as f64)
    }

    /// How many seconds it lies after another; negative where it lies before.
    pub fn seconds_after(self, other: Self) -> f64 {
        self.0 - other.0
    }

    /// The same time on a calendar, where one reaches that far.
    #[allow(clippy::cast_possible_truncation)]
    pub fn timestamp(self) -> Option<Timestamp> {
        let seconds = self.0.floor();
        if !(-1e15..1e15).contains(&seconds) {
            return None;
        }
        Timestamp::from_second(seconds as i64).ok()
    }
}

impl fmt::Display for NumericDate {
    /// `2026-11-24 11:00:00 UTC`, to the second.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.timestamp() {
            Some(time) => write!(f, "{}", time.strftime("%Y-%m-%d %H:%M:%S UTC")),
            None if self.0 > 0.0 => f.write_str("a time after the year 9999"),
            None => f.write_str("a time before the year -9999"),
        }
    }
}

/// From how many seconds on a unit is used, its length, its name. A month and a year are those of
/// the calendar on average; nothing is told as one of them that could as well be told in days.
const UNITS: [(u64, u64, &str); 6] = [
    (2 * YEAR, YEAR, "year"),
    (2 * MONTH, MONTH, "month"),
    (2 * 86_400, 86_400, "day"),
    (3_600, 3_600, "hour"),
    (60, 60, "minute"),
    (0, 1, "second"),
];
const YEAR: u64 = 31_556_952;
const MONTH: u64 = 2_629_746;

/// A span of time in one unit, as people say it: `12 minutes`, `1 hour`, `26 days`. The sign does
/// not matter; what is under a second is `0 seconds`.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn duration_in_words(seconds: f64) -> String {
    // The cast saturates: no span is longer than every number.
    in_one_unit(seconds.abs() as u64, |name| name)
}

/// The same as it stands in a narrow place: `45 s`, `12 min`, and from an hour on in words.
pub fn duration_in_brief(seconds: u64) -> String {
    in_one_unit(seconds, |name| match name {
        "second" => "s",
        "minute" => "min",
        name => name,
    })
}

fn in_one_unit(seconds: u64, told: fn(&'static str) -> &'static str) -> String {
    let unit = UNITS.into_iter().find(|(from, ..)| seconds >= *from);
    let (_, length, name) = unit.unwrap_or((0, 1, "second"));
    let count = seconds / length;
    if count > 1_000_000 {
        return "over a million years".to_owned();
    }
    let word = told(name);
    // What is shortened has no plural.
    let plural = if count == 1 || word != name { "" } else { "s" };
    format!("{count} {word}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(digits: &str) -> NumericDate {
        NumericDate::read(&Json::Number(digits.into())).unwrap()
    }

    #[test]
    fn any_json_number_is_a_time() {
        assert_eq!(date("1795514400").to_string(), "2026-11-24 10:00:00 UTC");
        assert_eq!(date("1795514400.9").to_string(), "2026-11-24 10:00:00 UTC");
        assert_eq!(date("1.7955144e9"), date("1795514400"));
        assert_eq!(
            date(&"9".repeat(4_000)).to_string(),
            "a time after the year 9999"
        );
        assert_eq!(date("-1e400").to_string(), "a time before the year -9999");
        assert!(date(&"9".repeat(4_000)) > NumericDate::from_seconds(i64::MAX));
    }

    #[test]
    fn nothing_else_is() {
        assert_eq!(
            NumericDate::read(&Json::String("1".into())),
            Err("a string")
        );
        assert_eq!(NumericDate::read(&Json::Null), Err("null"));
        assert_eq!(
            NumericDate::read(&Json::Number("1-1".into())),
            Err("not a JSON number")
        );
    }

    #[test]
    fn spans_are_said_in_one_unit() {
        for (seconds, words) in [
            (0.5, "0 seconds"),
            (-1.0, "1 second"),
            (59.0, "59 seconds"),
            (60.0, "1 minute"),
            (3_600.0, "1 hour"),
            (90_000.0, "25 hours"),
            (2_246_400.0, "26 days"),
            (31_557_600.0, "12 months"),
            (60.0 * 86_400.0, "60 days"),
            (730.0 * 86_400.0, "23 months"),
            (731.0 * 86_400.0, "2 years"),
            (3.2e8, "10 years"),
            (f64::INFINITY, "over a million years"),
        ] {
            assert_eq!(duration_in_words(seconds), words);
        }
    }

    #[test]
    fn a_narrow_place_has_short_names_and_the_same_units() {
        for (seconds, words) in [
            (0, "0 s"),
            (1, "1 s"),
            (779, "12 min"),
            (3_600, "1 hour"),
            (90_000, "25 hours"),
            (2_246_400, "26 days"),
            (u64::MAX, "over a million years"),
        ] {
            assert_eq!(duration_in_brief(seconds), words);
        }
    }
}
