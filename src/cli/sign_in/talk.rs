//! What is said on standard error while a login goes on, and what a person pastes.

use crate::cli::fetch::{is_yes, known_word, say};
use crate::cli::{Streams, input, terminal};
use crate::flows::{Consent, PasteSlot, SignInEvent};
use crate::net::{Cancel, Inbox};
use crate::oauth::{Awaits, DevicePrompt, QrCode};
use crate::report::Secret;
use crate::wire::Answer;
use std::io::{BufRead as _, Read as _};
use std::thread;

/// A redirect URL holds a code or tokens, and is not longer than what a browser takes.
const MAX_PASTED_BYTES: usize = 64 << 10;

/// The talk beside a login.
pub(super) struct Talk {
    opens: bool,
    may_paste: bool,
    slot: PasteSlot,
    is_reading: bool,
    asked: Vec<String>,
    /// The code that was shown.
    shown: Option<String>,
    /// What makes the terminal take an address of any length.
    terminal: Option<terminal::Unbounded>,
}

impl Talk {
    pub(super) fn new(opens: bool, may_paste: bool, slot: PasteSlot) -> Self {
        Self {
            opens,
            may_paste,
            slot,
            is_reading: false,
            asked: Vec::new(),
            shown: None,
            terminal: None,
        }
    }

    /// Whether a host may be asked; nothing where the person cancelled instead of saying it.
    pub(super) async fn agrees(
        &self,
        consent: &Consent,
        cancel: &Cancel,
        streams: &mut Streams<'_>,
    ) -> Option<bool> {
        // What stands on standard input is read as what is pasted.
        if self.is_reading {
            return Some(consent.why.is_named());
        }
        match known_word(consent, streams) {
            Some(word) => Some(word),
            None => word(|| input::line(&mut std::io::stdin()), cancel).await,
        }
    }

    pub(super) fn tell(&mut self, event: SignInEvent, streams: &mut Streams<'_>) {
        match event {
            SignInEvent::Asking { host, url } => {
                if !self.asked.contains(&host) {
                    say(streams, &format!("asking {host} for {url}"));
                    self.asked.push(host);
                }
            }
            SignInEvent::Open { url, awaits, .. } => self.open(&url, awaits.as_ref(), streams),
            SignInEvent::NoBrowser(why) | SignInEvent::NotTaken(why) => say(streams, &why),
            SignInEvent::Ignored(what) if streams.error_is_terminal => {
                say(streams, &format!("not taken for the answer: {what}"));
            }
            SignInEvent::Prompt(wait) => self.prompt(&wait.prompt, streams),
            SignInEvent::StepDone { step, .. } => {
                // The wait for a device goes on also where nobody answers.
                let answer = step.exchange.as_ref().map(|exchange| &exchange.answer);
                if let (Some(Answer::None(why)), Some(_)) = (answer, &self.shown) {
                    say(streams, why);
                }
            }
            SignInEvent::Ignored(_) | SignInEvent::Listening { .. } | SignInEvent::Arrived => {}
        }
    }

    fn open(&mut self, url: &Secret, awaits: Option<&Awaits>, streams: &mut Streams<'_>) {
        say(
            streams,
            match self.opens {
                true => "a browser opens; if none does, open this address in one yourself",
                false => "open this address in a browser",
            },
        );
        // The person has to be able to copy it as it is, so that it stands alone in its line. It
        // is ASCII: a URL holds nothing that a terminal obeys.
        let _ = writeln!(streams.error, "{}", String::from_utf8_lossy(url.expose()));
        let Some(awaits) = awaits else {
            return;
        };
        let reads = self.may_paste && (!self.opens || streams.input_is_terminal);
        let begins = (reads || (self.may_paste && !awaits.is_listened_to)) && !self.is_reading;
        if begins && streams.input_is_terminal {
            self.terminal = terminal::unbounded();
        }
        let paste = "paste here the address at which the browser ends";
        if awaits.is_listened_to {
            let waiting = format!("waiting at {}", awaits.redirect_uri);
            match reads {
                true => say(streams, &format!("{waiting}; or {paste}")),
                false => say(streams, &waiting),
            }
        } else {
            say(streams, paste);
        }
        if begins {
            self.is_reading = true;
            let slot = self.slot.clone();
            // It ends with the program, at the latest.
            let lines = self.terminal.as_ref().map(terminal::Unbounded::lines);
            thread::spawn(move || match lines {
                Some(lines) => lines.each(MAX_PASTED_BYTES, |line| hand_over(&slot, line)),
                None => read_pasted(&slot),
            });
        }
    }

