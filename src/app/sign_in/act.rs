//! What a person does in the workspace, and what the world tells of it.

use super::{
    ClientProof, DevicePrompt, Ended, Errand, Obtained, Run, RunState, SignInAction, SignInJob,
    SignInSpace, TokenKind, Told, TypedField, Waiting, advice, export, from_vault, kept, profiles,
};
use crate::app::network::{Consent, LastRequest};
use crate::app::update::{fail, replace, tell};
use crate::app::{Effect, Input, Level, Model, Page, SecretText, Source, vault_space};
use crate::oauth::{AuthMethod, CredentialPlace, Grant, Profile, QrCode};
use crate::report::Secret;
use crate::vault::What;
use crate::wire::Trace;
use std::sync::Arc;

pub(in crate::app) fn act(model: &mut Model, action: SignInAction) -> Vec<Effect> {
    let now = model.now;
    let space = &mut model.sign_in;
    match action {
        SignInAction::Loaded(read) => profiles::loaded(model, *read),
        SignInAction::Kept(outcome) => profiles::kept(model, outcome),
        SignInAction::Filter(text) => space.filter = text,
        SignInAction::Select(name) => {
            if space.profiles.get(&name).is_some() {
                if space.selected.as_ref() != Some(&name) {
                    space.leave();
                }
                space.selected = Some(name);
                space.opened = None;
                space.choosing = false;
                space.saving = None;
                put_away(space);
            }
        }
        SignInAction::Choose(open) => {
            space.choosing = open;
            if open {
                put_away(space);
            }
        }
        SignInAction::Issuer(text) => {
            space.issuer = text;
            space.issuer_error = None;
        }
        SignInAction::BeginIssuer => profiles::begin_issuer(space),
        SignInAction::Begin(id) => profiles::begin(space, &id),
        SignInAction::Edit => profiles::edit(space),
        SignInAction::Duplicate => profiles::duplicate(space),
        SignInAction::Delete => return profiles::delete(model),
        SignInAction::Undelete => return profiles::undelete(model),
        SignInAction::Write(field, text) => {
            if let Some(form) = &mut space.form {
                form.write(field, text);
            }
        }
        SignInAction::Pick(choice) => {
            if let Some(form) = &mut space.form {
                form.pick(choice);
            }
        }
        SignInAction::More(more) => {
            if let Some(form) = &mut space.form {
                form.more = more;
            }
        }
        SignInAction::Keep => return profiles::keep(model),
        SignInAction::Discard => space.form = None,

        SignInAction::Type(field, text) => type_in(space, field, text, now),
        SignInAction::RevealTyped(reveal) => {
            space.reveal = reveal;
            space.revealed_at = now;
        }
        SignInAction::KeepProof => return kept::keep_proof(model),
        SignInAction::ForgetProof => return kept::forget_proof(model),
        SignInAction::CopyRedirect => {
            let form = space.form.as_ref().map(|form| form.draft());
            let uri = form.as_ref().or(space.profile()).map(advice::redirect_uri);
            return copied(model, "redirect URI", uri.map(Effect::Copy));
        }

        SignInAction::Run(errand) => return run(model, errand),
        SignInAction::Cancel => return cancel(model),
        SignInAction::OpenAgain => {
            let run = space.run();
            if let Some((ticket, waiting)) = run.and_then(waiting) {
                let url = waiting.url.clone();
                return vec![Effect::OpenBrowser { ticket, url }];
            }
            if let (Some(run), Some(prompt)) = (space.run(), prompt(space)) {
                let (ticket, url) = (run.ticket, Secret::from(prompt.address().to_owned()));
                return vec![Effect::OpenBrowser { ticket, url }];
            }
        }
        SignInAction::CopyUrl => {
            let waiting = space.run().and_then(waiting);
            let of_browser = waiting.map(|(_, waiting)| Effect::CopySecret(waiting.url.clone()));
            let of_device = || Some(Effect::Copy(prompt(space)?.address().to_owned()));
            let copy = of_browser.or_else(of_device);
            return copied(model, "address", copy);
        }
        SignInAction::CopyUserCode => {
            let code = prompt(space).map(|prompt| prompt.user_code.clone());
            return copied(model, "code", code.map(Effect::Copy));
        }
        SignInAction::Redirect(text) => {
            if let Some(run) = space.run_mut() {
                run.redirect = text;
                run.redirect_error = None;
            }
        }
        SignInAction::GiveRedirect => return give_redirect(space),
        SignInAction::Told(ticket, told) => return heard(model, ticket, told),

        SignInAction::ShowAt(at) => {
            if let Some(run) = space.run_mut() {
                run.at = at;
            }
        }
        SignInAction::Tab(tab) => {
            if let Some(run) = space.run_mut() {
                run.tab = tab;
            }
        }
        SignInAction::Reveal(id) => reveal(space, id, now),
        SignInAction::CopyValue(id) => {
            let step = space.run().and_then(Run::step);
            let found = step.and_then(|step| export::value(step, &id));
            let (name, value) = found.unzip();
            let name = name.unwrap_or_default();
            return copied(model, &name, value.map(Effect::CopySecret));
        }
        SignInAction::CopyCurl => return export::copy_curl(model),
        SignInAction::Inspect(kind) => return inspect(model, kind),
        SignInAction::CopyToken(kind) => {
            let token = obtained(space).and_then(|o| o.token(kind).cloned());
            return copied(model, kind.within(), token.map(Effect::CopySecret));
        }

        SignInAction::CopyReport => return export::copy_report(model),
        SignInAction::ShowSave(what) => export::show_save(space, what),
        SignInAction::SavePath(path) => {
            if let Some((_, form)) = &mut space.saving {
                form.path = path;
                form.error = None;
                form.exists = false;
            }
        }
        SignInAction::Save(replace) => return export::save(model, replace),
        SignInAction::BrowseNew => {
            let name = space.saving.as_ref().map(|(what, _)| what.file_name());
            return name
                .map(|name| Effect::PickTraceFile(name.to_owned()))
                .into_iter()
                .collect();
        }
        SignInAction::PickedNew(picked) => return export::picked(model, picked),
        SignInAction::Saved(ticket, outcome) => export::saved(model, ticket, outcome),
        SignInAction::ShowOpen(open) => {
            space.opening.open = open;
            space.opening.error = None;
        }
        SignInAction::OpenPath(path) => {
            space.opening.path = path;
            space.opening.error = None;
        }
        SignInAction::CloseTrace => space.opened = None,
    }
    Vec::new()
}

