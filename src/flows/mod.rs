//! Jobs that touch the world, for the window and the commands alike.
//!
//! A job is asked to go on, step by step. It asks back before it goes to a host that the person
//! has not agreed to, and says what it does while it does it.

mod find_keys;
mod kept;
mod sign_in;

pub use find_keys::{Consent, FindError, FindKeys, Found, Progress, Step, Whence, Why, World};
pub use kept::{login_account, login_tokens};
pub use sign_in::{
    Browser, PasteSlot, SignIn, SignInEvent, SignInStep, SignInWorld, System, dpop_key,
};
