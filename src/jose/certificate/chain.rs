//! A chain of certificates, from the key's own to one that the person trusts (RFC 5280 §6.1).

use super::signature::Refused;
use super::{CERTIFICATE_SIGNING, Certificate, DIGITAL_SIGNATURE, NON_REPUDIATION};
use crate::jose::base64url;
use jiff::Timestamp;

/// Certificates in a chain beyond this are not looked at: real chains have two to five.
pub const MAX_CHAIN: usize = 10;

/// What the person trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// A certificate in DER: a root, or any other that is trusted as it is.
    Certificate(Vec<u8>),
    /// The SHA-256 of a certificate in DER.
    Thumbprint([u8; 32]),
}

/// Where a chain ends, and what stands between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trusted {
    /// The subjects from the key's certificate to the one that is trusted, both included.
    pub path: Vec<String>,
}

impl Trusted {
    /// The subject of the certificate that is trusted.
    pub fn anchor(&self) -> &str {
        self.path.last().map(String::as_str).unwrap_or_default()
    }
}

/// Why a chain is not trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// There is no certificate.
    #[error("There is no certificate")]
    Empty,
    /// There are more than [`MAX_CHAIN`].
    #[error("The chain has {0} certificates, {MAX_CHAIN} are the most that is looked at")]
    TooLong(usize),
    /// One cannot be read.
    #[error("Certificate {place} of the chain {detail}")]
    Unreadable {
        /// Which one, counted from 1.
        place: usize,
        /// What is wrong with it.
        detail: String,
    },
    /// A certificate that the person trusts cannot be read.
    #[error("A certificate given as trusted {0}")]
    Anchor(String),
    /// It does not hold yet.
    #[error("The certificate of {subject} holds from {} on", time(*.from))]
    NotYetValid {
        /// Whose.
        subject: String,
        /// From when on, in seconds since 1970-01-01T00:00:00Z.
        from: i64,
    },
    /// It does not hold any more.
    #[error("The certificate of {subject} held until {}", time(*.until))]
    Expired {
        /// Whose.
        subject: String,
        /// Until when, in seconds since 1970-01-01T00:00:00Z.
        until: i64,
    },
    /// It certifies another and is no authority.
    #[error("{0} certifies another, but is not an authority (RFC 5280 §4.2.1.9)")]
    NotAnAuthority(String),
    /// Its key is not for certifying others.
    #[error("The key of {0} is not for signing certificates (RFC 5280 §4.2.1.3)")]
    NotForCertificates(String),
    /// The key that signed the token is not for signing anything but certificates, or for nothing.
    #[error("The key of {0} is not for signatures (RFC 5280 §4.2.1.3)")]
    NotForSignatures(String),
    /// It limits the names below it, which is not judged here.
    #[error(
        "The certificate of {0} limits the names that it may certify, which is not judged here (RFC 5280 §4.2.1.10)"
    )]
    NameConstraints(String),
    /// More authorities stand below it than it allows.
    #[error("{subject} allows {most} authorities below it, there are {count} (RFC 5280 §4.2.1.9)")]
    PathTooLong {
        /// Whose certificate says so.
        subject: String,
        /// How many it allows.
        most: u8,
        /// How many there are.
        count: usize,
    },
    /// It has something critical that is not understood.
    #[error(
        "The certificate of {subject} has the critical extension {extension}, which is not understood here (RFC 5280 §4.2)"
    )]
    Critical {
        /// Whose.
        subject: String,
        /// The extension's identifier.
        extension: String,
    },
    /// A part of it that decides cannot be read.
    #[error("The certificate of {subject} is damaged: {detail}")]
    Damaged {
        /// Whose.
        subject: String,
        /// What cannot be read.
        detail: String,
    },
    /// A signature in the chain does not verify.
    #[error(
        "The certificate of {subject} is not signed by {issuer}: the signature does not verify"
    )]
    Signature {
        /// Whose certificate.
        subject: String,
        /// Who should have signed it.
        issuer: String,
    },
    /// A signature is made in a way that is not verified here.
    #[error("The certificate of {subject} is signed with {algorithm}, which is not accepted here")]
    Algorithm {
        /// Whose certificate.
        subject: String,
        /// How it is signed.
        algorithm: String,
    },
    /// The next certificate is not the issuer's.
    #[error("The certificate of {subject} is issued by {issuer}, the next one is that of {next}")]
    NotTheIssuer {
        /// Whose certificate.
        subject: String,
        /// Who issued it.
        issuer: String,
        /// Whose certificate stands next.
        next: String,
    },
    /// It leads to nothing that the person trusts.
    #[error("The chain ends with {0}, which you have not given as trusted")]
    Untrusted(String),
}

