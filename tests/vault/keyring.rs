//! A real gnome-keyring that is open.

use crate::desk::{Session, files_under};
use crate::run::jwt;
use std::collections::BTreeSet;
use std::process::Stdio;
use tokenscope::store::{Keyring, Patience, Place, Vault};

#[test]
fn what_is_kept_is_given_back_and_other_programs_see_it() {
    let session = Session::start("unlocked");
    let added = session.vault(
        &[
            "add",
            "GitHub deploy",
            "--environment",
            "production",
            "--tag",
            "ci",
        ],
        b"ghp_hunter2\n",
    );
    assert_eq!((added.code, added.err.as_str()), (0, ""), "{added:?}");
    assert!(
        added.out.starts_with("Kept  GitHub deploy, API key"),
        "{added:?}"
    );
    // Another program finds it by what it is, and reads it as it is.
    let found = session.tool(
        "secret-tool",
        &[
            "lookup",
            "application",
            "tokenscope",
            "label",
            "GitHub deploy",
        ],
        b"",
    );
    assert_eq!(found.out, "ghp_hunter2");
    let found = session.tool(
        "secret-tool",
        &["search", "--all", "kind", "api-key", "provider", "github"],
        b"",
    );
    let told = format!("{}{}", found.out, found.err);
    for part in [
        "label = Tokenscope: GitHub deploy",
        "schema = tokenscope.Credential",
        "attribute.id = ",
        "attribute.tags = ci",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let shown = session.vault(&["show", "GitHub"], b"");
    assert!(
        shown.out.contains("production") && !shown.out.contains("hunter2"),
        "{shown:?}"
    );
    let shown = session.vault(&["show", "GitHub", "--reveal"], b"");
    assert_eq!(
        (shown.out.as_str(), shown.err.as_str()),
        ("ghp_hunter2", "")
    );
    let removed = session.vault(&["remove", "GitHub deploy", "--yes"], b"");
    assert_eq!(removed.code, 0, "{removed:?}");
    let found = session.tool("secret-tool", &["lookup", "application", "tokenscope"], b"");
    assert_eq!(found.out, "");
    session
        .vault(&["show", "GitHub"], b"")
        .refused("there is no entry");
}

#[test]
fn any_bytes_of_any_length_come_back_as_they_were() {
    let session = Session::start("unlocked");
    let every_byte: Vec<u8> = (0..=255).collect();
    let large: Vec<u8> = (0..65_536_u32).map(|n| (n * 7 % 251) as u8).collect();
    let text = "ä".repeat(32_768);
    let file = session.folder.path().join("secret");
    let cases: [(&str, &[u8]); 7] = [
        ("one", b"x"),
        ("zero", b"\0"),
        ("bytes", &every_byte),
        ("large", &large),
        ("text", text.as_bytes()),
        ("lines", b"a\n\nb\r\n"),
        ("marked", b"tokenscope:base64:eA=="),
    ];
    for (label, secret) in cases {
        // Text would lose its last line end on standard input; that is for the shell.
        let mut input = secret.to_vec();
        if std::str::from_utf8(secret).is_ok() {
            input.push(b'\n');
        }
        std::fs::write(&file, &input).unwrap();
        let added = session.vault(
            &["add", label, "--secret-file", file.to_str().unwrap()],
            b"",
        );
        assert_eq!(added.code, 0, "{label}: {added:?}");
        let json = session
            .vault(&["show", label, "--reveal", "--format", "json"], b"")
            .json();
        let back = match &json["secret"] {
            serde_json::Value::String(text) => text.as_bytes().to_vec(),
            _ => {
                use base64::Engine as _;
                let text = json["secret_base64"].as_str().unwrap();
                base64::engine::general_purpose::STANDARD
                    .decode(text)
                    .unwrap()
            }
        };
        assert!(
            back == secret,
            "{label}: {} bytes, not {}",
            back.len(),
            secret.len()
        );
    }
    let mut too_large = large;
    too_large.push(1);
    std::fs::write(&file, &too_large).unwrap();
    let added = session.vault(
        &["add", "more", "--secret-file", file.to_str().unwrap()],
        b"",
    );
    added.refused("larger than 64 KiB");
    session
        .vault(&["add", "none"], b"\n")
        .refused("the secret is empty");
}

#[test]
fn a_token_tells_its_end_and_a_new_secret_takes_the_place_of_the_old() {
    let session = Session::start("unlocked");
    let token = jwt(
        r#"{"iss":"https://id.northwind.example","sub":"7","scope":"openid","client_id":"c","exp":1300819380}"#,
    );
    assert_eq!(session.vault(&["add", "session"], token.as_bytes()).code, 0);
    let list = session
        .vault(&["list", "--expired", "--format", "json"], b"")
        .json();
    let entry = &list["entries"][0];
    assert_eq!(entry["expires"], 1_300_819_380);
    assert_eq!(
        (&entry["kind"], &entry["due"]),
        (&"access-token".into(), &"expired".into())
    );
    assert_eq!(entry["provider"], "id.northwind.example");
    session
        .vault(&["add", "session"], b"other")
        .refused("give --replace");
    assert_eq!(
        session
            .vault(&["add", "session", "--replace"], b"other")
            .code,
        0
    );
    assert_eq!(
        session.vault(&["show", "session", "--reveal"], b"").out,
        "other"
    );
    let shown = session
        .vault(&["show", "session", "--format", "json"], b"")
        .json();
    assert!(shown.get("expires").is_none(), "{shown}");
    let done: Vec<&str> = shown["activity"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["what"].as_str().unwrap())
        .collect();
    assert_eq!(done, ["revealed", "replaced", "created"]);
    // The old one is gone from the keyring too.
    let found = session.tool(
        "secret-tool",
        &["search", "--all", "application", "tokenscope"],
        b"",
    );
    assert_eq!(found.out.matches("secret = ").count(), 1, "{found:?}");
}

#[test]
fn four_programs_at_once_lose_nothing_and_one_label_goes_to_one() {
    let session = Session::start("unlocked");
    const EACH: usize = 6;
    let start = |label: &str, secret: &str| {
        let mut command = crate::run::program();
        session.inside(&mut command);
        let mut child = command
            .args(["vault", "add", label])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), secret.as_bytes()).unwrap();
        child
    };
    for round in 0..EACH {
        let mut children = Vec::new();
        for writer in 0..4 {
            let label = format!("w{writer}-{round}");
            children.push(start(&label, &format!("secret of {label}")));
        }
        let same: Vec<_> = (0..2)
            .map(|n| start(&format!("same-{round}"), &format!("same {n}")))
            .collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{output:?}");
        }
        let won = same
            .into_iter()
            .filter_map(|child| child.wait_with_output().ok());
        assert_eq!(won.filter(|output| output.status.success()).count(), 1);
    }
    let list = session.vault(&["list", "--format", "json"], b"").json();
    let labels: BTreeSet<&str> = list["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["label"].as_str().unwrap())
        .collect();
    assert_eq!(labels.len(), EACH * 5);
    for writer in 0..4 {
        let label = format!("w{writer}-{}", EACH - 1);
        let secret = session.vault(&["show", &label, "--reveal"], b"").out;
        assert_eq!(secret, format!("secret of {label}"));
    }
    let checked = session.vault(&["check"], b"");
    assert_eq!(checked.code, 0, "{checked:?}");
}

