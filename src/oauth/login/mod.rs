//! A login as a machine: it says what is to be done next, and is told what came of it. Whoever
//! carries it out has the sockets, the browser and the clock.

mod answers;
mod outcome;
mod requests;
#[cfg(test)]
mod tests;
mod tokens;

pub use answers::Preview;
pub use outcome::Outcome;

use super::source::{Source, seconds};
use super::{
    Client, Context, Credential, Dpop, Endpoint, Grant, Issuer, JudgedIdToken, Profile, Provider,
    Redirect, Server, Tokens, provider,
};
use crate::jose::key::KeySet;
use crate::jose::signing::SigningKey;
use crate::report::{Finding, Reference, Secret, Severity};
use crate::validation::TENANT;
use crate::wire::{Answer, Callback, Echo, Exchange, Mode, Request, Step, Tree};
use std::collections::VecDeque;
use std::time::Duration;

/// What is to be done, with the secrets that it takes.
#[derive(Clone, Debug)]
pub enum Task {
    /// Sign in with a code (RFC 6749 §4.1).
    Code,
    /// Sign in with tokens that the browser brings (RFC 6749 §4.2). Deprecated.
    Implicit,
    /// Sign in with a code that is typed on another device (RFC 8628).
    Device,
    /// Get a token for the client itself (RFC 6749 §4.4).
    ClientCredentials,
    /// Get new tokens (RFC 6749 §6).
    Refresh {
        /// The refresh token.
        token: Secret,
        /// The ID token of before, to compare the new one with.
        id_token: Option<Secret>,
    },
    /// Get tokens for a password (RFC 6749 §4.3). Deprecated.
    Password {
        /// Whose.
        user: String,
        /// The password.
        password: Secret,
    },
    /// Ask what a token is worth (RFC 7662).
    Introspect {
        /// The token.
        token: Secret,
        /// What kind it is: `access_token`, `refresh_token`.
        hint: Option<String>,
    },
    /// Give a token back (RFC 7009).
    Revoke {
        /// The token.
        token: Secret,
        /// What kind it is.
        hint: Option<String>,
    },
    /// Ask who signed in (OpenID Core §5.3).
    Userinfo {
        /// The access token.
        token: Secret,
        /// The ID token that came with it.
        id_token: Option<Secret>,
    },
    /// Sign out at the provider (OpenID RP-Initiated Logout).
    Logout {
        /// The ID token, as a hint who is to be signed out. It never stands in an address.
        id_token: Option<Secret>,
        /// Whether the browser is to come back: the redirect URI has to be registered for it.
        comes_back: bool,
    },
}

impl Task {
    /// The task of a grant that takes no secret of its own.
    pub fn of(grant: Grant) -> Option<Self> {
        Some(match grant {
            Grant::Code => Self::Code,
            Grant::Implicit => Self::Implicit,
            Grant::Device => Self::Device,
            Grant::ClientCredentials => Self::ClientCredentials,
            Grant::Refresh | Grant::Password => return None,
        })
    }
}

/// All that a login begins with.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where and how.
    pub profile: Profile,
    /// What.
    pub task: Task,
    /// What the client proves itself with.
    pub credential: Credential,
    /// The key that tokens are bound to, where the profile asks for DPoP.
    pub dpop_key: Option<SigningKey>,
}

/// Why a login cannot begin. One sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PlanError(String);

/// What is to be done next.
#[derive(Clone, Debug)]
pub enum Action {
    /// Listen for the browser, then [`Login::listening`].
    Listen(Redirect),
    /// Send a request, then [`Login::answered`].
    Send(Request),
    /// Open an address in the browser, then [`Login::called_back`].
    Open(Open),
    /// Wait, then [`Login::waited`].
    Wait(Wait),
    /// It is over: [`Login::outcome`].
    Done,
}

/// What the browser opens, and what it brings back.
#[derive(Clone, Debug)]
pub struct Open {
    /// A GET is opened as it is. A POST holds what must not stand in an address: its form is
    /// posted by a page that is served once.
    pub request: Request,
    /// What it brings back. Nothing where it does not come back.
    pub awaits: Option<Awaits>,
}

