//! The workspace in which two tokens, or two JSON texts, are compared.

use super::update::{fail, tell};
use super::{Effect, FileUse, Input, Level, Model, Page, words};
use crate::compare::{Change, Comparison, What, compare, read};
use crate::report::{Json, Kind, Report};
use std::sync::Arc;

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The older one.
    First,
    /// The newer one.
    Second,
}

impl Side {
    /// Both, in their order.
    pub const BOTH: [Self; 2] = [Self::First, Self::Second];

    /// The name as a person reads it.
    pub fn title(self) -> &'static str {
        match self {
            Self::First => "First",
            Self::Second => "Second",
        }
    }
}

/// What is compared, at one side.
#[derive(Clone, Debug, Default)]
pub struct Pane {
    /// What.
    pub input: Input,
    /// Where it came from.
    pub source: String,
    /// Whether the line for a file is shown.
    pub open: bool,
    /// The path that is typed in it.
    pub path: String,
    /// Why the last one could not be read.
    pub error: Option<String>,
}

/// What came out.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What each side is; or why it cannot be compared, where it is not blank.
    pub names: [Result<String, String>; 2],
    /// What is different; none while a side cannot be read.
    pub comparison: Option<Comparison>,
    /// Whether both are credentials.
    pub are_tokens: bool,
}

impl Compared {
    /// Compares. It takes as long as the texts are large.
    pub fn new(first: &Input, second: &Input) -> Self {
        let sides = [first, second].map(|input| match input {
            _ if input.is_blank() => Err(String::new()),
            Input::Text(text) => read(text.as_bytes()).map_err(|error| error.to_string()),
            Input::Bytes(bytes) => read(bytes).map_err(|error| error.to_string()),
        });
        let name = |report: &Report| match report.kind {
            Kind::Unknown => "JSON".to_owned(),
            _ => words::title(report).to_owned(),
        };
        let is_token = |report: &Report| {
            matches!(
                report.kind,
                Kind::Jws | Kind::Jwe | Kind::SdJwt | Kind::Paseto
            )
        };
        let (comparison, are_tokens) = match &sides {
            [Ok(a), Ok(b)] => (Some(compare(a, b)), is_token(a) && is_token(b)),
            _ => (None, false),
        };
        let names = sides
            .each_ref()
            .map(|side| side.as_ref().map(name).map_err(String::clone));
        Self {
            names,
            comparison,
            are_tokens,
        }
    }

    /// What the payload is called.
    pub fn payload(&self) -> &'static str {
        if self.are_tokens { "Claims" } else { "JSON" }
    }

    /// What came out, in one sentence; none while a side cannot be read.
    pub fn sentence(&self) -> Option<String> {
        let all = self.comparison.as_ref()?;
        Some(all.sentence(self.are_tokens))
    }

    /// All of it as text.
    pub fn text(&self) -> String {
        let mut out = self.sentence().unwrap_or_default() + "\n";
        let Some(all) = &self.comparison else {
            return out;
        };
        for (title, changes) in [("Header", &all.header), (self.payload(), &all.payload)] {
            if !changes.is_empty() {
                out.push_str(&format!("\n{title}\n"));
            }
            for change in changes {
                out.push_str(&line(change));
            }
        }
        out
    }
}

fn line(change: &Change) -> String {
    let told = |json: &Json| serde_json::to_string(json).unwrap_or_default();
    let path = &change.path;
    let what = match &change.what {
        What::Added { to } => format!("  added    {path}: {}", told(to)),
        What::Removed { from } => format!("  removed  {path}: {}", told(from)),
        What::Changed { from, to } => {
            format!("  changed  {path}: {} → {}", told(from), told(to))
        }
    };
    match &change.detail {
        Some(detail) => format!("{what} ({detail})\n"),
        None => what + "\n",
    }
}

/// What a person does in the workspace, and what becomes of it.
#[derive(Clone, Debug)]
pub enum CompareAction {
    /// The text of a side was changed.
    Text(Side, String),
    /// A side takes the token that is inspected.
    FromInspect(Side),
    /// A side is emptied.
    Clear(Side),
    /// The line for a file is shown or put away.
    ShowOpen(Side, bool),
    /// The path in it was changed.
    Path(Side, String),
    /// The sides change places.
    Swap,
    /// What is different is copied as text.
    Copy,
    /// Both sides come from elsewhere, each with a word on where.
    Open([(Input, String); 2]),
    /// It is compared.
    Compared(u64, Box<Compared>),
    /// It broke off, which is a fault of the program; one sentence.
    Broke(u64, String),
}

