//! Claims: what they mean, when they are, and what is not as it seems.

use super::desk::{Desk, NOW};
use tokenscope::jose::base64url::encode;

fn token(claims: &str) -> String {
    let header = encode(br#"{"alg":"HS256"}"#);
    format!(
        "{header}.{}.{}",
        encode(claims.as_bytes()),
        encode(&[0; 32])
    )
}

#[test]
fn registered_claims_say_what_they_mean() {
    let mut desk = Desk::new();
    desk.paste(&token(
        r#"{"iss":"a","amr":["pwd"],"msisdn":"1","vct":"x","tid":"y"}"#,
    ));
    desk.expect(&[
        "Issuer",
        "How the person signed in",
        "Mobile number",
        "Type of the credential",
        "Tenant",
    ]);
}

#[test]
fn numbers_that_look_like_times_are_told_as_times() {
    let mut desk = Desk::new();
    let millis = (NOW + 60) * 1000;
    desk.paste(&token(&format!(
        r#"{{"exp":{millis},"last_login":{NOW},"seen":{millis},"count":7}}"#
    )));
    assert!(desk.sees_part("Milliseconds, where seconds are counted"));
    assert!(desk.sees_part("Could be a time: 22 Mar 2011, 18:36:40 UTC"));
    assert!(desk.sees_part("Could be a time, in milliseconds: 22 Mar 2011, 18:37:40"));
}

#[test]
fn what_is_not_as_it_seems_is_marked_in_words() {
    let mut desk = Desk::new();
    desk.paste(&token(
        "{\"sub\":\"p\u{430}ypal\",\"x\":\"a\u{202e}b\",\"roles\":[\"adm\u{200b}in\"],\"n\u{200b}\":1}",
    ));
    desk.expect(&["Holds Cyrillic U+0430, looks like a"]);
    desk.expect(&["Holds U+202E, right-to-left override"]);
    assert!(desk.sees("Holds U+200B, zero-width space"));
    assert!(desk.sees_part("a\\u202eb"), "it is written as an escape");
    desk.expect(&["adm\\u200bin"]);
}

#[test]
fn many_scopes_wrap_and_nested_values_open() {
    let mut desk = Desk::new();
    let scopes: Vec<_> = (0..7).map(|n| format!("scope:{n}")).collect();
    desk.paste(&token(&format!(
        r#"{{"scope":"{}","realm_access":{{"roles":["a","b"]}}}}"#,
        scopes.join(" ")
    )));
    for scope in &scopes {
        desk.expect(&[scope]);
    }
    desk.click("Show all of realm_access");
    assert!(desk.sees_part("\"roles\": ["));
    desk.click("Show realm_access on one line");
    assert!(!desk.sees_part("\"roles\": ["));
}
