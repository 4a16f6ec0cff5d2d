//! `tokenscope vault passphrase`: the encrypted file gets another passphrase.

use super::args::PassphraseArguments;
use super::opening::{MAX_PASSPHRASE_BYTES, new_passphrase};
use super::{Failure, Format, Session, Streams, input, print, printed};
use crate::cli::text::{Colour, Sheet, Style};
use serde::Serialize;

/// What `--format json` prints.
#[derive(Serialize)]
struct Changed {
    /// The file that the new passphrase opens.
    file: String,
}

/// Runs the command.
pub(super) fn run(
    session: &mut Session,
    arguments: &PassphraseArguments,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let given = (
        &arguments.new_passphrase_env,
        &arguments.new_passphrase_file,
    );
    let new = || match given {
        (Some(variable), _) => input::secret_variable(variable),
        (_, Some(path)) => input::secret_file(path, MAX_PASSPHRASE_BYTES),
        _ => new_passphrase("Its new passphrase: "),
    };
    let file = session.opening.rekey(new, streams)?.display().to_string();
    let text = match arguments.format {
        Format::Json => printed::render(&Changed { file }, streams.page.is_terminal),
        Format::Text => {
            let mut sheet = Sheet::new(streams.page);
            let sentence = format!(
                "{file} opens with the new passphrase only; a copy that was made before opens with the old one"
            );
            sheet.lead(Style::bold(Colour::Green), "Changed", &sentence);
            sheet.into_text().trim_end().to_owned() + "\n"
        }
    };
    print(&text, streams.output)
}
