//! What a holder presents of an SD-JWT: the disclosures that are chosen, and no others
//! (RFC 9901 §7.2). Binding it to the holder's key is left to the command.

use super::Effect;
use super::model::{Level, Model};
use super::update::tell;
use crate::jose::sd_jwt::{present, process, read_compact, read_json};
use crate::report::{Disclosed, Kind, Payload, Report, Serialization};
use std::collections::BTreeSet;

/// The choice of what is presented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presentation {
    /// Whether it is being chosen.
    pub open: bool,
    /// The disclosures that are chosen, by their numbers.
    pub chosen: BTreeSet<usize>,
    /// Why there is no presentation.
    pub error: Option<String>,
}

/// What happens about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresentAction {
    /// The choice is begun, with every disclosure in it, or put away.
    Show(bool),
    /// A disclosure is chosen, or not any more.
    Choose(usize),
    /// Every disclosure is chosen, or none.
    ChooseAll(bool),
    /// The presentation is copied.
    Copy,
}

impl Model {
    /// Whether the shown token is one of which a part can be presented: an SD-JWT with disclosures
    /// that is bound to nobody yet, with one signature.
    pub fn can_present(&self) -> bool {
        self.report().is_some_and(|report| {
            report.kind == Kind::SdJwt
                && report.inner.is_none()
                && report.signatures.len() < 2
                && disclosures(report).iter().any(|one| one.path.is_some())
        })
    }
}

fn disclosures(report: &Report) -> &[Disclosed] {
    let selective = report.selective.as_deref();
    selective.map_or(&[], |selective| &selective.disclosures)
}

pub(super) fn update(model: &mut Model, action: PresentAction) -> Vec<Effect> {
    if !model.can_present() {
        return Vec::new();
    }
    let all: BTreeSet<usize> = model.report().map_or_else(BTreeSet::new, |report| {
        let all = disclosures(report).iter().enumerate();
        let placed = all.filter(|(_, one)| one.path.is_some());
        placed.map(|(i, _)| i).collect()
    });
    let form = &mut model.presentation;
    form.error = None;
    match action {
        PresentAction::Show(open) => {
            form.open = open;
            form.chosen = all;
        }
        PresentAction::ChooseAll(every) => {
            form.chosen = if every { all } else { BTreeSet::new() };
        }
        PresentAction::Choose(number) if all.contains(&number) => {
            if !form.chosen.remove(&number) {
                form.chosen.insert(number);
            }
        }
        PresentAction::Choose(_) => {}
        PresentAction::Copy => return copy(model),
    }
    Vec::new()
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let Some(report) = model.report() else {
        return Vec::new();
    };
    match presented(report, &model.presentation.chosen) {
        Ok(text) => {
            let told = match model.presentation.chosen.len() {
                0 => "A presentation that discloses nothing was copied".to_owned(),
                1 => "A presentation with 1 disclosure was copied".to_owned(),
                n => format!("A presentation with {n} disclosures was copied"),
            };
            tell(model, Level::Done, &told, false);
            vec![Effect::Copy(text)]
        }
        Err(error) => {
            model.presentation.error = Some(error);
            Vec::new()
        }
    }
}

/// The presentation with those disclosures, and those in which they stand.
fn presented(report: &Report, chosen: &BTreeSet<usize>) -> Result<String, String> {
    let sd = match report.serialization {
        Some(Serialization::Flattened | Serialization::General) => read_json(&report.text),
        _ => read_compact(&report.text),
    };
    let unmatched = || "The disclosures of this token cannot be matched to its digests".to_owned();
    let Payload::Json(payload) = &sd.jws.payload else {
        return Err(unmatched());
    };
    let processed = process(payload, &sd.disclosures).ok_or_else(unmatched)?;
    let all = disclosures(report);
    let pointers = chosen.iter().filter_map(|number| all.get(*number));
    let pointers: Vec<String> = pointers.filter_map(|one| one.path.clone()).collect();
    present(&sd, &processed, Some(&pointers)).map_err(|error| format!("The token: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Judged;
    use crate::inspect::{Question, inspect};

    fn model(text: &str) -> Model {
        Model {
            judged: Some(
                Judged {
                    report: inspect(text.trim(), &Question::default()),
                    keys: None,
                    at: 0,
                    generation: 1,
                }
                .into(),
            ),
            ..Model::default()
        }
    }

    #[test]
    fn what_is_chosen_is_presented_and_nothing_else() {
        let mut model = model(include_str!("../../tests/data/sd-jwt/issued.txt"));
        update(&mut model, PresentAction::Show(true));
        let all = model.presentation.chosen.clone();
        assert!(all.len() > 3, "{all:?}");
        update(&mut model, PresentAction::ChooseAll(false));
        let number = disclosures(model.report().unwrap())
            .iter()
            .position(|one| one.name.as_deref() == Some("email"))
            .unwrap();
        update(&mut model, PresentAction::Choose(number));
        let effects = update(&mut model, PresentAction::Copy);
        let [Effect::Copy(text)] = effects.as_slice() else {
            panic!("{effects:?}");
        };
        let report = inspect(text, &Question::default());
        let told = disclosures(&report);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].path.as_deref(), Some("/email"));
        assert!(model.notice.is_some());
    }

    #[test]
    fn what_is_bound_to_somebody_is_not_presented_again() {
        let model = model(include_str!("../../tests/data/sd-jwt/presented.txt"));
        assert!(model.report().unwrap().inner.is_some());
        assert!(!model.can_present());
    }
}
