//! What is found between two values, and between two tokens.

use super::*;
use crate::jose::{base64url, json};

fn value(text: &str) -> Json {
    let (value, faults) = json::parse(text.as_bytes());
    assert!(faults.is_empty(), "{text}");
    value
}

/// Each difference in a line: `+ path to`, `- path from`, `~ path from to (detail)`.
fn told(changes: &[Change]) -> Vec<String> {
    let json = |value: &Json| serde_json::to_string(value).unwrap();
    let lines = changes.iter().map(|change| {
        let path = &change.path;
        let line = match &change.what {
            What::Added { to } => format!("+ {path} {}", json(to)),
            What::Removed { from } => format!("- {path} {}", json(from)),
            What::Changed { from, to } => format!("~ {path} {} {}", json(from), json(to)),
        };
        match &change.detail {
            Some(detail) => format!("{line} ({detail})"),
            None => line,
        }
    });
    lines.collect()
}

#[track_caller]
fn check(a: &str, b: &str, lines: &[&str]) {
    assert_eq!(told(&compare_json(&value(a), &value(b))), lines);
}

#[test]
fn members_are_added_removed_and_changed() {
    check(
        r#"{"sub":"ada","iss":"a","n":1.0,"x":{"y":[1,{"z":true}]}}"#,
        r#"{"iss":"b","n":1,"x":{"y":[1,{"z":false}]},"new":null}"#,
        &[
            r#"- sub "ada""#,
            r#"~ iss "a" "b""#,
            "~ n 1.0 1 (the same number, written otherwise)",
            "~ x.y[1].z true false",
            "+ new null",
        ],
    );
}

