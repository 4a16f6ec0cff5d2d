//! Answers that repeat a secret of their request: `Invalid refresh token: 8xLO…`.
//!
//! What may be seen of an answer is decided by the names of its fields, and a description may be. A
//! server that writes into it what it was sent would make that seen.

use super::{Answer, Field, MASK, Reading, Request, Response, Step, Tree, Value};
use crate::report::{Json, Secret};
use url::form_urlencoded::byte_serialize;

/// Shorter secrets are not looked for: they may well stand in any text.
const SHORTEST: usize = 8;

/// The secrets of a request, to be found again in its answer.
#[derive(Clone, Debug, Default)]
pub struct Echo(Vec<Secret>);

impl Echo {
    /// All that is masked in a request, and what else went along with it in another form.
    pub fn of(request: &Request, also: Option<&Secret>) -> Self {
        let fields = [&request.query[..], &request.headers, request.form()];
        let secrets = fields.into_iter().flatten().filter_map(|f| match &f.value {
            Value::Secret(secret) | Value::Partly { secret, .. } => Some(secret),
            Value::Plain(_) | Value::LeftOut(_) => None,
        });
        let secrets = secrets.chain(also).filter(|s| s.expose().len() >= SHORTEST);
        let mut all = Vec::new();
        for secret in secrets {
            // A server may repeat it as it came, encoded.
            let encoded: String = byte_serialize(secret.expose()).collect();
            if encoded.as_bytes() != secret.expose() {
                all.push(Secret::from(encoded));
            }
            all.push(secret.clone());
        }
        Self(all)
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let texts = self
            .0
            .iter()
            .map(|secret| std::str::from_utf8(secret.expose()));
        texts.filter_map(Result::ok)
    }

    fn is_in(&self, text: &str) -> bool {
        self.texts().any(|secret| text.contains(secret))
    }

    /// A text with the mask in the place of each secret.
    pub fn masked(&self, text: &str) -> String {
        let start = text.to_owned();
        self.texts()
            .fold(start, |text, secret| text.replace(secret, MASK))
    }

    /// Masks the secrets wherever they stand in a step but its request.
    pub fn hide_in(&self, step: &mut Step) {
        if self.0.is_empty() {
            return;
        }
        let sentences = step.checks.iter_mut().map(|check| &mut check.detail);
        let findings = step.findings.iter_mut();
        let findings = findings.flat_map(|finding| [&mut finding.title, &mut finding.detail]);
        let explanation = step.explanation.iter_mut();
        let explanation = explanation.flat_map(|e| [Some(&mut e.meaning), e.mend.as_mut()]);
        let sentences = sentences.chain(findings).chain(&mut step.notes);
        for sentence in sentences.chain(explanation.flatten()) {
            if self.is_in(sentence) {
                *sentence = self.masked(sentence);
            }
        }
        match step.exchange.as_mut().map(|exchange| &mut exchange.answer) {
            Some(Answer::Response(response)) => self.hide_in_response(response),
            Some(Answer::Callback(callback)) => self.hide_in_fields(&mut callback.fields),
            Some(Answer::None(why)) => *why = self.masked(why),
            Some(Answer::NotAwaited) | None => {}
        }
    }

    fn hide_in_response(&self, response: &mut Response) {
        self.hide_in_fields(&mut response.headers);
        match &mut response.reading {
            Some(Reading::Form(fields)) => self.hide_in_fields(fields),
            Some(Reading::Json(tree)) => self.hide_in_tree(tree),
            Some(Reading::Text(value)) => self.hide(value),
            Some(Reading::Empty | Reading::Bytes) | None => {}
        }
    }

    fn hide_in_fields(&self, fields: &mut [Field]) {
        for field in fields {
            self.hide(&mut field.value);
        }
    }

    fn hide_in_tree(&self, tree: &mut Tree) {
        match tree {
            Tree::Bare(Json::Number(digits)) if self.is_in(digits) => {
                *tree = Tree::Hidden(Value::secret(digits.as_str()));
            }
            Tree::Bare(_) | Tree::Hidden(_) => {}
            Tree::Text(value) => self.hide(value),
            Tree::Array(values) => {
                for value in values {
                    self.hide_in_tree(value);
                }
            }
            Tree::Object(members) => {
                for (_, value) in members {
                    self.hide_in_tree(value);
                }
            }
        }
    }

    fn hide(&self, value: &mut Value) {
        if let Value::Plain(text) = value
            && self.is_in(text)
        {
            *value = Value::secret(text.as_str());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_is_repeated_as_it_came_is_found() {
        let form = vec![Field::secret("code", "4/0AX-hunter2 é")];
        let request = Request::post("https://id.example/token", form);
        let echo = Echo::of(&request, None);
        for text in [
            "Bad code 4/0AX-hunter2 é.",
            "Bad code=4%2F0AX-hunter2+%C3%A9.",
        ] {
            let masked = echo.masked(text);
            assert!(
                masked.contains(MASK) && !masked.contains("hunter2"),
                "{masked}"
            );
        }
    }

    #[test]
    fn a_secret_that_is_repeated_as_a_number_is_found() {
        let form = vec![Field::secret("code", "1234567890")];
        let request = Request::post("https://id.example/token", form);
        let said = Json::Object(vec![("said".into(), Json::Number("1234567890".into()))]);
        let mut response = Response::new(400, Vec::new(), Vec::new());
        response.reading = Some(Reading::Json(Tree::plain(&said)));
        Echo::of(&request, None).hide_in_response(&mut response);
        let reading = format!("{:?}", response.reading);
        assert!(!reading.contains("1234567890"), "{reading}");
    }
}
