//! Where randomness comes from: the one place at which the engine reaches for it.

use super::base64url;
use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use zeroize::Zeroizing;

/// The operating system's generator, as the cryptographic library takes it. RSA-PSS and ECDSA draw
/// on it when they sign; keys are made from the same source inside the library.
pub(super) fn system() -> SystemRandom {
    SystemRandom::new()
}

/// An id that nobody has used before and nobody can guess, such as `jti` wants (RFC 7519 §4.1.7):
/// 128 random bits in base64url. Nothing where the system gives no randomness.
pub fn random_id() -> Option<String> {
    let mut bytes = [0; 16];
    system().fill(&mut bytes).ok()?;
    Some(base64url::encode(&bytes))
}

/// So many random bytes, for what must not be guessed: a code verifier, a state. Nothing where the
/// system gives no randomness.
pub fn random_bytes(len: usize) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(vec![0; len]);
    system().fill(&mut bytes).ok()?;
    Some(bytes)
}
