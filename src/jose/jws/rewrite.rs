//! A JWS with another payload and other signatures, in the serialization that it had
//! (RFC 7515 §7).

use super::MAX_SIGNATURES;
use crate::jose::json;
use crate::report::{Json, Serialization};

/// One signature as it is to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewSignature {
    /// The protected header in base64url; empty where there is none.
    pub protected: String,
    /// The unprotected header of a JSON serialization.
    pub unprotected: Option<Json>,
    /// The signature value in base64url.
    pub value: String,
}

/// Writes a JWS anew. Of a JSON serialization what stands beside the members of JWS stays, and so
/// does whether it is laid out in lines; `payload` is encoded already.
pub fn rewrite(
    first: &str,
    serialization: Serialization,
    payload: &str,
    signatures: &[NewSignature],
) -> String {
    let one = signatures.first().cloned().unwrap_or_default();
    if serialization == Serialization::Compact {
        return format!("{}.{payload}.{}", one.protected, one.value);
    }
    let (mut object, _) = json::parse(first.as_bytes());
    set(&mut object, "payload", Some(text(payload)));
    if serialization == Serialization::Flattened {
        put(&mut object, &one);
    } else if let Json::Object(members) = &mut object {
        let list = members.iter_mut().find(|(name, _)| name == "signatures");
        if let Some((_, Json::Array(list))) = list {
            for (object, one) in list.iter_mut().zip(signatures.iter().take(MAX_SIGNATURES)) {
                put(object, one);
            }
        }
    }
    let written = if first.trim().contains('\n') {
        serde_json::to_string_pretty(&object)
    } else {
        serde_json::to_string(&object)
    };
    // Writing JSON into memory cannot fail.
    written.unwrap_or_default()
}

fn text(text: &str) -> Json {
    Json::String(text.to_owned())
}

fn put(object: &mut Json, one: &NewSignature) {
    let protected = (!one.protected.is_empty()).then(|| text(&one.protected));
    set(object, "protected", protected);
    set(object, "header", one.unprotected.clone());
    set(object, "signature", Some(text(&one.value)));
}

/// Gives a member its value, in its place where it had one; none takes it away.
fn set(object: &mut Json, name: &str, value: Option<Json>) {
    let Json::Object(members) = object else {
        return;
    };
    let Some(value) = value else {
        members.retain(|(known, _)| known != name);
        return;
    };
    match members.iter_mut().find(|(known, _)| known == name) {
        Some((_, old)) => *old = value,
        None => members.push((name.to_owned(), value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(protected: &str, value: &str) -> NewSignature {
        NewSignature {
            protected: protected.into(),
            unprotected: None,
            value: value.into(),
        }
    }

    #[test]
    fn each_serialization_is_written_as_it_was() {
        let one = [signature("aa", "cc")];
        let compact = rewrite("x.y.z", Serialization::Compact, "bb", &one);
        assert_eq!(compact, "aa.bb.cc");
        let first =
            r#"{"payload":"y","protected":"x","header":{"kid":"a"},"more":1,"signature":"z"}"#;
        assert_eq!(
            rewrite(first, Serialization::Flattened, "bb", &one),
            r#"{"payload":"bb","protected":"aa","more":1,"signature":"cc"}"#
        );
        let first = r#"{"signatures":[{"protected":"x","signature":"z"},{"header":{},"signature":"z"}],"payload":"y"}"#;
        let kid = Json::Object(vec![("kid".into(), Json::String("b".into()))]);
        let second = NewSignature {
            unprotected: Some(kid),
            ..signature("", "ee")
        };
        let two = [signature("aa", "cc"), second];
        assert_eq!(
            rewrite(first, Serialization::General, "bb", &two),
            r#"{"signatures":[{"protected":"aa","signature":"cc"},{"header":{"kid":"b"},"signature":"ee"}],"payload":"bb"}"#
        );
    }

    #[test]
    fn lines_stay_and_nothing_breaks_it() {
        let first = "{\n \"payload\": \"y\"}\n";
        let one = [signature("aa", "cc")];
        let written = rewrite(first, Serialization::Flattened, "bb", &one);
        assert!(written.starts_with("{\n  \"payload\": \"bb\""), "{written}");
        for odd in ["", "[]", "{\"signatures\":1}", "{\"signatures\":[1]}"] {
            for serialization in [Serialization::Flattened, Serialization::General] {
                rewrite(odd, serialization, "bb", &one);
                rewrite(odd, serialization, "bb", &[]);
            }
        }
    }
}
