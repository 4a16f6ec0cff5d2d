//! An ECDSA signature in DER, where JOSE has r and s side by side (RFC 7518 §3.4).

use super::case::{Case, Parts};
use crate::jose::{SignatureScheme, base64url, ecdsa_from_der};
use crate::report::Diagnosis;

pub(super) fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    let SignatureScheme::Ecdsa(curve) = case.algorithm?.scheme() else {
        return None;
    };
    let raw = ecdsa_from_der(curve, &case.signature.bytes)?;
    if !case.verifies(&case.message(), &raw) {
        return None;
    }
    let parts = Parts {
        signature: base64url::encode(&raw),
        ..case.parts()
    };
    let detail = "The signature is DER encoded. Converted, it verifies";
    Some(Diagnosis::new(detail).mended(case.mended(&parts)))
}
