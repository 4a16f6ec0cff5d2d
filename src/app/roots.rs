//! Certificates that the person trusts, for tokens that bring their own chain (RFC 7515 §4.1.6).

use super::model::{Level, Model};
use super::update::{inspect, tell};
use super::{Action, Effect};
use crate::jose::certificate::{Anchor, read_thumbprint};
use crate::report::Json;

/// The form in which they are given, and those that were.
#[derive(Clone, Debug, Default)]
pub struct RootCertificates {
    /// Whether the form is shown.
    pub open: bool,
    /// The path, or the thumbprint, that is typed.
    pub path: String,
    /// Why the last one could not be used.
    pub error: Option<String>,
    /// What was given: its name, and the certificates.
    pub given: Vec<(String, Vec<Anchor>)>,
}

/// What happens about them.
#[derive(Debug)]
pub enum RootAction {
    /// The form is shown or put away.
    Open(bool),
    /// The path was changed.
    SetPath(String),
    /// Certificates were read, or why they could not be.
    Done(Result<(String, Vec<Anchor>), String>),
    /// Those of that number are not trusted any more.
    Remove(usize),
}

impl Model {
    /// Whether the shown token brings certificates.
    pub fn has_certificates(&self) -> bool {
        let report = self.report();
        let first = report.and_then(|report| report.header.as_ref());
        let others = report.into_iter().flat_map(|report| &report.signatures);
        let mut headers = others.map(|signature| &signature.header).chain(first);
        headers.any(|header| matches!(header.get("x5c"), Some(Json::Array(_))))
    }
}

/// A path, or a thumbprint, was typed and confirmed.
pub(super) fn given(model: &mut Model, path: String) -> Vec<Effect> {
    match read_thumbprint(&path) {
        Some(thumbprint) => {
            let named = (
                format!("thumbprint {path}"),
                vec![Anchor::Thumbprint(thumbprint)],
            );
            update(model, RootAction::Done(Ok(named)))
        }
        None => vec![Effect::ReadRoots(path)],
    }
}

pub(super) fn update(model: &mut Model, action: RootAction) -> Vec<Effect> {
    match action {
        RootAction::Open(open) => {
            model.roots.open = open;
            model.roots.error = None;
        }
        RootAction::SetPath(path) => {
            model.roots.path = path;
            model.roots.error = None;
        }
        RootAction::Done(Ok((name, anchors))) => {
            let told = format!("Trusted now: {name}");
            model.roots.given.push((name, anchors));
            (model.roots.open, model.roots.error) = (false, None);
            model.roots.path.clear();
            tell(model, Level::Done, &told, false);
            return inspect(model);
        }
        RootAction::Done(Err(sentence)) => model.roots.error = Some(sentence),
        RootAction::Remove(number) => {
            if number < model.roots.given.len() {
                model.roots.given.remove(number);
            }
            return inspect(model);
        }
    }
    Vec::new()
}

/// The action that tells what reading came to.
pub fn roots_read(outcome: Result<(String, Vec<Anchor>), String>) -> Action {
    Action::Roots(RootAction::Done(outcome))
}
