//! Characters that are missing at the end of the token, or too many. Every algorithm makes
//! signatures of one length.

use super::case::{Case, Parts};
use crate::jose::{Algorithm, SignatureScheme, base64url, ecdsa_from_der, signature_len};
use crate::report::{Diagnosis, Fault, Segment, Serialization};

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The lengths in bytes that whole signatures have, apart from RSA's (RFC 7518 §3.2, §3.4, RFC
/// 8037 §3.1), and those of the usual RSA keys.
const WHOLE: [usize; 11] = [32, 48, 64, 96, 132, 128, 256, 384, 512, 768, 1024];

/// One character too few, or any number too many.
pub(super) fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    let algorithm = case.algorithm?;
    let found = case.parts();
    let wanted = characters(wanted(case, algorithm)?);
    let text = &found.signature;
    if !text.is_ascii() {
        return None;
    }
    let verified = |signature: String| {
        let (value, faults) = base64url::decode(&signature);
        let holds = faults.is_empty() && case.verifies(&case.message(), &value);
        holds.then(|| {
            case.mended(&Parts {
                signature,
                ..found.clone()
            })
        })
    };
    if text.len() + 1 == wanted {
        let mut endings = ALPHABET.chars().filter(|_| case.may_go_on());
        let mended = endings.find_map(|last| verified(format!("{text}{last}")))?;
        let detail = "The last character is missing. With it, the token verifies";
        return Some(Diagnosis::new(detail).mended(mended));
    }
    let surplus = text.len().checked_sub(wanted).filter(|n| *n > 0)?;
    // What follows a tilde are disclosures (RFC 9901 §4).
    if text.contains('~') {
        return None;
    }
    let mended = verified(text.get(..wanted)?.to_owned())?;
    let characters = counted(surplus);
    let detail = format!("The signature has {characters} too many at its end. Cut, it verifies");
    Some(Diagnosis::new(detail).mended(mended))
}

/// What the length says of a token that cannot be mended.
pub(super) fn suspect(case: &Case<'_>) -> Option<Diagnosis> {
    let algorithm = case.algorithm?;
    let wanted = wanted(case, algorithm)?;
    let bytes = &case.signature.bytes;
    let needed = characters(wanted);
    if bytes.is_empty() {
        return Some(Diagnosis::new(missing(case, algorithm, needed)));
    }
    let is_der = match algorithm.scheme() {
        SignatureScheme::Ecdsa(curve) => ecdsa_from_der(curve, bytes).is_some(),
        _ => false,
    };
    if is_der || bytes.len() == wanted {
        return None;
    }
    let found = bytes.len();
    if WHOLE.contains(&found) {
        let maker = match algorithm.scheme() {
            SignatureScheme::RsaPkcs1 | SignatureScheme::RsaPss => {
                format!(
                    "as an RSA key of {} bits makes it; this key has {}",
                    found * 8,
                    wanted * 8
                )
            }
            _ => format!("{algorithm} makes {wanted}: it was made with another algorithm"),
        };
        return Some(Diagnosis::new(format!(
            "The signature has {found} bytes, {maker}"
        )));
    }
    let text = case.parts().signature;
    let there = text.chars().filter(|c| ALPHABET.contains(*c)).count();
    let short = needed.checked_sub(there).filter(|n| *n > 0)?;
    let detail = format!(
        "{} missing at the end: the signature has {there}, {algorithm} makes {needed}. Copy the whole token",
        if short == 1 {
            "1 character is".to_owned()
        } else {
            format!("{short} characters are")
        }
    );
    Some(Diagnosis::new(detail))
}

/// A token that ends before its signature.
fn missing(case: &Case<'_>, algorithm: Algorithm, needed: usize) -> String {
    let jws = case.failed.jws;
    let is_torn = |fault: &Fault| fault.segment == Segment::Payload;
    let segments = case.failed.text.split('.').take(3).count();
    let where_it_ends = match (jws.serialization, segments) {
        (Serialization::Compact, 1) => "The token ends in its header",
        (Serialization::Compact, 2) if case.failed.faults.iter().any(is_torn) => {
            "The token ends in its payload"
        }
        (Serialization::Compact, 2) => "The token ends with its payload",
        _ => "There is no signature",
    };
    format!("{where_it_ends}: the {needed} characters of an {algorithm} signature are missing")
}

/// The length in bytes of a signature with the key that is meant, where it can be told.
fn wanted(case: &Case<'_>, algorithm: Algorithm) -> Option<usize> {
    let of_key = case.suspects(algorithm);
    let of_key = of_key.first().and_then(|s| signature_len(algorithm, s.key));
    of_key.or_else(|| match algorithm.scheme() {
        SignatureScheme::Hmac => algorithm.hash().map(|hash| hash.bits() / 8),
        SignatureScheme::Ecdsa(curve) => Some(2 * curve.coordinate_len()),
        SignatureScheme::Ed25519 => Some(64),
        SignatureScheme::RsaPkcs1 | SignatureScheme::RsaPss => None,
    })
}

/// How many characters of base64url so many bytes take.
fn characters(bytes: usize) -> usize {
    (bytes * 8).div_ceil(6)
}

fn counted(characters: usize) -> String {
    match characters {
        1 => "1 character".to_owned(),
        n => format!("{n} characters"),
    }
}
