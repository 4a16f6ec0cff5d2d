//! The list of profiles: found, begun, kept, copied, deleted, and brought back.

use super::form::issuer_at;
use super::{FieldText, ProfileForm, SignInSpace, Typed};
use crate::app::update::tell;
use crate::app::{Effect, Level, Model, vault_space};
use crate::oauth::{
    ANY_ISSUER, AuthMethod, Grant, Pkce, Profile, Profiles, ProfilesRead, check_endpoint,
    is_variable_name, provider, providers,
};

/// What is to be written to the file of profiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInFile {
    /// The text.
    pub text: String,
    /// The last merging that is in it: see [`MergedProfiles`].
    pub merges: u64,
}

/// What became of the file of profiles.
#[derive(Debug, Default)]
pub struct ProfilesKept {
    /// The new name of a damaged one that was there.
    pub aside: Option<String>,
    /// What is in it now, where another program had written it too.
    pub merged: Option<Box<MergedProfiles>>,
}

/// Profiles that were changed here and by another program.
#[derive(Debug)]
pub struct MergedProfiles {
    /// Which merging.
    pub number: u64,
    /// What was to be written.
    pub own: Profiles,
    /// What is in the file now.
    pub now: ProfilesRead,
}

/// A profile on its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileLine<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its provider and grant: `Keycloak, code`.
    pub detail: String,
    /// Its first letter.
    pub letter: char,
    /// A number by which its provider has a colour.
    pub hue: usize,
}

impl SignInSpace {
    /// The profiles whose names or providers hold what is looked for.
    pub fn lines(&self) -> Vec<ProfileLine<'_>> {
        let wanted = self.filter.trim().to_lowercase();
        let lines = self.profiles.list.iter().map(line);
        lines
            .filter(|line| {
                wanted.is_empty()
                    || line.name.to_lowercase().contains(&wanted)
                    || line.detail.to_lowercase().contains(&wanted)
            })
            .collect()
    }

    /// What the shown profile does, in a line.
    pub fn summary(&self) -> String {
        self.profile().map(summary).unwrap_or_default()
    }

    /// The issuer of the shown profile, where it has one.
    pub fn issuer_words(&self) -> Option<String> {
        let profile = self.profile()?;
        provider(&profile.provider)?.issuer(profile).ok().flatten()
    }

    /// How the client of the shown profile says who it is.
    pub fn auth_words(&self) -> &'static str {
        match self.profile().and_then(|profile| profile.auth) {
            None => "What fits: by what is given and what the server takes",
            Some(AuthMethod::None) => "None, it is a public client",
            Some(AuthMethod::Basic) => "The secret in the Authorization header",
            Some(AuthMethod::Post) => "The secret in the form",
            Some(AuthMethod::SecretJwt) => "An assertion that the secret signs",
            Some(AuthMethod::PrivateKeyJwt) => "An assertion that a private key signs",
        }
    }

    /// Whether a deleted profile can be brought back.
    pub fn can_undelete(&self) -> bool {
        self.deleted.is_some()
    }
}

fn line(profile: &Profile) -> ProfileLine<'_> {
    let known = provider(&profile.provider);
    let place = match known {
        Some(provider) if provider.id != ANY_ISSUER => provider.name.clone(),
        _ => host(profile).unwrap_or_else(|| "OpenID issuer".to_owned()),
    };
    let letter = profile.name.chars().find(|c| c.is_alphanumeric());
    let hue = place.bytes().map(usize::from).sum();
    let grant = grant_words(profile.grant);
    ProfileLine {
        name: &profile.name,
        detail: format!("{place}, {grant}"),
        letter: letter.map_or('?', |c| c.to_ascii_uppercase()),
        hue,
    }
}

/// A provider that is known beforehand, on its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresetLine {
    /// Its id.
    pub id: &'static str,
    /// What a person calls it.
    pub name: &'static str,
    /// What it can.
    pub detail: String,
    /// Its first letter.
    pub letter: char,
    /// A number by which it has a colour.
    pub hue: usize,
}

