//! What a person gives beside a token to be compared with it.

use crate::jose::certificate::Anchor;
use crate::report::Secret;

/// What was given beside the token. What is not given is not compared.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The access token that came with an ID token, or that a DPoP proof goes with.
    pub access_token: Option<Secret>,
    /// The authorization code that came with an ID token.
    pub code: Option<Secret>,
    /// The `state` that was sent.
    pub state: Option<Secret>,
    /// The DPoP proof that was sent with an access token (RFC 9449 §4.2).
    pub proof: Option<Secret>,
    /// The method of the request that the DPoP proof is for.
    pub method: Option<String>,
    /// The URL of the request that the DPoP proof is for.
    pub url: Option<String>,
    /// The certificates that the person trusts, for the `x5c` of a token.
    pub roots: Vec<Anchor>,
}
