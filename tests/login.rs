//! Logins by the command: at a real, certified OpenID provider, and at one that means no good.

// A test may fail at once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "login/beside.rs"]
mod beside;
#[path = "login/bound.rs"]
mod bound;
#[path = "login/chromium.rs"]
mod chromium;
#[cfg(target_os = "linux")]
#[path = "vault/desk.rs"]
#[allow(dead_code)] // The vault's own tests use all of it.
mod desk;
#[path = "login/follower.rs"]
mod follower;
#[path = "login/hostile.rs"]
mod hostile;
#[path = "login/kept_apart.rs"]
mod kept_apart;
#[path = "login/made.rs"]
mod made;
#[path = "oidc/provider.rs"]
mod provider;
#[path = "login/real.rs"]
mod real;
#[path = "cli/run.rs"]
#[allow(dead_code)] // The command's own tests use all of it.
mod run;
#[cfg(target_os = "linux")]
#[path = "login/saved.rs"]
mod saved;
#[path = "net/server.rs"]
#[allow(dead_code)] // The network's own tests use all of it.
mod server;
#[path = "login/session.rs"]
mod session;
#[path = "login/waiting.rs"]
mod waiting;
