//! Key confusion: a MAC that was made with a public key as its secret.

use super::Rule;
use super::token::Signed;
use super::words::quoted;
use crate::jose::key::{KeySet, public_writings};
use crate::jose::{Mac, SignatureScheme};
use crate::report::{Finding, Reference, Severity};

pub(super) const CONFUSION: Rule = Rule {
    id: "key-confusion",
    severity: Severity::Critical,
    title: "Public key used as secret",
    meaning: "The HMAC verifies with the bytes of a public key as its secret, which is how a token is forged",
    reference: Reference::rfc(8725, "2.1"),
};

/// More keys than this are not tried; the person gives those of one issuer.
const MAX_KEYS: usize = 64;

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
    let sets = signed.token.keys.iter();
    let (how, source) = sets
        .filter_map(|set| Some((tried(set, &tries)?, &set.source)))
        .next()?;
    let detail = format!(
        "It verifies with the public key from {} ({how}), which everybody knows: somebody forged \
         this token against readers that take the algorithm from the token; take it from your own \
         configuration, and never give a public key to an HMAC",
        quoted(source)
    );
    Some(CONFUSION.found(Severity::Critical, detail))
}

/// Tries what a set's public keys look like in bytes; says which of it was the secret. The text of
/// the whole set is tried once.
fn tried(set: &KeySet, tries: &impl Fn(&[u8]) -> bool) -> Option<&'static str> {
    let keys = set.keys.iter().take(MAX_KEYS).enumerate();
    let mut writings = keys.flat_map(|(i, key)| {
        let text = set.public_text.as_ref().filter(|_| i == 0);
        public_writings(key, text)
    });
    writings.find_map(|(name, bytes)| tries(&bytes).then_some(name))
}
