//! A step of a login as it is told.

use super::rows::{self, Section};
use super::words;
use crate::app::Judgement;
use crate::report::{Severity, Status};
use crate::wire::{Answer, Callback, Request, Response, Show, StepView, has_secret};

/// A view of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StepTab {
    /// The fields.
    #[default]
    Decoded,
    /// What went over the wire.
    Raw,
    /// What was judged.
    Checks,
}

impl StepTab {
    /// All, in their order.
    pub const ALL: [Self; 3] = [Self::Decoded, Self::Raw, Self::Checks];
}

/// A part of a step as it went over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepPart {
    /// Tells it from the others.
    pub id: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Whether it was sent.
    pub is_sent: bool,
    /// The text.
    pub text: String,
    /// Whether something in it can be revealed.
    pub has_secret: bool,
}

/// What is told of a step on its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepWords {
    /// What it was for.
    pub title: String,
    /// The method, where something was asked.
    pub method: &'static str,
    /// Where, or what became of it.
    pub detail: String,
    /// The status code.
    pub status: Option<u16>,
    /// How long it took.
    pub took: String,
    /// What it is worth.
    pub judgement: Judgement,
}

impl StepWords {
    /// The words for a step.
    pub fn of(step: &StepView) -> Self {
        let exchange = step.exchange.as_ref();
        let judgement = judgement(step);
        let took = exchange.map_or(String::new(), |exchange| {
            let millis = u64::try_from(exchange.duration.as_millis()).unwrap_or(u64::MAX);
            words::took(millis)
        });
        let place = exchange.map(|e| place(&e.request.url).to_owned());
        let is_browser = exchange.is_some_and(|e| matches!(e.answer, Answer::Callback(_)));
        let told = match judgement {
            Judgement::Fail => failure(step),
            Judgement::Warn => warning(step),
            _ => None,
        };
        let method = exchange
            .filter(|_| told.is_none() && !is_browser)
            .map_or("", |e| e.request.method.as_str());
        let detail = told.unwrap_or_else(|| {
            if is_browser {
                "Came back".to_owned()
            } else {
                place.unwrap_or_else(|| checks_words(step))
            }
        });
        Self {
            title: step_title(&step.name),
            method,
            detail,
            status: exchange.and_then(|e| e.response()).map(|r| r.status),
            took,
            judgement,
        }
    }

    /// All of it in a sentence, for who cannot see the line.
    pub fn sentence(&self) -> String {
        let worth = match self.judgement {
            Judgement::Fail => "failed",
            Judgement::Warn => "with a warning",
            _ => "done",
        };
        let status = self.status.map_or(String::new(), |s| format!(", {s}"));
        format!("{}: {worth}{status}", self.title)
    }
}

/// What a step is called where it has a page of its own.
pub fn step_title(name: &str) -> String {
    match name {
        "userinfo" => "UserInfo".to_owned(),
        // Another device is waited for: only the last poll is kept.
        poll if poll.starts_with("token request ") => {
            let number = poll.trim_start_matches("token request ");
            format!("Token request, poll {number}")
        }
        name => crate::report::capital(name),
    }
}

/// The last part of a path.
fn place(url: &str) -> &str {
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    let last = rest.trim_end_matches('/').rfind('/');
    last.and_then(|at| rest.get(at..)).unwrap_or(rest)
}

pub(super) fn judgement(step: &StepView) -> Judgement {
    if step.has_failed() {
        return Judgement::Fail;
    }
    // What became of it nobody here knows.
    let answer = step.exchange.as_ref().map(|exchange| &exchange.answer);
    if matches!(answer, Some(Answer::NotAwaited)) {
        return Judgement::Info;
    }
    let mut findings = step.findings.iter();
    if findings.any(|finding| finding.severity >= Severity::Medium) {
        Judgement::Warn
    } else {
        Judgement::Pass
    }
}

fn failure(step: &StepView) -> Option<String> {
    if let Some(check) = step.checks.iter().find(|c| c.status == Status::Fail) {
        return Some(format!("{} fails", check_title(&check.id)));
    }
    if let Some(exchange) = &step.exchange
        && let Answer::None(_) = &exchange.answer
    {
        return Some("No answer".to_owned());
    }
    let explanation = step.explanation.as_ref()?;
    Some(explanation.meaning.clone())
}

