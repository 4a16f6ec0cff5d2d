//! Steps as JSON: what the commands print, and what a trace file holds.

use super::{
    Answer, Body, Callback, Exchange, Field, Reading, Request, Response, Show, Step, Tree, Value,
};
use serde_json::{Map, Value as Json, json};

/// A step.
pub fn step_json(step: &Step, show: Show) -> Json {
    let mut map = Map::new();
    map.insert("name".into(), step.name.as_str().into());
    let (request, response) = match &step.exchange {
        Some(exchange) => {
            let millis = jiff::Timestamp::from_millisecond(exchange.started_at);
            let started =
                millis.map_or_else(|_| exchange.started_at.to_string(), |t| t.to_string());
            map.insert("started_at".into(), started.into());
            let duration = u64::try_from(exchange.duration.as_millis()).unwrap_or(u64::MAX);
            map.insert("duration_ms".into(), duration.into());
            (
                request_json(&exchange.request, show),
                answer_json(exchange, show),
            )
        }
        None => (Json::Null, Json::Null),
    };
    map.insert("request".into(), request);
    map.insert("response".into(), response);
    map.insert("checks".into(), json!(step.checks));
    if !step.findings.is_empty() {
        map.insert("findings".into(), json!(step.findings));
    }
    if !step.notes.is_empty() {
        map.insert("notes".into(), json!(step.notes));
    }
    if let Some(explanation) = &step.explanation {
        let mut said = Map::new();
        said.insert("meaning".into(), explanation.meaning.as_str().into());
        if let Some(mend) = &explanation.mend {
            said.insert("mend".into(), mend.as_str().into());
        }
        map.insert("explanation".into(), said.into());
    }
    Json::Object(map)
}

fn request_json(request: &Request, show: Show) -> Json {
    let mut map = Map::new();
    map.insert("method".into(), request.method.as_str().into());
    map.insert("url".into(), request.url.as_str().into());
    if !request.query.is_empty() {
        map.insert("query".into(), fields_json(&request.query, show));
    }
    map.insert("headers".into(), fields_json(&request.headers, show));
    match &request.body {
        Body::None => {}
        Body::Form(fields) => {
            map.insert("form".into(), fields_json(fields, show));
        }
        Body::Json(tree) => tree_json(&mut map, tree, show),
        Body::Text { content_type, text } => {
            map.insert("content_type".into(), content_type.as_str().into());
            value_json(&mut map, "text", text, show);
        }
    }
    Json::Object(map)
}

fn answer_json(exchange: &Exchange, show: Show) -> Json {
    match &exchange.answer {
        Answer::Response(response) => response_json(response, show),
        Answer::Callback(callback) => callback_json(callback, show),
        Answer::None(why) => json!({ "error": why }),
    }
}

fn response_json(response: &Response, show: Show) -> Json {
    let mut map = Map::new();
    map.insert("status".into(), response.status.into());
    map.insert("headers".into(), fields_json(&response.headers, show));
    map.insert("size".into(), response.size.into());
    match &response.reading {
        None | Some(Reading::Empty | Reading::Bytes) => {}
        Some(Reading::Form(fields)) => {
            map.insert("form".into(), fields_json(fields, show));
        }
        Some(Reading::Json(tree)) => tree_json(&mut map, tree, show),
        Some(Reading::Text(text)) => value_json(&mut map, "text", text, show),
    }
    if show == Show::Revealed
        && let Some(raw) = response.raw_text(show)
    {
        map.insert("raw".into(), raw.into());
    }
    Json::Object(map)
}

fn callback_json(callback: &Callback, show: Show) -> Json {
    json!({
        "redirect_uri": callback.url,
        "response_mode": callback.mode.as_str(),
        "pasted": callback.is_pasted,
        "fields": fields_json(&callback.fields, show),
    })
}

fn fields_json(fields: &[Field], show: Show) -> Json {
    let one = |field: &Field| {
        let mut map = Map::new();
        map.insert("name".into(), field.name.as_str().into());
        value_json(&mut map, "value", &field.value, show);
        Json::Object(map)
    };
    fields.iter().map(one).collect()
}

/// A text, and that it is a secret where it is one. Of one that is masked in part what may be seen
/// stands apart, so that it can be read back.
fn value_json(map: &mut Map<String, Json>, name: &str, value: &Value, show: Show) {
    map.insert(name.to_owned(), value.text(show).into());
    if value.is_secret() {
        map.insert("secret".into(), true.into());
    }
}

fn tree_json(map: &mut Map<String, Json>, tree: &Tree, show: Show) {
    map.insert("json".into(), json!(tree.shown(show)));
    let secrets = tree.secrets();
    if !secrets.is_empty() {
        map.insert("secrets".into(), json!(secrets));
    }
}