/// All providers that are known beforehand, but for any issuer.
pub fn preset_lines() -> Vec<PresetLine> {
    let presets = providers().iter().filter(|p| p.id != ANY_ISSUER);
    presets
        .map(|provider| {
            let shown = [Grant::Code, Grant::Device, Grant::ClientCredentials];
            let known = shown.iter().filter(|g| provider.grants.contains(g));
            let grants: Vec<_> = known.map(|grant| grant_words(*grant)).collect();
            let first = provider.name.chars().next();
            PresetLine {
                id: &provider.id,
                name: &provider.name,
                detail: crate::report::capital(&grants.join(", ")),
                letter: first.map_or('?', |c| c.to_ascii_uppercase()),
                hue: provider.name.bytes().map(usize::from).sum(),
            }
        })
        .collect()
}

/// The names of all providers, as they are chosen from.
pub fn provider_names() -> Vec<String> {
    let all = providers().iter();
    all.map(|provider| provider.name.clone()).collect()
}

/// What a person should know of a profile's provider, each a sentence.
pub fn provider_notes(profile: &Profile) -> &'static [String] {
    provider(&profile.provider).map_or(&[], |provider| &provider.notes)
}

/// What a profile does, in a line: `Keycloak at id.example, authorization code with PKCE and PAR`.
pub(super) fn summary(profile: &Profile) -> String {
    let known = provider(&profile.provider);
    let name = known.map_or(profile.provider.as_str(), |p| p.name.as_str());
    let issuer = known.and_then(|p| p.issuer(profile).ok().flatten());
    let place = issuer.and_then(|issuer| {
        host(&Profile {
            issuer: Some(issuer),
            ..Profile::default()
        })
    });
    let at = place.map_or_else(|| name.to_owned(), |place| format!("{name} at {place}"));
    let grant = match profile.grant {
        Grant::Code => "authorization code",
        Grant::Implicit => "implicit grant",
        Grant::Device => "device code",
        Grant::ClientCredentials => "client credentials",
        Grant::Refresh => "refresh token",
        Grant::Password => "the person's password",
    };
    let mut with = Vec::new();
    if profile.grant == Grant::Code {
        match profile.pkce {
            Pkce::S256 => with.push("PKCE"),
            Pkce::Plain => with.push("plain PKCE"),
            Pkce::None => {}
        }
    }
    if profile.par {
        with.push("PAR");
    }
    if profile.dpop {
        with.push("DPoP");
    }
    match with.as_slice() {
        [] => format!("{at}, {grant}"),
        [first @ .., last] if !first.is_empty() => {
            format!("{at}, {grant} with {} and {last}", first.join(", "))
        }
        [one, ..] => format!("{at}, {grant} with {one}"),
    }
}

/// The host of the issuer.
pub(super) fn host(profile: &Profile) -> Option<String> {
    let issuer = profile.issuer.as_deref()?;
    let (_, rest) = issuer.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    (!host.is_empty()).then(|| host.to_owned())
}

/// The grant within a sentence.
pub(super) fn grant_words(grant: Grant) -> &'static str {
    match grant {
        Grant::Code => "code",
        Grant::Implicit => "implicit",
        Grant::Device => "device",
        Grant::ClientCredentials => "client credentials",
        Grant::Refresh => "refresh token",
        Grant::Password => "password",
    }
}

/// The file was read.
pub(super) fn loaded(model: &mut Model, read: ProfilesRead) {
    let space = &mut model.sign_in;
    space.profiles = read.profiles;
    space.faults = read.faults;
    let first = space.profiles.list.first();
    space.selected = first.map(|profile| profile.name.clone());
}

/// A form for a new profile with that provider.
pub(super) fn begin(space: &mut SignInSpace, id: &str) {
    let Some(provider) = provider(id) else {
        return;
    };
    let mut profile = provider.profile();
    let wanted = if id == ANY_ISSUER { "" } else { &profile.name };
    profile.name = if wanted.is_empty() {
        String::new()
    } else {
        space.profiles.free_name(wanted)
    };
    space.choosing = false;
    space.form = Some(Box::new(ProfileForm::new(profile, None)));
}

