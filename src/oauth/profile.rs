//! How a person signs in somewhere: all but the secrets, kept in a file.

use super::{AuthMethod, Pkce};
use crate::wire::Mode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use toml::{Table, Value};

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

/// The host of the redirect URI (RFC 8252 §7.3, §8.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RedirectHost {
    /// IPv4.
    #[default]
    #[serde(rename = "127.0.0.1")]
    Ipv4,
    /// The name, which is listened to in both families.
    #[serde(rename = "localhost")]
    Localhost,
    /// IPv6.
    #[serde(rename = "[::1]")]
    Ipv6,
}

impl RedirectHost {
    /// Every host.
    pub const ALL: [Self; 3] = [Self::Ipv4, Self::Localhost, Self::Ipv6];

    /// As it stands in a URI.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ipv4 => "127.0.0.1",
            Self::Localhost => "localhost",
            Self::Ipv6 => "[::1]",
        }
    }

    /// The host of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|host| host.as_str() == name)
    }
}

/// Where the answer is to arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Redirect {
    /// The host of the listener.
    pub host: RedirectHost,
    /// Its ports, tried in turn. None: any that is free.
    pub ports: Vec<u16>,
    /// The path of the URI.
    pub path: String,
    /// A redirect URI that is not listened to: the person pastes what the browser shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pasted: Option<String>,
}

impl Default for Redirect {
    fn default() -> Self {
        Self {
            host: RedirectHost::Ipv4,
            ports: Vec::new(),
            path: "/callback".to_owned(),
            pasted: None,
        }
    }
}

impl Redirect {
    /// The redirect URI of a listener at that port.
    pub fn uri(&self, port: u16) -> String {
        let path = self.path.trim_start_matches('/');
        format!("http://{}:{port}/{path}", self.host.as_str())
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
    /// Further parameters of the authorization request, or of the token request where there is
    /// none.
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

/// All profiles of a file, and what in it is not understood: it is written back as it was.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    /// The profiles, in the order of the file.
    pub list: Vec<Profile>,
    /// Profiles that could not be read.
    unread: Vec<Value>,
    /// Other members of the file.
    rest: Table,
}

/// What a file of profiles holds, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct ProfilesRead {
    /// The profiles.
    pub profiles: Profiles,
    /// Each a sentence.
    pub faults: Vec<String>,
    /// Whether it is no such file at all: it is to be kept aside and not to be written over.
    pub is_damaged: bool,
}

/// The member that holds the profiles.
const MEMBER: &str = "profile";
/// Members that would be secrets. They are not taken, and not written again.
const SECRETS: &[&str] = &[
    "client_secret",
    "secret",
    "password",
    "refresh_token",
    "access_token",
];

impl Profiles {
    /// Reads a file of profiles, as far as it goes.
    pub fn read(text: &str) -> ProfilesRead {
        let mut read = ProfilesRead::default();
        let mut table = match text.parse::<Table>() {
            Ok(table) => table,
            Err(error) => {
                let line = error.span().map_or(1, |span| {
                    let before = text.get(..span.start).unwrap_or_default();
                    before.matches('\n').count() + 1
                });
                let why = error.message();
                read.faults
                    .push(format!("line {line} is not TOML: {why}; nothing was read"));
                read.is_damaged = true;
                return read;
            }
        };
        match table.remove(MEMBER) {
            None => {}
            Some(Value::Array(entries)) => {
                for (place, entry) in (1..).zip(entries) {
                    read.take(place, entry);
                }
            }
            Some(other) => {
                let what = other.type_str();
                read.faults
                    .push(format!("profile is a {what}, not [[profile]] tables"));
                read.is_damaged = true;
            }
        }
        read.profiles.rest = table;
        read
    }

    /// The text of the file.
    pub fn write(&self) -> String {
        let list = self.list.iter();
        // A profile holds nothing that TOML cannot say.
        let list = list.filter_map(|profile| Value::try_from(profile).ok());
        let list: Vec<_> = list.chain(self.unread.iter().cloned()).collect();
        let mut table = self.rest.clone();
        if !list.is_empty() {
            table.insert(MEMBER.to_owned(), Value::Array(list));
        }
        toml::to_string(&table).unwrap_or_default()
    }

    /// The profile of that name.
    pub fn get(&self, name: &str) -> Option<&Profile> {
        self.list.iter().find(|profile| profile.name == name)
    }

