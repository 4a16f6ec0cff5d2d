//! A trace in a file: the steps as JSON, without a secret, to be looked at later or elsewhere.

use super::json::{object, step_json};
use super::tree::{MAX_POINTER_BYTES, within};
use super::{
    Answer, Body, Callback, Exchange, Explanation, Field, MASK, Method, Mode, Reading, Redirects,
    Request, Response, Show, Step, Tree, Value,
};
use crate::report::{Check, Finding, Json, Reference, Secret, Severity, Status};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::collections::HashSet;
use std::fmt;
use std::time::Duration;

/// The version of the file. A reader takes this and all before it.
const VERSION: u64 = 1;
/// The member that says that it is one, and its version.
const MARK: &str = "tokenscope_trace";
/// A file larger than this is none: a login has some ten steps, of some kilobytes each.
pub const MAX_TRACE_BYTES: usize = 16 << 20;

/// Why a file is no trace that can be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TraceError {
    /// It is too large.
    #[error("is {0} bytes; a trace has at most {MAX_TRACE_BYTES}")]
    TooLarge(usize),
    /// It is not JSON.
    #[error("is not JSON: {0}")]
    NotJson(String),
    /// It is JSON, and no trace.
    #[error("is no trace that Tokenscope saved")]
    NoTrace,
    /// A later version wrote it.
    #[error("was saved by a later Tokenscope (trace version {0}); open it with that one")]
    Later(u64),
}

/// A check as it is shown, of this login or from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckView {
    /// What was judged.
    pub id: String,
    /// What became of it.
    pub status: Status,
    /// Why.
    pub detail: String,
    /// Where the standard says so.
    pub reference: String,
    /// The standard itself, where the check is of this login.
    pub link: Option<Reference>,
}

/// A finding as it is shown, of this login or from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingView {
    /// A stable name.
    pub id: String,
    /// How much it matters.
    pub severity: Severity,
    /// What was found.
    pub title: String,
    /// What it means.
    pub detail: String,
    /// Where the standard says so.
    pub reference: String,
}

/// A step as it is shown, of this login or from a file.
#[derive(Clone, Debug)]
pub struct StepView {
    /// What it was for.
    pub name: String,
    /// What went over the wire.
    pub exchange: Option<Exchange>,
    /// What was judged.
    pub checks: Vec<CheckView>,
    /// What is advised.
    pub findings: Vec<FindingView>,
    /// What a person should know.
    pub notes: Vec<String>,
    /// What it means, where it failed.
    pub explanation: Option<Explanation>,
}

impl From<&Check> for CheckView {
    fn from(check: &Check) -> Self {
        Self {
            id: check.id.as_str().to_owned(),
            status: check.status,
            detail: check.detail.clone(),
            reference: check.reference.to_string(),
            link: Some(check.reference),
        }
    }
}

impl From<&Finding> for FindingView {
    fn from(finding: &Finding) -> Self {
        Self {
            id: finding.id.to_owned(),
            severity: finding.severity,
            title: finding.title.clone(),
            detail: finding.detail.clone(),
            reference: finding.reference.to_string(),
        }
    }
}

impl From<&Step> for StepView {
    fn from(step: &Step) -> Self {
        Self {
            name: step.name.clone(),
            exchange: step.exchange.clone(),
            checks: step.checks.iter().map(CheckView::from).collect(),
            findings: step.findings.iter().map(FindingView::from).collect(),
            notes: step.notes.clone(),
            explanation: step.explanation.clone(),
        }
    }
}

impl StepView {
    /// Whether it did not go as it should.
    pub fn has_failed(&self) -> bool {
        let answer = self.exchange.as_ref().map(|e| &e.answer);
        let failed = self.checks.iter().any(|c| c.status == Status::Fail);
        failed || matches!(answer, Some(Answer::None(_))) || self.explanation.is_some()
    }
}

/// A trace that was read.
#[derive(Clone, Debug)]
pub struct Trace {
    /// What it is of: the provider's name.
    pub title: String,
    /// The steps.
    pub steps: Vec<StepView>,
}

