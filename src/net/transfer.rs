//! One request on its way, and its answer: what is the same for a document that is fetched and for
//! a request that is sent.

use super::explain::explain;
use super::{Address, Cancel, FetchError, Net};
use reqwest::header::{HeaderMap, HeaderName, LOCATION};
use reqwest::{Client, RequestBuilder, Response};

/// An answer, unpacked and within the limits.
pub(super) struct Received {
    /// Who answered, after redirects.
    pub(super) address: Address,
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Net {
    /// Carries a job out within the time that all of it may take, unless it is cancelled.
    pub(super) async fn within_limits<T>(
        &self,
        address: &Address,
        cancel: &Cancel,
        job: impl Future<Output = Result<T, FetchError>>,
    ) -> Result<T, FetchError> {
        let job = tokio::time::timeout(self.limits.time, job);
        match cancel.unless(job).await {
            None => Err(FetchError::Cancelled(address.host())),
            Some(Err(_)) => Err(FetchError::Timeout {
                place: address.place(),
                seconds: self.limits.time.as_secs().max(1),
            }),
            Some(Ok(done)) => done,
        }
    }

    /// Sends what `build` makes for an address; where it may be sent on, to each that it leads to.
    /// Else a redirect is an answer like any other.
    pub(super) async fn ask(
        &self,
        asked: &Address,
        may_be_sent_on: bool,
        build: impl Fn(&Client, &Address) -> Result<RequestBuilder, FetchError>,
    ) -> Result<(Address, Response), FetchError> {
        let client = self.client(asked)?;
        let mut address = asked.clone();
        for _ in 0..=self.limits.redirects {
            let response = build(client, &address)?.send().await;
            let response = response.map_err(|error| explain(&error, &address))?;
            match response.status().as_u16() {
                301 | 302 | 303 | 307 | 308 if may_be_sent_on => {
                    address = self.sent_on(asked, &address, response.headers())?;
                }
                _ => return Ok((address, response)),
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
    pub(super) async fn read(
        &self,
        mut response: Response,
        address: Address,
    ) -> Result<Received, FetchError> {
        let limit = self.limits.body;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| {
            if error.is_timeout() || error.is_connect() {
                explain(&error, &address)
            } else {
                FetchError::Broken(address.place())
            }
        })? {
            if chunk.len() > limit.saturating_sub(body.len()) {
                let place = address.place();
                return Err(FetchError::TooLarge { place, limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Received {
            address,
            status: response.status().as_u16(),
            headers: std::mem::take(response.headers_mut()),
            body,
        })
    }
}

pub(super) fn header<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
