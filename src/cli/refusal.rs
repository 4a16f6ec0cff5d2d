//! What clap says of arguments in a paragraph, in one line. Nothing that was given is repeated but the
//! name of an option: it may be a token.

use super::Failure;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error as _;
use std::ffi::OsString;

/// The command that was meant, as far as there is one.
pub(super) struct Meant {
    /// `keys generate`; empty where none was named.
    pub(super) name: String,
    /// What it takes.
    pub(super) command: clap::Command,
}

impl Meant {
    /// The command that these arguments name; the first is the program's name.
    pub(super) fn by(arguments: &[OsString], program: clap::Command) -> Self {
        let mut command = program;
        command.build();
        let mut names = Vec::new();
        for argument in arguments.iter().skip(1) {
            let name = argument.to_str();
            let Some(inner) = name.and_then(|name| command.find_subcommand(name)) else {
                match names.is_empty() || argument == "--" {
                    true => break,
                    // `vault --store file add`: options may stand between.
                    false => continue,
                }
            };
            names.push(inner.get_name().to_owned());
            command = inner.clone();
        }
        Self {
            name: names.join(" "),
            command,
        }
    }

    /// Where it is described.
    fn help(&self) -> String {
        match self.name.as_str() {
            "" => "see: tokenscope --help".to_owned(),
            name => format!("see: tokenscope {name} --help"),
        }
    }

    /// What to do with a text that has no place.
    fn instead_of_a_text(&self) -> &'static str {
        let has = |id: &str| self.command.get_arguments().any(|a| a.get_id() == id);
        let mut places = self.command.get_positionals();
        if places.any(clap::Arg::is_last_set) {
            return "a program is named without -- before it; put -- before the program and its arguments";
        }
        if self.name == "vault add" {
            return "a secret is no argument, which others can read; give it on standard input, or with --secret-file";
        }
        match self.command.get_positionals().next() {
            Some(_) if has("text") => {
                "more than one text is given; put it in quotes, or give it on standard input"
            }
            Some(_) => "more texts are given than it takes; put one that has blanks in quotes",
            None if has("token_env") => {
                "it takes no text; give the token on standard input, or with --token-env"
            }
            None => "it takes no text beside its options",
        }
    }
}

/// Why arguments are not taken.
pub(super) fn refusal(error: &clap::Error, meant: &Meant, arguments: &[OsString]) -> Failure {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => texts.first().cloned(),
        _ => None,
    };
    let argument = context(ContextKind::InvalidArg);
    let what = match (error.kind(), argument) {
        (ErrorKind::UnknownArgument, Some(text)) if !text.starts_with('-') => {
            meant.instead_of_a_text().to_owned()
        }
        // A key in PEM begins with hyphens too, and must not end up in a log.
        (ErrorKind::UnknownArgument, Some(text)) if !is_option(&text) => {
            "an argument begins with - and is no option; put -- before it, or give it on standard input"
                .to_owned()
        }
        (ErrorKind::UnknownArgument, Some(text)) => {
            let flag = text.split('=').next().unwrap_or_default();
            match context(ContextKind::SuggestedArg) {
                _ if is_after_hyphens(&text, arguments) => {
                    format!("{flag} stands after --, where everything is text; put options before it")
                }
                _ if meant.name.is_empty() => {
                    format!("{flag} has no command before it, as in: tokenscope inspect {flag}")
                }
                Some(meant) => format!("there is no option {flag}, perhaps {meant}"),
                None => format!("there is no option {flag}"),
            }
        }
        (ErrorKind::InvalidSubcommand, _) if meant.name.is_empty() => {
            "there is no such command; to inspect a text, use: tokenscope inspect TEXT".to_owned()
        }
        (ErrorKind::InvalidSubcommand, _) => "there is no such command".to_owned(),
        (ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand, _) => {
            "say what is to be done".to_owned()
        }
        (ErrorKind::InvalidValue, Some(flag)) => not_one_of(error, &flag),
        (ErrorKind::ValueValidation, Some(flag)) => {
            let why = error.source().map(ToString::to_string);
            format!("invalid value for '{flag}': {}", why.unwrap_or_default())
        }
        (ErrorKind::TooManyValues, Some(flag)) => format!("'{flag}' takes no such value"),
        _ => first_paragraph(&error.render().to_string()),
    };
    Failure::Arguments(format!("{what}; {}", meant.help()))
}

/// A value that is none of those that there are.
fn not_one_of(error: &clap::Error, flag: &str) -> String {
    let known = match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(known)) => known.join(", "),
        _ => String::new(),
    };
    match error.get(ContextKind::InvalidValue) {
        Some(ContextValue::String(given)) if !given.is_empty() => {
            format!("invalid value for '{flag}': give one of {known}")
        }
        _ if known.is_empty() => format!("a value is required for '{flag}' but none was supplied"),
        _ => format!("'{flag}' needs a value: one of {known}"),
    }
}

