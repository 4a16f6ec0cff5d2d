//! Before the window closes: what would be lost is asked about first.

use super::{Effect, Model};

/// Whether the window is to close.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Closing {
    /// Nobody wants that.
    #[default]
    No,
    /// The person is asked.
    Asked,
    /// The person said yes.
    Agreed,
}

/// What is said of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseAction {
    /// The window is to close, and something would be lost.
    Ask,
    /// It stays.
    Stay,
    /// It closes all the same.
    Close,
}

impl Model {
    /// Whether the window closes where the desktop says so. Else [`CloseAction::Ask`] follows.
    pub fn may_close(&self) -> bool {
        self.closing == Closing::Agreed || self.lost_by_closing().is_none()
    }

    /// What the person is asked about before the window closes: what would be lost.
    pub fn close_question(&self) -> Option<&'static str> {
        let lost = self.lost_by_closing()?;
        (self.closing == Closing::Asked).then_some(lost)
    }

    fn lost_by_closing(&self) -> Option<&'static str> {
        let space = &self.sign_in;
        if space.has_unkept() {
            return Some(
                "New tokens came and are not kept yet. The old refresh token may be good no more, so they would be lost: stay, and keep them in Vault",
            );
        }
        if space.is_entry_under_way() {
            return Some(
                "Something is being done with an entry at its provider. New tokens that come of it would be lost",
            );
        }
        let is_login = space.under_way().is_some();
        is_login
            .then_some("A login is under way. It would be ended, and what it brings would be lost")
    }
}

pub(super) fn act(model: &mut Model, action: CloseAction) -> Vec<Effect> {
    model.closing = match action {
        CloseAction::Ask => Closing::Asked,
        CloseAction::Stay => Closing::No,
        CloseAction::Close => Closing::Agreed,
    };
    match action {
        CloseAction::Close => vec![Effect::CloseWindow],
        CloseAction::Ask | CloseAction::Stay => Vec::new(),
    }
}
