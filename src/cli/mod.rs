//! The commands: arguments in, a report and an exit code out. A thin face over
//! [`crate::inspect`], as the window is.
//!
//! Standard output holds the result only. What could not be run is one line on standard error,
//! exit code 2, and standard output stays empty.

mod args;
mod diff;
mod encrypt;
mod failure;
mod fetch;
mod given;
mod input;
mod inspect;
mod json;
mod key_args;
mod keys;
mod oauth_args;
mod output;
mod refusal;
mod sd_jwt;
mod sd_jwt_args;
mod sign;
mod sign_in;
mod terminal;
mod text;
mod vault;

pub use failure::Failure;
pub use given::Given;
pub use input::MAX_INPUT_BYTES;
pub use text::Page;

use crate::desktop::opened_for_itself;
use crate::net::INTERRUPTED;
use clap::CommandFactory as _;
use refusal::{Meant, refusal};
use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal as _, Read, Write};

/// The exit code where a command could not run at all.
pub const COULD_NOT_RUN: u8 = 2;

/// What remains to be done once the arguments are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The command has run; end with this exit code.
    Exit(u8),
    /// No command was given: open the window.
    OpenWindow,
}

/// Where a command reads from and writes to.
pub struct Streams<'a> {
    /// Standard input.
    pub input: &'a mut dyn Read,
    /// Whether a person types into standard input.
    pub input_is_terminal: bool,
    /// Standard output: the result, and nothing else.
    pub output: &'a mut dyn Write,
    /// Standard error.
    pub error: &'a mut dyn Write,
    /// Whether a person reads standard error.
    pub error_is_terminal: bool,
    /// What standard output can show.
    pub page: Page,
}

/// Runs what the program's own arguments ask for, on its own streams.
pub fn run_process() -> Outcome {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if let Some(is_open) = opened_for_itself(&arguments) {
        return Outcome::Exit(if is_open { 0 } else { COULD_NOT_RUN });
    }
    let stdout = io::stdout().lock();
    let page = Page::of_terminal(stdout.is_terminal());
    // It is not locked: a login reads what is pasted on a thread of its own.
    let stdin = io::stdin();
    let input_is_terminal = stdin.is_terminal();
    let mut streams = Streams {
        input: &mut { stdin },
        input_is_terminal,
        output: &mut BufWriter::new(stdout),
        error: &mut io::stderr().lock(),
        error_is_terminal: io::stderr().is_terminal(),
        page,
    };
    run(arguments, &mut streams)
}

/// Runs what the arguments ask for; the first is the program's name.
pub fn run(arguments: impl IntoIterator<Item = OsString>, streams: &mut Streams<'_>) -> Outcome {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let command = match args::Arguments::read(&arguments) {
        Ok(arguments) => arguments.command,
        Err(error) if !error.use_stderr() => return Outcome::Exit(help(&error, streams)),
        Err(error) => {
            let meant = Meant::by(&arguments, args::Arguments::command());
            let failure = refusal(&error, &meant, &arguments);
            return refuse(&failure, streams.error);
        }
    };
    let ran = match command {
        None => return Outcome::OpenWindow,
        Some(args::Command::Inspect(arguments)) => inspect::run(&arguments, streams),
        Some(args::Command::Sign(arguments)) => sign::run(&arguments, streams),
        Some(args::Command::SdJwt(arguments)) => sd_jwt::run(&arguments, streams),
        Some(args::Command::Encrypt(arguments)) => encrypt::run(&arguments, streams),
        Some(args::Command::Keys(arguments)) => keys::run(&arguments, streams),
        Some(args::Command::Diff(arguments)) => diff::run(&arguments, streams),
        Some(args::Command::Login(arguments)) => sign_in::login(&arguments, streams),
        Some(args::Command::Introspect(arguments)) => sign_in::introspect(&arguments, streams),
        Some(args::Command::Revoke(arguments)) => sign_in::revoke(&arguments, streams),
        Some(args::Command::Userinfo(arguments)) => sign_in::userinfo(&arguments, streams),
        Some(args::Command::Logout(arguments)) => sign_in::logout(&arguments, streams),
        Some(args::Command::Vault(arguments)) => vault::run(&arguments, streams),
    };
    match ran {
        Ok(code) => Outcome::Exit(code),
        // Whoever did it need not be told.
        Err(Failure::Cancelled) => Outcome::Exit(INTERRUPTED),
        Err(failure) => refuse(&failure, streams.error),
    }
}

/// Says in one line on standard error why nothing was done.
pub fn say(failure: &Failure) -> u8 {
    let _ = failure.write(&mut io::stderr().lock());
    COULD_NOT_RUN
}

fn refuse(failure: &Failure, error: &mut dyn Write) -> Outcome {
    // Where standard error is gone, the exit code still tells.
    let _ = failure.write(error);
    Outcome::Exit(COULD_NOT_RUN)
}

/// Prints what `--help` or `--version` asked for.
fn help(text: &clap::Error, streams: &mut Streams<'_>) -> u8 {
    let rendered = text.render();
    let rendered = if streams.page.colour {
        rendered.ansi().to_string()
    } else {
        rendered.to_string()
    };
    match print(&rendered, streams.output) {
        Ok(()) => 0,
        Err(failure) => {
            let _ = failure.write(streams.error);
            COULD_NOT_RUN
        }
    }
}

/// Writes a whole result. A reader that went away has what it wanted.
fn print(text: &str, output: &mut dyn Write) -> Result<(), Failure> {
    print_bytes(text.as_bytes(), output)
}

/// Writes a result that may be no text.
fn print_bytes(bytes: &[u8], output: &mut dyn Write) -> Result<(), Failure> {
    match output.write_all(bytes).and_then(|()| output.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}
