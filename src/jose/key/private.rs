//! The private half of a key, as it was written down. Whether it belongs to the public half is
//! asked where it is used: the library takes its time for that.

use super::Material;
use super::der::{self, ED25519_LEN, Form};
use super::write::{integer, tag, tlv};
use crate::jose::base64url;
use crate::report::{Json, Secret};
use ::der::Decode as _;
use ::der::asn1::OctetStringRef;
use zeroize::Zeroizing;

/// The private half of a key.
#[derive(Clone, Debug)]
pub(in crate::jose) enum PrivateHalf {
    /// Of RSA the `RSAPrivateKey` in DER (RFC 8017 §A.1.2); of EC the private number at the
    /// curve's full length; of Ed25519 and X25519 the 32 bytes.
    Whole(Secret),
    /// The private exponent of an RSA key whose primes are not written down.
    Exponent(Secret),
    /// It cannot be used; the sentence says why, to be put behind the key's name.
    Unusable(String),
}

/// The private half that stands beside a public one in DER; nothing in what holds public keys
/// only.
pub(super) fn of_der(form: Form, bytes: &[u8], material: &Material) -> Option<PrivateHalf> {
    let private = match form {
        Form::Pkcs1Private => Some(bytes.to_vec()),
        Form::Sec1 => number_of_sec1(bytes, material),
        Form::Pkcs8 => der::parts(bytes).and_then(|parts| {
            let inner = parts.get(2)?.value();
            match material {
                Material::Rsa { .. } => Some(inner.to_vec()),
                Material::Ec { .. } => number_of_sec1(inner, material),
                Material::Ed25519(_) | Material::X25519(_) => {
                    let seed = <&OctetStringRef>::from_der(inner).ok()?;
                    Some(seed.as_bytes().to_vec())
                }
                Material::Oct(_) | Material::Other { .. } => Some(Vec::new()),
            }
        }),
        Form::Spki | Form::Pkcs1Public | Form::Certificate => return None,
    };
    let private = private.map(|bytes| PrivateHalf::Whole(Secret::new(bytes)));
    Some(private.unwrap_or_else(|| PrivateHalf::Unusable("holds no private key".to_owned())))
}

/// The private number of an `ECPrivateKey` (RFC 5915 §3), at the curve's full length.
fn number_of_sec1(bytes: &[u8], material: &Material) -> Option<Vec<u8>> {
    let Material::Ec { curve, .. } = material else {
        return None;
    };
    let parts = der::parts(bytes)?;
    let digits = parts.get(1)?.value();
    let zeros = digits.iter().take_while(|b| **b == 0).count();
    let digits = digits.get(zeros..)?;
    let missing = curve.coordinate_len().checked_sub(digits.len())?;
    let mut number = Vec::with_capacity(curve.coordinate_len());
    number.resize(missing, 0);
    number.extend_from_slice(digits);
    Some(number)
}

/// The private half of a JWK (RFC 7518 §6, RFC 8037 §2).
pub(super) fn of_jwk(jwk: &Json, material: &Material) -> PrivateHalf {
    read_jwk(jwk, material).unwrap_or_else(PrivateHalf::Unusable)
}

fn read_jwk(jwk: &Json, material: &Material) -> Result<PrivateHalf, String> {
    let secret = match material {
        Material::Oct(_) | Material::Other { .. } => Secret::default(),
        Material::Rsa { n, e } => return rsa(jwk, n, e),
        Material::Ec { curve, .. } => {
            let number = private(jwk, "d", "6.2.2.1")?;
            if number.len() != curve.coordinate_len() {
                return Err(format!(
                    "d has {} bytes, a private key on {curve} has {} (RFC 7518 §6.2.2.1)",
                    number.len(),
                    curve.coordinate_len()
                ));
            }
            Secret::new(number.to_vec())
        }
        Material::Ed25519(_) | Material::X25519(_) => {
            let seed = private(jwk, "d", "2")?;
            if seed.len() != ED25519_LEN {
                let has = seed.len();
                let name = match material {
                    Material::X25519(_) => "X25519",
                    _ => "Ed25519",
                };
                return Err(format!(
                    "d has {has} bytes, an {name} private key has 32 (RFC 8037 §2)"
                ));
            }
            Secret::new(seed.to_vec())
        }
    };
    Ok(PrivateHalf::Whole(secret))
}

/// The members of an RSA private key beyond `d`, in the order of its DER (RFC 7518 §6.3.2).
const CRT: [(&str, &str); 5] = [
    ("p", "6.3.2.2"),
    ("q", "6.3.2.3"),
    ("dp", "6.3.2.4"),
    ("dq", "6.3.2.5"),
    ("qi", "6.3.2.6"),
];

/// An RSA private key from the members of a JWK. Where some beyond `d` are missing, all of them are
/// computed anew once the key is used.
fn rsa(jwk: &Json, n: &[u8], e: &[u8]) -> Result<PrivateHalf, String> {
    if jwk.get("oth").is_some() {
        return Err("has more than two primes (oth), such keys cannot be used here".to_owned());
    }
    let d = private(jwk, "d", "6.3.2.1")?;
    if CRT.iter().any(|(name, _)| jwk.get(name).is_none()) {
        return Ok(PrivateHalf::Exponent(Secret::new(d.to_vec())));
    }
    let mut members = vec![d];
    for (name, section) in CRT {
        members.push(private(jwk, name, section)?);
    }
    let members: Vec<&[u8]> = members.iter().map(|member| member.as_slice()).collect();
    Ok(PrivateHalf::Whole(rsa_private_key(n, e, &members)))
}

/// An `RSAPrivateKey` (RFC 8017 §A.1.2); `members` are those from `d` to `qi`.
pub(in crate::jose) fn rsa_private_key(n: &[u8], e: &[u8], members: &[&[u8]]) -> Secret {
    let members: Vec<_> = members.iter().map(|member| integer(member)).collect();
    let (version, n, e) = (integer(&[0]), integer(n), integer(e));
    let mut parts: Vec<&[u8]> = vec![&version, &n, &e];
    parts.extend(members.iter().map(|member| member.as_slice()));
    Secret::new(tlv(tag::SEQUENCE, &parts).to_vec())
}

/// The bytes of a private member. What is wrong in it is not shown.
fn private(jwk: &Json, name: &str, section: &str) -> Result<Zeroizing<Vec<u8>>, String> {
    let rfc = if jwk.get("kty").and_then(Json::as_str) == Some("OKP") {
        "RFC 8037"
    } else {
        "RFC 7518"
    };
    let value = jwk
        .get(name)
        .ok_or_else(|| format!("has no {name} ({rfc} §{section})"))?;
    let text = value
        .as_str()
        .ok_or_else(|| format!("{name} is {}, not a string", value.type_name()))?;
    let (bytes, faults) = base64url::decode(text);
    let bytes = Zeroizing::new(bytes);
    if faults.is_empty() {
        Ok(bytes)
    } else {
        Err(format!("{name} is not base64url ({rfc} §{section})"))
    }
}
