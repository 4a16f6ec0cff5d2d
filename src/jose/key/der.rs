//! Keys in DER: SPKI, PKCS#1, PKCS#8, SEC 1 and X.509. What stands in the outermost sequence tells
//! them apart.

use super::{Key, Material, point, private};
use crate::jose::Curve;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::asn1::{Any, AnyRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode as _, Reader as _, Tag, TagNumber, Tagged as _};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use x509_cert::Certificate;
use zeroize::Zeroizing;

/// The first byte of every key: the tag of a sequence.
pub(in crate::jose) const SEQUENCE: u8 = 0x30;

/// What to do about a key that is locked.
pub(super) const ENCRYPTED: &str = "is encrypted with a passphrase; decrypt it first, for example with `openssl pkcs8 -in FILE -out NEW`";

/// What to do about a certificate request.
pub(super) const REQUEST: &str = "is a certificate request; give the certificate, or take the public key out with `openssl req -in FILE -pubkey -noout`";

/// More parts than this has none of the forms.
const MAX_PARTS: usize = 16;

pub(super) const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
pub(in crate::jose) const RSA_PSS: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
pub(super) const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
pub(super) const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
pub(super) const X25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.110");

/// Keys that are known and cannot be used here (RFC 8410 §3, RFC 9881 §2).
const OTHERS: [(ObjectIdentifier, &str); 5] = [
    (ObjectIdentifier::new_unwrap("1.3.101.111"), "OKP X448"),
    (ObjectIdentifier::new_unwrap("1.3.101.113"), "OKP Ed448"),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17"),
        "AKP ML-DSA-44",
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18"),
        "AKP ML-DSA-65",
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19"),
        "AKP ML-DSA-87",
    ),
];

/// RFC 5480 §2.1.1.1, SEC 2 §2.4.1.
pub(super) const CURVES: [(ObjectIdentifier, Curve); 4] = [
    (
        ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"),
        Curve::P256,
    ),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), Curve::P384),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), Curve::P521),
    (
        ObjectIdentifier::new_unwrap("1.3.132.0.10"),
        Curve::Secp256k1,
    ),
];

/// How a key is written in DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::jose) enum Form {
    /// `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7).
    Spki,
    /// `RSAPublicKey` (RFC 8017 §A.1.1).
    Pkcs1Public,
    /// `RSAPrivateKey` (RFC 8017 §A.1.2).
    Pkcs1Private,
    /// `OneAsymmetricKey` (RFC 5958 §2).
    Pkcs8,
    /// `ECPrivateKey` (RFC 5915 §3).
    Sec1,
    /// `Certificate` (RFC 5280 §4.1).
    Certificate,
}

impl Form {
    /// What PEM writes over it (RFC 7468 §4).
    pub(in crate::jose) fn label(self) -> &'static str {
        match self {
            Self::Spki => "PUBLIC KEY",
            Self::Pkcs1Public => "RSA PUBLIC KEY",
            Self::Pkcs1Private => "RSA PRIVATE KEY",
            Self::Pkcs8 => "PRIVATE KEY",
            Self::Sec1 => "EC PRIVATE KEY",
            Self::Certificate => "CERTIFICATE",
        }
    }
}

/// Reads one key, whatever its form.
///
/// # Errors
/// What is wrong with it, to be put behind its name.
pub(in crate::jose) fn read(bytes: &[u8]) -> Result<(Form, Key), String> {
    let parts = parts(bytes).ok_or("is damaged or cut short")?;
    let tags: Vec<Tag> = parts.iter().map(|part| part.tag()).collect();
    let (form, material) = match (tags.as_slice(), parts.as_slice()) {
        ([Tag::Sequence, Tag::BitString], _) => (Form::Spki, spki(bytes)?),
        ([Tag::Sequence, Tag::Sequence, Tag::BitString], _) => {
            (Form::Certificate, certificate(bytes)?)
        }
        ([Tag::Integer, Tag::Integer], [n, e]) => (Form::Pkcs1Public, rsa(*n, *e)?),
        ([Tag::Integer, Tag::Integer, Tag::Integer, ..], [_, n, e, ..]) => {
            (Form::Pkcs1Private, rsa(*n, *e)?)
        }
        ([Tag::Integer, Tag::Sequence, Tag::OctetString, ..], [_, algorithm, key, ..]) => {
            (Form::Pkcs8, pkcs8(*algorithm, *key)?)
        }
        ([Tag::Integer, Tag::OctetString, ..], [_, _, rest @ ..]) => {
            (Form::Sec1, sec1(bytes, rest)?)
        }
        ([Tag::Sequence, Tag::OctetString], _) => return Err(ENCRYPTED.to_owned()),
        ([Tag::Integer, Tag::Sequence] | [Tag::Integer, Tag::Sequence, Tag::Sequence], _) => {
            return Err("is a PKCS#12 store; take the certificate out with `openssl pkcs12 -in FILE -nokeys`".to_owned());
        }
        _ => return Err("has the form of no key".to_owned()),
    };
    let mut key = Key::new(material);
    key.is_private = matches!(form, Form::Pkcs1Private | Form::Pkcs8 | Form::Sec1);
    key.private = private::of_der(form, bytes, &key.material);
    Ok((form, key))
}

