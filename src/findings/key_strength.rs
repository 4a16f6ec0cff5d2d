//! RSA keys that are too weak to trust, whether they were pasted or verify a token.

use super::Rule;
use super::token::Signed;
use super::words::listed;
use crate::jose::key::{Key, KeySet, MIN_RSA_BITS, Weakness, key_name, weaknesses};
use crate::report::{Finding, Reference, Severity};

pub(super) const RSA_SHORT: Rule = Rule {
    id: "rsa-short",
    severity: Severity::High,
    title: "RSA key too short",
    meaning: "An RSA key under 2048 bits must not be used, and the shortest can be factored",
    reference: Reference::rfc(7518, "3.3"),
};

pub(super) const RSA_EXPONENT: Rule = Rule {
    id: "rsa-exponent",
    severity: Severity::Critical,
    title: "Odd RSA exponent",
    meaning: "The public exponent is 1, even or huge: with 1 anybody can sign, and no real key has the others",
    reference: Reference::rfc(8017, "3.1"),
};

pub(super) const ROCA: Rule = Rule {
    id: "roca",
    severity: Severity::Critical,
    title: "Key of a faulty generator",
    meaning: "The RSA key has the fingerprint of CVE-2017-15361 (ROCA), and its private key can be computed",
    reference: Reference::rfc(8725, "3.5"),
};

/// Under this many bits an RSA key has been factored (RSA-250).
const FACTORED_BITS: usize = 829;

/// One thing that is looked for in keys, each with the name that a sentence has for it.
type Look = fn(&mut dyn Iterator<Item = (String, &Key)>) -> Option<Finding>;

/// Looks at the key that was used.
fn used(signed: &Signed<'_>, look: Look) -> Option<Finding> {
    look(
        &mut signed
            .key
            .into_iter()
            .map(|key| ("The key".to_owned(), key)),
    )
}

/// Looks at every key of a set.
fn all(set: &KeySet, look: Look) -> Option<Finding> {
    let is_lone = set.keys.len() == 1;
    let keys = (1..).zip(&set.keys).map(|(place, key)| {
        let name = if is_lone {
            "The key".to_owned()
        } else {
            key_name(place, key.kid.as_deref())
        };
        (name, key)
    });
    look(&mut { keys })
}

/// The names of the keys of which something holds.
fn names(
    keys: &mut dyn Iterator<Item = (String, &Key)>,
    mut holds: impl FnMut(Weakness) -> bool,
) -> Option<String> {
    let mut weak = |key: &Key| weaknesses(key, None).into_iter().any(&mut holds);
    let names: Vec<_> = keys
        .filter_map(|(name, key)| weak(key).then_some(name))
        .collect();
    (!names.is_empty()).then(|| listed(&names))
}

fn short(keys: &mut dyn Iterator<Item = (String, &Key)>) -> Option<Finding> {
    let mut fewest = usize::MAX;
    let names = names(keys, |weakness| match weakness {
        Weakness::RsaModulusShort { bits } => {
            fewest = fewest.min(bits);
            true
        }
        _ => false,
    })?;
    let how = if fewest <= FACTORED_BITS {
        "can be factored by anybody with time, and then signs for the attacker"
    } else {
        "may be factored by whoever has the means"
    };
    let detail = format!(
        "{names}: {fewest} bits {how}; make a new key of {MIN_RSA_BITS} bits or more, or one on a \
         curve, and stop taking this one"
    );
    Some(RSA_SHORT.found(Severity::High, detail))
}

fn exponent(keys: &mut dyn Iterator<Item = (String, &Key)>) -> Option<Finding> {
    let mut is_one = false;
    let names = names(keys, |weakness| {
        is_one |= weakness == Weakness::RsaExponentOne;
        matches!(
            weakness,
            Weakness::RsaExponentOne
                | Weakness::RsaExponentEven
                | Weakness::RsaExponentLarge { .. }
        )
    })?;
    Some(if is_one {
        let detail = format!(
            "{names}: with the exponent 1 every message is its own signature; refuse whatever was \
             signed with it and make a new key, with 65537"
        );
        RSA_EXPONENT.found(Severity::Critical, detail)
    } else {
        let detail = format!(
            "{names}: an exponent that no key generator makes; the key is damaged or was made to \
             trouble readers, so get it anew from where it comes from"
        );
        RSA_EXPONENT.found(Severity::Medium, detail)
    })
}

fn generator(keys: &mut dyn Iterator<Item = (String, &Key)>) -> Option<Finding> {
    let names = names(keys, |weakness| weakness == Weakness::Roca)?;
    let detail = format!(
        "{names}: it was made by a chip or library whose keys can be broken from their public half; \
         make a new key elsewhere and stop taking this one"
    );
    Some(ROCA.found(Severity::Critical, detail))
}

pub(super) fn rsa_short(set: &KeySet) -> Option<Finding> {
    all(set, short)
}

pub(super) fn rsa_short_used(signed: &Signed<'_>) -> Option<Finding> {
    used(signed, short)
}

pub(super) fn rsa_exponent(set: &KeySet) -> Option<Finding> {
    all(set, exponent)
}

pub(super) fn rsa_exponent_used(signed: &Signed<'_>) -> Option<Finding> {
    used(signed, exponent)
}

pub(super) fn roca(set: &KeySet) -> Option<Finding> {
    all(set, generator)
}

pub(super) fn roca_used(signed: &Signed<'_>) -> Option<Finding> {
    used(signed, generator)
}
