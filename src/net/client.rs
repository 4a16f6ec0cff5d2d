//! The one HTTP client.

use super::clock;
use super::{Address, Answer, Cancel, FetchError, HostRule, Roots};
use reqwest::header::{ACCEPT, AGE, CONTENT_TYPE, DATE, HeaderMap, HeaderName, LOCATION};
use reqwest::{Client, ClientBuilder, Response, redirect, retry};
use std::error::Error;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::OnceLock;
use std::time::Duration;

/// How far a request may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most that is read of an answer, in bytes and unpacked. The largest key sets that are
    /// published have some 100 KB.
    pub body: usize,
    /// How long all of it may take, redirects and body included.
    pub time: Duration,
    /// How often it may be sent on.
    pub redirects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            time: Duration::from_secs(10),
            redirects: 5,
        }
    }
}

/// The one HTTP client. It loads no certificate and opens no socket before it is asked to fetch.
///
/// It sends no cookie, no referrer and no name but its own. HTTP_PROXY, HTTPS_PROXY and NO_PROXY
/// are honoured, but never for this machine.
#[derive(Debug, Default)]
pub struct Net {
    limits: Limits,
    roots: Roots,
    plain: Vec<HostRule>,
    /// To this machine, without TLS: needs no certificates, and works where there are none.
    near_plain: OnceLock<Client>,
    near: OnceLock<Client>,
    far: OnceLock<Client>,
}

impl Net {
    /// A client with these limits, that trusts these authorities beside the system's, and may use
    /// plain http with these hosts.
    pub fn new(limits: Limits, roots: Roots, plain: Vec<HostRule>) -> Self {
        Self {
            limits,
            roots,
            plain,
            ..Self::default()
        }
    }

    /// Reads an address as one that this client may ask.
    ///
    /// # Errors
    /// As [`Address::parse`].
    pub fn address(&self, text: &str) -> Result<Address, FetchError> {
        Address::parse(text, &self.plain)
    }

    /// Fetches an address (GET, RFC 9110 §9.3.1).
    ///
    /// # Errors
    /// [`FetchError`] where there is no successful answer within the limits.
    pub async fn get(
        &self,
        address: &Address,
        accept: &str,
        cancel: &Cancel,
    ) -> Result<Answer, FetchError> {
        let job = tokio::time::timeout(self.limits.time, self.follow(address, accept));
        match cancel.unless(job).await {
            None => Err(FetchError::Cancelled(address.host())),
            Some(Err(_)) => Err(FetchError::Timeout {
                place: address.place(),
                seconds: self.limits.time.as_secs().max(1),
            }),
            Some(Ok(answer)) => answer,
        }
    }

    async fn follow(&self, asked: &Address, accept: &str) -> Result<Answer, FetchError> {
        let client = self.client(asked)?;
        let mut address = asked.clone();
        for _ in 0..=self.limits.redirects {
            let request = client.get(address.url().clone()).header(ACCEPT, accept);
            let response = request.send().await;
            let response = response.map_err(|error| explain(&error, &address))?;
            match response.status().as_u16() {
                301 | 302 | 303 | 307 | 308 => {
                    address = self.sent_on(asked, &address, response.headers())?;
                }
                200..=299 => return self.read(response, address).await,
                status => {
                    let place = address.place();
                    return Err(FetchError::Status { place, status });
                }
            }
        }
        Err(FetchError::TooManyRedirects {
            place: asked.place(),
            most: self.limits.redirects,
        })
    }

    /// Where a redirect leads, which has to be of the same origin: no other host was shown.
    fn sent_on(
        &self,
        asked: &Address,
        from: &Address,
        headers: &HeaderMap,
    ) -> Result<Address, FetchError> {
        let place = from.place();
        let Some(location) = header(headers, &LOCATION) else {
            return Err(FetchError::Broken(place));
        };
        let Ok(url) = from.join(location) else {
            return Err(FetchError::Broken(place));
        };
        match Address::parse(url.as_str(), &self.plain) {
            Ok(to) if to.is_same_origin(asked) => Ok(to),
            _ => {
                let scheme = url.scheme();
                let to = match url.host_str() {
                    Some(host) => match url.port() {
                        Some(port) => format!("{scheme}://{host}:{port}"),
                        None => format!("{scheme}://{host}"),
                    },
                    None => format!("{scheme}:"),
                };
                Err(FetchError::OtherOrigin { place, to })
            }
        }
    }

    /// Reads a body as it comes, and no further than the limit: what it says of its own length may
    /// be wrong, and a few bytes may unpack to gigabytes.
    async fn read(&self, mut response: Response, address: Address) -> Result<Answer, FetchError> {
        let headers = response.headers();
        let content_type = header(headers, &CONTENT_TYPE).map(media_type);
        let date = header(headers, &DATE).and_then(clock::read_date);
        let age = header(headers, &AGE).and_then(|age| age.trim().parse().ok());
        let limit = self.limits.body;
        let too_large = || FetchError::TooLarge {
            place: address.place(),
            limit,
        };
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| {
            if error.is_timeout() || error.is_connect() {
                explain(&error, &address)
            } else {
                FetchError::Broken(address.place())
            }
        })? {
            if chunk.len() > limit.saturating_sub(body.len()) {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            address,
            body,
            content_type,
            date,
            age: age.unwrap_or(0),
            notes: Vec::new(),
        })
    }

    fn client(&self, address: &Address) -> Result<&Client, FetchError> {
        let (kept, builder): (_, fn(ClientBuilder) -> ClientBuilder) =
            match (address.is_loopback(), address.is_tls()) {
                (true, false) => (&self.near_plain, |b| b.no_proxy().tls_certs_only([])),
                (true, true) => (&self.near, ClientBuilder::no_proxy),
                (false, _) => (&self.far, |b| b),
            };
        if let Some(client) = kept.get() {
            return Ok(client);
        }
        let mut base = Client::builder()
            .user_agent(concat!("tokenscope/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(retry::never())
            // A connection lives no longer than its request: each job has a runtime of its own.
            .pool_max_idle_per_host(0)
            // What `localhost` means is not for a name server to say (RFC 6761 §6.3).
            .resolve_to_addrs(
                "localhost",
                &[
                    SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
                    SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
                ],
            );
        if address.is_tls() || !address.is_loopback() {
            base = base.tls_certs_merge(self.roots.certificates());
        }
        let built = builder(base).build();
        let client = built.map_err(|error| FetchError::Roots(innermost(&error)))?;
        Ok(kept.get_or_init(|| client))
    }
}

fn header<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A content type without its parameters.
fn media_type(text: &str) -> String {
    let name = text.split(';').next().unwrap_or_default();
    name.trim().to_ascii_lowercase()
}

/// Why there was no answer.
fn explain(error: &reqwest::Error, address: &Address) -> FetchError {
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
fn innermost(error: &(dyn Error + 'static)) -> String {
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
