//! Does what is asked of the vault, one job after the other. Calls block, and may ask a person: it
//! has a thread of its own.

use super::{Outside, files};
use crate::app::{
    Action, Carry, FetchedSecrets, Imported, LoginKeep, SecretText, StoreChoice, StoreState,
    VaultAction, VaultAnswer, VaultDone, VaultJob, VaultTask, VaultTrouble, Wanted,
};
use crate::desktop::{Readers, WriteError, path_from_text, write_file};
use crate::flows::login_tokens;
use crate::report::Secret;
use crate::store::{
    DEFAULT_WORK_FACTOR, FileStore, GiveUp, Keyring, KeyringState, MAX_FILE_BYTES, MemoryStore,
    Patience, Place, StoreError, StoreKind, Vault, is_sealed, open_sealed, seal,
};
use crate::vault::{
    Entry, Id, Index, IndexError, Kept, Lines, LoginTokens, What, dotenv, plan, proof_entry,
    read_transfer, write_transfer,
};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The encrypted file where no other is named: the same as that of the commands.
const USUAL_FILE: &str = "vault.age";

/// Where a vault's files are, and how long is waited for its keyring.
#[derive(Clone, Debug)]
pub struct VaultPlace {
    /// The folder for the list and the encrypted file; none where the system has none.
    pub folder: Option<PathBuf>,
    /// How long the keyring may take.
    pub patience: Patience,
    /// How much work a passphrase is where a file is made. Tests take little.
    pub work: u8,
}

impl VaultPlace {
    /// Nowhere: only memory is to be had.
    pub fn none() -> Self {
        Self {
            folder: None,
            patience: Patience::default(),
            work: DEFAULT_WORK_FACTOR,
        }
    }

    /// In that folder.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self {
            folder: Some(folder),
            ..Self::none()
        }
    }
}

/// What ends the wait for a keyring. It is another one for each store that is opened.
pub(super) type Leave = Arc<Mutex<Option<GiveUp>>>;

/// Ends the wait, if somebody waits.
pub(super) fn leave(leave: &Leave) {
    if let Some(give_up) = &*leave.lock().unwrap_or_else(PoisonError::into_inner) {
        give_up.give_up();
    }
}

/// Where jobs are done.
pub(super) struct Desk {
    place: VaultPlace,
    tell: Arc<dyn Fn(Action) + Send + Sync>,
    leave: Leave,
    open: Option<Open>,
    /// The list as it was last told; the same again is the same one.
    listed: Arc<Index>,
    /// That list as it is searched.
    lines: Arc<Lines>,
    /// What is in memory stays until the window closes, also while another store is looked at.
    memory: Option<Vault>,
}

struct Open {
    choice: StoreChoice,
    vault: Vault,
}

impl Desk {
    /// Nothing is opened yet. `tell` is told while a keyring takes long.
    pub(super) fn new(
        outside: &Outside,
        tell: Arc<dyn Fn(Action) + Send + Sync>,
        leave: Leave,
    ) -> Self {
        Self {
            place: outside.vault.clone(),
            tell,
            leave,
            open: None,
            listed: Arc::default(),
            lines: Arc::default(),
            memory: None,
        }
    }

    /// Does a job.
    pub(super) fn answer(&mut self, job: VaultJob) -> Action {
        let VaultJob {
            ticket,
            now,
            about,
            task,
        } = job;
        let is_look = matches!(task, VaultTask::Look { .. });
        let mut looked = None;
        let answer = self.done(task, now, &mut looked);
        let mut told = None;
        let mut index = looked.map(Arc::new);
        let mut lines = None;
        let mut events = None;
        if let Some(open) = self.open.as_mut().filter(|_| !is_look) {
            // Where the list cannot be read, the answer says why.
            if let Ok(opened) = open.vault.open(now) {
                if *self.listed != opened.index {
                    self.lines = Arc::new(Lines::of(&opened.index));
                    self.listed = Arc::new(opened.index);
                }
                index = Some(Arc::clone(&self.listed));
                lines = Some(Arc::clone(&self.lines));
                told = opened.set_aside.map(|aside| {
                    format!(
                        "The list of entries was damaged and made again; the damaged one is kept as {}",
                        aside.display()
                    )
                });
            }
            if let Some(id) = about
                && let Ok(activity) = open.vault.activity()
            {
                let own = activity.of(&id).into_iter().cloned().collect();
                events = Some((id, own));
            }
            if let Some(error) = open.vault.not_noted() {
                told = Some(format!("This could not be noted: {error}"));
            }
        }
        let answer = answer.map_err(trouble);
        Action::Vault(VaultAction::Done(Box::new(VaultDone {
            ticket,
            index,
            lines,
            events,
            told,
            answer,
        })))
    }

