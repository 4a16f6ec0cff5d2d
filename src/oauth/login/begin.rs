//! How a login begins: what has to be known beforehand, and what is done first.

use super::{Dpop, Login, Plan, PlanError, Stage, Task};
use crate::oauth::{Client, Credential, Endpoint, Issuer, Profile, ProviderError, provider};
use crate::wire::Echo;

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
            return refuse(ProviderError::Unknown(profile.provider.clone()).to_string());
        };
        let needs_client = !matches!(task, Task::Userinfo { .. });
        if needs_client && profile.client_id.is_empty() {
            return refuse(
                "the client id is missing; register a client with the provider, and give its id (--client-id)"
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
            signed: None,
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

    /// The first stage behind the metadata.
    pub(super) fn begin(&mut self) -> Result<(), String> {
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

    pub(super) fn after_redirect(&self) -> Stage {
        let is_login = matches!(self.task, Task::Code | Task::Implicit);
        if is_login && self.is_pushed() {
            Stage::Push
        } else {
            Stage::Browser
        }
    }
}

/// Whether a preset's method needs a secret that this client does not have: it is public then.
fn lacks_secret(credential: &Credential, profile: &Profile) -> bool {
    let preset = provider(&profile.provider).and_then(|p| p.auth);
    credential.is_none() && profile.auth == preset
}
