//! The wait for the one answer.

use super::binding::{self, BindError, Binding, Bound};
use super::guard::{self, Place};
use super::page::Page;
use super::serve::{self, Heard, Patience, Reply};
use crate::jose::random_id;
use crate::net::Cancel;
use crate::wire::{self, Callback, Mode};
use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, header};
use std::io;
use std::net;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::time;
use url::form_urlencoded;

/// How long a person has to sign in: providers let their own pages lie for five to ten minutes.
pub const CALLBACK_TIME: Duration = Duration::from_secs(5 * 60);

/// What an answer is worth, by whoever knows what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the answer, be it an error: the wait is over.
    Accept,
    /// It is not the answer that was asked for, and the wait is over; why, in one sentence for the
    /// person.
    Refuse(String),
    /// It is no answer: the wait goes on.
    Ignore,
}

/// What is told of a wait while it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallbackEvent {
    /// It began.
    Listening {
        /// The redirect URI.
        url: String,
        /// When it ends at the latest.
        until: Instant,
    },
    /// Something else came.
    Ignored {
        /// What and why, in a few words without a query.
        what: String,
    },
    /// A request came whose headers are larger than is read, which may have been the answer.
    Overflow {
        /// What is known of it.
        what: String,
    },
    /// An answer came.
    Arrived,
}

/// Why no answer came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// The person ended the wait.
    #[error("the wait for the browser was cancelled")]
    Cancelled,
    /// It took too long.
    #[error(
        "the browser did not come back within {}; begin again, or paste the address at which it stopped",
        in_words(.0)
    )]
    TimedOut(Duration),
    /// The page that posts something for the browser was not asked for in time.
    #[error(
        "no browser fetched the page within {}, and nothing was sent; open its address in a browser of this machine",
        in_words(.0)
    )]
    NotFetched(Duration),
    /// An answer came that is not the one that was asked for.
    #[error("{why}")]
    Refused {
        /// Why, in one sentence.
        why: String,
        /// What came.
        callback: Box<Callback>,
    },
    /// The system gives no means to wait for a socket.
    #[error("the system does not let this program wait for the browser: {0}")]
    Failed(String),
}

fn in_words(time: &Duration) -> String {
    match time.as_secs() {
        seconds @ 0..120 => format!("{} s", seconds.max(1)),
        // The listening began a moment before the wait.
        seconds => format!("{} minutes", (seconds + 30) / 60),
    }
}

/// A listener for one answer, open from the moment it is made: a browser that is quick is not
/// turned away.
#[derive(Debug)]
pub struct CallbackListener {
    sockets: Vec<net::TcpListener>,
    redirect_uri: String,
    mode: Mode,
    place: Place,
    /// The path to which the page sends a fragment on. Only that page knows it.
    relay: String,
    patience: Patience,
}

impl CallbackListener {
    /// Begins to listen. `mode` is how the answer was asked for.
    ///
    /// # Errors
    /// [`BindError`].
    pub fn bind(binding: &Binding, mode: Mode) -> Result<Self, BindError> {
        let path = binding::path_of(&binding.path)?;
        let relay = format!("/{}", random_id().ok_or(BindError::NoRandomness)?);
        let bound = Bound::first(binding.host, &binding.ports)?;
        let redirect_uri = format!("{}{}", bound.origin(), binding.path);
        let place = Place {
            host: bound.host,
            port: bound.port,
            paths: match mode {
                Mode::Fragment => vec![path, relay.clone()],
                Mode::Query | Mode::FormPost => vec![path],
            },
        };
        Ok(Self {
            sockets: bound.sockets,
            redirect_uri,
            mode,
            place,
            relay,
            patience: Patience::default(),
        })
    }

    /// The redirect URI, to the letter (RFC 6749 §3.1.2).
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The port that is listened at.
    pub fn port(&self) -> u16 {
        self.place.port
    }

    /// Waits for the answer. `judge` is given each that could be it; then nothing listens any more.
    ///
    /// # Errors
    /// [`CallbackError`].
    pub async fn wait(
        mut self,
        until: Instant,
        cancel: &Cancel,
        mut judge: impl FnMut(&Callback) -> Verdict,
        mut tell: impl FnMut(CallbackEvent),
    ) -> Result<Callback, CallbackError> {
        let began = Instant::now();
        let listeners = listeners(std::mem::take(&mut self.sockets))?;
        tell(CallbackEvent::Listening {
            url: self.redirect_uri.clone(),
            until,
        });
        let patience = self.patience;
        let served = serve::serve(listeners, patience, |heard| {
            self.answer(heard, &mut judge, &mut tell)
        });
        let served = cancel.unless(time::timeout_at(until.into(), served)).await;
        let (end, farewell) = match served {
            None => return Err(CallbackError::Cancelled),
            Some(Err(_)) => {
                let limit = until.saturating_duration_since(began);
                return Err(CallbackError::TimedOut(limit));
            }
            Some(Ok(served)) => served,
        };
        farewell.said().await;
        end
    }

