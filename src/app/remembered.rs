//! What is expected of an issuer's tokens, from one start to the next. Never a nonce, never a
//! subject, never a secret.

use super::action::Effect;
use super::model::Model;
use super::update::inspect;
use super::{Expected, ExpectedField, Settings};
use crate::report::{Json, Kind};
use std::collections::BTreeMap;

/// For so many issuers it is remembered; the settings are read at each start.
const MAX_ISSUERS: usize = 100;
/// A longer line is not remembered. In bytes.
const MAX_LINE: usize = 1_000;

/// Lines of the form by their names, for each issuer.
pub type Remembered = BTreeMap<String, BTreeMap<String, String>>;

/// What happens about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RememberAction {
    /// What is expected now is remembered for the token's issuer.
    Remember,
    /// It is forgotten; the form stays as it is.
    Forget,
}

impl Model {
    /// The issuer for which expectations can be remembered: that of the first token.
    pub fn issuer_to_remember(&self) -> Option<&str> {
        let report = &self.judged.as_deref()?.report;
        let is_signed = matches!(report.kind, Kind::Jws | Kind::SdJwt);
        let claims = is_signed.then(|| report.claims())?;
        let claim = claims.iter().find(|(name, _)| name == "iss");
        let issuer = claim.and_then(|(_, value)| Json::as_str(value))?;
        (!issuer.is_empty() && issuer.len() <= MAX_LINE).then_some(issuer)
    }
}

/// What was read from the settings, without what is too much or unknown.
pub(super) fn sensible(settings: &Settings) -> Remembered {
    let known = |key: &str| ExpectedField::REMEMBERED.iter().any(|f| f.key() == key);
    let issuers = settings.expected.iter().take(MAX_ISSUERS);
    issuers
        .map(|(issuer, lines)| {
            let lines = lines.iter();
            let lines = lines.filter(|(key, text)| known(key) && text.len() <= MAX_LINE);
            let lines = lines.map(|(key, text)| (key.clone(), text.clone()));
            (issuer.clone(), lines.collect())
        })
        .collect()
}

/// Another token came: what is remembered for its issuer is expected of it, and what was remembered
/// for another is not. Whether that changed anything.
pub(super) fn arrived(model: &mut Model) -> bool {
    let Some(issuer) = model.issuer_to_remember().map(str::to_owned) else {
        return false;
    };
    if model.expected.remembered_for.as_ref() == Some(&issuer) {
        return false;
    }
    let lines = model.remembered.get(&issuer);
    if lines.is_none() && model.expected.remembered_for.is_none() {
        return false;
    }
    let mut form = Expected::default();
    form.more = model.expected.more;
    if let Some(lines) = lines {
        for field in ExpectedField::REMEMBERED {
            if let Some(text) = lines.get(field.key()) {
                form.set(field, text.clone());
            }
        }
        form.remembered_for = Some(issuer);
    }
    model.expected = form;
    true
}

/// A line was changed: what is remembered changes with it.
pub(super) fn changed(model: &mut Model) -> Option<Effect> {
    let issuer = model.expected.remembered_for.clone()?;
    let lines = lines(&model.expected);
    model.remembered.insert(issuer, lines);
    Some(Effect::Save(model.settings()))
}

pub(super) fn update(model: &mut Model, action: RememberAction) -> Vec<Effect> {
    match action {
        RememberAction::Remember => {
            let Some(issuer) = model.issuer_to_remember().map(str::to_owned) else {
                return Vec::new();
            };
            if model.remembered.len() >= MAX_ISSUERS && !model.remembered.contains_key(&issuer) {
                model.remembered.pop_first();
            }
            model.expected.remembered_for = Some(issuer);
            changed(model).into_iter().collect()
        }
        RememberAction::Forget => {
            let Some(issuer) = model.expected.remembered_for.take() else {
                return Vec::new();
            };
            model.remembered.remove(&issuer);
            let mut effects = vec![Effect::Save(model.settings())];
            effects.extend(inspect(model));
            effects
        }
    }
}

fn lines(form: &Expected) -> BTreeMap<String, String> {
    let texts = ExpectedField::REMEMBERED
        .iter()
        .map(|field| (field.key().to_owned(), form.text(*field).trim().to_owned()));
    texts
        .filter(|(_, text)| !text.is_empty() && text.len() <= MAX_LINE)
        .collect()
}

/// Whether there is anything that could be remembered.
pub fn is_worth_remembering(form: &Expected) -> bool {
    !lines(form).is_empty()
}
