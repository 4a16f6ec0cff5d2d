//! What is written in the editor, and the steps by which it came there.

use super::Editor;

/// So many steps can be taken back.
const MAX_STEPS: usize = 200;
/// So many bytes all of them may take; beyond, the oldest are let go.
const MAX_STEP_BYTES: usize = 16 << 20;
/// Typing within so many seconds is one step.
const ONE_STEP: i64 = 2;

/// A text of the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DraftPart {
    /// The protected header of the chosen signature.
    Header,
    /// Its unprotected header (RFC 7515 §7.2.1), of a JSON serialization.
    Unprotected,
    /// The claims, or the payload as text.
    Payload,
}

/// The headers of one signature. An empty text is no header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftHeaders {
    /// The protected header as JSON.
    pub protected: String,
    /// The unprotected header as JSON.
    pub unprotected: String,
}

/// What is written in the editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The headers of each signature.
    pub headers: Vec<DraftHeaders>,
    /// The claims as JSON, or the payload as text.
    pub payload: String,
}

impl Draft {
    /// Its length in bytes.
    fn len(&self) -> usize {
        let headers = self.headers.iter();
        let headers = headers.map(|one| one.protected.len() + one.unprotected.len());
        headers.sum::<usize>() + self.payload.len()
    }

    /// A text, of that signature where it is one of a header.
    pub fn part(&self, part: DraftPart, signature: usize) -> &str {
        let headers = self.headers.get(signature);
        match part {
            DraftPart::Header => headers.map_or("", |one| &one.protected),
            DraftPart::Unprotected => headers.map_or("", |one| &one.unprotected),
            DraftPart::Payload => &self.payload,
        }
    }

    /// The same with another text.
    pub(super) fn with(&self, part: DraftPart, signature: usize, text: String) -> Self {
        let mut draft = self.clone();
        let headers = draft.headers.get_mut(signature);
        let place = match (part, headers) {
            (DraftPart::Payload, _) => Some(&mut draft.payload),
            (DraftPart::Header, Some(one)) => Some(&mut one.protected),
            (DraftPart::Unprotected, Some(one)) => Some(&mut one.unprotected),
            (_, None) => None,
        };
        if let Some(place) = place {
            *place = text;
        }
        draft
    }
}

/// The drafts before and after the one that is there.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps {
    pub(super) past: Vec<Draft>,
    pub(super) future: Vec<Draft>,
    /// The part that was typed into last, and when: typing goes on as one step.
    typing: Option<((DraftPart, usize), i64)>,
}

/// Puts another draft in the place of this one, which can be brought back. `typed` is the part
/// that a person types into, and the time.
pub(super) fn write(editor: &mut Editor, draft: Draft, typed: Option<(DraftPart, i64)>) {
    if draft == editor.draft {
        return;
    }
    let typed = typed.map(|(part, now)| ((part, editor.at), now));
    let is_keystroke = draft.len().abs_diff(editor.draft.len()) <= 4;
    let steps = &mut editor.steps;
    let goes_on = match (typed, steps.typing) {
        (Some((part, now)), Some((before, then))) => {
            part == before && is_keystroke && now.saturating_sub(then) <= ONE_STEP
        }
        _ => false,
    };
    let before = std::mem::replace(&mut editor.draft, draft);
    if !goes_on {
        steps.past.push(before);
    }
    let size = |past: &[Draft]| past.iter().map(Draft::len).sum::<usize>();
    while steps.past.len() > MAX_STEPS
        || (steps.past.len() > 1 && size(&steps.past) > MAX_STEP_BYTES)
    {
        steps.past.remove(0);
    }
    steps.future.clear();
    steps.typing = typed;
    editor.cell = None;
}

/// Which way a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Back,
    Forth,
}

/// Takes a step back or again. The answer is whether there was one.
pub(super) fn step(editor: &mut Editor, way: Way) -> bool {
    let steps = &mut editor.steps;
    let (from, to) = match way {
        Way::Back => (&mut steps.past, &mut steps.future),
        Way::Forth => (&mut steps.future, &mut steps.past),
    };
    let Some(draft) = from.pop() else {
        return false;
    };
    to.push(std::mem::replace(&mut editor.draft, draft));
    steps.typing = None;
    editor.cell = None;
    true
}
