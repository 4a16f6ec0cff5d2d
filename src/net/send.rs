//! Requests that carry something: to a token endpoint, and whatever else is asked in a name.

use super::transfer::Received;
use super::{Address, Cancel, FetchError, Net, clock};
use crate::report::Secret;
use crate::wire::{self, Answer, Exchange, Field, Method, Redirects};
use hyper::body::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Body, Client, RequestBuilder};
use std::time::{Duration, Instant};

/// A request that was sent, and what came of it.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The request, and the answer or the reason why there is none.
    pub exchange: Exchange,
    /// Who answered, after redirects. Nothing where nobody did.
    pub address: Option<Address>,
    /// Why there is no answer.
    pub error: Option<FetchError>,
    /// When it was answered, by the server's clock, in Unix seconds, and how many seconds that then
    /// lay in a cache.
    dated: (Option<i64>, u64),
}

impl Sent {
    /// The answer, where there is one: of any status.
    pub fn response(&self) -> Option<&wire::Response> {
        self.exchange.response()
    }

    /// By how many seconds a clock that shows `now` is ahead of the server's; less than zero where
    /// it is behind, nothing where it is right or the server says no time.
    pub fn clock_difference(&self, now: i64) -> Option<i64> {
        let (date, age) = self.dated;
        clock::difference(date?, age, now)
    }
}

impl Net {
    /// Sends a request. An answer of any status is an answer. `started_at` is the time now, in
    /// milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// A POST is never sent on, whatever the request says: what it carries is for one host only
    /// (RFC 9700 §4.12). A GET that may be, is within its origin.
    pub async fn send(&self, request: &wire::Request, started_at: i64, cancel: &Cancel) -> Sent {
        let began = Instant::now();
        let received = match self.address(&String::from_utf8_lossy(request.url_to_send().expose()))
        {
            Ok(address) => {
                let job = self.carry(request, &address);
                self.within_limits(&address, cancel, job).await
            }
            Err(error) => Err(error),
        };
        let sent = |answer, duration: Duration| Exchange {
            request: request.clone(),
            answer,
            started_at,
            duration,
        };
        match received {
            Ok(received) => Sent {
                dated: clock::dated(&received.headers),
                address: Some(received.address.clone()),
                exchange: sent(Answer::Response(response(received)), began.elapsed()),
                error: None,
            },
            Err(error) => Sent {
                dated: (None, 0),
                address: None,
                exchange: sent(Answer::None(error.to_string()), began.elapsed()),
                error: Some(error),
            },
        }
    }

    async fn carry(
        &self,
        request: &wire::Request,
        address: &Address,
    ) -> Result<Received, FetchError> {
        let may_be_sent_on =
            request.method == Method::Get && request.redirects == Redirects::WithinOrigin;
        let headers = headers(request)?;
        let build = |client: &Client, to: &Address| Ok(built(request, &headers, client, to));
        let (address, response) = self.ask(address, may_be_sent_on, build).await?;
        self.read(response, address).await
    }
}

fn built(
    request: &wire::Request,
    headers: &HeaderMap,
    client: &Client,
    to: &Address,
) -> RequestBuilder {
    let url = to.url().clone();
    let builder = match request.method {
        Method::Get => client.get(url),
        Method::Post => client.post(url),
    };
    let builder = builder.headers(headers.clone());
    match request.body_to_send() {
        Some(body) => builder.body(Body::from(Bytes::from_owner(Wiped(body)))),
        None => builder,
    }
}

/// A body that wipes itself once it is sent.
struct Wiped(Secret);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        self.0.expose()
    }
}

/// The headers as they are sent; those with a secret are marked as such for the libraries.
fn headers(request: &wire::Request) -> Result<HeaderMap, FetchError> {
    let mut headers = HeaderMap::new();
    if let Some(called) = request.body.content_type() {
        let called = Field::plain(CONTENT_TYPE.as_str(), called);
        headers.insert(CONTENT_TYPE, value(&called)?);
    }
    for field in &request.headers {
        let name = HeaderName::try_from(field.name.as_str());
        let name = name.map_err(|_| FetchError::Header(field.name.clone()))?;
        headers.append(name, value(field)?);
    }
    Ok(headers)
}

fn value(field: &Field) -> Result<HeaderValue, FetchError> {
    let value = HeaderValue::try_from(field.value.expose().as_ref());
    let mut value = value.map_err(|_| FetchError::Header(field.name.clone()))?;
    value.set_sensitive(field.value.is_secret());
    Ok(value)
}

/// The answer as it is written down. A header that is no text keeps what of it is.
fn response(received: Received) -> wire::Response {
    let headers = received.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.as_str().to_owned(), value.into_owned())
    });
    wire::Response::new(received.status, headers.collect(), received.body)
}