/// A form for a new profile with the issuer whose address is written.
pub(super) fn begin_issuer(space: &mut SignInSpace) {
    let address = space.issuer.trim();
    if address.is_empty() {
        let told = "Type the issuer's address first, such as https://id.example.com";
        space.issuer_error = Some(told.into());
        return;
    }
    let address = issuer_at(address);
    if let Err(error) = check_endpoint(&address) {
        space.issuer_error = Some(crate::report::capital(&error.to_string()));
        return;
    }
    space.issuer.clear();
    begin(space, ANY_ISSUER);
    if let Some(form) = &mut space.form {
        form.write(FieldText::Issuer, address.clone());
        let named = Profile {
            issuer: Some(address),
            ..Profile::default()
        };
        if let Some(host) = host(&named) {
            form.write(FieldText::Name, space.profiles.free_name(&host));
        }
    }
}

pub(super) fn edit(space: &mut SignInSpace) {
    if let Some(profile) = space.profile().cloned() {
        let name = profile.name.clone();
        space.form = Some(Box::new(ProfileForm::new(profile, Some(name))));
    }
}

/// A copy under a free name, which is kept once the form is.
pub(super) fn duplicate(space: &mut SignInSpace) {
    if let Some(mut profile) = space.profile().cloned() {
        profile.name = space.profiles.free_name(&profile.name);
        // What the vault keeps is kept for the first one.
        profile.vault_entry = None;
        let mut form = ProfileForm::new(profile, None);
        form.is_changed = true;
        space.form = Some(Box::new(form));
    }
}

/// Keeps what the form holds: a new profile at the end, a changed one in its place.
pub(super) fn keep(model: &mut Model) -> Vec<Effect> {
    let space = &mut model.sign_in;
    let Some(form) = &mut space.form else {
        return Vec::new();
    };
    // An issuer is name enough for who only gave that.
    if form.text(FieldText::Name).trim().is_empty()
        && let Some(host) = host(&Profile {
            issuer: Some(issuer_at(form.text(FieldText::Issuer).trim())),
            ..Profile::default()
        })
    {
        form.write(FieldText::Name, space.profiles.free_name(&host));
    }
    let profile = match form.finished() {
        Ok(profile) => profile,
        Err(error) => {
            form.more |= is_rare(error.0);
            form.error = Some(error);
            return Vec::new();
        }
    };
    let is_other = Some(&profile.name) != form.original.as_ref();
    if is_other && space.profiles.get(&profile.name).is_some() {
        let told = format!("There is a profile {:?} already", profile.name);
        form.error = Some((FieldText::Name, told));
        return Vec::new();
    }
    let original = form.original.take();
    space.form = None;
    let name = profile.name.clone();
    let renamed = original.clone().filter(|before| *before != name);
    if let Some(before) = original.filter(|before| *before != name) {
        rename(space, &before, &name);
        if let Some(place) = space.profiles.list.iter_mut().find(|p| p.name == before) {
            *place = profile;
        }
    } else if let Some(place) = space.profiles.list.iter_mut().find(|p| p.name == name) {
        *place = profile;
    } else {
        space.profiles.list.push(profile);
    }
    space.selected = Some(name.clone());
    space.opened = None;
    space.filter.clear();
    let mut effects = save(space);
    if let Some(before) = renamed {
        effects.extend(vault_space::renamed_profile(model, before, name));
    }
    effects
}

/// Members that are shown only where they are asked for.
pub(super) fn is_rare(field: FieldText) -> bool {
    !matches!(
        field,
        FieldText::Name
            | FieldText::Issuer
            | FieldText::Parameter(_)
            | FieldText::ClientId
            | FieldText::SecretVariable
            | FieldText::KeyPath
            | FieldText::Scopes
            | FieldText::Ports
            | FieldText::Path
            | FieldText::Pasted
    )
}

/// Whether what was typed as the name of a variable can be none; it may be the secret.
pub(super) fn names_no_variable(typed: &Typed) -> bool {
    let name = typed.variable.trim();
    typed.secret.is_empty() && !name.is_empty() && !is_variable_name(name)
}

