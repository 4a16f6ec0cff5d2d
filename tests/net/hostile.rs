//! One request, and what may come of it.

use crate::server::{Pipe, Server, begin, header, json, path_of, send, until_gone};
use std::sync::mpsc;
use std::time::Duration;
use tokenscope::net::{Answer, Cancel, FetchError, Limits, Net, block_on};

fn get_with(net: &Net, url: &str, cancel: &Cancel) -> Result<Answer, FetchError> {
    let address = net.address(url)?;
    block_on(net.get(&address, "application/json", cancel)).unwrap()
}

fn get(url: &str) -> Result<Answer, FetchError> {
    get_with(&Net::default(), url, &Cancel::default())
}

/// What is said of a server's answer as JSON, without its host.
#[track_caller]
fn said(answer: impl Fn(&str, &mut dyn Pipe) + Send + Sync + 'static) -> String {
    let server = Server::new(answer);
    let error = match get(&server.url("/keys?secret=hunter2")) {
        Ok(mut answer) => answer.as_json().expect_err("an error"),
        Err(error) => error,
    };
    let said = error.to_string();
    assert!(!said.contains("hunter2"), "{said}");
    said.replace(&server.host(), "HOST")
}

#[test]
fn what_is_no_good_answer_is_told_in_one_sentence() {
    assert_eq!(
        said(|_, to| send(
            to,
            "200 OK",
            "Content-Type: text/html\r\n",
            b"<!DOCTYPE html>"
        )),
        "HOST/keys answered with a web page, not with JSON; give the address of the JSON itself"
    );
    assert_eq!(
        said(|_, to| send(to, "200 OK", "", b"")),
        "HOST/keys answered with nothing; check the address"
    );
    assert_eq!(
        said(|_, to| send(to, "204 No Content", "", b"")),
        "HOST/keys answered with nothing; check the address"
    );
    assert_eq!(
        said(|_, to| send(to, "404 Not Found", "", b"{}")),
        "HOST/keys answered 404 (not found); check the address"
    );
    assert_eq!(
        said(|_, to| send(to, "500 Oops", "", b"{}")),
        "HOST/keys answered 500 (a fault of the server); try again later"
    );
    let broken = "the answer of HOST/keys broke off or is damaged; try again";
    assert_eq!(
        said(|_, to| {
            let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"keys\":[";
            to.write_all(head).unwrap();
        }),
        broken
    );
    assert_eq!(
        said(|_, to| send(
            to,
            "200 OK",
            "Content-Encoding: gzip\r\n",
            b"not packed at all"
        )),
        broken
    );
    let unreachable = said(|_, to| to.write_all(b"SSH-2.0-OpenSSH_9.2\r\n").unwrap());
    assert!(
        unreachable.starts_with("HOST answered with something that is not HTTP"),
        "{unreachable}"
    );
    let closed = said(|_, _| {});
    assert!(
        closed.starts_with("HOST could not be reached: "),
        "{closed}"
    );
}

#[test]
fn nobody_listening_is_a_refusal() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let host = free.local_addr().unwrap().to_string();
    drop(free);
    let error = get(&format!("http://{host}/")).unwrap_err();
    assert_eq!(error, FetchError::Refused(host));
}

const TOO_LARGE: &str =
    "HOST/keys answered with more than 1024 KiB, more than is read; check the address";

#[test]
fn reading_ends_at_the_limit() {
    const CHUNK: &[u8] = &[b' '; 64 << 10];
    assert_eq!(
        said(|_, to| {
            begin(to, "Content-Length: 104857600\r\n");
            while to.write_all(CHUNK).is_ok() {}
        }),
        TOO_LARGE
    );
    assert_eq!(
        said(|_, to| {
            begin(to, "");
            while to.write_all(CHUNK).is_ok() {}
        }),
        TOO_LARGE
    );
    let exactly = Server::new(|_, to| send(to, "200 OK", "", &[b' '; 1 << 20]));
    assert_eq!(get(&exactly.url("/")).unwrap().body.len(), 1 << 20);
}

#[test]
fn the_limit_holds_for_what_is_unpacked() {
    let bomb = bomb(100 << 20);
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let packed = "Content-Encoding: gzip\r\n";
    assert_eq!(
        said(move |_, to| send(to, "200 OK", packed, &bomb)),
        TOO_LARGE
    );
    let good = include_bytes!("../data/net/jwks.json.gz");
    let server = Server::new(move |_, to| send(to, "200 OK", packed, good));
    let answer = get(&server.url("/")).unwrap();
    assert_eq!(answer.body, include_bytes!("../data/example/jwks.json"));
}

