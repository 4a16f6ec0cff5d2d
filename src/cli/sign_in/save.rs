//! What of a login is kept in the vault.

use crate::cli::oauth_args::LoginArguments;
use crate::cli::vault::Saving;
use crate::cli::{Failure, Streams};
use crate::jose::jws::read_compact;
use crate::oauth::{ANY_ISSUER, Outcome, Plan, Profile, Task, Tokens};
use crate::report::Json;
use crate::store::LoginTokens;
use crate::wire::Show;

/// A vault that waits, and what is known of the tokens before they come.
pub(super) struct Save {
    vault: Saving,
    known: LoginTokens,
}

impl Save {
    /// Opens the vault where tokens are to be kept. Nothing is sent yet.
    pub(super) fn open(
        arguments: &LoginArguments,
        plan: &Plan,
        streams: &mut Streams<'_>,
    ) -> Result<Option<Self>, Failure> {
        let Some(label) = &arguments.save else {
            if arguments.store.is_given() {
                return Err(Failure::Arguments(
                    "a store is named, and nothing is to be kept; give --save LABEL, or leave the store out"
                        .to_owned(),
                ));
            }
            return Ok(None);
        };
        let profile = &plan.profile;
        if profile.dpop && plan.dpop_key.is_none() {
            return Err(Failure::Arguments(
                "tokens that are bound to a new key (DPoP) are of no use once it is gone; to keep them, give a key of your own: --dpop-key FILE"
                    .to_owned(),
            ));
        }
        let was_refreshed = matches!(plan.task, Task::Refresh { .. });
        let known = LoginTokens {
            provider: provider(profile),
            profile: arguments.client.profile.clone(),
            // A refresh asks for no scopes: they stay as they were (RFC 6749 §6).
            scopes: match was_refreshed {
                true => Vec::new(),
                false => profile.scopes.clone(),
            },
            was_refreshed,
            ..LoginTokens::default()
        };
        let vault = Saving::open(&arguments.store, label, streams)?;
        Ok(Some(Self { vault, known }))
    }

    /// Keeps the tokens of a login that went as it should, and gives their labels; nothing where it
    /// did not.
    pub(super) fn keep(
        self,
        outcome: &Outcome,
        streams: &mut Streams<'_>,
    ) -> Result<Vec<String>, Failure> {
        let Some(tokens) = outcome.tokens() else {
            return Ok(Vec::new());
        };
        let known = LoginTokens {
            account: subject(tokens).or_else(|| {
                let claimed = outcome.claims.as_ref()?.get("sub")?.as_text()?;
                Some(claimed.text(Show::Revealed).into_owned())
            }),
            scopes: tokens.scope.clone().unwrap_or(self.known.scopes),
            access_token: tokens.access_token.clone(),
            refresh_token: tokens.refresh_token.clone(),
            id_token: tokens.id_token.clone(),
            expires: tokens.expires_at,
            ..self.known
        };
        let kept = self.vault.keep(known, streams);
        kept.map_err(|error| {
            Failure::Login(format!(
                "the tokens came, but they could not be kept: {error}"
            ))
        })
    }
}

/// Who issues the tokens, as far as the profile says it.
fn provider(profile: &Profile) -> Option<String> {
    let known = Some(&profile.provider).filter(|id| *id != ANY_ISSUER);
    profile.issuer.as_ref().or(known).cloned()
}

/// Whose the ID token is; it was judged before.
fn subject(tokens: &Tokens) -> Option<String> {
    let token = std::str::from_utf8(tokens.id_token.as_ref()?.expose()).ok()?;
    let jws = read_compact(token);
    let claims = jws.payload.claims()?;
    let (_, subject) = claims.iter().find(|(name, _)| name == "sub")?;
    Json::as_str(subject).map(str::to_owned)
}