/// Says that it was copied, where there is something to copy.
fn copied(model: &mut Model, what: &str, effect: Option<Effect>) -> Vec<Effect> {
    if effect.is_some() {
        let what = crate::report::visible(what);
        tell(model, Level::Done, &format!("Copied the {what}"), false);
    }
    effect.into_iter().collect()
}

/// What is shown for another device, while that is waited for.
fn prompt(space: &SignInSpace) -> Option<&DevicePrompt> {
    match &space.run()?.state {
        RunState::Device(prompt) => Some(prompt),
        _ => None,
    }
}

/// A form that holds nothing of the person's own goes; one that does stays until it is answered.
fn put_away(space: &mut SignInSpace) {
    if space.form.as_ref().is_some_and(|form| !form.is_changed) {
        space.form = None;
    }
}

fn type_in(space: &mut SignInSpace, field: TypedField, text: SecretText, now: i64) {
    let Some(typed) = profiles::typed_mut(space) else {
        return;
    };
    typed.at = now;
    match field {
        TypedField::Secret => typed.secret = text,
        TypedField::Variable => typed.variable = text.to_string(),
        TypedField::Key => typed.key = text,
        TypedField::KeyPath => typed.key_path = text.to_string(),
        TypedField::User => typed.user = text.to_string(),
        TypedField::Password => typed.password = text,
        TypedField::RefreshToken => typed.refresh_token = text,
    }
}

fn reveal(space: &mut SignInSpace, id: String, now: i64) {
    let Some(run) = space.run_mut() else {
        return;
    };
    if let Some(step) = run.shown() {
        run.revealed.toggle(step, id, now);
    }
}

