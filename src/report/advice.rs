//! What advises and what explains. Neither changes the verdict.

use super::Reference;
use serde::Serialize;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Better done otherwise.
    Low,
    /// A weakness.
    Medium,
    /// A weakness that can be used.
    High,
    /// A hole.
    Critical,
}

/// Advice about the credential in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A stable name in kebab case.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What was found, in a few words.
    pub title: String,
    /// What it means and what to do.
    pub detail: String,
    /// Where the standard says so.
    pub reference: Reference,
}

/// Why a check failed, found by trying.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// One or two short sentences: what was actually found.
    pub detail: String,
    /// The credential as it would be once mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
    /// What to ask instead, where it is the question that has to be mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
}

impl Diagnosis {
    /// An explanation with nothing to apply.
    pub fn new(detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            mend: None,
            remedy: None,
        }
    }

    /// The same, with the mended credential.
    #[must_use]
    pub fn mended(self, mend: String) -> Self {
        Self {
            mend: Some(mend),
            ..self
        }
    }

    /// The same, with what to ask instead.
    #[must_use]
    pub fn with(self, remedy: Remedy) -> Self {
        Self {
            remedy: Some(remedy),
            ..self
        }
    }
}

/// What is to be asked otherwise so that a check passes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// Read this secret in another way.
    Secret {
        /// Which key it is.
        place: KeyPlace,
        /// How to read it.
        reading: SecretReading,
    },
    /// Use this key alone, whatever is said about its id and its use.
    Key(KeyPlace),
    /// Give the payload of a detached token.
    GivePayload,
    /// Read the payload that was given apart in another way.
    Payload(PayloadReading),
    /// Expect this issuer.
    Issuer(String),
    /// Expect this audience.
    Audience(String),
    /// Allow this many seconds of leeway.
    Leeway(u64),
}

/// Which key of a question is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct KeyPlace {
    /// The index of its set.
    pub set: usize,
    /// Its index in the set.
    pub key: usize,
}

/// Another way to read a shared secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretReading {
    /// It is base64 or base64url: decode it.
    Base64,
    /// It is hexadecimal: decode it.
    Hex,
    /// It was decoded; its base64 text is the secret.
    AsBase64,
    /// It was decoded; its base64 text without padding is the secret.
    AsBase64Unpadded,
    /// It was decoded; its base64url text with padding is the secret.
    AsBase64urlPadded,
    /// It was decoded; its base64url text is the secret.
    AsBase64url,
    /// It was decoded; its text in small hexadecimal digits is the secret.
    AsHex,
    /// It was decoded; its text in large hexadecimal digits is the secret.
    AsUpperHex,
    /// Without the white space around it.
    Trimmed,
    /// Without the quotes around it.
    Unquoted,
    /// With a line feed at its end.
    WithLineFeed,
    /// With a carriage return and a line feed at its end.
    WithCrLf,
}

/// Another way to read a payload that was given apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PayloadReading {
    /// Without the line end at its end.
    WithoutLineEnd,
    /// With a line feed at its end.
    WithLineFeed,
    /// With a carriage return and a line feed at its end.
    WithCrLf,
    /// Each line ends with a line feed alone.
    LineFeeds,
    /// Each line ends with a carriage return and a line feed.
    CrLfs,
    /// Without the byte order mark.
    WithoutMark,
    /// It is base64url: decode it.
    Base64url,
    /// JSON without white space.
    Minified,
    /// JSON with a blank after each comma and colon.
    Spaced,
    /// JSON on several lines, indented by two blanks.
    Indented,
}
