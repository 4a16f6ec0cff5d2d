//! For each rule on keys and key sets what shows it, and what nearly does.

use crate::cases::{Case, alg, case};
use crate::made::{key_file, pasted, roca_key, rsa_key};
use Severity::{Critical, High, Info, Low, Medium};
use tokenscope::jose::base64url::encode;
use tokenscope::report::Severity;

pub fn all() -> Vec<Case> {
    [key_sets(), key_strength()].into_iter().flatten().collect()
}

fn key_sets() -> Vec<Case> {
    // An inner object, without its own id and alg.
    let jwk = |name: &str, more: &str| {
        let value: serde_json::Value = serde_json::from_str(&key_file(name)).unwrap();
        let mut value = value;
        let members = value.as_object_mut().unwrap();
        members.remove("kid");
        let text = serde_json::to_string(members).unwrap();
        format!("{},{more}}}", text.strip_suffix('}').unwrap())
    };
    let set = |keys: &[String]| pasted(&format!(r#"{{"keys":[{}]}}"#, keys.join(",")));
    let rsa = |more: &str| jwk("rsa.jwk.json", more);
    let p256 = |more: &str| jwk("p256.jwk.json", more);
    let ed = |more: &str| jwk("ed25519.jwk.json", more);
    let named = r#""kid":"a","alg":"RS256""#;
    let mut n = vec![0xff; 256];
    n[255] = 0xfd;
    let other = rsa_key(&n, "AQAB").replace("\"r\"", "\"a\"");
    let oct = r#"{"kty":"oct","alg":"HS256","kid":"s","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}"#;
    let private = format!("{named},\"d\":\"AQ\"");
    vec![
        case(
            "duplicate-kid",
            Medium,
            set(&[rsa(named), other.clone()]),
            [
                set(&[rsa(named), rsa(named)]),
                set(&[rsa(named), p256(r#""kid":"a","alg":"ES256""#)]),
                set(&[rsa(named), other.replace("\"a\"", "\"b\"")]),
            ],
        ),
        case(
            "duplicate-kid",
            Low,
            set(&[
                rsa(named),
                other.replace("\"RS256\"", "\"RSA-OAEP\",\"use\":\"enc\""),
            ]),
            [],
        ),
        case(
            "mixed-key-set",
            High,
            set(&[rsa(named), oct.to_owned()]),
            [set(&[oct.to_owned()]), set(&[rsa(named)])],
        ),
        case(
            "private-key-in-set",
            High,
            set(&[rsa(&private)]),
            [set(&[rsa(named)]), pasted(&rsa(&private))],
        ),
        case(
            "key-use-conflict",
            Medium,
            pasted(&rsa(r#""alg":"RS256","use":"enc""#)),
            [
                pasted(&rsa(r#""alg":"RS256","use":"sig","key_ops":["verify"]"#)),
                pasted(&rsa(r#""alg":"RSA-OAEP","use":"enc""#)),
                pasted(&rsa(r#""alg":"RS256","use":"tls""#)),
            ],
        ),
        case(
            "key-use-conflict",
            Medium,
            pasted(&rsa(r#""use":"sig","key_ops":["encrypt"]"#)),
            [],
        ),
        case(
            "key-use-conflict",
            Medium,
            pasted(&rsa(r#""use":"SIG""#)),
            [],
        ),
        case(
            "key-use-conflict",
            Medium,
            pasted(&rsa(r#""key_ops":["sign"]"#)),
            [pasted(&rsa(r#""key_ops":["sign"],"d":"AQ""#))],
        ),
        case(
            "key-alg-conflict",
            Medium,
            pasted(&p256(r#""alg":"ES384""#)),
            [
                pasted(&p256(r#""alg":"ES256""#)),
                pasted(&p256(r#""alg":"ECDH-ES+A256KW""#)),
                pasted(&rsa(r#""alg":"PS512""#)),
                pasted(&ed(r#""alg":"EdDSA""#)),
                pasted(&rsa(r#""alg":"ACME1""#)),
            ],
        ),
        case(
            "key-alg-conflict",
            Medium,
            pasted(&rsa(r#""alg":"HS256""#)),
            [],
        ),
        case(
            "key-alg-conflict",
            Medium,
            pasted(&rsa(r#""alg":"rs256""#)),
            [],
        ),
        case(
            "key-without-alg",
            Info,
            pasted(&rsa(r#""kid":"a""#)),
            [pasted(&rsa(named)), pasted(&key_file("rsa.spki.pem"))],
        ),
    ]
}

fn key_strength() -> Vec<Case> {
    let rsa = key_file("rsa.jwk.json");
    let value: serde_json::Value = serde_json::from_str(&rsa).unwrap();
    let exponent = |e: &str| {
        let n = &value["n"];
        format!(r#"{{"kty":"RSA","alg":"RS256","n":{n},"e":"{e}"}}"#)
    };
    let rs256 = || alg("\"RS256\"").signature(&encode(&[1; 128]));
    vec![
        case(
            "rsa-short",
            High,
            pasted(&key_file("rsa1024.spki.pem")),
            [pasted(&rsa), pasted(&key_file("rsa.spki.pem"))],
        ),
        case(
            "rsa-short",
            High,
            rs256().key(&key_file("rsa1024.spki.pem")),
            [rs256().key(&rsa)],
        ),
        case(
            "rsa-exponent",
            Critical,
            pasted(&exponent("AQ")),
            [pasted(&exponent("Aw")), pasted(&exponent("AQAB"))],
        ),
        case("rsa-exponent", Critical, rs256().key(&exponent("AQ")), []),
        case("rsa-exponent", Medium, pasted(&exponent("AQAA")), []),
        case("roca", Critical, pasted(&roca_key()), [pasted(&rsa)]),
        case("roca", Critical, rs256().key(&roca_key()), []),
    ]
}