// ---------------------------------------------------------------- a login begins and ends

/// Begins; what is under way with any profile is ended first.
fn run(model: &mut Model, errand: Errand) -> Vec<Effect> {
    let mut effects = cancel(model);
    let ticket = model.next_number();
    let space = &mut model.sign_in;
    space.opened = None;
    space.saving = None;
    let typed = space.typed();
    effects.extend(profiles::keep_places(space));
    let Some(profile) = space.profile().cloned() else {
        return effects;
    };
    let secret = |text: &SecretText| {
        let is_there = !text.is_empty();
        is_there.then(|| Secret::from(text.to_string()))
    };
    let missing = match profile.grant {
        Grant::Password if errand == Errand::SignIn && typed.user.is_empty() => {
            Some("Type whose password it is, and the password")
        }
        Grant::Refresh if errand == Errand::SignIn && typed.refresh_token.is_empty() => {
            Some("Paste a refresh token first")
        }
        _ if profiles::names_no_variable(&typed) => Some(
            "What stands for the variable is no name of one: letters, digits and _. A secret is typed above it",
        ),
        _ => None,
    };
    if let Some(told) = missing {
        fail(model, told);
        return effects;
    }
    let obtained = space
        .runs
        .get(&profile.name)
        .and_then(|run| run.obtained.clone());
    let mut started = Run::new(ticket, errand, model.now);
    // An errand with the tokens leaves them where they are until it brings others.
    if errand != Errand::SignIn {
        started.obtained.clone_from(&obtained);
    }
    space.used(&profile.name, model.now);
    space.runs.insert(profile.name.clone(), started);
    model.notice = None;
    let job = SignInJob {
        ticket,
        errand,
        proof: proof(&profile, errand, &typed),
        password: secret(&typed.password)
            .filter(|_| profile.grant == Grant::Password)
            .map(|password| (typed.user.clone(), password)),
        refresh_token: secret(&typed.refresh_token),
        obtained,
        profile,
        agreed: model.network.agreed.clone(),
        ca: model.ca.clone(),
    };
    effects.extend(from_vault::start(model, job, Vec::new()));
    effects
}

/// What the client proves itself with: what was typed, else what the profile names. What the
/// profile has in the vault comes from there. An errand for which it proves nothing takes only what
/// was typed, which may open an encrypted userinfo: what is only named must not stand in its way.
pub(super) fn proof(profile: &Profile, errand: Errand, typed: &super::Typed) -> ClientProof {
    let (takes_secret, takes_key) = match profile.auth {
        Some(AuthMethod::None) => (false, false),
        Some(AuthMethod::PrivateKeyJwt) => (false, true),
        Some(_) | None => (true, false),
    };
    if takes_secret && !typed.secret.is_empty() {
        return ClientProof::Secret(Secret::from(typed.secret.to_string()));
    }
    if takes_key && !typed.key.is_empty() {
        return ClientProof::Key(kept::key_text(&typed.key));
    }
    if !errand.proves_client() || profile.vault_entry.is_some() {
        return ClientProof::None;
    }
    match profile.credential_place() {
        Some(CredentialPlace::Variable(name)) => ClientProof::Variable(name.to_owned()),
        Some(CredentialPlace::KeyFile(path)) => ClientProof::KeyFile(path.to_owned()),
        None => ClientProof::None,
    }
}

pub(super) fn cancel(model: &mut Model) -> Vec<Effect> {
    let is_others = is_vault_of_others(model);
    let mut effects = ended_by_person(model);
    // What somebody else waits for of the vault goes on; a login's fetch stands behind it.
    effects.retain(|effect| !(is_others && matches!(effect, Effect::GiveUpVault)));
    effects
}

/// Whether what is waited for of the vault is nothing that a login asked for.
pub(super) fn is_vault_of_others(model: &Model) -> bool {
    let waited = model.vault.waited.as_ref().map(|waited| waited.ticket);
    let is_own = |ticket| model.sign_in.all().any(|(_, run)| run.has_asked(ticket));
    waited.is_some_and(|ticket| !is_own(ticket))
}

