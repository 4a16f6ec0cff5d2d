//! What an entry is good for at its provider: it is refreshed, revoked, or signed in for again.

use super::Keeping;
use crate::app::sign_in;
use crate::app::update::fail;
use crate::app::{Effect, Errand, Model, Page, Run, SignInAction, TokenKind};
use crate::oauth::{Endpoint, Profile, provider};
use crate::vault::{Entry, Id, Kind, is_dpop_key, is_token, is_unchecked, issuer_name};

/// What is done with an entry at its provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryErrand {
    /// New tokens are got with its refresh token (RFC 6749 §6).
    Refresh,
    /// Its token is given back (RFC 7009).
    Revoke,
    /// The person signs in again with the profile it came from.
    SignIn,
}

/// An errand under way, or the last one.
#[derive(Clone, Debug)]
pub struct EntryRun {
    /// The entry.
    pub entry: Id,
    /// Its label.
    pub label: String,
    /// What is done.
    pub errand: EntryErrand,
    /// The profile as it was when it began.
    pub profile: Profile,
    /// Each step of it.
    pub run: Run,
    /// Whether what came is kept.
    pub keeping: Keeping,
    /// The entries whose place the new tokens take.
    pub(super) replaces: Vec<Id>,
    /// The name of the secret that is given back.
    pub(super) secret: Id,
}

impl Model {
    /// The profile an entry came from.
    ///
    /// # Errors
    /// One sentence that says what to do.
    fn profile_of(&self, entry: &Entry) -> Result<&Profile, String> {
        let name = entry.profile.as_deref();
        let name = name.ok_or("It names no sign-in profile: edit it and give it one")?;
        let found = self.sign_in.profiles.get(name);
        found.ok_or_else(|| {
            format!("There is no sign-in profile {name:?}: make one, or edit the entry and give it another")
        })
    }

    /// The refresh token with which an entry is refreshed.
    fn refresh_token_of(&self, entry: &Entry) -> Option<&Entry> {
        let index = self.vault.index.as_ref()?;
        let own = index.get(&entry.id)?;
        let all = std::iter::once(own).chain(index.companions(entry));
        let mut all = all.filter(|one| one.kind == Kind::RefreshToken);
        // One that is kept apart is used where it is chosen, or is the only one.
        let first = all.next()?;
        let is_chosen = first.id == entry.id || !is_unchecked(first);
        Some(if is_chosen {
            first
        } else {
            all.next().unwrap_or(first)
        })
    }

    /// The key that the tokens of an entry's login are bound to.
    fn dpop_key_of(&self, entry: &Entry) -> Option<&Entry> {
        let index = self.vault.index.as_ref()?;
        let mut all = index.companions(entry).into_iter();
        all.find(|one| is_dpop_key(one))
    }

    /// Whether something can be done with an entry at its provider.
    ///
    /// # Errors
    /// Why not, in one sentence that says what to do.
    pub fn can_do(&self, entry: &Entry, errand: EntryErrand) -> Result<(), String> {
        let profile = self.profile_of(entry)?;
        if self.sign_in.under_way().is_some() {
            return Err("Another login is under way: wait for it, or cancel it".to_owned());
        }
        if self.sign_in.has_unkept() {
            return Err("New tokens came and are not kept yet: keep them first".to_owned());
        }
        match errand {
            EntryErrand::SignIn => Ok(()),
            EntryErrand::Refresh => {
                let told = "No refresh token of the same login is kept: sign in again";
                let token = self.refresh_token_of(entry).ok_or(told)?;
                if token.revoked.is_some() {
                    return Err("Its refresh token was revoked: sign in again".to_owned());
                }
                if profile.dpop && self.dpop_key_of(entry).is_none() {
                    return Err(
                        "Its tokens are bound to a key (DPoP) that is not kept: sign in again"
                            .to_owned(),
                    );
                }
                Ok(())
            }
            EntryErrand::Revoke if entry.kind == Kind::IdToken => Err(
                "An ID token cannot be revoked: it says who signed in, and opens nothing"
                    .to_owned(),
            ),
            EntryErrand::Revoke if entry.revoked.is_some() => {
                Err("It was revoked already".to_owned())
            }
            EntryErrand::Revoke if self.cannot_revoke(profile) => Err(format!(
                "{} names no address at which a token is revoked (RFC 7009)",
                provider_words(profile)
            )),
            EntryErrand::Revoke => Ok(()),
        }
    }

