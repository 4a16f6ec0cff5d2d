//! One effect, carried out here and now.

use super::{VaultPlace, files, network, settings};
use crate::app::{
    Action, Cleared, CompareAction, Compared, EditAction, FileUse, Found, Input, Judged, KeyAction,
    NetworkAction, Read, SaveJob, Settings, SignInAction, SignInFile, SignJob, Told, roots_read,
};
#[cfg(feature = "gui")]
use crate::desktop::Taken;
use crate::desktop::{ProfilesFile, SettingsFile};
use crate::flows::Browser;
use crate::inspect::{Question, diagnose, inspect, inspect_bytes};
use crate::jose::key::{KeySet, read_keys};
use crate::jose::signing::read_key_file;
use crate::jose::{KeyKind, generate, random_id};
use crate::report::{Kind, Secret};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Asks the person for a file; the argument is the dialog's title.
type PickFile = dyn Fn(&str) -> Result<Option<PathBuf>, String> + Send + Sync;

/// Asks the person where a new file is to be; the arguments are the title and a name.
type PickNewFile = dyn Fn(&str, &str) -> Result<Option<PathBuf>, String> + Send + Sync;

/// Puts a secret on the clipboard, if it can mark it.
type CopySecret = dyn Fn(&str) -> bool + Send + Sync;

/// Takes a secret from the clipboard, if it is still there.
type TakeSecret = dyn Fn(&str) -> Cleared + Send + Sync;

/// What is outside of the program. Tests bring their own.
#[derive(Clone)]
pub struct Outside {
    /// The file dialog.
    pub pick_file: Arc<PickFile>,
    /// The file dialog for a new file.
    pub pick_new_file: Arc<PickNewFile>,
    /// The settings file; none where settings are not kept.
    pub settings: Option<SettingsFile>,
    /// The file of profiles; none where profiles are not kept.
    pub profiles: Option<ProfilesFile>,
    /// The browser.
    pub open_browser: Browser,
    /// Where the vault's files are.
    pub vault: VaultPlace,
    /// The clipboard for a secret that is copied.
    pub copy_secret: Arc<CopySecret>,
    /// The same when it is to be taken away.
    pub take_secret: Arc<TakeSecret>,
}

impl Outside {
    /// An outside with no dialog and no settings.
    pub fn none() -> Self {
        Self {
            pick_file: Arc::new(|_| Err("There is no file dialog here; type the path".into())),
            pick_new_file: Arc::new(|_, _| {
                Err("There is no file dialog here; type the path".into())
            }),
            settings: None,
            profiles: None,
            open_browser: Arc::new(|_| Err("there is no browser here; copy the address".into())),
            vault: VaultPlace::none(),
            copy_secret: Arc::new(|_| false),
            take_secret: Arc::new(|_| Cleared::Unreadable),
        }
    }

    /// The desktop.
    #[cfg(feature = "gui")]
    pub fn desktop() -> Self {
        let folder = crate::desktop::data_folder().map(|folder| folder.join("vault"));
        let clipboard = crate::desktop::SecretClipboard::of_this_desktop().map(Arc::new);
        let again = clipboard.clone();
        Self {
            vault: folder.map_or_else(VaultPlace::none, VaultPlace::in_folder),
            copy_secret: Arc::new(move |text| clipboard.as_ref().is_some_and(|c| c.put(text))),
            take_secret: Arc::new(move |text| match again.as_ref().map(|c| c.take(text)) {
                Some(Taken::Secret) => Cleared::Done,
                Some(Taken::Other) => Cleared::Replaced,
                Some(Taken::Unknown) | None => Cleared::Unreadable,
            }),
            pick_file: Arc::new(crate::desktop::pick_file),
            pick_new_file: Arc::new(crate::desktop::pick_new_file),
            settings: SettingsFile::of_this_person(),
            profiles: ProfilesFile::of_this_person(),
            open_browser: Arc::new(|url| {
                crate::desktop::open_in_browser(url).map_err(|error| error.to_string())
            }),
        }
    }

    pub(super) fn save(&self, settings: &Settings) -> Option<Action> {
        let file = self.settings.as_ref()?;
        settings::save_settings(file, settings)
            .err()
            .map(Action::Failed)
    }

    /// Opens an address; what went wrong is told of that login.
    pub(super) fn open(&self, ticket: u64, url: &Secret) -> Option<Action> {
        let url = std::str::from_utf8(url.expose()).unwrap_or_default();
        let why = (self.open_browser)(url).err()?;
        let told = Told::NoBrowser(why);
        Some(Action::SignIn(SignInAction::Told(ticket, told)))
    }

    pub(super) fn save_profiles(&self, file: &SignInFile) -> Action {
        super::profiles::save_profiles(self.profiles.as_ref(), file)
    }

    pub(super) fn browse_trace(&self, name: &str) -> Action {
        let picked = (self.pick_new_file)("Save as", name);
        Action::SignIn(SignInAction::PickedNew(picked))
    }

    pub(super) fn copy(&self, secret: &Secret) -> bool {
        let text = std::str::from_utf8(secret.expose());
        text.is_ok_and(|text| (self.copy_secret)(text))
    }

    pub(super) fn take(&self, secret: &Secret) -> Cleared {
        let text = std::str::from_utf8(secret.expose());
        text.map_or(Cleared::Replaced, |text| (self.take_secret)(text))
    }

    pub(super) fn browse_new(&self, name: &str) -> Action {
        let picked = (self.pick_new_file)("Save the key as", name);
        Action::Keys(KeyAction::PickedNew(picked))
    }

