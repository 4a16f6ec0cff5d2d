//! What is copied to the clipboard, and what of it a stranger may see.

use super::model::{Level, Model};
use super::registry::{Sort, known};
use super::update::tell;
use super::{Copied, Effect};
use crate::jose::base64url;
use crate::jose::jws::{NewSignature, read_compact, read_json, rewrite};
use crate::report::{Json, Kind, Payload, Report, Serialization, shell_word};

/// What stands in the place of a value that is kept back.
const REDACTED: &str = "[redacted]";

pub(super) fn copy(model: &mut Model, what: &Copied) -> Vec<Effect> {
    let Some(report) = model.report() else {
        return Vec::new();
    };
    let (text, told) = match what {
        Copied::Token => (Some(report.text.clone()), "The token was copied"),
        Copied::Header => (
            report.header.as_ref().and_then(pretty),
            "The header was copied as JSON",
        ),
        Copied::Claims => (payload(report), "The payload was copied"),
        Copied::Authorization => (
            Some(format!("Authorization: Bearer {}", one_line(&report.text))),
            "The header line was copied; it opens what the token opens",
        ),
        Copied::Curl => (
            Some(curl(report)),
            "The curl command was copied; put your address into it",
        ),
        Copied::Redacted => (
            redacted(report),
            "A copy without signature and personal values was copied",
        ),
        Copied::RedactedToken => (
            redacted_token(report),
            "A token without signature and personal values was copied; it opens nothing",
        ),
    };
    let Some(text) = text else {
        return Vec::new();
    };
    tell(model, Level::Done, told, false);
    vec![Effect::Copy(text)]
}

fn pretty(json: &Json) -> Option<String> {
    serde_json::to_string_pretty(json).ok()
}

