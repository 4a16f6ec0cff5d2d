//! What a command reads: the text, key files, secrets. Every read ends at a limit.

use super::args::{BesideArguments, InspectArguments, SecretArguments};
use super::terminal::{self, Stop};
use super::{Failure, Given, Streams};
use crate::inspect::MAX_TEXT_BYTES;
use crate::jose::certificate::{Anchor, read_thumbprint};
use crate::jose::key::{
    KeySet, MAX_KEY_BYTES, Material, SecretEncoding, read_keys, read_secret, secret_from_bytes,
};
use crate::jose::signing::{KeyFile, read_key_file};
use crate::report::{Secret, visible};
use crate::store::StoreError;
use crate::validation::Beside;
use crate::vault::EntryError;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The most that is read of a text or a payload: what is larger is not inspected.
pub const MAX_INPUT_BYTES: usize = MAX_TEXT_BYTES;

const STANDARD_INPUT: &str = "standard input";

/// The text to inspect: the argument itself, the file that it names, or standard input.
pub(super) fn text(
    argument: Option<&OsStr>,
    streams: &mut Streams<'_>,
) -> Result<Vec<u8>, Failure> {
    match argument {
        Some(text) if text != "-" => text_or_file(text),
        _ => {
            let end = match cfg!(windows) {
                true => "Ctrl+Z, Enter",
                false => "Ctrl+D",
            };
            let hint = format!("Paste the text, then end it with Enter and {end}\n");
            whole(streams, MAX_INPUT_BYTES, 0, &hint)
        }
    }
}

/// A flag's text, or the file that it names with @.
pub(super) fn text_or_file(argument: &OsStr) -> Result<Vec<u8>, Failure> {
    match argument.as_encoded_bytes().strip_prefix(b"@") {
        Some(b"") => Err(Failure::Arguments(
            "the @ has no name of a file after it; give it like @token.txt".to_owned(),
        )),
        Some(name) => file(Path::new(&os_string(name)), MAX_INPUT_BYTES),
        None => Ok(argument.as_encoded_bytes().to_vec()),
    }
}

/// A file of keys by its name, with or without @; standard input for `-` or nothing; or the keys
/// themselves as JSON or PEM.
pub(super) fn key_text(
    argument: Option<&OsStr>,
    streams: &mut Streams<'_>,
) -> Result<KeyFile, Failure> {
    let bytes = argument.map(OsStr::as_encoded_bytes).unwrap_or(b"-");
    let (name, read) = match bytes.trim_ascii_start() {
        b"-" => (STANDARD_INPUT.to_owned(), text(None, streams)?),
        [b'{' | b'[', ..] => ("the text".to_owned(), bytes.to_vec()),
        text if text.starts_with(b"-----BEGIN") => ("the text".to_owned(), bytes.to_vec()),
        _ => {
            let path = os_string(bytes.strip_prefix(b"@").unwrap_or(bytes));
            let path = Path::new(&path);
            (path.display().to_string(), file(path, MAX_KEY_BYTES)?)
        }
    };
    let read = Secret::new(read);
    read_key_file(read.expose(), &name).map_err(|error| Failure::Keys { name, error })
}

/// What is to sign: the keys of a file, or a secret.
pub(super) fn signing_keys(
    path: Option<&Path>,
    arguments: &SecretArguments,
) -> Result<KeyFile, Failure> {
    one_source(
        path,
        arguments,
        "--key and a secret are both given, one can sign; see: tokenscope sign --help",
        "nothing is given that signs; give --key FILE or --secret-file FILE; see: tokenscope sign --help",
    )
}

/// What is to be encrypted for: the keys of a file, or a secret.
pub(super) fn encryption_keys(
    path: Option<&Path>,
    arguments: &SecretArguments,
) -> Result<KeyFile, Failure> {
    one_source(
        path,
        arguments,
        "--key and a secret are both given, one can encrypt; see: tokenscope encrypt --help",
        "nothing is given to encrypt with; give --key FILE or --secret-file FILE; see: tokenscope encrypt --help",
    )
}

