//! Logins, carried out beside the window. Nothing here begins by itself.

use super::network::{self, Tell};
use super::{files, job};
use crate::app::{
    Action, ClientProof, DevicePrompt, Ended, Errand, Obtained, SignInAction, SignInJob, TokenKind,
    Told, Waiting,
};
use crate::desktop::path_from_text;
use crate::flows::{
    Browser, PasteSlot, SignIn, SignInEvent, SignInStep, SignInWorld, dpop_key, login_account,
};
use crate::jose::key::MAX_KEY_BYTES;
use crate::jose::signing::{SigningKey, read_key_file};
use crate::net::{Cancel, HostRule, Limits, Net, Roots, apart};
use crate::oauth::{Credential, Grant, Outcome, Plan, Task};
use crate::report::{Secret, without_flags};
use crate::wire::{Answer, Step};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// A login that is under way, and what was told of it.
pub(super) struct Login {
    job: SignInJob,
    /// Nothing before it began.
    begun: Option<SignIn>,
    steps: Vec<Step>,
    dpop_key: Option<SigningKey>,
}

/// Logins that wait for the person's word, and where redirects are pasted, by their tickets.
#[derive(Clone, Default)]
pub(super) struct Logins(Arc<Mutex<Waits>>);

#[derive(Default)]
struct Waits {
    parked: HashMap<u64, Login>,
    slots: HashMap<u64, PasteSlot>,
}

impl Logins {
    fn locked(&self) -> MutexGuard<'_, Waits> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A login to go on with, since the person agreed.
    pub(super) fn agreed(&self, ticket: u64) -> Option<Login> {
        let mut login = self.locked().parked.remove(&ticket)?;
        if let Some(begun) = &mut login.begun {
            begun.agree();
        }
        Some(login)
    }

    /// Hands a pasted redirect to the login that waits for one.
    pub(super) fn paste(&self, ticket: u64, text: &str) {
        if let Some(slot) = self.locked().slots.get(&ticket) {
            slot.paste(Secret::from(text.to_owned()));
        }
    }

    /// Lets a login wait for the person's word. One that was cancelled meanwhile is not kept:
    /// nobody would fetch it, and it holds secrets.
    fn park(&self, login: Login, cancel: &Cancel) -> bool {
        let mut waits = self.locked();
        let waits_for_it = !cancel.is_cancelled();
        if waits_for_it {
            waits.parked.insert(login.ticket(), login);
        }
        waits_for_it
    }

    /// A login is at its end. It is given where it waited for the person's word.
    pub(super) fn forget(&self, ticket: u64) -> Option<Login> {
        let mut waits = self.locked();
        waits.slots.remove(&ticket);
        waits.parked.remove(&ticket)
    }
}

/// Tells that a login broke off, unless its end or a question was told.
struct Reply {
    ticket: u64,
    tell: Tell,
    told: bool,
}

impl Reply {
    fn give(mut self, told: Told) {
        self.told = true;
        send(&self.tell, self.ticket, told);
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if !self.told {
            let told = "The login broke off, which is a fault of Tokenscope";
            send(&self.tell, self.ticket, failed(told.to_owned()));
        }
    }
}

fn send(tell: &Tell, ticket: u64, told: Told) {
    tell(Action::SignIn(SignInAction::Told(ticket, told)));
}

/// A login that ended before it brought anything.
pub(super) fn failed(error: String) -> Told {
    ended(Some(error), false)
}

/// The same where the person ended it.
fn cancelled() -> Told {
    ended(None, true)
}

fn ended(error: Option<String>, is_cancelled: bool) -> Told {
    Told::Ended(Box::new(Ended {
        error: error.as_deref().map(without_flags),
        is_cancelled,
        obtained: None,
        active: None,
        findings: Vec::new(),
    }))
}

impl Login {
    pub(super) fn new(job: SignInJob) -> Self {
        Self {
            job,
            begun: None,
            steps: Vec::new(),
            dpop_key: None,
        }
    }

    pub(super) fn ticket(&self) -> u64 {
        self.job.ticket
    }

    /// The end of one that waited for the person's word, which was no.
    pub(super) fn refused(mut self) -> Option<Action> {
        let mut login = self.begun.take()?;
        let outcome = login.refuse();
        let told = self.ended(&login, outcome);
        Some(Action::SignIn(SignInAction::Told(self.ticket(), told)))
    }

