//! Encrypted tokens made to break readers: each is refused, within a second and without swelling.

use crate::support::{question, told};
use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, compress_to_output};
use std::time::{Duration, Instant};
use tokenscope::inspect::{Question, inspect};
use tokenscope::jose::base64url::encode;
use tokenscope::jose::jwe::{ContentEncryption, KeyManagement, encrypt};
use tokenscope::jose::key::{Key, Material, read_keys, secret_from_bytes};
use tokenscope::jose::{Curve, KeyKind, generate, json};
use tokenscope::report::{CheckId, Secret, Status, Verdict};

/// What a token may take, on a machine that is busy with other tests too.
const SECOND: Duration = Duration::from_secs(1);

/// How much memory reading it may add.
const MAX_ADDED_KIB: u64 = 64 << 10;

const SECRET: [u8; 16] = [7; 16];

fn with_secret(bytes: &[u8]) -> Question {
    Question {
        keys: vec![secret_from_bytes(bytes.to_vec(), "the secret")],
        ..Question::default()
    }
}

#[track_caller]
fn refused(token: &str, question: &Question) -> String {
    let start = Instant::now();
    let report = inspect(token, question);
    assert!(start.elapsed() < SECOND, "{:?}", start.elapsed());
    assert_eq!(report.verdict, Verdict::Invalid, "{}", told(&report));
    assert_ne!(report.status(CheckId::Decryption), Status::Pass);
    report.summary
}

/// A token made of these parts.
fn token(header: &str, rest: [&[u8]; 4]) -> String {
    let rest = rest.map(encode).join(".");
    format!("{}.{rest}", encode(header.as_bytes()))
}

/// A token with these bytes encrypted, whatever they are, with a shared key.
fn sealed(header: &str, content: &[u8]) -> String {
    let protected = encode(header.as_bytes());
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &SECRET).unwrap());
    let mut ciphertext = content.to_vec();
    let nonce = Nonce::assume_unique_for_key([1; 12]);
    let tag = key
        .seal_in_place_separate_tag(nonce, Aad::from(protected.as_bytes()), &mut ciphertext)
        .unwrap();
    let rest = [&b""[..], &[1; 12], &ciphertext, tag.as_ref()].map(encode);
    format!("{protected}.{}", rest.join("."))
}

const DIR: &str = r#"{"alg":"dir","enc":"A128GCM"}"#;

#[test]
fn the_tokens_made_here_open_until_they_are_spoilt() {
    let report = inspect(&sealed(DIR, b"{}"), &with_secret(&SECRET));
    assert_eq!(report.verdict, Verdict::Valid, "{}", told(&report));
}

#[test]
fn a_tag_or_a_vector_cut_at_any_length_is_refused() {
    for encryption in ContentEncryption::ALL {
        let secret = vec![7; encryption.key_len()];
        let key = Key::new(Material::Oct(Secret::new(secret.clone())));
        let (header, _) = json::parse(b"{}");
        let made = encrypt(&key, KeyManagement::Dir, encryption, &header, b"{}").unwrap();
        let parts: Vec<&str> = made.split('.').collect();
        let asked = with_secret(&secret);
        assert_eq!(inspect(&made, &asked).verdict, Verdict::Valid);
        for (place, len) in [(4, encryption.tag_len()), (2, encryption.iv_len())] {
            let (bytes, _) = tokenscope::jose::base64url::decode(parts[place]);
            let longer = [&bytes[..], &[0]].concat();
            let cut = (0..len).map(|len| bytes[..len].to_vec()).chain([longer]);
            for bytes in cut {
                let text = encode(&bytes);
                let mut parts = parts.clone();
                parts[place] = &text;
                let said = refused(&parts.join("."), &asked);
                assert!(said.contains(" bytes, "), "{said}");
                // Nobody can open it, whatever the key.
                refused(&parts.join("."), &Question::default());
            }
        }
    }
}

#[test]
fn four_and_six_segments_are_refused() {
    let whole = sealed(DIR, b"{}");
    let asked = with_secret(&SECRET);
    let (four, _) = whole.rsplit_once('.').unwrap();
    assert!(refused(four, &asked).contains("4 segments"));
    let six = format!("{whole}.AAAA");
    let report = inspect(&six, &asked);
    assert_eq!(report.verdict, Verdict::Invalid, "{}", told(&report));
    assert_eq!(report.status(CheckId::Format), Status::Fail);
}