    fn prompt(&mut self, prompt: &DevicePrompt, streams: &mut Streams<'_>) {
        if self.shown.as_ref() == Some(&prompt.user_code) {
            return;
        }
        self.shown = Some(prompt.user_code.clone());
        let complete = prompt.verification_uri_complete.as_deref();
        if streams.error_is_terminal
            && let Some(code) = QrCode::of(complete.unwrap_or(&prompt.verification_uri))
            && has_room(&code)
        {
            let _ = write!(streams.error, "\n{}\n", drawn(&code));
        }
        let (uri, code) = (&prompt.verification_uri, &prompt.user_code);
        say(
            streams,
            &format!("on any device, open {uri} and type this code: {code}"),
        );
        if let Some(complete) = complete {
            say(streams, &format!("or open {complete}"));
        }
    }
}

/// The word of the person, whose line is read on a thread of its own: Ctrl+C only cancels, and
/// whoever waited here for a line would not hear of it.
async fn word(line: impl FnOnce() -> String + Send + 'static, cancel: &Cancel) -> Option<bool> {
    let (slot, mut inbox) = Inbox::new();
    thread::spawn(move || slot.put(is_yes(&line())));
    cancel.unless(inbox.next()).await
}

/// Hands over each line of standard input.
fn read_pasted(slot: &PasteSlot) {
    let mut stdin = std::io::stdin().lock();
    loop {
        let mut line = Vec::new();
        match stdin
            .by_ref()
            .take(MAX_PASTED_BYTES as u64)
            .read_until(b'\n', &mut line)
        {
            Ok(read) if read > 0 => {}
            _ => return,
        }
        hand_over(slot, Secret::new(line));
    }
}

fn hand_over(slot: &PasteSlot, line: Secret) {
    if !line.expose().trim_ascii().is_empty() {
        slot.paste(line);
    }
}

/// Whether the terminal is wide enough: a code that is broken at its edge cannot be scanned.
fn has_room(code: &QrCode) -> bool {
    let size = terminal_size::terminal_size_of(std::io::stderr());
    size.is_none_or(|(width, _)| usize::from(width.0) >= code.size() + 2 * QrCode::QUIET_ZONE)
}

/// A QR code in half blocks: two modules above each other in a character. It is drawn dark on
/// light whatever the terminal's colours are.
fn drawn(code: &QrCode) -> String {
    let quiet = QrCode::QUIET_ZONE;
    let side = code.size() + 2 * quiet;
    let is_dark = |x: usize, y: usize| match (x.checked_sub(quiet), y.checked_sub(quiet)) {
        (Some(x), Some(y)) => code.is_dark(x, y),
        _ => false,
    };
    let mut text = String::new();
    for y in (0..side).step_by(2) {
        text.push_str("\x1b[30;107m");
        for x in 0..side {
            text.push(match (is_dark(x, y), is_dark(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        text.push_str("\x1b[0m\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::block_on;

    #[test]
    fn a_question_that_nobody_answers_is_cancelled() {
        let cancel = Cancel::default();
        let (answer, line) = std::sync::mpsc::channel::<String>();
        let other = cancel.clone();
        let asked = move || {
            // It is asked, and Ctrl+C comes instead of a line.
            other.cancel();
            line.recv().unwrap_or_default()
        };
        assert_eq!(block_on(word(asked, &cancel)).unwrap(), None);
        drop(answer);
        for (line, is_agreed) in [("y\r\n", true), ("n\n", false), ("", false)] {
            let cancel = Cancel::default();
            let said = word(move || line.to_owned(), &cancel);
            assert_eq!(block_on(said).unwrap(), Some(is_agreed), "{line:?}");
        }
    }

    #[test]
    fn a_qr_code_is_square_and_has_its_quiet_zone() {
        let code = QrCode::of("https://id.example/device").unwrap();
        let drawn = drawn(&code);
        let plain = drawn.replace("\x1b[30;107m", "").replace("\x1b[0m", "");
        let lines: Vec<Vec<char>> = plain.lines().map(|l| l.chars().collect()).collect();
        let side = code.size() + 8;
        assert_eq!(lines.len(), side.div_ceil(2));
        assert!(lines.iter().all(|line| line.len() == side));
        assert!(lines[0].iter().all(|c| *c == ' '));
        // The upper left corner is dark all along its first row.
        assert_eq!(lines[2][4..11].iter().collect::<String>(), "█▀▀▀▀▀█");
    }
}
