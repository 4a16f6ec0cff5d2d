//! `tokenscope vault run`: a program gets secrets in its environment.

use super::args::RunArguments;
use super::{Failure, Session, Streams, named, say_not_noted};
use crate::report::Secret;
use crate::vault::{Entry, What};
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;
use std::process::Command;

/// Runs the command. On Unix the program takes this one's place, so that signals and its exit code
/// are its own.
pub(super) fn run(
    session: &mut Session,
    arguments: &RunArguments,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let now = session.now;
    let pairs = pairs(&arguments.env)?;
    let (program, rest) = arguments.command.split_first().ok_or_else(|| {
        Failure::Arguments("no program is named; see: tokenscope vault run --help".to_owned())
    })?;
    let index = session.index(streams)?;
    let labels = pairs.iter().map(|(_, label)| named(&index, label));
    let entries: Vec<&Entry> = labels.collect::<Result<_, _>>()?;
    let what = What::GivenTo {
        program: name(program),
    };
    let vault = session.vault(streams)?;
    let secrets = vault.secrets(&entries, &what, now)?;
    say_not_noted(vault, streams);
    let mut command = Command::new(program);
    command.args(rest);
    // What opens the vault is not for the program.
    if let Some(variable) = session.opening.passphrase_variable() {
        command.env_remove(variable);
    }
    for ((variable, label), secret) in pairs.iter().zip(&secrets) {
        command.env(variable, value(secret, label)?);
    }
    drop(secrets);
    start(command).map_err(|error| Failure::NotRun {
        name: program.to_string_lossy().into_owned(),
        error,
    })
}

/// Names of variables with the labels that they stand for.
fn pairs(given: &[String]) -> Result<Vec<(&str, &str)>, Failure> {
    let wrong = |what: &str| {
        Failure::Arguments(format!(
            "--env {what}; write --env NAME=LABEL, see: tokenscope vault run --help"
        ))
    };
    let mut names = HashSet::new();
    let mut pairs = Vec::with_capacity(given.len());
    for text in given {
        let (name, label) = text.split_once('=').ok_or_else(|| wrong("has no ="))?;
        if name.is_empty() || label.is_empty() || name.contains('\0') {
            return Err(wrong("has no name or no label"));
        }
        // A shell cannot name it, and a program mostly does not find it.
        if name.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(wrong("has a name with white space in it"));
        }
        if !names.insert(name) {
            return Err(wrong(&format!("names {name:?} twice")));
        }
        pairs.push((name, label));
    }
    Ok(pairs)
}

/// The program's name without its folder; its arguments may hold anything.
fn name(program: &OsStr) -> String {
    let name = Path::new(program).file_name().unwrap_or(program);
    name.to_string_lossy().chars().take(100).collect()
}

/// A secret as the value of a variable.
fn value(secret: &Secret, label: &str) -> Result<OsString, Failure> {
    let cannot = |why: &str| {
        Failure::Arguments(format!(
            "the secret of {label:?} {why}, which no variable can hold"
        ))
    };
    if secret.expose().contains(&0) {
        return Err(cannot("holds a zero byte"));
    }
    os_string(secret.expose()).ok_or_else(|| cannot("is no text"))
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> Option<OsString> {
    use std::os::unix::ffi::OsStrExt as _;
    Some(OsStr::from_bytes(bytes).to_owned())
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> Option<OsString> {
    std::str::from_utf8(bytes).ok().map(OsString::from)
}

#[cfg(unix)]
fn start(mut command: Command) -> io::Result<u8> {
    use std::os::unix::process::CommandExt as _;
    // It comes back only where it failed.
    Err(command.exec())
}

#[cfg(not(unix))]
fn start(mut command: Command) -> io::Result<u8> {
    let status = command.status()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_a_name_and_a_label() {
        let given =
            |texts: &[&str]| -> Vec<String> { texts.iter().map(|t| (*t).to_owned()).collect() };
        let texts = given(&["A=gh", "B=a label = with more"]);
        let read = pairs(&texts).unwrap();
        assert_eq!(read, [("A", "gh"), ("B", "a label = with more")]);
        for wrong in [&["A"][..], &["=gh"], &["A="], &["A=x", "A=y"], &["A B=gh"]] {
            assert!(pairs(&given(wrong)).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_no_variable_can_hold_is_refused_without_being_repeated() {
        let error = value(&Secret::new(b"hunter2\0".to_vec()), "gh").unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert_eq!(
            value(&Secret::new(b"hunter2".to_vec()), "gh").unwrap(),
            "hunter2"
        );
    }

    #[test]
    fn only_the_name_of_a_program_is_remembered() {
        assert_eq!(name(OsStr::new("/usr/bin/env")), "env");
        assert_eq!(name(OsStr::new("deploy")), "deploy");
    }
}
