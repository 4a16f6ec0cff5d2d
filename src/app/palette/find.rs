//! Everything that can be run, and what of it fits what is typed.

use super::words::{Fit, Wanted};
use super::{Goal, Group, Hit, entries};
use crate::app::{Command, Model, SAMPLES, ThemeChoice};
use crate::oauth::{ANY_ISSUER, provider, providers};

/// So many lines of one group are listed while something is looked for: who sees more types on.
const MAX_OF_GROUP: usize = 8;

/// A text that is longer and that nothing is called is not a name; it may be inspected.
const MIN_TEXT: usize = 16;

/// What fits what is typed, by group: first the group with the best fit, and in each the best first.
/// Where nothing is typed, everything but what the vault keeps.
pub(super) fn find(model: &Model, typed: &str) -> Vec<Hit> {
    let wanted = Wanted::read(typed);
    let fixed = all(model).into_iter();
    let mut found: Vec<(Fit, Hit)> = fixed
        .filter_map(|hit| Some((wanted.fit(&hit.words, &hit.detail)?, hit)))
        .collect();
    found.extend(entries::hits(model, &wanted));
    if found.is_empty() && typed.trim().len() >= MIN_TEXT {
        return vec![hit(Group::Typed, Goal::Inspect, "Inspect this text", "")];
    }
    if wanted.is_empty() {
        return found.into_iter().map(|(_, hit)| hit).collect();
    }
    let mut groups: Vec<(Fit, Group)> = Vec::new();
    for (fit, hit) in &found {
        match groups.iter_mut().find(|(_, group)| *group == hit.group) {
            Some((best, _)) => *best = (*best).min(*fit),
            None => groups.push((*fit, hit.group)),
        }
    }
    groups.sort();
    let mut hits = Vec::new();
    for (_, group) in groups {
        let mut own: Vec<&(Fit, Hit)> = found.iter().filter(|(_, h)| h.group == group).collect();
        own.sort_by_key(|(fit, _)| *fit);
        let own = own.into_iter().take(MAX_OF_GROUP);
        hits.extend(own.map(|(_, hit)| hit.clone()));
    }
    hits
}

/// Everything that can be run now, but for what the vault keeps.
fn all(model: &Model) -> Vec<Hit> {
    let mut hits = commands(model);
    hits.extend(logins(model));
    let themes = [
        (
            ThemeChoice::System,
            "Theme: system",
            "As the desktop has it",
        ),
        (ThemeChoice::Dark, "Theme: dark", ""),
        (ThemeChoice::Light, "Theme: light", ""),
    ];
    let others = themes
        .into_iter()
        .filter(|(theme, ..)| *theme != model.theme);
    let others =
        others.map(|(theme, words, detail)| hit(Group::Window, Goal::Theme(theme), words, detail));
    hits.extend(others);
    let samples = SAMPLES.iter().enumerate();
    hits.extend(samples.map(|(number, sample)| {
        let goal = Goal::Sample(number);
        hit(Group::Sample, goal, sample.title, sample.detail)
    }));
    // A group stands together, and things in it as they were listed.
    hits.sort_by_key(|hit| hit.group);
    hits
}

/// The commands that can be given now.
fn commands(model: &Model) -> Vec<Hit> {
    let listed = Command::ALL.into_iter().filter(|command| {
        // It is what is shown; and the themes are listed one by one.
        let is_own = matches!(command, Command::FindOrRun | Command::SwitchTheme);
        !is_own && command.is_enabled(model)
    });
    let hits = listed.map(|command| {
        let words = match command {
            Command::HideSecrets if model.shown.hidden => "Show secrets",
            command => command.text(),
        };
        let group = match group(command) {
            Group::Token if model.is_blank() => Group::Window,
            group => group,
        };
        hit(group, Goal::Do(command), words, command.tooltip())
    });
    hits.collect()
}

/// What a command is about.
fn group(command: Command) -> Group {
    match command {
        Command::ShowInspect
        | Command::ShowKeys
        | Command::ShowCompare
        | Command::ShowSignIn
        | Command::ShowVault
        | Command::ShowSettings => Group::Page,
        Command::SignIn => Group::SignIn,
        Command::FindInVault | Command::LockVault => Group::Vault,
        Command::History
        | Command::HideSecrets
        | Command::SwitchTheme
        | Command::FindOrRun
        | Command::OpenFile
        | Command::Paste => Group::Window,
        Command::Edit
        | Command::EditToken
        | Command::InspectAlone
        | Command::Redo
        | Command::Clear
        | Command::Undo
        | Command::AddKey
        | Command::CopyToken
        | Command::CopyHeader
        | Command::CopyClaims
        | Command::CopyAuthorization
        | Command::CopyCurl
        | Command::CopyRedacted
        | Command::CopyRedactedToken
        | Command::ClaimsJson
        | Command::TimeNow
        | Command::SaveToVault => Group::Token,
    }
}

/// Profiles, and providers for new ones. What is written in a profile's form is not put away for them.
fn logins(model: &Model) -> Vec<Hit> {
    let space = &model.sign_in;
    if space.form.as_ref().is_some_and(|form| form.is_changed) {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for profile in &space.profiles.list {
        let name = &profile.name;
        let from = provider(&profile.provider).map_or("", |provider| &provider.name);
        if space.under_way().is_none() {
            let goal = Goal::SignIn(name.clone());
            hits.push(hit(
                Group::SignIn,
                goal,
                &format!("Sign in with {name}"),
                from,
            ));
        }
        let goal = Goal::Profile(name.clone());
        let detail = format!("Profile, {from}");
        hits.push(hit(Group::SignIn, goal, name, &detail));
    }
    for known in providers().iter().filter(|p| p.id != ANY_ISSUER) {
        let goal = Goal::Provider(known.id.clone());
        let words = format!("New profile for {}", known.name);
        hits.push(hit(Group::SignIn, goal, &words, ""));
    }
    hits
}

fn hit(group: Group, goal: Goal, words: &str, detail: &str) -> Hit {
    Hit {
        group,
        goal,
        words: words.to_owned(),
        detail: detail.to_owned(),
    }
}
