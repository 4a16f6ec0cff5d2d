//! What the time does: what is shown hides itself, the file is locked, what was removed goes, and
//! what is due is told.

use super::ask::ask;
use super::opening::lock;
use super::{Phase, REVEAL_SECONDS, StoreChoice, VaultSpace, VaultTask};
use crate::app::{Effect, Model, SignInAction, sign_in};
use crate::vault::UNDO_SECONDS;

impl VaultSpace {
    /// In how many seconds what is shown here will have changed by itself.
    pub(in crate::app) fn next_change(
        &self,
        now: i64,
        active_at: i64,
        is_shown: bool,
    ) -> Option<u64> {
        let mut times = Vec::new();
        if let Some(lock) = self.locks_at(active_at) {
            times.push(lock);
        }
        // Without an open store nothing can be deleted.
        times.extend(self.clean_at.filter(|_| self.phase == Phase::Open));
        times.extend(self.next_due);
        if self.revealed.is_some() || self.removed.is_some() {
            times.push(now.saturating_add(1));
        } else if self.index.is_some() && is_shown {
            // Ages and ends are told in minutes.
            times.push(now - now.rem_euclid(60) + 60);
        }
        let next = times.into_iter().min()?;
        Some(next.saturating_sub(now).max(1).unsigned_abs())
    }

    /// When the encrypted file is locked, if nobody does anything.
    pub fn locks_at(&self, active_at: i64) -> Option<i64> {
        let is_file = self.phase == Phase::Open && self.store == Some(StoreChoice::File);
        let minutes = i64::from(self.settings.lock_minutes);
        (is_file && minutes > 0).then(|| active_at.saturating_add(minutes * 60))
    }
}

impl Model {
    /// Whether what is done with an entry waits for a person's word on a host, and has sent no secret
    /// yet.
    fn is_entry_asking(&self) -> bool {
        let entry = self.sign_in.from_entry.as_deref();
        entry.is_some_and(|entry| self.network.asks(entry.run.ticket) && !entry.run.has_sent())
    }
}

/// The time goes on: what was revealed hides itself, the file is locked, what was removed goes.
pub(in crate::app) fn tick(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    // A clock that was set back makes nothing last longer.
    model.active_at = model.active_at.min(now);
    let active_at = model.active_at;
    let space = &mut model.vault;
    if let Some(revealed) = &mut space.revealed {
        revealed.until = revealed.until.min(now.saturating_add(REVEAL_SECONDS));
    }
    if let Some(removed) = &mut space.removed {
        removed.at = removed.at.min(now);
    }
    if space.revealed.as_ref().is_some_and(|r| r.until <= now) {
        space.revealed = None;
    }
    let is_over = |at: i64| now > at.saturating_add(UNDO_SECONDS);
    if space.removed.as_ref().is_some_and(|r| is_over(r.at)) {
        space.removed = None;
    }
    if space.index.is_some() && now.abs_diff(space.sorted_at) >= 60 {
        space.search(now);
    }
    let mut effects = Vec::new();
    if space.next_due.is_some_and(|at| at <= now) {
        space.next_due = None;
        effects.extend(look_for_due(model));
    }
    let space = &mut model.vault;
    if space.phase == Phase::Open && space.clean_at.is_some_and(|at| at <= now) {
        space.clean_at = None;
        effects.extend(ask(model, VaultTask::Clean));
    }
    // What an errand brings has to be kept. One that waits for a person before anything was sent
    // brings nothing, and nobody is there.
    let asks = model.is_entry_asking();
    let is_busy = model.sign_in.is_entry_under_way() && !asks;
    let locks_at = model.vault.locks_at(active_at).filter(|_| !is_busy);
    if locks_at.is_some_and(|at| at <= now) {
        if asks {
            effects.extend(sign_in::act(model, SignInAction::Cancel));
        }
        let minutes = model.vault.settings.lock_minutes;
        let told = format!("The vault was locked after {minutes} min without use");
        effects.extend(lock(model, &told));
    }
    effects
}

/// Sees what is due: in the list that is there, or in the one on the disk, without asking a store.
pub(super) fn look_for_due(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    let space = &mut model.vault;
    if space.index.is_some() {
        space.search(now);
        return Vec::new();
    }
    let file = space.settings.file.clone();
    let Some(store) = space.settings.store else {
        return Vec::new();
    };
    ask(model, VaultTask::Look { store, file })
}
