//! Files: read whole, up to a limit, and given up when nobody waits any more.

use crate::app::{FileUse, Found, Input, MAX_TEXT_BYTES, Read, SaveError, SaveJob};
use crate::desktop::{Readers, WriteError, path_from_text, write_file};
use crate::jose::certificate::Anchor;
use crate::jose::key::{MAX_KEY_BYTES, read_keys};
use crate::jose::signing::read_key_file;
use crate::report::Secret;
use crate::wire::read_trace;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// How much is read before it is asked again whether anybody waits.
const CHUNK: usize = 256 << 10;

/// Reads a file for what it is wanted for.
///
/// # Errors
/// One sentence that names the file and what to do.
pub(super) fn read_file(
    path: &str,
    usage: FileUse,
    cancelled: &dyn Fn() -> bool,
) -> Result<Read, String> {
    let path = path_from_text(path);
    let name = name_of(&path);
    let limit = match usage {
        FileUse::Key | FileUse::Signer | FileUse::ClientKey | FileUse::KeySpace => MAX_KEY_BYTES,
        _ => MAX_TEXT_BYTES,
    };
    let bytes = read_bytes(&path, limit, cancelled)
        .map_err(|why| format!("{} {why}", path.to_string_lossy()))?;
    let input = || Read::Input(Input::from_bytes(bytes.expose().to_vec()), name.clone());
    match usage {
        FileUse::Key => read_keys(bytes.expose(), &name)
            .map(Read::Keys)
            .map_err(|error| format!("{name} {error}")),
        FileUse::Signer | FileUse::ClientKey => read_key_file(bytes.expose(), &name)
            .map(|file| Read::KeyFile(Box::new(file)))
            .map_err(|error| format!("{name} {error}")),
        FileUse::KeySpace => read_key_file(bytes.expose(), &name)
            .map(|file| Read::Found(Box::new(Found::new(file))))
            .map_err(|error| format!("{name} {error}")),
        FileUse::Trace => {
            let text = std::str::from_utf8(bytes.expose());
            let text = text.map_err(|_| format!("{name} is no text"))?;
            read_trace(text)
                .map(|trace| Read::Trace(Box::new(trace), name.clone()))
                .map_err(|error| format!("{name} {error}"))
        }
        FileUse::Dropped { verifying: true } => {
            let keys = read_keys(bytes.expose(), &name);
            Ok(keys.map_or_else(|_| input(), Read::Keys))
        }
        _ => Ok(input()),
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.to_string_lossy().into_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// Opens a file of any length: the file, its length in bytes, its name.
///
/// # Errors
/// One sentence that names the file and what to do.
pub(super) fn open(path: &str) -> Result<(File, u64, String), String> {
    let path = path_from_text(path);
    let told = |why| format!("{} {why}", path.to_string_lossy());
    let file = open_ordinary(&path).map_err(told)?;
    let len = file.metadata().map_or(0, |found| found.len());
    Ok((file, len, name_of(&path)))
}

/// Writes a new file, and says under which name.
///
/// # Errors
/// [`SaveError`], which says what to do.
pub(super) fn save_file(job: &SaveJob) -> Result<String, SaveError> {
    let path = path_from_text(&job.path);
    let name = path.to_string_lossy().into_owned();
    let readers = if job.is_private {
        Readers::Owner
    } else {
        Readers::Usual
    };
    let written = write_file(&path, job.bytes.expose(), readers, job.replace);
    written.map_err(|error| match error {
        WriteError::Exists => SaveError::Exists,
        WriteError::NotAFile => {
            SaveError::Failed(format!("{name} is no regular file; give another path"))
        }
        WriteError::Failed(error) => SaveError::Failed(match error.kind() {
            io::ErrorKind::NotFound => format!("{name} is in a folder that does not exist"),
            io::ErrorKind::PermissionDenied => {
                format!("{name} may not be written; choose another folder")
            }
            io::ErrorKind::IsADirectory => format!("{name} is a folder; give the path of a file"),
            _ => format!("{name} could not be written: {error}"),
        }),
    })?;
    Ok(name)
}

/// Why a file could not be read, as the end of a sentence that begins with its name.
fn told(error: io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "does not exist; check the path".to_owned(),
        io::ErrorKind::PermissionDenied => "may not be read; check its permissions".to_owned(),
        _ => format!("could not be read: {error}"),
    }
}

fn open_ordinary(path: &Path) -> Result<File, String> {
    let found = std::fs::metadata(path).map_err(told)?;
    if found.is_dir() {
        return Err("is a folder; give the path of a file".into());
    }
    // A pipe or a device may never end, and may never begin.
    if !found.is_file() {
        return Err("is not an ordinary file".into());
    }
    File::open(path).map_err(told)
}

/// The certificates in a file, and its name.
///
/// # Errors
/// One sentence that names the file and what to do.
pub(super) fn read_roots(path: &str) -> Result<(String, Vec<Anchor>), String> {
    let file = path_from_text(path);
    let name = name_of(&file);
    let bytes = read_bytes(&file, MAX_KEY_BYTES, &|| false)
        .map_err(|why| format!("{} {why}", file.to_string_lossy()))?;
    let read = read_key_file(bytes.expose(), &name).map_err(|error| format!("{name} {error}"))?;
    let certificates = read.entries.into_iter().flat_map(|e| e.certificates);
    let anchors: Vec<_> = certificates.map(Anchor::Certificate).collect();
    if anchors.is_empty() {
        return Err(format!(
            "{name} holds no certificate; give one in PEM or DER"
        ));
    }
    Ok((name, anchors))
}

/// The bytes of a file that is no larger than the limit. They may be a key: they are wiped where
/// they lay.
///
/// # Errors
/// As [`told`].
pub(super) fn read_bytes(
    path: &Path,
    limit: usize,
    cancelled: &dyn Fn() -> bool,
) -> Result<Secret, String> {
    let file = open_ordinary(path)?;
    let len = file.metadata().map_or(0, |found| found.len());
    read_limited(file, len, limit, cancelled)
        .map_err(told)?
        .ok_or_else(|| {
            let limit = limit >> 20;
            format!("is larger than {limit} MiB, which no credential is")
        })
        .map(Secret::new)
}

/// Reads to the end; nothing where there is more than the limit. `len` is how much there will be, as
/// far as that is known: bytes that grow leave copies behind that nobody wipes.
fn read_limited(
    mut source: impl io::Read,
    len: u64,
    limit: usize,
    cancelled: &dyn Fn() -> bool,
) -> io::Result<Option<Vec<u8>>> {
    let len = usize::try_from(len).unwrap_or(limit).min(limit);
    let mut bytes = Vec::with_capacity(len.saturating_add(1));
    loop {
        if cancelled() {
            return Err(io::Error::new(io::ErrorKind::Interrupted, "cancelled"));
        }
        let read = source.by_ref().take(CHUNK as u64).read_to_end(&mut bytes)?;
        if bytes.len() > limit {
            return Ok(None);
        }
        if read == 0 {
            return Ok(Some(bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn never() -> bool {
        false
    }

    #[test]
    fn what_cannot_be_read_is_named_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let large = std::fs::File::create(path("large")).unwrap();
        large.set_len(MAX_TEXT_BYTES as u64 + 1).unwrap();
        for (name, words) in [
            ("nothing.jwt", "nothing.jwt does not exist"),
            ("", "is a folder"),
            ("large", "large is larger than 16 MiB"),
        ] {
            let error = read_file(&path(name), FileUse::Inspect, &never).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
        #[cfg(unix)]
        {
            let error = read_file("/dev/zero", FileUse::Key, &never).unwrap_err();
            assert_eq!(error, "/dev/zero is not an ordinary file");
        }
    }

    #[test]
    fn the_bytes_of_a_file_lie_in_one_place_from_the_first_to_the_last() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        let len = 3 * CHUNK + 7;
        std::fs::write(&path, vec![b'k'; len]).unwrap();
        let file = File::open(&path).unwrap();
        let read = read_limited(file, len as u64, MAX_TEXT_BYTES, &never);
        let bytes = read.unwrap().unwrap();
        assert_eq!(bytes.len(), len);
        assert_eq!(bytes.capacity(), len + 1, "they never moved");
    }

    #[test]
    fn a_file_is_text_or_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jwt");
        for (content, text) in [(&b"abc"[..], "abc"), (&[0xff, 0x00][..], "")] {
            std::fs::write(&path, content).unwrap();
            match read_file(&path.to_string_lossy(), FileUse::Inspect, &never) {
                Ok(Read::Input(input, name)) => {
                    assert_eq!((input.text(), name.as_str()), (text, "a.jwt"));
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn an_endless_source_ends_at_the_limit_or_when_cancelled() {
        let limited = read_limited(io::repeat(b'.'), 0, 1 << 20, &never).unwrap();
        assert_eq!(limited, None);
        let asked = Cell::new(0);
        let cancelled = || {
            asked.set(asked.get() + 1);
            asked.get() > 2
        };
        assert!(read_limited(io::repeat(b'.'), 0, usize::MAX, &cancelled).is_err());
        assert_eq!(asked.get(), 3);
    }
}