/// Whether an argument stands behind `--` alone.
fn is_after_hyphens(text: &str, arguments: &[OsString]) -> bool {
    let mut behind = arguments.iter().skip_while(|argument| *argument != "--");
    behind.next();
    behind.any(|argument| argument == text)
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
    use clap::CommandFactory as _;

    fn refused(arguments: &[&str]) -> String {
        let all = std::iter::once(&"tokenscope").chain(arguments);
        let all: Vec<OsString> = all.map(OsString::from).collect();
        let error = Arguments::read(&all).err().unwrap();
        refusal(&error, &Meant::by(&all, Arguments::command()), &all).to_string()
    }

    #[test]
    fn every_refusal_is_one_line() {
        for (arguments, line) in [
            (
                &["inspect", "--formt", "json"][..],
                "there is no option --formt, perhaps --format; see: tokenscope inspect --help",
            ),
            (
                &["inspect", "--key"],
                "a value is required for '--key <FILE>' but none was supplied; see: tokenscope inspect --help",
            ),
            (
                &["inspect", "--leeway", "-1"],
                "invalid value for '--leeway <SECONDS>': give whole seconds, 0 or more; see: tokenscope inspect --help",
            ),
            (
                &["login", "--issuer", "a", "--leeway", "abc"],
                "invalid value for '--leeway <SECONDS>': give whole seconds, 0 or more; see: tokenscope login --help",
            ),
            (
                &["inspect", "--format", "jsn"],
                "invalid value for '--format <FORMAT>': give one of text, json; see: tokenscope inspect --help",
            ),
            (
                &["inspect", "--secret", "a", "--secret-env", "b"],
                "the argument '--secret <TEXT>' cannot be used with '--secret-env <VAR>'; see: tokenscope inspect --help",
            ),
            (
                &["inspect", "--discover=hunter2"],
                "'--discover' takes no such value; see: tokenscope inspect --help",
            ),
        ] {
            assert_eq!(refused(arguments), line, "{arguments:?}");
        }
    }

    /// Each had the advice that is right for `inspect` alone.
    #[test]
    fn a_text_that_has_no_place_is_told_where_it_belongs() {
        for (arguments, line) in [
            (
                &["inspect", "a", "b"][..],
                "more than one text is given; put it in quotes, or give it on standard input; see: tokenscope inspect --help",
            ),
            (
                &["vault", "run", "--env", "A=gh", "env"],
                "a program is named without -- before it; put -- before the program and its arguments; see: tokenscope vault run --help",
            ),
            (
                &["login", "foo", "--issuer", "https://id.example"],
                "it takes no text beside its options; see: tokenscope login --help",
            ),
            (
                &["keys", "generate", "x", "--alg", "ES256"],
                "it takes no text beside its options; see: tokenscope keys generate --help",
            ),
            (
                &["introspect", "TOKEN", "--issuer", "https://id.example"],
                "it takes no text; give the token on standard input, or with --token-env; see: tokenscope introspect --help",
            ),
            (
                &["vault", "show", "a", "b"],
                "more texts are given than it takes; put one that has blanks in quotes; see: tokenscope vault show --help",
            ),
            (
                &["vault", "add", "--", "-dash", "--passphrase-env", "P1"],
                "--passphrase-env stands after --, where everything is text; put options before it; see: tokenscope vault add --help",
            ),
            (
                &["--format", "json"],
                "--format has no command before it, as in: tokenscope inspect --format; see: tokenscope --help",
            ),
            (
                &["hunter2"],
                "there is no such command; to inspect a text, use: tokenscope inspect TEXT; see: tokenscope --help",
            ),
        ] {
            assert_eq!(refused(arguments), line, "{arguments:?}");
        }
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
            &["inspect", "--leeway", "hunter2"],
            &["inspect", "--format", "hunter2"],
            &["inspect", "--discover=hunter2"],
            &["inspect", "--at", "hunter2"],
            &["inspect", "--alg", "hunter2"],
            &["login", "--issuer", "a", "--param", "hunter2"],
            &["login", "--issuer", "a", "--set", "hunter2"],
            &["login", "--issuer", "a", "--grant", "hunter2"],
            &["login", "--issuer", "a", "--timeout", "hunter2"],
            &["login", "--issuer", "a", "--redirect-port", "hunter2"],
            &["login", "--issuer", "a", "--allow-host", "https://hunter2"],
        ] {
            let line = refused(arguments);
            assert!(!line.contains("hunter2"), "{line}");
            assert_eq!(line.lines().count(), 1, "{line}");
        }
    }
}
