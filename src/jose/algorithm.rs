//! The names that `alg` can have (RFC 7518, RFC 8037, RFC 8812, RFC 9864).

use std::fmt;

/// A signature algorithm that can be verified here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // The names are the standards' own.
pub enum Algorithm {
    HS256,
    HS384,
    HS512,
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
    ES256K,
    EdDSA,
    Ed25519,
}

/// How an algorithm signs, and so what key it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureScheme {
    /// A shared secret (RFC 7518 §3.2).
    Hmac,
    /// RSASSA-PKCS1-v1_5 (RFC 7518 §3.3).
    RsaPkcs1,
    /// RSASSA-PSS (RFC 7518 §3.5).
    RsaPss,
    /// ECDSA on this curve (RFC 7518 §3.4, RFC 8812 §3).
    Ecdsa(Curve),
    /// EdDSA on Ed25519 (RFC 8037 §3.1).
    Ed25519,
}

/// A hash function of the SHA-2 family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The length of its output in bits.
    pub fn bits(self) -> usize {
        match self {
            Self::Sha256 => 256,
            Self::Sha384 => 384,
            Self::Sha512 => 512,
        }
    }
}

/// An elliptic curve on which ECDSA signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Curve {
    P256,
    P384,
    P521,
    Secp256k1,
}

impl Curve {
    /// Every curve.
    pub const ALL: [Self; 4] = [Self::P256, Self::P384, Self::P521, Self::Secp256k1];

    /// The name in a JWK's `crv`.
    pub fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Secp256k1 => "secp256k1",
        }
    }

    /// The length in bytes of a coordinate, and of each half of a signature.
    pub fn coordinate_len(self) -> usize {
        match self {
            Self::P256 | Self::Secp256k1 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Algorithm {
    /// Every algorithm that can be verified here.
    pub const ALL: [Self; 15] = [
        Self::HS256,
        Self::HS384,
        Self::HS512,
        Self::RS256,
        Self::RS384,
        Self::RS512,
        Self::PS256,
        Self::PS384,
        Self::PS512,
        Self::ES256,
        Self::ES384,
        Self::ES512,
        Self::ES256K,
        Self::EdDSA,
        Self::Ed25519,
    ];

    /// The name in `alg`.
    pub fn name(self) -> &'static str {
        match self {
            Self::HS256 => "HS256",
            Self::HS384 => "HS384",
            Self::HS512 => "HS512",
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
            Self::PS256 => "PS256",
            Self::PS384 => "PS384",
            Self::PS512 => "PS512",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::ES512 => "ES512",
            Self::ES256K => "ES256K",
            Self::EdDSA => "EdDSA",
            Self::Ed25519 => "Ed25519",
        }
    }

    /// What it is, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::HS256 => "HMAC with SHA-256",
            Self::HS384 => "HMAC with SHA-384",
            Self::HS512 => "HMAC with SHA-512",
            Self::RS256 => "RSA with SHA-256",
            Self::RS384 => "RSA with SHA-384",
            Self::RS512 => "RSA with SHA-512",
            Self::PS256 => "RSA-PSS with SHA-256",
            Self::PS384 => "RSA-PSS with SHA-384",
            Self::PS512 => "RSA-PSS with SHA-512",
            Self::ES256 => "ECDSA on P-256",
            Self::ES384 => "ECDSA on P-384",
            Self::ES512 => "ECDSA on P-521",
            Self::ES256K => "ECDSA on secp256k1",
            Self::EdDSA | Self::Ed25519 => "EdDSA on Ed25519",
        }
    }

    /// How it signs.
    pub fn scheme(self) -> SignatureScheme {
        match self {
            Self::HS256 | Self::HS384 | Self::HS512 => SignatureScheme::Hmac,
            Self::RS256 | Self::RS384 | Self::RS512 => SignatureScheme::RsaPkcs1,
            Self::PS256 | Self::PS384 | Self::PS512 => SignatureScheme::RsaPss,
            Self::ES256 => SignatureScheme::Ecdsa(Curve::P256),
            Self::ES384 => SignatureScheme::Ecdsa(Curve::P384),
            Self::ES512 => SignatureScheme::Ecdsa(Curve::P521),
            Self::ES256K => SignatureScheme::Ecdsa(Curve::Secp256k1),
            Self::EdDSA | Self::Ed25519 => SignatureScheme::Ed25519,
        }
    }

    /// The hash it signs over; EdDSA brings its own.
    pub fn hash(self) -> Option<Hash> {
        match self {
            Self::HS256 | Self::RS256 | Self::PS256 | Self::ES256 | Self::ES256K => {
                Some(Hash::Sha256)
            }
            Self::HS384 | Self::RS384 | Self::PS384 | Self::ES384 => Some(Hash::Sha384),
            Self::HS512 | Self::RS512 | Self::PS512 | Self::ES512 => Some(Hash::Sha512),
            Self::EdDSA | Self::Ed25519 => None,
        }
    }

    /// The length of its signatures in bytes; with RSA it is that of the key.
    pub fn signature_len(self) -> Option<usize> {
        match self.scheme() {
            SignatureScheme::Hmac => self.hash().map(|hash| hash.bits() / 8),
            SignatureScheme::Ecdsa(curve) => Some(2 * curve.coordinate_len()),
            SignatureScheme::Ed25519 => Some(64),
            SignatureScheme::RsaPkcs1 | SignatureScheme::RsaPss => None,
        }
    }

    /// The algorithm of exactly that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.name() == name)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a text in `alg` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Named {
    /// An algorithm that can be verified here.
    Supported(Algorithm),
    /// `none`, in any spelling, with or without white space and NULs around it.
    None,
    /// A registered signature algorithm that cannot be verified here.
    Unsupported,
    /// An algorithm for encryption, which never signs.
    Encryption,
    /// A registered name but for its case, white space or NULs around it: the name meant.
    Misspelt(&'static str),
    /// A name that no registry knows.
    Unknown,
}

