//! The rules on encrypted tokens: for each what shows it, and what nearly does.

use crate::cases::{Case, case};
use crate::made::{Made, claims, key_file, pasted};
use tokenscope::jose::base64url::encode;
use tokenscope::jose::jwe::{ContentEncryption, KeyManagement, encrypt};
use tokenscope::jose::key::{Key, Material, read_keys};
use tokenscope::jose::signing::read_key_file;
use tokenscope::jose::{Algorithm, json, sign};
use tokenscope::report::Secret;
use tokenscope::report::Severity::{Critical, High, Low, Medium};

/// A token with these segments after its header.
fn token(header: &str, rest: [&[u8]; 4]) -> Made {
    let rest = rest.map(encode).join(".");
    pasted(&format!("{}.{rest}", encode(header.as_bytes())))
}

/// A token for the P-256 key of the tests, which is given.
fn for_p256(algorithm: KeyManagement, header: &str, content: &str) -> Made {
    let key = key_file("p256.jwk.json");
    let set = read_keys(key.as_bytes(), "key").unwrap();
    made(&set.keys[0], algorithm, header, content).key(&key_file("p256.pkcs8.pem"))
}

/// A token with a shared key, which is given.
fn shared(header: &str, content: &str) -> Made {
    let secret = vec![7; 16];
    let key = Key::new(Material::Oct(Secret::new(secret.clone())));
    let given = format!(r#"{{"kty":"oct","k":"{}"}}"#, encode(&secret));
    made(&key, KeyManagement::A128Kw, header, content).key(&given)
}

fn made(key: &Key, algorithm: KeyManagement, header: &str, content: &str) -> Made {
    let (header, _) = json::parse(header.as_bytes());
    let mut key = key.clone();
    key.kid = None;
    let token = encrypt(
        &key,
        algorithm,
        ContentEncryption::A128Gcm,
        &header,
        content.as_bytes(),
    );
    pasted(&token.unwrap())
}

fn signed() -> String {
    let file = read_key_file(key_file("ed25519.pkcs8.pem").as_bytes(), "key").unwrap();
    let key = file.signing_keys().next().unwrap();
    let (header, _) = json::parse(br#"{"typ":"JWT"}"#);
    sign(key, Algorithm::Ed25519, &header, claims("").as_bytes()).unwrap()
}

pub fn all() -> Vec<Case> {
    [content(), header()].into_iter().flatten().collect()
}

fn content() -> Vec<Case> {
    let unsigned = format!(
        "{}.{}.",
        encode(br#"{"alg":"none"}"#),
        encode(claims("").as_bytes())
    );
    let es = KeyManagement::EcdhEs;
    vec![
        case(
            "unsigned-inside",
            High,
            for_p256(es, r#"{"cty":"JWT"}"#, &unsigned),
            [
                for_p256(es, r#"{"cty":"JWT"}"#, &signed()),
                // Whoever made this has the key.
                shared(r#"{"cty":"JWT"}"#, &unsigned),
                shared("{}", &claims("")),
                // Text is no claims set.
                for_p256(es, "{}", "hello"),
            ],
        ),
        case(
            "unsigned-inside",
            Medium,
            for_p256(KeyManagement::EcdhEsA128Kw, "{}", &claims("")),
            [],
        ),
        case(
            "repeated-claim-differs",
            Medium,
            shared(r#"{"iss":"https://evil.example"}"#, &claims("")),
            [
                shared(r#"{"iss":"https://id.example"}"#, &claims("")),
                // What is not inside is not repeated.
                shared(r#"{"iss":"https://evil.example"}"#, "hello"),
                shared("{}", &claims("")),
            ],
        ),
        case(
            "repeated-claim-differs",
            Medium,
            for_p256(
                es,
                r#"{"cty":"JWT","iss":"https://evil.example"}"#,
                &signed(),
            ),
            [for_p256(
                es,
                r#"{"cty":"JWT","iss":"https://id.example"}"#,
                &signed(),
            )],
        ),
        case(
            "kid-shape",
            High,
            shared(r#"{"kid":"../../dev/null"}"#, &claims("")),
            [shared(r#"{"kid":"k1"}"#, &claims(""))],
        ),
        case(
            "key-url",
            High,
            shared(r#"{"jku":"http://id.example/keys"}"#, &claims("")),
            [shared(r#"{"jku":"https://id.example/keys"}"#, &claims(""))],
        ),
        case(
            "private-key-in-header",
            Critical,
            shared(r#"{"jwk":{"kty":"oct","k":"AAAA"}}"#, &claims("")),
            [shared(r#"{"jwk":{"kty":"RSA"}}"#, &claims(""))],
        ),
        case(
            "compressed",
            Low,
            shared(r#"{"zip":"DEF"}"#, &claims("")),
            [shared(r#"{"typ":"zip"}"#, &claims(""))],
        ),
    ]
}

fn header() -> Vec<Case> {
    const IV: &[u8] = &[1; 12];
    const TAG: &[u8] = &[1; 16];
    let alg = |alg: &str| {
        let header = format!(r#"{{"alg":"{alg}","enc":"A128GCM"}}"#);
        token(&header, [&[1; 256], IV, &[1; 5], TAG])
    };
    let p2c = |p2c: &str| {
        let header = format!(
            r#"{{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"AAAAAAAAAAAAAAAA","p2c":{p2c}}}"#
        );
        token(&header, [&[1; 24], IV, &[1; 5], TAG])
    };
    let dir = |key: &[u8], iv: &[u8], tag: &[u8]| {
        token(r#"{"alg":"dir","enc":"A128GCM"}"#, [key, iv, &[1; 5], tag])
    };
    let x = "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ";
    let y = "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck";
    let epk = |x: &str, y: &str| {
        let header = format!(
            r#"{{"alg":"ECDH-ES","enc":"A128GCM","epk":{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}}}"#
        );
        token(&header, [b"", IV, &[1; 5], TAG])
    };
    let mut cut = dir(b"", IV, TAG).report().text;
    cut.truncate(cut.rfind('.').unwrap());
    vec![
        case(
            "rsa1-5",
            Medium,
            alg("RSA1_5"),
            [alg("RSA-OAEP"), alg("RSA-OAEP-256")],
        ),
        case(
            "iteration-count",
            High,
            p2c("1200001"),
            [p2c("1200000"), p2c("1000"), p2c("600000")],
        ),
        case("iteration-count", High, p2c("9223372036854775808"), []),
        case("iteration-count", High, p2c("-1"), []),
        case("iteration-count", High, p2c("0"), []),
        case("iteration-count", High, p2c("\"1000\""), []),
        case("iteration-count", Medium, p2c("999"), []),
        case(
            "cut-tag",
            High,
            dir(b"", IV, &TAG[..15]),
            // Cut short in copying.
            [dir(b"", IV, TAG), pasted(&cut)],
        ),
        case("cut-tag", High, dir(b"", &IV[..11], TAG), []),
        case("cut-tag", High, dir(b"", b"", TAG), []),
        case(
            "direct-with-key",
            Medium,
            dir(&[1; 24], IV, TAG),
            [dir(b"", IV, TAG), alg("A128KW")],
        ),
        case(
            "epk-off-curve",
            High,
            epk(y, x),
            // A coordinate of the wrong length is no point of any curve.
            [epk(x, y), epk("AA", y)],
        ),
    ]
}