/// What the browser brings back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaits {
    /// Where.
    pub redirect_uri: String,
    /// In what mode.
    pub mode: Mode,
    /// Whether it is listened to; else the person pastes it.
    pub is_listened_to: bool,
}

/// A time to wait.
#[derive(Clone, Debug)]
pub struct Wait {
    /// For how long.
    pub seconds: u64,
    /// What the person has to do in the meantime.
    pub prompt: DevicePrompt,
}

/// What a person types on another device (RFC 8628 §3.3).
#[derive(Clone, Debug)]
pub struct DevicePrompt {
    /// The code. It is no secret: without the device code it is worth nothing.
    pub user_code: String,
    /// Where to type it.
    pub verification_uri: String,
    /// The same address with the code in it, for a QR code.
    pub verification_uri_complete: Option<String>,
    /// Until when it is good, in seconds since 1970-01-01T00:00:00Z.
    pub expires_at: i64,
}

#[derive(Clone, Debug)]
struct Device {
    code: Secret,
    prompt: DevicePrompt,
    interval: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    /// Metadata are looked for, at these addresses in turn; what became of the first.
    Discovery(Issuer, VecDeque<String>, Option<String>),
    Listen,
    Push,
    Browser,
    DeviceStart,
    DeviceWait,
    Token,
    Keys,
    IdToken,
    Userinfo,
    Introspect,
    Revoke,
    Done,
}

impl Stage {
    fn name(&self) -> &'static str {
        match self {
            Self::Discovery(..) => "discovery",
            Self::Listen => "listen",
            Self::Push => "pushed authorization request",
            Self::Browser => "authorization",
            Self::DeviceStart => "device authorization",
            Self::DeviceWait => "wait",
            Self::Token => "token request",
            Self::Keys => "keys",
            Self::IdToken => "ID token",
            Self::Userinfo => "userinfo",
            Self::Introspect => "introspection",
            Self::Revoke => "revocation",
            Self::Done => "done",
        }
    }
}

/// Clocks that differ by more than this, in seconds, are told: servers round, and an answer is
/// under way for a while.
const CLOCK_DIFFERENCE: u64 = 60;
/// A server that wants another nonce each time is not asked for ever.
const MAX_NONCE_RETRIES: u8 = 2;
/// What knocks at the listener may do so for ever; of a trace a person reads the beginning.
const MAX_NOTES: usize = 20;

/// A login under way.
#[derive(Debug)]
pub struct Login {
    profile: Profile,
    task: Task,
    provider: &'static Provider,
    client: Client,
    server: Server,
    dpop_key: Option<SigningKey>,
    dpop: Option<Dpop>,
    nonce_retries: u8,
    stage: Stage,
    /// The request that is under way.
    pending: Option<Request>,
    /// The secrets of the one that is being answered.
    echo: Echo,
    /// When it was made, in milliseconds since 1970-01-01T00:00:00Z.
    asked_at: i64,
    steps: Vec<Step>,
    redirect_uri: Option<String>,
    is_listened_to: bool,
    state: Option<Secret>,
    nonce: Option<Secret>,
    verifier: Option<Secret>,
    request_uri: Option<Secret>,
    code: Option<Secret>,
    /// The ID token that came beside the code: it is judged before the code is used.
    beside_code: Option<Secret>,
    device: Option<Device>,
    /// How many polls answered that they have to wait.
    polls: usize,
    tokens: Option<Tokens>,
    keys: Option<KeySet>,
    id_token: Option<JudgedIdToken>,
    /// A userinfo answer that waits for the keys it is signed with.
    signed_userinfo: Option<Secret>,
    claims: Option<Tree>,
    active: Option<bool>,
    error: Option<String>,
    /// Whether it ended with what somebody answered, and not for want of an answer.
    is_refused: bool,
    is_cancelled: bool,
    findings: Vec<Finding>,
    /// Notes for the next step.
    notes: Vec<String>,
    /// Whether the keys were fetched a second time.
    has_refetched: bool,
}

