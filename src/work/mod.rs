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

pub use inline::Inline;
pub use job::Outside;
pub use profiles::load_profiles;
pub use settings::load_settings;
pub use threads::Threads;

use crate::app::{Action, Effect};

/// Carries effects out.
pub trait Runner {
    /// Begins to carry an effect out.
    fn run(&mut self, effect: Effect);

    /// What has happened since it was last asked.
    fn actions(&mut self) -> Vec<Action>;

    /// The window closes: what must not be lost is finished.
    fn finish(&mut self) {}
}
