//! The claims are changed by a click, or in the table.

use super::draft::write;
use super::text::{pretty, read_json, with_member};
use super::{Cell, DraftPart, Editor, Quick};
use crate::app::Moment;
use crate::report::{Json, Payload};

const HOUR: i64 = 3600;
const MINUTE: i64 = 60;

/// A change with one click, where that needs nothing from outside.
pub(super) fn quick(editor: &mut Editor, quick: Quick, now: i64) {
    let (name, value) = match quick {
        Quick::HourLonger => {
            let end = ends(editor).unwrap_or(now).max(now);
            ("exp", end.saturating_add(HOUR))
        }
        Quick::Ended => ("exp", now.saturating_sub(MINUTE)),
        Quick::IssuedNow => ("iat", now),
        Quick::FromNow => ("nbf", now),
        Quick::NewId => return,
    };
    set_claim(editor, name, Json::Number(value.to_string()));
}

/// Takes a claim away.
pub(super) fn remove(editor: &mut Editor, number: usize) {
    let mut members = editor.claims().to_vec();
    if editor.payload_fault.is_none() && number < members.len() {
        members.remove(number);
        write_claims(editor, &Json::Object(members), None);
    }
}

fn write_claims(editor: &mut Editor, claims: &Json, typed: Option<(DraftPart, i64)>) {
    let draft = editor
        .draft
        .with(DraftPart::Payload, editor.at, pretty(claims));
    write(editor, draft, typed);
}

/// Gives a claim another value. Claims that cannot be read are left as they are.
pub(super) fn set_claim(editor: &mut Editor, name: &str, value: Json) {
    if editor.payload_fault.is_some() {
        return;
    }
    let Payload::Json(claims) = &editor.payload else {
        return;
    };
    if let Some(claims) = with_member(claims, name, value) {
        write_claims(editor, &claims, None);
    }
}

fn ends(editor: &Editor) -> Option<i64> {
    let claims = editor.claims();
    let (_, value) = claims.iter().find(|(name, _)| name == "exp")?;
    Moment::from_json(value).map(|moment| moment.0)
}

/// A value that was written in the table: a string stays one, anything else is JSON.
pub(super) fn set_value(editor: &mut Editor, number: usize, text: String, now: i64) {
    if editor.payload_fault.is_some() {
        return;
    }
    let mut members = editor.claims().to_vec();
    let Some((_, value)) = members.get_mut(number) else {
        return;
    };
    let read = match value {
        Json::String(_) => Ok(Json::String(text.clone())),
        _ => read_json(&text),
    };
    let fault = match read {
        Ok(read) => {
            *value = read;
            write_claims(
                editor,
                &Json::Object(members),
                Some((DraftPart::Payload, now)),
            );
            None
        }
        Err(fault) => Some(fault.sentence()),
    };
    editor.cell = Some(Cell {
        number,
        text,
        fault,
    });
}
