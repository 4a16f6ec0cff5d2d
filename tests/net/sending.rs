//! Requests that carry something, and servers that mean no good with it.

use crate::hostile::bomb;
use crate::run::data;
use crate::server::{Pipe, Server, begin, body, header, path_of, send, until_gone};
use std::sync::mpsc;
use std::time::Duration;
use tokenscope::net::{Cancel, FetchError, Limits, Net, Roots, Sent, block_on};
use tokenscope::wire::{Answer, Body, Field, Request, Show, Tree, Value, header as field_of};

/// 2027-01-15T08:00:00Z.
const NOW: i64 = 1_800_000_000;

fn sent_with(net: &Net, request: &Request, cancel: &Cancel) -> Sent {
    block_on(net.send(request, NOW * 1000, cancel)).unwrap()
}

fn sent(request: &Request) -> Sent {
    sent_with(&Net::default(), request, &Cancel::default())
}

/// A request for a token, as a public client sends it.
fn token_request(url: &str) -> Request {
    let form = vec![
        Field::plain("grant_type", "authorization_code"),
        Field::secret("code", "hunter2 &="),
        Field::secret("code_verifier", "hunter3"),
    ];
    Request::post(url, form).with_header("Accept", Value::plain("application/json"))
}

/// What is said of a server's answer to a token request, without its host.
#[track_caller]
fn said(answer: impl Fn(&str, &mut dyn Pipe) + Send + Sync + 'static) -> String {
    let server = Server::new(move |head, to| {
        let _ = body(head, to);
        answer(head, to);
    });
    let sent = sent(&token_request(&server.url("/token?t=hunter4")));
    let error = sent.error.expect("an error").to_string();
    let Answer::None(said) = sent.exchange.answer else {
        panic!("there is an answer");
    };
    assert_eq!(said, error);
    assert!(!said.contains("hunter"), "{said}");
    said.replace(&server.host(), "HOST")
}

#[test]
fn a_form_is_sent_as_it_is_written_down() {
    let (tell, told) = mpsc::channel();
    let server = Server::new(move |head, to| {
        tell.send((head.to_owned(), body(head, to))).unwrap();
        let headers = "Content-Type: application/json\r\nX-Trace: a\r\nX-Trace: b\r\nDate: Fri, 15 Jan 2027 08:04:00 GMT\r\nSet-Cookie: sid=hunter9\r\n";
        send(
            to,
            "201 Created",
            headers,
            b"{\"access_token\":\"hunter8\"}",
        );
    });
    let basic = Value::partly("Basic ", "aHVudGVyNw==");
    let request =
        token_request(&server.url("/token?tenant=a b")).with_header("Authorization", basic);
    let sent = sent(&request);
    let (head, body) = told.recv().unwrap();
    assert!(
        head.starts_with("POST /token?tenant=a+b HTTP/1.1\r\n"),
        "{head}"
    );
    assert_eq!(
        body,
        "grant_type=authorization_code&code=hunter2+%26%3D&code_verifier=hunter3"
    );
    let called = "application/x-www-form-urlencoded";
    assert_eq!(header(&head, "content-type"), Some(called));
    assert_eq!(header(&head, "authorization"), Some("Basic aHVudGVyNw=="));
    assert_eq!(header(&head, "accept"), Some("application/json"));
    for none in ["origin", "cookie", "referer"] {
        assert_eq!(header(&head, none), None, "{head}");
    }
    assert!(!format!("{sent:?}").contains("hunter"), "{sent:?}");
    let response = sent.response().unwrap();
    assert_eq!(response.status, 201);
    assert_eq!(response.body.expose(), b"{\"access_token\":\"hunter8\"}");
    assert_eq!(
        response
            .headers
            .iter()
            .filter(|f| f.name == "x-trace")
            .count(),
        2
    );
    assert_eq!(
        field_of(&response.headers, "set-cookie").unwrap().expose(),
        "sid=hunter9"
    );
    assert_eq!(
        (sent.error.clone(), sent.exchange.started_at),
        (None, NOW * 1000)
    );
    assert_eq!(sent.exchange.request, request);
    assert_eq!(sent.clock_difference(NOW), Some(-240));
    assert_eq!(sent.address.unwrap().host(), server.host());
}

