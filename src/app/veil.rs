//! What a shared screen must not show: the values of the token, wherever a sentence repeats them.

use super::Model;
use crate::report::Json;
use std::borrow::Cow;

/// What stands in the place of a value, whatever its length.
pub const VEIL: &str = "••••••••";

/// Shorter values are words that stand everywhere.
const MIN_CHARS: usize = 3;
/// So many values are looked for.
const MAX_VALUES: usize = 200;

impl Model {
    /// The sentence without the values of the shown token, where secrets are hidden.
    pub fn veiled<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !self.shown.hidden {
            return Cow::Borrowed(text);
        }
        // A sentence about a token may repeat what is said of the one inside it.
        let mut values: Vec<&str> = Vec::new();
        for layer in self.descent() {
            values.push(&layer.report.text);
            for (_, value) in layer.report.claims() {
                collect(value, &mut values);
            }
            let selective = layer.report.selective.as_deref();
            for one in selective.map_or(&[][..], |s| &s.disclosures) {
                collect(&one.value, &mut values);
            }
        }
        values.retain(|value| !value.is_empty());
        // What holds another goes first.
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        let mut veiled = text.to_owned();
        for value in values {
            if veiled.contains(value) {
                veiled = veiled.replace(value, VEIL);
            }
        }
        Cow::Owned(veiled)
    }
}

fn collect<'a>(value: &'a Json, into: &mut Vec<&'a str>) {
    if into.len() >= MAX_VALUES {
        return;
    }
    match value {
        Json::String(text) | Json::Number(text) if text.chars().count() >= MIN_CHARS => {
            into.push(text);
        }
        Json::Array(values) => values.iter().for_each(|value| collect(value, into)),
        Json::Object(members) => members.iter().for_each(|(_, value)| collect(value, into)),
        _ => {}
    }
}

/// The same JSON with every value but null and booleans veiled; names stay.
pub fn veiled_json(value: &Json) -> Json {
    match value {
        Json::String(_) | Json::Number(_) => Json::String(VEIL.into()),
        Json::Array(values) => Json::Array(values.iter().map(veiled_json).collect()),
        Json::Object(members) => {
            let members = members.iter();
            let veiled = members.map(|(name, value)| (name.clone(), veiled_json(value)));
            Json::Object(veiled.collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Judged;
    use crate::report::{Kind, Payload, Report};

    #[test]
    fn a_sentence_gives_no_value_away_and_says_the_rest() {
        let mut report = Report::new(Kind::Jws, "a.b.c");
        let text = |text: &str| Json::String(text.into());
        report.payload = Some(Payload::Json(Json::Object(vec![
            ("iss".into(), text("https://id.example")),
            ("aud".into(), Json::Array(vec![text("web"), text("of")])),
        ])));
        let judged = Judged {
            report,
            keys: None,
            at: 0,
            generation: 1,
        };
        let mut model = Model {
            judged: Some(judged.into()),
            ..Model::default()
        };
        let told = "iss is \"https://id.example\", for web, one of many";
        assert_eq!(model.veiled(told), told);
        model.shown.hidden = true;
        let veiled = model.veiled(told);
        assert_eq!(
            veiled,
            format!("iss is \"{VEIL}\", for {VEIL}, one of many")
        );
        let json = veiled_json(&Json::Array(vec![text("x"), Json::Bool(true)]));
        assert_eq!(json, Json::Array(vec![text(VEIL), Json::Bool(true)]));
    }
}
