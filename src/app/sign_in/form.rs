//! The form in which a profile is made and changed: texts as they are written, and the profile
//! that they make.

use super::advice;
use crate::oauth::{
    AuthMethod, Endpoint, Grant, Parameter, Pkce, Profile, Provider, RedirectHost, check_endpoint,
    is_variable_name, provider, providers,
};
use crate::report::capital;
use crate::vault::check_profile;
use crate::wire::Mode;
use std::collections::BTreeMap;

/// A line of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldText {
    /// What the person calls the profile.
    Name,
    /// The issuer.
    Issuer,
    /// What the provider has to be told: the parameter of that number.
    Parameter(usize),
    /// The client's id.
    ClientId,
    /// The name of the variable that holds the client's secret.
    SecretVariable,
    /// The path of the file with the client's private key.
    KeyPath,
    /// What is asked for, separated by spaces.
    Scopes,
    /// The ports of the listener, separated by spaces.
    Ports,
    /// The path of the redirect URI.
    Path,
    /// A redirect URI that is pasted.
    Pasted,
    /// Resources, separated by spaces.
    Resource,
    /// `audience`.
    Audience,
    /// Whom a client assertion is for.
    AssertionAudience,
    /// Who is to sign in.
    LoginHint,
    /// By how many seconds the clocks may disagree.
    Leeway,
    /// `response_type`.
    ResponseType,
    /// Further parameters, a line each.
    Extra,
    /// Addresses by the names of the metadata, a line each.
    Endpoints,
}

/// A choice that is made in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartChoice {
    /// The provider.
    Provider,
    /// How the client says who it is.
    Auth,
    /// How tokens are got.
    Grant,
    /// The host of the redirect URI.
    Host,
    /// The response mode.
    Mode,
    /// How the code is bound.
    Pkce,
    /// Whether the request is pushed.
    Par,
    /// Whether the tokens are bound to a key.
    Dpop,
}

/// A choice, and the number of what was chosen; of yes and no it is 1 and 0.
pub type FormChoice = (PartChoice, usize);

/// The ways of client authentication as they are chosen from; the first is what fits.
pub const AUTH_NAMES: [&str; 6] = [
    "What fits",
    "none (public client)",
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
];
/// The grants as they are chosen from.
pub const GRANT_NAMES: [&str; 6] = [
    "Authorization code",
    "Implicit (deprecated)",
    "Device code",
    "Client credentials",
    "Refresh token",
    "Password (deprecated)",
];
/// The response modes as they are chosen from.
pub const MODE_NAMES: [&str; 4] = ["As the provider does", "query", "fragment", "form_post"];
/// The ways of PKCE as they are chosen from.
pub const PKCE_NAMES: [&str; 3] = ["S256", "plain", "none"];

const MODES: [Mode; 3] = [Mode::Query, Mode::Fragment, Mode::FormPost];

/// A profile as it is written.
#[derive(Clone, Debug)]
pub struct ProfileForm {
    /// The name of the profile that is changed. Nothing where it is a new one.
    pub original: Option<String>,
    /// The profile but for what is written as text.
    pub profile: Profile,
    /// What is written.
    texts: BTreeMap<FieldText, String>,
    /// The rarer members are shown.
    pub more: bool,
    /// What is wrong, and in which line.
    pub error: Option<(FieldText, String)>,
    /// Whether anything was changed.
    pub is_changed: bool,
}

impl ProfileForm {
    /// A form for that profile; `original` is the name of the one that is changed.
    pub(super) fn new(profile: Profile, original: Option<String>) -> Self {
        let mut form = Self {
            original,
            profile,
            texts: BTreeMap::new(),
            more: false,
            error: None,
            is_changed: false,
        };
        form.fill();
        form
    }

    /// What is written in a line.
    pub fn text(&self, field: FieldText) -> &str {
        self.texts.get(&field).map_or("", String::as_str)
    }

