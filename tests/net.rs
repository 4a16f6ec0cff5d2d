//! The network, against servers that mean no good. All of them are on this machine, and no test
//! waits for the hour: limits are short where they are to be reached.

// A test may fail at once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "net/browser.rs"]
mod browser;
#[path = "net/callback.rs"]
mod callback;
#[path = "net/command.rs"]
mod command;
#[path = "net/finding.rs"]
mod finding;
#[path = "net/hostile.rs"]
mod hostile;
#[path = "cli/run.rs"]
#[allow(dead_code)] // The command's own tests use all of it.
mod run;
#[path = "net/sending.rs"]
mod sending;
#[path = "net/server.rs"]
mod server;
#[path = "net/silence.rs"]
mod silence;
#[path = "net/tls.rs"]
mod tls;
#[path = "net/token.rs"]
mod token;
