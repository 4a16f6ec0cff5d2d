//! The list: what is looked for, what was found, and which entry is shown.

use super::ask::ask;
use super::{Move, Side, VaultSpace, VaultTask};
use crate::app::{Effect, Model};
use crate::vault::{Id, Index, Lines, Query, count_due, next_change};
use std::sync::Arc;

impl VaultSpace {
    /// Whether anything is filtered.
    pub fn is_filtered(&self) -> bool {
        self.query != Query::default()
    }

    /// Looks again for what is looked for: in another list, or with other words.
    pub(in crate::app) fn search(&mut self, now: i64) {
        let lead = self.settings.lead();
        self.sorted_at = now;
        let Some(index) = self.index.clone() else {
            self.found.clear();
            self.due = 0;
            return;
        };
        let is_same = |of: &&(Arc<Index>, Arc<Lines>)| Arc::ptr_eq(&of.0, &index);
        if self.searched.as_ref().filter(is_same).is_none() {
            let lines = Arc::new(Lines::of(&index));
            self.searched = Some((Arc::clone(&index), lines));
        }
        if let Some((_, lines)) = &self.searched {
            self.found = lines.find(&index, &self.query, self.sort, lead, now);
        }
        self.watch(&index, now);
    }

    /// Counts what is due, and sees when that will be more.
    pub(super) fn watch(&mut self, index: &Index, now: i64) {
        let lead = self.settings.lead();
        self.due = count_due(index, lead, now);
        self.next_due = next_change(index, lead, now);
    }

    /// The providers of all entries, each once.
    pub fn providers(&self) -> &[String] {
        let lines = self.searched.as_ref();
        lines.map_or(&[], |(_, lines)| lines.providers())
    }

    /// Where entries count, each place once.
    pub fn environments(&self) -> &[String] {
        let lines = self.searched.as_ref();
        lines.map_or(&[], |(_, lines)| lines.environments())
    }

    /// Which line of the list the shown entry has.
    pub fn shown_line(&self) -> Option<usize> {
        let (index, selected) = (self.index.as_ref()?, self.selected.as_ref()?);
        let is_it = |place: &usize| index.entries.get(*place).is_some_and(|e| e.id == *selected);
        self.found.iter().position(is_it)
    }
}

pub(super) fn select(model: &mut Model, id: Option<Id>) -> Vec<Effect> {
    let space = &mut model.vault;
    space.side = Side::Details;
    space.form = None;
    if space.selected == id {
        return Vec::new();
    }
    space.selected = id;
    space.events.clear();
    space.revealed = None;
    space.revoking = None;
    space.steps = false;
    ask(model, VaultTask::Refresh)
}

pub(super) fn go(model: &mut Model, to: Move) -> Vec<Effect> {
    let space = &mut model.vault;
    let Some(last) = space.found.len().checked_sub(1) else {
        return Vec::new();
    };
    let next = match (to, space.shown_line()) {
        (Move::First, _) => 0,
        (Move::Last, _) => last,
        // Whoever comes from above begins at the top.
        (Move::By(lines), None) if lines >= 0 => 0,
        (Move::By(_), None) => last,
        (Move::By(lines), Some(at)) => {
            let lines = isize::try_from(lines).unwrap_or_default();
            at.saturating_add_signed(lines).min(last)
        }
    };
    space.calls.line = space.calls.line.wrapping_add(1);
    let id = id_at_line(space, next);
    select(model, id)
}

/// The entry that a line of the list shows.
fn id_at_line(space: &VaultSpace, line: usize) -> Option<Id> {
    let entry = space.index.as_ref()?.entries.get(*space.found.get(line)?)?;
    Some(entry.id.clone())
}

/// What can be done with the chosen entry gets the keyboard. Where the chosen one is not among what
/// was found, that is the first that was.
pub(super) fn enter(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    if model.vault.shown_line().is_none() {
        effects = go(model, Move::First);
    }
    let space = &mut model.vault;
    // What is being written is not put away.
    if space.selected.is_some() && space.form.is_none() {
        space.side = Side::Details;
        space.calls.details = space.calls.details.wrapping_add(1);
    }
    effects
}
