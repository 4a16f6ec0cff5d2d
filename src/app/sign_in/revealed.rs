//! The values of a trace that were revealed. Each hides itself after a while, as those of the vault
//! do.

use super::SignInSpace;
use crate::app::REVEAL_SECONDS;
use std::collections::BTreeMap;

/// What is revealed of a trace: the step's number, the value's name in it, and until when, in
/// seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Debug, Default)]
pub(in crate::app) struct Revealed(BTreeMap<(usize, String), i64>);

impl Revealed {
    /// Reveals a value, or masks it again.
    pub(super) fn toggle(&mut self, step: usize, id: String, now: i64) {
        let key = (step, id);
        if self.0.remove(&key).is_none() {
            self.0.insert(key, now.saturating_add(REVEAL_SECONDS));
        }
    }

    pub(super) fn has(&self, step: usize, id: &str) -> bool {
        self.0.contains_key(&(step, id.to_owned()))
    }

    /// Whether anything of a step is revealed.
    pub(super) fn is_any_of(&self, step: usize) -> bool {
        self.0.keys().any(|(number, _)| *number == step)
    }

    fn tick(&mut self, now: i64) {
        self.0.retain(|_, until| {
            // A clock that was set back makes nothing last longer.
            *until = (*until).min(now.saturating_add(REVEAL_SECONDS));
            *until > now
        });
    }
}

impl SignInSpace {
    /// When the next value of a trace hides itself.
    pub(super) fn next_mask(&self) -> Option<i64> {
        let entry = self.from_entry.iter().map(|entry| &entry.run);
        let runs = self.runs.values().chain(entry).chain(&self.opened);
        runs.flat_map(|run| run.revealed.0.values()).min().copied()
    }

    fn all_revealed(&mut self) -> impl Iterator<Item = &mut Revealed> {
        let entry = self.from_entry.iter_mut().map(|entry| &mut entry.run);
        let runs = self.runs.values_mut().chain(entry).chain(&mut self.opened);
        runs.map(|run| &mut run.revealed)
    }

    /// Masks the values whose time is over.
    pub(super) fn mask_over(&mut self, now: i64) {
        self.all_revealed().for_each(|revealed| revealed.tick(now));
    }

    /// Masks whatever is revealed on this page: secrets are to be hidden.
    pub(in crate::app) fn mask_all(&mut self) {
        self.reveal = false;
        self.all_revealed().for_each(|revealed| revealed.0.clear());
    }
}
