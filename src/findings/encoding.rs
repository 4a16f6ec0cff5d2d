//! How the token is written: base64url, JSON, its size.

use super::Rule;
use super::token::Token;
use super::words::{listed, quoted};
use crate::jose::base64url::{self, Base64FaultKind};
use crate::jose::json::{self, JsonFaultKind};
use crate::report::{Finding, Json, Payload, Reference, Segment, Serialization, Severity};

pub(super) const BASE64URL: Rule = Rule {
    id: "loose-base64url",
    severity: Severity::Low,
    title: "Loose base64url",
    meaning: "Padding, + or /, white space or unused bits give one token several spellings",
    reference: Reference::rfc(7515, "2"),
};

pub(super) const DUPLICATE_NAMES: Rule = Rule {
    id: "duplicate-names",
    severity: Severity::High,
    title: "Name occurs twice",
    meaning: "A member occurs twice, and readers differ in which of the two they take",
    reference: Reference::rfc(8725, "2.6"),
};

pub(super) const JSON: Rule = Rule {
    id: "loose-json",
    severity: Severity::Low,
    title: "Loose JSON",
    meaning: "A byte order mark, bytes that are not UTF-8, more text at the end or great depth: some readers take it, others do not",
    reference: Reference::rfc(8259, "8.1"),
};

pub(super) const LARGE_NUMBER: Rule = Rule {
    id: "large-number",
    severity: Severity::Low,
    title: "Number loses digits",
    meaning: "An integer beyond 2^53 is another number in JavaScript and wherever numbers are doubles",
    reference: Reference::rfc(8259, "6"),
};

pub(super) const LARGE_TOKEN: Rule = Rule {
    id: "large-token",
    severity: Severity::Low,
    title: "Large token",
    meaning: "Over 4 KB a token does not fit into a cookie, over 8 KB not into the headers that many servers take",
    reference: Reference::rfc(6265, "6.1"),
};

/// What a browser keeps of a cookie, its name and attributes included (RFC 6265 §6.1), in bytes.
const MAX_COOKIE: usize = 4_096;

/// What common servers take of all headers, or of one line, as they come, in bytes.
const MAX_HEADER: usize = 8_192;

/// The largest integer up to which a double holds every one.
const MAX_SAFE_INTEGER: i128 = 1 << 53;

/// Base64url that is not canonical, and what is loose about it.
pub(super) fn base64url(token: &Token<'_>) -> Option<Finding> {
    if token.faults.is_empty() {
        return None;
    }
    let mut said: Vec<&str> = Vec::new();
    let signature = token.jws.signatures.first();
    let is_encoded = signature.is_none_or(|s| s.is_payload_encoded());
    for (segment, range, _) in &token.jws.pieces {
        if *segment == Segment::Payload && !is_encoded {
            continue;
        }
        let text = token.text.get(range.clone()).unwrap_or_default();
        for fault in base64url::decode(text).1 {
            let what = match fault.kind {
                Base64FaultKind::Padding => "padding",
                Base64FaultKind::StandardAlphabet => "+ or /",
                Base64FaultKind::WhiteSpace => "white space",
                // What was cut short ends anywhere.
                Base64FaultKind::TrailingBits if token.is_whole() => "unused bits that are set",
                _ => continue,
            };
            if !said.contains(&what) {
                said.push(what);
            }
        }
    }
    if said.is_empty() {
        return None;
    }
    let detail = format!(
        "There is {}: strict readers refuse it, and for lax ones the same token has several \
         spellings, which slips past lists of revoked tokens; encode it anew, without padding",
        listed(&said)
    );
    Some(BASE64URL.found(Severity::Low, detail))
}

/// The JSON faults of headers and payload, read anew for their kinds.
fn json_faults(token: &Token<'_>) -> Vec<JsonFaultKind> {
    if token.faults.is_empty() {
        return Vec::new();
    }
    let mut kinds = Vec::new();
    let mut read = |bytes: &[u8]| {
        if !bytes.is_empty() {
            kinds.extend(json::parse(bytes).1.into_iter().map(|fault| fault.kind));
        }
    };
    if token.jws.serialization != Serialization::Compact {
        read(token.text.as_bytes());
    }
    for signature in &token.jws.signatures {
        read(&base64url::decode(&signature.protected_text).0);
    }
    if let Payload::Json(_) = token.jws.payload {
        read(&token.jws.payload_bytes);
    }
    kinds
}

