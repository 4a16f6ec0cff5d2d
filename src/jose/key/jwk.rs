//! One JWK (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2). Members that are not known are ignored.

use super::der::{self, ED25519_LEN, Form};
use super::reading::quoted;
use super::{Key, Material, point, private};
use crate::jose::Curve;
use crate::jose::base64url::{self, Base64Fault, Base64FaultKind};
use crate::jose::json::duplicate_name;
use crate::report::{Json, Secret};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// OKP keys that cannot be used here, and the length of `x` in bytes (RFC 8037 §2).
const OTHER_OKP: [(&str, usize); 2] = [("Ed448", 57), ("X448", 56)];

/// The members that belong to the private half (RFC 7518 §6.2.2, §6.3.2, RFC 8037 §2).
pub const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "priv"];

/// Reads a JWK, and what is not quite right about it.
///
/// # Errors
/// Why it is not a key, to be put behind its name.
pub fn read_jwk(json: &Json) -> Result<(Key, Vec<String>), String> {
    let members = json
        .members()
        .ok_or_else(|| format!("is {}, not an object", json.type_name()))?;
    if let Some(name) = duplicate_name(members) {
        let name = quoted(name);
        return Err(format!("the name {name} occurs twice (RFC 7517 §4)"));
    }
    let mut notes = Vec::new();
    let stated = match text(json, "kty")? {
        Some("RSA") => rsa(json, &mut notes)?,
        Some("EC") => ec(json, &mut notes)?,
        Some("OKP") => okp(json, &mut notes)?,
        Some("oct") => Some(oct(json, &mut notes)?),
        Some("AKP") => Some(Material::Other {
            description: format!("AKP {}", text(json, "alg")?.unwrap_or_default()),
        }),
        Some(other) => return Err(unknown_kty(other)),
        None => None,
    };
    let certified = match json.get("x5c").map(read_x5c) {
        // A complete key needs no certificate.
        Some(Err(detail)) if stated.is_some() => {
            notes.push(detail);
            None
        }
        other => other.transpose()?,
    };
    let material = match (stated, certified) {
        (Some(stated), Some(certified)) if !stated.is_same_public_key(&certified) => {
            return Err(
                "its members and its certificate (x5c) are different keys (RFC 7517 §4.7)"
                    .to_owned(),
            );
        }
        (Some(stated), _) => stated,
        (None, Some(certified)) => {
            agrees(json, &certified, &mut notes)?;
            certified
        }
        (None, None) => return Err(incomplete(json)),
    };
    let is_private = is_private(json)?;
    let key = Key {
        private: is_private.then(|| private::of_jwk(json, &material)),
        material,
        kid: text(json, "kid")?.map(str::to_owned),
        alg: text(json, "alg")?.map(str::to_owned),
        public_key_use: text(json, "use")?.map(str::to_owned),
        key_ops: key_ops(json, &mut notes)?,
        is_private,
    };
    Ok((key, notes))
}

/// The public key of the first certificate of an `x5c`: DER in base64 with padding, not base64url
/// (RFC 7517 §4.7, RFC 7515 §4.1.6).
///
/// # Errors
/// Why there is none.
pub fn read_x5c(x5c: &Json) -> Result<Material, String> {
    let first = x5c
        .as_array()
        .ok_or_else(|| wrong_type("x5c", x5c, "an array"))?
        .first()
        .ok_or("x5c is empty (RFC 7517 §4.7)")?;
    let text = first
        .as_str()
        .ok_or_else(|| wrong_type("x5c", first, "a string in its array"))?;
    let bytes = STANDARD
        .decode(text)
        .map_err(|_| "x5c is not base64 (RFC 7517 §4.7)")?;
    match der::read(&bytes) {
        Ok((Form::Certificate, key)) => Ok(key.material),
        Ok(_) => Err("x5c holds a key, not a certificate (RFC 7517 §4.7)".to_owned()),
        Err(detail) => Err(format!("the first certificate of x5c {detail}")),
    }
}

fn rsa(json: &Json, notes: &mut Vec<String>) -> Result<Option<Material>, String> {
    match (number(json, "n", notes)?, number(json, "e", notes)?) {
        (Some(n), Some(e)) => Ok(Some(Material::Rsa { n, e })),
        (Some(_), None) => Err("has no e (RFC 7518 §6.3.1.2)".to_owned()),
        (None, Some(_)) => Err("has no n (RFC 7518 §6.3.1.1)".to_owned()),
        (None, None) => Ok(None),
    }
}

