//! Which addresses may be asked, and how they are named to a person.

use super::FetchError;
use std::fmt;
use url::{Host, Url};

/// A longer address is none that a provider publishes: browsers and servers commonly end at 2,000 to 8,000.
pub const MAX_URL_BYTES: usize = 2_000;

/// A path longer than this is cut where it is named in a sentence.
const MAX_SHOWN_PATH: usize = 100;

/// An address that may be asked: https, or http to this machine or to a host that was allowed
/// plain http. It prints without its query, which may hold secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    url: Url,
}

impl Address {
    /// Reads an address. `plain` are the hosts for which plain http was allowed.
    ///
    /// # Errors
    /// [`FetchError`] where it is no address, or one that may not be asked.
    pub fn parse(text: &str, plain: &[HostRule]) -> Result<Self, FetchError> {
        if text.len() > MAX_URL_BYTES {
            return Err(FetchError::TooLong);
        }
        let mut url = Url::parse(text.trim()).map_err(|_| FetchError::NotAnAddress)?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(FetchError::Scheme(url.scheme().to_owned()));
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(FetchError::NotAnAddress);
        }
        url.set_fragment(None);
        let address = Self { url };
        if !address.url.username().is_empty() || address.url.password().is_some() {
            return Err(FetchError::UserInfo(address.host()));
        }
        let is_allowed = || plain.iter().any(|rule| rule.is_for(&address));
        if !address.is_tls() && !address.is_loopback() && !is_allowed() {
            return Err(FetchError::PlainHttp(address.host()));
        }
        Ok(address)
    }

    /// The host as a person is asked for it, with its port where that is not the usual one.
    pub fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// Host and path: what a sentence names.
    pub fn place(&self) -> String {
        let path = self.url.path();
        match path.char_indices().nth(MAX_SHOWN_PATH) {
            Some((end, _)) => {
                format!("{}{}…", self.host(), path.get(..end).unwrap_or_default())
            }
            None if path == "/" => self.host(),
            None => format!("{}{path}", self.host()),
        }
    }

    /// The whole address without its query.
    pub fn shown(&self) -> String {
        let mut url = self.url.clone();
        url.set_query(None);
        url.into()
    }

    /// Whether it is asked under TLS.
    pub fn is_tls(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether it is this machine: 127.0.0.0/8, `[::1]` or `localhost`.
    pub fn is_loopback(&self) -> bool {
        match self.url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        }
    }

    /// Whether another has the same scheme, host and port (RFC 6454 §5).
    pub fn is_same_origin(&self, other: &Self) -> bool {
        let origin = |address: &Self| {
            let url = &address.url;
            let host = url.host().map(|host| host.to_owned());
            (url.scheme().to_owned(), host, url.port_or_known_default())
        };
        origin(self) == origin(other)
    }

    /// Where an answer sends the request on to (RFC 9110 §10.2.2).
    pub(super) fn join(&self, location: &str) -> Result<Url, url::ParseError> {
        self.url.join(location)
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

/// A host for which something was allowed: `keys.example`, or `keys.example:8080` for one port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostRule {
    host: String,
    /// Every port, where none is named.
    port: Option<u16>,
}

