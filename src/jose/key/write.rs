//! Keys written down: the public half as JWK, as DER and as PEM. What may be private passes only
//! through memory that is wiped.

use super::der::{self, Form};
use super::public::spki_der;
use super::{Key, Material};
use crate::jose::base64url;
use crate::report::Secret;
use ::der::asn1::ObjectIdentifier;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// How many characters a line of PEM has (RFC 7468 §2).
const PEM_LINE: usize = 64;

/// The tags of DER that keys are made of (X.690 §8).
pub(in crate::jose) mod tag {
    pub(in crate::jose) const INTEGER: u8 = 0x02;
    pub(in crate::jose) const BIT_STRING: u8 = 0x03;
    pub(in crate::jose) const OCTET_STRING: u8 = 0x04;
    pub(in crate::jose) const NULL: u8 = 0x05;
    pub(in crate::jose) const OID: u8 = 0x06;
    pub(in crate::jose) const SEQUENCE: u8 = 0x30;
    /// `[1]`, explicit: the public key of an `ECPrivateKey` (RFC 5915 §3).
    pub(in crate::jose) const EXPLICIT_1: u8 = 0xa1;
}

/// Tag, length and the parts of the value one after the other (X.690 §8.1).
pub(in crate::jose) fn tlv(tag: u8, parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let len: usize = parts.iter().map(|part| part.len()).sum();
    let digits = len.to_be_bytes();
    let zeros = digits.iter().take_while(|b| **b == 0).count();
    let digits = digits.get(zeros..).unwrap_or_default();
    // Room for all of it: a vector that grows leaves copies behind that are not wiped.
    let mut out = Zeroizing::new(Vec::with_capacity(len + digits.len() + 2));
    out.push(tag);
    match u8::try_from(len) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let count = u8::try_from(digits.len()).unwrap_or_default();
            out.push(0x80 | count);
            out.extend_from_slice(digits);
        }
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// A positive number (X.690 §8.3).
pub(in crate::jose) fn integer(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let zeros = bytes.iter().take_while(|b| **b == 0).count();
    let digits = bytes.get(zeros..).unwrap_or_default();
    match digits.first() {
        Some(first) if *first < 0x80 => tlv(tag::INTEGER, &[digits]),
        // The first bit is the sign.
        _ => tlv(tag::INTEGER, &[&[0], digits]),
    }
}

pub(in crate::jose) fn oid(oid: ObjectIdentifier) -> Zeroizing<Vec<u8>> {
    tlv(tag::OID, &[oid.as_bytes()])
}

/// The `AlgorithmIdentifier` of a key (RFC 3279 §2.3.1, RFC 5480 §2.1.1, RFC 8410 §3).
pub(in crate::jose) fn algorithm_identifier(material: &Material) -> Option<Zeroizing<Vec<u8>>> {
    Some(match material {
        Material::Rsa { .. } => tlv(tag::SEQUENCE, &[&oid(der::RSA), &tlv(tag::NULL, &[])]),
        Material::Ec { curve, .. } => {
            let (named, _) = der::CURVES.iter().find(|(_, known)| known == curve)?;
            tlv(tag::SEQUENCE, &[&oid(der::EC), &oid(*named)])
        }
        Material::Ed25519(_) => tlv(tag::SEQUENCE, &[&oid(der::ED25519)]),
        Material::X25519(_) => tlv(tag::SEQUENCE, &[&oid(der::X25519)]),
        Material::Oct(_) | Material::Other { .. } => return None,
    })
}

/// A point written out whole (SEC 1 §2.3.3).
pub(in crate::jose) fn uncompressed(x: &[u8], y: &[u8]) -> Vec<u8> {
    [&[super::point::UNCOMPRESSED], x, y].concat()
}

