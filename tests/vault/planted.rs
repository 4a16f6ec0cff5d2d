//! Secrets that are planted are looked for everywhere they must not be.

use crate::desk::{PASSPHRASE, Session, files_under, with_file};
use crate::run::{Run, jwt};
use std::path::Path;
use tokenscope::app::{
    Action, Carry, Effect, EntryForm, Imported, Model, RekeyAction, Revealed, SecretText,
    SecretUse, StoreChoice, VaultAction, VaultAnswer, VaultDone, VaultTask,
};
use tokenscope::report::Secret;
use tokenscope::store::{FileStore, Item, Place, Vault};
use tokenscope::vault::{Draft, Entry, Fate, Id, Kept, Kind, LoginTokens, Planned, dotenv};

/// What is looked for: secrets of several kinds, and what opens the file.
fn planted() -> [String; 4] {
    [
        "ghp_planted0123456789".to_owned(),
        jwt(r#"{"sub":"planted","exp":1300819380}"#),
        "sk_live_planted9876".to_owned(),
        PASSPHRASE.to_owned(),
    ]
}

fn free_of_secrets(where_: &str, bytes: &[u8]) {
    for secret in planted() {
        // The base64 of a secret gives it away as well.
        use base64::Engine as _;
        let encoded = base64::engine::general_purpose::STANDARD_NO_PAD.encode(&secret);
        let inner = &encoded[..encoded.len() - 2];
        for form in [secret.as_bytes(), inner.as_bytes()] {
            let holds = bytes.windows(form.len()).any(|part| part == form);
            assert!(!holds, "{where_} holds a secret: {secret}");
        }
    }
}

fn work(run: &dyn Fn(&[&str], &[u8]) -> Run, folder: &Path) {
    let [first, second, third, _] = planted();
    let env = folder.join("planted.env");
    std::fs::write(&env, format!("A_SECRET={third}\nnot a {third}\n")).unwrap();
    let env = env.to_str().unwrap().to_owned();
    let steps: [(&[&str], &[u8]); 14] = [
        (&["add", "one", "--note", "note"], first.as_bytes()),
        (&["add", "one"], first.as_bytes()),
        (&["add", "two"], second.as_bytes()),
        (&["add", "two", "--replace"], third.as_bytes()),
        (&["add", "three", "--expires", "soon"], third.as_bytes()),
        (&["import", &env, "--yes"], b""),
        (&["list"], b""),
        (&["list", "--format", "json"], b""),
        (&["show", "one"], b""),
        (&["show", "one", "--format", "json"], b""),
        (&["run", "--env", "A=one", "--", "/no/such/program"], b""),
        (&["run", "--env", "A=one", "--", "true"], b""),
        (&["check"], b""),
        (&["remove", "two", "--yes"], b""),
    ];
    for (arguments, input) in steps {
        let ran = run(arguments, input);
        free_of_secrets(&format!("the output of {arguments:?}"), ran.out.as_bytes());
        free_of_secrets(&format!("the errors of {arguments:?}"), ran.err.as_bytes());
    }
    assert_eq!(run(&["show", "one", "--reveal"], b"").out, first);
    std::fs::remove_file(env).unwrap();
}

#[test]
fn with_a_keyring_no_file_holds_one() {
    let session = Session::start("unlocked");
    let folder = session.folder.path().to_owned();
    work(&|arguments, input| session.vault(arguments, input), &folder);
    let files = files_under(&folder);
    assert!(
        files
            .iter()
            .any(|(path, _)| path.ends_with("keyring.index.json"))
    );
    assert!(
        files
            .iter()
            .any(|(path, _)| path.ends_with("keyring.activity.jsonl"))
    );
    for (path, bytes) in files {
        free_of_secrets(&path.display().to_string(), &bytes);
    }
}

#[test]
fn with_an_encrypted_file_no_file_holds_one() {
    let (folder, file) = crate::file::made();
    work(
        &|arguments, input| with_file(&file, arguments, input),
        folder.path(),
    );
    for (path, bytes) in files_under(folder.path()) {
        free_of_secrets(&path.display().to_string(), &bytes);
    }
}

#[test]
fn nothing_prints_one() {
    let [first, ..] = planted();
    let secret = Secret::from(first.clone());
    let entry = Entry::new(Id::numbered(1), Id::numbered(2), "a", Kind::ApiKey, 0);
    let kept = Kept {
        entry: entry.clone(),
        secret: secret.clone(),
    };
    let item = Item {
        entry,
        secret: secret.clone(),
    };
    let passphrase = Secret::from(PASSPHRASE.to_owned());
    let store = FileStore::new(Path::new("vault.age"), Some(passphrase));
    let file = dotenv::parse(&format!("A={first}"));
    let told = format!(
        "{kept:?} {item:#?} {store:?} {file:?} {:?} {secret}",
        Draft::default()
    );
    free_of_secrets("Debug", told.as_bytes());
}

#[test]
fn what_the_window_holds_and_hands_around_prints_none() {
    let [first, second, third, passphrase] = planted();
    let text = |text: &String| SecretText::from(text.clone());
    let secret = |text: &String| Secret::from(text.clone());
    let id = || Id::numbered(1);
    let entry = Entry::new(id(), Id::numbered(2), "a", Kind::ApiKey, 0);
    let planned = || Planned {
        kept: Kept {
            entry: entry.clone(),
            secret: secret(&third),
        },
        fate: Fate::New,
    };
    let mut model = Model::default();
    let space = &mut model.vault;
    space.revealed = Some(Revealed {
        id: id(),
        secret: secret(&first),
        until: 30,
    });
    space.opener.passphrase = text(&passphrase);
    space.opener.again = text(&passphrase);
    space.import.passphrase = text(&passphrase);
    space.import.planned = vec![planned()];
    space.export.passphrase = text(&passphrase);
    space.export.again = text(&passphrase);
    space.rekeying.old = text(&passphrase);
    space.rekeying.new = text(&passphrase);
    space.rekeying.again = text(&passphrase);
    space.form = Some(Box::new(EntryForm::new(Draft::default(), text(&second))));
    let tasks = [
        VaultTask::Open {
            store: StoreChoice::File,
            file: None,
            passphrase: text(&passphrase),
        },
        VaultTask::Add(Box::default(), secret(&first)),
        VaultTask::Renew(Box::new(entry.clone()), secret(&second)),
        VaultTask::Import(vec![planned()]),
        VaultTask::ReadImport {
            path: "a.age".to_owned(),
            passphrase: text(&passphrase),
            replace: false,
            all: false,
        },
        VaultTask::Export {
            path: "a.age".to_owned(),
            carry: Carry::Sealed(text(&passphrase)),
        },
        VaultTask::Rekey {
            old: text(&passphrase),
            new: text(&passphrase),
        },
    ];
    let done = |answer| VaultDone {
        ticket: 1,
        index: None,
        lines: None,
        events: None,
        told: None,
        answer: Ok(answer),
    };
    let imported = Imported {
        planned: vec![planned()],
        faults: Vec::new(),
    };
    let answers = [
        VaultAnswer::Secret(id(), SecretUse::Copy, secret(&first)),
        VaultAnswer::Imported(imported),
    ];
    let actions: Vec<Action> = answers
        .map(|answer| Action::Vault(VaultAction::Done(Box::new(done(answer)))))
        .into_iter()
        .chain([
            Action::Vault(VaultAction::Passphrase(text(&passphrase))),
            Action::Vault(VaultAction::FormSecret(text(&first))),
            Action::Vault(VaultAction::Rekey(RekeyAction::Old(text(&passphrase)))),
        ])
        .collect();
    let effects = [
        Effect::CopySecret(secret(&first)),
        Effect::ClearClipboard(secret(&second)),
    ];
    let tokens = LoginTokens {
        access_token: Some(secret(&first)),
        refresh_token: Some(secret(&second)),
        id_token: Some(secret(&third)),
        ..LoginTokens::default()
    };
    let told = format!("{model:?} {tasks:?} {actions:?} {effects:?} {tokens:#?}");
    assert!(told.contains("[redacted]"));
    free_of_secrets("Debug", told.as_bytes());
    let settings = serde_json::to_string(&model.settings()).unwrap();
    free_of_secrets("the settings", settings.as_bytes());
}

#[test]
fn what_replaces_a_login_or_a_passphrase_leaves_none_in_any_file() {
    let [first, second, third, passphrase] = planted();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vault.age");
    let secret = |text: &String| Secret::from(text.clone());
    let store = FileStore::new(&file, Some(secret(&passphrase))).with_work_factor(2);
    let mut vault = Vault::new(Box::new(store), Some(Place::beside(&file)));
    for (access, refresh) in [(&first, &second), (&third, &first)] {
        let tokens = LoginTokens {
            label: "work".to_owned(),
            access_token: Some(secret(access)),
            refresh_token: Some(secret(refresh)),
            ..LoginTokens::default()
        };
        vault.keep_login(&tokens, 1_000).unwrap();
    }
    let other = Secret::from("another passphrase".to_owned());
    vault.store().rekey(&secret(&passphrase), other).unwrap();
    let files = files_under(folder.path());
    assert!(files.len() >= 3, "{files:?}");
    for (path, bytes) in files {
        free_of_secrets(&path.display().to_string(), &bytes);
        let holds = bytes.windows(18).any(|part| part == b"another passphrase");
        assert!(!holds, "{}", path.display());
    }
}
