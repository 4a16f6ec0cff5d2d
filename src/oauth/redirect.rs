//! Where the browser comes back: the host, the port and the path of a listener, or an address that
//! is pasted.

use serde::{Deserialize, Serialize};

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
