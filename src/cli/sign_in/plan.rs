//! What the arguments ask for, as a plan.

use crate::cli::fetch::say;
use crate::cli::oauth_args::{BrowserArguments, ClientArguments, LoginArguments};
use crate::cli::vault::{LoginVault, StoreArguments};
use crate::cli::{Failure, Given, Streams, input};
use crate::desktop::{ProfilesFile, path_from_text};
use crate::jose::key::MAX_KEY_BYTES;
use crate::jose::signing::{SigningKey, read_key_file};
use crate::oauth::{
    ANY_ISSUER, AuthMethod, Credential, CredentialPlace, Endpoint, Grant, Plan, Profile, Profiles,
    Task, provider, providers,
};
use crate::report::Secret;
use crate::vault::Kind;
use std::ffi::OsStr;
use std::path::Path;

/// A plan, and the vault from which something was taken for it.
pub(super) type Planned = (Plan, Option<LoginVault>);

/// The plan of a login.
pub(super) fn login(
    arguments: &LoginArguments,
    streams: &mut Streams<'_>,
) -> Result<Planned, Failure> {
    let (profile, _) = profile(&arguments.client)?;
    let grant = arguments.grant.unwrap_or(profile.grant);
    let task = task(grant, arguments)?;
    let store = Some(&arguments.store);
    of(&arguments.client, store, task, streams, |profile| {
        redirect(&arguments.browser, profile);
        profile.grant = grant;
        let is_of_client = matches!(grant, Grant::ClientCredentials);
        if !arguments.scope.is_empty() {
            let scopes = arguments.scope.iter().flat_map(|s| s.split_whitespace());
            profile.scopes = scopes.map(str::to_owned).collect();
        } else if is_of_client && arguments.client.profile.is_none() {
            // What a preset asks for is for a person.
            profile.scopes.clear();
        }
        profile.resource.extend(arguments.resource.iter().cloned());
        replace(&mut profile.audience, &arguments.audience);
        replace(&mut profile.login_hint, &arguments.login_hint);
        replace(&mut profile.response_mode, &arguments.response_mode);
        replace(&mut profile.response_type, &arguments.response_type);
        profile.par |= arguments.par;
        profile.pkce = arguments.pkce.unwrap_or(profile.pkce);
    })
}

fn replace<T: Clone>(member: &mut Option<T>, given: &Option<T>) {
    if given.is_some() {
        member.clone_from(given);
    }
}

fn task(grant: Grant, arguments: &LoginArguments) -> Result<Task, Failure> {
    let needs = |flag: &str| Failure::Arguments(format!("--grant {} needs {flag}", grant.as_str()));
    match grant {
        Grant::Refresh => {
            let token = arguments.refresh_token_env.as_ref();
            let token = variable(token.ok_or_else(|| needs("--refresh-token-env VAR"))?)?;
            let id_token = arguments.id_token_env.as_ref();
            let id_token = id_token.map(|name| variable(name)).transpose()?;
            Ok(Task::Refresh { token, id_token })
        }
        Grant::Password => {
            let user = arguments.username.clone();
            let password = arguments.password_env.as_ref();
            Ok(Task::Password {
                user: user.ok_or_else(|| needs("--username NAME"))?,
                password: variable(password.ok_or_else(|| needs("--password-env VAR"))?)?,
            })
        }
        Grant::Code => Ok(Task::Code),
        Grant::Implicit => Ok(Task::Implicit),
        Grant::Device => Ok(Task::Device),
        Grant::ClientCredentials => Ok(Task::ClientCredentials),
    }
}

/// The plan of any task, with what else is to be said of its profile. `store` is where the vault is
/// that keeps what the client proves itself with; none for a task in which it does not.
pub(super) fn of(
    arguments: &ClientArguments,
    store: Option<&StoreArguments>,
    task: Task,
    streams: &mut Streams<'_>,
    change: impl FnOnce(&mut Profile),
) -> Result<Planned, Failure> {
    let (mut profile, faults) = profile(arguments)?;
    for fault in &faults {
        say(streams, fault);
    }
    change(&mut profile);
    check_told(&profile)?;
    let mut vault = None;
    let credential = match (&arguments.client_secret_env, &arguments.client_key) {
        (Some(name), _) => Credential::Secret(variable(name)?),
        (None, Some(path)) => Credential::Key(key(path)?),
        (None, None) => match store.zip(kept_proof(&profile)) {
            Some((store, id)) => {
                let vault = vault.insert(LoginVault::new(store, streams)?);
                let (entry, secret) = vault.proof(&profile, id, streams)?;
                match entry.kind {
                    Kind::SigningKey => Credential::Key(key_in(secret.expose(), &entry.label)?),
                    _ => Credential::Secret(secret),
                }
            }
            None => named(&profile, &task)?,
        },
    };
    let dpop_key = arguments.dpop_key.as_deref().map(key).transpose()?;
    profile.dpop |= arguments.dpop || dpop_key.is_some();
    let plan = Plan {
        profile,
        task,
        credential,
        dpop_key,
    };
    Ok((plan, vault))
}

