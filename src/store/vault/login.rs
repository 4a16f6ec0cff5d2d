//! The tokens of a login, kept together under one name.

use super::{Vault, checked, fits, new_id};
use crate::report::lower;
use crate::store::{Item, StoreError};
use crate::vault::{
    Entry, EntryError, Id, Index, Kind, LOGIN_KINDS, LoginPart, LoginTokens, What, read_secret,
    unchecked_of,
};

/// What is kept of a login.
#[derive(Clone, Debug, Default)]
pub struct KeptLogin {
    /// The entries of the tokens that came.
    pub entries: Vec<Entry>,
    /// Entries of an earlier login under that name, of somebody else, in whose place nothing came.
    pub left: Vec<Entry>,
    /// What came and cannot be kept, and why.
    pub left_out: Vec<(Kind, EntryError)>,
}

impl KeptLogin {
    /// What else is to be said than that it is kept, in sentences that begin small.
    pub fn sentences(&self) -> Vec<String> {
        let others = self.left.iter().map(|entry| {
            let whose = entry.account.as_deref().unwrap_or_default();
            let label = &entry.label;
            format!("{label} is still that of {whose:?}, for whom this login was not")
        });
        let left_out = self.left_out.iter();
        let left_out = left_out
            .map(|(kind, error)| format!("the {} is not kept: {error}", lower(kind.title())));
        others.chain(left_out).collect()
    }
}

impl Vault {
    /// Whether secrets can be kept now. It asks of a person what keeping one asks, so that nobody
    /// waits for it later, with something in hand that is lost if it fails.
    ///
    /// # Errors
    /// [`StoreError`]: why nothing can be kept.
    pub fn prepare(&mut self) -> Result<(), StoreError> {
        // The list first: where that cannot be written, the store is left alone.
        self.change(|_| Ok(()))?;
        self.store.prepare()
    }

    /// Keeps the tokens of a login, all that can be or none. They take the place of those that an
    /// earlier login left under that name; of what did not come again, the old stays. What is too
    /// large takes none of the others along. Whenever the program is killed, the old tokens or the
    /// new ones are kept, whole.
    ///
    /// # Errors
    /// [`StoreError`]; then the old ones are what counts.
    pub fn keep_login(&mut self, tokens: &LoginTokens, now: i64) -> Result<KeptLogin, StoreError> {
        let login = new_id()?;
        let index = self.open(now)?.index;
        let (parts, left_out) = self.parts(tokens, &index)?;
        if parts.is_empty() {
            return Ok(KeptLogin {
                left_out,
                ..KeptLogin::default()
            });
        }
        let planned = tokens.changes(&index, &parts, &login, now);
        let mut items = Vec::with_capacity(parts.len());
        for (change, part) in planned.iter().zip(&parts) {
            let entry = change.entry.clone();
            if let Some(secret) = tokens.token(part.kind).cloned() {
                items.push(checked(Item { entry, secret })?);
            }
        }
        self.put(&items)?;
        let entered = self.change(|index| {
            // Another program may have changed the list meanwhile.
            let changes = tokens.changes(index, &parts, &login, now);
            for change in &changes {
                match &change.before {
                    Some(before) => index.replace(change.entry.clone(), before)?,
                    None => index.add(change.entry.clone())?,
                }
            }
            // What they came for, and did not replace, is of the same login from now on.
            let own = index.entries.iter_mut();
            let own = own.filter(|own| tokens.replaces.contains(&own.id) && own.login.is_none());
            if let Some(first) = changes.first() {
                own.for_each(|own| own.login.clone_from(&first.entry.login));
            }
            // What was kept apart is done with, now that there is one that was checked.
            let apart = changes.first().and_then(|first| {
                let login = first.entry.login.as_ref();
                let login = login.filter(|_| tokens.refresh_token.is_some());
                Some(unchecked_of(index, login?)?.id.clone())
            });
            if let Some(id) = apart {
                index.remove(&id, now)?;
            }
            Ok((tokens.left(index, &login), changes))
        });
        let (left, changes) = match entered {
            Ok(entered) => entered,
            Err(error) => {
                let stored: Vec<Entry> = items.into_iter().map(|item| item.entry).collect();
                self.take_back(&stored);
                return Err(error);
            }
        };
        let is_as_planned = changes == planned;
        let before: Vec<Id> = changes.iter().filter_map(|c| c.before.clone()).collect();
        // What cannot be deleted now is found as a leftover.
        let _ = self.store.delete(&before);
        let what = match tokens.was_refreshed {
            true => What::Refreshed,
            false => What::Replaced,
        };
        let of = |is_new: bool| -> Vec<&Id> {
            let those = changes.iter().filter(|c| c.before.is_none() == is_new);
            those.map(|change| &change.entry.id).collect()
        };
        for (ids, what) in [(of(true), What::Created), (of(false), what)] {
            if !ids.is_empty() {
                self.note(&ids, &what, now);
            }
        }
        let entries: Vec<Entry> = changes.into_iter().map(|change| change.entry).collect();
        if !is_as_planned {
            // The list counts; the store shows the rest to other programs.
            let _ = self.store.describe(&entries);
        }
        Ok(KeptLogin {
            entries,
            left,
            left_out,
        })
    }