#[test]
fn the_order_of_members_does_not_count() {
    check(r#"{"a":1,"b":[1,2]}"#, r#"{ "b": [1,2], "a": 1 }"#, &[]);
}

#[test]
fn lists_are_matched_by_their_elements() {
    check(
        r#"["a","b","c","d"]"#,
        r#"["x","a","c","d","e"]"#,
        &[r#"+ [0] "x""#, r#"- [1] "b""#, r#"+ [4] "e""#],
    );
    check(r#"[]"#, r#"["a"]"#, &[r#"+ [0] "a""#]);
    check(r#"["a","a"]"#, r#"["a"]"#, &[r#"- [1] "a""#]);
    check(
        r#"{"aud":"a"}"#,
        r#"{"aud":["a"]}"#,
        &[r#"~ aud "a" ["a"] (was a string, is an array)"#],
    );
}

#[test]
fn times_and_scopes_are_explained() {
    check(
        r#"{"exp":1795512600,"iat":1795512600,"scope":"openid email","nbf":1}"#,
        r#"{"exp":1795516200,"iat":1795512540,"scope":"openid profile"}"#,
        &[
            "~ exp 1795512600 1795516200 (1 hour later, 2026-11-24 10:30:00 UTC)",
            "~ iat 1795512600 1795512540 (1 minute earlier, 2026-11-24 09:29:00 UTC)",
            r#"~ scope "openid email" "openid profile" (added: profile; removed: email)"#,
            "- nbf 1 (1970-01-01 00:00:01 UTC)",
        ],
    );
}

#[test]
fn a_name_that_occurs_twice_is_matched_in_its_order() {
    let object = |values: &[&str]| {
        let members = values
            .iter()
            .map(|v| ("a".to_owned(), Json::String((*v).to_owned())));
        Json::Object(members.collect())
    };
    let changes = compare_json(&object(&["1", "2"]), &object(&["1", "3", "4"]));
    assert_eq!(told(&changes), [r#"~ a "2" "3""#, r#"+ a "4""#]);
    let changes = compare_json(&object(&["1", "2"]), &object(&["1"]));
    assert_eq!(told(&changes), [r#"- a "2""#]);
}

fn token(header: &str, claims: &str, signature: &str) -> Report {
    let (header, claims) = (header.as_bytes(), claims.as_bytes());
    let (header, claims) = (base64url::encode(header), base64url::encode(claims));
    read(format!("{header}.{claims}.{signature}").as_bytes()).unwrap()
}

#[test]
fn tokens_are_compared_by_header_claims_and_signature() {
    let (header, claims) = (r#"{"alg":"HS256"}"#, r#"{"sub":"ada"}"#);
    let one = token(header, claims, "AAAA");
    assert!(compare(&one, &one).same);
    let signature = compare(&one, &token(header, claims, "AAAB"));
    assert!(signature.signature_differs && !signature.same);
    assert!(signature.header.is_empty() && signature.payload.is_empty());
    let other = compare(
        &one,
        &token(r#"{"alg":"HS384"}"#, r#"{"sub":"bo"}"#, "AAAA"),
    );
    assert_eq!(told(&other.header), [r#"~ alg "HS256" "HS384""#]);
    assert_eq!(told(&other.payload), [r#"~ sub "ada" "bo""#]);
    let written = serde_json::to_value(&other).unwrap();
    assert_eq!(
        written["payload"][0],
        serde_json::json!({"path": "/sub", "change": "changed", "from": "ada", "to": "bo"})
    );
}

/// They had "Header and claims are the same, the signatures are not": no claim was seen, and there is
/// no signature.
#[test]
fn of_encrypted_tokens_nothing_is_said_of_their_claims() {
    let jwe = |header: &str, content: &str| {
        let header = base64url::encode(header.as_bytes());
        read(format!("{header}..AAAAAAAAAAAAAAAA.{content}.AAAAAAAAAAAAAAAAAAAAAA").as_bytes())
            .unwrap()
    };
    let header = r#"{"alg":"dir","enc":"A256GCM"}"#;
    let one = jwe(header, "AAAA");
    let same = compare(&one, &one);
    assert!(same.same && same.encrypted && !same.encrypted_differs);
    assert_eq!(
        same.sentence(true),
        "Header and encrypted parts are the same"
    );
    let other = compare(&one, &jwe(header, "BBBB"));
    assert!(!other.same && other.encrypted_differs && !other.signature_differs);
    assert_eq!(
        other.sentence(true),
        "The headers are the same, the encrypted parts are not; what is encrypted was not opened"
    );
    let other = compare(&one, &jwe(r#"{"alg":"dir","enc":"A128GCM"}"#, "AAAA"));
    assert_eq!(
        other.sentence(true),
        "1 difference in the header; what is encrypted was not opened"
    );
    // What one shows and the other hides is not "added".
    let signed = token(r#"{"alg":"HS256"}"#, r#"{"sub":"ada"}"#, "AAAA");
    let mixed = compare(&one, &signed);
    assert!(mixed.payload.is_empty() && mixed.encrypted_differs);
}

/// A token with a key-binding JWT and the same without one were "Same".
#[test]
fn a_key_binding_jwt_is_a_difference() {
    let presented = include_str!("../../tests/data/sd-jwt/presented.txt").trim();
    let (without, _) = presented.rsplit_once('~').unwrap();
    let without = format!("{without}~");
    let [presented, without] = [presented, &without].map(|text| read(text.as_bytes()).unwrap());
    let all = compare(&presented, &without);
    assert!(all.key_binding_differs && !all.same && !all.signature_differs);
    assert_eq!(
        all.sentence(true),
        "Header, claims and signature are the same, the key-binding JWT is not"
    );
    assert!(compare(&presented, &presented).same);
}

/// The first was compared and the second was not looked at.
#[test]
fn several_tokens_are_not_compared_as_one() {
    let one = token(r#"{"alg":"HS256"}"#, r#"{"sub":"ada"}"#, "AAAA");
    let other = token(r#"{"alg":"HS256"}"#, r#"{"sub":"bo"}"#, "AAAA");
    let both = format!("{} {}", one.text, other.text);
    assert_eq!(
        read(both.as_bytes()).unwrap_err().to_string(),
        "holds 2 tokens or other credentials, and one is compared; give that one alone"
    );
    // The same twice is one.
    let twice = format!("{0} {0}", one.text);
    assert!(compare(&read(twice.as_bytes()).unwrap(), &one).same);
}

#[test]
fn the_private_members_of_keys_are_not_shown() {
    let key = |k: &str| read(format!(r#"{{"kty":"oct","k":"{k}"}}"#).as_bytes()).unwrap();
    let changes = compare(&key("aHVudGVyMg"), &key("aHVudGVyMw")).payload;
    assert_eq!(told(&changes), [r#"~ k "[redacted]" "[redacted]""#]);
    let none = read(br#"{"keys":[]}"#).unwrap();
    let one = read(br#"{"keys":[{"kty":"oct","k":"aHVudGVyMg"}]}"#).unwrap();
    let changes = compare(&none, &one).payload;
    assert_eq!(
        told(&changes),
        [r#"+ keys[0] {"kty":"oct","k":"[redacted]"}"#]
    );
}

#[test]
fn what_is_neither_token_nor_json_is_refused() {
    let said = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
    assert_eq!(said("hello"), "holds neither a token nor JSON");
    assert_eq!(said(""), "holds neither a token nor JSON");
    assert_eq!(
        said(r#"{"a":1"#),
        "holds JSON that is damaged: the JSON ends too early (byte 6)"
    );
    assert!(read(b"[1, 2]").is_ok());
    assert!(read(b"42").is_ok());
}

#[test]
fn long_lists_take_no_time() {
    let list = |n: usize| {
        let values = (0..n).map(|i| Json::Number((i * 7 % 1000).to_string()));
        Json::Array(values.collect())
    };
    assert!(!compare_json(&list(1_000), &list(1_013)).is_empty());
    let mut reversed = list(5_000);
    if let Json::Array(values) = &mut reversed {
        values.reverse();
    }
    assert!(!compare_json(&list(5_000), &reversed).is_empty());
}
