//! Keys: what they are made of, and how they are read from files and pasted text.
//!
//! Keys are read one by one: a bad one is named and left out, and the rest remain. A private half
//! is kept where it was read from, to open what is encrypted; nothing prints or compares it.

pub(in crate::jose) mod der;
mod jwk;
pub(in crate::jose) mod pem;
pub(in crate::jose) mod point;
mod private;
mod public;
mod reading;
mod secret;
mod set;
mod strength;
#[cfg(test)]
mod tests;
pub(in crate::jose) mod write;
mod writings;

pub use jwk::{PRIVATE_MEMBERS, read_jwk, read_x5c};
pub use public::{PublicText, spki_der};
pub use reading::{MAX_FAULTS, MAX_KEYS, key_name};
pub use secret::{SecretEncoding, read_secret, secret_from_bytes};
pub use strength::{MAX_EXPONENT_BITS, MIN_RSA_BITS, Weakness, weaknesses};
pub use write::base64_lines;
pub use writings::{Confused, confused_key};

use super::jwe::{ContentEncryption, KeyManagement};
use super::verify::bit_len;
use super::{Algorithm, Curve, SignatureScheme};
use crate::report::Secret;
pub(in crate::jose) use private::{PrivateHalf, rsa_private_key};
use reading::Reading;
pub(in crate::jose) use set::{values_of, wipe};

/// What a key is made of: of a private key, its public half.
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
    /// An X25519 public key, 32 bytes, which agrees on keys and signs nothing (RFC 8037 §2).
    X25519(Vec<u8>),
    /// A key of a kind that cannot be used here: Ed448, X448 and others.
    Other {
        /// What it is, as a person reads it: `OKP Ed448`.
        description: String,
    },
}

impl Material {
    /// Whether both are the same public key. Secrets are never the same.
    pub fn is_same_public_key(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Rsa { n, e }, Self::Rsa { n: n2, e: e2 }) => (n, e) == (n2, e2),
            (
                Self::Ec { curve, x, y },
                Self::Ec {
                    curve: curve2,
                    x: x2,
                    y: y2,
                },
            ) => (curve, x, y) == (curve2, x2, y2),
            (Self::Ed25519(x), Self::Ed25519(x2)) | (Self::X25519(x), Self::X25519(x2)) => x == x2,
            (Self::Other { description }, Self::Other { description: other }) => {
                description == other
            }
            _ => false,
        }
    }

    /// Whether both are the same key, secrets among them.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Oct(one), Self::Oct(another)) => one.is_same(another),
            _ => self.is_same_public_key(other),
        }
    }
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
    /// That private half.
    pub(in crate::jose) private: Option<PrivateHalf>,
}

impl Key {
    /// A key of which nothing is said.
    pub fn new(material: Material) -> Self {
        Self {
            material,
            kid: None,
            alg: None,
            public_key_use: None,
            key_ops: None,
            is_private: false,
            private: None,
        }
    }

    /// Whether it is an RSA private key whose primes are not written down, and so have to be
    /// computed before it can be used.
    pub fn lacks_primes(&self) -> bool {
        matches!(self.private, Some(PrivateHalf::Exponent(_)))
    }

    /// The same without its private half; that there was one is still said.
    #[must_use]
    pub fn without_private(mut self) -> Self {
        self.private = None;
        self
    }

    /// What kind of key it is, as a person reads it: `RSA 2048`, `EC P-256`.
    pub fn description(&self) -> String {
        match &self.material {
            Material::Oct(secret) => {
                let encrypts = self.public_key_use.as_deref() == Some("enc")
                    || self.alg.as_deref().is_some_and(|alg| {
                        KeyManagement::from_name(alg).is_some()
                            || ContentEncryption::from_name(alg).is_some()
                    });
                let what = match encrypts {
                    true => "Shared secret",
                    false => "HMAC secret",
                };
                format!("{what}, {} bits", secret.len() * 8)
            }
            Material::Rsa { n, .. } => format!("RSA {}", bit_len(n)),
            Material::Ec { curve, .. } => format!("EC {curve}"),
            Material::Ed25519(_) => "Ed25519".to_owned(),
            Material::X25519(_) => "X25519".to_owned(),
            Material::Other { description } => description.clone(),
        }
    }

    /// Whether it is of the type, and on the curve, that an algorithm takes (RFC 7518 §3.1). What
    /// the key says about its own use is not asked.
    pub fn fits_type(&self, algorithm: Algorithm) -> bool {
        match (algorithm.scheme(), &self.material) {
            (SignatureScheme::Hmac, Material::Oct(_))
            | (SignatureScheme::RsaPkcs1 | SignatureScheme::RsaPss, Material::Rsa { .. })
            | (SignatureScheme::Ed25519, Material::Ed25519(_)) => true,
            (SignatureScheme::Ecdsa(wanted), Material::Ec { curve, .. }) => wanted == *curve,
            _ => false,
        }
    }
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

/// Who says that keys are to be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The person gave the keys themselves.
    #[default]
    Person,
    /// They were fetched from an address that the person gave.
    JwksUrl {
        /// The address, without a query.
        url: String,
    },
    /// They were found through an issuer's metadata, and speak for that issuer alone.
    Discovered {
        /// The issuer.
        issuer: String,
        /// Whether the person has confirmed that this is the issuer they trust.
        confirmed: bool,
    },
}