impl Login {
    /// Begins. Nothing is asked yet.
    ///
    /// # Errors
    /// [`PlanError`] where something is missing that has to be known beforehand.
    pub fn new(plan: Plan) -> Result<Self, PlanError> {
        let Plan {
            profile,
            task,
            credential,
            dpop_key,
        } = plan;
        let refuse = |why: String| Err(PlanError(why));
        let Some(provider) = provider(&profile.provider) else {
            return refuse(super::ProviderError::Unknown(profile.provider.clone()).to_string());
        };
        let needs_client = !matches!(task, Task::Userinfo { .. });
        if needs_client && profile.client_id.is_empty() {
            return refuse(
                "the client id is missing; register a client with the provider, and give its id"
                    .to_owned(),
            );
        }
        if profile.dpop && dpop_key.is_none() {
            return refuse("DPoP needs a key to bind the tokens to".to_owned());
        }
        let server = provider
            .server(&profile)
            .map_err(|error| PlanError(error.to_string()))?;
        let issuer = provider
            .issuer(&profile)
            .map_err(|error| PlanError(error.to_string()))?;
        let issuer = issuer.map(|text| Issuer::parse(&text, None)).transpose();
        let issuer = issuer.map_err(|error| PlanError(error.to_string()))?;
        let client = Client {
            id: profile.client_id.clone(),
            method: profile
                .auth
                .filter(|_| !lacks_secret(&credential, &profile)),
            credential,
            assertion_audience: profile.assertion_audience.clone(),
        };
        let mut login = Self {
            profile,
            task,
            provider,
            client,
            server,
            dpop_key,
            dpop: None,
            nonce_retries: 0,
            stage: Stage::Done,
            pending: None,
            echo: Echo::default(),
            asked_at: 0,
            steps: Vec::new(),
            redirect_uri: None,
            is_listened_to: false,
            state: None,
            nonce: None,
            verifier: None,
            request_uri: None,
            code: None,
            beside_code: None,
            device: None,
            polls: 0,
            tokens: None,
            keys: None,
            id_token: None,
            signed_userinfo: None,
            claims: None,
            active: None,
            error: None,
            is_refused: false,
            is_cancelled: false,
            findings: Vec::new(),
            notes: Vec::new(),
            has_refetched: false,
        };
        match issuer {
            Some(issuer) => {
                let urls = issuer.metadata_urls().into();
                login.stage = Stage::Discovery(issuer, urls, None);
            }
            None if login.server.endpoints.is_empty() => {
                return refuse(
                    "the issuer is missing; give its address, or the provider's".to_owned(),
                );
            }
            None => login.begin().map_err(PlanError)?,
        }
        login.note_choices();
        Ok(login)
    }

    /// What is to be done next. Asked twice, it says the same.
    pub fn next(&mut self, source: &mut dyn Source) -> Action {
        if let Some(request) = &self.pending
            && self.stage != Stage::Browser
        {
            return Action::Send(request.clone());
        }
        if self.pending.is_none() {
            self.asked_at = source.now();
        }
        match self.action(source) {
            Ok(action) => action,
            Err(why) => {
                self.fail(why);
                Action::Done
            }
        }
    }

    fn action(&mut self, source: &mut dyn Source) -> Result<Action, String> {
        let request = match &self.stage {
            Stage::Done | Stage::IdToken => return Ok(Action::Done),
            Stage::Listen => return Ok(Action::Listen(self.profile.redirect.clone())),
            Stage::DeviceWait => {
                let device = self.device.as_ref().ok_or("there is no device code")?;
                return Ok(Action::Wait(Wait {
                    seconds: device.interval,
                    prompt: device.prompt.clone(),
                }));
            }
            Stage::Browser => return self.open(source).map(Action::Open),
            Stage::Discovery(_, urls, _) => {
                let url = urls.front().ok_or("there is no address left to ask")?;
                Request::get(url)
                    .with_header("Accept", crate::wire::Value::plain("application/json"))
            }
            Stage::Push => self.push_request(source)?,
            Stage::DeviceStart => self.device_request(source)?,
            Stage::Token => self.token_request(source)?,
            Stage::Keys => self.keys_request()?,
            Stage::Userinfo => self.userinfo_request(source)?,
            Stage::Introspect => self.manage_request(Endpoint::Introspection, source)?,
            Stage::Revoke => self.manage_request(Endpoint::Revocation, source)?,
        };
        self.pending = Some(request.clone());
        Ok(Action::Send(request))
    }

