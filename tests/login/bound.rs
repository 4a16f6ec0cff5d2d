//! Tokens that are bound to a key (DPoP): the key is kept with them, used where they are refreshed,
//! and goes with the last of them.

use crate::follower::sign_in;
use crate::provider::Provider;
use crate::run::{Run, finish, program};
use crate::saved::{file_flags, open_file};
use crate::session::Session;

const LABELS: [&str; 4] = ["work", "work-refresh", "work-id", "work-dpop"];

#[test]
fn a_login_that_is_bound_to_a_key_is_kept_and_refreshed_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vault.age");
    let store = file_flags(&file, &folder.path().join("passphrase"));
    // The server wants a nonce of its own in each proof.
    let provider = Provider::start_with(&[("OP_DPOP_NONCE", "1")]);
    let issuer = provider.url("");
    let login = |more: &[&str]| {
        let line = "login --client-id native-dpop --dpop --format json --save work --issuer";
        let mut command = program();
        command.args(line.split_whitespace()).arg(&issuer);
        command.args(more).args(&store);
        command
    };
    let vault = |arguments: &[&str]| -> Run {
        let mut command = program();
        command.arg("vault").args(arguments).args(&store);
        finish(&mut command, b"")
    };
    let secret = |label: &str| {
        let mut kept = open_file(&file);
        let index = kept.open(1).unwrap().index;
        let entry = index.by_label(label).unwrap();
        let secret = kept.store().get(&[entry]).unwrap().remove(0);
        String::from_utf8(secret.expose().to_vec()).unwrap()
    };
    let mut session = Session::of(&mut login(&["--no-browser"]));
    sign_in(&session.url(), "ada").deliver();
    let first = session.finish();
    assert_eq!(first.code, 0, "{first:?}");
    assert_eq!(first.json()["saved"], serde_json::json!(LABELS));
    let old = LABELS.map(secret);
    assert!(old[3].contains("\"d\""), "the private half is kept");

    let refresh = |token: &str| {
        let line = ["--grant", "refresh", "--refresh-token-env", "RT"];
        finish(login(&line).env("RT", token), b"")
    };
    let second = refresh(&old[1]);
    assert_eq!(second.code, 0, "{second:?}");
    assert_eq!(second.status("token-type"), "pass");
    let new = LABELS.map(secret);
    assert_ne!((&old[0], &old[1]), (&new[0], &new[1]));
    assert_eq!(old[3], new[3], "the same key");
    let third = refresh(&new[1]);
    assert_eq!(third.code, 0, "the new one is bound to it too: {third:?}");

    // Nobody gets the key who meant a token.
    vault(&["show", "work-d", "--reveal"]).refused("there is no entry");
    let private = old[3].split("\"d\"").nth(1).unwrap();
    let private = private.split('"').nth(1).unwrap();
    for run in [first, second, third] {
        assert!(!format!("{}{}", run.out, run.err).contains(private));
    }
    // It stays for as long as something is bound to it.
    let left = || {
        let index = open_file(&file).open(1).unwrap().index;
        index.entries.into_iter().map(|entry| entry.label)
    };
    assert_eq!(vault(&["remove", "work", "work-id", "--yes"]).code, 0);
    assert_eq!(left().collect::<Vec<_>>(), ["work-refresh", "work-dpop"]);
    assert_eq!(vault(&["remove", "work-refresh", "--yes"]).code, 0);
    assert_eq!(left().count(), 0);
    let stored = open_file(&file).store().list().unwrap();
    assert!(stored.is_empty(), "its secret is deleted too: {stored:?}");
}
