//! Members of the header that an algorithm needs: read to the letter, refused with a sentence.

use crate::jose::base64url;
use crate::report::Json;

/// The text of a member.
pub(super) fn text<'j>(header: &'j Json, name: &str) -> Result<Option<&'j str>, String> {
    match header.get(name) {
        None => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(other) => Err(format!("{name} is {}, not a string", other.type_name())),
    }
}

/// The bytes of a member, which must be canonical base64url.
pub(super) fn octets(header: &Json, name: &str) -> Result<Option<Vec<u8>>, String> {
    let Some(text) = text(header, name)? else {
        return Ok(None);
    };
    let (bytes, faults) = base64url::decode(text);
    match faults.first() {
        None => Ok(Some(bytes)),
        Some(fault) => Err(format!(
            "{name} is not base64url: {fault} (character {})",
            fault.offset
        )),
    }
}

/// The bytes of a member of exactly this length.
pub(super) fn octets_of(header: &Json, name: &str, len: usize) -> Result<Vec<u8>, String> {
    let bytes = octets(header, name)?.ok_or_else(|| format!("the header has no {name}"))?;
    if bytes.len() == len {
        return Ok(bytes);
    }
    let has = bytes.len();
    Err(format!("{name} in the header has {has} bytes, not {len}"))
}