fn payload(report: &Report) -> Option<String> {
    match &report.payload {
        Some(Payload::Text(text)) => Some(text.clone()),
        Some(payload) => serde_json::to_string_pretty(payload).ok(),
        None => None,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A curl command with the token; the address is the token's audience, where that is one.
fn curl(report: &Report) -> String {
    let audience = report.claims().iter().find(|(name, _)| name == "aud");
    let first = audience.and_then(|(_, aud)| match aud {
        Json::Array(values) => values.first().and_then(Json::as_str),
        one => one.as_str(),
    });
    let is_address = |aud: &&str| aud.starts_with("https://");
    let url = first.filter(is_address).unwrap_or("https://api.example/");
    let header = format!("Authorization: Bearer {}", one_line(&report.text));
    format!("curl -H {} {}", shell_word(&header), shell_word(url))
}

/// Header and claims as JSON, without the signature, and without each value that is personal,
/// secret, or unknown: what nothing is known of may be either.
fn redacted(report: &Report) -> Option<String> {
    let header = report.header.clone().unwrap_or(Json::Null);
    let payload = redacted_payload(report).unwrap_or(Json::Null);
    let all = Json::Object(vec![
        ("header".into(), header),
        ("payload".into(), payload),
        ("signature".into(), Json::String(REDACTED.into())),
    ]);
    pretty(&all)
}

/// The payload without each value that is to be kept back; of what is no object nothing is left.
fn redacted_payload(report: &Report) -> Option<Json> {
    let Some(claims) = report.payload.as_ref()?.claims() else {
        return Some(Json::String(REDACTED.into()));
    };
    let claims = claims.iter();
    let claims = claims.map(|(name, value)| (name.clone(), redacted_value(name, value)));
    Some(Json::Object(claims.collect()))
}

/// What stands in the place of a signature: base64url that a person reads.
const NO_SIGNATURE: &str = "redacted";

/// Whether a text is a token of which a redacted one can be made.
pub(super) fn can_redact(report: &Report) -> bool {
    report.kind == Kind::Jws && report.header.is_some() && report.serialization.is_some()
}

/// A token in the same form that is read as this one and opens nothing: the headers are as they
/// are, each value of the payload that is to be kept back is replaced, and so are the signatures.
fn redacted_token(report: &Report) -> Option<String> {
    let serialization = report.serialization.filter(|_| can_redact(report))?;
    let jws = match serialization {
        Serialization::Compact => read_compact(&report.text),
        Serialization::Flattened | Serialization::General => read_json(&report.text),
    };
    let payload = match redacted_payload(report) {
        Some(Json::String(text)) => base64url::encode(text.as_bytes()),
        Some(json) => base64url::encode(serde_json::to_string(&json).ok()?.as_bytes()),
        None => String::new(),
    };
    let signatures = jws.signatures.into_iter();
    let signatures = signatures.map(|signature| NewSignature {
        protected: signature.protected_text,
        unprotected: signature.unprotected,
        // What nobody signed has none, and is read so.
        value: if signature.bytes.is_empty() {
            String::new()
        } else {
            NO_SIGNATURE.to_owned()
        },
    });
    let signatures: Vec<_> = signatures.collect();
    Some(rewrite(&report.text, serialization, &payload, &signatures))
}

fn redacted_value(name: &str, value: &Json) -> Json {
    let sort = known(name).map(|claim| claim.sort);
    match (sort, value) {
        (_, Json::Bool(_) | Json::Null) | (Some(Sort::Plain | Sort::Time), _) => value.clone(),
        _ => Json::String(REDACTED.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::{Question, inspect};

    fn report(claims: &[(&str, Json)]) -> Report {
        let mut report = Report::new(Kind::Jws, "a.b.c");
        let members = claims.iter().map(|(n, v)| ((*n).to_owned(), v.clone()));
        report.header = Some(Json::Object(vec![(
            "alg".into(),
            Json::String("HS256".into()),
        )]));
        report.payload = Some(Payload::Json(Json::Object(members.collect())));
        report
    }

    fn text(text: &str) -> Json {
        Json::String(text.into())
    }

    #[test]
    fn what_is_personal_secret_or_unknown_is_kept_back() {
        let told = redacted(&report(&[
            ("iss", text("https://id.example")),
            ("exp", Json::Number("1795446000".into())),
            ("sub", text("ada-17")),
            ("email", text("ada@example.com")),
            ("nonce", text("n-0S6")),
            ("employee", Json::Number("4711".into())),
            ("admin", Json::Bool(true)),
        ]))
        .unwrap();
        for kept in [
            "HS256",
            "https://id.example",
            "1795446000",
            "true",
            "employee",
        ] {
            assert!(told.contains(kept), "{kept}: {told}");
        }
        for hidden in ["ada", "n-0S6", "4711", "a.b.c"] {
            assert!(!told.contains(hidden), "{hidden}: {told}");
        }
    }

    #[test]
    fn a_redacted_token_is_one_and_tells_nothing() {
        let claims =
            br#"{"iss":"https://id.example","sub":"ada-17","exp":1795446000,"admin":true}"#;
        let (header, payload) = ("eyJhbGciOiJIUzI1NiJ9", base64url::encode(claims));
        let signature = "c2VjcmV0LXNpZ25hdHVyZQ";
        let flattened = format!(
            r#"{{"payload":"{payload}","protected":"{header}","header":{{"kid":"a"}},"signature":"{signature}"}}"#
        );
        for text in [format!("{header}.{payload}.{signature}"), flattened] {
            let report = inspect(&text, &Question::default());
            let token = redacted_token(&report).unwrap();
            assert!(
                !token.contains(signature) && !token.contains(&payload),
                "{token}"
            );
            let again = inspect(&token, &Question::default());
            assert_eq!(again.serialization, report.serialization);
            assert_eq!(again.header, report.header);
            assert_eq!(again.faults, []);
            let told: Vec<_> = again.claims().iter().map(|(_, value)| value).collect();
            assert_eq!(told[0].as_str(), Some("https://id.example"));
            assert_eq!(told[1].as_str(), Some(REDACTED));
            assert_eq!(told[2].as_number(), Some("1795446000"));
            assert_eq!(told[3], &Json::Bool(true));
        }
        let text = format!("{header}.{}.{signature}", base64url::encode(b"a text"));
        let report = inspect(&text, &Question::default());
        let again = inspect(&redacted_token(&report).unwrap(), &Question::default());
        assert_eq!(again.payload, Some(Payload::Text(REDACTED.into())));
    }

    #[test]
    fn a_command_is_safe_to_paste_into_a_shell() {
        let mut odd = report(&[("aud", text("https://a.example/it's; rm x"))]);
        odd.text = "a'b\n.c".into();
        assert_eq!(
            curl(&odd),
            r"curl -H 'Authorization: Bearer a'\''b .c' 'https://a.example/it'\''s; rm x'"
        );
        assert!(curl(&report(&[])).ends_with("'https://api.example/'"));
    }
}
