//! Ctrl+C, for a command that waits.

use super::{Cancel, block_on};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, Once, PoisonError};
use std::task::Poll;
use std::thread;

/// The exit code of a program that Ctrl+C ended: what a shell says of it.
pub const INTERRUPTED: u8 = 130;

/// Whether a job was begun that Ctrl+C cancels. It ends in its own way, and what follows it too.
static IS_CANCELLED: AtomicBool = AtomicBool::new(false);

/// Held while a job has to end by itself before the program may.
static SHIELD: Mutex<()> = Mutex::new(());

/// Does something that Ctrl+C does not end in the middle: a prompt has the terminal to put right. The
/// program ends right after it, and from then on at each Ctrl+C as it always does.
pub fn shielded<T>(job: impl FnOnce() -> T) -> T {
    static WATCH: Once = Once::new();
    WATCH.call_once(|| {
        let (ready, on_ready) = mpsc::channel();
        let watching = thread::Builder::new()
            .name("interrupt".into())
            .spawn(move || block_on(watch(ready)));
        if watching.is_ok() {
            // Where it cannot watch it is gone, and Ctrl+C is what it was.
            let _ = on_ready.recv();
        }
    });
    let _held = SHIELD.lock().unwrap_or_else(PoisonError::into_inner);
    job()
}

async fn watch(ready: Sender<()>) {
    loop {
        let mut pressed = pin!(tokio::signal::ctrl_c());
        let pressed = poll_fn(|context| {
            let pressed = pressed.as_mut().poll(context);
            // From its first look on it is told.
            let _ = ready.send(());
            pressed
        });
        if pressed.await.is_err() {
            return;
        }
        if !IS_CANCELLED.load(Ordering::SeqCst) {
            let _held = SHIELD.lock().unwrap_or_else(PoisonError::into_inner);
            std::process::exit(INTERRUPTED.into());
        }
    }
}

/// Carries out a job that Ctrl+C cancels: it ends in its own way, and a second Ctrl+C changes
/// nothing. Where the system cannot tell of it, Ctrl+C ends the program as it always does.
pub async fn until_interrupted<T>(cancel: &Cancel, job: impl Future<Output = T>) -> T {
    let mut pressed = pin!(tokio::signal::ctrl_c());
    let mut job = pin!(job);
    let mut is_told = false;
    IS_CANCELLED.store(true, Ordering::SeqCst);
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
