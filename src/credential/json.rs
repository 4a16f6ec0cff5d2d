//! JSON: serializations and keys (RFC 7515 §7.2, RFC 7516 §7.2, RFC 7517), and tokens in members.

use super::Form;
use super::path::{JsonStep, Path, Step};
use super::text::{PEM, TEXT_AROUND};
use super::unwrap::Finder;
use crate::jose::json::{self, JsonFault, JsonFaultKind};
use crate::report::Json;
use std::ops::Range;
use std::slice;

/// In a longer text that is no JSON as a whole, an object is no longer than this.
const MAX_OBJECT: usize = 1 << 20;

/// What a JSON value is by itself.
fn form_of(value: &Json) -> Option<Form> {
    let has = |name| value.get(name).is_some();
    let is_text = |name| matches!(value.get(name), Some(Json::String(_)));
    if has("ciphertext") || (has("protected") && (has("iv") || has("encrypted_key") || has("tag")))
    {
        return Some(Form::JsonJwe);
    }
    if is_array_of_objects(value.get("recipients")) && (has("protected") || has("iv")) {
        return Some(Form::JsonJwe);
    }
    let is_signed = is_array_of_objects(value.get("signatures")) && !has("keys")
        || has("payload") && (has("signatures") || has("signature"))
        || is_text("protected") && (has("payload") || has("signature"));
    if is_signed {
        return Some(if has_disclosures(value) {
            Form::JsonSdJwt
        } else {
            Form::JsonJws
        });
    }
    if has("kty") {
        return Some(Form::Jwk);
    }
    if let Some(Json::Array(keys)) = value.get("keys")
        && (keys.is_empty() || keys.iter().any(|key| key.members().is_some()))
    {
        return Some(Form::Jwks);
    }
    let is_pem = |value: &Json| {
        value
            .as_str()
            .is_some_and(|t| t.trim_start().starts_with(PEM))
    };
    let members = value.members().unwrap_or_default();
    (!members.is_empty() && members.iter().all(|(_, value)| is_pem(value))).then_some(Form::PemMap)
}

/// What a text that cannot be read to its end was meant to be, by the names that stand in it.
fn form_of_broken(text: &str) -> Option<Form> {
    let has = |name: &str| text.contains(name);
    if has("\"ciphertext\"") && (has("\"protected\"") || has("\"iv\"")) {
        return Some(Form::JsonJwe);
    }
    let is_signed = has("\"payload\"")
        && has("\"protected\"")
        && (has("\"signature\"") || has("\"signatures\""));
    is_signed.then_some(Form::JsonJws)
}

/// Whether an unprotected header holds what an SD-JWT has there (RFC 9901 §8.1).
fn has_disclosures(value: &Json) -> bool {
    let of_list = value.get("signatures").and_then(Json::as_array);
    let headers = of_list.unwrap_or_default().iter().chain([value]);
    let mut headers = headers.filter_map(|signature| signature.get("header"));
    headers.any(|header| header.get("disclosures").is_some() || header.get("kb_jwt").is_some())
}

fn is_array_of_objects(value: Option<&Json>) -> bool {
    let values = value.and_then(Json::as_array).unwrap_or_default();
    values
        .first()
        .is_some_and(|first| first.members().is_some())
}

/// Where reading stopped, where it did not come to the end. [`JsonFaultKind::TooDeep`] counts as
/// the beginning: what was left out is somewhere inside.
fn stopped(faults: &[JsonFault]) -> Option<usize> {
    if faults.len() >= json::MAX_FAULTS {
        return Some(0);
    }
    let stop = faults.iter().find_map(|fault| match fault.kind {
        JsonFaultKind::Empty
        | JsonFaultKind::Truncated
        | JsonFaultKind::Unexpected(_)
        | JsonFaultKind::UnknownWord
        | JsonFaultKind::TrailingText => Some(fault.offset),
        _ => None,
    });
    let is_elided = faults
        .iter()
        .any(|fault| fault.kind == JsonFaultKind::TooDeep);
    if is_elided { Some(0) } else { stop }
}

/// A text that is JSON, as far as it goes.
pub(super) struct Parsed {
    value: Json,
    /// Where the text could not be read on.
    stopped: Option<usize>,
}

