//! What can be told of an encrypted token without opening it.

use super::{Check, Json};
use serde::Serialize;

/// What an encrypted token is made of. Lengths are in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sealed {
    /// What a key must be to open it, as part of a sentence: `an RSA private key with the kid "a"`.
    pub needs: String,
    /// The length of the encrypted key, of the first recipient where there are several.
    pub encrypted_key: usize,
    /// The length of the initialization vector.
    pub iv: usize,
    /// The length of the encrypted content.
    pub ciphertext: usize,
    /// The length of the authentication tag.
    pub tag: usize,
    /// The length of what was in it, where it could be opened; before that, nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plaintext: Option<usize>,
    /// The recipients of a general JSON serialization.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<RecipientReport>,
}

/// One recipient of a general JSON serialization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecipientReport {
    /// Its header: the protected, the shared and its own members together.
    pub header: Json,
    /// What a key must be to open it.
    pub needs: String,
    /// The length of its encrypted key in bytes.
    pub encrypted_key: usize,
    /// What was judged about it.
    pub checks: Vec<Check>,
}
