//! Carries out what the model asks of the world, off the window's thread, and says how it went.
//!
//! It knows no toolkit: the window gives it a closure that wakes it.

mod files;
mod guess;
mod inline;
mod job;
mod latest;
mod login;
mod network;
mod profiles;
mod settings;
mod threads;
mod vault;

pub use inline::Inline;
pub use job::Outside;
pub use profiles::load_profiles;
pub use settings::load_settings;
pub use threads::Threads;
pub use vault::VaultPlace;

use crate::app::{Action, Effect};
use crate::report::Secret;

/// Carries effects out.
pub trait Runner {
    /// Begins to carry an effect out.
    fn run(&mut self, effect: Effect);

    /// What has happened since it was last asked.
    fn actions(&mut self) -> Vec<Action>;

    /// Puts a secret on the clipboard so that clipboard managers do not keep it. Where it cannot,
    /// the toolkit does it.
    fn copy_secret(&mut self, secret: &Secret) -> bool {
        let _ = secret;
        false
    }

    /// The window closes: what must not be lost is finished.
    fn finish(&mut self) {}
}
