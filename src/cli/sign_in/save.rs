//! What of a login is kept in the vault.

use crate::cli::oauth_args::LoginArguments;
use crate::cli::vault::LoginVault;
use crate::cli::{Failure, Streams};
use crate::flows::{login_account, login_tokens};
use crate::oauth::{Outcome, Plan, Profile, Task};
use crate::vault::LoginTokens;

/// What is known of the tokens before they come.
pub(super) struct Save {
    label: String,
    /// The profile's name, where one was named.
    name: Option<String>,
    profile: Profile,
    was_refreshed: bool,
}

impl Save {
    /// Tries the vault where tokens are to be kept. Nothing is sent yet.
    pub(super) fn open(
        arguments: &LoginArguments,
        plan: &Plan,
        vault: &mut Option<LoginVault>,
        streams: &mut Streams<'_>,
    ) -> Result<Option<Self>, Failure> {
        let Some(label) = &arguments.save else {
            return Ok(None);
        };
        let profile = &plan.profile;
        if profile.dpop && plan.dpop_key.is_none() {
            return Err(Failure::Arguments(
                "tokens that are bound to a new key (DPoP) are of no use once it is gone; to keep them, give a key of your own: --dpop-key FILE"
                    .to_owned(),
            ));
        }
        let vault = match vault {
            Some(vault) => vault,
            None => vault.insert(LoginVault::new(&arguments.store, streams)?),
        };
        vault.prepare(label, streams)?;
        Ok(Some(Self {
            label: label.clone(),
            name: arguments.client.profile.clone(),
            profile: profile.clone(),
            was_refreshed: matches!(plan.task, Task::Refresh { .. }),
        }))
    }

    /// Keeps the tokens of a login that went as it should, and gives their labels; nothing where it
    /// did not.
    pub(super) fn keep(
        self,
        outcome: &Outcome,
        vault: &mut LoginVault,
        streams: &mut Streams<'_>,
    ) -> Result<Vec<String>, Failure> {
        let Some(tokens) = outcome.tokens() else {
            return Ok(Vec::new());
        };
        let account = login_account(tokens.id_token.as_ref(), outcome.claims.as_ref());
        let tokens = LoginTokens {
            label: self.label,
            profile: self.name,
            ..login_tokens(&self.profile, tokens, account, self.was_refreshed)
        };
        vault.keep(&tokens, streams).map_err(|error| {
            Failure::Login(format!(
                "the tokens came, but they could not be kept: {error}"
            ))
        })
    }
}
