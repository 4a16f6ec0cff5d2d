//! A thread on which only the latest job counts.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

struct Slot<T> {
    job: Option<T>,
    closed: bool,
}

type Shared<T> = Arc<(Mutex<Slot<T>>, Condvar)>;

/// A thread that does the latest job it was given; jobs that were overtaken are never begun.
pub(super) struct Latest<T> {
    shared: Shared<T>,
    thread: Option<JoinHandle<()>>,
}

impl<T: Send + 'static> Latest<T> {
    /// A thread that waits for `delay` before each job, so that a burst of jobs is done once.
    pub(super) fn new(
        name: &str,
        delay: Duration,
        mut work: impl FnMut(T) + Send + 'static,
    ) -> Self {
        let slot = Slot {
            job: None,
            closed: false,
        };
        let shared: Shared<T> = Arc::new((Mutex::new(slot), Condvar::new()));
        let of_thread = Arc::clone(&shared);
        let body = move || {
            while let Some(job) = next(&of_thread, delay) {
                // The next job is done whatever became of this one.
                let _ = catch_unwind(AssertUnwindSafe(|| work(job)));
            }
        };
        let thread = std::thread::Builder::new().name(name.into()).spawn(body);
        Self {
            shared,
            thread: thread.ok(),
        }
    }

    /// Gives it a job, in place of one that is not begun yet.
    pub(super) fn give(&self, job: T) {
        let (slot, bell) = &*self.shared;
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        slot.job = Some(job);
        bell.notify_one();
    }

    /// Lets it do its last job, and waits for that.
    pub(super) fn finish(&mut self) {
        self.close();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    fn close(&self) {
        let (slot, bell) = &*self.shared;
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        slot.closed = true;
        bell.notify_one();
    }
}

impl<T> Drop for Latest<T> {
    fn drop(&mut self) {
        let (slot, bell) = &*self.shared;
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        slot.closed = true;
        bell.notify_one();
    }
}

/// The next job; none once it is closed and nothing is left to do.
fn next<T>(shared: &Shared<T>, delay: Duration) -> Option<T> {
    let (slot, bell) = &**shared;
    let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
    while slot.job.is_none() {
        if slot.closed {
            return None;
        }
        slot = bell.wait(slot).unwrap_or_else(PoisonError::into_inner);
    }
    if !delay.is_zero() {
        let closed = |slot: &mut Slot<T>| !slot.closed;
        slot = bell
            .wait_timeout_while(slot, delay, closed)
            .unwrap_or_else(PoisonError::into_inner)
            .0;
    }
    slot.job.take()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn overtaken_jobs_are_not_begun_and_the_last_is_never_lost() {
        let (begun, on_begun) = mpsc::channel();
        let (go, on_go) = mpsc::channel::<()>();
        let mut latest = Latest::new("test", Duration::ZERO, move |job: u32| {
            begun.send(job).unwrap();
            on_go.recv().unwrap();
        });
        latest.give(1);
        assert_eq!(on_begun.recv().unwrap(), 1);
        for job in 2..=9 {
            latest.give(job);
        }
        go.send(()).unwrap();
        go.send(()).unwrap();
        latest.finish();
        assert_eq!(on_begun.iter().collect::<Vec<_>>(), [9]);
    }

    #[test]
    fn a_job_that_breaks_off_is_not_the_last() {
        let (done, on_done) = mpsc::channel();
        let mut latest = Latest::new("test", Duration::ZERO, move |job: u32| {
            done.send(job).unwrap();
            assert!(job > 1, "it breaks off");
        });
        latest.give(1);
        assert_eq!(on_done.recv().unwrap(), 1);
        latest.give(2);
        latest.finish();
        assert_eq!(on_done.iter().collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn a_delay_ends_when_it_is_finished() {
        let (done, on_done) = mpsc::channel();
        let mut latest = Latest::new("test", Duration::from_secs(3600), move |job: u32| {
            done.send(job).unwrap();
        });
        latest.give(1);
        latest.give(2);
        latest.finish();
        assert_eq!(on_done.iter().collect::<Vec<_>>(), [2]);
    }
}
