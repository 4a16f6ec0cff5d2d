//! Where a browser brings an answer back to: a listener on this machine (RFC 8252 §7.3).
//!
//! It is bound to the loopback addresses only, answers nothing but the one request that is waited
//! for, and is closed after it. What else comes there (a favicon, a prefetch, another program)
//! neither ends nor disturbs the wait. No page holds what came in the answer, and none loads
//! anything from anywhere.

mod binding;
mod guard;
mod hand_over;
mod listener;
mod page;
mod serve;

pub use binding::{BindError, Binding, LoopbackHost};
pub use guard::MAX_HEADER_BYTES;
pub use hand_over::HandOver;
pub use listener::{CALLBACK_TIME, CallbackError, CallbackEvent, CallbackListener, Verdict};

pub use serve::MAX_BODY_BYTES;