impl Parsed {
    /// Reads a text that is one JSON object or array, or the beginning of one that has something in
    /// it.
    pub(super) fn read(text: &str) -> Option<Self> {
        if !text.starts_with(['{', '[']) {
            return None;
        }
        let (value, faults) = json::parse(text.as_bytes());
        let trails = faults.iter().any(|f| f.kind == JsonFaultKind::TrailingText);
        let holds_something = match &value {
            Json::Object(members) => !members.is_empty(),
            Json::Array(values) => values
                .iter()
                .any(|v| v.members().is_some_and(|m| !m.is_empty())),
            _ => false,
        };
        let stopped = stopped(&faults);
        (!trails && (stopped.is_none() || holds_something)).then_some(Self { value, stopped })
    }

    /// Whether all of the text could be read.
    pub(super) fn is_whole(&self) -> bool {
        self.stopped.is_none()
    }
}

/// An object or array on the way through a JSON text.
enum Level<'j> {
    Object(slice::Iter<'j, (String, Json)>),
    Array(std::iter::Enumerate<slice::Iter<'j, Json>>),
}

impl<'j> Level<'j> {
    fn of(value: &'j Json) -> Option<Self> {
        match value {
            Json::Object(members) => Some(Self::Object(members.iter())),
            Json::Array(values) => Some(Self::Array(values.iter().enumerate())),
            _ => None,
        }
    }

    fn next(&mut self) -> Option<(JsonStep<'j>, &'j Json)> {
        match self {
            Self::Object(members) => members.next().map(|(n, v)| (JsonStep::Name(n), v)),
            Self::Array(values) => values.next().map(|(i, v)| (JsonStep::Index(i), v)),
        }
    }
}

impl Finder {
    /// A JSON text: what it is itself, or what stands in its members.
    pub(super) fn json(&mut self, parsed: &Parsed, text: &str, path: &Path<'_>) {
        let is_broken_object = !parsed.is_whole() && text.starts_with('{');
        let by_names = || form_of_broken(text).filter(|_| is_broken_object);
        if let Some(form) = form_of(&parsed.value).or_else(by_names) {
            self.take(form, text, path);
            return;
        }
        self.members(&parsed.value, path);
        if let Some(rest) = parsed.stopped {
            let path = path.within(Step::Plain(TEXT_AROUND));
            self.flat(text, rest..text.len(), &path);
        }
    }

    /// Walks through a JSON value, without recursion.
    fn members(&mut self, value: &Json, path: &Path<'_>) {
        let mut levels: Vec<_> = Level::of(value).into_iter().collect();
        let mut steps = Vec::new();
        while let Some(level) = levels.last_mut() {
            if self.is_full() {
                return;
            }
            let Some((step, value)) = level.next() else {
                levels.pop();
                steps.pop();
                continue;
            };
            steps.push(step);
            if let Json::String(text) = value {
                self.unwrap(text, &path.within(Step::Member(&steps)));
            } else if let Some(form) = form_of(value) {
                // White space between its members is not part of what it says.
                let text = serde_json::to_string(value).unwrap_or_default();
                self.take(form, &text, &path.within(Step::Member(&steps)));
            } else if let Some(level) = Level::of(value) {
                levels.push(level);
                continue;
            }
            steps.pop();
        }
    }

    /// Takes a JSON object that stands in a longer text, and says where it ends. An object that
    /// cannot be read to its end is left to those who look for tokens.
    pub(super) fn object(&mut self, text: &str, start: usize, path: &Path<'_>) -> Option<usize> {
        let rest = text.get(start..)?;
        let (len, looked_at) = object_len(rest.as_bytes(), self.object_budget.min(MAX_OBJECT));
        // Objects that do not end would be looked at again and again.
        self.object_budget = self.object_budget.saturating_sub(looked_at);
        let object = rest.get(..len?)?;
        let parsed = Parsed::read(object).filter(Parsed::is_whole)?;
        self.json(&parsed, object, path);
        Some(start + object.len())
    }
}

/// Where in a range of a text the next object with a member may begin.
pub(super) fn next_object(text: &str, range: Range<usize>) -> Option<usize> {
    let within = text.get(range.clone())?;
    let mut braces = within.match_indices('{').map(|(at, _)| range.start + at);
    braces.find(|at| {
        let inside = text.get(at + 1..).unwrap_or_default();
        inside.trim_ascii_start().starts_with('"')
    })
}

/// The length of an object, by its braces, and how many bytes were looked at.
fn object_len(bytes: &[u8], most: usize) -> (Option<usize>, usize) {
    let mut open = 0_usize;
    let mut in_string = false;
    let mut is_escaped = false;
    let mut looked_at = 0;
    for b in bytes.iter().take(most) {
        looked_at += 1;
        match b {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'{' if !in_string => open += 1,
            b'}' if !in_string => open = open.saturating_sub(1),
            _ => {}
        }
        if open == 0 {
            return (Some(looked_at), looked_at);
        }
    }
    (None, looked_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Option<Form> {
        form_of(&Parsed::read(text)?.value)
    }

    #[test]
    fn serializations_and_keys_are_known_by_their_members() {
        for (text, wanted) in [
            (
                r#"{"payload":"a","signature":"b","protected":"c"}"#,
                Form::JsonJws,
            ),
            (
                r#"{"payload":"a","signatures":[{"signature":"b"}]}"#,
                Form::JsonJws,
            ),
            (r#"{"payload":1,"signature":null}"#, Form::JsonJws),
            (r#"{"protected":"a","signature":"b"}"#, Form::JsonJws),
            (r#"{"signatures":[{"protected":"a"}]}"#, Form::JsonJws),
            (
                r#"{"payload":"a","signature":"b","header":{"disclosures":[]}}"#,
                Form::JsonSdJwt,
            ),
            (
                r#"{"payload":"a","signatures":[{"header":{"kb_jwt":"a"}}]}"#,
                Form::JsonSdJwt,
            ),
            (r#"{"ciphertext":"a"}"#, Form::JsonJwe),
            (r#"{"protected":"a","iv":"b"}"#, Form::JsonJwe),
            (
                r#"{"protected":"a","recipients":[{"encrypted_key":"b"}]}"#,
                Form::JsonJwe,
            ),
            (r#"{"kty":"RSA"}"#, Form::Jwk),
            (r#"{"keys":[]}"#, Form::Jwks),
            (r#"{"keys":[{"kty":"RSA"}]}"#, Form::Jwks),
            (r#"{"a":"-----BEGIN CERTIFICATE-----\n"}"#, Form::PemMap),
        ] {
            assert_eq!(form(text), Some(wanted), "{text}");
        }
        for text in [
            "{}",
            r#"{"a":1}"#,
            r#"{"keys":["a"]}"#,
            r#"{"keys":{}}"#,
            r#"{"a":"-----BEGIN A-----","b":1}"#,
            r#"{"iv":"a","value":"b","mac":"c","tag":""}"#,
            "[]",
            r#"{"payload":"a"}"#,
        ] {
            assert_eq!(form(text), None, "{text}");
        }
    }

    #[test]
    fn a_serialization_that_was_cut_is_still_known() {
        for (text, wanted) in [
            (r#"{"payload":"abc","protected":"eyJ"#, Form::JsonJws),
            (r#"{"payload":"abc","signatures":[{"prot"#, Form::JsonJws),
            (r#"{"protected":"abc","encrypted_key":"d"#, Form::JsonJwe),
            (r#"{"kty":"RSA","n":"abc"#, Form::Jwk),
            (r#"{"keys":[{"kty":"RSA","n":"ab"#, Form::Jwks),
        ] {
            assert_eq!(form(text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_begins_with_a_brace_is_not_yet_json() {
        for text in [
            "{",
            "{alg:none}",
            "{{a}}",
            "[INFO] a",
            "[2024-01-01] a",
            "{} {}",
            "[[[[",
        ] {
            assert!(Parsed::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn an_object_ends_at_its_own_brace() {
        assert_eq!(object_len(br#"{"a":"}\"}","b":{}} c"#, 99), (Some(19), 19));
        assert_eq!(object_len(br#"{"a":{"#, 99), (None, 6));
        assert_eq!(object_len(br#"{"a":1}"#, 3), (None, 3));
        assert_eq!(next_object("{ {x} {\n \"a", 1..8), Some(6));
        assert_eq!(next_object("{ {x} {\n \"a", 1..6), None);
    }
}