/// The workspace.
#[derive(Clone, Debug, Default)]
pub struct CompareSpace {
    /// The first side.
    pub first: Pane,
    /// The second side.
    pub second: Pane,
    /// What came out last. It stays while both are compared anew.
    pub compared: Option<Arc<Compared>>,
    waiting: Option<u64>,
}

impl CompareSpace {
    /// A side.
    pub fn pane(&self, side: Side) -> &Pane {
        match side {
            Side::First => &self.first,
            Side::Second => &self.second,
        }
    }

    fn pane_mut(&mut self, side: Side) -> &mut Pane {
        match side {
            Side::First => &mut self.first,
            Side::Second => &mut self.second,
        }
    }

    /// The first side that is empty.
    pub(super) fn free(&self) -> Option<Side> {
        let mut sides = Side::BOTH.into_iter();
        sides.find(|side| self.pane(*side).input.is_blank())
    }
}

/// Does what a person did in the workspace.
pub(super) fn act(model: &mut Model, action: CompareAction) -> Vec<Effect> {
    let space = &mut model.comparison;
    match action {
        CompareAction::Text(side, text) => {
            let pane = space.pane_mut(side);
            pane.source = "typed".into();
            pane.input = Input::Text(text.into());
            pane.error = None;
        }
        CompareAction::FromInspect(side) => {
            let text = match model.report() {
                Some(report) if !report.text.is_empty() => Input::Text(report.text.as_str().into()),
                _ => model.input.clone(),
            };
            return fill(model, side, text, "from Inspect".into());
        }
        CompareAction::Clear(side) => *space.pane_mut(side) = Pane::default(),
        CompareAction::ShowOpen(side, open) => {
            let pane = space.pane_mut(side);
            pane.open = open;
            pane.error = None;
            return Vec::new();
        }
        CompareAction::Path(side, path) => {
            let pane = space.pane_mut(side);
            pane.path = path;
            pane.error = None;
            return Vec::new();
        }
        CompareAction::Swap => std::mem::swap(&mut space.first, &mut space.second),
        CompareAction::Copy => {
            let Some(compared) = space.compared.clone() else {
                return Vec::new();
            };
            tell(model, Level::Done, "The differences were copied", false);
            return vec![Effect::Copy(compared.text())];
        }
        CompareAction::Open([first, second]) => {
            model.page = Page::Compare;
            for (side, (input, source)) in Side::BOTH.into_iter().zip([first, second]) {
                *model.comparison.pane_mut(side) = Pane {
                    input,
                    source,
                    ..Pane::default()
                };
            }
        }
        CompareAction::Compared(ticket, compared) => {
            if space.waiting.take_if(|waited| *waited == ticket).is_some() {
                space.compared = Some(Arc::from(compared));
            }
            return Vec::new();
        }
        CompareAction::Broke(ticket, told) => {
            if space.waiting.take_if(|waited| *waited == ticket).is_some() {
                fail(model, &told);
            }
            return Vec::new();
        }
    }
    ask(model)
}

/// A side is filled from outside.
pub(super) fn fill(model: &mut Model, side: Side, input: Input, source: String) -> Vec<Effect> {
    *model.comparison.pane_mut(side) = Pane {
        input,
        source,
        ..Pane::default()
    };
    ask(model)
}

/// A text was pasted while the workspace is shown: it goes to the side that is free.
pub(super) fn pasted(model: &mut Model, text: &str) -> Option<Vec<Effect>> {
    let side = model.comparison.free()?;
    Some(fill(model, side, Input::Text(text.into()), "pasted".into()))
}

/// Why a file could not be read for a side.
pub(super) fn failed(model: &mut Model, side: Side, sentence: String) {
    let pane = model.comparison.pane_mut(side);
    pane.open = true;
    pane.error = Some(sentence);
}

/// What a dropped file is for while the workspace is shown.
pub(super) fn dropped(model: &Model) -> FileUse {
    FileUse::Compare(model.comparison.free().unwrap_or(Side::Second))
}

