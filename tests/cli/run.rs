//! Runs the real program, and makes tokens for it.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// The report, where JSON was asked for.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// What became of a check.
    pub(crate) fn status(&self, id: &str) -> String {
        let json = self.json();
        let checks = json["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["id"] == id);
        let check = check.unwrap_or_else(|| panic!("no check {id}: {self:?}"));
        check["status"].as_str().unwrap().to_owned()
    }

    /// It could not run: nothing on standard output, one line on standard error.
    #[track_caller]
    pub(crate) fn refused(&self, saying: &str) {
        assert_eq!(self.code, 2, "{self:?}");
        assert_eq!(self.out, "");
        assert_eq!(self.err.matches('\n').count(), 1, "{self:?}");
        assert!(self.err.starts_with("tokenscope: "), "{self:?}");
        assert!(self.err.contains(saying), "{saying}: {self:?}");
    }
}

/// The program, in an environment that says nothing.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenscope"));
    command.env_remove("NO_COLOR").env("TZ", "UTC");
    command
}

/// Runs the program with this on standard input.
pub(crate) fn run_with<A: AsRef<OsStr>>(
    arguments: impl IntoIterator<Item = A>,
    input: &[u8],
) -> Run {
    finish(program().args(arguments), input)
}

/// Runs a command to its end.
pub(crate) fn finish(command: &mut Command, input: &[u8]) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A program that reads nothing closes its end: that is its right.
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs `tokenscope inspect` with nothing on standard input.
pub(crate) fn inspect(arguments: &[&str]) -> Run {
    run_with(["inspect"].iter().chain(arguments), b"")
}

/// Runs `tokenscope inspect --format json`.
pub(crate) fn inspect_json(arguments: &[&str]) -> Run {
    let all = ["inspect", "--format", "json"];
    run_with(all.iter().chain(arguments), b"")
}

/// A key long enough for HS256, which may stand in a command line.
pub(crate) const SECRET: &str = "correct horse battery staple, twice";

/// A compact JWS with these texts, signed with [`SECRET`].
pub(crate) fn hs256(header: &str, payload: &[u8]) -> String {
    let header = URL_SAFE_NO_PAD.encode(header);
    let input = format!("{header}.{}", URL_SAFE_NO_PAD.encode(payload));
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let mac = hmac::sign(&key, input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(mac))
}

/// A JWT with these claims, signed with [`SECRET`].
pub(crate) fn jwt(claims: &str) -> String {
    hs256(r#"{"alg":"HS256","typ":"JWT"}"#, claims.as_bytes())
}

/// A file of the project's test data.
pub(crate) fn data(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    folder.join(name)
}
