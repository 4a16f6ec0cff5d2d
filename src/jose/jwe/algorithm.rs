//! The names that `alg` and `enc` of a JWE can have (RFC 7518 §4.1, §5.1).

use crate::jose::Hash;
use std::fmt;

/// How the content encryption key comes to the recipient: `alg` of a JWE (RFC 7518 §4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // The names are the standards' own.
pub enum KeyManagement {
    Rsa1_5,
    RsaOaep,
    RsaOaep256,
    RsaOaep384,
    RsaOaep512,
    A128Kw,
    A192Kw,
    A256Kw,
    Dir,
    EcdhEs,
    EcdhEsA128Kw,
    EcdhEsA192Kw,
    EcdhEsA256Kw,
    A128GcmKw,
    A192GcmKw,
    A256GcmKw,
    Pbes2Hs256A128Kw,
    Pbes2Hs384A192Kw,
    Pbes2Hs512A256Kw,
}

/// How a key management algorithm works, and so what key it takes. Lengths are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// RSAES-PKCS1-v1_5 (RFC 7518 §4.2).
    RsaPkcs1,
    /// RSAES-OAEP with SHA-1 (RFC 7518 §4.3).
    RsaOaepSha1,
    /// RSAES-OAEP with this hash (RFC 7518 §4.3).
    RsaOaep(Hash),
    /// AES Key Wrap with a key of this length (RFC 7518 §4.4).
    KeyWrap(usize),
    /// The shared key is the content encryption key (RFC 7518 §4.5).
    Direct,
    /// The agreed key is the content encryption key (RFC 7518 §4.6).
    EcdhDirect,
    /// The agreed key of this length wraps the content encryption key (RFC 7518 §4.6).
    EcdhKeyWrap(usize),
    /// AES-GCM with a key of this length (RFC 7518 §4.7).
    GcmKeyWrap(usize),
    /// A key of this length, derived from a password, wraps the content encryption key (RFC 7518
    /// §4.8).
    Password(Hash, usize),
}

impl KeyManagement {
    /// Every algorithm that is known here.
    pub const ALL: [Self; 19] = [
        Self::Rsa1_5,
        Self::RsaOaep,
        Self::RsaOaep256,
        Self::RsaOaep384,
        Self::RsaOaep512,
        Self::A128Kw,
        Self::A192Kw,
        Self::A256Kw,
        Self::Dir,
        Self::EcdhEs,
        Self::EcdhEsA128Kw,
        Self::EcdhEsA192Kw,
        Self::EcdhEsA256Kw,
        Self::A128GcmKw,
        Self::A192GcmKw,
        Self::A256GcmKw,
        Self::Pbes2Hs256A128Kw,
        Self::Pbes2Hs384A192Kw,
        Self::Pbes2Hs512A256Kw,
    ];

