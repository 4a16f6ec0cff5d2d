//! How a person signs in somewhere: all but the secrets, kept in a file.

use super::{AuthMethod, Pkce, Redirect};
use crate::wire::Mode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use toml::Table;

/// How tokens are got (RFC 6749 §1.3, RFC 8628).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grant {
    /// A code, which the browser brings.
    #[default]
    Code,
    /// The tokens themselves, which the browser brings. Deprecated (RFC 9700 §2.1.2).
    Implicit,
    /// A code that the person types on another device.
    Device,
    /// The client for itself.
    ClientCredentials,
    /// A refresh token.
    Refresh,
    /// The person's own password. Deprecated (RFC 9700 §2.4).
    Password,
}

impl Grant {
    /// Every grant.
    pub const ALL: [Self; 6] = [
        Self::Code,
        Self::Implicit,
        Self::Device,
        Self::ClientCredentials,
        Self::Refresh,
        Self::Password,
    ];

    /// The name by which a person asks for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Implicit => "implicit",
            Self::Device => "device",
            Self::ClientCredentials => "client-credentials",
            Self::Refresh => "refresh",
            Self::Password => "password",
        }
    }

    /// The grant of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|grant| grant.as_str() == name)
    }
}

/// The provider that has nothing of its own: any OpenID issuer.
pub const ANY_ISSUER: &str = "openid";

/// A profile. It never holds a secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// What the person calls it.
    pub name: String,
    /// The id of the preset.
    pub provider: String,
    /// The issuer, where the preset asks for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The client's id.
    pub client_id: String,
    /// How the client says who it is. Nothing: as the preset has it, or what fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth: Option<AuthMethod>,
    /// The vault's entry with the client's secret or private key: its id, never the secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vault_entry: Option<String>,
    /// Whom a client assertion is for, where the server wants neither its issuer nor the address
    /// that is asked (RFC 7523 §3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assertion_audience: Option<String>,
    /// The name of the environment's variable that holds the client's secret; never the secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret_env: Option<String>,
    /// The path of the file with the client's private key (RFC 7523 §2.2); never the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_key: Option<String>,
    /// How tokens are got.
    pub grant: Grant,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// `response_type`, where it is not what the grant has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_type: Option<String>,
    /// `response_mode`, where it is to be asked for.
    #[serde(skip_serializing_if = "Option::is_none", with = "mode")]
    pub response_mode: Option<Mode>,
    /// How the code is bound to who asked for it.
    pub pkce: Pkce,
    /// Whether the request is pushed before the browser goes (RFC 9126).
    #[serde(skip_serializing_if = "is_false")]
    pub par: bool,
    /// Whether the tokens are bound to a key (RFC 9449).
    #[serde(skip_serializing_if = "is_false")]
    pub dpop: bool,
    /// For which resources the token is to be (RFC 8707).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resource: Vec<String>,
    /// `audience`, as Auth0 and Atlassian want it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Who is to sign in (OpenID Core §3.1.2.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<String>,
    /// By how many seconds the clocks may disagree.
    pub leeway: u64,
    /// Where the answer is to arrive.
    pub redirect: Redirect,
    /// What the preset asks for: a tenant, a domain.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// Addresses that the person gave themselves, by the names of the metadata.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub endpoints: BTreeMap<String, String>,
    /// Further parameters; each goes into the requests that it belongs to.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, String>,
    /// Members that a later version wrote.
    #[serde(flatten)]
    pub unknown: Table,
}

/// The clocks of two machines may disagree by so many seconds.
pub const LEEWAY: u64 = 30;

impl Default for Profile {
    fn default() -> Self {
        Self {
            name: String::new(),
            provider: ANY_ISSUER.to_owned(),
            issuer: None,
            client_id: String::new(),
            auth: None,
            vault_entry: None,
            assertion_audience: None,
            client_secret_env: None,
            client_key: None,
            grant: Grant::Code,
            scopes: Vec::new(),
            response_type: None,
            response_mode: None,
            pkce: Pkce::S256,
            par: false,
            dpop: false,
            resource: Vec::new(),
            audience: None,
            login_hint: None,
            leeway: LEEWAY,
            redirect: Redirect::default(),
            parameters: BTreeMap::new(),
            endpoints: BTreeMap::new(),
            extra: BTreeMap::new(),
            unknown: Table::new(),
        }
    }
}

/// Where a profile says that its client's credential is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialPlace<'a> {
    /// In the variable of that name.
    Variable(&'a str),
    /// In the file of that path.
    KeyFile(&'a str),
}

impl Profile {
    /// Where the client's credential is found, as far as its way of authentication wants one.
    /// Where it may be either, the secret comes first, as it does where both are given.
    pub fn credential_place(&self) -> Option<CredentialPlace<'_>> {
        let variable = self.client_secret_env.as_deref();
        let variable = variable.map(CredentialPlace::Variable);
        let key = self.client_key.as_deref().map(CredentialPlace::KeyFile);
        match self.auth {
            Some(AuthMethod::None) => None,
            Some(AuthMethod::PrivateKeyJwt) => key,
            Some(AuthMethod::Basic | AuthMethod::Post | AuthMethod::SecretJwt) => variable,
            None => variable.or(key),
        }
    }
}

/// Longer names of variables do not occur; a pasted secret may be so long.
const MAX_VARIABLE: usize = 128;

/// Whether that can be the name of an environment variable: letters, digits and `_`, no digit
/// first. A secret that was pasted in its place mostly cannot, and is then kept nowhere.
pub fn is_variable_name(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let starts_well = text.starts_with(|c: char| !c.is_ascii_digit());
    starts_well && text.len() <= MAX_VARIABLE && text.chars().all(is_plain)
}

// Serde gives a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !value
}

/// A response mode by its name.
mod mode {
    use crate::wire::Mode;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    #[allow(clippy::ref_option)]
    pub(super) fn serialize<S: Serializer>(mode: &Option<Mode>, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(mode.map_or("", Mode::as_str))
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(d: D) -> Result<Option<Mode>, D::Error> {
        let name = String::deserialize(d)?;
        let mode = Mode::from_name(&name);
        let unknown = || Error::custom("response_mode is query, fragment or form_post");
        mode.map(Some).ok_or_else(unknown)
    }
}
