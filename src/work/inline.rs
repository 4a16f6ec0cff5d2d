//! Carries everything out at once, on the thread that asks. For tests, where nothing may depend
//! on how fast a thread is.

use super::{Outside, Runner, job};
use crate::app::{Action, Effect};

/// Carries everything out at once.
pub struct Inline {
    outside: Outside,
    actions: Vec<Action>,
}

impl Inline {
    /// With this outside.
    pub fn new(outside: Outside) -> Self {
        Self {
            outside,
            actions: Vec::new(),
        }
    }
}

impl Runner for Inline {
    fn run(&mut self, effect: Effect) {
        let action = match effect {
            Effect::Inspect {
                generation,
                input,
                question,
            } => job::inspection(generation, &input, &question),
            Effect::ReadFile {
                ticket,
                path,
                usage,
            } => job::reading(ticket, &path, usage, &|| false),
            Effect::ReadKeys { ticket, text } => job::key_text(ticket, &text),
            Effect::ReadKeyFile {
                ticket,
                text,
                usage,
            } => job::key_file_text(ticket, &text, usage),
            Effect::Compare {
                ticket,
                first,
                second,
            } => job::comparison(ticket, &first, &second),
            Effect::SaveFile(save) => job::saving(&save),
            Effect::PickNewFile(name) => self.outside.browse_new(&name),
            Effect::Sign(sign) => job::signing(*sign),
            Effect::MakeKey { ticket, kind } => job::key(ticket, kind),
            Effect::MakeId => job::id(),
            Effect::Browse(usage) => self.outside.browse(usage),
            Effect::Save(settings) => match self.outside.save(&settings) {
                Some(action) => action,
                None => return,
            },
            Effect::Cancel(_) | Effect::Copy(_) | Effect::CopySecret(_) | Effect::AskForPaste => {
                return;
            }
        };
        self.actions.push(action);
    }

    fn actions(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.actions)
    }
}
