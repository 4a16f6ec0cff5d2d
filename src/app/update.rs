//! What each action does to the model, and what it asks of the world.

use super::model::Past;
use super::{
    Action, Command, Copied, Effect, FileUse, GivenKeys, Input, Judged, KeyForm, Level,
    MAX_TEXT_BYTES, Model, Notice, Page, Part, Read, Reading, SAMPLES, Sample, Source, TimeForm,
    parse_time,
};
use crate::jose::key::{KeySet, read_secret};
use crate::report::Payload;
use jiff::Timestamp;
use std::sync::Arc;
use zeroize::Zeroizing;

/// How many replaced texts can be brought back.
const MAX_PAST: usize = 20;
/// How many bytes all of them may take; beyond, the oldest are let go.
const MAX_PAST_BYTES: usize = 64 << 20;
/// While the present is judged by, a report is made anew after so many seconds, since its
/// sentences tell of the time.
const STALE_AFTER: u64 = 60;

/// Does what the action says and returns what the world must do for it.
pub fn update(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Do(command) => return command_given(model, command),
        Action::Tick(now) => return tick(model, now),
        Action::Pasted(text) => return pasted(model, text),
        Action::NothingPasted => fail(model, "The clipboard holds no text to paste"),
        Action::Edited(text) => return edited(model, text),
        Action::ShowText(whole) => model.shown.editing = whole,
        Action::Mend(text) => return replace(model, Input::Text(text.into()), Source::Mended),
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
        } => inspected(
            model,
            Judged {
                report: *report,
                keys,
                at,
                generation,
            },
        ),
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
        Action::Picked(usage, picked) => return self::picked(model, usage, picked),
        Action::Dropped(path) => {
            let verifying = !model.input.is_blank();
            let usage = FileUse::Dropped { verifying };
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

        Action::ShowKeyForm(open) => {
            model.key_form = KeyForm {
                open,
                tab: model.key_form.tab,
                path: std::mem::take(&mut model.key_form.path),
                ..KeyForm::default()
            };
        }
        Action::ChooseKeyTab(tab) => {
            model.key_form.tab = tab;
            model.key_form.error = None;
        }
        Action::SetKeyPath(path) => {
            model.key_form.path = path;
            model.key_form.error = None;
        }
        Action::SetKeyText(text) => {
            model.key_form.text = text;
            model.key_form.error = None;
        }
        Action::SetSecret(secret) => {
            model.key_form.secret = secret;
            model.key_form.error = None;
        }
        Action::SetSecretEncoding(encoding) => {
            model.key_form.encoding = encoding;
            model.key_form.error = None;
        }
        Action::RevealSecret(reveal) => model.key_form.reveal = reveal,
        Action::AddKeyText => return add_key_text(model),
        Action::AddSecret => return add_secret(model),
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
            return inspect(model);
        }
        Action::ShowMoreExpected(more) => model.expected.more = more,
        Action::AllowWeakKeys(allow) => {
            model.expected.allow_weak_keys = allow;
            return inspect(model);
        }

        Action::SetTimeText(text) => return set_time_text(model, text),
        Action::ChooseTime(at) => {
            let text =
                Timestamp::from_second(at).map_or_else(|_| at.to_string(), |t| t.to_string());
            return set_time_text(model, text);
        }

        Action::Show(page) => model.page = page,
        Action::Select(number) => {
            model.selected = number;
            model.shown.expanded.clear();
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
    }
    Vec::new()
}

fn toggle<T: Ord>(set: &mut std::collections::BTreeSet<T>, item: T) {
    if !set.remove(&item) {
        set.insert(item);
    }
}

fn fail(model: &mut Model, text: &str) {
    tell(model, Level::Failed, text, false);
}

