//! Where randomness comes from: the one place at which the engine reaches for it.

use aws_lc_rs::rand::SystemRandom;

/// The operating system's generator, as the cryptographic library takes it. RSA-PSS and ECDSA draw
/// on it when they sign; keys are made from the same source inside the library.
pub(super) fn system() -> SystemRandom {
    SystemRandom::new()
}
