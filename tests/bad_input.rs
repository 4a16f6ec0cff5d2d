//! Bad input: each gets one clear sentence, and everything else is still shown.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)] // A test may stop at once.

mod support;

use support::{question, told};
use tokenscope::inspect::{Question, inspect, inspect_bytes};
use tokenscope::jose::base64url::encode;
use tokenscope::jose::key::{MAX_KEY_BYTES, read_keys};
use tokenscope::report::{CheckId, Json, Kind, Report, Status, Verdict};

const NOW: i64 = 1_700_000_000;
/// 32 bytes in hexadecimal would be as good: any key of the right length.
const KEY: &str = r#"{"kty":"oct","kid":"a","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}"#;

fn report(text: &str) -> Report {
    inspect(text, &question(&[KEY], NOW))
}

fn token(header: &str, claims: &str) -> String {
    format!(
        "{}.{}.AAAA",
        encode(header.as_bytes()),
        encode(claims.as_bytes())
    )
}

fn format_detail(report: &Report) -> &str {
    let check = report.check(CheckId::Format).unwrap();
    assert_eq!(check.status, Status::Fail, "{}", told(report));
    assert!(check.detail.len() < 300, "{}", check.detail);
    &check.detail
}

#[test]
fn nothing_at_all() {
    for text in ["", " ", "\n\t"] {
        let report = report(text);
        assert_eq!(report.kind, Kind::Unknown);
        assert_eq!(format_detail(&report), "There is nothing to inspect");
    }
}

/// Padding, a foreign character and white space in one token.
#[test]
fn a_token_that_is_broken_in_several_ways() {
    let text = "eyJhbGciOiJIUzI1NiIsImFsZyI6Im5vbmUifQ==.eyJzdWIiOiJh*IiwiZXhwIjoiMTIzIn0.AAA A";
    let report = report(text);
    assert_eq!(report.kind, Kind::Jws);
    assert!(report.faults.len() >= 4, "{:?}", report.faults);
    assert_eq!(report.claims()[0].0, "sub");
}

#[test]
fn a_megabyte_of_dots() {
    let report = report(&".".repeat(1 << 20));
    assert_eq!(report.verdict, Verdict::Invalid);
    assert!(!format_detail(&report).is_empty());
}

#[test]
fn ten_thousand_levels_in_header_and_claims() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let header = format!(r#"{{"alg":"HS256","deep":{deep}}}"#);
    let claims = format!(r#"{{"deep":{deep},"sub":"alice"}}"#);
    let report = report(&token(&header, &claims));
    assert!(format_detail(&report).contains("nested deeper than 100 levels"));
    let header = report.header.as_ref().unwrap();
    assert_eq!(header.get("alg").and_then(Json::as_str), Some("HS256"));
    assert_eq!(report.claims().last().unwrap().0, "sub");
}

#[test]
fn numbers_of_four_thousand_digits() {
    let digits = "7".repeat(4_000);
    let report = report(&token(
        r#"{"alg":"HS256"}"#,
        &format!(r#"{{"n":{digits},"exp":{digits}}}"#),
    ));
    assert_eq!(report.claims()[0].1.as_number(), Some(digits.as_str()));
    assert_eq!(report.status(CheckId::Expiry), Status::Pass);
    assert!(report.check(CheckId::Expiry).unwrap().detail.len() < 200);
    let json = serde_json::to_string(&report).unwrap();
    assert!(json.contains(&digits));
}

#[test]
fn a_signature_of_22_000_characters() {
    let text = format!(
        "{}{}",
        token(r#"{"alg":"HS256"}"#, "{}").trim_end_matches('A'),
        "A".repeat(22_000)
    );
    let report = report(&text);
    assert_eq!(
        report.status(CheckId::Format),
        Status::Pass,
        "{}",
        told(&report)
    );
    let signature = report.check(CheckId::Signature).unwrap();
    assert_eq!(signature.status, Status::Fail);
    assert_eq!(signature.detail, "16500 bytes, HS256 makes 32");
}

#[test]
fn binary_files() {
    let bytes: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    let report = inspect_bytes(&bytes, &Question::default());
    assert_eq!(report.kind, Kind::Unknown);
    assert_eq!(
        format_detail(&report),
        "10000 bytes that are no text and no key"
    );
}

#[test]
fn an_enormous_key_file() {
    let error = read_keys(&vec![b'x'; MAX_KEY_BYTES + 1], "keys").unwrap_err();
    assert!(error.to_string().contains("at most"), "{error}");
}

#[test]
fn one_bad_key_among_good_ones() {
    let set = format!(r#"{{"keys":[{KEY},{{"kty":"oct","kid":"bad","k":7}},{{"kty":"EC"}}]}}"#);
    let keys = read_keys(set.as_bytes(), "keys.json").unwrap();
    assert_eq!(keys.keys.len(), 1);
    assert_eq!(keys.faults.len(), 2, "{:?}", keys.faults);
    assert!(keys.faults[0].contains("bad"), "{:?}", keys.faults);
}

#[test]
fn a_kid_that_is_a_path_opens_nothing() {
    let report = report(&token(r#"{"alg":"HS256","kid":"../../etc/passwd"}"#, "{}"));
    let signature = report.check(CheckId::Signature).unwrap();
    assert_eq!(signature.status, Status::Skipped);
    assert_eq!(
        signature.detail,
        "Not checked: no key has the kid \"../../etc/passwd\"; there is \"a\""
    );
    assert_eq!(report.verdict, Verdict::Unverified);
}

#[test]
fn a_leeway_of_all_the_time_there_is() {
    let mut question = question(&[KEY], NOW);
    question.policy.leeway = u64::MAX;
    let text = token(
        r#"{"alg":"HS256"}"#,
        r#"{"exp":1,"nbf":9999999999,"iat":9999999999}"#,
    );
    let report = inspect(&text, &question);
    for id in [CheckId::Expiry, CheckId::NotBefore, CheckId::IssuedAt] {
        assert_eq!(report.status(id), Status::Pass, "{}", told(&report));
    }
    for now in [i64::MIN, i64::MAX] {
        question.now = now;
        inspect(&text, &question);
    }
}

#[test]
fn thousands_of_keys_and_many_signatures() {
    let keys: Vec<_> = (0..5_000)
        .map(|i| format!(r#"{{"kty":"oct","k":"{i:044}"}}"#))
        .collect();
    let set = format!(r#"{{"keys":[{}]}}"#, keys.join(","));
    let one = format!(
        r#"{{"protected":"{}","signature":"AAAA"}}"#,
        encode(br#"{"alg":"HS256"}"#)
    );
    let text = format!(
        r#"{{"payload":"e30","signatures":[{}]}}"#,
        vec![one; 64].join(",")
    );
    let report = inspect(&text, &question(&[&set], NOW));
    assert_eq!(report.signatures.len(), 64);
    assert_ne!(report.verdict, Verdict::Valid);
}
