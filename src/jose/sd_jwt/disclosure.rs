//! One disclosure: salt, perhaps a name, and a value, in base64url (RFC 9901 §4.2).

use crate::jose::json;
use crate::jose::{Hash, base64url, digest};
use crate::report::{Fault, Json, Segment, Unit};

/// A disclosure as far as it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// As it stands, but for white space, which is a fault. Its digest is taken over this text.
    pub text: String,
    /// What it says.
    pub content: Content,
}

/// What a disclosure says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A member of an object: `[salt, name, value]` (RFC 9901 §4.2.1).
    Property {
        /// What keeps the digest from being guessed.
        salt: Json,
        /// The name of the claim.
        name: String,
        /// Its value; it may hold digests itself.
        value: Json,
    },
    /// An element of an array: `[salt, value]` (RFC 9901 §4.2.2).
    Element {
        /// What keeps the digest from being guessed.
        salt: Json,
        /// Its value; it may hold digests itself.
        value: Json,
    },
    /// Neither.
    Other(Json),
}

impl Content {
    fn of(value: Json) -> Self {
        let Json::Array(values) = value else {
            return Self::Other(value);
        };
        match <[Json; 3]>::try_from(values) {
            Ok([salt, Json::String(name), value]) => Self::Property { salt, name, value },
            Ok(other) => Self::Other(Json::Array(other.into())),
            Err(values) => match <[Json; 2]>::try_from(values) {
                Ok([salt, value]) => Self::Element { salt, value },
                Err(values) => Self::Other(Json::Array(values)),
            },
        }
    }

    /// The salt, where there is one.
    pub fn salt(&self) -> Option<&Json> {
        match self {
            Self::Property { salt, .. } | Self::Element { salt, .. } => Some(salt),
            Self::Other(_) => None,
        }
    }

    /// The name of the claim, for a member of an object.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Property { name, .. } => Some(name),
            _ => None,
        }
    }

    /// What is disclosed, or whatever stands there.
    pub fn value(&self) -> &Json {
        match self {
            Self::Property { value, .. } | Self::Element { value, .. } | Self::Other(value) => {
                value
            }
        }
    }

    /// What it is, with its article.
    pub fn what(&self) -> String {
        match self {
            Self::Property { .. } => "that of a claim (three values)".to_owned(),
            Self::Element { .. } => "that of an element (two values)".to_owned(),
            Self::Other(Json::Array(values)) if values.len() == 3 => {
                "an array whose second value is no string".to_owned()
            }
            Self::Other(Json::Array(values)) if values.len() == 1 => {
                "an array of 1 value".to_owned()
            }
            Self::Other(Json::Array(values)) => format!("an array of {} values", values.len()),
            Self::Other(other) => other.type_name().to_owned(),
        }
    }
}

impl Disclosure {
    /// Reads a disclosure as far as it goes, and how many bytes it decodes to. `index` says which
    /// one it is; that its content has another form than it must is for the reader of the whole to
    /// say.
    pub(super) fn read(text: &str, index: usize, faults: &mut Vec<Fault>) -> (Self, usize) {
        let mut note = |unit, offset, detail: String| {
            faults.push(Fault {
                segment: Segment::Disclosure,
                signature: Some(index),
                offset,
                unit,
                detail,
            });
        };
        let (bytes, found) = base64url::decode(text);
        for fault in found {
            note(Unit::Encoded, fault.offset, fault.to_string());
        }
        let (value, found) = json::parse(&bytes);
        for fault in found {
            note(Unit::Decoded, fault.offset, fault.to_string());
        }
        let disclosure = Self {
            text: without_white_space(text),
            content: Content::of(value),
        };
        (disclosure, bytes.len())
    }

    /// The digest under which the issuer signed it: the hash of the text as it stands
    /// (RFC 9901 §4.2.3).
    pub fn digest(&self, hash: Hash) -> String {
        of_text(&self.text, hash)
    }
}

/// A text as it was before it was broken into lines. That it was is a fault of the format; what it
/// says is shown all the same.
pub(super) fn without_white_space(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The hash of a text in base64url.
pub(super) fn of_text(text: &str, hash: Hash) -> String {
    base64url::encode(&digest(hash, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Content {
        let text = base64url::encode(json.as_bytes());
        Disclosure::read(&text, 0, &mut Vec::new()).0.content
    }

    /// RFC 9901 §4.2.3.
    #[test]
    fn the_digest_is_taken_over_the_text_as_it_stands() {
        let text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
        let mut faults = Vec::new();
        let (disclosure, decoded) = Disclosure::read(text, 0, &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(decoded, 53);
        assert_eq!(
            disclosure.digest(Hash::Sha256),
            "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
        );
        assert_eq!(disclosure.content.name(), Some("family_name"));
        assert_eq!(disclosure.content.value().as_str(), Some("Möbius"));
    }

    #[test]
    fn members_and_elements_are_told_apart() {
        assert!(matches!(read(r#"["s","n",1]"#), Content::Property { .. }));
        assert!(matches!(read(r#"["s",1]"#), Content::Element { .. }));
        for (json, what) in [
            (r#"["s",1,2]"#, "an array whose second value is no string"),
            (r#"["s"]"#, "an array of 1 value"),
            (r#"["s","n",1,2]"#, "an array of 4 values"),
            (r#"{"a":1}"#, "an object"),
        ] {
            assert_eq!(read(json).what(), what, "{json}");
        }
    }

    #[test]
    fn faults_say_which_disclosure_they_are_in() {
        let mut faults = Vec::new();
        Disclosure::read("WyJz=", 2, &mut faults);
        let said: Vec<_> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "Disclosure 3, character 4: padding (=) is not allowed",
                "Disclosure 3, byte 3: the JSON ends too early"
            ]
        );
    }
}