impl HostRule {
    /// Reads a host as a person writes it.
    ///
    /// # Errors
    /// A sentence, where it is no host.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const MESSAGE: &str = "give a host, like keys.example or keys.example:8080";
        let url = Url::parse(&format!("http://{text}/")).map_err(|_| MESSAGE)?;
        let is_host = text.chars().all(|c| !matches!(c, '/' | '@' | '?' | '#'));
        // A scheme's usual port is not kept in a URL.
        let named_80 = text.ends_with(":80").then_some(80);
        match url.host_str() {
            Some(host) if is_host && !host.is_empty() => Ok(Self {
                host: host.to_owned(),
                port: url.port().or(named_80),
            }),
            _ => Err(MESSAGE),
        }
    }

    /// The host, and the port, of an address.
    pub fn of(address: &Address) -> Self {
        Self {
            host: address.url.host_str().unwrap_or_default().to_owned(),
            port: address.url.port_or_known_default(),
        }
    }

    /// Whether it allows this address.
    pub fn is_for(&self, address: &Address) -> bool {
        address.url.host_str() == Some(&self.host)
            && self
                .port
                .is_none_or(|port| address.url.port_or_known_default() == Some(port))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Address::parse(text, &[]).unwrap_err().to_string()
    }

    #[test]
    fn https_may_be_asked_and_http_only_on_this_machine() {
        for text in [
            "https://keys.example/jwks",
            "https://127.0.0.1:8443/",
            "http://127.0.0.1/",
            "http://127.9.9.9:1/",
            "http://[::1]:3000/",
            "http://LOCALHOST:3000/",
        ] {
            assert!(Address::parse(text, &[]).is_ok(), "{text}");
        }
        for text in [
            "http://keys.example/jwks",
            "http://localhost.keys.example/",
            "http://127.0.0.1.keys.example/",
            "http://[::ffff:127.0.0.1]/",
            "http://0.0.0.0/",
        ] {
            assert!(refused(text).contains("plain http"), "{text}");
        }
    }

    #[test]
    fn plain_http_is_allowed_host_by_host() {
        let rules = [HostRule::parse("keys.example:8080").unwrap()];
        for (text, is_allowed) in [
            ("http://keys.example:8080/a", true),
            ("http://KEYS.example:8080/", true),
            ("http://keys.example/", false),
            ("http://other.example:8080/", false),
        ] {
            assert_eq!(Address::parse(text, &rules).is_ok(), is_allowed, "{text}");
        }
        let every_port = HostRule::parse("keys.example").unwrap();
        for text in ["http://keys.example/", "http://keys.example:81/"] {
            assert!(Address::parse(text, std::slice::from_ref(&every_port)).is_ok());
        }
        let port_80 = [HostRule::parse("keys.example:80").unwrap()];
        assert!(Address::parse("http://keys.example/", &port_80).is_ok());
        assert!(Address::parse("http://keys.example:81/", &port_80).is_err());
    }

    #[test]
    fn a_host_is_no_address() {
        for text in [
            "",
            "https://keys.example",
            "a/b",
            "a@b",
            "a?b",
            "a b",
            ":80",
        ] {
            assert!(HostRule::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_may_not_be_asked_is_refused_in_a_sentence() {
        assert_eq!(
            refused("file:///etc/passwd"),
            "an address that begins with file: is not asked; give one with https"
        );
        assert_eq!(
            refused("keys"),
            "this is no address; give one that begins with https://"
        );
        let long = format!("https://keys.example/{}", "a".repeat(MAX_URL_BYTES));
        assert!(refused(&long).contains("longer than"));
        let secret = refused("https://ada:hunter2@keys.example/?hunter2");
        assert!(secret.contains("keys.example"), "{secret}");
        assert!(!secret.contains("hunter2"), "{secret}");
    }

    #[test]
    fn it_is_named_without_its_query() {
        let address = Address::parse("https://keys.example:8443/a/b?key=hunter2#x", &[]).unwrap();
        assert_eq!(address.host(), "keys.example:8443");
        assert_eq!(address.place(), "keys.example:8443/a/b");
        assert_eq!(address.to_string(), "https://keys.example:8443/a/b");
        assert!(!format!("{address:?}").contains("hunter2"));
        let long = format!("https://keys.example/{}", "é".repeat(200));
        let place = Address::parse(&long, &[]).unwrap().place();
        assert!(place.chars().count() < 120, "{place}");
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let address = |text| Address::parse(text, &[]).unwrap();
        let one = address("https://keys.example/a");
        assert!(one.is_same_origin(&address("https://keys.example:443/b")));
        for other in [
            "https://keys.example:444/a",
            "https://www.keys.example/a",
            "https://127.0.0.1/a",
        ] {
            assert!(!one.is_same_origin(&address(other)), "{other}");
        }
        let local = address("http://127.0.0.1:443/");
        assert!(!local.is_same_origin(&address("https://127.0.0.1/")));
    }
}
