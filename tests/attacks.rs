//! What an attacker may paste: tokens, keys and certificates that want to pass for what they are not,
//! or to keep the program busy for good.

// A test may fail at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "diagnosis/token.rs"]
mod token;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::path::Path;
use std::time::{Duration, Instant};
use token::{NOW, SECRET, b64, hs256, key_text, keys, secret, sign, token};
use tokenscope::compare::compare_json;
use tokenscope::inspect::{Question, inspect};
use tokenscope::jose::certificate::{Anchor, ChainError, verify_chain};
use tokenscope::jose::key::read_keys;
use tokenscope::jose::{Algorithm, Verification, unsecured, verify};
use tokenscope::report::{CheckId, Json, Report, Secret, Status, Verdict};

fn question() -> Question {
    Question {
        keys: vec![secret(SECRET)],
        now: NOW,
        ..Question::default()
    }
}

fn detail(report: &Report, id: CheckId) -> &str {
    report.check(id).map_or("", |check| check.detail.as_str())
}

/// A proof with the public key of one person, signed with the key of another.
#[test]
fn a_proof_has_to_be_signed_with_the_key_in_it_whatever_other_key_verifies_it() {
    let jwk = key_text("p256.jwk.json");
    let claims = format!(r#"{{"jti":"1","htm":"GET","htu":"https://api.example/","iat":{NOW}}}"#);
    // The attacker has a key that the person trusts, and puts the victim's into the proof.
    let header = format!(r#"{{"typ":"dpop+jwt","alg":"Ed25519","jwk":{jwk}}}"#);
    let forged = token("Ed25519", "", &header, &claims);
    let question = Question {
        keys: vec![keys("ed25519.spki.pem")],
        now: NOW,
        ..Question::default()
    };
    let report = inspect(&forged, &question);
    assert_eq!(report.status(CheckId::Signature), Status::Pass);
    assert_eq!(report.status(CheckId::KeyTrust), Status::Pass);
    assert_eq!(report.status(CheckId::DpopProof), Status::Fail);
    assert_eq!(report.verdict, Verdict::Invalid);

    let own = key_text("ed25519.jwk.json");
    let header = format!(r#"{{"typ":"dpop+jwt","alg":"Ed25519","jwk":{own}}}"#);
    let report = inspect(&token("Ed25519", "", &header, &claims), &question);
    assert_eq!(report.status(CheckId::DpopProof), Status::Pass);
    assert_eq!(report.verdict, Verdict::Valid);
}

fn general(payload: &str, signatures: &[(&str, &str)]) -> String {
    let payload = b64(payload);
    let signatures = signatures.iter().map(|(alg, header)| {
        let protected = b64(header);
        let input = format!("{protected}.{payload}");
        let value = match *alg {
            "" => b64([1; 64]),
            alg => b64(sign(alg, SECRET.as_bytes(), input.as_bytes())),
        };
        format!(r#"{{"protected":"{protected}","signature":"{value}"}}"#)
    });
    let signatures: Vec<_> = signatures.collect();
    format!(
        r#"{{"payload":"{payload}","signatures":[{}]}}"#,
        signatures.join(",")
    )
}

/// Anybody can put a signature before the right one: what it says of itself is nobody's word.
#[test]
fn the_header_of_a_signature_that_nobody_verified_speaks_for_nothing() {
    let unknown = r#"{"alg":"ML-DSA-87","typ":"at+jwt","kid":"forged"}"#;
    let text = general(
        r#"{"sub":"ada"}"#,
        &[("", unknown), ("HS256", r#"{"alg":"HS256"}"#)],
    );
    let report = inspect(&text, &question());
    assert_eq!(report.verdict, Verdict::Valid);
    assert!(report.summary.contains("HS256"), "{}", report.summary);
    assert!(report.header.unwrap().get("kid").is_none());
    assert_eq!(report.token_type, None);
}

/// A signature that verifies with the key that it brings along stands before the trusted one.
#[test]
fn the_key_that_is_named_is_the_trusted_one() {
    let own = key_text("ed25519.jwk.json");
    let embedded = format!(r#"{{"alg":"Ed25519","jwk":{own}}}"#);
    let text = general(
        r#"{"sub":"ada"}"#,
        &[("Ed25519", &embedded), ("HS256", r#"{"alg":"HS256"}"#)],
    );
    let report = inspect(&text, &question());
    assert_eq!(report.verdict, Verdict::Valid);
    assert_eq!(report.key.unwrap().source, "secret");
    assert!(
        report.summary.contains("HS256 by the key from secret"),
        "{}",
        report.summary
    );
}

/// RFC 7797 §7: the payload of a JWT is always encoded.
#[test]
fn a_jwt_with_an_unencoded_payload_is_none() {
    for (typ, verdict) in [
        ("JWT", Verdict::Invalid),
        ("application/at+jwt", Verdict::Invalid),
        ("JOSE", Verdict::Valid),
    ] {
        let header = format!(r#"{{"alg":"HS256","typ":"{typ}","b64":false,"crit":["b64"]}}"#);
        let input = format!("{}.a payload", b64(&header));
        let value = sign("HS256", SECRET.as_bytes(), input.as_bytes());
        let report = inspect(&format!("{input}.{}", b64(value)), &question());
        assert_eq!(report.verdict, verdict, "{typ}: {}", report.summary);
    }
}

/// Work that grows with the square of a list would take hours for a megabyte.
#[test]
fn tens_of_thousands_of_names_are_read_once() {
    const MANY: usize = 50_000;
    let names: Vec<_> = (0..MANY).map(|i| format!("\"a{i}\"")).collect();
    let members: Vec<_> = names.iter().map(|name| format!("{name}:1")).collect();
    let (names, members) = (names.join(","), members.join(","));
    let critical = format!(r#"{{"alg":"HS256","crit":[{names}],{members}}}"#);
    let protected = b64(format!(r#"{{"alg":"HS256",{members}}}"#));
    let twice = format!(
        r#"{{"payload":"e30","protected":"{protected}","header":{{{members}}},"signature":"AAAA"}}"#
    );
    let begun = Instant::now();
    let report = inspect(&format!("{}.e30.AAAA", b64(critical)), &question());
    assert_eq!(report.status(CheckId::Critical), Status::Fail);
    let report = inspect(&twice, &question());
    assert_eq!(report.status(CheckId::Format), Status::Fail);
    assert!(report.faults.len() < 100, "{}", report.faults.len());
    // Seconds where they are read once, many minutes where they are not.
    assert!(begun.elapsed() < Duration::from_secs(60));
}

/// The library refuses such exponents; that is not to say that the signature is wrong.
#[test]
fn an_exponent_that_cannot_be_tried_is_not_called_wrong() {
    let n = b64([&[0xff][..], &[0x55; 254], &[1]].concat());
    for (exponent, is_tried) in [(vec![1, 0, 1], true), (vec![1, 0, 0, 0, 0, 1], false)] {
        let key = format!(r#"{{"kty":"RSA","n":"{n}","e":"{}"}}"#, b64(&exponent));
        let set = read_keys(key.as_bytes(), "key.json").unwrap();
        let tried = verify(Algorithm::RS256, &set.keys[0], b"message", &[1; 256]);
        let is_verified = tried == Verification::DoesNotVerify;
        assert_eq!(is_verified, is_tried, "{tried:?}");
    }
}

fn certificate(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/certificates");
    let text = std::fs::read_to_string(folder.join(format!("{name}.pem"))).unwrap();
    let body: String = text.lines().filter(|l| !l.starts_with('-')).collect();
    STANDARD.decode(body).unwrap()
}

/// What a chain of these certificates comes to, with these roots.
fn chain(names: &[&str], roots: &[&str], now: i64) -> Result<(), ChainError> {
    let chain: Vec<_> = names.iter().map(|name| certificate(name)).collect();
    let roots = roots
        .iter()
        .map(|name| Anchor::Certificate(certificate(name)));
    verify_chain(&chain, &roots.collect::<Vec<_>>(), now).map(|_| ())
}

/// 2028-01-15T08:00:00Z, a year after the first of two equal roots ended.
const LATER: i64 = 1_831_536_000;

/// An authority for the names of one company certifies another's.
#[test]
fn constraints_on_names_count_also_where_they_are_not_critical() {
    assert!(matches!(
        chain(&["below-quiet", "quiet"], &["other-root"], NOW),
        Err(ChainError::NameConstraints(_))
    ));
    assert!(matches!(
        chain(&["below-quiet"], &["quiet"], NOW),
        Err(ChainError::NameConstraints(_))
    ));
}

#[test]
fn a_certificate_for_encryption_vouches_for_no_signature() {
    assert!(matches!(
        chain(&["enciphering"], &["other-root"], NOW),
        Err(ChainError::NotForSignatures(_))
    ));
    assert_eq!(chain(&["signing"], &["other-root"], NOW), Ok(()));
}

#[test]
fn a_root_that_was_renewed_counts_beside_the_one_that_ended() {
    let both = ["ended-root", "other-root"];
    assert_eq!(chain(&["signing"], &both, LATER), Ok(()));
    assert!(matches!(
        chain(&["signing"], &["ended-root"], LATER),
        Err(ChainError::Expired { .. })
    ));
}

#[test]
fn a_header_that_names_a_key_twice_is_not_valid() {
    let protected = b64(r#"{"alg":"HS256"}"#);
    let value = b64(sign(
        "HS256",
        SECRET.as_bytes(),
        format!("{protected}.e30").as_bytes(),
    ));
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"HS256"}"#,
        r#"{"crit":["b64"],"b64":true}"#,
        r#"{"kid":"a","kid":"b"}"#,
    ] {
        let text = format!(
            r#"{{"payload":"e30","protected":"{protected}","header":{header},"signature":"{value}"}}"#
        );
        let report = inspect(&text, &question());
        assert_eq!(report.verdict, Verdict::Invalid, "{header}");
    }
}

/// The right signature, and a key of the token's own beside it.
#[test]
fn what_the_token_brings_along_is_never_trusted_for_itself() {
    let own = key_text("ed25519.jwk.json");
    for header in [
        format!(r#"{{"alg":"Ed25519","jwk":{own}}}"#),
        format!(
            r#"{{"alg":"Ed25519","jwk":{own},"kid":"secret","jku":"https://id.example/jwks"}}"#
        ),
    ] {
        let text = token("Ed25519", "", &header, r#"{"iss":"https://id.example"}"#);
        let mut question = question();
        question.expectations.issuer = Some("https://id.example".to_owned());
        let report = inspect(&text, &question);
        assert_eq!(report.status(CheckId::Signature), Status::Pass);
        assert_eq!(report.verdict, Verdict::Unverified, "{header}");
    }
}

/// An access token bound to one key, and a proof of another.
#[test]
fn a_stolen_token_does_not_hold_with_the_thiefs_proof() {
    let jwk = key_text("p384.jwk.json");
    let bound = r#"{"cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}}"#;
    let access_token = hs256(bound);
    let ath = b64(token::sha256(access_token.as_bytes()));
    let claims = format!(
        r#"{{"jti":"1","htm":"GET","htu":"https://api.example/","iat":{NOW},"ath":"{ath}"}}"#
    );
    let header = format!(r#"{{"typ":"dpop+jwt","alg":"ES384","jwk":{jwk}}}"#);
    let mut question = question();
    question.beside.proof = Some(Secret::from(token("ES384", "", &header, &claims)));
    let report = inspect(&access_token, &question);
    assert_eq!(report.status(CheckId::DpopProof), Status::Pass);
    assert_eq!(report.status(CheckId::Confirmation), Status::Fail);
    assert_eq!(report.verdict, Verdict::Invalid);
    assert!(detail(&report, CheckId::Confirmation).contains("the proof was made with"));
}

/// Two lists of large elements, and two lists of many words, are compared in the time that it takes
/// to read them.
#[test]
fn what_is_large_on_both_sides_is_compared_once() {
    let list = |side: &str| {
        let elements = (0..1_000).map(|i| {
            let zeros = vec![Json::Number("0".to_owned()); 300];
            Json::Array(
                zeros
                    .into_iter()
                    .chain([text(format!("{side}{i}"))])
                    .collect(),
            )
        });
        Json::Array(elements.collect())
    };
    let scope = |side: &str| {
        let words: Vec<_> = (0..50_000).map(|i| format!("{side}{i}")).collect();
        Json::Object(vec![("scope".to_owned(), text(words.join(" ")))])
    };
    let begun = Instant::now();
    assert_eq!(compare_json(&list("a"), &list("b")).len(), 1_000);
    let changes = compare_json(&scope("a"), &scope("b"));
    let detail = changes[0].detail.as_ref().unwrap();
    assert!(detail.starts_with("added: b0 b1 ") && detail.ends_with(" a49999"));
    // Each takes a second or two, and minutes where everything is compared with everything.
    assert!(begun.elapsed() < Duration::from_secs(60));
}

fn text(text: String) -> Json {
    Json::String(text)
}

#[test]
fn a_header_of_many_names_is_signed_at_once() {
    let names = (0..50_000).map(|i| (format!("a{i}"), Json::Null));
    let header = Json::Object(names.collect());
    let begun = Instant::now();
    assert!(unsecured(&header, b"{}").is_ok());
    assert!(begun.elapsed() < Duration::from_secs(60));
}
