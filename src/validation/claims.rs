//! The claims of a JWT against what is expected of them (RFC 7519 §4.1).

use super::algorithm::quoted;
use super::numeric_date::{NumericDate, duration_in_words};
use super::{Expectations, Policy};
use crate::report::{Check, CheckId, Json, Reference, capital};

/// Judges the claims at a time. `claims` is nothing where the payload is no JSON object.
pub fn judge_claims(
    claims: Option<&[(String, Json)]>,
    expectations: &Expectations,
    policy: &Policy,
    now: i64,
) -> Vec<Check> {
    let judge = Judge {
        claims,
        now: NumericDate::from_seconds(now),
        leeway: policy.leeway,
    };
    let issuer = expectations.issuer_of(claims);
    vec![
        judge.text(CheckId::Issuer, "iss", issuer.as_deref()),
        judge.text(CheckId::Subject, "sub", expectations.subject.as_deref()),
        judge.audience(&expectations.audience),
        judge.time(CheckId::Expiry, "exp", Judge::expiry),
        judge.time(CheckId::NotBefore, "nbf", Judge::not_before),
        judge.time(CheckId::IssuedAt, "iat", Judge::issued_at),
        judge.text(CheckId::Nonce, "nonce", expectations.nonce.as_deref()),
        judge.required(&expectations.require),
    ]
}

fn reference(id: CheckId) -> Reference {
    match id {
        CheckId::Issuer => Reference::rfc(7519, "4.1.1"),
        CheckId::Subject => Reference::rfc(7519, "4.1.2"),
        CheckId::Audience => Reference::rfc(7519, "4.1.3"),
        CheckId::Expiry => Reference::rfc(7519, "4.1.4"),
        CheckId::NotBefore => Reference::rfc(7519, "4.1.5"),
        CheckId::IssuedAt => Reference::rfc(7519, "4.1.6"),
        CheckId::Nonce => Reference::openid_core("3.1.3.7"),
        _ => Reference::rfc(7519, "4"),
    }
}

fn pass(id: CheckId, detail: impl Into<String>) -> Check {
    Check::pass(id, reference(id), detail)
}

fn fail(id: CheckId, detail: impl Into<String>) -> Check {
    Check::fail(id, reference(id), detail)
}

fn skip(id: CheckId, why: impl std::fmt::Display) -> Check {
    Check::skipped(id, reference(id), format!("Not checked: {why}"))
}

struct Judge<'c> {
    claims: Option<&'c [(String, Json)]>,
    now: NumericDate,
    /// Seconds.
    leeway: u64,
}

