//! What was sent and received in a step, field by field.

use super::obtained::kind_words;
use super::words;
use crate::app::when::lasting;
use crate::report::Json;
use crate::wire::{
    Answer, Body, Callback, Exchange, Field, Reading, Request, Response, StepView, Tree, Value,
};

/// What stands in a row.
#[derive(Clone, Debug)]
pub enum Cell<'a> {
    /// A value that may be masked.
    Value(&'a Value),
    /// What may be seen.
    Bare(String),
}

/// A field.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Tells it from the others of its step.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its value.
    pub cell: Cell<'a>,
    /// Whether it is a number, or true or false.
    pub is_number: bool,
    /// What it means, in a few words.
    pub note: String,
}

impl Row<'_> {
    /// Whether it is masked until it is revealed.
    pub fn is_secret(&self) -> bool {
        matches!(self.cell, Cell::Value(value) if value.is_secret())
    }

    /// Whether revealing it shows more.
    pub fn can_be_revealed(&self) -> bool {
        matches!(self.cell, Cell::Value(value) if value.can_be_revealed())
    }
}

/// Fields that belong together.
#[derive(Clone, Debug)]
pub struct Section<'a> {
    /// What they are.
    pub title: &'static str,
    /// Whether they were sent; else they were received.
    pub is_sent: bool,
    /// The fields.
    pub rows: Vec<Row<'a>>,
    /// How many more there are than are shown.
    pub more: usize,
}

/// More fields of one part are not read by anybody; the raw text has all.
const MAX_ROWS: usize = 300;
/// JSON that is nested more deeply stands on one line.
const MAX_DEPTH: usize = 6;

/// All that was sent and received in a step.
pub(super) fn sections(step: &StepView) -> Vec<Section<'_>> {
    let Some(exchange) = &step.exchange else {
        return Vec::new();
    };
    let mut sections = Vec::new();
    sent(&exchange.request, &mut sections);
    received(exchange, &mut sections);
    sections.retain(|section| !section.rows.is_empty());
    sections
}

fn sent<'a>(request: &'a Request, sections: &mut Vec<Section<'a>>) {
    sections.push(fields("Sent: query", true, "query", &request.query));
    match &request.body {
        Body::None => {}
        Body::Form(form) => sections.push(fields("Sent: form", true, "form", form)),
        Body::Json(json) => sections.push(tree("Sent: JSON", true, "body", json)),
        Body::Text { text, .. } => sections.push(section(
            "Sent: text",
            true,
            vec![row("body", 0, "body", Cell::Value(text))],
        )),
    }
    let mut headers = fields("Sent: headers", true, "header", &request.headers);
    if let Some(content_type) = request.body.content_type() {
        let cell = Cell::Bare(content_type.to_owned());
        let number = headers.rows.len();
        headers
            .rows
            .push(row("header", number, "Content-Type", cell));
    }
    sections.push(headers);
}

fn received<'a>(exchange: &'a Exchange, sections: &mut Vec<Section<'a>>) {
    match &exchange.answer {
        Answer::Response(response) => answer(response, sections),
        Answer::Callback(callback) => brought(callback, sections),
        Answer::None(_) | Answer::NotAwaited => {}
    }
}

fn answer<'a>(response: &'a Response, sections: &mut Vec<Section<'a>>) {
    let body = "Received: body";
    let size = || words::sized(response.size);
    match &response.reading {
        Some(Reading::Json(json)) => sections.push(tree(body, false, "answer", json)),
        Some(Reading::Form(form)) => sections.push(fields(body, false, "answer", form)),
        Some(Reading::Text(text)) => {
            let mut text = row("answer", 0, "text", Cell::Value(text));
            text.note = size();
            sections.push(section(body, false, vec![text]));
        }
        Some(Reading::Empty) => {}
        Some(Reading::Bytes) | None if response.size == 0 => {}
        Some(Reading::Bytes) | None => {
            let told = Cell::Bare(format!("{}, not read", size()));
            sections.push(section(body, false, vec![row("answer", 0, "body", told)]));
        }
    }
    sections.push(fields("Received: headers", false, "got", &response.headers));
}

fn brought<'a>(callback: &'a Callback, sections: &mut Vec<Section<'a>>) {
    let title = match callback.mode.as_str() {
        "fragment" => "Received: fragment",
        "form_post" => "Received: form",
        _ => "Received: query",
    };
    sections.push(fields(title, false, "callback", &callback.fields));
    let how = if callback.is_pasted {
        "pasted"
    } else {
        "brought by the browser"
    };
    let mut at = row("at", 0, "redirect", Cell::Bare(callback.url.clone()));
    at.note = how.to_owned();
    sections.push(section("Received: at", false, vec![at]));
}

