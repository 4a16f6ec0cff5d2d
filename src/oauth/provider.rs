//! What is known of providers beforehand. It is data: adding one is adding a row to
//! `assets/providers.json`.

use super::{
    ANY_ISSUER, AuthMethod, Endpoint, EndpointError, Grant, Pkce, Profile, RedirectHost, Server,
    check_endpoint,
};
use crate::wire::Mode;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use url::Url;

const ROWS: &str = include_str!("../../assets/providers.json");

/// Which redirect URIs a provider takes beside the registered one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RedirectRule {
    /// Any port of the registered loopback address (RFC 8252 §7.3).
    AnyPort,
    /// Only what is registered, to the letter.
    Exact,
    /// Only https: nothing that listens on this machine, the redirect is pasted.
    HttpsOnly,
}

impl RedirectRule {
    /// The rule as a person reads it.
    pub fn as_sentence(self) -> &'static str {
        match self {
            Self::AnyPort => "any port will do, the rest must be as registered",
            Self::Exact => "it must be registered exactly so, with its port: choose a fixed port",
            Self::HttpsOnly => {
                "only https is taken: paste the address that the browser shows at the end"
            }
        }
    }
}

/// What redirect URI is to be registered, and where.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// Which others are taken.
    pub rule: RedirectRule,
    /// The host that the provider takes.
    #[serde(default)]
    pub host: RedirectHost,
    /// What to register.
    pub register: String,
    /// Where in the provider's own pages.
    pub place: String,
}

/// What a provider has to be told: a tenant, a domain.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name in the templates.
    pub name: String,
    /// What a person calls it.
    pub title: String,
    /// What it looks like.
    pub example: String,
    /// What it is where nothing is said.
    #[serde(default)]
    pub default: Option<String>,
}

/// A provider.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// A stable name in kebab case.
    pub id: String,
    /// What a person calls it.
    pub name: String,
    /// The template of its issuer, where it publishes metadata.
    #[serde(default)]
    pub issuer: Option<String>,
    /// The issuer that it names in its answers (RFC 9207), where it publishes no metadata.
    #[serde(default)]
    pub response_issuer: Option<String>,
    /// The templates of its addresses, where it publishes none or not all.
    #[serde(default)]
    pub endpoints: BTreeMap<String, String>,
    /// What it has to be told.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// What stands between scopes.
    #[serde(default = "blank")]
    pub scope_separator: String,
    /// What to ask for where nothing is said.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Scopes that it grants under another name than they are asked for.
    #[serde(default)]
    pub scope_names: BTreeMap<String, String>,
    /// How a client says who it is.
    #[serde(default)]
    pub auth: Option<AuthMethod>,
    /// How the code is bound.
    #[serde(default)]
    pub pkce: Pkce,
    /// Whether its ID tokens repeat the nonce that was sent (OpenID Core §3.1.3.7, 11).
    #[serde(default = "yes")]
    pub nonce: bool,
    /// The response mode that it wants.
    #[serde(default)]
    pub response_mode: Option<String>,
    /// What it can, as far as that is known.
    #[serde(default)]
    pub grants: Vec<Grant>,
    /// Further parameters; each goes into the requests that it belongs to.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
    /// Token types of its own, which are used as Bearer tokens.
    #[serde(default)]
    pub token_types: Vec<String>,
    /// The redirect URI.
    pub redirect: Registration,
    /// What a person should know, each a sentence.
    #[serde(default)]
    pub notes: Vec<String>,
}

fn yes() -> bool {
    true
}

fn blank() -> String {
    " ".to_owned()
}

/// Why a provider cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// There is no such preset.
    #[error("there is no provider {0:?}; `openid` takes any issuer")]
    Unknown(String),
    /// It has to be told something.
    #[error("{provider} needs {title}, such as {example}")]
    Missing {
        /// Who.
        provider: String,
        /// What.
        title: String,
        /// What it looks like.
        example: String,
    },
    /// What it was told cannot stand in an address.
    #[error("{title} is {value:?}, which cannot stand in an address; it looks like {example}")]
    Value {
        /// What.
        title: String,
        /// What it is.
        value: String,
        /// What it looks like.
        example: String,
    },
    /// An address that the person gave may not be asked. Another in its place would be one that
    /// they did not mean.
    #[error("the {endpoint} that was given is not used: {why}")]
    Endpoint {
        /// Which.
        endpoint: Endpoint,
        /// Why not.
        why: EndpointError,
    },
}