impl Judge<'_> {
    fn claim(&self, name: &str) -> Option<&Json> {
        let mut claims = self.claims?.iter();
        claims.find(|(n, _)| n == name).map(|(_, value)| value)
    }

    /// Why there is nothing to compare.
    fn absence(&self, name: &str) -> String {
        match self.claims {
            Some(_) => format!("there is no {name}"),
            None => "the payload holds no claims".to_owned(),
        }
    }

    /// A claim that is text and has one expected value.
    fn text(&self, id: CheckId, name: &str, expected: Option<&str>) -> Check {
        // Only iss and sub are text whoever uses them (RFC 7519 §4.1).
        let is_registered = id != CheckId::Nonce;
        match (self.claim(name), expected) {
            (Some(Json::String(found)), Some(expected)) if found == expected => {
                pass(id, format!("{}, as expected", quoted(found)))
            }
            (Some(Json::String(found)), Some(expected)) => {
                let (found, expected) = (quoted(found), quoted(expected));
                fail(id, format!("{name} is {found}, expected {expected}"))
            }
            (Some(Json::String(_)), None) => skip(id, "none expected"),
            (Some(other), expected) if is_registered || expected.is_some() => {
                fail(id, format!("{name} is {}, not a string", other.type_name()))
            }
            (Some(_), _) => skip(id, "none expected"),
            (None, Some(_)) => fail(id, capital(&self.absence(name))),
            (None, None) => skip(id, self.absence(name)),
        }
    }

    /// `aud`: a string or a list of strings, one of which is expected.
    fn audience(&self, expected: &[String]) -> Check {
        let id = CheckId::Audience;
        let Some(value) = self.claim("aud") else {
            let absence = self.absence("aud");
            return if expected.is_empty() {
                skip(id, absence)
            } else {
                fail(id, capital(&absence))
            };
        };
        let found: Vec<&str> = match value {
            Json::String(one) => vec![one],
            Json::Array(values) => {
                let texts: Option<Vec<&str>> = values.iter().map(Json::as_str).collect();
                match texts {
                    Some(texts) => texts,
                    None => return fail(id, "aud is a list that holds more than strings"),
                }
            }
            other => {
                let detail = format!(
                    "aud is {}, not a string or a list of strings",
                    other.type_name()
                );
                return fail(id, detail);
            }
        };
        if expected.is_empty() {
            return skip(id, "none expected");
        }
        if let Some(named) = expected.iter().find(|e| found.contains(&e.as_str())) {
            return pass(id, format!("{}, as expected", quoted(named)));
        }
        let expected: Vec<_> = expected.iter().map(|e| quoted(e)).collect();
        fail(
            id,
            format!(
                "aud is {}, expected {}",
                listed(&found),
                expected.join(" or ")
            ),
        )
    }

    /// A claim that is a time.
    fn time(&self, id: CheckId, name: &str, judge: fn(&Self, NumericDate) -> Check) -> Check {
        match self.claim(name).map(NumericDate::read) {
            Some(Ok(date)) => judge(self, date),
            Some(Err(what)) => fail(id, format!("{name} is {what}, not a number of seconds")),
            None => skip(id, self.absence(name)),
        }
    }

    /// Seconds by which a time lies after now.
    fn ahead(&self, date: NumericDate) -> f64 {
        date.seconds_after(self.now)
    }

    #[allow(clippy::cast_precision_loss)]
    fn leeway(&self) -> f64 {
        self.leeway as f64
    }

    /// The current time has to be before `exp`.
    fn expiry(&self, date: NumericDate) -> Check {
        let ahead = self.ahead(date);
        let span = duration_in_words(ahead);
        if ahead > 0.0 {
            return pass(
                CheckId::Expiry,
                format!("Holds for {span} more, until {date}"),
            );
        }
        if ahead + self.leeway() > 0.0 {
            let detail = format!("Expired {span} ago, at {date}, within the leeway");
            return pass(CheckId::Expiry, detail);
        }
        fail(CheckId::Expiry, format!("Expired {span} ago, at {date}"))
    }

    /// The current time has to be `nbf` or after it.
    fn not_before(&self, date: NumericDate) -> Check {
        let ahead = self.ahead(date);
        let span = duration_in_words(ahead);
        if ahead <= 0.0 {
            return pass(
                CheckId::NotBefore,
                format!("Holds since {date}, {span} ago"),
            );
        }
        if ahead <= self.leeway() {
            let detail = format!("Holds from {date}, in {span}, within the leeway");
            return pass(CheckId::NotBefore, detail);
        }
        fail(
            CheckId::NotBefore,
            format!("Does not hold yet: from {date}, in {span}"),
        )
    }

    /// A token that was made in the future was not made by a clock like this one.
    fn issued_at(&self, date: NumericDate) -> Check {
        let ahead = self.ahead(date);
        let span = duration_in_words(ahead);
        if ahead <= 0.0 {
            return pass(CheckId::IssuedAt, format!("Issued {span} ago, at {date}"));
        }
        if ahead <= self.leeway() {
            let detail = format!("Issued in {span}, at {date}, within the leeway");
            return pass(CheckId::IssuedAt, detail);
        }
        fail(
            CheckId::IssuedAt,
            format!("Issued in the future: in {span}, at {date}"),
        )
    }

    /// Every required claim is there and says something.
    fn required(&self, names: &[String]) -> Check {
        let id = CheckId::RequiredClaims;
        if names.is_empty() {
            return skip(id, "none required");
        }
        let is_missing = |name: &&String| matches!(self.claim(name), None | Some(Json::Null));
        let missing: Vec<_> = names
            .iter()
            .filter(is_missing)
            .map(String::as_str)
            .collect();
        if missing.is_empty() {
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            return pass(id, format!("There: {}", listed(&names)));
        }
        fail(id, format!("Missing: {}", listed(&missing)))
    }
}

