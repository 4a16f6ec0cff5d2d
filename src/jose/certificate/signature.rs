//! The signatures of certificates (RFC 3279, RFC 4055, RFC 5758, RFC 8410).

use crate::jose::key::Material;
use crate::jose::key::write::uncompressed;
use crate::jose::{Curve, Hash};
use ::der::asn1::{AnyRef, ObjectIdentifier};
use ::der::{Decode as _, Tagged as _};
use ::der::{Reader as _, TagNumber};
use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{self, EcdsaVerificationAlgorithm, RsaParameters, UnparsedPublicKey};
use spki::AlgorithmIdentifierOwned;
use x509_cert::Certificate as X509;

/// Why a signature was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It does not verify.
    DoesNotVerify,
    /// It is made in a way that is not verified here.
    Algorithm(String),
    /// The issuer's key cannot be read, or is of another type than the signature's.
    Key,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    RsaPkcs1(Hash),
    RsaPss(Hash),
    Ecdsa(Hash),
    Ed25519,
}

const PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const SHA1_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5");

/// Everything that is verified here, but for RSA-PSS, whose parameters say the rest.
const SCHEMES: [(ObjectIdentifier, Scheme); 7] = [
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11"),
        Scheme::RsaPkcs1(Hash::Sha256),
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12"),
        Scheme::RsaPkcs1(Hash::Sha384),
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13"),
        Scheme::RsaPkcs1(Hash::Sha512),
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"),
        Scheme::Ecdsa(Hash::Sha256),
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3"),
        Scheme::Ecdsa(Hash::Sha384),
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4"),
        Scheme::Ecdsa(Hash::Sha512),
    ),
    (ObjectIdentifier::new_unwrap("1.3.101.112"), Scheme::Ed25519),
];

const HASHES: [(ObjectIdentifier, Hash); 3] = [
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"),
        Hash::Sha256,
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"),
        Hash::Sha384,
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"),
        Hash::Sha512,
    ),
];

/// What a certificate is signed with, as a person reads it.
pub(super) fn name(algorithm: &AlgorithmIdentifierOwned) -> String {
    let hash = |hash: Hash| format!("SHA-{}", hash.bits());
    match scheme(algorithm) {
        Some(Scheme::RsaPkcs1(of)) => format!("RSA with {}", hash(of)),
        Some(Scheme::RsaPss(of)) => format!("RSA-PSS with {}", hash(of)),
        Some(Scheme::Ecdsa(of)) => format!("ECDSA with {}", hash(of)),
        Some(Scheme::Ed25519) => "Ed25519".to_owned(),
        None if algorithm.oid == SHA1_RSA => "RSA with SHA-1".to_owned(),
        None if algorithm.oid == PSS => "RSA-PSS with parameters that are not known".to_owned(),
        None => algorithm.oid.to_string(),
    }
}

fn scheme(algorithm: &AlgorithmIdentifierOwned) -> Option<Scheme> {
    if algorithm.oid == PSS {
        let parameters = algorithm.parameters.as_ref()?.to_ref();
        return pss(parameters).map(Scheme::RsaPss);
    }
    SCHEMES
        .iter()
        .find(|(oid, _)| *oid == algorithm.oid)
        .map(|(_, scheme)| *scheme)
}

