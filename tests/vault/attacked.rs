//! What goes wrong where somebody is careless, in a hurry, or wishes harm.

use crate::desk::{Session, file_command, with_file};
use crate::file::made;
use crate::run::{finish, program};
use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longer than any machine takes to show a prompt.
const DEADLINE: Duration = Duration::from_secs(60);

#[test]
fn a_secret_is_given_away_only_by_the_whole_name_of_its_entry() {
    let (folder, file) = made();
    let out = folder.path().join("out.env");
    let out_text = out.to_str().unwrap();
    for arguments in [
        &["run", "--env", "A=fir", "--", "echo", "it ran"][..],
        &["export", "fir", "--plain", "env", "--out", out_text],
    ] {
        let run = with_file(&file, arguments, b"PLAIN TEXT\n");
        run.refused("there is no entry \"fir\"");
        assert!(!out.exists());
    }
    let shown = with_file(&file, &["show", "fir", "--reveal"], b"");
    assert_eq!(shown.out, "secret of first", "a person sees which it is");
}

#[test]
fn an_export_never_takes_the_place_of_the_vault() {
    let (folder, file) = made();
    let link = folder.path().join("link.age");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let index = file.with_file_name("vault.age.index.json");
    for out in [&file, &link, &index] {
        let before = fs::read(&file).unwrap();
        let out = out.to_str().unwrap();
        let arguments = ["export", "first", "--force", "--out", out];
        let mut command = file_command(&file, &arguments);
        command.args(["--export-passphrase-env", "EXPORT"]);
        command.env("EXPORT", "another passphrase");
        finish(&mut command, b"").refused("is the vault itself");
        assert_eq!(fs::read(&file).unwrap(), before);
    }
}

#[test]
fn a_question_shows_the_name_of_a_file_and_does_not_obey_it() {
    let (_folder, file) = made();
    let arguments = ["export", "--plain", "env", "--out", "/tmp/a\u{1b}]0;b"];
    let run = with_file(&file, &arguments, b"no\n");
    assert!(run.err.contains("/tmp/a\\u001b]0;b"), "{run:?}");
    assert!(!run.err.contains('\u{1b}'), "{run:?}");
}

#[test]
fn a_secret_is_not_replaced_where_what_is_said_of_it_cannot_be_kept() {
    let (_folder, file) = made();
    let note = "n".repeat(4_001);
    let arguments = ["add", "first", "--replace", "--note", &note];
    with_file(&file, &arguments, b"new").refused("the note is longer");
    let shown = with_file(&file, &["show", "first", "--reveal"], b"");
    assert_eq!(shown.out, "secret of first");
}

#[test]
fn what_is_known_no_more_of_an_entry_leaves_the_keyring_too() {
    let session = Session::start("unlocked");
    let added = session.vault(&["add", "gh", "--kind", "api-key"], b"one");
    assert_eq!(added.code, 0, "{added:?}");
    let replaced = session.vault(&["add", "gh", "--replace", "--rotate-in", "0"], b"two");
    assert_eq!(replaced.code, 0, "{replaced:?}");
    // The list is lost, and made again from what the keyring knows.
    let index = session
        .folder
        .path()
        .join("data/tokenscope/vault/keyring.index.json");
    fs::write(&index, "{").unwrap();
    let listed = session.vault(&["list", "--format", "json"], b"");
    let entry = &listed.json()["entries"][0];
    assert_eq!(entry["label"], "gh", "{listed:?}");
    assert!(entry.get("rotate_by").is_none(), "{listed:?}");
}

#[test]
fn a_bus_that_takes_the_connection_and_says_nothing_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bus");
    let _bus = UnixListener::bind(&path).unwrap();
    let mut command = program();
    command.args(["vault", "add", "a", "--wait", "1"]);
    let address = format!("unix:path={}", path.display());
    command.env("DBUS_SESSION_BUS_ADDRESS", address);
    command.env_remove("TOKENSCOPE_STORE");
    command.env("XDG_DATA_HOME", folder.path());
    let run = finish(&mut command, b"hunter2");
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
    assert!(run.err.contains("has not answered for 1 second"), "{run:?}");
}

/// A shell on a terminal of its own that runs the program and then says what it was left with.
fn on_a_terminal(file: &Path, arguments: &[&str]) -> Child {
    let inner = file_command(file, arguments);
    let words: Vec<String> = std::iter::once(inner.get_program())
        .chain(inner.get_args())
        .map(|word| format!("'{}'", word.to_str().unwrap()))
        .collect();
    let line = format!("tty; {}; echo code $?; stty -a; cat", words.join(" "));
    let mut command = Command::new("script");
    command.args(["-qec", &line, "/dev/null"]);
    for (name, value) in inner.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    pipes.spawn().unwrap()
}

