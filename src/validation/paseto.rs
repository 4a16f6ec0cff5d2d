//! A PASETO: its signature and its claims, whose times are text (PASETO specification).

use super::algorithm::{PRACTICE, quoted};
use super::attempt::Budget;
use super::authentication::judge_auth_time;
use super::key_binding::judge_unbound;
use super::key_choice::{choose, is_same_algorithm};
use super::key_trust::{self, judge_strength, judge_trust};
use super::{Expectations, Policy, judge_claims};
use crate::jose::key::KeySet;
use crate::jose::paseto::{Paseto, Purpose};
use crate::jose::{Algorithm, Verification};
use crate::report::{Check, CheckId, Fault, Json, KeyUse, Payload, Reference};
use jiff::Timestamp;

const COMMON: Reference = Reference::paseto("Common");
const CLAIMS: Reference = Reference::paseto("Claims");

/// A PASETO, and all that it is judged by.
#[derive(Clone, Copy)]
pub struct PasetoGiven<'g> {
    /// The keys that the person gave.
    pub keys: &'g [KeySet],
    /// What the person expects.
    pub expectations: &'g Expectations,
    /// What is allowed.
    pub policy: &'g Policy,
    /// The time to judge by, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
}

/// Judges a PASETO. Gives the key that verified it too, or the one that should have.
pub fn judge_paseto(
    paseto: &Paseto,
    given: PasetoGiven<'_>,
    budget: &mut Budget,
) -> (Vec<Check>, Option<KeyUse>) {
    let mut checks = vec![judge_format(&paseto.faults)];
    let version = version(paseto.version);
    let name = match paseto.purpose {
        Purpose::Local => "local",
        Purpose::Public => "public",
    };
    let detail = match (paseto.purpose, paseto.algorithm()) {
        (Purpose::Public, Some(algorithm)) => {
            let meaning = algorithm.meaning();
            format!("v{}.{name}, {meaning}", paseto.version)
        }
        _ => format!("v{}.{name}", paseto.version),
    };
    checks.push(judge_allowed(paseto, given.policy, version, detail));
    let mut key = None;
    if paseto.purpose == Purpose::Local {
        let detail = "Not checked: encrypted PASETOs are not decrypted here";
        checks.push(Check::skipped(CheckId::Decryption, version, detail));
    } else {
        let (found, used) = judge_signature(paseto, given, budget);
        checks.extend(found);
        key = used;
        checks.extend(judge_times_and_claims(paseto, given));
    }
    checks.sort_by_key(|check| check.id);
    (checks, key)
}

/// The version fixes the algorithm. Where the person allows only some, it has to be one of them;
/// one that is encrypted has none of those that have a name (RFC 8725 §3.1).
fn judge_allowed(paseto: &Paseto, policy: &Policy, version: Reference, detail: String) -> Check {
    let id = CheckId::Algorithm;
    let allowed = policy.algorithm_names();
    let is_allowed = |algorithm: Algorithm| {
        let mut all = policy.algorithms.iter();
        all.any(|one| is_same_algorithm(one.name(), algorithm))
    };
    if allowed.is_empty() || paseto.algorithm().is_some_and(is_allowed) {
        return Check::pass(id, version, detail);
    }
    let detail = format!("{detail} is not allowed, only {}", allowed.join(", "));
    Check::fail(id, PRACTICE, detail)
}

fn version(version: u8) -> Reference {
    Reference::paseto(match version {
        1 => "Version 1",
        2 => "Version 2",
        3 => "Version 3",
        _ => "Version 4",
    })
}

fn judge_format(faults: &[Fault]) -> Check {
    let id = CheckId::Format;
    match faults {
        [] => Check::pass(id, COMMON, "Version, purpose and message, well encoded"),
        [only] => Check::fail(id, COMMON, only.to_string()),
        [first, rest @ ..] => {
            let detail = format!("{first} (and {} more)", rest.len());
            Check::fail(id, COMMON, detail)
        }
    }
}

