//! Whether this machine's clock agrees with a server's.

use super::transfer::header;
use jiff::fmt::rfc2822;
use reqwest::header::{AGE, DATE, HeaderMap};

/// Clocks that differ by no more than this, in seconds, are right: an answer may be under way for
/// ten, and servers round.
pub const MAX_CLOCK_DIFFERENCE: u64 = 60;

/// A `Date` header as Unix seconds (RFC 9110 §5.6.7).
fn read_date(text: &str) -> Option<i64> {
    let time = rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(time.as_second())
}

/// When an answer was given, by the server's clock in Unix seconds (RFC 9110 §6.6.1), and how many
/// seconds it then lay in a cache (RFC 9111 §5.1).
pub(super) fn dated(headers: &HeaderMap) -> (Option<i64>, u64) {
    let age = header(headers, &AGE).and_then(|age| age.trim().parse().ok());
    (header(headers, &DATE).and_then(read_date), age.unwrap_or(0))
}

/// By how many seconds this machine's clock, which shows `now`, is ahead of a server's; where it is
/// behind, less than zero. Nothing where it is right. `age` is how long the answer lay in a cache
/// (RFC 9111 §5.1).
pub(super) fn difference(date: i64, age: u64, now: i64) -> Option<i64> {
    let off = now.saturating_sub(date.saturating_add_unsigned(age));
    (off.unsigned_abs() > MAX_CLOCK_DIFFERENCE).then_some(off)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_http_writes_it() {
        assert_eq!(
            read_date("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(784_111_777)
        );
        for bad in ["", "now", "784111777"] {
            assert_eq!(read_date(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_clock_that_is_off_is_told_with_its_side() {
        assert_eq!(difference(1_060, 0, 1_000), None);
        assert_eq!(difference(940, 0, 1_000), None);
        assert_eq!(difference(1_240, 0, 1_000), Some(-240));
        assert_eq!(difference(939, 0, 1_000), Some(61));
        assert!(difference(i64::MAX, u64::MAX, i64::MIN).is_some());
    }

    #[test]
    fn an_answer_that_lay_in_a_cache_is_old_and_the_clock_is_not() {
        assert_eq!(difference(1_000, 5_000, 6_010), None);
    }
}
