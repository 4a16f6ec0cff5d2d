//! Proof Key for Code Exchange (RFC 7636).

use crate::jose::{Hash, base64url, digest};
use crate::report::Secret;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How the challenge is made of the verifier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pkce {
    /// The hash of the verifier (RFC 7636 §4.2).
    #[default]
    S256,
    /// The verifier itself: who sees the authorization request can use the code.
    #[serde(rename = "plain")]
    Plain,
    /// None is sent: who sees the code can use it.
    #[serde(rename = "none")]
    None,
}

impl Pkce {
    /// Every method.
    pub const ALL: [Self; 3] = [Self::S256, Self::Plain, Self::None];

    /// The name of the method, `none` where none is used.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::S256 => "S256",
            Self::Plain => "plain",
            Self::None => "none",
        }
    }

    /// The method of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        let all = Self::ALL.into_iter();
        all.into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(name))
    }

    /// The challenge that belongs to a verifier. Nothing where none is sent.
    pub fn challenge(self, verifier: &Secret) -> Option<Secret> {
        match self {
            Self::S256 => {
                let hash = digest(Hash::Sha256, verifier.expose());
                Some(Secret::from(base64url::encode(&hash)))
            }
            Self::Plain => Some(verifier.clone()),
            Self::None => None,
        }
    }
}

impl fmt::Display for Pkce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636 appendix B.
    #[test]
    fn the_challenge_is_that_of_the_standard() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned();
        let verifier = Secret::from(verifier);
        let challenge = Pkce::S256.challenge(&verifier).unwrap();
        assert_eq!(
            challenge.expose(),
            b"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
        assert!(Pkce::Plain.challenge(&verifier).unwrap().is_same(&verifier));
        assert!(Pkce::None.challenge(&verifier).is_none());
        for method in Pkce::ALL {
            assert_eq!(Pkce::from_name(method.as_str()), Some(method));
        }
    }
}