#[test]
fn absurd_iteration_counts_are_refused() {
    for alg in [
        "PBES2-HS256+A128KW",
        "PBES2-HS384+A192KW",
        "PBES2-HS512+A256KW",
    ] {
        for p2c in [
            "0",
            "-1",
            "2147483648",
            "9223372036854775808",
            "1e9",
            "1.5",
            "\"1000\"",
            "null",
            "[]",
            "600001",
        ] {
            let header = format!(
                r#"{{"alg":"{alg}","enc":"A128GCM","p2s":"AAAAAAAAAAAAAAAAAAAAAA","p2c":{p2c}}}"#
            );
            for len in [24, 32, 40] {
                let made = token(&header, [&vec![1; len], &[1; 12], &[1; 2], &[1; 16]]);
                refused(&made, &with_secret(b"a password"));
            }
        }
        let short = format!(r#"{{"alg":"{alg}","enc":"A128GCM","p2s":"AAAA","p2c":1000}}"#);
        let made = token(&short, [&[1; 24], &[1; 12], &[1; 2], &[1; 16]]);
        assert!(refused(&made, &with_secret(b"a password")).contains("salt"));
    }
}

/// Each recipient has its own count: together they take no longer than one.
#[test]
fn many_recipients_with_a_high_count_take_no_longer_than_one() {
    let recipient = |i: u8| {
        let salt = encode(&[i; 16]);
        format!(
            r#"{{"header":{{"alg":"PBES2-HS512+A256KW","p2s":"{salt}","p2c":600000}},"encrypted_key":"{}"}}"#,
            encode(&[i; 24])
        )
    };
    let recipients: Vec<String> = (0..64).map(recipient).collect();
    let made = format!(
        r#"{{"protected":"{}","recipients":[{}],"iv":"{}","ciphertext":"AAAA","tag":"{}"}}"#,
        encode(br#"{"enc":"A128GCM"}"#),
        recipients.join(","),
        encode(&[1; 12]),
        encode(&[1; 16])
    );
    let start = Instant::now();
    let report = inspect(&made, &with_secret(b"a password"));
    assert!(start.elapsed() < 2 * SECOND, "{:?}", start.elapsed());
    assert_ne!(report.verdict, Verdict::Valid);
    let said = told(&report);
    assert!(said.contains("all there is time for"), "{said}");
}

#[test]
fn a_missing_or_odd_ephemeral_key_is_refused() {
    let key = generate(KeyKind::Ec(Curve::P256)).unwrap();
    let private = String::from_utf8(key.jwk_private().expose().to_vec()).unwrap();
    let asked = question(&[&private], 0);
    let x = "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ";
    let y = "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck";
    let epk = |members: &str| format!(r#","epk":{{{members}}}"#);
    let odd = [
        String::new(),
        r#","epk":1"#.to_owned(),
        r#","epk":null"#.to_owned(),
        epk(""),
        epk(&format!(r#""kty":"EC","crv":"P-256","x":"{x}""#)),
        // The coordinates the wrong way round, another curve, too short, of a secret.
        epk(&format!(r#""kty":"EC","crv":"P-256","x":"{y}","y":"{x}""#)),
        epk(&format!(r#""kty":"EC","crv":"P-521","x":"{x}","y":"{y}""#)),
        epk(&format!(
            r#""kty":"EC","crv":"secp256k1","x":"{x}","y":"{y}""#
        )),
        epk(r#""kty":"EC","crv":"P-256","x":"AA","y":"AA""#),
        epk(
            r#""kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA""#,
        ),
        epk(r#""kty":"oct","k":"AAAA""#),
    ];
    for epk in &odd {
        for (alg, len) in [("ECDH-ES", 0), ("ECDH-ES+A128KW", 24)] {
            let header = format!(r#"{{"alg":"{alg}","enc":"A128GCM"{epk}}}"#);
            let made = token(&header, [&vec![1; len], &[1; 12], &[1; 2], &[1; 16]]);
            refused(&made, &asked);
        }
    }
}

/// A point of small order makes the agreed secret zero, whoever agrees (RFC 7748 §6.1).
#[test]
fn a_point_of_small_order_is_refused() {
    let key = generate(KeyKind::X25519).unwrap();
    let keys = read_keys(key.jwk_private().expose(), "key").unwrap();
    let asked = Question {
        keys: vec![keys],
        ..Question::default()
    };
    let mut one = [0; 32];
    one[0] = 1;
    for point in [[0; 32], one] {
        let header = format!(
            r#"{{"alg":"ECDH-ES","enc":"A128GCM","epk":{{"kty":"OKP","crv":"X25519","x":"{}"}}}}"#,
            encode(&point)
        );
        refused(&token(&header, [b"", &[1; 12], &[1; 2], &[1; 16]]), &asked);
    }
}

#[test]
fn wrapped_keys_of_odd_lengths_are_refused() {
    let ec = generate(KeyKind::Ec(Curve::P256)).unwrap();
    let ec_private = String::from_utf8(ec.jwk_private().expose().to_vec()).unwrap();
    let epk = ec.public().jwk().unwrap();
    let rsa = generate(KeyKind::Rsa(tokenscope::jose::RsaBits::default())).unwrap();
    let rsa_private = String::from_utf8(rsa.jwk_private().expose().to_vec()).unwrap();
    for len in [0, 1, 7, 8, 9, 15, 16, 17, 25, 31, 33, 255, 256, 257, 10_000] {
        let wrapped = vec![1; len];
        let rest = [&wrapped[..], &[1; 12], &[1; 2], &[1; 16]];
        let kw = token(r#"{"alg":"A128KW","enc":"A128GCM"}"#, rest);
        refused(&kw, &with_secret(&SECRET));
        let gcmkw = format!(
            r#"{{"alg":"A128GCMKW","enc":"A128GCM","iv":"{}","tag":"{}"}}"#,
            encode(&[1; 12]),
            encode(&[1; 16])
        );
        refused(&token(&gcmkw, rest), &with_secret(&SECRET));
        let agreed = format!(r#"{{"alg":"ECDH-ES+A128KW","enc":"A128GCM","epk":{epk}}}"#);
        refused(&token(&agreed, rest), &question(&[&ec_private], 0));
        for alg in ["RSA1_5", "RSA-OAEP", "RSA-OAEP-256"] {
            let header = format!(r#"{{"alg":"{alg}","enc":"A128GCM"}}"#);
            refused(&token(&header, rest), &question(&[&rsa_private], 0));
        }
        if len > 0 {
            let said = refused(&token(DIR, rest), &with_secret(&SECRET));
            assert!(said.contains("dir has none"), "{said}");
        }
    }
}

/// Whatever is wrong under RSA1_5, it is said in the same words (RFC 7516 §11.5).
#[test]
fn a_wrong_padding_is_told_by_nothing() {
    let rsa = generate(KeyKind::Rsa(tokenscope::jose::RsaBits::default())).unwrap();
    let private = String::from_utf8(rsa.jwk_private().expose().to_vec()).unwrap();
    let asked = question(&[&private], 0);
    let (header, _) = json::parse(b"{}");
    // The padding is right and the key of another length, of another content, or it is wrong.
    let made = |encryption| {
        let key = rsa.public();
        encrypt(&key, KeyManagement::Rsa1_5, encryption, &header, b"{}").unwrap()
    };
    let short = made(ContentEncryption::A128Gcm);
    let long = made(ContentEncryption::A256Gcm);
    let key_of = |token: &str| token.split('.').nth(1).unwrap().to_owned();
    let good: Vec<&str> = short.split('.').collect();
    let said = |encrypted_key: &str| {
        let mut parts = good.clone();
        parts[1] = encrypted_key;
        let report = inspect(&parts.join("."), &asked);
        let check = report.check(CheckId::Decryption).unwrap().clone();
        assert_eq!(check.status, Status::Fail, "{}", told(&report));
        check.detail
    };
    let wrong = encode(&[&[1][..], &[2; 255]].concat());
    let other = made(ContentEncryption::A128Gcm);
    let all = [said(&wrong), said(&key_of(&long)), said(&key_of(&other))];
    assert!(all.iter().all(|detail| *detail == all[0]), "{all:?}");
    assert!(all[0].contains("does not authenticate"), "{all:?}");
}

/// A DEFLATE stream that becomes this many MiB of zeros.
fn bomb(mebibytes: usize) -> Vec<u8> {
    let mut compressor = CompressorOxide::new(0x0fff);
    let mut piece = Vec::new();
    let zeros = vec![0; 1 << 20];
    compress_to_output(&mut compressor, &zeros, TDEFLFlush::Full, |out: &[u8]| {
        piece.extend_from_slice(out);
        true
    });
    // A full flush forgets what came before; an empty block is the last.
    let mut stream = piece.repeat(mebibytes);
    stream.extend([3, 0]);
    stream
}

#[test]
fn inflation_stops_where_no_token_needs_more() {
    let zip = r#"{"alg":"dir","enc":"A128GCM","zip":"DEF"}"#;
    let asked = with_secret(&SECRET);
    let small = miniz_oxide::deflate::compress_to_vec(b"{\"sub\":\"ada\"}", 6);
    let report = inspect(&sealed(zip, &small), &asked);
    assert_eq!(report.verdict, Verdict::Valid, "{}", told(&report));
    let stream = bomb(256);
    let most = miniz_oxide::inflate::decompress_to_vec_with_limit(&stream[..], 2 << 20);
    assert!(most.is_err_and(|error| error.output.len() == 2 << 20));
    let said = refused(&sealed(zip, &stream), &asked);
    assert!(said.contains("more than 250000 bytes"), "{said}");
    for broken in [&b""[..], b"\xff", &stream[..100]] {
        refused(&sealed(zip, broken), &asked);
    }
    let unknown = r#"{"alg":"dir","enc":"A128GCM","zip":"GZIP"}"#;
    refused(&sealed(unknown, &small), &asked);
}

/// The most memory that this process ever had, in KiB.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.unwrap().trim().trim_end_matches(" kB");
    number.parse().unwrap()
}

/// In a process of its own where the tests are run by cargo-nextest, as tests/run does.
#[cfg(target_os = "linux")]
#[test]
fn nothing_hostile_swells() {
    let zip = r#"{"alg":"dir","enc":"A128GCM","zip":"DEF"}"#;
    let asked = with_secret(&SECRET);
    let bombs = [sealed(zip, &bomb(256)), sealed(zip, &bomb(1024))];
    let salt = "A".repeat(1 << 20);
    let long_salt =
        format!(r#"{{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"{salt}","p2c":600000}}"#);
    let salted = token(&long_salt, [&[1; 24], &[1; 12], &[1; 2], &[1; 16]]);
    let mut nested = sealed(DIR, b"{}");
    for _ in 0..20 {
        nested = sealed(DIR, nested.as_bytes());
    }
    let before = peak();
    for token in bombs.iter().chain([&salted, &nested]) {
        let start = Instant::now();
        let report = inspect(token, &asked);
        assert!(start.elapsed() < 2 * SECOND, "{:?}", start.elapsed());
        assert_ne!(report.verdict, Verdict::Valid);
    }
    let added = peak() - before;
    assert!(added < MAX_ADDED_KIB, "{added} KiB");
}

#[test]
fn what_is_critical_is_understood_or_refused() {
    for header in [
        r#"{"alg":"dir","enc":"A128GCM","crit":["x"],"x":1}"#,
        r#"{"alg":"dir","enc":"A128GCM","crit":[]}"#,
        r#"{"alg":"dir","enc":"A128GCM","crit":["enc"]}"#,
        r#"{"alg":"dir","enc":"A128GCM","crit":"x"}"#,
        r#"{"alg":"dir","enc":"A128GCM","crit":["b64"],"b64":false}"#,
        r#"{"alg":"dir","enc":"A128GCM","enc":"A128GCM"}"#,
        r#"{"alg":"dir","enc":"A128GCM","kid":1}"#,
    ] {
        let report = inspect(&sealed(header, b"{}"), &with_secret(&SECRET));
        assert_eq!(report.verdict, Verdict::Invalid, "{}", told(&report));
    }
}

/// Whoever encrypts chooses `cty`: keys are no claims, whatever members they have.
#[test]
fn keys_inside_meet_no_expectation() {
    let keys = r#"{"kty":"oct","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA","iss":"a"}"#;
    let text = sealed(
        r#"{"alg":"dir","enc":"A128GCM","cty":"jwk+json"}"#,
        keys.as_bytes(),
    );
    let mut asked = with_secret(&SECRET);
    assert_eq!(inspect(&text, &asked).verdict, Verdict::Valid);
    asked.expectations.issuer = Some("a".to_owned());
    assert_ne!(inspect(&text, &asked).verdict, Verdict::Valid);
    let mut bound = with_secret(&SECRET);
    bound.expectations.key_binding = true;
    let report = inspect(&sealed(DIR, b"{}"), &bound);
    assert_eq!(report.verdict, Verdict::Invalid, "{}", told(&report));
}

#[test]
fn recipients_that_name_another_encryption_of_the_one_content_are_refused() {
    let made = |other: &str| {
        format!(
            r#"{{"protected":"e30","recipients":[
                {{"header":{{"alg":"A128KW","enc":"A128GCM"}},"encrypted_key":"AAAA"}},
                {{"header":{{"alg":"A128KW","enc":"{other}"}},"encrypted_key":"AAAA"}}],
                "iv":"AAAA","ciphertext":"AAAA","tag":"AAAA"}}"#
        )
    };
    let format = |text: &str| {
        let report = inspect(text, &Question::default());
        report.check(CheckId::Format).unwrap().detail.clone()
    };
    assert!(!format(&made("A128GCM")).contains("not the same"));
    assert!(format(&made("A256GCM")).contains("enc is not the same for all recipients"));
}

#[test]
fn many_names_in_both_headers_are_compared_once() {
    let names = |letter: char| {
        let members: Vec<String> = (0..15_000).map(|i| format!(r#""{letter}{i}":1"#)).collect();
        members.join(",")
    };
    let protected = encode(format!(r#"{{"alg":"dir","enc":"A128GCM",{}}}"#, names('p')).as_bytes());
    let text = format!(
        r#"{{"protected":"{protected}","unprotected":{{{}}},"iv":"AAAA","ciphertext":"AAAA","tag":"AAAA"}}"#,
        names('u')
    );
    refused(&text, &Question::default());
}
