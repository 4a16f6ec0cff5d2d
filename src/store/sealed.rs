//! Bytes that a passphrase opens: the age format (<https://age-encryption.org/v1>), so that `age`
//! and `rage` open them too.

use super::StoreError;
use crate::report::Secret;
use age::secrecy::SecretString;
use std::io::{Read as _, Write as _};
use std::iter;
use std::path::Path;
use zeroize::Zeroizing;

/// How much work it is to try one passphrase: scrypt with N = 2^17, 128 MiB and about half a second.
/// age itself takes what its machine does within a second, which is as much or twice that.
pub const DEFAULT_WORK_FACTOR: u8 = 17;

/// More work than this, 1 GiB and several seconds, is done for no file: whoever made it chooses how
/// much of its reader's memory it takes, also under a wrong passphrase. `age` itself makes 18.
const MAX_WORK_FACTOR: u8 = 20;

/// Shorter passphrases are found by trying, however much work each is.
pub(super) const LEAST_PASSPHRASE: usize = 8;

/// How every such file begins.
const MAGIC: &[u8] = b"age-encryption.org/v1\n-> scrypt ";

/// Whether a file begins as one that age encrypted with a passphrase.
pub fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Encrypts bytes so that only the passphrase opens them.
///
/// # Errors
/// Where the passphrase is too short.
pub fn seal(bytes: &Secret, passphrase: &Secret, work: u8) -> Result<Vec<u8>, StoreError> {
    let text = text_of(passphrase);
    if text.is_none_or(|text| text.chars().count() < LEAST_PASSPHRASE) {
        return Err(StoreError::ShortPassphrase(LEAST_PASSPHRASE));
    }
    let mut recipient = age::scrypt::Recipient::new(secret_string(passphrase));
    recipient.set_work_factor(work.clamp(1, MAX_WORK_FACTOR));
    let no_means = |_| StoreError::NoMeans("memory to encrypt in");
    let one = iter::once(&recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(one)
        .map_err(|_| StoreError::NoMeans("memory to encrypt in"))?;
    let mut sealed = Vec::with_capacity(bytes.len() + bytes.len() / 1_024 + 1_024);
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(no_means)?;
    writer.write_all(bytes.expose()).map_err(no_means)?;
    writer.finish().map_err(no_means)?;
    Ok(sealed)
}

/// Decrypts what [`seal`] or age encrypted. `path` is named where it cannot be.
///
/// # Errors
/// [`StoreError::WrongPassphrase`], [`StoreError::Damaged`] and the like; never a part of the bytes.
pub fn open(sealed: &[u8], passphrase: &Secret, path: &Path) -> Result<Secret, StoreError> {
    let path = || path.to_owned();
    if sealed.len() >= MAGIC.len() && !is_sealed(sealed) {
        return Err(StoreError::NotSealed(path()));
    }
    let work = work_factor(sealed).ok_or_else(|| StoreError::Damaged(path()))?;
    if work > MAX_WORK_FACTOR {
        return Err(StoreError::TooMuchWork { path: path(), work });
    }
    let decryptor = age::Decryptor::new(sealed).map_err(|_| StoreError::Damaged(path()))?;
    let mut identity = age::scrypt::Identity::new(secret_string(passphrase));
    identity.set_max_work_factor(MAX_WORK_FACTOR);
    let reader = decryptor.decrypt(iter::once(&identity as &dyn age::Identity));
    let mut reader = reader.map_err(|error| match error {
        age::DecryptError::DecryptionFailed
        | age::DecryptError::KeyDecryptionFailed
        | age::DecryptError::NoMatchingKeys => StoreError::WrongPassphrase(path()),
        _ => StoreError::Damaged(path()),
    })?;
    // What is inside is shorter than what is around it: the memory never moves.
    let mut inside = Zeroizing::new(vec![0; sealed.len()]);
    let mut len = 0;
    while let Some(rest) = inside.get_mut(len..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest) {
            Ok(0) => break,
            Ok(read) => len += read,
            Err(_) => return Err(StoreError::Damaged(path())),
        }
    }
    let inside = inside.get(..len).unwrap_or_default();
    Ok(Secret::new(inside.to_vec()))
}

/// The work factor that a file asks for: the last word of its second line.
pub(super) fn work_factor(sealed: &[u8]) -> Option<u8> {
    let line = sealed.strip_prefix(MAGIC)?;
    let end = line.iter().position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(line.get(..end)?).ok()?;
    line.rsplit(' ').next()?.parse().ok()
}

fn text_of(passphrase: &Secret) -> Option<&str> {
    std::str::from_utf8(passphrase.expose()).ok()
}

fn secret_string(passphrase: &Secret) -> SecretString {
    // As long as its text, so that nothing is left where it moves from.
    SecretString::from(text_of(passphrase).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::from(text.to_owned())
    }

    fn sealed() -> Vec<u8> {
        seal(&secret("hunter2"), &secret("correct horse"), 2).unwrap()
    }

    fn opened(sealed: &[u8], passphrase: &str) -> Result<Secret, StoreError> {
        open(sealed, &secret(passphrase), Path::new("vault.age"))
    }

    #[test]
    fn what_was_sealed_opens_with_its_passphrase_alone() {
        let sealed = sealed();
        assert!(is_sealed(&sealed));
        assert!(!sealed.windows(7).any(|part| part == b"hunter2"));
        assert_eq!(
            opened(&sealed, "correct horse").unwrap().expose(),
            b"hunter2"
        );
        for wrong in ["correct horse ", "Correct horse", ""] {
            let error = opened(&sealed, wrong).unwrap_err();
            assert!(matches!(error, StoreError::WrongPassphrase(_)), "{error}");
        }
        let empty = seal(&secret(""), &secret("correct horse"), 2).unwrap();
        assert!(opened(&empty, "correct horse").unwrap().is_empty());
    }

    #[test]
    fn wherever_it_ends_and_whichever_byte_is_changed_it_is_refused() {
        let sealed = sealed();
        for end in 0..sealed.len() {
            assert!(opened(&sealed[..end], "correct horse").is_err(), "{end}");
        }
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(opened(&changed, "correct horse").is_err(), "{at}");
        }
        let mut longer = sealed.clone();
        longer.push(0);
        assert!(opened(&longer, "correct horse").is_err());
    }

    #[test]
    fn a_file_that_asks_for_endless_work_or_gigabytes_is_refused_at_once() {
        let text = String::from_utf8_lossy(&sealed()).into_owned();
        let line = text.lines().nth(1).unwrap();
        for asked in [MAX_WORK_FACTOR + 1, 22, 40] {
            let harder = format!("{} {asked}", line.strip_suffix(" 2").unwrap());
            let harder = text.replace(line, &harder);
            match opened(harder.as_bytes(), "correct horse").unwrap_err() {
                StoreError::TooMuchWork { work, .. } => assert_eq!(work, asked),
                other => panic!("{other}"),
            }
        }
    }

    #[test]
    fn a_short_passphrase_protects_nothing() {
        for short in ["", "hunter2", "äöüäöüä"] {
            let error = seal(&secret("x"), &secret(short), 2).unwrap_err();
            assert!(matches!(error, StoreError::ShortPassphrase(8)));
        }
    }
}