/// A positive number in as few bytes as it takes (RFC 7518 §2, Base64urlUInt).
fn number(json: &Json, name: &str, notes: &mut Vec<String>) -> Result<Option<Vec<u8>>, String> {
    let Some(mut bytes) = octets(json, name, notes)? else {
        return Ok(None);
    };
    let zeros = bytes.iter().take_while(|b| **b == 0).count();
    if zeros == bytes.len() {
        return Err(format!("{name} is zero"));
    }
    if zeros > 0 {
        bytes.drain(..zeros);
        let section = if name == "n" { "6.3.1.1" } else { "2" };
        notes.push(format!(
            "{name} starts with zero octets, which it must not (RFC 7518 §{section})"
        ));
    }
    Ok(Some(bytes))
}

fn ec(json: &Json, notes: &mut Vec<String>) -> Result<Option<Material>, String> {
    let (x, y) = match (octets(json, "x", notes)?, octets(json, "y", notes)?) {
        (Some(x), Some(y)) => (x, y),
        (Some(_), None) => return Err("has no y (RFC 7518 §6.2.1.3)".to_owned()),
        (None, Some(_)) => return Err("has no x (RFC 7518 §6.2.1.2)".to_owned()),
        (None, None) => return Ok(None),
    };
    let crv = text(json, "crv")?.ok_or("has no crv (RFC 7518 §6.2.1.1)")?;
    let curve = Curve::ALL
        .into_iter()
        .find(|curve| curve.name() == crv)
        .ok_or_else(|| unknown_crv(crv))?;
    for (name, bytes, section) in [("x", &x, "6.2.1.2"), ("y", &y, "6.2.1.3")] {
        let (has, needs) = (bytes.len(), curve.coordinate_len());
        if has != needs {
            return Err(format!(
                "{name} has {has} bytes, a coordinate of {curve} has {needs} (RFC 7518 §{section})"
            ));
        }
    }
    point::from_coordinates(curve, &x, &y).map(Some)
}

fn okp(json: &Json, notes: &mut Vec<String>) -> Result<Option<Material>, String> {
    let Some(x) = octets(json, "x", notes)? else {
        return Ok(None);
    };
    let crv = text(json, "crv")?.ok_or("has no crv (RFC 8037 §2)")?;
    let needs = match OTHER_OKP.iter().find(|(name, _)| *name == crv) {
        Some((_, len)) => *len,
        None if crv == "Ed25519" || crv == "X25519" => ED25519_LEN,
        None => return Err(unknown_crv(crv)),
    };
    if x.len() != needs {
        let has = x.len();
        return Err(format!(
            "x has {has} bytes, a public key on {crv} has {needs} (RFC 8037 §2)"
        ));
    }
    Ok(Some(match crv {
        "Ed25519" => Material::Ed25519(x),
        "X25519" => Material::X25519(x),
        _ => Material::Other {
            description: format!("OKP {crv}"),
        },
    }))
}

fn oct(json: &Json, notes: &mut Vec<String>) -> Result<Material, String> {
    let k = text(json, "k")?.ok_or("has no k (RFC 7518 §6.4.1)")?;
    let (bytes, faults) = base64url::decode(k);
    let secret = Secret::new(bytes);
    let fault = faults
        .iter()
        .find(|fault| !note_trailing_bits(fault, "k", notes));
    if fault.is_some() {
        // What is wrong in it is not shown: it is a secret.
        return Err("k is not base64url (RFC 7518 §6.4.1)".to_owned());
    }
    if secret.is_empty() {
        return Err("k is empty".to_owned());
    }
    Ok(Material::Oct(secret))
}

