//! A key that is agreed upon: ECDH with an ephemeral key (RFC 7518 §4.6, RFC 8037 §3.2), and what
//! is derived from it.

use super::{ContentEncryption, KeyManagement, Method, header};
use crate::jose::Curve;
use crate::jose::json;
use crate::jose::key::{Key, Material, point, read_jwk, write};
use crate::jose::signing::SigningKey;
use crate::report::Json;
use aws_lc_rs::agreement::{
    Algorithm, ECDH_P256, ECDH_P384, ECDH_P521, PrivateKey, UnparsedPublicKey, X25519, agree,
};
use aws_lc_rs::kdf::{SskdfDigestAlgorithmId, get_sskdf_digest_algorithm, sskdf_digest};
use zeroize::Zeroizing;

/// The ephemeral public key of the sender (RFC 7518 §4.6.1.1), which lies on its curve.
pub(super) fn ephemeral_key(header: &Json) -> Result<Material, String> {
    let epk = header.get("epk").ok_or("the header has no epk")?;
    let (key, _) = read_jwk(epk).map_err(|why| format!("epk {why}"))?;
    match key.material {
        material @ (Material::Ec { .. } | Material::X25519(_)) => match algorithm(&material) {
            Some(_) => Ok(material),
            None => Err(format!("epk is a key of type {}", key_name(&material))),
        },
        other => Err(format!("epk is a key of type {}", key_name(&other))),
    }
}

fn key_name(material: &Material) -> String {
    Key::new(material.clone()).description()
}

/// Whether two keys lie on the same curve.
pub(super) fn is_same_curve(one: &Material, other: &Material) -> bool {
    match (one, other) {
        (Material::Ec { curve, .. }, Material::Ec { curve: other, .. }) => curve == other,
        (Material::X25519(_), Material::X25519(_)) => true,
        _ => false,
    }
}

/// The agreement on the curve of a key; nothing where tokens are not encrypted on it.
pub(super) fn algorithm(material: &Material) -> Option<&'static Algorithm> {
    match material {
        Material::Ec { curve, .. } => match curve {
            Curve::P256 => Some(&ECDH_P256),
            Curve::P384 => Some(&ECDH_P384),
            Curve::P521 => Some(&ECDH_P521),
            Curve::Secp256k1 => None,
        },
        Material::X25519(_) => Some(&X25519),
        _ => None,
    }
}

/// What goes into the derivation besides the agreed secret (RFC 7518 §4.6.2).
pub(super) struct Info {
    /// The name of the algorithm that the key is for.
    id: &'static str,
    /// The length of the derived key in bytes.
    pub(super) len: usize,
    apu: Vec<u8>,
    apv: Vec<u8>,
}

impl Info {
    pub(super) fn read(
        header: &Json,
        algorithm: KeyManagement,
        encryption: ContentEncryption,
    ) -> Result<Self, String> {
        let (id, len) = match algorithm.method() {
            Method::EcdhKeyWrap(len) => (algorithm.name(), len),
            _ => (encryption.name(), encryption.key_len()),
        };
        Ok(Self {
            id,
            len,
            apu: header::octets(header, "apu")?.unwrap_or_default(),
            apv: header::octets(header, "apv")?.unwrap_or_default(),
        })
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        let mut info = Vec::new();
        for part in [self.id.as_bytes(), &self.apu, &self.apv] {
            info.extend_from_slice(&u32::try_from(part.len()).ok()?.to_be_bytes());
            info.extend_from_slice(part);
        }
        let bits = u32::try_from(self.len.checked_mul(8)?).ok()?;
        info.extend_from_slice(&bits.to_be_bytes());
        Some(info)
    }

    /// Concat KDF with SHA-256 (NIST SP 800-56A §5.8.1).
    fn derive(&self, secret: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let digest = get_sskdf_digest_algorithm(SskdfDigestAlgorithmId::Sha256)?;
        let mut key = Zeroizing::new(vec![0; self.len]);
        sskdf_digest(digest, secret, &self.bytes()?, &mut key).ok()?;
        Some(key)
    }
}

/// The key that both sides agree on. Nothing where they are on different curves.
pub(super) fn agreed(
    key: &SigningKey,
    ephemeral: &Material,
    info: &Info,
) -> Option<Zeroizing<Vec<u8>>> {
    let private = key.private().expose();
    let private = PrivateKey::from_private_key(algorithm(&key.key().material)?, private).ok()?;
    derive(&private, ephemeral, info)
}

fn derive(private: &PrivateKey, public: &Material, info: &Info) -> Option<Zeroizing<Vec<u8>>> {
    let point = match public {
        Material::Ec { x, y, .. } => write::uncompressed(x, y),
        Material::X25519(x) => x.clone(),
        _ => return None,
    };
    let public = UnparsedPublicKey::new(algorithm(public)?, point);
    agree(private, public, None, |secret| {
        info.derive(secret).ok_or(None::<()>)
    })
    .ok()
}

/// A new ephemeral key for a recipient: what is agreed upon, and `epk` for the header.
pub(super) fn agree_anew(key: &Key, info: &Info) -> Option<(Zeroizing<Vec<u8>>, Json)> {
    let algorithm = algorithm(&key.material)?;
    let private = PrivateKey::generate(algorithm).ok()?;
    let agreed = derive(&private, &key.material, info)?;
    let public = private.compute_public_key().ok()?;
    let public = match &key.material {
        Material::Ec { curve, .. } => point::from_sec1(*curve, public.as_ref()).ok()?,
        _ => Material::X25519(public.as_ref().to_vec()),
    };
    let (epk, _) = json::parse(Key::new(public).jwk()?.as_bytes());
    Some((agreed, epk))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_7518_appendix_c_is_derived() {
        let bob = r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#;
        let header = r#"{"alg":"ECDH-ES","enc":"A128GCM","apu":"QWxpY2U","apv":"Qm9i","epk":{"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}}"#;
        let (header, _) = json::parse(header.as_bytes());
        let (bob, _) = json::parse(bob.as_bytes());
        let (bob, _) = read_jwk(&bob).unwrap();
        let bob = SigningKey::of(&bob).unwrap();
        let info = Info::read(&header, KeyManagement::EcdhEs, ContentEncryption::A128Gcm).unwrap();
        let ephemeral = ephemeral_key(&header).unwrap();
        let key = agreed(&bob, &ephemeral, &info).unwrap();
        assert_eq!(
            crate::jose::base64url::encode(&key),
            "VqqN6vgjbSBcIijNcacQGg"
        );
    }
}
