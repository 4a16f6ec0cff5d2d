//! Carries effects out on threads.

use super::latest::Latest;
use super::network::Network;
use super::vault::{self, Leave};
use super::{Outside, Runner, guess, job};
use crate::app::{
    Action, Effect, FileUse, Input, Judged, SecretText, Settings, SignInAction, SignInFile,
    SignJob, VaultAction, VaultAnswer, VaultDone, VaultJob, VaultTask, VaultTrouble,
    WordListAction,
};
use crate::inspect::Question;
use crate::jose::KeyKind;
use crate::report::Secret;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

/// Reading that takes longer is told of, and can be cancelled.
const SLOW: Duration = Duration::from_millis(500);
/// What was asked of the vault may take so long once the window is closed: an encrypted file is
/// opened and closed in less.
const LAST_JOBS: Duration = Duration::from_secs(5);
/// Settings are written once after a burst of changes, as a window that is being dragged makes.
const SETTLE: Duration = Duration::from_millis(500);

/// Sends an action and wakes the window.
#[derive(Clone)]
struct Out {
    actions: Sender<Action>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Out {
    fn send(&self, action: Action) {
        // Nobody listens any more once the window is closed.
        if self.actions.send(action).is_ok() {
            (self.wake)();
        }
    }
}

type Inspection = (u64, Input, Box<Question>);
type Diagnosing = (u64, Arc<Judged>, usize, Box<Question>);

/// Carries effects out on threads: inspections on one, where the latest counts, and each file and
/// each dialog on its own.
pub struct Threads {
    out: Out,
    actions: Receiver<Action>,
    outside: Outside,
    inspections: Latest<Inspection>,
    diagnoses: Latest<Diagnosing>,
    /// The search for a reason that somebody waits for; none is 0.
    diagnosing: Arc<AtomicU64>,
    saving: Latest<Settings>,
    saving_profiles: Latest<SignInFile>,
    signings: Latest<SignJob>,
    rsa_keys: Latest<(u64, KeyKind)>,
    comparisons: Latest<(u64, Input, Input)>,
    readings: HashMap<u64, Arc<AtomicBool>>,
    network: Network,
    /// The thread that does what is asked of the vault, and what tells that it has ended; none before
    /// the first job.
    vault: Option<(Sender<VaultJob>, Receiver<Infallible>)>,
    leave: Leave,
    /// A secret that was copied and not taken away yet.
    copied: Option<Secret>,
}

impl Threads {
    /// Threads that call `wake` whenever there is an action to fetch.
    pub fn new(outside: Outside, wake: impl Fn() + Send + Sync + 'static) -> Self {
        let (sender, actions) = mpsc::channel();
        let out = Out {
            actions: sender,
            wake: Arc::new(wake),
        };
        let report = out.clone();
        let inspect = move |(generation, input, question): Inspection| {
            report.send(job::inspection(generation, &input, &question));
        };
        let diagnosing: Arc<AtomicU64> = Arc::default();
        let (reason, awaited) = (out.clone(), Arc::clone(&diagnosing));
        let diagnose = move |(ticket, judged, which, question): Diagnosing| {
            let waits = || awaited.load(Ordering::Relaxed) == ticket;
            reason.send(job::diagnosis(ticket, &judged, which, &question, &waits));
        };
        let signer = out.clone();
        let sign = move |sign: SignJob| signer.send(job::signing(sign));
        let maker = out.clone();
        let make = move |(ticket, kind)| maker.send(job::key(ticket, kind));
        let comparer = out.clone();
        let compare = move |(ticket, first, second): (u64, Input, Input)| {
            comparer.send(job::comparison(ticket, &first, &second));
        };
        let (told, file) = (out.clone(), outside.clone());
        let save = move |settings: Settings| {
            if let Some(action) = file.save(&settings) {
                told.send(action);
            }
        };
        let (keeper, file) = (out.clone(), outside.clone());
        let keep = move |profiles: SignInFile| keeper.send(file.save_profiles(&profiles));
        Self {
            out,
            actions,
            outside,
            inspections: Latest::new("inspect", Duration::ZERO, inspect),
            diagnoses: Latest::new("diagnose", Duration::ZERO, diagnose),
            diagnosing,
            saving: Latest::new("settings", SETTLE, save),
            saving_profiles: Latest::new("profiles", Duration::ZERO, keep),
            signings: Latest::new("sign", Duration::ZERO, sign),
            rsa_keys: Latest::new("make-rsa-key", Duration::ZERO, make),
            comparisons: Latest::new("compare", Duration::ZERO, compare),
            readings: HashMap::new(),
            network: Network::default(),
            vault: None,
            leave: Leave::default(),
            copied: None,
        }
    }

