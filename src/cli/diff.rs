//! `tokenscope diff`: two tokens or two JSON texts, side by side.

use super::args::Format;
use super::key_args::DiffArguments;
use super::{Failure, Streams, input, json, print, text};
use crate::compare::{compare, read};
use crate::report::{Kind, Report};
use std::ffi::OsStr;

/// The exit code where something is different.
const DIFFERENT: u8 = 1;

/// Runs the command and gives its exit code.
pub(super) fn run(arguments: &DiffArguments, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    if arguments.a == "-" && arguments.b == "-" {
        return Err(Failure::Arguments(
            "standard input holds one text, and both are to come from it; give one as @FILE"
                .to_owned(),
        ));
    }
    let a = side(&arguments.a, "the first", streams)?;
    let b = side(&arguments.b, "the second", streams)?;
    let comparison = compare(&a, &b);
    let are_tokens = [&a, &b].iter().all(|report| is_token(report));
    let printed = match arguments.format {
        Format::Json => json::render(&comparison, streams.page.is_terminal),
        Format::Text => text::changes(&comparison, are_tokens, streams.page),
    };
    print(&printed, streams.output)?;
    Ok(if comparison.same { 0 } else { DIFFERENT })
}

fn is_token(report: &Report) -> bool {
    matches!(report.kind, Kind::Jws | Kind::Jwe | Kind::SdJwt)
}

fn side(argument: &OsStr, place: &str, streams: &mut Streams<'_>) -> Result<Report, Failure> {
    let bytes = input::text(Some(argument), streams)?;
    // A text that was given as such may be a token: only files are named.
    let name = match argument.to_string_lossy().strip_prefix('@') {
        Some(file) => file.to_owned(),
        None => format!("{place} text"),
    };
    read(&bytes).map_err(|error| Failure::Arguments(format!("{name} {error}")))
}