    /// Whether it is known beforehand that the provider takes no token back.
    fn cannot_revoke(&self, profile: &Profile) -> bool {
        let run = self.sign_in.runs.get(&profile.name);
        if let Some(obtained) = run.and_then(|run| run.obtained.as_ref()) {
            return !obtained.can_revoke();
        }
        let Some(known) = provider(&profile.provider) else {
            return false;
        };
        // Where metadata are published, they are asked.
        let has_metadata = known.issuer(profile).ok().flatten().is_some();
        let server = known.server(profile);
        !has_metadata && server.is_ok_and(|s| !s.endpoints.contains_key(&Endpoint::Revocation))
    }

    /// Who would be asked about an entry, in words.
    pub fn asked_for(&self, entry: &Entry) -> String {
        let profile = self.profile_of(entry);
        profile.map_or_else(|_| "the provider".to_owned(), provider_words)
    }
}

/// The provider of a profile: the host of its issuer, or its name.
fn provider_words(profile: &Profile) -> String {
    let known = provider(&profile.provider);
    let issuer = known.and_then(|p| p.issuer(profile).ok().flatten());
    let name = known.map_or(profile.provider.clone(), |p| p.name.clone());
    issuer.map_or(name, |issuer| issuer_name(&issuer))
}

/// Begins; a revocation only once the person agreed to it.
pub(super) fn begin(model: &mut Model, errand: EntryErrand) -> Vec<Effect> {
    let Some(entry) = model.vault.shown().cloned() else {
        return Vec::new();
    };
    if let Err(told) = model.can_do(&entry, errand) {
        fail(model, &told);
        return Vec::new();
    }
    model.vault.revoking = None;
    let Ok(profile) = model.profile_of(&entry).cloned() else {
        return Vec::new();
    };
    if errand == EntryErrand::SignIn {
        return sign_in_again(model, profile.name);
    }
    let Some(index) = model.vault.index.clone() else {
        return Vec::new();
    };
    let all = std::iter::once(&entry).chain(index.companions(&entry));
    let is_of_login = |one: &&Entry| is_token(one.kind) || is_dpop_key(one);
    let of_login: Vec<&Entry> = all.filter(is_of_login).collect();
    let (tokens, asked) = match errand {
        EntryErrand::Revoke if entry.kind == Kind::RefreshToken => {
            (vec![entry.id.clone()], Errand::Revoke(TokenKind::Refresh))
        }
        EntryErrand::Revoke => (vec![entry.id.clone()], Errand::Revoke(TokenKind::Access)),
        _ => {
            // The ID token says whose the new one has to be.
            let mut ids = of_login.iter().filter(|one| one.kind == Kind::IdToken);
            let tokens = model.refresh_token_of(&entry).into_iter();
            let tokens = tokens.chain(ids.next().copied());
            let key = model.dpop_key_of(&entry).filter(|_| profile.dpop);
            let tokens = tokens.chain(key);
            let tokens = tokens.map(|one| one.id.clone());
            (tokens.collect(), Errand::Refresh)
        }
    };
    let started = EntryRun {
        entry: entry.id.clone(),
        label: entry.label.clone(),
        errand,
        profile,
        run: Run::new(model.next_number(), asked, model.now),
        keeping: Keeping::Nothing,
        replaces: of_login.iter().map(|one| one.id.clone()).collect(),
        secret: entry.secret,
    };
    sign_in::start_entry(model, started, tokens)
}

fn sign_in_again(model: &mut Model, profile: String) -> Vec<Effect> {
    let select = SignInAction::Select(profile);
    let mut effects = sign_in::act(model, select);
    model.page = Page::SignIn;
    if model.sign_in.form.is_some() {
        fail(model, "A profile is being edited: save or discard it first");
        return effects;
    }
    let run = SignInAction::Run(Errand::SignIn);
    effects.extend(sign_in::act(model, run));
    effects
}
