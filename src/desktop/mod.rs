//! What the desktop offers: the browser, file dialogs, the folder for settings, the person's home.

mod browser;
#[cfg(feature = "gui")]
mod clipboard;
#[cfg(feature = "gui")]
mod dialog;
mod home;
mod new_file;
mod own_file;
mod profiles_file;
mod settings_file;

pub use browser::{BrowserError, open_in_browser, open_in_browser_without, opened_for_itself};
#[cfg(feature = "gui")]
pub use clipboard::{SecretClipboard, Taken};
#[cfg(feature = "gui")]
pub use dialog::{pick_file, pick_new_file};
pub use home::{data_folder, path_from_text};
pub use new_file::{Readers, WriteError, write_file};
pub use profiles_file::{Known, ProfilesFile};
pub use settings_file::SettingsFile;
