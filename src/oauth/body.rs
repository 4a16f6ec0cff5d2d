//! What a body holds: its content type first, then what it looks like.

use super::quirk::Quirk;
use crate::jose::json::{self, JsonFaultKind};
use crate::report::Json;
use crate::wire::{Field, Reading, Response, Tree, Value};
use std::collections::HashSet;
use url::form_urlencoded;

/// A body, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Decoded {
    /// There is none.
    Empty,
    /// An object: JSON, or a form, whose values are then strings.
    Members(Json),
    /// JSON that is no object.
    Other(Json),
    /// JSON that is broken, or in which a name occurs twice: why.
    Broken(String),
    /// A web page.
    Page,
    /// A JWT (RFC 7519 §10.3.1).
    Jwt(String),
    /// Other text.
    Text,
    /// No text.
    Bytes,
}

/// Reads the body of an answer, and notes in it what was read. `may_be_seen` is asked for each
/// value in it.
pub(super) fn decode(
    response: &mut Response,
    may_be_seen: &dyn Fn(&[&str]) -> bool,
) -> (Decoded, Vec<Quirk>) {
    let mut quirks = Vec::new();
    let called = response.content_type();
    let (decoded, reading) = {
        let body = response.body.expose();
        read(body, called.as_deref(), may_be_seen, &mut quirks)
    };
    response.reading = Some(reading);
    (decoded, quirks)
}

fn read(
    body: &[u8],
    called: Option<&str>,
    may_be_seen: &dyn Fn(&[&str]) -> bool,
    quirks: &mut Vec<Quirk>,
) -> (Decoded, Reading) {
    let is_json = |name: &str| name == "application/json" || name.ends_with("+json");
    let is_form = called == Some("application/x-www-form-urlencoded");
    let Ok(text) = std::str::from_utf8(body) else {
        return (Decoded::Bytes, Reading::Bytes);
    };
    let bare = text.trim_start_matches('\u{feff}').trim();
    let hidden = |decoded| (decoded, Reading::Text(Value::secret(text)));
    match bare.chars().next() {
        None => return (Decoded::Empty, Reading::Empty),
        Some('<') => return hidden(Decoded::Page),
        Some('{' | '[' | '"') => {}
        Some(_) if is_form || looks_like_form(bare) => {
            if called.is_some_and(is_json) {
                quirks.push(Quirk::CalledOtherwise("JSON", "form-encoded"));
            } else if is_form {
                quirks.push(Quirk::FormEncoded);
            } else {
                quirks.push(Quirk::ContentType(called.unwrap_or("nothing").to_owned()));
                quirks.push(Quirk::FormEncoded);
            }
            return form(bare, may_be_seen);
        }
        Some(_) if looks_like_jwt(bare) => return hidden(Decoded::Jwt(bare.to_owned())),
        Some(_) if !called.is_some_and(is_json) => return hidden(Decoded::Text),
        Some(_) => {}
    }
    let (json, faults) = json::parse(body);
    let is_harmless = |kind: &JsonFaultKind| matches!(kind, JsonFaultKind::ByteOrderMark);
    if let Some(fault) = faults.iter().find(|fault| !is_harmless(&fault.kind)) {
        return hidden(Decoded::Broken(fault.to_string()));
    }
    if !faults.is_empty() {
        quirks.push(Quirk::ByteOrderMark);
    }
    match called {
        Some(name) if is_json(name) => {}
        Some(_) if is_form => quirks.push(Quirk::CalledOtherwise("a form", "JSON")),
        other => quirks.push(Quirk::ContentType(other.unwrap_or("nothing").to_owned())),
    }
    let reading = Reading::Json(Tree::of(&json, may_be_seen));
    match json {
        Json::Object(_) => (Decoded::Members(json), reading),
        other => (Decoded::Other(other), reading),
    }
}

fn form(text: &str, may_be_seen: &dyn Fn(&[&str]) -> bool) -> (Decoded, Reading) {
    let mut members: Vec<(String, Json)> = Vec::new();
    let mut fields = Vec::new();
    let mut twice = None;
    let mut names = HashSet::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        fields.push(if may_be_seen(&[&name]) {
            Field::plain(name.clone(), value.clone())
        } else {
            Field::secret(name.clone(), value.clone())
        });
        if !names.insert(name.clone().into_owned()) {
            twice.get_or_insert_with(|| format!("the name {name:?} occurs twice"));
        }
        members.push((name.into_owned(), Json::String(value.into_owned())));
    }
    let decoded = match twice {
        Some(why) => Decoded::Broken(why),
        None => Decoded::Members(Json::Object(members)),
    };
    (decoded, Reading::Form(fields))
}

/// `name=value`, without a blank, and the name as parameters are named. What ends in nothing but
/// `=` may be a token in base64, which would be shown if it were taken for a name.
fn looks_like_form(text: &str) -> bool {
    let (name, value) = text.split_once('=').unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '%');
    !name.is_empty()
        && name.chars().all(is_name)
        && value.chars().any(|c| c != '=')
        && !text.contains(char::is_whitespace)
}

/// Three or five parts in base64url, of which the first is a JSON object.
pub(super) fn looks_like_jwt(text: &str) -> bool {
    let is_base64url = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let parts: Vec<_> = text.split('.').collect();
    matches!(parts.len(), 3 | 5)
        && text.starts_with("ey")
        && parts.iter().all(|part| part.chars().all(is_base64url))
}

/// Of the answer of a token endpoint only what is known to be harmless may be seen.
pub(super) fn seen_in_token_answer(path: &[&str]) -> bool {
    const SEEN: &[&str] = &[
        "error",
        "error_description",
        "error_uri",
        "error_codes",
        "status",
        "message",
        "type",
        "errorCode",
        "errorSummary",
        "trace_id",
        "correlation_id",
        "timestamp",
        "token_type",
        "expires_in",
        "ext_expires_in",
        "refresh_token_expires_in",
        "refresh_expires_in",
        "refresh_expires",
        "scope",
        "scopes",
        "issued_token_type",
        "warning",
        "needed",
        "provided",
        "id",
        "name",
        "app_id",
        "user_id",
        "bot_user_id",
        "stripe_user_id",
        "livemode",
        "ok",
        "verification_uri",
        "verification_url",
        "user_code",
        "interval",
        "created_at",
        "expires",
        "expires_at",
        "expires_on",
        "not_before",
        "not-before-policy",
    ];
    let Some((name, above)) = path.split_last() else {
        return false;
    };
    // A code is an authorization code, unless it is that of an error (Facebook).
    let is_of_error = matches!(path, ["error", "code" | "error_subcode"]);
    let is_seen = SEEN.contains(name) || is_of_error;
    // What is harmless by its name is not, where it stands inside a token.
    is_seen && !above.iter().any(|name| is_hidden_name(name))
}

/// Of claims all may be seen that are not called tokens, secrets or keys: the person asked who
/// signed in, or what a token is worth.
pub(super) fn seen_in_claims(path: &[&str]) -> bool {
    !path.iter().any(|name| is_hidden_name(name))
}

/// Whether what is called so is likely to be a credential: `id_token_hint`, `client_secret`.
pub(super) fn is_hidden_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    let hidden = [
        "token",
        "secret",
        "password",
        "passwd",
        "passphrase",
        "assertion",
        "jwt",
        "api_key",
        "apikey",
        "access_key",
        "private_key",
        "credential",
    ];
    let kinds = ["token_type", "token_type_hint"];
    hidden.iter().any(|word| name.contains(word)) && !kinds.iter().any(|kind| name.ends_with(kind))
}
