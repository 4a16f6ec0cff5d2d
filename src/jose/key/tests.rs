//! Keys in every form, from data made with OpenSSL and from published vectors.

use super::*;
use crate::jose::{base64url, json};
use crate::report::Json;

macro_rules! key_file {
    ($name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/data/keys/",
            $name
        ))
        .as_slice()
    };
}

mod hostile;

/// A file and its name.
type Named = (&'static str, &'static [u8]);

/// Every form of each key, with the JWK that says what it holds.
const FORMS: &[(&[u8], &[Named])] = &[
    (
        key_file!("rsa.jwk.json"),
        &[
            ("rsa.spki.pem", key_file!("rsa.spki.pem")),
            ("rsa.spki.der", key_file!("rsa.spki.der")),
            ("rsa.pkcs1-public.pem", key_file!("rsa.pkcs1-public.pem")),
            ("rsa.pkcs1-public.der", key_file!("rsa.pkcs1-public.der")),
            ("rsa.certificate.pem", key_file!("rsa.certificate.pem")),
            ("rsa.certificate.der", key_file!("rsa.certificate.der")),
            ("rsa.pkcs1.pem, private", key_file!("rsa.pkcs1.pem")),
            ("rsa.pkcs1.der, private", key_file!("rsa.pkcs1.der")),
            ("rsa.pkcs8.pem, private", key_file!("rsa.pkcs8.pem")),
            ("rsa.pkcs8.der, private", key_file!("rsa.pkcs8.der")),
        ],
    ),
    (
        key_file!("rsa-pss.jwk.json"),
        &[
            ("rsa-pss.spki.pem", key_file!("rsa-pss.spki.pem")),
            ("rsa-pss.pkcs8.pem, private", key_file!("rsa-pss.pkcs8.pem")),
        ],
    ),
    (
        key_file!("p256.jwk.json"),
        &[
            ("p256.spki.pem", key_file!("p256.spki.pem")),
            (
                "p256.spki-compressed.pem",
                key_file!("p256.spki-compressed.pem"),
            ),
            ("p256.certificate.pem", key_file!("p256.certificate.pem")),
            ("p256.sec1.pem, private", key_file!("p256.sec1.pem")),
            ("p256.sec1.der, private", key_file!("p256.sec1.der")),
            (
                "p256.sec1-no-public.pem, private",
                key_file!("p256.sec1-no-public.pem"),
            ),
            ("p256.pkcs8.pem, private", key_file!("p256.pkcs8.pem")),
        ],
    ),
    (
        key_file!("p384.jwk.json"),
        &[
            ("p384.spki.pem", key_file!("p384.spki.pem")),
            (
                "p384.spki-compressed.pem",
                key_file!("p384.spki-compressed.pem"),
            ),
            ("p384.certificate.pem", key_file!("p384.certificate.pem")),
            ("p384.sec1.pem, private", key_file!("p384.sec1.pem")),
            (
                "p384.sec1-no-public.pem, private",
                key_file!("p384.sec1-no-public.pem"),
            ),
            ("p384.pkcs8.pem, private", key_file!("p384.pkcs8.pem")),
        ],
    ),
    (
        key_file!("p521.jwk.json"),
        &[
            ("p521.spki.pem", key_file!("p521.spki.pem")),
            (
                "p521.spki-compressed.pem",
                key_file!("p521.spki-compressed.pem"),
            ),
            ("p521.certificate.pem", key_file!("p521.certificate.pem")),
            ("p521.sec1.pem, private", key_file!("p521.sec1.pem")),
            (
                "p521.sec1-no-public.pem, private",
                key_file!("p521.sec1-no-public.pem"),
            ),
            ("p521.pkcs8.pem, private", key_file!("p521.pkcs8.pem")),
        ],
    ),
    (
        key_file!("secp256k1.jwk.json"),
        &[
            ("secp256k1.spki.pem", key_file!("secp256k1.spki.pem")),
            (
                "secp256k1.spki-compressed.pem",
                key_file!("secp256k1.spki-compressed.pem"),
            ),
            (
                "secp256k1.certificate.pem",
                key_file!("secp256k1.certificate.pem"),
            ),
            (
                "secp256k1.sec1.pem, private",
                key_file!("secp256k1.sec1.pem"),
            ),
            (
                "secp256k1.sec1-no-public.pem, private",
                key_file!("secp256k1.sec1-no-public.pem"),
            ),
            (
                "secp256k1.pkcs8.pem, private",
                key_file!("secp256k1.pkcs8.pem"),
            ),
        ],
    ),
    (
        key_file!("ed25519.jwk.json"),
        &[
            ("ed25519.spki.pem", key_file!("ed25519.spki.pem")),
            (
                "ed25519.certificate.pem",
                key_file!("ed25519.certificate.pem"),
            ),
            ("ed25519.pkcs8.pem, private", key_file!("ed25519.pkcs8.pem")),
        ],
    ),
];

