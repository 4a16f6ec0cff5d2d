//! What an entry is good for at its provider: it is refreshed, revoked, or signed in for again.

use super::ask::ask;
use super::{LoginKeep, VaultTask};
use crate::app::sign_in;
use crate::app::update::{fail, tell};
use crate::app::{
    Effect, Errand, Judgement, Level, Model, Page, Run, RunState, SignInAction, TokenKind,
};
use crate::oauth::{Endpoint, Profile, provider};
use crate::vault::{Entry, Id, Kind, LOGIN_KINDS, issuer_name};

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

/// Whether the tokens that came are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// There is nothing to keep, or not yet.
    #[default]
    Nothing,
    /// It is being done.
    UnderWay,
    /// They are.
    Done,
    /// They are not, and why in one sentence.
    Failed(String),
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
    replaces: Vec<Id>,
    /// The name of the secret that is given back.
    secret: Id,
}

/// Whether an entry is a token that a provider gave.
pub fn is_token(kind: Kind) -> bool {
    LOGIN_KINDS.contains(&kind)
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
        let mut all = std::iter::once(own).chain(index.companions(entry));
        all.find(|one| one.kind == Kind::RefreshToken)
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
                // The key was that of the window in which the person signed in.
                if profile.dpop {
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
    let of_login: Vec<&Entry> = all.filter(|one| is_token(one.kind)).collect();
    let (tokens, asked) = match errand {
        EntryErrand::Revoke if entry.kind == Kind::RefreshToken => {
            (vec![entry.id.clone()], Errand::Revoke(TokenKind::Refresh))
        }
        EntryErrand::Revoke => (vec![entry.id.clone()], Errand::Revoke(TokenKind::Access)),
        _ => {
            // The ID token says whose the new one has to be.
            let kinds = [Kind::RefreshToken, Kind::IdToken];
            let tokens = kinds.iter().filter_map(|kind| {
                let found = of_login.iter().find(|one| one.kind == *kind);
                found.map(|one| one.id.clone())
            });
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

/// The errand is at its end: what came of it is kept.
pub(in crate::app) fn ended(model: &mut Model) -> Vec<Effect> {
    let Some(done) = &model.sign_in.from_entry else {
        return Vec::new();
    };
    if !matches!(done.run.state, RunState::Succeeded) {
        return Vec::new();
    }
    match done.errand {
        EntryErrand::Refresh => keep_new(model),
        EntryErrand::Revoke => {
            let told = format!("{} was revoked", done.label);
            let task = VaultTask::Revoked(done.entry.clone(), done.secret.clone());
            tell(model, Level::Done, &told, false);
            ask(model, task)
        }
        EntryErrand::SignIn => Vec::new(),
    }
}

/// Keeps the tokens that a refresh brought in the place of the old ones.
pub(super) fn keep_new(model: &mut Model) -> Vec<Effect> {
    let Some(done) = &mut model.sign_in.from_entry else {
        return Vec::new();
    };
    let Some(obtained) = done.run.obtained.clone() else {
        return Vec::new();
    };
    done.keeping = Keeping::UnderWay;
    let keep = LoginKeep {
        label: base_label(&done.label).to_owned(),
        replaces: done.replaces.clone(),
        profile: done.profile.clone(),
        tokens: obtained.tokens.clone(),
        account: obtained.account.clone(),
        was_refreshed: true,
        run: Some(done.run.ticket),
    };
    ask(model, VaultTask::KeepLogin(Box::new(keep)))
}

/// What the labels of a login's tokens begin with.
fn base_label(label: &str) -> &str {
    let ends = ["-refresh", "-id"];
    let base = ends.into_iter().find_map(|end| label.strip_suffix(end));
    base.filter(|base| !base.is_empty()).unwrap_or(label)
}

/// The new tokens are kept, or not.
pub(super) fn kept(model: &mut Model, run: u64, kept: Result<Vec<Id>, String>) {
    let own = model.sign_in.from_entry.as_mut();
    let Some(done) = own.filter(|done| done.run.ticket == run) else {
        return;
    };
    match kept {
        Ok(_) => {
            done.keeping = Keeping::Done;
            // From now on they are in the vault.
            done.run.obtained = None;
            let told = format!("{} was refreshed", done.label);
            tell(model, Level::Done, &told, false);
        }
        Err(told) => done.keeping = Keeping::Failed(told),
    }
}

/// What is said of the errand above the list, and how it is judged.
pub fn errand_words(done: &EntryRun, asks_back: bool) -> (Judgement, String) {
    use Judgement::{Fail, Info, Pass, Skipped};
    let label = &done.label;
    let (doing, not_done, is_done) = match done.errand {
        EntryErrand::Revoke => ("Revoking", "was not revoked", "was revoked"),
        _ => ("Refreshing", "was not refreshed", "was refreshed"),
    };
    match (&done.run.state, &done.keeping) {
        (RunState::Vault, _) => (Info, format!("{doing} {label}: fetching its secret…")),
        (state, _) if state.is_under_way() && asks_back => {
            (Info, format!("{doing} {label}: waiting for your answer"))
        }
        (RunState::Working(Some(host)), _) => (Info, format!("{doing} {label}: asking {host}…")),
        (state, _) if state.is_under_way() => (Info, format!("{doing} {label}…")),
        (RunState::Failed(why), _) => (Fail, format!("{label} {not_done}: {why}")),
        (RunState::Cancelled, _) => (Skipped, format!("{label} {not_done}: it was cancelled")),
        (_, Keeping::Failed(why)) => (
            Fail,
            format!("New tokens for {label} came, and are not kept yet: {why}"),
        ),
        (_, Keeping::UnderWay) => (Info, format!("{doing} {label}: keeping the new tokens…")),
        _ => (Pass, format!("{label} {is_done}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_labels_of_a_login_have_one_beginning() {
        for (label, base) in [
            ("work", "work"),
            ("work-refresh", "work"),
            ("work-id", "work"),
            ("-id", "-id"),
        ] {
            assert_eq!(base_label(label), base);
        }
    }
}
