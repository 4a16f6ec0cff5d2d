//! Why a command could not run: one line for a person.

use super::Given;
use crate::flows::{FindError, Why};
use crate::jose::key::KeyError;
use crate::net::{FetchError, RootsError};
use crate::report::visible;
use crate::store::StoreError;
use std::io::{self, Write};

/// Why a command could not run. It prints as one line, and never holds a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The arguments make no sense.
    #[error("{0}")]
    Arguments(String),
    /// A file or standard input cannot be read.
    #[error("cannot read {name}: {}", reason(.error))]
    Unreadable {
        /// The file's name, or `standard input`.
        name: Given,
        /// What the system says.
        error: io::Error,
    },
    /// A text or a file is larger than anything that is inspected.
    #[error("{name} is larger than {}, which is the most that is read", size(*.limit))]
    TooLarge {
        /// The file's name, or `standard input`.
        name: Given,
        /// The most that is read, in bytes.
        limit: usize,
    },
    /// A file or a flag that should bring keys brings none.
    #[error("{name} {error}")]
    Keys {
        /// The file's name, or the flag.
        name: String,
        /// Why not.
        error: KeyError,
    },
    /// A file that should bring a trusted certificate has none.
    #[error("{0} holds no certificate; give a root as PEM or DER, or its SHA-256 thumbprint")]
    NoCertificate(String),
    /// An environment variable that should hold a secret is not there.
    #[error(
        "{0} is not set; put the secret into an environment variable, and give that one's name"
    )]
    NoVariable(Given),
    /// A file that should bring a certificate authority brings none.
    #[error("{name} {error}")]
    Roots {
        /// The file's name.
        name: String,
        /// Why not.
        error: RootsError,
    },
    /// The keys could not be fetched.
    #[error("{0}{flag}", flag = and_the_flag(.0))]
    Network(FindError),
    /// A host would have to be asked to which nobody agreed.
    #[error("{why}: {host}; if that is right, allow it with --allow-host {host}")]
    NoConsent {
        /// The host.
        host: String,
        /// Why it would have to be asked.
        why: Why,
    },
    /// A login could not be carried out.
    #[error("{0}")]
    Login(String),
    /// The text names too many issuers.
    #[error("the text has tokens of {0} issuers, too many to ask; give fewer tokens, or --issuer")]
    TooManyIssuers(usize),
    /// The system gives no means to use the network.
    #[error("cannot use the network: {0}")]
    NoNetwork(io::Error),
    /// The result cannot be written.
    #[error("cannot write the report: {}", reason(.0))]
    Output(io::Error),
    /// The file to write is there already.
    #[error("{0} is there already; give --force to replace it")]
    Exists(Given),
    /// What has that name is no file that could be replaced.
    #[error(
        "{0} is a device, a stream or a link that leads nowhere, and is left as it is; give the name of a file"
    )]
    NotAFile(Given),
    /// A file cannot be written.
    #[error("cannot write {name}: {}", reason_to_write(.error))]
    NotWritten {
        /// The file's name.
        name: Given,
        /// What the system says.
        error: io::Error,
    },
    /// A secret cannot be kept, found or removed.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// A program that was to get secrets cannot be run.
    #[error("cannot run {name}: {}", reason_to_run(.error))]
    NotRun {
        /// The program.
        name: String,
        /// What the system says.
        error: io::Error,
    },
    /// The person ended it with Ctrl+C.
    #[error("given up")]
    Cancelled,
    /// The window cannot be opened.
    #[error("{0}; in a terminal, use: tokenscope inspect")]
    Window(String),
}

impl Failure {
    /// Writes it as one line.
    ///
    /// # Errors
    /// Where the line cannot be written.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        writeln!(to, "tokenscope: {}", visible(&self.to_string()))
    }
}

/// The flag that allows what the client does not do by itself.
fn and_the_flag(error: &FindError) -> &'static str {
    match error {
        FindError::Fetch(FetchError::PlainHttp(_)) => ", or allow it for this host (--allow-http)",
        _ => "",
    }
}

/// A limit in bytes, in the unit that it is whole in. What is added to one for a line end is not
/// told.
fn size(limit: usize) -> String {
    match limit >> 20 {
        0 => format!("{} KiB", limit >> 10),
        mebibytes => format!("{mebibytes} MiB"),
    }
}

/// What the system said of a file to write. The file itself need not be there.
fn reason_to_write(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        _ => reason(error),
    }
}

/// What the system said of a program.
fn reason_to_run(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such program".to_owned(),
        _ => reason(error),
    }
}

/// What the system said, without its number.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory, give a file".to_owned(),
        _ => error.to_string(),
    }
}
