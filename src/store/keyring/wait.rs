//! A thread for calls that may take for ever, and a wait that does not.

use super::ring::{Connect, Rings};
use super::{KeyringState, StoreError, state};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Why an answer takes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// The keyring is locked and asks for its password in a window of its own.
    ForPrompt,
    /// It is not locked, and takes its time all the same.
    ForAnswer,
}

impl Waiting {
    /// What is said meanwhile.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::ForPrompt => "The keyring is locked and asks for its password in another window",
            Self::ForAnswer => "Waiting for the keyring, which may be asking in another window",
        }
    }
}

/// How long is waited, and who is told meanwhile.
#[derive(Clone)]
pub struct Patience {
    /// After this nobody waits without being told why.
    pub quiet: Duration,
    /// How long a keyring may take that asks nobody.
    pub answer: Duration,
    /// How long a person may take to answer a prompt.
    pub prompt: Duration,
    /// Who is told, once a wait.
    pub tell: Arc<dyn Fn(Waiting) + Send + Sync>,
}

impl Default for Patience {
    /// A second; half a minute, which a large import needs; two minutes to find a password.
    fn default() -> Self {
        Self {
            quiet: Duration::from_secs(1),
            answer: Duration::from_secs(30),
            prompt: Duration::from_secs(120),
            tell: Arc::new(|_| ()),
        }
    }
}

impl fmt::Debug for Patience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Patience")
            .field("quiet", &self.quiet)
            .field("answer", &self.answer)
            .field("prompt", &self.prompt)
            .finish_non_exhaustive()
    }
}

/// Ends a wait from another thread. Its copies are one.
#[derive(Clone, Default)]
pub struct GiveUp(Arc<Mutex<Option<End>>>);

/// What ends a wait.
type End = Box<dyn Fn() + Send>;

impl GiveUp {
    /// Ends the wait that is going on, if there is one.
    pub fn give_up(&self) {
        if let Some(end) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            end();
        }
    }

    fn set(&self, end: Option<End>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = end;
    }
}

impl fmt::Debug for GiveUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GiveUp")
    }
}

type Job = Box<dyn FnOnce(&mut Rings) + Send>;

/// Where jobs are handed in.
pub(super) struct Desk {
    patience: Patience,
    connect: Arc<Connect>,
    give_up: GiveUp,
    /// The thread that takes jobs; none before the first, and none after one that did not return.
    jobs: Option<Sender<Job>>,
}

enum Answer<T> {
    Done(Result<T, StoreError>),
    GivenUp,
}

impl Desk {
    pub(super) fn new(patience: Patience, connect: Connect) -> Self {
        Self {
            patience,
            connect: Arc::new(connect),
            give_up: GiveUp::default(),
            jobs: None,
        }
    }

    pub(super) fn give_up(&self) -> GiveUp {
        self.give_up.clone()
    }

    /// Ends the thread once it has nothing to do, and with it the connection.
    pub(super) fn close(&mut self) {
        self.jobs = None;
    }

    /// Has a job done, and waits for it as long as patience lasts.
    pub(super) fn run<T: Send + 'static>(
        &mut self,
        job: impl FnOnce(&mut Rings) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (done, on_done) = mpsc::channel();
        let given_up = done.clone();
        self.give_up.set(Some(Box::new(move || {
            let _ = given_up.send(Answer::GivenUp);
        })));
        let job: Job = Box::new(move |rings| {
            // A library that panics has not answered, and the thread goes on.
            let answer = catch_unwind(AssertUnwindSafe(|| job(rings)));
            let broke_off = |_| Err(StoreError::Refused("its library broke off".to_owned()));
            // Nobody may wait any more.
            let _ = done.send(Answer::Done(answer.unwrap_or_else(broke_off)));
        });
        let answer = self.hand_in(job).and_then(|()| self.wait(&on_done));
        self.give_up.set(None);
        match answer {
            Ok(Answer::Done(done)) => done,
            Ok(Answer::GivenUp) => {
                self.close();
                Err(StoreError::GivenUp)
            }
            Err(error) => {
                self.close();
                Err(error)
            }
        }
    }

    /// Gives a job to the thread, or to a new one where the old one is gone.
    fn hand_in(&mut self, job: Job) -> Result<(), StoreError> {
        let job = match &self.jobs {
            Some(jobs) => match jobs.send(job) {
                Ok(()) => return Ok(()),
                Err(mpsc::SendError(job)) => job,
            },
            None => job,
        };
        let (jobs, on_job) = mpsc::channel::<Job>();
        let connect = Arc::clone(&self.connect);
        let body = move || {
            let mut rings = Rings::new(connect);
            for job in on_job {
                job(&mut rings);
            }
        };
        let thread = thread::Builder::new().name("keyring".into()).spawn(body);
        thread.map_err(|_| StoreError::NoMeans("thread for the keyring"))?;
        // The thread waits for it.
        let _ = jobs.send(job);
        self.jobs = Some(jobs);
        Ok(())
    }

    fn wait<T>(&self, on_done: &Receiver<Answer<T>>) -> Result<Answer<T>, StoreError> {
        let patience = &self.patience;
        let begun = Instant::now();
        match on_done.recv_timeout(patience.quiet.min(patience.answer)) {
            Err(RecvTimeoutError::Timeout) => {}
            answer => return ended(answer),
        }
        let is_prompt = state::state() == KeyringState::Locked;
        (patience.tell)(if is_prompt {
            Waiting::ForPrompt
        } else {
            Waiting::ForAnswer
        });
        let most = if is_prompt {
            patience.prompt
        } else {
            patience.answer
        };
        match on_done.recv_timeout(most.saturating_sub(begun.elapsed())) {
            Err(RecvTimeoutError::Timeout) if is_prompt => Err(StoreError::PromptOpen(most)),
            Err(RecvTimeoutError::Timeout) => Err(StoreError::NoAnswer(most)),
            answer => ended(answer),
        }
    }
}

fn ended<T>(answer: Result<Answer<T>, RecvTimeoutError>) -> Result<Answer<T>, StoreError> {
    // The other end is held until an answer was sent.
    answer.map_err(|_| StoreError::GivenUp)
}