/// Texts from outside in one list, cut where it is long.
pub(super) fn listed(texts: &[&str]) -> String {
    const MOST: usize = 8;
    if texts.is_empty() {
        return "an empty list".to_owned();
    }
    let shown: Vec<_> = texts.iter().take(MOST).map(|t| quoted(t)).collect();
    let shown = shown.join(", ");
    match texts.len().saturating_sub(MOST) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::json;
    use crate::report::Status::{self, Fail, Pass, Skipped};

    const NOW: i64 = 1_795_514_400;

    fn check(claims: &str, expectations: &Expectations, leeway: u64, id: CheckId) -> Check {
        let (claims, faults) = json::parse(claims.as_bytes());
        assert!(faults.is_empty());
        let policy = Policy {
            leeway,
            ..Policy::default()
        };
        let checks = judge_claims(claims.members(), expectations, &policy, NOW);
        checks.into_iter().find(|c| c.id == id).unwrap()
    }

    fn status(claims: &str, id: CheckId) -> Status {
        check(claims, &Expectations::default(), 0, id).status
    }

    #[test]
    fn a_time_of_the_wrong_type_fails_and_is_never_absent() {
        for name in ["exp", "nbf", "iat"] {
            let id = match name {
                "exp" => CheckId::Expiry,
                "nbf" => CheckId::NotBefore,
                _ => CheckId::IssuedAt,
            };
            for value in ["\"1795514400\"", "null", "true", "false", "[]", "{}"] {
                let claims = format!("{{\"{name}\":{value}}}");
                assert_eq!(status(&claims, id), Fail, "{claims}");
            }
            assert_eq!(status("{}", id), Skipped);
        }
    }

    #[test]
    fn expiry_ends_with_its_second() {
        let exp = |seconds: i64| format!("{{\"exp\":{}}}", NOW + seconds);
        assert_eq!(status(&exp(1), CheckId::Expiry), Pass);
        assert_eq!(status(&exp(0), CheckId::Expiry), Fail);
        let none = Expectations::default();
        let id = CheckId::Expiry;
        assert_eq!(check(&exp(-9), &none, 10, id).status, Pass);
        assert_eq!(check(&exp(-10), &none, 10, id).status, Fail);
        assert_eq!(check(&exp(-10), &none, u64::MAX, id).status, Pass);
        assert_eq!(check("{\"exp\":-1e999}", &none, u64::MAX, id).status, Fail);
    }

    #[test]
    fn not_before_and_issued_at_begin_with_their_second() {
        for (name, id) in [("nbf", CheckId::NotBefore), ("iat", CheckId::IssuedAt)] {
            let at = |seconds: i64| format!("{{\"{name}\":{}}}", NOW + seconds);
            assert_eq!(status(&at(0), id), Pass);
            assert_eq!(status(&at(1), id), Fail);
            let none = Expectations::default();
            assert_eq!(check(&at(10), &none, 10, id).status, Pass);
            assert_eq!(check(&at(11), &none, 10, id).status, Fail);
        }
    }

    #[test]
    fn texts_are_compared_to_the_letter() {
        let expectations = Expectations {
            issuer: Some("https://a".into()),
            ..Expectations::default()
        };
        let check = |claims: &str| check(claims, &expectations, 0, CheckId::Issuer).status;
        assert_eq!(check(r#"{"iss":"https://a"}"#), Pass);
        assert_eq!(check(r#"{"iss":"https://a/"}"#), Fail);
        assert_eq!(check(r#"{"iss":["https://a"]}"#), Fail);
        assert_eq!(check("{}"), Fail);
        assert_eq!(status(r#"{"iss":"https://a"}"#, CheckId::Issuer), Skipped);
        assert_eq!(status(r#"{"iss":["https://a"]}"#, CheckId::Issuer), Fail);
        assert_eq!(status(r#"{"sub":1}"#, CheckId::Subject), Fail);
        assert_eq!(status(r#"{"nonce":1}"#, CheckId::Nonce), Skipped);
    }

    #[test]
    fn one_of_the_expected_audiences_is_enough() {
        let expectations = Expectations {
            audience: vec!["a".into(), "b".into()],
            ..Expectations::default()
        };
        let check = |claims: &str| check(claims, &expectations, 0, CheckId::Audience).status;
        assert_eq!(check(r#"{"aud":"b"}"#), Pass);
        assert_eq!(check(r#"{"aud":["x","a"]}"#), Pass);
        assert_eq!(check(r#"{"aud":["x"]}"#), Fail);
        assert_eq!(check(r#"{"aud":["a",1]}"#), Fail);
        assert_eq!(check(r#"{"aud":[]}"#), Fail);
        assert_eq!(check("{}"), Fail);
        assert_eq!(status(r#"{"aud":1}"#, CheckId::Audience), Fail);
        assert_eq!(status(r#"{"aud":"b"}"#, CheckId::Audience), Skipped);
    }

    #[test]
    fn a_required_claim_says_something() {
        let expectations = Expectations {
            require: vec!["exp".into(), "jti".into()],
            ..Expectations::default()
        };
        let check = |claims: &str| check(claims, &expectations, 0, CheckId::RequiredClaims);
        assert_eq!(check(r#"{"exp":1,"jti":"a"}"#).status, Pass);
        assert_eq!(check(r#"{"exp":1,"jti":null}"#).detail, "Missing: \"jti\"");
    }

    #[test]
    fn without_claims_only_what_is_expected_fails() {
        let expectations = Expectations {
            issuer: Some("a".into()),
            ..Expectations::default()
        };
        let checks = judge_claims(None, &expectations, &Policy::default(), NOW);
        let failed: Vec<_> = checks.iter().filter(|c| c.status == Fail).collect();
        assert_eq!(failed.len(), 1);
        assert_eq!(failed[0].detail, "The payload holds no claims");
    }
}