    /// A name that no profile has yet: the name itself, or with a number.
    pub fn free_name(&self, wanted: &str) -> String {
        let is_free = |name: &String| self.get(name).is_none();
        let numbered = (2..).map(|n| format!("{wanted} {n}"));
        let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
        names.find(is_free).unwrap_or_default()
    }
}

impl ProfilesRead {
    fn take(&mut self, place: usize, mut entry: Value) {
        let name = entry.get("name").and_then(Value::as_str);
        let name = name.map_or_else(|| format!("profile {place}"), |n| format!("profile {n:?}"));
        if let Value::Table(table) = &mut entry {
            for secret in SECRETS {
                if table.remove(*secret).is_some() {
                    self.faults.push(format!(
                        "{name} holds a {secret}; it was not taken, a secret does not belong in this file"
                    ));
                }
            }
        }
        match entry.clone().try_into::<Profile>() {
            Ok(profile) if profile.name.is_empty() => {
                self.faults.push(format!("{name} has no name"));
                self.profiles.unread.push(entry);
            }
            Ok(profile) if self.profiles.get(&profile.name).is_some() => {
                self.faults
                    .push(format!("{name} occurs twice; the first is used"));
                self.profiles.unread.push(entry);
            }
            Ok(profile) => self.profiles.list.push(profile),
            Err(error) => {
                let why = error.message().trim().replace('\n', ", ");
                self.faults.push(format!("{name} cannot be read: {why}"));
                self.profiles.unread.push(entry);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
later = "version"

[[profile]]
name = "GitHub"
provider = "github"
client_id = "app"
scopes = ["read:user"]
auth = "post"
grant = "device"
response_mode = "form_post"
colour = "red"

[profile.redirect]
host = "localhost"
ports = [8080, 8081]

[[profile]]
name = "broken"
pkce = "S512"

[[profile]]
client_id = "nameless"
client_secret = "hunter2"
"#;

    #[test]
    fn a_profile_is_read_and_written_with_what_is_not_understood() {
        let read = Profiles::read(FILE);
        assert!(!read.is_damaged);
        let said = read.faults.join("\n");
        for part in [
            "\"broken\" cannot be read",
            "profile 3 has no name",
            "client_secret",
        ] {
            assert!(said.contains(part), "{said}");
        }
        let profile = read.profiles.get("GitHub").unwrap();
        assert_eq!(profile.grant, Grant::Device);
        assert_eq!(profile.auth, Some(AuthMethod::Post));
        assert_eq!(profile.response_mode, Some(Mode::FormPost));
        assert_eq!(profile.redirect.ports, [8080, 8081]);
        assert_eq!(profile.redirect.path, "/callback");
        assert_eq!(profile.pkce, Pkce::S256);
        assert_eq!(profile.redirect.uri(8080), "http://localhost:8080/callback");
        let written = read.profiles.write();
        for part in [
            "later = \"version\"",
            "colour = \"red\"",
            "S512",
            "nameless",
            "form_post",
        ] {
            assert!(written.contains(part), "{part}\n{written}");
        }
        assert!(!written.contains("hunter2"));
        assert!(!format!("{read:?}").contains("hunter2"));
        let again = Profiles::read(&written);
        assert_eq!(again.profiles.list, read.profiles.list);
        assert_eq!(again.profiles.write(), written);
    }

    #[test]
    fn a_damaged_file_says_where() {
        let read = Profiles::read("a = 1\nb = [");
        assert!(read.is_damaged);
        assert!(read.faults[0].starts_with("line 2 is not TOML"), "{read:?}");
        assert!(Profiles::read("profile = 7").is_damaged);
        assert!(!Profiles::read("").is_damaged);
    }

    #[test]
    fn a_copy_gets_a_name_of_its_own() {
        let mut profiles = Profiles::read(FILE).profiles;
        assert_eq!(profiles.free_name("Google"), "Google");
        assert_eq!(profiles.free_name("GitHub"), "GitHub 2");
        profiles.list.push(Profile {
            name: "GitHub 2".into(),
            ..Profile::default()
        });
        assert_eq!(profiles.free_name("GitHub"), "GitHub 3");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in ".*", value in "[a-z0-9\"\\[\\]{}=., \n]*") {
            let _ = Profiles::read(&text);
            let _ = Profiles::read(&format!("[[profile]]\n{value}")).profiles.write();
        }
    }
}
