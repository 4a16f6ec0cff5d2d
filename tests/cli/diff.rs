//! `tokenscope diff`, from outside.

use crate::run::{Run, hs256, jwt, run_with};

fn diff(arguments: &[&str]) -> Run {
    run_with(["diff"].iter().chain(arguments), b"")
}

#[test]
fn the_exit_code_says_whether_they_are_the_same() {
    let (one, other) = (jwt(r#"{"a":1}"#), jwt(r#"{"a":2}"#));
    let same = diff(&[&one, &one]);
    assert_eq!(same.code, 0);
    assert_eq!(
        same.out,
        "Same  Header, claims and signature are the same\n\n"
    );
    assert_eq!(diff(&[&one, &other]).code, 1);
    assert_eq!(diff(&[r#"{"a":1,"b":2}"#, r#"{ "b": 2, "a": 1 }"#]).code, 0);
    diff(&["hello", &one]).refused("the first text holds neither a token nor JSON");
    diff(&[&one, "@none.json"]).refused("cannot read none.json: there is no such file");
    diff(&["@", &one]).refused("the @ has no name");
    diff(&["-", "-"]).refused("give one as @FILE");
    diff(&[&format!("{one} {other}"), &one]).refused("the first text holds 2 tokens");
    diff(&[&one]).refused("see: tokenscope diff --help");
}

#[test]
fn what_came_went_and_changed_is_told() {
    let one = hs256(
        r#"{"alg":"HS256","kid":"a"}"#,
        br#"{"sub":"ada","exp":1795512600,"scope":"openid email"}"#,
    );
    let other = hs256(
        r#"{"alg":"HS256","kid":"b"}"#,
        br#"{"exp":1795516200,"scope":"openid profile","roles":["x"]}"#,
    );
    let run = run_with(["diff", "-", &other], format!("Bearer {one}\n").as_bytes());
    let expected = "\
Different  1 difference in the header, 4 differences in the claims

Header
  changed  kid  \"a\" → \"b\"

Claims
  removed  sub    \"ada\"
  changed  exp    1795512600 → 1795516200  1 hour later, 2026-11-24 10:30:00 UTC
  changed  scope  \"openid email\" → \"openid profile\"  added: profile; removed: email
  added    roles  [\"x\"]
";
    assert_eq!((run.code, run.out.as_str()), (1, expected), "{}", run.err);
}

#[test]
fn json_has_every_change() {
    let run = diff(&[
        "--format",
        "json",
        r#"{"a":{"b":[1]}}"#,
        r#"{"a":{"b":[1,2]}}"#,
    ]);
    assert_eq!(run.code, 1);
    assert_eq!(
        run.json(),
        serde_json::json!({
            "same": false,
            "header": [],
            "payload": [{"path": "/a/b/1", "change": "added", "to": 2}],
            "signature_differs": false,
            "key_binding_differs": false,
            "encrypted": false,
            "encrypted_differs": false,
        })
    );
}

#[test]
fn nothing_that_a_terminal_obeys_is_printed() {
    let run = diff(&[r#"{"\u001b[2J":"\u001b[31m"}"#, "{}"]);
    assert!(!run.out.contains('\x1b'));
}
