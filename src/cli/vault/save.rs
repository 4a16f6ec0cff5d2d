//! The vault of `tokenscope login` and what asks a provider beside it: what the client proves itself
//! with is taken from it, and the tokens are kept in it.

use super::args::StoreArguments;
use super::opening::Opening;
use super::{Failure, Session, Streams, say, say_not_noted};
use crate::oauth::{Outcome, Profile, asked_of};
use crate::report::Secret;
use crate::store::{KeptLogin, StoreError};
use crate::vault::{
    Entry, EntryError, Id, Kind, LoginTokens, What, in_the_way, login_label, proof_entry,
};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// A vault that waits for what comes.
pub(in crate::cli) struct LoginVault {
    session: Session,
    /// The entry whose secret is used.
    used: Option<Id>,
}

impl LoginVault {
    /// The vault that the arguments name. Nothing is opened yet.
    pub(in crate::cli) fn new(
        store: &StoreArguments,
        streams: &mut Streams<'_>,
    ) -> Result<Self, Failure> {
        let opening = Opening::new(store, streams)?;
        let now = Timestamp::now().as_second();
        Ok(Self {
            session: Session { opening, now },
            used: None,
        })
    }

    /// What the client of a profile proves itself with, and what it is.
    pub(in crate::cli) fn proof(
        &mut self,
        profile: &Profile,
        id: &str,
        streams: &mut Streams<'_>,
    ) -> Result<(Entry, Secret), Failure> {
        let index = self.session.index(streams)?;
        let asked = asked_of(profile);
        let entry = proof_entry(&index, id, &profile.name, asked.as_deref());
        let entry = entry.map_err(|error| {
            let place = self.session.opening.kind().sentence();
            Failure::Arguments(format!(
                "{error} (looked for in {place}); name its store with --store, keep it again in the window, or give --client-secret-env VAR or --client-key FILE"
            ))
        })?;
        let vault = self.session.vault(streams)?;
        // What is done with it is remembered once it is sent.
        let secret = vault.store().get(&[entry])?.pop();
        let secret = secret.ok_or(StoreError::NoMeans("secret"))?;
        self.used = Some(entry.id.clone());
        Ok((entry.clone(), secret))
    }

    /// Remembers where the secret that was used went.
    pub(in crate::cli) fn sent(&mut self, outcome: &Outcome, streams: &mut Streams<'_>) {
        let Some(id) = &self.used else {
            return;
        };
        let exchanges = outcome.steps.iter().filter_map(|s| s.exchange.as_ref());
        let hosts: BTreeSet<String> = exchanges.filter_map(|e| e.posted_to()).collect();
        let now = Timestamp::now().as_second();
        let Ok(vault) = self.session.opening.for_secrets(streams) else {
            return;
        };
        for host in hosts {
            vault.used(&[id], &What::Sent { host }, now);
        }
        say_not_noted(vault, streams);
    }

    /// Opens the vault and tries it, so that no token is got that cannot be kept under that name.
    pub(in crate::cli) fn prepare(
        &mut self,
        label: &str,
        streams: &mut Streams<'_>,
    ) -> Result<(), Failure> {
        let longest = login_label(label, Kind::RefreshToken);
        let trial = Entry::new(
            Id::numbered(0),
            Id::numbered(1),
            longest,
            Kind::RefreshToken,
            0,
        );
        let checked = match label.trim().is_empty() {
            true => Err(EntryError::NoLabel),
            false => trial.check(),
        };
        checked.map_err(StoreError::from)?;
        let index = self.session.index(streams)?;
        if let Some(there) = in_the_way(&index, label) {
            let there = &there.label;
            return Err(Failure::Arguments(format!(
                "there is an entry {there:?} already that came from no login; give --save another name, or remove the entry first: tokenscope vault remove"
            )));
        }
        self.session.vault(streams)?.prepare()?;
        Ok(())
    }

    /// The key that the tokens are bound to that an earlier login left under that name, as a JWK.
    pub(in crate::cli) fn dpop_key(
        &mut self,
        label: &str,
        streams: &mut Streams<'_>,
    ) -> Result<Option<Secret>, Failure> {
        let index = self.session.index(streams)?;
        let tokens = LoginTokens {
            label: label.to_owned(),
            ..LoginTokens::default()
        };
        let Some(entry) = tokens.own(&index, Kind::SigningKey) else {
            return Ok(None);
        };
        let vault = self.session.opening.for_secrets(streams)?;
        Ok(vault.store().get(&[entry])?.pop())
    }

    /// Keeps the tokens. What else is to be known is said.
    pub(in crate::cli) fn keep(
        &mut self,
        tokens: &LoginTokens,
        streams: &mut Streams<'_>,
    ) -> Result<KeptLogin, Failure> {
        let now = Timestamp::now().as_second();
        let vault = self.session.opening.for_secrets(streams)?;
        let kept = vault.keep_login(tokens, now)?;
        say_not_noted(vault, streams);
        let labels = kept.entries.iter().map(|entry| entry.label.as_str());
        let labels: Vec<&str> = labels.collect();
        if !labels.is_empty() {
            let place = self.session.opening.kind().sentence();
            say(&format!("kept in {place}: {}", labels.join(", ")), streams);
        }
        for sentence in kept.sentences() {
            say(&sentence, streams);
        }
        Ok(kept)
    }

    /// Keeps the refresh token of tokens that were refused apart from the login, and gives its
    /// label. Nothing where it is the one that is kept already.
    pub(in crate::cli) fn keep_unchecked(
        &mut self,
        tokens: &LoginTokens,
        streams: &mut Streams<'_>,
    ) -> Result<Option<String>, Failure> {
        let now = Timestamp::now().as_second();
        let vault = self.session.opening.for_secrets(streams)?;
        let Some(entry) = vault.keep_unchecked(tokens, now)? else {
            return Ok(None);
        };
        say_not_noted(vault, streams);
        let label = entry.label;
        let told = "the tokens were refused and are not kept, but the old refresh token may not be taken any more";
        say(&format!("{told}: the new one is kept as {label}"), streams);
        Ok(Some(label))
    }
}
