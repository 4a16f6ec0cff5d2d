//! The clipboard for secrets: they are marked for programs that keep what was copied, and taken
//! away again.

use std::sync::{Mutex, PoisonError};

/// What was found on the clipboard when a secret was to be taken from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The secret, which is gone now.
    Secret,
    /// Something else, which stays.
    Other,
    /// It cannot be read.
    Unknown,
}

/// The system's clipboard. On Wayland a window sees it only while it has the keyboard, so there the
/// toolkit copies, and nothing is taken back.
#[derive(Default)]
pub struct SecretClipboard {
    /// It is kept: on X11 a text is there for as long as somebody answers for it.
    open: Mutex<Option<arboard::Clipboard>>,
}

impl SecretClipboard {
    /// The clipboard of this desktop; none where it cannot be read back.
    pub fn of_this_desktop() -> Option<Self> {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        // Either of them makes the window one of Wayland.
        let is_wayland = is_set("WAYLAND_DISPLAY") || is_set("WAYLAND_SOCKET");
        (!is_wayland).then(Self::default)
    }

    /// Puts a secret there, marked so that clipboard managers do not keep it. Whether it worked.
    pub fn put(&self, text: &str) -> bool {
        self.with(|clipboard| marked(clipboard.set(), text))
            .is_some()
    }

    /// Takes that secret away, if it is still there.
    pub fn take(&self, text: &str) -> Taken {
        let read = self.with(|clipboard| match clipboard.get_text() {
            Err(arboard::Error::ContentNotAvailable) => Ok(None),
            read => read.map(Some),
        });
        match read {
            None => Taken::Unknown,
            Some(Some(found)) if found == text => match self.with(arboard::Clipboard::clear) {
                Some(()) => Taken::Secret,
                None => Taken::Unknown,
            },
            Some(_) => Taken::Other,
        }
    }

    fn with<T>(
        &self,
        job: impl FnOnce(&mut arboard::Clipboard) -> Result<T, arboard::Error>,
    ) -> Option<T> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.is_none() {
            *open = arboard::Clipboard::new().ok();
        }
        let done = job(open.as_mut()?);
        if done.is_err() {
            *open = None;
        }
        done.ok()
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn marked(set: arboard::Set<'_>, text: &str) -> Result<(), arboard::Error> {
    use arboard::SetExtLinux as _;
    set.exclude_from_history().text(text)
}

#[cfg(target_os = "macos")]
fn marked(set: arboard::Set<'_>, text: &str) -> Result<(), arboard::Error> {
    use arboard::SetExtApple as _;
    set.exclude_from_history().text(text)
}

#[cfg(windows)]
fn marked(set: arboard::Set<'_>, text: &str) -> Result<(), arboard::Error> {
    use arboard::SetExtWindows as _;
    set.exclude_from_cloud()
        .exclude_from_history()
        .exclude_from_monitoring()
        .text(text)
}
