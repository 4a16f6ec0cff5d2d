//! Which request may be the one that is waited for.

use super::binding::LoopbackHost;
use super::page::Page;
use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use hyper::{HeaderMap, Method, StatusCode, header};

/// The most that a request's line and headers may hold. Cookies know no ports: what a developer's
/// other servers on this machine have set passes 8 KiB easily.
pub const MAX_HEADER_BYTES: usize = 64 << 10;

/// A path longer than this is cut where it is named.
const MAX_SHOWN: usize = 80;

/// Who is asked for.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) host: LoopbackHost,
    pub(super) port: u16,
    /// Every path that is known.
    pub(super) paths: Vec<String>,
}

/// A request that is answered and then forgotten.
pub(super) struct Aside {
    /// What it was and why it is not waited for, without its query.
    pub(super) what: String,
    pub(super) page: Page,
    /// Whether its headers are too large.
    pub(super) is_overflow: bool,
}

/// Looks at a request before anything else does; nothing where it may be the one.
pub(super) fn turn_away(head: &Parts, place: &Place) -> Option<Aside> {
    let said = name(head);
    let aside = |why: &str, page| {
        Some(Aside {
            what: format!("{said}: {why}"),
            page,
            is_overflow: false,
        })
    };
    let size = size(head);
    if size > MAX_HEADER_BYTES {
        return Some(Aside {
            what: format!("{said}: {} KiB of headers", size.div_ceil(1024)),
            page: Page::overflow(),
            is_overflow: true,
        });
    }
    if !is_for(head, place) {
        return aside("for another host", Page::bare(StatusCode::FORBIDDEN));
    }
    if head.method == Method::OPTIONS {
        return aside("asks what may be asked", Page::options());
    }
    if !place.paths.iter().any(|path| path == head.uri.path()) {
        return aside("another path", Page::bare(StatusCode::NOT_FOUND));
    }
    if head.method == Method::HEAD {
        return aside("asks for the head only", Page::bare(StatusCode::OK));
    }
    if is_prefetch(&head.headers) {
        let page = Page::bare(StatusCode::SERVICE_UNAVAILABLE);
        return aside("the browser fetches ahead", page);
    }
    if !is_navigation(&head.headers) {
        let page = Page::bare(StatusCode::FORBIDDEN);
        return aside("a page asks, not a person's window", page);
    }
    None
}

/// Method and path.
pub(super) fn name(head: &Parts) -> String {
    let path = head.uri.path();
    let shown: String = path
        .chars()
        // A browser encodes all that is not ASCII; a program may send what turns a line around.
        .map(|c| if c.is_ascii_graphic() { c } else { '\u{fffd}' })
        .take(MAX_SHOWN)
        .collect();
    let is_cut = path.chars().nth(MAX_SHOWN).is_some();
    let cut = if is_cut { "…" } else { "" };
    let method: String = head.method.as_str().chars().take(16).collect();
    format!("{method} {shown}{cut}")
}

/// How many bytes the line and the headers took.
fn size(head: &Parts) -> usize {
    let line = head
        .uri
        .path_and_query()
        .map_or(0, |path| path.as_str().len());
    let headers = head.headers.iter();
    headers.fold(line, |sum, (name, value)| {
        sum.saturating_add(name.as_str().len() + value.len() + 4)
    })
}

/// Whether a request is for the very host that is bound. A page of another site can have its own
/// name lead to this machine (DNS rebinding); its requests bear that name.
fn is_for(head: &Parts, place: &Place) -> bool {
    let mut hosts = head.headers.get_all(header::HOST).iter();
    let named = hosts.next().and_then(|host| host.to_str().ok());
    let is_ours = |text: &str| {
        let Ok(authority) = text.parse::<Authority>() else {
            return false;
        };
        let is_port = match authority.port_u16() {
            Some(port) => port == place.port,
            None => place.port == 80 && authority.port().is_none(),
        };
        let is_plain = !text.contains('@');
        is_plain && is_port && authority.host().eq_ignore_ascii_case(place.host.as_str())
    };
    let in_line = head
        .uri
        .authority()
        .is_none_or(|host| is_ours(host.as_str()));
    in_line && hosts.next().is_none() && named.is_some_and(is_ours)
}