fn ended_by_person(model: &mut Model) -> Vec<Effect> {
    let runs = model.sign_in.all_mut();
    let mut effects = Vec::new();
    let mut may_ask_still = false;
    for run in runs.filter(|run| run.state.is_under_way()) {
        run.pending = None;
        may_ask_still |= run.vault_waits().is_some();
        effects.push(run.give_up());
        run.state = RunState::Cancelled;
        model.network.ask_no_more(run.ticket);
    }
    if may_ask_still {
        let told = "A prompt of the keyring may still be open, and can be closed";
        tell(model, Level::Done, told, false);
    }
    effects
}

/// The person does not agree to a host; whether that was asked for a login.
pub(in crate::app) fn declined(model: &mut Model, ticket: u64) {
    if let Some(run) = model.sign_in.run_of(ticket) {
        run.state = RunState::Cancelled;
    }
}

fn give_redirect(space: &mut SignInSpace) -> Vec<Effect> {
    let Some(run) = space.run_mut() else {
        return Vec::new();
    };
    if run.redirect.trim().is_empty() {
        let told = "Paste the address at which the browser stopped first";
        run.redirect_error = Some(told.into());
        return Vec::new();
    }
    let ticket = run.ticket;
    let text = std::mem::take(&mut run.redirect);
    vec![Effect::GiveRedirect { ticket, text }]
}

fn waiting(run: &Run) -> Option<(u64, &Waiting)> {
    match &run.state {
        RunState::Browser(waiting) => Some((run.ticket, waiting)),
        _ => None,
    }
}

// ---------------------------------------------------------------- what the world tells

fn heard(model: &mut Model, ticket: u64, told: Told) -> Vec<Effect> {
    let run = model.sign_in.run_of(ticket);
    let Some(run) = run.filter(|run| run.state.is_under_way()) else {
        return came_after_all(model, ticket, told);
    };
    let is_end = told.is_end();
    match told {
        Told::Asking { host, url } => {
            let place = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
            model.network.last = Some(LastRequest {
                place: place.trim_end_matches('/').to_owned(),
                at: model.now,
            });
            run.hosts.insert(host.clone());
            // Another device is still waited for while the server is asked.
            if !matches!(run.state, RunState::Device(_)) {
                run.state = RunState::Working(Some(host));
            }
        }
        Told::NeedsConsent { host, url, why } => {
            run.state = RunState::Working(None);
            model.network.ask(Consent {
                ticket,
                host,
                url,
                why,
                plain: false,
                is_login: true,
            });
        }
        Told::Steps(steps) => run.take_steps(steps),
        Told::Browser(waiting) => run.state = RunState::Browser(waiting),
        Told::NoBrowser(why) => {
            if let RunState::Browser(waiting) = &mut run.state {
                waiting.trouble = Some(why);
            }
        }
        Told::Ignored(what) => {
            if let RunState::Browser(waiting) = &mut run.state
                && waiting.ignored.len() < MAX_IGNORED
            {
                waiting.ignored.push(what);
            }
        }
        Told::NotTaken(why) => run.redirect_error = Some(why),
        Told::Device(prompt) => device(run, *prompt),
        Told::Ended(ended) => ended_with(run, *ended),
    }
    let (hosts, used) = (run.newly_sent(), run.used.clone());
    if is_end {
        model.sign_in.ended(ticket, model.now);
    }
    let mut effects = Vec::new();
    for host in hosts {
        let what = What::Sent { host };
        effects.extend(vault_space::used(model, used.clone(), what));
    }
    let entry = model.sign_in.from_entry.as_ref();
    if is_end && entry.is_some_and(|entry| entry.run.ticket == ticket) {
        effects.extend(vault_space::ended(model));
    }
    effects
}

/// A refresh of an entry was ended by the person after the provider had answered: the refresh token
/// before may be at its end, so the new one is kept apart.
fn came_after_all(model: &mut Model, ticket: u64, told: Told) -> Vec<Effect> {
    let entry = model.sign_in.from_entry.as_mut();
    let entry = entry.filter(|entry| entry.run.ticket == ticket);
    if let (Some(entry), Told::Ended(ended)) = (entry, told)
        && let (RunState::Cancelled, Some(obtained)) = (&entry.run.state, ended.obtained)
    {
        entry.run.obtained = Some(Arc::new(Obtained {
            are_refused: true,
            ..obtained
        }));
        return vault_space::ended(model);
    }
    Vec::new()
}