/// The text of a trace file. It never holds a secret.
pub fn write_trace(title: &str, steps: &[Step]) -> String {
    let steps = steps.iter().map(|step| step_json(step, Show::Masked));
    let file = object(vec![
        (MARK, Json::Number(VERSION.to_string())),
        ("title", Json::String(title.to_owned())),
        ("steps", Json::Array(steps.collect())),
    ]);
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a trace file. What is missing in it is left out; a value that is called a secret is never
/// taken, whatever stands there.
///
/// # Errors
/// [`TraceError`] where it is none.
pub fn read_trace(text: &str) -> Result<Trace, TraceError> {
    if text.len() > MAX_TRACE_BYTES {
        return Err(TraceError::TooLarge(text.len()));
    }
    let Ordered(file) =
        serde_json::from_str(text).map_err(|error| TraceError::NotJson(error.to_string()))?;
    let version = file.get(MARK).and_then(Json::as_number);
    match version.and_then(|digits| digits.parse::<u64>().ok()) {
        None | Some(0) => return Err(TraceError::NoTrace),
        Some(later) if later > VERSION => return Err(TraceError::Later(later)),
        Some(_) => {}
    }
    let steps = array(&file, "steps").iter().map(step);
    Ok(Trace {
        title: text_of(&file, "title"),
        steps: steps.collect(),
    })
}

fn array<'j>(json: &'j Json, name: &str) -> &'j [Json] {
    json.get(name).and_then(Json::as_array).unwrap_or_default()
}

fn text_of(json: &Json, name: &str) -> String {
    let found = json.get(name).and_then(Json::as_str);
    found.unwrap_or_default().to_owned()
}

fn number<T: std::str::FromStr>(json: &Json, name: &str) -> Option<T> {
    json.get(name)?.as_number()?.parse().ok()
}

fn step(json: &Json) -> StepView {
    let request = json.get("request").filter(|r| r.members().is_some());
    let started: Option<jiff::Timestamp> = text_of(json, "started_at").parse().ok();
    let exchange = request.map(|request| Exchange {
        request: read_request(request),
        answer: read_answer(json.get("response").unwrap_or(&Json::Null)),
        started_at: started.map_or(0, jiff::Timestamp::as_millisecond),
        duration: Duration::from_millis(number(json, "duration_ms").unwrap_or(0)),
    });
    let notes = array(json, "notes").iter().filter_map(Json::as_str);
    let explanation = json.get("explanation").map(|said| Explanation {
        meaning: text_of(said, "meaning"),
        mend: said.get("mend").and_then(Json::as_str).map(str::to_owned),
    });
    StepView {
        name: text_of(json, "name"),
        exchange,
        checks: array(json, "checks").iter().map(check).collect(),
        findings: array(json, "findings").iter().map(finding).collect(),
        notes: notes.map(str::to_owned).collect(),
        explanation,
    }
}

fn check(json: &Json) -> CheckView {
    CheckView {
        id: text_of(json, "id"),
        status: match text_of(json, "status").as_str() {
            "pass" => Status::Pass,
            "fail" => Status::Fail,
            _ => Status::Skipped,
        },
        detail: text_of(json, "detail"),
        reference: text_of(json, "reference"),
        link: None,
    }
}

fn finding(json: &Json) -> FindingView {
    FindingView {
        id: text_of(json, "id"),
        severity: match text_of(json, "severity").as_str() {
            "critical" => Severity::Critical,
            "high" => Severity::High,
            "medium" => Severity::Medium,
            "low" => Severity::Low,
            _ => Severity::Info,
        },
        title: text_of(json, "title"),
        detail: text_of(json, "detail"),
        reference: text_of(json, "reference"),
    }
}

/// A value; of one that is called a secret only what stood before the mask.
fn value(json: &Json, name: &str) -> Value {
    let text = text_of(json, name);
    if json.get("secret") != Some(&Json::Bool(true)) {
        return Value::Plain(text);
    }
    Value::LeftOut(text.strip_suffix(MASK).unwrap_or_default().to_owned())
}

fn fields(json: &Json, name: &str) -> Vec<Field> {
    let fields = array(json, name).iter();
    let fields = fields.map(|field| Field::new(text_of(field, "name"), value(field, "value")));
    fields.collect()
}

