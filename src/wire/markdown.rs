//! A trace as a report to be sent to somebody: without a secret, in Markdown.

use super::{Answer, Body, Callback, Field, Reading, Request, Response, Show, StepView, encode};
use crate::report::Status;
use std::fmt::Write as _;

/// A body longer than this, in bytes, is cut off: a report is read by a person.
const MAX_BODY: usize = 16 << 10;

/// The steps as a report. It never holds a secret.
pub fn as_markdown(title: &str, steps: &[StepView]) -> String {
    let mut text = format!("# {}\n", plain(title));
    for (number, step) in (1..).zip(steps) {
        section(&mut text, number, step);
    }
    text.push_str("\nSecrets were left out when this report was made.\n");
    text
}

fn section(text: &mut String, number: usize, step: &StepView) {
    // Writing to a text cannot fail.
    let _ = write!(text, "\n## {number}. {}\n", plain(&step.name));
    if let Some(exchange) = &step.exchange {
        let millis = exchange.duration.as_millis();
        let began = jiff::Timestamp::from_millisecond(exchange.started_at);
        let began = began.map(|time| time.to_string()).unwrap_or_default();
        let _ = write!(text, "\n{began}, took {millis} ms\n");
        fence(text, "http", &request(&exchange.request));
        match &exchange.answer {
            Answer::Response(answer) => fence(text, "http", &response(answer)),
            Answer::Callback(answer) => fence(text, "http", &callback(answer)),
            Answer::None(why) => {
                let _ = write!(text, "\nNo answer: {}\n", plain(why));
            }
            Answer::NotAwaited => {}
        }
    }
    if !step.checks.is_empty() {
        text.push_str("\n| Check | | Detail | Reference |\n|---|---|---|---|\n");
        for check in &step.checks {
            let status = match check.status {
                Status::Pass => "passed",
                Status::Fail => "**failed**",
                Status::Skipped => "not checked",
            };
            let (id, detail) = (cell(&check.id), cell(&check.detail));
            let reference = cell(&check.reference);
            let _ = writeln!(text, "| {id} | {status} | {detail} | {reference} |");
        }
    }
    if let Some(explanation) = &step.explanation {
        let _ = write!(text, "\n**{}.**", plain(&explanation.meaning));
        if let Some(mend) = &explanation.mend {
            let _ = write!(text, " {}.", plain(mend));
        }
        text.push('\n');
    }
    let findings = step.findings.iter();
    let findings = findings.map(|f| format!("{}. {}", plain(&f.title), plain(&f.detail)));
    let lines: Vec<_> = findings
        .chain(step.notes.iter().map(|n| plain(n)))
        .collect();
    if !lines.is_empty() {
        text.push('\n');
    }
    for line in lines {
        let _ = writeln!(text, "- {line}");
    }
}

fn request(request: &Request) -> String {
    let mut text = format!("{} {}\n", request.method, request.full_url(Show::Masked));
    if let Some(content_type) = request.body.content_type() {
        let _ = writeln!(text, "Content-Type: {content_type}");
    }
    headers(&mut text, &request.headers);
    let body = match &request.body {
        Body::None => return text,
        Body::Form(fields) => encode(fields, Show::Masked).replace('&', "\n&"),
        Body::Json(tree) => tree.indented(Show::Masked),
        Body::Text { text, .. } => text.to_string(),
    };
    text.push('\n');
    text.push_str(&body);
    text
}

fn response(response: &Response) -> String {
    let mut text = format!("{}\n", response.status);
    headers(&mut text, &response.headers);
    text.push('\n');
    match &response.reading {
        None | Some(Reading::Bytes) => {
            let _ = write!(text, "({} bytes)", response.size);
        }
        Some(Reading::Empty) => text.push_str("(empty)"),
        Some(Reading::Form(fields)) => {
            text.push_str(&encode(fields, Show::Masked).replace('&', "\n&"));
        }
        Some(Reading::Json(tree)) => text.push_str(&tree.indented(Show::Masked)),
        Some(Reading::Text(value)) => text.push_str(&value.to_string()),
    }
    text
}

fn callback(callback: &Callback) -> String {
    let how = if callback.is_pasted { ", pasted" } else { "" };
    let fields = encode(&callback.fields, Show::Masked).replace('&', "\n&");
    let mode = callback.mode.as_str();
    format!("{} ({mode}{how})\n\n{fields}", callback.url)
}

fn headers(text: &mut String, headers: &[Field]) {
    for header in headers {
        let _ = writeln!(text, "{}: {}", header.name, header.value);
    }
}

/// A block that its content cannot end: its fence is longer than any in it.
fn fence(text: &mut String, language: &str, content: &str) {
    let mut content = content.to_owned();
    if content.len() > MAX_BODY {
        let end = (0..=MAX_BODY)
            .rev()
            .find(|at| content.is_char_boundary(*at));
        content.truncate(end.unwrap_or_default());
        content.push_str("\n… cut off");
    }
    let longest = content.split(|c| c != '`').map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or_default().max(2) + 1);
    let content = content.trim_end();
    let _ = write!(text, "\n{fence}{language}\n{content}\n{fence}\n");
}

/// A text from outside as it stands in a line: nothing in it is a mark of Markdown or HTML.
fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' => {
                shown.push('\\');
                shown.push(c);
            }
            c if c.is_control() => shown.push(' '),
            c => shown.push(c),
        }
    }
    shown
}

fn cell(text: &str) -> String {
    plain(text)
}
