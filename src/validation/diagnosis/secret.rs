//! A shared secret that was given in another encoding than it is, or with something around it.

use super::case::Case;
use crate::jose::SignatureScheme;
use crate::jose::key::{Key, Material, SecretEncoding, read_secret};
use crate::report::{Diagnosis, Remedy, Secret, SecretReading};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

/// Longer secrets are files that were given by mistake.
const MAX_SECRET_BYTES: usize = 64 << 10;

/// Every other way to read a secret, the likely ones first.
const READINGS: [SecretReading; 12] = [
    SecretReading::Base64,
    SecretReading::Trimmed,
    SecretReading::Unquoted,
    SecretReading::Hex,
    SecretReading::AsBase64,
    SecretReading::AsBase64Unpadded,
    SecretReading::AsBase64url,
    SecretReading::AsBase64urlPadded,
    SecretReading::AsHex,
    SecretReading::AsUpperHex,
    SecretReading::WithLineFeed,
    SecretReading::WithCrLf,
];

pub(super) fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    let algorithm = case.algorithm?;
    if algorithm.scheme() != SignatureScheme::Hmac {
        return None;
    }
    let message = case.message();
    for suspect in case.suspects(algorithm) {
        let (Material::Oct(secret), Some(place)) = (&suspect.key.material, suspect.place) else {
            continue;
        };
        let reading = READINGS.into_iter().find(|reading| {
            let read = read_secret_as(secret, *reading);
            read.is_some_and(|secret| {
                let key = Key::new(Material::Oct(secret));
                case.verifies_with(algorithm, &key, &message, &case.signature.bytes)
            })
        });
        if let Some(reading) = reading {
            return Some(Diagnosis::new(detail(reading)).with(Remedy::Secret { place, reading }));
        }
    }
    None
}

fn detail(reading: SecretReading) -> &'static str {
    match reading {
        SecretReading::Base64 => {
            "The secret was given in base64 and taken as text. Decoded, it verifies"
        }
        SecretReading::Hex => {
            "The secret was given in hexadecimal and taken as text. Decoded, it verifies"
        }
        SecretReading::AsBase64
        | SecretReading::AsBase64Unpadded
        | SecretReading::AsBase64url
        | SecretReading::AsBase64urlPadded => {
            "The secret was decoded, but its issuer signs with the base64 text itself. Taken as text, it verifies"
        }
        SecretReading::AsHex | SecretReading::AsUpperHex => {
            "The secret was decoded, but its issuer signs with the hexadecimal text itself. Taken as text, it verifies"
        }
        SecretReading::Trimmed => {
            "The secret has white space or a line end around it. Without, it verifies"
        }
        SecretReading::Unquoted => "The secret has quotes around it. Without, it verifies",
        SecretReading::WithLineFeed => {
            "The issuer's secret ends with a line feed, as a file does. With it, it verifies"
        }
        SecretReading::WithCrLf => {
            "The issuer's secret ends with CR and LF, as a file does. With them, it verifies"
        }
    }
}

/// A secret read in another way. Nothing where that makes no sense, or no difference.
pub fn read_secret_as(secret: &Secret, reading: SecretReading) -> Option<Secret> {
    let bytes = secret.expose();
    if bytes.len() > MAX_SECRET_BYTES {
        return None;
    }
    let read = match reading {
        SecretReading::Base64 => decoded(bytes, SecretEncoding::Base64)?,
        SecretReading::Hex => decoded(bytes, SecretEncoding::Hex)?,
        SecretReading::AsBase64 => Secret::from(STANDARD.encode(bytes)),
        SecretReading::AsBase64Unpadded => Secret::from(STANDARD_NO_PAD.encode(bytes)),
        SecretReading::AsBase64url => Secret::from(URL_SAFE_NO_PAD.encode(bytes)),
        SecretReading::AsBase64urlPadded => Secret::from(URL_SAFE.encode(bytes)),
        SecretReading::AsHex => hex(bytes, b"0123456789abcdef"),
        SecretReading::AsUpperHex => hex(bytes, b"0123456789ABCDEF"),
        SecretReading::Trimmed => Secret::new(bytes.trim_ascii().to_vec()),
        SecretReading::Unquoted => Secret::new(unquoted(bytes.trim_ascii())?.to_vec()),
        SecretReading::WithLineFeed => Secret::new([bytes, b"\n"].concat()),
        SecretReading::WithCrLf => Secret::new([bytes, b"\r\n"].concat()),
    };
    (!read.is_empty() && !read.is_same(secret)).then_some(read)
}

fn decoded(bytes: &[u8], encoding: SecretEncoding) -> Option<Secret> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut set = read_secret(text, encoding, "secret").ok()?;
    match set.keys.pop()?.material {
        Material::Oct(secret) => Some(secret),
        _ => None,
    }
}

fn hex(bytes: &[u8], digits: &[u8; 16]) -> Secret {
    // Room for all of it: what grows leaves copies behind that are not wiped.
    let mut text = Zeroizing::new(Vec::with_capacity(bytes.len() * 2));
    for byte in bytes {
        let halves = [byte >> 4, byte & 15];
        text.extend(
            halves
                .iter()
                .filter_map(|half| digits.get(usize::from(*half))),
        );
    }
    Secret::new(std::mem::take(&mut *text))
}

/// What stands between two quotes of one kind.
fn unquoted(bytes: &[u8]) -> Option<&[u8]> {
    [b"\"", b"'", b"`"].into_iter().find_map(|quote| {
        let rest = bytes.strip_prefix(quote)?;
        rest.strip_suffix(quote)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reading_is_its_own_and_none_is_the_same_again() {
        let read = |text: &str, reading| {
            let read = read_secret_as(&Secret::from(text.to_owned()), reading)?;
            Some(read.expose().to_vec())
        };
        for (text, reading, expected) in [
            ("Zm9v\n", SecretReading::Base64, Some(&b"foo"[..])),
            ("-_-_", SecretReading::Base64, Some(&[0xfb, 0xff, 0xbf])),
            ("no base64!", SecretReading::Base64, None),
            ("66 6f", SecretReading::Hex, Some(b"fo")),
            (">>>f", SecretReading::AsBase64, Some(b"Pj4+Zg==")),
            (">>>f", SecretReading::AsBase64Unpadded, Some(b"Pj4+Zg")),
            (">>>f", SecretReading::AsBase64url, Some(b"Pj4-Zg")),
            (">>>f", SecretReading::AsBase64urlPadded, Some(b"Pj4-Zg==")),
            ("JK", SecretReading::AsHex, Some(b"4a4b")),
            ("JK", SecretReading::AsUpperHex, Some(b"4A4B")),
            (" a b\r\n", SecretReading::Trimmed, Some(b"a b")),
            ("a b", SecretReading::Trimmed, None),
            (" \n", SecretReading::Trimmed, None),
            ("\"a\"\n", SecretReading::Unquoted, Some(b"a")),
            ("\"a'", SecretReading::Unquoted, None),
            ("\"", SecretReading::Unquoted, None),
            ("a", SecretReading::WithLineFeed, Some(b"a\n")),
            ("a", SecretReading::WithCrLf, Some(b"a\r\n")),
        ] {
            let got = read(text, reading);
            assert_eq!(got.as_deref(), expected, "{text:?} {reading:?}");
        }
    }

    #[test]
    fn what_is_no_secret_is_left_alone() {
        let large = Secret::new(vec![b'a'; MAX_SECRET_BYTES + 1]);
        assert!(
            READINGS
                .iter()
                .all(|r| read_secret_as(&large, *r).is_none())
        );
    }
}