fn warning(step: &StepView) -> Option<String> {
    let worst = step.findings.iter().max_by_key(|f| f.severity)?;
    Some(worst.title.clone())
}

fn checks_words(step: &StepView) -> String {
    let passed = step.checks.iter().filter(|c| c.status == Status::Pass);
    match passed.count() {
        0 => String::new(),
        1 => "1 check passed".to_owned(),
        n => format!("{n} checks passed"),
    }
}

/// What was sent and received, field by field.
pub fn step_sections(step: &StepView) -> Vec<Section<'_>> {
    rows::sections(step)
}

/// The status with its words: `200 OK`.
pub fn status_words(status: u16) -> String {
    let reason = match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        415 => "Unsupported Media Type",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => return status.to_string(),
    };
    format!("{status} {reason}")
}

/// The size of an answer in words.
pub fn size_words(response: &Response) -> String {
    words::sized(response.size)
}

/// What went over the wire, with or without what is secret; `is_revealed` is asked for each part.
pub fn step_raw(step: &StepView, is_revealed: &dyn Fn(&str) -> bool) -> Vec<StepPart> {
    let Some(exchange) = &step.exchange else {
        return Vec::new();
    };
    let mut parts = Vec::new();
    // What is secret is written out only where it is shown.
    let mut put = |id: &'static str, title, has_secret, write: &dyn Fn(Show) -> String| {
        let show = if is_revealed(id) {
            Show::Revealed
        } else {
            Show::Masked
        };
        parts.push(StepPart {
            id,
            title,
            is_sent: id == SENT,
            has_secret,
            text: write(show),
        });
    };
    put(SENT, "Sent", exchange.request.has_secret(), &|show| {
        request_text(&exchange.request, show)
    });
    match &exchange.answer {
        Answer::Response(response) => {
            put(RECEIVED, "Received", response.has_secret(), &|show| {
                response_text(response, show)
            });
        }
        Answer::Callback(callback) => {
            put(
                RECEIVED,
                "Received",
                has_secret(&callback.fields),
                &|show| callback_text(callback, show),
            );
        }
        Answer::None(why) => put(RECEIVED, "Received", false, &|_| why.clone()),
        Answer::NotAwaited => {}
    }
    parts
}

/// The parts of a step as it went over the wire.
const SENT: &str = "raw/sent";
const RECEIVED: &str = "raw/received";

fn callback_text(callback: &Callback, show: Show) -> String {
    let fields = crate::wire::encode(&callback.fields, show);
    match callback.mode.as_str() {
        "form_post" => format!("POST {}\n\n{fields}", callback.url),
        "fragment" => format!("{}#{fields}", callback.url),
        _ => format!("{}?{fields}", callback.url),
    }
}

fn request_text(request: &Request, show: Show) -> String {
    use std::fmt::Write as _;
    let url = request.full_url(show);
    let (origin, path) = match url.split_once("://") {
        Some((_, rest)) => match rest.find(['/', '?']) {
            Some(at) => rest.split_at(at),
            None => (rest, "/"),
        },
        None => ("", url.as_str()),
    };
    let mut text = format!("{} {path} HTTP/1.1\nHost: {origin}\n", request.method);
    for header in &request.headers {
        let _ = writeln!(text, "{}: {}", header.name, header.value.text(show));
    }
    if let Some(content_type) = request.body.content_type() {
        let _ = writeln!(text, "Content-Type: {content_type}");
    }
    if let Some(body) = request.body.text(show) {
        let _ = write!(text, "\n{body}");
    }
    text
}

fn response_text(response: &Response, show: Show) -> String {
    use std::fmt::Write as _;
    let mut text = format!("HTTP {}\n", status_words(response.status));
    for header in &response.headers {
        let _ = writeln!(text, "{}: {}", header.name, header.value.text(show));
    }
    match response.raw_text(show) {
        Some(body) if !body.is_empty() => {
            let _ = write!(text, "\n{body}");
        }
        Some(_) => {}
        None => {
            let _ = write!(text, "\n{} that are no text", words::sized(response.size));
        }
    }
    text
}

/// A check as a person reads it: `at-hash` is `At hash`.
pub fn check_title(id: &str) -> String {
    crate::report::capital(&id.replace('-', " "))
}
