//! Why the shown credential does not hold: asked for in the background, applied with a click.

use super::model::{Level, Model};
use super::update::{self, can_apply, remember, tell, update};
use super::{Action, Effect, Input};
use crate::report::{Diagnosis, Remedy, Verdict};

/// What was found by trying, and what it is about.
#[derive(Clone, Debug, Default)]
pub(super) struct Explained {
    /// The search that is waited for.
    pub(super) waiting: Option<u64>,
    /// The inspection and the credential of it that the explanations are about.
    of: Option<(u64, usize)>,
    /// The text that they are about.
    input: Input,
    found: Vec<Diagnosis>,
}

impl Model {
    /// Why the shown credential does not hold, as far as it was found.
    pub fn diagnoses(&self) -> &[Diagnosis] {
        match self.report() {
            Some(report) if !report.diagnosis.is_empty() => &report.diagnosis,
            Some(_) => &self.explained.found,
            None => &[],
        }
    }

    /// Whether the token wants its payload from elsewhere, or has it from there.
    pub fn wants_payload(&self) -> bool {
        let wants = |remedy: &Remedy| matches!(remedy, Remedy::GivePayload | Remedy::Payload(_));
        let mut remedies = self.diagnoses().iter().filter_map(|d| d.remedy.as_ref());
        !self.payload.is_empty() || remedies.any(wants)
    }

    /// Whether the reason is being looked for.
    pub fn is_explaining(&self) -> bool {
        self.explained.waiting.is_some()
    }
}

/// Whether a click can do something about it.
pub fn is_mendable(diagnosis: &Diagnosis) -> bool {
    diagnosis.mend.is_some() || diagnosis.remedy.as_ref().is_some_and(can_apply)
}

/// Asks why the shown credential does not hold. What was said about the same text stays until
/// there is an answer, so that a report that is made anew does not flicker.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    let same = model.explained.input == model.input;
    let which = model.selected;
    let same = same && model.explained.of.is_none_or(|(_, shown)| shown == which);
    if !same {
        model.explained = Explained::default();
    }
    model.explained.waiting = None;
    let Some(judged) = model.judged.clone() else {
        model.explained = Explained::default();
        return Vec::new();
    };
    let verdict = judged.all().get(which).map(|report| report.verdict);
    // The key of a key-binding JWT stands in the SD-JWT: no other one is tried.
    let is_asked = verdict.is_some_and(|verdict| verdict != Verdict::Valid);
    if !is_asked || model.is_key_binding() {
        model.explained = Explained::default();
        return Vec::new();
    }
    let ticket = model.next_number();
    model.explained.waiting = Some(ticket);
    model.explained.input = model.input.clone();
    let mut question = model.question();
    question.now = judged.at;
    vec![Effect::Diagnose {
        ticket,
        judged,
        which,
        question: Box::new(question),
    }]
}

/// Takes in what was found.
pub(super) fn answered(model: &mut Model, ticket: u64, found: Vec<Diagnosis>) {
    if model.explained.waiting != Some(ticket) {
        return;
    }
    model.explained.waiting = None;
    model.explained.found = found;
    let generation = model.judged.as_ref().map(|judged| judged.generation);
    model.explained.of = generation.map(|generation| (generation, model.selected));
}

