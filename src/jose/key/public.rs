//! Public keys as they are published: as text, in DER, PEM and JWK.

use super::der::{CURVES, EC, ED25519, RSA, X25519};
use super::{KeySet, Material, write};
use crate::jose::thumbprint::canonical;
use der::asn1::{Any, AnyRef, BitStringRef, ObjectIdentifier, UintRef};
use der::{Encode as _, Tag};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use std::fmt;
use std::sync::Arc;

/// A longer text is not kept: nobody has a whole set of keys for a secret.
const MAX_PUBLIC_TEXT: usize = 64 << 10;

/// What public keys were read from, to the byte.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicText(Arc<[u8]>);

impl PublicText {
    /// Nothing where the text may hold anything else than public keys: a secret, a private key,
    /// or something that could not be read.
    pub(super) fn of(bytes: &[u8], set: &KeySet) -> Option<Self> {
        let is_public =
            |key: &super::Key| !key.is_private && !matches!(key.material, Material::Oct(_));
        let all_public = set.faults.is_empty() && set.keys.iter().all(is_public);
        (all_public && bytes.len() <= MAX_PUBLIC_TEXT).then(|| Self(bytes.into()))
    }

    /// The bytes, with every white space.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for PublicText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicText({} bytes)", self.0.len())
    }
}

/// The key as `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7).
pub fn spki_der(material: &Material) -> Option<Vec<u8>> {
    let (oid, parameters, key) = match material {
        Material::Rsa { .. } => (RSA, Some(AnyRef::NULL), pkcs1_der(material)?),
        Material::Ec { curve, x, y } => {
            let (oid, _) = CURVES.iter().find(|(_, known)| known == curve)?;
            let point = write::uncompressed(x, y);
            return encode(EC, Some(AnyRef::from(oid)), &point);
        }
        Material::Ed25519(x) => (ED25519, None, x.clone()),
        Material::X25519(x) => (X25519, None, x.clone()),
        Material::Oct(_) | Material::Other { .. } => return None,
    };
    encode(oid, parameters, &key)
}

fn encode(oid: ObjectIdentifier, parameters: Option<AnyRef<'_>>, key: &[u8]) -> Option<Vec<u8>> {
    let info = SubjectPublicKeyInfoRef {
        algorithm: AlgorithmIdentifierRef { oid, parameters },
        subject_public_key: BitStringRef::from_bytes(key).ok()?,
    };
    info.to_der().ok()
}

/// An RSA key as `RSAPublicKey` (RFC 8017 §A.1.1).
pub(super) fn pkcs1_der(material: &Material) -> Option<Vec<u8>> {
    let Material::Rsa { n, e } = material else {
        return None;
    };
    let mut numbers = UintRef::new(n).ok()?.to_der().ok()?;
    numbers.extend(UintRef::new(e).ok()?.to_der().ok()?);
    Any::new(Tag::Sequence, numbers).ok()?.to_der().ok()
}

/// DER as PEM, with a line end after each line but the last.
pub(super) fn pem_text(label: &str, der: &[u8]) -> String {
    let text = write::pem(label, der);
    let text = String::from_utf8_lossy(text.expose());
    text.trim_end().to_owned()
}

/// The key as JWK with its required members only, in the order of a thumbprint (RFC 7638 §3).
pub(super) fn jwk_text(material: &Material) -> Option<String> {
    match material {
        Material::Oct(_) => None,
        public => canonical(public).map(|text| text.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::key::read_keys;

    #[test]
    fn what_is_read_is_written_as_it_was() {
        for pem in [
            include_str!("../../../tests/data/keys/rsa.spki.pem"),
            include_str!("../../../tests/data/keys/p256.spki.pem"),
            include_str!("../../../tests/data/keys/p521.spki.pem"),
            include_str!("../../../tests/data/keys/secp256k1.spki.pem"),
            include_str!("../../../tests/data/keys/ed25519.spki.pem"),
        ] {
            let set = read_keys(pem.as_bytes(), "key.pem").unwrap();
            let material = &set.keys[0].material;
            let der = spki_der(material).unwrap();
            assert_eq!(pem_text("PUBLIC KEY", &der), pem.trim_end());
            assert_eq!(set.public_text.unwrap().as_bytes(), pem.as_bytes());
            let jwk = jwk_text(material).unwrap();
            let again = read_keys(jwk.as_bytes(), "key.json").unwrap();
            assert!(again.keys[0].material.is_same_public_key(material));
        }
    }

    #[test]
    fn pkcs1_is_written_too() {
        let pem = include_str!("../../../tests/data/keys/rsa.pkcs1-public.pem");
        let set = read_keys(pem.as_bytes(), "key.pem").unwrap();
        let der = pkcs1_der(&set.keys[0].material).unwrap();
        assert_eq!(pem_text("RSA PUBLIC KEY", &der), pem.trim_end());
    }

    #[test]
    fn the_text_of_anything_secret_is_not_kept() {
        let public = include_str!("../../../tests/data/keys/rsa.spki.pem");
        let private = include_str!("../../../tests/data/keys/rsa.pkcs8.pem");
        let locked = include_str!("../../../tests/data/keys/rsa.encrypted-pkcs8.pem");
        let jwk = include_str!("../../../tests/data/keys/rsa.jwk.json");
        let secret = r#"{"kty":"oct","k":"AAAA"}"#.to_owned();
        let both = format!("{public}{private}");
        let with_locked = format!("{public}{locked}");
        for text in [private.to_owned(), both, with_locked, secret] {
            let set = read_keys(text.as_bytes(), "key").unwrap();
            assert_eq!(set.public_text, None, "{text}");
        }
        let set = read_keys(jwk.as_bytes(), "key").unwrap();
        let is_private = set.keys[0].is_private;
        assert_eq!(set.public_text.is_none(), is_private);
    }
}