    fn done(
        &mut self,
        task: VaultTask,
        now: i64,
        looked: &mut Option<Index>,
    ) -> Result<VaultAnswer, Trouble> {
        let done = VaultAnswer::Done;
        match task {
            VaultTask::State { file } => return Ok(VaultAnswer::State(self.state(file))),
            VaultTask::Look { store, file } => {
                *looked = self.look(store, file, now);
                return Ok(done);
            }
            VaultTask::Open {
                store,
                file,
                passphrase,
            } => {
                let secret = Secret::from(passphrase.to_string());
                return self.open(store, file, secret, now);
            }
            VaultTask::Lock => {
                self.close();
                return Ok(done);
            }
            VaultTask::Fetch(wanted) => {
                let run = wanted.run;
                let got = self.fetch(wanted, now).map_err(told_of);
                return Ok(VaultAnswer::Fetched(run, Box::new(got)));
            }
            VaultTask::KeepLogin(keep) => {
                let kept = self.keep_login(&keep, now).map_err(told_of);
                return Ok(VaultAnswer::LoginKept(keep.run, kept));
            }
            _ => {}
        }
        let vault = &mut self.open.as_mut().ok_or(Trouble::NotOpen)?.vault;
        Ok(match task {
            VaultTask::Secret(entry, usage) => {
                let what = match usage {
                    crate::app::SecretUse::Copy => What::Copied,
                    _ => What::Revealed,
                };
                let mut secrets = vault.secrets(&[&*entry], &what, now)?;
                let secret = secrets.pop().ok_or(StoreError::NoMeans("secret"))?;
                VaultAnswer::Secret(entry.id, usage, secret)
            }
            VaultTask::Add(new, secret) => {
                let entry = vault.add(*new, secret, now)?;
                let told = format!("{} is kept", entry.label);
                VaultAnswer::Entry(entry.id, told)
            }
            VaultTask::Edit(entry) => {
                let (id, told) = (entry.id.clone(), format!("{} was changed", entry.label));
                vault.edit(*entry, now)?;
                VaultAnswer::Entry(id, told)
            }
            VaultTask::Renew(entry, secret) => {
                let entry = vault.renew(&entry, secret, now)?;
                let told = format!("{} has its new secret", entry.label);
                VaultAnswer::Entry(entry.id, told)
            }
            VaultTask::Used(ids, what) => {
                vault.used(&ids.iter().collect::<Vec<_>>(), &what, now);
                done
            }
            VaultTask::Revoked(id, secret) => {
                vault.revoked(&id, &secret, now)?;
                done
            }
            VaultTask::RenameProfile(before, name) => {
                vault.rename_profile(&before, &name)?;
                done
            }
            VaultTask::Remove(id) => {
                vault.remove(&[id], now)?;
                done
            }
            VaultTask::PutBack(id) => {
                let entry = vault.put_back(&id, now)?;
                let told = format!("{} is back", entry.label);
                VaultAnswer::Entry(entry.id, told)
            }
            VaultTask::Clean => {
                // What is left is deleted the next time.
                let _ = vault.clean(now);
                done
            }
            VaultTask::Survey => VaultAnswer::Survey(vault.survey(now)?),
            VaultTask::Adopt(orphan) => {
                let entry = vault.adopt(&orphan, now)?;
                let told = format!("{} has an entry again", entry.label);
                VaultAnswer::Entry(entry.id, told)
            }
            VaultTask::DeleteOrphan(orphan) => {
                vault.delete_orphan(&orphan, now)?;
                VaultAnswer::Survey(vault.survey(now)?)
            }
            VaultTask::ReadImport {
                path,
                passphrase,
                replace,
                all,
            } => {
                let index = vault.open(now)?.index;
                let (things, faults) = read_import(&path, &passphrase, all, now)?;
                let planned = plan(things, &index, replace);
                VaultAnswer::Imported(Imported { planned, faults })
            }
            VaultTask::Import(planned) => VaultAnswer::Stored(vault.import(planned, now)?),
            VaultTask::Export { path, carry } => {
                let (count, name) = export(vault, &path, &carry, now)?;
                VaultAnswer::Exported(count, name)
            }
            VaultTask::Rekey { old, new } => {
                let secret = |text: SecretText| Secret::from(text.to_string());
                match vault.store().rekey(&secret(old), secret(new)) {
                    // What was mistyped here locks nothing.
                    Err(error @ StoreError::WrongPassphrase(_)) => {
                        return Err(Trouble::Said(sentence(&error)));
                    }
                    done => done?,
                }
                VaultAnswer::Rekeyed
            }
            _ => done,
        })
    }