    pub(super) fn browse(&self, usage: FileUse) -> Action {
        let title = match usage {
            FileUse::Key => "Choose a key file",
            FileUse::Root => "Choose a certificate to trust",
            FileUse::Ca => "Choose a file of certificates",
            FileUse::WordList => "Choose a word list",
            FileUse::Signer => "Choose a private key to sign with",
            FileUse::ClientKey => "Choose the client's private key",
            FileUse::Compare(_) => "Choose a file to compare",
            FileUse::VaultImport => "Choose a .env file or an export",
            FileUse::KeySpace => "Choose a file with keys or certificates",
            FileUse::Trace => "Choose a trace",
            _ => "Choose a file to inspect",
        };
        Action::Picked(usage, (self.pick_file)(title))
    }
}

/// Does a job that somebody waits for. One that breaks off, which is a fault of the program, is
/// answered too.
pub(super) fn or_broken<T>(work: impl FnOnce() -> T, broken: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| broken())
}

/// What is said of a job that broke off: what it was, in the sentence.
pub(super) fn broken(what: &str) -> String {
    format!("{what} broke off, which is a fault of Tokenscope; please report it")
}

/// Inspects. Reading what was pasted never panics; if it does all the same, the window goes on.
pub(super) fn inspection(generation: u64, input: &Input, question: &Question) -> Action {
    let report = catch_unwind(AssertUnwindSafe(|| match input {
        Input::Text(text) => inspect(text, question),
        Input::Bytes(bytes) => inspect_bytes(bytes, question),
    }));
    match report {
        Ok(report) => Action::Inspected {
            generation,
            at: question.now,
            keys: keys_in(input, report.kind),
            report: Box::new(report),
        },
        Err(_) => Action::InspectionBroke { generation },
    }
}

/// The search for the reason ends after this long, whatever was found.
const EXPLAIN: Duration = Duration::from_secs(2);

/// Finds out why a credential does not hold, while somebody waits for it.
pub(super) fn diagnosis(
    ticket: u64,
    judged: &Judged,
    which: usize,
    question: &Question,
    waits: &dyn Fn() -> bool,
) -> Action {
    let begun = Instant::now();
    let go_on = || begun.elapsed() < EXPLAIN && waits();
    let found = catch_unwind(AssertUnwindSafe(|| {
        let report = judged.all().get(which).copied();
        report.map_or_else(Vec::new, |report| diagnose(report, question, &go_on))
    }));
    // An explanation that breaks off is none; the report stands.
    Action::Diagnosed(ticket, found.unwrap_or_default())
}

/// The keys that were pasted, where keys were pasted.
fn keys_in(input: &Input, kind: Kind) -> Option<KeySet> {
    if !matches!(kind, Kind::Jwk | Kind::Jwks | Kind::Pem) {
        return None;
    }
    let bytes = match input {
        Input::Text(text) => text.trim().as_bytes(),
        Input::Bytes(bytes) => bytes,
    };
    read_keys(bytes, "the inspected keys").ok()
}

/// Reads the certificates that the person trusts.
pub(super) fn read_roots(path: &str) -> Action {
    roots_read(files::read_roots(path))
}

/// Sees whether a file holds certificates of authorities.
pub(super) fn check_ca(path: String) -> Action {
    let checked = network::roots(&path).map(drop);
    Action::Network(NetworkAction::CaChecked(path, checked))
}

pub(super) fn reading(
    ticket: u64,
    path: &str,
    usage: FileUse,
    cancelled: &dyn Fn() -> bool,
) -> Action {
    Action::ReadingDone(ticket, files::read_file(path, usage, cancelled))
}

pub(super) fn key_file_text(ticket: u64, text: &str, usage: FileUse) -> Action {
    let read = read_key_file(text.as_bytes(), "the pasted key")
        .map(|file| match usage {
            FileUse::KeySpace => Read::Found(Box::new(Found::new(file))),
            _ => Read::KeyFile(Box::new(file)),
        })
        .map_err(|error| format!("The pasted text {error}"));
    Action::ReadingDone(ticket, read)
}

pub(super) fn signing(job: SignJob) -> Action {
    let numbers: Vec<usize> = job.signatures.iter().map(|(number, ..)| *number).collect();
    let ticket = job.ticket;
    let none = |number| (number, Err(broken("Signing")));
    let values = or_broken(|| job.run(), || numbers.into_iter().map(none).collect());
    Action::Signed(ticket, values)
}

pub(super) fn key(ticket: u64, kind: KeyKind) -> Action {
    let made = || generate(kind).map_err(|error| error.to_string());
    Action::KeyMade(ticket, or_broken(made, || Err(broken("Making the key"))))
}

pub(super) fn comparison(ticket: u64, first: &Input, second: &Input) -> Action {
    let compared = || CompareAction::Compared(ticket, Box::new(Compared::new(first, second)));
    let broken = || CompareAction::Broke(ticket, broken("Comparing"));
    Action::Compare(or_broken(compared, broken))
}

pub(super) fn saving(job: &SaveJob) -> Action {
    Action::Keys(KeyAction::Saved(job.ticket, files::save_file(job)))
}

pub(super) fn saving_trace(job: &SaveJob) -> Action {
    Action::SignIn(SignInAction::Saved(job.ticket, files::save_file(job)))
}

pub(super) fn id() -> Action {
    let none = "The system gives no random numbers";
    Action::Edit(EditAction::NewId(random_id().ok_or_else(|| none.into())))
}

pub(super) fn key_text(ticket: u64, text: &str) -> Action {
    let read = read_keys(text.as_bytes(), "the pasted key")
        .map(Read::Keys)
        .map_err(|error| format!("The pasted text {error}"));
    Action::ReadingDone(ticket, read)
}
