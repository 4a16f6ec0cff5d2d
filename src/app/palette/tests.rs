use super::*;
use crate::app::{
    Action, Effect, FormField, Model, Page, Phase, Settings, StoreChoice, VaultAction, VaultTask,
    update,
};
use crate::oauth::Profile;
use crate::vault::{Entry, Index};
use jiff::tz::TimeZone;
use std::sync::Arc;

const NOW: i64 = 1_800_000_000;

fn act(model: &mut Model, action: PaletteAction) -> Vec<Effect> {
    update(model, Action::Palette(action))
}

fn typed(model: &mut Model, text: &str) {
    act(model, PaletteAction::Find(text.to_owned().into()));
}

fn words(model: &Model) -> Vec<&str> {
    let hits = model.palette.hits.iter();
    hits.map(|hit| hit.words.as_str()).collect()
}

fn window() -> Model {
    let mut model = Model::new(Settings::default(), NOW, TimeZone::UTC);
    act(&mut model, PaletteAction::Show(true));
    model
}

/// A window whose vault is open, with these in it.
fn with_entries(labels: &[&str]) -> Model {
    let mut model = window();
    let mut index = Index::default();
    for (id, label) in (1..).zip(labels) {
        let (id, secret) = (Id::numbered(id), Id::numbered(100 + id));
        let mut entry = Entry::new(id, secret, *label, Kind::ApiKey, NOW);
        entry.provider = Some("Stripe".to_owned());
        entry.expires = Some(NOW + 86_400 * 2);
        index.add(entry).unwrap();
    }
    model.vault.phase = Phase::Open;
    model.vault.store = Some(StoreChoice::Memory);
    model.vault.index = Some(Arc::new(index));
    model.vault.search(NOW);
    model
}

#[test]
fn what_can_be_done_is_listed_before_anything_is_typed() {
    let model = window();
    let words = words(&model);
    for wanted in [
        "Keys",
        "Settings",
        "Paste",
        "Theme: dark",
        "A valid ID token",
    ] {
        assert!(words.contains(&wanted), "{wanted}");
    }
    // There is no token to copy, and the palette is open already.
    for none in ["Copy the token", "Find or run", "Next theme"] {
        assert!(!words.contains(&none), "{none}");
    }
    let groups: Vec<Group> = model.palette.hits.iter().map(|hit| hit.group).collect();
    assert!(groups.is_sorted(), "a group stands together");
}

#[test]
fn the_best_fit_comes_first_and_its_group_with_it() {
    let mut model = window();
    typed(&mut model, "set");
    assert_eq!(words(&model).first(), Some(&"Settings"));
    typed(&mut model, "github");
    assert_eq!(words(&model).first(), Some(&"New profile for GitHub"));
    typed(&mut model, "dark");
    assert_eq!(words(&model).first(), Some(&"Theme: dark"));
    typed(&mut model, "nothing of this name");
    assert_eq!(words(&model), ["Inspect this text"]);
    typed(&mut model, "zzz");
    assert!(words(&model).is_empty());
}

#[test]
fn from_an_end_one_step_leads_to_the_other_and_a_page_stays() {
    let mut model = window();
    let last = model.palette.hits.len() - 1;
    for (by, wanted) in [
        (1, 1),
        (-1, 0),
        (-1, last),
        (1, 0),
        (8, 8),
        (-9, 0),
        (999, last),
    ] {
        act(&mut model, PaletteAction::Move(by));
        assert_eq!(model.palette.chosen, wanted, "by {by}");
    }
    typed(&mut model, "zzz");
    act(&mut model, PaletteAction::Move(1));
    assert!(act(&mut model, PaletteAction::Run).is_empty());
}

#[test]
fn what_is_run_is_done_and_the_palette_forgets_what_was_typed() {
    let mut model = window();
    typed(&mut model, "Compare");
    act(&mut model, PaletteAction::Run);
    assert_eq!(model.page, Page::Compare);
    assert!(!model.palette.open && model.palette.text.is_empty());
    // A token that was pasted here is inspected.
    let token = "eyJhbGciOiJub25lIn0.e30.";
    act(&mut model, PaletteAction::Show(true));
    typed(&mut model, token);
    assert!(!format!("{model:?}").contains(token));
    let effects = act(&mut model, PaletteAction::Run);
    assert_eq!(model.page, Page::Inspect);
    assert_eq!(model.input.text(), token);
    let inspects = |effect: &Effect| matches!(effect, Effect::Inspect { .. });
    assert!(effects.iter().any(inspects));
}

