//! A login, from its beginning to what came of it.

use super::revealed::Revealed;
use super::{Errand, Obtained, SignInJob, StepTab};
use crate::app::{Effect, Judgement, SecretText};
use crate::oauth::{Grant, Profile, QrCode};
use crate::report::{Finding, Secret, Severity, Status};
use crate::vault::Id;
use crate::wire::{Step, StepView, Trace};
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
    /// The address with the code in it, to be scanned.
    pub qr: Option<Arc<QrCode>>,
}

impl DevicePrompt {
    /// The address with the code in it, where there is one.
    pub fn address(&self) -> &str {
        let whole = self.verification_uri_complete.as_deref();
        whole.unwrap_or(&self.verification_uri)
    }
}

/// How far it is.
#[derive(Clone, Debug)]
pub enum RunState {
    /// The vault is asked for what it needs.
    Vault,
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
        matches!(
            self,
            Self::Vault | Self::Working(_) | Self::Browser(_) | Self::Device(_)
        )
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
    /// The steps so far, as they are shown.
    pub steps: Vec<StepView>,
    /// The same as they were made; none of a trace that was opened.
    pub(in crate::app) own: Vec<Step>,
    /// How far it is.
    pub state: RunState,
    /// When it began, in seconds since 1970-01-01T00:00:00Z.
    pub begun: i64,
    /// What of it is shown.
    pub at: At,
    /// The view of the shown step.
    pub tab: StepTab,
    /// The values that are revealed.
    pub(in crate::app) revealed: Revealed,
    /// The redirect that is pasted.
    pub redirect: SecretText,
    /// Why it was not taken.
    pub redirect_error: Option<String>,
    /// What was got.
    pub obtained: Option<Arc<Obtained>>,
    /// What an introspection says: whether the token is good.
    pub active: Option<bool>,
    /// What is advised about the login as a whole.
    pub findings: Vec<Finding>,
    /// Who was asked.
    pub(in crate::app) hosts: BTreeSet<String>,
    /// What is begun once the vault gave what it takes.
    pub(in crate::app) pending: Option<Box<SignInJob>>,
    /// Why the vault takes long, once that is known: its keyring asks for a password.
    pub(in crate::app) vault_waits: Option<&'static str>,
    /// The vault's entries whose secrets are sent, and the hosts of which that was noted.
    pub(in crate::app) used: Vec<Id>,
    noted: BTreeSet<String>,
    /// What was asked of the vault for it, by the jobs' tickets.
    pub(in crate::app) asked_vault: Vec<u64>,
}

impl Run {
    pub(in crate::app) fn new(ticket: u64, errand: Errand, begun: i64) -> Self {
        Self {
            ticket,
            errand,
            source: None,
            steps: Vec::new(),
            own: Vec::new(),
            state: RunState::Working(None),
            begun,
            at: At::Latest,
            tab: StepTab::default(),
            revealed: Revealed::default(),
            redirect: SecretText::default(),
            redirect_error: None,
            obtained: None,
            active: None,
            findings: Vec::new(),
            hosts: BTreeSet::new(),
            pending: None,
            vault_waits: None,
            used: Vec::new(),
            noted: BTreeSet::new(),
            asked_vault: Vec::new(),
        }
    }

    /// A trace that was read.
    pub(in crate::app) fn foreign(trace: Trace, name: String, now: i64) -> Self {
        let has_failed = trace.steps.iter().any(StepView::has_failed);
        let told = "The login in this trace failed".to_owned();
        Self {
            source: Some(format!("{} ({name})", trace.title)),
            steps: trace.steps,
            state: if has_failed {
                RunState::Failed(told)
            } else {
                RunState::Succeeded
            },
            ..Self::new(0, Errand::SignIn, now)
        }
    }

    /// The steps so far.
    pub(in crate::app) fn take_steps(&mut self, steps: Vec<Step>) {
        // What the browser was waited for came.
        if steps.len() > self.steps.len() && matches!(self.state, RunState::Browser(_)) {
            self.state = RunState::Working(None);
        }
        self.steps = steps.iter().map(StepView::from).collect();
        self.own = steps;
    }

    /// What ends it: whoever is being asked is not waited for any more.
    pub(super) fn give_up(&self) -> Effect {
        match self.state {
            RunState::Vault => Effect::GiveUpVault,
            _ => Effect::Cancel(self.ticket),
        }
    }

