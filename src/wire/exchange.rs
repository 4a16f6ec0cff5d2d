//! One step on the wire: what was asked, what came back, and what it is worth.

use super::{Callback, Method, Request, Response};
use crate::report::{Check, Finding, Status};
use std::time::Duration;
use url::Url;

/// What came of a request.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A server answered.
    Response(Response),
    /// The browser brought the answer: it was an authorization request.
    Callback(Callback),
    /// Nothing came: why, in one sentence.
    None(String),
    /// Nothing is to come: the browser was sent away, and does not come back.
    NotAwaited,
}

/// A request and what came of it.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What was asked.
    pub request: Request,
    /// What came of it.
    pub answer: Answer,
    /// When it was sent, in milliseconds since 1970-01-01T00:00:00Z.
    pub started_at: i64,
    /// How long it took.
    pub duration: Duration,
}

impl Exchange {
    /// The answer, where a server gave one.
    pub fn response(&self) -> Option<&Response> {
        match &self.answer {
            Answer::Response(response) => Some(response),
            _ => None,
        }
    }

    /// The host to which it posted: where the client's secret, a refresh token or a token that is
    /// given back went. Nothing of a request that only asks.
    pub fn posted_to(&self) -> Option<String> {
        let url = Url::parse(&self.request.url).ok()?;
        let host = url.host_str()?.to_owned();
        (self.request.method == Method::Post).then_some(host)
    }
}

/// What a failed step means, and what is likely to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// One sentence: what happened.
    pub meaning: String,
    /// One sentence: what to do about it.
    pub mend: Option<String>,
}

impl Explanation {
    /// What happened, and what to do.
    pub fn new(meaning: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            meaning: meaning.into(),
            mend: Some(mend.into()),
        }
    }

    /// What happened, where nothing is likely to mend it.
    pub fn only(meaning: impl Into<String>) -> Self {
        Self {
            meaning: meaning.into(),
            mend: None,
        }
    }
}

/// One step of a trace.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it was for, in a few words: `discovery`, `token request`.
    pub name: String,
    /// What went over the wire. Nothing where the step was judged without it.
    pub exchange: Option<Exchange>,
    /// What was judged.
    pub checks: Vec<Check>,
    /// What is advised.
    pub findings: Vec<Finding>,
    /// What a person should know, each a sentence without a capital: a provider's quirks.
    pub notes: Vec<String>,
    /// What it means, where it failed.
    pub explanation: Option<Explanation>,
}

impl Step {
    /// A step of which only the exchange is known yet.
    pub fn new(name: impl Into<String>, exchange: Option<Exchange>) -> Self {
        Self {
            name: name.into(),
            exchange,
            checks: Vec::new(),
            findings: Vec::new(),
            notes: Vec::new(),
            explanation: None,
        }
    }

    /// Whether it did not go as it should.
    pub fn has_failed(&self) -> bool {
        let no_answer = matches!(
            self.exchange,
            Some(Exchange {
                answer: Answer::None(_),
                ..
            })
        );
        let failed = self.checks.iter().any(|c| c.status == Status::Fail);
        failed || no_answer || self.explanation.is_some()
    }
}
