//! JSON Object Signing and Encryption, in bytes: it says whether bytes verify, never whether that
//! means anything.
//!
//! Reading is total: it returns what could be read *and* every fault, with its place.

mod algorithm;
pub mod base64url;
mod digest;
mod ecdsa;
pub mod json;
pub mod jwe;
pub mod jws;
pub mod key;
mod verify;

pub use algorithm::{Algorithm, Curve, Hash, Named, SignatureScheme};
pub use digest::digest;
pub use ecdsa::ecdsa_from_der;
pub use verify::{RSA_BITS, Verification, signature_len, verify};