fn one_source(
    path: Option<&Path>,
    arguments: &SecretArguments,
    both: &str,
    neither: &str,
) -> Result<KeyFile, Failure> {
    let given = secret(arguments)?;
    match (path, given) {
        (Some(_), Some(_)) => Err(Failure::Arguments(both.to_owned())),
        (Some(path), None) => {
            let name = path.display().to_string();
            let bytes = Secret::new(file(path, MAX_KEY_BYTES)?);
            read_key_file(bytes.expose(), &name).map_err(|error| Failure::Keys { name, error })
        }
        (None, Some(set)) => {
            let name = set.source;
            let secret = set.keys.into_iter().find_map(|key| match key.material {
                Material::Oct(secret) => Some(secret),
                _ => None,
            });
            KeyFile::of_secret(secret.unwrap_or_default(), &name)
                .map_err(|error| Failure::Keys { name, error })
        }
        (None, None) => Err(Failure::Arguments(neither.to_owned())),
    }
}

/// The payload of a detached JWS, where one is given.
pub(super) fn payload(arguments: &InspectArguments) -> Result<Option<Vec<u8>>, Failure> {
    let path = arguments.payload.as_deref();
    path.map(|path| file(path, MAX_INPUT_BYTES)).transpose()
}

/// What is given beside the token. A line end after it does not count.
pub(super) fn beside(arguments: &BesideArguments) -> Result<Beside, Failure> {
    let read = |path: &Option<PathBuf>| -> Result<Option<Secret>, Failure> {
        let Some(path) = path.as_deref() else {
            return Ok(None);
        };
        let bytes = file(path, MAX_INPUT_BYTES)?;
        Ok(Some(Secret::new(without_line_end(bytes))))
    };
    Ok(Beside {
        access_token: read(&arguments.access_token)?,
        code: read(&arguments.code)?,
        state: read(&arguments.state)?,
        proof: read(&arguments.dpop)?,
        method: arguments.method.clone(),
        url: arguments.url.clone(),
        roots: roots(&arguments.root)?,
    })
}

/// The certificates that the person trusts. What is no file may be a thumbprint.
fn roots(given: &[PathBuf]) -> Result<Vec<Anchor>, Failure> {
    let mut roots = Vec::new();
    for path in given {
        let thumbprint = path.to_str().and_then(read_thumbprint);
        if let Some(thumbprint) = thumbprint.filter(|_| !path.exists()) {
            roots.push(Anchor::Thumbprint(thumbprint));
            continue;
        }
        let name = path.display().to_string();
        let bytes = Secret::new(file(path, MAX_KEY_BYTES)?);
        let file = match read_key_file(bytes.expose(), &name) {
            Ok(file) => file,
            Err(error) => return Err(Failure::Keys { name, error }),
        };
        let before = roots.len();
        let certificates = file.entries.into_iter().flat_map(|e| e.certificates);
        roots.extend(certificates.map(Anchor::Certificate));
        if roots.len() == before {
            return Err(Failure::NoCertificate(name));
        }
    }
    Ok(roots)
}

/// The keys that the person gives: files first, then the secret.
pub(super) fn keys(arguments: &InspectArguments) -> Result<Vec<KeySet>, Failure> {
    let files = arguments.key.iter().map(|path| key_file(path));
    let secret = secret(&arguments.secret).transpose();
    files.chain(secret).collect()
}

fn key_file(path: &Path) -> Result<KeySet, Failure> {
    let name = path.display().to_string();
    let bytes = Secret::new(file(path, MAX_KEY_BYTES)?);
    read_keys(bytes.expose(), &name).map_err(|error| Failure::Keys { name, error })
}

fn secret(arguments: &SecretArguments) -> Result<Option<KeySet>, Failure> {
    if let Some(secret) = &arguments.secret {
        let bytes = secret.expose().to_vec();
        return Ok(Some(secret_from_bytes(bytes, "--secret")));
    }
    if let Some(path) = &arguments.secret_file {
        let name = path.display().to_string();
        let bytes = without_line_end(file(path, MAX_KEY_BYTES)?);
        return Ok(Some(secret_from_bytes(bytes, &name)));
    }
    if let Some(variable) = &arguments.secret_env {
        let bytes = std::env::var_os(variable)
            .ok_or_else(|| Failure::NoVariable(Given::variable(variable)))?
            .into_encoded_bytes();
        let name = format!("${}", variable.to_string_lossy());
        return Ok(Some(secret_from_bytes(bytes, &name)));
    }
    if let Some(text) = &arguments.secret_base64 {
        let text = std::str::from_utf8(text.expose()).unwrap_or_default();
        let name = "--secret-base64".to_owned();
        return read_secret(text, SecretEncoding::Base64, &name)
            .map(Some)
            .map_err(|error| Failure::Keys { name, error });
    }
    Ok(None)
}

