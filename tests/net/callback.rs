//! The wait for the browser, against everything else that may come.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tokenscope::net::callback::{
    Binding, CALLBACK_TIME, CallbackError, CallbackEvent, CallbackListener, HandOver, LoopbackHost,
    Verdict,
};
use tokenscope::net::{Cancel, Net, block_on};
use tokenscope::wire::{Callback, Field, Mode, Value, field};

/// Longer than any of these tests: what takes so long never comes.
const LONG: Duration = Duration::from_secs(30);

/// A wait on a thread of its own.
struct Wait {
    uri: String,
    address: SocketAddr,
    cancel: Cancel,
    events: Receiver<CallbackEvent>,
    ended: JoinHandle<Result<Callback, CallbackError>>,
}

/// The answer is the one whose state is `right`.
fn judge(callback: &Callback) -> Verdict {
    match field(&callback.fields, "state").map(Value::expose) {
        Some(state) if state == "right" => Verdict::Accept,
        Some(_) => Verdict::Refuse("the state is not the one that was sent".into()),
        None => Verdict::Ignore,
    }
}

impl Wait {
    fn begin(mode: Mode) -> Self {
        Self::at(&Binding::default(), mode, CALLBACK_TIME)
    }

    fn at(binding: &Binding, mode: Mode, time: Duration) -> Self {
        let listener = CallbackListener::bind(binding, mode).unwrap();
        let uri = listener.redirect_uri().to_owned();
        let host = match binding.host {
            LoopbackHost::V6 => [0, 0, 0, 0, 0, 0, 0, 1].into(),
            _ => std::net::IpAddr::from([127, 0, 0, 1]),
        };
        let address = SocketAddr::new(host, listener.port());
        let (tell, events) = channel();
        let cancel = Cancel::default();
        let of_thread = cancel.clone();
        let ended = thread::spawn(move || {
            let until = Instant::now() + time;
            let tell = |event| tell.send(event).unwrap();
            block_on(listener.wait(until, &of_thread, judge, tell)).unwrap()
        });
        let wait = Self {
            uri,
            address,
            cancel,
            events,
            ended,
        };
        let begun = wait.event();
        assert!(matches!(begun, CallbackEvent::Listening { url, .. } if url == wait.uri));
        wait
    }

    fn event(&self) -> CallbackEvent {
        self.events.recv_timeout(LONG).expect("an event")
    }

    #[track_caller]
    fn ignored(&self, said: &str) {
        let what = said.to_owned();
        assert_eq!(self.event(), CallbackEvent::Ignored { what });
    }

    fn host(&self) -> &str {
        let rest = self.uri.strip_prefix("http://").unwrap();
        rest.split('/').next().unwrap()
    }

    /// Sends a request, and reads until the connection is closed.
    fn send(&self, line: &str, headers: &str, body: &str) -> String {
        let host = self.host();
        let length = match body.len() {
            0 => String::new(),
            length => format!("Content-Length: {length}\r\n"),
        };
        let text = format!("{line} HTTP/1.1\r\nHost: {host}\r\n{headers}{length}\r\n{body}");
        ask(self.address, &text)
    }

    fn get(&self, path: &str) -> String {
        self.send(&format!("GET {path}"), "", "")
    }

    fn end(self) -> Result<Callback, CallbackError> {
        self.ended.join().unwrap()
    }
}

fn connect(to: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream
}

fn ask(to: SocketAddr, text: &str) -> String {
    let mut stream = connect(to);
    stream.write_all(text.as_bytes()).unwrap();
    rest(&mut stream).unwrap()
}

fn rest(stream: &mut TcpStream) -> io::Result<String> {
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8(answer).unwrap())
}

#[track_caller]
fn status(answer: &str, code: u16) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {code} ")), "{answer}");
}

