//! A server that answers as a test wants it to, and remembers what it was asked.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What a connection reads and writes: plain, or under TLS.
pub(crate) trait Pipe: Read + Write {}
impl<T: Read + Write> Pipe for T {}

/// A server on a free port of this machine.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers every request with what the function writes; it is given the request's head.
    pub(crate) fn new(answer: impl Fn(&str, &mut dyn Pipe) + Send + Sync + 'static) -> Self {
        Self::wrapped(|stream| Box::new(stream), answer)
    }

    /// The same, over what the first function makes of a connection.
    pub(crate) fn wrapped(
        wrap: impl Fn(TcpStream) -> Box<dyn Pipe> + Send + Sync + 'static,
        answer: impl Fn(&str, &mut dyn Pipe) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let heads = Arc::clone(&asked);
        let (wrap, answer) = (Arc::new(wrap), Arc::new(answer));
        // It ends with the test.
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (wrap, answer, heads) = (wrap.clone(), answer.clone(), heads.clone());
                thread::spawn(move || {
                    let mut pipe = wrap(stream);
                    if let Some(head) = read_head(&mut *pipe) {
                        heads.lock().unwrap().push(head.clone());
                        answer(&head, &mut *pipe);
                        let _ = pipe.flush();
                    }
                });
            }
        });
        Self { address, asked }
    }

    /// Serves these paths as JSON, and 404 for all others. `{0}` in a text is the server itself.
    pub(crate) fn of(pages: &[(&str, String)]) -> Self {
        let pages: Vec<_> = pages
            .iter()
            .map(|(p, t)| ((*p).to_owned(), t.clone()))
            .collect();
        Self::new(move |head, to| {
            let host = header(head, "host").unwrap_or_default();
            let page = pages.iter().find(|(path, _)| path == path_of(head));
            match page {
                Some((_, text)) => json(to, &text.replace("{0}", &format!("http://{host}"))),
                None => send(to, "404 Not Found", "", b"<html>none</html>"),
            }
        })
    }

    /// An address of this server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The host as it is named to a person.
    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    /// The heads of all requests so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// The paths of all requests so far.
    pub(crate) fn paths(&self) -> Vec<String> {
        let asked = self.asked();
        asked.iter().map(|head| path_of(head).to_owned()).collect()
    }
}

/// Byte by byte, so that the body is left where it is.
fn read_head(from: &mut dyn Pipe) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match from.read(&mut byte) {
            Ok(n) if n > 0 => head.extend(byte),
            _ => return None,
        }
    }
    String::from_utf8(head).ok()
}

/// Reads the body of a request.
pub(crate) fn body(head: &str, from: &mut dyn Pipe) -> String {
    let length = header(head, "content-length").map_or(0, |text| text.parse().unwrap());
    let mut body = vec![0; length];
    from.read_exact(&mut body).unwrap();
    String::from_utf8(body).unwrap()
}

/// The path of a request.
pub(crate) fn path_of(head: &str) -> &str {
    head.split(' ').nth(1).unwrap_or_default()
}

/// A header's value.
pub(crate) fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// Writes an answer. Who asked may be gone: that is its right.
pub(crate) fn send(to: &mut dyn Pipe, status: &str, headers: &str, body: &[u8]) {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}\r\n");
    let _ = to.write_all(head.as_bytes());
    let _ = to.write_all(body);
}

/// Writes JSON.
pub(crate) fn json(to: &mut dyn Pipe, text: &str) {
    send(
        to,
        "200 OK",
        "Content-Type: application/json\r\n",
        text.as_bytes(),
    );
}

/// Writes a body of unknown length: the connection's end is its end.
pub(crate) fn begin(to: &mut dyn Pipe, headers: &str) {
    let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{headers}\r\n");
    let _ = to.write_all(head.as_bytes());
}

/// Waits until who asked is gone.
pub(crate) fn until_gone(pipe: &mut dyn Pipe) {
    let mut rest = [0; 64];
    while matches!(pipe.read(&mut rest), Ok(n) if n > 0) {}
}