    fn answer(
        &self,
        heard: Heard,
        judge: &mut impl FnMut(&Callback) -> Verdict,
        tell: &mut impl FnMut(CallbackEvent),
    ) -> Reply<Result<Callback, CallbackError>> {
        let (head, body) = match heard {
            Heard::Asked(head, body) => (head, body),
            Heard::Overflow => {
                let what = "a request that is too large to be read".to_owned();
                tell(CallbackEvent::Overflow { what });
                return Reply::GoOn(Page::overflow());
            }
        };
        if let Some(aside) = guard::turn_away(&head, &self.place) {
            let what = aside.what;
            tell(match aside.is_overflow {
                true => CallbackEvent::Overflow { what },
                false => CallbackEvent::Ignored { what },
            });
            return Reply::GoOn(aside.page);
        }
        let mut ignored = |why: &str, page| {
            let what = format!("{}: {why}", guard::name(&head));
            tell(CallbackEvent::Ignored { what });
            Reply::GoOn(page)
        };
        let callback = match self.read(&head, body) {
            Ok(callback) => callback,
            Err((why, page)) => return ignored(why, page),
        };
        match judge(&callback) {
            Verdict::Ignore => {
                let why = match callback.fields.is_empty() {
                    true => "without an answer; the provider may have put it after a #",
                    false => "not the answer",
                };
                ignored(why, Page::no_answer())
            }
            Verdict::Accept => {
                tell(CallbackEvent::Arrived);
                let seen = |name| wire::field(&callback.fields, name);
                let page = match seen("error") {
                    Some(error) => {
                        let description = seen("error_description").map(wire::Value::expose);
                        Page::failed(&error.expose(), description.as_deref())
                    }
                    None => Page::arrived(),
                };
                Reply::End(page, Ok(callback))
            }
            Verdict::Refuse(why) => {
                tell(CallbackEvent::Arrived);
                let page = Page::refused(&why);
                let callback = Box::new(callback);
                Reply::End(page, Err(CallbackError::Refused { why, callback }))
            }
        }
    }

    /// The answer that a request holds; else why it holds none, and what is shown.
    ///
    /// A query is read in every mode: a provider that does not know a mode says so there.
    fn read(&self, head: &Parts, body: Option<Bytes>) -> Result<Callback, (&'static str, Page)> {
        let is_relay = self.mode == Mode::Fragment && head.uri.path() == self.relay;
        let query = head.uri.query().unwrap_or_default();
        if head.method == Method::GET && !is_relay {
            return match self.mode {
                Mode::Fragment if query.is_empty() => Err((
                    "the answer is read from the fragment",
                    Page::relay(&self.relay),
                )),
                Mode::FormPost if query.is_empty() => {
                    Err(("a GET without an answer", Page::no_answer()))
                }
                _ => Ok(self.callback(Mode::Query, query.as_bytes())),
            };
        }
        let mode = match self.mode {
            Mode::Fragment if is_relay => Mode::Fragment,
            Mode::FormPost => Mode::FormPost,
            _ => return Err(("the answer comes with GET", Page::wrong_method("GET, HEAD"))),
        };
        if head.method != Method::POST {
            return Err(("the answer comes with POST", Page::wrong_method("POST")));
        }
        if !is_form(&head.headers) {
            return Err(("its body is no form", Page::no_form()));
        }
        match body {
            Some(body) => Ok(self.callback(mode, &body)),
            None => Err(("its body is too large", Page::body_too_large())),
        }
    }

    fn callback(&self, mode: Mode, parameters: &[u8]) -> Callback {
        let url = match self.redirect_uri.split_once('?') {
            Some((url, _)) => url,
            None => &self.redirect_uri,
        };
        Callback::new(url, mode, form_urlencoded::parse(parameters).into_owned())
    }
}

/// Whether a body is a form (Form Post Response Mode §2).
fn is_form(headers: &HeaderMap) -> bool {
    let called = headers.get(header::CONTENT_TYPE);
    let called = called.and_then(|value| value.to_str().ok()).unwrap_or("");
    let called = called.split(';').next().unwrap_or_default().trim();
    called.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// The sockets, as the runtime waits for them.
pub(super) fn listeners(sockets: Vec<net::TcpListener>) -> Result<Vec<TcpListener>, CallbackError> {
    let made: io::Result<_> = sockets.into_iter().map(TcpListener::from_std).collect();
    made.map_err(|error| CallbackError::Failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::block_on;
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;
    use std::thread;

    #[test]
    fn the_time_that_was_waited_is_told_as_it_was_meant() {
        for (seconds, told) in [
            (1, "1 s"),
            (119, "119 s"),
            (299, "5 minutes"),
            (300, "5 minutes"),
        ] {
            assert_eq!(in_words(&Duration::from_secs(seconds)), told);
        }
    }

    #[test]
    fn a_connection_that_stays_silent_is_closed_and_the_wait_goes_on() {
        let binding = Binding::default();
        let mut listener = CallbackListener::bind(&binding, Mode::Query).unwrap();
        listener.patience.head = Duration::from_millis(20);
        let port = listener.port();
        let client = thread::spawn(move || {
            let connect = || TcpStream::connect(("127.0.0.1", port)).unwrap();
            for begun in ["", "GET /callback?code=1"] {
                let mut slow = connect();
                slow.write_all(begun.as_bytes()).unwrap();
                assert_eq!(slow.read_to_end(&mut Vec::new()).unwrap_or(0), 0);
            }
            let mut good = connect();
            let text = format!("GET /callback?code=2 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
            good.write_all(text.as_bytes()).unwrap();
            let mut page = String::new();
            good.read_to_string(&mut page).unwrap();
            page
        });
        let until = Instant::now() + CALLBACK_TIME;
        let cancel = Cancel::default();
        let waited = listener.wait(until, &cancel, |_| Verdict::Accept, |_| ());
        let callback = block_on(waited).unwrap().unwrap();
        assert_eq!(wire::field(&callback.fields, "code").unwrap().expose(), "2");
        assert!(client.join().unwrap().contains("Tokenscope has the answer"));
    }
}
