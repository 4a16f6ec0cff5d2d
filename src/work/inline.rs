//! Carries everything out at once, on the thread that asks. For tests, where nothing may depend
//! on how fast a thread is.

use super::network::Network;
use super::vault::{self, Leave};
use super::{Outside, Runner, guess, job};
use crate::app::{Action, Effect};
use crate::report::Secret;
use std::sync::{Arc, Mutex, PoisonError};

/// Carries everything out at once.
pub struct Inline {
    outside: Outside,
    actions: Vec<Action>,
    network: Network,
    /// What the network tells while a job goes on.
    told: Arc<Mutex<Vec<Action>>>,
    /// Opened with the first job.
    vault: Option<vault::Desk>,
    leave: Leave,
}

impl Inline {
    /// With this outside.
    pub fn new(outside: Outside) -> Self {
        Self {
            outside,
            actions: Vec::new(),
            network: Network::default(),
            told: Arc::default(),
            vault: None,
            leave: Leave::default(),
        }
    }

    fn tell(&self) -> Arc<dyn Fn(Action) + Send + Sync> {
        let told = Arc::clone(&self.told);
        Arc::new(move |action| {
            let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
            told.push(action);
        })
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
            Effect::Diagnose {
                ticket,
                judged,
                which,
                question,
            } => job::diagnosis(ticket, &judged, which, &question, &|| true),
            Effect::ReadFile {
                ticket,
                path,
                usage,
            } => job::reading(ticket, &path, usage, &|| false),
            Effect::Guess {
                ticket,
                path,
                token,
            } => {
                let mut told = Vec::new();
                let mut tell = |action| told.push(action);
                let done = guess::guess(ticket, &path, &token, &mut tell, &|| false);
                self.actions.extend(told.into_iter().chain(done));
                return;
            }
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
            Effect::OpenBrowser { ticket, url } => match self.outside.open(ticket, &url) {
                Some(told) => told,
                None => return,
            },
            Effect::SaveProfiles(file) => self.outside.save_profiles(&file),
            Effect::SaveTrace(save) => job::saving_trace(&save),
            Effect::PickTraceFile(name) => self.outside.browse_trace(&name),
            Effect::SignIn(job) => {
                let browser = self.outside.open_browser.clone();
                let tell = self.tell();
                self.network.sign_in_here(*job, browser, tell);
                return;
            }
            Effect::GiveRedirect { ticket, text } => {
                self.network.paste(ticket, &text);
                return;
            }
            Effect::Browse(usage) => self.outside.browse(usage),
            Effect::FindKeys(search) => {
                let tell = self.tell();
                self.network.begin_here(*search, tell);
                return;
            }
            Effect::GoOn { ticket, now } => {
                let tell = self.tell();
                let browser = self.outside.open_browser.clone();
                self.network.go_on_here(ticket, now, browser, tell);
                return;
            }
            Effect::ReadRoots(path) => job::read_roots(&path),
            Effect::CheckCa(path) => job::check_ca(path),
            Effect::Save(settings) => match self.outside.save(&settings) {
                Some(action) => action,
                None => return,
            },
            Effect::Vault(job) => {
                let (tell, leave) = (self.tell(), Arc::clone(&self.leave));
                let desk = self
                    .vault
                    .get_or_insert_with(|| vault::Desk::new(&self.outside, tell, leave));
                desk.answer(*job)
            }
            Effect::GiveUpVault => {
                vault::leave(&self.leave);
                return;
            }
            Effect::ClearClipboard(secret) => Action::ClipboardCleared(self.outside.take(&secret)),
            Effect::Cancel(ticket) => match self.network.cancel(ticket) {
                Some(told) => told,
                None => return,
            },
            Effect::Copy(_) | Effect::CopySecret(_) | Effect::AskForPaste | Effect::CloseWindow => {
                return;
            }
        };
        self.actions.push(action);
    }

    fn copy_secret(&mut self, secret: &Secret) -> bool {
        self.outside.copy(secret)
    }

    fn actions(&mut self) -> Vec<Action> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        self.actions.append(&mut told);
        drop(told);
        std::mem::take(&mut self.actions)
    }
}
