//! Requests and answers as they are written down. No IO.

pub mod shell;