    /// The listener listens at this port.
    pub fn listening(&mut self, port: u16) {
        if self.stage == Stage::Listen {
            self.redirect_uri = Some(self.profile.redirect.uri(port));
            self.is_listened_to = true;
            self.stage = self.after_redirect();
        }
    }

    /// A request was answered, or was not.
    pub fn answered(
        &mut self,
        mut answer: Answer,
        started_at: i64,
        duration: Duration,
        source: &mut dyn Source,
    ) {
        let Some(request) = self.pending.take() else {
            return;
        };
        self.echo = self.echo_of(&request);
        let mut step = Step::new(self.stage.name(), None);
        let next = match &mut answer {
            Answer::Response(response) => {
                self.compare_clocks(response, &request, seconds(source), &mut step);
                self.read(response, &request, &mut step, source)
            }
            Answer::None(why) => self.without_answer(why.clone(), seconds(source)),
            Answer::Callback(_) => Err("the browser answered a request of ours".to_owned()),
        };
        step.exchange = Some(Exchange {
            request,
            answer,
            started_at,
            duration,
        });
        self.echo.hide_in(&mut step);
        let next = next.map_err(|why| self.echo.masked(&why));
        self.go_on(step, next, source);
    }

    /// The browser came back, or the person pasted what it showed.
    pub fn called_back(
        &mut self,
        callback: Callback,
        started_at: i64,
        duration: Duration,
        source: &mut dyn Source,
    ) {
        if self.stage != Stage::Browser {
            return;
        }
        let Some(request) = self.pending.take() else {
            return;
        };
        self.echo = self.echo_of(&request);
        let mut step = Step::new(self.stage.name(), None);
        let next = self.read_callback(&callback, &mut step, seconds(source));
        step.exchange = Some(Exchange {
            request,
            answer: Answer::Callback(callback),
            started_at,
            duration,
        });
        self.echo.hide_in(&mut step);
        let next = next.map_err(|why| self.echo.masked(&why));
        self.go_on(step, next, source);
    }

    /// The browser was opened, and does not come back: the person signed out.
    pub fn opened(&mut self, started_at: i64) {
        if self.stage == Stage::Browser && matches!(self.task, Task::Logout { .. }) {
            if let Some(request) = self.pending.take() {
                let mut step = Step::new("logout", None);
                step.notes.push(
                    "the browser was opened; whether the person signed out is not known".to_owned(),
                );
                let answer = Answer::None("the browser does not come back".to_owned());
                step.exchange = Some(Exchange {
                    request,
                    answer,
                    started_at,
                    duration: Duration::ZERO,
                });
                self.steps.push(step);
            }
            self.stage = Stage::Done;
        }
    }

    /// The time to wait is over.
    pub fn waited(&mut self) {
        if self.stage == Stage::DeviceWait {
            self.stage = Stage::Token;
        }
    }

    /// It cannot go on: a port is taken, a browser does not come, the network is gone. What was
    /// under way is kept as a step without an answer.
    pub fn fail(&mut self, why: impl Into<String>) {
        let why = why.into();
        if let Some(request) = self.pending.take() {
            let exchange = Exchange {
                request,
                answer: Answer::None(why.clone()),
                started_at: self.asked_at,
                duration: Duration::ZERO,
            };
            self.keep(Step::new(self.stage.name(), Some(exchange)));
        }
        self.error.get_or_insert(why);
        self.stage = Stage::Done;
    }

    /// The person ends it.
    pub fn cancel(&mut self) {
        self.is_cancelled = true;
        self.fail("cancelled");
    }

    /// The secrets that an answer to this request may repeat.
    fn echo_of(&self, request: &Request) -> Echo {
        let secret = match &self.client.credential {
            Credential::Secret(secret) => Some(secret),
            _ => None,
        };
        Echo::of(request, secret)
    }

