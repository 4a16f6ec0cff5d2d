//! What is no key, too much of it, and keys with something changed.

use super::*;
use proptest::prelude::*;

#[test]
fn what_is_no_key_is_told_in_one_sentence() {
    let none = "holds no key that can be read: ";
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let many = format!(r#"{{"kty":"RSA",{}"n":"#, r#""a":1,"#.repeat(100));
    let utf16: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let spki = key_file!("rsa.spki.der");
    let cases: Vec<(Vec<u8>, String)> = vec![
        ("".into(), "is empty; give".into()),
        ("\u{feff} \r\n".into(), "is empty; give".into()),
        ("hello".into(), "holds no key: it is neither".into()),
        ("MIIB".into(), "holds no key: it is neither".into()),
        ("{}".into(), "holds no key: it is neither".into()),
        (vec![0; 100], "holds no key: it is neither".into()),
        (
            vec![0xff, 0xfe, 0, 0],
            "is not UTF-8 but UTF-16; save it".into(),
        ),
        (utf16, "is not UTF-8 but UTF-16; save it".into()),
        (
            vec![b' '; MAX_KEY_BYTES + 1],
            "is 4194305 bytes; a key file".into(),
        ),
        ("[]".into(), format!("{none}JWKS: there is no key in it")),
        (
            r#"{"keys":1}"#.into(),
            format!("{none}`keys` is a number, not an array"),
        ),
        (
            r#"{"keys":[],"keys":[]}"#.into(),
            format!("{none}the name \"keys\" occurs twice"),
        ),
        (
            r#"{"jwks_uri":1}"#.into(),
            format!("{none}it is a provider's metadata;"),
        ),
        (
            r#"{"keys":[{"kty":"RSA","n":"AQ"#.into(),
            format!("{none}the JSON ends too early (byte 29)"),
        ),
        (
            "[1,2,3]".into(),
            format!("{none}Key 1: is a number, not an object (and 2 more)"),
        ),
        (
            deep.into(),
            format!("{none}Key 1: is an array, not an object"),
        ),
        (
            "[".repeat(10_000).into(),
            format!("{none}the JSON ends too early"),
        ),
        (many.into(), format!("{none}the JSON has too many names")),
        (
            "-----BEGIN".repeat(100_000).into(),
            format!("{none}PEM: no block begins"),
        ),
        (
            "-----BEGIN X-----".repeat(60_000).into(),
            format!("{none}Block 1 (X): has no END line; it is cut short (and 999 more)"),
        ),
        (
            "-----BEGIN ".repeat(100_000).into(),
            format!("{none}PEM: no block begins"),
        ),
        (
            key_file!("openssh.public").into(),
            format!("{none}it is an OpenSSH key; "),
        ),
        (
            spki[..200].into(),
            format!("{none}DER: is damaged or cut short"),
        ),
        (
            [spki, b"\n"].concat(),
            format!("{none}DER: is damaged or cut short"),
        ),
    ];
    for (bytes, expected) in cases {
        let start: String = String::from_utf8_lossy(&bytes).chars().take(40).collect();
        let error = refusal(&bytes);
        assert!(error.starts_with(&expected), "{start:?}: {error:?}");
        assert!(error.len() < 250, "{start:?}: {error:?}");
    }
}

#[test]
fn the_number_of_keys_and_of_faults_is_bounded() {
    let key = r#"{"kty":"oct","k":"AQ"},"#;
    let text = format!("[{}1]", key.repeat(MAX_KEYS));
    let set = read(text.as_bytes()).unwrap();
    assert_eq!(set.keys.len(), MAX_KEYS);
    assert_eq!(set.faults, ["Only the first 1000 keys were read"]);
    let text = format!("[{key}{}1]", "1,".repeat(200));
    let set = read(text.as_bytes()).unwrap();
    assert_eq!(set.faults.len(), MAX_FAULTS + 1);
    assert_eq!(set.faults.last().unwrap(), "There are 101 more faults");
}

/// A key file, and a few bytes of it changed.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let files: Vec<&[u8]> = FORMS
        .iter()
        .flat_map(|(jwk, forms)| forms.iter().map(|(_, form)| *form).chain([*jwk]))
        .chain(RFC7520.iter().map(|(_, _, jwk)| *jwk))
        .collect();
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4);
    (
        prop::sample::select(files),
        changes,
        any::<prop::sample::Index>(),
    )
        .prop_map(|(file, changes, end)| {
            let mut bytes = file.to_vec();
            for (place, value) in changes {
                let place = place.index(bytes.len());
                bytes[place] = value;
            }
            if end.index(4) == 0 {
                bytes.truncate(end.index(bytes.len()));
            }
            bytes
        })
}

/// Reads, and says of what could be read all that can be said.
fn walk(bytes: &[u8]) {
    for set in read(bytes).into_iter() {
        assert!(!set.keys.is_empty());
        for key in &set.keys {
            assert!(!key.description().is_empty());
            weaknesses(key, None);
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        walk(&bytes);
    }

    #[test]
    fn any_der_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        walk(&[&[0x30, bytes.len() as u8][..], &bytes].concat());
    }

    #[test]
    fn any_text_in_a_jwk_is_read_or_refused(
        kty in "RSA|EC|OKP|oct|AKP|.*",
        crv in "P-256|Ed25519|X448|.*",
        x in "[A-Za-z0-9_-]{0,50}|.*",
    ) {
        let text = Json::String(x);
        let mut members = vec![
            ("kty".to_owned(), Json::String(kty)),
            ("crv".to_owned(), Json::String(crv)),
        ];
        members.extend(["x", "y", "n", "e", "k"].map(|name| (name.to_owned(), text.clone())));
        let _ = read_jwk(&Json::Object(members));
    }

    #[test]
    fn a_changed_key_file_is_read_or_refused(bytes in mutated()) {
        walk(&bytes);
    }
}