/// The vault's entry with what the client proves itself with; nothing of a public client.
fn kept_proof(profile: &Profile) -> Option<&str> {
    let id = profile.vault_entry.as_deref();
    id.filter(|_| profile.auth != Some(AuthMethod::None))
}

/// The credential that the profile names the place of.
fn named(profile: &Profile, task: &Task) -> Result<Credential, Failure> {
    // Neither sends one, so that a missing variable does not stand in their way.
    if matches!(task, Task::Userinfo { .. } | Task::Logout { .. }) {
        return Ok(Credential::None);
    }
    Ok(match profile.credential_place() {
        Some(CredentialPlace::Variable(name)) => Credential::Secret(variable(name.as_ref())?),
        Some(CredentialPlace::KeyFile(path)) => Credential::Key(key(&path_from_text(path))?),
        None => Credential::None,
    })
}

/// What a preset has to be told is named with its flag.
fn check_told(profile: &Profile) -> Result<(), Failure> {
    let Some(preset) = provider(&profile.provider) else {
        return Ok(());
    };
    if preset.issuer(profile).is_ok() && preset.server(profile).is_ok() {
        return Ok(());
    }
    let is_told = |name: &String| profile.parameters.contains_key(name);
    let mut needed = preset.parameters.iter();
    match needed.find(|p| p.default.is_none() && !is_told(&p.name)) {
        Some(parameter) => Err(Failure::Arguments(format!(
            "{} needs {}; give it like --set {}={}",
            preset.name, parameter.title, parameter.name, parameter.example
        ))),
        // What it was told cannot stand in an address: that is said later, with what it is.
        None => Ok(()),
    }
}

/// The profile as the flags about provider and client have it, and what is wrong with it where it
/// was kept.
fn profile(arguments: &ClientArguments) -> Result<(Profile, Vec<String>), Failure> {
    let (mut profile, faults) = match (&arguments.profile, &arguments.provider) {
        (Some(name), _) => kept(name)?,
        (None, id) => {
            let id = id.as_deref().unwrap_or(ANY_ISSUER);
            let preset = provider(id).ok_or_else(|| {
                let known: Vec<_> = providers().iter().map(|p| p.id.as_str()).collect();
                let known = known.join(", ");
                Failure::Arguments(format!("there is no provider {id:?}; give one of {known}"))
            })?;
            (preset.profile(), Vec::new())
        }
    };
    replace(&mut profile.issuer, &arguments.issuer);
    replace(&mut profile.auth, &arguments.auth);
    let audience = &arguments.assertion_audience;
    replace(&mut profile.assertion_audience, audience);
    if let Some(id) = &arguments.client_id {
        profile.client_id.clone_from(id);
    }
    profile.leeway = arguments.leeway.unwrap_or(profile.leeway);
    check_set(&profile, &arguments.set)?;
    profile.parameters.extend(arguments.set.iter().cloned());
    profile.extra.extend(arguments.param.iter().cloned());
    for (member, url) in &arguments.endpoint {
        if Endpoint::from_member(member).is_none() {
            let all = Endpoint::ALL.map(Endpoint::member).join(", ");
            return Err(Failure::Arguments(format!(
                "there is no endpoint {member:?}; give one of {all}"
            )));
        }
        profile.endpoints.insert(member.clone(), url.clone());
    }
    Ok((profile, faults))
}

/// A provider is told what it has a place for.
fn check_set(profile: &Profile, set: &[(String, String)]) -> Result<(), Failure> {
    let Some(preset) = provider(&profile.provider) else {
        return Ok(());
    };
    let has = |name: &String| preset.parameters.iter().any(|p| p.name == *name);
    let Some((name, _)) = set.iter().find(|(name, _)| !has(name)) else {
        return Ok(());
    };
    let known: Vec<_> = preset.parameters.iter().map(|p| p.name.as_str()).collect();
    let instead = match known.is_empty() {
        true => "leave it out".to_owned(),
        false => format!("give {}", known.join(" or ")),
    };
    Err(Failure::Arguments(format!(
        "{} is told no {name:?} with --set; {instead}",
        preset.name
    )))
}

