//! Platform-Agnostic Security Tokens (PASETO), versions 1 to 4: `v4.public.<message>[.<footer>]`.
//! Signed ones are read whole and can be verified; of encrypted ones only the footer can be read.

use super::key::{Key, Material};
use super::{Algorithm, Verification, base64url, json, verify};
use crate::report::{Fault, Json, Payload, Segment, Unit};
use std::ops::Range;

/// What a PASETO is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Encrypted with a shared key.
    Local,
    /// Signed with a private key.
    Public,
}

/// A PASETO as far as it could be read, and every fault in it.
#[derive(Clone, Debug)]
pub struct Paseto {
    /// 1 to 4.
    pub version: u8,
    /// What it is for.
    pub purpose: Purpose,
    /// What was signed; nothing where it is encrypted.
    pub message: Option<Payload>,
    /// Its bytes, or all that is encrypted.
    pub message_bytes: Vec<u8>,
    /// The signature; empty where it is encrypted.
    pub signature: Vec<u8>,
    /// The footer, which is signed too and never encrypted.
    pub footer: Option<Payload>,
    /// Its bytes; empty where there is none.
    pub footer_bytes: Vec<u8>,
    /// Every place that is not as the specification wants it.
    pub faults: Vec<Fault>,
    /// The segments of the text from which it was read.
    pub pieces: Vec<(Segment, Range<usize>, usize)>,
}

fn fault(segment: Segment, unit: Unit, offset: usize, detail: impl Into<String>) -> Fault {
    Fault {
        segment,
        signature: None,
        offset,
        unit,
        detail: detail.into(),
    }
}

/// Reads a PASETO as far as it goes. A text that is none becomes one of version 0, with a fault.
pub fn read(text: &str) -> Paseto {
    let mut segments = text.splitn(4, '.');
    let version = match segments.next() {
        Some("v1") => 1,
        Some("v2") => 2,
        Some("v3") => 3,
        Some("v4") => 4,
        _ => 0,
    };
    let purpose = segments.next().unwrap_or_default();
    let body = segments.next().unwrap_or_default();
    let footer_text = segments.next();
    let mut paseto = Paseto {
        version,
        purpose: match purpose {
            "public" => Purpose::Public,
            _ => Purpose::Local,
        },
        message: None,
        message_bytes: Vec::new(),
        signature: Vec::new(),
        footer: None,
        footer_bytes: Vec::new(),
        faults: Vec::new(),
        pieces: Vec::new(),
    };
    if version == 0 || !matches!(purpose, "public" | "local") {
        let detail = "begins with no version and purpose of a PASETO";
        let fault = fault(Segment::Token, Unit::Encoded, 0, detail);
        paseto.faults.push(fault);
    }
    let opening =
        (text.len() - body.len() - footer_text.map_or(0, |f| f.len() + 1)).min(text.len());
    paseto.pieces.push((Segment::Header, 0..opening, opening));
    paseto.body(body, opening);
    if let Some(footer) = footer_text {
        paseto.footer(footer, opening + body.len() + 1);
    }
    paseto
}

impl Paseto {
    fn decode(&mut self, segment: Segment, text: &str) -> Vec<u8> {
        let (bytes, found) = base64url::decode(text);
        let found = found.into_iter();
        self.faults
            .extend(found.map(|f| fault(segment, Unit::Encoded, f.offset, f.to_string())));
        bytes
    }

    fn body(&mut self, text: &str, start: usize) {
        let mut bytes = self.decode(Segment::Payload, text);
        let end = start + text.len();
        if self.purpose == Purpose::Local {
            self.pieces
                .push((Segment::Payload, start..end, bytes.len()));
            self.message_bytes = bytes;
            return;
        }
        let wanted = self.signature_len();
        if bytes.len() < wanted {
            let detail = format!(
                "holds {} bytes, the signature alone has {wanted}",
                bytes.len()
            );
            let fault = fault(Segment::Signature, Unit::Decoded, 0, detail);
            self.faults.push(fault);
        }
        let len = bytes.len().saturating_sub(wanted);
        self.signature = bytes.split_off(len);
        // Message and signature are encoded as one: the character between them holds bits of both.
        let border = (start + len * 4 / 3).min(end);
        self.pieces.push((Segment::Payload, start..border, len));
        self.pieces
            .push((Segment::Signature, border..end, self.signature.len()));
        let (value, found) = json::parse(&bytes);
        let found = found.iter();
        self.faults
            .extend(found.map(|f| fault(Segment::Payload, Unit::Decoded, f.offset, f.to_string())));
        if value.members().is_none() && !bytes.is_empty() {
            let detail = format!("is {}, a PASETO carries a JSON object", value.type_name());
            let fault = fault(Segment::Payload, Unit::Decoded, 0, detail);
            self.faults.push(fault);
        }
        self.message = Some(Payload::Json(value));
        self.message_bytes = bytes;
    }