/// All providers, any OpenID issuer first.
pub fn providers() -> &'static [Provider] {
    // The rows are part of the program, and a test reads them.
    static ALL: LazyLock<Vec<Provider>> =
        LazyLock::new(|| serde_json::from_str(ROWS).unwrap_or_default());
    &ALL
}

/// The provider of that id.
pub fn provider(id: &str) -> Option<&'static Provider> {
    providers().iter().find(|provider| provider.id == id)
}

/// Whom a profile asks, in a word that changes with each host to which it could send what its client
/// proves itself with: the host of its issuer, or the preset's id where that alone says it, and the
/// hosts of the addresses that the person gave. Nothing where it cannot be asked.
pub fn asked_of(profile: &Profile) -> Option<String> {
    let preset = provider(&profile.provider)?;
    let host = |url: &str| Url::parse(url).ok()?.host_str().map(str::to_owned);
    let issuer = preset.issuer(profile).ok()?;
    let server = preset.server(profile).ok()?;
    let own_issuer = profile.issuer.as_deref().is_some_and(|i| !i.is_empty());
    let is_told = own_issuer || preset.issuer.as_deref().is_some_and(has_open_host);
    let first = match issuer.filter(|_| is_told) {
        Some(issuer) => Some(host(&issuer)?),
        None => Some(preset.id.clone()).filter(|id| id != ANY_ISSUER),
    };
    let mut hosts = BTreeSet::new();
    for (endpoint, url) in &server.endpoints {
        let member = endpoint.member();
        let template = preset.endpoints.get(member);
        if profile.endpoints.contains_key(member) || template.is_some_and(|t| has_open_host(t)) {
            hosts.insert(host(url)?);
        }
    }
    let further = hosts
        .into_iter()
        .filter(|host| Some(host) != first.as_ref());
    let all: Vec<String> = first.iter().cloned().chain(further).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// Whether the host of a template is told by the profile.
fn has_open_host(template: &str) -> bool {
    let rest = template
        .split_once("://")
        .map_or(template, |(_, rest)| rest);
    rest.split('/')
        .next()
        .is_some_and(|host| host.contains('{'))
}

impl Provider {
    /// A profile with all that is known of this provider.
    pub fn profile(&self) -> Profile {
        let mut profile = Profile {
            name: self.name.clone(),
            provider: self.id.clone(),
            auth: self.auth,
            scopes: self.scopes.clone(),
            response_mode: self.response_mode.as_deref().and_then(Mode::from_name),
            pkce: self.pkce,
            extra: self.extra.clone(),
            ..Profile::default()
        };
        profile.redirect.host = self.redirect.host;
        if self.redirect.rule == RedirectRule::HttpsOnly {
            profile.redirect.pasted = Some(self.redirect.register.clone());
        }
        profile
    }

    /// The issuer whose metadata are to be asked for. Nothing where there is none.
    ///
    /// # Errors
    /// [`ProviderError`] where the provider was not told enough.
    pub fn issuer(&self, profile: &Profile) -> Result<Option<String>, ProviderError> {
        if let Some(issuer) = profile.issuer.as_deref().filter(|i| !i.is_empty()) {
            return Ok(Some(issuer.to_owned()));
        }
        let template = self.issuer.as_deref();
        template.map(|t| self.fill(t, profile)).transpose()
    }

    /// What is known of its server without asking: the addresses of the preset, over which those
    /// of the person stand.
    ///
    /// # Errors
    /// [`ProviderError`] where the provider was not told enough.
    pub fn server(&self, profile: &Profile) -> Result<Server, ProviderError> {
        let mut server = Server::default();
        for (member, template) in &self.endpoints {
            if let Some(endpoint) = Endpoint::from_member(member) {
                server.set(endpoint, &self.fill(template, profile)?);
            }
        }
        for (member, url) in &profile.endpoints {
            if let Some(endpoint) = Endpoint::from_member(member) {
                check_endpoint(url).map_err(|why| ProviderError::Endpoint { endpoint, why })?;
                server.set(endpoint, url);
            }
        }
        server.issuer.clone_from(&self.response_issuer);
        Ok(server)
    }

    fn fill(&self, template: &str, profile: &Profile) -> Result<String, ProviderError> {
        let mut filled = template.to_owned();
        for parameter in &self.parameters {
            let place = format!("{{{}}}", parameter.name);
            if !filled.contains(&place) {
                continue;
            }
            let told = profile.parameters.get(&parameter.name);
            let told = told.map(|text| text.trim()).filter(|text| !text.is_empty());
            let Some(value) = told.or(parameter.default.as_deref()) else {
                return Err(ProviderError::Missing {
                    provider: self.name.clone(),
                    title: parameter.title.clone(),
                    example: parameter.example.clone(),
                });
            };
            // At the beginning it may be an address with a path; elsewhere it is one part of one.
            let is_address = filled.starts_with(&place);
            let is_plain = |c: char| {
                let of_address = matches!(c, '/' | ':') && is_address;
                c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_') || of_address
            };
            if !value.chars().all(is_plain) || value.contains("..") {
                return Err(ProviderError::Value {
                    title: parameter.title.clone(),
                    value: value.to_owned(),
                    example: parameter.example.clone(),
                });
            }
            let mut value = value.trim_end_matches('/').to_owned();
            // At the beginning of an address it is a host: people paste it with or without https.
            if is_address && !value.contains("://") {
                value = format!("https://{value}");
            }
            filled = filled.replace(&place, &value);
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::Issuer;

    #[test]
    fn every_row_is_read_and_makes_a_profile_that_can_be_asked() {
        let rows: Vec<serde_json::Value> = serde_json::from_str(ROWS).unwrap();
        let read: Result<Vec<Provider>, _> = serde_json::from_str(ROWS);
        assert_eq!(read.unwrap().len(), rows.len());
        assert_eq!(providers()[0].id, super::super::ANY_ISSUER);
        for (i, provider) in providers().iter().enumerate() {
            let id = &provider.id;
            assert!(
                !providers()[..i].iter().any(|p| p.id == *id),
                "{id} occurs twice"
            );
            let mut profile = provider.profile();
            for parameter in &provider.parameters {
                let (name, example) = (parameter.name.clone(), parameter.example.clone());
                profile.parameters.insert(name, example);
            }
            let issuer = provider.issuer(&profile).unwrap();
            let server = provider.server(&profile).unwrap();
            assert!(server.refused.is_empty(), "{id}: {:?}", server.refused);
            if let Some(issuer) = &issuer {
                Issuer::parse(issuer, None).unwrap_or_else(|e| panic!("{id}: {e}"));
            }
            let both = [Endpoint::Authorization, Endpoint::Token];
            let knows = both.iter().all(|e| server.endpoint(*e).is_ok());
            let is_any = id == super::super::ANY_ISSUER;
            assert!(is_any || knows || issuer.is_some(), "{id}");
            for member in provider.endpoints.keys() {
                assert!(Endpoint::from_member(member).is_some(), "{id}: {member}");
            }
            let filled: Vec<_> = server.endpoints.values().chain(&issuer).collect();
            assert!(
                !filled.iter().any(|url| url.contains('{')),
                "{id}: {filled:?}"
            );
            if let Some(mode) = &provider.response_mode {
                assert!(Mode::from_name(mode).is_some(), "{id}: {mode}");
            }
            assert!(!provider.redirect.register.is_empty(), "{id}");
            assert!(!provider.redirect.place.is_empty(), "{id}");
        }
    }

    #[test]
    fn whom_a_profile_asks_is_told_by_every_host_that_it_names() {
        let of = |id: &str| Profile {
            provider: id.to_owned(),
            ..Profile::default()
        };
        let told = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
        let own = Profile {
            issuer: Some("https://id.example/realm".into()),
            ..of(ANY_ISSUER)
        };
        let elsewhere = Profile {
            endpoints: told("token_endpoint", "https://evil.example/token"),
            ..own.clone()
        };
        let at_home = Profile {
            endpoints: told("token_endpoint", "https://id.example/token"),
            ..own.clone()
        };
        let github = Profile {
            endpoints: told("token_endpoint", "https://evil.example/token"),
            ..of("github")
        };
        let auth0 = Profile {
            parameters: told("domain", "acme.auth0.com"),
            ..of("auth0")
        };
        let entra = Profile {
            parameters: told("tenant", "common"),
            ..of("entra")
        };
        for (profile, name) in [
            (of(ANY_ISSUER), None),
            (own, Some("id.example")),
            (elsewhere, Some("id.example, evil.example")),
            (at_home, Some("id.example")),
            (of("github"), Some("github")),
            (github, Some("github, evil.example")),
            (auth0, Some("acme.auth0.com")),
            (of("auth0"), None),
            (entra, Some("entra")),
        ] {
            assert_eq!(asked_of(&profile).as_deref(), name, "{profile:?}");
        }
    }

    /// Whatever a person has to know of a provider before they sign in stands in its row.
    #[test]
    fn every_row_is_complete() {
        for provider in providers() {
            let id = provider.id.as_str();
            let is_any = id == crate::oauth::ANY_ISSUER;
            let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(!id.is_empty() && id.chars().all(is_name), "{id}");
            assert!(!provider.name.is_empty(), "{id}");
            assert!(!provider.scopes.is_empty(), "{id} asks for nothing");
            assert!(is_any || provider.grants.contains(&Grant::Code), "{id}");
            let has = |endpoint: Endpoint| provider.endpoints.contains_key(endpoint.member());
            let is_discovered = is_any || provider.issuer.is_some();
            for (grant, endpoint) in [
                (Grant::Code, Endpoint::Authorization),
                (Grant::Code, Endpoint::Token),
                (Grant::Device, Endpoint::DeviceAuthorization),
            ] {
                let can = provider.grants.contains(&grant);
                assert!(!can || is_discovered || has(endpoint), "{id}: {endpoint}");
            }
            for url in provider.endpoints.values().chain(&provider.issuer) {
                let is_safe = url.starts_with("https://") || url.starts_with('{');
                assert!(is_safe, "{id}: {url}");
            }
            let openid = provider.scopes.iter().any(|scope| scope == "openid");
            assert!(!openid || is_discovered, "{id}: its ID token has no keys");
            assert!(provider.nonce || openid, "{id} has no ID token");
            for parameter in &provider.parameters {
                let place = format!("{{{}}}", parameter.name);
                let mut templates = provider.endpoints.values().chain(&provider.issuer);
                assert!(templates.any(|url| url.contains(&place)), "{id}: {place}");
                let title = &parameter.title;
                assert!(title.starts_with("the "), "{id}: {title}");
                assert!(!parameter.example.is_empty(), "{id}");
            }
            registration_fits(provider);
            let secrets = ["secret", "password", "token", "assertion"];
            for name in provider.extra.keys() {
                assert!(!secrets.iter().any(|s| name.contains(s)), "{id}: {name}");
                // Unknown, it would go into every request.
                assert!(
                    crate::oauth::further::places(name).is_some(),
                    "{id}: {name}"
                );
            }
            for note in &provider.notes {
                assert!(!note.is_empty() && !note.ends_with('.'), "{id}: {note}");
            }
        }
    }

    /// What is to be registered follows the rule, and is where the listener will be.
    fn registration_fits(provider: &Provider) {
        let (id, redirect) = (&provider.id, &provider.redirect);
        let url = url::Url::parse(&redirect.register).unwrap();
        assert!(redirect.place.len() > 10, "{id}: {}", redirect.place);
        assert_ne!(url.path(), "/", "{id}");
        let is_here = url.scheme() == "http" && url.host_str() == Some(redirect.host.as_str());
        match redirect.rule {
            RedirectRule::HttpsOnly => assert_eq!(url.scheme(), "https", "{id}"),
            RedirectRule::AnyPort => assert!(is_here && url.port().is_none(), "{id}: {url}"),
            RedirectRule::Exact => assert!(is_here && url.port().is_some(), "{id}: {url}"),
        }
        assert_eq!(url.path(), provider.profile().redirect.path, "{id}");
    }

    #[test]
    fn the_presets_that_were_promised_are_there() {
        for id in [
            "openid", "github", "google", "entra", "slack", "stripe", "gitlab", "auth0", "okta",
            "keycloak", "spotify", "discord",
        ] {
            assert!(provider(id).is_some(), "{id}");
        }
    }

    #[test]
    fn what_is_told_fills_the_template_and_nothing_else() {
        let keycloak = provider("keycloak").unwrap();
        let told = |base: &str| {
            let mut profile = keycloak.profile();
            profile.parameters.insert("base".into(), base.into());
            profile.parameters.insert("realm".into(), "a".into());
            keycloak.issuer(&profile)
        };
        let issuer = |base| told(base).unwrap().unwrap();
        assert_eq!(issuer("sso.example/"), "https://sso.example/realms/a");
        assert_eq!(
            issuer("http://localhost:8080"),
            "http://localhost:8080/realms/a"
        );
        for bad in ["a?b", "a#b", "a@b", "a b", "a/../b"] {
            assert!(
                matches!(told(bad), Err(ProviderError::Value { .. })),
                "{bad}"
            );
        }
        let error = told("").unwrap_err().to_string();
        assert!(error.starts_with("Keycloak needs"), "{error}");
        // A tenant is a part of the address, and leads to no other.
        let entra = provider("entra").unwrap();
        let mut profile = entra.profile();
        for (tenant, is_taken) in [("contoso.example", true), ("a/b", false), ("a:b", false)] {
            profile.parameters.insert("tenant".into(), tenant.into());
            assert_eq!(entra.issuer(&profile).is_ok(), is_taken, "{tenant}");
        }
    }
}