/// Where the client's credential is was typed beside the profile, and is used: from now on the
/// profile says so.
pub(super) fn keep_places(space: &mut SignInSpace) -> Vec<Effect> {
    let Some(name) = space.selected.clone() else {
        return Vec::new();
    };
    let mut own = space.profiles.list.iter_mut().filter(|p| p.name == name);
    let (Some(profile), Some(typed)) = (own.next(), space.typed.get_mut(&name)) else {
        return Vec::new();
    };
    let mut is_new = false;
    let mut keep = |place: &mut Option<String>, text: &mut String| {
        if !text.trim().is_empty() {
            *place = Some(std::mem::take(text).trim().to_owned());
            is_new = true;
        }
    };
    if typed.secret.is_empty() && !names_no_variable(typed) {
        keep(&mut profile.client_secret_env, &mut typed.variable);
    }
    keep(&mut profile.client_key, &mut typed.key_path);
    if is_new { save(space) } else { Vec::new() }
}

/// What was typed and what came of it goes with the profile.
fn rename(space: &mut SignInSpace, before: &str, name: &str) {
    if let Some(typed) = space.typed.remove(before) {
        space.typed.insert(name.to_owned(), typed);
    }
    if let Some(run) = space.runs.remove(before) {
        space.runs.insert(name.to_owned(), run);
    }
}

pub(super) fn delete(model: &mut Model) -> Vec<Effect> {
    let is_others = super::act::is_vault_of_others(model);
    let space = &mut model.sign_in;
    let Some(name) = space.selected.take() else {
        return Vec::new();
    };
    let Some(place) = space.profiles.list.iter().position(|p| p.name == name) else {
        return Vec::new();
    };
    let profile = space.profiles.list.remove(place);
    let stays = match &profile.vault_entry {
        Some(_) => "; what its client proves itself with stays in the vault",
        None => "",
    };
    let next = space
        .profiles
        .list
        .get(place)
        .or(space.profiles.list.last());
    space.selected = next.map(|profile| profile.name.clone());
    space.deleted = Some((place, profile));
    let mut effects = Vec::new();
    // Its tokens and what was typed are let go with it.
    space.typed.remove(&name);
    if let Some(run) = space.runs.remove(&name)
        && run.state.is_under_way()
    {
        let effect = run.give_up();
        if !(is_others && matches!(effect, Effect::GiveUpVault)) {
            effects.push(effect);
        }
        model.network.ask_no_more(run.ticket);
    }
    effects.extend(save(space));
    tell(model, Level::Done, &format!("Deleted {name}{stays}"), false);
    effects
}

pub(super) fn undelete(model: &mut Model) -> Vec<Effect> {
    let space = &mut model.sign_in;
    let Some((place, mut profile)) = space.deleted.take() else {
        return Vec::new();
    };
    profile.name = space.profiles.free_name(&profile.name);
    space.selected = Some(profile.name.clone());
    let place = place.min(space.profiles.list.len());
    space.profiles.list.insert(place, profile);
    model.notice = None;
    save(&mut model.sign_in)
}

pub(super) fn save(space: &mut SignInSpace) -> Vec<Effect> {
    vec![Effect::SaveProfiles(SignInFile {
        text: space.profiles.write(),
        merges: space.merges,
    })]
}

/// The file was written, or was not.
pub(super) fn kept(model: &mut Model, outcome: Result<ProfilesKept, String>) {
    let kept = match outcome {
        Ok(kept) => kept,
        Err(told) => return tell(model, Level::Failed, &told, false),
    };
    if let Some(aside) = kept.aside {
        model.sign_in.faults.clear();
        let told = format!("The damaged file of profiles was kept as {aside}");
        tell(model, Level::Done, &told, false);
    }
    if let Some(merged) = kept.merged {
        take_in(&mut model.sign_in, *merged);
        let told = "Another program had changed the profiles: its changes were taken over";
        tell(model, Level::Done, told, false);
    }
}

/// What another program wrote comes into the list, which may have been changed meanwhile.
fn take_in(space: &mut SignInSpace, merged: MergedProfiles) {
    let MergedProfiles { number, own, now } = merged;
    space.merges = number;
    space.profiles = Profiles::merged(&own, &space.profiles, &now.profiles);
    space.faults = now.faults;
    if space.profile().is_none() {
        let first = space.profiles.list.first();
        space.selected = first.map(|profile| profile.name.clone());
    }
}

pub(super) fn typed_mut(space: &mut SignInSpace) -> Option<&mut Typed> {
    let name = space.selected.clone()?;
    Some(space.typed.entry(name).or_default())
}