/// The DER that stands in base64 without the lines that make it PEM, as identity providers show
/// it. A sequence starts with `M`.
pub(in crate::jose) fn from_base64(body: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if !body.starts_with(b"M") {
        return None;
    }
    let mut text = Zeroizing::new(Vec::with_capacity(body.len()));
    text.extend(body.iter().filter(|b| !b.is_ascii_whitespace()));
    STANDARD.decode(&*text).ok().map(Zeroizing::new)
}

/// The point in a `SubjectPublicKeyInfo`.
pub(super) fn point_of_spki(bytes: &[u8]) -> Option<&[u8]> {
    let info = SubjectPublicKeyInfoRef::from_der(bytes).ok()?;
    info.subject_public_key.as_bytes()
}

/// What stands in the outermost sequence.
pub(in crate::jose) fn parts(bytes: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let outermost = AnyRef::from_der(bytes).ok()?;
    let parts = outermost.sequence(|reader| {
        let mut parts = Vec::new();
        while !reader.is_finished() && parts.len() < MAX_PARTS {
            parts.push(AnyRef::decode(reader)?);
        }
        Ok::<_, der::Error>(parts)
    });
    parts.ok()
}

fn spki(bytes: &[u8]) -> Result<Material, String> {
    let info = SubjectPublicKeyInfoRef::from_der(bytes)
        .map_err(|_| "is not a well-formed SubjectPublicKeyInfo (RFC 5280 §4.1.2.7)")?;
    let AlgorithmIdentifierRef { oid, parameters } = info.algorithm;
    let key = info.subject_public_key.as_bytes();
    public(oid, parameters, key)
}

fn certificate(bytes: &[u8]) -> Result<Material, String> {
    let Ok(certificate) = Certificate::from_der(bytes) else {
        return Err(if is_request(bytes) {
            REQUEST.to_owned()
        } else {
            "is not a well-formed certificate (RFC 5280 §4.1)".to_owned()
        });
    };
    let info = certificate.tbs_certificate().subject_public_key_info();
    let parameters = info.algorithm.parameters.as_ref().map(Any::to_ref);
    let key = info.subject_public_key.as_bytes();
    public(info.algorithm.oid, parameters, key)
}

/// Whether this is a `CertificationRequest` (RFC 2986 §4.2), which looks like a certificate.
fn is_request(bytes: &[u8]) -> bool {
    let info = parts(bytes).and_then(|outer| outer.first().copied());
    let tags = info.and_then(|info| {
        info.sequence(|reader| {
            let mut tags = Vec::new();
            while !reader.is_finished() && tags.len() < MAX_PARTS {
                tags.push(AnyRef::decode(reader)?.tag());
            }
            Ok::<_, der::Error>(tags)
        })
        .ok()
    });
    let attributes = TagNumber(0).context_specific(true);
    matches!(
        tags.as_deref(),
        Some([Tag::Integer, Tag::Sequence, Tag::Sequence, last]) if *last == attributes
    )
}

