//! Does this signature verify over these bytes with this key? Nothing else is asked here: not
//! whether the key may be used so, and not whether it is strong enough.

use super::key::{Key, Material};
use super::{Algorithm, Curve, Hash, SignatureScheme, base64url};
use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{self, UnparsedPublicKey};
use jsonwebtoken::{Algorithm as Jwa, DecodingKey};

/// The RSA moduli that can be verified, in bits: what the cryptographic library takes.
pub const RSA_BITS: std::ops::RangeInclusive<usize> = 1024..=8192;

/// The longest public exponent that can be verified with, in bits: what the cryptographic library
/// takes. The usual one, 65537, has 17.
const MAX_EXPONENT_BITS: usize = 33;

/// From this many bits on an RSA key is taken by jsonwebtoken.
const RSA_BITS_MODERN: usize = 2048;

/// What became of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// It verifies.
    Verifies,
    /// It does not verify.
    DoesNotVerify,
    /// It could not be tried, and why.
    NotSupported(String),
}

impl Verification {
    fn from_bool(verifies: bool) -> Self {
        if verifies {
            Self::Verifies
        } else {
            Self::DoesNotVerify
        }
    }
}

/// Verifies a signature over a message: the JWS signing input (RFC 7515 §5.2).
pub fn verify(algorithm: Algorithm, key: &Key, message: &[u8], value: &[u8]) -> Verification {
    match (algorithm.scheme(), &key.material) {
        (SignatureScheme::Hmac, Material::Oct(secret)) => {
            let key = DecodingKey::from_secret(secret.expose());
            by_jsonwebtoken(algorithm, &key, message, value)
        }
        (SignatureScheme::RsaPkcs1 | SignatureScheme::RsaPss, Material::Rsa { n, e }) => {
            rsa(algorithm, n, e, message, value)
        }
        (SignatureScheme::Ecdsa(wanted), Material::Ec { curve, x, y }) if wanted == *curve => {
            ecdsa(algorithm, *curve, (x, y), message, value)
        }
        (SignatureScheme::Ed25519, Material::Ed25519(x)) => {
            match DecodingKey::from_ed_components(&base64url::encode(x)) {
                Ok(key) => by_jsonwebtoken(algorithm, &key, message, value),
                Err(_) => not_a_key("Ed25519 public key"),
            }
        }
        _ => Verification::NotSupported(format!("the key is not one for {algorithm}")),
    }
}

/// The length in bytes that a signature must have with this key, where it can be told.
pub fn signature_len(algorithm: Algorithm, key: &Key) -> Option<usize> {
    algorithm.signature_len().or(match &key.material {
        Material::Rsa { n, .. } => Some(bit_len(n).div_ceil(8)),
        _ => None,
    })
}

fn rsa(algorithm: Algorithm, n: &[u8], e: &[u8], message: &[u8], value: &[u8]) -> Verification {
    let bits = bit_len(n);
    if !RSA_BITS.contains(&bits) {
        let (least, most) = (RSA_BITS.start(), RSA_BITS.end());
        return Verification::NotSupported(format!(
            "RSA keys of {least} to {most} bits can be verified, this one has {bits}"
        ));
    }
    if bit_len(e) < 2 || e.last().is_none_or(|b| b % 2 == 0) {
        let detail = "the public exponent of the RSA key is 1 or even";
        return Verification::NotSupported(detail.to_owned());
    }
    let exponent = bit_len(e);
    if exponent > MAX_EXPONENT_BITS {
        return Verification::NotSupported(format!(
            "RSA keys with a public exponent of up to {MAX_EXPONENT_BITS} bits can be verified, this one has {exponent}"
        ));
    }
    if bits >= RSA_BITS_MODERN {
        let key = DecodingKey::from_rsa_raw_components(n, e);
        return by_jsonwebtoken(algorithm, &key, message, value);
    }
    let legacy = match (algorithm.scheme(), algorithm.hash()) {
        (SignatureScheme::RsaPkcs1, Some(Hash::Sha256)) => {
            &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY
        }
        (SignatureScheme::RsaPkcs1, Some(Hash::Sha512)) => {
            &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY
        }
        _ => {
            return Verification::NotSupported(format!(
                "{algorithm} with an RSA key of {bits} bits cannot be verified, it needs {RSA_BITS_MODERN}"
            ));
        }
    };
    let verified = PublicKeyComponents { n, e }.verify(legacy, message, value);
    Verification::from_bool(verified.is_ok())
}

