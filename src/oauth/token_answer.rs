//! The answer of a token endpoint, read leniently: every provider that people use is understood,
//! and each of its quirks is named (RFC 6749 §5).

use super::body::{Decoded, decode, seen_in_token_answer};
use super::issuer::shown;
use super::{Quirk, Tokens};
use crate::report::{Json, Secret};
use crate::wire::Response;

/// What a server says went wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerError {
    /// The code: `invalid_grant`. Of a provider without codes what it has instead.
    pub code: String,
    /// `error_description`, or what the provider has instead.
    pub description: Option<String>,
    /// `error_uri`.
    pub uri: Option<String>,
}

/// A token answer, read.
#[derive(Clone, Debug)]
pub enum TokenAnswer {
    /// There are tokens.
    Tokens(Box<Tokens>),
    /// The server refused.
    Error(ServerError),
    /// It is nothing that a token endpoint answers: why, in one sentence.
    Unreadable(String),
}

/// Reads the answer of a token endpoint and notes in it what may be seen. `now` is when it came,
/// in seconds since 1970-01-01T00:00:00Z.
pub fn read_token_answer(response: &mut Response, now: i64) -> (TokenAnswer, Vec<Quirk>) {
    let (decoded, mut quirks) = decode(response, &seen_in_token_answer);
    let status = response.status;
    let answer = match decoded {
        Decoded::Members(json) => members(&json, status, now, &mut quirks),
        other => TokenAnswer::Unreadable(unreadable(&other, status)),
    };
    (answer, quirks)
}

/// Why a body is no answer.
pub(super) fn unreadable(decoded: &Decoded, status: u16) -> String {
    match decoded {
        Decoded::Empty => format!("Answered {status} without a body"),
        Decoded::Page => format!("Answered {status} with a web page, not with JSON"),
        Decoded::Broken(why) => format!("Answered {status} with what is not clear: {why}"),
        Decoded::Other(json) => {
            format!(
                "Answered {status} with {}, not with an object",
                json.type_name()
            )
        }
        Decoded::Jwt(_) => format!("Answered {status} with a JWT, not with JSON"),
        Decoded::Text => format!("Answered {status} with text that is not JSON"),
        Decoded::Bytes => format!("Answered {status} with bytes that are no text"),
        Decoded::Members(_) => format!("Answered {status} without a token and without an error"),
    }
}

fn members(json: &Json, status: u16, now: i64, quirks: &mut Vec<Quirk>) -> TokenAnswer {
    let is_success = (200..300).contains(&status);
    if let Some(error) = read_error(json, status, quirks) {
        if is_success {
            quirks.push(Quirk::ErrorWithSuccess(status));
        }
        return TokenAnswer::Error(error);
    }
    if !is_success {
        return TokenAnswer::Unreadable(format!(
            "Answered {status} without an error that is known"
        ));
    }
    match tokens(json, now, quirks) {
        Ok(tokens) => {
            if status != 200 {
                quirks.push(Quirk::Status(status));
            }
            TokenAnswer::Tokens(Box::new(tokens))
        }
        Err(why) => TokenAnswer::Unreadable(why),
    }
}

/// The error of an answer, in any of the forms in which providers write one.
pub(super) fn read_error(json: &Json, status: u16, quirks: &mut Vec<Quirk>) -> Option<ServerError> {
    let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
    let described = |code: String| ServerError {
        code,
        description: text("error_description"),
        uri: text("error_uri"),
    };
    match json.get("error") {
        Some(Json::String(code)) if json.get("ok") == Some(&Json::Bool(false)) => {
            quirks.push(Quirk::OkFalse);
            return Some(described(code.clone()));
        }
        Some(Json::String(code)) if !code.is_empty() => {
            let mut error = described(code.clone());
            if error.description.is_none()
                && let Some(message) = text("message")
            {
                quirks.push(Quirk::StatusMessage);
                error.description = Some(message);
            }
            return Some(error);
        }
        Some(object @ Json::Object(_)) => {
            quirks.push(Quirk::ErrorObject);
            let first = ["type", "code", "status"].iter().find_map(|name| {
                let value = object.get(name)?;
                let number = value.as_number();
                value.as_str().or(number).map(str::to_owned)
            });
            let message = object.get("message").and_then(Json::as_str);
            return Some(ServerError {
                code: first.unwrap_or_else(|| status.to_string()),
                description: message.map(str::to_owned),
                uri: None,
            });
        }
        _ => {}
    }
    if json.get("ok") == Some(&Json::Bool(false)) {
        quirks.push(Quirk::OkFalse);
        return Some(described("not ok".to_owned()));
    }
    if (200..300).contains(&status) && json.get("access_token").is_some() {
        return None;
    }
    if let Some(code) = text("errorCode") {
        quirks.push(Quirk::OwnErrorNames("errorCode"));
        return Some(ServerError {
            code,
            description: text("errorSummary"),
            uri: None,
        });
    }
    let number = |name: &str| json.get(name).and_then(Json::as_number).map(str::to_owned);
    let is_failure = !(200..300).contains(&status);
    if let Some(message) = text("message").filter(|_| is_failure || number("status").is_some()) {
        quirks.push(Quirk::StatusMessage);
        let code = text("status").or_else(|| number("status"));
        return Some(ServerError {
            code: code.unwrap_or_else(|| status.to_string()),
            description: Some(message),
            uri: None,
        });
    }
    None
}