fn tell(model: &mut Model, level: Level, text: &str, undo: bool) {
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
        Command::Clear => return clear(model),
        Command::Undo => return undo(model),
        Command::AddKey => {
            model.page = Page::Inspect;
            Action::ShowKeyForm(!model.key_form.open)
        }
        Command::CopyToken => Action::Copy(Copied::Token),
        Command::CopyHeader => Action::Copy(Copied::Header),
        Command::CopyClaims => Action::Copy(Copied::Claims),
        Command::ClaimsJson => {
            let json = model.shown.json.contains(&Part::Claims);
            Action::ShowJson(Part::Claims, !json)
        }
        Command::TimeNow => Action::SetTimeText(String::new()),
        Command::SwitchTheme => Action::ChooseTheme(model.theme.next()),
        Command::ShowInspect => Action::Show(Page::Inspect),
        Command::ShowSettings => Action::Show(Page::Settings),
    };
    update(model, action)
}

// ---------------------------------------------------------------- the text

fn pasted(model: &mut Model, text: String) -> Vec<Effect> {
    model.page = Page::Inspect;
    if text.trim().is_empty() {
        fail(model, "The clipboard holds nothing but white space");
        return Vec::new();
    }
    if let Some(sentence) = too_large("The pasted text", text.len()) {
        fail(model, &sentence);
        return Vec::new();
    }
    replace(model, Input::Text(text.into()), Source::Pasted)
}

fn too_large(what: &str, bytes: usize) -> Option<String> {
    (bytes > MAX_TEXT_BYTES).then(|| {
        let limit = MAX_TEXT_BYTES >> 20;
        format!("{what} is larger than {limit} MiB, which no credential is")
    })
}

/// Typing goes on in place: only the first keystroke puts the text before it away.
fn edited(model: &mut Model, text: String) -> Vec<Effect> {
    if let Some(sentence) = too_large("The text", text.len()) {
        fail(model, &sentence);
        return Vec::new();
    }
    if model.source != Source::Typed && !model.input.is_empty() {
        remember(model);
    }
    model.source = Source::Typed;
    model.input = Input::Text(text.into());
    inspect(model)
}

/// Another text takes the place of this one, which can be brought back.
fn replace(model: &mut Model, input: Input, source: Source) -> Vec<Effect> {
    if !model.input.is_empty() {
        remember(model);
    }
    let mends = source == Source::Mended;
    if !mends {
        drop_sample(model);
    }
    model.page = Page::Inspect;
    model.input = input;
    model.source = source;
    model.selected = 0;
    model.notice = None;
    model.open = Default::default();
    model.shown.editing = false;
    model.shown.expanded.clear();
    inspect(model)
}

/// The keys and the time that came with a sample go with it.
fn drop_sample(model: &mut Model) {
    let had_sample = model.keys.iter().any(|k| k.from_sample);
    if had_sample || matches!(model.source, Source::Sample(_)) {
        model.keys.retain(|k| !k.from_sample);
        model.time = TimeForm::default();
    }
}

fn load_sample(model: &mut Model, sample: &'static Sample) -> Vec<Effect> {
    let text = Input::Text(sample.text.trim_end().into());
    replace(model, text, Source::Sample(sample.title));
    model.expected = Default::default();
    if let Some(at) = sample.at {
        update(model, Action::ChooseTime(at));
    } else {
        model.time = TimeForm::default();
    }
    match sample.keys() {
        Ok(Some(set)) => {
            let id = model.next_number();
            model.keys.push(GivenKeys {
                id,
                set,
                from_sample: true,
            });
        }
        Ok(None) => {}
        Err(error) => fail(model, &format!("The sample's key {error}")),
    }
    inspect(model)
}

fn clear(model: &mut Model) -> Vec<Effect> {
    let was_empty = model.input.is_empty();
    let effects = replace(model, Input::default(), Source::Typed);
    if !was_empty {
        tell(model, Level::Done, "The text was cleared", true);
    }
    effects
}

