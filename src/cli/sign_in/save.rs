//! What of a login is kept in the vault.

use super::plan;
use crate::cli::oauth_args::LoginArguments;
use crate::cli::vault::LoginVault;
use crate::cli::{Failure, Streams};
use crate::flows::{dpop_key, login_account, login_tokens};
use crate::jose::signing::SigningKey;
use crate::oauth::{Outcome, Plan, Profile, Task, Tokens};
use crate::report::Json;
use crate::store::KeptLogin;
use crate::vault::{Kind, LOGIN_KINDS, LoginTokens, login_label};
use crate::wire::object;

/// What is known of the tokens before they come.
pub(super) struct Save {
    label: String,
    /// The profile's name, where one was named.
    name: Option<String>,
    profile: Profile,
    /// The key that they are bound to.
    dpop_key: Option<SigningKey>,
    was_refreshed: bool,
}

impl Save {
    /// Tries the vault where tokens are to be kept. Nothing is sent yet.
    pub(super) fn open(
        arguments: &LoginArguments,
        plan: &mut Plan,
        vault: &mut Option<LoginVault>,
        streams: &mut Streams<'_>,
    ) -> Result<Option<Self>, Failure> {
        let Some(label) = &arguments.save else {
            return Ok(None);
        };
        let vault = match vault {
            Some(vault) => vault,
            None => vault.insert(LoginVault::new(&arguments.store, streams)?),
        };
        vault.prepare(label, streams)?;
        let was_refreshed = matches!(plan.task, Task::Refresh { .. });
        let profile = plan.profile.clone();
        if profile.dpop && plan.dpop_key.is_none() {
            // What is refreshed is used with the key that it is bound to.
            let kept = match was_refreshed {
                true => vault.dpop_key(label, streams)?,
                false => None,
            };
            let name = login_label(label, Kind::SigningKey);
            let kept = kept.map(|text| plan::key_in(text.expose(), &name));
            plan.dpop_key = kept.transpose()?;
            let wants_one = plan.wants_dpop_key();
            if wants_one.map_err(|error| Failure::Arguments(error.to_string()))? {
                plan.dpop_key = dpop_key();
            }
        }
        Ok(Some(Self {
            label: label.clone(),
            name: arguments.client.profile.clone(),
            profile,
            dpop_key: plan.dpop_key.clone(),
            was_refreshed,
        }))
    }

    /// Keeps the tokens of a login that went as it should. Of a refresh that did not, the new
    /// refresh token is kept apart. What could not be kept is said.
    pub(super) fn keep(
        self,
        outcome: &Outcome,
        vault: &mut LoginVault,
        streams: &mut Streams<'_>,
    ) -> Saved {
        let are_refused = outcome.tokens().is_none();
        let tokens = outcome.tokens().or(outcome.refused_tokens());
        let is_worth_it =
            |tokens: &&Tokens| !are_refused || (self.was_refreshed && tokens.is_refresh_token_new);
        let Some(tokens) = tokens.filter(is_worth_it) else {
            return Saved::default();
        };
        let account = login_account(tokens.id_token.as_ref(), outcome.claims.as_ref());
        let tokens = LoginTokens {
            label: self.label,
            profile: self.name,
            ..login_tokens(
                &self.profile,
                tokens,
                self.dpop_key.as_ref(),
                account,
                self.was_refreshed,
            )
        };
        let kept = match are_refused {
            true => vault.keep_unchecked(&tokens, streams).map(Saved::apart),
            false => vault.keep(&tokens, streams).map(Saved::of),
        };
        kept.unwrap_or_else(|error| {
            // The login went as it should, and what it brought is still shown.
            let told = format!("the tokens came, but they could not be kept: {error}");
            let _ = Failure::Login(told).write(streams.error);
            let came = LOGIN_KINDS.into_iter();
            let came = came.filter(|kind| tokens.token(*kind).is_some());
            Saved {
                labels: Vec::new(),
                not: came.map(|kind| (kind, error.to_string())).collect(),
            }
        })
    }
}

/// What became of the tokens.
#[derive(Default)]
pub(super) struct Saved {
    /// The labels under which they are kept.
    labels: Vec<String>,
    /// What is not kept, and why.
    not: Vec<(Kind, String)>,
}

impl Saved {
    fn of(kept: KeptLogin) -> Self {
        let left_out = kept.left_out.into_iter();
        let labels = kept.entries.into_iter().map(|entry| entry.label);
        Self {
            labels: labels.collect(),
            not: left_out
                .map(|(kind, why)| (kind, why.to_string()))
                .collect(),
        }
    }

    fn apart(label: Option<String>) -> Self {
        Self {
            labels: label.into_iter().collect(),
            not: Vec::new(),
        }
    }

    /// Whether something is kept.
    pub(super) fn is_something(&self) -> bool {
        !self.labels.is_empty()
    }

    /// Whether all that was to be kept is.
    pub(super) fn is_whole(&self) -> bool {
        self.not.is_empty()
    }

    /// As `--format json` prints it: `saved`, and `not_saved` where there is any.
    pub(super) fn members(&self) -> Vec<(String, Json)> {
        let labels = self.labels.iter().cloned().map(Json::String).collect();
        let mut members = vec![("saved".to_owned(), Json::Array(labels))];
        let not = self.not.iter().map(|(kind, why)| {
            object(vec![
                ("kind", Json::String(kind.as_str().to_owned())),
                ("reason", Json::String(why.clone())),
            ])
        });
        if !self.is_whole() {
            members.push(("not_saved".to_owned(), Json::Array(not.collect())));
        }
        members
    }
}
