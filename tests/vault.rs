//! The vault, from outside: against a real gnome-keyring in every state, and against an encrypted
//! file on a disk that is full, closed, damaged, or taken away at any moment.

// A test may fail at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
#![cfg(target_os = "linux")]

#[allow(dead_code)] // Other tests need the rest.
#[path = "cli/run.rs"]
mod run;

#[path = "vault/any_text.rs"]
mod any_text;

#[path = "vault/attacked.rs"]
mod attacked;

#[path = "vault/desk.rs"]
mod desk;

#[path = "vault/edit.rs"]
mod edit;

#[path = "vault/file.rs"]
mod file;

#[path = "vault/give.rs"]
mod give;

#[path = "vault/keyring.rs"]
mod keyring;

#[path = "vault/killed.rs"]
mod killed;

#[path = "vault/killed_within.rs"]
mod killed_within;

#[path = "vault/planted.rs"]
mod planted;

#[path = "vault/states.rs"]
mod states;
