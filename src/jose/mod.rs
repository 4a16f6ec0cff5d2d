//! JSON Object Signing and Encryption, in bytes: it says whether bytes verify, never whether that
//! means anything.
//!
//! Reading is total: it returns what could be read *and* every fault, with its place.

mod algorithm;
pub mod base64url;
pub mod certificate;
mod convert;
mod digest;
mod ecdsa;
mod generate;
pub mod json;
pub mod jwe;
pub mod jws;
pub mod key;
mod mac;
pub mod paseto;
mod random;
pub mod sd_jwt;
mod sign;
pub mod signing;
mod thumbprint;
mod verify;

pub use algorithm::{Algorithm, Curve, Hash, Named, SignatureScheme};
pub use convert::{ConvertError, Converted, Half, KeyForm, convert};
pub use digest::digest;
pub use ecdsa::{EcdsaFault, ecdsa_fault, ecdsa_from_der};
pub use generate::{GenerateError, KeyKind, RsaBits, generate};
pub use jws::REGISTERED_HEADERS;
pub use mac::Mac;
pub use random::{random_bytes, random_id};
pub use sign::{SignError, sign, sign_input, signed_header, unsecured};
pub use thumbprint::{Thumbprint, public_jwk};
pub use verify::{RSA_BITS, Verification, signature_len, verify};
