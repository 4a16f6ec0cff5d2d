//! Keys in JSON: a JWK, a JWK Set (RFC 7517 §5), an array of JWKs, a map from key id to PEM.

use super::jwk::read_jwk;
use super::reading::{MAX_KEYS, Reading, key_name, quoted};
use super::{KeyError, KeyFormat, KeySet, pem};
use crate::jose::json::duplicate_name;
use crate::jose::json::{self, JsonFault, JsonFaultKind};
use crate::report::Json;
use zeroize::Zeroize as _;

/// Reads all keys of a JSON text.
pub(super) fn read(bytes: &[u8], source: &str) -> Result<KeySet, KeyError> {
    let (mut json, faults) = json::parse(bytes);
    let set = well_formed(&faults).and_then(|()| from_json(&json, source));
    wipe(&mut json);
    set
}

/// Half a key may look like another whole one, so that JSON which is not well-formed holds none.
/// Names that occur twice and values nested too deeply are told where they matter.
fn well_formed(faults: &[JsonFault]) -> Result<(), KeyError> {
    let broken = faults.iter().find(|fault| {
        !matches!(
            fault.kind,
            JsonFaultKind::ByteOrderMark | JsonFaultKind::DuplicateName(_) | JsonFaultKind::TooDeep
        )
    });
    if let Some(fault) = broken {
        let detail = format!("{fault} (byte {})", fault.offset);
        return Err(KeyError::NoneReadable(detail));
    }
    if faults.len() >= json::MAX_FAULTS {
        // What comes after the last listed fault is not known.
        let detail = "the JSON has too many names that occur twice or values nested too deeply";
        return Err(KeyError::NoneReadable(detail.to_owned()));
    }
    Ok(())
}

fn from_json(json: &Json, source: &str) -> Result<KeySet, KeyError> {
    if let Json::Array(values) = json {
        return jwks(values).finish(KeyFormat::Jwks, source);
    }
    let members = json.members().unwrap_or_default();
    let has_any = |names: &[&str]| names.iter().any(|name| json.get(name).is_some());
    let is_map = members.iter().any(|(_, value)| is_pem(value));
    if !has_any(&["keys"]) && (has_any(&["kty", "x5c"]) || (has_any(&["n", "k"]) && !is_map)) {
        return jwks(std::slice::from_ref(json)).finish(KeyFormat::Jwk, source);
    }
    if let Some(name) = duplicate_name(members) {
        let detail = format!("the name {} occurs twice (RFC 7517 §5)", quoted(name));
        return Err(KeyError::NoneReadable(detail));
    }
    if let Some(keys) = json.get("keys") {
        return match keys {
            Json::Array(values) => jwks(values).finish(KeyFormat::Jwks, source),
            other => Err(KeyError::NoneReadable(format!(
                "`keys` is {}, not an array (RFC 7517 §5.1)",
                other.type_name()
            ))),
        };
    }
    if is_map {
        return pem_map(members).finish(KeyFormat::PemMap, source);
    }
    if json.get("jwks_uri").is_some() {
        let detail = "it is a provider's metadata; the keys are at the address in its `jwks_uri`";
        return Err(KeyError::NoneReadable(detail.to_owned()));
    }
    Err(KeyError::Unrecognised)
}

fn jwks(values: &[Json]) -> Reading {
    let mut reading = Reading::default();
    for (place, value) in (1..).zip(values).take(MAX_KEYS) {
        let kid = value.get("kid").and_then(Json::as_str);
        reading.take(&key_name(place, kid), read_jwk(value));
    }
    if values.len() > MAX_KEYS {
        reading.cut_off();
    }
    if values.is_empty() {
        reading.fault("JWKS", "there is no key in it");
    }
    reading
}

/// As Google publishes its certificates: each member's name is the key's id.
fn pem_map(members: &[(String, Json)]) -> Reading {
    let mut reading = Reading::default();
    for (place, (kid, value)) in (1..).zip(members).take(MAX_KEYS) {
        let read = match value {
            Json::String(text) => pem::first(text),
            other => Err(format!("is {}, not PEM", other.type_name())),
        };
        let read = read.map(|(mut key, notes)| {
            key.kid = Some(kid.clone());
            (key, notes)
        });
        reading.take(&key_name(place, Some(kid)), read);
    }
    if members.len() > MAX_KEYS {
        reading.cut_off();
    }
    reading
}

/// The JWKs of a text from which keys could be read.
pub(in crate::jose) fn values_of(json: &Json) -> &[Json] {
    match (json, json.get("keys")) {
        (Json::Array(values), _) | (_, Some(Json::Array(values))) => values,
        _ => std::slice::from_ref(json),
    }
}

fn is_pem(value: &Json) -> bool {
    value
        .as_str()
        .is_some_and(|text| pem::is_pem(text.as_bytes()))
}

/// Wipes every text: some of them may be secrets. As deep as [`json::MAX_DEPTH`] at most.
pub(in crate::jose) fn wipe(json: &mut Json) {
    match json {
        Json::String(text) => text.zeroize(),
        Json::Array(values) => values.iter_mut().for_each(wipe),
        Json::Object(members) => members.iter_mut().for_each(|(_, value)| wipe(value)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Elided(_) => {}
    }
}
