//! What each action does to the model, and what it asks of the world.

mod give;
mod judge;
mod keep;
mod text;

use super::copy::copy;
use super::{
    Action, Command, CompareAction, Copied, EditAction, Effect, Errand, FileUse, HistoryAction,
    Input, Judged, KeyAction, KeyFormAction, Level, Model, NetworkAction, Notice, Page,
    PaletteAction, Part, Phase, SAMPLES, SignInAction, Source, VaultAction, WordListAction,
};
use super::{
    closing, comparison, edit, explained, held, history, key_space, layers, network, palette,
    presentation, remembered, roots, sign_in, vault_space, word_list,
};
use give::{add_key, picked, reading_done};
pub(super) use give::{add_keys, file_error, open_path};
use jiff::Timestamp;
pub(super) use judge::{apply, can_apply, inspect};
use judge::{inspected, set_time_text, tick};
use text::{clear, edited, load_sample, pasted, undo};
pub(super) use text::{remember, replace};

/// Does what the action says and returns what the world must do for it.
pub fn update(model: &mut Model, action: Action) -> Vec<Effect> {
    if is_of_person(&action) {
        model.active_at = model.now;
    }
    let effects = done(model, action);
    held::watch(model, &effects);
    effects
}

/// Whether a person did something, as opposed to the clock or a job. A dialog for files is closed
/// by a person.
fn is_of_person(action: &Action) -> bool {
    !matches!(
        action,
        Action::Tick(_)
            | Action::Placed(_)
            | Action::Inspected { .. }
            | Action::InspectionBroke { .. }
            | Action::Diagnosed(..)
            | Action::ReadingIsSlow(_)
            | Action::ReadingDone(..)
            | Action::ClipboardCleared(_)
            | Action::Failed(_)
            | Action::Signed(..)
            | Action::KeyMade(..)
            | Action::Edit(EditAction::NewId(_))
            | Action::Compare(CompareAction::Compared(..) | CompareAction::Broke(..))
            | Action::Keys(KeyAction::Saved(..))
            | Action::WordList(WordListAction::Progress(..) | WordListAction::Done(..))
            | Action::Network(
                NetworkAction::Asking { .. }
                    | NetworkAction::NeedsConsent { .. }
                    | NetworkAction::NeedsPlain { .. }
                    | NetworkAction::Found { .. }
                    | NetworkAction::Failed(..)
                    | NetworkAction::CaChecked(..)
            )
            | Action::SignIn(
                SignInAction::Loaded(_)
                    | SignInAction::Kept(_)
                    | SignInAction::Saved(..)
                    | SignInAction::Told(..)
            )
            | Action::Vault(VaultAction::Done(_) | VaultAction::Waiting(_) | VaultAction::Begin)
    )
}

