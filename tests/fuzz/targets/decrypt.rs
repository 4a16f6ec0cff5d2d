//! Any bytes as an encrypted token, with a key for every algorithm at hand, and any bytes inside one
//! that opens: it never panics, and whatever opens was authenticated.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use tokenscope::inspect::{Question, inspect};
use tokenscope::jose::jwe::{
    ContentEncryption, KeyManagement, decrypt, encrypt, malformed, read_compact, read_json,
};
use tokenscope::jose::key::{Key, Material, read_keys, secret_from_bytes};
use tokenscope::jose::json;
use tokenscope::report::{CheckId, Report, Secret, Status};

const SECRET: [u8; 16] = [7; 16];

static QUESTION: LazyLock<Question> = LazyLock::new(|| {
    let files: [&[u8]; 3] = [
        include_bytes!("../../data/rfc7520/3_4.rsa_private_key.json"),
        include_bytes!("../../data/rfc7520/3_2.ec_private_key.json"),
        include_bytes!("../../data/example/reader.json"),
    ];
    let sets = files.iter().filter_map(|bytes| read_keys(bytes, "key").ok());
    let secrets = [16, 24, 32, 48, 64].map(|len| secret_from_bytes(vec![7; len], "secret"));
    Question {
        keys: sets.chain(secrets).collect(),
        ..Question::default()
    }
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        inside(bytes);
        return;
    };
    check(&inspect(text, &QUESTION));
    for jwe in [read_compact(text), read_json(text)] {
        for (segment, range, _) in &jwe.pieces {
            assert!(text.get(range.clone()).is_some(), "{segment:?}");
        }
        let Some(recipient) = jwe.recipients.first() else {
            continue;
        };
        // With every algorithm, whatever the header says.
        for algorithm in KeyManagement::ALL {
            let encryption = ContentEncryption::A128Gcm;
            let is_malformed = malformed(&jwe, recipient, algorithm, encryption).is_some();
            let key = Key::new(Material::Oct(Secret::new(SECRET.to_vec())));
            let opened = decrypt(&jwe, recipient, algorithm, encryption, &key);
            assert!(!(is_malformed && opened.is_ok()));
        }
    }
    inside(bytes);
});

/// Any bytes as the content of a token that opens.
fn inside(bytes: &[u8]) {
    let key = Key::new(Material::Oct(Secret::new(SECRET.to_vec())));
    let (header, _) = json::parse(br#"{"cty":"JWT"}"#);
    let (kw, gcm) = (KeyManagement::A128Kw, ContentEncryption::A128Gcm);
    let token = encrypt(&key, kw, gcm, &header, bytes).expect("it encrypts");
    let report = inspect(&token, &QUESTION);
    assert_eq!(report.status(CheckId::Decryption), Status::Pass);
    check(&report);
}

fn check(report: &Report) {
    for piece in &report.pieces {
        assert!(report.text.get(piece.range.clone()).is_some(), "{piece:?}");
    }
    serde_json::to_vec(report).expect("a report can be written");
    for other in report.more.iter().chain(report.inner.as_deref()) {
        check(other);
    }
}
