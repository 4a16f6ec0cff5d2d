//! Why no answer came, out of what the libraries say.

use super::{Address, FetchError};
use std::error::Error;
use std::io;

/// Why there was no answer.
pub(super) fn explain(error: &reqwest::Error, address: &Address) -> FetchError {
    let host = address.host();
    match causes(error).find_map(|cause| cause.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(why)) => {
            let why = of_certificate(why, &host);
            return FetchError::Certificate { host, why };
        }
        Some(other) => {
            let why = format!("{other}; check that it speaks TLS there");
            return FetchError::Unreachable { host, why };
        }
        None => {}
    }
    let mut system = causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>());
    if system.any(|error| error.kind() == io::ErrorKind::ConnectionRefused) {
        return match proxy_variable(address) {
            None => FetchError::Refused(host),
            Some(name) => FetchError::Unreachable {
                host,
                why: format!("the connection was refused; {name} names a proxy, check it"),
            },
        };
    }
    let mut of_http = causes(error).filter_map(|cause| cause.downcast_ref::<hyper::Error>());
    if of_http.any(hyper::Error::is_parse) {
        return FetchError::NotHttp(host);
    }
    if causes(error).any(|cause| cause.to_string().contains("dns error")) {
        return FetchError::NoSuchHost(host);
    }
    let mut why = innermost(error);
    if let Some(name) = proxy_variable(address) {
        why = format!("{why}; {name} names a proxy, check it");
    }
    FetchError::Unreachable { host, why }
}

/// Why a certificate does not hold, and what to do.
fn of_certificate(why: &rustls::CertificateError, host: &str) -> String {
    use rustls::CertificateError;
    match why {
        CertificateError::UnknownIssuer => {
            "who signed it is not trusted here; where that is your own authority, give its certificate (--ca)".to_owned()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "it has expired; check this machine's clock, or ask who runs the host".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet; check this machine's clock".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!("it is for another name than {host}; check the address")
        }
        other => format!("{other}; ask who runs the host"),
    }
}

/// An error and all that caused it. What an `io::Error` wraps is no source of it, and stands here
/// too.
fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'e (dyn Error + 'static)| {
        let error: &'e (dyn Error + 'static) = *error;
        let wrapped = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        match wrapped {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

/// What the last cause says: those before it only say in what it happened. It holds no address.
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    causes(error)
        .last()
        .map_or_else(String::new, ToString::to_string)
}

/// The variable that puts a proxy before this address, where one is set.
fn proxy_variable(address: &Address) -> Option<&'static str> {
    if address.is_loopback() {
        return None;
    }
    let names: &[&str] = if address.is_tls() {
        &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
    } else {
        &["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
    };
    let is_set = |name: &&&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    names.iter().find(is_set).copied()
}