/// A gzip file that unpacks to this many zeros: one block with fixed codes, in which each 13 bits
/// repeat the last byte 258 times (RFC 1951 §3.2.6).
pub(crate) fn bomb(size: usize) -> Vec<u8> {
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    let (mut last, mut used) = (0_u8, 0_u32);
    let mut push = |bits: &str| {
        for bit in bits.bytes() {
            last |= (bit & 1) << used;
            used += 1;
            if used == 8 {
                bytes.push(last);
                (last, used) = (0, 0);
            }
        }
    };
    push("110"); // The last block, with fixed codes.
    push("00110000"); // The byte 0.
    for _ in 0..size / 258 {
        push("1100010100000"); // 258 bytes, from 1 back.
    }
    push("0000000"); // The end.
    push("0000000");
    bytes
}

#[test]
fn a_slow_answer_is_cancelled_at_once() {
    let cancel = Cancel::default();
    let (gone, is_gone) = mpsc::channel();
    let of_server = cancel.clone();
    let server = Server::new(move |_, pipe| {
        begin(pipe, "");
        let _ = pipe.write_all(b"{\"keys\":");
        let _ = pipe.flush();
        of_server.cancel();
        until_gone(pipe);
        gone.send(()).unwrap();
    });
    let answer = get_with(&Net::default(), &server.url("/"), &cancel);
    assert_eq!(answer.unwrap_err(), FetchError::Cancelled(server.host()));
    is_gone
        .recv_timeout(Duration::from_secs(30))
        .expect("the connection is closed");
    let again = get_with(&Net::default(), &server.url("/"), &cancel);
    assert_eq!(again.unwrap_err(), FetchError::Cancelled(server.host()));
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn the_time_is_for_all_of_it() {
    let limits = Limits {
        time: Duration::from_millis(50),
        ..Limits::default()
    };
    let net = Net::new(limits, Default::default(), Vec::new());
    let in_head = Server::new(|_, pipe| until_gone(pipe));
    let in_body = Server::new(|_, pipe| {
        begin(pipe, "");
        let _ = pipe.flush();
        until_gone(pipe);
    });
    for server in [in_head, in_body] {
        let error = get_with(&net, &server.url("/a"), &Cancel::default()).unwrap_err();
        let place = format!("{}/a", server.host());
        assert_eq!(error, FetchError::Timeout { place, seconds: 1 });
    }
}

/// A server that sends every path but `/end` on to there.
fn sending_to(location: &str) -> Server {
    let location = location.to_owned();
    Server::new(move |head, to| match path_of(head) {
        "/end" => json(to, "{}"),
        _ => {
            let headers = format!("Location: {location}\r\nSet-Cookie: a=b\r\n");
            send(to, "302 Found", &headers, b"");
        }
    })
}

#[test]
fn a_redirect_is_followed_within_its_origin_only() {
    let near = sending_to("/end");
    let answer = get(&near.url("/start")).unwrap();
    assert_eq!(answer.address.place(), format!("{}/end", near.host()));
    for head in near.asked() {
        assert!(header(&head, "cookie").is_none(), "{head}");
        assert!(header(&head, "referer").is_none(), "{head}");
        let agent = header(&head, "user-agent").unwrap();
        assert_eq!(agent, concat!("tokenscope/", env!("CARGO_PKG_VERSION")));
    }

    let other = Server::of(&[("/end", "{}".into())]);
    for (location, to) in [
        (
            other.url("/end?hunter2"),
            format!("http://{}", other.host()),
        ),
        (
            format!("//{}/end", other.host()),
            format!("http://{}", other.host()),
        ),
        ("file:///etc/passwd".into(), "file:".into()),
        (
            "https://keys.example/".into(),
            "https://keys.example".into(),
        ),
        ("data:,hunter2".into(), "data:".into()),
    ] {
        let server = sending_to(&location);
        let error = get(&server.url("/start")).unwrap_err();
        let place = format!("{}/start", server.host());
        assert_eq!(error, FetchError::OtherOrigin { place, to }, "{location}");
    }
    assert!(other.asked().is_empty());
}

#[test]
fn a_redirect_in_a_circle_ends() {
    let server = sending_to("/again");
    let error = get(&server.url("/start")).unwrap_err();
    let place = format!("{}/start", server.host());
    assert_eq!(error, FetchError::TooManyRedirects { place, most: 5 });
    assert_eq!(server.asked().len(), 6);
}

#[test]
fn the_server_s_clock_is_compared() {
    let server = Server::new(|_, to| {
        let headers = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nAge: 100\r\n";
        send(to, "200 OK", headers, b"{}");
    });
    let answer = get(&server.url("/")).unwrap();
    const THEN: i64 = 784_111_777 + 100;
    assert_eq!(answer.clock_difference(THEN - 240), Some(-240));
    assert_eq!(answer.clock_difference(THEN + 60), None);
}

#[test]
fn localhost_is_this_machine() {
    let server = Server::of(&[("/", "{}".into())]);
    let url = format!("http://localhost:{}/", server.address.port());
    assert!(get(&url).is_ok());
}
