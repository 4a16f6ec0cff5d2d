//! Keys in PEM (RFC 7468): several blocks in one text, with anything around them.

use super::Key;
use super::der::{self, Form};
use super::reading::{MAX_KEYS, Reading, quoted};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "END ";
const DASHES: &str = "-----";

/// A longer label is none: `NEW CERTIFICATE REQUEST` has 23 characters.
const MAX_LABEL: usize = 64;

/// What to do about a key of OpenSSH.
pub(super) const OPENSSH: &str =
    "is an OpenSSH key; write it as PEM with `ssh-keygen -e -m PKCS8 -f FILE`";

/// Whether a block begins somewhere.
pub(super) fn is_pem(body: &[u8]) -> bool {
    // The mark without its last blank, so that a broken one is named as such.
    let mark = BEGIN.trim_end().as_bytes();
    body.windows(mark.len()).any(|window| window == mark)
}

/// Reads the keys of all blocks.
pub(super) fn read(body: &[u8]) -> Reading {
    let mut reading = Reading::default();
    // Around the blocks anything may stand, in any encoding.
    match std::str::from_utf8(body) {
        Ok(text) => read_text(text, &mut reading),
        Err(_) => {
            let text = Zeroizing::new(String::from_utf8_lossy(body).into_owned());
            read_text(&text, &mut reading);
        }
    }
    reading
}

fn read_text(text: &str, reading: &mut Reading) {
    let mut rest = text;
    let mut place = 0;
    while let Some((block, after)) = next(rest) {
        rest = after;
        place += 1;
        if place > MAX_KEYS {
            reading.cut_off();
            break;
        }
        if block.label == "EC PARAMETERS" && block.body.is_ok() {
            continue;
        }
        let name = format!("Block {place} ({})", block.label);
        reading.take(&name, block.key());
    }
    if reading.is_empty() {
        let detail = match place {
            0 => "no block begins as RFC 7468 §3 says",
            _ => "only the parameters of a curve are in it",
        };
        reading.fault("PEM", detail);
    }
}

/// The key of the first block: of a certificate chain, the one that is certified.
///
/// # Errors
/// What is wrong with that block.
pub(super) fn first(text: &str) -> Result<(Key, Vec<String>), String> {
    let (block, _) = next(text).ok_or("is not PEM")?;
    block.key()
}

/// The DER of the first block, of which a key could be read.
pub(in crate::jose) fn first_der(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    next(text)?.0.der().ok()
}

/// Calls for each block in which a key could be read, with its name in a sentence and its DER.
pub(in crate::jose) fn each(body: &[u8], take: &mut dyn FnMut(String, &[u8])) {
    let text = Zeroizing::new(String::from_utf8_lossy(body).into_owned());
    let mut rest = text.as_str();
    for place in 1..=MAX_KEYS {
        let Some((block, after)) = next(rest) else {
            return;
        };
        rest = after;
        if let Ok(bytes) = block.der() {
            take(format!("Block {place} ({})", block.label), &bytes);
        }
    }
}

/// One block, not decoded yet.
struct Block<'t> {
    label: &'t str,
    /// What stands between its lines, or why it has no end.
    body: Result<&'t str, &'static str>,
}

/// The next block and the text after it. Each byte is looked at a fixed number of times, however
/// many blocks begin and do not end.
fn next(text: &str) -> Option<(Block<'_>, &str)> {
    let mut rest = text;
    loop {
        let (_, after) = rest.split_once(BEGIN)?;
        let (label, body) = after.split_once(DASHES)?;
        if label.is_empty() || label.len() > MAX_LABEL || label.contains(char::is_control) {
            rest = after;
            continue;
        }
        let Some(end) = body.find(DASHES) else {
            let block = Block {
                label,
                body: Err("has no END line; it is cut short"),
            };
            return Some((block, ""));
        };
        let (inside, tail) = body.split_at(end);
        let ending = tail.strip_prefix(DASHES).and_then(|t| t.strip_prefix(END));
        let after = ending
            .and_then(|t| t.strip_prefix(label))
            .and_then(|t| t.strip_prefix(DASHES));
        let (body, rest) = match (after, ending) {
            (Some(after), _) => (Ok(inside), after),
            (None, Some(after)) => (Err("ends with another name than it begins with"), after),
            (None, None) => (Err("has no END line; it is cut short"), tail),
        };
        return Some((Block { label, body }, rest));
    }
}

impl Block<'_> {
    /// What stands between its lines, decoded.
    fn der(&self) -> Result<Zeroizing<Vec<u8>>, &'static str> {
        decode(self.body?).ok_or("its base64 is damaged")
    }

    /// Its key, and what is not quite right about it.
    fn key(&self) -> Result<(Key, Vec<String>), String> {
        let body = self.body?;
        let labelled = match self.label {
            "PUBLIC KEY" => Form::Spki,
            "RSA PUBLIC KEY" => Form::Pkcs1Public,
            "PRIVATE KEY" => Form::Pkcs8,
            "RSA PRIVATE KEY" => Form::Pkcs1Private,
            "EC PRIVATE KEY" => Form::Sec1,
            "CERTIFICATE" | "X509 CERTIFICATE" => Form::Certificate,
            "ENCRYPTED PRIVATE KEY" => return Err(der::ENCRYPTED.to_owned()),
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
                return Err(der::REQUEST.to_owned());
            }
            "OPENSSH PRIVATE KEY" => return Err(OPENSSH.to_owned()),
            _ => return Err("is not a key or certificate that can be read".to_owned()),
        };
        // Keys of old have their encryption in a header (RFC 1421 §4.6.1.1).
        if body.contains("ENCRYPTED") {
            return Err(der::ENCRYPTED.to_owned());
        }
        let bytes = self.der()?;
        let (form, key) = der::read(&bytes)?;
        let mut notes = Vec::new();
        if form != labelled {
            let label = quoted(form.label());
            notes.push(format!("it should be named {label}, by what is in it"));
        }
        Ok((key, notes))
    }
}

/// The bytes between the lines. Headers are left out, and so are line breaks that an environment
/// variable or a JSON string has turned into `\n`.
fn decode(body: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut text = Zeroizing::new(String::with_capacity(body.len()));
    for line in body.lines().filter(|line| !line.contains(':')) {
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' if chars.as_str().starts_with(['n', 'r']) => {
                    chars.next();
                }
                c if c.is_whitespace() => {}
                c => text.push(c),
            }
        }
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    STANDARD.decode_vec(text.as_bytes(), &mut bytes).ok()?;
    Some(bytes)
}