    fn footer(&mut self, text: &str, start: usize) {
        let bytes = self.decode(Segment::Token, text);
        let end = start + text.len();
        self.pieces.push((Segment::Header, start..end, bytes.len()));
        let (value, found) = json::parse(&bytes);
        // A footer may be JSON, and may be anything else.
        self.footer = Some(match std::str::from_utf8(&bytes) {
            _ if found.is_empty() => Payload::Json(value),
            Ok(text) => Payload::Text(text.to_owned()),
            Err(_) => Payload::Bytes(bytes.clone()),
        });
        self.footer_bytes = bytes;
    }

    fn signature_len(&self) -> usize {
        match self.version {
            1 => 256,
            3 => 96,
            _ => 64,
        }
    }

    /// How it is signed; nothing where it is encrypted, or of no version.
    pub fn algorithm(&self) -> Option<Algorithm> {
        if self.purpose == Purpose::Local {
            return None;
        }
        match self.version {
            1 => Some(Algorithm::PS384),
            2 | 4 => Some(Algorithm::Ed25519),
            3 => Some(Algorithm::ES384),
            _ => None,
        }
    }

    /// The members by which it is shown: version, purpose and footer.
    pub fn header(&self) -> Json {
        let text = |text: &str| Json::String(text.to_owned());
        let purpose = match self.purpose {
            Purpose::Local => "local",
            Purpose::Public => "public",
        };
        let mut members = vec![
            (
                "version".to_owned(),
                Json::String(format!("v{}", self.version)),
            ),
            ("purpose".to_owned(), text(purpose)),
        ];
        if let Some(footer) = &self.footer {
            let footer = match footer {
                Payload::Json(json) => json.clone(),
                Payload::Text(footer) => text(footer),
                Payload::Bytes(bytes) => Json::String(base64url::encode(bytes)),
            };
            members.push(("footer".to_owned(), footer));
        }
        Json::Object(members)
    }

    /// Does its signature verify with this key? `implicit` is what was signed along without
    /// standing in the token (versions 3 and 4); mostly nothing.
    pub fn verify(&self, key: &Key, implicit: &[u8]) -> Verification {
        let Some(algorithm) = self.algorithm() else {
            return Verification::NotSupported("it is encrypted, not signed".to_owned());
        };
        let opening = format!("v{}.public.", self.version);
        let mut pieces = vec![
            opening.as_bytes(),
            self.message_bytes.as_slice(),
            self.footer_bytes.as_slice(),
        ];
        let compressed = compressed(key);
        match self.version {
            3 => {
                let Some(point) = &compressed else {
                    return Verification::NotSupported(format!(
                        "the key is not one for {algorithm}"
                    ));
                };
                pieces.insert(0, point);
                pieces.push(implicit);
            }
            4 => pieces.push(implicit),
            _ => {}
        }
        verify(
            algorithm,
            key,
            &pre_authentication(&pieces),
            &self.signature,
        )
    }
}

/// The public point as version 3 signs it: its x, and one bit of its y (SEC 1 §2.3.3).
fn compressed(key: &Key) -> Option<Vec<u8>> {
    let Material::Ec { x, y, .. } = &key.material else {
        return None;
    };
    let sign = 2 + (y.last()? & 1);
    Some([&[sign], x.as_slice()].concat())
}

/// Pre-authentication encoding: how many pieces there are, and each with its length before it.
fn pre_authentication(pieces: &[&[u8]]) -> Vec<u8> {
    let number = |n: usize| {
        let n = u64::try_from(n).unwrap_or(u64::MAX);
        // The highest bit is kept clear for languages without unsigned numbers.
        (n & (u64::MAX >> 1)).to_le_bytes()
    };
    let mut encoded = number(pieces.len()).to_vec();
    for piece in pieces {
        encoded.extend_from_slice(&number(piece.len()));
        encoded.extend_from_slice(piece);
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the specification, "Common", PAE definition.
    #[test]
    fn pieces_are_encoded_with_their_lengths() {
        assert_eq!(pre_authentication(&[]), [0; 8]);
        assert_eq!(
            pre_authentication(&[b""]),
            [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        );
        let test = pre_authentication(&[b"test"]);
        assert_eq!(test, b"\x01\0\0\0\0\0\0\0\x04\0\0\0\0\0\0\0test");
    }

    #[test]
    fn what_is_broken_is_named_and_shown() {
        for text in [
            "",
            "v4",
            "v4.public",
            "v4.public.",
            "v4.public.AAAA",
            "v9.public.AAAA",
            "v4.secret.AAAA",
            "v4.public.....",
            "v3.public.e30",
        ] {
            assert!(!read(text).faults.is_empty(), "{text}");
        }
        let local = read("v4.local.AAAA.Zm9v");
        assert!(local.faults.is_empty());
        assert_eq!(local.footer, Some(Payload::Text("foo".into())));
        assert_eq!(local.message, None);
    }
}