/// RFC 7520 §3.
const RFC7520: [(&str, bool, &[u8]); 6] = [
    (
        "EC P-521",
        false,
        include_bytes!("../../../tests/data/rfc7520/3_1.ec_public_key.json"),
    ),
    (
        "EC P-521",
        true,
        include_bytes!("../../../tests/data/rfc7520/3_2.ec_private_key.json"),
    ),
    (
        "RSA 2048",
        false,
        include_bytes!("../../../tests/data/rfc7520/3_3.rsa_public_key.json"),
    ),
    (
        "RSA 2048",
        true,
        include_bytes!("../../../tests/data/rfc7520/3_4.rsa_private_key.json"),
    ),
    (
        "HMAC secret, 256 bits",
        false,
        include_bytes!("../../../tests/data/rfc7520/3_5.symmetric_key_mac_computation.json"),
    ),
    (
        "Shared secret, 256 bits",
        false,
        include_bytes!("../../../tests/data/rfc7520/3_6.symmetric_key_encryption.json"),
    ),
];

const WYCHEPROOF: &[u8] = include_bytes!("../../../tests/data/wycheproof/json_web_key_test.json");

fn read(bytes: &[u8]) -> Result<KeySet, KeyError> {
    read_keys(bytes, "test")
}

/// The one key of a text.
fn one(bytes: &[u8]) -> Key {
    let mut set = read(bytes).unwrap();
    assert_eq!((set.keys.len(), &set.faults), (1, &Vec::new()));
    set.keys.remove(0)
}

fn refusal(bytes: &[u8]) -> String {
    read(bytes).unwrap_err().to_string()
}

/// The base64 of a PEM file with one block.
fn base64_of(pem: &[u8]) -> String {
    let text = std::str::from_utf8(pem).unwrap();
    text.lines().filter(|line| !line.starts_with('-')).collect()
}

fn jwk(text: &str) -> Result<(Key, Vec<String>), String> {
    let (json, _) = json::parse(text.as_bytes());
    read_jwk(&json)
}

