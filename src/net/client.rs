//! The one HTTP client.

use super::explain::innermost;
use super::transfer::{Received, header};
use super::{Address, Answer, Cancel, FetchError, HostRule, Roots, clock, proxy};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Client, ClientBuilder, redirect, retry};
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
/// are honoured, but never for this machine; one that names no proxy is an error.
#[derive(Debug, Default)]
pub struct Net {
    pub(super) limits: Limits,
    roots: Roots,
    pub(super) plain: Vec<HostRule>,
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
        let ask =
            |client: &Client, to: &Address| Ok(client.get(to.url().clone()).header(ACCEPT, accept));
        let job = async {
            let (address, response) = self.ask(address, true, ask).await?;
            match response.status().as_u16() {
                200..=299 => self.read(response, address).await,
                status => {
                    let place = address.place();
                    Err(FetchError::Status { place, status })
                }
            }
        };
        let Received {
            address,
            headers,
            body,
            ..
        } = self.within_limits(address, cancel, job).await?;
        let content_type = header(&headers, &CONTENT_TYPE).map(media_type);
        let (date, age) = clock::dated(&headers);
        Ok(Answer {
            address,
            body,
            content_type,
            date,
            age,
            notes: Vec::new(),
        })
    }

    pub(super) fn client(&self, address: &Address) -> Result<&Client, FetchError> {
        if !address.is_loopback() {
            proxy::check(address)?;
        }
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

/// A content type without its parameters.
fn media_type(text: &str) -> String {
    let name = text.split(';').next().unwrap_or_default();
    name.trim().to_ascii_lowercase()
}