/// Keys that came together, from one file or one paste.
#[derive(Clone, Debug)]
pub struct KeySet {
    /// Where they came from, as the person knows it: a file's name, `secret`.
    pub source: String,
    /// Who says that they are to be used.
    pub origin: Origin,
    /// How they were written down.
    pub format: KeyFormat,
    /// Those that could be read.
    pub keys: Vec<Key>,
    /// One sentence for each key that could not be read, and for each fault of the set.
    pub faults: Vec<String>,
    /// What they were read from, where it holds nothing but public keys.
    pub public_text: Option<PublicText>,
}

impl KeySet {
    /// Keys that the person gave, without a fault.
    pub fn new(source: impl Into<String>, format: KeyFormat, keys: Vec<Key>) -> Self {
        Self {
            source: source.into(),
            origin: Origin::Person,
            format,
            keys,
            faults: Vec::new(),
            public_text: None,
        }
    }

    /// Whether shared secrets and public keys stand beside each other: nothing that is published
    /// may hold a secret.
    pub fn is_mixed(&self) -> bool {
        let secrets = self
            .keys
            .iter()
            .filter(|key| matches!(key.material, Material::Oct(_)));
        let secrets = secrets.count();
        secrets > 0 && secrets < self.keys.len()
    }
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
    /// A secret is not in the encoding that was named, or a file not in one that can be read.
    #[error("is not {0}")]
    Encoding(&'static str),
    /// A secret has no bytes.
    #[error("is an empty secret; give the one that is shared with whoever signs or reads")]
    EmptySecret,
}

/// A key file larger than this is a mistake: [`MAX_KEYS`] RSA keys of 4096 bits as JWKs, each with
/// its certificate, take 3 MB.
pub const MAX_KEY_BYTES: usize = 4 << 20;

/// Reads keys in any form: JWK, JWKS, a map from key id to PEM, PEM (SPKI, PKCS#1, PKCS#8, SEC1,
/// X.509), DER. Keys that cannot be read are left out and named in [`KeySet::faults`].
///
/// `source` is where they came from, as the person knows it.
///
/// # Errors
/// [`KeyError`] where not one key could be read.
pub fn read_keys(bytes: &[u8], source: &str) -> Result<KeySet, KeyError> {
    let mut set = read_any(bytes, source)?;
    set.public_text = PublicText::of(bytes, &set);
    Ok(set)
}

fn read_any(bytes: &[u8], source: &str) -> Result<KeySet, KeyError> {
    if bytes.len() > MAX_KEY_BYTES {
        let bytes = bytes.len().try_into().unwrap_or(u64::MAX);
        return Err(KeyError::TooLarge { bytes });
    }
    let body = body_of(bytes);
    if body.is_empty() {
        return Err(KeyError::Empty);
    }
    if is_utf16(bytes) {
        return Err(KeyError::Encoding(
            "UTF-8 but UTF-16; save it as UTF-8 and try again",
        ));
    }
    if let Some(b'{' | b'[') = body.first() {
        return set::read(bytes, source);
    }
    let as_der = (bytes.first() == Some(&der::SEQUENCE)).then(|| der::read(bytes));
    if let Some(Ok((_, key))) = as_der {
        return Reading::one(key).finish(KeyFormat::Der, source);
    }
    if pem::is_pem(body) {
        return pem::read(body).finish(KeyFormat::Pem, source);
    }
    if let Some(bytes) = der::from_base64(body)
        && let Ok((_, key)) = der::read(&bytes)
    {
        return Reading::one(key).finish(KeyFormat::Der, source);
    }
    match as_der {
        Some(Err(detail)) if !body.is_ascii() => {
            Err(KeyError::NoneReadable(format!("DER: {detail}")))
        }
        _ if is_openssh(body) => Err(KeyError::NoneReadable(format!("it {}", pem::OPENSSH))),
        _ => Err(KeyError::Unrecognised),
    }
}

/// The text without what may stand around it.
pub(in crate::jose) fn body_of(bytes: &[u8]) -> &[u8] {
    let body = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    body.trim_ascii()
}

/// Some editors put this before UTF-8 text.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Whether this is UTF-16: by its byte order mark, or by the zero beside the first character that
/// JSON or PEM can start with.
fn is_utf16(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xff, 0xfe, ..]
            | [0xfe, 0xff, ..]
            | [b'{' | b'[' | b'-', 0, ..]
            | [0, b'{' | b'[' | b'-', ..]
    )
}

/// Whether this is a public key as OpenSSH writes it.
fn is_openssh(body: &[u8]) -> bool {
    [&b"ssh-"[..], b"ecdsa-sha2-", b"sk-"]
        .iter()
        .any(|prefix| body.starts_with(prefix))
}
