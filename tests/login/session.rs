//! The program while it waits: what it says is read as it says it.

use crate::run::{Run, program};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStderr, ChildStdin, Command, Stdio};

/// A run that is not over yet.
pub(crate) struct Session {
    process: Child,
    input: Option<ChildStdin>,
    err: BufReader<ChildStderr>,
    said: String,
}

impl Session {
    /// Starts the program.
    pub(crate) fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = program();
        command.args(arguments).envs(environment.iter().copied());
        Self::of(&mut command)
    }

    /// Starts a command.
    pub(crate) fn of(command: &mut Command) -> Self {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            input: process.stdin.take(),
            err: BufReader::new(process.stderr.take().unwrap()),
            process,
            said: String::new(),
        }
    }

    /// Waits for a line on standard error of which the function makes something.
    pub(crate) fn line<T>(&mut self, wanted: impl Fn(&str) -> Option<T>) -> T {
        loop {
            let mut line = String::new();
            let read = self.err.read_line(&mut line).unwrap();
            assert_ne!(read, 0, "it ended before it said that: {}", self.said);
            self.said.push_str(&line);
            if let Some(found) = wanted(line.trim_end()) {
                return found;
            }
        }
    }

    /// The address that the person is to open.
    pub(crate) fn url(&mut self) -> String {
        self.line(|line| line.starts_with("http").then(|| line.to_owned()))
    }

    /// Pastes a text.
    pub(crate) fn paste(&mut self, text: &str) {
        let input = self.input.as_mut().unwrap();
        writeln!(input, "{text}").unwrap();
    }

    /// Presses Ctrl+C.
    pub(crate) fn interrupt(&self) {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end.
    pub(crate) fn finish(mut self) -> Run {
        drop(self.input.take());
        let mut out = String::new();
        let mut stdout = self.process.stdout.take().unwrap();
        stdout.read_to_string(&mut out).unwrap();
        self.err.read_to_string(&mut self.said).unwrap();
        Run {
            code: self.process.wait().unwrap().code().unwrap_or(-1),
            out,
            err: self.said,
        }
    }
}