fn code_of(callback: &Callback) -> String {
    field(&callback.fields, "code").unwrap().expose().into()
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

#[test]
fn the_answer_ends_the_wait_and_its_page_holds_nothing_of_it() {
    let wait = Wait::begin(Mode::Query);
    assert!(wait.uri.starts_with("http://127.0.0.1:") && wait.uri.ends_with("/callback"));
    let page = wait.get("/callback?code=hunter2&state=right&iss=https%3A%2F%2Fid.example");
    status(&page, 200);
    for there in [
        "You can close this window and go back to Tokenscope",
        "cache-control: no-store",
        "referrer-policy: no-referrer",
        "content-security-policy: default-src 'none'",
        "history.replaceState",
    ] {
        assert!(page.contains(there), "{there}: {page}");
    }
    for secret in ["hunter2", "right"] {
        assert!(!page.contains(secret), "{page}");
    }
    assert_eq!(wait.event(), CallbackEvent::Arrived);
    let (address, uri) = (wait.address, wait.uri.clone());
    let callback = wait.end().unwrap();
    assert_eq!((callback.mode, &callback.url), (Mode::Query, &uri));
    assert_eq!(code_of(&callback), "hunter2");
    let again = TcpStream::connect(address).unwrap_err();
    assert_eq!(again.kind(), ErrorKind::ConnectionRefused);
}

#[test]
fn what_else_comes_neither_ends_nor_disturbs_the_wait() {
    let wait = Wait::begin(Mode::Query);
    let mut ahead = connect(wait.address);
    drop(connect(wait.address));
    status(&wait.get("/favicon.ico"), 404);
    wait.ignored("GET /favicon.ico: another path");
    let answer = wait.send("OPTIONS /callback", "Origin: https://evil.example\r\n", "");
    status(&answer, 204);
    assert!(!answer.contains("access-control"), "{answer}");
    wait.ignored("OPTIONS /callback: asks what may be asked");
    let answer = wait.send("HEAD /callback?code=1&state=right", "", "");
    status(&answer, 200);
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    wait.ignored("HEAD /callback: asks for the head only");
    status(&wait.get("/"), 404);
    wait.ignored("GET /: another path");
    status(&wait.get("/callback"), 400);
    wait.ignored("GET /callback: without an answer; the provider may have put it after a #");
    let ahead_of_time = "Sec-Purpose: prefetch\r\n";
    status(
        &wait.send("GET /callback?code=1&state=right", ahead_of_time, ""),
        503,
    );
    wait.ignored("GET /callback: the browser fetches ahead");
    let image = "Sec-Fetch-Dest: image\r\n";
    status(
        &wait.send("GET /callback?error=a&state=wrong", image, ""),
        403,
    );
    wait.ignored("GET /callback: a page asks, not a person's window");
    status(
        &wait.send("POST /callback", FORM, "code=1&state=right"),
        405,
    );
    wait.ignored("POST /callback: the answer comes with GET");
    status(
        &wait.send("DELETE /callback?code=1&state=right", "", ""),
        405,
    );
    wait.ignored("DELETE /callback: the answer comes with GET");
    status(&ask(wait.address, "SSH-2.0-OpenSSH_9.2\r\n\r\n"), 400);
    status(&wait.get("/callback?code=1&state=right"), 200);
    assert_eq!(code_of(&wait.end().unwrap()), "1");
    // The connection that was opened ahead is closed with the wait.
    assert_eq!(rest(&mut ahead).unwrap_or_default(), "");
}

#[test]
fn another_site_s_name_for_this_machine_is_refused() {
    let wait = Wait::begin(Mode::Query);
    for host in ["evil.example", "localhost", "evil.example:80"] {
        let text = format!("GET /callback?code=1&state=right HTTP/1.1\r\nHost: {host}\r\n\r\n");
        status(&ask(wait.address, &text), 403);
        wait.ignored("GET /callback: for another host");
    }
    let unnamed = ask(wait.address, "GET /callback?state=right HTTP/1.0\r\n\r\n");
    assert!(unnamed.starts_with("HTTP/1.0 403"), "{unnamed}");
    wait.cancel.cancel();
    assert_eq!(wait.end(), Err(CallbackError::Cancelled));
}

#[test]
fn a_wrong_state_ends_the_wait_at_once_and_shows_nothing_of_what_came() {
    let wait = Wait::begin(Mode::Query);
    let page = wait.get("/callback?error=a&error_description=call+0900&state=wrong");
    status(&page, 400);
    assert!(
        page.contains("the state is not the one that was sent"),
        "{page}"
    );
    assert!(!page.contains("0900"), "{page}");
    let Err(CallbackError::Refused { why, callback }) = wait.end() else {
        panic!("it was let pass");
    };
    assert_eq!(why, "the state is not the one that was sent");
    assert_eq!(callback.fields.len(), 3);
}

#[test]
fn an_error_of_the_provider_is_shown_as_text() {
    let wait = Wait::begin(Mode::Query);
    let query = "error=access_denied&error_description=%3Cimg+src%3Dx%3E&state=right";
    let page = wait.get(&format!("/callback?{query}"));
    status(&page, 200);
    assert!(
        page.contains("access_denied") && page.contains("&lt;img src=x&gt;"),
        "{page}"
    );
    assert!(!page.to_ascii_lowercase().contains("\nlocation:"));
    assert_eq!(
        field(&wait.end().unwrap().fields, "error")
            .unwrap()
            .expose(),
        "access_denied"
    );
}

#[test]
fn a_form_is_taken_where_one_was_asked_for() {
    let wait = Wait::begin(Mode::FormPost);
    status(&wait.get("/callback"), 400);
    wait.ignored("GET /callback: a GET without an answer");
    let json = "Content-Type: application/json\r\n";
    status(
        &wait.send("POST /callback", json, "{\"state\":\"right\"}"),
        415,
    );
    wait.ignored("POST /callback: its body is no form");
    let charset = FORM.replace("\r\n", "; charset=UTF-8\r\nOrigin: https://id.example\r\n");
    status(
        &wait.send("POST /callback", &charset, "code=a%2Bb&state=right"),
        200,
    );
    let callback = wait.end().unwrap();
    assert_eq!(
        (callback.mode, code_of(&callback).as_str()),
        (Mode::FormPost, "a+b")
    );
    // A provider that does not know the mode says so in the query.
    let wait = Wait::begin(Mode::FormPost);
    status(
        &wait.get("/callback?error=unsupported_response_mode&state=right"),
        200,
    );
    assert_eq!(wait.end().unwrap().mode, Mode::Query);
}

#[test]
fn a_body_that_is_too_large_is_not_read() {
    let wait = Wait::begin(Mode::FormPost);
    let mut stream = connect(wait.address);
    let head = format!(
        "POST /callback HTTP/1.1\r\nHost: {}\r\n{FORM}Content-Length: 104857600\r\n\r\n",
        wait.host()
    );
    stream.write_all(head.as_bytes()).unwrap();
    while stream.write_all(&[b'a'; 64 << 10]).is_ok() {}
    wait.ignored("POST /callback: its body is too large");
    status(
        &wait.send("POST /callback", FORM, "code=1&state=right"),
        200,
    );
    assert!(wait.end().is_ok());
}

#[test]
fn a_fragment_is_sent_on_by_a_page_that_only_this_browser_knows() {
    let wait = Wait::begin(Mode::Fragment);
    let page = wait.get("/callback");
    status(&page, 200);
    wait.ignored("GET /callback: the answer is read from the fragment");
    for there in ["<noscript>", "form-action 'self'", "location.hash"] {
        assert!(page.contains(there), "{there}: {page}");
    }
    status(
        &wait.send("POST /callback", FORM, "code=1&state=right"),
        405,
    );
    wait.ignored("POST /callback: the answer comes with GET");
    let relay = page.split("data-relay=\"").nth(1).unwrap();
    let relay = relay.split('"').next().unwrap().to_owned();
    assert!(relay.len() > 20, "{relay}");
    status(&wait.get(&format!("{relay}?code=1&state=right")), 405);
    wait.ignored(&format!("GET {relay}: the answer comes with POST"));
    status(
        &wait.send(&format!("POST {relay}"), FORM, "code=1&state=right"),
        200,
    );
    let callback = wait.end().unwrap();
    assert_eq!(
        (callback.mode, code_of(&callback).as_str()),
        (Mode::Fragment, "1")
    );
    assert!(callback.url.ends_with("/callback"));
}

#[test]
fn large_cookies_of_other_servers_are_read_and_too_large_ones_get_a_page() {
    let wait = Wait::begin(Mode::Query);
    let cookie = |kib: usize| format!("Cookie: a={}\r\n", "b".repeat(kib << 10));
    let target = "GET /callback?code=1&state=right";
    let page = wait.send(target, &cookie(70), "");
    status(&page, 431);
    assert!(
        page.contains("delete those of 127.0.0.1 and localhost"),
        "{page}"
    );
    let what = "GET /callback: 71 KiB of headers".to_owned();
    assert_eq!(wait.event(), CallbackEvent::Overflow { what });
    // What is far too large is not even held.
    let mut stream = connect(wait.address);
    let _ = stream.write_all(format!("{target} HTTP/1.1\r\n{}", cookie(2_000)).as_bytes());
    let what = "a request that is too large to be read".to_owned();
    assert_eq!(wait.event(), CallbackEvent::Overflow { what });
    status(&wait.send(target, &cookie(60), ""), 200);
    assert!(wait.end().is_ok());
}

#[test]
fn a_slow_one_holds_up_no_other() {
    let wait = Wait::begin(Mode::Query);
    let mut slow: Vec<_> = (0..20).map(|_| connect(wait.address)).collect();
    for stream in &mut slow {
        stream.write_all(b"GET /callback?code=slow&sta").unwrap();
    }
    status(&wait.get("/callback?code=1&state=right"), 200);
    assert_eq!(code_of(&wait.end().unwrap()), "1");
    for mut stream in slow {
        assert_eq!(rest(&mut stream).unwrap_or_default(), "");
    }
}

#[test]
fn of_many_answers_at_once_one_is_taken() {
    let wait = Wait::begin(Mode::Query);
    let mut late = connect(wait.address);
    let begun = format!(
        "GET /callback?code=late&state=right HTTP/1.1\r\nHost: {}\r\n",
        wait.host()
    );
    late.write_all(begun.as_bytes()).unwrap();
    let mut streams: Vec<_> = (0..8).map(|_| connect(wait.address)).collect();
    for (n, stream) in streams.iter_mut().enumerate() {
        let host = wait.host();
        let text = format!("GET /callback?code={n}&state=right HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(text.as_bytes()).unwrap();
    }
    let pages: Vec<_> = streams
        .iter_mut()
        .map(|s| rest(s).unwrap_or_default())
        .collect();
    let taken = |page: &&String| page.contains("Tokenscope has the answer");
    assert_eq!(pages.iter().filter(taken).count(), 1, "{pages:?}");
    for page in pages.iter().filter(|page| !taken(page) && !page.is_empty()) {
        status(page, 410);
        assert!(page.contains("already used"), "{page}");
    }
    let n: usize = code_of(&wait.end().unwrap()).parse().unwrap();
    assert!(taken(&&pages[n]));
    let _ = late.write_all(b"\r\n");
    let page = rest(&mut late).unwrap_or_default();
    assert!(!taken(&&page), "{page}");
}

#[test]
fn ten_waits_at_once_do_not_meet() {
    let waits: Vec<_> = (0..10).map(|_| Wait::begin(Mode::Query)).collect();
    for (n, wait) in waits.iter().enumerate().rev() {
        status(&wait.get(&format!("/callback?code={n}&state=right")), 200);
    }
    for (n, wait) in waits.into_iter().enumerate() {
        assert_eq!(code_of(&wait.end().unwrap()), n.to_string());
    }
}

#[test]
fn localhost_is_listened_at_in_both_families() {
    let binding = Binding {
        host: LoopbackHost::Localhost,
        path: String::new(),
        ..Binding::default()
    };
    let v6: std::net::IpAddr = [0, 0, 0, 0, 0, 0, 0, 1].into();
    for ip in [std::net::IpAddr::from([127, 0, 0, 1]), v6] {
        if TcpListener::bind((ip, 0)).is_err() {
            continue;
        }
        let mut wait = Wait::at(&binding, Mode::Query, CALLBACK_TIME);
        wait.address.set_ip(ip);
        assert_eq!(
            wait.uri,
            format!("http://localhost:{}", wait.address.port())
        );
        status(&wait.get("/?code=1&state=right"), 200);
        assert!(wait.end().is_ok());
    }
    if TcpListener::bind((v6, 0)).is_ok() {
        let host = LoopbackHost::V6;
        let path = "/a/b?x=1".to_owned();
        let binding = Binding {
            host,
            path,
            ports: Vec::new(),
        };
        let wait = Wait::at(&binding, Mode::Query, CALLBACK_TIME);
        assert!(wait.uri.starts_with("http://[::1]:") && wait.uri.ends_with("/a/b?x=1"));
        status(&wait.get("/a/b?x=1&code=1&state=right"), 200);
        assert!(wait.end().unwrap().url.ends_with("/a/b"));
    }
}

#[test]
fn a_port_is_free_again_after_the_wait() {
    let port = CallbackListener::bind(&Binding::default(), Mode::Query)
        .unwrap()
        .port();
    let binding = Binding {
        ports: vec![port],
        ..Binding::default()
    };
    for _ in 0..3 {
        let wait = Wait::at(&binding, Mode::Query, CALLBACK_TIME);
        assert_eq!(wait.address.port(), port);
        let busy = CallbackListener::bind(&binding, Mode::Query).unwrap_err();
        assert!(
            busy.to_string().contains(&format!("port {port} is in use")),
            "{busy}"
        );
        status(&wait.get("/callback?code=1&state=right"), 200);
        assert!(wait.end().is_ok());
    }
}

#[test]
fn a_browser_that_never_comes_ends_the_wait_and_so_does_the_person() {
    let time = Duration::from_millis(30);
    let wait = Wait::at(&Binding::default(), Mode::Query, time);
    // It may be over already.
    let idle = TcpStream::connect(wait.address);
    let error = wait.end().unwrap_err();
    assert!(matches!(error, CallbackError::TimedOut(_)), "{error}");
    assert_eq!(idle.and_then(|mut s| rest(&mut s)).unwrap_or_default(), "");
    let said = CallbackError::TimedOut(CALLBACK_TIME).to_string();
    assert_eq!(
        said,
        "the browser did not come back within 5 minutes; begin again, or paste the address at which it stopped"
    );
    let wait = Wait::begin(Mode::Query);
    let mut idle = connect(wait.address);
    wait.cancel.cancel();
    let address = wait.address;
    assert_eq!(wait.end(), Err(CallbackError::Cancelled));
    assert_eq!(rest(&mut idle).unwrap_or_default(), "");
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn secrets_are_handed_over_once_and_stand_in_no_address() {
    let net = Net::default();
    let to = net.address("https://id.example/end?a=1&b=\"2").unwrap();
    let fields = vec![
        Field::secret("id_token_hint", "e30.hunter2\"<"),
        Field::plain("state", "s"),
    ];
    let page = HandOver::bind(&to, fields).unwrap();
    let url = page.url();
    assert!(!url.contains("hunter2") && url.len() > 40, "{url}");
    assert!(!format!("{page:?}").contains("hunter2"));
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let (host, path) = (host.to_owned(), path.to_owned());
    let address: SocketAddr = host.parse().unwrap();
    let until = Instant::now() + LONG;
    let ended = thread::spawn(move || block_on(page.serve(until, &Cancel::default())).unwrap());
    let get =
        |line: &str, host: &str| ask(address, &format!("{line} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
    for (line, named, code) in [
        ("GET /", host.as_str(), 404),
        ("GET /favicon.ico", &host, 404),
        (&format!("GET /{path}"), "evil.example", 403),
        (&format!("HEAD /{path}"), &host, 200),
        (&format!("POST /{path}"), &host, 405),
    ] {
        let answer = get(line, named);
        status(&answer, code);
        assert!(!answer.contains("hunter2"), "{answer}");
    }
    let answer = get(&format!("GET /{path}"), &host);
    status(&answer, 200);
    for there in [
        "<form method=\"post\" action=\"https://id.example/end?a=1&amp;b=%222\">",
        "<input type=\"hidden\" name=\"id_token_hint\" value=\"e30.hunter2&quot;&lt;\">",
        "<input type=\"hidden\" name=\"state\" value=\"s\">",
        "<button>",
        "cache-control: no-store",
    ] {
        assert!(answer.contains(there), "{there}: {answer}");
    }
    assert_eq!(ended.join().unwrap(), Ok(()));
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn every_wait_can_be_a_job_beside_the_window() {
    fn beside<T>(_: impl Future<Output = T> + Send) {}
    let (net, cancel) = (Net::default(), Cancel::default());
    let until = Instant::now();
    let listener = CallbackListener::bind(&Binding::default(), Mode::Query).unwrap();
    beside(listener.wait(until, &cancel, judge, |_| ()));
    let to = net.address("https://id.example/").unwrap();
    beside(
        HandOver::bind(&to, Vec::new())
            .unwrap()
            .serve(until, &cancel),
    );
    beside(net.send(&tokenscope::wire::Request::get("--"), 0, &cancel));
}