fn tree(json: &Json) -> Option<Tree> {
    let found = json.get("json")?;
    let secrets = array(json, "secrets").iter().filter_map(Json::as_str);
    let secrets: HashSet<_> = secrets.collect();
    fn walk(json: &Json, path: &mut String, secrets: &HashSet<&str>) -> Tree {
        let is_secret = path.len() <= MAX_POINTER_BYTES && secrets.contains(path.as_str());
        match json {
            // Whatever stands there: somebody may have changed the file.
            _ if is_secret => {
                let shown = json.as_str().and_then(|text| text.strip_suffix(MASK));
                Tree::Text(Value::LeftOut(shown.unwrap_or_default().to_owned()))
            }
            Json::String(text) => Tree::Text(Value::plain(text.as_str())),
            Json::Array(values) => {
                let values = values.iter().enumerate().map(|(i, value)| {
                    within(path, &i.to_string(), |path| walk(value, path, secrets))
                });
                Tree::Array(values.collect())
            }
            Json::Object(members) => {
                let members = members.iter().map(|(name, value)| {
                    let value = within(path, name, |path| walk(value, path, secrets));
                    (name.clone(), value)
                });
                Tree::Object(members.collect())
            }
            bare => Tree::Bare(bare.clone()),
        }
    }
    Some(walk(found, &mut String::new(), &secrets))
}

fn read_request(json: &Json) -> Request {
    let method = match text_of(json, "method").as_str() {
        "POST" => Method::Post,
        _ => Method::Get,
    };
    let has = |name: &str| json.get(name).is_some();
    let body = match tree(json) {
        Some(tree) => Body::Json(tree),
        None if has("form") => Body::Form(fields(json, "form")),
        None if has("text") => Body::Text {
            content_type: text_of(json, "content_type"),
            text: value(json, "text"),
        },
        None => Body::None,
    };
    Request {
        method,
        url: text_of(json, "url"),
        query: fields(json, "query"),
        headers: fields(json, "headers"),
        body,
        redirects: Redirects::Refused,
    }
}

fn read_answer(json: &Json) -> Answer {
    if matches!(json, Json::Null) {
        return Answer::NotAwaited;
    }
    let has = |name: &str| json.get(name).is_some();
    if let Some(mode) = Mode::from_name(&text_of(json, "response_mode")) {
        return Answer::Callback(Callback {
            url: text_of(json, "redirect_uri"),
            mode,
            is_pasted: json.get("pasted") == Some(&Json::Bool(true)),
            fields: fields(json, "fields"),
        });
    }
    let Some(status) = number(json, "status") else {
        return Answer::None(text_of(json, "error"));
    };
    let reading = match tree(json) {
        Some(tree) => Reading::Json(tree),
        None if has("form") => Reading::Form(fields(json, "form")),
        None if has("text") => Reading::Text(value(json, "text")),
        None if number(json, "size") == Some(0usize) => Reading::Empty,
        None => Reading::Bytes,
    };
    Answer::Response(Response {
        status,
        headers: fields(json, "headers"),
        body: Secret::default(),
        size: number(json, "size").unwrap_or(0),
        reading: Some(reading),
    })
}

/// JSON in the order in which it is written. The parser limits its depth.
struct Ordered(Json);

