//! The window. Views read the model and send actions; they name no store, no network and no files.

mod aloud;
mod closing;
mod compare;
mod consent;
mod cx;
mod edit;
pub mod icons;
mod inspect;
mod key_form;
mod keyboard;
mod keys;
mod palette;
mod path_line;
mod scripts;
mod settings;
mod shell;
mod sign_in;
mod start;
mod theme;
mod vault;
mod widgets;
mod window;

pub use start::{StartWith, WindowError, run};
pub use window::{Clock, Window};

/// Gives the toolkit the fonts and both looks, and what it does not read aloud by itself.
pub fn install(ctx: &egui::Context) {
    theme::install(ctx);
    aloud::install(ctx);
}
