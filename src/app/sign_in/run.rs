//! A login, from its beginning to what came of it.

use super::{Errand, Obtained, StepTab};
use crate::app::SecretText;
use crate::report::{Secret, Severity, Status};
use crate::wire::Step;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The browser is waited for.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// What it opens.
    pub url: Secret,
    /// The same without what is secret in it.
    pub shown: String,
    /// Where the answer arrives. Nothing where the browser does not come back.
    pub redirect_uri: Option<String>,
    /// Whether it is listened to there; else the person pastes it.
    pub is_listened_to: bool,
    /// When the wait ends, in seconds since 1970-01-01T00:00:00Z.
    pub until: i64,
    /// Why no browser could be opened.
    pub trouble: Option<String>,
    /// What came instead of the answer, each a sentence.
    pub ignored: Vec<String>,
}

/// Another device is waited for (RFC 8628 §3.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DevicePrompt {
    /// What the person types there.
    pub user_code: String,
    /// Where.
    pub verification_uri: String,
    /// The same address with the code in it.
    pub verification_uri_complete: Option<String>,
    /// When the code ends, in seconds since 1970-01-01T00:00:00Z.
    pub until: i64,
    /// It is asked again after so many seconds.
    pub interval: u64,
    /// Whether the server asked to be asked less often.
    pub slowed: bool,
    /// The modules of its QR code, row by row.
    pub qr: Option<Arc<Vec<Vec<bool>>>>,
}

/// How far it is.
#[derive(Clone, Debug)]
pub enum RunState {
    /// Something is asked, maybe of that host.
    Working(Option<String>),
    /// The browser is waited for.
    Browser(Box<Waiting>),
    /// Another device is waited for.
    Device(Box<DevicePrompt>),
    /// It went as it should.
    Succeeded,
    /// It did not, and why in one sentence.
    Failed(String),
    /// The person ended it.
    Cancelled,
}

impl RunState {
    /// Whether it is not over yet.
    pub fn is_under_way(&self) -> bool {
        matches!(self, Self::Working(_) | Self::Browser(_) | Self::Device(_))
    }
}

/// What of a login is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum At {
    /// What matters most now.
    #[default]
    Latest,
    /// The profile itself.
    Profile,
    /// The step of that number.
    Step(usize),
}

/// A login.
#[derive(Clone, Debug)]
pub struct Run {
    pub(in crate::app) ticket: u64,
    /// What is done.
    pub errand: Errand,
    /// What is shown of it beside its profile's name: a file's name.
    pub source: Option<String>,
    /// The steps so far.
    pub steps: Vec<Arc<Step>>,
    /// How far it is.
    pub state: RunState,
    /// When it began, in seconds since 1970-01-01T00:00:00Z.
    pub begun: i64,
    /// What of it is shown.
    pub at: At,
    /// The view of the shown step.
    pub tab: StepTab,
    /// The values that are revealed, by the step's number and their names in it.
    pub revealed: BTreeSet<(usize, String)>,
    /// The redirect that is pasted.
    pub redirect: SecretText,
    /// Why it was not taken.
    pub redirect_error: Option<String>,
    /// What was got.
    pub obtained: Option<Arc<Obtained>>,
    /// The tokens of before an errand that brings none of its own.
    pub(in crate::app) hosts: BTreeSet<String>,
}

impl Run {
    pub(in crate::app) fn new(ticket: u64, errand: Errand, begun: i64) -> Self {
        Self {
            ticket,
            errand,
            source: None,
            steps: Vec::new(),
            state: RunState::Working(None),
            begun,
            at: At::Latest,
            tab: StepTab::default(),
            revealed: BTreeSet::new(),
            redirect: SecretText::default(),
            redirect_error: None,
            obtained: None,
            hosts: BTreeSet::new(),
        }
    }

    /// The number of the step that is shown. Nothing where the profile is, or what is waited for.
    pub fn shown(&self) -> Option<usize> {
        match self.at {
            At::Profile => None,
            At::Step(number) => (number < self.steps.len()).then_some(number),
            At::Latest => self.latest(),
        }
    }

    fn latest(&self) -> Option<usize> {
        match &self.state {
            RunState::Browser(_) | RunState::Device(_) => None,
            RunState::Working(_) => self.steps.len().checked_sub(1),
            // What went wrong, or where the tokens came from.
            RunState::Failed(_) | RunState::Cancelled => self
                .steps
                .iter()
                .rposition(|step| step.has_failed())
                .or_else(|| self.steps.len().checked_sub(1)),
            RunState::Succeeded => self
                .steps
                .iter()
                .rposition(|step| step.name == "token request")
                .or_else(|| self.steps.len().checked_sub(1)),
        }
    }

    /// The step that is shown.
    pub fn step(&self) -> Option<&Step> {
        self.steps.get(self.shown()?).map(AsRef::as_ref)
    }

    /// Whether a value of the shown step is revealed.
    pub fn is_revealed(&self, id: &str) -> bool {
        let shown = self.shown();
        shown.is_some_and(|step| self.revealed.contains(&(step, id.to_owned())))
    }

    /// How many findings deserve a look, over all steps.
    pub fn warnings(&self) -> usize {
        let steps = self.steps.iter();
        steps
            .map(|step| {
                let findings = step.findings.iter();
                findings.filter(|f| f.severity >= Severity::Medium).count()
            })
            .sum()
    }

    /// How many checks failed, over all steps.
    pub fn failures(&self) -> usize {
        let checks = self.steps.iter().flat_map(|step| &step.checks);
        checks.filter(|c| c.status == Status::Fail).count()
    }

    /// How long all of it has taken, in milliseconds, as far as the steps tell.
    pub fn milliseconds(&self) -> Option<u64> {
        let took = |step: &Step| {
            let exchange = step.exchange.as_ref()?;
            let took = i64::try_from(exchange.duration.as_millis()).ok()?;
            Some((exchange.started_at, exchange.started_at.saturating_add(took)))
        };
        let times: Vec<_> = self.steps.iter().filter_map(|step| took(step)).collect();
        let first = times.iter().map(|(start, _)| *start).min()?;
        let last = times.iter().map(|(_, end)| *end).max()?;
        u64::try_from(last.saturating_sub(first)).ok()
    }

    /// The words for how many requests were sent, and to whom.
    pub fn hosts(&self) -> String {
        let requests = self
            .steps
            .iter()
            .filter(|step| step.exchange.as_ref().is_some_and(|e| e.response().is_some()))
            .count();
        let s = if requests == 1 { "" } else { "s" };
        let hosts: Vec<_> = self.hosts.iter().map(String::as_str).collect();
        match hosts.as_slice() {
            [] => format!("{requests} request{s} in this sign-in"),
            [host] => format!("{requests} request{s} in this sign-in, all to {host}"),
            more => format!("{requests} request{s} in this sign-in, to {}", more.join(", ")),
        }
    }
}
