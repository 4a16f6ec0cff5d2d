//! A secret on the clipboard: after a while it is taken away, if it is still there.

use super::update::{fail, tell};
use super::{Effect, Level, Model};
use crate::report::Secret;

/// A copied secret stays on the clipboard for so many seconds.
pub const CLIPBOARD_SECONDS: i64 = 30;

/// A secret that was put on the clipboard.
#[derive(Clone, Debug)]
pub(super) struct Held {
    secret: Secret,
    until: i64,
}

/// What became of a secret on the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cleared {
    /// It was taken away.
    Done,
    /// Something else was copied meanwhile, and stays.
    Replaced,
    /// The clipboard cannot be read back here.
    Unreadable,
}

/// Remembers what is being put on the clipboard.
pub(super) fn watch(model: &mut Model, effects: &[Effect]) {
    for effect in effects {
        match effect {
            Effect::CopySecret(secret) => {
                model.held = Some(Held {
                    secret: secret.clone(),
                    until: model.now.saturating_add(CLIPBOARD_SECONDS),
                });
                if let Some(notice) = &mut model.notice
                    && notice.level == Level::Done
                {
                    notice.text.push_str("; the clipboard is cleared in 30 s");
                }
            }
            // It took the place of the secret.
            Effect::Copy(_) => model.held = None,
            _ => {}
        }
    }
}

/// Takes the secret away when its time is over.
pub(super) fn tick(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    if let Some(held) = &mut model.held {
        // A clock that was set back makes it stay no longer.
        held.until = held.until.min(now.saturating_add(CLIPBOARD_SECONDS));
    }
    let over = model.held.take_if(|held| held.until <= now);
    over.map(|held| Effect::ClearClipboard(held.secret))
        .into_iter()
        .collect()
}

/// Says what became of it.
pub(super) fn cleared(model: &mut Model, cleared: Cleared) {
    match cleared {
        Cleared::Done => tell(model, Level::Done, "The clipboard was cleared", false),
        Cleared::Replaced => {}
        Cleared::Unreadable => fail(
            model,
            "The clipboard cannot be read back here, so the copied secret may still be on it; copy something else to replace it",
        ),
    }
}

impl Held {
    pub(super) fn until(&self) -> i64 {
        self.until
    }
}
