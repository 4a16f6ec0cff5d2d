//! One writer at a time, among all programs of this person.

use super::{StoreError, atomic};
use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// How long another program may hold a lock. Opening and closing an encrypted file takes one or
/// two seconds, and several may wait.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often it is tried. The system has no call that waits only so long.
const EVERY: Duration = Duration::from_millis(10);

/// A lock that is held until it is dropped, or until the program ends in whatever way: the system
/// gives it back.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Lock {
    /// Waits for the lock that this file stands for. The file stays: were it removed, two programs
    /// could hold two locks of one name.
    pub(super) fn take(path: &Path) -> Result<Self, StoreError> {
        Self::take_within(path, PATIENCE)
    }

    fn take_within(path: &Path, patience: Duration) -> Result<Self, StoreError> {
        let failed = |error| StoreError::file("write", path, error);
        let file = atomic::append(path).map_err(failed)?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
                Err(TryLockError::WouldBlock) if begun.elapsed() > patience => {
                    return Err(StoreError::Busy(path.to_owned()));
                }
                Err(TryLockError::WouldBlock) => thread::sleep(EVERY),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The system does it when the file is closed, a moment later.
        let _ = self.0.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_and_the_other_waits_only_so_long() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = Lock::take(&path).unwrap();
        let error = Lock::take_within(&path, Duration::from_millis(30)).unwrap_err();
        assert!(matches!(error, StoreError::Busy(_)), "{error}");
        let other = path.clone();
        let waiting = thread::spawn(move || Lock::take(&other).is_ok());
        drop(held);
        assert!(waiting.join().unwrap());
    }
}
