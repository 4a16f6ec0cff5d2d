//! The editor is opened on a token, or it is said why it cannot be.

use super::draft::{Draft, Steps};
use super::slot::Slot;
use super::text::pretty;
use super::{Beside, Editor, Signer};
use crate::app::model::LARGE_TEXT;
use crate::app::update::tell;
use crate::app::{Effect, KeyForm, Level, Model, Page};
use crate::compare::compare;
use crate::jose::jws::{Jws, read_compact, read_json};
use crate::report::{Json, Kind, Payload, Report, Serialization};
use std::sync::Arc;

/// Opens the editor on the token that is shown, or shows the text where that cannot be edited.
pub(in crate::app) fn open(model: &mut Model) -> Vec<Effect> {
    model.page = Page::Inspect;
    if model.edit.is_some() {
        return Vec::new();
    }
    let signers = Signer::of_given(&model.keys);
    let report = model.report();
    match report.and_then(|report| Editor::new(report, signers)) {
        Some(mut editor) => {
            // What was put away for this token can be taken up again.
            if let Some((text, draft)) = model.put_away.take()
                && text == editor.original.text
            {
                editor.steps.future.push(draft);
            }
            model.edit = Some(Box::new(editor));
            model.notice = None;
        }
        None => {
            let why = report.and_then(Editor::why_not);
            model.shown.editing = !model.shown.editing;
            if let Some(why) = why.filter(|_| model.shown.editing) {
                let told = format!("The text is shown instead of the editor: {why}");
                tell(model, Level::Done, &told, false);
            }
        }
    }
    Vec::new()
}

impl Editor {
    /// Whether a token can be edited: a JWS of a size that can be laid out at once, whose payload
    /// is text.
    pub fn can_edit(report: &Report) -> bool {
        report.kind == Kind::Jws && Self::why_not(report).is_none()
    }

    /// Why a token cannot be edited, as the end of a sentence; nothing where it can be, and of
    /// what is no token.
    pub fn why_not(report: &Report) -> Option<String> {
        if report.kind != Kind::Jws {
            return None;
        }
        if report.text.len() > LARGE_TEXT {
            let limit = LARGE_TEXT >> 10;
            return Some(format!(
                "the token is larger than {limit} KiB, and laying it out anew at each key would hold up the window"
            ));
        }
        if report.header.as_ref().and_then(Json::members).is_none() {
            return Some("its header is no JSON object".to_owned());
        }
        match &report.payload {
            Some(Payload::Json(_) | Payload::Text(_)) => None,
            Some(Payload::Bytes(_)) => {
                Some("its payload is neither JSON nor text, so it cannot be typed".to_owned())
            }
            None => Some("it has no payload; give the detached one first".to_owned()),
        }
    }

    /// An editor on a token, where it can be edited.
    pub(super) fn new(report: &Report, signers: Vec<Signer>) -> Option<Self> {
        if !Self::can_edit(report) {
            return None;
        }
        let serialization = report.serialization?;
        let jws: Jws = match serialization {
            Serialization::Compact => read_compact(&report.text),
            Serialization::Flattened | Serialization::General => read_json(&report.text),
        };
        let payload = report.payload.clone()?;
        let mut slots: Vec<Slot> = jws.signatures.iter().map(Slot::new).collect();
        for slot in &mut slots {
            let algorithm = slot.algorithm();
            let fits = |signer: &Signer| algorithm.is_some_and(|a| signer.key.key().fits_type(a));
            slot.signer = signers.iter().position(fits);
        }
        let draft = Draft {
            headers: slots.iter().map(|slot| slot.headers.draft()).collect(),
            payload: match &payload {
                Payload::Json(json) => pretty(json),
                Payload::Text(text) => text.clone(),
                Payload::Bytes(_) => return None,
            },
        };
        // The first signature stands for the token where nothing could be read of any.
        slots.first()?;
        Some(Self {
            serialization,
            is_json: matches!(payload, Payload::Json(_)),
            first: draft.clone(),
            draft,
            slots,
            at: 0,
            payload_fault: None,
            first_payload: payload.clone(),
            payload,
            payload_text: jws.payload_text.clone(),
            first_payload_text: jws.payload_text,
            token: report.text.clone(),
            changes: compare(report, report),
            signers,
            give_key: true,
            form: KeyForm::default(),
            making: None,
            table: false,
            cell: None,
            beside: Beside::default(),
            steps: Steps::default(),
            waiting: None,
            use_when_signed: false,
            original: Arc::new(report.clone()),
        })
    }
}
