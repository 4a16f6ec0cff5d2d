//! Times in another unit than seconds, spans instead of times, and clocks that differ a little.

use super::{Failed, status};
use crate::report::{Check, CheckId, Diagnosis, Json, Remedy, Status};
use crate::validation::{NumericDate, Policy, duration_in_words, judge_claims};

const TIMES: [(&str, CheckId); 3] = [
    ("exp", CheckId::Expiry),
    ("nbf", CheckId::NotBefore),
    ("iat", CheckId::IssuedAt),
];

/// From here on a time is in milliseconds: in seconds it would be after the year 5000.
const MILLISECONDS: f64 = 1e11;

/// How much servers commonly let clocks differ, in seconds. Five minutes is what Microsoft's and
/// Java's widespread libraries allow.
const COMMON_LEEWAYS: [u64; 4] = [30, 60, 120, 300];

/// In seconds. A span is shorter and a time is later, but for the seventies; and no token is issued
/// further away from now.
const DECADE: f64 = 10.0 * 365.25 * 86_400.0;

/// `iat` and others in milliseconds, which lie in a far future as seconds.
pub(super) fn in_milliseconds(failed: &Failed<'_>) -> Option<Diagnosis> {
    let claims = failed.jws.payload.claims()?;
    let now = NumericDate::from_seconds(failed.now);
    let now = now.seconds_after(NumericDate::from_seconds(0));
    let is_near = |time: f64| (time - now).abs() < DECADE;
    let mut large = Vec::new();
    let in_seconds = claims.iter().map(|(name, value)| {
        let is_time = TIMES.iter().any(|(time, _)| time == name);
        match seconds(value) {
            Some(time) if is_time && time > MILLISECONDS && is_near(time / 1000.0) => {
                large.push(name.as_str());
                (name.clone(), Json::Number((time / 1000.0).to_string()))
            }
            _ => (name.clone(), value.clone()),
        }
    });
    let in_seconds: Vec<_> = in_seconds.collect();
    let judged = judge_claims(
        Some(&in_seconds),
        failed.expectations,
        failed.policy,
        failed.now,
    );
    let is_mended = TIMES.iter().any(|(name, id)| {
        let failed = failed.status(*id) == Status::Fail;
        failed && large.contains(name) && status(&judged, *id) == Status::Pass
    });
    is_mended.then(|| {
        let (are, them) = match large.len() {
            1 => ("is", "it"),
            _ => ("are", "them"),
        };
        let names = large.join(" and ");
        Diagnosis::new(format!(
            "{names} {are} in milliseconds, a JWT has seconds. The issuer has to divide {them} by 1000"
        ))
    })
}

/// `exp` is how long the token holds, not until when.
pub(super) fn span(failed: &Failed<'_>) -> Option<Diagnosis> {
    if failed.status(CheckId::Expiry) != Status::Fail {
        return None;
    }
    let exp = seconds(failed.claim("exp")?)?;
    let iat = seconds(failed.claim("iat")?)?;
    if !(1.0..DECADE).contains(&exp) || iat < DECADE {
        return None;
    }
    Some(Diagnosis::new(format!(
        "exp looks like a span, {}, and not like a time. The issuer has to add it to the time of issue",
        duration_in_words(exp)
    )))
}

/// The clocks differ by less than what servers commonly let pass.
pub(super) fn leeway(failed: &Failed<'_>) -> Option<Diagnosis> {
    let failing = |checks: &[Check]| {
        TIMES
            .iter()
            .any(|(_, id)| status(checks, *id) == Status::Fail)
    };
    if !failing(failed.checks) {
        return None;
    }
    let claims = failed.jws.payload.claims();
    let leeway = COMMON_LEEWAYS.into_iter().find(|leeway| {
        let policy = Policy {
            leeway: *leeway,
            ..failed.policy.clone()
        };
        !failing(&judge_claims(
            claims,
            failed.expectations,
            &policy,
            failed.now,
        ))
    })?;
    let failed = failed.checks.iter().find(|check| {
        let is_time = TIMES.iter().any(|(_, id)| *id == check.id);
        is_time && check.status == Status::Fail
    })?;
    let detail = format!(
        "{}. With a leeway of {leeway} seconds, as many servers allow, it holds",
        failed.detail
    );
    Some(Diagnosis::new(detail).with(Remedy::Leeway(leeway)))
}

fn seconds(value: &Json) -> Option<f64> {
    let date = NumericDate::read(value).ok()?;
    Some(date.seconds_after(NumericDate::from_seconds(0)))
}