/// A name that occurs twice in the same object.
pub(super) fn duplicate_names(token: &Token<'_>) -> Option<Finding> {
    /// What a reader decides by.
    const DECIDING: [&str; 14] = [
        "alg", "kid", "jwk", "crit", "typ", "iss", "sub", "aud", "exp", "nbf", "scope", "scp",
        "roles", "role",
    ];
    let mut names: Vec<String> = Vec::new();
    for kind in json_faults(token) {
        if let JsonFaultKind::DuplicateName(name) = kind
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    if names.is_empty() {
        return None;
    }
    let is_deciding = |name: &String| DECIDING.contains(&name.as_str());
    let severity = if names.iter().any(is_deciding) {
        Severity::High
    } else {
        Severity::Medium
    };
    let shown: Vec<_> = names.iter().map(|name| quoted(name)).collect();
    let detail = format!(
        "{}: one reader takes the first and another the last, so what is checked need not be what \
         is used; refuse the token and have the issuer write each name once",
        listed(&shown)
    );
    Some(DUPLICATE_NAMES.found(severity, detail))
}

/// JSON that some readers take and others do not.
pub(super) fn json(token: &Token<'_>) -> Option<Finding> {
    let mut said: Vec<&str> = Vec::new();
    for kind in json_faults(token) {
        let what = match kind {
            JsonFaultKind::ByteOrderMark => "a byte order mark",
            JsonFaultKind::InvalidUtf8 => "bytes that are not UTF-8",
            JsonFaultKind::TooDeep => "nesting that overflows some readers",
            JsonFaultKind::TrailingText => "more text after the JSON",
            _ => continue,
        };
        if !said.contains(&what) {
            said.push(what);
        }
    }
    if said.is_empty() {
        return None;
    }
    let detail = format!(
        "There is {}: some readers refuse it and others read past it, each to another value; have \
         the issuer write plain UTF-8 JSON and nothing else",
        listed(&said)
    );
    Some(JSON.found(Severity::Low, detail))
}

/// Integers that a double cannot hold. Times have rules of their own.
pub(super) fn large_number(token: &Token<'_>) -> Option<Finding> {
    const TIMES: [&str; 3] = ["exp", "nbf", "iat"];
    let is_time = |name: &str| TIMES.contains(&name);
    let mut names: Vec<String> = Vec::new();
    for (name, value) in token.claims() {
        if !is_time(name) && holds_large(value) {
            names.push(quoted(name));
        }
    }
    if names.is_empty() {
        return None;
    }
    let detail = format!(
        "{}: readers that keep numbers as doubles round it, and two that differ in the last digits \
         become one; have the issuer write it as a string",
        listed(&names)
    );
    Some(LARGE_NUMBER.found(Severity::Low, detail))
}

/// Whether a value is or holds such an integer. As deep as [`json::MAX_DEPTH`] at most.
fn holds_large(value: &Json) -> bool {
    match value {
        Json::Number(digits) => {
            let bare = digits.strip_prefix('-').unwrap_or(digits);
            let is_integer = !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit());
            let beyond = |n: i128| !(-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&n);
            is_integer && digits.parse().map_or(true, beyond)
        }
        Json::Array(values) => values.iter().any(holds_large),
        Json::Object(members) => members.iter().any(|(_, value)| holds_large(value)),
        _ => false,
    }
}

/// A token that many places cannot carry.
pub(super) fn large_token(token: &Token<'_>) -> Option<Finding> {
    let bytes = token.text.len();
    if token.jws.serialization != Serialization::Compact || bytes <= MAX_COOKIE {
        return None;
    }
    Some(if bytes > MAX_HEADER {
        let detail = format!(
            "It has {bytes} bytes, and many servers take {MAX_HEADER} of headers: leave out claims \
             that can be asked for, such as groups, or send a reference"
        );
        LARGE_TOKEN.found(Severity::Low, detail)
    } else {
        let detail = format!(
            "It has {bytes} bytes and a cookie holds {MAX_COOKIE}: in a cookie it is cut or dropped \
             without a word; in a header it still fits"
        );
        LARGE_TOKEN.found(Severity::Info, detail)
    })
}
