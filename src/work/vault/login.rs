//! What a login takes out of the vault, and what it leaves there.

use super::Desk;
use super::trouble::Trouble;
use crate::app::{FetchedSecrets, LoginKeep, Wanted};
use crate::flows::login_tokens;
use crate::report::capital;
use crate::store::StoreError;
use crate::vault::{Entry, Id, IndexError, LoginTokens, proof_entry};

impl Desk {
    /// What a login needs. What is done with it is noted once it is sent.
    pub(super) fn fetch(&mut self, wanted: Wanted, now: i64) -> Result<FetchedSecrets, Trouble> {
        let vault = &mut self.open.as_mut().ok_or(Trouble::NotOpen)?.vault;
        let index = vault.open(now)?.index;
        let proof = match &wanted.proof {
            Some((profile, id)) => Some(proof_entry(&index, id, profile).map_err(|error| {
                Trouble::Said(format!(
                    "{}; keep it again, or type it here",
                    capital(&error.to_string())
                ))
            })?),
            None => None,
        };
        let tokens = wanted.tokens.iter().map(|id| {
            let gone = StoreError::Index(IndexError::Gone);
            index.get(id).ok_or(gone)
        });
        let tokens = tokens.collect::<Result<Vec<&Entry>, _>>()?;
        let all: Vec<&Entry> = proof.into_iter().chain(tokens).collect();
        let secrets = vault.store().get(&all)?;
        let mut pairs = all.into_iter().cloned().zip(secrets);
        let proof = proof.and_then(|_| pairs.next());
        Ok(FetchedSecrets {
            proof,
            tokens: pairs.collect(),
        })
    }

    /// Keeps the tokens of a login: the entries, that of the access token first, and what else is to
    /// be said.
    pub(super) fn keep_login(
        &mut self,
        keep: &LoginKeep,
        now: i64,
    ) -> Result<(Vec<Id>, Vec<String>), Trouble> {
        let vault = &mut self.open.as_mut().ok_or(Trouble::NotOpen)?.vault;
        let profile = &keep.profile;
        let tokens = LoginTokens {
            label: keep.label.clone(),
            profile: Some(profile.name.clone()),
            replaces: keep.replaces.clone(),
            ..login_tokens(
                profile,
                &keep.tokens,
                keep.account.clone(),
                keep.was_refreshed,
            )
        };
        let kept = vault.keep_login(&tokens, now)?;
        let said = kept.left.into_iter().map(|entry| {
            let (label, whose) = (entry.label, entry.account.unwrap_or_default());
            format!("{label} is still that of {whose}, for whom this login was not")
        });
        let ids = kept.entries.into_iter().map(|entry| entry.id);
        Ok((ids.collect(), said.collect()))
    }
}
