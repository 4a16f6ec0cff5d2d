//! `tokenscope login`, `introspect`, `revoke`, `userinfo` and `logout`: a provider is asked, and
//! what it answered is laid out.

mod plan;
mod save;
mod talk;

use super::args::Format;
use super::fetch::roots;
use super::oauth_args::{
    BrowserArguments, ClientArguments, LoginArguments, LogoutArguments, RevokeArguments,
    TokenArguments, TokenInput, UserinfoArguments,
};
use super::text::{Clock, trace};
use super::vault::{LoginVault, StoreArguments};
use super::{Failure, Streams, input, json, print};
use crate::desktop::open_in_browser_without;
use crate::flows::{Browser, SignIn, SignInStep, SignInWorld};
use crate::net::{Cancel, INTERRUPTED, Limits, Net, block_on, until_interrupted};
use crate::oauth::{CredentialPlace, Outcome, Plan, Task};
use crate::report::{Json, Secret};
use crate::wire::Show;
use jiff::Timestamp;
use save::{Save, Saved};
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;
use talk::Talk;

/// The exit code where the person ended it: what a shell says of Ctrl+C.
const CANCELLED: u8 = INTERRUPTED;

/// The exit code where a login went as it should, and its tokens could not all be kept.
const NOT_KEPT: u8 = 1;

/// Runs `login` and gives its exit code.
pub(super) fn login(arguments: &LoginArguments, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let (mut plan, mut vault) = plan::login(arguments, streams)?;
    let save = Save::open(arguments, &mut plan, &mut vault, streams)?;
    check_store(
        &arguments.store,
        vault.as_ref(),
        "give --save LABEL, or leave the store out",
    )?;
    let done = match plan.task {
        Task::Code | Task::Implicit | Task::Device => "Signed in",
        _ => "The tokens came",
    };
    let job = Job {
        secrets: vec![
            &arguments.refresh_token_env,
            &arguments.id_token_env,
            &arguments.password_env,
            &arguments.store.passphrase_env,
        ],
        plan,
        done,
        client: &arguments.client,
        browser: Some(&arguments.browser),
        may_paste: true,
        save,
        vault,
    };
    job.run(streams)
}

/// Runs `introspect` and gives its exit code.
pub(super) fn introspect(
    arguments: &TokenArguments,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let task = Task::Introspect {
        token: token(&arguments.token, streams)?,
        hint: arguments.token_type.clone(),
    };
    ask(
        &arguments.client,
        Some(&arguments.store),
        task,
        "The token is active",
        streams,
    )
}

/// Runs `revoke` and gives its exit code.
pub(super) fn revoke(
    arguments: &RevokeArguments,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let asked = &arguments.asked;
    let task = Task::Revoke {
        token: token(&asked.token, streams)?,
        hint: asked.token_type.clone(),
    };
    ask(
        &asked.client,
        Some(&asked.store),
        task,
        "The token was given back",
        streams,
    )
}

/// Runs `userinfo` and gives its exit code.
pub(super) fn userinfo(
    arguments: &UserinfoArguments,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let id_token = arguments.id_token_env.as_ref();
    let task = Task::Userinfo {
        id_token: id_token.map(|name| plan::variable(name)).transpose()?,
        token: token(&arguments.token, streams)?,
    };
    ask(
        &arguments.client,
        None,
        task,
        "The provider says who signed in",
        streams,
    )
}

/// Runs `logout` and gives its exit code.
pub(super) fn logout(
    arguments: &LogoutArguments,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let id_token = match arguments.no_token {
        true => None,
        false => Some(token(&arguments.token, streams)?),
    };
    let comes_back = arguments.wait;
    let task = Task::Logout {
        id_token,
        comes_back,
    };
    let (plan, vault) = plan::of(&arguments.client, None, task, streams, |profile| {
        plan::redirect(&arguments.browser, profile);
    })?;
    // With a token a browser has to fetch the page that posts it; without one nothing tells.
    let is_told = arguments.browser.no_browser && arguments.no_token;
    let done = match (comes_back, is_told) {
        (true, _) => "Signed out, and the browser came back",
        (false, false) => "The browser was sent to sign out",
        (false, true) => "The address at which to sign out was given",
    };
    let job = Job {
        secrets: vec![&arguments.token.token_env],
        plan,
        done,
        client: &arguments.client,
        browser: Some(&arguments.browser),
        // Standard input held the token, or nothing.
        may_paste: arguments.no_token || arguments.token.token_env.is_some(),
        save: None,
        vault,
    };
    job.run(streams)
}

/// A token, from the environment or from standard input.
fn token(from: &TokenInput, streams: &mut Streams<'_>) -> Result<Secret, Failure> {
    let token = match &from.token_env {
        Some(name) => plan::variable(name)?,
        None => Secret::new(input::text(None, streams)?),
    };
    let trimmed = token.expose().trim_ascii();
    if trimmed.is_empty() {
        return Err(Failure::Arguments(
            "the token is empty; give it on standard input, or with --token-env".to_owned(),
        ));
    }
    Ok(Secret::new(trimmed.to_vec()))
}

fn ask(
    client: &ClientArguments,
    store: Option<&StoreArguments>,
    task: Task,
    done: &'static str,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let binds = client.dpop || client.dpop_key.is_some();
    if binds && matches!(task, Task::Introspect { .. } | Task::Revoke { .. }) {
        return Err(Failure::Arguments(
            "--dpop and --dpop-key bind tokens that are asked for, and none are here; leave them out"
                .to_owned(),
        ));
    }
    let (plan, vault) = plan::of(client, store, task, streams, |_| {})?;
    if let Some(store) = store {
        check_store(store, vault.as_ref(), "leave the store out")?;
    }
    let job = Job {
        // No browser opens.
        secrets: Vec::new(),
        plan,
        done,
        client,
        browser: None,
        may_paste: false,
        save: None,
        vault,
    };
    job.run(streams)
}

