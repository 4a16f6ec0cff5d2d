//! Key confusion: a MAC that was made with a public key as its secret.

use super::Rule;
use super::token::Signed;
use super::words::quoted;
use crate::jose::key::confused_key;
use crate::jose::{Mac, SignatureScheme};
use crate::report::{Finding, Reference, Severity};

pub(super) const CONFUSION: Rule = Rule {
    id: "key-confusion",
    severity: Severity::Critical,
    title: "Public key used as secret",
    meaning: "The HMAC verifies with the bytes of a public key as its secret, which is how a token is forged",
    reference: Reference::rfc(8725, "2.1"),
};

/// A MAC that verifies with the bytes of a public key at hand.
pub(super) fn confusion(signed: &Signed<'_>) -> Option<Finding> {
    let algorithm = signed.algorithm?;
    // Where a secret verifies it there is no riddle left.
    if algorithm.scheme() != SignatureScheme::Hmac || signed.verifies {
        return None;
    }
    let message = signed.message();
    let mac = Mac::new(algorithm, &message, &signed.signature.bytes)?;
    let tries =
        |secret: &[u8]| signed.effort.spend(message.len() + secret.len()) && mac.matches(secret);
    let mut sets = signed.token.keys.iter();
    let (confused, source) = sets.find_map(|set| Some((confused_key(set, tries)?, &set.source)))?;
    let detail = format!(
        "It verifies with the public key from {} ({}), which everybody knows: somebody forged this \
         token against readers that take the algorithm from the token (fast-jwt did with a blank \
         before the key, CVE-2026-34950); take it from your own configuration, and never give a \
         public key to an HMAC",
        quoted(source),
        confused.writing
    );
    Some(CONFUSION.found(Severity::Critical, detail))
}