/// Whether a browser only thinks that this may be wanted soon. An answer to that would be used up
/// unseen; with a refusal the browser asks again when it is wanted.
fn is_prefetch(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-moz"].iter().any(|name| {
        let value = headers.get(*name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| value.to_ascii_lowercase().contains("prefetch"))
    })
}

/// Whether a browser that says what a request is for says that it is a window's own page. A web
/// page that tries the ports of this machine would else end the wait with an image.
fn is_navigation(headers: &HeaderMap) -> bool {
    let value = headers.get("sec-fetch-dest");
    value.is_none_or(|value| value.as_bytes().eq_ignore_ascii_case(b"document"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::Request;

    fn place(host: LoopbackHost, port: u16) -> Place {
        let paths = vec!["/callback".to_owned()];
        Place { host, port, paths }
    }

    fn why(request: hyper::http::request::Builder, place: &Place) -> Option<String> {
        let (head, ()) = request.body(()).unwrap().into_parts();
        turn_away(&head, place).map(|aside| aside.what)
    }

    fn get(host: &str) -> hyper::http::request::Builder {
        Request::get("/callback?code=hunter2").header("host", host)
    }

    #[test]
    fn only_the_very_host_is_answered() {
        for (host, port, named, is_ours) in [
            (LoopbackHost::V4, 8080, "127.0.0.1:8080", true),
            (LoopbackHost::V4, 8080, "127.0.0.1:8081", false),
            (LoopbackHost::V4, 8080, "127.0.0.1", false),
            (LoopbackHost::V4, 80, "127.0.0.1", true),
            (LoopbackHost::V4, 8080, "localhost:8080", false),
            (LoopbackHost::V4, 8080, "evil.example:8080", false),
            (LoopbackHost::V4, 8080, "a@127.0.0.1:8080", false),
            (LoopbackHost::V4, 8080, "127.0.0.1.evil.example:8080", false),
            (LoopbackHost::Localhost, 8080, "LocalHost:8080", true),
            (LoopbackHost::Localhost, 8080, "127.0.0.1:8080", false),
            (LoopbackHost::V6, 8080, "[::1]:8080", true),
            (LoopbackHost::V6, 8080, "", false),
        ] {
            let said = why(get(named), &place(host, port));
            assert_eq!(said.is_none(), is_ours, "{host} {port} {named}: {said:?}");
        }
        let v4 = place(LoopbackHost::V4, 8080);
        assert!(why(get("127.0.0.1:8080").header("host", "evil.example"), &v4).is_some());
        assert!(why(Request::get("/callback"), &v4).is_some());
        let line = Request::get("http://evil.example/callback").header("host", "127.0.0.1:8080");
        assert!(why(line, &v4).is_some());
    }

    #[test]
    fn what_a_browser_does_beside_is_told_and_named_without_its_query() {
        let place = place(LoopbackHost::V4, 8080);
        let host = "127.0.0.1:8080";
        let cases = [
            (
                get(host).uri("/favicon.ico?hunter2"),
                "GET /favicon.ico: another path",
            ),
            (
                get(host).method("OPTIONS"),
                "OPTIONS /callback: asks what may be asked",
            ),
            (
                get(host).method("HEAD"),
                "HEAD /callback: asks for the head only",
            ),
            (
                get(host).header("Sec-Purpose", "prefetch;prerender"),
                "GET /callback: the browser fetches ahead",
            ),
            (
                get(host).header("Sec-Fetch-Dest", "image"),
                "GET /callback: a page asks, not a person's window",
            ),
        ];
        for (request, said) in cases {
            assert_eq!(why(request, &place).as_deref(), Some(said));
        }
        assert_eq!(
            why(get(host).header("Sec-Fetch-Dest", "document"), &place),
            None
        );
        assert_eq!(
            why(get(host).header("Cookie", "a".repeat(60 << 10)), &place),
            None
        );
        let large = why(get(host).header("Cookie", "a".repeat(70 << 10)), &place);
        assert_eq!(large.as_deref(), Some("GET /callback: 71 KiB of headers"));
    }
}
