//! Jobs beside a window: one runtime, on a thread of its own.

use std::io;
use std::pin::Pin;
use std::thread;
use tokio::sync::mpsc;

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Carries jobs out, side by side, until it is dropped.
#[derive(Debug)]
pub struct Jobs(mpsc::UnboundedSender<Job>);

impl Jobs {
    /// Starts the runtime and its thread.
    ///
    /// # Errors
    /// Where the system gives no thread, or no means to wait for a socket.
    pub fn start() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (sender, mut jobs) = mpsc::unbounded_channel::<Job>();
        let body = move || {
            runtime.block_on(async {
                while let Some(job) = jobs.recv().await {
                    tokio::spawn(job);
                }
            });
            // A name that is still being looked up would hold the end.
            runtime.shutdown_background();
        };
        thread::Builder::new().name("network".into()).spawn(body)?;
        Ok(Self(sender))
    }

    /// Begins a job.
    pub fn begin(&self, job: impl Future<Output = ()> + Send + 'static) {
        // The thread ends only with the last sender.
        let _ = self.0.send(Box::pin(job));
    }
}

/// Does what blocks, as reading a file does, on another thread than the one that all jobs share.
/// Nothing where it broke off.
pub async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc as plain;

    #[test]
    fn jobs_go_on_side_by_side_and_one_that_breaks_off_stops_no_other() {
        let jobs = Jobs::start().unwrap();
        let (done, on_done) = plain::channel();
        jobs.begin(std::future::pending());
        jobs.begin(async { std::panic::resume_unwind(Box::new("broken")) });
        jobs.begin(async move { done.send(1).unwrap() });
        assert_eq!(on_done.recv().unwrap(), 1);
    }

    #[test]
    fn a_job_that_reads_from_a_hanging_drive_holds_up_no_other() {
        let jobs = Jobs::start().unwrap();
        let (go_on, hangs) = plain::channel::<()>();
        let (done, on_done) = plain::channel();
        let also_done = done.clone();
        jobs.begin(async move {
            let read = apart(move || hangs.recv().is_ok()).await;
            also_done.send(read).unwrap();
        });
        jobs.begin(async move { done.send(None).unwrap() });
        assert_eq!(on_done.recv().unwrap(), None);
        go_on.send(()).unwrap();
        assert_eq!(on_done.recv().unwrap(), Some(true));
    }
}
