//! Requests and answers as they are written down. No IO.
//!
//! A [`Value`] says whether it may be seen; that is decided where a request is built or an answer
//! is read, and everything that prints one masks it unless it is asked to [`Show::Revealed`].

mod exchange;
mod json;
mod raw;
mod request;
mod response;
pub mod shell;
mod tree;
mod value;

pub use exchange::{Answer, Exchange, Explanation, Step};
pub use json::step_json;
pub use request::{Body, Method, Redirects, Request, encode};
pub use response::{Callback, Mode, Reading, Response};
pub use tree::{Shown, Tree};
pub use value::{Field, MASK, Show, Value, field, header};
