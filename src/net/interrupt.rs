//! Ctrl+C, for a command that waits.

use super::Cancel;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Carries out a job that Ctrl+C cancels: it ends in its own way, and a second Ctrl+C changes
/// nothing. Where the system cannot tell of it, Ctrl+C ends the program as it always does.
pub async fn until_interrupted<T>(cancel: &Cancel, job: impl Future<Output = T>) -> T {
    let mut pressed = pin!(tokio::signal::ctrl_c());
    let mut job = pin!(job);
    let mut is_told = false;
    poll_fn(|context| {
        if !is_told && let Poll::Ready(pressed) = pressed.as_mut().poll(context) {
            is_told = true;
            if pressed.is_ok() {
                cancel.cancel();
            }
        }
        job.as_mut().poll(context)
    })
    .await
}
