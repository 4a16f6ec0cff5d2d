//! Requests and answers as they are written down. No IO.
//!
//! A [`Value`] says whether it may be seen; that is decided where a request is built or an answer
//! is read, and everything that prints one masks it unless it is asked to [`Show::Revealed`].

mod curl;
mod echo;
mod exchange;
mod json;
mod markdown;
mod raw;
mod request;
mod response;
pub mod shell;
mod trace;
mod tree;
mod value;

pub use curl::as_curl;
pub use echo::Echo;
pub use exchange::{Answer, Exchange, Explanation, Step};
pub use json::{check_json, finding_json, object, step_json};
pub use markdown::as_markdown;
pub use request::{Body, Method, Redirects, Request, encode};
pub use response::{Callback, Mode, Reading, Response};
pub use trace::{
    CheckView, FindingView, MAX_TRACE_BYTES, StepView, Trace, TraceError, read_trace, write_trace,
};
pub use tree::Tree;
pub use value::{Field, MASK, Show, Value, field, has_secret, header};
