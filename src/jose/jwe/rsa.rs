//! The content encryption key under an RSA key (RFC 7518 §4.2, §4.3).

use super::Method;
use crate::jose::key::{Key, spki_der};
use crate::jose::signing::SigningKey;
use crate::jose::{Hash, random};
use aws_lc_rs::rand::SecureRandom as _;
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OAEP_SHA384_MGF1SHA384, OAEP_SHA512_MGF1SHA512,
    OaepAlgorithm, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, Pkcs1PrivateDecryptingKey,
    Pkcs1PublicEncryptingKey, PrivateDecryptingKey, PublicEncryptingKey,
};
use zeroize::Zeroizing;

fn oaep(method: Method) -> Option<&'static OaepAlgorithm> {
    Some(match method {
        Method::RsaOaepSha1 => &OAEP_SHA1_MGF1SHA1,
        Method::RsaOaep(Hash::Sha256) => &OAEP_SHA256_MGF1SHA256,
        Method::RsaOaep(Hash::Sha384) => &OAEP_SHA384_MGF1SHA384,
        Method::RsaOaep(Hash::Sha512) => &OAEP_SHA512_MGF1SHA512,
        _ => return None,
    })
}

/// Decrypts a content encryption key that has to have `len` bytes.
///
/// With PKCS #1 v1.5 a wrong padding or length gives a random key: what follows fails at the tag
/// as it does with any wrong key, and tells nothing more (RFC 7516 §11.5).
pub(super) fn decrypt(
    method: Method,
    key: &SigningKey,
    encrypted: &[u8],
    len: usize,
) -> Option<Zeroizing<Vec<u8>>> {
    let pkcs8 = key.pkcs8()?;
    let private = PrivateDecryptingKey::from_pkcs8(pkcs8.expose()).ok()?;
    let Some(oaep) = oaep(method) else {
        let mut random = Zeroizing::new(vec![0; len]);
        random::system().fill(&mut random).ok()?;
        let private = Pkcs1PrivateDecryptingKey::new(private).ok()?;
        let mut room = Zeroizing::new(vec![0; private.min_output_size()]);
        return Some(match private.decrypt(encrypted, &mut room) {
            Ok(cek) if cek.len() == len => Zeroizing::new(cek.to_vec()),
            Ok(_) | Err(_) => random,
        });
    };
    let private = OaepPrivateDecryptingKey::new(private).ok()?;
    let mut room = Zeroizing::new(vec![0; private.min_output_size()]);
    let cek = private.decrypt(oaep, encrypted, &mut room, None).ok()?;
    (cek.len() == len).then(|| Zeroizing::new(cek.to_vec()))
}

/// Encrypts a content encryption key.
pub(super) fn encrypt(method: Method, key: &Key, cek: &[u8]) -> Option<Vec<u8>> {
    let public = PublicEncryptingKey::from_der(&spki_der(&key.material)?).ok()?;
    let mut encrypted = vec![0; public.key_size_bytes()];
    let len = match oaep(method) {
        Some(oaep) => {
            let public = OaepPublicEncryptingKey::new(public).ok()?;
            public.encrypt(oaep, cek, &mut encrypted, None).ok()?.len()
        }
        None => {
            let public = Pkcs1PublicEncryptingKey::new(public).ok()?;
            public.encrypt(cek, &mut encrypted).ok()?.len()
        }
    };
    encrypted.truncate(len);
    Some(encrypted)
}
