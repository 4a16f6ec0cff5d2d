//! What a login takes out of the vault, and what it leaves there.

use super::Desk;
use super::trouble::Trouble;
use crate::app::{FetchedSecrets, LoginKeep, LoginKept, Wanted};
use crate::flows::login_tokens;
use crate::report::capital;
use crate::store::StoreError;
use crate::vault::{Entry, IndexError, LoginTokens, proof_entry};

impl Desk {
    /// What a login needs. What is done with it is noted once it is sent.
    pub(super) fn fetch(&mut self, wanted: Wanted, now: i64) -> Result<FetchedSecrets, Trouble> {
        let vault = &mut self.open.as_mut().ok_or(Trouble::NotOpen)?.vault;
        let index = vault.open(now)?.index;
        let proof = match &wanted.proof {
            Some(wanted) => {
                let asked = wanted.asked.as_deref();
                let found = proof_entry(&index, &wanted.entry, &wanted.profile, asked);
                Some(found.map_err(|error| {
                    Trouble::Said(format!(
                        "{}; keep it again, or type it here",
                        capital(&error.to_string())
                    ))
                })?)
            }
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

    /// Keeps the tokens of a login; of such as were refused the refresh token alone, apart.
    pub(super) fn keep_login(&mut self, keep: &LoginKeep, now: i64) -> Result<LoginKept, Trouble> {
        let vault = &mut self.open.as_mut().ok_or(Trouble::NotOpen)?.vault;
        let profile = &keep.profile;
        let tokens = LoginTokens {
            label: keep.label.clone(),
            profile: Some(profile.name.clone()),
            replaces: keep.replaces.clone(),
            ..login_tokens(
                profile,
                &keep.tokens,
                keep.dpop_key.as_ref(),
                keep.account.clone(),
                keep.was_refreshed,
            )
        };
        if keep.are_refused {
            let apart = vault.keep_unchecked(&tokens, now)?;
            return Ok(LoginKept {
                apart: apart.map(|entry| entry.label),
                ..LoginKept::default()
            });
        }
        let kept = vault.keep_login(&tokens, now)?;
        let said = kept.sentences();
        if kept.entries.is_empty() && !said.is_empty() {
            return Err(Trouble::Said(capital(&said.join("; "))));
        }
        Ok(LoginKept {
            ids: kept.entries.iter().map(|entry| entry.id.clone()).collect(),
            said,
            is_part: !kept.left_out.is_empty(),
            apart: None,
        })
    }
}
