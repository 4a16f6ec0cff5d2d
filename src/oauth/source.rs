//! Where a login takes randomness and the time from: they are given to it.

use crate::jose::base64url;
use crate::report::Secret;
use zeroize::Zeroizing;

/// What changes from one login to the next.
pub trait Source {
    /// So many bytes that nobody can guess. Nothing where the system gives no randomness.
    fn random(&mut self, len: usize) -> Option<Zeroizing<Vec<u8>>>;

    /// The time, in milliseconds since 1970-01-01T00:00:00Z.
    fn now(&self) -> i64;
}

/// The system gave no randomness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system's random generator does not answer, and without it no login is safe")]
pub struct NoRandomness;

/// 256 bits in base64url: as much as a code verifier needs (RFC 7636 §4.1), and more than a state
/// or a nonce does.
const SECRET_BYTES: usize = 32;

/// A text that nobody can guess, in base64url: 43 characters.
pub(super) fn random_text(source: &mut dyn Source) -> Result<Secret, NoRandomness> {
    let bytes = source.random(SECRET_BYTES).ok_or(NoRandomness)?;
    Ok(Secret::from(base64url::encode(&bytes)))
}

/// The time in whole seconds.
pub(super) fn seconds(source: &dyn Source) -> i64 {
    source.now().div_euclid(1000)
}

/// The text of a secret that was made of text, to be looked at.
pub(super) fn text(secret: &Secret) -> Zeroizing<String> {
    Zeroizing::new(String::from_utf8_lossy(secret.expose()).into_owned())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A source of which everything is known beforehand.
    #[derive(Clone, Debug)]
    pub(in crate::oauth) struct Fixed {
        pub(in crate::oauth) next: u8,
        pub(in crate::oauth) now: i64,
    }

    impl Source for Fixed {
        fn random(&mut self, len: usize) -> Option<Zeroizing<Vec<u8>>> {
            self.next = self.next.wrapping_add(1);
            Some(Zeroizing::new(vec![self.next; len]))
        }

        fn now(&self) -> i64 {
            self.now
        }
    }

    #[test]
    fn what_is_random_is_long_enough_and_never_the_same() {
        let mut source = Fixed { next: 0, now: 0 };
        let one = random_text(&mut source).unwrap();
        let other = random_text(&mut source).unwrap();
        assert_eq!(one.len(), 43);
        assert!(!one.is_same(&other));
    }
}
