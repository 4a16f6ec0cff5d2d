//! OAuth and OpenID Connect: what is asked, and what an answer is worth. No sockets.

mod attack;
mod authorization;
mod body;
mod callback;
mod client;
mod dpop;
mod encrypted;
mod endpoint;
mod explain;
mod further;
mod id_token;
mod issuer;
mod login;
mod metadata;
mod pkce;
mod profile;
mod profiles;
mod provider;
mod qr;
mod quirk;
mod redirect;
mod same_person;
mod server;
mod signed_answer;
mod source;
mod token_answer;
mod tokens;

pub use attack::attack;
pub use authorization::AuthorizationRequest;
pub use callback::{Accepted, Awaited, Judged, judge_callback, read_pasted};
pub use client::{AuthMethod, Client, ClientError, Credential};
pub use dpop::Dpop;
pub use endpoint::{Endpoint, EndpointError, check_endpoint};
pub use explain::{Context, explain_answer, explain_error};
pub use further::LeftOut;
pub use id_token::{JudgedIdToken, Known, judge_id_token};
pub use issuer::{Issuer, IssuerError};
pub use login::{
    Action, Awaits, DevicePrompt, Login, Open, Outcome, Plan, PlanError, Preview, Task, Wait,
};
pub use metadata::{Metadata, MetadataError};
pub use pkce::Pkce;
pub use profile::{ANY_ISSUER, CredentialPlace, Grant, LEEWAY, Profile, is_variable_name};
pub use profiles::{Profiles, ProfilesRead};
pub use provider::{
    Parameter, Provider, ProviderError, RedirectRule, Registration, asked_of, provider, providers,
};
pub use qr::QrCode;
pub use quirk::Quirk;
pub use redirect::{Redirect, RedirectHost};
pub use same_person::{judge_refreshed, judge_userinfo_subject};
pub use server::Server;
pub use source::{NoRandomness, Source};
pub use token_answer::{ServerError, TokenAnswer, read_token_answer};
pub use tokens::Tokens;