/// What is printed until a word comes.
fn until(child: &mut Child, word: &str) -> String {
    let out = child.stdout.as_mut().unwrap();
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(word.as_bytes()) {
        if out.read(&mut byte).unwrap() == 0 {
            break;
        }
        text.push(byte[0]);
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Waits until what is typed at a terminal is read key by key: what comes before that is dropped.
fn until_read_by_key(terminal: &str) {
    let begun = Instant::now();
    loop {
        let told = Command::new("stty")
            .args(["-F", terminal, "-a"])
            .output()
            .unwrap();
        if String::from_utf8_lossy(&told.stdout).contains("-icanon") {
            return;
        }
        assert!(begun.elapsed() < DEADLINE, "{terminal}: {told:?}");
    }
}

#[test]
fn a_key_of_several_lines_is_kept_whole_and_nothing_of_it_reaches_the_shell() {
    let (_folder, file) = made();
    let pem = "-----BEGIN PRIVATE KEY-----\nhunter/AAAA\nhunter/BBBB\n-----END PRIVATE KEY-----";
    let mut shell = on_a_terminal(&file, &["add", "typed"]);
    let told = until(&mut shell, "Secret: ");
    until_read_by_key(told.lines().next().unwrap());
    let mut input = shell.stdin.take().unwrap();
    input.write_all(format!("{pem}\n").as_bytes()).unwrap();
    let told = until(&mut shell, "code 0") + &until(&mut shell, "echoke");
    drop(input);
    shell.kill().unwrap();
    shell.wait().unwrap();
    assert!(told.contains("code 0"), "{told}");
    assert!(!told.contains("hunter"), "{told}");
    let shown = with_file(&file, &["show", "typed", "--reveal"], b"");
    assert_eq!(shown.out, pem);
}

/// Types at the prompt for a secret, and gives what the terminal showed to the end.
fn typed_at_the_prompt(file: &Path, text: &str) -> String {
    let mut shell = on_a_terminal(file, &["add", "typed"]);
    let told = until(&mut shell, "Secret: ");
    until_read_by_key(told.lines().next().unwrap());
    let mut input = shell.stdin.take().unwrap();
    input.write_all(text.as_bytes()).unwrap();
    let told = until(&mut shell, " cs8 ") + &until(&mut shell, "echoke");
    drop(input);
    shell.kill().unwrap();
    shell.wait().unwrap();
    for unset in ["-isig", "-icanon", "-echo "] {
        assert!(!told.contains(unset), "{unset}: {told}");
    }
    told
}

/// The first line was kept, and the shell read the others.
#[test]
fn of_several_lines_that_are_pasted_none_is_kept_and_none_reaches_the_shell() {
    let (_folder, file) = made();
    let told = typed_at_the_prompt(&file, "hunter1\nhunter2 more\n");
    assert!(told.contains("code 2"), "{told}");
    assert!(told.contains("several lines were pasted"), "{told}");
    assert!(!told.contains("hunter"), "{told}");
    with_file(&file, &["show", "typed"], b"").refused("there is no entry");
}

#[test]
fn a_chain_in_pem_is_kept_whole() {
    let (_folder, file) = made();
    let block = |name: &str| format!("-----BEGIN {name}-----\nhunter/AAAA\n-----END {name}-----");
    let pem = format!("{}\n{}", block("PRIVATE KEY"), block("CERTIFICATE"));
    let told = typed_at_the_prompt(&file, &format!("{pem}\n\n"));
    assert!(told.contains("code 0"), "{told}");
    assert!(!told.contains("hunter"), "{told}");
    let shown = with_file(&file, &["show", "typed", "--reveal"], b"");
    assert_eq!(shown.out, pem);
}

/// They were left out, and what was kept was another secret.
#[test]
fn a_secret_with_control_characters_is_refused_and_one_with_a_tab_kept() {
    let (_folder, file) = made();
    let told = typed_at_the_prompt(&file, "hunter\x1b[31m2\n");
    assert!(told.contains("code 2"), "{told}");
    assert!(told.contains("a control character (0x1b)"), "{told}");
    assert!(!told.contains("hunter"), "{told}");
    let told = typed_at_the_prompt(&file, " hux\x7fnter\té2 \n");
    assert!(told.contains("code 0"), "{told}");
    let shown = with_file(&file, &["show", "typed", "--reveal"], b"");
    assert_eq!(shown.out, " hunter\té2 ");
}

#[test]
fn a_prompt_that_is_ended_says_that_nothing_was_typed() {
    let (_folder, file) = made();
    let told = typed_at_the_prompt(&file, "\x04");
    assert!(
        told.contains("code 2") && told.contains("nothing was typed"),
        "{told}"
    );
}

#[test]
fn a_prompt_that_is_given_up_leaves_the_terminal_as_it_was() {
    let (_folder, file) = made();
    let mut shell = on_a_terminal(&file, &["add", "typed"]);
    let told = until(&mut shell, "Secret: ");
    until_read_by_key(told.lines().next().unwrap());
    let mut input = shell.stdin.take().unwrap();
    input.write_all(b"hunter\x03").unwrap();
    let told = until(&mut shell, " cs8 ") + &until(&mut shell, "echoke");
    drop(input);
    shell.kill().unwrap();
    shell.wait().unwrap();
    assert!(told.contains("code 130"), "{told}");
    for unset in ["-isig", "-icanon", "-echo "] {
        assert!(!told.contains(unset), "{unset}: {told}");
    }
    assert!(!told.contains("hunter"), "{told}");
}
