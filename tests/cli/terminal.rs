//! What is pasted at a terminal that `script` (bsdutils) makes.

use crate::run::{SECRET, hs256, program};
use std::io::{Read as _, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};

/// A shell on a terminal of its own that says the number of the program, runs it, and then says what
/// it was left with.
fn shell(arguments: &str) -> Child {
    let program = program();
    let name = program.get_program().to_str().unwrap();
    let line = format!("sh -c 'echo $$; exec \"$0\" {arguments}' '{name}'; echo code $?; stty -a");
    let mut command = Command::new("script");
    command.args(["-qec", &line, "/dev/null"]);
    command.env("NO_COLOR", "1");
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    pipes.spawn().unwrap()
}

/// Does something once the program listens, and gives what the terminal showed from then on.
fn once_it_listens(
    arguments: &str,
    act: impl FnOnce(&str, &mut ChildStdin) + Send + 'static,
) -> String {
    let mut shell = shell(arguments);
    let mut out = shell.stdout.take().unwrap();
    let mut told = Vec::new();
    let mut byte = [0];
    while !told.ends_with(b"Ctrl+D") {
        assert_eq!(out.read(&mut byte).unwrap(), 1);
        told.push(byte[0]);
    }
    let mut input = shell.stdin.take().unwrap();
    // The terminal takes no more than it holds until what it shows is read.
    let acting = std::thread::spawn(move || {
        let told = String::from_utf8(told).unwrap();
        act(told.lines().next().unwrap().trim(), &mut input);
        input
    });
    let mut told = String::new();
    out.read_to_string(&mut told).unwrap();
    drop(acting.join());
    shell.wait().unwrap();
    for unset in ["-isig", "-icanon", "-echo "] {
        assert!(!told.contains(unset), "{unset}: {told}");
    }
    told
}

/// Pastes a text.
fn pasted(arguments: &str, text: &str) -> String {
    let text = text.to_owned();
    once_it_listens(arguments, move |_, input| {
        input.write_all(text.as_bytes()).unwrap();
    })
}

/// A terminal cuts a line at 4095 bytes, and what was left was judged.
#[test]
fn a_long_token_that_is_pasted_is_read_to_its_end() {
    let claims = format!(r#"{{"note":"{}"}}"#, "long ".repeat(2_000));
    let token = hs256(r#"{"alg":"HS256"}"#, claims.as_bytes());
    assert!(token.len() > 3 * 4_095);
    let told = pasted(
        &format!("inspect --secret \"{SECRET}\""),
        &format!("{token}\n\x04"),
    );
    assert!(told.contains("Valid") && told.contains("code 0"), "{told}");
}

#[test]
fn what_is_typed_can_be_corrected() {
    let token = hs256(r#"{"alg":"HS256"}"#, b"{}");
    let typed = format!("wrong\x15{token}x\x7f\x04");
    let told = pasted(&format!("inspect --secret \"{SECRET}\""), &typed);
    assert!(told.contains("Valid") && told.contains("code 0"), "{told}");
}

#[test]
fn a_paste_that_is_given_up_ends_the_command_and_nothing_of_it_reaches_the_shell() {
    let told = pasted("inspect", "one\ntwo\x03three\nfour\n");
    assert!(told.contains("code 130"), "{told}");
    let (_, after) = told.split_once("code 130").unwrap();
    assert!(!after.contains("four"), "{told}");
}

/// What ends the program from outside would leave a terminal that shows nothing of what is typed.
#[test]
fn a_signal_leaves_the_terminal_as_it_was() {
    for (signal, code) in [("-INT", "code 130"), ("-TERM", "code 143")] {
        let told = once_it_listens("inspect", move |process, _| {
            let sent = Command::new("kill").args([signal, process]).status();
            assert!(sent.unwrap().success());
        });
        assert!(told.contains(code), "{told}");
    }
}