/// A JWK of the test data with something else in place of one text.
fn altered(jwk: &[u8], from: &str, to: &str) -> String {
    let text = std::str::from_utf8(jwk).unwrap();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

fn why_not(jwk_text: &str) -> String {
    jwk(jwk_text).map(|(key, _)| key.description()).unwrap_err()
}

#[test]
fn every_form_holds_the_key_of_its_jwk() {
    for (jwk, forms) in FORMS {
        let wanted = one(jwk);
        assert!(!wanted.is_private && wanted.kid.is_some());
        for (name, bytes) in *forms {
            let key = one(bytes);
            assert!(key.material.is_same_public_key(&wanted.material), "{name}");
            assert_eq!(key.is_private, name.ends_with("private"), "{name}");
        }
    }
}

#[test]
fn pem_is_read_with_other_line_ends_and_white_space() {
    for (jwk, forms) in FORMS {
        let wanted = one(jwk);
        for (name, bytes) in forms.iter().filter(|(name, _)| name.contains(".pem")) {
            let text = std::str::from_utf8(bytes).unwrap();
            for altered in [
                text.replace('\n', "\r\n"),
                text.replace('\n', "\r"),
                text.replace('\n', " "),
                text.replace('\n', "\\n"),
                text.trim_end().to_owned(),
                format!("\u{feff}{text}"),
                text.lines().map(|line| format!("   {line} \n")).collect(),
                format!("Bag Attributes\n  localKeyID: 01\n{text}that was it"),
            ] {
                let key = one(altered.as_bytes());
                assert!(key.material.is_same_public_key(&wanted.material), "{name}");
            }
        }
    }
}

#[test]
fn several_blocks_are_read_one_by_one() {
    let mut file = b"d\xe9but\n".to_vec();
    for block in [
        key_file!("rsa.spki.pem"),
        key_file!("rsa.request.pem"),
        key_file!("rsa.encrypted-pkcs8.pem"),
        key_file!("rsa.encrypted-pkcs1.pem"),
        key_file!("openssh.private"),
        key_file!("p256.spki-explicit.pem"),
        key_file!("ed448.spki.pem"),
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        b"-----BEGIN PUBLIC KEY-----\nA%AA\n-----END PUBLIC KEY-----\n",
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n",
        key_file!("p256.sec1.pem"),
        b"-----BEGIN PGP MESSAGE-----\nAAAA\n-----END PGP MESSAGE-----\n",
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n",
    ] {
        file.extend_from_slice(block);
    }
    let set = read(&file).unwrap();
    let descriptions: Vec<_> = set.keys.iter().map(Key::description).collect();
    assert_eq!(descriptions, ["RSA 2048", "OKP Ed448", "EC P-256"]);
    assert_eq!(set.format, KeyFormat::Pem);
    let expected = [
        "Block 2 (CERTIFICATE REQUEST): is a certificate request; ",
        "Block 3 (ENCRYPTED PRIVATE KEY): is encrypted with a passphrase; decrypt it first, for example with `openssl pkcs8",
        "Block 4 (RSA PRIVATE KEY): is encrypted with a passphrase; ",
        "Block 5 (OPENSSH PRIVATE KEY): is an OpenSSH key; ",
        "Block 6 (PUBLIC KEY): does not name its curve; ",
        "Block 8 (PUBLIC KEY): ends with another name than it begins with",
        "Block 9 (PUBLIC KEY): its base64 is damaged",
        "Block 10 (PUBLIC KEY): has no END line; it is cut short",
        "Block 13 (PGP MESSAGE): is not a key or certificate that can be read",
        "Block 14 (PUBLIC KEY): has no END line; it is cut short",
    ];
    assert_eq!(set.faults.len(), expected.len(), "{:#?}", set.faults);
    for (fault, expected) in set.faults.iter().zip(expected) {
        assert!(fault.starts_with(expected), "{fault:?} {expected:?}");
    }
}

#[test]
fn a_block_with_the_wrong_name_is_read_and_named() {
    let text = std::str::from_utf8(key_file!("rsa.pkcs1-public.pem")).unwrap();
    let set = read(text.replace("RSA PUBLIC", "PUBLIC").as_bytes()).unwrap();
    assert_eq!(set.keys[0].description(), "RSA 2048");
    let fault = "Block 1 (PUBLIC KEY): it should be named \"RSA PUBLIC KEY\", by what is in it";
    assert_eq!(set.faults, [fault]);
}

#[test]
fn bare_base64_is_read_as_der() {
    let base64 = base64_of(key_file!("rsa.spki.pem"));
    assert_eq!(one(base64.as_bytes()).description(), "RSA 2048");
    assert_eq!(
        one(format!(" {base64}\n").as_bytes()).description(),
        "RSA 2048"
    );
}

#[test]
fn keys_that_sign_nothing_are_kept_and_described() {
    let x448 = one(key_file!("x448.spki.pem"));
    assert_eq!(x448.description(), "OKP X448");
    let x25519 = one(key_file!("x25519.spki.pem"));
    assert_eq!(x25519.description(), "X25519");
    assert!(!x25519.fits_type(Algorithm::EdDSA));
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let (key, _) = jwk(&format!(
        r#"{{"kty":"OKP","crv":"X25519","x":"{x}","d":"AA"}}"#
    ))
    .unwrap();
    assert_eq!((key.description(), key.is_private), ("X25519".into(), true));
}

#[test]
fn the_keys_of_rfc_7520_are_read() {
    for (description, is_private, bytes) in RFC7520 {
        let key = one(bytes);
        assert_eq!(key.description(), description);
        assert_eq!(key.is_private, is_private);
        assert!(key.public_key_use.is_some() && key.kid.is_some());
    }
    let mac = one(RFC7520[4].2);
    assert_eq!(mac.alg.as_deref(), Some("HS256"));
    assert_eq!(read(RFC7520[0].2).unwrap().format, KeyFormat::Jwk);
}

#[test]
fn the_key_sets_of_wycheproof_are_read() {
    let (json, faults) = json::parse(WYCHEPROOF);
    assert!(faults.is_empty());
    let mut seen = std::collections::BTreeMap::new();
    for group in json.get("testGroups").unwrap().as_array().unwrap() {
        for half in ["private", "public"] {
            let Some(set) = group.get(half) else { continue };
            let text = serde_json::to_vec(set).unwrap();
            let outcome = match read(&text) {
                Ok(set) => {
                    assert_eq!(set.format, KeyFormat::Jwks);
                    // One secret of the set has unused bits in its last character.
                    assert!(
                        set.faults
                            .iter()
                            .all(|f| f.contains("k is not canonical base64url"))
                    );
                    let weak: Vec<_> = set.keys.iter().flat_map(|k| weaknesses(k, None)).collect();
                    format!(
                        "{} keys, mixed: {}, {weak:?}",
                        set.keys.len(),
                        set.is_mixed()
                    )
                }
                Err(error) => error.to_string(),
            };
            let comment = group.get("comment").unwrap().as_str().unwrap();
            seen.insert(format!("{comment} {half}"), outcome);
        }
    }
    let outcome = |name: &str| seen.get(name).map(String::as_str).unwrap_or_default();
    assert_eq!(
        outcome("jws_mixedSymmetryKeyset private"),
        "2 keys, mixed: true, []"
    );
    assert_eq!(
        outcome("jws_duplicate_kid private"),
        "2 keys, mixed: false, []"
    );
    assert_eq!(outcome("rs256 public"), "1 keys, mixed: false, []");
    assert_eq!(
        outcome("jws_rsa_roca_key public"),
        "1 keys, mixed: false, [Roca]"
    );
    assert_eq!(
        outcome("keysize_too_small public"),
        "1 keys, mixed: false, [RsaModulusShort { bits: 1024 }]"
    );
    assert_eq!(
        outcome("exponentOne public"),
        "1 keys, mixed: false, [RsaExponentOne]"
    );
    assert!(outcome("invalid_point public").ends_with("its point does not lie on P-256"));
    assert!(outcome("wrong_curve public").contains("a coordinate of P-384 has 48"));
    assert!(outcome("wrong_kty public").contains("has neither n and e"));
    // The last of the groups called HS512 has an empty secret.
    assert!(outcome("HS512 private").ends_with("k is empty"));
}

#[test]
fn honest_keys_have_no_fingerprint() {
    for (jwk, _) in FORMS {
        assert_eq!(weaknesses(&one(jwk), None), []);
    }
}

#[test]
fn a_key_fits_the_algorithms_of_its_type_and_curve() {
    use Algorithm::*;
    let fitting: [&[Algorithm]; 7] = [
        &[RS256, RS384, RS512, PS256, PS384, PS512],
        &[RS256, RS384, RS512, PS256, PS384, PS512],
        &[ES256],
        &[ES384],
        &[ES512],
        &[ES256K],
        &[EdDSA, Ed25519],
    ];
    for ((jwk, _), fitting) in FORMS.iter().zip(fitting) {
        let key = one(jwk);
        let fits: Vec<_> = Algorithm::ALL
            .into_iter()
            .filter(|a| key.fits_type(*a))
            .collect();
        assert_eq!(fits, fitting);
    }
    let secret = &secret_from_bytes(vec![1], "secret").keys[0];
    assert!(secret.fits_type(HS256) && !secret.fits_type(RS256));
}

#[test]
fn a_bad_key_is_named_and_the_rest_remain() {
    let good = std::str::from_utf8(key_file!("p256.jwk.json")).unwrap();
    let rsa = std::str::from_utf8(key_file!("rsa.jwk.json")).unwrap();
    let bad = [
        r#"{"kty":"RSA","kid":"a","n":"AQ"}"#,
        r#"{"kty":"RSA","kty":"RSA"}"#,
        "7",
        r#"{"kid":"\u001b[31m"}"#,
    ];
    let text = format!(r#"{{"keys":[{good},{},{rsa}]}}"#, bad.join(","));
    for text in [
        text.clone(),
        text.replace(r#"{"keys":"#, "").replace("]}", "]"),
    ] {
        let set = read(text.as_bytes()).unwrap();
        assert_eq!(set.keys.len(), 2);
        assert_eq!(set.format, KeyFormat::Jwks);
        assert_eq!(
            set.faults,
            [
                r#"Key 2 (kid "a"): has no e (RFC 7518 §6.3.1.2)"#,
                r#"Key 3: the name "kty" occurs twice (RFC 7517 §4)"#,
                "Key 4: is a number, not an object",
                r#"Key 5 (kid "\u{1b}[31m"): has no kty (RFC 7517 §4.1)"#,
            ]
        );
    }
}

#[test]
fn a_jwk_is_read_strictly() {
    let p256 = key_file!("p256.jwk.json");
    let cases = [
        (
            r#""kid": "p256""#,
            r#""kid": 7"#,
            "kid is a number, not a string",
        ),
        (
            r#""kid": "p256""#,
            r#""kid": null"#,
            "kid is null, not a string",
        ),
        (
            r#""kid": "p256""#,
            r#""use": ["sig"]"#,
            "use is an array, not a string",
        ),
        (
            r#""kid": "p256""#,
            r#""alg": 1"#,
            "alg is a number, not a string",
        ),
        (
            r#""kid": "p256""#,
            r#""d": 1"#,
            "d is a number, not a string",
        ),
        (
            r#""kid": "p256""#,
            r#""key_ops": "verify""#,
            "key_ops is a string, not an array of strings",
        ),
        (
            r#""kid": "p256""#,
            r#""key_ops": [1]"#,
            "a value of key_ops is a number, not a string",
        ),
        (
            r#""kid": "p256""#,
            r#""crv": "P-256""#,
            r#"the name "crv" occurs twice (RFC 7517 §4)"#,
        ),
        (
            r#""kid": "p256""#,
            r#""odd": 1, "odd": 1"#,
            r#"the name "odd" occurs twice (RFC 7517 §4)"#,
        ),
        (
            r#""kty": "EC""#,
            r#""kty": "ec""#,
            r#"kty is "ec", it is written EC"#,
        ),
        (
            r#""kty": "EC""#,
            r#""kty": "XY""#,
            r#"kty is "XY", which is not known"#,
        ),
        (
            r#""kty": "EC""#,
            r#""kty": 1"#,
            "kty is a number, not a string",
        ),
        (r#""kty": "EC","#, "", "has no kty (RFC 7517 §4.1)"),
        (
            r#""crv": "P-256""#,
            r#""crv": "P-256K""#,
            r#"crv is "P-256K", which is not known"#,
        ),
        (
            r#""crv": "P-256""#,
            r#""crv": "secp256k1""#,
            "its point does not lie on secp256k1",
        ),
        (r#""crv": "P-256","#, "", "has no crv (RFC 7518 §6.2.1.1)"),
        (
            r#""crv": "P-256""#,
            r#""crv": "P-384""#,
            "x has 32 bytes, a coordinate of P-384 has 48 (RFC 7518 §6.2.1.2)",
        ),
        (r#""y": "#, r#""z": "#, "has no y (RFC 7518 §6.2.1.3)"),
        (r#""x": ""#, r#""x": "!"#, "x is not base64url"),
        (
            r#""x": ""#,
            r#""x": "=="#,
            "x is not base64url: padding (=) is not allowed (character 0)",
        ),
    ];
    for (from, to, expected) in cases {
        let why = why_not(&altered(p256, from, to));
        assert!(why.starts_with(expected), "{why:?} {expected:?}");
    }
    let okp = r#"{"kty":"OKP","crv":"Ed25519","x":"AAAA"}"#;
    assert!(why_not(okp).starts_with("x has 3 bytes, a public key on Ed25519 has 32"));
    assert_eq!(why_not(r#"{"kty":"RSA","n":"AA","e":"AQAB"}"#), "n is zero");
    assert_eq!(why_not(r#"{"kty":"RSA","n":"","e":"AQAB"}"#), "n is zero");
    assert_eq!(why_not("[]"), "is an array, not an object");
}

#[test]
fn a_secret_is_never_shown() {
    for k in ["hunter2?", "hunter2=", "hunter2!hunter2", "h"] {
        let why = why_not(&format!(r#"{{"kty":"oct","k":"{k}"}}"#));
        assert_eq!(why, "k is not base64url (RFC 7518 §6.4.1)");
    }
    assert_eq!(
        why_not(r#"{"kty":"oct","k":"hunter2","k":"hunter3"}"#),
        r#"the name "k" occurs twice (RFC 7517 §4)"#
    );
    let set = read(br#"{"kty":"oct","k":"aHVudGVyMg"}"#).unwrap();
    assert!(!format!("{set:?}").contains("104"), "{set:?}");
    let set = read(RFC7520[3].2).unwrap();
    assert!(!format!("{set:?}").to_lowercase().contains("secret"));
}

#[test]
fn leading_zeros_of_a_number_are_noted_and_dropped() {
    let rsa = key_file!("rsa.jwk.json");
    let wanted = one(rsa);
    let Material::Rsa { n, .. } = &wanted.material else {
        panic!("{wanted:?}");
    };
    let padded = base64url::encode(&[&[0, 0], n.as_slice()].concat());
    let text = altered(rsa, &base64url::encode(n), &padded);
    let set = read(text.as_bytes()).unwrap();
    assert!(set.keys[0].material.is_same_public_key(&wanted.material));
    assert_eq!(
        set.faults,
        [r#"Key 1 (kid "rsa"): n starts with zero octets, which it must not (RFC 7518 §6.3.1.1)"#]
    );
}

#[test]
fn unknown_members_do_not_matter_and_known_ones_are_kept() {
    let text = altered(
        key_file!("p256.jwk.json"),
        r#""kid": "p256""#,
        r#""kid":"","use":"sig","alg":"ES256","key_ops":["verify","verify"],"exp":1,"odd":{"a":1,"a":2}"#,
    );
    let (key, notes) = jwk(&text).unwrap();
    assert_eq!(key.kid.as_deref(), Some(""));
    assert_eq!(key.public_key_use.as_deref(), Some("sig"));
    assert_eq!(key.alg.as_deref(), Some("ES256"));
    assert_eq!(key.key_ops, Some(vec!["verify".to_owned(); 2]));
    assert_eq!(notes, ["key_ops names an operation twice (RFC 7517 §4.3)"]);
}

#[test]
fn the_certificate_of_a_jwk_is_read_and_compared() {
    let rsa = one(key_file!("rsa.jwk.json"));
    let certificate = base64_of(key_file!("rsa.certificate.pem"));
    let (key, notes) = jwk(&format!(r#"{{"kty":"RSA","x5c":["{certificate}","?"]}}"#)).unwrap();
    assert!(key.material.is_same_public_key(&rsa.material) && notes.is_empty());
    let (key, notes) = jwk(&format!(r#"{{"x5c":["{certificate}"]}}"#)).unwrap();
    assert!(key.material.is_same_public_key(&rsa.material));
    assert_eq!(
        notes,
        ["has no kty (RFC 7517 §4.1); its certificate was read"]
    );

    let beside = format!(r#""kid":"a","x5c":["{certificate}"]"#);
    let text = altered(key_file!("rsa.jwk.json"), r#""kid": "rsa""#, &beside);
    assert!(jwk(&text).unwrap().1.is_empty());
    for other in [key_file!("rsa-pss.jwk.json"), key_file!("p256.jwk.json")] {
        let text = std::str::from_utf8(other).unwrap();
        let text = text.replacen(r#""kid""#, &format!(r#""x5c":["{certificate}"],"kid""#), 1);
        let different = "its members and its certificate (x5c) are different keys (RFC 7517 §4.7)";
        assert_eq!(why_not(&text), different);
    }
    assert_eq!(
        why_not(&format!(
            r#"{{"kty":"EC","crv":"P-256","x5c":["{certificate}"]}}"#
        )),
        r#"kty is "EC", its certificate (x5c) holds a key of type RSA"#
    );
    let p256 = base64_of(key_file!("p256.certificate.pem"));
    assert_eq!(
        why_not(&format!(r#"{{"kty":"EC","crv":"P-384","x5c":["{p256}"]}}"#)),
        r#"crv is "P-384", its certificate (x5c) holds a key on P-256"#
    );
    let spki = base64_of(key_file!("rsa.spki.pem"));
    let url = certificate.replace('+', "-").replace('/', "_");
    for (x5c, expected) in [
        ("7".to_owned(), "x5c is a number, not an array"),
        ("[]".to_owned(), "x5c is empty (RFC 7517 §4.7)"),
        (
            "[7]".to_owned(),
            "x5c is a number, not a string in its array",
        ),
        (format!("[\"{url}\"]"), "x5c is not base64 (RFC 7517 §4.7)"),
        (
            format!("[\"{spki}\"]"),
            "x5c holds a key, not a certificate (RFC 7517 §4.7)",
        ),
        (
            "[\"AAAA\"]".to_owned(),
            "the first certificate of x5c is damaged or cut short",
        ),
    ] {
        assert_eq!(
            why_not(&format!(r#"{{"kty":"RSA","x5c":{x5c}}}"#)),
            expected
        );
        let beside = format!(r#""x5c":{x5c}"#);
        let text = altered(key_file!("rsa.jwk.json"), r#""kid": "rsa""#, &beside);
        assert_eq!(jwk(&text).unwrap().1, [expected]);
    }
}

#[test]
fn a_map_from_key_id_to_pem_is_read() {
    let certificate = std::str::from_utf8(key_file!("rsa.certificate.pem")).unwrap();
    let map = Json::Object(vec![
        ("k".to_owned(), Json::String(certificate.to_owned())),
        ("b".to_owned(), Json::String("none".to_owned())),
        ("c".to_owned(), Json::Null),
    ]);
    let set = read(&serde_json::to_vec(&map).unwrap()).unwrap();
    assert_eq!(set.format, KeyFormat::PemMap);
    assert_eq!(set.keys.len(), 1);
    assert_eq!(set.keys[0].kid.as_deref(), Some("k"));
    assert_eq!(
        set.faults,
        [
            r#"Key 2 (kid "b"): is not PEM"#,
            r#"Key 3 (kid "c"): is null, not PEM"#
        ]
    );
}