#[test]
fn json_and_other_texts_are_sent_with_their_type() {
    for (given, called, text) in [
        (
            Body::Json(Tree::of(&tokenscope::report::Json::Bool(true), &|_| false)),
            "application/json",
            "true",
        ),
        (
            Body::Text {
                content_type: "application/jwt".into(),
                text: Value::secret("e30.e30."),
            },
            "application/jwt",
            "e30.e30.",
        ),
        (
            Body::Form(Vec::new()),
            "application/x-www-form-urlencoded",
            "",
        ),
    ] {
        let (tell, told) = mpsc::channel();
        let server = Server::new(move |head, to| {
            tell.send((head.to_owned(), body(head, to))).unwrap();
            send(to, "200 OK", "", b"");
        });
        let request = Request {
            body: given,
            ..token_request(&server.url("/"))
        };
        let sent = sent(&request);
        assert_eq!(sent.error, None);
        let (head, body) = told.recv().unwrap();
        assert_eq!(
            (header(&head, "content-type"), body.as_str()),
            (Some(called), text)
        );
    }
}

#[test]
fn an_answer_of_any_status_is_an_answer() {
    for status in [
        "200 OK",
        "204 No Content",
        "400 Bad Request",
        "401 Unauthorized",
        "503 Oops",
    ] {
        let body: &[u8] = if status.starts_with("204") {
            b""
        } else {
            b"ok:\xff\x00"
        };
        let server = Server::new(move |_, to| send(to, status, "", body));
        let sent = sent(&token_request(&server.url("/token")));
        let response = sent.response().unwrap();
        assert_eq!(
            response.status.to_string(),
            status.split(' ').next().unwrap()
        );
        // What is no text is kept as it is.
        assert_eq!(response.body.expose(), body);
    }
}

#[test]
fn what_is_posted_goes_to_nobody_else() {
    let other = Server::of(&[("/token", "{}".into())]);
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        for location in [other.url("/token"), "/token2".to_owned()] {
            let to_there = format!("Location: {location}?code=hunter9\r\n");
            let server = Server::new(move |_, to| send(to, status, &to_there, b""));
            let mut request = token_request(&server.url("/token"));
            // Whatever the request says of itself.
            request.redirects = tokenscope::wire::Redirects::WithinOrigin;
            let sent = sent(&request);
            let response = sent.response().unwrap();
            assert_eq!(response.status.to_string(), status[..3]);
            let shown = field_of(&response.headers, "location").unwrap();
            assert!(shown.text(Show::Masked).starts_with(&location), "{shown}");
            assert!(!format!("{sent:?}").contains("hunter9"));
            assert_eq!(server.paths(), ["/token"]);
        }
    }
    assert!(other.asked().is_empty(), "nothing arrived there");
}

#[test]
fn a_document_is_fetched_within_its_origin() {
    let other = Server::of(&[("/end", "{}".into())]);
    let elsewhere = format!("Location: {}\r\n", other.url("/end"));
    let server = Server::new(move |head, to| match path_of(head) {
        "/near" => send(to, "302 Found", "Location: /end\r\n", b""),
        "/far" => send(to, "302 Found", &elsewhere, b""),
        _ => send(to, "200 OK", "", b"{}"),
    });
    let near = sent(&Request::get(&server.url("/near")));
    assert_eq!(near.response().unwrap().status, 200);
    assert_eq!(
        near.address.unwrap().place(),
        format!("{}/end", server.host())
    );
    let far = sent(&Request::get(&server.url("/far")));
    assert!(
        matches!(far.error, Some(FetchError::OtherOrigin { .. })),
        "{far:?}"
    );
    // A request for more than a document is told of the redirect instead.
    let mut userinfo = Request::get(&server.url("/near"));
    userinfo.redirects = tokenscope::wire::Redirects::Refused;
    assert_eq!(sent(&userinfo).response().unwrap().status, 302);
    assert!(other.asked().is_empty());
}

const TOO_LARGE: &str =
    "HOST/token answered with more than 1024 KiB, more than is read; check the address";

