//! What is known of an entry once its secret is another.

use super::{Draft, Entry, Reading, rotate_by};

/// An entry with what a person says of its new secret (`said`, whose label counts for nothing), and
/// else with what that says of itself (`new`) in the place of what the secret before it said (`old`).
/// What a person wrote earlier stays, but for the end, which was that of the other secret. `now` is in
/// Unix seconds.
pub fn renewed(entry: &Entry, old: &Reading, new: Reading, said: Draft, now: i64) -> Entry {
    let read = |was: &Option<String>, old: &Option<String>, new: Option<String>| match was == old {
        true => new,
        false => was.clone(),
    };
    let words = |said: Vec<String>, was: &[String]| match said.is_empty() {
        true => was.to_vec(),
        false => said,
    };
    let kind = said
        .kind
        .unwrap_or(match entry.kind == old.kind.unwrap_or_default() {
            true => new.kind.unwrap_or_default(),
            false => entry.kind,
        });
    let scopes = match entry.scopes == old.scopes {
        true => new.scopes,
        false => entry.scopes.clone(),
    };
    let expires = said.expires.or(new.expires);
    // Who took the reminder of its kind away gets none.
    let by_kind = rotate_by(entry.kind, entry.changed, entry.expires);
    let wants_reminder = entry.rotate_by.is_some() || by_kind.is_none();
    let due = || rotate_by(kind, now, expires).filter(|_| wants_reminder);
    let provider = || read(&entry.provider, &old.provider, new.provider);
    let account = || read(&entry.account, &old.account, new.account);
    Entry {
        kind,
        provider: said.provider.or_else(provider),
        environment: said.environment.or_else(|| entry.environment.clone()),
        account: said.account.or_else(account),
        profile: said.profile.or_else(|| entry.profile.clone()),
        tags: words(said.tags, &entry.tags),
        scopes: words(said.scopes, &scopes),
        note: said.note.or_else(|| entry.note.clone()),
        expires,
        rotate_by: said.rotate_by.unwrap_or_else(due),
        ..entry.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{Id, Kind};

    const DAY: i64 = 86_400;

    fn entry(kind: Kind, provider: &str) -> Entry {
        Entry {
            provider: Some(provider.to_owned()),
            account: Some("ada".to_owned()),
            note: Some("by hand".to_owned()),
            ..Entry::new(Id::numbered(0), Id::numbered(1), "tok".to_owned(), kind, 0)
        }
    }

    fn reading(kind: Kind, provider: &str, account: &str) -> Reading {
        Reading {
            kind: Some(kind),
            provider: Some(provider.to_owned()),
            account: Some(account.to_owned()),
            ..Reading::default()
        }
    }

    #[test]
    fn what_the_old_secret_said_goes_and_what_a_person_said_stays() {
        let old = reading(Kind::IdToken, "id.one", "ada");
        let new = reading(Kind::AccessToken, "id.two", "zed");
        let known = entry(Kind::IdToken, "id.one");
        let all = renewed(&known, &old, new.clone(), Draft::default(), 1);
        assert_eq!(
            (all.kind, all.provider.as_deref()),
            (Kind::AccessToken, Some("id.two"))
        );
        assert_eq!(
            (all.account.as_deref(), all.note.as_deref()),
            (Some("zed"), Some("by hand"))
        );
        // A password says nothing.
        let none = renewed(&known, &old, Reading::default(), Draft::default(), 1);
        assert_eq!(
            (none.kind, &none.provider, &none.account),
            (Kind::Other, &None, &None)
        );
        // What a person gave was not that of the secret.
        let own = entry(Kind::Password, "mine");
        let kept = renewed(&own, &old, new, Draft::default(), 1);
        assert_eq!(
            (kept.kind, kept.provider.as_deref()),
            (Kind::Password, Some("mine"))
        );
    }

    #[test]
    fn a_reminder_goes_by_the_kind_that_it_is_now() {
        let old = reading(Kind::ApiKey, "github", "ada");
        let mut key = entry(Kind::ApiKey, "github");
        key.rotate_by = Some(90 * DAY);
        let said = Draft {
            kind: Some(Kind::Password),
            ..Draft::default()
        };
        let password = renewed(&key, &old, Reading::default(), said, DAY);
        assert_eq!((password.rotate_by, &password.provider), (None, &None));
        let again = renewed(&key, &old, old.clone(), Draft::default(), DAY);
        assert_eq!(again.rotate_by, Some(91 * DAY));
        // Who took it away gets none; who never had one does.
        key.rotate_by = None;
        assert_eq!(
            renewed(&key, &old, old.clone(), Draft::default(), DAY).rotate_by,
            None
        );
        let token = entry(Kind::Other, "github");
        let known = renewed(&token, &Reading::default(), old, Draft::default(), DAY);
        assert_eq!(
            (known.kind, known.rotate_by),
            (Kind::ApiKey, Some(91 * DAY))
        );
    }
}
