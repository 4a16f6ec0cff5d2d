//! Trying the words of a list as the secret of a token.

use super::files;
use crate::app::{Action, Guess, GuessProgress, WordListAction};
use crate::findings::guess::{Guesser, Progress, Search};
use crate::jose::jws::{read_compact, read_json};
use std::io::BufReader;
use std::time::{Duration, Instant};

/// Progress is told this often: a person reads no faster.
const TELL: Duration = Duration::from_millis(200);
/// How much of a list is read at once.
const BUFFER: usize = 1 << 20;

/// Tries every word. `tell` is told now and then how far it has come.
pub(super) fn guess(
    ticket: u64,
    path: &str,
    token: &str,
    tell: &mut dyn FnMut(Action),
    cancelled: &dyn Fn() -> bool,
) -> Option<Action> {
    let done = |outcome| Some(Action::WordList(WordListAction::Done(ticket, outcome)));
    let (file, len, name) = match files::open(path) {
        Ok(opened) => opened,
        Err(sentence) => return done(Err(sentence)),
    };
    let jws = if token.trim_start().starts_with('{') {
        read_json(token)
    } else {
        read_compact(token)
    };
    let mut guessers = jws.signatures.iter();
    let Some(guesser) = guessers.find_map(|s| Guesser::new(&jws, s, None)) else {
        let told = "The signature has not the length of an HMAC, so no secret can fit it";
        return done(Err(told.into()));
    };
    let begun = Instant::now();
    let (mut told, mut tried) = (begun, 0);
    let mut on_progress = |progress: Progress| {
        tried = progress.tried;
        if told.elapsed() >= TELL {
            told = Instant::now();
            let progress = so_far(progress, len, begun.elapsed());
            tell(Action::WordList(WordListAction::Progress(ticket, progress)));
        }
    };
    let words = BufReader::with_capacity(BUFFER, file);
    match guesser.search(words, &mut on_progress, cancelled) {
        Ok(Search::Found { secret, line }) => done(Ok(Guess::Found { secret, line })),
        Ok(Search::NotFound { skipped }) => done(Ok(Guess::NotFound { tried, skipped })),
        Ok(Search::Cancelled) => None,
        Err(error) => done(Err(format!("{name} could not be read: {error}"))),
    }
}

fn so_far(progress: Progress, len: u64, time: Duration) -> GuessProgress {
    let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1);
    let percent = progress.bytes.saturating_mul(100) / len.max(1);
    GuessProgress {
        tried: progress.tried,
        rate: progress.tried.saturating_mul(1000) / millis,
        percent: u8::try_from(percent.min(100)).unwrap_or(100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// HS256 with the secret `correct horse`.
    const TOKEN: &str =
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.Abslx8FNUi47NMAlNPNFHnz39OwLQ706Mp69kFFtiLk";

    fn outcome(path: &str, token: &str) -> Result<Guess, String> {
        match guess(1, path, token, &mut |_| {}, &|| false) {
            Some(Action::WordList(WordListAction::Done(1, outcome))) => outcome,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_list_is_tried_to_its_end_or_to_the_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("words.txt");
        let path_text = path.to_string_lossy().into_owned();
        std::fs::write(&path, "a\ncorrect horse\n").unwrap();
        let found = outcome(&path_text, TOKEN);
        assert!(
            matches!(found, Ok(Guess::Found { line: 2, .. })),
            "{found:?}"
        );
        std::fs::write(&path, "a\nb\n").unwrap();
        let found = outcome(&path_text, TOKEN);
        assert!(
            matches!(found, Ok(Guess::NotFound { tried: 2, .. })),
            "{found:?}"
        );
        let error = outcome(&path_text, "eyJhbGciOiJub25lIn0.e30.").unwrap_err();
        assert!(error.contains("length of an HMAC"), "{error}");
        let error = outcome("/no/such", TOKEN).unwrap_err();
        assert!(error.starts_with("/no/such does not exist"), "{error}");
        assert!(
            guess(1, &path_text, TOKEN, &mut |_| {}, &|| true).is_none_or(|a| {
                // A list so short may end before it is asked whether to go on.
                matches!(a, Action::WordList(WordListAction::Done(..)))
            })
        );
    }
}
