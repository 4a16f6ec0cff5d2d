//! What can be said to `tokenscope vault`.

use super::super::args::{Format, time};
use crate::vault::{Kind, Sort};
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Keep credentials where the system keeps passwords, and look after them
///
/// Secrets are kept in the system's keyring, or in a file that a passphrase encrypts (--store file,
/// or TOKENSCOPE_STORE=file). The list of entries holds no secret, and looking at it asks nobody.
#[derive(Args)]
pub(in crate::cli) struct VaultArguments {
    #[command(flatten)]
    pub(super) store: StoreArguments,

    #[command(subcommand)]
    pub(super) command: VaultCommand,
}

/// Which vault it is.
#[derive(Args)]
pub(in crate::cli) struct StoreArguments {
    /// Where secrets are kept; where it is not given, the variable TOKENSCOPE_STORE says it, and
    /// else it is the keyring
    #[arg(
        long,
        value_name = "STORE",
        value_enum,
        global = true,
        help_heading = "Store"
    )]
    pub(super) store: Option<Store>,

    /// The encrypted file, another than the usual one; it is made where it is not there
    #[arg(long, value_name = "FILE", global = true, help_heading = "Store")]
    pub(super) vault_file: Option<PathBuf>,

    /// An environment variable that holds the passphrase of the encrypted file
    #[arg(long, value_name = "VAR", global = true, help_heading = "Store")]
    #[arg(conflicts_with = "passphrase_file")]
    pub(in crate::cli) passphrase_env: Option<OsString>,

    /// A file that holds the passphrase of the encrypted file; a line end after it does not count
    #[arg(long, value_name = "FILE", global = true, help_heading = "Store")]
    pub(super) passphrase_file: Option<PathBuf>,

    /// How long a prompt of the keyring may stay open, in seconds
    #[arg(long, value_name = "SECONDS", global = true, help_heading = "Store")]
    #[arg(default_value_t = 120)]
    pub(super) wait: u16,
}