/// Registered for signatures (IANA, "JSON Web Signature and Encryption Algorithms") but not
/// verified here.
const UNSUPPORTED: [&str; 9] = [
    "Ed448",
    "ML-DSA-44",
    "ML-DSA-65",
    "ML-DSA-87",
    "ES256B",
    "ES384B",
    "ES512B",
    "HS1",
    "RS1",
];

/// Registered for encryption (RFC 7518 §4.1, §5.1).
const ENCRYPTION: [&str; 27] = [
    "RSA1_5",
    "RSA-OAEP",
    "RSA-OAEP-256",
    "RSA-OAEP-384",
    "RSA-OAEP-512",
    "A128KW",
    "A192KW",
    "A256KW",
    "dir",
    "ECDH-ES",
    "ECDH-ES+A128KW",
    "ECDH-ES+A192KW",
    "ECDH-ES+A256KW",
    "A128GCMKW",
    "A192GCMKW",
    "A256GCMKW",
    "PBES2-HS256+A128KW",
    "PBES2-HS384+A192KW",
    "PBES2-HS512+A256KW",
    "A128CBC-HS256",
    "A192CBC-HS384",
    "A256CBC-HS512",
    "A128GCM",
    "A192GCM",
    "A256GCM",
    "A128CBC",
    "A256CBC",
];

impl Named {
    /// Reads a text that stands in `alg`. Names are case-sensitive (RFC 7515 §4.1.1).
    pub fn read(text: &str) -> Self {
        if let Some(algorithm) = Algorithm::from_name(text) {
            return Self::Supported(algorithm);
        }
        if UNSUPPORTED.contains(&text) {
            return Self::Unsupported;
        }
        if ENCRYPTION.contains(&text) {
            return Self::Encryption;
        }
        let bare = text.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        if bare.eq_ignore_ascii_case("none") {
            return Self::None;
        }
        let signing = Algorithm::ALL.into_iter().map(Algorithm::name);
        signing
            .chain(UNSUPPORTED)
            .chain(ENCRYPTION)
            .find(|name| name.eq_ignore_ascii_case(bare))
            .map_or(Self::Unknown, Self::Misspelt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_to_the_letter() {
        assert_eq!(Named::read("RS256"), Named::Supported(Algorithm::RS256));
        assert_eq!(Named::read("rs256"), Named::Misspelt("RS256"));
        assert_eq!(Named::read("RS256\0"), Named::Misspelt("RS256"));
        assert_eq!(Named::read("Ed448"), Named::Unsupported);
        assert_eq!(Named::read("RSA-OAEP"), Named::Encryption);
        assert_eq!(Named::read("RS257"), Named::Unknown);
    }

    #[test]
    fn none_is_caught_in_any_spelling() {
        for spelling in [
            "none", "None", "NONE", "nOnE", " none", "none\0", "\tnone\n",
        ] {
            assert_eq!(Named::read(spelling), Named::None, "{spelling:?}");
        }
    }
}
