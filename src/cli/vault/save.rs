//! The vault of `tokenscope login` and what asks a provider beside it: what the client proves itself
//! with is taken from it, and the tokens are kept in it.

use super::args::StoreArguments;
use super::opening::Opening;
use super::{Failure, Session, Streams, say, say_not_noted};
use crate::oauth::{Outcome, Profile, asked_of};
use crate::report::Secret;
use crate::store::StoreError;
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

    /// Keeps the tokens, and gives the labels under which they are now. What else is to be known is
    /// said.
    pub(in crate::cli) fn keep(
        &mut self,
        tokens: &LoginTokens,
        streams: &mut Streams<'_>,
    ) -> Result<Vec<String>, Failure> {
        let now = Timestamp::now().as_second();
        let vault = self.session.opening.for_secrets(streams)?;
        let kept = vault.keep_login(tokens, now)?;
        say_not_noted(vault, streams);
        let labels: Vec<String> = kept.entries.into_iter().map(|entry| entry.label).collect();
        let place = self.session.opening.kind().sentence();
        say(&format!("kept in {place}: {}", labels.join(", ")), streams);
        for entry in kept.left {
            let (label, whose) = (entry.label, entry.account.unwrap_or_default());
            say(
                &format!("{label} is still that of {whose:?}, for whom this login was not"),
                streams,
            );
        }
        Ok(labels)
    }
}
