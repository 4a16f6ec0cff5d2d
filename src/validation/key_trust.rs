//! Whether a key may be trusted, and whether it is strong enough.

use super::Policy;
use super::algorithm::quoted;
use super::key_choice::{Candidate, Choice};
use crate::jose::Algorithm;
use crate::jose::key::{Key, Material, Origin, read_jwk, read_x5c, weaknesses};
use crate::report::{Check, CheckId, Json, Reference};

/// Which key to use is for the application to say (RFC 7515 §6).
pub(super) const KEYS: Reference = Reference::rfc(7515, "6");
/// Keys have to be strong enough (RFC 8725 §3.5).
pub(super) const STRENGTH: Reference = Reference::rfc(8725, "3.5");

/// Whether the person may trust the key: they gave it, or where it is, or named the issuer whose it
/// is; and it is the only one meant.
pub(super) fn judge_trust(
    choice: &Choice<'_>,
    used: Candidate<'_>,
    expected_issuer: Option<&str>,
) -> Check {
    let id = CheckId::KeyTrust;
    if choice.is_ambiguous {
        let kid = used.key.kid.as_deref().map(quoted).unwrap_or_default();
        let detail = format!("Two different keys have the kid {kid}, so it names neither");
        return Check::fail(id, Reference::rfc(7517, "4.5"), detail);
    }
    if used.set.is_mixed() {
        let detail = format!(
            "{} mixes secrets with public keys, so one could pass for the other; give the key alone",
            used.set.source
        );
        return Check::fail(id, Reference::rfc(8725, "3.1"), detail);
    }
    let source = &used.set.source;
    let is_fetched = used.set.origin != Origin::Person;
    if is_fetched && matches!(used.key.material, Material::Oct(_)) {
        let detail = format!("{source} publishes this secret, so anybody can sign with it");
        return Check::fail(id, Reference::rfc(7517, "9.2"), detail);
    }
    match &used.set.origin {
        Origin::Person | Origin::JwksUrl { .. } => {
            Check::pass(id, KEYS, format!("From {source}, which you gave"))
        }
        Origin::Discovered { issuer, .. } if expected_issuer == Some(issuer) => {
            let detail = format!("From {source}, the keys of the issuer that you expect");
            Check::pass(id, KEYS, detail)
        }
        Origin::Discovered {
            confirmed: true, ..
        } => {
            let detail = format!("From {source}, the keys of the issuer that you confirmed");
            Check::pass(id, KEYS, detail)
        }
        Origin::Discovered { issuer, .. } => {
            let host = host_of(issuer);
            let detail = format!(
                "Not checked: signed by whoever controls {host}, which only the token itself names; \
                 if that is the issuer you trust, expect it (--issuer)"
            );
            Check::skipped(id, KEYS, detail)
        }
    }
}

/// The same for a key that opens an encrypted token: it has to be nobody else's.
pub(super) fn judge_trust_to_open(
    choice: &Choice<'_>,
    used: Candidate<'_>,
    expected_issuer: Option<&str>,
) -> Check {
    let id = CheckId::KeyTrust;
    if choice.is_ambiguous {
        return judge_trust(choice, used, expected_issuer);
    }
    let source = &used.set.source;
    match used.set.origin {
        Origin::Person => Check::pass(id, KEYS, format!("From {source}, which you gave")),
        Origin::JwksUrl { .. } | Origin::Discovered { .. } => {
            let detail = format!("{source} publishes this key, so anybody can open what it opens");
            Check::fail(id, Reference::rfc(7517, "9.2"), detail)
        }
    }
}

fn host_of(issuer: &str) -> String {
    let url = url::Url::parse(issuer).ok();
    let host = url.as_ref().and_then(url::Url::host_str);
    host.map_or_else(|| quoted(issuer), str::to_owned)
}

pub(super) fn judge_strength(key: &Key, algorithm: Algorithm, policy: &Policy) -> Check {
    judge_key(key, Some(algorithm), policy)
}

/// Whether a key is strong enough, where it signs for that algorithm.
pub(super) fn judge_key(key: &Key, algorithm: Option<Algorithm>, policy: &Policy) -> Check {
    let id = CheckId::KeyStrength;
    let found = weaknesses(key, algorithm);
    let Some(first) = found.first() else {
        return Check::pass(id, STRENGTH, key.description());
    };
    let said: Vec<_> = found.iter().map(ToString::to_string).collect();
    let said = said.join("; ");
    if policy.allow_weak_keys {
        return Check::pass(
            id,
            first.reference(),
            format!("{said}; weak keys are allowed"),
        );
    }
    Check::fail(id, first.reference(), said)
}

/// A key that stands in the token's own header.
pub(super) struct Enclosed {
    pub(super) member: &'static str,
    pub(super) key: Key,
}

/// The key in `jwk` or `x5c` (RFC 7515 §4.1.3, §4.1.6).
pub(super) fn enclosed_key(header: &Json) -> Option<Enclosed> {
    let jwk = header.get("jwk").and_then(|jwk| read_jwk(jwk).ok());
    if let Some((key, _)) = jwk {
        return Some(Enclosed { member: "jwk", key });
    }
    certified_key(header)
}

/// The key of the first certificate in `x5c` (RFC 7515 §4.1.6).
pub(super) fn certified_key(header: &Json) -> Option<Enclosed> {
    let material = read_x5c(header.get("x5c")?).ok()?;
    Some(Enclosed {
        member: "x5c",
        key: Key::new(material),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::key::{KeySet, read_keys};
    use crate::report::Status;

    const KEY: &str = include_str!("../../tests/data/keys/ed25519.jwk.json");
    const ISSUER: &str = "https://id.example";

    fn trust(origin: Origin, key: &str, expected: Option<&str>) -> Check {
        let mut set: KeySet = read_keys(key.as_bytes(), "https://keys.example/jwks").unwrap();
        set.origin = origin;
        let used = Candidate {
            set: &set,
            key: &set.keys[0],
        };
        let choice = Choice {
            fitting: vec![used],
            is_ambiguous: false,
            why_none: String::new(),
        };
        judge_trust(&choice, used, expected)
    }

    fn discovered(confirmed: bool) -> Origin {
        Origin::Discovered {
            issuer: ISSUER.into(),
            confirmed,
        }
    }

    #[test]
    fn keys_that_the_token_led_to_need_the_persons_word() {
        let url = || Origin::JwksUrl { url: "".into() };
        let other = Some("https://other.example");
        for (origin, expected, status) in [
            (Origin::Person, None, Status::Pass),
            (url(), None, Status::Pass),
            (discovered(false), None, Status::Skipped),
            (discovered(false), other, Status::Skipped),
            (
                discovered(false),
                Some("https://id.example/"),
                Status::Skipped,
            ),
            (discovered(false), Some(ISSUER), Status::Pass),
            (discovered(true), None, Status::Pass),
        ] {
            let check = trust(origin.clone(), KEY, expected);
            assert_eq!(check.status, status, "{origin:?} {expected:?}");
        }
        let said = trust(discovered(false), KEY, None).detail;
        assert!(said.contains("whoever controls id.example"), "{said}");
    }

    #[test]
    fn a_secret_that_is_published_is_none() {
        let secret = r#"{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#;
        assert_eq!(trust(Origin::Person, secret, None).status, Status::Pass);
        let url = Origin::JwksUrl { url: "".into() };
        assert_eq!(trust(url, secret, None).status, Status::Fail);
        let found = trust(discovered(true), secret, Some(ISSUER));
        assert_eq!(found.status, Status::Fail);
    }
}
