//! Keys and logins from the network. Nothing here begins by itself, and the runtime is started when the first
//! job is.

use super::login::{self, Login, Logins};
use super::{files, job};
use crate::app::{Action, KeySearch, NetworkAction, SignInAction, SignInJob, Whence};
use crate::desktop::path_from_text;
use crate::flows::{self, Browser, FindError, FindKeys, Progress, Step, World};
use crate::net::{
    Cancel, FetchError, HostRule, Jobs, KeyCache, Limits, MAX_ROOTS_BYTES, Net, Roots, apart,
    block_on,
};
use crate::report::without_flags;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Jobs that wait for the person's word, by their tickets.
type Parked = Arc<Mutex<HashMap<u64, (FindKeys, KeySearch)>>>;

/// What is told of a job while it goes on.
pub(super) type Tell = Arc<dyn Fn(Action) + Send + Sync>;

/// Looks for keys when it is asked to.
#[derive(Default)]
pub(super) struct Network {
    cache: KeyCache,
    parked: Parked,
    cancels: HashMap<u64, Cancel>,
    jobs: Option<Jobs>,
    logins: Logins,
}

impl Network {
    /// Begins to look for keys, beside the window.
    pub(super) fn begin(&mut self, search: KeySearch, tell: Tell) {
        let job = self.job(search);
        self.start(job, tell);
    }

    /// Begins a login, beside the window.
    pub(super) fn sign_in(&mut self, job: SignInJob, browser: Browser, tell: Tell) {
        self.log_in(Login::new(job), browser, tell);
    }

    /// The same here and now; for tests.
    pub(super) fn sign_in_here(&mut self, job: SignInJob, browser: Browser, tell: Tell) {
        self.log_in_here(Login::new(job), browser, tell);
    }

    /// What was pasted is taken for the answer that the browser brings.
    pub(super) fn paste(&self, ticket: u64, text: &str) {
        self.logins.paste(ticket, text);
    }

    fn log_in(&mut self, login: Login, browser: Browser, tell: Tell) {
        let ticket = login.ticket();
        let cancel = self.cancel_of(ticket);
        let told = Arc::clone(&tell);
        let job = login.run(self.logins.clone(), browser, cancel, tell);
        if self.jobs.is_none() {
            self.jobs = Jobs::start().ok();
        }
        match &self.jobs {
            Some(jobs) => jobs.begin(job),
            None => {
                let failed = login::failed(NO_RUNTIME.to_owned());
                told(Action::SignIn(SignInAction::Told(ticket, failed)));
            }
        }
    }

    fn log_in_here(&mut self, login: Login, browser: Browser, tell: Tell) {
        let cancel = self.cancel_of(login.ticket());
        let job = login.run(self.logins.clone(), browser, cancel, Arc::clone(&tell));
        if block_on(job).is_err() {
            tell(Action::Failed(NO_RUNTIME.into()));
        }
    }

    fn cancel_of(&mut self, ticket: u64) -> Cancel {
        let cancel = Cancel::default();
        self.cancels.insert(ticket, cancel.clone());
        cancel
    }

    /// Goes on with a job, since the person agreed.
    pub(super) fn go_on(&mut self, ticket: u64, now: i64, browser: Browser, tell: Tell) {
        if let Some(login) = self.logins.agreed(ticket) {
            return self.log_in(login, browser, tell);
        }
        if let Some(job) = self.agreed(ticket, now) {
            self.start(job, tell);
        }
    }

    /// The same two here and now; for tests.
    pub(super) fn begin_here(&mut self, search: KeySearch, tell: Tell) {
        let job = self.job(search);
        if block_on(job.run(Arc::clone(&tell))).is_err() {
            tell(Action::Failed(NO_RUNTIME.into()));
        }
    }

    pub(super) fn go_on_here(&mut self, ticket: u64, now: i64, browser: Browser, tell: Tell) {
        if let Some(login) = self.logins.agreed(ticket) {
            return self.log_in_here(login, browser, tell);
        }
        if let Some(job) = self.agreed(ticket, now)
            && block_on(job.run(Arc::clone(&tell))).is_err()
        {
            tell(Action::Failed(NO_RUNTIME.into()));
        }
    }

    /// Ends a job, or forgets one that waits for the person's word. What such a login has come to is
    /// given.
    pub(super) fn cancel(&mut self, ticket: u64) -> Option<Action> {
        // First of all: a job that comes to a question from now on does not wait any more.
        if let Some(cancel) = self.cancels.remove(&ticket) {
            cancel.cancel();
        }
        locked(&self.parked).remove(&ticket);
        self.logins.forget(ticket)?.refused()
    }

    /// A job is at its end.
    pub(super) fn ended(&mut self, ticket: u64) {
        self.cancels.remove(&ticket);
        let _ = self.logins.forget(ticket);
    }

    fn job(&mut self, search: KeySearch) -> Job {
        let cancel = self.cancel_of(search.ticket);
        Job {
            search,
            begun: None,
            cancel,
            cache: self.cache.clone(),
            parked: Arc::clone(&self.parked),
        }
    }

    fn agreed(&mut self, ticket: u64, now: i64) -> Option<Job> {
        let (mut begun, search) = locked(&self.parked).remove(&ticket)?;
        begun.agree();
        let mut job = self.job(KeySearch { now, ..search });
        job.begun = Some(begun);
        Some(job)
    }