    /// The name in `alg`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rsa1_5 => "RSA1_5",
            Self::RsaOaep => "RSA-OAEP",
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::RsaOaep384 => "RSA-OAEP-384",
            Self::RsaOaep512 => "RSA-OAEP-512",
            Self::A128Kw => "A128KW",
            Self::A192Kw => "A192KW",
            Self::A256Kw => "A256KW",
            Self::Dir => "dir",
            Self::EcdhEs => "ECDH-ES",
            Self::EcdhEsA128Kw => "ECDH-ES+A128KW",
            Self::EcdhEsA192Kw => "ECDH-ES+A192KW",
            Self::EcdhEsA256Kw => "ECDH-ES+A256KW",
            Self::A128GcmKw => "A128GCMKW",
            Self::A192GcmKw => "A192GCMKW",
            Self::A256GcmKw => "A256GCMKW",
            Self::Pbes2Hs256A128Kw => "PBES2-HS256+A128KW",
            Self::Pbes2Hs384A192Kw => "PBES2-HS384+A192KW",
            Self::Pbes2Hs512A256Kw => "PBES2-HS512+A256KW",
        }
    }

    /// What it is, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Rsa1_5 => "RSA with PKCS #1 v1.5 padding",
            Self::RsaOaep => "RSA-OAEP with SHA-1",
            Self::RsaOaep256 => "RSA-OAEP with SHA-256",
            Self::RsaOaep384 => "RSA-OAEP with SHA-384",
            Self::RsaOaep512 => "RSA-OAEP with SHA-512",
            Self::A128Kw => "AES key wrap with 128 bits",
            Self::A192Kw => "AES key wrap with 192 bits",
            Self::A256Kw => "AES key wrap with 256 bits",
            Self::Dir => "a shared key, used directly",
            Self::EcdhEs => "Diffie-Hellman on a curve, used directly",
            Self::EcdhEsA128Kw => "Diffie-Hellman on a curve, AES key wrap with 128 bits",
            Self::EcdhEsA192Kw => "Diffie-Hellman on a curve, AES key wrap with 192 bits",
            Self::EcdhEsA256Kw => "Diffie-Hellman on a curve, AES key wrap with 256 bits",
            Self::A128GcmKw => "AES-GCM key wrap with 128 bits",
            Self::A192GcmKw => "AES-GCM key wrap with 192 bits",
            Self::A256GcmKw => "AES-GCM key wrap with 256 bits",
            Self::Pbes2Hs256A128Kw => "a password, AES key wrap with 128 bits",
            Self::Pbes2Hs384A192Kw => "a password, AES key wrap with 192 bits",
            Self::Pbes2Hs512A256Kw => "a password, AES key wrap with 256 bits",
        }
    }

    /// How it works.
    pub fn method(self) -> Method {
        match self {
            Self::Rsa1_5 => Method::RsaPkcs1,
            Self::RsaOaep => Method::RsaOaepSha1,
            Self::RsaOaep256 => Method::RsaOaep(Hash::Sha256),
            Self::RsaOaep384 => Method::RsaOaep(Hash::Sha384),
            Self::RsaOaep512 => Method::RsaOaep(Hash::Sha512),
            Self::A128Kw => Method::KeyWrap(16),
            Self::A192Kw => Method::KeyWrap(24),
            Self::A256Kw => Method::KeyWrap(32),
            Self::Dir => Method::Direct,
            Self::EcdhEs => Method::EcdhDirect,
            Self::EcdhEsA128Kw => Method::EcdhKeyWrap(16),
            Self::EcdhEsA192Kw => Method::EcdhKeyWrap(24),
            Self::EcdhEsA256Kw => Method::EcdhKeyWrap(32),
            Self::A128GcmKw => Method::GcmKeyWrap(16),
            Self::A192GcmKw => Method::GcmKeyWrap(24),
            Self::A256GcmKw => Method::GcmKeyWrap(32),
            Self::Pbes2Hs256A128Kw => Method::Password(Hash::Sha256, 16),
            Self::Pbes2Hs384A192Kw => Method::Password(Hash::Sha384, 24),
            Self::Pbes2Hs512A256Kw => Method::Password(Hash::Sha512, 32),
        }
    }

    /// Whether it takes a public key, so that anybody can encrypt: that it decrypts proves nothing
    /// about who did.
    pub fn is_public_key(self) -> bool {
        matches!(
            self.method(),
            Method::RsaPkcs1
                | Method::RsaOaepSha1
                | Method::RsaOaep(_)
                | Method::EcdhDirect
                | Method::EcdhKeyWrap(_)
        )
    }

    /// Whether there is no encrypted key: the content encryption key is shared or agreed upon
    /// (RFC 7516 §5.2, step 10).
    pub fn is_direct(self) -> bool {
        matches!(self.method(), Method::Direct | Method::EcdhDirect)
    }

    /// The algorithm of exactly that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.name() == name)
    }
}

