//! A login step by step, for a person: what was asked, what came back, and what it was worth.

use super::claims;
use super::sheet::{Colour, Page, Sheet, Style};
use super::time::Clock;
use super::{checks, findings};
use crate::oauth::{Outcome, Tokens};
use crate::report::{Finding, Json};
use crate::wire::{Answer, Body, Exchange, Field, Reading, Response, Show, Step, Tree};

/// Documents that anybody may read and nobody wants to in a terminal; the JSON format has them.
const DOCUMENTS: [&str; 2] = ["discovery", "keys"];

/// The whole login as text. `done` is what to say where it went as it should.
pub(in crate::cli) fn trace(
    outcome: &Outcome,
    done: &str,
    show: Show,
    clock: &Clock,
    page: Page,
) -> String {
    let mut sheet = Sheet::new(page);
    match (&outcome.error, outcome.active) {
        (None, Some(false)) => {
            let line = "The provider says that the token is not active";
            sheet.lead(Style::bold(Colour::Yellow), "Not active", line);
        }
        (None, _) if outcome.is_ok() => sheet.lead(Style::bold(Colour::Green), "Ok", done),
        (error, _) => {
            let why = error.as_deref().unwrap_or("a check failed");
            sheet.lead(Style::bold(Colour::Red), "Failed", why);
        }
    }
    for (number, one) in (1..).zip(&outcome.steps) {
        step(&mut sheet, number, one, show, clock);
    }
    let advice: Vec<Finding> = outcome.findings().cloned().collect();
    findings(&mut sheet, &advice);
    if let Some(tokens) = outcome.tokens() {
        self::tokens(&mut sheet, "Tokens", tokens, show, clock);
    } else if let Some(tokens) = outcome.refused_tokens() {
        let heading = "Tokens that came, and are not to be used";
        self::tokens(&mut sheet, heading, tokens, show, clock);
    }
    if let Some(about) = &outcome.claims {
        sheet.heading("What the provider says", Style::BOLD);
        tree(&mut sheet, about, show, clock);
    }
    sheet.into_text()
}

fn step(sheet: &mut Sheet, number: usize, step: &Step, show: Show, clock: &Clock) {
    let style = match step.has_failed() {
        true => Style::bold(Colour::Red),
        false => Style::BOLD,
    };
    sheet.heading(&format!("{number}. {}", capital(&step.name)), style);
    if let Some(exchange) = &step.exchange {
        let has_body = !DOCUMENTS.contains(&step.name.as_str());
        self::exchange(sheet, exchange, has_body, show, clock);
    }
    if let Some(explanation) = &step.explanation {
        sheet.paragraph(&format!("{}.", explanation.meaning));
        if let Some(mend) = &explanation.mend {
            sheet.paragraph(&format!("{mend}."));
        }
    }
    for note in &step.notes {
        sheet.paragraph(&format!("Note: {note}"));
    }
    checks(sheet, "  Checks", &step.checks);
}

fn exchange(sheet: &mut Sheet, exchange: &Exchange, has_body: bool, show: Show, clock: &Clock) {
    let request = &exchange.request;
    let line = format!("{} {}", request.method, request.url);
    sheet.indented(&[(Style::PLAIN, &line)]);
    fields(sheet, &request.query, show);
    match &request.body {
        Body::Form(form) => fields(sheet, form, show),
        Body::Json(json) => tree(sheet, json, show, clock),
        Body::None | Body::Text { .. } => {}
    }
    let millis = exchange.duration.as_millis();
    match &exchange.answer {
        Answer::Response(response) => {
            let size = response.size;
            let line = format!("answered {}, {size} bytes, {millis} ms", response.status);
            sheet.indented(&[(Style::BOLD, &line)]);
            if has_body {
                body(sheet, response, show, clock);
            }
        }
        Answer::Callback(callback) => {
            let how = match callback.is_pasted {
                true => "pasted",
                false => "came back",
            };
            let mode = callback.mode.as_str();
            let line = format!("{how} to {} ({mode})", callback.url);
            sheet.indented(&[(Style::BOLD, &line)]);
            fields(sheet, &callback.fields, show);
        }
        Answer::None(why) => sheet.indented(&[(Style::colour(Colour::Red), why)]),
        Answer::NotAwaited => {}
    }
}

fn body(sheet: &mut Sheet, response: &Response, show: Show, clock: &Clock) {
    match &response.reading {
        Some(Reading::Json(json)) => tree(sheet, json, show, clock),
        Some(Reading::Form(form)) => fields(sheet, form, show),
        Some(Reading::Text(text)) => claims::verbatim(sheet, &text.text(show)),
        None | Some(Reading::Empty | Reading::Bytes) => {}
    }
}

fn tree(sheet: &mut Sheet, tree: &Tree, show: Show, clock: &Clock) {
    match tree.to_json(show) {
        Json::Object(members) => claims::claims(sheet, &members, clock),
        other => claims::value(sheet, &other),
    }
}

fn fields(sheet: &mut Sheet, fields: &[Field], show: Show) {
    for field in fields {
        let value = field.value.text(show);
        let name = format!("  {} ", field.name);
        sheet.indented(&[(Style::DIM, &name), (Style::PLAIN, &value)]);
    }
}

fn tokens(sheet: &mut Sheet, heading: &str, tokens: &Tokens, show: Show, clock: &Clock) {
    sheet.heading(heading, Style::BOLD);
    let json = tokens.to_json(show);
    let members = json.members().unwrap_or_default();
    let left = members.iter().map(|(name, _)| name.len()).max();
    let left = left.unwrap_or_default();
    let time = |name: &str| tokens.expires_at.filter(|_| name == "expires_at");
    for (name, value) in members {
        let text = match (time(name), value.as_str()) {
            (Some(_), _) => clock.explain(value),
            (None, Some(text)) => Some(text.to_owned()),
            (None, None) => serde_json::to_string(value).ok(),
        };
        let (name, text) = (format!("{name:left$}  "), text.unwrap_or_default());
        sheet.indented(&[(Style::DIM, &name), (Style::PLAIN, &text)]);
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}
