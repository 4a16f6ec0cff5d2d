//! Steps as JSON: what the commands print, and what a trace file holds.

use super::{
    Answer, Body, Callback, Exchange, Field, Reading, Request, Response, Show, Step, Tree, Value,
};
use crate::report::{Check, Finding, Json};

/// A step.
pub fn step_json(step: &Step, show: Show) -> Json {
    let mut members = vec![("name", string(&step.name))];
    match &step.exchange {
        Some(exchange) => {
            let millis = jiff::Timestamp::from_millisecond(exchange.started_at);
            let started =
                millis.map_or_else(|_| exchange.started_at.to_string(), |time| time.to_string());
            members.push(("started_at", string(&started)));
            members.push(("duration_ms", number(exchange.duration.as_millis())));
            members.push(("request", request_json(&exchange.request, show)));
            members.push(("response", answer_json(exchange, show)));
        }
        None => {
            members.push(("request", Json::Null));
            members.push(("response", Json::Null));
        }
    }
    members.push(("checks", list(&step.checks, check_json)));
    members.push(("findings", list(&step.findings, finding_json)));
    if !step.notes.is_empty() {
        members.push(("notes", list(&step.notes, |note| string(note))));
    }
    if let Some(explanation) = &step.explanation {
        let mut said = vec![("meaning", string(&explanation.meaning))];
        said.extend(
            explanation
                .mend
                .as_deref()
                .map(|mend| ("mend", string(mend))),
        );
        members.push(("explanation", object(said)));
    }
    object(members)
}

/// A check, as a report prints it.
pub fn check_json(check: &Check) -> Json {
    let status = match check.status {
        crate::report::Status::Pass => "pass",
        crate::report::Status::Fail => "fail",
        crate::report::Status::Skipped => "skipped",
    };
    object(vec![
        ("id", string(check.id.as_str())),
        ("status", string(status)),
        ("detail", string(&check.detail)),
        ("reference", string(&check.reference.to_string())),
    ])
}

/// A finding, as a report prints it.
pub fn finding_json(finding: &Finding) -> Json {
    let severity = match finding.severity {
        crate::report::Severity::Info => "info",
        crate::report::Severity::Low => "low",
        crate::report::Severity::Medium => "medium",
        crate::report::Severity::High => "high",
        crate::report::Severity::Critical => "critical",
    };
    object(vec![
        ("id", string(finding.id)),
        ("severity", string(severity)),
        ("title", string(&finding.title)),
        ("detail", string(&finding.detail)),
        ("reference", string(&finding.reference.to_string())),
    ])
}

/// An object with these members.
pub fn object(members: Vec<(&str, Json)>) -> Json {
    let members = members.into_iter();
    Json::Object(
        members
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

fn string(text: &str) -> Json {
    Json::String(text.to_owned())
}

fn number(number: impl ToString) -> Json {
    Json::Number(number.to_string())
}

fn list<T>(values: &[T], one: impl Fn(&T) -> Json) -> Json {
    Json::Array(values.iter().map(one).collect())
}

fn request_json(request: &Request, show: Show) -> Json {
    let mut members = vec![
        ("method", string(request.method.as_str())),
        ("url", string(&request.url)),
    ];
    if !request.query.is_empty() {
        members.push(("query", fields_json(&request.query, show)));
    }
    members.push(("headers", fields_json(&request.headers, show)));
    match &request.body {
        Body::None => {}
        Body::Form(fields) => members.push(("form", fields_json(fields, show))),
        Body::Json(tree) => tree_json(&mut members, tree, show),
        Body::Text { content_type, text } => {
            members.push(("content_type", string(content_type)));
            value_json(&mut members, "text", text, show);
        }
    }
    object(members)
}

fn answer_json(exchange: &Exchange, show: Show) -> Json {
    match &exchange.answer {
        Answer::Response(response) => response_json(response, show),
        Answer::Callback(callback) => callback_json(callback, show),
        Answer::None(why) => object(vec![("error", string(why))]),
        Answer::NotAwaited => Json::Null,
    }
}

fn response_json(response: &Response, show: Show) -> Json {
    let mut members = vec![
        ("status", number(response.status)),
        ("headers", fields_json(&response.headers, show)),
        ("size", number(response.size)),
    ];
    match &response.reading {
        None | Some(Reading::Empty | Reading::Bytes) => {}
        Some(Reading::Form(fields)) => members.push(("form", fields_json(fields, show))),
        Some(Reading::Json(tree)) => tree_json(&mut members, tree, show),
        Some(Reading::Text(text)) => value_json(&mut members, "text", text, show),
    }
    if show == Show::Revealed
        && let Some(raw) = response.raw_text(show)
    {
        members.push(("raw", string(&raw)));
    }
    object(members)
}

fn callback_json(callback: &Callback, show: Show) -> Json {
    object(vec![
        ("redirect_uri", string(&callback.url)),
        ("response_mode", string(callback.mode.as_str())),
        ("pasted", Json::Bool(callback.is_pasted)),
        ("fields", fields_json(&callback.fields, show)),
    ])
}

fn fields_json(fields: &[Field], show: Show) -> Json {
    list(fields, |field| {
        let mut members = vec![("name", string(&field.name))];
        value_json(&mut members, "value", &field.value, show);
        object(members)
    })
}

/// A text, and that it is a secret where it is one.
fn value_json(members: &mut Vec<(&str, Json)>, name: &'static str, value: &Value, show: Show) {
    members.push((name, string(&value.text(show))));
    if value.is_secret() {
        members.push(("secret", Json::Bool(true)));
    }
}

fn tree_json(members: &mut Vec<(&str, Json)>, tree: &Tree, show: Show) {
    members.push(("json", tree.to_json(show)));
    let secrets = tree.secrets();
    if !secrets.is_empty() {
        members.push(("secrets", list(&secrets, |pointer| string(pointer))));
    }
}