    /// What a login needs. What is done with it is noted once it is sent.
    fn fetch(&mut self, wanted: Wanted, now: i64) -> Result<FetchedSecrets, Trouble> {
        let vault = &mut self.open.as_mut().ok_or(Trouble::NotOpen)?.vault;
        let index = vault.open(now)?.index;
        let proof = match &wanted.proof {
            Some((profile, id)) => Some(proof_entry(&index, id, profile).map_err(|error| {
                Trouble::Said(format!(
                    "{}; keep it again, or type it here",
                    capital(&error.to_string())
                ))
            })?),
            None => None,
        };
        let tokens = wanted.tokens.iter().map(|id| {
            let gone = StoreError::Index(IndexError::Gone);
            index.get(id).ok_or(gone)
        });
        let tokens = tokens.collect::<Result<Vec<&Entry>, _>>()?;
        let all: Vec<&Entry> = proof.into_iter().chain(tokens).collect();
        let secrets = vault.store().get(&all)?;
        let mut pairs = all.into_iter().cloned().zip(secrets);
        let proof = proof.and_then(|_| pairs.next());
        Ok(FetchedSecrets {
            proof,
            tokens: pairs.collect(),
        })
    }

    /// Keeps the tokens of a login: the entries, that of the access token first, and what else is to
    /// be said.
    fn keep_login(
        &mut self,
        keep: &LoginKeep,
        now: i64,
    ) -> Result<(Vec<Id>, Vec<String>), Trouble> {
        let vault = &mut self.open.as_mut().ok_or(Trouble::NotOpen)?.vault;
        let profile = &keep.profile;
        let tokens = LoginTokens {
            label: keep.label.clone(),
            profile: Some(profile.name.clone()),
            replaces: keep.replaces.clone(),
            ..login_tokens(
                profile,
                &keep.tokens,
                keep.account.clone(),
                keep.was_refreshed,
            )
        };
        let kept = vault.keep_login(&tokens, now)?;
        let said = kept.left.into_iter().map(|entry| {
            let (label, whose) = (entry.label, entry.account.unwrap_or_default());
            format!("{label} is still that of {whose}, for whom this login was not")
        });
        let ids = kept.entries.into_iter().map(|entry| entry.id);
        Ok((ids.collect(), said.collect()))
    }

    /// The encrypted file.
    fn file(&self, typed: Option<&str>) -> Result<PathBuf, StoreError> {
        match typed {
            Some(path) => Ok(path_from_text(path)),
            None => {
                let folder = self.place.folder.as_ref();
                let folder = folder.ok_or(StoreError::NoMeans("folder for data"))?;
                Ok(folder.join(USUAL_FILE))
            }
        }
    }

    fn state(&self, typed: Option<String>) -> StoreState {
        let file = self.file(typed.as_deref());
        let keyring = match (Keyring::state(), &self.place.folder) {
            (_, None) => Err(sentence(&StoreError::NoMeans("folder for data"))),
            (KeyringState::Ready, _) => Ok(None),
            (KeyringState::Locked, _) => Ok(Some(
                "It is locked, and asks for its password when it is used",
            )),
            (KeyringState::Unknown, _) => Ok(None),
            (state, _) => Err(sentence(&StoreError::Keyring(state))),
        };
        StoreState {
            keyring,
            file_exists: file.as_ref().is_ok_and(|path| path.exists()),
            file: file
                .map(|path| path.display().to_string())
                .map_err(|error| sentence(&error)),
        }
    }

