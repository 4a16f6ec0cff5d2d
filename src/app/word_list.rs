//! Guessing a weak secret from a word list of the person's, and the advice on the shown credential.

use super::action::Effect;
use super::model::{Level, Model};
use super::update::{add_keys, tell};
use crate::jose::Algorithm;
use crate::jose::key::secret_from_bytes;
use crate::report::{Finding, Json, Kind, Reference, Report, Secret, Severity};

/// The form in which a word list is given, and what became of it.
#[derive(Clone, Debug, Default)]
pub struct WordList {
    /// Whether it is shown.
    pub open: bool,
    /// The path that is typed.
    pub path: String,
    /// Why the last list could not be tried.
    pub error: Option<String>,
    /// The search that is going on.
    pub running: Option<Guessing>,
    /// What the last search came to, where it found nothing.
    pub outcome: Option<String>,
    found: Option<Guessed>,
}

/// A search that is going on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guessing {
    /// Which one.
    pub ticket: u64,
    /// The list's name.
    pub name: String,
    /// How far it has come.
    pub progress: GuessProgress,
    /// The credential that it is about.
    token: String,
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GuessProgress {
    /// How many words were tried.
    pub tried: u64,
    /// How many in a second.
    pub rate: u64,
    /// How much of the list was read, in hundredths.
    pub percent: u8,
}

/// What a search came to.
#[derive(Clone, Debug)]
pub enum Guess {
    /// The secret.
    Found {
        /// The word.
        secret: Secret,
        /// On which line it stands, counted from 1.
        line: u64,
    },
    /// No word is the secret.
    NotFound {
        /// How many were tried.
        tried: u64,
        /// How many lines were too long for a word.
        skipped: u64,
    },
}

/// A secret that was found.
#[derive(Clone, Debug)]
struct Guessed {
    token: String,
    place: String,
    secret: Secret,
}

/// What happens about word lists.
#[derive(Debug)]
pub enum WordListAction {
    /// The form is shown or put away.
    Open(bool),
    /// The path was changed.
    SetPath(String),
    /// A search has come so far.
    Progress(u64, GuessProgress),
    /// A search is at its end, or why it could not be made.
    Done(u64, Result<Guess, String>),
    /// The search is to stop.
    Cancel,
    /// The secret that was found is to be verified with.
    UseSecret,
}

impl Model {
    /// Whether the shown credential is signed with a secret that could be guessed.
    pub fn can_guess(&self) -> bool {
        self.report().is_some_and(is_hmac)
    }

    /// The advice on the shown credential, the gravest first.
    pub fn findings(&self) -> Vec<Finding> {
        let Some(report) = self.report() else {
            return Vec::new();
        };
        let guessed = self.guessed().map(|guessed| Finding {
            id: "weak-secret",
            severity: Severity::Critical,
            title: "Secret is in a word list".into(),
            detail: format!(
                "It is {}: whoever has such a list can sign tokens like this one. Replace it by 32 random bytes or more",
                guessed.place
            ),
            reference: Reference::rfc(8725, "3.5"),
        });
        guessed.into_iter().chain(report.findings.clone()).collect()
    }

    /// Whether the shown credential's secret was found.
    pub fn is_guessed(&self) -> bool {
        self.guessed().is_some()
    }

    fn guessed(&self) -> Option<&Guessed> {
        let report = self.report()?;
        let found = self.word_list.found.as_ref();
        found.filter(|guessed| guessed.token == report.text)
    }
}

fn is_hmac(report: &Report) -> bool {
    let first = report.header.as_ref();
    let headers = report.signatures.iter().map(|s| &s.header).chain(first);
    report.kind == Kind::Jws
        && headers
            .filter_map(|header| header.get("alg").and_then(Json::as_str))
            .any(|alg| {
                let hmac = [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512];
                Algorithm::from_name(alg).is_some_and(|alg| hmac.contains(&alg))
            })
}

/// Begins to try the words of a list.
pub(super) fn begin(model: &mut Model, path: String) -> Vec<Effect> {
    let path = path.trim().to_owned();
    let token = model.report().map(|report| report.text.clone());
    let form = &mut model.word_list;
    form.outcome = None;
    form.error = None;
    if path.is_empty() {
        form.error = Some("Type the path of a word list first".into());
        return Vec::new();
    }
    let Some(token) = token else {
        return Vec::new();
    };
    let mut effects = cancel(model);
    let ticket = model.next_number();
    let name = path.rsplit(['/', '\\']).next().unwrap_or(&path).to_owned();
    let form = &mut model.word_list;
    form.path.clone_from(&path);
    form.running = Some(Guessing {
        ticket,
        name,
        progress: GuessProgress::default(),
        token: token.clone(),
    });
    effects.push(Effect::Guess {
        ticket,
        path,
        token,
    });
    effects
}

