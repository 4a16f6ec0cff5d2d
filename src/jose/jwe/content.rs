//! The content: AES-GCM (RFC 7518 §5.3) and AES-CBC with HMAC (RFC 7518 §5.2).

use super::ContentEncryption;
use super::algorithm::{GCM_IV_LEN, GCM_TAG_LEN};
use crate::jose::{Hash, random};
use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{
    self, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey,
    UnboundCipherKey,
};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rand::SecureRandom as _;
use zeroize::Zeroizing;

/// Content that is encrypted: initialization vector, ciphertext, tag.
pub(super) struct Encrypted {
    pub(super) iv: Vec<u8>,
    pub(super) ciphertext: Vec<u8>,
    pub(super) tag: Vec<u8>,
}

/// Decrypts. Nothing where the tag does not authenticate all of it, or where a length is not that
/// of the algorithm.
pub(super) fn decrypt(
    encryption: ContentEncryption,
    cek: &[u8],
    iv: &[u8],
    ciphertext: &[u8],
    tag: &[u8],
    aad: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let lengths = [cek.len(), iv.len(), tag.len()];
    let wanted = [
        encryption.key_len(),
        encryption.iv_len(),
        encryption.tag_len(),
    ];
    if lengths != wanted {
        return None;
    }
    match encryption.hmac() {
        None => gcm_decrypt(cek, iv, ciphertext, tag, aad),
        Some(hash) => cbc_decrypt(hash, cek, iv, ciphertext, tag, aad),
    }
}

/// Encrypts with a new initialization vector. Nothing where there is no randomness.
pub(super) fn encrypt(
    encryption: ContentEncryption,
    cek: &[u8],
    plaintext: &[u8],
    aad: &[u8],
) -> Option<Encrypted> {
    let mut iv = vec![0; encryption.iv_len()];
    random::system().fill(&mut iv).ok()?;
    match encryption.hmac() {
        None => {
            let (ciphertext, tag) = gcm_encrypt(cek, &iv, plaintext, aad)?;
            Some(Encrypted {
                iv,
                ciphertext,
                tag,
            })
        }
        Some(hash) => {
            let (mac_key, key) = cek.split_at_checked(cek.len() / 2)?;
            let cbc = PaddedBlockEncryptingKey::cbc_pkcs7(cbc_key(key)?).ok()?;
            let block: [u8; 16] = iv.as_slice().try_into().ok()?;
            let mut ciphertext = plaintext.to_vec();
            let context = EncryptionContext::Iv128(FixedLength::from(block));
            cbc.less_safe_encrypt(&mut ciphertext, context).ok()?;
            let tag = mac(hash, mac_key, &iv, &ciphertext, aad);
            Some(Encrypted {
                iv,
                ciphertext,
                tag,
            })
        }
    }
}

/// AES-GCM with a key of 16, 24 or 32 bytes.
pub(super) fn gcm_decrypt(
    key: &[u8],
    iv: &[u8],
    ciphertext: &[u8],
    tag: &[u8],
    aad: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    if iv.len() != GCM_IV_LEN || tag.len() != GCM_TAG_LEN {
        return None;
    }
    let nonce = Nonce::try_assume_unique_for_key(iv).ok()?;
    let mut both = Zeroizing::new(Vec::with_capacity(ciphertext.len() + tag.len()));
    both.extend_from_slice(ciphertext);
    both.extend_from_slice(tag);
    let len = gcm_key(key)?
        .open_in_place(nonce, Aad::from(aad), &mut both)
        .ok()?
        .len();
    both.truncate(len);
    Some(both)
}

/// Ciphertext and tag.
pub(super) fn gcm_encrypt(
    key: &[u8],
    iv: &[u8],
    plaintext: &[u8],
    aad: &[u8],
) -> Option<(Vec<u8>, Vec<u8>)> {
    let nonce = Nonce::try_assume_unique_for_key(iv).ok()?;
    let mut ciphertext = plaintext.to_vec();
    let tag = gcm_key(key)?
        .seal_in_place_separate_tag(nonce, Aad::from(aad), &mut ciphertext)
        .ok()?;
    Some((ciphertext, tag.as_ref().to_vec()))
}

