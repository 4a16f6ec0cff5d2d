//! `exp`, `nbf` and `iat`: units, order, and how long the token holds.

use super::Rule;
use super::token::{Profile, Token};
use super::words::{listed, span};
use crate::report::{CheckId, Finding, Json, Kind, Reference, Segment, Severity};

pub(super) const NOT_A_NUMBER: Rule = Rule {
    id: "time-not-a-number",
    severity: Severity::Medium,
    title: "Time is no number",
    meaning: "exp, nbf or iat is not a number, and some readers then treat it as if it were not there",
    reference: Reference::rfc(7519, "2"),
};

pub(super) const MILLISECONDS: Rule = Rule {
    id: "time-in-milliseconds",
    severity: Severity::Medium,
    title: "Time in milliseconds",
    meaning: "A time is so large that milliseconds are meant, which makes the token hold for millennia",
    reference: Reference::rfc(7519, "2"),
};

pub(super) const OUT_OF_ORDER: Rule = Rule {
    id: "times-out-of-order",
    severity: Severity::Medium,
    title: "Ends before it begins",
    meaning: "exp is not after nbf or iat, so the token never holds where both are checked",
    reference: Reference::rfc(7519, "4.1.4"),
};

pub(super) const IN_FUTURE: Rule = Rule {
    id: "issued-in-future",
    severity: Severity::Medium,
    title: "Made in the future",
    meaning: "iat lies in the future: a clock is wrong, or the token was made up",
    reference: Reference::rfc(7519, "4.1.6"),
};

pub(super) const NO_EXPIRY: Rule = Rule {
    id: "no-expiry",
    severity: Severity::Low,
    title: "Never expires",
    meaning: "There is no exp, so whoever gets hold of the token can use it for good",
    reference: Reference::rfc(7519, "4.1.4"),
};

pub(super) const LONG: Rule = Rule {
    id: "long-lifetime",
    severity: Severity::Low,
    title: "Lives long",
    meaning: "The token holds for over a month, and mostly nobody can take it back before",
    reference: Reference::rfc(6819, "5.1.5.3"),
};

/// From here on seconds would be after the year 5138.
const FIRST_MILLISECONDS: f64 = 1e11;

/// So far two honest clocks may be apart, in seconds.
const CLOCK_SKEW: f64 = 300.0;

const DAY: f64 = 86_400.0;
/// A month: no session that a person renews lasts longer.
const LONG_LIFETIME: f64 = 31.0 * DAY;
/// A year and what an issuer may add to it: clusters give that to the workloads of old.
const VERY_LONG_LIFETIME: f64 = 367.0 * DAY;

const NAMES: [&str; 3] = ["exp", "nbf", "iat"];

/// A time in seconds, where it is one.
fn seconds(token: &Token<'_>, name: &str) -> Option<f64> {
    let digits = token.claim(name)?.as_number()?;
    let seconds: f64 = digits.parse().ok()?;
    (!is_milliseconds(seconds)).then_some(seconds)
}

fn is_milliseconds(value: f64) -> bool {
    value.abs() >= FIRST_MILLISECONDS
}

/// A time of another type than a number.
pub(super) fn not_a_number(token: &Token<'_>) -> Option<Finding> {
    let wrong = |name: &&str| token.claim(name).is_some_and(|v| v.as_number().is_none());
    let names: Vec<_> = NAMES.into_iter().filter(wrong).collect();
    if names.is_empty() {
        return None;
    }
    let detail = format!(
        "{}: a reader that leaves out what it cannot read never sees the token expire (jsonwebtoken \
         before 10.3 did, CVE-2026-25537), and one that is strict refuses it; have the issuer write \
         seconds since 1970 as a number",
        listed(&names)
    );
    Some(NOT_A_NUMBER.found(Severity::Medium, detail))
}

/// A time a thousand times too large.
pub(super) fn milliseconds(token: &Token<'_>) -> Option<Finding> {
    let is_large = |name: &&str| {
        let digits = token.claim(name).and_then(Json::as_number);
        let value = digits.and_then(|digits| digits.parse().ok());
        value.is_some_and(is_milliseconds)
    };
    let names: Vec<_> = NAMES.into_iter().filter(is_large).collect();
    if names.is_empty() {
        return None;
    }
    let detail = format!(
        "{}: JavaScript counts milliseconds and a JWT seconds, so the token lies in the far future; \
         have the issuer divide by 1000 and round down",
        listed(&names)
    );
    Some(MILLISECONDS.found(Severity::Medium, detail))
}

/// An end that is not after the beginning.
pub(super) fn out_of_order(token: &Token<'_>) -> Option<Finding> {
    let exp = seconds(token, "exp")?;
    let before = |name: &&str| seconds(token, name).is_some_and(|begin| exp <= begin);
    let name = ["nbf", "iat"].into_iter().find(before)?;
    let detail = format!(
        "exp is not after {name}: there is no moment at which the token holds; see how the issuer \
         computes its lifetime, a zone or a unit may be mistaken"
    );
    Some(OUT_OF_ORDER.found(Severity::Medium, detail))
}

/// `iat` in the future, beyond the leeway.
#[allow(clippy::cast_precision_loss)]
pub(super) fn in_future(token: &Token<'_>) -> Option<Finding> {
    if !token.failed(CheckId::IssuedAt) {
        return None;
    }
    let ahead = seconds(token, "iat")? - token.now as f64;
    Some(if ahead <= CLOCK_SKEW {
        let detail = "Two clocks differ by a little: let yours be set by the network, and allow a \
                      leeway of a minute or two";
        IN_FUTURE.found(Severity::Low, detail)
    } else {
        let detail = "No clock that is set by the network is so far ahead: see whether this clock \
                      or the issuer's is wrong, or whether the token was made by hand";
        IN_FUTURE.found(Severity::Medium, detail)
    })
}

/// No end at all. Proofs, events and other types have their own ways to end.
pub(super) fn no_expiry(token: &Token<'_>) -> Option<Finding> {
    let ends = matches!(token.profile(), Some(Profile::Plain | Profile::AccessToken));
    if !ends || token.claim("exp").is_some() || token.is_broken(Segment::Payload) {
        return None;
    }
    let detail = "It can be used until its key is changed: have the issuer set exp to minutes or \
                  hours from now, and refuse tokens without one";
    Some(NO_EXPIRY.found(Severity::Low, detail))
}

/// A long way from the beginning to the end.
pub(super) fn long(token: &Token<'_>) -> Option<Finding> {
    let begin = ["iat", "nbf"].into_iter();
    let begin = begin.filter_map(|name| seconds(token, name)).next()?;
    let lifetime = seconds(token, "exp")? - begin;
    // A credential is made for years, and shown by whoever holds its key.
    if lifetime <= LONG_LIFETIME || token.kind == Kind::SdJwt {
        return None;
    }
    let severity = if lifetime > VERY_LONG_LIFETIME {
        Severity::Low
    } else {
        Severity::Info
    };
    let detail = format!(
        "It holds for {}: keep it as safe as a password, and where you issue it yourself make it \
         short and let it be renewed",
        span(lifetime)
    );
    Some(LONG.found(severity, detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_begin_after_every_sensible_second() {
        assert!(!is_milliseconds(32_503_680_000.0), "the year 3000");
        assert!(is_milliseconds(1_795_446_000_000.0));
        assert!(is_milliseconds(f64::INFINITY));
    }
}