    fn start(&mut self, job: Job, tell: Tell) {
        if self.jobs.is_none() {
            self.jobs = Jobs::start().ok();
        }
        match &self.jobs {
            Some(jobs) => jobs.begin(job.run(tell)),
            None => {
                let told = Some(NO_RUNTIME.to_owned());
                let failed = NetworkAction::Failed(job.search.ticket, told);
                tell(Action::Network(failed));
            }
        }
    }
}

const NO_RUNTIME: &str = "The system gave no thread to wait for an answer with; try again later";

fn locked(parked: &Parked) -> MutexGuard<'_, HashMap<u64, (FindKeys, KeySearch)>> {
    parked.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A job, to its end or to where the person is to be asked.
struct Job {
    search: KeySearch,
    /// The job, where it went on before.
    begun: Option<FindKeys>,
    cancel: Cancel,
    cache: KeyCache,
    parked: Parked,
}

/// Tells that a job broke off, unless something else was told.
struct Reply {
    ticket: u64,
    tell: Tell,
    told: bool,
}

impl Reply {
    fn give(mut self, action: NetworkAction) {
        self.told = true;
        (self.tell)(Action::Network(action));
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if !self.told {
            let told = "Looking for the keys broke off, which is a fault of Tokenscope";
            let failed = NetworkAction::Failed(self.ticket, Some(told.into()));
            (self.tell)(Action::Network(failed));
        }
    }
}

impl Job {
    async fn run(self, tell: Tell) {
        let ticket = self.search.ticket;
        let reply = Reply {
            ticket,
            tell: Arc::clone(&tell),
            told: false,
        };
        let action = self.advance(&tell).await;
        reply.give(action);
    }

    async fn advance(self, tell: &Tell) -> NetworkAction {
        let Self {
            search,
            begun,
            cancel,
            cache,
            parked,
        } = self;
        let ticket = search.ticket;
        let failed = |told: String| NetworkAction::Failed(ticket, Some(told));
        let of = search.clone();
        let net = match cancel.unless(apart(move || net(&of))).await {
            Some(Some(Ok(net))) => net,
            Some(Some(Err(told))) => return failed(told),
            Some(None) => return failed(job::broken("Reading the certificates")),
            None => return NetworkAction::Failed(ticket, None),
        };
        let mut job = match begun.map_or_else(|| new_job(&search, &net), Ok) {
            Ok(job) => job,
            Err(error) => return failed(sentence(&error)),
        };
        let world = World {
            net: &net,
            cache: &cache,
            cancel: &cancel,
            now: search.now,
        };
        let mut on_progress = |Progress::Asking { host, url }| {
            tell(Action::Network(NetworkAction::Asking { ticket, host, url }));
        };
        match job.advance(world, &mut on_progress).await {
            Step::NeedsConsent(flows::Consent { host, url, why }) => {
                let mut parked = locked(&parked);
                if cancel.is_cancelled() {
                    return NetworkAction::Failed(ticket, None);
                }
                parked.insert(ticket, (job, search));
                NetworkAction::NeedsConsent {
                    ticket,
                    host,
                    url,
                    why: why.to_string(),
                }
            }
            Step::Done(found) => NetworkAction::Found {
                ticket,
                keys: Box::new(found.keys),
                url: found.url,
                at: found.fetched_at,
                kept: found.kept_because.is_some(),
                notes: found.notes.iter().map(|n| without_flags(n)).collect(),
            },
            Step::Failed(FindError::Fetch(FetchError::PlainHttp(host))) => {
                NetworkAction::NeedsPlain { ticket, host }
            }
            Step::Failed(error) if error.is_cancelled() => NetworkAction::Failed(ticket, None),
            Step::Failed(error) => failed(sentence(&error)),
        }
    }
}

/// An error as a sentence with a capital.
fn sentence(error: &FindError) -> String {
    let told = without_flags(&error.to_string());
    let mut chars = told.chars();
    // What begins with a host keeps it as it is.
    match chars.next() {
        Some(first) if told.starts_with("the ") => first.to_uppercase().chain(chars).collect(),
        _ => told,
    }
}

fn new_job(search: &KeySearch, net: &Net) -> Result<FindKeys, FindError> {
    let whence = match search.whence.clone() {
        Whence::Url(url) => flows::Whence::Url(url),
        Whence::Issuer { issuer, tid } => flows::Whence::Issuer {
            issuer,
            tid,
            confirmed: search.confirmed,
        },
    };
    let agreed = search.agreed.iter();
    let agreed = agreed.filter_map(|url| net.address(url).ok());
    let agreed: Vec<_> = agreed.map(|address| HostRule::of(&address)).collect();
    Ok(FindKeys::new(whence)?.agreed_before(agreed))
}

/// The client, with the authorities of the person's file. Made for each job, so that the file and
/// what was allowed are as they are now.
fn net(search: &KeySearch) -> Result<Net, String> {
    let plain = search.plain.iter();
    let plain = plain.filter_map(|host| HostRule::parse(host).ok());
    let roots = match &search.ca {
        Some(path) => roots(path)?,
        None => Roots::default(),
    };
    Ok(Net::new(Limits::default(), roots, plain.collect()))
}

/// The authorities in a file.
///
/// # Errors
/// One sentence that names the file.
pub(super) fn roots(path: &str) -> Result<Roots, String> {
    let file = path_from_text(path);
    let bytes = files::read_bytes(&file, MAX_ROOTS_BYTES, &|| false)
        .map_err(|why| format!("{path} {why}"))?;
    Roots::read(bytes.expose()).map_err(|error| format!("{path} {error}"))
}
