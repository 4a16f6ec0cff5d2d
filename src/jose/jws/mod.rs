//! JSON Web Signature (RFC 7515) in its three serializations, with an encoded or an unencoded
//! payload (RFC 7797), attached or detached (RFC 7515 appendix F).

mod compact;
mod payload;
mod rewrite;
mod serialized;

pub use compact::read_compact;
pub use rewrite::{NewSignature, rewrite};
pub(in crate::jose) use serialized::in_order;
pub use serialized::read_json;

use crate::jose::base64url;
use crate::jose::json::{self, JsonFault};
use crate::report::{Fault, Json, Payload, Segment, Serialization, Unit};
use std::ops::Range;

/// Signatures beyond this are not read: each costs a verification, and no one signs so often.
pub const MAX_SIGNATURES: usize = 64;

/// Header names that JWS, JWE and JWA define: they are no extensions and must not stand in `crit`
/// (RFC 7515 §4.1.11).
pub const REGISTERED_HEADERS: [&str; 20] = [
    "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "enc",
    "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c",
];

/// `typ` or `cty` as it is compared: without its case and without a leading `application/` (RFC 7515
/// §4.1.9, §4.1.10).
pub fn media_type(typ: &str) -> String {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ).to_owned()
}

/// A JWS as far as it could be read, and every fault in it.
#[derive(Clone, Debug)]
pub struct Jws {
    /// How it was written.
    pub serialization: Serialization,
    /// The payload as it stands in the token: encoded, or not where `b64` is false.
    pub payload_text: String,
    /// The payload itself.
    pub payload_bytes: Vec<u8>,
    /// The payload as what it says.
    pub payload: Payload,
    /// Its signatures; at least one, though perhaps without a header or a value.
    pub signatures: Vec<Signature>,
    /// Every place that is not as the standard wants it.
    pub faults: Vec<Fault>,
    /// The segments of the text from which it was read.
    pub pieces: Vec<(Segment, Range<usize>, usize)>,
}

/// One signature of a JWS.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The protected header as it was signed; empty where there is none.
    pub protected_text: String,
    /// The protected header.
    pub protected: Option<Json>,
    /// The unprotected header of a JSON serialization.
    pub unprotected: Option<Json>,
    /// The signature value.
    pub bytes: Vec<u8>,
}

impl Jws {
    /// A payload under a header, as claims in an encrypted token stand, without a signature.
    pub fn of_payload(header: Json, payload: Payload) -> Self {
        Self {
            serialization: Serialization::Flattened,
            payload_text: String::new(),
            payload_bytes: Vec::new(),
            payload,
            signatures: vec![Signature {
                protected_text: String::new(),
                protected: Some(header),
                unprotected: None,
                bytes: Vec::new(),
            }],
            faults: Vec::new(),
            pieces: Vec::new(),
        }
    }
}

impl Signature {
    /// The JOSE header: the protected and the unprotected members together (RFC 7515 §4).
    pub fn header(&self) -> Json {
        let both = [&self.protected, &self.unprotected];
        if let [Some(only), None] | [None, Some(only)] = both {
            return only.clone();
        }
        let members = both.into_iter().flatten().filter_map(Json::members);
        Json::Object(members.flatten().cloned().collect())
    }

    /// Whether the payload is encoded (RFC 7797 §3). Only the protected header is asked.
    pub fn is_payload_encoded(&self) -> bool {
        let b64 = self.protected.as_ref().and_then(|h| h.get("b64"));
        b64 != Some(&Json::Bool(false))
    }

    /// What was signed: the protected header, a dot and the payload (RFC 7515 §5.1).
    ///
    /// The text is taken as it was pasted. A payload given apart is encoded here, unless `b64` says
    /// otherwise.
    pub fn signing_input(&self, jws: &Jws, detached: Option<&[u8]>) -> Vec<u8> {
        let mut input = self.protected_text.clone().into_bytes();
        input.push(b'.');
        match detached {
            None => input.extend_from_slice(jws.payload_text.as_bytes()),
            Some(bytes) if self.is_payload_encoded() => {
                input.extend_from_slice(base64url::encode(bytes).as_bytes());
            }
            Some(bytes) => input.extend_from_slice(bytes),
        }
        input
    }
}

/// Reads a payload that was given apart as what it says (RFC 7515 appendix F).
pub fn attach(jws: &mut Jws, detached: &[u8]) {
    jws.payload = payload::read(detached, false, &mut jws.faults);
    jws.payload_bytes = detached.to_vec();
}

/// Reads the content of an encrypted token as what it says, and notes the faults of what is meant
/// to be claims.
pub fn read_payload(bytes: &[u8], faults: &mut Vec<Fault>) -> Payload {
    payload::read(bytes, false, faults)
}

/// The place that faults of one part belong to.
#[derive(Clone, Copy)]
pub(in crate::jose) struct Part {
    segment: Segment,
    /// Which signature, where there may be several.
    signature: Option<usize>,
}

impl Part {
    pub(in crate::jose) fn fault(
        self,
        unit: Unit,
        offset: usize,
        detail: impl Into<String>,
    ) -> Fault {
        Fault {
            segment: self.segment,
            signature: self.signature,
            offset,
            unit,
            detail: detail.into(),
        }
    }

    /// Decodes a base64url text of this part and notes its faults.
    pub(in crate::jose) fn decode(self, text: &str, faults: &mut Vec<Fault>) -> Vec<u8> {
        let (bytes, found) = base64url::decode(text);
        let found = found.into_iter();
        faults.extend(found.map(|f| self.fault(Unit::Encoded, f.offset, f.to_string())));
        bytes
    }

    /// Notes the faults of a JSON text of this part.
    fn note_json(self, found: &[JsonFault], faults: &mut Vec<Fault>) {
        let found = found.iter();
        faults.extend(found.map(|f| self.fault(Unit::Decoded, f.offset, f.to_string())));
    }

    /// Reads a protected header of this part. Nothing where there is no JSON at all.
    pub(in crate::jose) fn read_header(
        self,
        text: &str,
        faults: &mut Vec<Fault>,
    ) -> (Option<Json>, usize) {
        let bytes = self.decode(text, faults);
        if bytes.is_empty() {
            faults.push(self.fault(Unit::Encoded, 0, "is empty"));
            return (None, 0);
        }
        let (header, found) = json::parse(&bytes);
        self.note_json(&found, faults);
        if header.members().is_none() && found.is_empty() {
            let detail = format!("is {}, not an object", header.type_name());
            faults.push(self.fault(Unit::Decoded, 0, detail));
        }
        // A text in which not one value could be read is no header.
        let nothing = header == Json::Null && !found.is_empty();
        ((!nothing).then_some(header), bytes.len())
    }
}