fn remember(model: &mut Model) {
    model.past.push(Past {
        input: model.input.clone(),
        source: model.source.clone(),
        judged: model.judged.clone(),
        selected: model.selected,
        sample_keys: model
            .keys
            .iter()
            .filter(|k| k.from_sample)
            .cloned()
            .collect(),
        time: model.time.clone(),
        expected: model.expected.clone(),
    });
    let size = |past: &[Past]| past.iter().map(|p| p.input.len()).sum::<usize>();
    while model.past.len() > MAX_PAST
        || (model.past.len() > 1 && size(&model.past) > MAX_PAST_BYTES)
    {
        model.past.remove(0);
    }
}

fn undo(model: &mut Model) -> Vec<Effect> {
    let Some(past) = model.past.pop() else {
        return Vec::new();
    };
    drop_sample(model);
    if matches!(past.source, Source::Sample(_)) || !past.sample_keys.is_empty() {
        model.keys.extend(past.sample_keys);
        model.time = past.time;
        model.expected = past.expected;
    }
    model.page = Page::Inspect;
    model.input = past.input;
    model.source = past.source;
    model.judged = past.judged;
    model.selected = past.selected;
    model.shown.editing = false;
    model.shown.expanded.clear();
    model.notice = None;
    inspect(model)
}

// ---------------------------------------------------------------- the inspection

fn inspect(model: &mut Model) -> Vec<Effect> {
    if model.input.is_empty() {
        model.judged = None;
        model.waiting = None;
        return Vec::new();
    }
    let generation = model.next_number();
    model.waiting = Some(generation);
    vec![Effect::Inspect {
        generation,
        input: model.input.clone(),
        question: Box::new(model.question()),
    }]
}

fn inspected(model: &mut Model, judged: Judged) {
    if model.waiting != Some(judged.generation) {
        return;
    }
    model.waiting = None;
    if model.selected >= judged.all().len() {
        model.selected = 0;
    }
    model.judged = Some(Arc::new(judged));
}

/// A report that was made for the present is made anew where a moment of the token has passed
/// since, and now and then so that its sentences stay true.
fn tick(model: &mut Model, now: i64) -> Vec<Effect> {
    let before = model.now;
    model.now = now;
    if before == now || model.time.at.is_some() || model.waiting.is_some() {
        return Vec::new();
    }
    let Some(judged) = model.judged.clone() else {
        return Vec::new();
    };
    let leeway = model.expected.policy().leeway;
    let leeway = i64::try_from(leeway).unwrap_or(i64::MAX);
    let passed = model.moments().iter().any(|(_, at)| {
        [-1, 0, 1].iter().any(|side: &i64| {
            let at = at.saturating_add(side.saturating_mul(leeway));
            (judged.at < at) != (now < at)
        })
    });
    let stale = now.abs_diff(judged.at) >= STALE_AFTER && !model.moments().is_empty();
    if passed || stale {
        inspect(model)
    } else {
        Vec::new()
    }
}

fn set_time_text(model: &mut Model, text: String) -> Vec<Effect> {
    let before = model.at();
    match parse_time(&text) {
        Ok(at) => {
            model.time.at = at;
            model.time.error = None;
        }
        Err(error) => model.time.error = Some(error),
    }
    model.time.text = text;
    if model.at() == before {
        return Vec::new();
    }
    inspect(model)
}

// ---------------------------------------------------------------- files and keys

fn open_path(model: &mut Model, usage: FileUse, path: String) -> Vec<Effect> {
    let path = path.trim().to_owned();
    if path.is_empty() {
        file_error(model, usage, "Type the path of a file first".into());
        return Vec::new();
    }
    let mut effects = Vec::new();
    if let Some(before) = model.reading.take() {
        effects.push(Effect::Cancel(before.ticket));
    }
    let ticket = model.next_number();
    let name = path.rsplit(['/', '\\']).next().unwrap_or(&path).to_owned();
    model.reading = Some(Reading {
        ticket,
        name,
        usage,
        slow: false,
    });
    effects.push(Effect::ReadFile {
        ticket,
        path,
        usage,
    });
    effects
}