impl<'d> Deserialize<'d> for Ordered {
    fn deserialize<D: Deserializer<'d>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'d> Visitor<'d> for Any {
            type Value = Json;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E: Error>(self) -> Result<Json, E> {
                Ok(Json::Null)
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Bool(value))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
                Ok(Json::Number(value.to_string()))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Number(value.to_string()))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
                Ok(Json::Number(value.to_string()))
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Json, E> {
                Ok(Json::String(value.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'d>>(self, mut seq: A) -> Result<Json, A::Error> {
                let mut values = Vec::new();
                while let Some(Ordered(value)) = seq.next_element()? {
                    values.push(value);
                }
                Ok(Json::Array(values))
            }

            fn visit_map<A: MapAccess<'d>>(self, mut map: A) -> Result<Json, A::Error> {
                let mut members = Vec::new();
                while let Some((name, Ordered(value))) = map.next_entry()? {
                    members.push((name, value));
                }
                Ok(Json::Object(members))
            }
        }

        deserializer.deserialize_any(Any).map(Ordered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::CheckId;
    use crate::wire::as_markdown;
    use proptest::prelude::*;

    fn steps() -> Vec<Step> {
        let form = vec![
            Field::plain("grant_type", "x"),
            Field::secret("code", "hunter2"),
        ];
        let request = Request::post("https://id.example/token", form)
            .with_header("Authorization", Value::partly("Basic ", "hunter2"));
        let headers = vec![("Set-Cookie".to_owned(), "hunter2".to_owned())];
        let mut response = Response::new(200, headers, b"{\"a\":\"hunter2\"}".to_vec());
        let json = Json::Object(vec![
            ("z".into(), Json::String("```\nseen".into())),
            ("a".into(), Json::String("hunter2".into())),
            ("n".into(), Json::Number("7".into())),
        ]);
        let tree = Tree::of(&json, &|path| path == ["z"]);
        response.reading = Some(Reading::Json(tree));
        let exchange = |answer| Exchange {
            request: request.clone(),
            answer,
            started_at: 1_700_000_000_123,
            duration: Duration::from_millis(42),
        };
        let mut token = Step::new("token request", Some(exchange(Answer::Response(response))));
        let detail = "<b>a|b</b>";
        token.checks = vec![Check::fail(
            CheckId::TokenType,
            Reference::rfc(6749, "7.1"),
            detail,
        )];
        token.findings = vec![Finding {
            id: "quirk",
            severity: Severity::Low,
            title: "A quirk".into(),
            detail: "It was understood".into(),
            reference: Reference::rfc(6749, "5.1"),
        }];
        token.notes = vec!["a note".into()];
        token.explanation = Some(Explanation::new("It failed", "Mend it"));
        let fields = [("code", "hunter2"), ("iss", "https://id.example")];
        let fields = fields.map(|(n, v)| (n.to_owned(), v.to_owned()));
        let callback = Callback::new("http://127.0.0.1:1/cb", Mode::FormPost, fields);
        let back = Step::new("authorization", Some(exchange(Answer::Callback(callback))));
        let none = Step::new(
            "keys",
            Some(exchange(Answer::None("nobody answers".into()))),
        );
        vec![token, back, none, Step::new("ID token", None)]
    }

    #[test]
    fn a_trace_is_written_without_secrets_and_read_back() {
        let text = write_trace("Example", &steps());
        assert!(!text.contains("hunter2"), "{text}");
        let trace = read_trace(&text).unwrap();
        assert_eq!(trace.title, "Example");
        let views: Vec<_> = steps().iter().map(StepView::from).collect();
        let report = as_markdown("Example", &views);
        assert_eq!(as_markdown("Example", &trace.steps), report);
        assert!(!report.contains("hunter2"));
        for part in [
            "# Example",
            "## 1. token request",
            "Authorization: Basic [redacted]",
            "&code=[redacted]",
            "| token-type | **failed** | \\<b\\>a\\|b\\</b\\> | RFC 6749 §7.1 |",
            "**It failed.** Mend it.",
            "http://127.0.0.1:1/cb (form_post)",
            "No answer: nobody answers",
            "\n````http\n",
        ] {
            assert!(report.contains(part), "{part}\n{report}");
        }
        let exchange = trace.steps[0].exchange.as_ref().unwrap();
        let code = &exchange.request.form()[1].value;
        assert!(code.is_secret() && !code.can_be_revealed());
        assert_eq!(exchange.duration, Duration::from_millis(42));
        let has_failed: Vec<_> = trace.steps.iter().map(StepView::has_failed).collect();
        assert_eq!(has_failed, [true, false, true, false]);
    }

    #[test]
    fn what_is_called_a_secret_is_not_taken_from_a_file() {
        let text = write_trace("x", &steps());
        for other in [r#""hunter2""#, r#"["hunter2"]"#, r#"{"hunter2":1}"#, "7353"] {
            let trace = read_trace(&text.replace(r#""[redacted]""#, other)).unwrap();
            let shown = as_markdown("x", &trace.steps);
            assert!(!shown.contains("hunter2"), "{shown}");
            assert!(!shown.contains("7353"), "{shown}");
        }
    }

    #[test]
    fn what_is_no_trace_says_so() {
        assert!(matches!(read_trace("{"), Err(TraceError::NotJson(_))));
        assert_eq!(read_trace("{}").unwrap_err(), TraceError::NoTrace);
        assert_eq!(read_trace("[1]").unwrap_err(), TraceError::NoTrace);
        let later = r#"{"tokenscope_trace":2}"#;
        assert_eq!(read_trace(later).unwrap_err(), TraceError::Later(2));
        let deep = "[".repeat(100_000);
        assert!(matches!(read_trace(&deep), Err(TraceError::NotJson(_))));
        let odd = r#"{"tokenscope_trace":1,"steps":[7,{"request":{},"response":[],"checks":{}}]}"#;
        assert_eq!(read_trace(odd).unwrap().steps.len(), 2);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in ".*") {
            let _ = read_trace(&text);
        }
    }
}