/// Whether what the key says about itself is true of its certificate.
fn agrees(json: &Json, certified: &Material, notes: &mut Vec<String>) -> Result<(), String> {
    let (kty, crv) = match certified {
        Material::Oct(_) => ("oct", None),
        Material::Rsa { .. } => ("RSA", None),
        Material::Ec { curve, .. } => ("EC", Some(curve.name())),
        Material::Ed25519(_) => ("OKP", Some("Ed25519")),
        Material::X25519(_) => ("OKP", Some("X25519")),
        Material::Other { description } => description
            .split_once(' ')
            .map_or((description.as_str(), None), |(kty, crv)| (kty, Some(crv))),
    };
    match text(json, "kty")? {
        None => notes.push("has no kty (RFC 7517 §4.1); its certificate was read".to_owned()),
        Some(stated) if stated == kty => {}
        Some(stated) => {
            return Err(format!(
                "kty is {}, its certificate (x5c) holds a key of type {kty}",
                quoted(stated)
            ));
        }
    }
    match text(json, "crv")? {
        Some(stated) if Some(stated) != crv => Err(format!(
            "crv is {}, its certificate (x5c) holds a key on {}",
            quoted(stated),
            crv.unwrap_or("no curve")
        )),
        _ => Ok(()),
    }
}

fn incomplete(json: &Json) -> String {
    match json.get("kty").and_then(Json::as_str) {
        None => "has no kty (RFC 7517 §4.1)".to_owned(),
        Some("RSA") => "has neither n and e (RFC 7518 §6.3.1) nor x5c".to_owned(),
        Some("EC") => "has neither x and y (RFC 7518 §6.2.1) nor x5c".to_owned(),
        Some(_) => "has neither x (RFC 8037 §2) nor x5c".to_owned(),
    }
}

fn key_ops(json: &Json, notes: &mut Vec<String>) -> Result<Option<Vec<String>>, String> {
    let Some(value) = json.get("key_ops") else {
        return Ok(None);
    };
    let values = value
        .as_array()
        .ok_or_else(|| wrong_type("key_ops", value, "an array of strings"))?;
    let mut operations: Vec<String> = Vec::new();
    for value in values {
        let operation = value
            .as_str()
            .ok_or_else(|| wrong_type("a value of key_ops", value, "a string"))?;
        operations.push(operation.to_owned());
    }
    let different: std::collections::HashSet<_> = operations.iter().collect();
    if different.len() < operations.len() {
        notes.push("key_ops names an operation twice (RFC 7517 §4.3)".to_owned());
    }
    Ok(Some(operations))
}

fn is_private(json: &Json) -> Result<bool, String> {
    if matches!(json.get("kty").and_then(Json::as_str), Some("oct")) {
        return Ok(false);
    }
    text(json, "d")?;
    Ok(PRIVATE_MEMBERS.iter().any(|name| json.get(name).is_some()))
}

/// The text of a member that must be a string, where it is there.
fn text<'j>(json: &'j Json, name: &str) -> Result<Option<&'j str>, String> {
    match json.get(name) {
        None => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(other) => Err(wrong_type(name, other, "a string")),
    }
}

/// The bytes of a public member, which must be base64url (RFC 7515 §2).
fn octets(json: &Json, name: &str, notes: &mut Vec<String>) -> Result<Option<Vec<u8>>, String> {
    let Some(text) = text(json, name)? else {
        return Ok(None);
    };
    let (bytes, faults) = base64url::decode(text);
    let fault = faults
        .iter()
        .find(|fault| !note_trailing_bits(fault, name, notes));
    match fault {
        None => Ok(Some(bytes)),
        Some(fault) => Err(format!(
            "{name} is not base64url: {fault} (character {})",
            fault.offset
        )),
    }
}

/// Notes it where unused bits are set in the last character. Of all faults it alone leaves no
/// doubt which key is meant.
fn note_trailing_bits(fault: &Base64Fault, name: &str, notes: &mut Vec<String>) -> bool {
    let is_harmless = fault.kind == Base64FaultKind::TrailingBits;
    if is_harmless {
        notes.push(format!("{name} is not canonical base64url: {fault}"));
    }
    is_harmless
}

fn wrong_type(name: &str, value: &Json, wanted: &str) -> String {
    format!("{name} is {}, not {wanted}", value.type_name())
}

fn unknown_kty(kty: &str) -> String {
    const KNOWN: [&str; 5] = ["RSA", "EC", "OKP", "oct", "AKP"];
    let meant = KNOWN
        .into_iter()
        .find(|name| name.eq_ignore_ascii_case(kty));
    match meant {
        Some(meant) => format!("kty is {}, it is written {meant}", quoted(kty)),
        None => format!("kty is {}, which is not known", quoted(kty)),
    }
}

fn unknown_crv(crv: &str) -> String {
    format!("crv is {}, which is not known", quoted(crv))
}
