//! What an errand with an entry came to: what it brought is kept, and how it went is said.

use super::ask::ask;
use super::{EntryErrand, EntryRun, LoginKeep, LoginKept, VaultTask};
use crate::app::update::tell;
use crate::app::{Effect, Judgement, Level, Model, RunState};
use crate::vault::login_name;

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
    /// They are but for something, in one sentence that begins small.
    Partly(String),
    /// They were refused. The refresh token among them is kept apart, under that label.
    Apart(String),
    /// They are not, and why in one sentence.
    Failed(String),
}

/// The errand is at its end: what came of it is kept.
pub(in crate::app) fn ended(model: &mut Model) -> Vec<Effect> {
    let Some(done) = &model.sign_in.from_entry else {
        return Vec::new();
    };
    let is_well = matches!(done.run.state, RunState::Succeeded);
    let obtained = done.run.obtained.as_ref();
    // Refused as they are, the old refresh token may be at its end.
    let may_end = obtained.is_some_and(|o| o.are_refused && o.tokens.is_refresh_token_new);
    match done.errand {
        EntryErrand::Refresh if is_well || may_end => keep_new(model),
        EntryErrand::Revoke if is_well => {
            let told = format!("{} was revoked", done.label);
            let task = VaultTask::Revoked(done.entry.clone(), done.secret.clone());
            tell(model, Level::Done, &told, false);
            ask(model, task)
        }
        _ => Vec::new(),
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
        label: login_name(&done.label).to_owned(),
        replaces: done.replaces.clone(),
        profile: done.profile.clone(),
        tokens: obtained.tokens.clone(),
        dpop_key: obtained.dpop_key.clone(),
        account: obtained.account.clone(),
        was_refreshed: true,
        are_refused: obtained.are_refused,
        run: Some(done.run.ticket),
    };
    ask(model, VaultTask::KeepLogin(Box::new(keep)))
}

/// The new tokens are kept, or not.
pub(super) fn kept(model: &mut Model, run: u64, kept: Result<LoginKept, String>) {
    let own = model.sign_in.from_entry.as_mut();
    let Some(done) = own.filter(|done| done.run.ticket == run) else {
        return;
    };
    match kept {
        Ok(kept) if !matches!(done.run.state, RunState::Succeeded) => {
            done.keeping = kept.apart.map_or(Keeping::Nothing, Keeping::Apart);
            done.run.obtained = None;
        }
        Ok(kept) => {
            done.keeping = match kept.said.is_empty() {
                true => Keeping::Done,
                false => Keeping::Partly(kept.said.join("; ")),
            };
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
        (RunState::Failed(_) | RunState::Cancelled, keeping) => {
            let (judgement, why) = match &done.run.state {
                RunState::Failed(why) => (Fail, why.as_str()),
                _ => (Skipped, "it was cancelled"),
            };
            // What is to be known of the new refresh token stands where a long reason cuts off
            // nothing.
            let told = match keeping {
                Keeping::Apart(apart) => {
                    format!("; the new refresh token is kept apart as {apart}: {why}")
                }
                Keeping::Failed(why) => {
                    format!("; a new refresh token came, and is not kept yet: {why}")
                }
                _ => format!(": {why}"),
            };
            (judgement, format!("{label} {not_done}{told}"))
        }
        (_, Keeping::Partly(but)) => (Judgement::Warn, format!("{label} {is_done}, but {but}")),
        (_, Keeping::Failed(why)) => (
            Fail,
            format!("New tokens for {label} came, and are not kept yet: {why}"),
        ),
        (_, Keeping::UnderWay) => (Info, format!("{doing} {label}: keeping the new tokens…")),
        _ => (Pass, format!("{label} {is_done}")),
    }
}
