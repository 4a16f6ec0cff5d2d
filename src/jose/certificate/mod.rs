//! X.509 certificates (RFC 5280): what they say, and whether a chain of them ends in something
//! that the person trusts.

mod chain;
mod name;
mod signature;

pub use chain::{Anchor, ChainError, MAX_CHAIN, Trusted, read_thumbprint, verify_chain};

use super::base64url;
use super::key::Key;
use super::key::der;
use super::thumbprint::{sha1, sha256};
use ::der::asn1::{AnyRef, ObjectIdentifier};
use ::der::{Decode as _, Reader as _};
use x509_cert::Certificate as X509;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAltName};

/// A certificate, read.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// Whose key it is, as RFC 4514 writes it: `CN=id.example,O=Example`.
    pub subject: String,
    /// Who says so.
    pub issuer: String,
    /// The names that the subject has besides: `DNS id.example`, `IP 192.0.2.1`.
    pub alternative_names: Vec<String>,
    /// The number that the issuer gave it, in hexadecimal: `01:A3`.
    pub serial: String,
    /// From when on it holds, in seconds since 1970-01-01T00:00:00Z.
    pub not_before: i64,
    /// Until when it holds, that second included.
    pub not_after: i64,
    /// The key that is certified, or why it cannot be read.
    pub key: Result<Key, String>,
    /// What it is signed with: `ECDSA with SHA-256`, or the identifier of what is not known.
    pub signature_algorithm: String,
    /// Whether the key that it certifies has signed it.
    pub is_self_signed: bool,
    /// Whether the subject may certify others; nothing where it is not said (RFC 5280 §4.2.1.9).
    pub is_authority: Option<bool>,
    /// How many authorities may stand below this one, where it is limited.
    pub path_length: Option<u8>,
    /// What the key may be used for (RFC 5280 §4.2.1.3); nothing where it is not said.
    pub key_usage: Option<Vec<&'static str>>,
    /// What for besides (RFC 5280 §4.2.1.12).
    pub extended_key_usage: Vec<String>,
    /// The SHA-1 of it, by which it is named.
    pub sha1: [u8; 20],
    /// The SHA-256 of it, by which it is named.
    pub sha256: [u8; 32],
    /// One sentence for each part that could not be read.
    pub faults: Vec<String>,
    /// What the chain asks of it.
    parsed: Parsed,
}

/// What the verification of a chain needs.
#[derive(Clone, Debug)]
struct Parsed {
    x509: X509,
    /// What is signed, as it stands in the DER.
    signed: Vec<u8>,
    der: Vec<u8>,
    /// The critical extensions that are not understood here.
    not_understood: Vec<ObjectIdentifier>,
    /// Whether it limits the names of those that it certifies.
    constrains_names: bool,
}

/// Many authorities leave it uncritical, so that old readers take their certificates all the same.
const NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");

/// The extensions that are read here, or that say nothing on whether the chain holds (RFC 5280
/// §4.2.1.3, .4, .6, .9, .12). Constraints on names and policies are not among them: a certificate
/// that has them as critical is refused.
const UNDERSTOOD: [ObjectIdentifier; 5] = [
    ObjectIdentifier::new_unwrap("2.5.29.15"),
    ObjectIdentifier::new_unwrap("2.5.29.32"),
    ObjectIdentifier::new_unwrap("2.5.29.17"),
    ObjectIdentifier::new_unwrap("2.5.29.19"),
    ObjectIdentifier::new_unwrap("2.5.29.37"),
];

/// Purposes that are commonly named (RFC 5280 §4.2.1.12).
const PURPOSES: [(ObjectIdentifier, &str); 7] = [
    (ObjectIdentifier::new_unwrap("2.5.29.37.0"), "any"),
    (
        ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1"),
        "server authentication",
    ),
    (
        ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2"),
        "client authentication",
    ),
    (
        ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.3"),
        "code signing",
    ),
    (
        ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4"),
        "e-mail protection",
    ),
    (
        ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8"),
        "time stamping",
    ),
    (
        ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9"),
        "OCSP signing",
    ),
];

