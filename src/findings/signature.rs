//! The signature's value: what no signer makes, and what was cut or written otherwise.

use super::Rule;
use super::token::Signed;
use super::words::capital;
use crate::jose::key::Key;
use crate::jose::{
    Algorithm, Curve, EcdsaFault, SignatureScheme, Verification, ecdsa_fault, ecdsa_from_der,
    signature_len, verify,
};
use crate::report::{Finding, Reference, Segment, Severity};

pub(super) const IMPOSSIBLE: Rule = Rule {
    id: "impossible-signature",
    severity: Severity::Critical,
    title: "Impossible signature",
    meaning: "r or s of an ECDSA signature is 0 or not below the order of the curve, which no signer makes",
    reference: Reference::rfc(7518, "3.4"),
};

pub(super) const LENGTH: Rule = Rule {
    id: "signature-length",
    severity: Severity::Low,
    title: "Odd signature length",
    meaning: "The signature is longer or shorter than its algorithm and key make it",
    reference: Reference::rfc(7518, "3"),
};

pub(super) const DER: Rule = Rule {
    id: "der-signature",
    severity: Severity::Low,
    title: "Signature in DER",
    meaning: "An ECDSA signature is written in DER instead of r and s at fixed length",
    reference: Reference::rfc(7518, "3.4"),
};

/// More keys than this are not tried with a signature that was converted.
const MAX_KEYS: usize = 16;

/// The curve that a signature is on.
fn curve(algorithm: Algorithm) -> Option<Curve> {
    match algorithm.scheme() {
        SignatureScheme::Ecdsa(curve) => Some(curve),
        _ => None,
    }
}

/// r and s as one text of fixed length, where the signature is in DER.
fn converted(signed: &Signed<'_>) -> Option<Vec<u8>> {
    let curve = curve(signed.algorithm?)?;
    let value = &signed.signature.bytes;
    if value.len() == 2 * curve.coordinate_len() {
        return None;
    }
    ecdsa_from_der(curve, value)
}

/// The blank signature of CVE-2022-21449, and others out of range.
pub(super) fn impossible(signed: &Signed<'_>) -> Option<Finding> {
    let curve = curve(signed.algorithm?)?;
    let in_der = converted(signed);
    let value = in_der.as_deref().unwrap_or(&signed.signature.bytes);
    let fault = ecdsa_fault(curve, value)?;
    let (severity, what) = match fault {
        EcdsaFault::Zero => (
            Severity::Critical,
            "r or s is 0, and readers with CVE-2022-21449 take it as right for every token",
        ),
        EcdsaFault::OutOfRange => (
            Severity::High,
            "r or s is not below the order of the curve, and only a reader that leaves that check \
             out could take it",
        ),
    };
    let detail = format!(
        "{what}: no signer made it, so refuse the token and see that what reads your tokens is \
         up to date"
    );
    Some(IMPOSSIBLE.found(severity, detail))
}

/// A length that cannot be right.
pub(super) fn length(signed: &Signed<'_>) -> Option<Finding> {
    let algorithm = signed.algorithm?;
    let has = signed.signature.bytes.len();
    let by_key = || signature_len(algorithm, signed.key?);
    let needs = algorithm.signature_len().or_else(by_key)?;
    // What was cut short in the middle lost all of it, and what is DER has a rule of its own.
    if has == 0 || has == needs || converted(signed).is_some() {
        return None;
    }
    let cause = if has < needs && signed.is_broken(Segment::Signature) {
        "characters are missing or damaged; copy the token anew"
    } else if has < needs {
        "its end was lost, or it was made for another algorithm; copy the token anew"
    } else {
        "something hangs on its end, or it was made for another algorithm; copy the token anew"
    };
    let detail = format!("It has {has} bytes and {algorithm} makes {needs}: {cause}");
    Some(LENGTH.found(Severity::Low, detail))
}

/// DER, as most libraries make it outside of JOSE; and whether it verifies once converted.
pub(super) fn der(signed: &Signed<'_>) -> Option<Finding> {
    let algorithm = signed.algorithm?;
    let value = converted(signed)?;
    let outcome = match verifies_with(signed, algorithm, &value) {
        Some(true) => "converted, it verifies",
        Some(false) => "converted, it does not verify with the given keys either",
        None => "without a fitting key nobody can say whether it verifies once converted",
    };
    let len = value.len();
    let detail =
        format!("{outcome}: have the signer write r and s one after the other, {len} bytes in all");
    Some(DER.found(Severity::Low, capital(&detail)))
}

/// Whether a converted signature verifies with a key that was given; nothing where none fits.
fn verifies_with(signed: &Signed<'_>, algorithm: Algorithm, value: &[u8]) -> Option<bool> {
    let keys = signed.token.keys.iter().flat_map(|set| &set.keys);
    let fits = |key: &&Key| key.fits_type(algorithm);
    let mut keys = keys.filter(fits).take(MAX_KEYS).peekable();
    keys.peek()?;
    let message = signed.message();
    Some(keys.any(|key| {
        signed.effort.spend(message.len())
            && verify(algorithm, key, &message, value) == Verification::Verifies
    }))
}