fn section<'a>(title: &'static str, is_sent: bool, mut rows: Vec<Row<'a>>) -> Section<'a> {
    let more = rows.len().saturating_sub(MAX_ROWS);
    rows.truncate(MAX_ROWS);
    Section {
        title,
        is_sent,
        rows,
        more,
    }
}

fn row<'a>(part: &str, number: usize, name: &str, cell: Cell<'a>) -> Row<'a> {
    let note = match &cell {
        Cell::Value(value) => note(name, value),
        Cell::Bare(text) => bare_note(name, text),
    };
    Row {
        id: format!("{part}/{number}"),
        name: name.to_owned(),
        cell,
        is_number: false,
        note,
    }
}

fn fields<'a>(title: &'static str, is_sent: bool, part: &str, fields: &'a [Field]) -> Section<'a> {
    let rows = fields.iter().enumerate();
    let rows = rows.map(|(i, f)| row(part, i, &f.name, Cell::Value(&f.value)));
    section(title, is_sent, rows.collect())
}

fn tree<'a>(title: &'static str, is_sent: bool, part: &str, json: &'a Tree) -> Section<'a> {
    let mut rows = Vec::new();
    walk(json, "", part, 0, &mut rows);
    section(title, is_sent, rows)
}

fn walk<'a>(json: &'a Tree, name: &str, part: &str, depth: usize, rows: &mut Vec<Row<'a>>) {
    let number = rows.len();
    let below = |member: &str| match name {
        "" => member.to_owned(),
        _ => format!("{name}.{member}"),
    };
    match json {
        Tree::Text(value) => rows.push(row(part, number, name, Cell::Value(value))),
        Tree::Hidden(value) => {
            let mut row = row(part, number, name, Cell::Value(value));
            row.is_number = true;
            rows.push(row);
        }
        Tree::Bare(value) => rows.push(number_row(part, number, name, value)),
        Tree::Object(members) if depth < MAX_DEPTH && !members.is_empty() => {
            for (member, value) in members {
                walk(value, &below(member), part, depth + 1, rows);
            }
        }
        Tree::Array(values) if values.iter().all(is_plain) => {
            let words: Vec<_> = values.iter().map(plain_text).collect();
            rows.push(row(part, number, name, Cell::Bare(words.join(" "))));
        }
        Tree::Array(values) if depth < MAX_DEPTH => {
            for (i, value) in values.iter().enumerate() {
                walk(value, &format!("{name}[{i}]"), part, depth + 1, rows);
            }
        }
        Tree::Object(_) | Tree::Array(_) => {
            let text = json.compact(crate::wire::Show::Masked);
            rows.push(row(part, number, name, Cell::Bare(text)));
        }
    }
}

fn number_row<'a>(part: &str, number: usize, name: &str, value: &Json) -> Row<'a> {
    let text = match value {
        Json::Null => "null".to_owned(),
        Json::Bool(value) => value.to_string(),
        Json::Number(digits) => digits.clone(),
        other => other.type_name().to_owned(),
    };
    let mut row = row(part, number, name, Cell::Bare(text));
    row.is_number = true;
    row
}

fn is_plain(tree: &Tree) -> bool {
    match tree {
        Tree::Text(value) => !value.is_secret(),
        Tree::Bare(_) => true,
        Tree::Hidden(_) | Tree::Array(_) | Tree::Object(_) => false,
    }
}

fn plain_text(tree: &Tree) -> String {
    match tree {
        Tree::Text(Value::Plain(text)) => text.clone(),
        Tree::Bare(Json::Number(digits)) => digits.clone(),
        Tree::Bare(Json::Bool(value)) => value.to_string(),
        _ => String::new(),
    }
}

fn note(name: &str, value: &Value) -> String {
    match value {
        Value::Secret(secret) if name.ends_with("_token") => kind_words(secret),
        Value::Secret(secret) | Value::Partly { secret, .. } => {
            format!("{} characters", words::thousands(secret.len()))
        }
        Value::LeftOut(_) => "left out of the file".to_owned(),
        Value::Plain(text) => bare_note(name, text),
    }
}

fn bare_note(name: &str, text: &str) -> String {
    let last = name.rsplit('.').next().unwrap_or(name);
    if matches!(
        last,
        "expires_in" | "interval" | "refresh_expires_in" | "ext_expires_in"
    ) && let Ok(seconds) = text.parse()
    {
        return lasting(seconds);
    }
    String::new()
}
