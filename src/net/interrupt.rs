//! Ctrl+C, for a command that waits.

use super::{Cancel, block_on};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::task::{Context, Poll};
use std::thread;

/// The exit code of a program that Ctrl+C ended: what a shell says of it.
pub const INTERRUPTED: u8 = 130;

/// Whether a job was begun that Ctrl+C cancels. It ends in its own way, and what follows it too.
static IS_CANCELLED: AtomicBool = AtomicBool::new(false);

/// The exit code of a program that was asked to end (SIGTERM): what a shell says of it.
#[cfg(unix)]
const TERMINATED: u8 = 143;

/// From now on calls this before a signal ends the program: a prompt has the terminal to put right.
/// Ctrl+C and SIGTERM end it then as they always do. What is called first stays.
pub fn before_interrupted(put_right: fn()) {
    static WATCH: Once = Once::new();
    WATCH.call_once(|| {
        let (ready, on_ready) = mpsc::channel();
        let watching = thread::Builder::new()
            .name("interrupt".into())
            .spawn(move || block_on(watch(put_right, ready)));
        if watching.is_ok() {
            // Where it cannot watch it is gone, and Ctrl+C is what it was.
            let _ = on_ready.recv();
        }
    });
}

async fn watch(put_right: fn(), ready: Sender<()>) {
    let mut ended = ended();
    loop {
        let mut pressed = pin!(tokio::signal::ctrl_c());
        let code = poll_fn(|context| {
            let told = match (pressed.as_mut().poll(context), ended(context)) {
                (Poll::Ready(pressed), _) => Poll::Ready(pressed.ok().map(|()| INTERRUPTED)),
                (_, Poll::Ready(code)) => Poll::Ready(Some(code)),
                _ => Poll::Pending,
            };
            // From its first look on it is told.
            let _ = ready.send(());
            told
        });
        match code.await {
            None => return,
            // A job was begun that ends in its own way.
            Some(INTERRUPTED) if IS_CANCELLED.load(Ordering::SeqCst) => {}
            Some(code) => {
                put_right();
                std::process::exit(code.into());
            }
        }
    }
}

/// Looks whether the program was asked to end, and gives its exit code.
#[cfg(unix)]
fn ended() -> impl FnMut(&mut Context<'_>) -> Poll<u8> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut asked = signal(SignalKind::terminate()).ok();
    move |context| match asked.as_mut().map(|asked| asked.poll_recv(context)) {
        Some(Poll::Ready(Some(()))) => Poll::Ready(TERMINATED),
        _ => Poll::Pending,
    }
}

/// Windows ends a program without a word.
#[cfg(not(unix))]
fn ended() -> impl FnMut(&mut Context<'_>) -> Poll<u8> {
    |_| Poll::Pending
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
