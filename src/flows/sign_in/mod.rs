//! Signing in, and what else is asked of a provider: an [`oauth::Login`](crate::oauth::Login)
//! carried out with sockets, a browser and a clock.

mod browser;
mod event;
mod source;
#[cfg(test)]
mod tests;

pub use event::{SignInEvent, SignInStep};
pub use source::{System, dpop_key};

use super::{Consent, Why};
use crate::jose::key::KeySet;
use crate::net::callback::{Binding, CALLBACK_TIME, CallbackListener, LoopbackHost};
use crate::net::{Address, Cancel, FetchError, HostRule, Inbox, Net, Slot};
use crate::oauth::{
    Action, Endpoint, Login, Outcome, Plan, PlanError, Redirect, RedirectHost, Server, Source as _,
    Wait, provider,
};
use crate::report::Secret;
use crate::wire::Request;
use std::sync::Arc;
use std::time::Duration;

/// Opens an address in the person's browser, or says in one sentence why it cannot. It is called on
/// a thread of its own, since it may hold that up for as long as the browser is open.
pub type Browser = Arc<dyn Fn(&str) -> Result<(), String> + Send + Sync>;

/// What a login needs of the world.
#[derive(Clone, Copy)]
pub struct SignInWorld<'w> {
    /// The network.
    pub net: &'w Net,
    /// Ends the login, at any moment.
    pub cancel: &'w Cancel,
    /// The browser. Nothing where the person opens the address themselves.
    pub browser: Option<&'w Browser>,
}

/// What comes while a browser is waited for.
enum Word {
    /// The person pasted a redirect URL.
    Pasted(Secret),
    /// The browser was opened, or why not.
    Opened(Result<(), String>),
}

/// Where a redirect URL is pasted while a login waits. Its copies are one.
#[derive(Clone, Debug)]
pub struct PasteSlot(Slot<Word>);

impl PasteSlot {
    /// Hands a text over. Where it is no answer the login says so
    /// ([`SignInEvent::NotTaken`]) and waits on.
    pub fn paste(&self, text: Secret) {
        self.0.put(Word::Pasted(text));
    }
}

/// A login under way: it goes on with [`SignIn::advance`].
///
/// It asks each host only once the person agreed to it, and all that it is going to ask before the
/// browser opens: a code does not outlive a question.
#[derive(Debug)]
pub struct SignIn {
    login: Login,
    source: System,
    agreed: Vec<HostRule>,
    /// The host about which the person is being asked.
    pending: Option<Address>,
    /// The issuer as the profile has it.
    issuer: Option<String>,
    /// Addresses that the person or the preset gave.
    given: Vec<String>,
    listener: Option<CallbackListener>,
    slot: Slot<Word>,
    inbox: Inbox<Word>,
    time: Duration,
    /// Whether the person chose it: then it also ends the wait for another device.
    is_time_chosen: bool,
}

impl SignIn {
    /// Begins a login. Nothing is asked yet. Where the profile binds tokens to a key and the plan
    /// has none, one is made (RFC 9449).
    ///
    /// # Errors
    /// [`PlanError`] where something is missing that has to be known beforehand, such as the key
    /// of tokens that are bound already.
    pub fn new(mut plan: Plan) -> Result<Self, PlanError> {
        if plan.wants_dpop_key()? {
            plan.dpop_key = dpop_key();
        }
        let profile = &plan.profile;
        let known = provider(&profile.provider);
        let issuer = known.and_then(|p| p.issuer(profile).ok().flatten());
        let server = known.and_then(|p| p.server(profile).ok());
        let given = server.map(|server| server.endpoints.into_values().collect());
        let (slot, inbox) = Inbox::new();
        Ok(Self {
            login: Login::new(plan)?,
            source: System,
            agreed: Vec::new(),
            pending: None,
            issuer,
            given: given.unwrap_or_default(),
            listener: None,
            slot,
            inbox,
            time: CALLBACK_TIME,
            is_time_chosen: false,
        })
    }

    /// Hosts to which the person has agreed before.
    #[must_use]
    pub fn agreed_before(mut self, hosts: impl IntoIterator<Item = HostRule>) -> Self {
        self.agreed.extend(hosts);
        self
    }

    /// How long the person has; five minutes where nothing is said, and as long as the code is
    /// good where they sign in on another device.
    #[must_use]
    pub fn within(mut self, time: Duration) -> Self {
        self.time = time;
        self.is_time_chosen = true;
        self
    }

    /// Where a redirect URL can be pasted while the browser is waited for.
    pub fn paste_slot(&self) -> PasteSlot {
        PasteSlot(self.slot.clone())
    }

    /// The person agrees to the host about which the last step asked.
    pub fn agree(&mut self) {
        if let Some(address) = self.pending.take() {
            self.agreed.push(HostRule::of(&address));
        }
    }

    /// The person does not agree: it is over.
    pub fn refuse(&mut self) -> Outcome {
        let host = self.pending.take().map(|address| address.host());
        let host = host.unwrap_or_else(|| "the host".to_owned());
        self.login.fail(format!(
            "{host} may not be asked, and nothing was sent to it"
        ));
        self.login.outcome()
    }

    /// The server, as far as it is known.
    pub fn server(&self) -> &Server {
        self.login.server()
    }

    /// The key set that the ID token was judged by, to be handed on with the token.
    pub fn keys(&self) -> Option<&KeySet> {
        self.login.keys()
    }