impl StoreArguments {
    /// Whether anything is said of a store or of what opens it.
    pub(in crate::cli) fn is_given(&self) -> bool {
        self.store.is_some()
            || self.vault_file.is_some()
            || self.passphrase_env.is_some()
            || self.passphrase_file.is_some()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Store {
    /// The system's keyring
    Keyring,
    /// A file that a passphrase encrypts, in the age format
    File,
    /// Memory only: it is gone when the command ends
    Memory,
}

#[derive(Subcommand)]
pub(super) enum VaultCommand {
    List(ListArguments),
    Add(Box<AddArguments>),
    Edit(Box<EditArguments>),
    Show(ShowArguments),
    Remove(RemoveArguments),
    Check(CheckArguments),
    Export(ExportArguments),
    Import(ImportArguments),
    Run(RunArguments),
    Passphrase(PassphraseArguments),
}

/// List what is kept; no secret is asked for
#[derive(Args)]
pub(super) struct ListArguments {
    /// Words that all have to occur in an entry
    pub(super) text: Vec<String>,

    /// Of this kind
    #[arg(long, value_name = "KIND", value_parser = kind())]
    pub(super) kind: Option<Kind>,

    /// Of this provider
    #[arg(long, value_name = "TEXT")]
    pub(super) provider: Option<String>,

    /// Of this environment
    #[arg(long, value_name = "TEXT")]
    pub(super) environment: Option<String>,

    /// With this tag
    #[arg(long, value_name = "TEXT")]
    pub(super) tag: Option<String>,

    /// What has expired, expires soon or should be replaced: within 7 days, sessions within 10
    /// minutes
    #[arg(long)]
    pub(super) due: bool,

    /// What has expired
    #[arg(long)]
    pub(super) expired: bool,

    /// In which order
    #[arg(long, value_name = "ORDER", value_enum, default_value_t)]
    pub(super) sort: Order,

    /// How to print the list
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Order {
    /// The best match, then by label
    #[default]
    Best,
    /// By label
    Label,
    /// By kind
    Kind,
    /// The newest first
    Created,
    /// What ends first, first
    Expires,
    /// What was used last, first
    Used,
}

impl Order {
    pub(super) fn sort(self) -> Sort {
        match self {
            Self::Best => Sort::Best,
            Self::Label => Sort::Label,
            Self::Kind => Sort::Kind,
            Self::Created => Sort::Created,
            Self::Expires => Sort::Expires,
            Self::Used => Sort::Used,
        }
    }
}

/// Keep a secret
///
/// It comes on standard input, or is typed unseen at a terminal; never as an argument. Kind,
/// provider, account, scopes and expiry are read from a token where they are not given.
#[derive(Args)]
pub(super) struct AddArguments {
    /// The name to find it by
    pub(super) label: String,

    /// A file with the secret's bytes; a line end after text does not count
    #[arg(long, value_name = "FILE", conflicts_with = "secret_env")]
    pub(super) secret_file: Option<PathBuf>,

    /// An environment variable that holds the secret
    #[arg(long, value_name = "VAR")]
    pub(super) secret_env: Option<OsString>,

    /// Replace the secret of the entry that has the label. What the old one said of itself goes with
    /// it; what you said stays where you say nothing else
    #[arg(long)]
    pub(super) replace: bool,

    /// What it is
    #[arg(long, value_name = "KIND", help_heading = "About it", value_parser = kind())]
    pub(super) kind: Option<Kind>,

    /// Who issued it
    #[arg(long, value_name = "TEXT", help_heading = "About it")]
    pub(super) provider: Option<String>,

    /// Where it counts: production, test
    #[arg(long, value_name = "TEXT", help_heading = "About it")]
    pub(super) environment: Option<String>,

    /// For whom it stands
    #[arg(long, value_name = "TEXT", help_heading = "About it")]
    pub(super) account: Option<String>,

    /// The sign-in profile it belongs to
    #[arg(long, value_name = "NAME", help_heading = "About it")]
    pub(super) profile: Option<String>,

    /// A word to find it by (repeatable)
    #[arg(long, value_name = "TEXT", help_heading = "About it")]
    pub(super) tag: Vec<String>,

    /// What it may do (repeatable)
    #[arg(long, value_name = "TEXT", help_heading = "About it")]
    pub(super) scope: Vec<String>,

    /// Whatever is to be remembered; it is not encrypted
    #[arg(long, value_name = "TEXT", help_heading = "About it")]
    pub(super) note: Option<String>,

    /// When it expires: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", help_heading = "About it")]
    #[arg(value_parser = time, allow_negative_numbers = true)]
    pub(super) expires: Option<i64>,

    /// When it should be replaced: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", help_heading = "About it")]
    #[arg(value_parser = time, allow_negative_numbers = true)]
    pub(super) rotate_by: Option<i64>,

    /// In how many days it should be replaced; 0 for never. API keys: 90, client and webhook
    /// secrets: 180, signing keys: 365
    #[arg(
        long,
        value_name = "DAYS",
        help_heading = "About it",
        conflicts_with = "rotate_by"
    )]
    pub(super) rotate_in: Option<u16>,

    /// How to print what is known of it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,
}

impl AddArguments {
    /// The reminder that was asked for: none, never, or a time.
    pub(super) fn rotation(&self, now: i64) -> Option<Option<i64>> {
        match (self.rotate_by, self.rotate_in) {
            (Some(at), _) => Some(Some(at)),
            (_, Some(0)) => Some(None),
            (_, Some(days)) => Some(Some(in_days(now, days))),
            (None, None) => None,
        }
    }
}

/// Change what is known of an entry; its secret stays
///
/// What is not given stays as it is, and an empty text takes it away: --note ''.
#[derive(Args)]
pub(super) struct EditArguments {
    /// Its whole label or id
    #[arg(value_name = "LABEL")]
    pub(super) entry: String,

    /// Another name to find it by
    #[arg(long, value_name = "TEXT", help_heading = "About it")]
    pub(super) label: Option<String>,

    /// What it is
    #[arg(long, value_name = "KIND", help_heading = "About it", value_parser = kind())]
    pub(super) kind: Option<Kind>,

    /// Who issued it
    #[arg(long, value_name = "TEXT", help_heading = "About it")]
    pub(super) provider: Option<String>,

