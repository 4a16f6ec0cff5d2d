//! The window. Views read the model and send actions; they name no store, no network and no files.

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
mod settings;
mod shell;
mod sign_in;
mod start;
mod theme;
mod vault;
mod widgets;
mod window;

pub use start::{StartWith, WindowError, run};
pub use theme::install;
pub use window::{Clock, Window};