    /// Goes on until it is over, or the person is to be asked. Cancelled, it ends at once.
    pub async fn advance(
        &mut self,
        world: SignInWorld<'_>,
        progress: &mut impl FnMut(SignInEvent),
    ) -> SignInStep {
        loop {
            if world.cancel.is_cancelled() {
                self.login.cancel();
            }
            let before = self.login.steps().len();
            let action = self.login.next(&mut self.source);
            if let Some(consent) = self.needs_consent(&action, world.net) {
                return SignInStep::NeedsConsent(consent);
            }
            match action {
                Action::Done => return SignInStep::Done(Box::new(self.login.outcome())),
                Action::Listen(redirect) => self.listen(&redirect, progress),
                Action::Send(request) => self.send(&request, world, progress).await,
                Action::Open(open) => self.open(open, world, progress).await,
                Action::Wait(wait) => self.wait(wait, world, progress).await,
            }
            self.tell_steps(before, progress);
        }
    }

    /// Tells the steps that were added. A poll that had to wait takes the place of the one before.
    fn tell_steps(&self, before: usize, progress: &mut impl FnMut(SignInEvent)) {
        let steps = self.login.steps();
        let is_poll = steps
            .last()
            .is_some_and(|s| s.name.starts_with("token request "));
        let first = match steps.len() == before && is_poll {
            true => before.saturating_sub(1),
            false => before,
        };
        for (number, step) in steps.iter().enumerate().skip(first) {
            let step = Box::new(step.clone());
            progress(SignInEvent::StepDone { number, step });
        }
    }

    /// The host that is to be agreed to first: of this request, and of all that will follow.
    fn needs_consent(&mut self, action: &Action, net: &Net) -> Option<Consent> {
        let of_request = match action {
            Action::Done => return None,
            Action::Send(request) => Some((self.login.asking(), request.url.clone())),
            _ => None,
        };
        let later = self.login.asks().into_iter();
        let later = later.map(|(endpoint, url)| (Some(endpoint), url.to_owned()));
        let all: Vec<_> = later.chain(of_request).collect();
        for (endpoint, url) in all {
            // What may not be asked at all is said when its turn comes.
            let Ok(address) = net.address(&url) else {
                continue;
            };
            if self.agreed.iter().any(|rule| rule.is_for(&address)) {
                continue;
            }
            let consent = Consent {
                host: address.host(),
                url: address.shown(),
                why: self.why(&address, endpoint, net),
            };
            self.pending = Some(address);
            return Some(consent);
        }
        None
    }

    fn why(&self, address: &Address, endpoint: Option<Endpoint>, net: &Net) -> Why {
        let is_of = |url: &String| {
            let other = net.address(url);
            other.is_ok_and(|other| HostRule::of(&other).is_for(address))
        };
        match (&self.issuer, endpoint) {
            (Some(issuer), _) if is_of(issuer) => Why::Issuer(issuer.clone()),
            (Some(issuer), Some(endpoint)) if !self.given.iter().any(is_of) => {
                Why::EndpointElsewhere {
                    issuer: issuer.clone(),
                    member: endpoint.member(),
                }
            }
            _ => Why::Named,
        }
    }

    fn listen(&mut self, redirect: &Redirect, progress: &mut impl FnMut(SignInEvent)) {
        let binding = Binding {
            host: match redirect.host {
                RedirectHost::Ipv4 => LoopbackHost::V4,
                RedirectHost::Localhost => LoopbackHost::Localhost,
                RedirectHost::Ipv6 => LoopbackHost::V6,
            },
            ports: redirect.ports.clone(),
            path: format!("/{}", redirect.path.trim_start_matches('/')),
        };
        match CallbackListener::bind(&binding, self.login.mode()) {
            Ok(listener) => {
                let redirect_uri = listener.redirect_uri().to_owned();
                self.login.listening(listener.port());
                self.listener = Some(listener);
                progress(SignInEvent::Listening { redirect_uri });
            }
            Err(error) => self.login.fail(error.to_string()),
        }
    }

    async fn send(
        &mut self,
        request: &Request,
        world: SignInWorld<'_>,
        progress: &mut impl FnMut(SignInEvent),
    ) {
        if let Ok(address) = world.net.address(&request.url) {
            let (host, url) = (address.host(), address.shown());
            progress(SignInEvent::Asking { host, url });
        }
        let sent = world.net.send(request, self.source.now(), world.cancel);
        let sent = sent.await;
        if matches!(sent.error, Some(FetchError::Cancelled(_))) {
            return self.login.cancel();
        }
        let exchange = sent.exchange;
        self.login.answered(
            exchange.answer,
            exchange.started_at,
            exchange.duration,
            &mut self.source,
        );
    }

    /// Waits until the device may be asked about again (RFC 8628 §3.5).
    async fn wait(
        &mut self,
        wait: Wait,
        world: SignInWorld<'_>,
        progress: &mut impl FnMut(SignInEvent),
    ) {
        let mut time = Duration::from_secs(wait.seconds);
        if self.is_time_chosen {
            if self.time.is_zero() {
                return self
                    .login
                    .fail("nobody signed in on the other device in time; begin again");
            }
            time = time.min(self.time);
            self.time = self.time.saturating_sub(time);
        }
        progress(SignInEvent::Prompt(wait));
        match world.cancel.pause(time).await {
            true => self.login.waited(),
            false => self.login.cancel(),
        }
    }
}
