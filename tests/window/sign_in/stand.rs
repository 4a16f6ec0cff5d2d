//! A window with profiles for a real provider, and a person with a browser beside it.

use super::press;
use super::visitor::Visitor;
use crate::desk::Desk;
use crate::provider::Provider;
use egui::{Key, Modifiers};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;
use tokenscope::app::{Action, Obtained, Run, RunState, Settings, SignInAction, ThemeChoice};
use tokenscope::flows::Browser;
use tokenscope::oauth::{Profile, ProfilesRead};
use tokenscope::report::Secret;
use tokenscope::wire::{Answer, Body, Field, Reading, StepView, Tree, Value};
use tokenscope::work::{Inline, Outside, Threads};

/// The longest that is waited for anything, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// A profile of that client at the provider.
pub(super) fn profile(provider: &Provider, client: &str) -> Profile {
    Profile {
        name: "Test provider".into(),
        issuer: Some(provider.url("")),
        client_id: client.into(),
        scopes: words("openid profile"),
        ..Profile::default()
    }
}

/// A window with these profiles, whose work is done at once.
pub(super) fn desk(profiles: Vec<Profile>, browser: Browser) -> Desk {
    desk_of(profiles, browser, (1280.0, 800.0), ThemeChoice::Dark)
}

/// The same in another size and theme.
pub(super) fn desk_of(
    profiles: Vec<Profile>,
    browser: Browser,
    (width, height): (f32, f32),
    theme: ThemeChoice,
) -> Desk {
    let outside = Outside {
        open_browser: browser,
        ..Outside::none()
    };
    let desk = Desk::with(Inline::new(outside), width, height, theme, 1.0);
    shown(profiles, desk)
}

fn shown(profiles: Vec<Profile>, mut desk: Desk) -> Desk {
    let mut read = ProfilesRead::default();
    read.profiles.list = profiles;
    let loaded = Action::SignIn(SignInAction::Loaded(Box::new(read)));
    let ctx = desk.harness.ctx.clone();
    desk.harness.state_mut().act(&ctx, loaded);
    desk.settle();
    desk.click("Sign in");
    desk
}

/// The one profile and the person's own browser, which is most of what is needed.
pub(super) fn one(profile: Profile) -> (Desk, Visitor) {
    let visitor = Visitor::default();
    (desk(vec![profile], visitor.browser()), visitor)
}

/// A window whose work is done beside it.
pub(super) struct Live {
    pub(super) desk: Desk,
    woken: Receiver<()>,
}

impl Live {
    pub(super) fn new(profile: Profile, browser: Browser) -> Self {
        let outside = Outside {
            open_browser: browser,
            ..Outside::none()
        };
        Self::with(profile, outside, Settings::default())
    }

    /// The same with that outside, and what was remembered.
    pub(super) fn with(profile: Profile, outside: Outside, settings: Settings) -> Self {
        let (wake, woken) = mpsc::channel();
        let threads = Threads::new(outside, move || {
            let _ = wake.send(());
        });
        let desk = Desk::settled(threads, settings);
        Self {
            desk: shown(vec![profile], desk),
            woken,
        }
    }

    /// Looks whenever something became of what is under way, until it is so.
    #[track_caller]
    pub(super) fn until(&mut self, what: &str, is_so: impl Fn(&Desk) -> bool) {
        loop {
            self.desk.harness.run_steps(3);
            if is_so(&self.desk) {
                return;
            }
            let woken = self.woken.recv_timeout(PATIENCE);
            assert!(woken.is_ok(), "waited for {what}: {}", state(&self.desk));
        }
    }
}

/// Begins to sign in, and agrees to the one host.
pub(super) fn begin(desk: &mut Desk, provider: &Provider) {
    desk.press(Modifiers::COMMAND, Key::Enter);
    let url = provider.url("");
    let host = url.strip_prefix("http://").unwrap();
    desk.expect(&[&format!("Ask {host}?")]);
    assert!(desk.model().network.last.is_none(), "asked before a yes");
    press(desk, &format!("Ask {host}"));
    desk.harness.run_steps(4);
}

/// Presses a button, and sees that what it begins goes well.
#[track_caller]
pub(super) fn does(desk: &mut Desk, name: &str) {
    press(desk, name);
    assert_eq!(state(desk), "Succeeded", "{name}");
}

pub(super) fn run(desk: &Desk) -> &Run {
    desk.model().sign_in.run().expect("a login")
}

/// How it stands, with the reason where it failed.
pub(super) fn state(desk: &Desk) -> String {
    let Some(run) = desk.model().sign_in.run() else {
        return "nothing is under way".to_owned();
    };
    match &run.state {
        RunState::Failed(why) => {
            let steps = run.steps.iter();
            let steps: Vec<_> = steps.map(|s| (&s.name, &s.explanation)).collect();
            format!("failed: {why} {steps:?}")
        }
        other => format!("{other:?}"),
    }
}

pub(super) fn obtained(desk: &Desk) -> &Obtained {
    run(desk).obtained.as_deref().expect("tokens")
}

pub(super) fn text(secret: &Secret) -> String {
    String::from_utf8_lossy(secret.expose()).into_owned()
}

/// The steps of that name.
pub(super) fn steps<'d>(desk: &'d Desk, name: &'d str) -> Vec<&'d StepView> {
    let steps = run(desk).steps.iter();
    steps.filter(|step| step.name == name).collect()
}

/// The fields of the form of a step's request, by their names.
pub(super) fn form<'s>(step: &'s StepView, name: &str) -> Option<&'s Value> {
    let exchange = step.exchange.as_ref()?;
    let Body::Form(form) = &exchange.request.body else {
        return None;
    };
    let field = form.iter().find(|field| field.name == name);
    field.map(|field| &field.value)
}

/// All that is secret in a login: what no file and no report may hold.
pub(super) fn secrets(desk: &Desk) -> Vec<String> {
    let mut found = Vec::new();
    for step in &run(desk).steps {
        let Some(exchange) = &step.exchange else {
            continue;
        };
        fields(&exchange.request.headers, &mut found);
        fields(&exchange.request.query, &mut found);
        if let Body::Form(form) = &exchange.request.body {
            fields(form, &mut found);
        }
        match &exchange.answer {
            Answer::Callback(callback) => fields(&callback.fields, &mut found),
            Answer::Response(response) => {
                fields(&response.headers, &mut found);
                if let Some(Reading::Json(json)) = &response.reading {
                    members(json, &mut found);
                }
            }
            Answer::None(_) | Answer::NotAwaited => {}
        }
    }
    let tokens = &obtained(desk).tokens;
    let tokens = [
        &tokens.access_token,
        &tokens.id_token,
        &tokens.refresh_token,
    ];
    found.extend(tokens.into_iter().flatten().map(text));
    found
}

fn fields(fields: &[Field], found: &mut Vec<String>) {
    fields.iter().for_each(|field| value(&field.value, found));
}

fn value(value: &Value, found: &mut Vec<String>) {
    match value {
        // An empty one is in every text.
        Value::Secret(secret) | Value::Partly { secret, .. } if !secret.is_empty() => {
            found.push(text(secret));
        }
        Value::Secret(_) | Value::Partly { .. } => {}
        Value::Plain(_) | Value::LeftOut(_) => {}
    }
}

fn members(json: &Tree, found: &mut Vec<String>) {
    match json {
        Tree::Text(text) | Tree::Hidden(text) => value(text, found),
        Tree::Bare(_) => {}
        Tree::Array(all) => all.iter().for_each(|json| members(json, found)),
        Tree::Object(all) => all.iter().for_each(|(_, json)| members(json, found)),
    }
}
