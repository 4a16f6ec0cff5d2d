//! The addresses at which a provider is asked, and which of them may be.

use super::issuer::shown;
use std::fmt;
use url::{Host, Url};

/// What a provider is asked for at an address (RFC 8414 §2 and the standards that add to it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// Where the browser goes (RFC 6749 §3.1).
    Authorization,
    /// Where tokens come from (RFC 6749 §3.2).
    Token,
    /// Who signed in (OpenID Core §5.3).
    Userinfo,
    /// The keys (RFC 7517).
    Jwks,
    /// What a token is worth (RFC 7662).
    Introspection,
    /// Where a token is given back (RFC 7009).
    Revocation,
    /// Where the browser signs out (OpenID RP-Initiated Logout).
    EndSession,
    /// Where a device begins (RFC 8628).
    DeviceAuthorization,
    /// Where an authorization request is left before the browser goes (RFC 9126).
    PushedAuthorization,
}

impl Endpoint {
    /// Every one.
    pub const ALL: [Self; 9] = [
        Self::Authorization,
        Self::Token,
        Self::Userinfo,
        Self::Jwks,
        Self::Introspection,
        Self::Revocation,
        Self::EndSession,
        Self::DeviceAuthorization,
        Self::PushedAuthorization,
    ];

    /// The member of the metadata that names it.
    pub fn member(self) -> &'static str {
        match self {
            Self::Authorization => "authorization_endpoint",
            Self::Token => "token_endpoint",
            Self::Userinfo => "userinfo_endpoint",
            Self::Jwks => "jwks_uri",
            Self::Introspection => "introspection_endpoint",
            Self::Revocation => "revocation_endpoint",
            Self::EndSession => "end_session_endpoint",
            Self::DeviceAuthorization => "device_authorization_endpoint",
            Self::PushedAuthorization => "pushed_authorization_request_endpoint",
        }
    }

    /// The endpoint of that member.
    pub fn from_member(member: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|e| e.member() == member)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.member())
    }
}

/// Why an address is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// It is no URL.
    #[error("{0} is no web address")]
    NotAnAddress(String),
    /// It could be taken for an option by a program that opens it.
    #[error("{0} begins with a hyphen, a program could take it for an option")]
    Option(String),
    /// It is something else than `https`.
    #[error("{0} is not https; only on this machine may it be http (RFC 8414 §2)")]
    NotTls(String),
    /// It holds a user name or a password.
    #[error("{0} holds a user name or a password")]
    UserName(String),
    /// It has a fragment (RFC 6749 §3.1, §3.2).
    #[error("{0} has a fragment, no endpoint may have one (RFC 6749 §3.1)")]
    Fragment(String),
}

/// Sees whether an address may be asked, or opened in a browser: `https`, or `http` on this
/// machine.
///
/// # Errors
/// [`EndpointError`].
pub fn check_endpoint(text: &str) -> Result<Url, EndpointError> {
    if text.starts_with('-') {
        return Err(EndpointError::Option(shown(text)));
    }
    let has_blank = text.chars().any(|c| c.is_whitespace() || c.is_control());
    let url = Url::parse(text).map_err(|_| EndpointError::NotAnAddress(shown(text)))?;
    if has_blank || url.host().is_none() {
        return Err(EndpointError::NotAnAddress(shown(text)));
    }
    if !url.username().is_empty() || url.password().is_some() {
        let mut bare = url;
        let _ = bare.set_username("");
        let _ = bare.set_password(None);
        bare.set_query(None);
        return Err(EndpointError::UserName(shown(bare.as_str())));
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        _ => return Err(EndpointError::NotTls(shown(text))),
    }
    if url.fragment().is_some() {
        return Err(EndpointError::Fragment(shown(text)));
    }
    Ok(url)
}

/// An address that may be asked, as it stands in a line. What is no ASCII in it is encoded: it
/// could turn the line around, or look like another host.
///
/// # Errors
/// As [`check_endpoint`].
pub(super) fn written_out(text: &str) -> Result<String, EndpointError> {
    let url = check_endpoint(text)?;
    Ok(match text.is_ascii() {
        true => text.to_owned(),
        false => url.into(),
    })
}

/// Whether an address is on this machine (RFC 8252 §7.3).
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        // What is below it, a name server may be asked for (RFC 6761 §6.3 only advises against it).
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The host of an address, with its port where that is not the usual one.
pub(super) fn host(text: &str) -> String {
    let Ok(url) = Url::parse(text) else {
        return shown(text);
    };
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_or_this_machine_is_asked() {
        for good in [
            "https://id.example/token",
            "https://id.example/token?tenant=a",
            "http://127.0.0.1:9/token",
            "http://[::1]:9/token",
            "http://localhost:9/token",
        ] {
            assert!(check_endpoint(good).is_ok(), "{good}");
        }
        for (bad, said) in [
            ("file:///etc/passwd", "no web address"),
            ("file://host/etc/passwd", "not https"),
            ("--flag", "hyphen"),
            ("-https://id.example", "hyphen"),
            ("http://id.example/token", "not https"),
            ("http://127.0.0.1.evil.example/", "not https"),
            ("http://id.localhost/token", "not https"),
            ("javascript:alert(1)", "no web address"),
            ("https://id.example/to ken", "no web address"),
            ("https://ada:hunter2@id.example/", "user name"),
            ("https://id.example/#a", "fragment"),
            ("", "no web address"),
        ] {
            let error = check_endpoint(bad).unwrap_err().to_string();
            assert!(error.contains(said), "{bad}: {error}");
            assert!(!error.contains("hunter2"));
        }
    }

    #[test]
    fn an_address_is_written_out_in_ascii() {
        for (given, written) in [
            ("https://ID.example/a", "https://ID.example/a"),
            (
                "https://id.example/\u{202e}moc",
                "https://id.example/%E2%80%AEmoc",
            ),
            (
                "https://\u{430}pple.example/",
                "https://xn--pple-43d.example/",
            ),
        ] {
            assert_eq!(written_out(given).as_deref(), Ok(written));
        }
        assert!(written_out("http://\u{430}pple.example/").is_err());
    }

    #[test]
    fn every_endpoint_has_the_name_of_its_member() {
        for endpoint in Endpoint::ALL {
            assert_eq!(Endpoint::from_member(endpoint.member()), Some(endpoint));
        }
    }
}