fn gcm_key(key: &[u8]) -> Option<LessSafeKey> {
    let algorithm = match key.len() {
        16 => &aead::AES_128_GCM,
        24 => &aead::AES_192_GCM,
        32 => &aead::AES_256_GCM,
        _ => return None,
    };
    Some(LessSafeKey::new(UnboundKey::new(algorithm, key).ok()?))
}

/// The tag is compared, in constant time, before anything is decrypted.
fn cbc_decrypt(
    hash: Hash,
    cek: &[u8],
    iv: &[u8],
    ciphertext: &[u8],
    tag: &[u8],
    aad: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (mac_key, key) = cek.split_at_checked(cek.len() / 2)?;
    let expected = mac(hash, mac_key, iv, ciphertext, aad);
    verify_slices_are_equal(&expected, tag).ok()?;
    let block: [u8; 16] = iv.try_into().ok()?;
    let cbc = PaddedBlockDecryptingKey::cbc_pkcs7(cbc_key(key)?).ok()?;
    let mut plaintext = Zeroizing::new(ciphertext.to_vec());
    let context = DecryptionContext::Iv128(FixedLength::from(block));
    let len = cbc.decrypt(&mut plaintext, context).ok()?.len();
    plaintext.truncate(len);
    Some(plaintext)
}

fn cbc_key(key: &[u8]) -> Option<UnboundCipherKey> {
    let algorithm = match key.len() {
        16 => &cipher::AES_128,
        24 => &cipher::AES_192,
        32 => &cipher::AES_256,
        _ => return None,
    };
    UnboundCipherKey::new(algorithm, key).ok()
}

/// The first half of the HMAC over the data, the vector, the ciphertext and the length of the data
/// in bits (RFC 7518 §5.2.2.1).
fn mac(hash: Hash, key: &[u8], iv: &[u8], ciphertext: &[u8], aad: &[u8]) -> Vec<u8> {
    let algorithm = match hash {
        Hash::Sha256 => hmac::HMAC_SHA256,
        Hash::Sha384 => hmac::HMAC_SHA384,
        Hash::Sha512 => hmac::HMAC_SHA512,
    };
    let bits = (aad.len() as u64).saturating_mul(8);
    let mut context = hmac::Context::with_key(&hmac::Key::new(algorithm, key));
    context.update(aad);
    context.update(iv);
    context.update(ciphertext);
    context.update(&bits.to_be_bytes());
    let tag = context.sign();
    let half = hash.bits() / 16;
    tag.as_ref().get(..half).unwrap_or_default().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encrypted_is_decrypted_and_nothing_else() {
        for encryption in ContentEncryption::ALL {
            let cek = vec![7; encryption.key_len()];
            for plaintext in [&b""[..], b"a", &[1; 16], &[2; 1000]] {
                let made = encrypt(encryption, &cek, plaintext, b"aad").unwrap();
                let Encrypted {
                    iv,
                    ciphertext,
                    tag,
                } = &made;
                let opened = |iv: &[u8], ciphertext: &[u8], tag: &[u8], aad: &[u8]| {
                    decrypt(encryption, &cek, iv, ciphertext, tag, aad)
                };
                let whole = opened(iv, ciphertext, tag, b"aad").unwrap();
                assert_eq!(whole.as_slice(), plaintext, "{encryption}");
                assert!(opened(iv, ciphertext, tag, b"aae").is_none());
                for len in 0..tag.len() {
                    assert!(opened(iv, ciphertext, &tag[..len], b"aad").is_none());
                }
                for len in 0..iv.len() {
                    assert!(opened(&iv[..len], ciphertext, tag, b"aad").is_none());
                }
                if let Some(shorter) = ciphertext.len().checked_sub(1) {
                    assert!(opened(iv, &ciphertext[..shorter], tag, b"aad").is_none());
                }
            }
        }
    }
}
