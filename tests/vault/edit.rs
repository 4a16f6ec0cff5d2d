//! What can be changed of what is kept: what is known of an entry, its secret, the passphrase.

use crate::desk::{file_command, with_file};
use crate::file::made;
use crate::run::{finish, jwt};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn shown(file: &Path, label: &str) -> Value {
    let shown = with_file(file, &["show", label, "--format", "json"], b"");
    assert_eq!(shown.code, 0, "{shown:?}");
    shown.json()
}

/// What the window does in its form had no command.
#[test]
fn what_is_known_of_an_entry_is_changed_and_its_secret_stays() {
    let (_folder, file) = made();
    let changed = with_file(
        &file,
        &[
            "edit",
            "first",
            "--label",
            "renamed",
            "--kind",
            "api-key",
            "--provider",
            "github",
            "--environment",
            "ci",
            "--account",
            "ada",
            "--tag",
            "a",
            "--tag",
            "b",
            "--scope",
            "repo",
            "--note",
            "by hand",
            "--expires",
            "4000000000",
            "--rotate-by",
            "2030-01-01T00:00:00Z",
            "--format",
            "json",
        ],
        b"",
    );
    assert_eq!((changed.code, changed.err.as_str()), (0, ""), "{changed:?}");
    let json = shown(&file, "renamed");
    for (member, value) in [
        ("kind", json!("api-key")),
        ("provider", json!("github")),
        ("environment", json!("ci")),
        ("account", json!("ada")),
        ("tags", json!(["a", "b"])),
        ("scopes", json!(["repo"])),
        ("note", json!("by hand")),
        ("expires", json!(4_000_000_000_i64)),
        ("rotate_by", json!(1_893_456_000)),
    ] {
        assert_eq!(json[member], value, "{member}");
        assert_eq!(changed.json()[member], value, "{member}");
    }
    assert_eq!(json["activity"][0]["what"], "edited");
    let revealed = with_file(&file, &["show", "renamed", "--reveal"], b"");
    assert_eq!(revealed.out, "secret of first");
    // An empty text takes away what was there.
    let emptied = with_file(
        &file,
        &[
            "edit",
            "renamed",
            "--provider",
            "",
            "--tag",
            "",
            "--note",
            "",
            "--expires",
            "never",
            "--rotate-in",
            "0",
        ],
        b"",
    );
    assert_eq!(
        emptied.out, "Changed  renamed, API key in an encrypted file\n",
        "{emptied:?}"
    );
    let json = shown(&file, "renamed");
    for member in ["provider", "tags", "note", "expires", "rotate_by"] {
        assert_eq!(json.get(member), None, "{member}");
    }
    assert_eq!(
        (&json["account"], &json["environment"]),
        (&json!("ada"), &json!("ci"))
    );
}

#[test]
fn what_cannot_be_changed_is_refused_and_stays() {
    let (_folder, file) = made();
    for (arguments, why) in [
        (
            &["edit", "first"][..],
            "nothing is said that is to be changed",
        ),
        (&["edit", "fir", "--note", "a"], "there is no entry \"fir\""),
        (
            &["edit", "first", "--label", "second"],
            "there is an entry \"second\" already",
        ),
        (&["edit", "first", "--label", ""], "the label is empty"),
        (&["edit", "first", "--expires", "soon"], "give RFC 3339"),
        (
            &["edit", "first", "--kind", "nonsense"],
            "give one of access-token",
        ),
    ] {
        with_file(&file, arguments, b"").refused(why);
    }
    let list = with_file(&file, &["list"], b"");
    assert_eq!(list.out, "first   Other\nsecond  Other\n");
}

/// The entry still said the provider and the account of the token that was replaced.
#[test]
fn what_a_new_secret_says_of_itself_replaces_what_the_old_one_said() {
    let (_folder, file) = made();
    let token = |issuer: &str, sub: &str| {
        jwt(&format!(
            r#"{{"iss":"https://{issuer}","sub":"{sub}","client_id":"c","scope":"read"}}"#
        ))
    };
    let add = |arguments: &[&str], secret: &str| {
        let added = with_file(&file, arguments, secret.as_bytes());
        assert_eq!(added.code, 0, "{added:?}");
    };
    add(
        &["add", "tok", "--tag", "mine"],
        &token("one.example", "ada"),
    );
    add(&["add", "tok", "--replace"], &token("two.example", "zed"));
    let json = shown(&file, "tok");
    assert_eq!(
        (&json["provider"], &json["account"]),
        (&json!("two.example"), &json!("zed"))
    );
    assert_eq!(json["tags"], json!(["mine"]));
    add(&["add", "tok", "--replace"], "plainpw");
    let json = shown(&file, "tok");
    assert_eq!(json["kind"], "other", "{json}");
    for member in ["provider", "account", "scopes"] {
        assert_eq!(json.get(member), None, "{member}");
    }
    // A reminder goes with the kind that had it; what a person said stays.
    add(&["add", "gh", "--account", "ada"], "ghp_0123456789");
    assert!(shown(&file, "gh")["rotate_by"].is_i64());
    add(&["add", "gh", "--replace", "--kind", "password"], "plainpw");
    let json = shown(&file, "gh");
    assert_eq!(
        (&json["kind"], &json["account"]),
        (&json!("password"), &json!("ada"))
    );
    assert_eq!((json.get("provider"), json.get("rotate_by")), (None, None));
}

