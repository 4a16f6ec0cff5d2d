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
}
