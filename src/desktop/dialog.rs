//! The desktop's file dialog, through its portal.

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// A dialog that is closed sooner was never seen: nobody is that quick. The portal's library does
/// not tell a missing portal from a cancelled dialog in any other way.
const NEVER_SEEN: Duration = Duration::from_millis(150);

/// Asks the person where a new file is to be, `name` being a name for it, and waits for the answer;
/// none where the dialog was cancelled. It blocks, so it is called on a thread of its own.
///
/// # Errors
/// One sentence where the desktop has no file dialog.
pub fn pick_new_file(title: &str, name: &str) -> Result<Option<PathBuf>, String> {
    let dialog = rfd::FileDialog::new().set_title(title).set_file_name(name);
    answer(|| dialog.save_file())
}

/// Asks the person for a file and waits for the answer; none where the dialog was cancelled.
/// It blocks, so it is called on a thread of its own.
///
/// # Errors
/// One sentence where the desktop has no file dialog.
pub fn pick_file(title: &str) -> Result<Option<PathBuf>, String> {
    answer(|| rfd::FileDialog::new().set_title(title).pick_file())
}

fn answer(ask: impl FnOnce() -> Option<PathBuf>) -> Result<Option<PathBuf>, String> {
    let asked = Instant::now();
    match ask() {
        None if asked.elapsed() < NEVER_SEEN => {
            Err("This desktop offers no file dialog; type the path instead".into())
        }
        answer => Ok(answer),
    }
}
