//! How it looks where a login is kept, used and given back, in both themes.

use super::desk::{Desk, NOW};
use super::entry::press;
use super::looks::look;
use super::sign_in::scene::{Stage, ended, obtained, page, profiles, signed_in, token};
use egui::{Key, Modifiers};
use egui_kittest::SnapshotResults;
use tokenscope::app::{Action, Effect, ThemeChoice, Told};
use tokenscope::jose::{Curve, KeyKind, generate};
use tokenscope::report::Secret;
use tokenscope::work::{Inline, Outside, Runner};

/// Keeps what is to be kept in memory; what is asked of a provider is told by the test.
pub(crate) struct Mixed {
    pub(crate) stage: Stage,
    pub(crate) inline: Inline,
}

impl Runner for Mixed {
    fn run(&mut self, effect: Effect) {
        match effect {
            Effect::SignIn(_) | Effect::Cancel(_) | Effect::GoOn { .. } => self.stage.run(effect),
            other => self.inline.run(other),
        }
    }

    fn actions(&mut self) -> Vec<Action> {
        let mut actions = self.stage.actions();
        actions.extend(self.inline.actions());
        actions
    }

    fn copy_secret(&mut self, secret: &Secret) -> bool {
        self.inline.copy_secret(secret)
    }
}

pub(super) fn mixed(theme: ThemeChoice) -> (Desk, Stage) {
    page(|stage| {
        let inline = Inline::new(Outside::none());
        Desk::with(Mixed { stage, inline }, 1280.0, 800.0, theme, 1.0)
    })
}

#[test]
fn a_login_that_is_kept() {
    let mut results = SnapshotResults::new();
    for (theme, told) in [(ThemeChoice::Dark, "dark"), (ThemeChoice::Light, "light")] {
        let (mut desk, stage) = mixed(theme);
        let mut picture = |desk: &mut Desk, name: &str| {
            results.add(look(desk, &format!("{name}-{told}")));
        };
        // The client's secret is kept, and the tokens.
        desk.write("The client secret", "hunter2");
        picture(&mut desk, "sign-in-typed");
        desk.click("Keep in the vault");
        desk.click("Use memory only");
        desk.click("Keep it");
        picture(&mut desk, "sign-in-kept");
        signed_in(&mut desk, &stage);
        desk.click("Save the tokens to the vault…");
        picture(&mut desk, "vault-login");
        desk.click("Keep them");
        picture(&mut desk, "vault-entry");
        // It is refreshed.
        press(&mut desk, "Refresh the login at the provider");
        let host = "id.northwind.example".to_owned();
        let url = format!("https://{host}/token");
        stage.tell(&mut desk, vec![Told::Asking { host, url }]);
        desk.expect(&["Refreshing: asking id.northwind.example…"]);
        picture(&mut desk, "vault-refreshing");
        let steps = Told::Steps(vec![token(true)]);
        let failed = ended(Some("the refresh token is not valid any more"), None);
        stage.tell(&mut desk, vec![steps, failed]);
        desk.settle();
        picture(&mut desk, "vault-not-refreshed");
        press(&mut desk, "Refresh the login at the provider");
        let mut new = obtained();
        new.tokens.refresh_token = Some(Secret::from("refresh-hunter3".to_owned()));
        new.tokens.expires_at = Some(NOW + 3_600);
        stage.tell(&mut desk, vec![ended(None, Some(new))]);
        desk.settle();
        // And given back.
        desk.click("Northwind staging-refresh, Refresh token");
        desk.click("Revoke the token at the provider");
        picture(&mut desk, "vault-revoke");
        press(&mut desk, "Revoke it for good");
        stage.tell(&mut desk, vec![ended(None, None)]);
        desk.settle();
        picture(&mut desk, "vault-revoked");
    }
}

#[test]
fn a_key_that_tokens_are_bound_to() {
    let mut results = SnapshotResults::new();
    for (theme, told) in [(ThemeChoice::Dark, "dark"), (ThemeChoice::Light, "light")] {
        let (mut desk, stage) = mixed(theme);
        let mut read = profiles();
        read.profiles.list[0].dpop = true;
        stage.load(&mut desk, read);
        desk.press(Modifiers::COMMAND, Key::Enter);
        let mut bound = obtained();
        bound.dpop_key = Some(generate(KeyKind::Ec(Curve::P256)).unwrap());
        stage.tell(&mut desk, vec![ended(None, Some(bound))]);
        desk.click("Save the tokens to the vault…");
        desk.click("Use memory only");
        desk.click("Keep them");
        desk.click("Northwind staging-dpop, Signing key");
        results.add(look(&mut desk, &format!("vault-bound-{told}")));
    }
}
