//! Why a command could not run: one line for a person.

use crate::flows::{FindError, Why};
use crate::jose::key::KeyError;
use crate::net::{FetchError, RootsError};
use crate::report::visible;
use crate::store::StoreError;
use clap::error::{ContextKind, ContextValue, ErrorKind};
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
        name: String,
        /// What the system says.
        error: io::Error,
    },
    /// A text or a file is larger than anything that is inspected.
    #[error("{name} is larger than {} MiB, which is the most that is read", .limit >> 20)]
    TooLarge {
        /// The file's name, or `standard input`.
        name: String,
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
    #[error("{0} is not set; put the secret into that environment variable")]
    NoVariable(String),
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
    Exists(String),
    /// A file cannot be written.
    #[error("cannot write {name}: {}", reason_to_write(.error))]
    NotWritten {
        /// The file's name.
        name: String,
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
    /// The same, with the help of the command that was meant.
    #[must_use]
    pub(super) fn in_command(self, name: &str) -> Self {
        match self {
            Self::Arguments(text) if !name.is_empty() => {
                let help = format!("tokenscope {name} --help");
                let text = text.replace("tokenscope inspect --help", &help);
                Self::Arguments(text.replace(INSPECT_A_TEXT, &format!("see: {help}")))
            }
            other => other,
        }
    }

    /// Writes it as one line.
    ///
    /// # Errors
    /// Where the line cannot be written.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        writeln!(to, "tokenscope: {}", visible(&self.to_string()))
    }
}

/// What to do instead of a command that does not exist.
const INSPECT_A_TEXT: &str = "to inspect a text, use: tokenscope inspect TEXT";

/// The flag that allows what the client does not do by itself.
fn and_the_flag(error: &FindError) -> &'static str {
    match error {
        FindError::Fetch(FetchError::PlainHttp(_)) => ", or allow it for this host (--allow-http)",
        _ => "",
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

impl From<&clap::Error> for Failure {
    /// What clap says in a paragraph, in one line. A stray text is not repeated: it may be a token.
    fn from(error: &clap::Error) -> Self {
        let context = |kind| match error.get(kind) {
            Some(ContextValue::String(text)) => Some(text.clone()),
            Some(ContextValue::Strings(texts)) => texts.first().cloned(),
            _ => None,
        };
        let what = match (error.kind(), context(ContextKind::InvalidArg)) {
            (ErrorKind::UnknownArgument, Some(text)) if !text.starts_with('-') => {
                return Self::Arguments(
                    "more than one text is given; put it in quotes, or give it on standard input"
                        .to_owned(),
                );
            }
            // A key in PEM begins with hyphens too, and must not end up in a log.
            (ErrorKind::UnknownArgument, Some(text)) if !is_option(&text) => {
                "an argument begins with - and is no option; put -- before it, or give it on standard input"
                    .to_owned()
            }
            (ErrorKind::UnknownArgument, Some(flag)) => {
                let flag = flag.split('=').next().unwrap_or_default();
                match context(ContextKind::SuggestedArg) {
                    Some(meant) => format!("there is no option {flag}, perhaps {meant}"),
                    None => format!("there is no option {flag}"),
                }
            }
            (ErrorKind::InvalidSubcommand, _) => {
                return Self::Arguments(format!("there is no such command; {INSPECT_A_TEXT}"));
            }
            (ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand, _) => {
                "say what is to be done".to_owned()
            }
            _ => first_paragraph(&error.render().to_string()),
        };
        Self::Arguments(format!("{what}; see: tokenscope inspect --help"))
    }
}

/// Whether a text could be an option that is misspelt: `--name` or `-n`, perhaps with a value.
fn is_option(text: &str) -> bool {
    const LONGEST: usize = 40;
    let name = text.split('=').next().unwrap_or_default();
    let bare = name.strip_prefix("--").or_else(|| name.strip_prefix('-'));
    bare.is_some_and(|bare| {
        bare.len() <= LONGEST
            && bare.starts_with(|c: char| c.is_ascii_alphanumeric())
            && bare
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    })
}

/// The first paragraph in one line, without what clap puts before it.
fn first_paragraph(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.is_empty())
        .collect();
    let line = lines.join(" ");
    line.strip_prefix("error: ").unwrap_or(&line).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Arguments;
    use clap::Parser as _;

    fn check(arguments: &[&str], line: &str) {
        let all = ["tokenscope"].iter().chain(arguments);
        let error = Arguments::try_parse_from(all).err().unwrap();
        assert_eq!(Failure::from(&error).to_string(), line, "{arguments:?}");
    }

    #[test]
    fn every_refusal_is_one_line() {
        check(
            &["inspect", "--formt", "json"],
            "there is no option --formt, perhaps --format; see: tokenscope inspect --help",
        );
        check(
            &["inspect", "--key"],
            "a value is required for '--key <FILE>' but none was supplied; see: tokenscope inspect --help",
        );
        check(
            &["inspect", "--leeway", "-1"],
            "invalid value '-1' for '--leeway <SECONDS>': give whole seconds, 0 or more; see: tokenscope inspect --help",
        );
        check(
            &["inspect", "--secret", "a", "--secret-env", "b"],
            "the argument '--secret <TEXT>' cannot be used with '--secret-env <VAR>'; see: tokenscope inspect --help",
        );
    }

    #[test]
    fn what_may_be_a_token_or_a_secret_is_not_repeated() {
        for arguments in [
            &["inspect", "one", "hunter2"][..],
            &["hunter2"],
            &["inspect", "--secrt=hunter2"],
            &["inspect", "--secret", "hunter2", "--secret", "hunter2"],
            &[
                "inspect",
                "--secret",
                "-hunter2",
                "--secret-env",
                "-hunter2",
            ],
        ] {
            let all = ["tokenscope"].iter().chain(arguments);
            let error = Arguments::try_parse_from(all).err().unwrap();
            let line = Failure::from(&error).to_string();
            assert!(!line.contains("hunter2"), "{line}");
        }
    }
}