    /// Where it counts: production, test
    #[arg(long, value_name = "TEXT", help_heading = "About it")]
    pub(super) environment: Option<String>,

    /// For whom it stands
    #[arg(long, value_name = "TEXT", help_heading = "About it")]
    pub(super) account: Option<String>,

    /// The sign-in profile it belongs to
    #[arg(long, value_name = "NAME", help_heading = "About it")]
    pub(super) profile: Option<String>,

    /// A word to find it by, in the place of all that it has (repeatable)
    #[arg(long, value_name = "TEXT", help_heading = "About it")]
    pub(super) tag: Vec<String>,

    /// What it may do, in the place of all that is known (repeatable)
    #[arg(long, value_name = "TEXT", help_heading = "About it")]
    pub(super) scope: Vec<String>,

    /// Whatever is to be remembered; it is not encrypted
    #[arg(long, value_name = "TEXT", help_heading = "About it")]
    pub(super) note: Option<String>,

    /// When it expires: RFC 3339, Unix seconds, or never
    #[arg(long, value_name = "TIME", help_heading = "About it")]
    #[arg(value_parser = when, allow_negative_numbers = true)]
    pub(super) expires: Option<When>,

    /// When it should be replaced: RFC 3339, Unix seconds, or never
    #[arg(long, value_name = "TIME", help_heading = "About it")]
    #[arg(value_parser = when, allow_negative_numbers = true)]
    pub(super) rotate_by: Option<When>,

    /// In how many days it should be replaced; 0 for never
    #[arg(
        long,
        value_name = "DAYS",
        help_heading = "About it",
        conflicts_with = "rotate_by"
    )]
    pub(super) rotate_in: Option<u16>,

    /// How to print what is known of it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,
}

impl EditArguments {
    /// The reminder that was asked for.
    pub(super) fn rotation(&self, now: i64) -> Option<When> {
        let in_days = |days| match days {
            0 => When::Never,
            days => When::At(in_days(now, days)),
        };
        self.rotate_by.or_else(|| self.rotate_in.map(in_days))
    }

    /// Whether nothing is to be changed.
    pub(super) fn says_nothing(&self) -> bool {
        let lines = [
            &self.label,
            &self.provider,
            &self.environment,
            &self.account,
            &self.profile,
            &self.note,
        ];
        lines.into_iter().all(Option::is_none)
            && self.kind.is_none()
            && self.tag.is_empty()
            && self.scope.is_empty()
            && self.expires.is_none()
            && self.rotation(0).is_none()
    }
}

/// A time, or that there is to be none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// In Unix seconds.
    At(i64),
    Never,
}

fn when(text: &str) -> Result<When, String> {
    match text {
        "never" | "" => Ok(When::Never),
        text => time(text).map(When::At),
    }
}

fn in_days(now: i64, days: u16) -> i64 {
    now.saturating_add(i64::from(days) * 86_400)
}

/// Show what is known of an entry; the secret only with --reveal
///
/// With --reveal the secret alone is printed, without a line end where no terminal reads it.
#[derive(Args)]
pub(super) struct ShowArguments {
    /// Its label, its id, or how one of them begins
    pub(super) label: String,

    /// Print the secret
    #[arg(long)]
    pub(super) reveal: bool,

    /// How to print it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,
}

/// Remove entries, and delete their secrets
#[derive(Args)]
pub(super) struct RemoveArguments {
    /// Their whole labels or ids
    #[arg(required = true, value_name = "LABEL")]
    pub(super) labels: Vec<String>,

    /// Do not ask
    #[arg(long)]
    pub(super) yes: bool,

    /// How to print what was removed; as text nothing is
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,
}

/// Find secrets without an entry, and entries without a secret
///
/// They are left behind where a program is killed half-way. Exit code: 0 none, 1 some.
#[derive(Args)]
pub(super) struct CheckArguments {
    /// Give this secret an entry again (repeatable), or all
    #[arg(long, value_name = "ID")]
    pub(super) adopt: Vec<String>,

    /// Delete this secret (repeatable), or all
    #[arg(long, value_name = "ID")]
    pub(super) delete: Vec<String>,

