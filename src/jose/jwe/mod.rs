//! JSON Web Encryption (RFC 7516) in its three serializations: read, decrypted and made. That it
//! decrypts says that the key fits and that nothing was changed, never who encrypted it.

mod algorithm;
mod compact;
mod content;
mod decrypt;
mod ecdh;
mod encrypt;
mod header;
mod password;
mod rsa;
mod serialized;
mod wrap;
mod zip;

pub use algorithm::{ContentEncryption, KeyManagement, Method};
pub use compact::read_compact;
pub use decrypt::{NotOpened, decrypt, key_misfit, malformed};
pub use encrypt::{EncryptError, encrypt, encrypted_header};
pub use password::{DEFAULT_P2C, MAX_P2C, read_p2c};
pub use serialized::read_json;
pub use zip::MAX_INFLATED;

use crate::report::{Fault, Json, Segment, Serialization};
use std::ops::Range;

/// Recipients beyond this are not read: each costs a private operation, and no one encrypts for so
/// many in one token.
pub const MAX_RECIPIENTS: usize = 64;

/// Members of a header that is being made.
type Members = Vec<(String, Json)>;

/// A JWE as far as it could be read, and every fault in it.
#[derive(Clone, Debug)]
pub struct Jwe {
    /// How it was written.
    pub serialization: Serialization,
    /// The protected header as it was authenticated; empty where there is none.
    pub protected_text: String,
    /// The protected header.
    pub protected: Option<Json>,
    /// The header that all recipients share and nothing protects.
    pub unprotected: Option<Json>,
    /// For whom it is; at least one, though perhaps without a header or a key.
    pub recipients: Vec<Recipient>,
    /// The additional authenticated data as they stand in the token, encoded.
    pub aad_text: Option<String>,
    /// The initialization vector.
    pub iv: Vec<u8>,
    /// The encrypted content.
    pub ciphertext: Vec<u8>,
    /// The authentication tag.
    pub tag: Vec<u8>,
    /// Every place that is not as the standard wants it.
    pub faults: Vec<Fault>,
    /// The segments of the text from which it was read: which, where, and how many bytes it is.
    pub pieces: Vec<(Segment, Range<usize>, usize)>,
}

/// One recipient of a JWE.
#[derive(Clone, Debug, Default)]
pub struct Recipient {
    /// The header for this recipient alone, which nothing protects.
    pub header: Option<Json>,
    /// The content encryption key, encrypted for this recipient.
    pub encrypted_key: Vec<u8>,
}

impl Jwe {
    /// The JOSE header of a recipient: the protected, the shared and its own members together
    /// (RFC 7516 §4).
    pub fn header(&self, recipient: &Recipient) -> Json {
        let all = [&self.protected, &self.unprotected, &recipient.header];
        let members = all.into_iter().flatten().filter_map(Json::members);
        Json::Object(members.flatten().cloned().collect())
    }

    /// Whether there is a header at all.
    pub fn has_header(&self) -> bool {
        let own = self.recipients.iter().map(|recipient| &recipient.header);
        let mut all = [&self.protected, &self.unprotected].into_iter().chain(own);
        all.any(Option::is_some)
    }

    /// The additional authenticated data: the protected header, with a dot and the `aad` behind it
    /// where there is one (RFC 7516 §5.1, step 14). Both are taken as they were pasted.
    pub fn authenticated(&self) -> Vec<u8> {
        let mut data = self.protected_text.clone().into_bytes();
        if let Some(aad) = &self.aad_text {
            data.push(b'.');
            data.extend_from_slice(aad.as_bytes());
        }
        data
    }
}