/// An editor ends a text file with a line end that nobody means. In a file that is no text every
/// byte counts.
pub(super) fn without_line_end(mut bytes: Vec<u8>) -> Vec<u8> {
    if std::str::from_utf8(&bytes).is_ok() && bytes.ends_with(b"\n") {
        bytes.pop();
        if bytes.ends_with(b"\r") {
            bytes.pop();
        }
    }
    bytes
}

/// A secret from a file; a line end after text does not count.
pub(super) fn secret_file(path: &Path, limit: usize) -> Result<Secret, Failure> {
    Ok(Secret::new(without_line_end(file(path, limit)?)))
}

/// A secret from an environment variable.
pub(super) fn secret_variable(variable: &OsStr) -> Result<Secret, Failure> {
    let value =
        std::env::var_os(variable).ok_or_else(|| Failure::NoVariable(Given::variable(variable)))?;
    Ok(Secret::new(value.into_encoded_bytes()))
}

/// A secret from standard input; a line end after text does not count.
pub(super) fn secret_input(streams: &mut Streams<'_>, limit: usize) -> Result<Secret, Failure> {
    Ok(Secret::new(without_line_end(whole_input(streams, limit)?)))
}

/// All of standard input, up to a limit.
pub(super) fn whole_input(streams: &mut Streams<'_>, limit: usize) -> Result<Vec<u8>, Failure> {
    // Room for a whole secret, so that no copy is left behind where it grew.
    whole(streams, limit, limit.min(128 << 10), "")
}

/// `hint` is what a person at a terminal is told.
fn whole(
    streams: &mut Streams<'_>,
    limit: usize,
    len: usize,
    hint: &str,
) -> Result<Vec<u8>, Failure> {
    let name = Given::ours(STANDARD_INPUT);
    let typed = match streams.input_is_terminal {
        true => terminal::pasted(limit, || {
            // Nothing is lost where it cannot be said.
            let _ = streams.error.write_all(hint.as_bytes());
        }),
        false => None,
    };
    match typed {
        Some(Err(Stop::TooLarge)) => Err(Failure::TooLarge { name, limit }),
        Some(Err(Stop::NoTerminal(error))) => Err(Failure::Unreadable { name, error }),
        Some(read) => read.map_err(|stop| stopped(stop, limit)),
        None => limited(&mut streams.input, name, limit, len),
    }
}

/// A line that a person types at the terminal without its being shown, whatever standard input is.
pub(super) fn hidden(prompt: &str) -> Result<Secret, Failure> {
    let typed = terminal::hidden(&visible(prompt), false, MAX_TYPED_BYTES);
    typed.map_err(|stop| stopped(stop, MAX_TYPED_BYTES))
}

/// The same for a secret that may have several lines: a key in PEM, or JSON that begins with a bracket
/// on a line of its own.
pub(super) fn hidden_lines(prompt: &str, limit: usize) -> Result<Secret, Failure> {
    terminal::hidden(&visible(prompt), true, limit).map_err(|stop| match stop {
        Stop::TooLarge => StoreError::from(EntryError::SecretTooLarge).into(),
        stop => stopped(stop, limit),
    })
}

/// A passphrase is no longer: that is what fits into a variable that a program is given.
const MAX_TYPED_BYTES: usize = 64 << 10;

