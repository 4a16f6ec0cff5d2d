//! A public key written as `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7).

use super::Material;
use crate::jose::{Curve, RSA_BITS, verify::bit_len};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{self, ParsedPublicKey, VerificationAlgorithm};

/// Marks a point that is written out whole (SEC 1 §2.3.3).
const UNCOMPRESSED: u8 = 4;

/// A public key in DER. Nothing for a secret, and for what cannot verify signatures here.
pub fn to_spki(material: &Material) -> Option<Vec<u8>> {
    match material {
        Material::Rsa { n, e } => {
            if !RSA_BITS.contains(&bit_len(n)) {
                return None;
            }
            let der: PublicKeyX509Der<'_> = PublicKeyComponents { n, e }.as_der().ok()?;
            Some(der.as_ref().to_vec())
        }
        Material::Ec { curve, x, y } => {
            let algorithm: &'static dyn VerificationAlgorithm = match curve {
                Curve::P256 => &signature::ECDSA_P256_SHA256_FIXED,
                Curve::P384 => &signature::ECDSA_P384_SHA384_FIXED,
                Curve::P521 => &signature::ECDSA_P521_SHA512_FIXED,
                Curve::Secp256k1 => &signature::ECDSA_P256K1_SHA256_FIXED,
            };
            parsed(algorithm, &[&[UNCOMPRESSED], x.as_slice(), y].concat())
        }
        Material::Ed25519(x) => parsed(&signature::ED25519, x),
        Material::Oct(_) | Material::Other { .. } => None,
    }
}

fn parsed(algorithm: &'static dyn VerificationAlgorithm, key: &[u8]) -> Option<Vec<u8>> {
    let key = ParsedPublicKey::new(algorithm, key).ok()?;
    let der: PublicKeyX509Der<'_> = key.as_der().ok()?;
    Some(der.as_ref().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::key::read_keys;

    #[test]
    fn a_key_is_written_as_openssl_writes_it() {
        for pem in [
            include_str!("../../../tests/data/keys/rsa.spki.pem"),
            include_str!("../../../tests/data/keys/p256.spki.pem"),
            include_str!("../../../tests/data/keys/p384.spki.pem"),
            include_str!("../../../tests/data/keys/p521.spki.pem"),
            include_str!("../../../tests/data/keys/secp256k1.spki.pem"),
            include_str!("../../../tests/data/keys/ed25519.spki.pem"),
        ] {
            use base64::Engine as _;
            let lines = pem.lines().filter(|line| !line.starts_with('-'));
            let body: String = lines.collect();
            let der = base64::engine::general_purpose::STANDARD.decode(body);
            let keys = read_keys(pem.as_bytes(), "key.pem").unwrap();
            assert_eq!(to_spki(&keys.keys[0].material), der.ok(), "{pem}");
        }
    }
}