fn done(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Do(command) => return command_given(model, command),
        Action::Tick(now) => {
            let mut effects = tick(model, now);
            effects.extend(held::tick(model));
            effects.extend(vault_space::tick(model));
            model.sign_in.tick(now);
            return effects;
        }
        Action::Pasted(text) => return pasted(model, text),
        Action::NothingPasted => fail(model, "The clipboard holds no text to paste"),
        Action::Edited(text) => return edited(model, text),
        Action::ShowText(whole) => model.shown.editing = whole,
        Action::Mend(text) => return replace(model, Input::Text(text.into()), Source::Mended),
        Action::Apply(remedy) => return apply(model, &remedy),
        Action::ApplyDiagnosis(number) => return explained::apply(model, number),
        Action::Diagnosed(ticket, found) => explained::answered(model, ticket, found),
        Action::LoadSample(number) => {
            if let Some(sample) = SAMPLES.get(number) {
                return load_sample(model, sample);
            }
        }
        Action::Inspected {
            generation,
            at,
            report,
            keys,
        } => {
            let judged = Judged {
                report: *report,
                keys,
                at,
                generation,
            };
            return inspected(model, judged);
        }
        Action::InspectionBroke { generation } => {
            if model.waiting == Some(generation) {
                model.waiting = None;
                let told =
                    "The inspection broke off, which is a fault of Tokenscope; please report it";
                fail(model, told);
            }
        }

        Action::SetOpenPath(path) => {
            model.open.path = path;
            model.open.error = None;
        }
        Action::CloseOpen => {
            model.open.open = false;
            model.open.error = None;
        }
        Action::OpenPath(usage, path) => return open_path(model, usage, path),
        Action::Browse(usage) => return vec![Effect::Browse(usage)],
        Action::Picked(usage, answer) => return picked(model, usage, answer),
        Action::Dropped(path) => {
            let verifying = !model.input.is_blank();
            let usage = if model.editor().is_some() {
                FileUse::Signer
            } else if model.page == Page::Compare {
                comparison::dropped(model)
            } else if model.page == Page::Vault && model.vault.phase == Phase::Open {
                FileUse::VaultImport
            } else if model.page == Page::Keys {
                FileUse::KeySpace
            } else if model.page == Page::SignIn {
                FileUse::Trace
            } else {
                FileUse::Dropped { verifying }
            };
            return open_path(model, usage, path.to_string_lossy().into_owned());
        }
        Action::ReadingIsSlow(ticket) => {
            if let Some(reading) = model.reading.as_mut().filter(|r| r.ticket == ticket) {
                reading.slow = true;
            }
        }
        Action::ReadingDone(ticket, outcome) => return reading_done(model, ticket, outcome),
        Action::CancelReading => {
            if let Some(reading) = model.reading.take() {
                return vec![Effect::Cancel(reading.ticket)];
            }
        }

        Action::KeyForm(KeyFormAction::Add) => return add_key(model),
        Action::KeyForm(action) => {
            let shows = matches!(action, KeyFormAction::Show(true));
            model.key_form.change(action);
            if shows {
                model.suggest_key_tab();
            }
        }
        Action::UseFoundKeys => {
            let found = model.judged.as_ref().and_then(|j| j.keys.clone());
            if let Some(set) = found {
                return add_keys(model, set);
            }
        }
        Action::RemoveKeys(id) => {
            model.keys.retain(|k| k.id != id);
            return inspect(model);
        }

        Action::SetExpected(field, text) => {
            model.expected.set(field, text);
            let mut effects = inspect(model);
            effects.extend(remembered::changed(model));
            return effects;
        }
        Action::ShowMoreExpected(more) => model.expected.more = more,
        Action::SetPayload(text) => {
            model.payload = text;
            return inspect(model);
        }
        Action::AllowWeakKeys(allow) => {
            model.expected.allow_weak_keys = allow;
            return inspect(model);
        }

        Action::RequireKeyBinding(require) => {
            model.expected.key_binding = require;
            return inspect(model);
        }

        Action::SetTimeText(text) => return set_time_text(model, text),
        Action::ChooseTime(at) => {
            let text =
                Timestamp::from_second(at).map_or_else(|_| at.to_string(), |t| t.to_string());
            return set_time_text(model, text);
        }

        Action::Remember(action) => return remembered::update(model, action),
        Action::History(action) => return history::update(model, action),
        Action::CompareHistory(older, newer) => {
            let side = |text: String, which: &str| {
                let source = format!("the {which} of the history");
                (Input::Text(text.into()), source)
            };
            let sides = [side(older, "older"), side(newer, "newer")];
            return comparison::act(model, CompareAction::Open(sides));
        }
        Action::Roots(action) => return roots::update(model, action),
        Action::Network(action) => return network::update(model, action),
        Action::Palette(action) => return palette::act(model, action),
        Action::WordList(action) => return word_list::update(model, action),

        Action::Show(page) => {
            if model.page == Page::Vault && page != Page::Vault {
                model.vault.revealed = None;
            }
            model.page = page;
            if page == Page::Vault {
                return vault_space::opened_page(model);
            }
        }
        Action::Select(number) => {
            model.selected = number;
            model.shown.expanded.clear();
            model.shown.disclosures.clear();
            model.presentation = Default::default();
            return explained::ask(model);
        }
        Action::ShowJson(part, json) => {
            if json {
                model.shown.json.insert(part);
            } else {
                model.shown.json.remove(&part);
            }
        }
        Action::Expand(part, number) => toggle(&mut model.shown.expanded, (part, number)),
        Action::ShowSkipped(open) => model.shown.skipped = open,
        Action::ExpandDisclosure(number) => toggle(&mut model.shown.disclosures, number),
        Action::Present(action) => return presentation::update(model, action),
        Action::ExpandKeys(id) => toggle(&mut model.shown.key_faults, id),
        Action::ChooseTheme(theme) => {
            model.theme = theme;
            return vec![Effect::Save(model.settings())];
        }
        Action::Placed(place) => {
            if place.is_sensible() && model.place != Some(place) {
                model.place = Some(place);
                return vec![Effect::Save(model.settings())];
            }
        }
        Action::Dismiss => model.notice = None,
        Action::Copy(what) => return copy(model, &what),
        Action::Failed(text) => fail(model, &text),
        Action::Close(action) => return closing::act(model, action),

        Action::Edit(action) => return edit::edit(model, action),
        Action::Signed(ticket, values) => return edit::signed(model, ticket, values),
        Action::KeyMade(ticket, made) => {
            if model.key_space.making.is_some_and(|m| m.ticket == ticket) {
                key_space::made(model, made);
            } else {
                return edit::key_made(model, ticket, made);
            }
        }
        Action::Vault(action) => {
            if let VaultAction::Waiting(told) = action {
                sign_in::vault_waits(model, told);
            }
            return vault_space::act(model, action);
        }
        Action::KeepToken => return keep::token(model),
        Action::KeepLogin => return sign_in::keep_login(model),
        Action::KeepKey => return keep::key(model),
        Action::ClipboardCleared(what) => held::cleared(model, what),
        Action::Compare(action) => return comparison::act(model, action),
        Action::Keys(action) => return key_space::act(model, action),
        Action::SignIn(action) => return sign_in::act(model, action),
    }
    Vec::new()
}

