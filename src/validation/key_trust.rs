//! Whether a key may be trusted, and whether it is strong enough.

use super::Policy;
use super::algorithm::quoted;
use super::key_choice::{Candidate, Choice};
use crate::jose::Algorithm;
use crate::jose::key::{Key, read_jwk, read_x5c, weaknesses};
use crate::report::{Check, CheckId, Json, Reference};

/// Which key to use is for the application to say (RFC 7515 §6).
pub(super) const KEYS: Reference = Reference::rfc(7515, "6");
/// Keys have to be strong enough (RFC 8725 §3.5).
pub(super) const STRENGTH: Reference = Reference::rfc(8725, "3.5");

/// Whether the person may trust the key: they gave it, and it is the only one meant.
pub(super) fn judge_trust(choice: &Choice<'_>, used: Candidate<'_>) -> Check {
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
    Check::pass(
        id,
        KEYS,
        format!("From {}, which you gave", used.set.source),
    )
}

pub(super) fn judge_strength(key: &Key, algorithm: Algorithm, policy: &Policy) -> Check {
    let id = CheckId::KeyStrength;
    let found = weaknesses(key, Some(algorithm));
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
    let material = read_x5c(header.get("x5c")?).ok()?;
    Some(Enclosed {
        member: "x5c",
        key: Key::new(material),
    })
}