fn tokens(json: &Json, now: i64, quirks: &mut Vec<Quirk>) -> Result<Tokens, String> {
    let secret = |from: &Json, name: &str| match from.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) if text.is_empty() => Ok(None),
        Some(Json::String(text)) => Ok(Some(Secret::from(text.clone()))),
        Some(other) => Err(format!(
            "{name} is {}, not a string (RFC 6749 §5.1)",
            other.type_name()
        )),
    };
    let mut from = json;
    if secret(json, "access_token")?.is_none()
        && let Some(user) = json.get("authed_user")
        && secret(user, "access_token")?.is_some()
    {
        quirks.push(Quirk::AuthedUser);
        from = user;
    }
    let mut tokens = Tokens {
        access_token: secret(from, "access_token")?,
        refresh_token: secret(from, "refresh_token")?,
        id_token: secret(json, "id_token")?,
        ..Tokens::default()
    };
    if tokens.access_token.is_none() && tokens.id_token.is_none() {
        let names = json.members().unwrap_or_default().iter();
        let names: Vec<_> = names.map(|(name, _)| name.as_str()).take(8).collect();
        return Err(format!(
            "There is no access_token in the answer, only: {}",
            shown(&names.join(", "))
        ));
    }
    tokens.is_refresh_token_new = tokens.refresh_token.is_some();
    match from.get("token_type") {
        Some(Json::String(text)) if !text.is_empty() => tokens.token_type = Some(text.clone()),
        None | Some(Json::Null | Json::String(_)) => quirks.push(Quirk::NoTokenType),
        Some(other) => return Err(format!("token_type is {}", other.type_name())),
    }
    tokens.scope = scope(from.get("scope"), quirks);
    tokens.expires_in = match from.get("expires_in") {
        None | Some(Json::Null) => None,
        Some(value) => {
            let (seconds, is_text) = match value {
                Json::Number(digits) => (whole(digits), false),
                Json::String(text) => (whole(text), true),
                _ => (None, false),
            };
            match seconds {
                None => quirks.push(Quirk::ExpiresInUnread),
                Some(_) if is_text => quirks.push(Quirk::ExpiresInText),
                Some(_) => {}
            }
            seconds
        }
    };
    tokens.expires_at = tokens.expires_in.and_then(|s| now.checked_add(s));
    Ok(tokens)
}

/// Scopes as a list, however they are written.
fn scope(json: Option<&Json>, quirks: &mut Vec<Quirk>) -> Option<Vec<String>> {
    let split = |text: &str| {
        let parts = text.split([' ', ',']).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect::<Vec<_>>()
    };
    match json? {
        Json::String(text) => {
            if text.contains(',') {
                quirks.push(Quirk::CommaScope);
            }
            Some(split(text))
        }
        Json::Array(values) => {
            quirks.push(Quirk::ScopeArray);
            Some(
                values
                    .iter()
                    .filter_map(Json::as_str)
                    .flat_map(split)
                    .collect(),
            )
        }
        _ => None,
    }
}