fn ecdsa(
    algorithm: Algorithm,
    curve: Curve,
    (x, y): (&[u8], &[u8]),
    message: &[u8],
    value: &[u8],
) -> Verification {
    let fixed = match curve {
        Curve::P256 | Curve::P384 => {
            let (x, y) = (base64url::encode(x), base64url::encode(y));
            return match DecodingKey::from_ec_components(&x, &y) {
                Ok(key) => by_jsonwebtoken(algorithm, &key, message, value),
                Err(_) => not_a_key("EC public key"),
            };
        }
        Curve::P521 => &signature::ECDSA_P521_SHA512_FIXED,
        Curve::Secp256k1 => &signature::ECDSA_P256K1_SHA256_FIXED,
    };
    /// Marks a point that is written out whole (SEC 1 §2.3.3).
    const UNCOMPRESSED: u8 = 4;
    let point = [&[UNCOMPRESSED], x, y].concat();
    let verified = UnparsedPublicKey::new(fixed, point).verify(message, value);
    Verification::from_bool(verified.is_ok())
}

/// What jsonwebtoken can do, it does.
fn by_jsonwebtoken(
    algorithm: Algorithm,
    key: &DecodingKey,
    message: &[u8],
    value: &[u8],
) -> Verification {
    let jwa = match algorithm {
        Algorithm::HS256 => Jwa::HS256,
        Algorithm::HS384 => Jwa::HS384,
        Algorithm::HS512 => Jwa::HS512,
        Algorithm::RS256 => Jwa::RS256,
        Algorithm::RS384 => Jwa::RS384,
        Algorithm::RS512 => Jwa::RS512,
        Algorithm::PS256 => Jwa::PS256,
        Algorithm::PS384 => Jwa::PS384,
        Algorithm::PS512 => Jwa::PS512,
        Algorithm::ES256 => Jwa::ES256,
        Algorithm::ES384 => Jwa::ES384,
        Algorithm::EdDSA | Algorithm::Ed25519 => Jwa::EdDSA,
        Algorithm::ES512 | Algorithm::ES256K => {
            return Verification::NotSupported(format!("{algorithm} is not verified so"));
        }
    };
    let value = base64url::encode(value);
    match jsonwebtoken::crypto::verify(&value, message, key, jwa) {
        Ok(verifies) => Verification::from_bool(verifies),
        Err(_) => Verification::NotSupported(format!("the key cannot be used with {algorithm}")),
    }
}

fn not_a_key(what: &str) -> Verification {
    Verification::NotSupported(format!("the key is not a usable {what}"))
}

/// The length in bits of a big-endian number.
pub(super) fn bit_len(bytes: &[u8]) -> usize {
    let zeros = bytes.iter().take_while(|b| **b == 0).count();
    let first = bytes.get(zeros).copied().unwrap_or_default();
    (bytes.len() - zeros) * 8 - first.leading_zeros() as usize * usize::from(first != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::key::secret_from_bytes;

    #[test]
    fn bits_are_counted_without_leading_zeros() {
        assert_eq!(bit_len(&[]), 0);
        assert_eq!(bit_len(&[0, 0]), 0);
        assert_eq!(bit_len(&[0, 1, 0, 1]), 17);
        assert_eq!(bit_len(&[0x80; 256]), 2048);
    }

    /// RFC 7515 appendix A.1.
    #[test]
    fn a_mac_verifies_over_its_own_message_only() {
        let (k, _) = base64url::decode(
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
        );
        let set = secret_from_bytes(k, "secret");
        let message = b"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let (value, _) = base64url::decode("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        let key = &set.keys[0];
        let verified = verify(Algorithm::HS256, key, message, &value);
        assert_eq!(verified, Verification::Verifies);
        let other = verify(Algorithm::HS256, key, b"other", &value);
        assert_eq!(other, Verification::DoesNotVerify);
        let short = verify(Algorithm::HS256, key, message, &value[..31]);
        assert_eq!(short, Verification::DoesNotVerify);
        assert!(matches!(
            verify(Algorithm::ES256, key, message, &value),
            Verification::NotSupported(_)
        ));
    }
}