    fn read(&mut self, ticket: u64, path: String, usage: FileUse) {
        let flag = Arc::new(AtomicBool::new(false));
        self.readings.insert(ticket, Arc::clone(&flag));
        self.slowly(ticket, move || {
            job::reading(ticket, &path, usage, &|| flag.load(Ordering::Relaxed))
        });
    }

    /// Hands a job to the vault's thread, or to a new one where there is none.
    fn ask_vault(&mut self, job: VaultJob) {
        let job = match &self.vault {
            Some((jobs, _)) => match jobs.send(job) {
                Ok(()) => return,
                Err(mpsc::SendError(job)) => job,
            },
            None => job,
        };
        let (jobs, on_job) = mpsc::channel::<VaultJob>();
        let (out, outside) = (self.out.clone(), self.outside.clone());
        let (tell, leave) = (self.tell(), Arc::clone(&self.leave));
        let (works, on_end) = mpsc::channel();
        spawn("vault", move || {
            // It is dropped with the thread's end.
            let _works: Sender<Infallible> = works;
            let mut desk = vault::Desk::new(&outside, tell, leave);
            for job in on_job {
                let broken = broken_vault_job(&job);
                out.send(job::or_broken(|| desk.answer(job), || broken));
            }
        });
        // The thread waits for it.
        let _ = jobs.send(job);
        self.vault = Some((jobs, on_end));
    }

    fn tell(&self) -> Arc<dyn Fn(Action) + Send + Sync> {
        let out = self.out.clone();
        Arc::new(move |action| out.send(action))
    }

    fn guess(&mut self, ticket: u64, path: String, token: String) {
        let flag = Arc::new(AtomicBool::new(false));
        self.readings.insert(ticket, Arc::clone(&flag));
        let out = self.out.clone();
        spawn("guess", move || {
            let told = out.clone();
            let cancelled = || flag.load(Ordering::Relaxed);
            let mut tell = |action| told.send(action);
            let guess = || guess::guess(ticket, &path, &token, &mut tell, &cancelled);
            let broken = || {
                let told = Err(job::broken("Trying the words"));
                Some(Action::WordList(WordListAction::Done(ticket, told)))
            };
            if let Some(done) = job::or_broken(guess, broken) {
                out.send(done);
            }
        });
    }

    fn read_keys(&self, ticket: u64, text: SecretText) {
        self.slowly(ticket, move || job::key_text(ticket, &text));
    }

