//! Points on elliptic curves (SEC 1 §2.3): that they lie on their curve is asked of the
//! cryptographic library.

use super::{Material, der};
use crate::jose::Curve;
use aws_lc_rs::agreement;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, KeyPair, ParsedPublicKey,
};

/// Marks a point that is written out whole.
pub(in crate::jose) const UNCOMPRESSED: u8 = 4;

/// The point with these coordinates, each of the curve's full length.
///
/// # Errors
/// A sentence, where it does not lie on the curve.
pub(super) fn from_coordinates(curve: Curve, x: &[u8], y: &[u8]) -> Result<Material, String> {
    from_sec1(curve, &[&[UNCOMPRESSED], x, y].concat())
}

/// The point that is written down as SEC 1 §2.3.3 says, whole or compressed.
///
/// # Errors
/// A sentence, where it is not a point of the curve.
pub(in crate::jose) fn from_sec1(curve: Curve, bytes: &[u8]) -> Result<Material, String> {
    let not_on_curve = || format!("its point does not lie on {curve}");
    // The library also takes other forms than a point: what stands first decides.
    let Some(&(UNCOMPRESSED | 2 | 3)) = bytes.first() else {
        return Err(format!(
            "its point on {curve} is not written as SEC 1 §2.3.3 says"
        ));
    };
    let parsed = ParsedPublicKey::new(verification(curve), bytes).map_err(|_| not_on_curve())?;
    if bytes.first() == Some(&UNCOMPRESSED) {
        return split(curve, bytes).ok_or_else(not_on_curve);
    }
    let whole = parsed.as_der().map_err(|_| not_on_curve())?;
    der::point_of_spki(whole.as_ref())
        .and_then(|point| split(curve, point))
        .ok_or_else(not_on_curve)
}

/// The public key of an `ECPrivateKey` (RFC 5915 §3), computed where it is not written down.
///
/// # Errors
/// A sentence, where it is not a private key of that curve, or its halves do not belong together.
pub(super) fn of_private_key(curve: Curve, sec1: &[u8]) -> Result<Material, String> {
    EcdsaKeyPair::from_private_key_der(signing(curve), sec1)
        .ok()
        .and_then(|pair| split(curve, pair.public_key().as_ref()))
        .ok_or_else(|| format!("is not a usable private key on {curve}"))
}

/// The X25519 public key of a private one (RFC 7748 §5).
pub(in crate::jose) fn x25519_of_private(number: &[u8]) -> Option<Vec<u8>> {
    let key = agreement::PrivateKey::from_private_key(&agreement::X25519, number).ok()?;
    Some(key.compute_public_key().ok()?.as_ref().to_vec())
}

/// The coordinates of a point that is written out whole.
fn split(curve: Curve, point: &[u8]) -> Option<Material> {
    let coordinates = point.strip_prefix(&[UNCOMPRESSED])?;
    let (x, y) = coordinates.split_at_checked(curve.coordinate_len())?;
    (x.len() == y.len()).then(|| Material::Ec {
        curve,
        x: x.to_vec(),
        y: y.to_vec(),
    })
}

fn verification(curve: Curve) -> &'static EcdsaVerificationAlgorithm {
    match curve {
        Curve::P256 => &signature::ECDSA_P256_SHA256_FIXED,
        Curve::P384 => &signature::ECDSA_P384_SHA384_FIXED,
        Curve::P521 => &signature::ECDSA_P521_SHA512_FIXED,
        Curve::Secp256k1 => &signature::ECDSA_P256K1_SHA256_FIXED,
    }
}

pub(in crate::jose) fn signing(curve: Curve) -> &'static EcdsaSigningAlgorithm {
    match curve {
        Curve::P256 => &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
        Curve::P384 => &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
        Curve::P521 => &signature::ECDSA_P521_SHA512_FIXED_SIGNING,
        Curve::Secp256k1 => &signature::ECDSA_P256K1_SHA256_FIXED_SIGNING,
    }
}