    /// The list without a store. A damaged one is left as it is: making it again may ask a person.
    fn look(&self, store: StoreChoice, typed: Option<String>, now: i64) -> Option<Index> {
        let place = match store {
            StoreChoice::Keyring => Place::in_folder(self.place.folder.as_ref()?),
            StoreChoice::File => Place::beside(&self.file(typed.as_deref()).ok()?),
            StoreChoice::Memory => return None,
        };
        // A file without a passphrase opens nothing and asks nobody.
        let closed = FileStore::new(Path::new(""), None);
        let mut vault = Vault::new(Box::new(closed), Some(place));
        Some(vault.open(now).ok()?.index)
    }

    fn open(
        &mut self,
        choice: StoreChoice,
        typed: Option<String>,
        passphrase: Secret,
        now: i64,
    ) -> Result<VaultAnswer, Trouble> {
        self.close();
        let mut vault = match choice {
            StoreChoice::Keyring => {
                let folder = self.place.folder.clone();
                let folder = folder.ok_or(StoreError::NoMeans("folder for data"))?;
                let state = Keyring::state();
                if !state.may_be_used() {
                    return Err(StoreError::Keyring(state).into());
                }
                let tell = Arc::clone(&self.tell);
                let keyring = Keyring::new(Patience {
                    tell: Arc::new(move |waiting| {
                        tell(Action::Vault(VaultAction::Waiting(waiting.sentence())));
                    }),
                    ..self.place.patience.clone()
                });
                *self.leave.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some(keyring.give_up());
                Vault::new(Box::new(keyring), Some(Place::in_folder(&folder)))
            }
            StoreChoice::File => {
                let path = self.file(typed.as_deref())?;
                if passphrase.is_empty() {
                    return Err(StoreError::Locked(path).into());
                }
                let place = Place::beside(&path);
                // A passphrase that is too short is told before anything is kept with it.
                if !path.exists() {
                    seal(&Secret::new(Vec::new()), &passphrase, 1)?;
                }
                let store = FileStore::new(&path, Some(passphrase));
                let store = store.with_work_factor(self.place.work);
                let mut vault = Vault::new(Box::new(store), Some(place));
                // A wrong passphrase is told now, not when a secret is wanted.
                vault.store().list()?;
                if path.exists() && !vault.has_list() {
                    vault.rebuild(now)?;
                }
                vault
            }
            StoreChoice::Memory => match self.memory.take() {
                Some(vault) => vault,
                None => Vault::new(Box::new(MemoryStore::default()), None),
            },
        };
        vault.open(now)?;
        if vault.kind() == StoreKind::File {
            // What was removed earlier and could not be deleted then.
            let _ = vault.clean(now);
        }
        self.open = Some(Open { choice, vault });
        Ok(VaultAnswer::Opened(choice))
    }

    /// Forgets what opens the store.
    fn close(&mut self) {
        *self.leave.lock().unwrap_or_else(PoisonError::into_inner) = None;
        if let Some(Open { choice, mut vault }) = self.open.take() {
            vault.store().lock();
            if choice == StoreChoice::Memory {
                self.memory = Some(vault);
            }
        }
    }
}