impl fmt::Display for KeyManagement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How the content is encrypted: `enc` of a JWE (RFC 7518 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // The names are the standards' own.
pub enum ContentEncryption {
    A128CbcHs256,
    A192CbcHs384,
    A256CbcHs512,
    A128Gcm,
    A192Gcm,
    A256Gcm,
}

impl ContentEncryption {
    /// Every algorithm.
    pub const ALL: [Self; 6] = [
        Self::A128CbcHs256,
        Self::A192CbcHs384,
        Self::A256CbcHs512,
        Self::A128Gcm,
        Self::A192Gcm,
        Self::A256Gcm,
    ];

    /// The name in `enc`.
    pub fn name(self) -> &'static str {
        match self {
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A192CbcHs384 => "A192CBC-HS384",
            Self::A256CbcHs512 => "A256CBC-HS512",
            Self::A128Gcm => "A128GCM",
            Self::A192Gcm => "A192GCM",
            Self::A256Gcm => "A256GCM",
        }
    }

    /// What it is, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::A128CbcHs256 => "AES-128-CBC with HMAC SHA-256",
            Self::A192CbcHs384 => "AES-192-CBC with HMAC SHA-384",
            Self::A256CbcHs512 => "AES-256-CBC with HMAC SHA-512",
            Self::A128Gcm => "AES-128-GCM",
            Self::A192Gcm => "AES-192-GCM",
            Self::A256Gcm => "AES-256-GCM",
        }
    }

    /// The hash of the HMAC, where there is one (RFC 7518 §5.2).
    pub fn hmac(self) -> Option<Hash> {
        match self {
            Self::A128CbcHs256 => Some(Hash::Sha256),
            Self::A192CbcHs384 => Some(Hash::Sha384),
            Self::A256CbcHs512 => Some(Hash::Sha512),
            Self::A128Gcm | Self::A192Gcm | Self::A256Gcm => None,
        }
    }

    /// The length of the content encryption key in bytes.
    pub fn key_len(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A192Gcm => 24,
            Self::A256Gcm | Self::A128CbcHs256 => 32,
            Self::A192CbcHs384 => 48,
            Self::A256CbcHs512 => 64,
        }
    }

    /// The length of the initialization vector in bytes.
    pub fn iv_len(self) -> usize {
        if self.hmac().is_some() {
            16
        } else {
            GCM_IV_LEN
        }
    }

    /// The length of the authentication tag in bytes.
    pub fn tag_len(self) -> usize {
        self.hmac().map_or(GCM_TAG_LEN, |hash| hash.bits() / 16)
    }

    /// The algorithm of exactly that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.name() == name)
    }
}

/// The length of the initialization vector of AES-GCM in bytes (RFC 7518 §5.3).
pub(super) const GCM_IV_LEN: usize = 12;

/// The length of the authentication tag of AES-GCM in bytes (RFC 7518 §5.3).
pub(super) const GCM_TAG_LEN: usize = 16;

impl fmt::Display for ContentEncryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::Named;

    #[test]
    fn names_are_read_to_the_letter() {
        for algorithm in KeyManagement::ALL {
            assert_eq!(KeyManagement::from_name(algorithm.name()), Some(algorithm));
            assert_eq!(Named::read(algorithm.name()), Named::Encryption);
        }
        for encryption in ContentEncryption::ALL {
            let name = encryption.name();
            assert_eq!(ContentEncryption::from_name(name), Some(encryption));
            assert_eq!(Named::read(name), Named::Encryption);
        }
        assert_eq!(KeyManagement::from_name("rsa-oaep"), None);
        assert_eq!(ContentEncryption::from_name("A128CBC"), None);
    }

    #[test]
    fn lengths_are_those_of_the_standard() {
        let lengths = ContentEncryption::ALL.map(|e| (e.key_len(), e.iv_len(), e.tag_len()));
        let expected = [
            (32, 16, 16),
            (48, 16, 24),
            (64, 16, 32),
            (16, 12, 16),
            (24, 12, 16),
            (32, 12, 16),
        ];
        assert_eq!(lengths, expected);
    }
}