fn ask(model: &mut Model) -> Vec<Effect> {
    let ticket = model.next_number();
    let space = &mut model.comparison;
    if Side::BOTH
        .into_iter()
        .all(|side| space.pane(side).input.is_blank())
    {
        space.compared = None;
        space.waiting = None;
        return Vec::new();
    }
    space.waiting = Some(ticket);
    vec![Effect::Compare {
        ticket,
        first: space.first.input.clone(),
        second: space.second.input.clone(),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Action, Command, update};

    fn model() -> Model {
        let mut model = Model::default();
        update(&mut model, Action::Do(Command::ShowCompare));
        model
    }

    fn carry_out(model: &mut Model, effects: Vec<Effect>) {
        for effect in effects {
            let Effect::Compare {
                ticket,
                first,
                second,
            } = effect
            else {
                panic!("{effect:?}");
            };
            let compared = Box::new(Compared::new(&first, &second));
            let action = CompareAction::Compared(ticket, compared);
            update(model, Action::Compare(action));
        }
    }

    fn paste(model: &mut Model, text: &str) {
        let effects = update(model, Action::Pasted(text.into()));
        carry_out(model, effects);
    }

    fn sentence(model: &Model) -> Option<String> {
        model.comparison.compared.as_ref()?.sentence()
    }

    #[test]
    fn two_pastes_are_compared() {
        let mut model = model();
        paste(&mut model, r#"{"exp": 100, "scope": "a b", "old": 1}"#);
        assert_eq!(sentence(&model), None);
        paste(&mut model, r#"{"exp": 3700, "scope": "b c", "new": 1}"#);
        assert_eq!(
            sentence(&model).as_deref(),
            Some("4 differences in the JSON")
        );
        let text = model.comparison.compared.as_ref().unwrap().text();
        assert!(
            text.contains("changed  exp: 100 → 3700 (1 hour later,"),
            "{text}"
        );
        assert!(text.contains("added    new: 1\n"), "{text}");
        assert_eq!(model.page, Page::Compare);
    }

    #[test]
    fn the_same_is_said_in_one_sentence() {
        let mut model = model();
        let token = include_str!("../../assets/samples/valid.jwt").trim();
        paste(&mut model, token);
        paste(&mut model, &format!("Bearer {token}"));
        let told = "Header, claims and signature are the same";
        assert_eq!(sentence(&model).as_deref(), Some(told));
        let other = token.replace(".aAvz", ".bAvz");
        let effects = update(
            &mut model,
            Action::Compare(CompareAction::Text(Side::Second, other)),
        );
        carry_out(&mut model, effects);
        let told = "Header and claims are the same, the signatures are not";
        assert_eq!(sentence(&model).as_deref(), Some(told));
    }

    #[test]
    fn what_cannot_be_compared_says_so() {
        let mut model = model();
        paste(&mut model, "nothing");
        paste(&mut model, "{\"a\":1}");
        let compared = model.comparison.compared.clone().unwrap();
        assert!(compared.names[0].is_err());
        assert!(compared.comparison.is_none());
        // Both sides are taken: the next paste is inspected.
        update(&mut model, Action::Pasted("third".into()));
        assert_eq!(model.page, Page::Inspect);
        assert_eq!(model.input.text(), "third");
    }

    #[test]
    fn an_older_comparison_does_not_overtake_a_newer_one() {
        let mut model = model();
        let text = |text: &str| CompareAction::Text(Side::First, text.into());
        let old = update(&mut model, Action::Compare(text("{\"a\":1}")));
        let new = update(&mut model, Action::Compare(text("{\"a\":2}")));
        carry_out(&mut model, new);
        let after = model.comparison.compared.clone();
        carry_out(&mut model, old);
        assert!(Arc::ptr_eq(
            &after.unwrap(),
            model.comparison.compared.as_ref().unwrap()
        ));
    }

    #[test]
    fn private_members_of_keys_are_not_told() {
        let mut model = model();
        paste(&mut model, r#"{"kty":"oct","k":"aHVudGVyMg"}"#);
        paste(&mut model, r#"{"kty":"oct","k":"aHVudGVyMw"}"#);
        let text = model.comparison.compared.as_ref().unwrap().text();
        assert!(text.contains("[redacted]"), "{text}");
        assert!(!text.contains("aHVudGVy"), "{text}");
    }
}