    /// Why the vault takes long, where it is asked and that is known.
    pub fn vault_waits(&self) -> Option<&'static str> {
        let is_asked = matches!(self.state, RunState::Vault);
        self.vault_waits.filter(|_| is_asked)
    }

    /// Whether this window asked it, and it came from no file.
    pub fn is_own(&self) -> bool {
        !self.own.is_empty()
    }

    /// The hosts to which secrets of the vault went since this was last asked.
    pub(in crate::app) fn newly_sent(&mut self) -> Vec<String> {
        if self.used.is_empty() {
            return Vec::new();
        }
        let exchanges = self.own.iter().filter_map(|step| step.exchange.as_ref());
        let hosts: BTreeSet<String> = exchanges.filter_map(|e| e.posted_to()).collect();
        let new: Vec<String> = hosts.difference(&self.noted).cloned().collect();
        self.noted.extend(new.iter().cloned());
        new
    }

    /// Whether a job of the vault is one that it waits for.
    pub(super) fn has_asked(&self, ticket: u64) -> bool {
        matches!(self.state, RunState::Vault) && self.asked_vault.contains(&ticket)
    }

    /// Whether a secret of the vault went out.
    pub(in crate::app) fn has_sent(&self) -> bool {
        !self.noted.is_empty()
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
            RunState::Vault | RunState::Working(_) => self.steps.len().checked_sub(1),
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
    pub fn step(&self) -> Option<&StepView> {
        self.steps.get(self.shown()?)
    }

    /// Whether a value of the shown step is revealed.
    pub fn is_revealed(&self, id: &str) -> bool {
        self.shown().is_some_and(|step| self.revealed.has(step, id))
    }

    /// How many findings deserve a look, over all steps.
    pub fn warnings(&self) -> usize {
        let of_steps = self.steps.iter().flat_map(|step| &step.findings);
        let of_steps = of_steps.map(|finding| finding.severity);
        let all = of_steps.chain(self.findings.iter().map(|finding| finding.severity));
        all.filter(|severity| *severity >= Severity::Medium).count()
    }

    /// How many checks failed, over all steps.
    pub fn failures(&self) -> usize {
        let checks = self.steps.iter().flat_map(|step| &step.checks);
        checks.filter(|c| c.status == Status::Fail).count()
    }

    /// How long all of it has taken, in milliseconds, as far as the steps tell.
    fn milliseconds(&self) -> Option<u64> {
        let took = |step: &StepView| {
            let exchange = step.exchange.as_ref()?;
            let took = i64::try_from(exchange.duration.as_millis()).ok()?;
            Some((
                exchange.started_at,
                exchange.started_at.saturating_add(took),
            ))
        };
        let times: Vec<_> = self.steps.iter().filter_map(took).collect();
        let first = times.iter().map(|(start, _)| *start).min()?;
        let last = times.iter().map(|(_, end)| *end).max()?;
        u64::try_from(last.saturating_sub(first)).ok()
    }

    /// How long all of it has taken, in words.
    pub fn took_words(&self) -> Option<String> {
        self.milliseconds().map(super::words::took)
    }

    /// The words for how many requests were sent, and to whom.
    pub fn hosts(&self) -> String {
        let requests = self
            .steps
            .iter()
            .filter(|step| {
                step.exchange
                    .as_ref()
                    .is_some_and(|e| e.response().is_some())
            })
            .count();
        let s = if requests == 1 { "" } else { "s" };
        let hosts: Vec<_> = self.hosts.iter().map(String::as_str).collect();
        match hosts.as_slice() {
            [] => format!("{requests} request{s} in this sign-in"),
            [host] => format!("{requests} request{s} in this sign-in, all to {host}"),
            more => format!(
                "{requests} request{s} in this sign-in, to {}",
                more.join(", ")
            ),
        }
    }
}

impl Run {
    /// How it went, in a few words.
    pub fn pill(&self) -> (Judgement, String) {
        let (judgement, text) = match &self.state {
            RunState::Vault | RunState::Working(_) => (Judgement::Info, "Under way"),
            RunState::Browser(_) => (Judgement::Info, "Waiting for the browser"),
            RunState::Device(_) => (Judgement::Info, "Waiting for the device"),
            RunState::Failed(_) if self.failures() == 1 => (Judgement::Fail, "1 check fails"),
            RunState::Failed(_) if self.failures() > 1 => {
                return (Judgement::Fail, format!("{} checks fail", self.failures()));
            }
            RunState::Failed(_) => (Judgement::Fail, "Failed"),
            RunState::Cancelled => (Judgement::Skipped, "Cancelled"),
            RunState::Succeeded => match self.errand {
                Errand::SignIn => (Judgement::Pass, "Signed in"),
                Errand::Refresh => (Judgement::Pass, "Refreshed"),
                Errand::Introspect(_) if self.active == Some(false) => {
                    (Judgement::Warn, "Not active")
                }
                Errand::Introspect(_) => (Judgement::Pass, "Active"),
                Errand::Revoke(_) => (Judgement::Pass, "Revoked"),
                Errand::Userinfo => (Judgement::Pass, "Who signed in is known"),
                Errand::LogOut => (Judgement::Pass, "The browser was sent to sign out"),
            },
        };
        (judgement, text.to_owned())
    }
}

/// The steps that a login with a profile will take, as far as that is known beforehand.
pub fn planned(profile: &Profile) -> Vec<&'static str> {
    let knows_all = crate::oauth::provider(&profile.provider)
        .is_some_and(|p| p.issuer(profile).ok().flatten().is_none());
    let mut steps = Vec::new();
    if !knows_all {
        steps.push("Discovery");
    }
    match profile.grant {
        Grant::Code | Grant::Implicit => {
            if profile.par {
                steps.push("Pushed authorization request");
            }
            steps.push("Authorization");
            if profile.grant == Grant::Code {
                steps.push("Token request");
            }
        }
        Grant::Device => steps.extend(["Device authorization", "Token request"]),
        Grant::ClientCredentials | Grant::Refresh | Grant::Password => {
            steps.push("Token request");
        }
    }
    if profile.grant != Grant::ClientCredentials && profile.scopes.iter().any(|s| s == "openid") {
        steps.extend(["Keys", "ID token", "UserInfo"]);
    }
    steps
}

/// A time that is left, as a clock shows it: `4:32`.
pub fn countdown(seconds: i64) -> String {
    let seconds = seconds.max(0);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
