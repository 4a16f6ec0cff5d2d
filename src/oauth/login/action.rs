//! What a login asks to be done.

use super::DevicePrompt;
use crate::oauth::Redirect;
use crate::wire::{Mode, Request};

/// What is to be done next.
#[derive(Clone, Debug)]
pub enum Action {
    /// Listen for the browser, then [`Login::listening`](super::Login::listening).
    Listen(Redirect),
    /// Send a request, then [`Login::answered`](super::Login::answered).
    Send(Request),
    /// Open an address in the browser, then [`Login::called_back`](super::Login::called_back).
    Open(Open),
    /// Wait, then [`Login::waited`](super::Login::waited).
    Wait(Wait),
    /// It is over: [`Login::outcome`](super::Login::outcome).
    Done,
}

/// What the browser opens, and what it brings back.
#[derive(Clone, Debug)]
pub struct Open {
    /// A GET is opened as it is. A POST holds what must not stand in an address: its form is
    /// posted by a page that is served once.
    pub request: Request,
    /// What it brings back. Nothing where it does not come back.
    pub awaits: Option<Awaits>,
}

/// What the browser brings back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaits {
    /// Where.
    pub redirect_uri: String,
    /// In what mode.
    pub mode: Mode,
    /// Whether it is listened to; else the person pastes it.
    pub is_listened_to: bool,
}

/// A time to wait.
#[derive(Clone, Debug)]
pub struct Wait {
    /// For how long.
    pub seconds: u64,
    /// What the person has to do in the meantime.
    pub prompt: DevicePrompt,
}