/// A typing error left the old secret in use, and made a second entry.
#[test]
fn a_label_that_is_not_there_is_not_replaced() {
    let (_folder, file) = made();
    with_file(&file, &["add", "frist", "--replace"], b"new")
        .refused("there is no entry \"frist\" whose secret could be replaced");
    let list = with_file(&file, &["list", "--format", "json"], b"").json();
    assert_eq!(list["entries"].as_array().unwrap().len(), 2);
}

/// By command a file got another passphrase only by an export in its place.
#[test]
fn the_file_gets_another_passphrase() {
    let (folder, file) = made();
    let change = |file: &Path, present: &str, new: &str| {
        let arguments = [
            "passphrase",
            "--new-passphrase-env",
            "NEW",
            "--format",
            "json",
        ];
        let mut command = file_command(file, &arguments);
        command
            .env("VAULT_TEST_PASSPHRASE", present)
            .env("NEW", new);
        finish(&mut command, b"")
    };
    let before = fs::read(&file).unwrap();
    let present = crate::desk::PASSPHRASE;
    change(&file, "not that one", "another horse").refused("the passphrase does not open");
    change(&file, present, "short").refused("shorter than 8 characters");
    change(&folder.path().join("none.age"), present, "another horse")
        .refused("there is no vault at");
    assert_eq!(fs::read(&file).unwrap(), before);
    let changed = change(&file, present, "another horse");
    assert_eq!((changed.code, changed.err.as_str()), (0, ""), "{changed:?}");
    assert_eq!(changed.json()["file"], file.to_str().unwrap());
    with_file(&file, &["show", "first", "--reveal"], b"").refused("does not open");
    let mut command = file_command(&file, &["show", "first", "--reveal"]);
    let revealed = finish(command.env("VAULT_TEST_PASSPHRASE", "another horse"), b"");
    assert_eq!(revealed.out, "secret of first");
    let mut keyring = crate::run::program();
    keyring.args(["vault", "passphrase", "--store", "keyring"]);
    finish(&mut keyring, b"").refused("only an encrypted file has a passphrase");
}

#[test]
fn what_was_removed_is_told_as_json() {
    let (_folder, file) = made();
    let removed = with_file(
        &file,
        &["remove", "first", "--yes", "--format", "json"],
        b"",
    );
    assert_eq!(removed.code, 0, "{removed:?}");
    assert_eq!(
        removed.json(),
        json!({"removed": ["first"], "secrets_deleted": true})
    );
}

/// A vault whose list names an entry that its store has no secret of.
fn with_one_gone() -> (tempfile::TempDir, std::path::PathBuf) {
    let (folder, file) = made();
    let new = folder.path().join("new.age");
    let arguments = ["export", "second", "--out", new.to_str().unwrap()];
    let mut command = file_command(&file, &arguments);
    command.args(["--export-passphrase-env", "VAULT_TEST_PASSPHRASE"]);
    assert_eq!(finish(&mut command, b"").code, 0);
    fs::rename(&new, &file).unwrap();
    (folder, file)
}

/// One secret that another program had deleted kept all others from being exported.
#[test]
fn a_secret_that_is_gone_does_not_stop_the_export_of_the_others() {
    let (folder, file) = with_one_gone();
    let out = folder.path().join("all.age");
    let export = |more: &[&str]| {
        let mut command = file_command(&file, &["export", "--out", out.to_str().unwrap()]);
        command.args(["--export-passphrase-env", "VAULT_TEST_PASSPHRASE"]);
        finish(command.args(more), b"")
    };
    export(&["first"]).refused("nothing was written: no longer in the store");
    assert!(!out.exists());
    let exported = export(&["--format", "json"]);
    assert_eq!(exported.code, 1, "{exported:?}");
    let expected = json!({
        "file": out.to_str().unwrap(), "form": "encrypted",
        "exported": ["second"], "missing": ["first"],
    });
    assert_eq!(exported.json(), expected);
    assert!(
        exported
            .err
            .contains("the secret of \"first\" is no longer in the store, and was left out"),
        "{exported:?}"
    );
    let shown = with_file(&out, &["show", "second", "--reveal"], b"");
    assert_eq!(shown.out, "secret of second");
}

/// An id that fits nothing was passed over, and the exit code was that of success.
#[test]
fn an_orphan_that_is_not_there_is_neither_deleted_nor_adopted() {
    let (_folder, file) = made();
    for flag in ["--delete", "--adopt"] {
        for id in ["nope", ""] {
            with_file(&file, &["check", flag, id], b"").refused("there is no secret");
        }
        assert_eq!(with_file(&file, &["check", flag, "all"], b"").code, 0);
    }
}

/// The exit code said that all of it was kept.
#[test]
fn a_file_that_is_read_in_part_is_told_by_the_exit_code() {
    let (_folder, file) = made();
    let kept = with_file(
        &file,
        &["import", "-", "--yes"],
        b"API_KEY=hunter2\nbroken\n",
    );
    assert_eq!(kept.code, 1, "{kept:?}");
    assert!(kept.err.contains("line 2: "), "{kept:?}");
    let shown = with_file(&file, &["show", "API_KEY", "--reveal"], b"");
    assert_eq!(shown.out, "hunter2");
    let whole = with_file(&file, &["import", "-", "--yes"], b"OTHER_KEY=hunter2\n");
    assert_eq!(whole.code, 0, "{whole:?}");
}