    /// The steps so far.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// What it is doing, in a few words.
    pub fn doing(&self) -> &'static str {
        self.stage.name()
    }

    /// The server as far as it is known: by its metadata, once they are read.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The addresses that will be asked from here on, as far as that is known: none while the
    /// metadata are looked for, and none that only the browser goes to.
    pub fn asks(&self) -> Vec<(Endpoint, &str)> {
        use Endpoint::{
            DeviceAuthorization, Introspection, Jwks, PushedAuthorization, Revocation, Token,
            Userinfo,
        };
        if matches!(self.stage, Stage::Discovery(..) | Stage::Done) {
            return Vec::new();
        }
        let mut endpoints = match &self.task {
            Task::Code => vec![Token],
            Task::Implicit | Task::Logout { .. } => Vec::new(),
            Task::Device => vec![DeviceAuthorization, Token],
            Task::ClientCredentials | Task::Refresh { .. } | Task::Password { .. } => vec![Token],
            Task::Introspect { .. } => vec![Introspection],
            Task::Revoke { .. } => vec![Revocation],
            Task::Userinfo { .. } => vec![Userinfo],
        };
        let is_login = matches!(self.task, Task::Code | Task::Implicit | Task::Device);
        if is_login && self.is_pushed() {
            endpoints.insert(0, PushedAuthorization);
        }
        if is_login && self.is_openid() {
            endpoints.extend([Jwks, Userinfo]);
        }
        // An ID token may come here too, and a refresh token that rotates does not outlive a
        // question.
        if matches!(self.task, Task::Refresh { .. } | Task::Password { .. }) {
            endpoints.push(Jwks);
        }
        let address = |endpoint| Some((endpoint, self.server.endpoint(endpoint).ok()?));
        endpoints.into_iter().filter_map(address).collect()
    }

    /// A sentence, without a capital, for the notes of the step that comes next.
    pub fn note(&mut self, note: String) {
        if !self.notes.contains(&note) && self.notes.len() < MAX_NOTES {
            self.notes.push(note);
        }
    }

    /// The key set that the ID token was judged by, to be handed on with the token.
    pub fn keys(&self) -> Option<&KeySet> {
        self.keys.as_ref()
    }

    fn go_on(&mut self, step: Step, next: Result<Stage, String>, source: &mut dyn Source) {
        let answer = step.exchange.as_ref().map(|e| &e.answer);
        let is_answered = !matches!(answer, Some(Answer::None(_)));
        // A provider that publishes no metadata has refused nothing.
        let is_found = !matches!(self.stage, Stage::Discovery(..));
        self.is_refused = next.is_err() && is_answered && is_found;
        self.keep(step);
        match next {
            Ok(stage) => {
                if stage != self.stage {
                    self.nonce_retries = 0;
                }
                self.stage = stage;
            }
            Err(why) => return self.fail(why),
        }
        if self.stage == Stage::IdToken {
            if self.lacks_key() {
                self.has_refetched = true;
                self.note("the token names a key that was not among those fetched before: they are fetched once more, they may just have been changed".to_owned());
                self.stage = Stage::Keys;
                return;
            }
            let (step, next) = self.judge_id_token(seconds(source));
            self.keep(step);
            match next {
                Ok(stage) => self.stage = stage,
                Err(why) => self.fail(why),
            }
        }
    }

    /// Keeps a step. Of the polls that had to wait only the last is kept, with their number.
    fn keep(&mut self, mut step: Step) {
        step.notes.append(&mut self.notes);
        let is_poll = self.polls > 0 && step.name == Stage::Token.name();
        if is_poll {
            if self.polls > 1
                && self
                    .steps
                    .last()
                    .is_some_and(|s| s.name.starts_with(&step.name))
            {
                self.steps.pop();
            }
            step.name = format!("{} {}", step.name, self.polls);
        }
        self.steps.push(step);
    }

    /// The first stage behind the metadata.
    fn begin(&mut self) -> Result<(), String> {
        if self.profile.dpop
            && let Some(key) = self.dpop_key.clone()
        {
            let taken = self.server.dpop_algorithms.as_deref();
            self.dpop = Some(Dpop::new(key, taken).map_err(|error| error.to_string())?);
        }
        // A person does not sign in for what cannot be carried to its end.
        let needed: &[Endpoint] = match self.task {
            Task::Code => &[Endpoint::Authorization, Endpoint::Token],
            Task::Implicit => &[Endpoint::Authorization],
            Task::Device => &[Endpoint::DeviceAuthorization, Endpoint::Token],
            Task::Logout { .. } => &[Endpoint::EndSession],
            _ => &[],
        };
        for endpoint in needed {
            self.server.endpoint(*endpoint)?;
        }
        self.stage = match self.task {
            Task::Code | Task::Implicit => self.redirect_stage(),
            Task::Logout { comes_back, .. } if comes_back => self.redirect_stage(),
            Task::Logout { .. } => Stage::Browser,
            Task::Device => Stage::DeviceStart,
            Task::ClientCredentials | Task::Refresh { .. } | Task::Password { .. } => Stage::Token,
            Task::Introspect { .. } => Stage::Introspect,
            Task::Revoke { .. } => Stage::Revoke,
            Task::Userinfo { .. } => Stage::Userinfo,
        };
        Ok(())
    }

    fn redirect_stage(&mut self) -> Stage {
        match &self.profile.redirect.pasted {
            Some(uri) => {
                self.redirect_uri = Some(uri.clone());
                self.after_redirect()
            }
            None => Stage::Listen,
        }
    }

    fn after_redirect(&self) -> Stage {
        let is_login = matches!(self.task, Task::Code | Task::Implicit);
        if is_login && self.is_pushed() {
            Stage::Push
        } else {
            Stage::Browser
        }
    }

    fn is_pushed(&self) -> bool {
        self.profile.par || self.server.requires_pushed
    }

    fn is_openid(&self) -> bool {
        self.profile.scopes.iter().any(|scope| scope == "openid")
    }

    /// The issuer, where it is one and not Entra's template for all.
    fn issuer(&self) -> Option<&str> {
        let issuer = self.server.issuer.as_deref();
        issuer.filter(|issuer| !issuer.contains(TENANT))
    }

    fn context(&self) -> Context<'_> {
        Context {
            provider: self.provider,
            server: &self.server,
            method: self.client.method_for(&self.server),
            redirect_uri: self.redirect_uri.as_deref(),
            scopes: &self.profile.scopes,
        }
    }

    /// Says what is weak about what was chosen.
    fn note_choices(&mut self) {
        let mut advise = |id, severity, title: &str, detail: &str, reference| {
            self.findings.push(Finding {
                id,
                severity,
                title: title.to_owned(),
                detail: detail.to_owned(),
                reference,
            });
        };
        let pkce = self.profile.pkce;
        match (&self.task, pkce) {
            (Task::Code, super::Pkce::None) => advise(
                "pkce-none",
                Severity::Medium,
                "The login goes without PKCE",
                "Who sees the code can use it; choose S256 unless the provider refuses it",
                Reference::rfc(9700, "2.1.1"),
            ),
            (Task::Code, super::Pkce::Plain) => advise(
                "pkce-plain",
                Severity::Medium,
                "The PKCE challenge is the verifier itself",
                "Who sees the authorization request can use the code; choose S256",
                Reference::rfc(7636, "7.2"),
            ),
            (Task::Implicit, _) => advise(
                "grant-implicit",
                Severity::Medium,
                "The implicit grant is deprecated",
                "The tokens pass through the browser, its history and its extensions, and cannot be bound to who asked for them; use a code with PKCE",
                Reference::rfc(9700, "2.1.2"),
            ),
            (Task::Password { .. }, _) => advise(
                "grant-password",
                Severity::Medium,
                "The password grant is deprecated",
                "The client sees the person's password, and neither a second factor nor a passkey works; use a code with PKCE",
                Reference::rfc(9700, "2.4"),
            ),
            _ => {}
        }
    }
}

/// Whether a preset's method needs a secret that this client does not have: it is public then.
fn lacks_secret(credential: &Credential, profile: &Profile) -> bool {
    let preset = provider(&profile.provider).and_then(|p| p.auth);
    let has_none = match credential {
        Credential::None => true,
        Credential::Secret(secret) => secret.is_empty(),
        Credential::Key(_) => false,
    };
    has_none && profile.auth == preset
}
