//! What only a browser can show: that the pages do what they say under their own policy.

use crate::server::{Server, body, path_of, send};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokenscope::net::callback::{
    Binding, CallbackEvent, CallbackListener, HandOver, LoopbackHost, Verdict,
};
use tokenscope::net::{Cancel, Net, block_on};
use tokenscope::wire::{Field, Mode, field};

/// Longer than a browser takes to start on a busy machine.
const LONG: Duration = Duration::from_secs(60);

/// A browser without a window, which ends with the test.
struct Browser {
    process: Child,
    _profile: TempDir,
}

impl Browser {
    fn open(url: &str) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let process = Command::new("chromium")
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
            ])
            .args(["--disable-background-networking", "--disable-dev-shm-usage"])
            .args(["--no-proxy-server", "--remote-debugging-port=0"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let process = process.expect(
            "chromium is not installed; run ./tests/run, which installs what the tests need",
        );
        Self {
            process,
            _profile: profile,
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_browser_sends_the_fragment_on() {
    let binding = Binding {
        host: LoopbackHost::Localhost,
        ..Binding::default()
    };
    let listener = CallbackListener::bind(&binding, Mode::Fragment).unwrap();
    let fragment = "access_token=hunter2&state=a%26b+c&token_type=Bearer&submit=x";
    let browser = Browser::open(&format!("{}#{fragment}", listener.redirect_uri()));
    let mut events = Vec::new();
    let callback = block_on(listener.wait(
        Instant::now() + LONG,
        &Cancel::default(),
        |_| Verdict::Accept,
        |event| events.push(event),
    ));
    let callback = callback.unwrap().unwrap();
    drop(browser);
    assert_eq!(callback.mode, Mode::Fragment);
    let value = |name| field(&callback.fields, name).unwrap().expose().into_owned();
    assert_eq!(value("access_token"), "hunter2");
    assert_eq!(value("state"), "a&b c");
    assert_eq!(callback.fields.len(), 4);
    assert_eq!(events.last(), Some(&CallbackEvent::Arrived));
}

#[test]
fn a_browser_posts_the_fields_and_follows_the_provider_elsewhere() {
    let (tell, told) = mpsc::channel();
    let of_end = tell.clone();
    let end = Server::new(move |head, to| {
        of_end
            .send((path_of(head).to_owned(), String::new()))
            .unwrap();
        send(to, "200 OK", "", b"");
    });
    let signed_out = format!("Location: {}\r\n", end.url("/signed-out"));
    let provider = Server::new(move |head, to| {
        tell.send((path_of(head).to_owned(), body(head, to)))
            .unwrap();
        send(to, "302 Found", &signed_out, b"");
    });
    let to = Net::default().address(&provider.url("/end?a=1")).unwrap();
    let fields = vec![
        Field::secret("id_token_hint", "e30.e30.\"<&"),
        Field::plain("submit", "x"),
    ];
    let page = HandOver::bind(&to, fields).unwrap();
    let browser = Browser::open(&page.url());
    let until = Instant::now() + LONG;
    let served = thread::spawn(move || block_on(page.serve(until, &Cancel::default())).unwrap());
    let next = || told.recv_timeout(LONG).expect("the browser comes");
    let posted = "id_token_hint=e30.e30.%22%3C%26&submit=x".to_owned();
    assert_eq!(next(), ("/end?a=1".to_owned(), posted));
    // The policy of a page is held against where its form is sent on to as well.
    assert_eq!(next().0, "/signed-out");
    assert_eq!(served.join().unwrap(), Ok(()));
    drop(browser);
}