    /// How to print what was found
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,
}

/// Write entries with their secrets into a file, encrypted with a passphrase
///
/// The file is an encrypted vault itself: it can be imported, used with --vault-file, and opened
/// with age. A secret that is no longer in the store is named and left out.
///
/// Exit code: 0 all of it was written, 1 a part is no longer there, 2 could not run.
#[derive(Args)]
pub(super) struct ExportArguments {
    /// Their labels; where none is given, all
    #[arg(value_name = "LABEL")]
    pub(super) labels: Vec<String>,

    /// The file to write; only its owner can read it
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,

    /// Replace the file where it is there already
    #[arg(long)]
    pub(super) force: bool,

    /// An environment variable that holds the passphrase for the export
    #[arg(long, value_name = "VAR", conflicts_with = "plain")]
    pub(super) export_passphrase_env: Option<OsString>,

    /// Write plain text instead, once PLAIN TEXT is typed
    #[arg(long, value_name = "FORM", value_enum)]
    pub(super) plain: Option<Plain>,

    /// How to print what was written; as text it is said on standard error
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Plain {
    /// All that is known, as JSON
    Json,
    /// Names and secrets, as a .env file
    Env,
}

/// Keep what is in a .env file or an export; what would be done is shown first
///
/// Of a .env file only what looks like a secret is taken.
///
/// Exit code: 0 all of the file was read, 1 a part of it could not be, 2 could not run.
#[derive(Args)]
pub(super) struct ImportArguments {
    /// The file, or - for standard input
    pub(super) file: PathBuf,

    /// Show what would be done, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Do not ask
    #[arg(long)]
    pub(super) yes: bool,

    /// Take every variable of a .env file
    #[arg(long)]
    pub(super) all: bool,

    /// Replace the secrets of entries that are there already
    #[arg(long)]
    pub(super) replace: bool,

    /// Put this before every label
    #[arg(long, value_name = "TEXT", default_value_t)]
    pub(super) prefix: String,

    /// Where all of it counts: production, test
    #[arg(long, value_name = "TEXT")]
    pub(super) environment: Option<String>,

    /// A word to find all of it by (repeatable)
    #[arg(long, value_name = "TEXT")]
    pub(super) tag: Vec<String>,

    /// An environment variable that holds the passphrase of an encrypted export
    #[arg(long, value_name = "VAR")]
    pub(super) import_passphrase_env: Option<OsString>,

    /// How to print what would be done
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,
}

/// Run a program with secrets in its environment, and nowhere else
///
/// The exit code is the program's; 2 where it could not be run.
#[derive(Args)]
pub(super) struct RunArguments {
    /// The variable, and the label of the secret that it gets (repeatable)
    #[arg(long, value_name = "NAME=LABEL", required = true)]
    pub(super) env: Vec<String>,

    /// The program and its arguments
    #[arg(required = true, last = true, value_name = "COMMAND")]
    pub(super) command: Vec<OsString>,
}

/// Give the encrypted file another passphrase
///
/// The present one is taken from --passphrase-env or --passphrase-file, or asked for. Whenever it is
/// killed, the one or the other opens the file.
#[derive(Args)]
pub(super) struct PassphraseArguments {
    /// An environment variable that holds the new passphrase
    #[arg(long, value_name = "VAR", conflicts_with = "new_passphrase_file")]
    pub(super) new_passphrase_env: Option<OsString>,

    /// A file that holds the new passphrase; a line end after it does not count
    #[arg(long, value_name = "FILE")]
    pub(super) new_passphrase_file: Option<PathBuf>,

    /// How to print what was changed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,
}

fn kind() -> impl clap::builder::TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(Kind::ALL.map(Kind::as_str))
        .try_map(|name| Kind::from_name(&name).ok_or("not a kind"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::rotation_days;

    #[test]
    fn the_help_names_the_days_that_count() {
        let days = [
            Kind::ApiKey,
            Kind::ClientSecret,
            Kind::WebhookSecret,
            Kind::SigningKey,
        ];
        assert_eq!(
            days.map(rotation_days),
            [Some(90), Some(180), Some(180), Some(365)]
        );
    }
}