#[test]
fn a_damaged_list_is_kept_aside_and_made_again_from_the_keyring() {
    let session = Session::start("unlocked");
    for label in ["a", "b"] {
        let added = session.vault(
            &["add", label, "--environment", "test", "--note", "why"],
            label.as_bytes(),
        );
        assert_eq!(added.code, 0, "{added:?}");
    }
    let index = session.files().join("keyring.index.json");
    let before = session.vault(&["list", "--format", "json"], b"").json();
    let text = std::fs::read_to_string(&index).unwrap();
    let half = &text[..text.len() / 2];
    std::fs::write(&index, half).unwrap();
    let listed = session.vault(&["list", "--format", "json"], b"");
    assert_eq!(listed.code, 0, "{listed:?}");
    assert_eq!(listed.json(), before);
    assert!(listed.err.contains("damaged"), "{listed:?}");
    let aside = files_under(&session.files());
    let aside = aside
        .iter()
        .find(|(path, _)| path.to_string_lossy().contains("damaged"));
    assert_eq!(aside.unwrap().1, half.as_bytes());
    assert_eq!(session.vault(&["show", "b", "--reveal"], b"").out, "b");
    // One that a later version wrote is not damaged, and stays.
    let newer = text.replace("\"version\": 1", "\"version\": 9");
    std::fs::write(&index, &newer).unwrap();
    session.vault(&["list"], b"").refused("newer Tokenscope");
    session
        .vault(&["add", "c"], b"c")
        .refused("newer Tokenscope");
    assert_eq!(std::fs::read_to_string(&index).unwrap(), newer);
}

