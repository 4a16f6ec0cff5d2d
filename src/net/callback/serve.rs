//! Connections: each a task of its own, so that a slow one holds up no other, and all of them at
//! an end with the wait.

use super::page::Page;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::collections::HashSet;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::task::Poll;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{self, JoinSet};
use tokio::time;

/// The most that is read of a body. The largest answers hold an ID token and an access token with
/// a few hundred groups each.
pub const MAX_BODY_BYTES: usize = 256 << 10;

/// The most that is held of a request's head, so that one which is somewhat over the limit of
/// [`super::MAX_HEADER_BYTES`] gets a page and not only a status.
const MAX_HELD_BYTES: usize = 512 << 10;

/// More connections at once are let wait: a browser opens six to a host.
const MAX_CONNECTIONS: usize = 256;

/// How long the waiting pauses where the system gives no connection, as when it has no file
/// descriptor left.
const PAUSE: Duration = Duration::from_millis(100);

/// How long a connection may take. None of these ends the wait.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Until the head is read. A browser opens connections ahead, and sends nothing.
    pub(super) head: Duration,
    /// Until it is closed.
    pub(super) all: Duration,
    /// Until the last page is read, once there is nothing more to wait for.
    pub(super) farewell: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(30),
            all: Duration::from_secs(60),
            farewell: Duration::from_secs(2),
        }
    }
}

/// What comes of a connection.
pub(super) enum Heard {
    /// A request; its body is nothing where it is too large.
    Asked(Box<Parts>, Option<Bytes>),
    /// A head that is far too large to be read.
    Overflow,
}

/// What is answered.
pub(super) enum Reply<T> {
    /// A page; the wait goes on.
    GoOn(Page),
    /// A page, and the end of the wait.
    End(Page, T),
}

struct Message {
    heard: Heard,
    task: task::Id,
    reply: Option<oneshot::Sender<Page>>,
}

enum Next {
    Connected(TcpStream, SocketAddr),
    NotConnected,
    Heard(Box<Message>),
}

/// Answers requests until one ends the wait. Then nothing listens any more, and the last pages are
/// on their way.
pub(super) async fn serve<T>(
    listeners: Vec<TcpListener>,
    patience: Patience,
    mut answer: impl FnMut(Heard) -> Reply<T>,
) -> (T, Farewell) {
    let (tell, mut heard) = mpsc::channel(16);
    let mut connections = JoinSet::new();
    loop {
        match next(&listeners, &mut heard, &mut connections).await {
            Next::Connected(stream, peer) => {
                if peer.ip().to_canonical().is_loopback() {
                    connections.spawn(connection(stream, tell.clone(), patience));
                }
            }
            Next::NotConnected => time::sleep(PAUSE).await,
            Next::Heard(message) => {
                let (page, end) = match answer(message.heard) {
                    Reply::GoOn(page) => (page, None),
                    Reply::End(page, end) => (page, Some(end)),
                };
                if let Some(reply) = message.reply {
                    // Who asked may be gone.
                    let _ = reply.send(page);
                }
                if let Some(end) = end {
                    let farewell = Farewell {
                        heard,
                        connections,
                        open: HashSet::from([message.task]),
                        time: patience.farewell,
                    };
                    return (end, farewell);
                }
            }
        }
    }
}

/// The pages that are still on their way. Without it they do not arrive.
pub(super) struct Farewell {
    heard: mpsc::Receiver<Message>,
    connections: JoinSet<()>,
    open: HashSet<task::Id>,
    time: Duration,
}

impl Farewell {
    /// Waits until they have arrived. Who asks meanwhile is told that it is too late.
    pub(super) async fn said(mut self) {
        let all = poll_fn(|context| {
            while let Poll::Ready(Some(message)) = self.heard.poll_recv(context) {
                if let Some(reply) = message.reply {
                    self.open.insert(message.task);
                    let _ = reply.send(Page::used());
                }
            }
            while let Poll::Ready(Some(ended)) = self.connections.poll_join_next_with_id(context) {
                let id = match ended {
                    Ok((id, ())) => id,
                    Err(error) => error.id(),
                };
                self.open.remove(&id);
            }
            if self.open.is_empty() {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        });
        let _ = time::timeout(self.time, all).await;
    }
}

async fn next(
    listeners: &[TcpListener],
    heard: &mut mpsc::Receiver<Message>,
    connections: &mut JoinSet<()>,
) -> Next {
    poll_fn(|context| {
        if let Poll::Ready(Some(message)) = heard.poll_recv(context) {
            return Poll::Ready(Next::Heard(Box::new(message)));
        }
        while let Poll::Ready(Some(_)) = connections.poll_join_next(context) {}
        if connections.len() >= MAX_CONNECTIONS {
            return Poll::Pending;
        }
        for listener in listeners {
            match listener.poll_accept(context) {
                Poll::Ready(Ok((stream, peer))) => {
                    return Poll::Ready(Next::Connected(stream, peer));
                }
                Poll::Ready(Err(_)) => return Poll::Ready(Next::NotConnected),
                Poll::Pending => {}
            }
        }
        Poll::Pending
    })
    .await
}

/// The wait is over, or the body broke off: there is nothing to answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed")]
struct Gone;

/// One request, on one connection.
async fn connection(stream: TcpStream, tell: mpsc::Sender<Message>, patience: Patience) {
    let service = service_fn(|request| handle(request, &tell));
    let served = http1::Builder::new()
        .keep_alive(false)
        .half_close(true)
        .max_buf_size(MAX_HELD_BYTES)
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .serve_connection(TokioIo::new(stream), service);
    let ended = time::timeout(patience.all, served).await;
    if let Ok(Err(error)) = ended
        && error.is_parse_too_large()
    {
        let message = Message {
            heard: Heard::Overflow,
            task: task::id(),
            reply: None,
        };
        let _ = tell.send(message).await;
    }
}

async fn handle(
    request: Request<Incoming>,
    tell: &mpsc::Sender<Message>,
) -> Result<Response<Full<Bytes>>, Gone> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, MAX_BODY_BYTES).collect().await {
        Ok(body) => Some(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => None,
        Err(_) => return Err(Gone),
    };
    let (reply, page) = oneshot::channel();
    let message = Message {
        heard: Heard::Asked(Box::new(head), body),
        task: task::id(),
        reply: Some(reply),
    };
    tell.send(message).await.map_err(|_| Gone)?;
    page.await.map(Page::response).map_err(|_| Gone)
}
