//! A place in what was pasted that is not as the standard wants it.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::fmt;

/// The part of a credential in which a fault lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Segment {
    /// The credential as a whole.
    Token,
    /// The JOSE header.
    Header,
    /// The payload: claims, text or bytes.
    Payload,
    /// The signature.
    Signature,
    /// A disclosure of an SD-JWT (RFC 9901 §4.2).
    Disclosure,
    /// The key-binding JWT of an SD-JWT (RFC 9901 §4.3).
    #[serde(rename = "key-binding")]
    KeyBinding,
    /// The encrypted key of a JWE.
    EncryptedKey,
    /// The initialization vector of a JWE.
    Iv,
    /// The encrypted content of a JWE.
    Ciphertext,
    /// The authentication tag of a JWE.
    Tag,
}

impl Segment {
    /// The name as a person reads it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Token => "Token",
            Self::Header => "Header",
            Self::Payload => "Payload",
            Self::Signature => "Signature",
            Self::Disclosure => "Disclosure",
            Self::KeyBinding => "Key-binding JWT",
            Self::EncryptedKey => "Encrypted key",
            Self::Iv => "IV",
            Self::Ciphertext => "Ciphertext",
            Self::Tag => "Tag",
        }
    }
}

/// What an offset counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Bytes of the encoded segment, as pasted. For base64url these are its characters.
    Encoded,
    /// Bytes of the segment once decoded.
    Decoded,
}

/// One fault with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The part in which it lies.
    pub segment: Segment,
    /// Which signature of a general JSON serialization it belongs to, or which disclosure where
    /// the segment is one, counted from 0. It is written under that name.
    pub signature: Option<usize>,
    /// Where in that part, counted from 0.
    pub offset: usize,
    /// What the offset counts.
    pub unit: Unit,
    /// What is wrong there, in a few words.
    pub detail: String,
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("segment", &self.segment)?;
        if let Some(n) = self.signature {
            let name = match self.segment {
                Segment::Disclosure => "disclosure",
                _ => "signature",
            };
            map.serialize_entry(name, &n)?;
        }
        map.serialize_entry("offset", &self.offset)?;
        map.serialize_entry("unit", &self.unit)?;
        map.serialize_entry("detail", &self.detail)?;
        map.end()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.segment.title())?;
        if let Some(n) = self.signature {
            let of = match self.segment {
                Segment::Disclosure => "",
                _ => " of signature",
            };
            write!(f, "{of} {}", n.saturating_add(1))?;
        }
        let unit = match self.unit {
            Unit::Encoded => "character",
            Unit::Decoded => "byte",
        };
        write!(f, ", {unit} {}: {}", self.offset, self.detail)
    }
}