/// A number of seconds; a fraction is left off, nonsense is none.
fn whole(digits: &str) -> Option<i64> {
    let seconds: f64 = digits.trim().parse().ok()?;
    let is_sensible = seconds.is_finite() && (0.0..1e12).contains(&seconds);
    is_sensible.then_some(seconds as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Show;

    /// What providers answer, with the tokens replaced; `README.md` beside it says where each was
    /// seen.
    const RECORDED: &str = include_str!("../../tests/data/oauth/token_answers.json");

    #[test]
    fn every_recorded_answer_is_understood_and_its_quirks_are_named() {
        let cases: serde_json::Value = serde_json::from_str(RECORDED).unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for case in cases.as_array().unwrap() {
            let name = case["name"].as_str().unwrap();
            assert!(
                case["source"].is_string(),
                "{name} says not where it is from"
            );
            let text = |member: &str| case[member].as_str().map(str::to_owned);
            let headers = text("type").map(|t| ("Content-Type".to_owned(), t));
            let body = text("body").unwrap().into_bytes();
            let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
            let mut response = Response::new(status, headers.into_iter().collect(), body);
            let (answer, quirks) = read_token_answer(&mut response, 1_000);
            let ids: Vec<_> = quirks.iter().map(Quirk::id).collect();
            seen.extend(ids.iter().copied());
            assert_eq!(serde_json::json!(ids), case["quirks"], "{name}");
            match &answer {
                TokenAnswer::Tokens(tokens) => {
                    let said = serde_json::to_value(tokens.to_json(Show::Revealed)).unwrap();
                    assert_eq!(said, case["tokens"], "{name}");
                }
                TokenAnswer::Error(error) => {
                    let said = serde_json::json!([error.code, error.description]);
                    assert_eq!(said, case["error"], "{name}");
                }
                TokenAnswer::Unreadable(why) => {
                    assert_eq!(case["unreadable"], why.as_str(), "{name}");
                }
            }
            let masked = response.raw_text(Show::Masked);
            let masked = format!("{masked:?}{response:?}{answer:?}");
            assert!(!masked.contains("hunter2"), "{name}: {masked}");
        }
        for id in [
            "quirk-form-encoded",
            "quirk-content-type",
            "quirk-byte-order-mark",
            "quirk-error-with-success",
            "quirk-ok-false",
            "quirk-comma-scope",
            "quirk-scope-array",
            "quirk-expires-in-text",
            "quirk-no-token-type",
            "quirk-status",
            "quirk-own-error",
            "quirk-authed-user",
        ] {
            assert!(seen.contains(id), "no recorded answer has the {id}");
        }
    }

    /// It was "understood all the same", and nothing was known of the end.
    #[test]
    fn an_expires_in_that_is_no_number_of_seconds_is_not_called_understood() {
        for (value, id, seconds) in [
            ("\"abc\"", Some("quirk-expires-in-unread"), None),
            ("\"\"", Some("quirk-expires-in-unread"), None),
            ("-5", Some("quirk-expires-in-unread"), None),
            ("{}", Some("quirk-expires-in-unread"), None),
            ("\"60\"", Some("quirk-expires-in-text"), Some(60)),
            ("60", None, Some(60)),
            ("null", None, None),
        ] {
            let body =
                format!(r#"{{"access_token":"a","token_type":"Bearer","expires_in":{value}}}"#);
            let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
            let mut response = Response::new(200, headers, body.into_bytes());
            let (answer, quirks) = read_token_answer(&mut response, 0);
            let TokenAnswer::Tokens(tokens) = answer else {
                panic!("{answer:?}")
            };
            assert_eq!(tokens.expires_in, seconds, "{value}");
            assert_eq!(quirks.first().map(Quirk::id), id, "{value}");
            let told = quirks.first().map(|quirk| quirk.finding("A").detail);
            let is_understood = told.is_some_and(|told| told.contains("was understood"));
            assert_eq!(is_understood, id.is_some() && seconds.is_some(), "{value}");
        }
    }

    #[test]
    fn a_name_that_occurs_twice_is_refused() {
        for (called, body) in [
            (
                "application/json",
                r#"{"access_token":"a","access_token":"b"}"#,
            ),
            (
                "application/x-www-form-urlencoded",
                "access_token=a&access_token=b",
            ),
        ] {
            let headers = vec![("content-type".to_owned(), called.to_owned())];
            let mut response = Response::new(200, headers, body.as_bytes().to_vec());
            let (answer, _) = read_token_answer(&mut response, 0);
            let TokenAnswer::Unreadable(why) = answer else {
                panic!("{answer:?}")
            };
            assert!(why.contains("occurs twice"), "{why}");
        }
    }

    #[test]
    fn a_bare_token_that_ends_in_padding_is_no_form_whose_name_is_shown() {
        for body in ["aHVudGVyMi1odW50ZXIy=", "aHVudGVyMi1odW50ZXI==", "a.b=="] {
            let headers = vec![("content-type".to_owned(), "text/plain".to_owned())];
            let mut response = Response::new(200, headers, body.as_bytes().to_vec());
            let (answer, _) = read_token_answer(&mut response, 0);
            let masked = format!(
                "{answer:?}{response:?}{:?}",
                response.raw_text(Show::Masked)
            );
            let bare = body.trim_end_matches('=');
            assert!(!masked.contains(bare), "{masked}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_answer_ends_in_a_value(status in 100u16..600, called in ".*", body in ".*") {
            let headers = vec![("content-type".to_owned(), called)];
            let mut response = Response::new(status, headers, body.into_bytes());
            let _ = read_token_answer(&mut response, 0);
            let _ = response.raw_text(Show::Masked);
        }
    }

    #[test]
    fn a_form_of_very_many_names_is_read_once() {
        let form: Vec<String> = (0..50_000).map(|i| format!("n{i}=1")).collect();
        let headers = vec![(
            "Content-Type".to_owned(),
            "application/x-www-form-urlencoded".to_owned(),
        )];
        let mut response = Response::new(200, headers, form.join("&").into_bytes());
        let start = std::time::Instant::now();
        let (answer, _) = read_token_answer(&mut response, 0);
        assert!(matches!(answer, TokenAnswer::Unreadable(_)));
        assert!(start.elapsed().as_secs() < 2, "{:?}", start.elapsed());
    }
}