/// A store that is named has to be of some use.
fn check_store(
    store: &StoreArguments,
    vault: Option<&LoginVault>,
    instead: &str,
) -> Result<(), Failure> {
    if vault.is_some() || !store.is_given() {
        return Ok(());
    }
    Err(Failure::Arguments(format!(
        "a store is named, and nothing is to be kept in it or taken from it; {instead}"
    )))
}

/// What is to be done, and how it is told.
struct Job<'a> {
    /// The variables, beside the client's own, that flags name for secrets: no browser inherits them.
    secrets: Vec<&'a Option<OsString>>,
    plan: Plan,
    /// What to say where it went as it should.
    done: &'static str,
    client: &'a ClientArguments,
    browser: Option<&'a BrowserArguments>,
    /// Whether standard input is free for what a person pastes.
    may_paste: bool,
    /// How tokens are kept.
    save: Option<Save>,
    /// Where they are kept, and from where something was taken.
    vault: Option<LoginVault>,
}

impl Job<'_> {
    /// Every variable that holds a secret, by its name.
    fn variables(&self) -> Vec<OsString> {
        let named = self.secrets.iter().copied();
        let named = named.chain([&self.client.client_secret_env]).flatten();
        let of_profile = match self.plan.profile.credential_place() {
            Some(CredentialPlace::Variable(name)) => Some(OsString::from(name)),
            _ => None,
        };
        named.cloned().chain(of_profile).collect()
    }

    fn run(mut self, streams: &mut Streams<'_>) -> Result<u8, Failure> {
        let net = Net::new(Limits::default(), roots(&self.client.ca)?, Vec::new());
        let secrets = self.variables();
        let sign_in = SignIn::new(self.plan);
        let sign_in = sign_in.map_err(|error| Failure::Arguments(error.to_string()))?;
        let mut sign_in = sign_in.agreed_before(self.client.allow_host.clone());
        if let Some(seconds) = self.browser.and_then(|b| b.timeout) {
            sign_in = sign_in.within(Duration::from_secs(seconds));
        }
        let opens = self.browser.is_some_and(|b| !b.no_browser);
        let browser: Browser =
            Arc::new(move |url| open_in_browser_without(url, &secrets).map_err(|e| e.to_string()));
        let cancel = Cancel::default();
        let world = SignInWorld {
            net: &net,
            cancel: &cancel,
            browser: opens.then_some(&browser),
        };
        let mut talk = Talk::new(opens, self.may_paste, sign_in.paste_slot());
        let carried_out = async {
            loop {
                let step = {
                    let mut tell = |event| talk.tell(event, streams);
                    sign_in.advance(world, &mut tell).await
                };
                match step {
                    SignInStep::Done(outcome) => return Ok(*outcome),
                    SignInStep::NeedsConsent(consent) => {
                        match talk.agrees(&consent, &cancel, streams).await {
                            Some(true) => sign_in.agree(),
                            // It ends as cancelled.
                            None => {}
                            Some(false) => {
                                let outcome = sign_in.refuse();
                                // What came before is still shown.
                                if outcome.refused_tokens().is_some() {
                                    return Ok(outcome);
                                }
                                let (host, why) = (consent.host, consent.why);
                                return Err(Failure::NoConsent { host, why });
                            }
                        }
                    }
                }
            }
        };
        let carried_out = block_on(until_interrupted(&cancel, carried_out));
        let outcome = carried_out.map_err(Failure::NoNetwork)??;
        let show = match self.client.reveal {
            true => Show::Revealed,
            false => Show::Masked,
        };
        if let Some(vault) = &mut self.vault {
            vault.sent(&outcome, streams);
        }
        // They are kept before they are shown: a reader that goes away takes nothing along.
        let saved = match (self.save, &mut self.vault) {
            (Some(save), Some(vault)) => Some(save.keep(&outcome, vault, streams)),
            _ => None,
        };
        let code = report(
            &outcome,
            self.done,
            self.client.format,
            show,
            saved.as_ref(),
            streams,
        )?;
        // What was got is shown; what was to be kept of it is not all there.
        let is_whole = saved.is_none_or(|saved| saved.is_whole());
        Ok(if is_whole { code } else { code.max(NOT_KEPT) })
    }
}

fn report(
    outcome: &Outcome,
    done: &str,
    format: Format,
    show: Show,
    saved: Option<&Saved>,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let code = outcome.exit_code();
    let why = || {
        outcome
            .error
            .clone()
            .unwrap_or_else(|| "nothing was done".to_owned())
    };
    match code {
        CANCELLED => {
            // Where it cannot be said, the exit code still tells.
            let told = match saved.is_some_and(Saved::is_something) {
                true => "cancelled",
                false => "cancelled; nothing was kept",
            };
            let _ = Failure::Login(told.to_owned()).write(streams.error);
            return Ok(code);
        }
        super::COULD_NOT_RUN => return Err(Failure::Login(why())),
        _ => {}
    }
    let text = match format {
        Format::Json => {
            let mut result = outcome.to_json(show);
            if let (Json::Object(members), Some(saved)) = (&mut result, saved) {
                members.extend(saved.members());
            }
            json::render(&result, streams.page.is_terminal)
        }
        Format::Text => trace(
            outcome,
            done,
            show,
            &Clock::at(Timestamp::now().as_second()),
            streams.page,
        ),
    };
    print(&text, streams.output)?;
    Ok(code)
}