    /// Goes on to its end, or to where the person is to be asked.
    pub(super) async fn run(self, logins: Logins, browser: Browser, cancel: Cancel, tell: Tell) {
        let reply = Reply {
            ticket: self.job.ticket,
            tell: Arc::clone(&tell),
            told: false,
        };
        let told = self.advance(&logins, &browser, &cancel, &tell).await;
        reply.give(told);
    }

    async fn advance(
        mut self,
        logins: &Logins,
        browser: &Browser,
        cancel: &Cancel,
        tell: &Tell,
    ) -> Told {
        let ticket = self.job.ticket;
        let (net, credential) = match cancel.unless(self.read_files()).await {
            Some(Ok(read)) => read,
            Some(Err(told)) => return failed(told),
            None => return cancelled(),
        };
        let begun = self.begun.take();
        let mut login = match begun.map_or_else(|| self.begin(&net, credential), Ok) {
            Ok(login) => login,
            Err(told) => return failed(told),
        };
        logins.locked().slots.insert(ticket, login.paste_slot());
        let world = SignInWorld {
            net: &net,
            cancel,
            browser: Some(browser),
        };
        let steps = &mut self.steps;
        let mut slowest = 0;
        let mut on_progress = |event| {
            if let Some(told) = heard(event, steps, &mut slowest) {
                send(tell, ticket, told);
            }
        };
        match login.advance(world, &mut on_progress).await {
            SignInStep::NeedsConsent(consent) => {
                self.begun = Some(login);
                let told = Told::NeedsConsent {
                    host: consent.host,
                    url: consent.url,
                    why: consent.why.to_string(),
                };
                match logins.park(self, cancel) {
                    true => told,
                    false => cancelled(),
                }
            }
            SignInStep::Done(outcome) => {
                // What was judged last may have been added to a step that was told before.
                let steps = outcome.steps.iter().cloned().map(shown);
                send(tell, ticket, Told::Steps(steps.collect()));
                self.ended(&login, *outcome)
            }
        }
    }

    /// What an errand goes on with. A new login takes nothing over from the one before: neither its
    /// key nor its issuer's keys.
    fn before(&self) -> Option<&Obtained> {
        let before = self.job.obtained.as_deref();
        before.filter(|_| self.job.errand != Errand::SignIn)
    }

    /// What is in files: the authorities, and what the client proves itself with, where it begins.
    async fn read_files(&self) -> Result<(Net, Credential), String> {
        let ca = self.job.ca.clone();
        let proof = self.begun.is_none().then(|| self.job.proof.clone());
        let read = apart(move || {
            let roots = match &ca {
                Some(path) => network::roots(path)?,
                None => Roots::default(),
            };
            // A login never goes over plain http, but on this machine.
            let net = Net::new(Limits::default(), roots, Vec::new());
            Ok((net, credential(&proof.unwrap_or_default())?))
        });
        let broken = || Err(job::broken("Reading the files of the login"));
        read.await.unwrap_or_else(broken)
    }

    fn begin(&mut self, net: &Net, credential: Credential) -> Result<SignIn, String> {
        let job = &self.job;
        // Tokens that are bound to a key are used with it.
        let bound = self.before().filter(|_| job.profile.dpop);
        let mut plan = Plan {
            profile: job.profile.clone(),
            task: task(job)?,
            credential,
            dpop_key: bound.and_then(|o| o.dpop_key.clone()),
        };
        if plan.wants_dpop_key().map_err(|error| error.to_string())? {
            plan.dpop_key = dpop_key();
        }
        self.dpop_key.clone_from(&plan.dpop_key);
        let login = SignIn::new(plan).map_err(|error| error.to_string())?;
        let agreed = job.agreed.iter();
        let agreed = agreed.filter_map(|url| net.address(url).ok());
        let agreed: Vec<_> = agreed.map(|address| HostRule::of(&address)).collect();
        Ok(login.agreed_before(agreed))
    }

