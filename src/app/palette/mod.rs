//! What is found by typing, from anywhere in the window: commands, pages, profiles, providers,
//! samples and what the vault keeps. What is found is run with Enter.

mod act;
mod entries;
mod find;
#[cfg(test)]
mod tests;
mod words;

pub(super) use act::act;
pub use words::marks;

use super::{Command, SecretText, SecretUse, ThemeChoice};
use crate::vault::{Id, Kind};

/// What happens in the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaletteAction {
    /// It is shown or put away.
    Show(bool),
    /// What is looked for was changed.
    Find(SecretText),
    /// Another line is chosen, so many down, or up where it is less than 0.
    Move(i32),
    /// The chosen line is run.
    Run,
    /// The line of that number is run.
    RunAt(usize),
}

/// The palette. What was found stays until something else is looked for.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// Whether it is shown.
    pub open: bool,
    /// What is looked for. A token may have been pasted here.
    pub text: SecretText,
    /// What was found, in the order of its groups.
    pub hits: Vec<Hit>,
    /// Which line is chosen.
    pub chosen: usize,
    /// How often another line was chosen, or others were found: then the chosen one comes into sight.
    pub calls: u32,
}

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// The text that was typed here.
    Typed,
    /// The token that is shown.
    Token,
    /// A page.
    Page,
    /// What the vault keeps.
    Vault,
    /// Profiles and providers to sign in at.
    SignIn,
    /// The window.
    Window,
    /// Tokens to learn from.
    Sample,
}

impl Group {
    /// As a person reads it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Typed => "What is typed here",
            Self::Token => "This token",
            Self::Page => "Go to",
            Self::Vault => "Vault",
            Self::SignIn => "Sign in",
            Self::Window => "Window",
            Self::Sample => "Samples",
        }
    }
}

/// What a line does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A command.
    Do(Command),
    /// The typed text is inspected.
    Inspect,
    /// A theme.
    Theme(ThemeChoice),
    /// The sample of that number.
    Sample(usize),
    /// The profile of that name is shown.
    Profile(String),
    /// It is signed in with the profile of that name.
    SignIn(String),
    /// A profile for the provider of that id is begun.
    Provider(String),
    /// The entry is shown, or its secret used.
    Entry(Id, Kind, Option<SecretUse>),
}

/// A line of what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it is about.
    pub group: Group,
    /// What it does.
    pub goal: Goal,
    /// Its words.
    pub words: String,
    /// What is said beside them; it may be empty.
    pub detail: String,
}

impl Hit {
    /// As it is read out.
    pub fn says(&self) -> String {
        if self.detail.is_empty() {
            return self.words.clone();
        }
        format!("{}: {}", self.words, self.detail)
    }
}