/// Why a job was not done.
#[derive(Debug)]
enum Trouble {
    NotOpen,
    Sealed,
    Store(StoreError),
    Said(String),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Why a job was not done, in one sentence.
fn told_of(trouble: Trouble) -> String {
    match self::trouble(trouble) {
        VaultTrouble::Locked(told) | VaultTrouble::Failed(told) => told,
        VaultTrouble::Sealed => "The file is encrypted".into(),
    }
}

fn trouble(trouble: Trouble) -> VaultTrouble {
    match trouble {
        Trouble::Sealed => VaultTrouble::Sealed,
        Trouble::NotOpen => VaultTrouble::Failed("The vault is not open".into()),
        Trouble::Said(told) => VaultTrouble::Failed(told),
        // Another program may have given the file another passphrase meanwhile.
        Trouble::Store(error @ (StoreError::Locked(_) | StoreError::WrongPassphrase(_))) => {
            VaultTrouble::Locked(sentence(&error))
        }
        Trouble::Store(error) => VaultTrouble::Failed(sentence(&error)),
    }
}

/// An error as the window says it: without the flags of the commands.
fn sentence(error: &StoreError) -> String {
    capital(&error.to_string().replace(" (--store file)", ""))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

type Things = Vec<(Kept, Option<String>)>;

/// What a file would bring, and what could not be read of it.
fn read_import(
    path: &str,
    passphrase: &str,
    all: bool,
    now: i64,
) -> Result<(Things, Vec<String>), Trouble> {
    let file = path_from_text(path);
    let read = files::read_bytes(&file, MAX_FILE_BYTES, &|| false);
    let mut bytes = read.map_err(|why| Trouble::Said(format!("{path} {why}")))?;
    if is_sealed(bytes.expose()) {
        if passphrase.is_empty() {
            return Err(Trouble::Sealed);
        }
        let passphrase = Secret::from(passphrase.to_owned());
        let opened = open_sealed(bytes.expose(), &passphrase, &file);
        bytes = opened.map_err(|error| Trouble::Said(sentence(&error)))?;
    }
    let text = std::str::from_utf8(bytes.expose())
        .map_err(|_| Trouble::Said(format!("{path} is neither a .env file nor an export")))?;
    if text.trim_start().starts_with('{') {
        let kept = read_transfer(bytes.expose())
            .map_err(|error| Trouble::Said(format!("{path} {error}")))?;
        return Ok((
            kept.into_iter().map(|kept| (kept, None)).collect(),
            Vec::new(),
        ));
    }
    let read = dotenv::parse(text);
    if read.variables.is_empty() {
        let told = format!("{path} holds no variables: it is neither a .env file nor an export");
        return Err(Trouble::Said(told));
    }
    let faults = read.faults.iter();
    let faults = faults.map(|fault| format!("Line {}: {}", fault.line, fault.detail));
    let notes = read.variables.iter().filter_map(|variable| {
        let note = variable.note?;
        Some(format!("Line {}: {note}", variable.line))
    });
    let faults = faults.chain(notes).collect();
    let mut next = 0_u64;
    let mut ids = || {
        next += 1;
        Id::numbered(next)
    };
    Ok((read.entries(all, now, &mut ids), faults))
}

fn export(
    vault: &mut Vault,
    path: &str,
    carry: &Carry,
    now: i64,
) -> Result<(usize, String), Trouble> {
    let index = vault.open(now)?.index;
    let entries: Vec<&Entry> = index.entries.iter().collect();
    if entries.is_empty() {
        return Err(Trouble::Said(
            "Nothing is kept here, so nothing is exported".into(),
        ));
    }
    let encrypted = matches!(carry, Carry::Sealed(_));
    let secrets = vault.secrets(&entries, &What::Exported { encrypted }, now)?;
    let kept = entries.iter().zip(secrets).map(|(entry, secret)| Kept {
        entry: (*entry).clone(),
        secret,
    });
    let kept: Vec<Kept> = kept.collect();
    let file = path_from_text(path);
    let bytes = match carry {
        Carry::Sealed(passphrase) => {
            let passphrase = Secret::from(passphrase.to_string());
            Secret::new(seal(
                &write_transfer(&kept),
                &passphrase,
                DEFAULT_WORK_FACTOR,
            )?)
        }
        Carry::Plain if file.extension().is_some_and(|end| end == "json") => write_transfer(&kept),
        Carry::Plain => dotenv::write(&kept).map_err(|label| {
            let told = "has no form in a .env file; give the file's name the end .json";
            Trouble::Said(format!("The secret of {label:?} {told}"))
        })?,
    };
    match write_file(&file, bytes.expose(), Readers::Owner, false) {
        Ok(()) => Ok((kept.len(), path.to_owned())),
        Err(error) => Err(Trouble::Said(written(path, error))),
    }
}

fn written(path: &str, error: WriteError) -> String {
    match error {
        WriteError::Exists => {
            format!("There is a file {path} already; choose another name")
        }
        WriteError::NotAFile => format!("{path} is no regular file; choose another name"),
        WriteError::Failed(error) => match error.kind() {
            std::io::ErrorKind::NotFound => format!("{path} is in a folder that does not exist"),
            std::io::ErrorKind::PermissionDenied => {
                format!("{path} may not be written; choose another folder")
            }
            _ => format!("{path} could not be written: {error}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pipe that nobody writes into would hold the vault up for ever, an endless device fill the
    /// memory.
    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_not_imported() {
        for path in ["/dev/zero", "/dev/tty", "/tmp"] {
            match read_import(path, "", true, 0) {
                Err(Trouble::Said(told)) => assert!(told.contains(" is "), "{told}"),
                other => panic!("{path}: {:?}", other.map(|_| ())),
            }
        }
    }
}