    /// The tokens that are new, and what cannot be kept. Where the same refresh token or ID token
    /// comes again, or none, the one that is kept stays as it is.
    fn parts(&mut self, tokens: &LoginTokens, index: &Index) -> Result<Parts, StoreError> {
        let mut parts = Vec::new();
        let mut left_out = Vec::new();
        for kind in LOGIN_KINDS {
            let Some(secret) = tokens.token(kind) else {
                continue;
            };
            if let Err(error) = fits(secret) {
                left_out.push((kind, error));
                continue;
            }
            let own = tokens.own(index, kind);
            let own = own.filter(|_| kind != Kind::AccessToken);
            // What cannot be read is replaced.
            let kept = own.and_then(|own| self.store.get(&[own]).ok()?.pop());
            if kept.is_some_and(|kept| kept.is_same(secret)) {
                continue;
            }
            parts.push(LoginPart {
                kind,
                read: read_secret(secret.expose()),
                id: new_id()?,
                name: new_id()?,
            });
        }
        Ok((parts, left_out))
    }
}

/// The tokens that are kept, and those that are not.
type Parts = (Vec<LoginPart>, Vec<(Kind, EntryError)>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Secret;
    use crate::store::{MemoryStore, Vault};
    use crate::vault::{Draft, in_the_way};

    fn vault() -> Vault {
        Vault::new(Box::new(MemoryStore::default()), None)
    }

    fn tokens(access: &str, refresh: Option<&str>, id: Option<&str>) -> LoginTokens {
        let secret = |text: &str| Secret::from(text.to_owned());
        LoginTokens {
            label: "work".into(),
            provider: Some("https://id.northwind.example/tenant".into()),
            account: Some("ada".into()),
            scopes: vec!["openid".into()],
            access_token: Some(secret(access)),
            refresh_token: refresh.map(secret),
            id_token: id.map(secret),
            expires: Some(4_000),
            ..LoginTokens::default()
        }
    }

    fn all(vault: &mut Vault) -> Vec<(String, String, Entry)> {
        let entries = vault.open(0).unwrap().index.entries;
        let read = entries.into_iter().map(|entry| {
            let secret = vault
                .secrets(&[&entry], &What::Revealed, 0)
                .unwrap()
                .remove(0);
            let text = String::from_utf8(secret.expose().to_vec()).unwrap();
            (entry.label.clone(), text, entry)
        });
        read.collect()
    }

    fn texts(all: &[(String, String, Entry)]) -> Vec<(&str, &str)> {
        let pairs = all.iter().map(|(label, text, _)| (&**label, &**text));
        pairs.collect()
    }

    #[test]
    fn the_tokens_of_a_login_are_companions() {
        let mut vault = vault();
        let kept = vault
            .keep_login(&tokens("a", Some("r"), Some("i")), 1_000)
            .unwrap();
        assert_eq!(kept.entries.len(), 3);
        let all = all(&mut vault);
        let wanted = [("work", "a"), ("work-refresh", "r"), ("work-id", "i")];
        assert_eq!(texts(&all), wanted);
        let access = &all[0].2;
        assert_eq!(access.provider.as_deref(), Some("id.northwind.example"));
        assert_eq!(access.account.as_deref(), Some("ada"));
        assert_eq!((access.created, access.expires), (1_000, Some(4_000)));
        assert_eq!(
            all[1].2.expires, None,
            "the answer tells of the access token"
        );
        let index = vault.open(0).unwrap().index;
        assert_eq!(index.companions(access).len(), 2);
    }

    #[test]
    fn a_new_pair_takes_the_place_of_the_old_and_what_did_not_come_stays() {
        let mut vault = vault();
        vault
            .keep_login(&tokens("a", Some("r"), Some("i")), 1_000)
            .unwrap();
        let before = all(&mut vault);
        let again = LoginTokens {
            account: None,
            scopes: Vec::new(),
            was_refreshed: true,
            ..tokens("a2", None, None)
        };
        vault.keep_login(&again, 2_000).unwrap();
        let after = all(&mut vault);
        let wanted = [("work", "a2"), ("work-refresh", "r"), ("work-id", "i")];
        assert_eq!(texts(&after), wanted);
        let (old, new) = (&before[0].2, &after[0].2);
        assert_eq!((&new.id, &new.login), (&old.id, &old.login));
        assert_eq!((new.created, new.changed), (1_000, 2_000));
        assert_eq!((&new.account, &new.scopes), (&old.account, &old.scopes));
        assert_eq!(vault.store().list().unwrap().len(), 3, "no old one is left");
        let activity = vault.activity().unwrap();
        let of = |place: usize| activity.of(&after[place].2.id).len();
        assert!(of(0) > of(1), "the same refresh token was not replaced");
    }

    #[test]
    fn the_same_refresh_token_again_is_no_change() {
        let mut vault = vault();
        vault
            .keep_login(&tokens("a", Some("r"), None), 1_000)
            .unwrap();
        let kept = vault
            .keep_login(&tokens("b", Some("r"), Some("i")), 2_000)
            .unwrap();
        let labels: Vec<_> = kept.entries.iter().map(|e| e.label.as_str()).collect();
        assert_eq!(labels, ["work", "work-id"]);
        let all = all(&mut vault);
        assert_eq!((all[1].1.as_str(), all[1].2.changed), ("r", 1_000));
        assert!(all.iter().all(|(.., e)| e.login == all[0].2.login));
    }

    #[test]
    fn a_refresh_takes_the_place_of_what_it_came_for_whatever_that_is_called() {
        let mut vault = vault();
        vault
            .keep_login(&tokens("a", Some("r"), None), 1_000)
            .unwrap();
        let mut entries = vault.open(0).unwrap().index.entries;
        let seen = entries[0].clone();
        entries[0].label = "renamed".into();
        vault.edit(&seen, entries[0].clone(), 1_500).unwrap();
        let again = LoginTokens {
            label: "renamed".into(),
            was_refreshed: true,
            replaces: entries.iter().map(|entry| entry.id.clone()).collect(),
            ..tokens("a2", Some("r2"), Some("i2"))
        };
        vault.keep_login(&again, 2_000).unwrap();
        let all = all(&mut vault);
        let wanted = [
            ("renamed", "a2"),
            ("work-refresh", "r2"),
            ("renamed-id", "i2"),
        ];
        assert_eq!(texts(&all), wanted);
        assert!(all.iter().all(|(.., e)| e.login == entries[0].login));
        let activity = vault.activity().unwrap();
        let events = activity.of(&entries[1].id);
        assert!(events.iter().any(|event| event.what == What::Refreshed));
    }

    #[test]
    fn a_refresh_token_that_came_from_no_login_is_a_companion_once_it_was_used() {
        let mut vault = vault();
        let draft = Draft {
            label: "mine".into(),
            kind: Some(Kind::RefreshToken),
            ..Default::default()
        };
        let lone = vault.add(draft, Secret::from("r".to_owned()), 1).unwrap();
        let came = LoginTokens {
            label: "mine".into(),
            was_refreshed: true,
            replaces: vec![lone.id.clone()],
            // The server gives the same one again.
            ..tokens("a", Some("r"), None)
        };
        vault.keep_login(&came, 2_000).unwrap();
        let all = all(&mut vault);
        assert_eq!(texts(&all), [("mine", "r"), ("mine-access", "a")]);
        let index = vault.open(0).unwrap().index;
        assert_eq!(index.companions(&all[1].2).len(), 1);
    }

    #[test]
    fn what_was_revoked_is_marked_and_a_new_secret_is_not() {
        let mut vault = vault();
        vault
            .keep_login(&tokens("a", Some("r"), None), 1_000)
            .unwrap();
        let entry = vault.open(0).unwrap().index.entries[1].clone();
        vault.revoked(&entry.id, &entry.secret, 2_000).unwrap();
        let revoked = vault.open(0).unwrap().index.entries[1].clone();
        assert_eq!(revoked.revoked, Some(2_000));
        let activity = vault.activity().unwrap();
        assert_eq!(activity.of(&entry.id)[0].what, What::Revoked);
        vault
            .keep_login(&tokens("a2", Some("r2"), None), 3_000)
            .unwrap();
        assert_eq!(vault.open(0).unwrap().index.entries[1].revoked, None);
        // The new secret was not given back: what came late says nothing of it.
        let late = vault.revoked(&entry.id, &entry.secret, 4_000);
        assert!(late.is_err());
        assert_eq!(vault.open(0).unwrap().index.entries[1].revoked, None);
    }

    #[test]
    fn tokens_of_somebody_else_are_no_companions_of_what_they_leave() {
        let mut vault = vault();
        vault
            .keep_login(&tokens("a", Some("r"), None), 1_000)
            .unwrap();
        let other = LoginTokens {
            account: Some("grace".into()),
            ..tokens("g", None, None)
        };
        let kept = vault.keep_login(&other, 2_000).unwrap();
        assert_eq!(kept.left.len(), 1);
        assert_eq!(kept.left[0].label, "work-refresh");
        let all = all(&mut vault);
        assert_eq!(texts(&all), [("work", "g"), ("work-refresh", "r")]);
        assert_ne!(all[0].2.login, all[1].2.login);
    }

    #[test]
    fn what_no_login_made_is_in_the_way_and_stays() {
        for (label, kind) in [
            ("work", Kind::Password),
            ("work-refresh", Kind::RefreshToken),
        ] {
            let mut vault = vault();
            let draft = Draft {
                label: label.into(),
                kind: Some(kind),
                ..Default::default()
            };
            vault.add(draft, Secret::from("own".to_owned()), 1).unwrap();
            let index = vault.open(0).unwrap().index;
            assert_eq!(in_the_way(&index, "work").unwrap().label, label);
            // Somebody may add it while the person signs in.
            vault
                .keep_login(&tokens("a", Some("r"), None), 1_000)
                .unwrap();
            let all = all(&mut vault);
            assert_eq!(all[0].1, "own");
            assert_eq!(all.len(), 3);
        }
        assert!(in_the_way(&Index::default(), "work").is_none());
    }

    #[test]
    fn what_is_too_large_takes_no_other_token_along() {
        let mut vault = vault();
        let large = "x".repeat(crate::vault::MAX_SECRET_BYTES + 1);
        let kept = vault
            .keep_login(&tokens(&large, Some("r"), Some("i")), 1_000)
            .unwrap();
        let told = "the access token is not kept: the secret is larger than 64 KiB";
        assert!(kept.sentences()[0].starts_with(told), "{kept:?}");
        let wanted = [("work-refresh", "r"), ("work-id", "i")];
        assert_eq!(texts(&all(&mut vault)), wanted);
        // Of what is too large now the old one stays, and where nothing fits nothing changes.
        let kept = vault.keep_login(&tokens(&large, None, None), 2_000);
        assert!(kept.unwrap().entries.is_empty());
        assert_eq!(texts(&all(&mut vault)), wanted);
    }

    #[test]
    fn what_a_server_says_and_cannot_be_kept_is_left_out() {
        let mut vault = vault();
        let odd = LoginTokens {
            account: Some("a\nb".into()),
            profile: Some("p".repeat(500)),
            scopes: ["a\u{1b}", "good"].map(str::to_owned).to_vec(),
            ..tokens("a", None, None)
        };
        let kept = vault.keep_login(&odd, 1_000).unwrap();
        let entry = &kept.entries[0];
        assert_eq!((&entry.account, &entry.profile), (&None, &None));
        assert_eq!(entry.scopes, ["good"]);
    }
}
