//! A refresh token that came with tokens that were refused, kept apart from the login.

use super::keep::Replacement;
use super::{Vault, new_id};
use crate::store::StoreError;
use crate::vault::{Entry, IndexError, Kind, LoginTokens, What, unchecked_of};

impl Vault {
    /// Keeps the refresh token of tokens that were refused, in the place of none but the one that
    /// was kept so before. Nothing where the server gave the same one that is kept already.
    ///
    /// # Errors
    /// As [`Vault::add`].
    pub fn keep_unchecked(
        &mut self,
        tokens: &LoginTokens,
        now: i64,
    ) -> Result<Option<Entry>, StoreError> {
        let Some(secret) = tokens.refresh_token.clone() else {
            return Ok(None);
        };
        let index = self.open(now)?.index;
        let own = tokens.own(&index, Kind::RefreshToken);
        let kept = own.and_then(|own| self.store.get(&[own]).ok()?.pop());
        if kept.is_some_and(|kept| kept.is_same(&secret)) {
            return Ok(None);
        }
        let login = match tokens.login(&index) {
            Some(login) => login,
            None => new_id()?,
        };
        if let Some(before) = unchecked_of(&index, &login) {
            let changes = vec![Replacement::of(before.clone(), secret)];
            return Ok(self.replace(changes, &What::Replaced, now)?.pop());
        }
        let draft = tokens.unchecked(&index, login.clone());
        let entry = self.add(draft, secret, now)?;
        if let Some(own) = own.filter(|own| own.login.is_none()) {
            // Together from now on: used, the one takes the other's place.
            let joined = self.change(|index| {
                let mut entries = index.entries.iter_mut();
                let entry = entries.find(|entry| entry.id == own.id);
                let entry = entry.ok_or(IndexError::Gone)?;
                entry.login = Some(login);
                Ok(entry.clone())
            })?;
            self.describe(std::slice::from_ref(&joined));
        }
        Ok(Some(entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Secret;
    use crate::store::MemoryStore;
    use crate::vault::is_unchecked;

    fn tokens(access: &str, refresh: &str) -> LoginTokens {
        let secret = |text: &str| Some(Secret::from(text.to_owned()));
        LoginTokens {
            label: "work".into(),
            access_token: secret(access),
            refresh_token: secret(refresh),
            was_refreshed: true,
            ..LoginTokens::default()
        }
    }

    fn kept(vault: &mut Vault) -> Vec<(String, String)> {
        let entries = vault.open(9).unwrap().index.entries;
        let read = entries.into_iter().map(|entry| {
            let secret = vault.store().get(&[&entry]).unwrap().remove(0);
            let text = String::from_utf8(secret.expose().to_vec()).unwrap();
            (entry.label, text)
        });
        read.collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = pairs.iter().map(|(a, b)| ((*a).into(), (*b).into()));
        owned.collect()
    }

    #[test]
    fn a_refresh_token_of_refused_tokens_is_kept_apart_until_one_is_checked() {
        let mut vault = Vault::new(Box::new(MemoryStore::default()), None);
        vault.keep_login(&tokens("a", "r"), 1).unwrap();
        let apart = vault
            .keep_unchecked(&tokens("x", "r2"), 2)
            .unwrap()
            .unwrap();
        assert!(is_unchecked(&apart) && apart.note.is_some());
        let old = [("work", "a"), ("work-refresh", "r")];
        let with = |refresh| [&old[..], &[("work-refresh-unchecked", refresh)]].concat();
        assert_eq!(kept(&mut vault), pairs(&with("r2")));
        // Refused again, the newer one is the one that may be good.
        vault.keep_unchecked(&tokens("x", "r3"), 3).unwrap();
        assert_eq!(kept(&mut vault), pairs(&with("r3")));
        // Used, it brings tokens that hold: they take the places of the login's.
        let index = vault.open(4).unwrap().index;
        let mut came = tokens("a4", "r4");
        came.replaces = index.entries.iter().rev().map(|e| e.id.clone()).collect();
        vault.keep_login(&came, 4).unwrap();
        let new = [("work", "a4"), ("work-refresh", "r4")];
        assert_eq!(kept(&mut vault), pairs(&new));
    }

    #[test]
    fn the_same_refresh_token_again_is_not_kept_twice() {
        let mut vault = Vault::new(Box::new(MemoryStore::default()), None);
        vault.keep_login(&tokens("a", "r"), 1).unwrap();
        assert!(
            vault
                .keep_unchecked(&tokens("x", "r"), 2)
                .unwrap()
                .is_none()
        );
        assert_eq!(kept(&mut vault).len(), 2);
    }

    #[test]
    fn one_that_came_for_a_lone_refresh_token_is_its_companion() {
        let mut vault = Vault::new(Box::new(MemoryStore::default()), None);
        let draft = crate::vault::Draft {
            label: "mine".into(),
            kind: Some(Kind::RefreshToken),
            ..Default::default()
        };
        let lone = vault.add(draft, Secret::from("r".to_owned()), 1).unwrap();
        let came = LoginTokens {
            label: "mine".into(),
            replaces: vec![lone.id.clone()],
            ..tokens("x", "r2")
        };
        vault.keep_unchecked(&came, 2).unwrap();
        let index = vault.open(3).unwrap().index;
        assert_eq!(index.companions(index.get(&lone.id).unwrap()).len(), 1);
    }
}
