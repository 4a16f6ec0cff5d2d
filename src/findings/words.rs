//! Texts from outside, lists and spans of time as they fit into a sentence.

pub(super) use crate::report::{capital, quoted};

/// The first few of a list: `a, b, c and 4 more`.
pub(super) fn listed<T: AsRef<str>>(texts: &[T]) -> String {
    const MOST: usize = 5;
    let shown: Vec<_> = texts.iter().take(MOST).map(AsRef::as_ref).collect();
    let shown = shown.join(", ");
    match texts.len().saturating_sub(MOST) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// A span of seconds in its largest fitting unit: `3 hours`, `40 days`, `10 years`.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn span(seconds: f64) -> String {
    const UNITS: [(u64, u64, &str); 4] = [
        (2 * 365 * 86_400, 31_556_952, "years"),
        (2 * 86_400, 86_400, "days"),
        (2 * 3_600, 3_600, "hours"),
        (2 * 60, 60, "minutes"),
    ];
    /// From here on a number says nothing.
    const MOST_YEARS: u64 = 1_000;
    // The cast saturates: no span is longer than every number.
    let seconds = seconds.abs() as u64;
    match UNITS.into_iter().find(|(from, ..)| seconds >= *from) {
        Some((_, length, "years")) if seconds / length > MOST_YEARS => {
            "over a thousand years".to_owned()
        }
        Some((_, length, name)) => format!("{} {name}", seconds / length),
        None if seconds == 1 => "1 second".to_owned(),
        None => format!("{seconds} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_in_one_unit() {
        for (seconds, words) in [
            (-1.0, "1 second"),
            (119.0, "119 seconds"),
            (3_600.0, "60 minutes"),
            (86_400.0, "24 hours"),
            (365.0 * 86_400.0, "365 days"),
            (3.2e8, "10 years"),
            (f64::INFINITY, "over a thousand years"),
        ] {
            assert_eq!(span(seconds), words);
        }
    }

    #[test]
    fn long_texts_and_lists_are_cut() {
        assert!(quoted(&"é".repeat(10_000)).chars().count() < 70);
        assert_eq!(listed(&["a"; 7]), "a, a, a, a, a and 2 more");
    }
}
