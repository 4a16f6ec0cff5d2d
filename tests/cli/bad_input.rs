//! Texts and keys that are broken, enormous or hostile: one clear sentence each, soon, and the rest
//! of the report intact.

use crate::run::{Run, SECRET, data, hs256, inspect, inspect_json, jwt, run_with};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fs::{self, File};
use std::time::{Duration, Instant};

/// What takes a second in the program as it is given out may take longer as it is tested.
const SOON: Duration = Duration::from_secs(5);

#[track_caller]
fn soon(run: impl FnOnce() -> Run) -> Run {
    let begun = Instant::now();
    let run = run();
    assert!(begun.elapsed() < SOON, "took {:?}", begun.elapsed());
    assert_eq!(run.err, "", "{:.200}", run.err);
    assert!(!run.out.is_empty());
    run
}

fn through_input(text: &[u8], arguments: &[&str]) -> Run {
    let all = ["inspect", "--format", "json", "--at", "0", "-"];
    soon(|| run_with(all.iter().chain(arguments), text))
}

#[track_caller]
fn fails(run: &Run, id: &str) {
    assert_eq!(
        (run.code, run.status(id).as_str()),
        (1, "fail"),
        "{:.300}",
        run.out
    );
}

#[test]
fn nothing_at_all() {
    for text in ["", " ", "\n\n\n", "\u{feff}"] {
        let run = soon(|| inspect_json(&[text]));
        fails(&run, "format");
        assert_eq!(run.json()["kind"], "unknown");
    }
    fails(&through_input(b"", &[]), "format");
}

#[test]
fn a_megabyte_of_dots() {
    fails(&through_input(&vec![b'.'; 1 << 20], &[]), "format");
}

#[test]
fn ten_thousand_levels() {
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let claims = through_input(jwt(&deep).as_bytes(), &["--secret", SECRET]);
    fails(&claims, "format");
    assert_eq!(claims.status("signature"), "pass");
    assert_eq!(claims.json()["header"]["alg"], "HS256");
    let header = format!("{{\"alg\":\"HS256\",{}", &deep[1..]);
    let header = through_input(hs256(&header, b"{\"b\":2}").as_bytes(), &[]);
    fails(&header, "format");
    assert_eq!(header.json()["payload"]["b"], 2);
    let as_text = soon(|| inspect(&[&jwt(&deep)]));
    assert_eq!(as_text.code, 1);
}

#[test]
fn four_thousand_digits() {
    let digits = "9".repeat(4_000);
    let claims = format!("{{\"exp\":{digits},\"big\":{digits},\"tiny\":1e-{digits}}}");
    let run = through_input(jwt(&claims).as_bytes(), &["--secret", SECRET]);
    assert!(run.out.contains(&format!("\"big\":{digits}")));
    // Most readers of JSON cannot hold such numbers; they are written all the same.
    assert!(run.out.contains(r#"{"id":"signature","status":"pass""#));
    let as_text = soon(|| inspect(&[&jwt(&claims)]));
    assert!(as_text.out.contains(&digits));
}

#[test]
fn a_signature_of_22_000_characters() {
    let token = jwt("{\"sub\":\"ada\"}");
    let (input, _) = token.rsplit_once('.').unwrap();
    let long = format!("{input}.{}", "A".repeat(22_000));
    let run = through_input(long.as_bytes(), &["--secret", SECRET]);
    fails(&run, "signature");
    assert_eq!(run.json()["payload"]["sub"], "ada");
}

#[test]
fn bytes_that_are_no_text() {
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    fails(&through_input(&bytes, &[]), "format");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("binary");
    fs::write(&file, &bytes).unwrap();
    let run = soon(|| inspect_json(&[&format!("@{}", file.display())]));
    fails(&run, "format");
}

#[test]
fn an_enormous_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("enormous");
    File::create(&path).unwrap().set_len(1 << 40).unwrap();
    let name = path.to_str().unwrap();
    for arguments in [
        &["text", "--key", name][..],
        &["text", "--secret-file", name],
        &["text", "--payload", name],
        &[&format!("@{name}")],
    ] {
        let run = inspect(arguments);
        run.refused(name);
        run.refused("is larger than");
    }
}

#[test]
fn a_key_file_without_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("note.txt");
    fs::write(&path, "call me back").unwrap();
    let run = inspect(&["text", "--key", path.to_str().unwrap()]);
    run.refused("note.txt holds no key");
}

#[test]
fn one_bad_key_among_good_ones() {
    let good = fs::read_to_string(data("rfc7520/3_3.rsa_public_key.json")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    let bad = r#"{"kty":"RSA","kid":"broken","n":"!!","e":"AQAB"}"#;
    fs::write(&path, format!("{{\"keys\":[{bad},{good}]}}")).unwrap();
    let token = fs::read_to_string(data("rfc7520/4_1.compact.txt")).unwrap();
    let run = inspect_json(&[token.trim(), "--key", path.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("keys.json"), "{}", run.err);
    assert_eq!(run.err.matches('\n').count(), 1, "{}", run.err);
}

#[test]
fn a_kid_that_looks_like_a_path_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    fs::write(&path, SECRET).unwrap();
    for kid in [
        "../../../../../etc/passwd",
        path.to_str().unwrap(),
        "/dev/zero",
    ] {
        let header = format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#);
        let token = hs256(&header, b"{}");
        let run = soon(|| inspect_json(&[&token]));
        assert_eq!(run.code, 3, "{run:?}");
        assert_eq!(run.status("signature"), "skipped");
    }
}

#[test]
fn claims_of_the_wrong_type_fail_and_are_never_absent() {
    for value in ["\"1\"", "null", "true", "[]", "{}"] {
        let token = jwt(&format!("{{\"exp\":{value}}}"));
        let run = soon(|| inspect_json(&[&token, "--secret", SECRET]));
        fails(&run, "expiry");
    }
}

#[test]
fn a_cut_token_is_shown_as_far_as_it_goes() {
    let token = jwt("{\"sub\":\"ada\",\"aud\":\"web\"}");
    let (input, _) = token.rsplit_once('.').unwrap();
    let cut = &input[..input.len() - 8];
    let run = soon(|| inspect_json(&[cut]));
    assert_eq!(run.code, 1);
    assert_eq!(run.json()["payload"]["sub"], "ada");
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256"#);
    let run = soon(|| inspect_json(&[&format!("{header}.e30.")]));
    assert_eq!(
        (run.code, &run.json()["header"]["alg"]),
        (1, &"HS256".into())
    );
}
