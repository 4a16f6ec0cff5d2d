//! A browser as small as can be: it keeps cookies, follows redirects, fills in and sends forms.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use tokenscope::wire::{Field, Show, encode};
use url::Url;

/// Where it came to: an address of somebody else, or a page without a form.
#[derive(Debug)]
pub(crate) struct End {
    /// The address.
    pub(crate) url: String,
    /// What is posted there, where it is.
    form: Option<String>,
    /// The page, where it is one.
    pub(crate) page: String,
}

/// Longer ways are circles.
const MOST: usize = 20;

/// Signs in as this person, wherever an address of a provider leads.
pub(crate) fn sign_in(url: &str, name: &str) -> End {
    follow(Url::parse(url).unwrap(), None, name)
}

fn follow(mut url: Url, mut form: Option<String>, name: &str) -> End {
    let mut cookies = BTreeMap::new();
    let home = url.origin();
    for _ in 0..MOST {
        if url.origin() != home || url.fragment().is_some() {
            return End {
                url: url.into(),
                form,
                page: String::new(),
            };
        }
        let answer = ask(&url, form.as_deref(), &cookies);
        let (head, page) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        keep(head, &mut cookies);
        if let Some(location) = header(head, "location").next() {
            (url, form) = (url.join(location).unwrap(), None);
            continue;
        }
        let Some((action, fields)) = form_of(page, name) else {
            return End {
                url: url.into(),
                form: None,
                page: page.to_owned(),
            };
        };
        (url, form) = (url.join(&action).unwrap(), Some(fields));
    }
    panic!("it goes round in circles at {url}");
}

impl End {
    /// What is posted at the last address.
    pub(crate) fn posted(&self) -> Option<&str> {
        self.form.as_deref()
    }

    /// Goes on from the last address as before.
    pub(crate) fn go_on(&self, name: &str) -> End {
        follow(Url::parse(&self.url).unwrap(), self.form.clone(), name)
    }

    /// Goes on to the last address, and gives the page that stands there.
    pub(crate) fn deliver(&self) -> String {
        let url = Url::parse(&self.url).unwrap();
        ask(&url, self.form.as_deref(), &BTreeMap::new())
    }
}

/// One request, without and with a form.
pub(crate) fn ask(url: &Url, form: Option<&str>, cookies: &BTreeMap<String, String>) -> String {
    let address = url.socket_addrs(|| None).unwrap();
    let mut stream = TcpStream::connect(&*address).unwrap();
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let cookies: Vec<_> = cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
    let mut head = format!("Host: {host}\r\nConnection: close\r\n");
    if !cookies.is_empty() {
        head.push_str(&format!("Cookie: {}\r\n", cookies.join("; ")));
    }
    let request = match form {
        None => format!("GET {path} HTTP/1.0\r\n{head}\r\n"),
        Some(form) => format!(
            "POST {path} HTTP/1.0\r\n{head}Content-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{form}",
            form.len()
        ),
    };
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn header<'h>(head: &'h str, name: &'h str) -> impl Iterator<Item = &'h str> {
    head.lines().filter_map(move |line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn keep(head: &str, cookies: &mut BTreeMap<String, String>) {
    for cookie in header(head, "set-cookie") {
        let pair = cookie.split(';').next().unwrap_or_default();
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if value.is_empty() {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// The first form of a page, filled in: where it is sent, and what.
fn form_of(page: &str, name: &str) -> Option<(String, String)> {
    let form = page.split("<form").nth(1)?.split("</form>").next()?;
    let action = attribute(form.split('>').next()?, "action")?;
    let inputs = form.split("<input").skip(1);
    let mut fields: Vec<_> = inputs
        .filter_map(|input| {
            let input = input.split('>').next()?;
            let field = attribute(input, "name")?;
            let value = match field.as_str() {
                "login" => name.to_owned(),
                "password" => "any".to_owned(),
                _ => attribute(input, "value").unwrap_or_default(),
            };
            Some(Field::plain(field, value))
        })
        .collect();
    if form.contains("logoutForm") {
        fields.push(Field::plain("logout", "yes"));
    }
    Some((action, encode(&fields, Show::Revealed)))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()?;
    let entities = [
        ("&#39;", "'"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
    ];
    let plain = entities.iter().fold(value.to_owned(), |text, (entity, c)| {
        text.replace(entity, c)
    });
    Some(plain.replace("&amp;", "&"))
}