fn time(seconds: i64) -> String {
    match Timestamp::from_second(seconds) {
        Ok(time) => time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        Err(_) => "a time beyond the calendar".to_owned(),
    }
}

/// Reads a SHA-256 thumbprint: base64url, or hexadecimal with or without colons.
pub fn read_thumbprint(text: &str) -> Option<[u8; 32]> {
    let bare: String = text.chars().filter(|c| !matches!(c, ':' | ' ')).collect();
    if bare.len() == 64 && bare.bytes().all(|b| b.is_ascii_hexdigit()) {
        let mut bytes = [0; 32];
        for (byte, place) in bytes.iter_mut().zip((0..).step_by(2)) {
            *byte = u8::from_str_radix(bare.get(place..place + 2)?, 16).ok()?;
        }
        return Some(bytes);
    }
    let (bytes, faults) = base64url::decode(text.trim());
    faults.is_empty().then(|| bytes.try_into().ok()).flatten()
}

/// Whether a chain, the key's own certificate first, leads to something that the person trusts: at
/// `now`, in seconds since 1970-01-01T00:00:00Z. A certificate that is trusted ends the chain,
/// wherever it stands.
///
/// Revocation is not asked: that would need the network.
///
/// # Errors
/// [`ChainError`], a sentence that says which certificate is at fault.
pub fn verify_chain(
    chain: &[Vec<u8>],
    anchors: &[Anchor],
    now: i64,
) -> Result<Trusted, ChainError> {
    if chain.len() > MAX_CHAIN {
        return Err(ChainError::TooLong(chain.len()));
    }
    let mut certificates = Vec::new();
    for (place, bytes) in (1..).zip(chain) {
        let read = Certificate::parse(bytes);
        certificates.push(read.map_err(|detail| ChainError::Unreadable { place, detail })?);
    }
    let mut roots = Vec::new();
    for anchor in anchors {
        if let Anchor::Certificate(bytes) = anchor {
            roots.push(Certificate::parse(bytes).map_err(ChainError::Anchor)?);
        }
    }
    walk(&certificates, anchors, &roots, now)
}

fn walk(
    certificates: &[Certificate],
    anchors: &[Anchor],
    roots: &[Certificate],
    now: i64,
) -> Result<Trusted, ChainError> {
    let mut path = Vec::new();
    // Authorities between the key's own certificate and this one, those that issued themselves
    // apart (RFC 5280 §6.1.4 l).
    let mut authorities = 0;
    let mut rest = certificates.iter();
    let mut current = rest.next().ok_or(ChainError::Empty)?;
    may_sign(current)?;
    loop {
        holds(current, now)?;
        if !path.is_empty() {
            may_certify(current, authorities)?;
            authorities += usize::from(!current.is_self_issued());
        }
        path.push(current.subject.clone());
        if is_trusted(current, anchors) {
            return Ok(Trusted { path });
        }
        if let Some(root) = root_above(current, roots, authorities, now)? {
            path.push(root.subject.clone());
            return Ok(Trusted { path });
        }
        let Some(next) = rest.next() else {
            return Err(ChainError::Untrusted(current.subject.clone()));
        };
        if !current.names_as_issuer(next) {
            return Err(ChainError::NotTheIssuer {
                subject: current.subject.clone(),
                issuer: current.issuer.clone(),
                next: next.subject.clone(),
            });
        }
        signed_by(current, next)?;
        current = next;
    }
}

