//! Keys that were pasted: what they say about themselves, and about each other.

use super::Rule;
use super::words::{listed, quoted};
use crate::jose::key::{Key, KeyFormat, KeySet, Material, key_name};
use crate::jose::{Named, SignatureScheme};
use crate::report::{Finding, Reference, Severity};

pub(super) const DUPLICATE_KID: Rule = Rule {
    id: "duplicate-kid",
    severity: Severity::Medium,
    title: "Two keys with one id",
    meaning: "Two different keys have the same kid, so a token that names it names neither",
    reference: Reference::rfc(7517, "4.5"),
};

pub(super) const MIXED: Rule = Rule {
    id: "mixed-key-set",
    severity: Severity::High,
    title: "Secrets beside keys",
    meaning: "A set holds shared secrets beside public keys, so one can be published or used as the other",
    reference: Reference::rfc(8725, "3.1"),
};

pub(super) const PRIVATE: Rule = Rule {
    id: "private-key-in-set",
    severity: Severity::High,
    title: "Private key in a set",
    meaning: "A set of keys holds private members, and a set is what gets published",
    reference: Reference::rfc(7517, "9.2"),
};

pub(super) const USE_CONFLICT: Rule = Rule {
    id: "key-use-conflict",
    severity: Severity::Medium,
    title: "Key use contradicts",
    meaning: "use, key_ops and alg of a key contradict each other, or what the key is",
    reference: Reference::rfc(7517, "4.3"),
};

pub(super) const ALG_CONFLICT: Rule = Rule {
    id: "key-alg-conflict",
    severity: Severity::Medium,
    title: "alg does not fit the key",
    meaning: "alg of a key names an algorithm that takes another kind of key",
    reference: Reference::rfc(7517, "4.4"),
};

pub(super) const WITHOUT_ALG: Rule = Rule {
    id: "key-without-alg",
    severity: Severity::Info,
    title: "Key without alg",
    meaning: "A key does not say for which algorithm it is, and the token then chooses",
    reference: Reference::rfc(8725, "3.1"),
};

/// Whether it was written as JWKs, which can say what a key is for.
fn is_jwk(set: &KeySet) -> bool {
    matches!(set.format, KeyFormat::Jwk | KeyFormat::Jwks)
}

/// The names of the keys of which something holds.
fn names(set: &KeySet, holds: impl Fn(&Key) -> bool) -> Vec<String> {
    let keys = (1..).zip(&set.keys).filter(|(_, key)| holds(key));
    keys.map(|(place, key)| key_name(place, key.kid.as_deref()))
        .collect()
}

/// Two different keys of one kind under one id. Keys of different kinds may share it (RFC 7517
/// §4.5).
pub(super) fn duplicate_kid(set: &KeySet) -> Option<Finding> {
    let mut seen: std::collections::HashMap<&str, Vec<&Key>> = std::collections::HashMap::new();
    let mut twice: Vec<String> = Vec::new();
    let mut severity = Severity::Low;
    for key in &set.keys {
        let Some(kid) = key.kid.as_deref() else {
            continue;
        };
        let earlier = seen.entry(kid).or_default();
        let is_rival = |other: &&&Key| {
            is_same_kind(&other.material, &key.material) && !other.material.is_same(&key.material)
        };
        if let Some(rival) = earlier.iter().find(is_rival) {
            let encrypts = |k: &Key| k.public_key_use.as_deref() == Some("enc");
            // A reader that asks for the use can still tell them apart.
            if encrypts(rival) == encrypts(key) {
                severity = Severity::Medium;
            }
            let shown = quoted(kid);
            if !twice.contains(&shown) {
                twice.push(shown);
            }
        }
        // One of each key is enough: a thousand of one id are compared with few.
        if !earlier
            .iter()
            .any(|other| other.material.is_same(&key.material))
        {
            earlier.push(key);
        }
    }
    if twice.is_empty() {
        return None;
    }
    let detail = format!(
        "{}: one reader takes the first and another the last, so that tokens verify here and fail \
         there; give each key an id of its own, for example its thumbprint (RFC 7638)",
        listed(&twice)
    );
    Some(DUPLICATE_KID.found(severity, detail))
}

