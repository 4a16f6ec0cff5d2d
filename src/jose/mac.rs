//! Trying secrets on a MAC, many a second.

use super::{Algorithm, Hash, SignatureScheme};
use aws_lc_rs::hmac;

/// A message and the MAC over it (RFC 7518 §3.2).
pub struct Mac<'m> {
    algorithm: hmac::Algorithm,
    message: &'m [u8],
    value: &'m [u8],
}

impl<'m> Mac<'m> {
    /// Nothing where the algorithm is no HMAC, or the value has not its length.
    pub fn new(algorithm: Algorithm, message: &'m [u8], value: &'m [u8]) -> Option<Self> {
        if algorithm.scheme() != SignatureScheme::Hmac {
            return None;
        }
        let hash = algorithm.hash()?;
        let algorithm = match hash {
            Hash::Sha256 => hmac::HMAC_SHA256,
            Hash::Sha384 => hmac::HMAC_SHA384,
            Hash::Sha512 => hmac::HMAC_SHA512,
        };
        (value.len() == hash.bits() / 8).then_some(Self {
            algorithm,
            message,
            value,
        })
    }

    /// Whether a secret, be it empty, makes this MAC. The comparison takes as long wherever the two
    /// differ.
    pub fn matches(&self, secret: &[u8]) -> bool {
        let key = hmac::Key::new(self.algorithm, secret);
        hmac::verify(&key, self.message, self.value).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::base64url;

    #[test]
    fn only_the_secret_itself_matches() {
        // RFC 7515 appendix A.1.
        let (secret, _) = base64url::decode(
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
        );
        let (value, _) = base64url::decode("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        let message = b"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let mac = Mac::new(Algorithm::HS256, message, &value).unwrap();
        assert!(mac.matches(&secret));
        assert!(!mac.matches(&secret[1..]));
        assert!(!mac.matches(b""));
        assert!(Mac::new(Algorithm::HS384, message, &value).is_none());
        assert!(Mac::new(Algorithm::RS256, message, &value).is_none());
    }
}
