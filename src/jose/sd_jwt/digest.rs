//! The hash algorithm of an SD-JWT: `_sd_alg` (RFC 9901 §4.1.1).

use super::SD_ALG;
use crate::jose::Hash;
use crate::report::Json;

/// What `_sd_alg` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DigestName {
    /// A function that is computed here; `sha-256` where nothing is said.
    Known(Hash),
    /// One that is known to be broken, or cut so short that a second disclosure can be found for a
    /// digest (RFC 9901 §9.4).
    Weak(String),
    /// One that is not computed here.
    Unknown(String),
    /// It is no text: what stands there, with its article.
    NotText(&'static str),
}

impl DigestName {
    /// The function, where it is computed here.
    pub fn hash(&self) -> Option<Hash> {
        match self {
            Self::Known(hash) => Some(*hash),
            _ => None,
        }
    }
}

/// The names of the hash algorithms that are computed here (RFC 6920 §9.4, IANA's registry of
/// named information hash algorithms).
const NAMES: [(&str, Hash); 3] = [
    ("sha-256", Hash::Sha256),
    ("sha-384", Hash::Sha384),
    ("sha-512", Hash::Sha512),
];

/// Hash functions that must not be used, and outputs that are cut short.
const WEAK: [&str; 12] = [
    "md2",
    "md4",
    "md5",
    "sha",
    "sha1",
    "sha-1",
    "sha-256-128",
    "sha-256-120",
    "sha-256-96",
    "sha-256-64",
    "sha-256-32",
    "crc32",
];

/// Reads `_sd_alg` of a payload. Names are case-sensitive.
pub fn digest_name(payload: &Json) -> DigestName {
    let text = match payload.get(SD_ALG) {
        None => return DigestName::Known(Hash::Sha256),
        Some(Json::String(text)) => text,
        Some(other) => return DigestName::NotText(other.type_name()),
    };
    if let Some((_, hash)) = NAMES.iter().find(|(name, _)| name == text) {
        return DigestName::Known(*hash);
    }
    let is_weak = WEAK.contains(&text.to_ascii_lowercase().as_str());
    if is_weak {
        DigestName::Weak(text.clone())
    } else {
        DigestName::Unknown(text.clone())
    }
}

/// The name of a function that is computed here.
pub(super) fn name_of(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha256 => "sha-256",
        Hash::Sha384 => "sha-384",
        Hash::Sha512 => "sha-512",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::json;

    fn named(payload: &str) -> DigestName {
        digest_name(&json::parse(payload.as_bytes()).0)
    }

    #[test]
    fn names_are_read_to_the_letter() {
        assert_eq!(named("{}"), DigestName::Known(Hash::Sha256));
        for (name, hash) in NAMES {
            let payload = format!(r#"{{"_sd_alg":"{name}"}}"#);
            assert_eq!(named(&payload), DigestName::Known(hash));
            assert_eq!(name_of(hash), name);
        }
        let unknown = |name: &str| DigestName::Unknown(name.to_owned());
        assert_eq!(named(r#"{"_sd_alg":"SHA-256"}"#), unknown("SHA-256"));
        assert_eq!(named(r#"{"_sd_alg":"sha3-256"}"#), unknown("sha3-256"));
        assert_eq!(
            named(r#"{"_sd_alg":"SHA-1"}"#),
            DigestName::Weak("SHA-1".into())
        );
        assert_eq!(named(r#"{"_sd_alg":1}"#), DigestName::NotText("a number"));
    }
}
