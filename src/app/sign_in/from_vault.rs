//! What a login takes out of the vault: the client's secret or key, and the tokens of an entry.

use super::{ClientProof, Obtained, RunState, SignInJob};
use crate::app::vault_space::{self, EntryRun, FetchedSecrets, Wanted, WantedProof};
use crate::app::{Effect, Errand, Model};
use crate::jose::signing::{SigningKey, read_key_file};
use crate::oauth::{AuthMethod, asked_of};
use crate::report::Secret;
use crate::vault::{Id, Kind, is_dpop_key};
use std::sync::Arc;

/// Begins a login, once the vault gave what is taken from there. Its run is there already.
pub(super) fn start(model: &mut Model, job: SignInJob, tokens: Vec<Id>) -> Vec<Effect> {
    let proof = kept_proof(&job);
    if proof.is_none() && tokens.is_empty() {
        return vec![Effect::SignIn(Box::new(job))];
    }
    let run = job.ticket;
    let wanted = Wanted { run, proof, tokens };
    let asked = vault_space::fetch(model, wanted);
    let Some(run) = model.sign_in.run_of(run) else {
        return Vec::new();
    };
    match asked {
        Ok(effects) => {
            run.asked_vault = effects.iter().filter_map(vault_ticket).collect();
            run.state = RunState::Vault;
            run.pending = Some(Box::new(job));
            effects
        }
        Err(told) => {
            run.state = RunState::Failed(told);
            Vec::new()
        }
    }
}

fn vault_ticket(effect: &Effect) -> Option<u64> {
    match effect {
        Effect::Vault(job) => Some(job.ticket),
        _ => None,
    }
}

/// The profile and the entry that it names, where nothing else was given.
fn kept_proof(job: &SignInJob) -> Option<WantedProof> {
    let profile = &job.profile;
    let is_given = !matches!(job.proof, ClientProof::None);
    if is_given || !job.errand.proves_client() || profile.auth == Some(AuthMethod::None) {
        return None;
    }
    Some(WantedProof {
        profile: profile.name.clone(),
        entry: profile.vault_entry.clone()?,
        asked: asked_of(profile),
    })
}

/// The vault gave what was asked of it, or not.
pub(in crate::app) fn fetched(
    model: &mut Model,
    ticket: u64,
    got: Result<FetchedSecrets, String>,
) -> Vec<Effect> {
    let run = model.sign_in.run_of(ticket);
    let Some(run) = run.filter(|run| matches!(run.state, RunState::Vault)) else {
        return Vec::new();
    };
    let Some(mut job) = run.pending.take() else {
        return Vec::new();
    };
    let fetched = match got {
        Ok(fetched) => fetched,
        Err(told) => {
            run.state = RunState::Failed(told);
            return Vec::new();
        }
    };
    if let Some((entry, secret)) = fetched.proof {
        job.proof = match entry.kind {
            Kind::SigningKey => ClientProof::Key(secret),
            _ => ClientProof::Secret(secret),
        };
        run.used.push(entry.id);
    }
    if !fetched.tokens.is_empty() {
        let mut obtained = Obtained::default();
        for (entry, secret) in fetched.tokens {
            if is_dpop_key(&entry) {
                match dpop_key(&secret, &entry.label) {
                    Ok(key) => obtained.dpop_key = Some(key),
                    Err(told) => {
                        run.state = RunState::Failed(told);
                        return Vec::new();
                    }
                }
                continue;
            }
            let is_sent = matches!(
                (entry.kind, job.errand),
                (Kind::RefreshToken, Errand::Refresh) | (_, Errand::Revoke(_))
            );
            if is_sent {
                run.used.push(entry.id);
            }
            let place = match entry.kind {
                Kind::RefreshToken => &mut obtained.tokens.refresh_token,
                Kind::IdToken => &mut obtained.tokens.id_token,
                _ => &mut obtained.tokens.access_token,
            };
            *place = Some(secret);
        }
        job.obtained = Some(Arc::new(obtained));
    }
    run.state = RunState::Working(None);
    vec![Effect::SignIn(job)]
}

/// The vault takes long, and why: the login that waits for it says so.
pub(in crate::app) fn vault_waits(model: &mut Model, told: &'static str) {
    let mut runs = model.sign_in.all_mut();
    if let Some(run) = runs.find(|run| matches!(run.state, RunState::Vault)) {
        run.vault_waits = Some(told);
    }
}

/// The key that tokens are bound to, as the vault keeps it.
fn dpop_key(secret: &Secret, label: &str) -> Result<SigningKey, String> {
    let read = read_key_file(secret.expose(), label).ok();
    let key = read.and_then(|read| read.signing_keys().next().cloned());
    key.ok_or_else(|| format!("{label} holds no private key any more: sign in again"))
}

/// Begins an errand with the tokens of an entry.
pub(in crate::app) fn start_entry(
    model: &mut Model,
    entry: EntryRun,
    tokens: Vec<Id>,
) -> Vec<Effect> {
    let mut effects = super::act::cancel(model);
    let space = &mut model.sign_in;
    let profile = entry.profile.clone();
    let typed = space.typed.get(&profile.name).cloned().unwrap_or_default();
    let job = SignInJob {
        ticket: entry.run.ticket,
        errand: entry.run.errand,
        proof: super::act::proof(&profile, entry.run.errand, &typed),
        password: None,
        refresh_token: None,
        obtained: None,
        profile,
        agreed: model.network.agreed.clone(),
        ca: model.ca.clone(),
    };
    space.from_entry = Some(Box::new(entry));
    model.notice = None;
    effects.extend(start(model, job, tokens));
    effects
}
