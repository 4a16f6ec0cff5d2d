//! RSA private keys whose primes are not written down: a JWK may hold `d` alone (RFC 7518 §6.3.2),
//! and the library wants them all.

use crate::jose::key::rsa_private_key;
use crate::report::Secret;
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, ConcatenatingMul as _, Gcd as _, NonZero, Odd, Resize as _};
use zeroize::{Zeroize as _, Zeroizing};

/// Each base finds the primes with a chance of one half at least, so that none of a real key is
/// missed but once in 2^20; and every one costs an exponentiation.
const BASES: [u64; 20] = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71,
];

/// The most bytes of a public exponent: the library takes 33 bits.
const MAX_EXPONENT_BYTES: usize = 5;

/// Computes the primes, and from them dp, dq and qi: an `RSAPrivateKey` (RFC 8017 §A.1.2). Nothing
/// where the three numbers do not belong together. `n` has to be of a length that can be used.
pub(super) fn complete(n: &[u8], e: &[u8], d: &[u8]) -> Option<Secret> {
    let zeros = d.iter().take_while(|b| **b == 0).count();
    let digits = d.get(zeros..)?;
    if digits.len() > n.len() || digits.is_empty() || e.len() > MAX_EXPONENT_BYTES {
        return None;
    }
    let modulus: Option<Odd<BoxedUint>> = BoxedUint::from_be_slice_vartime(n).into_odd().into();
    let modulus = modulus?;
    let exponent = Zeroizing::new(BoxedUint::from_be_slice_vartime(digits));
    let public = BoxedUint::from_be_slice_vartime(e);
    let (p, q) = factors(&modulus, &public, &exponent)?;
    let one = BoxedUint::one();
    let reduced = |prime: &BoxedUint| {
        let less: Option<NonZero<BoxedUint>> = prime.wrapping_sub(&one).into_nz().into();
        Some(bytes(exponent.rem(&less?)))
    };
    let (dp, dq) = (reduced(&p)?, reduced(&q)?);
    // q^-1 = q^(p-2) mod p, for p is prime; the library then says whether all fits together.
    let odd: Option<Odd<BoxedUint>> = p.to_odd().into();
    let params = BoxedMontyParams::new(odd?);
    let wide = q
        .clone()
        .resize(params.bits_precision().max(q.bits_precision()));
    let modulo_p: Option<NonZero<BoxedUint>> = p.to_nz().into();
    let wide = wide.rem(&modulo_p?).resize(params.bits_precision());
    let inverse = BoxedMontyForm::new(wide, &params).pow(&p.wrapping_sub(BoxedUint::from(2_u64)));
    let qi = bytes(inverse.retrieve());
    let (p, q) = (bytes(p), bytes(q));
    Some(rsa_private_key(n, e, &[digits, &p, &q, &dp, &dq, &qi]))
}

/// The two primes, the larger first (NIST SP 800-56B §C.1, Menezes et al. §8.2.2).
fn factors(
    modulus: &Odd<BoxedUint>,
    public: &BoxedUint,
    exponent: &BoxedUint,
) -> Option<(BoxedUint, BoxedUint)> {
    let params = BoxedMontyParams::new(modulus.clone());
    let precision = params.bits_precision();
    let one = BoxedMontyForm::one(&params);
    let minus_one = one.neg();
    // e·d - 1 is a multiple of the order of every number: 2^twos times an odd number.
    let multiple = Zeroizing::new(
        exponent
            .concatenating_mul(public)
            .wrapping_sub(BoxedUint::one()),
    );
    if bool::from(multiple.is_zero()) {
        return None;
    }
    let twos = multiple.trailing_zeros_vartime();
    let odd = Zeroizing::new(multiple.shr_vartime(twos)?);
    for base in BASES {
        let base = BoxedUint::from(base).resize(precision);
        let mut x = BoxedMontyForm::new(base, &params).pow(&odd);
        let mut is_unity = x == one;
        for _ in 0..twos {
            if is_unity {
                break;
            }
            let square = x.square();
            if square == one {
                is_unity = true;
                if x != minus_one {
                    // A root of 1 beside 1 and -1: it is 1 modulo one of the primes alone.
                    return split(modulus, &x.sub(&one).retrieve());
                }
            }
            x = square;
        }
        if !is_unity {
            return None;
        }
    }
    None
}

fn split(modulus: &Odd<BoxedUint>, multiple: &BoxedUint) -> Option<(BoxedUint, BoxedUint)> {
    let first: BoxedUint = modulus.gcd_vartime(multiple).get();
    let divisor: Option<NonZero<BoxedUint>> = first.to_nz().into();
    let (second, rest) = modulus.as_ref().div_rem_vartime(&divisor?);
    if !bool::from(rest.is_zero()) {
        return None;
    }
    let short = |number: BoxedUint| {
        let bits = number.bit_width_vartime();
        number.resize(bits)
    };
    let (first, second) = (short(first), short(second));
    let is_larger = first.cmp_vartime(&second) == std::cmp::Ordering::Greater;
    Some(if is_larger {
        (first, second)
    } else {
        (second, first)
    })
}

/// Big-endian, without leading zeros; the number is wiped.
fn bytes(mut number: BoxedUint) -> Zeroizing<Vec<u8>> {
    let bytes = Zeroizing::new(number.to_be_bytes().into_vec());
    number.zeroize();
    let zeros = bytes.iter().take_while(|b| **b == 0).count();
    Zeroizing::new(bytes.get(zeros..).unwrap_or_default().to_vec())
}