fn picked(
    model: &mut Model,
    usage: FileUse,
    picked: Result<Option<std::path::PathBuf>, String>,
) -> Vec<Effect> {
    match picked {
        Ok(Some(path)) => open_path(model, usage, path.to_string_lossy().into_owned()),
        Ok(None) => Vec::new(),
        Err(sentence) => {
            file_error(model, usage, sentence);
            Vec::new()
        }
    }
}

/// The error stands beside the line in which the path was typed; a dropped file has none.
fn file_error(model: &mut Model, usage: FileUse, sentence: String) {
    match usage {
        FileUse::Inspect if model.open.open || model.is_blank() => {
            model.open.error = Some(sentence);
        }
        FileUse::Key if model.key_form.open => model.key_form.error = Some(sentence),
        _ => fail(model, &sentence),
    }
}

fn reading_done(model: &mut Model, ticket: u64, outcome: Result<Read, String>) -> Vec<Effect> {
    let Some(reading) = model.reading.take_if(|r| r.ticket == ticket) else {
        return Vec::new();
    };
    match outcome {
        Ok(Read::Input(input, name)) if input.is_blank() => {
            let sentence = format!("{name} holds nothing to inspect");
            file_error(model, reading.usage, sentence);
            Vec::new()
        }
        Ok(Read::Input(input, name)) => replace(model, input, Source::File(name)),
        Ok(Read::Keys(set)) => add_keys(model, set),
        Err(sentence) => {
            file_error(model, reading.usage, sentence);
            Vec::new()
        }
    }
}

fn add_keys(model: &mut Model, set: KeySet) -> Vec<Effect> {
    let id = model.next_number();
    let given = GivenKeys {
        id,
        set,
        from_sample: false,
    };
    let told = format!("Added {}: {}", given.set.source, given.summary());
    if !given.set.faults.is_empty() {
        model.shown.key_faults.insert(id);
    }
    model.keys.push(given);
    model.key_form = KeyForm {
        tab: model.key_form.tab,
        ..KeyForm::default()
    };
    tell(model, Level::Done, &told, false);
    inspect(model)
}

fn add_key_text(model: &mut Model) -> Vec<Effect> {
    if model.key_form.text.trim().is_empty() {
        model.key_form.error = Some("Paste a JWK, a JWKS or PEM first".into());
        return Vec::new();
    }
    let ticket = model.next_number();
    model.reading = Some(Reading {
        ticket,
        name: "pasted key".into(),
        usage: FileUse::Key,
        slow: false,
    });
    let text = Zeroizing::new(model.key_form.text.trim().to_owned());
    vec![Effect::ReadKeys { ticket, text }]
}

fn add_secret(model: &mut Model) -> Vec<Effect> {
    let form = &mut model.key_form;
    if form.secret.is_empty() {
        form.error = Some("Type the secret first".into());
        return Vec::new();
    }
    match read_secret(&form.secret, form.encoding, "the typed secret") {
        Ok(set) => add_keys(model, set),
        Err(error) => {
            form.error = Some(format!("The secret {error}"));
            Vec::new()
        }
    }
}

// ---------------------------------------------------------------- the clipboard

fn copy(model: &mut Model, what: &Copied) -> Vec<Effect> {
    let Some(report) = model.report() else {
        return Vec::new();
    };
    let (text, told) = match what {
        Copied::Token => (Some(report.text.clone()), "The token was copied"),
        Copied::Header => (
            report
                .header
                .as_ref()
                .and_then(|h| serde_json::to_string_pretty(h).ok()),
            "The header was copied as JSON",
        ),
        Copied::Claims => (
            match &report.payload {
                Some(Payload::Text(text)) => Some(text.clone()),
                Some(payload) => serde_json::to_string_pretty(payload).ok(),
                None => None,
            },
            "The payload was copied",
        ),
    };
    let Some(text) = text else {
        return Vec::new();
    };
    tell(model, Level::Done, told, false);
    vec![Effect::Copy(text)]
}

#[cfg(test)]
#[path = "update_tests.rs"]
mod tests;
