//! The report on one credential.

use super::{
    Check, CheckId, Diagnosis, Fault, Finding, Json, Recognised, Sealed, Segment, Status, Verdict,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::ops::Range;

/// What a text turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// A signed token (RFC 7515).
    Jws,
    /// An encrypted token (RFC 7516).
    Jwe,
    /// A signed token whose claims are disclosed one by one (RFC 9901).
    SdJwt,
    /// A platform-agnostic security token, v1 to v4.
    Paseto,
    /// A key (RFC 7517).
    Jwk,
    /// A set of keys (RFC 7517 §5), or a map from key id to PEM.
    Jwks,
    /// Keys or certificates in PEM (RFC 7468) or DER.
    Pem,
    /// A credential of a service, known by its form.
    ApiKey,
    /// Nothing that is known.
    Unknown,
}

/// How a JWS or a JWE was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Serialization {
    /// Segments with dots between them (RFC 7515 §7.1, RFC 7516 §7.1).
    Compact,
    /// A JSON object with one signature or recipient (RFC 7515 §7.2.2, RFC 7516 §7.2.2).
    Flattened,
    /// A JSON object with a list of signatures or recipients (RFC 7515 §7.2.1, RFC 7516 §7.2.1).
    General,
}

/// What was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// JSON: the claims, where it is an object.
    Json(Json),
    /// Text that is not JSON.
    Text(String),
    /// Bytes that are not text.
    Bytes(Vec<u8>),
}

impl Payload {
    /// The claims, where the payload is a JSON object.
    pub fn claims(&self) -> Option<&[(String, Json)]> {
        match self {
            Self::Json(json) => json.members(),
            _ => None,
        }
    }
}

impl Serialize for Payload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Json(json) => json.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Bytes(bytes) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("base64url", &URL_SAFE_NO_PAD.encode(bytes))?;
                map.end()
            }
        }
    }
}

/// One signature of a JSON serialization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureReport {
    /// Its header: the protected and the unprotected members together.
    pub header: Json,
    /// What was judged about it.
    pub checks: Vec<Check>,
}

/// What an SD-JWT discloses and what it hides (RFC 9901). [`Report::payload`] is the payload with
/// all that is disclosed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Selective {
    /// The payload as it was signed, with digests.
    pub signed_payload: Payload,
    /// The disclosures, in the order in which they stand.
    pub disclosures: Vec<Disclosed>,
    /// Where digests have no disclosure: claims that are hidden, or decoys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undisclosed: Vec<Undisclosed>,
}

/// One disclosure of an SD-JWT.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Disclosed {
    /// Where the claim or element stands, as a JSON Pointer (RFC 6901) in which an index counts
    /// hidden elements too; nothing where it belongs nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The name of the claim; an element has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is disclosed; it may hold digests itself.
    pub value: Json,
    /// What keeps the digest from being guessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salt: Option<Json>,
    /// Under which the issuer signed it; nothing where it cannot be made here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// A place at which something is not disclosed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Undisclosed {
    /// The object or array, as a JSON Pointer (RFC 6901).
    pub path: String,
    /// Whether elements of an array are hidden, or else claims of an object.
    pub is_array: bool,
    /// How many digests there are; some may be decoys.
    pub digests: usize,
}

/// A stretch of the encoded text that belongs to one segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Which segment it is.
    pub segment: Segment,
    /// Its place in [`Report::text`], in bytes.
    pub range: Range<usize>,
    /// How many bytes it decodes to.
    pub decoded: usize,
}

/// The key that was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyUse {
    /// What kind of key it is: `RSA 2048`, `EC P-256`.
    pub description: String,
    /// Its id, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// Where it came from, as the person knows it: a file's name, `secret`.
    pub source: String,
}

/// What an inspection found, and what it adds up to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What the text is.
    pub kind: Kind,
    /// How it was written, for a JWS and a JWE.
    pub serialization: Option<Serialization>,
    /// What a JWT is for, where that is said or looks so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<Recognised>,
    /// What the checks add up to.
    pub verdict: Verdict,
    /// One sentence for a person.
    pub summary: String,
    /// The JOSE header: of the first signature, where there are several.
    pub header: Option<Json>,
    /// What was signed; of an encrypted token what was in it, unless that is a token itself.
    pub payload: Option<Payload>,
    /// What an SD-JWT discloses and what it hides.
    #[serde(flatten)]
    pub selective: Option<Box<Selective>>,
    /// The signatures of a JSON serialization.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<SignatureReport>,
    /// What an encrypted token is made of, whether it could be decrypted or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sealed>,
    /// What was judged.
    pub checks: Vec<Check>,
    /// Advice.
    pub findings: Vec<Finding>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diagnosis: Vec<Diagnosis>,
    /// What stands inside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inner: Option<Box<Report>>,
    /// The other credentials in the same text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<Report>,
    /// What was taken off before it could be read, outermost first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wrapping: Vec<String>,
    /// Every place that is not as the standard wants it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// The key that was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyUse>,
    /// The credential itself, out of its wrapping. Not printed: who asks for a report has it.
    #[serde(skip)]
    pub text: String,
    /// The segments of [`Report::text`].
    #[serde(skip)]
    pub pieces: Vec<Piece>,
}

impl Report {
    /// An empty report on a text.
    pub fn new(kind: Kind, text: impl Into<String>) -> Self {
        Self {
            kind,
            serialization: None,
            token_type: None,
            verdict: Verdict::Unverified,
            summary: String::new(),
            header: None,
            payload: None,
            selective: None,
            signatures: Vec::new(),
            sealed: None,
            checks: Vec::new(),
            findings: Vec::new(),
            diagnosis: Vec::new(),
            inner: None,
            more: Vec::new(),
            wrapping: Vec::new(),
            faults: Vec::new(),
            key: None,
            text: text.into(),
            pieces: Vec::new(),
        }
    }

    /// The check of that id.
    pub fn check(&self, id: CheckId) -> Option<&Check> {
        self.checks.iter().find(|c| c.id == id)
    }

    /// What became of the check of that id; one that was not made counts as skipped.
    pub fn status(&self, id: CheckId) -> Status {
        self.check(id).map_or(Status::Skipped, |c| c.status)
    }

    /// The worst verdict of this credential and the others in the same text.
    pub fn worst(&self) -> Verdict {
        self.more
            .iter()
            .fold(self.verdict, |worst, other| worst.worse(other.worst()))
    }

    /// The claims, where the payload is a JSON object.
    pub fn claims(&self) -> &[(String, Json)] {
        self.payload
            .as_ref()
            .and_then(Payload::claims)
            .unwrap_or_default()
    }
}
