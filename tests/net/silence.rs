//! Inspecting opens no connection, whatever a token says.

use crate::run::{data, run_with};
use crate::token::Signer;
use serde_json::{Value, json};
use std::io::ErrorKind;
use std::net::TcpListener;
use tokenscope::inspect::{Question, inspect};
use tokenscope::jose::base64url;

/// Everything in a header or in claims that could lead somebody to an address.
const HEADER: &[&str] = &["jku", "x5u", "kid", "iss", "typ", "url", "aud"];
const CLAIMS: &[&str] = &[
    "iss", "aud", "sub", "jku", "jwks_uri", "picture", "logo_uri", "jti",
];

/// The tokens of the test data, compact ones.
fn corpus() -> Vec<String> {
    let read = |name: &str| std::fs::read_to_string(name).unwrap();
    let root = env!("CARGO_MANIFEST_DIR");
    let mut tokens = vec![std::fs::read_to_string(data("example/id_token.txt")).unwrap()];
    for entry in std::fs::read_dir(format!("{root}/assets/samples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "jwt") {
            tokens.push(std::fs::read_to_string(path).unwrap());
        }
    }
    for name in ["algorithms.json", "rfc7515.json"] {
        let all: Value =
            serde_json::from_str(&read(&format!("{root}/tests/vectors/{name}"))).unwrap();
        let all = all.as_array().unwrap().iter();
        tokens.extend(all.filter_map(|example| example["token"].as_str().map(str::to_owned)));
    }
    tokens
}

/// The token with addresses wherever one can stand.
fn leading_to(token: &str, url: &str) -> String {
    let mut segments: Vec<String> = token.trim().split('.').map(str::to_owned).collect();
    for (segment, names) in segments.iter_mut().zip([HEADER, CLAIMS]) {
        let decoded = base64url::decode(segment).0;
        if let Ok(Value::Object(mut members)) = serde_json::from_slice(&decoded) {
            for name in names {
                members.insert((*name).to_owned(), url.into());
            }
            *segment = base64url::encode(Value::Object(members).to_string().as_bytes());
        }
    }
    segments.join(".")
}

#[test]
fn no_token_of_the_corpus_opens_a_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/keys", listener.local_addr().unwrap());
    let corpus = corpus();
    assert!(corpus.len() > 15, "{}", corpus.len());
    let mut tokens: Vec<_> = corpus.iter().map(|token| leading_to(token, &url)).collect();
    let header = json!({"jku": url, "x5u": url, "kid": url});
    tokens.push(Signer::new("a").token_with(header.clone(), &json!({"iss": url})));
    tokens.push(json!({"keys": [{"kty": "RSA", "x5u": url}], "jwks_uri": url}).to_string());
    tokens.push(json!({"payload": "e30", "header": header, "signature": "AAAA"}).to_string());
    assert!(tokens.iter().all(|token| token.len() > 20));
    for token in &tokens {
        let _ = inspect(token, &Question::default());
        let _ = inspect(
            &format!("curl -H 'Authorization: Bearer {token}' {url}"),
            &Question::default(),
        );
    }
    let text = tokens.join("\n\n");
    let run = run_with(["inspect", "--format", "json"], text.as_bytes());
    assert!(run.out.contains(&url), "the addresses are read");
    let none = listener.accept().expect_err("nobody connects");
    assert_eq!(none.kind(), ErrorKind::WouldBlock);
}
