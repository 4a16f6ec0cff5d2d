//! An encrypted file, on disks and in states that nobody wishes for.

use crate::desk::{PASSPHRASE, file_command, files_under, with_file};
use crate::run::{finish, program};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use tokenscope::report::Secret;
use tokenscope::store::{FileStore, Place, Vault};
use tokenscope::vault::Draft;

/// A vault with two entries whose passphrase takes no time to try.
pub(crate) fn made() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vault.age");
    let passphrase = Secret::from(PASSPHRASE.to_owned());
    let store = FileStore::new(&file, Some(passphrase)).with_work_factor(2);
    let mut vault = Vault::new(Box::new(store), Some(Place::beside(&file)));
    for label in ["first", "second"] {
        let draft = Draft {
            label: label.to_owned(),
            ..Draft::default()
        };
        let secret = Secret::from(format!("secret of {label}"));
        vault.add(draft, secret, 1_000).unwrap();
    }
    (folder, file)
}

fn reveal(file: &Path, label: &str) -> String {
    with_file(file, &["show", label, "--reveal"], b"").out
}

#[test]
fn a_new_file_takes_real_work_and_opens_with_its_passphrase_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new.age");
    let added = with_file(&file, &["add", "a"], b"hunter2");
    assert_eq!((added.code, added.err.as_str()), (0, ""), "{added:?}");
    let sealed = fs::read(&file).unwrap();
    let head = String::from_utf8_lossy(&sealed[..120]).into_owned();
    assert!(
        head.starts_with("age-encryption.org/v1\n-> scrypt "),
        "{head}"
    );
    assert!(head.lines().nth(1).unwrap().ends_with(" 17"), "{head}");
    assert_eq!(reveal(&file, "a"), "hunter2");
    let mut wrong = file_command(&file, &["show", "a", "--reveal"]);
    wrong.env("VAULT_TEST_PASSPHRASE", "correct horse batteri");
    finish(&mut wrong, b"").refused("the passphrase does not open");
    let mut wrong = file_command(&file, &["add", "b"]);
    wrong.env("VAULT_TEST_PASSPHRASE", "correct horse batteri");
    finish(&mut wrong, b"x").refused("the passphrase does not open");
    assert_eq!(fs::read(&file).unwrap(), sealed);
    let mut short = file_command(&folder.path().join("short.age"), &["add", "b"]);
    short.env("VAULT_TEST_PASSPHRASE", "hunter2");
    finish(&mut short, b"x").refused("shorter than 8 characters");
    // Without a passphrase the list is there, and nothing else.
    let mut plain = program();
    plain.args(["vault", "list", "--vault-file"]).arg(&file);
    assert!(finish(&mut plain, b"").out.starts_with("a "), "the list");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for (path, _) in files_under(folder.path()) {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn a_file_that_was_cut_off_or_changed_is_refused_and_left_alone() {
    let (_folder, file) = made();
    let whole = fs::read(&file).unwrap();
    let changed = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    let half = whole.len() / 2;
    for (name, bytes) in [
        ("cut in the middle", whole[..half].to_vec()),
        ("cut at the end", whole[..whole.len() - 1].to_vec()),
        ("empty", Vec::new()),
        ("changed in the head", changed(60)),
        ("changed in the middle", changed(half)),
        ("changed at the end", changed(whole.len() - 1)),
        (
            "something else",
            b"-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAA".to_vec(),
        ),
    ] {
        fs::write(&file, &bytes).unwrap();
        for arguments in [&["show", "first", "--reveal"][..], &["add", "third"]] {
            let run = with_file(&file, arguments, b"third");
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{name}: {run:?}");
            assert_eq!(run.err.matches('\n').count(), 1, "{name}: {run:?}");
        }
        assert_eq!(fs::read(&file).unwrap(), bytes, "{name}");
        assert!(
            with_file(&file, &["list"], b"").out.contains("first"),
            "{name}"
        );
    }
    fs::write(&file, &whole).unwrap();
    assert_eq!(reveal(&file, "first"), "secret of first");
}

#[test]
fn a_full_disk_changes_nothing_and_is_told() {
    let (_folder, file) = made();
    let before = fs::read(&file).unwrap();
    // No file may become larger than 4 KiB; the signal that says so is ignored, as on a disk.
    let secret = "0123456789abcdef".repeat(1_000);
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh"]);
    let inner = file_command(&file, &["add", "large"]);
    command.arg(inner.get_program()).args(inner.get_args());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    finish(&mut command, secret.as_bytes())
        .refused("there is no room left for it; nothing was changed");
    assert!(fs::read(&file).unwrap() == before, "the file was changed");
    assert_eq!(reveal(&file, "second"), "secret of second");
    let names = files_under(file.parent().unwrap());
    assert!(
        !names
            .iter()
            .any(|(path, _)| path.to_string_lossy().contains(".new-"))
    );
    assert_eq!(with_file(&file, &["check"], b"").code, 0);
    assert_eq!(
        with_file(&file, &["add", "large"], secret.as_bytes()).code,
        0
    );
    assert_eq!(reveal(&file, "large"), secret);
}

#[test]
fn in_a_folder_that_can_only_be_read_secrets_are_read_and_nothing_is_written() {
    let (folder, file) = made();
    let before = files_under(folder.path());
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let run = |arguments: &[&str]| {
        let inner = file_command(&file, arguments);
        // Root may write anywhere; it is not to be root here.
        let mut command = Command::new("setpriv");
        command.args([
            "--bounding-set=-dac_override,-dac_read_search,-fowner",
            "--inh-caps=-all",
        ]);
        if !is_root() {
            command = Command::new("env");
        }
        command.arg(inner.get_program()).args(inner.get_args());
        for (name, value) in inner
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?)))
        {
            command.env(name, value);
        }
        finish(&mut command, b"third")
    };
    let shown = run(&["show", "first", "--reveal"]);
    let added = run(&["add", "third"]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(
        (shown.code, shown.out.as_str()),
        (0, "secret of first"),
        "{shown:?}"
    );
    added.refused("permission denied");
    let sealed = |all: &[(PathBuf, Vec<u8>)]| all.iter().find(|(path, _)| *path == file).cloned();
    assert_eq!(sealed(&files_under(folder.path())), sealed(&before));
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

#[test]
fn a_list_that_was_lost_or_damaged_is_made_again_from_the_file() {
    let (folder, file) = made();
    let index = folder.path().join("vault.age.index.json");
    let before = with_file(&file, &["list", "--format", "json"], b"").json();
    fs::remove_file(&index).unwrap();
    assert_eq!(
        with_file(&file, &["list", "--format", "json"], b"").json(),
        before
    );
    fs::write(&index, "{\"version\":1,\"entr").unwrap();
    let listed = with_file(&file, &["list", "--format", "json"], b"");
    assert_eq!(listed.json(), before);
    assert!(listed.err.contains("damaged"), "{listed:?}");
    assert_eq!(reveal(&file, "second"), "secret of second");
}

#[test]
fn what_was_revoked_is_told_as_such() {
    let (_folder, file) = made();
    let passphrase = Secret::from(PASSPHRASE.to_owned());
    let store = FileStore::new(&file, Some(passphrase));
    let mut vault = Vault::new(Box::new(store), Some(Place::beside(&file)));
    let entry = vault.open(1_000).unwrap().index.entries.remove(0);
    vault.revoked(&entry.id, &entry.secret, 2_000).unwrap();
    let listed = with_file(&file, &["list"], b"");
    let lines: Vec<&str> = listed.out.lines().collect();
    assert!(
        lines[0].starts_with("first") && lines[0].contains("revoked "),
        "{listed:?}"
    );
    assert!(!lines[1].contains("revoked"), "{listed:?}");
    let shown = with_file(&file, &["show", "first"], b"");
    let mut lines = shown.out.lines().map(str::trim_start);
    assert!(lines.any(|line| line.starts_with("Revoked")), "{shown:?}");
    let json = with_file(&file, &["list", "--format", "json"], b"").json();
    assert_eq!(json["entries"][0]["revoked"], 2_000);
    assert!(json["entries"][1].get("revoked").is_none());
}

#[test]
fn two_programs_that_write_at_once_both_have_their_way() {
    let (_folder, file) = made();
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let file = file.clone();
            std::thread::spawn(move || {
                for round in 0..5 {
                    let label = format!("w{writer}-{round}");
                    let added = with_file(&file, &["add", &label], label.as_bytes());
                    assert_eq!(added.code, 0, "{added:?}");
                }
            })
        })
        .collect();
    writers
        .into_iter()
        .for_each(|writer| writer.join().unwrap());
    let list = with_file(&file, &["list", "--format", "json"], b"").json();
    assert_eq!(list["entries"].as_array().unwrap().len(), 22);
    assert_eq!(with_file(&file, &["check"], b"").code, 0);
    assert_eq!(reveal(&file, "w3-4"), "w3-4");
}

/// The file is an export, and so is what takes its place.
#[test]
fn an_export_takes_the_place_of_the_file_and_has_its_own_passphrase() {
    let (folder, file) = made();
    let new = folder.path().join("new.age");
    let arguments = ["export", "--out", new.to_str().unwrap()];
    let mut command = file_command(&file, &arguments);
    command.args(["--export-passphrase-env", "NEW"]);
    command.env("NEW", "another horse battery");
    let exported = finish(&mut command, b"");
    assert_eq!(exported.code, 0, "{exported:?}");
    fs::rename(&new, &file).unwrap();
    with_file(&file, &["show", "first", "--reveal"], b"").refused("does not open");
    for (label, secret) in [("first", "secret of first"), ("second", "secret of second")] {
        let mut command = file_command(&file, &["show", label, "--reveal"]);
        command.env("VAULT_TEST_PASSPHRASE", "another horse battery");
        assert_eq!(finish(&mut command, b"").out, secret);
    }
    let mut command = file_command(&file, &["check"]);
    command.env("VAULT_TEST_PASSPHRASE", "another horse battery");
    assert_eq!(finish(&mut command, b"").code, 0);
}
