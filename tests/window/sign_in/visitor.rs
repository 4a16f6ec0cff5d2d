//! A browser of the smallest kind: it follows redirects, keeps cookies, fills in the forms of the
//! login pages, and posts them. It has no scripts.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tokenscope::flows::Browser;

/// A login takes fewer pages.
const MAX_PAGES: usize = 20;

/// Who sits at it.
const USER: &str = "ada";

/// A person with a browser. What it is told it keeps, from one visit to the next.
#[derive(Clone, Default)]
pub(crate) struct Visitor(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// By host, path and name.
    cookies: Mutex<BTreeMap<(String, String, String), String>>,
    /// What it was opened with: that stands in the arguments of a process.
    opened: Mutex<Vec<String>>,
    /// What it posted, each with where.
    posted: Mutex<Vec<(String, String)>>,
    visits: Mutex<Vec<JoinHandle<String>>>,
}

impl Visitor {
    /// As the program opens it: it comes back at once, and goes its way by itself.
    pub(crate) fn browser(&self) -> Browser {
        let visitor = self.clone();
        Arc::new(move |url: &str| {
            visitor.0.opened.lock().unwrap().push(url.to_owned());
            let (visitor, url, inner) = (visitor.clone(), url.to_owned(), visitor.0.clone());
            let visit = std::thread::spawn(move || visitor.visit(&url, ""));
            inner.visits.lock().unwrap().push(visit);
            Ok(())
        })
    }

    /// The addresses that it was opened with.
    pub(crate) fn opened(&self) -> Vec<String> {
        self.0.opened.lock().unwrap().clone()
    }

    /// Waits until it came to the end of each way, and gives the last page of each.
    pub(crate) fn pages(&self) -> Vec<String> {
        let visits = std::mem::take(&mut *self.0.visits.lock().unwrap());
        let pages = visits.into_iter();
        pages.map(|visit| visit.join().expect("a visit")).collect()
    }

    /// What was posted to addresses that end so.
    pub(crate) fn posted(&self, end: &str) -> Vec<String> {
        let posted = self.0.posted.lock().unwrap();
        let there = posted.iter().filter(|(url, _)| url.ends_with(end));
        there.map(|(_, form)| form.clone()).collect()
    }

    /// How often it had to say who it is.
    pub(crate) fn logins(&self) -> usize {
        let posted = self.0.posted.lock().unwrap();
        let named = |(_, form): &&(String, String)| form.contains("login=ada");
        posted.iter().filter(named).count()
    }

    /// Goes to an address and on from there, until a page asks for nothing any more. Returns that
    /// page. Where a code for a device is asked for, it types this one.
    pub(crate) fn visit(&self, url: &str, user_code: &str) -> String {
        let mut next = (url.to_owned(), None::<String>);
        for _ in 0..MAX_PAGES {
            let (url, form) = next;
            if let Some(form) = &form {
                let posted = (url.clone(), form.clone());
                self.0.posted.lock().unwrap().push(posted);
            }
            let answer = self.ask(&url, form.as_deref());
            let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
            let (origin, _) = split(&url);
            if let Some((_, to)) = headers(head).find(|(n, _)| n == "location") {
                next = (absolute(&origin, &to), None);
                continue;
            }
            let Some(form) = body.split("<form").nth(1) else {
                return body.to_owned();
            };
            let form = form.split("</form>").next().unwrap();
            let action = attribute(form, "action").expect("an action");
            let filled = filled(form, body, user_code);
            next = (absolute(&origin, &action), Some(filled));
        }
        panic!("the pages never end");
    }

    fn ask(&self, url: &str, form: Option<&str>) -> String {
        let (origin, path) = split(url);
        let host = origin.strip_prefix("http://").expect("http").to_owned();
        let mut cookies = self.0.cookies.lock().unwrap();
        let own = cookies.iter().filter(|((of, at, _), value)| {
            *of == host && path.starts_with(at.as_str()) && !value.is_empty()
        });
        let own: Vec<_> = own.map(|((_, _, n), v)| format!("{n}={v}")).collect();
        let answer = ask(&host, &path, &own.join("; "), form);
        let head = answer.split("\r\n\r\n").next().unwrap_or_default();
        for (_, cookie) in headers(head).filter(|(name, _)| name == "set-cookie") {
            let pair = cookie.split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let at = cookie.split("path=").nth(1).unwrap_or("/");
            let at = at.split(';').next().unwrap().to_owned();
            cookies.insert((host.clone(), at, name.to_owned()), value.to_owned());
        }
        answer
    }
}

fn split(url: &str) -> (String, String) {
    let (scheme, rest) = url.split_once("://").expect("an address");
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(at);
    let path = path.split('#').next().unwrap();
    (format!("{scheme}://{host}"), path.to_owned())
}

fn absolute(origin: &str, to: &str) -> String {
    let to = to.replace("&amp;", "&");
    if to.starts_with("http") {
        return to;
    }
    format!("{origin}{to}")
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

/// The form as it is posted, by the first button of the page: any user name and any password will
/// do.
fn filled(form: &str, page: &str, user_code: &str) -> String {
    let mut fields = Vec::new();
    for tag in form.split("<input").skip(1) {
        let Some(name) = attribute(tag, " name") else {
            continue;
        };
        let value = attribute(tag, " value").unwrap_or_default();
        let value = match name.as_str() {
            "login" => USER.to_owned(),
            "password" => "any".to_owned(),
            "user_code" if value.is_empty() => user_code.to_owned(),
            _ => value,
        };
        fields.push((name, value));
    }
    let button = page.split("<button").nth(1);
    let button = button.and_then(|tag| Some((attribute(tag, " name")?, attribute(tag, " value")?)));
    fields.extend(button);
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