fn public(
    oid: ObjectIdentifier,
    parameters: Option<AnyRef<'_>>,
    key: Option<&[u8]>,
) -> Result<Material, String> {
    let key = key.ok_or("holds a key that does not end with a whole byte")?;
    match oid {
        RSA | RSA_PSS => match parts(key).as_deref() {
            Some([n, e]) => rsa(*n, *e),
            _ => Err("holds no well-formed RSA key (RFC 8017 §A.1.1)".to_owned()),
        },
        EC => point::from_sec1(curve(parameters)?, key),
        ED25519 if key.len() == ED25519_LEN => Ok(Material::Ed25519(key.to_vec())),
        ED25519 => Err(format!("its Ed25519 key has {} bytes, not 32", key.len())),
        X25519 if key.len() == ED25519_LEN => Ok(Material::X25519(key.to_vec())),
        X25519 => Err(format!("its X25519 key has {} bytes, not 32", key.len())),
        _ => other(oid),
    }
}

/// The length in bytes of an Ed25519 public key (RFC 8032 §5.1.5), and of one on X25519.
pub(in crate::jose) const ED25519_LEN: usize = 32;

fn pkcs8(algorithm: AnyRef<'_>, key: AnyRef<'_>) -> Result<Material, String> {
    let damaged = || "is not a well-formed PKCS#8 key (RFC 5958 §2)".to_owned();
    let AlgorithmIdentifierRef { oid, parameters } =
        algorithm.decode_as().map_err(|_| damaged())?;
    let key = key.value();
    match oid {
        RSA | RSA_PSS => match parts(key).as_deref() {
            Some([_, n, e, ..]) => rsa(*n, *e),
            _ => Err("holds no well-formed RSA key (RFC 8017 §A.1.2)".to_owned()),
        },
        EC => point::of_private_key(curve(parameters)?, key),
        ED25519 => {
            // The seed stands in an octet string of its own (RFC 8410 §7).
            let seed = <&OctetStringRef>::from_der(key).map_err(|_| damaged())?;
            let pair = Ed25519KeyPair::from_seed_unchecked(seed.as_bytes());
            let pair = pair.map_err(|_| "is not a usable Ed25519 private key")?;
            Ok(Material::Ed25519(pair.public_key().as_ref().to_vec()))
        }
        X25519 => {
            let number = <&OctetStringRef>::from_der(key).map_err(|_| damaged())?;
            point::x25519_of_private(number.as_bytes())
                .map(Material::X25519)
                .ok_or_else(|| "is not a usable X25519 private key".to_owned())
        }
        _ => other(oid),
    }
}

/// `rest` is what follows the private number: the curve and the public key, both optional.
fn sec1(bytes: &[u8], rest: &[AnyRef<'_>]) -> Result<Material, String> {
    let parameters = TagNumber(0).context_specific(true);
    let parameters = rest
        .iter()
        .find(|part| part.tag() == parameters)
        .ok_or("does not say on which curve it is; turn it into PKCS#8")?;
    let named = AnyRef::from_der(parameters.value()).ok();
    point::of_private_key(curve(named)?, bytes)
}

fn rsa(n: AnyRef<'_>, e: AnyRef<'_>) -> Result<Material, String> {
    match (n.decode_as::<UintRef<'_>>(), e.decode_as::<UintRef<'_>>()) {
        (Ok(n), Ok(e)) => Ok(Material::Rsa {
            n: n.as_bytes().to_vec(),
            e: e.as_bytes().to_vec(),
        }),
        _ => Err("holds an RSA key whose modulus or exponent is not a positive number".to_owned()),
    }
}

pub(in crate::jose) fn curve(parameters: Option<AnyRef<'_>>) -> Result<Curve, String> {
    let oid = parameters.and_then(|p| p.decode_as::<ObjectIdentifier>().ok());
    let oid = oid.ok_or("does not name its curve; a key with its curve's parameters written out is not read (RFC 5480 §2.1.1)")?;
    CURVES
        .iter()
        .find(|(known, _)| *known == oid)
        .map(|(_, curve)| *curve)
        .ok_or_else(|| format!("is on the curve {oid}, on which no token is signed"))
}

fn other(oid: ObjectIdentifier) -> Result<Material, String> {
    OTHERS
        .iter()
        .find(|(known, _)| *known == oid)
        .map(|(_, description)| Material::Other {
            description: (*description).to_owned(),
        })
        .ok_or_else(|| format!("is a key for the algorithm {oid}, which signs no token"))
}
