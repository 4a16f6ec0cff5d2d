//! Whether a key is strong enough: what can be told from the public half alone.

use super::{Key, Material};
use crate::jose::verify::bit_len;
use crate::jose::{Algorithm, Named, SignatureScheme};
use crate::report::Reference;
use std::fmt;

/// The least length of an RSA modulus in bits (RFC 7518 §3.3, §3.5).
pub const MIN_RSA_BITS: usize = 2048;

/// The most bits that a public exponent may have: it must be less than 2^256 (FIPS 186-5 §5.4).
pub const MAX_EXPONENT_BITS: usize = 256;

/// Something that makes a key weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weakness {
    /// The RSA modulus is shorter than [`MIN_RSA_BITS`].
    RsaModulusShort {
        /// Its length in bits.
        bits: usize,
    },
    /// The RSA public exponent is 1: what was signed is the signature.
    RsaExponentOne,
    /// The RSA public exponent is even, which no real key's is.
    RsaExponentEven,
    /// The RSA public exponent is longer than [`MAX_EXPONENT_BITS`].
    RsaExponentLarge {
        /// Its length in bits.
        bits: usize,
    },
    /// The RSA modulus was made by the faulty generator of CVE-2017-15361.
    Roca,
    /// The HMAC secret is shorter than the hash.
    SecretShort {
        /// Its length in bits.
        bits: usize,
        /// The length of the hash in bits.
        needed: usize,
        /// The algorithm whose hash it is.
        algorithm: Algorithm,
    },
}

impl Weakness {
    /// Where the standard says so.
    pub fn reference(self) -> Reference {
        match self {
            Self::RsaModulusShort { .. } => Reference::rfc(7518, "3.3"),
            Self::RsaExponentOne | Self::RsaExponentEven | Self::RsaExponentLarge { .. } => {
                Reference::rfc(8017, "3.1")
            }
            Self::Roca => Reference::rfc(8725, "3.5"),
            Self::SecretShort { .. } => Reference::rfc(7518, "3.2"),
        }
    }
}

impl fmt::Display for Weakness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RsaModulusShort { bits } => {
                write!(f, "The RSA key has {bits} bits, at least {MIN_RSA_BITS} are needed")
            }
            Self::RsaExponentOne => f.write_str(
                "The RSA public exponent is 1, so anybody can make signatures that verify",
            ),
            Self::RsaExponentEven => {
                f.write_str("The RSA public exponent is even, no real key has such a one")
            }
            Self::RsaExponentLarge { bits } => write!(
                f,
                "The RSA public exponent has {bits} bits, it must be less than 2^{MAX_EXPONENT_BITS} (FIPS 186-5)"
            ),
            Self::Roca => f.write_str(
                "The RSA key has the fingerprint of ROCA (CVE-2017-15361), its private key can be computed",
            ),
            Self::SecretShort {
                bits,
                needed,
                algorithm,
            } => write!(
                f,
                "The secret has {bits} bits, {algorithm} needs at least {needed}"
            ),
        }
    }
}

/// What makes a key weak, for an algorithm where one is given. Without one a secret is measured by
/// its own `alg`, and else by HS256, which asks least.
pub fn weaknesses(key: &Key, algorithm: Option<Algorithm>) -> Vec<Weakness> {
    match &key.material {
        Material::Oct(secret) => {
            let bits = secret.len() * 8;
            let short = hmac(key, algorithm).and_then(|algorithm| {
                let needed = algorithm.hash()?.bits();
                (bits < needed).then_some(Weakness::SecretShort {
                    bits,
                    needed,
                    algorithm,
                })
            });
            short.into_iter().collect()
        }
        Material::Rsa { n, e } => rsa(n, e),
        Material::Ec { .. }
        | Material::Ed25519(_)
        | Material::X25519(_)
        | Material::Other { .. } => Vec::new(),
    }
}

/// The HMAC that a secret is measured by; none for a key that is for encryption.
fn hmac(key: &Key, algorithm: Option<Algorithm>) -> Option<Algorithm> {
    let stated = key.alg.as_deref().map(Named::read);
    let algorithm = match (algorithm, stated) {
        (Some(algorithm), _) | (None, Some(Named::Supported(algorithm))) => algorithm,
        (None, Some(Named::Encryption)) => return None,
        (None, _) if key.public_key_use.as_deref() == Some("enc") => return None,
        (None, _) => Algorithm::HS256,
    };
    (algorithm.scheme() == SignatureScheme::Hmac).then_some(algorithm)
}

fn rsa(n: &[u8], e: &[u8]) -> Vec<Weakness> {
    let mut found = Vec::new();
    let bits = bit_len(n);
    if bits < MIN_RSA_BITS {
        found.push(Weakness::RsaModulusShort { bits });
    }
    let bits = bit_len(e);
    if bits == 1 {
        found.push(Weakness::RsaExponentOne);
    }
    if e.last().is_none_or(|last| last % 2 == 0) {
        found.push(Weakness::RsaExponentEven);
    }
    if bits > MAX_EXPONENT_BITS {
        found.push(Weakness::RsaExponentLarge { bits });
    }
    if is_roca(n) {
        found.push(Weakness::Roca);
    }
    found
}