/// Applies an explanation: the mended credential takes the place of the broken one, or the question
/// is asked otherwise. Both can be undone.
pub(super) fn apply(model: &mut Model, number: usize) -> Vec<Effect> {
    let Some(diagnosis) = model.diagnoses().get(number).cloned() else {
        return Vec::new();
    };
    if let Some(mend) = diagnosis.mend {
        let effects = update(model, Action::Mend(mend));
        tell(model, Level::Done, "The token was mended", true);
        return effects;
    }
    let generation = model.judged.as_ref().map(|judged| judged.generation);
    let is_fresh = model.explained.of.map(|(of, _)| of) == generation;
    let Some(remedy) = diagnosis.remedy.filter(can_apply) else {
        return Vec::new();
    };
    if !is_fresh || model.waiting.is_some() {
        return Vec::new();
    }
    remember(model, true);
    let effects = update::apply(model, &remedy);
    let told = match remedy {
        Remedy::Secret { .. } => "The secret is read in another way",
        Remedy::Key(_) => "That key alone is used now",
        Remedy::Issuer(_) => "The token's issuer is expected now",
        Remedy::Audience(_) => "The token's audience is expected now",
        Remedy::Leeway(_) => "The leeway is allowed now",
        Remedy::Payload(_) => "The payload is read in another way",
        Remedy::GivePayload => "",
    };
    tell(model, Level::Done, told, true);
    effects
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Command, ExpectedField, Judged};
    use crate::inspect::inspect as look;
    use crate::jose::key::secret_from_bytes;
    use crate::report::{KeyPlace, SecretReading};

    const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.AAAA";

    /// A model with a report on the token, and the ticket of the search for the reason.
    fn failed(model: &mut Model) -> u64 {
        let effects = update(model, Action::Pasted(TOKEN.into()));
        inspected(model, &effects)
    }

    fn inspected(model: &mut Model, effects: &[Effect]) -> u64 {
        let [
            Effect::Inspect {
                generation,
                input,
                question,
            },
        ] = effects
        else {
            panic!("{effects:?}");
        };
        let report = Box::new(look(input.text(), question));
        let done = Action::Inspected {
            generation: *generation,
            at: question.now,
            report,
            keys: None,
        };
        match update(model, done).as_slice() {
            [Effect::Diagnose { ticket, .. }] => *ticket,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_reason_is_asked_for_where_it_does_not_hold_and_an_old_answer_is_dropped() {
        let mut model = Model::default();
        let old = failed(&mut model);
        let new = failed(&mut model);
        let said = |text: &str| vec![Diagnosis::new(text)];
        update(&mut model, Action::Diagnosed(old, said("old")));
        assert!(model.diagnoses().is_empty());
        update(&mut model, Action::Diagnosed(new, said("new")));
        assert_eq!(model.diagnoses()[0].detail, "new");
        let effects = update(&mut model, Action::Tick(1));
        assert!(effects.is_empty());
        assert_eq!(model.diagnoses().len(), 1);
        update(&mut model, Action::Pasted("other".into()));
        let judged = Judged {
            report: look("other", &model.question()),
            keys: None,
            at: 0,
            generation: model.waiting.unwrap(),
        };
        let report = Box::new(judged.report);
        let (generation, at) = (judged.generation, judged.at);
        let keys = None;
        update(
            &mut model,
            Action::Inspected {
                generation,
                at,
                report,
                keys,
            },
        );
        assert!(model.diagnoses().is_empty(), "it was about another text");
    }

    #[test]
    fn a_remedy_changes_the_question_and_can_be_undone() {
        let mut model = Model::default();
        let set = secret_from_bytes(b"c2VjcmV0".to_vec(), "secret");
        update(&mut model, Action::ReadingDone(0, Err(String::new())));
        model.keys.push(super::super::GivenKeys::new(7, set));
        for (remedy, changed) in [
            (Remedy::Issuer("me".into()), ExpectedField::Issuer),
            (Remedy::Audience("you".into()), ExpectedField::Audience),
            (Remedy::Leeway(60), ExpectedField::Leeway),
        ] {
            let ticket = failed(&mut model);
            let found = vec![Diagnosis::new("why").with(remedy)];
            update(&mut model, Action::Diagnosed(ticket, found));
            let effects = update(&mut model, Action::ApplyDiagnosis(0));
            assert!(!model.expected.text(changed).is_empty());
            inspected(&mut model, &effects);
            update(&mut model, Action::Do(Command::Undo));
            assert_eq!(model.expected.text(changed), "");
        }
        let ticket = failed(&mut model);
        let place = KeyPlace { set: 0, key: 0 };
        let reading = SecretReading::Base64;
        let found = vec![Diagnosis::new("why").with(Remedy::Secret { place, reading })];
        update(&mut model, Action::Diagnosed(ticket, found));
        update(&mut model, Action::ApplyDiagnosis(0));
        assert!(model.keys[0].summary().contains("48 bits"));
        update(&mut model, Action::Do(Command::Undo));
        assert!(model.keys[0].summary().contains("64 bits"));
    }
}