fn is_same_kind(one: &Material, other: &Material) -> bool {
    match (one, other) {
        (Material::Ec { curve: a, .. }, Material::Ec { curve: b, .. }) => a == b,
        (Material::Other { description: a }, Material::Other { description: b }) => a == b,
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

/// Shared secrets beside public keys.
pub(super) fn mixed(set: &KeySet) -> Option<Finding> {
    if !set.is_mixed() {
        return None;
    }
    let secrets = names(set, |key| matches!(key.material, Material::Oct(_)));
    let detail = format!(
        "{} among public keys: published with them it is no secret any more, and a reader can be \
         led to use a public key as one; keep secrets in a set of their own",
        listed(&secrets)
    );
    Some(MIXED.found(Severity::High, detail))
}

/// Private keys in a set. A lone private key is what it is.
pub(super) fn private(set: &KeySet) -> Option<Finding> {
    if set.format != KeyFormat::Jwks {
        return None;
    }
    let private = names(set, |key| key.is_private);
    if private.is_empty() {
        return None;
    }
    let detail = format!(
        "{}: if this set is or was published, whoever fetched it can sign as its owner, so change \
         those keys; if it is the signer's own, keep it there and publish the public members only",
        listed(&private)
    );
    Some(PRIVATE.found(Severity::High, detail))
}

/// `use`, `key_ops`, `alg` and the key itself against each other.
pub(super) fn use_conflict(set: &KeySet) -> Option<Finding> {
    let keys = (1..).zip(&set.keys);
    let mut conflicts = keys.filter_map(|(place, key)| {
        let what = contradiction(key)?;
        Some(format!("{}: {what}", key_name(place, key.kid.as_deref())))
    });
    let first = conflicts.next()?;
    let more = match conflicts.count() {
        0 => String::new(),
        n => format!(" (and {n} more)"),
    };
    let detail = format!(
        "{first}{more}: strict readers refuse the key and lax ones use it for what it is not meant; \
         have it say one thing"
    );
    Some(USE_CONFLICT.found(Severity::Medium, detail))
}

/// What of a key contradicts (RFC 7517 §4.2, §4.3).
fn contradiction(key: &Key) -> Option<String> {
    const SIGNING: [&str; 2] = ["sign", "verify"];
    const SEALING: [&str; 6] = [
        "encrypt",
        "decrypt",
        "wrapKey",
        "unwrapKey",
        "deriveKey",
        "deriveBits",
    ];
    let of_use = key.public_key_use.as_deref();
    let ops = key.key_ops.as_deref().unwrap_or_default();
    let has = |names: &[&str]| ops.iter().any(|op| names.contains(&op.as_str()));
    let meant = ["sig", "enc"]
        .into_iter()
        .find(|known| of_use.is_some_and(|u| u != *known && u.trim().eq_ignore_ascii_case(known)));
    if let (Some(found), Some(meant)) = (of_use, meant) {
        return Some(format!("use is {}, it is written {meant:?}", quoted(found)));
    }
    if of_use == Some("sig") && has(&SEALING) {
        return Some("use is \"sig\" and key_ops encrypts".to_owned());
    }
    if of_use == Some("enc") && has(&SIGNING) {
        return Some("use is \"enc\" and key_ops signs".to_owned());
    }
    let alg = key.alg.as_deref();
    let (signs, seals) = match alg.map(Named::read) {
        Some(Named::Supported(_) | Named::Unsupported) => (true, false),
        Some(Named::Encryption) => (false, true),
        _ => (false, false),
    };
    let shown = || alg.map(quoted).unwrap_or_default();
    if signs && (of_use == Some("enc") || !ops.is_empty() && !has(&SIGNING)) {
        return Some(format!(
            "alg is {}, which signs, and its use is another",
            shown()
        ));
    }
    if seals && (of_use == Some("sig") || !ops.is_empty() && !has(&SEALING)) {
        return Some(format!(
            "alg is {}, which encrypts, and its use is another",
            shown()
        ));
    }
    let is_public = !key.is_private && !matches!(key.material, Material::Oct(_));
    if is_public
        && has(&["sign", "decrypt", "unwrapKey"])
        && !has(&["verify", "encrypt", "wrapKey"])
    {
        return Some("key_ops names only what a private key can do, and it is public".to_owned());
    }
    None
}

/// `alg` against `kty` and `crv` (RFC 7517 §4.4).
pub(super) fn alg_conflict(set: &KeySet) -> Option<Finding> {
    let keys = (1..).zip(&set.keys);
    let mut conflicts = keys.filter_map(|(place, key)| {
        let alg = key.alg.as_deref()?;
        let name = key_name(place, key.kid.as_deref());
        let what = match Named::read(alg) {
            Named::Misspelt(meant) => format!("is written {meant}"),
            Named::None => "signs nothing".to_owned(),
            named if fits(key, alg, named) => return None,
            _ => format!("takes another key than {}", key.description()),
        };
        Some(format!("{name}: alg {} {what}", quoted(alg)))
    });
    let first = conflicts.next()?;
    let more = match conflicts.count() {
        0 => String::new(),
        n => format!(" (and {n} more)"),
    };
    let detail = format!(
        "{first}{more}: strict readers refuse every token of that key, and lax ones go by what the \
         token says; have it name the algorithm that the key is for"
    );
    Some(ALG_CONFLICT.found(Severity::Medium, detail))
}

/// Whether a key can be used with the algorithm that it names. What is not known fits.
fn fits(key: &Key, alg: &str, named: Named) -> bool {
    let is_okp = |curves: &[&str]| match &key.material {
        Material::Other { description } => curves.iter().any(|c| description == c),
        _ => false,
    };
    match named {
        Named::Supported(algorithm) => {
            let is_ed448 = algorithm.name() == "EdDSA" && is_okp(&["OKP Ed448"]);
            let is_eddsa = algorithm.scheme() == SignatureScheme::Ed25519;
            // What else stands in a key of a kind that is not known here is not judged.
            let is_unknown = matches!(&key.material, Material::Other { description }
                if !description.starts_with("OKP"));
            key.fits_type(algorithm) || is_eddsa && is_ed448 || is_unknown
        }
        Named::Unsupported => match alg {
            "Ed448" => is_okp(&["OKP Ed448"]),
            "HS1" => matches!(key.material, Material::Oct(_)),
            "RS1" => matches!(key.material, Material::Rsa { .. }),
            _ => matches!(key.material, Material::Other { .. }),
        },
        Named::Encryption if alg.starts_with("RSA") => {
            matches!(key.material, Material::Rsa { .. })
        }
        Named::Encryption if alg.starts_with("ECDH-ES") => {
            matches!(key.material, Material::Ec { .. }) || is_okp(&["OKP X25519", "OKP X448"])
        }
        Named::Encryption => matches!(key.material, Material::Oct(_)),
        Named::None | Named::Misspelt(_) | Named::Unknown => true,
    }
}

/// Keys that leave the algorithm to the token. PEM cannot say it.
pub(super) fn without_alg(set: &KeySet) -> Option<Finding> {
    let nameless = names(set, |key| key.alg.is_none());
    if !is_jwk(set) || nameless.is_empty() {
        return None;
    }
    let which = if nameless.len() == set.keys.len() {
        "The set".to_owned()
    } else {
        listed(&nameless)
    };
    let which = if set.keys.len() == 1 {
        "The key".to_owned()
    } else {
        which
    };
    let detail = format!(
        "{which}: name the allowed algorithms in the reader's configuration, or add alg, so that \
         the token cannot choose"
    );
    Some(WITHOUT_ALG.found(Severity::Info, detail))
}
