//! The token was signed over other base64 than it carries: somebody took off the padding, or
//! changed the alphabet, after it was signed.

use super::case::{Case, Parts};
use crate::jose::base64url;
use crate::report::Diagnosis;
use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};

const WRITINGS: [(&GeneralPurpose, &str); 3] = [
    (&URL_SAFE, "base64url with padding (=)"),
    (&STANDARD, "base64 with padding (=), + and /"),
    (&STANDARD_NO_PAD, "base64 with + and /"),
];

pub(super) fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    if !case.signature.is_payload_encoded() || case.failed.detached.is_some() {
        return None;
    }
    let found = case.parts();
    let (header, _) = base64url::decode(&found.protected);
    let payload = &case.failed.jws.payload_bytes;
    for (engine, name) in WRITINGS {
        let headers = [engine.encode(&header), found.protected.clone()];
        for protected in headers {
            let parts = Parts {
                protected,
                payload: engine.encode(payload),
                signature: found.signature.clone(),
            };
            if case.verifies(&case.message_of(&parts), &case.signature.bytes) {
                // No mend: written so it would verify, and still be no JWS.
                let detail = format!(
                    "It was signed as {name} and written anew afterwards. Over the text as it was, it verifies; its issuer has to sign base64url"
                );
                return Some(Diagnosis::new(detail));
            }
        }
    }
    None
}
