//! Keys that wrap the content encryption key: AES Key Wrap (RFC 7518 §4.4, RFC 3394) and AES-GCM
//! (RFC 7518 §4.7).

use super::algorithm::{GCM_IV_LEN, GCM_TAG_LEN};
use super::{Members, content, header};
use crate::jose::{base64url, random};
use crate::report::Json;
use aes_kw::KwAes192;
use aws_lc_rs::key_wrap::{AES_128, AES_256, AesKek, KeyWrap as _};
use aws_lc_rs::rand::SecureRandom as _;
use zeroize::Zeroizing;

/// How much longer AES Key Wrap makes a key, in bytes (RFC 3394 §2.2.1).
pub(super) const OVERHEAD: usize = 8;

/// Unwraps with a key of 16, 24 or 32 bytes. Nothing where it is another key, or the wrapped one
/// was changed.
pub(super) fn unwrap(kek: &[u8], wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let len = wrapped.len().checked_sub(OVERHEAD)?;
    // Nothing shorter than two blocks can be wrapped (RFC 3394 §2.2).
    if len < 2 * OVERHEAD || !len.is_multiple_of(OVERHEAD) {
        return None;
    }
    let mut key = Zeroizing::new(vec![0; len]);
    match kek.len() {
        16 => {
            let kek = AesKek::new(&AES_128, kek).ok()?;
            kek.unwrap(wrapped, &mut key).ok()?;
        }
        // The library has no wrap with 192 bits.
        24 => {
            let kek: &[u8; 24] = kek.try_into().ok()?;
            let kek = kw192(kek);
            kek.unwrap_key(wrapped, &mut key).ok()?;
        }
        32 => {
            let kek = AesKek::new(&AES_256, kek).ok()?;
            kek.unwrap(wrapped, &mut key).ok()?;
        }
        _ => return None,
    }
    Some(key)
}

/// Wraps with a key of 16, 24 or 32 bytes.
pub(super) fn wrap(kek: &[u8], key: &[u8]) -> Option<Vec<u8>> {
    let mut wrapped = vec![0; key.len() + OVERHEAD];
    match kek.len() {
        16 => {
            let kek = AesKek::new(&AES_128, kek).ok()?;
            kek.wrap(key, &mut wrapped).ok()?;
        }
        24 => {
            let kek: &[u8; 24] = kek.try_into().ok()?;
            kw192(kek).wrap_key(key, &mut wrapped).ok()?;
        }
        32 => {
            let kek = AesKek::new(&AES_256, kek).ok()?;
            kek.wrap(key, &mut wrapped).ok()?;
        }
        _ => return None,
    }
    Some(wrapped)
}

fn kw192(kek: &[u8; 24]) -> KwAes192 {
    use aes_kw::KeyInit as _;
    KwAes192::new(kek.into())
}

/// The vector and the tag in the header (RFC 7518 §4.7.1.1, §4.7.1.2).
pub(super) fn gcm_parameters(header: &Json) -> Result<(Vec<u8>, Vec<u8>), String> {
    let iv = header::octets_of(header, "iv", GCM_IV_LEN)?;
    Ok((iv, header::octets_of(header, "tag", GCM_TAG_LEN)?))
}

/// Wraps with AES-GCM: the encrypted key, and the members that go into the header.
pub(super) fn gcm_wrap(kek: &[u8], key: &[u8]) -> Option<(Vec<u8>, Members)> {
    let mut iv = [0; GCM_IV_LEN];
    random::system().fill(&mut iv).ok()?;
    let (wrapped, tag) = content::gcm_encrypt(kek, &iv, key, b"")?;
    let member = |name: &str, bytes: &[u8]| {
        let text = base64url::encode(bytes);
        (name.to_owned(), Json::String(text))
    };
    Some((wrapped, vec![member("iv", &iv), member("tag", &tag)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let pairs = text.as_bytes().chunks(2);
        let pairs = pairs.map(|pair| std::str::from_utf8(pair).unwrap());
        pairs
            .map(|pair| u8::from_str_radix(pair, 16).unwrap())
            .collect()
    }

    #[test]
    fn rfc_3394_is_met_with_every_length() {
        // RFC 3394 §4.1, §4.2, §4.3.
        let key = hex("00112233445566778899aabbccddeeff");
        for (kek, wrapped) in [
            (
                "000102030405060708090A0B0C0D0E0F",
                "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5",
            ),
            (
                "000102030405060708090A0B0C0D0E0F1011121314151617",
                "96778B25AE6CA435F92B5B97C050AED2468AB8A17AD84E5D",
            ),
            (
                "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
                "64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7",
            ),
        ] {
            let (kek, wrapped) = (hex(kek), hex(wrapped));
            assert_eq!(wrap(&kek, &key).as_ref(), Some(&wrapped));
            assert_eq!(unwrap(&kek, &wrapped).unwrap().as_slice(), key);
            let mut other = wrapped.clone();
            other[3] ^= 1;
            assert!(unwrap(&kek, &other).is_none());
        }
    }

    #[test]
    fn odd_lengths_are_refused() {
        for kek in [16, 24, 32] {
            for len in (0..24).chain([25, 31, 33]) {
                assert!(unwrap(&vec![1; kek], &vec![2; len]).is_none(), "{len}");
            }
        }
        assert!(unwrap(&[1; 20], &[2; 24]).is_none());
    }
}
