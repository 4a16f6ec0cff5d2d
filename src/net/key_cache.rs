//! Key sets that were fetched, with their age.

use crate::jose::key::KeySet;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the keys were asked for by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Lookup {
    /// The address of a key set.
    Url(String),
    /// An issuer whose metadata names the address.
    Issuer {
        /// The issuer, to the letter.
        issuer: String,
        /// The tenant for which it was asked, where it is that of every tenant.
        tid: Option<String>,
    },
}

/// A key set as it was last fetched.
#[derive(Clone, Debug)]
pub struct CachedKeys {
    /// The keys.
    pub keys: KeySet,
    /// Where they were fetched from, without a query.
    pub url: String,
    /// When, in seconds since 1970-01-01T00:00:00Z.
    pub fetched_at: i64,
    /// Why the last try to fetch them again failed, where it did.
    pub failed: Option<String>,
}

impl CachedKeys {
    /// How long ago they were fetched, in seconds.
    pub fn age(&self, now: i64) -> u64 {
        u64::try_from(now.saturating_sub(self.fetched_at)).unwrap_or(0)
    }
}

/// The key sets of this run of the program, in memory only. Its copies are one.
///
/// Nothing in it fetches: a set stays until a job brings another.
#[derive(Clone, Debug, Default)]
pub struct KeyCache(Arc<Mutex<HashMap<Lookup, CachedKeys>>>);

impl KeyCache {
    /// The set that was last fetched.
    pub fn get(&self, lookup: &Lookup) -> Option<CachedKeys> {
        self.sets().get(lookup).cloned()
    }

    /// Keeps a set in the place of the one before.
    pub fn keep(&self, lookup: Lookup, fetched: CachedKeys) {
        self.sets().insert(lookup, fetched);
    }

    /// Notes that a set could not be fetched again. The one before stays.
    pub fn note_failure(&self, lookup: &Lookup, why: &str) {
        if let Some(cached) = self.sets().get_mut(lookup) {
            cached.failed = Some(why.to_owned());
        }
    }

    /// What a thread did that broke off is whole: each change is one step.
    fn sets(&self) -> MutexGuard<'_, HashMap<Lookup, CachedKeys>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::key::read_keys;

    const SET: &str = r#"{"keys":[{"kty":"oct","kid":"a","k":"AAAA"}]}"#;

    #[test]
    fn the_set_before_is_kept_when_fetching_it_again_fails() {
        let cache = KeyCache::default();
        let lookup = Lookup::Url("https://keys.example/".into());
        cache.note_failure(&lookup, "nothing to keep");
        assert!(cache.get(&lookup).is_none());
        let fetched = CachedKeys {
            keys: read_keys(SET.as_bytes(), "keys.example").unwrap(),
            url: "https://keys.example/".into(),
            fetched_at: 100,
            failed: None,
        };
        cache.keep(lookup.clone(), fetched);
        cache.clone().note_failure(&lookup, "it answered 500");
        let cached = cache.get(&lookup).unwrap();
        assert_eq!(cached.failed.as_deref(), Some("it answered 500"));
        assert_eq!(cached.keys.keys.len(), 1);
        assert_eq!((cached.age(160), cached.age(0)), (60, 0));
    }
}
