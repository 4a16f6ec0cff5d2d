//! Private keys and shared secrets: what signs, and what opens encrypted tokens. The private bytes live in a [`Secret`] and are
//! opened only where they are used or written out.

mod primes;
mod read;
mod write;

use super::jwe::KeyManagement;
use super::key::write::uncompressed;
use super::key::{Key, Material, PrivateHalf, point};
use super::{Algorithm, Hash, SignatureScheme, random};
use crate::report::Secret;
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair};

pub use read::{Entry, KeyFile, read_key_file};

/// A key that signs or decrypts, and what is said about it.
#[derive(Clone, Debug)]
pub struct SigningKey {
    /// The half that verifies; of a shared secret the secret itself.
    key: Key,
    /// Of RSA the `RSAPrivateKey` in DER (RFC 8017 §A.1.2); of EC the private number at the
    /// curve's full length; of Ed25519 the seed, of X25519 the private number; of a shared secret
    /// nothing, it stands in `key`.
    private: Secret,
}

/// Why a key could not sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It is not of the type that the algorithm takes.
    Type,
    /// The cryptographic library refused.
    Library,
}

impl SigningKey {
    /// A shared secret.
    ///
    /// # Errors
    /// A sentence, where it has no byte.
    pub fn from_secret(secret: Secret) -> Result<Self, String> {
        if secret.is_empty() {
            return Err("is an empty secret; give the one that is to sign".to_owned());
        }
        Ok(Self {
            key: Key::new(Material::Oct(secret)),
            private: Secret::default(),
        })
    }

    /// The private half of a key that was read, or its secret: it is completed where it has to be,
    /// and the library says whether it belongs to the public half.
    ///
    /// # Errors
    /// A sentence, to be put behind the key's name.
    pub fn of(key: &Key) -> Result<Self, String> {
        let private = match (&key.private, &key.material) {
            (_, Material::Oct(_)) => Secret::default(),
            (None, _) => return Err("holds only its public half".to_owned()),
            (Some(PrivateHalf::Whole(private)), _) => private.clone(),
            (Some(PrivateHalf::Unusable(why)), _) => return Err(why.clone()),
            (Some(PrivateHalf::Exponent(d)), Material::Rsa { n, e }) => {
                usable_length(n)?;
                primes::complete(n, e, d.expose()).ok_or(
                    "is not a usable RSA private key: its n, e and d do not belong together",
                )?
            }
            (Some(PrivateHalf::Exponent(_)), _) => return Err("is no RSA key".to_owned()),
        };
        Self::new(key.clone(), private)
    }

    /// A private key whose halves belong together: the library says so.
    ///
    /// # Errors
    /// A sentence, to be put behind the key's name.
    pub(super) fn new(mut key: Key, private: Secret) -> Result<Self, String> {
        let bytes = private.expose();
        match &key.material {
            Material::Rsa { n, .. } => {
                usable_length(n)?;
                RsaKeyPair::from_der(bytes).map_err(|_| {
                    "is not a usable RSA private key: its numbers do not belong together, or its public exponent is above 33 bits"
                })?;
            }
            Material::Ec { curve, x, y } => {
                let public = uncompressed(x, y);
                let signing = point::signing(*curve);
                EcdsaKeyPair::from_private_key_and_public_key(signing, bytes, &public)
                    .map_err(|_| format!("is not a usable private key on {curve}: its halves do not belong together"))?;
            }
            Material::Ed25519(x) => {
                Ed25519KeyPair::from_seed_and_public_key(bytes, x).map_err(
                    |_| "is not a usable Ed25519 private key: its halves do not belong together",
                )?;
            }
            Material::X25519(x) => {
                if point::x25519_of_private(bytes).as_ref() != Some(x) {
                    return Err(
                        "is not a usable X25519 private key: its halves do not belong together"
                            .to_owned(),
                    );
                }
            }
            Material::Oct(secret) if secret.is_empty() => return Err("is empty".to_owned()),
            Material::Oct(_) => {}
            Material::Other { description } => {
                return Err(format!(
                    "is a private key of type {description}, which cannot be used here"
                ));
            }
        }
        key.is_private = !matches!(key.material, Material::Oct(_));
        key.private = None;
        Ok(Self { key, private })
    }

    /// The key that verifies what this one signs: the public half, or the shared secret itself.
    pub fn public(&self) -> Key {
        let mut key = self.key.clone();
        key.is_private = false;
        key
    }