#[test]
fn a_profile_is_signed_in_with_and_not_over_what_is_being_written() {
    let mut model = window();
    model.sign_in.profiles.list.push(Profile {
        name: "Northwind".into(),
        provider: "github".into(),
        client_id: "web".into(),
        ..Profile::default()
    });
    typed(&mut model, "northwind");
    assert_eq!(words(&model), ["Northwind", "Sign in with Northwind"]);
    act(&mut model, PaletteAction::RunAt(0));
    assert_eq!(model.sign_in.selected.as_deref(), Some("Northwind"));
    act(&mut model, PaletteAction::Show(true));
    typed(&mut model, "sign in north");
    let effects = act(&mut model, PaletteAction::Run);
    assert!(effects.iter().any(|e| matches!(e, Effect::SignIn(_))));
    let mut model = window();
    typed(&mut model, "profile for gitlab");
    act(&mut model, PaletteAction::Run);
    model.sign_in.form.as_mut().unwrap().is_changed = true;
    act(&mut model, PaletteAction::Show(true));
    typed(&mut model, "profile for");
    assert!(words(&model).is_empty(), "{:?}", words(&model));
}

#[test]
fn a_credential_is_shown_or_its_secret_used() {
    let mut model = with_entries(&["stripe live key", "stripe test key", "copy shop"]);
    typed(&mut model, "stripe l");
    let best = ["stripe live key", "Copy stripe live key"];
    assert_eq!(words(&model)[..2], best);
    assert_eq!(
        model.palette.hits[0].detail,
        "API key, Stripe, ends in 2 days"
    );
    typed(&mut model, "copy test");
    assert_eq!(words(&model), ["Copy stripe test key"]);
    let effects = act(&mut model, PaletteAction::Run);
    assert_eq!(model.page, Page::Vault);
    assert_eq!(model.vault.shown().unwrap().label, "stripe test key");
    let copies = |effect: &Effect| {
        let Effect::Vault(job) = effect else {
            return false;
        };
        matches!(&job.task, VaultTask::Secret(e, SecretUse::Copy) if e.label == "stripe test key")
    };
    assert!(effects.iter().any(copies));
    // A label may begin with a verb.
    act(&mut model, PaletteAction::Show(true));
    typed(&mut model, "copy sh");
    assert_eq!(words(&model).first(), Some(&"copy shop"));
    let twice = words(&model).into_iter().filter(|w| *w == "Copy copy shop");
    assert_eq!(twice.count(), 1);
    // Nothing of the vault is listed unasked, or while it is locked.
    typed(&mut model, "");
    let is_entry = |hit: &Hit| matches!(hit.goal, Goal::Entry(..));
    assert!(!model.palette.hits.iter().any(is_entry));
    model.vault.phase = Phase::Locked;
    typed(&mut model, "stripe test");
    assert!(!model.palette.hits.iter().any(is_entry));
}

/// The form stays, and so does the entry it is about: its secret is not the one that was asked for.
#[test]
fn while_another_entry_is_written_no_secret_is_used() {
    let mut model = with_entries(&["one", "two"]);
    let first = model.vault.index.as_ref().unwrap().entries[0].id.clone();
    update(&mut model, Action::Vault(VaultAction::Select(Some(first))));
    update(&mut model, Action::Vault(VaultAction::EditShown));
    let note = VaultAction::Field(FormField::Note, "written".to_owned());
    update(&mut model, Action::Vault(note));
    act(&mut model, PaletteAction::Show(true));
    typed(&mut model, "copy two");
    let effects = act(&mut model, PaletteAction::Run);
    let uses = |effect: &Effect| matches!(effect, Effect::Vault(job) if matches!(job.task, VaultTask::Secret(..)));
    assert!(!effects.iter().any(uses));
    assert!(model.vault.form.is_some() && model.notice.is_some());
}