/// Between storing a secret and saying what it is another program may look.
#[test]
fn what_is_being_stored_is_not_deleted_by_a_check_meanwhile() {
    let session = Session::start("unlocked");
    let half = ["service", "tokenscope", "username", "half-done"];
    let store = [&["store", "--label", "Tokenscope: x"][..], &half].concat();
    assert_eq!(session.tool("secret-tool", &store, b"hunter2").code, 0);
    let checked = session.vault(&["check", "--delete", "all"], b"");
    assert_eq!(checked.code, 0, "{checked:?}");
    let lookup = [&["lookup"][..], &half].concat();
    assert_eq!(session.tool("secret-tool", &lookup, b"").out, "hunter2");
    session.test("keyring::inner_half_done", &[]);
}

#[test]
#[ignore = "it is run by what_is_being_stored_is_not_deleted_by_a_check_meanwhile"]
fn inner_half_done() {
    let folder = std::env::var_os("XDG_DATA_HOME").unwrap();
    let place = Place::in_folder(std::path::Path::new(&folder));
    let keyring = Keyring::new(Patience::default());
    let mut vault = Vault::new(Box::new(keyring), Some(place));
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let now = i64::try_from(now).unwrap();
    assert!(vault.survey(now).unwrap().orphans.is_empty());
    // Nobody goes on with it after so long.
    assert_eq!(vault.survey(now + 600).unwrap().orphans.len(), 1);
}

#[test]
fn a_secret_without_an_entry_is_found_and_gets_one_or_is_deleted() {
    let session = Session::start("unlocked");
    // As a program leaves it that is killed between the two.
    let orphan = |label: &str, id: &str, created: &str| {
        let attributes = [
            "service",
            "tokenscope",
            "username",
            id,
            "application",
            "tokenscope",
            "id",
            id,
            "label",
            label,
            "kind",
            "api-key",
            "created",
            created,
        ];
        let title = ["store", "--label", "Tokenscope: x"];
        let stored = session.tool(
            "secret-tool",
            &[&title[..], &attributes].concat(),
            b"orphaned",
        );
        assert_eq!(stored.code, 0, "{stored:?}");
    };
    orphan("lost", "orphan-1", "1000");
    orphan("unwanted", "orphan-2", "1000");
    // One that is being entered just now is left alone.
    let now = std::time::UNIX_EPOCH
        .elapsed()
        .unwrap()
        .as_secs()
        .to_string();
    orphan("fresh", "orphan-3", &now);
    assert_eq!(session.vault(&["add", "kept"], b"kept").code, 0);
    let checked = session.vault(&["check", "--format", "json"], b"");
    assert_eq!(checked.code, 1, "{checked:?}");
    assert_eq!(checked.json()["orphans"].as_array().unwrap().len(), 2);
    // What several begin with names none of them.
    session
        .vault(&["check", "--delete", "orphan-"], b"")
        .refused("more than one secret begins with");
    let mended = session.vault(
        &["check", "--adopt", "orphan-1", "--delete", "orphan-2"],
        b"",
    );
    assert_eq!(mended.code, 0, "{mended:?}");
    assert_eq!(
        session.vault(&["show", "lost", "--reveal"], b"").out,
        "orphaned"
    );
    let left = session.tool("secret-tool", &["lookup", "username", "orphan-2"], b"");
    assert_eq!(left.out, "");
    // And an entry whose secret another program deleted.
    session.tool("secret-tool", &["clear", "label", "kept"], b"");
    let checked = session.vault(&["check", "--format", "json"], b"");
    assert_eq!(checked.json()["missing"][0], "kept", "{checked:?}");
    session
        .vault(&["show", "kept", "--reveal"], b"")
        .refused("no longer in the store");
}
