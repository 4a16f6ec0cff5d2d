//! Which of the keys that are at hand could have made a signature.

use super::algorithm::quoted;
use crate::jose::Algorithm;
use crate::jose::key::{Key, KeySet, Origin};
use crate::report::Json;

/// A key together with the set it came in.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'k> {
    pub(super) set: &'k KeySet,
    pub(super) key: &'k Key,
}

/// What the choice came to.
pub(super) struct Choice<'k> {
    /// The keys to try: those that the person gave, in the order in which they came, before those
    /// that were found.
    pub(super) fitting: Vec<Candidate<'k>>,
    /// Whether two different fitting keys bear the token's `kid`.
    pub(super) is_ambiguous: bool,
    /// Why no key fits, as part of a sentence. Empty where one does.
    pub(super) why_none: String,
}

/// Chooses the keys for a header (RFC 7515 §6).
///
/// With `kid`: the keys of that id whose kty, use, key_ops, alg and crv fit; a key that stands alone
/// in its set and has no id fits any. Without `kid`: every key whose properties fit. Keys that were
/// found through an issuer's metadata speak for that issuer alone: `issuer` is the token's.
pub(super) fn choose<'k>(
    keys: &'k [KeySet],
    header: &Json,
    algorithm: Algorithm,
    issuer: Option<&str>,
) -> Choice<'k> {
    choose_by(keys, header, issuer, |key| misfit(key, algorithm))
}

/// The same for any use: `misfit` says why a key cannot be used so.
pub(super) fn choose_by<'k>(
    keys: &'k [KeySet],
    header: &Json,
    issuer: Option<&str>,
    misfit: impl Fn(&Key) -> Option<String>,
) -> Choice<'k> {
    let kid = header.get("kid").and_then(Json::as_str);
    let all_keys = keys;
    let mut keys: Vec<&KeySet> = keys.iter().filter(|set| speaks_for(set, issuer)).collect();
    // A key that the person gave is theirs, wherever else it was found.
    keys.sort_by_key(|set| matches!(set.origin, Origin::Discovered { .. }));
    let all = keys.iter().flat_map(|set| {
        let candidates = set.keys.iter();
        candidates.map(move |key| Candidate { set, key })
    });
    let named: Vec<_> = all.filter(|c| is_named(c.set, c.key, kid)).collect();
    let mut fitting: Vec<Candidate<'k>> = Vec::new();
    let mut is_ambiguous = false;
    let mut first_misfit = None;
    let bears_kid = |c: &Candidate<'_>| kid.is_some() && c.key.kid.as_deref() == kid;
    let mut bearer: Option<Candidate<'k>> = None;
    for candidate in &named {
        if let Some(misfit) = misfit(candidate.key) {
            first_misfit.get_or_insert(misfit);
            continue;
        }
        if bears_kid(candidate) {
            match bearer {
                // The same key given twice is one key.
                Some(first) if first.key.material.is_same(&candidate.key.material) => continue,
                Some(_) => is_ambiguous = true,
                None => bearer = Some(*candidate),
            }
        }
        fitting.push(*candidate);
    }
    let why_none = match (fitting.is_empty(), kid, first_misfit) {
        (false, ..) => String::new(),
        (true, _, Some(misfit)) if named.len() == 1 => misfit,
        (true, _, Some(misfit)) => {
            format!("none of {} keys fits; the first: {misfit}", named.len())
        }
        (true, Some(kid), None) if has_keys(&keys) => no_such_kid(&keys, kid),
        (true, _, None) => no_key(all_keys, issuer),
    };
    Choice {
        fitting,
        is_ambiguous,
        why_none,
    }
}

/// Whether a `kid` speaks of a key: one without an id is meant where it stands alone in its set.
pub(super) fn is_named(set: &KeySet, key: &Key, kid: Option<&str>) -> bool {
    let Some(kid) = kid else {
        return true;
    };
    match key.kid.as_deref() {
        Some(own) => own == kid,
        None => set.keys.len() == 1,
    }
}

/// Why a key cannot have made a signature of this algorithm, as part of a sentence.
pub(super) fn misfit(key: &Key, algorithm: Algorithm) -> Option<String> {
    if !key.fits_type(algorithm) {
        return Some(format!(
            "the key does not fit {algorithm} ({})",
            key.description()
        ));
    }
    if let Some(alg) = &key.alg
        && !is_same_algorithm(alg, algorithm)
    {
        return Some(format!("the key is for {} only", quoted(alg)));
    }
    if let Some(of_use) = &key.public_key_use
        && of_use != "sig"
    {
        return Some(format!("the key's use is {}, not \"sig\"", quoted(of_use)));
    }
    if let Some(ops) = &key.key_ops
        && !ops.iter().any(|op| op == "verify")
    {
        return Some("the key's key_ops do not hold \"verify\"".to_owned());
    }
    None
}

/// `EdDSA` with an Ed25519 key is what RFC 9864 calls `Ed25519`.
pub(super) fn is_same_algorithm(alg: &str, algorithm: Algorithm) -> bool {
    let is_ed25519 = |name: &str| matches!(name, "EdDSA" | "Ed25519");
    alg == algorithm.name() || is_ed25519(alg) && is_ed25519(algorithm.name())
}

fn speaks_for(set: &KeySet, issuer: Option<&str>) -> bool {
    match &set.origin {
        Origin::Person | Origin::JwksUrl { .. } => true,
        Origin::Discovered { issuer: of, .. } => issuer == Some(of),
    }
}

fn has_keys(sets: &[&KeySet]) -> bool {
    sets.iter().any(|set| !set.keys.is_empty())
}