#[test]
fn reading_ends_at_the_limit() {
    const CHUNK: &[u8] = &[b' '; 64 << 10];
    for headers in ["Content-Length: 104857600\r\n", ""] {
        let endless = said(move |_, to| {
            begin(to, headers);
            while to.write_all(CHUNK).is_ok() {}
        });
        assert_eq!(endless, TOO_LARGE);
    }
    let packed = bomb(100 << 20);
    let unpacked = said(move |_, to| send(to, "200 OK", "Content-Encoding: gzip\r\n", &packed));
    assert_eq!(unpacked, TOO_LARGE);
    let of_error = said(|_, to| send(to, "400 Bad Request", "", &[b'a'; (1 << 20) + 1]));
    assert_eq!(of_error, TOO_LARGE);
}

#[test]
fn an_answer_that_breaks_off_is_none() {
    let broken = "the answer of HOST/token broke off or is damaged; try again";
    let midway = said(|_, to| {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"access_token\":\"hunter2";
        to.write_all(head).unwrap();
    });
    assert_eq!(midway, broken);
    let damaged = said(|_, to| send(to, "200 OK", "Content-Encoding: gzip\r\n", b"hunter2"));
    assert_eq!(damaged, broken);
    let closed = said(|_, _| ());
    assert!(
        closed.starts_with("HOST could not be reached: "),
        "{closed}"
    );
    let other = said(|_, to| to.write_all(b"SSH-2.0-OpenSSH_9.2\r\n").unwrap());
    assert!(
        other.starts_with("HOST answered with something that is not HTTP"),
        "{other}"
    );
}

#[test]
fn a_slow_answer_ends_with_the_time_or_the_person() {
    let limits = Limits {
        time: Duration::from_millis(50),
        ..Limits::default()
    };
    let net = Net::new(limits, Roots::default(), Vec::new());
    let in_body = Server::new(|_, pipe| {
        begin(pipe, "");
        let _ = pipe.flush();
        until_gone(pipe);
    });
    let slow = sent_with(
        &net,
        &token_request(&in_body.url("/token")),
        &Cancel::default(),
    );
    assert!(
        matches!(slow.error, Some(FetchError::Timeout { .. })),
        "{slow:?}"
    );
    assert!(slow.exchange.duration >= Duration::from_millis(50));
    let cancel = Cancel::default();
    let (gone, is_gone) = mpsc::channel();
    let of_server = cancel.clone();
    let server = Server::new(move |_, pipe| {
        of_server.cancel();
        until_gone(pipe);
        gone.send(()).unwrap();
    });
    let cancelled = sent_with(
        &Net::default(),
        &token_request(&server.url("/token")),
        &cancel,
    );
    assert_eq!(cancelled.error, Some(FetchError::Cancelled(server.host())));
    let closed = is_gone.recv_timeout(Duration::from_secs(30));
    closed.expect("the connection is closed");
}

#[test]
fn what_cannot_or_may_not_be_sent_is_not() {
    let server = Server::of(&[]);
    let request = token_request(&server.url("/token"));
    let request = request.with_header("Authorization", Value::secret("hunter2\r\nX: y"));
    let error = sent(&request).error.unwrap();
    assert_eq!(error, FetchError::Header("Authorization".into()));
    assert!(server.asked().is_empty());
    for (url, why) in [
        ("http://id.example/token", "plain http"),
        ("file:///etc/passwd", "begins with file:"),
        ("--flag", "no address"),
    ] {
        let said = sent(&token_request(url)).error.unwrap().to_string();
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn a_company_s_own_authority_is_trusted_where_it_is_given() {
    let signer = crate::token::Signer::new("a");
    let server = crate::tls::server("server.pem", &signer);
    let request = token_request(&format!("https://{}/token", server.host()));
    let error = sent(&request).error.unwrap();
    assert!(matches!(error, FetchError::Certificate { .. }), "{error}");
    let authority = std::fs::read(data("net").join("authority.pem")).unwrap();
    let roots = Roots::read(&authority).unwrap();
    let net = Net::new(Limits::default(), roots, Vec::new());
    let trusted = sent_with(&net, &request, &Cancel::default());
    assert_eq!(trusted.response().unwrap().status, 200, "{trusted:?}");
}