    /// Does something on a thread of its own, and tells when it takes long.
    fn slowly(&self, ticket: u64, work: impl FnOnce() -> Action + Send + 'static) {
        let (done, on_done) = mpsc::channel();
        let out = self.out.clone();
        spawn("read", move || {
            let _ = done.send(work());
        });
        spawn("read-watch", move || {
            let action = match on_done.recv_timeout(SLOW) {
                Err(RecvTimeoutError::Timeout) => {
                    out.send(Action::ReadingIsSlow(ticket));
                    on_done.recv().ok()
                }
                answer => answer.ok(),
            };
            let broke = || Action::ReadingDone(ticket, Err("Reading broke off".into()));
            out.send(action.unwrap_or_else(broke));
        });
    }
}

/// The answer to a job of the vault that broke off.
fn broken_vault_job(job: &VaultJob) -> Action {
    let told = job::broken("What was asked of the vault");
    let answer = match &job.task {
        // A login waits for these.
        VaultTask::Fetch(wanted) => Ok(VaultAnswer::Fetched(wanted.run, Box::new(Err(told)))),
        VaultTask::KeepLogin(keep) => Ok(VaultAnswer::LoginKept(keep.run, Err(told))),
        _ => Err(VaultTrouble::Failed(told)),
    };
    Action::Vault(VaultAction::Done(Box::new(VaultDone {
        ticket: job.ticket,
        index: None,
        lines: None,
        events: None,
        told: None,
        answer,
    })))
}

/// A thread that nobody waits for. Where the system gives none, the window says so by silence
/// only for a job that the person can start again.
fn spawn(name: &str, body: impl FnOnce() + Send + 'static) {
    let _ = std::thread::Builder::new().name(name.into()).spawn(body);
}

impl Runner for Threads {
    fn run(&mut self, effect: Effect) {
        match effect {
            Effect::Inspect {
                generation,
                input,
                question,
            } => {
                self.diagnosing.store(0, Ordering::Relaxed);
                self.inspections.give((generation, input, question));
            }
            Effect::Diagnose {
                ticket,
                judged,
                which,
                question,
            } => {
                self.diagnosing.store(ticket, Ordering::Relaxed);
                self.diagnoses.give((ticket, judged, which, question));
            }
            Effect::ReadFile {
                ticket,
                path,
                usage,
            } => self.read(ticket, path, usage),
            Effect::ReadKeys { ticket, text } => self.read_keys(ticket, text),
            Effect::Guess {
                ticket,
                path,
                token,
            } => self.guess(ticket, path, token),
            Effect::FindKeys(search) => self.network.begin(*search, self.tell()),
            Effect::GoOn { ticket, now } => {
                let browser = self.outside.open_browser.clone();
                self.network.go_on(ticket, now, browser, self.tell());
            }
            Effect::ReadRoots(path) => {
                let out = self.out.clone();
                spawn("roots", move || out.send(job::read_roots(&path)));
            }
            Effect::CheckCa(path) => {
                let out = self.out.clone();
                spawn("ca", move || out.send(job::check_ca(path)));
            }
            Effect::Cancel(ticket) => {
                if let Some(told) = self.network.cancel(ticket) {
                    self.out.send(told);
                }
                if let Some(flag) = self.readings.remove(&ticket) {
                    flag.store(true, Ordering::Relaxed);
                }
            }
            Effect::ReadKeyFile {
                ticket,
                text,
                usage,
            } => self.slowly(ticket, move || job::key_file_text(ticket, &text, usage)),
            Effect::Compare {
                ticket,
                first,
                second,
            } => self.comparisons.give((ticket, first, second)),
            Effect::SaveFile(save) => {
                let out = self.out.clone();
                spawn("save", move || out.send(job::saving(&save)));
            }
            Effect::PickNewFile(name) => {
                let (out, outside) = (self.out.clone(), self.outside.clone());
                spawn("dialog", move || out.send(outside.browse_new(&name)));
            }
            Effect::Sign(sign) => self.signings.give(*sign),
            // An RSA key takes long, and cannot be stopped: one is made at a time.
            Effect::MakeKey { ticket, kind } if matches!(kind, KeyKind::Rsa(_)) => {
                self.rsa_keys.give((ticket, kind));
            }
            Effect::MakeKey { ticket, kind } => {
                let out = self.out.clone();
                spawn("make-key", move || out.send(job::key(ticket, kind)));
            }
            Effect::Vault(job) => self.ask_vault(*job),
            Effect::GiveUpVault => vault::leave(&self.leave),
            Effect::ClearClipboard(secret) => {
                self.copied = None;
                let (out, outside) = (self.out.clone(), self.outside.clone());
                spawn("clipboard", move || {
                    out.send(Action::ClipboardCleared(outside.take(&secret)));
                });
            }
            Effect::MakeId => self.out.send(job::id()),
            Effect::OpenBrowser { ticket, url } => {
                let (out, outside) = (self.out.clone(), self.outside.clone());
                spawn("browser", move || {
                    if let Some(told) = outside.open(ticket, &url) {
                        out.send(told);
                    }
                });
            }
            // One after the other, so that the last state is the one that stays.
            Effect::SaveProfiles(file) => self.saving_profiles.give(file),
            Effect::SaveTrace(save) => {
                let out = self.out.clone();
                spawn("save", move || out.send(job::saving_trace(&save)));
            }
            Effect::PickTraceFile(name) => {
                let (out, outside) = (self.out.clone(), self.outside.clone());
                spawn("dialog", move || out.send(outside.browse_trace(&name)));
            }
            Effect::SignIn(job) => {
                let browser = self.outside.open_browser.clone();
                self.network.sign_in(*job, browser, self.tell());
            }
            Effect::GiveRedirect { ticket, text } => self.network.paste(ticket, &text),
            Effect::Browse(usage) => {
                let (out, outside) = (self.out.clone(), self.outside.clone());
                spawn("dialog", move || out.send(outside.browse(usage)));
            }
            Effect::Save(settings) => self.saving.give(settings),
            Effect::Copy(_) | Effect::CopySecret(_) | Effect::AskForPaste | Effect::CloseWindow => {
            }
        }
    }

