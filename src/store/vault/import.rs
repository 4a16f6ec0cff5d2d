//! What an import planned is done.

use super::keep::Replacement;
use super::{Vault, checked, new_id};
use crate::store::{Item, StoreError};
use crate::vault::{Entry, Fate, IndexError, Kind, Planned, What, rotate_by};

impl Vault {
    /// Does what an import planned: new entries and new secrets for old ones, all or none of each.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn import(&mut self, planned: Vec<Planned>, now: i64) -> Result<usize, StoreError> {
        let index = self.open(now)?.index;
        let mut new = Vec::new();
        let mut replaced = Vec::new();
        for planned in planned {
            let kept = planned.kept;
            match planned.fate {
                Fate::New => {
                    let mut entry = kept.entry;
                    // Its ids may be those of an entry that is here already.
                    entry.id = new_id()?;
                    entry.secret = new_id()?;
                    // From now on it may be somebody else's to add, or an orphan.
                    entry.changed = now;
                    let secret = kept.secret;
                    new.push(checked(Item { entry, secret })?);
                }
                Fate::Replaces(id) => {
                    let imported = kept.entry;
                    let own = index.get(&id).ok_or(IndexError::Gone)?;
                    replaced.push(Replacement {
                        known: Box::new(move |own| with_imported(own, imported.clone())),
                        ..Replacement::of(own.clone(), kept.secret)
                    });
                }
                Fate::Taken | Fate::LeftOut(_) => {}
            }
        }
        let count = new.len() + replaced.len();
        if !new.is_empty() {
            self.enter(new, What::Imported, now)?;
        }
        if !replaced.is_empty() {
            self.replace(replaced, &What::Imported, now)?;
        }
        Ok(count)
    }
}

/// An entry that is there, with what an import says of its new secret. What it does not say stays:
/// a `.env` file knows of no note, and nobody asked for its end.
fn with_imported(own: &Entry, new: Entry) -> Entry {
    let or = |new: Option<String>, own: &Option<String>| new.or_else(|| own.clone());
    let words = |new: Vec<String>, own: &[String]| match new.is_empty() {
        true => own.to_vec(),
        false => new,
    };
    let kind = match own.kind {
        Kind::Other => new.kind,
        kind => kind,
    };
    let due = new
        .rotate_by
        .or_else(|| rotate_by(kind, new.changed, new.expires));
    Entry {
        kind,
        provider: or(new.provider, &own.provider),
        environment: or(new.environment, &own.environment),
        account: or(new.account, &own.account),
        profile: or(new.profile, &own.profile),
        tags: words(new.tags, &own.tags),
        scopes: words(new.scopes, &own.scopes),
        note: or(new.note, &own.note),
        expires: new.expires,
        // Who wants no reminder gets none.
        rotate_by: due.filter(|_| own.rotate_by.is_some()),
        ..own.clone()
    }
}
