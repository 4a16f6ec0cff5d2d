//! The two ways to write an ECDSA signature: `r` and `s` side by side, as JOSE has it (RFC 7518
//! §3.4), and a DER sequence of both, as nearly everybody else does (RFC 3279 §2.2.3).

use super::Curve;
use der::asn1::UintRef;
use der::{Decode as _, Reader as _, SliceReader};

/// The signature that is written as a DER sequence, in JOSE's way. Nothing where it is no such
/// sequence, or its numbers are too long for the curve.
pub fn ecdsa_from_der(curve: Curve, der: &[u8]) -> Option<Vec<u8>> {
    let mut reader = SliceReader::new(der).ok()?;
    let halves = reader
        .sequence(|inner| -> der::Result<_> {
            let (r, s) = (UintRef::decode(inner)?, UintRef::decode(inner)?);
            Ok((r, s))
        })
        .ok()?;
    if !reader.is_finished() {
        return None;
    }
    let len = curve.coordinate_len();
    let mut raw = Vec::with_capacity(2 * len);
    for half in [halves.0, halves.1] {
        let bytes = half.as_bytes();
        let zeros = len.checked_sub(bytes.len())?;
        raw.resize(raw.len() + zeros, 0);
        raw.extend_from_slice(bytes);
    }
    Some(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_halves_are_filled_up() {
        let der = [0x30, 7, 2, 1, 5, 2, 2, 0, 0x80];
        let raw = ecdsa_from_der(Curve::P256, &der).unwrap();
        assert_eq!(raw.len(), 64);
        assert_eq!((raw[31], raw[63]), (5, 0x80));
        assert!(raw[..31].iter().chain(&raw[32..63]).all(|b| *b == 0));
    }

    #[test]
    fn anything_else_is_none() {
        for der in [
            &[][..],
            &[0x30, 0],
            &[0x30, 3, 2, 1, 5],
            &[0x30, 6, 2, 1, 5, 2, 1, 5, 0],
            &[0x30, 9, 2, 1, 5, 2, 1, 5, 2, 1, 5],
            &[0x30, 6, 2, 1, 0x85, 2, 1, 5],
        ] {
            assert_eq!(ecdsa_from_der(Curve::P256, der), None, "{der:?}");
        }
        let long = [&[0x30, 38, 2, 33][..], &[1; 33], &[2, 1, 5]].concat();
        assert_eq!(ecdsa_from_der(Curve::P256, &long), None);
        assert!(ecdsa_from_der(Curve::P384, &long).is_some());
    }
}
