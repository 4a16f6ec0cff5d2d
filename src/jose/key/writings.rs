//! The ways in which programs keep a public key. Where a reader takes the algorithm from the token,
//! whoever forges one makes an HMAC with the very bytes that the reader has (RFC 8725 §2.1).

use super::public::{PublicText, jwk_text, pem_text, pkcs1_der, spki_der};
use super::{Key, KeySet, Material};
use crate::jose::base64url;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// More keys of a set than this are not tried; the person gives those of one issuer.
const MAX_KEYS: usize = 64;

/// A public key that was taken for a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confused {
    /// Its place in the set.
    pub key: usize,
    /// How it was written, as in `the key (PEM)`.
    pub writing: &'static str,
}

/// Looks for a public key of a set whose bytes, in any of the ways in which programs keep it, are
/// the secret that `is_secret` asks for. What the whole set was read from is tried once.
pub fn confused_key(set: &KeySet, mut is_secret: impl FnMut(&[u8]) -> bool) -> Option<Confused> {
    let keys = set.keys.iter().take(MAX_KEYS).enumerate();
    keys.into_iter().find_map(|(place, key)| {
        let text = set.public_text.as_ref().filter(|_| place == 0);
        let mut writings = public_writings(key, text).into_iter();
        let (writing, _) = writings.find(|(_, bytes)| is_secret(bytes))?;
        Some(Confused {
            key: place,
            writing,
        })
    })
}

/// A public key as bytes that could be taken for a secret, each way with its name. Nothing for a
/// secret. `text` is what the key was read from, where that is known.
fn public_writings(key: &Key, text: Option<&PublicText>) -> Vec<(&'static str, Vec<u8>)> {
    let mut all = Vec::new();
    if let Some(text) = text {
        add(&mut all, "its file", text.as_bytes());
    }
    let ders = [
        (spki_der(&key.material), "PUBLIC KEY"),
        (pkcs1_der(&key.material), "RSA PUBLIC KEY"),
    ];
    for (der, label) in ders {
        let Some(der) = der else {
            continue;
        };
        add(&mut all, "PEM", pem_text(label, &der).as_bytes());
        all.push(("PEM in one line", STANDARD.encode(&der).into_bytes()));
        all.push(("DER", der));
    }
    let jwks = [jwk_text(&key.material), usual_jwk(&key.material)];
    let jwks = jwks.into_iter().flatten();
    all.extend(jwks.map(|jwk| ("JWK", jwk.into_bytes())));
    all
}

/// A text with other white space around it and other line ends in it: whoever forges a token has
/// to guess what the reader's file has.
fn add(all: &mut Vec<(&'static str, Vec<u8>)>, name: &'static str, text: &[u8]) {
    let bare = text.trim_ascii();
    let mut unix: Vec<u8> = Vec::with_capacity(bare.len());
    unix.extend(bare.iter().filter(|b| **b != b'\r'));
    let mut windows = Vec::with_capacity(bare.len());
    for byte in &unix {
        if *byte == b'\n' {
            windows.push(b'\r');
        }
        windows.push(*byte);
    }
    let texts = [
        text.to_vec(),
        [&unix[..], b"\n"].concat(),
        [&windows[..], b"\r\n"].concat(),
        [b"\n", &unix[..], b"\n"].concat(),
        [b"\n", &unix[..]].concat(),
        [b" ", &unix[..], b"\n"].concat(),
        [b" ", &unix[..]].concat(),
        windows,
        unix,
    ];
    all.extend(texts.into_iter().map(|text| (name, text)));
}

/// The JWK with its members in the order in which most programs write them.
fn usual_jwk(material: &Material) -> Option<String> {
    let text = base64url::encode;
    Some(match material {
        Material::Rsa { n, e } => {
            format!(r#"{{"kty":"RSA","n":"{}","e":"{}"}}"#, text(n), text(e))
        }
        Material::Ec { curve, x, y } => format!(
            r#"{{"kty":"EC","crv":"{curve}","x":"{}","y":"{}"}}"#,
            text(x),
            text(y)
        ),
        Material::Ed25519(x) => {
            format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, text(x))
        }
        Material::X25519(x) => {
            format!(r#"{{"kty":"OKP","crv":"X25519","x":"{}"}}"#, text(x))
        }
        Material::Oct(_) | Material::Other { .. } => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::key::read_keys;

    #[test]
    fn a_file_is_tried_as_it_is_and_as_it_could_be() {
        let pem = include_str!("../../../tests/data/keys/rsa.spki.pem");
        let set = read_keys(pem.as_bytes(), "key.pem").unwrap();
        let writings = public_writings(&set.keys[0], set.public_text.as_ref());
        let holds = |bytes: &[u8]| writings.iter().any(|(_, w)| w == bytes);
        assert!(holds(pem.as_bytes()));
        assert!(holds(pem.trim_end().as_bytes()));
        assert!(holds(pem.replace('\n', "\r\n").as_bytes()));
        assert!(holds(format!("\n{pem}").as_bytes()));
    }

    #[test]
    fn a_secret_has_none() {
        let set = read_keys(br#"{"kty":"oct","k":"AAAA"}"#, "key.json").unwrap();
        assert!(public_writings(&set.keys[0], None).is_empty());
    }
}
