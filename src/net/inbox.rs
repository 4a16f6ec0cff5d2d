//! What is handed to a job while it waits: a text that a person pastes, what became of a browser.

use std::fmt;
use tokio::sync::mpsc;

/// Where a job takes out what is handed to it.
pub struct Inbox<T>(mpsc::UnboundedReceiver<T>);

/// The slot through which something is handed to a job, from any thread. Its copies are one.
pub struct Slot<T>(mpsc::UnboundedSender<T>);

impl<T> Inbox<T> {
    /// An inbox, and its slot.
    pub fn new() -> (Slot<T>, Self) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Slot(sender), Self(receiver))
    }

    /// Waits for the next. Nothing comes any more where every slot is gone: then it waits for ever.
    pub async fn next(&mut self) -> T {
        match self.0.recv().await {
            Some(next) => next,
            None => std::future::pending().await,
        }
    }
}

impl<T> Slot<T> {
    /// Hands something over. Where the job is at its end, nobody wants it any more.
    pub fn put(&self, what: T) {
        let _ = self.0.send(what);
    }
}

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

// What lies in them may be a secret.
impl<T> fmt::Debug for Inbox<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inbox")
    }
}

impl<T> fmt::Debug for Slot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Slot")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::block_on;

    #[test]
    fn what_is_put_in_comes_out_in_its_order() {
        let (slot, mut inbox) = Inbox::new();
        let other = slot.clone();
        let thread = std::thread::spawn(move || {
            other.put(1);
            other.put(2);
        });
        let both = block_on(async { (inbox.next().await, inbox.next().await) });
        assert_eq!(both.unwrap(), (1, 2));
        thread.join().unwrap();
        drop(inbox);
        slot.put(3);
    }
}