/// Ends the search; as when another text takes the place of this one.
pub(super) fn cancel(model: &mut Model) -> Vec<Effect> {
    let running = model.word_list.running.take();
    running
        .map(|guessing| Effect::Cancel(guessing.ticket))
        .into_iter()
        .collect()
}

pub(super) fn update(model: &mut Model, action: WordListAction) -> Vec<Effect> {
    match action {
        WordListAction::Open(open) => {
            model.word_list.open = open;
            model.word_list.error = None;
            model.word_list.outcome = None;
            if !open {
                return cancel(model);
            }
        }
        WordListAction::SetPath(path) => {
            model.word_list.path = path;
            model.word_list.error = None;
        }
        WordListAction::Progress(ticket, progress) => {
            let running = model.word_list.running.as_mut();
            if let Some(guessing) = running.filter(|guessing| guessing.ticket == ticket) {
                guessing.progress = progress;
            }
        }
        WordListAction::Done(ticket, outcome) => done(model, ticket, outcome),
        WordListAction::Cancel => {
            let effects = cancel(model);
            if !effects.is_empty() {
                model.word_list.outcome = Some("Stopped before its end; nothing was found".into());
            }
            return effects;
        }
        WordListAction::UseSecret => {
            let found = model.guessed();
            if let Some((bytes, place)) = found.map(|g| (g.secret.expose().to_vec(), &g.place)) {
                let source = format!("the secret {place}");
                return add_keys(model, secret_from_bytes(bytes, &source));
            }
        }
    }
    Vec::new()
}

fn done(model: &mut Model, ticket: u64, outcome: Result<Guess, String>) {
    let running = &mut model.word_list.running;
    let Some(guessing) = running.take_if(|guessing| guessing.ticket == ticket) else {
        return;
    };
    let name = &guessing.name;
    match outcome {
        Ok(Guess::Found { secret, line }) => {
            model.word_list.open = false;
            model.word_list.found = Some(Guessed {
                token: guessing.token,
                place: format!("on line {line} of {name}"),
                secret,
            });
            let told = format!("The secret was found on line {line} of {name}");
            tell(model, Level::Done, &told, false);
        }
        Ok(Guess::NotFound { tried, skipped }) => {
            let words = match tried {
                1 => "1 word".to_owned(),
                n => format!("{} words", thousands(n)),
            };
            let mut told = format!("Not found: {words} of {name} were tried");
            if skipped > 0 {
                told.push_str(&format!(", {} lines were too long", thousands(skipped)));
            }
            model.word_list.outcome = Some(told);
        }
        Err(sentence) => model.word_list.error = Some(sentence),
    }
}

/// A number with its thousands apart: `1,234,567`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (n, words) in [(0, "0"), (999, "999"), (1_000, "1,000")] {
            assert_eq!(thousands(n), words);
        }
        assert_eq!(thousands(14_344_391), "14,344,391");
    }

    #[test]
    fn what_is_found_is_advice_on_that_token_alone_and_prints_no_secret() {
        let mut model = Model::default();
        model.word_list.running = Some(Guessing {
            ticket: 3,
            name: "words.txt".into(),
            progress: GuessProgress::default(),
            token: "one".into(),
        });
        let secret = Secret::new(b"hunter2".to_vec());
        let found = || Guess::Found {
            secret: secret.clone(),
            line: 9,
        };
        update(&mut model, WordListAction::Done(2, Ok(found())));
        assert!(model.word_list.found.is_none(), "another search's answer");
        update(&mut model, WordListAction::Done(3, Ok(found())));
        let report = |text: &str| super::super::Judged {
            report: Report::new(Kind::Jws, text),
            keys: None,
            at: 0,
            generation: 1,
        };
        model.judged = Some(report("two").into());
        assert!(model.findings().is_empty());
        model.judged = Some(report("one").into());
        let findings = model.findings();
        assert_eq!(findings[0].severity, Severity::Critical);
        assert!(findings[0].detail.contains("line 9 of words.txt"));
        assert!(!format!("{model:?}").contains("hunter2"));
        assert_eq!(update(&mut model, WordListAction::UseSecret).len(), 0);
        assert_eq!(model.keys.len(), 1);
    }
}
