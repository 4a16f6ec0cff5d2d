//! Certificates of authorities that are trusted beside those of the system: a company's own.

use reqwest::Certificate;
use std::fmt;

/// More than this is no file of a company's authorities: the system's own hundred and fifty take
/// 250 KB.
pub const MAX_ROOTS_BYTES: usize = 1 << 20;

/// The first byte of DER.
const SEQUENCE: u8 = 0x30;

/// Why bytes are no certificates of authorities.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("holds no certificate; give the authority's certificate in PEM or DER")]
pub struct RootsError;

/// Certificates of authorities.
#[derive(Clone, Default)]
pub struct Roots(Vec<Certificate>);

impl Roots {
    /// Reads them from PEM, in which several may stand, or from DER, which is one.
    ///
    /// # Errors
    /// [`RootsError`] where there is none.
    pub fn read(bytes: &[u8]) -> Result<Self, RootsError> {
        let certificates = if bytes.first() == Some(&SEQUENCE) {
            Certificate::from_der(bytes).map(|one| vec![one])
        } else {
            Certificate::from_pem_bundle(bytes)
        };
        match certificates {
            Ok(certificates) if !certificates.is_empty() => Ok(Self(certificates)),
            _ => Err(RootsError),
        }
    }

    /// Adds others.
    pub fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    pub(super) fn certificates(&self) -> Vec<Certificate> {
        self.0.clone()
    }
}

impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} certificates", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_refused() {
        for bad in [
            &b""[..],
            b"hello",
            b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n",
            b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        ] {
            assert!(Roots::read(bad).is_err(), "{bad:?}");
        }
        let said = format!("ca.pem {RootsError}");
        assert_eq!(
            said,
            "ca.pem holds no certificate; give the authority's certificate in PEM or DER"
        );
    }
}
