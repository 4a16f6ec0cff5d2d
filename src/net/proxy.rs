//! The proxies that the environment names. The HTTP library reads them, and passes over in silence
//! what it cannot read: then the host would be asked directly, which is what whoever named a proxy
//! does not want.

use super::{Address, FetchError};
use hyper::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use std::ffi::OsString;

/// A variable and its other spelling, of which the first that is set counts.
type Variable = [&'static str; 2];

const HTTPS: Variable = ["HTTPS_PROXY", "https_proxy"];
const HTTP: Variable = ["HTTP_PROXY", "http_proxy"];
const EVERY: Variable = ["ALL_PROXY", "all_proxy"];
const NONE: Variable = ["NO_PROXY", "no_proxy"];

/// Checks that the proxy that is named for an address can be used.
///
/// # Errors
/// [`FetchError::Proxy`], which names the variable and not what it holds: a proxy may have a password.
pub(super) fn check(address: &Address) -> Result<(), FetchError> {
    match fault(address, |name| std::env::var_os(name)) {
        Some(name) => Err(FetchError::Proxy(name)),
        None => Ok(()),
    }
}

/// The variable that names a proxy for this address which is none.
fn fault(address: &Address, variable: impl Fn(&str) -> Option<OsString>) -> Option<&'static str> {
    let uri: Uri = address.url().as_str().parse().ok()?;
    let read = |names: Variable| {
        let set = |name| Some((name, variable(name)?));
        names.into_iter().find_map(set)
    };
    let is_named = |matcher: Matcher| matcher.intercept(&uri).is_some();
    let direct = read(NONE).and_then(|(_, hosts)| hosts.into_string().ok());
    let any = Matcher::builder().all("http://proxy.invalid");
    if !is_named(any.no(direct.unwrap_or_default()).build()) {
        return None;
    }
    let own = if address.is_tls() { HTTPS } else { HTTP };
    for names in [own, EVERY] {
        let Some((name, value)) = read(names).filter(|(_, value)| !value.is_empty()) else {
            continue;
        };
        let value = value.into_string().unwrap_or_default();
        let is_proxy = is_named(Matcher::builder().all(value).build());
        return (!is_proxy).then_some(name);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::HostRule;

    #[test]
    fn a_proxy_that_is_none_is_named_by_its_variable() {
        let plain = [HostRule::parse("keys.example").unwrap()];
        let fault = |address: &str, set: &[(&str, &str)]| {
            let address = Address::parse(address, &plain).unwrap();
            fault(&address, |name| {
                let found = set.iter().find(|(n, _)| *n == name)?;
                Some(found.1.into())
            })
        };
        let (tls, clear) = ("https://keys.example/a?b=c", "http://keys.example/");
        for wrong in [
            "http://proxy corp:3128",
            "htp://127.0.0.1:9",
            "http://",
            "://x",
            " ",
        ] {
            for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
                assert_eq!(fault(tls, &[(name, wrong)]), Some(name), "{wrong}");
            }
            assert_eq!(fault(clear, &[("HTTP_PROXY", wrong)]), Some("HTTP_PROXY"));
            assert_eq!(fault(tls, &[("HTTP_PROXY", wrong)]), None);
            let direct = [("HTTPS_PROXY", wrong), ("NO_PROXY", ".example")];
            assert_eq!(fault(tls, &direct), None);
        }
        for right in [
            "",
            "proxy.example:3128",
            "http://ada:hunter2@proxy.example",
            "http://[::1]:9/",
            "socks5://127.0.0.1:9",
        ] {
            assert_eq!(fault(tls, &[("HTTPS_PROXY", right)]), None, "{right}");
        }
        let second = [("HTTPS_PROXY", "http://a"), ("ALL_PROXY", "://x")];
        assert_eq!(fault(tls, &second), None);
    }
}