    fn actions(&mut self) -> Vec<Action> {
        let actions: Vec<_> = self.actions.try_iter().collect();
        for action in &actions {
            if let Action::ReadingDone(ticket, _)
            | Action::WordList(WordListAction::Done(ticket, _)) = action
            {
                self.readings.remove(ticket);
            }
            if let Action::SignIn(SignInAction::Told(ticket, told)) = action
                && told.is_end()
            {
                self.network.ended(*ticket);
            }
            if let Action::Network(action) = action
                && let Some(ticket) = action.ends()
            {
                self.network.ended(ticket);
            }
        }
        actions
    }

    fn copy_secret(&mut self, secret: &Secret) -> bool {
        let copied = self.outside.copy(secret);
        self.copied = copied.then(|| secret.clone());
        copied
    }

    fn finish(&mut self) {
        self.saving.finish();
        self.saving_profiles.finish();
        // What is being kept is kept before the window is gone; a keyring that asks somebody is left.
        if let Some((jobs, on_end)) = self.vault.take() {
            drop(jobs);
            let _ = on_end.recv_timeout(LAST_JOBS);
        }
        // Nobody is there any more to take it away later.
        if let Some(secret) = self.copied.take() {
            let _ = self.outside.take(&secret);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Read, ThemeChoice};
    use crate::desktop::SettingsFile;

    /// Threads whose waking is awaited, and the awaiting.
    fn threads(outside: Outside) -> (Threads, Receiver<()>) {
        let (wake, woken) = mpsc::channel();
        let threads = Threads::new(outside, move || {
            let _ = wake.send(());
        });
        (threads, woken)
    }

    fn one(threads: &mut Threads, woken: &Receiver<()>) -> Action {
        woken
            .recv_timeout(Duration::from_secs(30))
            .expect("the window is woken");
        threads.actions().pop().expect("there is an action")
    }

    #[test]
    fn an_inspection_wakes_the_window() {
        let (mut threads, woken) = threads(Outside::none());
        threads.run(Effect::Inspect {
            generation: 7,
            input: Input::Text("abc".into()),
            question: Box::default(),
        });
        match one(&mut threads, &woken) {
            Action::Inspected { generation, .. } => assert_eq!(generation, 7),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_is_read_beside_the_window() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token.jwt");
        std::fs::write(&path, "abc").unwrap();
        let (mut threads, woken) = threads(Outside::none());
        threads.run(Effect::ReadFile {
            ticket: 3,
            path: path.to_string_lossy().into_owned(),
            usage: FileUse::Inspect,
        });
        match one(&mut threads, &woken) {
            Action::ReadingDone(3, Ok(Read::Input(input, _))) => assert_eq!(input.text(), "abc"),
            other => panic!("{other:?}"),
        }
        assert!(threads.readings.is_empty());
    }

    #[test]
    fn a_missing_dialog_is_told() {
        let (mut threads, woken) = threads(Outside::none());
        threads.run(Effect::Browse(FileUse::Key));
        let action = one(&mut threads, &woken);
        assert!(matches!(action, Action::Picked(FileUse::Key, Err(_))));
    }

    #[test]
    fn what_is_being_kept_is_kept_when_the_window_closes() {
        use crate::app::{StoreChoice, VaultTask};
        use crate::vault::Draft;
        let folder = tempfile::tempdir().unwrap();
        let (mut threads, _woken) = threads(Outside {
            vault: crate::work::VaultPlace {
                work: 10,
                ..crate::work::VaultPlace::in_folder(folder.path().into())
            },
            ..Outside::none()
        });
        let open = VaultTask::Open {
            store: StoreChoice::File,
            file: None,
            passphrase: "correct horse".to_owned().into(),
        };
        let new = Draft {
            label: "mine".into(),
            ..Draft::default()
        };
        let add = VaultTask::Add(Box::new(new), Secret::from("hunter2".to_owned()));
        for (ticket, task) in [(1, open), (2, add)] {
            threads.run(Effect::Vault(Box::new(VaultJob {
                ticket,
                now: 1,
                about: None,
                task,
            })));
        }
        threads.finish();
        let list = std::fs::read_to_string(folder.path().join("vault.age.index.json"));
        assert!(list.is_ok_and(|list| list.contains("mine")));
    }

    #[test]
    fn a_login_hears_of_a_job_of_the_vault_that_broke_off() {
        let job = VaultJob {
            ticket: 7,
            now: 1,
            about: None,
            task: VaultTask::Fetch(crate::app::Wanted {
                run: 3,
                proof: None,
                tokens: Vec::new(),
            }),
        };
        let broken = broken_vault_job(&job);
        let answer = job::or_broken(|| panic!("it breaks off"), || broken);
        let Action::Vault(VaultAction::Done(done)) = answer else {
            panic!("{answer:?}");
        };
        let Ok(VaultAnswer::Fetched(3, got)) = done.answer else {
            panic!("{done:?}");
        };
        assert!(done.ticket == 7 && got.unwrap_err().contains("broke off"));
    }

    #[test]
    fn the_last_profiles_are_kept_when_the_window_closes() {
        let folder = tempfile::tempdir().unwrap();
        let file = crate::desktop::ProfilesFile::at(folder.path().join("profiles.toml"));
        let (mut threads, _woken) = threads(Outside {
            profiles: Some(file.clone()),
            ..Outside::none()
        });
        for name in ["a", "b"] {
            threads.run(Effect::SaveProfiles(SignInFile {
                text: format!("[[profile]]\nname = \"{name}\"\n"),
                merges: 0,
            }));
        }
        threads.finish();
        assert!(file.read().unwrap().unwrap().contains("\"b\""));
    }

    #[test]
    fn the_last_settings_are_kept_when_the_window_closes() {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile::at(folder.path().join("settings.json"));
        let (mut threads, _woken) = threads(Outside {
            settings: Some(file.clone()),
            ..Outside::none()
        });
        for theme in [ThemeChoice::Dark, ThemeChoice::Light] {
            threads.run(Effect::Save(Settings {
                theme,
                ..Settings::default()
            }));
        }
        threads.finish();
        assert!(file.read().unwrap().unwrap().contains("light"));
    }
}
