//! A login as a machine: it says what is to be done next, and is told what came of it. Whoever
//! carries it out has the sockets, the browser and the clock.

mod about_token;
mod action;
mod answers;
mod begin;
mod callback;
mod choices;
mod clock;
mod device;
mod discovery;
mod id_token;
mod keys;
mod outcome;
mod plan;
mod requests;
mod sealed;
mod signed;
mod stage;
mod steps;
#[cfg(test)]
mod tests;
mod tokens;
mod userinfo;

pub use action::{Action, Awaits, Open, Wait};
pub use callback::Preview;
pub use device::DevicePrompt;
pub use outcome::Outcome;
pub use plan::{Plan, PlanError, Task};

use super::source::{Source, seconds};
use super::{Client, Context, Dpop, Endpoint, JudgedIdToken, Profile, Provider, Server, Tokens};
use crate::jose::key::KeySet;
use crate::jose::signing::SigningKey;
use crate::report::{Finding, Secret};
use crate::validation::TENANT;
use crate::wire::{Answer, Callback, Echo, Exchange, Request, Step, Tree};
use device::Device;
use stage::Stage;
use std::time::Duration;

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
    /// An answer that waits for the keys it is signed with.
    signed: Option<Secret>,
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
            Answer::Callback(_) | Answer::NotAwaited => {
                Err("the browser answered a request of ours".to_owned())
            }
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

    /// The address was given, and no browser comes back from it: the person signs out there.
    /// `was_opened` is whether a browser is known to have been opened with it.
    pub fn opened(&mut self, started_at: i64, was_opened: bool) {
        if self.stage == Stage::Browser && matches!(self.task, Task::Logout { .. }) {
            if let Some(request) = self.pending.take() {
                let mut step = Step::new("logout", None);
                let note = match was_opened {
                    true => "the browser was opened; whether the person signed out is not known",
                    false => {
                        "the address was given; whether it was opened, and the person signed out, is not known"
                    }
                };
                step.notes.push(note.to_owned());
                step.exchange = Some(Exchange {
                    request,
                    answer: Answer::NotAwaited,
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

    /// The person ends it.
    pub fn cancel(&mut self) {
        self.is_cancelled = true;
        self.fail("cancelled");
    }

    /// The steps so far.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The server as far as it is known: by its metadata, once they are read.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The key set that the ID token was judged by, to be handed on with the token.
    pub fn keys(&self) -> Option<&KeySet> {
        self.keys.as_ref()
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
}