    /// The provider.
    pub fn provider(&self) -> Option<&'static Provider> {
        provider(&self.profile.provider)
    }

    /// What is chosen, by its number.
    pub fn chosen(&self, part: PartChoice) -> usize {
        let profile = &self.profile;
        let place = |found: Option<usize>| found.unwrap_or_default();
        match part {
            PartChoice::Provider => {
                place(providers().iter().position(|p| p.id == profile.provider))
            }
            PartChoice::Auth => {
                let auth = profile.auth;
                auth.map_or(0, |auth| {
                    1 + place(AuthMethod::ALL.iter().position(|a| *a == auth))
                })
            }
            PartChoice::Grant => place(Grant::ALL.iter().position(|g| *g == profile.grant)),
            PartChoice::Host => {
                let host = profile.redirect.host;
                place(RedirectHost::ALL.iter().position(|h| *h == host))
            }
            PartChoice::Mode => {
                let mode = profile.response_mode;
                mode.map_or(0, |mode| 1 + place(MODES.iter().position(|m| *m == mode)))
            }
            PartChoice::Pkce => place(Pkce::ALL.iter().position(|p| *p == profile.pkce)),
            PartChoice::Par => usize::from(profile.par),
            PartChoice::Dpop => usize::from(profile.dpop),
        }
    }

    pub(super) fn write(&mut self, field: FieldText, text: String) {
        self.is_changed = true;
        if self
            .error
            .as_ref()
            .is_some_and(|(place, _)| *place == field)
        {
            self.error = None;
        }
        self.texts.insert(field, text);
    }

    pub(super) fn pick(&mut self, (part, number): FormChoice) {
        self.is_changed = true;
        let profile = &mut self.profile;
        match part {
            PartChoice::Provider => {
                if let Some(provider) = providers().get(number) {
                    self.change_provider(provider);
                }
            }
            PartChoice::Auth => {
                let number = number.checked_sub(1);
                profile.auth = number.and_then(|n| AuthMethod::ALL.get(n)).copied();
            }
            PartChoice::Grant => {
                profile.grant = Grant::ALL.get(number).copied().unwrap_or_default();
            }
            PartChoice::Host => {
                profile.redirect.host = RedirectHost::ALL.get(number).copied().unwrap_or_default();
            }
            PartChoice::Mode => {
                let number = number.checked_sub(1);
                profile.response_mode = number.and_then(|n| MODES.get(n)).copied();
            }
            PartChoice::Pkce => profile.pkce = Pkce::ALL.get(number).copied().unwrap_or_default(),
            PartChoice::Par => profile.par = number == 1,
            PartChoice::Dpop => profile.dpop = number == 1,
        }
    }

    /// Another provider brings its own ways; the person's name and client id stay.
    fn change_provider(&mut self, provider: &Provider) {
        let kept = [FieldText::Name, FieldText::ClientId];
        let kept = kept.map(|field| (field, self.text(field).to_owned()));
        let before = self.provider().map(|p| p.name.clone());
        self.profile = provider.profile();
        self.fill();
        for (field, text) in kept {
            let is_own = field == FieldText::Name && Some(&text) == before.as_ref();
            if !is_own && !text.is_empty() {
                self.texts.insert(field, text);
            }
        }
    }

    /// Writes the profile into the lines.
    fn fill(&mut self) {
        let profile = &self.profile;
        let lines = |map: &BTreeMap<String, String>| {
            let lines: Vec<_> = map.iter().map(|(n, v)| format!("{n}={v}")).collect();
            lines.join("\n")
        };
        let own = |text: &Option<String>| text.clone().unwrap_or_default();
        let ports: Vec<_> = profile.redirect.ports.iter().map(u16::to_string).collect();
        let mut texts = BTreeMap::from([
            (FieldText::Name, profile.name.clone()),
            (FieldText::Issuer, own(&profile.issuer)),
            (FieldText::ClientId, profile.client_id.clone()),
            (FieldText::SecretVariable, own(&profile.client_secret_env)),
            (FieldText::KeyPath, own(&profile.client_key)),
            (FieldText::Scopes, profile.scopes.join(" ")),
            (FieldText::Ports, ports.join(" ")),
            (FieldText::Path, profile.redirect.path.clone()),
            (FieldText::Pasted, own(&profile.redirect.pasted)),
            (FieldText::Resource, profile.resource.join(" ")),
            (FieldText::Audience, own(&profile.audience)),
            (
                FieldText::AssertionAudience,
                own(&profile.assertion_audience),
            ),
            (FieldText::LoginHint, own(&profile.login_hint)),
            (FieldText::Leeway, profile.leeway.to_string()),
            (FieldText::ResponseType, own(&profile.response_type)),
            (FieldText::Extra, lines(&profile.extra)),
            (FieldText::Endpoints, lines(&profile.endpoints)),
        ]);
        for (number, parameter) in parameters(profile).iter().enumerate() {
            let told = profile.parameters.get(&parameter.name);
            texts.insert(
                FieldText::Parameter(number),
                told.cloned().unwrap_or_default(),
            );
        }
        self.texts = texts;
    }

    /// The profile that is written, however little of it is right: for what is said beside it.
    pub fn draft(&self) -> Profile {
        let mut profile = self.profile.clone();
        profile.redirect.path = self.text(FieldText::Path).trim().to_owned();
        profile.redirect.ports = ports(self.text(FieldText::Ports)).unwrap_or_default();
        profile.redirect.pasted = filled(self.text(FieldText::Pasted));
        profile
    }

    /// Whether the client may say who it is with an assertion, by what is chosen.
    pub fn may_assert(&self) -> bool {
        use AuthMethod::{Basic, None, Post};
        !matches!(self.profile.auth, Some(None | Basic | Post))
    }

    /// Whether the browser comes back with what is chosen.
    pub fn comes_back(&self) -> bool {
        advice::comes_back(&self.profile)
    }

    /// Whether the client may have a secret.
    pub fn takes_secret(&self) -> bool {
        let auth = self.profile.auth;
        !matches!(auth, Some(AuthMethod::None | AuthMethod::PrivateKeyJwt))
    }

    /// Whether the client may have a private key.
    pub fn takes_key(&self) -> bool {
        matches!(self.profile.auth, None | Some(AuthMethod::PrivateKeyJwt))
    }

    /// The profile.
    ///
    /// # Errors
    /// The first line that is wrong, and why.
    pub fn finished(&self) -> Result<Profile, (FieldText, String)> {
        let text = |field| self.text(field).trim();
        let wrong = |field, told: String| Err((field, told));
        let mut profile = self.profile.clone();
        profile.name = text(FieldText::Name).to_owned();
        if profile.name.is_empty() {
            return wrong(FieldText::Name, "Give the profile a name".into());
        }
        // Entries of the vault name it.
        if let Err(error) = check_profile(&profile.name) {
            return wrong(FieldText::Name, capital(&error.to_string()));
        }
        profile.issuer = filled(text(FieldText::Issuer)).map(|issuer| issuer_at(&issuer));
        let known = parameters(&profile);
        for (number, parameter) in known.iter().enumerate() {
            match filled(text(FieldText::Parameter(number))) {
                Some(told) => profile.parameters.insert(parameter.name.clone(), told),
                None => profile.parameters.remove(&parameter.name),
            };
        }
        self.check_issuer(&profile)?;
        profile.client_id = text(FieldText::ClientId).to_owned();
        if profile.client_id.is_empty() {
            let told = "Give the client id that the provider gave when the client was registered";
            return wrong(FieldText::ClientId, told.into());
        }
        profile.client_secret_env = filled(text(FieldText::SecretVariable));
        let variable = profile.client_secret_env.as_deref();
        if variable.is_some_and(|name| !is_variable_name(name)) {
            let told = "The name of a variable has letters, digits and _ only; the secret itself is not kept here";
            return wrong(FieldText::SecretVariable, told.into());
        }
        profile.client_key = filled(text(FieldText::KeyPath));
        profile.scopes = words(text(FieldText::Scopes));
        profile.resource = words(text(FieldText::Resource));
        profile.audience = filled(text(FieldText::Audience));
        profile.assertion_audience = filled(text(FieldText::AssertionAudience));
        profile.login_hint = filled(text(FieldText::LoginHint));
        profile.response_type = filled(text(FieldText::ResponseType));
        profile.redirect.ports =
            ports(text(FieldText::Ports)).map_err(|told| (FieldText::Ports, told))?;
        profile.redirect.path =
            redirect_path(text(FieldText::Path)).map_err(|told| (FieldText::Path, told))?;
        profile.redirect.pasted = filled(text(FieldText::Pasted));
        profile.leeway = match text(FieldText::Leeway) {
            "" => crate::oauth::LEEWAY,
            written => match written.parse() {
                Ok(seconds) => seconds,
                Err(_) => {
                    let told = "Leeway is a whole number of seconds, such as 30";
                    return wrong(FieldText::Leeway, told.into());
                }
            },
        };
        profile.extra = extra(text(FieldText::Extra)).map_err(|told| (FieldText::Extra, told))?;
        profile.endpoints =
            endpoints(text(FieldText::Endpoints)).map_err(|told| (FieldText::Endpoints, told))?;
        Ok(profile)
    }

    /// Sees that there is somebody to be asked.
    fn check_issuer(&self, profile: &Profile) -> Result<(), (FieldText, String)> {
        let Some(provider) = provider(&profile.provider) else {
            return Ok(());
        };
        let issuer = match provider.issuer(profile) {
            Ok(issuer) => issuer,
            Err(error) => {
                let missing = provider.parameters.iter().position(|p| {
                    let told = profile.parameters.get(&p.name);
                    told.is_none() && p.default.is_none()
                });
                let field = FieldText::Parameter(missing.unwrap_or_default());
                return Err((field, capital(&error.to_string())));
            }
        };
        match issuer {
            Some(issuer) => {
                let field = match provider.parameters.first() {
                    Some(_) if profile.issuer.is_none() => FieldText::Parameter(0),
                    _ => FieldText::Issuer,
                };
                check_endpoint(&issuer)
                    .map(drop)
                    .map_err(|error| (field, capital(&error.to_string())))
            }
            None if provider.endpoints.is_empty() && self.text(FieldText::Endpoints).is_empty() => {
                let told = "Give the issuer's address, such as https://id.example.com";
                Err((FieldText::Issuer, told.into()))
            }
            None => Ok(()),
        }
    }
}

