//! What a file brings that is imported: an export, or a `.env` file.

use super::{Id, Kept, TransferError, dotenv, read_transfer};

/// What a file brings.
#[derive(Clone, Debug)]
pub struct Brought {
    /// Each thing, with the reason where it is left out.
    pub things: Vec<(Kept, Option<String>)>,
    /// What could not be read, or what others would read otherwise: the line, from 1, and what is
    /// the matter with it.
    pub faults: Vec<(usize, &'static str)>,
}

/// Why a file brings nothing, as the end of a sentence that begins with its name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is no text.
    #[error("is no text: neither a .env file nor an export")]
    NoText,
    /// It gives no name a value.
    #[error("holds no variables: it is neither a .env file nor an export")]
    NoVariables,
    /// It begins as an export does, and is none.
    #[error(transparent)]
    Transfer(#[from] TransferError),
}

/// Reads a file that is imported. Of a `.env` file what does not look like a secret is left out,
/// unless `all` are wanted. `now` is in Unix seconds.
///
/// # Errors
/// [`ImportError`]; none repeats what stands in the file, but a label.
pub fn read_import(file: &[u8], all: bool, now: i64) -> Result<Brought, ImportError> {
    let begins = file.iter().find(|byte| !byte.is_ascii_whitespace());
    if begins == Some(&b'{') {
        let kept = read_transfer(file)?.into_iter();
        return Ok(Brought {
            things: kept.map(|kept| (kept, None)).collect(),
            faults: Vec::new(),
        });
    }
    let text = std::str::from_utf8(file).map_err(|_| ImportError::NoText)?;
    let read = dotenv::parse(text);
    if read.variables.is_empty() {
        return Err(ImportError::NoVariables);
    }
    let faults = read.faults.iter().map(|fault| (fault.line, fault.detail));
    let notes = read.variables.iter();
    let notes = notes.filter_map(|variable| Some((variable.line, variable.note?)));
    // Ids that tell things apart until each gets its own.
    let mut next = 0_u64;
    let mut ids = || {
        next += 1;
        Id::numbered(next)
    };
    Ok(Brought {
        things: read.entries(all, now, &mut ids),
        faults: faults.chain(notes).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{Entry, Kind, write_transfer};

    #[test]
    fn a_file_is_an_export_or_names_with_values() {
        let kept = Kept {
            entry: Entry::new(Id::numbered(1), Id::numbered(2), "a", Kind::Other, 0),
            secret: crate::report::Secret::from("hunter2".to_owned()),
        };
        let export = [b"\n ", write_transfer(&[kept]).expose()].concat();
        assert_eq!(read_import(&export, false, 0).unwrap().things.len(), 1);
        let env = read_import(b"A_TOKEN=x$HOME\nPORT=1\n?", false, 0).unwrap();
        let left_out: Vec<bool> = env.things.iter().map(|(_, why)| why.is_some()).collect();
        assert_eq!(left_out, [false, true]);
        let lines: Vec<usize> = env.faults.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 1]);
    }

    #[test]
    fn what_is_neither_says_so_and_repeats_nothing() {
        for (file, told) in [
            (&b"\xffhunter2"[..], "is no text"),
            (b"hunter2", "holds no variables"),
            (b"{\"hunter2\": 1}", "is no export of a vault"),
        ] {
            let error = read_import(file, true, 0).unwrap_err().to_string();
            assert!(error.starts_with(told), "{error}");
            assert!(!error.contains("hunter2"));
        }
    }
}