/// The odd primes up to 167: they divide the number from which the faulty generator built keys of
/// every length.
const ROCA_PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// The generator of those keys: each of their primes is a power of it modulo each of these primes.
const ROCA_GENERATOR: u32 = 65537;

/// Whether a modulus has the fingerprint of CVE-2017-15361 (Nemec et al., "The Return of
/// Coppersmith's Attack", 2017, §5.1): modulo each small prime it is a power of 65537. An honest
/// modulus has it with a chance of 2^-27.
fn is_roca(n: &[u8]) -> bool {
    !n.is_empty()
        && ROCA_PRIMES
            .into_iter()
            .all(|prime| is_power_of_generator(remainder(n, prime), prime))
}

/// A big-endian number modulo a small one.
fn remainder(n: &[u8], modulus: u32) -> u32 {
    n.iter()
        .fold(0, |rest, byte| (rest << 8 | u32::from(*byte)) % modulus)
}

fn is_power_of_generator(value: u32, prime: u32) -> bool {
    let generator = ROCA_GENERATOR % prime;
    std::iter::successors(Some(1), |power| Some(power * generator % prime))
        .take(prime as usize)
        .any(|power| power == value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::key::secret_from_bytes;

    const BIG: [u8; 256] = [0xff; 256];

    fn of_rsa(n: &[u8], e: &[u8]) -> Vec<Weakness> {
        let (n, e) = (n.to_vec(), e.to_vec());
        weaknesses(&Key::new(Material::Rsa { n, e }), Some(Algorithm::RS256))
    }

    fn of_secret(bytes: &[u8], algorithm: Option<Algorithm>) -> Vec<String> {
        let set = secret_from_bytes(bytes.to_vec(), "secret");
        let found = weaknesses(&set.keys[0], algorithm);
        found.iter().map(Weakness::to_string).collect()
    }

    #[test]
    fn rsa_is_measured_in_bits() {
        assert_eq!(of_rsa(&BIG, &[1, 0, 1]), []);
        let mut n = BIG;
        n[0] = 0x7f;
        let short = Weakness::RsaModulusShort { bits: 2047 };
        assert_eq!(of_rsa(&n, &[1, 0, 1]), [short]);
        assert_eq!(
            short.to_string(),
            "The RSA key has 2047 bits, at least 2048 are needed"
        );
        assert_eq!(short.reference().to_string(), "RFC 7518 §3.3");
    }

    #[test]
    fn odd_exponents_are_named() {
        assert_eq!(of_rsa(&BIG, &[1]), [Weakness::RsaExponentOne]);
        assert_eq!(of_rsa(&BIG, &[1, 0, 0]), [Weakness::RsaExponentEven]);
        assert_eq!(of_rsa(&BIG, &[3]), []);
        assert_eq!(of_rsa(&BIG, &[0xff; 32]), []);
        let mut large = [0; 33];
        (large[0], large[32]) = (1, 1);
        let bits = 257;
        assert_eq!(of_rsa(&BIG, &large), [Weakness::RsaExponentLarge { bits }]);
    }

    #[test]
    fn roca_asks_every_prime() {
        // 65537^2 is a power modulo every prime; a multiple of 3 is none modulo 3.
        assert!(is_roca(&[1, 0, 2, 0, 1]));
        assert!(!is_roca(&[3, 0, 6, 0, 3]));
        assert!(!is_roca(&[]));
        assert_eq!(remainder(&[1, 0, 0], 167), 65536 % 167);
    }

    #[test]
    fn a_secret_is_as_long_as_the_hash() {
        let secret = [7; 32];
        assert!(of_secret(&secret, Some(Algorithm::HS256)).is_empty());
        assert!(of_secret(&secret, None).is_empty());
        // That the key is of the wrong type is another question.
        assert!(of_secret(&secret[..1], Some(Algorithm::RS256)).is_empty());
        assert_eq!(
            of_secret(&secret, Some(Algorithm::HS384)),
            ["The secret has 256 bits, HS384 needs at least 384"]
        );
        assert_eq!(
            of_secret(&[], None),
            ["The secret has 0 bits, HS256 needs at least 256"]
        );
    }

    #[test]
    fn a_key_for_encryption_is_not_measured_as_a_secret() {
        let mut key = Key::new(secret_from_bytes(vec![7; 16], "k").keys[0].material.clone());
        assert_eq!(weaknesses(&key, None).len(), 1);
        key.alg = Some("A128KW".to_owned());
        assert_eq!(weaknesses(&key, None), []);
        assert_eq!(weaknesses(&key, Some(Algorithm::HS256)).len(), 1);
    }
}
