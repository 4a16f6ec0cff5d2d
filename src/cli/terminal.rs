//! What a person types or pastes at a terminal.
//!
//! A terminal that hands over whole lines cuts each at 4095 bytes (Linux; 1023 on macOS) and drops
//! the rest unsaid, and tokens are longer. So it is read key by key here, with the few keys that
//! edit a line. It is put back as it was on every way out. On Windows the console has no such limit.

use crate::report::Secret;
use std::io;
use zeroize::Zeroizing;

#[cfg(not(unix))]
pub(super) use elsewhere::{Unbounded, hidden, pasted, unbounded};
#[cfg(unix)]
pub(super) use unix::{Unbounded, hidden, pasted, unbounded};

/// Why nothing was taken from the terminal.
#[derive(Debug)]
#[cfg_attr(not(unix), allow(dead_code, reason = "the console tells less"))]
pub(super) enum Stop {
    /// There is no terminal, or it cannot be read.
    NoTerminal(io::Error),
    /// Ctrl+C.
    Cancelled,
    /// Ctrl+D before anything was typed.
    Ended,
    /// It is longer than the limit.
    TooLarge,
    /// Several lines were pasted where one is taken; none of them is.
    SeveralLines,
    /// It holds a control character, as an arrow key types them.
    Control(u8),
}

/// With which line a text ends that begins with this one; none where it is all. A key in PEM, or JSON
/// that begins with a bracket on a line of its own, has several.
fn last_line(first: &[u8]) -> Option<Vec<u8>> {
    match first {
        b"{" => Some(b"}".to_vec()),
        b"[" => Some(b"]".to_vec()),
        pem => {
            let name = pem.strip_prefix(b"-----BEGIN ")?;
            let name = name.strip_suffix(b"-----")?;
            Some([b"-----END ", name, b"-----"].concat())
        }
    }
}

