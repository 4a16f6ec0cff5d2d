//! What a provider says of itself (RFC 8414 §2, OpenID Connect Discovery §3).

use super::issuer::{Issuer, shown};
use crate::jose::json::{self, JsonFaultKind};
use crate::report::Json;

/// Why a document is not the metadata of an issuer, as part of a sentence after its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    /// It is not JSON, or not an object.
    #[error("is not the metadata of an issuer: {0}")]
    Unreadable(String),
    /// A member that counts is missing.
    #[error("names no {0}, so it is not the metadata of an issuer with keys")]
    Missing(&'static str),
    /// A member that counts is not text.
    #[error("has {name} as {found}, not as a string (RFC 8414 §2)")]
    NotText {
        /// The member.
        name: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// It is about another issuer (RFC 8414 §3.3).
    #[error(
        "is about the issuer {found}, and {asked} was asked for; they must be the same to the letter (RFC 8414 §3.3)"
    )]
    OtherIssuer {
        /// Whom it states.
        found: String,
        /// Who was asked for.
        asked: String,
    },
}

impl MetadataError {
    /// Whether there is no metadata here at all, so that another address may have it.
    pub fn is_absence(&self) -> bool {
        matches!(self, Self::Unreadable(_) | Self::Missing("issuer"))
    }
}

/// What is needed of a provider's metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// The issuer for which it speaks: the one that was asked for, or the token's own tenant.
    pub issuer: String,
    /// `jwks_uri`: where its keys are published. Any host; it is for the person to agree.
    pub jwks_uri: String,
}

impl Metadata {
    /// Reads metadata that was found at an address of an issuer, and sees that it is about that
    /// issuer.
    ///
    /// # Errors
    /// [`MetadataError`].
    pub fn read(bytes: &[u8], asked: &Issuer) -> Result<Self, MetadataError> {
        let json = document(bytes)?;
        let found = text(&json, "issuer")?;
        let Some(issuer) = asked.stated_as(found) else {
            return Err(MetadataError::OtherIssuer {
                found: shown(found),
                asked: shown(asked.as_str()),
            });
        };
        let jwks_uri = text(&json, "jwks_uri")?.to_owned();
        Ok(Self { issuer, jwks_uri })
    }
}

/// The object that metadata are.
pub(super) fn document(bytes: &[u8]) -> Result<Json, MetadataError> {
    let (json, faults) = json::parse(bytes);
    // Where a name occurs twice, two readers may see two issuers. A byte order mark says nothing.
    let is_harmless = |kind: &JsonFaultKind| matches!(kind, JsonFaultKind::ByteOrderMark);
    if let Some(fault) = faults.iter().find(|fault| !is_harmless(&fault.kind)) {
        return Err(MetadataError::Unreadable(fault.to_string()));
    }
    if json.members().is_none() {
        let detail = format!("it is {}, not an object", json.type_name());
        return Err(MetadataError::Unreadable(detail));
    }
    Ok(json)
}

pub(super) fn text<'j>(json: &'j Json, name: &'static str) -> Result<&'j str, MetadataError> {
    match json.get(name) {
        Some(Json::String(text)) => Ok(text),
        Some(other) => {
            let found = other.type_name();
            Err(MetadataError::NotText { name, found })
        }
        None => Err(MetadataError::Missing(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_ends_in_a_value_or_a_sentence(issuer in ".*", path in ".*", body in ".*") {
            for issuer in [issuer, format!("https://id.example/{path}")] {
                match Issuer::parse(&issuer, Some(&path)) {
                    Ok(issuer) => {
                        prop_assert!(issuer.metadata_urls().len() >= 2);
                        if let Err(error) = Metadata::read(body.as_bytes(), &issuer) {
                            prop_assert!(!error.to_string().contains('\n'));
                        }
                    }
                    Err(error) => prop_assert!(!error.to_string().contains('\n')),
                }
            }
        }
    }

    fn read(text: &str) -> Result<Metadata, MetadataError> {
        let asked = Issuer::parse("https://id.example", None).unwrap();
        Metadata::read(text.as_bytes(), &asked)
    }

    #[test]
    fn metadata_behind_a_byte_order_mark_are_read() {
        let text =
            "\u{feff}{\"issuer\":\"https://id.example\",\"jwks_uri\":\"https://k.example/\"}";
        assert_eq!(read(text).unwrap().jwks_uri, "https://k.example/");
    }

    #[test]
    fn the_issuer_must_be_the_one_that_was_asked_for() {
        let good = read(r#"{"issuer":"https://id.example","jwks_uri":"https://keys.example/"}"#);
        assert_eq!(good.unwrap().jwks_uri, "https://keys.example/");
        for other in ["https://id.example/", "https://evil.example", ""] {
            let text = format!(r#"{{"issuer":"{other}","jwks_uri":"https://keys.example/"}}"#);
            let error = read(&text).unwrap_err();
            assert!(
                matches!(error, MetadataError::OtherIssuer { .. }),
                "{other}"
            );
            assert!(!error.is_absence());
        }
    }

    #[test]
    fn what_is_no_metadata_says_what_it_is() {
        for (text, said, is_absence) in [
            ("[]", "it is an array, not an object", true),
            ("{", "the JSON ends too early", true),
            ("{}", "names no issuer", true),
            (r#"{"issuer":1}"#, "issuer as a number", false),
            (
                r#"{"issuer":"https://id.example"}"#,
                "names no jwks_uri",
                false,
            ),
            (
                r#"{"issuer":"https://evil.example","issuer":"https://id.example","jwks_uri":"x"}"#,
                "the name \"issuer\" occurs twice",
                true,
            ),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.to_string().contains(said), "{text}: {error}");
            assert_eq!(error.is_absence(), is_absence, "{text}");
        }
    }
}
