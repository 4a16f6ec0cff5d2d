//! Any bytes into `inspect`, with keys at hand: it never panics, every place it names is a place in
//! the text, and the report can always be written.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use tokenscope::inspect::{Question, inspect_bytes};
use tokenscope::jose::key::{read_keys, secret_from_bytes};
use tokenscope::report::Report;

static QUESTION: LazyLock<Question> = LazyLock::new(|| {
    let files: [(&str, &[u8]); 5] = [
        (
            "rsa",
            include_bytes!("../../data/rfc7520/3_3.rsa_public_key.json"),
        ),
        (
            "ec",
            include_bytes!("../../data/rfc7520/3_1.ec_public_key.json"),
        ),
        (
            "oct",
            include_bytes!("../../data/rfc7520/3_5.symmetric_key_mac_computation.json"),
        ),
        ("p256", include_bytes!("../../data/keys/p256.spki.pem")),
        (
            "ed25519",
            include_bytes!("../../data/keys/ed25519.spki.pem"),
        ),
    ];
    let sets = files
        .iter()
        .filter_map(|(name, bytes)| read_keys(bytes, name).ok());
    let secret = secret_from_bytes(b"your-256-bit-secret".to_vec(), "secret");
    Question {
        keys: sets.chain([secret]).collect(),
        now: 1_300_819_379,
        ..Question::default()
    }
});

fuzz_target!(|bytes: &[u8]| {
    let report = inspect_bytes(bytes, &QUESTION);
    check(&report);
    let json = serde_json::to_vec(&report).expect("a report can be written");
    serde_json::from_slice::<serde_json::Value>(&json).expect("and read");
});

fn check(report: &Report) {
    for piece in &report.pieces {
        assert!(report.text.get(piece.range.clone()).is_some(), "{piece:?}");
    }
    for other in report.more.iter().chain(report.inner.as_deref()) {
        check(other);
    }
}
