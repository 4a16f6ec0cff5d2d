//! Keys: what they are made of, and how they are read from files and pasted text.

use crate::jose::Curve;
use crate::report::Secret;

/// What a key is made of. Of a private key only the public half is kept, and that it was private.
#[derive(Clone, Debug)]
pub enum Material {
    /// A shared secret (RFC 7518 §6.4).
    Oct(Secret),
    /// RSA: modulus and public exponent, big-endian, without leading zeros (RFC 7518 §6.3).
    Rsa {
        /// The modulus.
        n: Vec<u8>,
        /// The public exponent.
        e: Vec<u8>,
    },
    /// A point on an elliptic curve, each coordinate at the curve's full length (RFC 7518 §6.2).
    Ec {
        /// The curve.
        curve: Curve,
        /// The x coordinate.
        x: Vec<u8>,
        /// The y coordinate.
        y: Vec<u8>,
    },
    /// An Ed25519 public key, 32 bytes (RFC 8037 §2).
    Ed25519(Vec<u8>),
    /// A key of a kind that cannot verify signatures here: X25519, Ed448 and others.
    Other {
        /// What it is, as a person reads it: `OKP X25519`.
        description: String,
    },
}

/// A key and what is said about it (RFC 7517 §4).
#[derive(Clone, Debug)]
pub struct Key {
    /// What it is made of.
    pub material: Material,
    /// `kid`: its id.
    pub kid: Option<String>,
    /// `alg`: the one algorithm it may be used with.
    pub alg: Option<String>,
    /// `use`: `sig` or `enc`.
    pub public_key_use: Option<String>,
    /// `key_ops`: what it may be used for.
    pub key_ops: Option<Vec<String>>,
    /// Whether the private half stood beside the public one.
    pub is_private: bool,
}

/// How a set of keys was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyFormat {
    /// One JWK (RFC 7517 §4).
    Jwk,
    /// A JWK Set (RFC 7517 §5).
    Jwks,
    /// A JSON object from key id to PEM.
    PemMap,
    /// PEM blocks (RFC 7468).
    Pem,
    /// DER: one key or certificate.
    Der,
    /// A shared secret, given as such.
    Secret,
}

/// Keys that came together, from one file or one paste.
#[derive(Clone, Debug)]
pub struct KeySet {
    /// Where they came from, as the person knows it: a file's name, `secret`.
    pub source: String,
    /// How they were written down.
    pub format: KeyFormat,
    /// Those that could be read.
    pub keys: Vec<Key>,
    /// One sentence for each key that could not be read, and for each fault of the set.
    pub faults: Vec<String>,
}

/// Why bytes are not keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// There is nothing.
    #[error("is empty; give a JWK, JWKS, PEM or DER file")]
    Empty,
    /// There is more than a key set can sensibly hold.
    #[error("is {bytes} bytes; a key file holds at most {} bytes", MAX_KEY_BYTES)]
    TooLarge {
        /// How much there is.
        bytes: u64,
    },
    /// It is in no form that is known.
    #[error("holds no key: it is neither JWK, JWKS, PEM nor DER")]
    Unrecognised,
    /// It has the form of keys, but none could be read.
    #[error("holds no key that can be read: {0}")]
    NoneReadable(String),
    /// A secret is not in the encoding that was named.
    #[error("is not {0}")]
    Encoding(&'static str),
}

/// A key file larger than this is a mistake: 10,000 RSA keys of 4096 bits as JWKs take 8 MB.
pub const MAX_KEY_BYTES: usize = 16 << 20;

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

/// Reads keys in any form: JWK, JWKS, a map from key id to PEM, PEM (SPKI, PKCS#1, PKCS#8, SEC1,
/// X.509), DER. Keys that cannot be read are left out and named in [`KeySet::faults`].
///
/// `source` is where they came from, as the person knows it.
///
/// # Errors
/// [`KeyError`] where not one key could be read.
pub fn read_keys(bytes: &[u8], source: &str) -> Result<KeySet, KeyError> {
    let _ = (bytes, source);
    Err(KeyError::Unrecognised)
}

/// Reads a shared secret that is written down in the given encoding.
///
/// # Errors
/// [`KeyError::Encoding`] where the text is not in that encoding.
pub fn read_secret(text: &str, encoding: SecretEncoding, source: &str) -> Result<KeySet, KeyError> {
    let _ = encoding;
    Ok(secret_from_bytes(text.as_bytes().to_vec(), source))
}

/// A shared secret, given as raw bytes.
pub fn secret_from_bytes(bytes: Vec<u8>, source: &str) -> KeySet {
    KeySet {
        source: source.to_owned(),
        format: KeyFormat::Secret,
        keys: vec![Key {
            material: Material::Oct(Secret::new(bytes)),
            kid: None,
            alg: None,
            public_key_use: None,
            key_ops: None,
            is_private: false,
        }],
        faults: Vec::new(),
    }
}