/// Signature, key trust and key strength. Every key that fits is tried: a PASETO names none.
fn judge_signature(
    paseto: &Paseto,
    given: PasetoGiven<'_>,
    budget: &mut Budget,
) -> (Vec<Check>, Option<KeyUse>) {
    let reference = version(paseto.version);
    let skip = |why: &str| {
        let detail = format!("Not checked: {why}");
        let none = "Not checked: no key was used";
        let checks = vec![
            Check::skipped(CheckId::Signature, reference, detail),
            Check::skipped(CheckId::KeyTrust, key_trust::KEYS, none),
            Check::skipped(CheckId::KeyStrength, key_trust::STRENGTH, none),
        ];
        (checks, None)
    };
    let Some(algorithm) = paseto.algorithm() else {
        return skip("its version is not known");
    };
    let claims = paseto.message.as_ref().and_then(Payload::claims);
    let claims = claims.unwrap_or_default();
    let issuer = claims.iter().find(|(name, _)| name == "iss");
    let issuer = issuer.and_then(|(_, value)| value.as_str());
    let choice = choose(given.keys, &Json::Object(Vec::new()), algorithm, issuer);
    let Some(first) = choice.fitting.first().copied() else {
        return skip(&choice.why_none);
    };
    let mut verifying = None;
    let mut why_not = None;
    for candidate in &choice.fitting {
        if !budget.spend(&paseto.message_bytes) {
            why_not = Some("too many keys fit, give the one that it is".to_owned());
            break;
        }
        match paseto.verify(candidate.key, b"") {
            Verification::Verifies => {
                verifying = Some(*candidate);
                break;
            }
            Verification::DoesNotVerify => {}
            Verification::NotSupported(why) => why_not = Some(why),
        }
    }
    let used = verifying.unwrap_or(first);
    let id = CheckId::Signature;
    let signature = match (verifying, why_not) {
        (Some(_), _) => Check::pass(
            id,
            reference,
            format!("Verifies with the key from {}", used.set.source),
        ),
        (None, Some(why)) => Check::skipped(id, reference, format!("Not checked: {why}")),
        (None, None) => {
            let more = match paseto.version {
                3 | 4 => ", without an implicit assertion",
                _ => "",
            };
            let detail = format!(
                "Does not verify with the key from {}{more}",
                used.set.source
            );
            Check::fail(id, reference, detail)
        }
    };
    let expected = given.expectations.issuer_of(Some(claims));
    let checks = vec![
        signature,
        judge_trust(&choice, used, expected.as_deref()),
        judge_strength(used.key, algorithm, given.policy),
    ];
    let key = KeyUse {
        description: used.key.description(),
        kid: used.key.kid.clone(),
        source: used.set.source.clone(),
    };
    (checks, Some(key))
}

/// The claims, with their times read from RFC 3339 (PASETO specification, "Claims").
fn judge_times_and_claims(paseto: &Paseto, given: PasetoGiven<'_>) -> Vec<Check> {
    const TIMES: [(&str, CheckId); 3] = [
        ("exp", CheckId::Expiry),
        ("nbf", CheckId::NotBefore),
        ("iat", CheckId::IssuedAt),
    ];
    let claims = paseto.message.as_ref().and_then(Payload::claims);
    let Some(claims) = claims else {
        return judge_claims(None, given.expectations, given.policy, given.now);
    };
    let mut bad = Vec::new();
    let mut read = Vec::with_capacity(claims.len());
    for (name, value) in claims {
        let time = TIMES.iter().find(|(time, _)| time == name);
        match (time, value.as_str().and_then(seconds)) {
            (None, _) => read.push((name.clone(), value.clone())),
            (Some(_), Some(seconds)) => read.push((name.clone(), Json::Number(seconds))),
            (Some((name, id)), None) => {
                let detail = match value {
                    Json::String(_) => format!("{name} is no RFC 3339 time"),
                    other => format!(
                        "{name} is {}, not an RFC 3339 time as text",
                        other.type_name()
                    ),
                };
                bad.push(Check::fail(*id, CLAIMS, detail));
            }
        }
    }
    let mut checks = judge_claims(Some(&read), given.expectations, given.policy, given.now);
    // A nonce is nothing that a PASETO has by itself.
    let has_nonce = given.expectations.nonce.is_some();
    checks.retain(|check| check.id != CheckId::Nonce || has_nonce);
    checks.retain(|check| bad.iter().all(|b| b.id != check.id));
    checks.extend(bad);
    checks.extend(judge_what_only_a_jwt_has(claims, given));
    checks
}

/// What the person expects and a PASETO cannot have is not passed over in silence.
fn judge_what_only_a_jwt_has(claims: &[(String, Json)], given: PasetoGiven<'_>) -> Vec<Check> {
    let expectations = given.expectations;
    let typ = expectations.typ.as_deref().map(|typ| {
        let detail = format!("A PASETO names no type, expected {}", quoted(typ));
        Check::fail(CheckId::Type, COMMON, detail)
    });
    let auth_time = claims.iter().find(|(name, _)| name == "auth_time");
    let auth_time = auth_time.map(|(_, value)| value);
    let auth_time = expectations.max_age.and_then(|max_age| {
        let leeway = given.policy.leeway;
        judge_auth_time(auth_time, Some(max_age), given.now, leeway)
    });
    let unbound = judge_unbound(expectations);
    [typ, auth_time, unbound].into_iter().flatten().collect()
}

const NANOSECONDS: i128 = 1_000_000_000;

/// An RFC 3339 time in seconds, with its fraction.
fn seconds(text: &str) -> Option<String> {
    let time: Timestamp = text.parse().ok()?;
    let nanoseconds = time.as_nanosecond();
    // Before 1970 the fraction would count the other way.
    let seconds = nanoseconds.div_euclid(NANOSECONDS);
    match nanoseconds.rem_euclid(NANOSECONDS) {
        fraction if seconds >= 0 => Some(format!("{seconds}.{fraction:09}")),
        _ => Some(seconds.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_from_text() {
        assert_eq!(
            seconds("2022-01-01T00:00:00+00:00").unwrap(),
            "1640995200.000000000"
        );
        assert_eq!(
            seconds("2022-01-01T01:00:00.5+01:00").unwrap(),
            "1640995200.500000000"
        );
        assert_eq!(seconds("yesterday"), None);
        assert_eq!(seconds("1640995200"), None);
    }
}
