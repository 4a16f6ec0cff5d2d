//! Thumbprints of keys (RFC 7638, RFC 8037 §2).

use super::key::Material;
use super::{base64url, json};
use crate::report::Json;
use aws_lc_rs::digest;
use zeroize::Zeroizing;

/// What stands before a thumbprint in its URI (RFC 9278 §3, §4).
const URI: &str = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:";

/// The SHA-256 thumbprint of a key (RFC 7638 §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Thumbprint([u8; 32]);

impl Thumbprint {
    /// The thumbprint of a key; nothing for one whose material is not kept. That of a shared secret
    /// gives away what a guess of the secret must match: it is as private as the secret is weak
    /// (RFC 7638 §7).
    pub fn of(material: &Material) -> Option<Self> {
        let text = canonical(material)?;
        Some(Self(sha256(text.as_bytes())))
    }

    /// The bytes.
    pub fn bytes(&self) -> [u8; 32] {
        self.0
    }

    /// As it stands in `kid`, `jkt` and the like.
    pub fn base64url(&self) -> String {
        base64url::encode(&self.0)
    }

    /// As a URI (RFC 9278 §3).
    pub fn uri(&self) -> String {
        format!("{URI}{}", self.base64url())
    }
}

/// The members that every key of the type has, in the order of their names, without white space
/// (RFC 7638 §3.2). Base64url has no character that is escaped.
pub(super) fn canonical(material: &Material) -> Option<Zeroizing<String>> {
    let encode = |bytes: &[u8]| Zeroizing::new(base64url::encode(bytes));
    // In one piece: a string that grows leaves copies behind that are not wiped.
    let text = match material {
        Material::Oct(secret) => {
            [r#"{"k":""#, &encode(secret.expose()), r#"","kty":"oct"}"#].concat()
        }
        Material::Rsa { n, e } => {
            let (n, e) = (encode(n), encode(e));
            [r#"{"e":""#, &e, r#"","kty":"RSA","n":""#, &n, r#""}"#].concat()
        }
        Material::Ec { curve, x, y } => {
            let (x, y) = (encode(x), encode(y));
            format!(
                r#"{{"crv":"{curve}","kty":"EC","x":"{}","y":"{}"}}"#,
                *x, *y
            )
        }
        Material::Ed25519(x) => {
            format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, *encode(x))
        }
        Material::X25519(x) => {
            format!(r#"{{"crv":"X25519","kty":"OKP","x":"{}"}}"#, *encode(x))
        }
        Material::Other { .. } => return None,
    };
    Some(Zeroizing::new(text))
}

/// A public key as the JWK that a header carries (RFC 7515 §4.1.3): the members that every key of
/// the type has. Nothing for a shared secret, and for a key whose material is not kept.
pub fn public_jwk(material: &Material) -> Option<Json> {
    if matches!(material, Material::Oct(_)) {
        return None;
    }
    let (jwk, _) = json::parse(canonical(material)?.as_bytes());
    Some(jwk)
}

pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let hash = digest::digest(&digest::SHA256, bytes);
    hash.as_ref().try_into().unwrap_or_default()
}

pub(super) fn sha1(bytes: &[u8]) -> [u8; 20] {
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
    hash.as_ref().try_into().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::key::read_keys;

    fn check(jwk: &str, thumbprint: &str) {
        let set = read_keys(jwk.as_bytes(), "key").unwrap();
        let found = Thumbprint::of(&set.keys[0].material).unwrap();
        assert_eq!(found.base64url(), thumbprint);
        assert_eq!(found.uri(), format!("{URI}{thumbprint}"));
    }

    /// RFC 7638 §3.1.
    #[test]
    fn the_key_of_rfc_7638() {
        check(
            r#"{"kty": "RSA", "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}"#,
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
        );
    }

    /// RFC 8037 appendix A.3.
    #[test]
    fn the_key_of_rfc_8037() {
        check(
            r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
        );
    }

    #[test]
    fn the_private_half_does_not_count() {
        let thumbprint = |file: &[u8]| {
            let set = read_keys(file, "key").unwrap();
            Thumbprint::of(&set.keys[0].material)
        };
        let data = |name: &str| {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/keys/");
            std::fs::read(format!("{folder}{name}")).unwrap()
        };
        assert_eq!(
            thumbprint(&data("p256.pkcs8.pem")),
            thumbprint(&data("p256.jwk.json"))
        );
        assert!(thumbprint(&data("x25519.spki.pem")).is_some());
        assert!(thumbprint(&data("x448.spki.pem")).is_none());
    }
}