/// Why nothing was taken from the terminal, and what to do.
fn stopped(stop: Stop, limit: usize) -> Failure {
    let text = match stop {
        Stop::Cancelled => return Failure::Cancelled,
        Stop::TooLarge => {
            let name = Given::ours("what was typed");
            return Failure::TooLarge { name, limit };
        }
        Stop::NoTerminal(_) => {
            "there is no terminal to type a passphrase or a secret at; give it in a variable or a file, see: tokenscope vault --help"
        }
        Stop::Ended => "nothing was typed, and nothing was done",
        Stop::SeveralLines => {
            "several lines were pasted where one is taken, so none was, and the others were thrown away; give what has several lines in a file or on standard input"
        }
        Stop::Control(byte) => {
            let byte = format!("{byte:#04x}");
            return Failure::Arguments(format!(
                "what was typed holds a control character ({byte}), as an arrow key types one, and was not taken; type it again, or give it in a file or on standard input"
            ));
        }
    };
    Failure::Arguments(text.to_owned())
}

/// Asks a question on standard error and gives the line that is typed.
pub(super) fn ask_line(question: &str, streams: &mut Streams<'_>) -> String {
    // Where it cannot be asked it is not answered.
    let asked = write!(streams.error, "{}", visible(question)).and_then(|()| streams.error.flush());
    let answer = asked.map(|()| line(&mut streams.input)).unwrap_or_default();
    if !streams.input_is_terminal {
        // Nobody's Enter ended the question's line.
        let _ = writeln!(streams.error);
    }
    answer
}

/// Standard error for what is said while a command's streams are lent elsewhere. The lock that the
/// command holds is no hindrance on its own thread.
pub(super) fn own_standard_error() -> std::io::Stderr {
    std::io::stderr()
}

/// A line that a person types, up to a limit and without losing what follows it.
pub(super) fn line(from: &mut dyn Read) -> String {
    const MOST: usize = 100;
    let mut line = Vec::new();
    let mut byte = [0];
    while line.len() < MOST && matches!(from.read(&mut byte), Ok(1)) && byte != *b"\n" {
        line.extend_from_slice(&byte);
    }
    String::from_utf8_lossy(&line).into_owned()
}

/// Reads a file up to a limit.
pub(super) fn file(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let name = Given::file(path);
    match File::open(path) {
        Ok(mut file) => {
            let len = file.metadata().map_or(0, |found| found.len());
            limited(&mut file, name, limit, usize::try_from(len).unwrap_or(0))
        }
        Err(error) => Err(Failure::Unreadable { name, error }),
    }
}

/// `len` is how much there will be, as far as that is known: it may be a key, and bytes that grow leave
/// copies behind that are not wiped.
fn limited(from: &mut dyn Read, name: Given, limit: usize, len: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::with_capacity(len.min(limit).saturating_add(1));
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    match from.take(most).read_to_end(&mut bytes) {
        Err(error) => Err(Failure::Unreadable { name, error }),
        Ok(_) if bytes.len() > limit => Err(Failure::TooLarge { name, limit }),
        Ok(_) => Ok(bytes),
    }
}

/// A file's name from part of an argument. On Unix a name is any bytes.
#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt as _;
    OsStr::from_bytes(bytes).to_owned()
}

/// A file's name from part of an argument.
#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_line_end_of_a_text_is_taken_off() {
        for (given, kept) in [
            (&b"hunter2\n"[..], &b"hunter2"[..]),
            (b"hunter2\r\n", b"hunter2"),
            (b"hunter2\n\n", b"hunter2\n"),
            (b"hunter2", b"hunter2"),
            (b"\n", b""),
            (b"\xff\xfe\n", b"\xff\xfe\n"),
        ] {
            assert_eq!(without_line_end(given.to_vec()), kept, "{given:?}");
        }
    }

    #[test]
    fn reading_ends_at_the_limit() {
        let read = |limit| {
            limited(
                &mut std::io::repeat(b'.').take(100),
                Given::ours("dots"),
                limit,
                0,
            )
        };
        assert_eq!(read(100).unwrap().len(), 100);
        assert!(matches!(read(99), Err(Failure::TooLarge { .. })));
        let endless = limited(&mut std::io::repeat(b'.'), Given::ours("dots"), 1 << 20, 0);
        assert_eq!(
            endless.unwrap_err().to_string(),
            "dots is larger than 1 MiB, which is the most that is read"
        );
    }
}
