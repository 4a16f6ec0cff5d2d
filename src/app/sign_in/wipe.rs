//! How long what is typed for a profile stays in memory.
//!
//! A client secret is needed again once the tokens are there: to refresh, to introspect, to revoke.
//! So it stays while its profile is shown and used, and no longer: it is wiped when another profile
//! is shown, and some minutes after it was last typed or used. A password and a refresh token are
//! used up by the login that they are for.

use super::{Errand, RunState, SignInSpace, Typed};
use crate::app::REVEAL_SECONDS;

/// A typed secret is wiped so many seconds after it was last typed or used: as long as a login waits
/// for the browser, so that none is asked for twice in one.
pub const TYPED_SECONDS: i64 = 300;

impl Typed {
    fn holds_secret(&self) -> bool {
        let secrets = [&self.secret, &self.key, &self.password, &self.refresh_token];
        secrets.iter().any(|secret| !secret.is_empty())
    }

    fn wipe(&mut self) {
        self.secret = Default::default();
        self.key = Default::default();
        self.use_up();
    }

    fn use_up(&mut self) {
        self.password = Default::default();
        self.refresh_token = Default::default();
    }
}

impl SignInSpace {
    /// In how many seconds something typed is wiped or masked, at the latest.
    pub(in crate::app) fn next_wipe(&self, now: i64) -> Option<u64> {
        let held = self.typed.values().filter(|typed| typed.holds_secret());
        let wiped = held.map(|typed| typed.at.saturating_add(TYPED_SECONDS));
        let masked = self.reveal.then_some(self.mask_at());
        let next = wiped.chain(masked).chain(self.next_mask()).min()?;
        Some(next.saturating_sub(now).max(1).unsigned_abs())
    }

    fn mask_at(&self) -> i64 {
        self.revealed_at.saturating_add(REVEAL_SECONDS)
    }

    /// Another profile is shown.
    pub(super) fn leave(&mut self) {
        self.reveal = false;
        let left = self.selected.as_ref();
        if let Some(typed) = left.and_then(|name| self.typed.get_mut(name)) {
            typed.wipe();
        }
    }

    /// What was typed for a profile is used.
    pub(super) fn used(&mut self, name: &str, now: i64) {
        if let Some(typed) = self.typed.get_mut(name) {
            typed.at = now;
        }
    }

    /// A login is over.
    pub(super) fn ended(&mut self, ticket: u64, now: i64) {
        let mut runs = self.runs.iter();
        let Some((name, run)) = runs.find(|(_, run)| run.ticket == ticket) else {
            return;
        };
        if let Some(typed) = self.typed.get_mut(name) {
            typed.at = now;
            if run.errand == Errand::SignIn && matches!(run.state, RunState::Succeeded) {
                typed.use_up();
            }
        }
    }

    /// The time goes on. A clock that was set back makes nothing last longer.
    pub(in crate::app) fn tick(&mut self, now: i64) {
        self.mask_over(now);
        self.revealed_at = self.revealed_at.min(now);
        if self.reveal && self.mask_at() <= now {
            self.reveal = false;
        }
        for (name, typed) in &mut self.typed {
            typed.at = typed.at.min(now);
            let run = self.runs.get(name);
            let is_used = run.is_some_and(|run| run.state.is_under_way());
            if !is_used && typed.at.saturating_add(TYPED_SECONDS) <= now {
                typed.wipe();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Action, Model, Page, SecretText, SignInAction, TypedField, update};
    use crate::oauth::{Profile, ProfilesRead};

    const NOW: i64 = 1_000;

    /// Two profiles, and something typed for the first.
    fn typed() -> Model {
        let mut model = Model {
            page: Page::SignIn,
            now: NOW,
            ..Model::default()
        };
        let mut read = ProfilesRead::default();
        let profiles = ["a", "b"].map(|name| Profile {
            name: name.into(),
            issuer: Some("https://id.example".into()),
            client_id: "app".into(),
            ..Profile::default()
        });
        read.profiles.list.extend(profiles);
        act(&mut model, SignInAction::Loaded(Box::new(read)));
        for field in [
            TypedField::Secret,
            TypedField::Key,
            TypedField::Password,
            TypedField::RefreshToken,
        ] {
            let text = SecretText::from("hunter2".to_owned());
            act(&mut model, SignInAction::Type(field, text));
        }
        model
    }

    fn act(model: &mut Model, action: SignInAction) {
        update(model, Action::SignIn(action));
    }

    fn held(model: &Model) -> bool {
        model.sign_in.typed.values().any(Typed::holds_secret)
    }

    #[test]
    fn what_is_typed_is_wiped_when_another_profile_is_shown() {
        let mut model = typed();
        act(&mut model, SignInAction::Select("a".into()));
        assert!(held(&model), "it is the same profile");
        act(&mut model, SignInAction::Select("b".into()));
        assert!(!held(&model));
    }

    #[test]
    fn what_is_typed_is_wiped_when_it_was_not_used_for_a_time() {
        let mut model = typed();
        assert_eq!(model.next_change(), Some(TYPED_SECONDS as u64));
        update(&mut model, Action::Tick(NOW + TYPED_SECONDS - 1));
        assert!(held(&model));
        update(&mut model, Action::Tick(NOW + TYPED_SECONDS));
        assert!(!held(&model));
        assert_eq!(model.next_change(), None);
    }

    #[test]
    fn a_secret_that_is_used_stays_and_what_is_used_up_goes() {
        let mut model = typed();
        act(&mut model, SignInAction::Run(Errand::SignIn));
        let ticket = model.sign_in.run().unwrap().ticket;
        update(&mut model, Action::Tick(NOW + TYPED_SECONDS));
        assert!(held(&model), "the login is under way");
        let ended = super::super::Ended {
            error: None,
            is_cancelled: false,
            obtained: None,
            active: None,
            findings: Vec::new(),
        };
        let told = super::super::Told::Ended(Box::new(ended));
        act(&mut model, SignInAction::Told(ticket, told));
        let typed = model.sign_in.typed();
        assert_eq!(&*typed.secret, "hunter2", "tokens are refreshed with it");
        assert!(typed.password.is_empty() && typed.refresh_token.is_empty());
        update(&mut model, Action::Tick(NOW + 2 * TYPED_SECONDS));
        assert!(!held(&model));
    }

    #[test]
    fn a_typed_secret_that_is_revealed_is_masked_again() {
        let mut model = typed();
        act(&mut model, SignInAction::RevealTyped(true));
        assert_eq!(model.next_change(), Some(REVEAL_SECONDS as u64));
        update(&mut model, Action::Tick(NOW + REVEAL_SECONDS - 1));
        assert!(model.sign_in.reveal);
        update(&mut model, Action::Tick(NOW + REVEAL_SECONDS));
        assert!(!model.sign_in.reveal && held(&model));
    }
}