/// Bytes as base64, in lines as long as those of PEM (RFC 7468 §2), each with its end.
pub fn base64_lines(bytes: &[u8]) -> Secret {
    let mut body = Zeroizing::new(String::with_capacity(bytes.len().div_ceil(3) * 4));
    STANDARD.encode_string(bytes, &mut body);
    let lines = body.len().div_ceil(PEM_LINE);
    // Room for all of it: a vector that grows leaves copies behind that are not wiped.
    let mut out = Vec::with_capacity(body.len() + lines);
    for line in body.as_bytes().chunks(PEM_LINE) {
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    Secret::new(out)
}

/// PEM around DER (RFC 7468 §3), with a line end after it.
pub(in crate::jose) fn pem(label: &str, bytes: &[u8]) -> Secret {
    let body = base64_lines(bytes);
    let begin = format!("-----BEGIN {label}-----\n");
    let end = format!("-----END {label}-----\n");
    Secret::new([begin.as_bytes(), body.expose(), end.as_bytes()].concat())
}

/// A member of a JWK that is being written.
pub(in crate::jose) enum Member {
    /// Text, which is escaped.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
    /// Base64url of private bytes.
    Private(Zeroizing<String>),
}

/// Base64url that is wiped.
pub(in crate::jose) fn private_base64url(bytes: &[u8]) -> Member {
    Member::Private(Zeroizing::new(base64url::encode(bytes)))
}

/// A JWK as JSON text, one member a line.
pub(in crate::jose) fn jwk_text(members: &[(&str, Member)]) -> Secret {
    const INDENT: &str = "  ";
    let lines: Vec<Zeroizing<String>> = members
        .iter()
        .map(|(name, member)| {
            // Writing text as JSON cannot fail.
            let value = match member {
                Member::Text(text) => serde_json::to_string(text).map(Zeroizing::new),
                Member::Texts(texts) => serde_json::to_string(texts).map(Zeroizing::new),
                // Base64url has no character that is escaped.
                Member::Private(text) => Ok(Zeroizing::new(["\"", text.as_str(), "\""].concat())),
            };
            let value = value.unwrap_or_default();
            // In one piece: a string that grows leaves copies behind that are not wiped.
            Zeroizing::new([INDENT, "\"", name, "\": ", value.as_str()].concat())
        })
        .collect();
    let len: usize = lines.iter().map(|line| line.len() + 2).sum();
    let mut out = Vec::with_capacity(len + 4);
    out.extend_from_slice(b"{\n");
    for (i, line) in lines.iter().enumerate() {
        out.extend_from_slice(if i > 0 { b",\n" } else { b"" });
        out.extend_from_slice(line.as_bytes());
    }
    out.extend_from_slice(b"\n}");
    Secret::new(out)
}

impl Key {
    /// What the key says about itself and its public half, in the order in which people read it.
    /// Nothing for a key whose material is not kept.
    pub(in crate::jose) fn public_members(&self) -> Option<Vec<(&'static str, Member)>> {
        let text = |text: &str| Member::Text(text.to_owned());
        let bytes = |bytes: &[u8]| Member::Text(base64url::encode(bytes));
        let mut members = Vec::new();
        let kty = match &self.material {
            Material::Oct(_) => "oct",
            Material::Rsa { .. } => "RSA",
            Material::Ec { .. } => "EC",
            Material::Ed25519(_) | Material::X25519(_) => "OKP",
            Material::Other { .. } => return None,
        };
        members.push(("kty", text(kty)));
        let said = [
            ("kid", &self.kid),
            ("alg", &self.alg),
            ("use", &self.public_key_use),
        ];
        for (name, value) in said {
            members.extend(value.as_deref().map(|value| (name, text(value))));
        }
        if let Some(operations) = &self.key_ops {
            members.push(("key_ops", Member::Texts(operations.clone())));
        }
        match &self.material {
            Material::Rsa { n, e } => members.extend([("n", bytes(n)), ("e", bytes(e))]),
            Material::Ec { curve, x, y } => {
                members.extend([
                    ("crv", text(curve.name())),
                    ("x", bytes(x)),
                    ("y", bytes(y)),
                ]);
            }
            Material::Ed25519(x) => members.extend([("crv", text("Ed25519")), ("x", bytes(x))]),
            Material::X25519(x) => members.extend([("crv", text("X25519")), ("x", bytes(x))]),
            Material::Oct(_) | Material::Other { .. } => {}
        }
        Some(members)
    }

    /// The public JWK (RFC 7517 §4) as JSON text. Nothing for a shared secret, which has no public
    /// half, and for a key whose material is not kept.
    pub fn jwk(&self) -> Option<String> {
        self.jwk_with(&[])
    }

    /// The public JWK with its certificates as `x5c` (RFC 7517 §4.7).
    pub(in crate::jose) fn jwk_with(&self, certificates: &[Vec<u8>]) -> Option<String> {
        if matches!(self.material, Material::Oct(_)) {
            return None;
        }
        // What may be done with the private half is not said of the public one (RFC 7517 §4.3).
        let mut public = self.clone();
        public.key_ops = public
            .key_ops
            .map(|operations| public_operations(&operations));
        let mut members = public.public_members()?;
        members.extend(x5c(certificates));
        String::from_utf8(jwk_text(&members).expose().to_vec()).ok()
    }

    /// The public key as `SubjectPublicKeyInfo` in DER (RFC 5280 §4.1.2.7). Nothing where there is
    /// none.
    pub fn spki(&self) -> Option<Vec<u8>> {
        spki_der(&self.material)
    }

    /// The public key as PEM (RFC 7468 §13). Nothing where there is none.
    pub fn spki_pem(&self) -> Option<String> {
        let text = pem(Form::Spki.label(), &self.spki()?);
        String::from_utf8(text.expose().to_vec()).ok()
    }
}

/// Certificates in DER as a member of a JWK (RFC 7517 §4.7): base64, not base64url.
pub(in crate::jose) fn x5c(certificates: &[Vec<u8>]) -> Option<(&'static str, Member)> {
    let texts = certificates.iter().map(|der| STANDARD.encode(der));
    (!certificates.is_empty()).then(|| ("x5c", Member::Texts(texts.collect())))
}

/// What the public half may do where the private one may do this (RFC 7517 §4.3).
fn public_operations(operations: &[String]) -> Vec<String> {
    let mut public: Vec<String> = Vec::new();
    for operation in operations {
        let half = match operation.as_str() {
            "sign" => "verify",
            "decrypt" => "encrypt",
            "unwrapKey" => "wrapKey",
            // Both sides of an agreement derive with their private halves.
            "deriveKey" | "deriveBits" => continue,
            other => other,
        };
        if !public.iter().any(|known| known == half) {
            public.push(half.to_owned());
        }
    }
    public
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_short_and_long() {
        assert_eq!(*tlv(4, &[&[1], &[2]]), [4, 2, 1, 2]);
        let long = tlv(4, &[&[0; 300]]);
        assert_eq!(long.get(..4), Some(&[4, 0x82, 1, 44][..]));
        let middle = tlv(4, &[&[0; 200]]);
        assert_eq!(middle.get(..3), Some(&[4, 0x81, 200][..]));
    }

    #[test]
    fn numbers_are_positive_and_short() {
        assert_eq!(*integer(&[0, 0, 5]), [2, 1, 5]);
        assert_eq!(*integer(&[0x80]), [2, 2, 0, 0x80]);
        assert_eq!(*integer(&[]), [2, 1, 0]);
    }

    #[test]
    fn the_public_half_says_what_it_may_do() {
        let private = ["sign", "verify", "decrypt", "deriveKey"].map(str::to_owned);
        assert_eq!(public_operations(&private), ["verify", "encrypt"]);
    }
}
