//! Key confusion (RFC 8725 §2.1): the token is an HMAC, made with the text of a public key. Whoever
//! knows that key, which is everybody, can have made it.

use super::case::{Case, Suspect};
use crate::jose::key::{Key, Material, to_spki};
use crate::jose::{SignatureScheme, base64url};
use crate::report::{Diagnosis, Secret};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// How many public keys are tried.
const MAX_KEYS: usize = 16;

const WARNING: &str = "who knows the public key, which is everybody, can have made it. Refuse it";

/// The HMAC verifies with a public key at hand.
pub(super) fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    let algorithm = case.algorithm?;
    if algorithm.scheme() != SignatureScheme::Hmac {
        return None;
    }
    let message = case.message();
    let public = case
        .keys()
        .filter(|s| !matches!(s.key.material, Material::Oct(_)));
    for suspect in public.take(MAX_KEYS) {
        let mut writings = writings(&suspect).into_iter();
        let writing = writings.find(|(_, bytes)| {
            let key = Key::new(Material::Oct(Secret::new(bytes.clone())));
            case.verifies_with(algorithm, &key, &message, &case.signature.bytes)
        });
        if let Some((name, _)) = writing {
            let detail = format!(
                "Key confusion: it verifies as {algorithm} with {} taken as a secret ({name}). So {WARNING}",
                suspect.name()
            );
            return Some(Diagnosis::new(detail));
        }
    }
    None
}

/// The ways in which programs keep a public key, each as bytes that could be a secret.
fn writings(suspect: &Suspect<'_>) -> Vec<(&'static str, Vec<u8>)> {
    let mut all = Vec::new();
    if let Some(der) = to_spki(&suspect.key.material) {
        let pem = pem("PUBLIC KEY", &der);
        let trimmed = pem.trim_end();
        let crlf = pem.replace('\n', "\r\n");
        all.push(("PEM", pem.clone().into_bytes()));
        all.push(("PEM without a line end", trimmed.to_owned().into_bytes()));
        all.push(("PEM with CRLF", crlf.trim_end().to_owned().into_bytes()));
        all.push(("PEM with CRLF", crlf.into_bytes()));
        all.push(("PEM after a line end", format!("\n{pem}").into_bytes()));
        all.push(("PEM after a blank", format!(" {pem}").into_bytes()));
        all.push(("PEM in one line", STANDARD.encode(&der).into_bytes()));
        all.push(("DER", der));
    }
    all.extend(
        jwk(suspect.key)
            .into_iter()
            .map(|jwk| ("JWK", jwk.into_bytes())),
    );
    all
}

/// RFC 7468 §2: lines of 64 characters.
fn pem(label: &str, der: &[u8]) -> String {
    const LINE: usize = 64;
    let body = STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in body.as_bytes().chunks(LINE) {
        text.push_str(&String::from_utf8_lossy(line));
        text.push('\n');
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

/// The JWK as RFC 7638 §3 orders it, and as most programs write it.
fn jwk(key: &Key) -> Vec<String> {
    let encode = |bytes: &[u8]| base64url::encode(bytes);
    let members = match &key.material {
        Material::Rsa { n, e } => vec![
            ("kty", "RSA".to_owned()),
            ("n", encode(n)),
            ("e", encode(e)),
        ],
        Material::Ec { curve, x, y } => vec![
            ("kty", "EC".to_owned()),
            ("crv", curve.name().to_owned()),
            ("x", encode(x)),
            ("y", encode(y)),
        ],
        Material::Ed25519(x) => vec![
            ("kty", "OKP".to_owned()),
            ("crv", "Ed25519".to_owned()),
            ("x", encode(x)),
        ],
        Material::Oct(_) | Material::Other { .. } => return Vec::new(),
    };
    let object = |members: &[(&str, String)]| {
        let members = members
            .iter()
            .map(|(name, value)| format!("\"{name}\":\"{value}\""));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    };
    let mut sorted = members.clone();
    sorted.sort();
    vec![object(&members), object(&sorted)]
}
