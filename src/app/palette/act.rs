//! What happens in the palette, and what comes of a line that is run.

use super::find::find;
use super::{Goal, Hit, Palette, PaletteAction};
use crate::app::update::update;
use crate::app::{Action, Effect, Errand, Model, Page, SecretText, SignInAction, VaultAction};

/// Does what the action says.
pub(in crate::app) fn act(model: &mut Model, action: PaletteAction) -> Vec<Effect> {
    let calls = model.palette.calls.wrapping_add(1);
    model.palette.calls = calls;
    match action {
        PaletteAction::Show(open) => {
            // What was typed is not kept, and what was found is found anew.
            model.palette = Palette {
                calls,
                ..Palette::default()
            };
            if open {
                model.palette.open = true;
                model.palette.hits = find(model, "");
            }
        }
        PaletteAction::Find(text) => {
            model.palette.hits = find(model, &text);
            model.palette.text = text;
            model.palette.chosen = 0;
        }
        PaletteAction::Move(by) => moved(&mut model.palette, by),
        PaletteAction::Run => return run(model, model.palette.chosen),
        PaletteAction::RunAt(number) => return run(model, number),
    }
    Vec::new()
}

/// Chooses another line. From an end one step more leads to the other end; a larger one stays there.
fn moved(palette: &mut Palette, by: i32) {
    let Some(last) = palette.hits.len().checked_sub(1) else {
        return;
    };
    let at = palette.chosen.min(last);
    palette.chosen = match by {
        1 if at == last => 0,
        -1 if at == 0 => last,
        by => {
            let far = usize::try_from(by.unsigned_abs()).unwrap_or(usize::MAX);
            match by < 0 {
                true => at.saturating_sub(far),
                false => at.saturating_add(far).min(last),
            }
        }
    };
}

fn run(model: &mut Model, number: usize) -> Vec<Effect> {
    let Some(hit) = model.palette.hits.get(number).cloned() else {
        return Vec::new();
    };
    let palette = std::mem::take(&mut model.palette);
    let wanted = match &hit.goal {
        Goal::Entry(id, ..) => Some(id.clone()),
        _ => None,
    };
    let mut effects = Vec::new();
    for action in steps(hit, palette.text) {
        // Where the entry could not be chosen, another one's secret is not to be used.
        if let (Action::Vault(VaultAction::Use(_)), Some(id)) = (&action, &wanted)
            && model.vault.selected.as_ref() != Some(id)
        {
            break;
        }
        effects.extend(update(model, action));
    }
    effects
}

/// What a person would have done instead.
fn steps(hit: Hit, typed: SecretText) -> Vec<Action> {
    match hit.goal {
        Goal::Do(command) => vec![Action::Do(command)],
        Goal::Inspect => {
            let text = typed.trim().to_owned();
            vec![Action::Show(Page::Inspect), Action::Pasted(text)]
        }
        Goal::Theme(theme) => vec![Action::ChooseTheme(theme)],
        Goal::Sample(number) => vec![Action::Show(Page::Inspect), Action::LoadSample(number)],
        Goal::Profile(name) => vec![
            Action::Show(Page::SignIn),
            Action::SignIn(SignInAction::Select(name)),
        ],
        Goal::SignIn(name) => vec![
            Action::Show(Page::SignIn),
            Action::SignIn(SignInAction::Select(name)),
            Action::SignIn(SignInAction::Run(Errand::SignIn)),
        ],
        Goal::Provider(id) => vec![
            Action::Show(Page::SignIn),
            Action::SignIn(SignInAction::Begin(id)),
        ],
        Goal::Entry(id, _, usage) => {
            let mut steps = vec![
                Action::Show(Page::Vault),
                Action::Vault(VaultAction::Select(Some(id))),
            ];
            steps.extend(usage.map(|usage| Action::Vault(VaultAction::Use(usage))));
            steps
        }
    }
}