/// What the provider of a profile has to be told.
pub fn parameters(profile: &Profile) -> &'static [Parameter] {
    provider(&profile.provider).map_or(&[], |provider| &provider.parameters)
}

/// The issuer that is meant by an address. People copy that of the metadata too, in which the
/// issuer's path stands before the well-known part or behind it (OpenID Connect Discovery §4, RFC
/// 8414 §3.1).
pub(super) fn issuer_at(address: &str) -> String {
    let issuer = match address.split_once("/.well-known/") {
        None => address.to_owned(),
        Some((before, document)) => {
            let behind = document.find('/').and_then(|at| document.get(at..));
            format!("{before}{}", behind.unwrap_or_default())
        }
    };
    with_scheme(&issuer)
}

/// People type a host where an address is meant.
pub(super) fn with_scheme(text: &str) -> String {
    if text.contains("://") {
        return text.to_owned();
    }
    let host = text.split(['/', ':']).next().unwrap_or_default();
    let is_here = host == "localhost" || host.starts_with("127.") || text.starts_with("[::1]");
    let scheme = if is_here { "http" } else { "https" };
    format!("{scheme}://{text}")
}

fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn ports(text: &str) -> Result<Vec<u16>, String> {
    let wrong = || "Ports are numbers from 1 to 65535, separated by spaces".to_owned();
    let words = text.split([' ', ',']).filter(|word| !word.is_empty());
    words
        .map(|word| match word.parse::<u16>() {
            Ok(port) if port > 0 => Ok(port),
            _ => Err(wrong()),
        })
        .collect()
}