/// The root that issued a certificate, where one did. A root that was renewed with the same key is
/// there twice: one that holds is enough.
fn root_above<'c>(
    certificate: &Certificate,
    roots: &'c [Certificate],
    authorities: usize,
    now: i64,
) -> Result<Option<&'c Certificate>, ChainError> {
    let mut first_error = None;
    for root in roots {
        if !certificate.names_as_issuer(root) || certificate.is_signed_by(root).is_err() {
            continue;
        }
        match holds(root, now).and_then(|()| may_certify(root, authorities)) {
            Ok(()) => return Ok(Some(root)),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    first_error.map_or(Ok(None), Err)
}

fn is_trusted(certificate: &Certificate, anchors: &[Anchor]) -> bool {
    anchors.iter().any(|anchor| match anchor {
        Anchor::Certificate(bytes) => certificate.der() == bytes,
        Anchor::Thumbprint(sha256) => certificate.sha256 == *sha256,
    })
}

fn signed_by(certificate: &Certificate, issuer: &Certificate) -> Result<(), ChainError> {
    let subject = certificate.subject.clone();
    certificate
        .is_signed_by(issuer)
        .map_err(|refused| match refused {
            Refused::DoesNotVerify | Refused::Key => ChainError::Signature {
                subject,
                issuer: issuer.subject.clone(),
            },
            Refused::Algorithm(algorithm) => ChainError::Algorithm { subject, algorithm },
        })
}

/// Whether a certificate holds at that time, and nothing in it is beyond us.
fn holds(certificate: &Certificate, now: i64) -> Result<(), ChainError> {
    let subject = certificate.subject.clone();
    if now < certificate.not_before {
        let from = certificate.not_before;
        return Err(ChainError::NotYetValid { subject, from });
    }
    if now > certificate.not_after {
        let until = certificate.not_after;
        return Err(ChainError::Expired { subject, until });
    }
    if let Some(detail) = certificate.faults.first() {
        let detail = detail.clone();
        return Err(ChainError::Damaged { subject, detail });
    }
    match certificate.parsed.not_understood.first() {
        None => Ok(()),
        Some(extension) => Err(ChainError::Critical {
            subject,
            extension: extension.to_string(),
        }),
    }
}

/// Whether the key of a certificate may sign anything that is no certificate.
fn may_sign(certificate: &Certificate) -> Result<(), ChainError> {
    let allows = |usage: &Vec<&str>| {
        let mut usage = usage.iter();
        usage.any(|use_| [DIGITAL_SIGNATURE, NON_REPUDIATION].contains(use_))
    };
    match &certificate.key_usage {
        Some(usage) if !allows(usage) => {
            Err(ChainError::NotForSignatures(certificate.subject.clone()))
        }
        _ => Ok(()),
    }
}

/// Whether a certificate may certify others with that many authorities below it.
fn may_certify(certificate: &Certificate, below: usize) -> Result<(), ChainError> {
    let subject = certificate.subject.clone();
    if certificate.is_authority != Some(true) {
        return Err(ChainError::NotAnAuthority(subject));
    }
    let usage = certificate.key_usage.as_ref();
    if usage.is_some_and(|usage| !usage.contains(&CERTIFICATE_SIGNING)) {
        return Err(ChainError::NotForCertificates(subject));
    }
    if certificate.parsed.constrains_names {
        return Err(ChainError::NameConstraints(subject));
    }
    match certificate.path_length {
        Some(most) if below > usize::from(most) => Err(ChainError::PathTooLong {
            subject,
            most,
            count: below,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thumbprint_is_read_in_each_writing() {
        let bytes = [0xab; 32];
        let hex = "ab".repeat(32);
        let colons = vec!["AB"; 32].join(":");
        for text in [hex, colons, base64url::encode(&bytes)] {
            assert_eq!(read_thumbprint(&text), Some(bytes), "{text}");
        }
        for text in ["", "ab", &"ab".repeat(20), &"zz".repeat(32)] {
            assert_eq!(read_thumbprint(text), None, "{text}");
        }
    }

    #[test]
    fn an_empty_or_endless_chain_is_refused() {
        assert_eq!(verify_chain(&[], &[], 0), Err(ChainError::Empty));
        let many = vec![Vec::new(); MAX_CHAIN + 1];
        assert_eq!(verify_chain(&many, &[], 0), Err(ChainError::TooLong(11)));
        let error = verify_chain(&[vec![0x30]], &[], 0).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("Certificate 1 of the chain is not")
        );
    }
}
