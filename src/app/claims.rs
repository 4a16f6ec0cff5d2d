//! What registered names mean, in a few words.

use super::registry::{Sort, known};
use crate::jose::Algorithm;
use crate::jose::jwe::{ContentEncryption, KeyManagement};
use crate::report::Json;

/// What a header parameter says (RFC 7515 §4.1, RFC 7516 §4.1, RFC 7797 §3).
const PARAMETERS: &[(&str, &str)] = &[
    ("alg", "Algorithm"),
    ("enc", "Content encryption"),
    ("typ", "Type"),
    ("cty", "Type of what is inside"),
    ("kid", "Id of the key"),
    ("jku", "Says where its keys are"),
    ("jwk", "Brings its own key"),
    ("x5u", "Says where its certificate is"),
    ("x5c", "Brings its own certificates"),
    ("x5t", "SHA-1 of the certificate"),
    ("x5t#S256", "SHA-256 of the certificate"),
    ("crit", "Must be understood"),
    ("b64", "Whether the payload is base64url"),
    ("zip", "Compression"),
    ("epk", "The sender's key, made for this token"),
    ("apu", "Who encrypted it"),
    ("apv", "For whom it was encrypted"),
    ("p2s", "Salt of the password"),
    ("p2c", "Rounds that each try of a password costs"),
    ("iv", "Initialization vector of the encrypted key"),
    ("tag", "Authentication tag of the encrypted key"),
    ("version", "Version of the PASETO"),
    ("footer", "Signed or authenticated too, never encrypted"),
];

/// What a claim or, `in_header`, a header parameter means; empty where it has no registered
/// meaning.
pub fn meaning(name: &str, value: &Json, in_header: bool) -> &'static str {
    if in_header && name == "alg" {
        return match value.as_str() {
            Some("none") => "No signature at all",
            Some(alg) => match (Algorithm::from_name(alg), KeyManagement::from_name(alg)) {
                (Some(algorithm), _) => algorithm.meaning(),
                (None, Some(management)) => management.meaning(),
                (None, None) => "Algorithm",
            },
            None => "Algorithm",
        };
    }
    if in_header && name == "enc" {
        let encryption = value.as_str().and_then(ContentEncryption::from_name);
        return encryption.map_or("Content encryption", ContentEncryption::meaning);
    }
    if in_header && name == "purpose" {
        return match value.as_str() {
            Some("public") => "Signed; anybody can read it",
            Some("local") => "Encrypted with a shared key",
            _ => "",
        };
    }
    if !in_header {
        return known(name).map_or("", |claim| claim.meaning);
    }
    PARAMETERS
        .iter()
        .find(|(known, _)| *known == name)
        .map_or("", |(_, meaning)| meaning)
}

/// Whether a claim is a NumericDate (RFC 7519 §2).
pub fn is_time(name: &str) -> bool {
    known(name).is_some_and(|claim| claim.sort == Sort::Time)
}

/// The first and the last second that a number is taken for a time of: 2001-09-09 and 2100-01-01.
const SECONDS: std::ops::Range<i64> = 1_000_000_000..4_102_444_800;

/// A number that looks like a time, although nothing says that it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// The time, in seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// Whether it was written in milliseconds.
    pub millis: bool,
}

/// The time that a claim's number looks like. Of claims that are known to be a time only one in
/// milliseconds looks like another; those that are known to be something else look like none.
pub fn epoch(name: &str, value: &Json) -> Option<Epoch> {
    let number: i64 = value.as_number()?.parse().ok()?;
    let sort = known(name).map(|claim| claim.sort);
    let millis = SECONDS.contains(&(number / 1000));
    let seconds = SECONDS.contains(&number);
    match sort {
        None | Some(Sort::Time) if millis => Some(Epoch {
            at: number / 1000,
            millis,
        }),
        None if seconds => Some(Epoch { at: number, millis }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_once() {
        let mut names: Vec<_> = PARAMETERS.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PARAMETERS.len());
    }

    #[test]
    fn an_algorithm_is_told_in_words() {
        let es256 = Json::String("ES256".into());
        assert_eq!(meaning("alg", &es256, true), Algorithm::ES256.meaning());
        assert_eq!(meaning("alg", &es256, false), "");
        assert_eq!(meaning("iss", &Json::Null, false), "Issuer");
    }

    #[test]
    fn a_number_that_looks_like_a_time_is_told_as_one() {
        let number = |digits: &str| Json::Number(digits.into());
        let at = 1_795_446_000;
        let seconds = Epoch { at, millis: false };
        let millis = Epoch { at, millis: true };
        for (name, digits, expected) in [
            ("last_login", "1795446000", Some(seconds)),
            ("last_login", "1795446000000", Some(millis)),
            ("exp", "1795446000000", Some(millis)),
            ("exp", "1795446000", None),
            ("last_login", "42", None),
            ("last_login", "1e400", None),
            ("cdniets", "1795446000", None),
        ] {
            assert_eq!(epoch(name, &number(digits)), expected, "{name} {digits}");
        }
        assert_eq!(epoch("a", &Json::String("1795446000".into())), None);
    }
}
