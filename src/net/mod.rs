//! The network: the one HTTP client, and the key sets that it brought.
//!
//! Nothing here decides that something is to be fetched. Who calls has been asked for it by the
//! person and has shown the host first.

mod address;
mod answer;
pub mod callback;
mod cancel;
mod client;
mod clock;
mod error;
mod explain;
mod inbox;
mod interrupt;
mod jobs;
mod key_cache;
mod proxy;
mod roots;
mod send;
mod transfer;

pub use address::{Address, HostRule, MAX_URL_BYTES};
pub use answer::Answer;
pub use cancel::Cancel;
pub use client::{Limits, Net};
pub use clock::MAX_CLOCK_DIFFERENCE;
pub use error::FetchError;
pub use inbox::{Inbox, Slot};
pub use interrupt::{INTERRUPTED, before_interrupted, until_interrupted};
pub use jobs::{Jobs, apart};
pub use key_cache::{CachedKeys, KeyCache, Lookup};
pub use roots::{MAX_ROOTS_BYTES, Roots, RootsError};
pub use send::Sent;

use std::io;

/// Carries out a job on this thread, to its end. Made for a command, and for a thread that has
/// only this to do.
///
/// # Errors
/// Where the system gives no means to wait for a socket.
pub fn block_on<T>(job: impl Future<Output = T>) -> io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let done = runtime.block_on(job);
    // A name that is still being looked up would hold the end of a cancelled job.
    runtime.shutdown_background();
    Ok(done)
}
