//! What is signed here verifies, and signatures that have no chance in them are the standards' own,
//! byte for byte. Keys that are made are strong.

// A test may fail at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::Value;
use std::collections::HashMap;
use tokenscope::inspect::{Question, inspect};
use tokenscope::jose::jws::read_compact;
use tokenscope::jose::key::{KeyFormat, KeySet, read_keys, weaknesses};
use tokenscope::jose::signing::{SigningKey, read_key_file};
use tokenscope::jose::{
    Algorithm, KeyKind, RsaBits, SignError, Verification, generate, json, sign, unsecured, verify,
};
use tokenscope::report::{Json, Verdict};

fn header(text: &str) -> Json {
    let (json, faults) = json::parse(text.as_bytes());
    assert!(faults.is_empty());
    json
}

fn key(text: &str) -> SigningKey {
    let file = read_key_file(text.as_bytes(), "key").unwrap();
    file.signing_keys().next().unwrap().clone()
}

/// The verdict on a token with the half of a key that verifies.
fn verdict(token: &str, key: &SigningKey) -> Verdict {
    let question = Question {
        keys: vec![KeySet::new("key", KeyFormat::Jwk, vec![key.public()])],
        ..Question::default()
    };
    inspect(token, &question).verdict
}

#[test]
fn every_algorithm_signs_and_verifies_with_a_key_made_for_it() {
    // Two keys of each kind: making one of RSA takes a while.
    let mut made: HashMap<KeyKind, [SigningKey; 2]> = HashMap::new();
    for algorithm in Algorithm::ALL {
        let kind = KeyKind::of(algorithm, RsaBits::default());
        let pair = made.entry(kind);
        let [key, other] = pair.or_insert_with(|| [(); 2].map(|()| generate(kind).unwrap()));
        let key = key.clone().meant_for(algorithm);
        assert_eq!(
            weaknesses(&key.public(), Some(algorithm)),
            [],
            "{algorithm}"
        );
        let payload = br#"{"sub":"ada","n":1.50}"#;
        let token = sign(&key, algorithm, &header(r#"{"typ":"JWT"}"#), payload).unwrap();
        let jws = read_compact(&token);
        assert!(jws.faults.is_empty(), "{algorithm}: {:?}", jws.faults);
        assert_eq!(jws.payload_bytes, payload);
        let signature = &jws.signatures[0];
        let input = signature.signing_input(&jws, None);
        let verified = verify(algorithm, &key.public(), &input, &signature.bytes);
        assert_eq!(verified, Verification::Verifies, "{algorithm}");
        assert_eq!(verdict(&token, &key), Verdict::Valid, "{algorithm}");
        // Another key of the kind does not verify it.
        assert_eq!(verdict(&token, other), Verdict::Invalid, "{algorithm}");
        // Read back from its own JWK, the key signs as well.
        let text = key.jwk_private();
        let read = self::key(std::str::from_utf8(text.expose()).unwrap());
        let again = sign(&read, algorithm, &header("{}"), payload).unwrap();
        assert_eq!(verdict(&again, &key), Verdict::Valid, "{algorithm}");
    }
}

#[test]
fn longer_rsa_keys_are_as_long_as_they_say() {
    for bits in RsaBits::ALL {
        let key = generate(KeyKind::Rsa(bits)).unwrap().public();
        assert_eq!(key.description(), format!("RSA {}", bits.bits()));
        assert_eq!(weaknesses(&key, None), []);
    }
}

/// RFC 7520 §4.1 and §4.4, RFC 8037 appendix A.4.
#[test]
fn signatures_without_chance_are_the_standards_own() {
    for text in [
        include_str!("vectors/rfc7520-cookbook/jws/4_1.rsa_v15_signature.json"),
        include_str!("vectors/rfc7520-cookbook/jws/4_4.hmac-sha2_integrity_protection.json"),
        include_str!("vectors/rfc7520-cookbook/curve25519/jws.json"),
    ] {
        let example: Value = serde_json::from_str(text).unwrap();
        let key = key(&example["input"]["key"].to_string());
        let algorithm = Algorithm::from_name(example["input"]["alg"].as_str().unwrap()).unwrap();
        let payload = example["input"]["payload"].as_str().unwrap();
        let token = sign(&key, algorithm, &header("{}"), payload.as_bytes()).unwrap();
        assert_eq!(token, example["output"]["compact"], "{}", example["title"]);
    }
}

#[test]
fn the_header_says_what_signed_it() {
    let text = |header: &str, jwk: &str| {
        let token = sign(&key(jwk), Algorithm::HS256, &self::header(header), b"{}").unwrap();
        let jws = read_compact(&token);
        serde_json::to_string(&jws.signatures[0].header()).unwrap()
    };
    let named = r#"{"kty":"oct","k":"AAAA","kid":"a"}"#;
    let nameless = r#"{"kty":"oct","k":"AAAA"}"#;
    assert_eq!(text("{}", nameless), r#"{"alg":"HS256"}"#);
    assert_eq!(text("{}", named), r#"{"alg":"HS256","kid":"a"}"#);
    assert_eq!(
        text(r#"{"kid":"b","alg":"RS256"}"#, named),
        r#"{"kid":"b","alg":"HS256"}"#
    );
    assert_eq!(
        text(r#"{"typ":"JWT","n":1.50}"#, nameless),
        r#"{"alg":"HS256","typ":"JWT","n":1.50}"#
    );
}

#[test]
fn what_cannot_be_signed_is_said_in_a_sentence() {
    let secret = key(r#"{"kty":"oct","k":"AAAA"}"#);
    let said = |algorithm, header: &Json| {
        let error = sign(&secret, algorithm, header, b"{}").unwrap_err();
        error.to_string()
    };
    assert_eq!(
        said(Algorithm::ES256, &header("{}")),
        "ES256 does not sign with this key (HMAC secret, 24 bits), it takes a private key on P-256"
    );
    assert_eq!(
        said(Algorithm::HS256, &Json::Null),
        "the header is null, it must be a JSON object (RFC 7515 §4)"
    );
    assert_eq!(
        said(Algorithm::HS256, &header(r#"{"b64":false,"crit":["b64"]}"#)),
        "the header says b64 false, such a token is not signed here (RFC 7797 §3)"
    );
    let twice = Json::Object(vec![("a".into(), Json::Null), ("a".into(), Json::Null)]);
    let error = sign(&secret, Algorithm::HS256, &twice, b"{}").unwrap_err();
    assert_eq!(error, SignError::DuplicateName("a".into()));
}

#[test]
fn a_token_that_nobody_signed_is_never_valid() {
    let token = unsecured(&header(r#"{"alg":"RS256"}"#), b"{}").unwrap();
    assert!(token.ends_with('.'));
    let report = inspect(&token, &Question::default());
    assert_eq!(report.verdict, Verdict::Invalid);
    let alg = report.header.unwrap();
    assert_eq!(alg.get("alg").unwrap().as_str(), Some("none"));
}

#[test]
fn a_private_key_that_cannot_sign_says_why() {
    let why = |text: &str| {
        let file = read_key_file(text.as_bytes(), "key").unwrap();
        assert_eq!(file.signing_keys().count(), 0);
        file.why_none_signs()
    };
    let text = include_str!("data/rfc7520/3_4.rsa_private_key.json");
    let mut rsa: Value = serde_json::from_str(text).unwrap();
    let members = rsa.as_object_mut().unwrap();
    let d = members["d"].clone();
    members["d"] = members["p"].clone();
    assert!(
        why(&rsa.to_string())
            .unwrap()
            .contains("do not belong together")
    );
    let members = rsa.as_object_mut().unwrap();
    members["d"] = d;
    for name in ["p", "q", "dp", "dq", "qi"] {
        members.remove(name);
    }
    // What is missing is computed; what does not belong together is not.
    let file = read_key_file(rsa.to_string().as_bytes(), "key").unwrap();
    assert_eq!(file.signing_keys().count(), 1);
    rsa["d"] = "AQAB".into();
    assert!(
        why(&rsa.to_string())
            .unwrap()
            .contains("do not belong together")
    );
    let ec = include_str!("data/rfc7520/3_2.ec_private_key.json");
    let mut ec: Value = serde_json::from_str(ec).unwrap();
    ec["d"] = "AAAA".into();
    assert!(why(&ec.to_string()).unwrap().contains("d has 3 bytes"));
    assert_eq!(why(include_str!("data/keys/p256.spki.pem")), None);
}

/// RFC 7518 §6.3.2: a producer may leave out what only makes it faster.
#[test]
fn an_rsa_key_without_its_primes_is_the_same_key() {
    let text = include_str!("data/rfc7520/3_4.rsa_private_key.json");
    let whole: Value = serde_json::from_str(text).unwrap();
    let mut bare = whole.clone();
    for name in ["p", "q", "dp", "dq", "qi"] {
        bare.as_object_mut().unwrap().remove(name);
    }
    let file = read_key_file(bare.to_string().as_bytes(), "key").unwrap();
    let key = file.signing_keys().next().unwrap();
    let written: Value = serde_json::from_slice(key.jwk_private().expose()).unwrap();
    let prime = |jwk: &Value, name: &str| jwk[name].as_str().unwrap().to_owned();
    let mut primes = [prime(&written, "p"), prime(&written, "q")];
    let mut expected = [prime(&whole, "p"), prime(&whole, "q")];
    primes.sort();
    expected.sort();
    assert_eq!(primes, expected);
    let token = sign(key, Algorithm::PS256, &header("{}"), b"{}").unwrap();
    let set = read_keys(text.as_bytes(), "key").unwrap();
    let question = Question {
        keys: vec![set],
        ..Question::default()
    };
    assert_eq!(inspect(&token, &question).verdict, Verdict::Valid);
}

#[test]
fn nothing_private_is_printed() {
    let text = include_str!("data/rfc7520/3_4.rsa_private_key.json");
    let value: Value = serde_json::from_str(text).unwrap();
    let file = read_key_file(text.as_bytes(), "key").unwrap();
    let printed = format!("{file:?}");
    assert!(printed.contains("[redacted]"));
    // Of the bytes of d, printed as a list, the first would stand so.
    let (d, _) = tokenscope::jose::base64url::decode(value["d"].as_str().unwrap());
    let list = format!("{:?}", &d[..8]);
    assert!(!printed.contains(list.trim_matches(['[', ']'])));
    // The public half gives nothing away either.
    let public = file.signing_keys().next().unwrap().public().jwk().unwrap();
    let set = read_keys(public.as_bytes(), "key").unwrap();
    assert!(!set.keys[0].is_private);
}