fn redirect_path(text: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '?' | '#');
    if !text.chars().all(is_plain) {
        return Err("A path has neither spaces nor ? nor #, such as /callback".into());
    }
    Ok(format!("/{}", text.trim_start_matches('/')))
}

fn pairs(text: &str) -> Result<BTreeMap<String, String>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| match line.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => {
                Ok((name.trim().to_owned(), value.trim().to_owned()))
            }
            _ => Err(format!("{line:?} is not name=value")),
        })
        .collect()
}

/// Names of parameters that are secrets: they do not belong in a file.
const SECRETS: [&str; 5] = [
    "client_secret",
    "client_assertion",
    "password",
    "refresh_token",
    "access_token",
];

fn extra(text: &str) -> Result<BTreeMap<String, String>, String> {
    let pairs = pairs(text)?;
    match SECRETS.iter().find(|name| pairs.contains_key(**name)) {
        Some(name) => Err(format!(
            "{name} is a secret, which a profile never holds: it is asked for each time"
        )),
        None => Ok(pairs),
    }
}

fn endpoints(text: &str) -> Result<BTreeMap<String, String>, String> {
    let pairs = pairs(text)?;
    for (member, url) in &pairs {
        if Endpoint::from_member(member).is_none() {
            let known: Vec<_> = Endpoint::ALL.into_iter().map(Endpoint::member).collect();
            return Err(format!("{member:?} is none of {}", known.join(", ")));
        }
        check_endpoint(url).map_err(|error| capital(&error.to_string()))?;
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_metadata_stands_for_its_issuer() {
        for (typed, issuer) in [
            ("id.example", "https://id.example"),
            ("localhost:8080/a", "http://localhost:8080/a"),
            ("127.0.0.1:80", "http://127.0.0.1:80"),
            ("[::1]:80/a", "http://[::1]:80/a"),
            ("localhost.example", "https://localhost.example"),
            ("https://id.example/", "https://id.example/"),
            (
                "https://id.example/.well-known/openid-configuration",
                "https://id.example",
            ),
            (
                "id.example/realms/a/.well-known/openid-configuration",
                "https://id.example/realms/a",
            ),
            (
                "https://id.example/.well-known/oauth-authorization-server/realms/a",
                "https://id.example/realms/a",
            ),
        ] {
            assert_eq!(issuer_at(typed), issuer, "{typed}");
        }
    }
}