    fn ended(&self, login: &SignIn, outcome: Outcome) -> Told {
        let before = self.before();
        let are_refused = outcome.tokens().is_none();
        let tokens = outcome.tokens().or(outcome.refused_tokens()).cloned();
        let is_login = matches!(self.job.errand, Errand::SignIn | Errand::Refresh);
        let obtained = tokens.filter(|_| is_login).map(|mut tokens| {
            let refreshes = self.job.errand == Errand::Refresh;
            // A refresh may leave the ID token out; then the first one goes on being who it is.
            if refreshes && tokens.id_token.is_none() {
                tokens.id_token = before.and_then(|o| o.tokens.id_token.clone());
            }
            let server = login.server();
            let keys = login.keys().cloned();
            let account = login_account(tokens.id_token.as_ref(), outcome.claims.as_ref());
            Obtained {
                account: account.or_else(|| before.and_then(|o| o.account.clone())),
                tokens,
                keys: keys.or_else(|| before.and_then(|o| o.keys.clone())),
                dpop_key: self.dpop_key.clone(),
                issuer: server.issuer.clone(),
                endpoints: server.endpoints.keys().copied().collect(),
                are_refused,
                at: Timestamp::now().as_second(),
            }
        });
        let failed_check = || "A check failed; see the step that is marked".to_owned();
        let error = outcome.error.as_deref().map(without_flags);
        Told::Ended(Box::new(Ended {
            error: error.or_else(|| (!outcome.is_ok()).then(failed_check)),
            is_cancelled: outcome.is_cancelled,
            obtained,
            active: outcome.active,
            findings: outcome.findings,
        }))
    }
}

/// A step as the window has it: why nothing came back names no flag of the commands.
fn shown(mut step: Step) -> Step {
    if let Some(exchange) = &mut step.exchange
        && let Answer::None(why) = &mut exchange.answer
    {
        *why = without_flags(why);
    }
    step
}

/// What an event is to the window.
fn heard(event: SignInEvent, steps: &mut Vec<Step>, slowest: &mut u64) -> Option<Told> {
    Some(match event {
        SignInEvent::Asking { host, url } => Told::Asking { host, url },
        SignInEvent::Listening { .. } | SignInEvent::Arrived => return None,
        SignInEvent::Open {
            url,
            shown,
            awaits,
            until,
        } => {
            let left = until.saturating_duration_since(Instant::now()).as_secs();
            let left = i64::try_from(left).unwrap_or_default();
            Told::Browser(Box::new(Waiting {
                url,
                shown,
                is_listened_to: awaits.as_ref().is_some_and(|a| a.is_listened_to),
                redirect_uri: awaits.map(|awaits| awaits.redirect_uri),
                until: Timestamp::now().as_second().saturating_add(left),
                trouble: None,
                ignored: Vec::new(),
            }))
        }
        SignInEvent::NoBrowser(why) => Told::NoBrowser(why),
        SignInEvent::Ignored(what) => Told::Ignored(what),
        SignInEvent::NotTaken(why) => Told::NotTaken(why),
        SignInEvent::Prompt(wait) => {
            let slowed = *slowest > 0 && wait.seconds > *slowest;
            *slowest = wait.seconds.max(*slowest);
            Told::Device(Box::new(DevicePrompt {
                user_code: wait.prompt.user_code,
                verification_uri: wait.prompt.verification_uri,
                verification_uri_complete: wait.prompt.verification_uri_complete,
                until: wait.prompt.expires_at,
                interval: wait.seconds,
                slowed,
                qr: None,
            }))
        }
        SignInEvent::StepDone { number, step } => {
            let step = shown(*step);
            match steps.get_mut(number) {
                Some(place) => *place = step,
                None => steps.push(step),
            }
            Told::Steps(steps.clone())
        }
    })
}

/// What is done, with the tokens that it takes.
fn task(job: &SignInJob) -> Result<Task, String> {
    let before = job.obtained.as_deref();
    let token = |kind: TokenKind| {
        let token = before.and_then(|o| o.token(kind)).cloned();
        token.ok_or_else(|| format!("there is no {}; sign in first", kind.within()))
    };
    let id_token = || before.and_then(|o| o.tokens.id_token.clone());
    let hint = |kind: TokenKind| Some(kind.member().to_owned());
    Ok(match job.errand {
        Errand::SignIn => match (job.profile.grant, &job.refresh_token, &job.password) {
            (Grant::Refresh, Some(token), _) => Task::Refresh {
                token: token.clone(),
                id_token: None,
            },
            (Grant::Password, _, Some((user, password))) => Task::Password {
                user: user.clone(),
                password: password.clone(),
            },
            (grant, ..) => {
                Task::of(grant).ok_or("the grant needs a refresh token, or a password")?
            }
        },
        Errand::Refresh => Task::Refresh {
            token: token(TokenKind::Refresh)?,
            id_token: id_token(),
        },
        Errand::Introspect(kind) => Task::Introspect {
            token: token(kind)?,
            hint: hint(kind),
        },
        Errand::Revoke(kind) => Task::Revoke {
            token: token(kind)?,
            hint: hint(kind),
        },
        Errand::Userinfo => Task::Userinfo {
            token: token(TokenKind::Access)?,
            id_token: id_token(),
        },
        Errand::LogOut => Task::Logout {
            id_token: id_token(),
            comes_back: false,
        },
    })
}