impl Certificate {
    /// Reads a certificate in DER.
    ///
    /// # Errors
    /// A sentence, to be put behind its name, where it is none. Extensions that cannot be read
    /// are named in [`Certificate::faults`].
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut certificate = Self::parse(bytes)?;
        certificate.is_self_signed =
            certificate.is_self_issued() && certificate.is_signed_by(&certificate).is_ok();
        Ok(certificate)
    }

    /// The same without its own signature being verified, which a chain asks of no root.
    fn parse(bytes: &[u8]) -> Result<Self, String> {
        let damaged = || "is not a well-formed certificate (RFC 5280 §4.1)".to_owned();
        let x509 = X509::from_der(bytes).map_err(|_| damaged())?;
        let signed = signed_part(bytes).ok_or_else(damaged)?.to_vec();
        let tbs = x509.tbs_certificate();
        let mut faults = Vec::new();
        let mut fault = |name: &str| faults.push(format!("its {name} cannot be read"));

        let alternative_names = match tbs.get_extension::<SubjectAltName>() {
            Ok(found) => found.map(|(_, names)| names.0).unwrap_or_default(),
            Err(_) => {
                fault("alternative names (RFC 5280 §4.2.1.6)");
                Vec::new()
            }
        };
        let constraints = tbs.get_extension::<BasicConstraints>().unwrap_or_else(|_| {
            fault("basic constraints (RFC 5280 §4.2.1.9)");
            None
        });
        let constraints = constraints.map(|(_, constraints)| constraints);
        let usage = tbs.get_extension::<KeyUsage>().unwrap_or_else(|_| {
            fault("key usage (RFC 5280 §4.2.1.3)");
            None
        });
        let purposes = match tbs.get_extension::<ExtendedKeyUsage>() {
            Ok(found) => found.map(|(_, purposes)| purposes.0).unwrap_or_default(),
            Err(_) => {
                fault("extended key usage (RFC 5280 §4.2.1.12)");
                Vec::new()
            }
        };
        let extensions = tbs.extensions().map(Vec::as_slice).unwrap_or_default();
        let not_understood = extensions
            .iter()
            .filter(|extension| extension.critical && !UNDERSTOOD.contains(&extension.extn_id))
            .map(|extension| extension.extn_id)
            .collect();

        let constrains_names = extensions
            .iter()
            .any(|extension| extension.extn_id == NAME_CONSTRAINTS);

        let key = der::read(bytes).map(|(_, key)| key);
        let seconds = |time: &x509_cert::time::Time| {
            i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
        };
        Ok(Self {
            subject: name::of(tbs.subject()),
            issuer: name::of(tbs.issuer()),
            alternative_names: alternative_names.iter().map(alternative_name).collect(),
            serial: tbs.serial_number().to_string(),
            not_before: seconds(&tbs.validity().not_before),
            not_after: seconds(&tbs.validity().not_after),
            key,
            signature_algorithm: signature::name(x509.signature_algorithm()),
            is_self_signed: false,
            is_authority: constraints.as_ref().map(|constraints| constraints.ca),
            path_length: constraints.and_then(|constraints| constraints.path_len_constraint),
            key_usage: usage.map(|(_, usage)| usages(&usage)),
            extended_key_usage: purposes.iter().map(purpose).collect(),
            sha1: sha1(bytes),
            sha256: sha256(bytes),
            faults,
            parsed: Parsed {
                x509,
                signed,
                der: bytes.to_vec(),
                not_understood,
                constrains_names,
            },
        })
    }

    /// Whether subject and issuer are the same name.
    pub fn is_self_issued(&self) -> bool {
        let tbs = self.parsed.x509.tbs_certificate();
        tbs.subject() == tbs.issuer()
    }

    /// Its bytes.
    pub fn der(&self) -> &[u8] {
        &self.parsed.der
    }

    /// Its name in `x5t` (RFC 7515 §4.1.7).
    pub fn x5t(&self) -> String {
        base64url::encode(&self.sha1)
    }

    /// Its name in `x5t#S256` (RFC 7515 §4.1.8).
    pub fn x5t_s256(&self) -> String {
        base64url::encode(&self.sha256)
    }

    /// Whether another names itself as the issuer does.
    fn names_as_issuer(&self, other: &Self) -> bool {
        let issuer = self.parsed.x509.tbs_certificate().issuer();
        issuer == other.parsed.x509.tbs_certificate().subject()
    }

    /// Whether the key of another has signed it.
    fn is_signed_by(&self, issuer: &Self) -> Result<(), signature::Refused> {
        let key = issuer.key.as_ref().map_err(|_| signature::Refused::Key)?;
        signature::verify(&self.parsed.x509, &self.parsed.signed, &key.material)
    }
}

/// What is signed: the first part of the outermost sequence, header and all.
fn signed_part(bytes: &[u8]) -> Option<&[u8]> {
    let whole = AnyRef::from_der(bytes).ok()?;
    let mut reader = ::der::SliceReader::new(whole.value()).ok()?;
    reader.tlv_bytes().ok()
}

fn alternative_name(name: &GeneralName) -> String {
    match name {
        GeneralName::DnsName(name) => format!("DNS {}", name.as_str()),
        GeneralName::Rfc822Name(name) => format!("e-mail {}", name.as_str()),
        GeneralName::UniformResourceIdentifier(name) => format!("URI {}", name.as_str()),
        GeneralName::IpAddress(bytes) => address(bytes.as_bytes()),
        GeneralName::DirectoryName(name) => format!("name {}", name::of(name)),
        GeneralName::RegisteredId(oid) => format!("id {oid}"),
        GeneralName::OtherName(_) | GeneralName::EdiPartyName(_) => "another name".to_owned(),
    }
}

fn address(bytes: &[u8]) -> String {
    if let Ok(bytes) = <[u8; 4]>::try_from(bytes) {
        return format!("IP {}", core::net::Ipv4Addr::from(bytes));
    }
    match <[u8; 16]>::try_from(bytes) {
        Ok(bytes) => format!("IP {}", core::net::Ipv6Addr::from(bytes)),
        Err(_) => "an IP address of odd length".to_owned(),
    }
}

fn usages(usage: &KeyUsage) -> Vec<&'static str> {
    let named = [
        (usage.digital_signature(), DIGITAL_SIGNATURE),
        (usage.non_repudiation(), NON_REPUDIATION),
        (usage.key_encipherment(), "key encipherment"),
        (usage.data_encipherment(), "data encipherment"),
        (usage.key_agreement(), "key agreement"),
        (usage.key_cert_sign(), CERTIFICATE_SIGNING),
        (usage.crl_sign(), "CRL signing"),
        (usage.encipher_only(), "encipher only"),
        (usage.decipher_only(), "decipher only"),
    ];
    let named = named.into_iter().filter(|(is_set, _)| *is_set);
    named.map(|(_, name)| name).collect()
}

/// The use without which an authority may not certify others.
const CERTIFICATE_SIGNING: &str = "certificate signing";

/// The uses of which a key that signs tokens has to have one (RFC 5280 §4.2.1.3).
const DIGITAL_SIGNATURE: &str = "digital signature";
const NON_REPUDIATION: &str = "non-repudiation";

fn purpose(oid: &ObjectIdentifier) -> String {
    let known = PURPOSES.iter().find(|(known, _)| known == oid);
    known.map_or_else(|| oid.to_string(), |(_, name)| (*name).to_owned())
}
