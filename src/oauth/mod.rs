//! OAuth and OpenID Connect: what is asked, and what an answer is worth. No sockets.

mod body;
mod client;
mod dpop;
mod endpoint;
mod issuer;
mod metadata;
mod pkce;
mod quirk;
mod server;
mod source;
mod token_answer;
mod tokens;

pub use client::{AuthMethod, Client, ClientError, Credential};
pub use dpop::Dpop;
pub use endpoint::{Endpoint, EndpointError, check_endpoint};
pub use issuer::{Issuer, IssuerError};
pub use metadata::{Metadata, MetadataError};
pub use pkce::Pkce;
pub use quirk::Quirk;
pub use server::Server;
pub use source::{NoRandomness, Source};
pub use token_answer::{ServerError, TokenAnswer, read_token_answer};
pub use tokens::Tokens;