/// What the client proves itself with, taken from where it is.
fn credential(proof: &ClientProof) -> Result<Credential, String> {
    Ok(match proof {
        ClientProof::None => Credential::None,
        ClientProof::Secret(secret) => Credential::Secret(secret.clone()),
        ClientProof::Variable(name) => match std::env::var(name) {
            Ok(secret) if !secret.is_empty() => Credential::Secret(Secret::from(secret)),
            _ => {
                return Err(format!(
                    "the environment has no variable {name} with the client secret; it is read when the window starts"
                ));
            }
        },
        ClientProof::KeyFile(path) => Credential::Key(key(path)?),
        ClientProof::Key(text) => Credential::Key(key_in(text.expose(), "The key that was given")?),
    })
}

/// The one private key of a file.
fn key(path: &str) -> Result<SigningKey, String> {
    let file = path_from_text(path);
    let bytes = files::read_bytes(&file, MAX_KEY_BYTES, &|| false)
        .map_err(|why| format!("{path} {why}"))?;
    key_in(bytes.expose(), path)
}

/// The one private key of a text.
fn key_in(bytes: &[u8], name: &str) -> Result<SigningKey, String> {
    let read = read_key_file(bytes, name).map_err(|error| format!("{name} {error}"))?;
    let mut keys = read.signing_keys();
    match (keys.next(), keys.next()) {
        (Some(key), None) => Ok(key.clone()),
        (None, _) => Err(format!(
            "{name} holds no private key; give the file with the private half"
        )),
        (Some(_), Some(_)) => Err(format!(
            "{name} holds several private keys; give a file with the one that is meant"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::{Profile, Tokens};

    fn login(errand: Errand, key: &SigningKey) -> Login {
        let obtained = Obtained {
            tokens: Tokens {
                refresh_token: Some(Secret::from("hunter2".to_owned())),
                ..Tokens::default()
            },
            keys: None,
            dpop_key: Some(key.clone()),
            issuer: None,
            endpoints: std::collections::BTreeSet::new(),
            account: None,
            are_refused: false,
            at: 0,
        };
        Login::new(SignInJob {
            ticket: 1,
            errand,
            profile: Profile {
                issuer: Some("https://id.example".into()),
                client_id: "app".into(),
                dpop: true,
                ..Profile::default()
            },
            proof: ClientProof::None,
            refresh_token: None,
            password: None,
            obtained: Some(Arc::new(obtained)),
            agreed: Vec::new(),
            ca: None,
        })
    }

    #[test]
    fn the_window_names_no_flag_of_the_commands() {
        let mut login = login(Errand::Refresh, &dpop_key().unwrap());
        let mut obtained = Obtained::clone(login.job.obtained.as_deref().unwrap());
        obtained.dpop_key = None;
        login.job.obtained = Some(Arc::new(obtained));
        let why = login
            .begin(&Net::default(), Credential::None)
            .err()
            .unwrap();
        assert!(why.contains("--dpop-key"), "{why}");
        let Told::Ended(ended) = failed(why) else {
            panic!("it did not end");
        };
        let told = ended.error.unwrap();
        assert!(told.ends_with("give that key"), "{told}");
    }

    #[test]
    fn a_login_that_was_cancelled_as_it_came_to_a_question_is_not_kept() {
        let key = dpop_key().unwrap();
        let (logins, cancel) = (Logins::default(), Cancel::default());
        assert!(logins.park(login(Errand::SignIn, &key), &cancel));
        logins.forget(1);
        cancel.cancel();
        assert!(!logins.park(login(Errand::SignIn, &key), &cancel));
        assert!(logins.agreed(1).is_none());
    }

    /// A key that goes along from login to login tells that they are of one person.
    #[test]
    fn a_new_login_has_a_key_of_its_own_and_a_refresh_that_of_its_tokens() {
        let key = dpop_key().unwrap();
        for (errand, is_same) in [(Errand::SignIn, false), (Errand::Refresh, true)] {
            let mut login = login(errand, &key);
            assert!(login.begin(&Net::default(), Credential::None).is_ok());
            let thumbprint = |key: &SigningKey| {
                let public = key.public();
                let found = crate::jose::Thumbprint::of(&public.material);
                found.map(|thumbprint| thumbprint.base64url())
            };
            let made = login.dpop_key.as_ref().unwrap();
            assert_eq!(thumbprint(made) == thumbprint(&key), is_same, "{errand:?}");
        }
    }
}
