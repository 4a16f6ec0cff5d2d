//! New keys, from the cryptographic library's own generator.

use super::jwe::{ContentEncryption, KeyManagement, Method};
use super::key::der;
use super::key::{Key, Material, point};
use super::signing::SigningKey;
use super::{Algorithm, Curve, Hash, SignatureScheme, random};
use crate::report::Secret;
use aws_lc_rs::agreement::{self, PrivateKey};
use aws_lc_rs::encoding::{AsBigEndian as _, AsDer as _, Curve25519SeedBin, Pkcs8V1Der};
use aws_lc_rs::rand::SecureRandom as _;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair};

/// The lengths of RSA keys that are made, in bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum RsaBits {
    #[default]
    Rsa2048,
    Rsa3072,
    Rsa4096,
}

impl RsaBits {
    /// Every length.
    pub const ALL: [Self; 3] = [Self::Rsa2048, Self::Rsa3072, Self::Rsa4096];

    /// The length in bits.
    pub fn bits(self) -> usize {
        match self {
            Self::Rsa2048 => 2048,
            Self::Rsa3072 => 3072,
            Self::Rsa4096 => 4096,
        }
    }

    fn size(self) -> KeySize {
        match self {
            Self::Rsa2048 => KeySize::Rsa2048,
            Self::Rsa3072 => KeySize::Rsa3072,
            Self::Rsa4096 => KeySize::Rsa4096,
        }
    }
}

/// A kind of key that can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// RSA with the public exponent 65537.
    Rsa(RsaBits),
    /// A point on this curve.
    Ec(Curve),
    /// Ed25519.
    Ed25519,
    /// X25519, for encryption alone.
    X25519,
    /// A shared secret as long as this hash (RFC 7518 §3.2).
    Oct(Hash),
    /// A shared key of this many bytes, for encryption (RFC 7518 §4, §5).
    OctBytes(usize),
}

impl KeyKind {
    /// The kind of key that an algorithm takes; `rsa` where it is RSA.
    pub fn of(algorithm: Algorithm, rsa: RsaBits) -> Self {
        match (algorithm.scheme(), algorithm.hash()) {
            (SignatureScheme::Hmac, hash) => Self::Oct(hash.unwrap_or(Hash::Sha256)),
            (SignatureScheme::RsaPkcs1 | SignatureScheme::RsaPss, _) => Self::Rsa(rsa),
            (SignatureScheme::Ecdsa(curve), _) => Self::Ec(curve),
            (SignatureScheme::Ed25519, _) => Self::Ed25519,
        }
    }

    /// The kind of key that a key management algorithm takes; `rsa` where it is RSA, and with `dir`
    /// as long as `encryption` wants it. On which curve is left open by the standard: P-256 is what
    /// every reader knows.
    pub fn of_encryption(
        algorithm: KeyManagement,
        encryption: ContentEncryption,
        rsa: RsaBits,
    ) -> Self {
        /// A password as long as the longest key that is derived from it (RFC 7518 §8.8).
        const PASSWORD: usize = 32;
        match algorithm.method() {
            Method::RsaPkcs1 | Method::RsaOaepSha1 | Method::RsaOaep(_) => Self::Rsa(rsa),
            Method::KeyWrap(len) | Method::GcmKeyWrap(len) => Self::OctBytes(len),
            Method::Direct => Self::OctBytes(encryption.key_len()),
            Method::EcdhDirect | Method::EcdhKeyWrap(_) => Self::Ec(Curve::P256),
            Method::Password(..) => Self::OctBytes(PASSWORD),
        }
    }
}

/// The system gave no randomness, or the library refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no key could be made: the system's random generator does not answer")]
pub struct GenerateError;

/// Makes a key. RSA with 4096 bits takes some seconds.
///
/// # Errors
/// [`GenerateError`] where there is no randomness.
pub fn generate(kind: KeyKind) -> Result<SigningKey, GenerateError> {
    let key = match kind {
        KeyKind::Rsa(bits) => {
            let pair = RsaKeyPair::generate(bits.size()).map_err(|_| GenerateError)?;
            let pkcs8: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| GenerateError)?;
            let bytes = pkcs8.as_ref();
            let (_, key) = der::read(bytes).map_err(|_| GenerateError)?;
            SigningKey::of(&key)
        }
        KeyKind::Ec(curve) => {
            let pair = EcdsaKeyPair::generate(point::signing(curve)).map_err(|_| GenerateError)?;
            let public = pair.public_key().as_ref();
            let material = point::from_sec1(curve, public).map_err(|_| GenerateError)?;
            let number = pair
                .private_key()
                .as_be_bytes()
                .map_err(|_| GenerateError)?;
            SigningKey::new(Key::new(material), Secret::new(number.as_ref().to_vec()))
        }
        KeyKind::Ed25519 => {
            let pair = Ed25519KeyPair::generate().map_err(|_| GenerateError)?;
            let material = Material::Ed25519(pair.public_key().as_ref().to_vec());
            let seed = pair.seed().map_err(|_| GenerateError)?;
            let seed = seed.as_be_bytes().map_err(|_| GenerateError)?;
            SigningKey::new(Key::new(material), Secret::new(seed.as_ref().to_vec()))
        }
        KeyKind::X25519 => {
            let pair = PrivateKey::generate(&agreement::X25519).map_err(|_| GenerateError)?;
            let public = pair.compute_public_key().map_err(|_| GenerateError)?;
            let material = Material::X25519(public.as_ref().to_vec());
            let number: Curve25519SeedBin<'_> = pair.as_be_bytes().map_err(|_| GenerateError)?;
            SigningKey::new(Key::new(material), Secret::new(number.as_ref().to_vec()))
        }
        KeyKind::Oct(hash) => SigningKey::from_secret(random_secret(hash.bits() / 8)?),
        KeyKind::OctBytes(len) => SigningKey::from_secret(random_secret(len)?),
    };
    key.map_err(|_| GenerateError)
}

fn random_secret(len: usize) -> Result<Secret, GenerateError> {
    let mut bytes = vec![0; len];
    random::system()
        .fill(&mut bytes)
        .map_err(|_| GenerateError)?;
    Ok(Secret::new(bytes))
}
