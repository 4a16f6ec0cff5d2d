//! Is the text written as the standards want it? And are the members of the type they must have?

use crate::jose::base64url;
use crate::jose::jwe::Jwe;
use crate::jose::jws::{Jws, Signature};
use crate::report::{
    Check, CheckId, Fault, Json, Payload, Reference, Segment, Serialization, Unit,
};

/// Judges the format by the faults that reading found.
pub fn judge_format(jws: &Jws, faults: &[Fault]) -> Check {
    let reference = match jws.serialization {
        Serialization::Compact => Reference::rfc(7515, "7.1"),
        Serialization::Flattened => Reference::rfc(7515, "7.2.2"),
        Serialization::General => Reference::rfc(7515, "7.2.1"),
    };
    by_faults(faults, reference, || well_made(jws))
}

/// The same of an encrypted token.
pub fn judge_format_sealed(jwe: &Jwe, faults: &[Fault]) -> Check {
    let (reference, lead) = match jwe.serialization {
        Serialization::Compact => (Reference::rfc(7516, "7.1"), "5 segments".to_owned()),
        Serialization::Flattened => (Reference::rfc(7516, "7.2.2"), "Flattened JSON".to_owned()),
        Serialization::General => {
            let count = match jwe.recipients.len() {
                1 => "1 recipient".to_owned(),
                n => format!("{n} recipients"),
            };
            (
                Reference::rfc(7516, "7.2.1"),
                format!("General JSON, {count}"),
            )
        }
    };
    by_faults(faults, reference, || format!("{lead}, a strict header"))
}

fn by_faults(faults: &[Fault], reference: Reference, well_made: impl Fn() -> String) -> Check {
    match faults {
        [] => Check::pass(CheckId::Format, reference, well_made()),
        [only] => Check::fail(CheckId::Format, reference, only.to_string()),
        [first, rest @ ..] => {
            let plural = if rest.len() == 1 { "" } else { "s" };
            let detail = format!("{first} (and {} more fault{plural})", rest.len());
            Check::fail(CheckId::Format, reference, detail)
        }
    }
}

fn well_made(jws: &Jws) -> String {
    let payload = match &jws.payload {
        Payload::Json(_) => "strict JSON",
        Payload::Text(text) if text.is_empty() => "an empty payload",
        Payload::Text(_) => "a payload of text",
        Payload::Bytes(_) => "a binary payload",
    };
    match (jws.serialization, jws.signatures.len()) {
        (Serialization::Compact, _) => format!("3 segments, {payload}"),
        (Serialization::Flattened, _) => format!("Flattened JSON, {payload}"),
        (Serialization::General, 1) => format!("General JSON, 1 signature, {payload}"),
        (Serialization::General, n) => format!("General JSON, {n} signatures, {payload}"),
    }
}

/// Members of the header that are not of the type they must have (RFC 7515 §4.1). `alg` and `crit`
/// have checks of their own, `typ` too.
pub fn header_type_faults(signature: &Signature, index: Option<usize>) -> Vec<Fault> {
    type_faults(&signature.header(), &signature.protected_text, index)
}

/// The same of an encrypted token (RFC 7516 §4.1); of several recipients each fault once.
pub fn sealed_type_faults(jwe: &Jwe) -> Vec<Fault> {
    let recipients = jwe.recipients.iter();
    let mut faults: Vec<Fault> = Vec::new();
    for recipient in recipients {
        let found = type_faults(&jwe.header(recipient), &jwe.protected_text, None);
        for fault in found {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
    }
    faults
}

fn type_faults(header: &Json, protected_text: &str, index: Option<usize>) -> Vec<Fault> {
    const STRINGS: [&str; 6] = ["kid", "cty", "jku", "x5u", "x5t", "x5t#S256"];
    let mut faults = Vec::new();
    let protected = base64url::decode(protected_text).0;
    let mut note = |name: &str, value: &Json, wanted: &str| {
        faults.push(Fault {
            segment: Segment::Header,
            signature: index,
            offset: member_offset(&protected, name),
            unit: Unit::Decoded,
            detail: format!("{name} is {}, not {wanted}", value.type_name()),
        });
    };
    for name in STRINGS {
        match header.get(name) {
            None | Some(Json::String(_)) => {}
            Some(other) => note(name, other, "a string"),
        }
    }
    match header.get("jwk") {
        None | Some(Json::Object(_)) => {}
        Some(other) => note("jwk", other, "an object"),
    }
    match header.get("x5c") {
        None | Some(Json::Array(_)) => {}
        Some(other) => note("x5c", other, "an array"),
    }
    faults
}

/// Claims that are not of the type they must have and have no check of their own: `jti`
/// (RFC 7519 §4.1.7).
pub fn payload_type_faults(jws: &Jws) -> Vec<Fault> {
    let claims = jws.payload.claims().unwrap_or_default();
    match claims.iter().find(|(name, _)| name == "jti") {
        None | Some((_, Json::String(_))) => Vec::new(),
        Some((name, other)) => vec![Fault {
            segment: Segment::Payload,
            signature: None,
            offset: member_offset(&jws.payload_bytes, name),
            unit: Unit::Decoded,
            detail: format!("jti is {}, not a string", other.type_name()),
        }],
    }
}

/// Where a member's name stands in a JSON text; its beginning where the name is written otherwise.
fn member_offset(json: &[u8], name: &str) -> usize {
    let quoted = format!("\"{name}\"");
    let text = String::from_utf8_lossy(json);
    text.find(&quoted).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::jws::{read_compact, read_json};
    use crate::report::Status;

    #[test]
    fn a_kid_that_is_no_string_is_a_fault_with_its_place() {
        let header = base64url::encode(br#"{"alg":"HS256","kid":1}"#);
        let jws = read_compact(&format!("{header}.e30.AAAA"));
        let faults = header_type_faults(&jws.signatures[0], None);
        assert_eq!(faults.len(), 1);
        assert_eq!(
            faults[0].to_string(),
            "Header, byte 15: kid is a number, not a string"
        );
    }

    #[test]
    fn a_jti_that_is_no_string_is_a_fault_with_its_place() {
        let claims = base64url::encode(br#"{"sub":"a","jti":7}"#);
        let jws = read_compact(&format!("eyJhbGciOiJIUzI1NiJ9.{claims}.AAAA"));
        let faults = payload_type_faults(&jws);
        assert_eq!(
            faults[0].to_string(),
            "Payload, byte 11: jti is a number, not a string"
        );
    }

    #[test]
    fn the_first_fault_is_named_and_the_others_are_counted() {
        let jws = read_compact("eyJhbGciOiJIUzI1NiJ9.Zm 9v.AA==");
        let check = judge_format(&jws, &jws.faults);
        assert_eq!(check.status, Status::Fail);
        assert_eq!(
            check.detail,
            "Payload, character 2: white space inside (and 1 more fault)"
        );
    }

    #[test]
    fn each_serialization_has_its_section() {
        let flat =
            read_json(r#"{"payload":"e30","protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AAAA"}"#);
        let check = judge_format(&flat, &flat.faults);
        assert_eq!(check.detail, "Flattened JSON, strict JSON");
        assert_eq!(check.reference.to_string(), "RFC 7515 §7.2.2");
    }
}