    /// Whether it signs at all; a key on X25519 only agrees on keys.
    pub fn can_sign(&self) -> bool {
        !matches!(self.key.material, Material::X25519(_))
    }

    /// The private bytes, in the form of [`SigningKey::new`].
    pub(super) fn private(&self) -> &Secret {
        &self.private
    }

    /// What is known of it besides its private half.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The same key under another id.
    #[must_use]
    pub fn with_kid(mut self, kid: Option<String>) -> Self {
        self.key.kid = kid;
        self
    }

    /// The same key, meant for encryption with this algorithm alone (RFC 7517 §4.2, §4.4).
    #[must_use]
    pub fn meant_for_encryption(mut self, algorithm: KeyManagement) -> Self {
        self.key.alg = Some(algorithm.name().to_owned());
        self.key.public_key_use = Some("enc".to_owned());
        self
    }

    /// The same key, meant for signing with this algorithm alone (RFC 7517 §4.2, §4.4).
    #[must_use]
    pub fn meant_for(mut self, algorithm: Algorithm) -> Self {
        self.key.alg = Some(algorithm.name().to_owned());
        self.key.public_key_use = Some("sig".to_owned());
        self
    }

    /// The signature value over a message: the JWS signing input (RFC 7515 §5.1).
    pub(super) fn sign_bytes(
        &self,
        algorithm: Algorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, Refused> {
        let library = |_| Refused::Library;
        let private = self.private.expose();
        match (algorithm.scheme(), &self.key.material) {
            (SignatureScheme::Hmac, Material::Oct(secret)) => {
                let hash = match algorithm.hash().ok_or(Refused::Type)? {
                    Hash::Sha256 => hmac::HMAC_SHA256,
                    Hash::Sha384 => hmac::HMAC_SHA384,
                    Hash::Sha512 => hmac::HMAC_SHA512,
                };
                let key = hmac::Key::new(hash, secret.expose());
                Ok(hmac::sign(&key, message).as_ref().to_vec())
            }
            (SignatureScheme::RsaPkcs1 | SignatureScheme::RsaPss, Material::Rsa { .. }) => {
                let encoding = rsa_encoding(algorithm).ok_or(Refused::Type)?;
                let pair = RsaKeyPair::from_der(private).map_err(|_| Refused::Library)?;
                let mut value = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &random::system(), message, &mut value)
                    .map_err(library)?;
                Ok(value)
            }
            (SignatureScheme::Ecdsa(wanted), Material::Ec { curve, x, y }) if wanted == *curve => {
                let public = uncompressed(x, y);
                let signing = point::signing(*curve);
                let pair = EcdsaKeyPair::from_private_key_and_public_key(signing, private, &public)
                    .map_err(|_| Refused::Library)?;
                let value = pair.sign(&random::system(), message).map_err(library)?;
                Ok(value.as_ref().to_vec())
            }
            (SignatureScheme::Ed25519, Material::Ed25519(x)) => {
                let pair = Ed25519KeyPair::from_seed_and_public_key(private, x)
                    .map_err(|_| Refused::Library)?;
                Ok(pair.try_sign(message).map_err(library)?.as_ref().to_vec())
            }
            _ => Err(Refused::Type),
        }
    }
}

/// Whether the library takes an RSA key of this length.
fn usable_length(n: &[u8]) -> Result<(), String> {
    let bits = super::verify::bit_len(n);
    if RSA_BITS.contains(&bits) {
        return Ok(());
    }
    let (least, most) = (RSA_BITS.start(), RSA_BITS.end());
    Err(format!(
        "has {bits} bits, RSA keys of {least} to {most} bits can be used"
    ))
}

/// The RSA moduli that can sign and decrypt, in bits: what the cryptographic library takes.
pub const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

fn rsa_encoding(algorithm: Algorithm) -> Option<&'static signature::RsaSignatureEncoding> {
    Some(match algorithm {
        Algorithm::RS256 => &signature::RSA_PKCS1_SHA256,
        Algorithm::RS384 => &signature::RSA_PKCS1_SHA384,
        Algorithm::RS512 => &signature::RSA_PKCS1_SHA512,
        Algorithm::PS256 => &signature::RSA_PSS_SHA256,
        Algorithm::PS384 => &signature::RSA_PSS_SHA384,
        Algorithm::PS512 => &signature::RSA_PSS_SHA512,
        _ => return None,
    })
}