/// So many strangers at the listener are told of; more say nothing.
const MAX_IGNORED: usize = 5;

fn device(run: &mut Run, mut prompt: DevicePrompt) {
    if let RunState::Device(before) = &run.state {
        prompt.slowed |= before.slowed || prompt.interval > before.interval;
        prompt.qr.clone_from(&before.qr);
    }
    if prompt.qr.is_none() {
        prompt.qr = QrCode::of(prompt.address()).map(Arc::new);
    }
    run.state = RunState::Device(Box::new(prompt));
}

fn ended_with(run: &mut Run, ended: Ended) {
    run.redirect = SecretText::default();
    let is_well = ended.error.is_none() && !ended.is_cancelled;
    if let Errand::Revoke(kind) = run.errand
        && is_well
        && let Some(obtained) = &run.obtained
    {
        let mut left = Obtained::clone(obtained);
        left.forget(kind);
        run.obtained = Some(Arc::new(left));
    }
    run.active = ended.active;
    run.findings = ended.findings;
    if let Some(obtained) = ended.obtained {
        run.obtained = Some(Arc::new(obtained));
    }
    run.state = match ended.error {
        _ if ended.is_cancelled => RunState::Cancelled,
        Some(error) => RunState::Failed(error),
        None => RunState::Succeeded,
    };
}

/// A trace file was read.
pub(in crate::app) fn trace_read(model: &mut Model, name: String, trace: Trace) {
    let run = Run::foreign(trace, name, model.now);
    model.page = Page::SignIn;
    let space = &mut model.sign_in;
    space.opening = super::TraceForm::default();
    space.choosing = false;
    put_away(space);
    space.opened = Some(run);
}

/// A file for this workspace could not be read.
pub(in crate::app) fn file_failed(model: &mut Model, sentence: String) {
    model.sign_in.opening.error = Some(sentence);
}

// ---------------------------------------------------------------- tokens go on

fn obtained(space: &SignInSpace) -> Option<Arc<Obtained>> {
    space.run()?.obtained.clone()
}

/// A token opens in Inspect, with the issuer's keys: the person named the issuer in the profile,
/// so that they are trusted.
fn inspect(model: &mut Model, kind: TokenKind) -> Vec<Effect> {
    let Some(obtained) = obtained(&model.sign_in) else {
        return Vec::new();
    };
    let Some(token) = obtained.token(kind) else {
        return Vec::new();
    };
    let text = String::from_utf8_lossy(token.expose()).into_owned();
    if let (Some(set), Some(issuer)) = (&obtained.keys, &obtained.issuer) {
        crate::app::network::keys_of_login(model, set.clone(), issuer, obtained.at);
    }
    let name = model.sign_in.selected.clone().unwrap_or_default();
    model.edit = None;
    replace(
        model,
        Input::Text(text.into()),
        Source::SignedIn(kind, name),
    )
}

/// What is said about a login at the window's edge.
pub(in crate::app) fn network_words(model: &Model) -> Option<String> {
    let space = &model.sign_in;
    if let Some((_, run)) = space.under_way() {
        let doing = run.errand.doing();
        return Some(match &run.state {
            RunState::Vault if run.vault_waits().is_some() => {
                format!("{doing}: the keyring is waited for")
            }
            RunState::Vault => format!("{doing}: the vault is asked"),
            RunState::Working(Some(host)) => format!("{doing}: asking {host}…"),
            RunState::Browser(_) => format!("{doing}: the browser is waited for"),
            RunState::Device(_) => format!("{doing}: the other device is waited for"),
            _ => format!("{doing}…"),
        });
    }
    let run = space.run().filter(|_| model.page == Page::SignIn)?;
    (!space.is_foreign() && !run.hosts.is_empty()).then(|| run.hosts())
}
