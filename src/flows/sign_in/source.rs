//! Randomness and the time, from the system.

use crate::jose::signing::SigningKey;
use crate::jose::{Curve, KeyKind, generate, random_bytes};
use crate::oauth::Source;
use std::time::{SystemTime, UNIX_EPOCH};
use zeroize::Zeroizing;

/// The system's own generator and clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Source for System {
    fn random(&mut self, len: usize) -> Option<Zeroizing<Vec<u8>>> {
        random_bytes(len)
    }

    fn now(&self) -> i64 {
        let millis = |time: std::time::Duration| i64::try_from(time.as_millis());
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => millis(since).unwrap_or(i64::MAX),
            Err(before) => millis(before.duration()).map_or(i64::MIN, |time| -time),
        }
    }
}

/// A new key to bind tokens to: P-256, which every server with DPoP takes. Nothing where the system
/// gives no randomness.
pub fn dpop_key() -> Option<SigningKey> {
    generate(KeyKind::Ec(Curve::P256)).ok()
}
