//! JSON Object Signing and Encryption, in bytes: it says whether bytes verify, never whether that
//! means anything.
//!
//! Reading is total: it returns what could be read *and* every fault, with its place.

mod algorithm;
pub mod base64url;
mod ecdsa;
pub mod json;
pub mod jwe;
pub mod jws;
pub mod key;
mod mac;
mod verify;

pub use algorithm::{Algorithm, Curve, Hash, Named, SignatureScheme};
pub use ecdsa::{EcdsaFault, ecdsa_fault, ecdsa_from_der};
pub use jws::REGISTERED_HEADERS;
pub use mac::Mac;
pub use verify::{RSA_BITS, Verification, signature_len, verify};
