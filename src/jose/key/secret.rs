//! Shared secrets, given as text, in an encoding, or as bytes.

use super::{Key, KeyError, KeyFormat, KeySet, Material};
use crate::report::Secret;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

/// How a secret is written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SecretEncoding {
    /// The text's own UTF-8 bytes.
    #[default]
    Text,
    /// Base64 or base64url, with or without padding (RFC 4648 §4, §5).
    Base64,
    /// Hexadecimal digits (RFC 4648 §8).
    Hex,
}

const CONFIG: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
const BASE64URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);

/// Reads a shared secret that is written down in the given encoding. White space does not count
/// in base64 and hexadecimal; in text it does.
///
/// # Errors
/// [`KeyError::Encoding`] where the text is not in that encoding, [`KeyError::EmptySecret`] where
/// it holds no byte.
pub fn read_secret(text: &str, encoding: SecretEncoding, source: &str) -> Result<KeySet, KeyError> {
    let secret = match encoding {
        SecretEncoding::Text => text.as_bytes().to_vec(),
        SecretEncoding::Base64 => from_base64(&without_white_space(text))?,
        SecretEncoding::Hex => from_hex(&without_white_space(text))?,
    };
    if secret.is_empty() {
        return Err(KeyError::EmptySecret);
    }
    Ok(secret_from_bytes(secret, source))
}

/// A shared secret, given as raw bytes. None are taken too: whether a token verifies with an empty
/// secret is worth knowing.
pub fn secret_from_bytes(bytes: Vec<u8>, source: &str) -> KeySet {
    let key = Key::new(Material::Oct(Secret::new(bytes)));
    KeySet::new(source, KeyFormat::Secret, vec![key])
}

fn without_white_space(text: &str) -> Zeroizing<String> {
    // Room for all of it: a string that grows leaves copies behind that are not wiped.
    let mut kept = Zeroizing::new(String::with_capacity(text.len()));
    kept.extend(text.chars().filter(|c| !c.is_whitespace()));
    kept
}

fn from_base64(text: &str) -> Result<Vec<u8>, KeyError> {
    let engine = if text.contains(['-', '_']) {
        &BASE64URL
    } else {
        &BASE64
    };
    engine.decode(text).map_err(|_| {
        KeyError::Encoding("base64 or base64url; if it is the secret itself, give it as text")
    })
}

fn from_hex(text: &str) -> Result<Vec<u8>, KeyError> {
    let wrong = KeyError::Encoding("hexadecimal: pairs of the digits 0-9 and a-f, nothing else");
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    for c in text.chars() {
        let digit = c.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        digits.push(digit.ok_or_else(|| wrong.clone())?);
    }
    let pairs = digits.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return Err(wrong);
    }
    Ok(pairs
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::SecretEncoding::*;
    use super::*;

    fn bytes(text: &str, encoding: SecretEncoding) -> Result<Vec<u8>, KeyError> {
        let set = read_secret(text, encoding, "secret")?;
        match &set.keys[0].material {
            Material::Oct(secret) => Ok(secret.expose().to_vec()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn text_is_taken_to_the_last_white_space() {
        assert_eq!(bytes(" sécret\n", Text), Ok(" sécret\n".into()));
    }

    #[test]
    fn base64_is_read_in_both_alphabets_with_or_without_padding() {
        for text in ["+/+/Zg==", "-_-_Zg==", "+/+/Zg", "-_-_Zg", " -_-_\r\n Zg\n"] {
            assert_eq!(
                bytes(text, Base64),
                Ok(vec![0xfb, 0xff, 0xbf, b'f']),
                "{text:?}"
            );
        }
        for text in ["-_+/", "Zh", "Z", "sécret", "Zg==Zg=="] {
            let error = bytes(text, Base64).unwrap_err();
            assert!(matches!(error, KeyError::Encoding(_)), "{text:?}");
            assert!(error.to_string().contains("give it as text"));
        }
    }

    #[test]
    fn hex_is_read_in_both_cases() {
        assert_eq!(bytes(" 00fF\nA0 ", Hex), Ok(vec![0, 0xff, 0xa0]));
        for text in ["0", "0g", "0x00", "000", "é0"] {
            let error = bytes(text, Hex).unwrap_err();
            assert!(matches!(error, KeyError::Encoding(_)), "{text:?}");
        }
    }

    #[test]
    fn an_empty_secret_is_refused() {
        for (text, encoding) in [("", Text), (" \n", Base64), ("", Base64), ("\t", Hex)] {
            assert_eq!(bytes(text, encoding), Err(KeyError::EmptySecret));
        }
    }
}
