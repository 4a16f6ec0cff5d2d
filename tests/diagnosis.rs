//! Each diagnosis has a token that shows it and one that nearly does. What is mended verifies, and
//! what is applied holds.

// A test may fail at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "diagnosis/token.rs"]
mod token;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use std::cell::Cell;
use token::{NOW, SECRET, b64, hs256, key_text, keys, secret, sha256, sign, token};
use tokenscope::inspect::{Question, diagnose, inspect};
use tokenscope::jose::key::{KeyFormat, KeySet};
use tokenscope::report::{
    CheckId, Diagnosis, PayloadReading, Remedy, Report, SecretReading, Status,
};
use tokenscope::validation::diagnosis::MAX_TRIES;

const HS256: &str = r#"{"alg":"HS256"}"#;
const CLAIMS: &str = r#"{"iss":"https://issuer.example","sub":"alice","exp":1795518000}"#;

fn question(keys: impl IntoIterator<Item = KeySet>) -> Question {
    Question {
        keys: keys.into_iter().collect(),
        now: NOW,
        ..Question::default()
    }
}

fn why(text: &str, question: &Question) -> Vec<Diagnosis> {
    let report = inspect(text, question);
    diagnose(&report, question, &|| true)
}

/// The one thing that is said.
#[track_caller]
fn the_why(text: &str, question: &Question) -> Diagnosis {
    let mut all = why(text, question);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

#[track_caller]
fn says_nothing(text: &str, question: &Question) {
    let all = why(text, question);
    assert!(all.is_empty(), "{all:#?}");
}

/// What is said, once its mend was seen to be wholly valid.
#[track_caller]
fn mended(text: &str, question: &Question) -> String {
    let why = the_why(text, question);
    let mend = why
        .mend
        .unwrap_or_else(|| panic!("no mend: {}", why.detail));
    let report = inspect(&mend, question);
    assert_eq!(report.verdict.as_str(), "valid", "{mend}\n{report:#?}");
    why.detail
}

/// What is said, once its remedy was seen to make it valid.
#[track_caller]
fn remedied(text: &str, question: &Question) -> (String, Remedy) {
    let why = the_why(text, question);
    let remedy = why
        .remedy
        .unwrap_or_else(|| panic!("no remedy: {}", why.detail));
    let report = inspect(text, &question.with(&remedy));
    assert_eq!(report.verdict.as_str(), "valid", "{report:#?}");
    (why.detail, remedy)
}

/// The same token with one character of its signature changed.
fn forged(text: &str) -> String {
    let (input, value) = text.rsplit_once('.').unwrap();
    let first = if value.starts_with('A') { "B" } else { "A" };
    format!("{input}.{first}{}", &value[1..])
}

fn set(keys: impl IntoIterator<Item = (Option<&'static str>, KeySet)>) -> KeySet {
    let keys = keys.into_iter().map(|(kid, mut set)| {
        let mut key = set.keys.remove(0);
        key.kid = kid.map(str::to_owned);
        key
    });
    KeySet::new("keys.json", KeyFormat::Jwks, keys.collect())
}

#[test]
fn what_holds_is_not_explained() {
    says_nothing(&hs256(CLAIMS), &question([secret(SECRET)]));
    says_nothing(&hs256(CLAIMS), &question([]));
    says_nothing("hello", &question([secret(SECRET)]));
    let forged = forged(&hs256(CLAIMS));
    says_nothing(&forged, &question([secret(SECRET)]));
}

#[test]
fn a_torn_token_is_put_together() {
    let whole = hs256(CLAIMS);
    let ask = question([secret(SECRET)]);
    let at = |i: usize, text: &str| format!("{}{text}{}", &whole[..i], &whole[i..]);
    let detail = mended(&at(60, " \n "), &ask);
    assert_eq!(
        detail,
        "White space or line breaks stand inside the token. Without them, it verifies"
    );
    mended(&at(whole.len() - 5, "\r\n"), &ask);
    let foreign = mended(&at(60, "\u{ad}"), &ask);
    assert!(foreign.contains("do not belong there"), "{foreign}");
    says_nothing(&forged(&at(60, " ")), &ask);

    let parts: Vec<_> = whole.split('.').collect();
    let padded = |part: &str| {
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(part)
            .unwrap();
        STANDARD.encode(bytes)
    };
    let standard = [padded(parts[0]), padded(parts[1]), padded(parts[2])].join(".");
    let detail = mended(&standard, &ask);
    assert!(
        detail.starts_with("The token holds padding (=)"),
        "{detail}"
    );
    says_nothing(&forged(&standard), &ask);

    let detail = mended(&format!("{whole}.AAAA"), &ask);
    assert_eq!(
        detail,
        "More text stands behind the token. Without it, it verifies"
    );
    says_nothing(&format!("{}.AAAA", forged(&whole)), &ask);
}

#[test]
fn a_json_serialization_is_mended_in_its_place() {
    let whole = hs256(CLAIMS);
    let parts: Vec<_> = whole.split('.').collect();
    let (protected, payload, value) = (parts[0], parts[1], parts[2]);
    let flat = format!(
        r#"{{"payload":"{payload}","protected":"{protected}","signature":"{value}=", "x":1.50}}"#
    );
    let ask = question([secret(SECRET)]);
    let why = the_why(&flat, &ask);
    assert!(why.mend.as_deref().unwrap().contains("1.50"));
    mended(&flat, &ask);
    let general = format!(
        r#"{{"payload":"{payload}","signatures":[{{"protected":"{protected}","signature":"{value}"}},{{"protected":"{protected}","signature":"{value} "}}]}}"#
    );
    assert!(mended(&general, &ask).starts_with("Signature 2: White space"));
}

#[test]
fn a_der_signature_is_converted() {
    for (alg, der, key) in [
        ("ES256", "ES256-DER", "p256.jwk.json"),
        ("ES512", "ES512-DER", "p521.jwk.json"),
    ] {
        let text = token(der, "", &format!(r#"{{"alg":"{alg}"}}"#), CLAIMS);
        let ask = question([keys(key)]);
        let detail = mended(&text, &ask);
        assert_eq!(
            detail,
            "The signature is DER encoded. Converted, it verifies"
        );
        // Another payload under the same signature.
        let other = text.replacen(&b64(CLAIMS), &b64(r#"{"sub":"bob"}"#), 1);
        says_nothing(&other, &ask);
    }
}

#[test]
fn a_missing_character_is_found_and_more_are_counted() {
    let whole = hs256(CLAIMS);
    let ask = question([secret(SECRET)]);
    let cut = |n: usize| whole[..whole.len() - n].to_owned();
    let detail = mended(&cut(1), &ask);
    assert_eq!(
        detail,
        "The last character is missing. With it, the token verifies"
    );
    let why = the_why(&cut(5), &ask);
    assert_eq!(
        why.detail,
        "5 characters are missing at the end: the signature has 38, HS256 makes 43. Copy the whole token"
    );
    assert_eq!(why.mend, None);
    let detail = mended(&format!("{whole}AAAA"), &ask);
    assert_eq!(
        detail,
        "The signature has 4 characters too many at its end. Cut, it verifies"
    );
    says_nothing(&format!("{}AAAA", forged(&whole)), &ask);

    let rsa = token("RS256", "", r#"{"alg":"RS256"}"#, CLAIMS);
    let ask = question([keys("rsa.spki.pem")]);
    let detail = mended(&rsa[..rsa.len() - 1], &ask);
    assert!(detail.starts_with("The last character"), "{detail}");
    let forged = forged(&rsa);
    let why = the_why(&forged[..forged.len() - 1], &ask);
    assert!(
        why.detail.starts_with("1 character is missing at the end"),
        "{why:?}"
    );
}

#[test]
fn a_signature_that_is_not_there_is_named() {
    let whole = hs256(CLAIMS);
    let ask = question([secret(SECRET)]);
    let (input, _) = whole.rsplit_once('.').unwrap();
    let detail = |text: &str| the_why(text, &ask).detail;
    assert_eq!(
        detail(input),
        "The token ends with its payload: the 43 characters of an HS256 signature are missing"
    );
    assert_eq!(
        detail(&input[..input.len() - 9]),
        "The token ends in its payload: the 43 characters of an HS256 signature are missing"
    );
    assert_eq!(
        detail(&format!("{input}.")),
        "There is no signature: the 43 characters of an HS256 signature are missing"
    );
}

#[test]
fn the_length_of_another_algorithm_is_told() {
    let long = token("HS512", "other", HS256, CLAIMS);
    let why = the_why(&long, &question([secret(SECRET)]));
    assert_eq!(
        why.detail,
        "The signature has 64 bytes, HS256 makes 32: it was made with another algorithm"
    );
    let rsa = token("RS256", "", r#"{"alg":"RS256"}"#, CLAIMS);
    let why = the_why(&rsa, &question([keys("rsa1024.spki.pem")]));
    assert_eq!(
        why.detail,
        "The signature has 256 bytes, as an RSA key of 2048 bits makes it; this key has 1024"
    );
}

#[test]
fn a_detached_payload_is_read_in_other_ways() {
    const PAYLOAD: &str = "{\"a\":1}";
    let detached = |payload: &str| {
        let whole = token("HS256", SECRET, HS256, payload);
        let parts: Vec<_> = whole.split('.').collect();
        format!("{}..{}", parts[0], parts[2])
    };
    let ask = |payload: &str| Question {
        detached_payload: Some(payload.as_bytes().to_vec()),
        ..question([secret(SECRET)])
    };
    use PayloadReading::*;
    for (signed, given, reading) in [
        (PAYLOAD, "{\"a\":1}\n", WithoutLineEnd),
        (PAYLOAD, "{\"a\":1}\r\n", WithoutLineEnd),
        (PAYLOAD, "{ \"a\": 1 }", Minified),
        ("{\"a\": 1}", PAYLOAD, Spaced),
        ("{\n  \"a\": 1\n}", PAYLOAD, Indented),
        ("a\n", "a", WithLineFeed),
        ("a\r\n", "a", WithCrLf),
        ("a\nb\n", "a\r\nb\r\n", LineFeeds),
        ("a\r\nb", "a\nb", CrLfs),
        ("a", "\u{feff}a", WithoutMark),
        (PAYLOAD, "eyJhIjoxfQ", Base64url),
    ] {
        let (detail, remedy) = remedied(&detached(signed), &ask(given));
        assert_eq!(remedy, Remedy::Payload(reading), "{given:?}: {detail}");
    }
    says_nothing(&detached(PAYLOAD), &ask("{\"a\":2}\n"));

    let none = the_why(&detached(PAYLOAD), &question([secret(SECRET)]));
    assert_eq!(
        none.detail,
        "The token carries no payload. Give the one that was signed, byte for byte"
    );
    assert_eq!(none.remedy, Some(Remedy::GivePayload));
    says_nothing(
        &token("HS256", SECRET, HS256, ""),
        &question([secret(SECRET)]),
    );
}

#[test]
fn a_key_that_forbids_its_use_is_named() {
    let text = token("RS256", "", r#"{"alg":"RS256"}"#, CLAIMS);
    let with = |change: fn(&mut tokenscope::jose::key::Key)| {
        let mut set = set([(Some("a"), keys("rsa.spki.pem"))]);
        change(&mut set.keys[0]);
        question([set])
    };
    for (change, why) in [
        (
            (|k| k.public_key_use = Some("enc".into())) as fn(&mut tokenscope::jose::key::Key),
            "the key's use is \"enc\", not \"sig\"",
        ),
        (
            |k| k.key_ops = Some(vec!["sign".into()]),
            "the key's key_ops do not hold \"verify\"",
        ),
        (
            |k| k.alg = Some("RS512".into()),
            "the key is for \"RS512\" only",
        ),
    ] {
        let (detail, _) = remedied(&text, &with(change));
        assert_eq!(
            detail,
            format!("It verifies with key \"a\" from keys.json, but {why}")
        );
        says_nothing(&forged(&text), &with(change));
    }
}

#[test]
fn another_key_of_the_set_is_found() {
    let header = r#"{"alg":"HS256","kid":"x"}"#;
    let text = token("HS256", SECRET, header, CLAIMS);
    let absent = question([set([
        (Some("a"), secret("other than the one that signed it")),
        (Some("b"), secret(SECRET)),
    ])]);
    let (detail, remedy) = remedied(&text, &absent);
    assert_eq!(
        detail,
        "No key has the kid \"x\". It verifies with key \"b\" from keys.json"
    );
    assert!(matches!(remedy, Remedy::Key(place) if place.key == 1));

    let wrong = question([set([
        (Some("x"), secret("other than the one that signed it")),
        (Some("b"), secret(SECRET)),
    ])]);
    let (detail, _) = remedied(&text, &wrong);
    assert_eq!(
        detail,
        "It does not verify with the key that its kid \"x\" names, but with key \"b\" from keys.json"
    );
    says_nothing(&forged(&text), &wrong);

    let why = the_why(&forged(&text), &absent);
    assert_eq!(
        why.detail,
        "No key has the kid \"x\"; there is \"a\", \"b\". None of the 2 that fit verifies it"
    );
    assert_eq!(why.remedy, None);
}

#[test]
fn another_algorithm_is_found() {
    for (made_with, header, key) in [
        ("PS256", r#"{"alg":"RS256"}"#, "rsa.spki.pem"),
        ("RS384", r#"{"alg":"RS256"}"#, "rsa.spki.pem"),
        ("RS256", r#"{"alg":"rs256"}"#, "rsa.spki.pem"),
        ("RS256", r#"{"typ":"JWT"}"#, "rsa.spki.pem"),
        ("ES384", r#"{"alg":"ES256"}"#, "p384.spki.pem"),
        ("ES256", r#"{"alg":"RS256"}"#, "p256.spki.pem"),
        ("Ed25519", r#"{"alg":"ES256"}"#, "ed25519.spki.pem"),
    ] {
        let text = token(made_with, "", header, CLAIMS);
        let ask = question([keys(key)]);
        let why = the_why(&text, &ask);
        let name = if made_with == "Ed25519" {
            "EdDSA"
        } else {
            made_with
        };
        let told = format!("but it verifies as {name} with the key from {key}");
        assert!(why.detail.contains(&told), "{header}: {}", why.detail);
        let none = why_of(&forged(&text), &ask);
        assert!(!none.contains("verifies as"), "{none}");
    }
    let text = token("HS512", SECRET, HS256, CLAIMS);
    let why = the_why(&text, &question([secret(SECRET)]));
    assert!(
        why.detail
            .starts_with("alg is \"HS256\", but it verifies as HS512"),
        "{why:?}"
    );
}

fn why_of(text: &str, question: &Question) -> String {
    let all = why(text, question);
    all.into_iter()
        .map(|d| d.detail)
        .collect::<Vec<_>>()
        .join("; ")
}

#[test]
fn a_secret_is_read_in_other_ways() {
    use SecretReading::*;
    // 48 bytes whose base64 has + and /, and whose base64url has - and _.
    let raw: Vec<u8> = (0..49_u8).map(|i| 0xfb ^ i.wrapping_mul(7)).collect();
    let hex: String = raw.iter().map(|b| format!("{b:02x}")).collect();
    let text = |t: &str| t.as_bytes().to_vec();
    for (signed, given, reading) in [
        (raw.clone(), text(&STANDARD.encode(&raw)), Base64),
        (raw.clone(), text(&b64(&raw)), Base64),
        (raw.clone(), text(&hex), Hex),
        (text(&STANDARD.encode(&raw)), raw.clone(), AsBase64),
        (
            text(STANDARD.encode(&raw).trim_end_matches('=')),
            raw.clone(),
            AsBase64Unpadded,
        ),
        (text(&b64(&raw)), raw.clone(), AsBase64url),
        (text(&URL_SAFE.encode(&raw)), raw.clone(), AsBase64urlPadded),
        (text(&hex), raw.clone(), AsHex),
        (text(&hex.to_uppercase()), raw.clone(), AsUpperHex),
        (text(SECRET), text(&format!("{SECRET}\n")), Trimmed),
        (text(SECRET), text(&format!(" {SECRET}\r\n")), Trimmed),
        (text(SECRET), text(&format!("\"{SECRET}\"")), Unquoted),
        (text(&format!("{SECRET}\n")), text(SECRET), WithLineFeed),
        (text(&format!("{SECRET}\r\n")), text(SECRET), WithCrLf),
    ] {
        let token = token("HS256", &signed, HS256, CLAIMS);
        let ask = question([secret(&given)]);
        let (detail, remedy) = remedied(&token, &ask);
        let Remedy::Secret { reading: found, .. } = remedy else {
            panic!("{remedy:?}: {detail}");
        };
        assert_eq!(found, reading, "{detail}");
        says_nothing(&forged(&token), &ask);
    }
}

/// A token as Microsoft Graph makes it.
fn graph(hash: impl Fn(&str) -> String, nonce: &str) -> (String, String) {
    let header = |nonce: &str| format!(r#"{{"typ":"JWT","nonce":"{nonce}","alg":"RS256"}}"#);
    let claims = r#"{"aud":"00000003-0000-0000-c000-000000000000","exp":1795518000}"#;
    let signed = token("RS256", "", &header(&hash(nonce)), claims);
    let pasted = signed.replacen(&b64(header(&hash(nonce))), &b64(header(nonce)), 1);
    (signed, pasted)
}

#[test]
fn graph_s_tokens_are_known_by_their_nonce() {
    let ask = question([keys("rsa.spki.pem")]);
    let base64url = |nonce: &str| b64(sha256(nonce.as_bytes()));
    let hex = |nonce: &str| {
        let hash = sha256(nonce.as_bytes());
        hash.iter().map(|b| format!("{b:02x}")).collect::<String>()
    };
    for (signed, pasted) in [graph(base64url, "Wd2hb"), graph(hex, "Wd2hb")] {
        let why = the_why(&pasted, &ask);
        assert!(
            why.detail.starts_with("With the nonce in the header"),
            "{why:?}"
        );
        assert_eq!(why.mend, Some(signed));
        mended(&pasted, &ask);
    }
    // Signed over something else: only what is known of Graph is said.
    let (_, pasted) = graph(|_| "other".to_owned(), "Wd2hb");
    let why = the_why(&pasted, &ask);
    assert!(
        why.detail.starts_with("Microsoft Graph's access tokens"),
        "{why:?}"
    );
    assert_eq!(why.mend, None);
    let acme = token("RS256", "", r#"{"alg":"RS256","nonce":"a"}"#, CLAIMS);
    says_nothing(&forged(&acme), &ask);
}

#[test]
fn a_token_that_was_signed_with_padding_is_known() {
    // Both are of a length that takes padding.
    let (header, claims) = (r#"{"alg":"HS256" }"#, r#"{"sub":"abc"}"#);
    let ask = question([secret(SECRET)]);
    let made = |signed_header: &str, signed_payload: &str| {
        let message = format!("{signed_header}.{signed_payload}");
        let value = sign("HS256", SECRET.as_bytes(), message.as_bytes());
        format!("{}.{}.{}", b64(header), b64(claims), b64(value))
    };
    let (padded_header, padded) = (URL_SAFE.encode(header), URL_SAFE.encode(claims));
    assert!(padded_header.ends_with('=') && padded.ends_with('='));
    for text in [made(&padded_header, &padded), made(&b64(header), &padded)] {
        let why = the_why(&text, &ask);
        assert!(
            why.detail
                .starts_with("It was signed as base64url with padding (=)"),
            "{why:?}"
        );
        assert_eq!((&why.mend, &why.remedy), (&None, &None));
        says_nothing(&forged(&text), &ask);
    }
}

#[test]
fn a_payload_that_was_written_anew_is_found() {
    let pasted = r#"{"name":"Zoé","url":"https://a/b"}"#;
    let ask = question([secret(SECRET)]);
    for signed in [
        "{\"name\": \"Zo\\u00e9\", \"url\": \"https://a/b\"}",
        "{\"name\":\"Zoé\",\"url\":\"https:\\/\\/a\\/b\"}",
        "{\n  \"name\": \"Zoé\",\n  \"url\": \"https://a/b\"\n}\n",
        "{\"name\":\"Zoé\",\"url\":\"https://a/b\"}\r\n",
    ] {
        let whole = token("HS256", SECRET, HS256, signed);
        let text = whole.replacen(&b64(signed), &b64(pasted), 1);
        let why = the_why(&text, &ask);
        assert_eq!(why.mend.as_deref(), Some(whole.as_str()), "{signed}");
        mended(&text, &ask);
        let other = whole.replacen(&b64(signed), &b64(r#"{"name":"Zoe"}"#), 1);
        says_nothing(&other, &ask);
    }
}

#[test]
fn key_confusion_is_named() {
    let der = STANDARD.encode(include_bytes!("data/keys/rsa.spki.der"));
    let pem = key_text("rsa.spki.pem");
    let ask = question([keys("rsa.spki.pem")]);
    for secret in [
        pem.clone(),
        pem.trim_end().to_owned(),
        pem.replace('\n', "\r\n"),
        format!("\n{pem}"),
        der,
    ] {
        let text = token("HS256", &secret, HS256, CLAIMS);
        let why = the_why(&text, &ask);
        assert!(
            why.detail
                .starts_with("Key confusion: it verifies as HS256"),
            "{why:?}"
        );
        assert_eq!((&why.mend, &why.remedy), (&None, &None));
        says_nothing(&forged(&text), &ask);
    }
    let der = include_bytes!("data/keys/rsa.spki.der");
    let why = the_why(&token("HS256", der, HS256, CLAIMS), &ask);
    assert!(why.detail.contains("(DER)"), "{why:?}");
    let jwk = r#"{"crv":"Ed25519","kty":"OKP","x":"X"}"#;
    let x = key_text("ed25519.jwk.json");
    let x = x.split("\"x\"").nth(1).unwrap().split('"').nth(1).unwrap();
    let text = token("HS256", jwk.replace('X', x), HS256, CLAIMS);
    let why = the_why(&text, &question([keys("ed25519.jwk.json")]));
    assert!(why.detail.contains("(JWK)"), "{why:?}");
}

#[test]
fn a_token_that_nobody_signed_is_named() {
    let text = format!("{}.{}.", b64(r#"{"alg":"none"}"#), b64(CLAIMS));
    let why = the_why(&text, &question([secret(SECRET)]));
    assert!(
        why.detail
            .starts_with("alg is none: the token was never signed"),
        "{why:?}"
    );
    let text = token("HS256", SECRET, r#"{"alg":"none"}"#, CLAIMS);
    let why = the_why(&text, &question([secret(SECRET)]));
    assert!(why.detail.contains("it verifies as HS256"), "{why:?}");
}

fn expecting(issuer: Option<&str>, audience: &[&str]) -> Question {
    let mut question = question([secret(SECRET)]);
    question.expectations.issuer = issuer.map(str::to_owned);
    question.expectations.audience = audience.iter().map(|a| (*a).to_owned()).collect();
    question
}

#[test]
fn an_issuer_that_is_nearly_right_is_told() {
    const V1: &str = "https://sts.windows.net/9188040d-6c67-4c5b-b112-36a304b66dad/";
    const V2: &str = "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0";
    for (found, expected, said) in [
        (
            "https://a.example/",
            "https://a.example",
            Some("by a slash at its end"),
        ),
        (
            "https://a.example",
            "https://a.example/",
            Some("by a slash at its end"),
        ),
        (
            "https://A.example",
            "https://a.example",
            Some("only in case"),
        ),
        (V1, V2, Some("v1 token of Microsoft Entra ID")),
        (
            V1,
            "https://login.microsoftonline.com/common/v2.0",
            Some("v1 token"),
        ),
        (V2, V1, Some("v2 token of Microsoft Entra ID")),
        ("https://a.example/b", "https://a.example", None),
        ("https://sts.windows.net/other/", V2, None),
    ] {
        let text = hs256(&format!(r#"{{"iss":"{found}"}}"#));
        let ask = expecting(Some(expected), &[]);
        match said {
            Some(said) => {
                let (detail, remedy) = remedied(&text, &ask);
                assert!(detail.contains(said), "{detail}");
                assert_eq!(remedy, Remedy::Issuer(found.to_owned()));
            }
            None => says_nothing(&text, &ask),
        }
    }
}

#[test]
fn an_audience_that_is_nearly_right_is_told() {
    for (found, expected, said) in [
        (r#""https://api/""#, "https://api", Some("by a slash")),
        (r#"["x","api://app"]"#, "app", Some("by api:// before it")),
        (r#""APP""#, "app", Some("in case")),
        (r#""app2""#, "app", None),
    ] {
        let text = hs256(&format!(r#"{{"aud":{found}}}"#));
        let ask = expecting(None, &["unrelated", expected]);
        match said {
            Some(said) => assert!(remedied(&text, &ask).0.contains(said)),
            None => says_nothing(&text, &ask),
        }
    }
}

#[test]
fn times_in_another_unit_are_told() {
    let ask = question([secret(SECRET)]);
    let ms = hs256(&format!(
        r#"{{"iat":{}000,"exp":{}000}}"#,
        NOW - 5,
        NOW + 60
    ));
    let why = the_why(&ms, &ask);
    assert_eq!(
        why.detail,
        "iat and exp are in milliseconds, a JWT has seconds. The issuer has to divide them by 1000"
    );
    says_nothing(&hs256(&format!(r#"{{"iat":{}000}}"#, NOW + 500)), &ask);
    says_nothing(&hs256(&format!(r#"{{"iat":{}00}}"#, NOW - 5)), &ask);

    let span = the_why(
        &hs256(&format!(r#"{{"iat":{},"exp":3600}}"#, NOW - 5)),
        &ask,
    );
    assert!(
        span.detail.starts_with("exp looks like a span, 1 hour"),
        "{span:?}"
    );
    says_nothing(
        &hs256(&format!(r#"{{"iat":{},"exp":{}}}"#, NOW - 9000, NOW - 5000)),
        &ask,
    );
}

#[test]
fn a_small_difference_of_clocks_is_told() {
    let ask = question([secret(SECRET)]);
    for (claims, leeway) in [
        (format!(r#"{{"exp":{}}}"#, NOW - 12), Some(30)),
        (format!(r#"{{"exp":{}}}"#, NOW - 30), Some(60)),
        (
            format!(r#"{{"iat":{},"nbf":{}}}"#, NOW + 5, NOW + 300),
            Some(300),
        ),
        (format!(r#"{{"exp":{}}}"#, NOW - 300), None),
        (
            format!(r#"{{"exp":{},"nbf":{}}}"#, NOW - 12, NOW + 900),
            None,
        ),
    ] {
        let text = hs256(&claims);
        match leeway {
            Some(leeway) => assert_eq!(remedied(&text, &ask).1, Remedy::Leeway(leeway)),
            None => says_nothing(&text, &ask),
        }
    }
}

#[test]
fn auth0_s_encrypted_token_is_known() {
    let sealed = |iss: &str, enc: &str| {
        let header = format!(r#"{{"alg":"dir","enc":"{enc}","iss":"{iss}"}}"#);
        format!(
            "{}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
            b64(header)
        )
    };
    let ask = question([]);
    let why = the_why(&sealed("https://tenant.eu.auth0.com/", "A256GCM"), &ask);
    assert!(
        why.detail.contains("Auth0 gives where no audience"),
        "{why:?}"
    );
    says_nothing(&sealed("https://auth0.com.example/", "A256GCM"), &ask);
}

/// How often `go_on` was asked.
fn asked(report: &Report, question: &Question, until: usize) -> usize {
    let asked = Cell::new(0);
    let said = diagnose(report, question, &|| {
        asked.set(asked.get() + 1);
        asked.get() <= until
    });
    drop(said);
    asked.get()
}

#[test]
fn the_work_is_bounded_and_ends_when_told_so() {
    let header = r#"{"alg":"HS256","kid":"x"}"#;
    let text = forged(&token("HS256", SECRET, header, CLAIMS));
    let many = (0..900).map(|_| (Some("a"), secret("not the one that signed")));
    let ask = question((0..5).map(|_| set(many.clone())));
    let report = inspect(&text, &ask);
    assert_ne!(report.status(CheckId::Signature), Status::Pass);
    let all = asked(&report, &ask, usize::MAX);
    assert!(all > 2_000, "{all}");
    assert!(all < 2 * MAX_TRIES, "{all}");
    let stopped = asked(&report, &ask, 10);
    assert!(stopped < 10 + 5_000, "{stopped}");
    assert!(diagnose(&report, &ask, &|| false).is_empty());
}

#[test]
fn any_piece_of_a_token_is_explained_without_harm() {
    let header = r#"{"alg":"ES256","kid":"é","nonce":"n","x5c":["AA"]}"#;
    let whole = token("ES256-DER", "", header, CLAIMS);
    let flat = {
        let parts: Vec<_> = whole.split('.').collect();
        format!(
            r#"{{"payload":"{}","protected":"{}","signature":"{}"}}"#,
            parts[1], parts[0], parts[2]
        )
    };
    let ask = Question {
        detached_payload: Some("{\"é\":1}\n".into()),
        ..question([keys("p256.spki.pem"), secret("é")])
    };
    for text in [whole, flat] {
        for end in 0..=text.len() {
            for torn in [
                text[..end].to_owned(),
                text[end..].to_owned(),
                format!("{}é~\u{0}{}", &text[..end], &text[end..]),
            ] {
                let report = inspect(&torn, &ask);
                let _ = diagnose(&report, &ask, &|| true);
            }
        }
    }
}