/// The first control character of a secret that no keyboard means. A tab is one that a person may.
fn control(secret: &[u8]) -> Option<u8> {
    let mut bytes = secret.iter().copied();
    bytes.find(|byte| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r'))
}

#[cfg(unix)]
mod unix {
    use super::{Secret, Stop, Zeroizing, control, io, last_line};
    use crate::net::before_interrupted;
    use crate::report::visible;
    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
    };
    use std::fs::File;
    use std::io::{Read, Stdin, Write};
    use std::os::fd::{AsFd, OwnedFd};
    use std::sync::{Mutex, MutexGuard, PoisonError};
    use unicode_width::UnicodeWidthStr as _;

    /// As much as is read at once: what a terminal holds.
    const CHUNK: usize = 4096;

    /// How long a terminal is silent where a paste has come to its end, in tenths of a second.
    const SILENCE: u8 = 1;

    /// What a secret that grew would leave behind is avoided up to here.
    const ROOM: usize = 128 << 10;

    /// The terminals that are not as they were, and how they were: the first that was changed first.
    static CHANGED: Mutex<Vec<(OwnedFd, Termios)>> = Mutex::new(Vec::new());

    fn changed() -> MutexGuard<'static, Vec<(OwnedFd, Termios)>> {
        CHANGED.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts every terminal right, before a signal ends the program.
    fn put_right() {
        for (terminal, before) in changed().drain(..).rev() {
            let _ = tcsetattr(&terminal, OptionalActions::Now, &before);
        }
    }

    /// A terminal in a mode of our own for as long as this lives.
    struct Mode<T: AsFd> {
        terminal: T,
        before: Termios,
        now: Termios,
    }

    impl<T: AsFd> Mode<T> {
        /// Lines are not gathered, and what else is named is off too.
        fn without(terminal: T, also: LocalModes) -> io::Result<Self> {
            let before = tcgetattr(&terminal)?;
            let mut now = before.clone();
            now.local_modes.remove(LocalModes::ICANON | also);
            now.special_codes[SpecialCodeIndex::VMIN] = 1;
            now.special_codes[SpecialCodeIndex::VTIME] = 0;
            before_interrupted(put_right);
            let again = terminal.as_fd().try_clone_to_owned()?;
            changed().push((again, before.clone()));
            let mode = Self {
                terminal,
                before,
                now,
            };
            tcsetattr(&mode.terminal, OptionalActions::Now, &mode.now)?;
            Ok(mode)
        }

        /// From now on a read comes back with nothing where nothing is typed any more.
        fn until_silent(&mut self) -> io::Result<()> {
            self.now.special_codes[SpecialCodeIndex::VMIN] = 0;
            self.now.special_codes[SpecialCodeIndex::VTIME] = SILENCE;
            Ok(tcsetattr(&self.terminal, OptionalActions::Now, &self.now)?)
        }
    }

    impl<T: AsFd> Drop for Mode<T> {
        fn drop(&mut self) {
            // Those that were changed in between have been put right. A terminal that is gone needs no
            // mode.
            let mut changed = changed();
            let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
            changed.pop();
        }
    }

    /// The keys of a terminal, one after the other.
    struct Keys {
        chunk: Zeroizing<[u8; CHUNK]>,
        at: usize,
        end: usize,
    }

    impl Keys {
        fn new() -> Self {
            Self {
                chunk: Zeroizing::new([0; CHUNK]),
                at: 0,
                end: 0,
            }
        }

        /// The next; nothing where the terminal is gone, or silent where that was asked for.
        fn next(&mut self, mut from: impl Read) -> io::Result<Option<u8>> {
            while self.at == self.end {
                match from.read(self.chunk.as_mut_slice()) {
                    Ok(0) => return Ok(None),
                    Ok(read) => (self.at, self.end) = (0, read),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            let key = self.chunk.get(self.at).copied();
            self.at += 1;
            Ok(key)
        }

        /// Whether the next has to be waited for.
        fn are_read(&self) -> bool {
            self.at == self.end
        }
    }

    /// What a key did.
    #[derive(Debug, PartialEq, Eq)]
    pub(super) enum Did {
        /// It is part of the line.
        Written,
        /// It took characters away, so many columns wide.
        Erased(usize),
        /// It ended the line.
        Line,
        /// It ended all (Ctrl+D).
        End,
        /// It ended the program (Ctrl+C).
        Cancelled,
    }

    /// A line and the keys that edit it: those that the terminal has for it.
    pub(super) struct Line {
        pub(super) text: Zeroizing<Vec<u8>>,
        erase: u8,
        kill: u8,
        word: u8,
        end: u8,
        interrupt: u8,
    }

    impl Line {
        pub(super) fn of(terminal: &Termios) -> Self {
            let code = |index| terminal.special_codes[index];
            Self {
                text: Zeroizing::new(Vec::with_capacity(ROOM)),
                erase: code(SpecialCodeIndex::VERASE),
                kill: code(SpecialCodeIndex::VKILL),
                word: code(SpecialCodeIndex::VWERASE),
                end: code(SpecialCodeIndex::VEOF),
                interrupt: code(SpecialCodeIndex::VINTR),
            }
        }

        pub(super) fn take(&mut self, key: u8) -> Did {
            // A Ctrl+D that came before the mode was set is read as a zero byte.
            match key {
                b'\n' | b'\r' => Did::Line,
                0 => Did::End,
                key if key == self.end => Did::End,
                key if key == self.interrupt => Did::Cancelled,
                key if key == self.erase || matches!(key, 0x08 | 0x7f) => {
                    Did::Erased(self.erase_character())
                }
                key if key == self.kill => {
                    let mut columns = 0;
                    while !self.text.is_empty() {
                        columns += self.erase_character();
                    }
                    Did::Erased(columns)
                }
                key if key == self.word => {
                    let mut columns = 0;
                    while self.text.last() == Some(&b' ') {
                        columns += self.erase_character();
                    }
                    while self.text.last().is_some_and(|last| *last != b' ') {
                        columns += self.erase_character();
                    }
                    Did::Erased(columns)
                }
                key => {
                    self.text.push(key);
                    Did::Written
                }
            }
        }

        /// The bytes of the last character (RFC 3629 §3), as far as they have come.
        fn last_character(&self) -> &[u8] {
            let begins = |byte: &u8| byte & 0b1100_0000 != 0b1000_0000;
            let at = self.text.iter().rposition(begins).unwrap_or_default();
            self.text.get(at..).unwrap_or_default()
        }

        /// Takes the last character away, and says how wide it was shown.
        fn erase_character(&mut self) -> usize {
            let last = self.last_character();
            let (columns, len) = (shown(last).width(), last.len());
            let left = self.text.len().saturating_sub(len);
            self.text.truncate(left);
            columns
        }
    }

    /// A character as it is shown; nothing of one that is not whole yet.
    fn shown(character: &[u8]) -> String {
        let text = std::str::from_utf8(character).unwrap_or_default();
        visible(text).into_owned()
    }

    /// Where what is typed is shown: the terminal does not do it by itself while it is read key by key.
    struct Echo {
        screen: Option<File>,
        waiting: String,
    }

    impl Echo {
        /// On a terminal that showed it before.
        fn of(before: &Termios) -> Self {
            let is_shown = before.local_modes.contains(LocalModes::ECHO);
            let open = || File::options().write(true).open("/dev/tty").ok();
            Self {
                screen: is_shown.then(open).flatten(),
                waiting: String::new(),
            }
        }

        fn key(&mut self, did: &Did, line: &Line) {
            match did {
                Did::Written => self.waiting += &shown(line.last_character()),
                Did::Erased(columns) => self.waiting += &"\u{8} \u{8}".repeat(*columns),
                Did::Cancelled => self.waiting += "^C\n",
                Did::End if line.text.is_empty() => {}
                Did::Line | Did::End => self.waiting.push('\n'),
            }
        }

        /// Shows what was typed, once no more is there to read.
        fn show(&mut self) {
            if let Some(screen) = &mut self.screen {
                // What is not shown is read all the same.
                let _ = screen.write_all(self.waiting.as_bytes());
            }
            self.waiting.clear();
        }
    }

    /// All that is pasted at the terminal that is standard input, to Ctrl+D. `ask` is called once it
    /// can be. None where standard input is no terminal.
    pub(in crate::cli) fn pasted(
        limit: usize,
        ask: impl FnOnce(),
    ) -> Option<Result<Vec<u8>, Stop>> {
        let mut mode = Mode::without(io::stdin(), LocalModes::ECHO | LocalModes::ISIG).ok()?;
        ask();
        let mut keys = Keys::new();
        let read = until_end(&mode, &mut keys, limit);
        if read.is_err() {
            // What stayed unread would go to the shell, and into its history.
            let _ = rest::<Stdin>(&mut mode, &mut keys, limit);
        }
        Some(read)
    }

    fn until_end(mode: &Mode<Stdin>, keys: &mut Keys, limit: usize) -> Result<Vec<u8>, Stop> {
        let mut echo = Echo::of(&mode.before);
        let mut line = Line::of(&mode.before);
        let mut all = Vec::new();
        while let Some(key) = keys.next(&mode.terminal).map_err(Stop::NoTerminal)? {
            let did = line.take(key);
            echo.key(&did, &line);
            if keys.are_read() || matches!(did, Did::End | Did::Cancelled) {
                echo.show();
            }
            match did {
                Did::Written | Did::Erased(_) => {}
                Did::Line => {
                    all.append(&mut line.text);
                    all.push(b'\n');
                }
                Did::End => break,
                Did::Cancelled => return Err(Stop::Cancelled),
            }
            if all.len() + line.text.len() > limit {
                return Err(Stop::TooLarge);
            }
        }
        all.append(&mut line.text);
        Ok(all)
    }

    /// What else was pasted, up to where the terminal falls silent and to a limit; what is beyond is
    /// thrown away. Callers name `T`: on macOS the compiler does not find it.
    fn rest<T: AsFd>(
        mode: &mut Mode<T>,
        keys: &mut Keys,
        limit: usize,
    ) -> io::Result<Zeroizing<Vec<u8>>>
    where
        for<'t> &'t T: Read,
    {
        mode.until_silent()?;
        let mut rest = Zeroizing::new(Vec::new());
        while let Some(key) = keys.next(&mode.terminal)? {
            if rest.len() < limit {
                rest.push(key);
            }
        }
        Ok(rest)
    }

    /// The terminal that is standard input hands over lines of any length for as long as this lives.
    pub(in crate::cli) struct Unbounded(Mode<Stdin>);

    impl Unbounded {
        /// What reads them, on a thread of its own: it stays behind where nothing is typed any more.
        pub(in crate::cli) fn lines(&self) -> Lines {
            Lines {
                echo: Echo::of(&self.0.before),
                line: Line::of(&self.0.before),
            }
        }
    }

    /// The lines of an [`Unbounded`] terminal.
    pub(in crate::cli) struct Lines {
        echo: Echo,
        line: Line,
    }

    /// Makes standard input hand over lines of any length; none where it is no terminal. Ctrl+C stays
    /// what it is.
    pub(in crate::cli) fn unbounded() -> Option<Unbounded> {
        let mode = Mode::without(io::stdin(), LocalModes::ECHO).ok()?;
        Some(Unbounded(mode))
    }

    impl Lines {
        /// Gives each line that is typed, up to a limit, until Ctrl+D.
        pub(in crate::cli) fn each(mut self, limit: usize, mut give: impl FnMut(Secret)) {
            let mut keys = Keys::new();
            while let Ok(Some(key)) = keys.next(&io::stdin()) {
                let did = self.line.take(key);
                self.echo.key(&did, &self.line);
                if keys.are_read() || did == Did::Line {
                    self.echo.show();
                }
                match did {
                    Did::Written | Did::Erased(_) => self.line.text.truncate(limit),
                    Did::Line => {
                        give(Secret::new(self.line.text.to_vec()));
                        self.line.text.clear();
                    }
                    Did::End | Did::Cancelled => return,
                }
            }
        }
    }

    /// A secret that is typed without its being shown, whatever standard input is; of several lines
    /// where that is asked for and the first line says so.
    pub(in crate::cli) fn hidden(
        prompt: &str,
        has_lines: bool,
        limit: usize,
    ) -> Result<Secret, Stop> {
        let open = File::options().read(true).write(true).open("/dev/tty");
        let terminal = open.map_err(Stop::NoTerminal)?;
        let off = LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ISIG;
        let mut mode = Mode::without(terminal, off).map_err(Stop::NoTerminal)?;
        let written = (&mode.terminal).write_all(prompt.as_bytes());
        written.map_err(Stop::NoTerminal)?;
        let mut keys = Keys::new();
        let typed = unseen(&mode, &mut keys, has_lines, limit);
        // What stayed unread would go to the next prompt, or to the shell and into its history.
        let rest = rest::<File>(&mut mode, &mut keys, limit).map_err(Stop::NoTerminal)?;
        // The person's Enter was not shown.
        let _ = (&mode.terminal).write_all(b"\n");
        with_rest(typed?, &rest, limit)
    }

    /// What was typed, and whether it has several lines.
    type Typed = (Zeroizing<Vec<u8>>, bool);

    fn unseen(
        mode: &Mode<File>,
        keys: &mut Keys,
        has_lines: bool,
        limit: usize,
    ) -> Result<Typed, Stop> {
        let mut all = Zeroizing::new(Vec::with_capacity(ROOM));
        let mut line = Line::of(&mode.before);
        let mut last = None;
        let mut is_first = true;
        loop {
            let key = keys.next(&mode.terminal).map_err(Stop::NoTerminal)?;
            match key.map_or(Did::End, |key| line.take(key)) {
                Did::Written | Did::Erased(_) if all.len() + line.text.len() > limit => {
                    return Err(Stop::TooLarge);
                }
                Did::Written | Did::Erased(_) => {}
                Did::End if all.is_empty() && line.text.is_empty() => return Err(Stop::Ended),
                Did::Cancelled => return Err(Stop::Cancelled),
                did @ (Did::Line | Did::End) => {
                    if is_first && has_lines {
                        last = last_line(&line.text);
                    }
                    let is_last = last.as_ref().is_none_or(|last| *last == *line.text);
                    all.append(&mut line.text);
                    if is_last || did == Did::End {
                        return Ok((all, last.is_some()));
                    }
                    all.push(b'\n');
                    is_first = false;
                }
            }
        }
    }

    /// What was typed with what came after it: nothing, or more of what has several lines.
    fn with_rest(typed: Typed, rest: &[u8], limit: usize) -> Result<Secret, Stop> {
        let (mut all, has_lines) = typed;
        let is_blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0 | 4);
        let end = rest.iter().rposition(|byte| !is_blank(byte));
        if let Some(end) = end {
            let rest = rest.get(..=end).unwrap_or_default();
            if !has_lines || !rest.trim_ascii_start().starts_with(b"-----BEGIN ") {
                return Err(Stop::SeveralLines);
            }
            if all.len() + rest.len() >= limit {
                return Err(Stop::TooLarge);
            }
            all.push(b'\n');
            all.extend(rest.iter().map(|b| if *b == b'\r' { b'\n' } else { *b }));
        }
        match control(&all) {
            Some(byte) => Err(Stop::Control(byte)),
            None => Ok(Secret::new(all.to_vec())),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn line() -> Line {
            Line {
                text: Zeroizing::new(Vec::new()),
                erase: 0x7f,
                kill: 0x15,
                word: 0x17,
                end: 0x04,
                interrupt: 0x03,
            }
        }

        #[test]
        fn keys_edit_a_line_and_say_what_they_wiped() {
            for (typed, text, did) in [
                ("abc", "abc", Did::Written),
                ("ab\x7f", "a", Did::Erased(1)),
                ("aé\x7f", "a", Did::Erased(1)),
                ("a\x1b\x08", "a", Did::Erased(r"\u001b".len())),
                ("a漢\x7f", "a", Did::Erased(2)),
                ("\x7f", "", Did::Erased(0)),
                ("one two \x17", "one ", Did::Erased(4)),
                ("one two\x15", "", Did::Erased(7)),
                ("a\t\x1b", "a\t\x1b", Did::Written),
                ("a\r", "a", Did::Line),
                ("a\x04", "a", Did::End),
                ("a\x03", "a", Did::Cancelled),
            ] {
                let mut line = line();
                let last = typed.bytes().map(|key| line.take(key)).last();
                assert_eq!((line.text.as_slice(), last), (text.as_bytes(), Some(did)));
            }
        }

        #[test]
        fn what_follows_a_secret_is_nothing_or_more_of_a_pem() {
            let typed = |text: &str, has_lines| (Zeroizing::new(text.into()), has_lines);
            let with = |text, has_lines, rest: &str| {
                let secret = with_rest(typed(text, has_lines), rest.as_bytes(), 100);
                secret.map(|s| String::from_utf8(s.expose().to_vec()).unwrap())
            };
            assert_eq!(with("a", false, "\r\n\x04").unwrap(), "a");
            assert_eq!(
                with("END", true, "-----BEGIN B-----\n\n").unwrap(),
                "END\n-----BEGIN B-----"
            );
            for (text, has_lines) in [("a", false), ("END", true)] {
                let more = with(text, has_lines, "hunter2\n");
                assert!(matches!(more, Err(Stop::SeveralLines)), "{more:?}");
            }
            assert!(matches!(with("a\x1b[D", false, ""), Err(Stop::Control(27))));
            assert_eq!(with(" a\tb", false, "").unwrap(), " a\tb");
        }
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use super::{Secret, Stop, Zeroizing, control, io, last_line};

    /// There is nothing to hold here.
    pub(in crate::cli) struct Unbounded;

    impl Unbounded {
        pub(in crate::cli) fn lines(&self) -> Lines {
            Lines
        }
    }

    /// The console's own lines have no limit that matters.
    pub(in crate::cli) struct Lines;

    impl Lines {
        pub(in crate::cli) fn each(self, _limit: usize, _give: impl FnMut(Secret)) {}
    }

    pub(in crate::cli) fn pasted(
        _limit: usize,
        ask: impl FnOnce(),
    ) -> Option<Result<Vec<u8>, Stop>> {
        ask();
        None
    }

    pub(in crate::cli) fn unbounded() -> Option<Unbounded> {
        None
    }

    pub(in crate::cli) fn hidden(
        prompt: &str,
        has_lines: bool,
        limit: usize,
    ) -> Result<Secret, Stop> {
        let line = |prompt: &str| match rpassword::prompt_password(prompt) {
            Ok(text) => Ok(Zeroizing::new(text.into_bytes())),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(Stop::Cancelled),
            Err(error) => Err(Stop::NoTerminal(error)),
        };
        let mut all = line(prompt)?;
        let last = last_line(&all).filter(|_| has_lines);
        while let Some(last) = &last {
            let line = line("")?;
            if all.len() + 1 + line.len() > limit {
                return Err(Stop::TooLarge);
            }
            all.push(b'\n');
            all.extend_from_slice(&line);
            if *line == *last {
                break;
            }
        }
        match control(&all) {
            Some(byte) => Err(Stop::Control(byte)),
            None => Ok(Secret::new(all.to_vec())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_of_several_lines_says_with_its_first_how_it_ends() {
        for (first, last) in [
            (&b"hunter2"[..], None),
            (b"", None),
            (b"{\"kty\":\"oct\"}", None),
            (b"-----BEGIN", None),
            (b"{", Some(&b"}"[..])),
            (
                b"-----BEGIN PRIVATE KEY-----",
                Some(b"-----END PRIVATE KEY-----"),
            ),
        ] {
            assert_eq!(last_line(first).as_deref(), last);
        }
    }
}