fn toggle<T: Ord>(set: &mut std::collections::BTreeSet<T>, item: T) {
    if !set.remove(&item) {
        set.insert(item);
    }
}

pub(super) fn fail(model: &mut Model, text: &str) {
    tell(model, Level::Failed, text, false);
}

pub(super) fn tell(model: &mut Model, level: Level, text: &str, undo: bool) {
    model.notice = Some(Notice {
        level,
        text: text.to_owned(),
        undo,
    });
}

fn command_given(model: &mut Model, command: Command) -> Vec<Effect> {
    if !command.is_enabled(model) {
        return Vec::new();
    }
    let action = match command {
        Command::FindOrRun => Action::Palette(PaletteAction::Show(!model.palette.open)),
        Command::Paste => return vec![Effect::AskForPaste],
        Command::OpenFile => {
            model.page = Page::Inspect;
            model.open.open = !model.open.open;
            return Vec::new();
        }
        Command::Edit => {
            model.page = Page::Inspect;
            model.shown.editing = !model.shown.editing;
            return Vec::new();
        }
        Command::EditToken => return edit::open(model),
        Command::InspectAlone => return layers::take_out(model),
        Command::Clear => return clear(model),
        Command::Undo if model.editor().is_some() => return edit::undo(model),
        Command::Undo if model.page == Page::Vault => Action::Vault(VaultAction::PutBack),
        Command::Undo => return undo(model),
        Command::Redo => return edit::redo(model),
        Command::AddKey => {
            model.page = Page::Inspect;
            Action::KeyForm(KeyFormAction::Show(!model.key_form.open))
        }
        Command::CopyToken => Action::Copy(Copied::Token),
        Command::CopyHeader => Action::Copy(Copied::Header),
        Command::CopyClaims => Action::Copy(Copied::Claims),
        Command::CopyAuthorization => Action::Copy(Copied::Authorization),
        Command::CopyCurl => Action::Copy(Copied::Curl),
        Command::CopyRedacted => Action::Copy(Copied::Redacted),
        Command::CopyRedactedToken => Action::Copy(Copied::RedactedToken),
        Command::History => {
            model.page = Page::Inspect;
            Action::History(HistoryAction::Show(!model.history.open))
        }
        Command::HideSecrets => {
            model.shown.hidden = !model.shown.hidden;
            model.vault.revealed = None;
            model.sign_in.mask_all();
            return Vec::new();
        }
        Command::ClaimsJson => {
            let json = model.shown.json.contains(&Part::Claims);
            Action::ShowJson(Part::Claims, !json)
        }
        Command::TimeNow => Action::SetTimeText(String::new()),
        Command::SwitchTheme => Action::ChooseTheme(model.theme.next()),
        Command::ShowInspect => Action::Show(Page::Inspect),
        Command::ShowKeys => Action::Show(Page::Keys),
        Command::ShowCompare => Action::Show(Page::Compare),
        Command::ShowSignIn => Action::Show(Page::SignIn),
        Command::SignIn => Action::SignIn(SignInAction::Run(Errand::SignIn)),
        Command::ShowVault => Action::Show(Page::Vault),
        Command::SaveToVault => Action::KeepToken,
        Command::FindInVault => Action::Vault(VaultAction::GoToFind),
        Command::LockVault => Action::Vault(VaultAction::Lock),
        Command::ShowSettings => Action::Show(Page::Settings),
    };
    update(model, action)
}

#[cfg(test)]
mod tests;
