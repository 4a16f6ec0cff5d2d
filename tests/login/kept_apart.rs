//! Tokens that cannot be kept as they came: the rest is kept, nothing is lost in silence, and the
//! answer says so.

use crate::made::{Made, Ways};
use crate::run::{Run, finish, program};
use crate::saved::{file_flags, open_file};
use crate::server::json;
use serde_json::json;
use std::path::PathBuf;
use tempfile::TempDir;
use tokenscope::report::Secret;
use tokenscope::vault::LoginTokens;

/// An encrypted file in which a login is kept as `work`.
struct Kept {
    _folder: TempDir,
    file: PathBuf,
    store: Vec<String>,
}

impl Kept {
    fn new(refresh: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vault.age");
        let store = file_flags(&file, &folder.path().join("passphrase"));
        let secret = |text: &str| Some(Secret::from(text.to_owned()));
        let tokens = LoginTokens {
            label: "work".into(),
            access_token: secret("old-access"),
            refresh_token: secret(refresh),
            ..LoginTokens::default()
        };
        open_file(&file).keep_login(&tokens, 1_000).unwrap();
        Self {
            _folder: folder,
            file,
            store,
        }
    }

    fn refresh(&self, provider: &Made, token: &str) -> Run {
        let line = "login --client-id app --grant refresh --refresh-token-env RT --format json \
                    --reveal --save work";
        let mut command = program();
        command.args(line.split_whitespace()).args(&self.store);
        command.args(["--issuer", &provider.server.url("")]);
        finish(command.env("RT", token), b"")
    }

    /// Each label, and the secret.
    fn all(&self) -> Vec<(String, String)> {
        let mut vault = open_file(&self.file);
        let entries = vault.open(2_000).unwrap().index.entries;
        let read = entries.into_iter().map(|entry| {
            let secret = vault.store().get(&[&entry]).unwrap().remove(0);
            let text = String::from_utf8(secret.expose().to_vec()).unwrap();
            (entry.label, text)
        });
        read.collect()
    }

    fn secret(&self, label: &str) -> Option<String> {
        let found = self.all().into_iter().find(|(own, _)| own == label);
        found.map(|(_, text)| text)
    }
}

/// A token that was larger than what is kept took all others along.
#[test]
fn a_token_that_is_too_large_takes_no_other_along() {
    let large = "x".repeat((64 << 10) + 1);
    let answer = json!({
        "access_token": large, "token_type": "Bearer", "refresh_token": "hunter2-new",
    });
    let answer = answer.to_string();
    let provider = Made::new(Ways {
        instead: Box::new(move |path, _, to| {
            let is_it = path == "/token";
            if is_it {
                json(to, &answer);
            }
            is_it
        }),
        ..Ways::default()
    });
    let kept = Kept::new("hunter2-old");
    let run = kept.refresh(&provider, "hunter2-old");
    assert_eq!(
        run.code, 1,
        "what was to be kept is not all there: {}",
        run.err
    );
    let told = "the access token is not kept: the secret is larger than 64 KiB";
    assert!(run.err.contains(told), "{}", run.err);
    let json = run.json();
    assert_eq!(json["outcome"], "ok");
    assert_eq!(json["saved"], json!(["work-refresh"]));
    assert_eq!(json["not_saved"][0]["kind"], "access-token");
    // What is printed is not lost with it.
    assert_eq!(
        json["tokens"]["access_token"].as_str().unwrap().len(),
        large.len()
    );
    assert_eq!(kept.secret("work-refresh").unwrap(), "hunter2-new");
    assert_eq!(kept.secret("work").unwrap(), "old-access");
}

/// The server had ended the old refresh token, and the new one was let go.
#[test]
fn the_new_refresh_token_of_a_refused_refresh_is_kept_apart() {
    let refuses = Made::new(Ways {
        claims: json!({"exp": 1_000}),
        ..Ways::default()
    });
    let kept = Kept::new("hunter2-old");
    let run = kept.refresh(&refuses, "hunter2-old");
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("may not be taken any more"), "{}", run.err);
    let json = run.json();
    assert_eq!(json["outcome"], "failed");
    assert_eq!(json["saved"], json!(["work-refresh-unchecked"]));
    // Nothing of what was refused takes the place of anything.
    assert_eq!(kept.secret("work").unwrap(), "old-access");
    assert_eq!(kept.secret("work-refresh").unwrap(), "hunter2-old");
    let apart = kept.secret("work-refresh-unchecked").unwrap();
    assert_eq!(apart, "hunter2-refresh");

    // Used where all is well, it is the login's own again.
    let run = kept.refresh(&Made::new(Ways::default()), &apart);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(kept.secret("work-refresh").unwrap(), "hunter2-refresh");
    assert_eq!(kept.secret("work").unwrap(), "hunter2-access");
    assert_eq!(kept.secret("work-refresh-unchecked"), None);
}