/// Why there is no key at all: perhaps those that were found are another issuer's.
fn no_key(all: &[KeySet], issuer: Option<&str>) -> String {
    let other = all.iter().find_map(|set| match &set.origin {
        Origin::Discovered { issuer, .. } => Some(issuer),
        _ => None,
    });
    match (other, issuer) {
        (None, _) => "no key was given".to_owned(),
        (Some(other), Some(issuer)) => format!(
            "the keys that were found are those of {}, and iss is {}",
            quoted(other),
            quoted(issuer)
        ),
        (Some(other), None) => format!(
            "the keys that were found are those of {}, and the token names no issuer",
            quoted(other)
        ),
    }
}

pub(super) fn no_such_kid(keys: &[&KeySet], kid: &str) -> String {
    const MOST: usize = 5;
    let kids: Vec<_> = keys
        .iter()
        .flat_map(|s| &s.keys)
        .filter_map(|k| k.kid.as_deref())
        .collect();
    let kid = quoted(kid);
    if kids.is_empty() {
        return format!("no key has the kid {kid}; the given keys have none");
    }
    let shown: Vec<_> = kids.iter().take(MOST).map(|k| quoted(k)).collect();
    let shown = shown.join(", ");
    match kids.len().saturating_sub(MOST) {
        0 => format!("no key has the kid {kid}; there is {shown}"),
        more => format!("no key has the kid {kid}; there is {shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::json;
    use crate::jose::key::{KeyFormat, Material, secret_from_bytes};
    use crate::report::Secret;

    fn key(kid: Option<&str>, secret: &[u8]) -> Key {
        let mut set = secret_from_bytes(secret.to_vec(), "secret");
        let mut key = set.keys.remove(0);
        key.kid = kid.map(str::to_owned);
        key
    }

    fn set(keys: Vec<Key>) -> KeySet {
        KeySet::new("keys.json", KeyFormat::Jwks, keys)
    }

    fn choice<'k>(sets: &'k [KeySet], header: &str) -> Choice<'k> {
        let (header, _) = json::parse(header.as_bytes());
        choose(sets, &header, Algorithm::HS256, Some("https://id.example"))
    }

    const NAMED: &str = r#"{"alg":"HS256","kid":"a"}"#;
    const UNNAMED: &str = r#"{"alg":"HS256"}"#;

    #[test]
    fn with_a_kid_only_its_keys_and_lone_nameless_ones_are_tried() {
        let sets = [
            set(vec![
                key(Some("a"), b"1"),
                key(Some("b"), b"2"),
                key(None, b"3"),
            ]),
            set(vec![key(None, b"4")]),
            set(vec![key(Some("c"), b"5")]),
        ];
        assert_eq!(choice(&sets, NAMED).fitting.len(), 2);
        assert_eq!(choice(&sets, UNNAMED).fitting.len(), 5);
    }

    #[test]
    fn two_keys_of_one_kid_are_ambiguous_and_one_key_twice_is_not() {
        let two = [set(vec![key(Some("a"), b"1"), key(Some("a"), b"2")])];
        assert!(choice(&two, NAMED).is_ambiguous);
        assert!(!choice(&two, UNNAMED).is_ambiguous);
        let twice = [
            set(vec![key(Some("a"), b"1")]),
            set(vec![key(Some("a"), b"1")]),
        ];
        assert!(!choice(&twice, NAMED).is_ambiguous);
        assert_eq!(choice(&twice, NAMED).fitting.len(), 1);
    }

    #[test]
    fn what_is_said_of_a_key_can_rule_it_out() {
        let with = |change: fn(&mut Key)| {
            let mut key = key(Some("a"), b"1");
            change(&mut key);
            [set(vec![key])]
        };
        let why = |change| choice(&with(change), NAMED).why_none;
        assert_eq!(why(|_| {}), "");
        assert_eq!(why(|k| k.alg = Some("HS256".into())), "");
        assert_eq!(
            why(|k| k.alg = Some("A256KW".into())),
            "the key is for \"A256KW\" only"
        );
        assert_eq!(
            why(|k| k.public_key_use = Some("enc".into())),
            "the key's use is \"enc\", not \"sig\""
        );
        assert_eq!(
            why(|k| k.key_ops = Some(vec!["sign".into()])),
            "the key's key_ops do not hold \"verify\""
        );
        assert_eq!(
            why(|k| k.material = Material::Ed25519(vec![0; 32])),
            "the key does not fit HS256 (Ed25519)"
        );
        assert_eq!(
            why(|k| k.material = Material::Oct(Secret::new(vec![1]))),
            ""
        );
    }

    #[test]
    fn keys_that_were_found_speak_for_their_issuer_alone() {
        let found = |issuer: &str| {
            let mut set = set(vec![key(Some("a"), b"1")]);
            set.origin = Origin::Discovered {
                issuer: issuer.to_owned(),
                confirmed: true,
            };
            [set]
        };
        assert_eq!(choice(&found("https://id.example"), NAMED).fitting.len(), 1);
        let [discovered] = found("https://id.example");
        let both = [discovered, set(vec![key(Some("a"), b"1")])];
        assert_eq!(choice(&both, NAMED).fitting[0].set.origin, Origin::Person);
        let evil = found("https://evil.example");
        let choice = choice(&evil, NAMED);
        assert!(choice.fitting.is_empty());
        assert_eq!(
            choice.why_none,
            "the keys that were found are those of \"https://evil.example\", \
             and iss is \"https://id.example\""
        );
    }

    #[test]
    fn the_kids_that_are_there_are_named() {
        let sets = [set(vec![key(Some("b"), b"1"), key(Some("c"), b"2")])];
        assert_eq!(
            choice(&sets, NAMED).why_none,
            "no key has the kid \"a\"; there is \"b\", \"c\""
        );
        assert_eq!(choice(&[], NAMED).why_none, "no key was given");
    }
}
