//! The value of an ECDSA signature: r and s one after the other, each at the curve's full length
//! (RFC 7518 §3.4), and what it is when it is not.

use super::Curve;
use der::asn1::{AnyRef, UintRef};
use der::{Decode as _, Reader as _};

/// The order of each curve, big-endian (SEC 2 §2.4, §2.5, §2.6; FIPS 186-4 §D.1.2).
const P256: &[u8] = b"\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\
      \xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51";
const P384: &[u8] = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\
      \xff\xff\xff\xff\xff\xff\xff\xff\xc7\x63\x4d\x81\xf4\x37\x2d\xdf\
      \x58\x1a\x0d\xb2\x48\xb0\xa7\x7a\xec\xec\x19\x6a\xcc\xc5\x29\x73";
const P521: &[u8] = b"\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\
      \xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\
      \xff\xfa\x51\x86\x87\x83\xbf\x2f\x96\x6b\x7f\xcc\x01\x48\xf7\x09\
      \xa5\xd0\x3b\xb5\xc9\xb8\x89\x9c\x47\xae\xbb\x6f\xb7\x1e\x91\x38\
      \x64\x09";
const SECP256K1: &[u8] = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe\
      \xba\xae\xdc\xe6\xaf\x48\xa0\x3b\xbf\xd2\x5e\x8c\xd0\x36\x41\x41";

/// What no signer makes: r and s lie between 1 and the order of the curve (FIPS 186-5 §6.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EcdsaFault {
    /// r or s is zero.
    Zero,
    /// r or s is not below the order of the curve.
    OutOfRange,
}

fn order(curve: Curve) -> &'static [u8] {
    match curve {
        Curve::P256 => P256,
        Curve::P384 => P384,
        Curve::P521 => P521,
        Curve::Secp256k1 => SECP256K1,
    }
}

/// What is impossible about a signature at fixed length; nothing where it has another length.
pub fn ecdsa_fault(curve: Curve, value: &[u8]) -> Option<EcdsaFault> {
    let len = curve.coordinate_len();
    let (r, s) = value.split_at_checked(len)?;
    if s.len() != len {
        return None;
    }
    if [r, s].iter().any(|half| half.iter().all(|byte| *byte == 0)) {
        return Some(EcdsaFault::Zero);
    }
    // Texts of one length compare as the numbers that they write.
    [r, s]
        .iter()
        .any(|half| *half >= order(curve))
        .then_some(EcdsaFault::OutOfRange)
}

/// The signature at fixed length, where it is written in DER (`Ecdsa-Sig-Value`, RFC 3279 §2.2.3).
pub fn ecdsa_from_der(curve: Curve, bytes: &[u8]) -> Option<Vec<u8>> {
    let outermost = AnyRef::from_der(bytes).ok()?;
    let halves = outermost.sequence(|reader| {
        let halves = [reader.decode::<UintRef<'_>>()?, reader.decode()?];
        Ok::<_, der::Error>(halves.map(|half| half.as_bytes().to_vec()))
    });
    let len = curve.coordinate_len();
    let mut fixed = Vec::with_capacity(2 * len);
    for half in halves.ok()? {
        let zeros = len.checked_sub(half.len())?;
        fixed.extend(std::iter::repeat_n(0, zeros));
        fixed.extend(half);
    }
    Some(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_and_s_lie_below_the_order() {
        for curve in Curve::ALL {
            let order = order(curve);
            let mut one = vec![0; order.len()];
            *one.last_mut().unwrap() = 1;
            let mut below = order.to_vec();
            *below.last_mut().unwrap() -= 1;
            let zero = vec![0; order.len()];
            let fault = |r: &[u8], s: &[u8]| ecdsa_fault(curve, &[r, s].concat());
            assert_eq!(fault(&one, &below), None);
            assert_eq!(fault(&zero, &one), Some(EcdsaFault::Zero));
            assert_eq!(fault(&one, &zero), Some(EcdsaFault::Zero));
            assert_eq!(fault(order, &one), Some(EcdsaFault::OutOfRange));
            assert_eq!(fault(&one, order), Some(EcdsaFault::OutOfRange));
            assert_eq!(fault(&one, &one[1..]), None);
        }
    }

    #[test]
    fn der_is_turned_into_fixed_length() {
        let der = [0x30, 0x07, 2, 1, 5, 2, 2, 0, 0x80];
        let fixed = ecdsa_from_der(Curve::P256, &der).unwrap();
        assert_eq!((fixed.len(), fixed[31], fixed[63]), (64, 5, 0x80));
        let zero = [0x30, 6, 2, 1, 0, 2, 1, 0];
        assert_eq!(ecdsa_from_der(Curve::P256, &zero), Some(vec![0; 64]));
        for broken in [
            &der[..8],
            &[&der[..], &[0]].concat(),
            &[0x30, 3, 2, 1, 5],
            &[],
        ] {
            assert_eq!(ecdsa_from_der(Curve::P256, broken), None);
        }
    }
}
