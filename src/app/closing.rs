//! Before the window closes: what would be lost is asked about first.

use super::{Effect, Model, Phase};

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
        if space.under_way().is_some() {
            return Some(
                "A login is under way. It would be ended, and what it brings would be lost",
            );
        }
        // What is done in a moment is done before the window is gone.
        let waited = self.vault.waited.as_ref();
        let is_slow = waited.is_some_and(|waited| !waited.is_fetch && waited.told.is_some());
        (is_slow && self.vault.phase == Phase::Open).then_some(
            "The keyring is waited for. What is being kept or changed there would be left undone",
        )
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Action, StoreChoice, VaultAction, update};

    fn asked(model: &mut Model) -> Option<&'static str> {
        update(model, Action::Close(CloseAction::Ask));
        model.close_question()
    }

    #[test]
    fn a_keyring_that_is_still_asking_somebody_is_not_left_unasked() {
        let mut model = Model::default();
        assert!(model.may_close() && asked(&mut model).is_none());
        model.vault.phase = Phase::Open;
        model.vault.store = Some(StoreChoice::Keyring);
        update(&mut model, Action::Vault(VaultAction::Survey));
        assert!(model.may_close(), "it is done in a moment");
        let told = "The keyring is locked and asks for its password in another window";
        update(&mut model, Action::Vault(VaultAction::Waiting(told)));
        assert!(!model.may_close());
        assert!(asked(&mut model).is_some_and(|lost| lost.contains("keyring")));
        update(&mut model, Action::Close(CloseAction::Stay));
        assert!(model.close_question().is_none() && !model.may_close());
        let effects = update(&mut model, Action::Close(CloseAction::Close));
        assert!(matches!(effects.as_slice(), [Effect::CloseWindow]));
        assert!(model.may_close());
    }
}
