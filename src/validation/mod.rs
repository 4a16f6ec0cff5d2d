//! What is expected of a token, and whether it holds: expectations, policy, key choice, checks.

mod expectations;

pub use expectations::{Expectations, Policy};
