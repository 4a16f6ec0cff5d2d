//! OAuth and OpenID Connect: what is asked, and what an answer is worth. No sockets.

mod issuer;
mod metadata;
mod qr;

pub use issuer::{Issuer, IssuerError};
pub use metadata::{Metadata, MetadataError};
pub use qr::QrCode;
