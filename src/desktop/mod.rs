//! What the desktop offers: file dialogs, the folder for settings, the person's home.

#[cfg(feature = "gui")]
mod dialog;
mod home;
mod new_file;
mod settings_file;

#[cfg(feature = "gui")]
pub use dialog::{pick_file, pick_new_file};
pub use home::{data_folder, path_from_text};
pub use new_file::{Readers, WriteError, write_file};
pub use settings_file::SettingsFile;