/// A profile of the person's file, and what is wrong with it.
fn kept(name: &str) -> Result<(Profile, Vec<String>), Failure> {
    let file = ProfilesFile::of_this_person().ok_or_else(|| {
        Failure::Arguments("the system has no folder for settings, and so no profiles".to_owned())
    })?;
    let path = file.path().display();
    let text = match file.read() {
        Ok(text) => text.unwrap_or_default(),
        Err(error) => {
            let name = Given::file(file.path());
            return Err(Failure::Unreadable { name, error });
        }
    };
    let read = Profiles::read(&text);
    let own = read.faults_of(name);
    if let Some(profile) = read.profiles.get(name) {
        let own = own.iter().map(|fault| format!("{path}: {fault}"));
        return Ok((profile.clone(), own.collect()));
    }
    if !own.is_empty() {
        return Err(Failure::Arguments(format!("{path}: {}", own.join("; "))));
    }
    let names: Vec<_> = read
        .profiles
        .list
        .iter()
        .map(|p| format!("{:?}", p.name))
        .collect();
    let damage = read.faults.first().filter(|_| read.is_damaged);
    let there = match (damage, names.is_empty()) {
        (Some(fault), _) => format!("; {fault}"),
        (None, true) => "; none is kept there yet".to_owned(),
        (None, false) => format!("; there are {}", names.join(", ")),
    };
    Err(Failure::Arguments(format!(
        "there is no profile {name:?} in {path}{there}"
    )))
}

/// Where the browser comes back.
pub(super) fn redirect(arguments: &BrowserArguments, profile: &mut Profile) {
    let redirect = &mut profile.redirect;
    let is_listener_named = !arguments.redirect_port.is_empty()
        || arguments.redirect_host.is_some()
        || arguments.redirect_path.is_some();
    // Who says where to listen wants to be heard there, whatever the profile has.
    if is_listener_named {
        redirect.pasted = None;
    }
    replace(&mut redirect.pasted, &arguments.redirect_uri);
    if !arguments.redirect_port.is_empty() {
        redirect.ports.clone_from(&arguments.redirect_port);
    }
    redirect.host = arguments.redirect_host.unwrap_or(redirect.host);
    if let Some(path) = &arguments.redirect_path {
        redirect.path.clone_from(path);
    }
}

/// A secret out of the environment. A line end after it does not count.
pub(super) fn variable(name: &OsStr) -> Result<Secret, Failure> {
    let value = std::env::var_os(name);
    let value = value.filter(|value| !value.is_empty());
    let value = value.ok_or_else(|| Failure::NoVariable(Given::variable(name)))?;
    Ok(Secret::new(input::without_line_end(
        value.into_encoded_bytes(),
    )))
}

/// The one private key of a file.
fn key(path: &Path) -> Result<SigningKey, Failure> {
    let name = path.display().to_string();
    let bytes = Secret::new(input::file(path, MAX_KEY_BYTES)?);
    key_in(bytes.expose(), &name)
}

/// The one private key that a text holds.
pub(super) fn key_in(bytes: &[u8], name: &str) -> Result<SigningKey, Failure> {
    let file = match read_key_file(bytes, name) {
        Ok(file) => file,
        Err(error) => {
            let name = name.to_owned();
            return Err(Failure::Keys { name, error });
        }
    };
    let mut keys = file.signing_keys();
    match (keys.next(), keys.next()) {
        (Some(key), None) => Ok(key.clone()),
        (None, _) => Err(Failure::Arguments(format!(
            "{name} holds no private key; give the file with the private half"
        ))),
        (Some(_), Some(_)) => Err(Failure::Arguments(format!(
            "{name} holds several private keys; give a file with the one that is meant"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_named_is_listened_at_also_where_the_profile_has_pasted() {
        for (redirect_port, is_pasted) in [(vec![8080], false), (Vec::new(), true)] {
            let arguments = BrowserArguments {
                redirect_port,
                redirect_host: None,
                redirect_path: None,
                redirect_uri: None,
                no_browser: true,
                timeout: None,
            };
            let mut profile = Profile::default();
            profile.redirect.pasted = Some("https://app.example/cb".into());
            redirect(&arguments, &mut profile);
            assert_eq!(profile.redirect.pasted.is_some(), is_pasted);
        }
    }
}
