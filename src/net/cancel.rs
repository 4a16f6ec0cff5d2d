//! Ending a job before its end.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use tokio::sync::watch;

/// Ends jobs. Its copies are one: what is cancelled by one is cancelled for all, for good.
#[derive(Clone, Debug)]
pub struct Cancel(watch::Sender<bool>);

impl Default for Cancel {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Cancel {
    /// Ends every job that was given this, at once.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was called.
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }

    /// The job's result; nothing where it was cancelled before. A job that is dropped closes its
    /// sockets.
    pub async fn unless<T>(&self, job: impl Future<Output = T>) -> Option<T> {
        let mut called = self.0.subscribe();
        let mut called = pin!(called.wait_for(|called| *called));
        let mut job = pin!(job);
        poll_fn(|context| {
            if called.as_mut().poll(context).is_ready() {
                return Poll::Ready(None);
            }
            job.as_mut().poll(context).map(Some)
        })
        .await
    }

    /// Waits for a time. Says whether it came to its end: it does not where it is cancelled.
    pub async fn pause(&self, time: Duration) -> bool {
        self.unless(tokio::time::sleep(time)).await.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::block_on;
    use std::future::pending;

    #[test]
    fn a_cancelled_job_ends_and_another_does_not_begin() {
        let cancel = Cancel::default();
        assert_eq!(block_on(cancel.unless(async { 1 })).unwrap(), Some(1));
        let other = cancel.clone();
        let thread = std::thread::spawn(move || other.cancel());
        let never = cancel.unless(pending::<()>());
        assert_eq!(block_on(never).unwrap(), None);
        thread.join().unwrap();
        assert!(cancel.is_cancelled());
        assert_eq!(block_on(cancel.unless(async { 1 })).unwrap(), None);
    }
}
