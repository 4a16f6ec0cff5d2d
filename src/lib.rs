//! Tokenscope reads what authenticates: it says what a pasted text is, whether it holds, and why.
//!
//! [`inspect::inspect`] is the centre. The window and the commands are thin faces over it; which
//! room may use which other is held by `tests/architecture.rs`.

pub mod app;
pub mod cli;
pub mod compare;
pub mod credential;
pub mod desktop;
pub mod findings;
pub mod flows;
pub mod inspect;
pub mod jose;
pub mod net;
pub mod oauth;
pub mod report;
pub mod store;
#[cfg(feature = "gui")]
pub mod ui;
pub mod validation;
pub mod vault;
pub mod wire;
pub mod work;
