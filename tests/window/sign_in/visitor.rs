//! A browser of the smallest kind: it follows redirects, keeps cookies, fills in the forms of the
//! login pages, and posts them.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

/// A login takes fewer pages.
const MAX_PAGES: usize = 20;

/// Goes to an address and on from there, until a page asks for nothing any more. Returns that page.
pub(crate) fn visit(url: &str, user: &str) -> String {
    // By host, path and name.
    let mut cookies: BTreeMap<(String, String, String), String> = BTreeMap::new();
    let mut next = (url.to_owned(), None::<String>);
    for _ in 0..MAX_PAGES {
        let (url, form) = next;
        let (origin, path) = split(&url);
        let host = origin.strip_prefix("http://").expect("http").to_owned();
        let own = cookies.iter().filter(|((of, at, _), value)| {
            *of == host && path.starts_with(at.as_str()) && !value.is_empty()
        });
        let own: Vec<_> = own.map(|((_, _, n), v)| format!("{n}={v}")).collect();
        let answer = ask(&host, &path, &own.join("; "), form.as_deref());
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
        for (_, cookie) in headers(head).filter(|(name, _)| name == "set-cookie") {
            let pair = cookie.split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let at = cookie.split("path=").nth(1).unwrap_or("/");
            let at = at.split(';').next().unwrap().to_owned();
            cookies.insert((host.clone(), at, name.to_owned()), value.to_owned());
        }
        if let Some((_, to)) = headers(head).find(|(n, _)| n == "location") {
            next = (absolute(&origin, &to), None);
            continue;
        }
        let Some(form) = body.split("<form").nth(1) else {
            return body.to_owned();
        };
        let form = form.split("</form>").next().unwrap();
        let action = attribute(form, "action").expect("an action");
        next = (absolute(&origin, &action), Some(filled(form, user)));
    }
    panic!("the pages never end");
}

fn split(url: &str) -> (String, String) {
    let (scheme, rest) = url.split_once("://").expect("an address");
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(at);
    let path = path.split('#').next().unwrap();
    (format!("{scheme}://{host}"), path.to_owned())
}

fn absolute(origin: &str, to: &str) -> String {
    if to.starts_with("http") {
        return to.replace("&amp;", "&");
    }
    format!("{origin}{}", to.replace("&amp;", "&"))
}

fn headers(head: &str) -> impl Iterator<Item = (String, String)> {
    let lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    lines.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
}

/// The value of an attribute in the first tag of a text.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = tag.split('>').next()?;
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split('"').next().map(str::to_owned)
}

/// The form as it is posted: any user name and any password will do.
fn filled(form: &str, user: &str) -> String {
    let mut fields = Vec::new();
    for tag in form.split("<input").skip(1) {
        let Some(name) = attribute(tag, "name") else {
            continue;
        };
        let value = match name.as_str() {
            "login" => user.to_owned(),
            "password" => "any".to_owned(),
            _ => attribute(tag, "value").unwrap_or_default(),
        };
        fields.push((name, value));
    }
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

fn ask(host: &str, path: &str, cookies: &str, form: Option<&str>) -> String {
    let mut stream = TcpStream::connect(host).expect("somebody listens");
    let path = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    };
    let (method, body) = match form {
        Some(form) => ("POST", form),
        None => ("GET", ""),
    };
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\nCookie: {cookies}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}