/// The hash of RSA-PSS, where the parameters are those of JOSE: one hash throughout and a salt of
/// its length (RFC 4055 §3.1).
fn pss(parameters: AnyRef<'_>) -> Option<Hash> {
    let mut found: [Option<AnyRef<'_>>; 3] = [None; 3];
    let read = parameters.sequence(|reader| {
        while !reader.is_finished() {
            let part = AnyRef::decode(reader)?;
            let place = (0..3).find(|n| part.tag() == TagNumber(*n).context_specific(true));
            let slot = place.and_then(|n| found.get_mut(usize::try_from(n).unwrap_or(3)));
            if let Some(slot) = slot {
                *slot = AnyRef::from_der(part.value()).ok();
            }
        }
        Ok::<_, ::der::Error>(())
    });
    read.ok()?;
    let [hash, mask, salt] = found;
    let hash = hash_of(hash?)?;
    let mask: AlgorithmIdentifierOwned = mask?.decode_as().ok()?;
    let salt: u16 = salt?.decode_as().ok()?;
    let mask_hash = hash_of(mask.parameters.as_ref()?.to_ref())?;
    (mask_hash == hash && usize::from(salt) * 8 == hash.bits()).then_some(hash)
}

fn hash_of(algorithm: AnyRef<'_>) -> Option<Hash> {
    let algorithm: AlgorithmIdentifierOwned = algorithm.decode_as().ok()?;
    HASHES
        .iter()
        .find(|(oid, _)| *oid == algorithm.oid)
        .map(|(_, hash)| *hash)
}

/// Whether this key has signed the certificate; `signed` is its first part as it stands in the DER.
pub(super) fn verify(certificate: &X509, signed: &[u8], key: &Material) -> Result<(), Refused> {
    let algorithm = certificate.signature_algorithm();
    // What is signed must name the same algorithm (RFC 5280 §4.1.1.2).
    if certificate.tbs_certificate().signature() != algorithm {
        return Err(Refused::DoesNotVerify);
    }
    let unknown = || Refused::Algorithm(name(algorithm));
    let scheme = scheme(algorithm).ok_or_else(unknown)?;
    let value = certificate.signature().as_bytes();
    let value = value.ok_or(Refused::DoesNotVerify)?;
    let verified = match (scheme, key) {
        (Scheme::RsaPkcs1(hash), Material::Rsa { n, e }) => {
            let parameters: &RsaParameters = match hash {
                Hash::Sha256 => &signature::RSA_PKCS1_2048_8192_SHA256,
                Hash::Sha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
                Hash::Sha512 => &signature::RSA_PKCS1_2048_8192_SHA512,
            };
            PublicKeyComponents { n, e }.verify(parameters, signed, value)
        }
        (Scheme::RsaPss(hash), Material::Rsa { n, e }) => {
            let parameters: &RsaParameters = match hash {
                Hash::Sha256 => &signature::RSA_PSS_2048_8192_SHA256,
                Hash::Sha384 => &signature::RSA_PSS_2048_8192_SHA384,
                Hash::Sha512 => &signature::RSA_PSS_2048_8192_SHA512,
            };
            PublicKeyComponents { n, e }.verify(parameters, signed, value)
        }
        (Scheme::Ecdsa(hash), Material::Ec { curve, x, y }) => {
            let ecdsa = ecdsa(*curve, hash).ok_or_else(unknown)?;
            UnparsedPublicKey::new(ecdsa, uncompressed(x, y)).verify(signed, value)
        }
        (Scheme::Ed25519, Material::Ed25519(x)) => {
            UnparsedPublicKey::new(&signature::ED25519, x).verify(signed, value)
        }
        _ => return Err(Refused::Key),
    };
    verified.map_err(|_| Refused::DoesNotVerify)
}

fn ecdsa(curve: Curve, hash: Hash) -> Option<&'static EcdsaVerificationAlgorithm> {
    Some(match (curve, hash) {
        (Curve::P256, Hash::Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
        (Curve::P256, Hash::Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
        (Curve::P256, Hash::Sha512) => &signature::ECDSA_P256_SHA512_ASN1,
        (Curve::P384, Hash::Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
        (Curve::P384, Hash::Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
        (Curve::P384, Hash::Sha512) => &signature::ECDSA_P384_SHA512_ASN1,
        (Curve::P521, Hash::Sha256) => &signature::ECDSA_P521_SHA256_ASN1,
        (Curve::P521, Hash::Sha384) => &signature::ECDSA_P521_SHA384_ASN1,
        (Curve::P521, Hash::Sha512) => &signature::ECDSA_P521_SHA512_ASN1,
        (Curve::Secp256k1, Hash::Sha256) => &signature::ECDSA_P256K1_SHA256_ASN1,
        (Curve::Secp256k1, _) => return None,
    })
}
