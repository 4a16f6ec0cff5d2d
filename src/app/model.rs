//! Everything that the window shows.

use super::comparison::CompareSpace;
use super::edit::{Draft, Editor};
use super::explained::Explained;
use super::held::Held;
use super::key_space::KeySpace;
use super::palette::Palette;
use super::presentation::Presentation;
use super::vault_space::VaultSpace;
use super::when;
use super::words;
use super::{
    Closing, Expected, GivenKeys, History, Input, KeyForm, Network, Place, Remembered,
    RootCertificates, Settings, SignInSpace, ThemeChoice, TokenKind, WordList,
};
use crate::inspect::Question;
use crate::jose::key::KeySet;
use crate::report::Report;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A text of more bytes than this is shown in a window of its own lines, and not edited: laying
/// it out as a whole would hold up the frame.
pub const LARGE_TEXT: usize = 64 << 10;

/// A workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Page {
    /// The inspector.
    #[default]
    Inspect,
    /// The workspace for keys.
    Keys,
    /// The workspace for comparing.
    Compare,
    /// The workspace for signing in.
    SignIn,
    /// The workspace for what is kept.
    Vault,
    /// The settings.
    Settings,
}

/// A part of the token that is shown in a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The header.
    Header,
    /// The claims.
    Claims,
}

/// Where the text came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// Nowhere yet, or from the keyboard.
    #[default]
    Typed,
    /// From the clipboard.
    Pasted,
    /// From a file of that name.
    File(String),
    /// It is the sample of that name.
    Sample(&'static str),
    /// It was mended here.
    Mended,
    /// It was edited here.
    Edited,
    /// It stood inside another.
    Inside,
    /// It came with a login, and with which profile.
    SignedIn(TokenKind, String),
    /// It is kept in the vault under that label.
    Vault(String),
}

impl Source {
    /// As a person reads it.
    pub fn words(&self) -> String {
        match self {
            Self::Typed => "Typed".into(),
            Self::Pasted => "Pasted".into(),
            Self::File(name) => format!("From {name}"),
            Self::Sample(name) => format!("Sample: {name}"),
            Self::Mended => "Mended".into(),
            Self::Edited => "Edited".into(),
            Self::Inside => "Taken out of another token".into(),
            Self::SignedIn(kind, profile) => format!("{} of {profile}", kind.title()),
            Self::Vault(label) => format!("From the vault: {label}"),
        }
    }
}

/// A report and what it answers.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What was found, about the first credential and those beside it.
    pub report: Report,
    /// The keys in it, where it is keys.
    pub keys: Option<KeySet>,
    /// The time it judged by.
    pub at: i64,
    /// Which inspection it was.
    pub generation: u64,
}

impl Judged {
    /// Every credential that was found, the outermost first, each before what is inside it.
    pub fn all(&self) -> Vec<&Report> {
        self.layers().iter().map(|layer| layer.report).collect()
    }
}

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It was done.
    Done,
    /// It did not work.
    Failed,
}

/// News about the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How much it matters.
    pub level: Level,
    /// One sentence.
    pub text: String,
    /// Whether it offers to undo.
    pub undo: bool,
}

/// A file that is being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Which reading.
    pub ticket: u64,
    /// The file's name.
    pub name: String,
    /// What it is read for.
    pub usage: super::FileUse,
    /// Whether it takes long enough to be told of.
    pub slow: bool,
}

/// The line in which the path of a file is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenForm {
    /// Whether it is shown over a text. On the empty page it always is.
    pub open: bool,
    /// The path.
    pub path: String,
    /// Why the last one could not be read.
    pub error: Option<String>,
}

/// The time to judge by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeForm {
    /// The chosen time; none means the present.
    pub at: Option<i64>,
    /// What is written in the field.
    pub text: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// How the parts are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Whether the text is shown whole, and open to editing where it is not large.
    pub editing: bool,
    /// Whether what is secret or personal is masked.
    pub hidden: bool,
    /// Whether the checks that nobody asked for are listed.
    pub skipped: bool,
    /// The parts that are shown as JSON.
    pub json: BTreeSet<Part>,
    /// The values that are shown whole.
    pub expanded: BTreeSet<(Part, usize)>,
    /// The sets of keys whose faults are shown.
    pub key_faults: BTreeSet<u64>,
    /// The disclosures whose salt and digest are shown.
    pub disclosures: BTreeSet<usize>,
}

/// What comes back when the replacing of a text is undone.
#[derive(Clone, Debug)]
pub(super) struct Past {
    pub(super) input: Input,
    pub(super) source: Source,
    pub(super) judged: Option<Arc<Judged>>,
    pub(super) selected: usize,
    /// The keys that come back too: those of a sample, or all where the question comes back.
    pub(super) keys: Vec<GivenKeys>,
    /// The last number that was given by then: keys with a later one were given since.
    pub(super) counter: u64,
    /// Whether all that was asked comes back too.
    pub(super) asked: bool,
    pub(super) time: TimeForm,
    pub(super) expected: Expected,
}

/// Everything that the window shows.
#[derive(Clone, Debug)]
pub struct Model {
    /// The page that is shown.
    pub page: Page,
    /// The theme.
    pub theme: ThemeChoice,
    /// Where the window stands.
    pub place: Option<Place>,
    /// The present, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
    /// The zone in which times are shown.
    pub zone: TimeZone,
    /// What is inspected.
    pub input: Input,
    /// Where it came from.
    pub source: Source,
    /// The last report. It stays while a new one is made.
    pub judged: Option<Arc<Judged>>,
    /// The inspection that is waited for.
    pub waiting: Option<u64>,
    /// Which of the credentials is shown.
    pub selected: usize,
    /// The keys that were given.
    pub keys: Vec<GivenKeys>,
    /// The form for more keys.
    pub key_form: KeyForm,
    /// What is expected.
    pub expected: Expected,
    /// The payload of a detached token.
    pub payload: String,
    /// The time to judge by.
    pub time: TimeForm,
    /// Certificates that are trusted.
    pub roots: RootCertificates,
    /// What is known of the network.
    pub network: Network,
    /// The file of a company's own authorities.
    pub ca: Option<String>,
    /// What is expected of the tokens of issuers, from one start to the next.
    pub remembered: Remembered,
    /// What was looked at.
    pub history: History,
    /// The search for a weak secret.
    pub word_list: WordList,
    /// The line for files.
    pub open: OpenForm,
    /// What is found by typing, from anywhere.
    pub palette: Palette,
    /// How the parts are shown.
    pub shown: Shown,
    /// News.
    pub notice: Option<Notice>,
    /// A file that is being read.
    pub reading: Option<Reading>,
    /// The choice of what is presented of an SD-JWT.
    pub presentation: Presentation,
    /// Why it does not hold.
    pub(super) explained: Explained,
    /// The editor, while a token is edited.
    pub edit: Option<Box<Editor>>,
    /// The workspace for comparing.
    pub comparison: CompareSpace,
    /// The workspace for keys.
    pub key_space: KeySpace,
    /// The workspace for signing in.
    pub sign_in: SignInSpace,
    /// The workspace for what is kept.
    pub vault: VaultSpace,
    /// Whether the window is to close.
    pub(super) closing: Closing,
    /// When a person last did something, in Unix seconds.
    pub(super) active_at: i64,
    /// A secret on the clipboard.
    pub(super) held: Option<Held>,
    /// What was written when the editor was put away, and for which token.
    pub(super) put_away: Option<(String, Draft)>,
    /// Texts that can be brought back, the latest last.
    pub(super) past: Vec<Past>,
    /// The number of the last inspection, reading and set of keys.
    pub(super) counter: u64,
}

impl Default for Model {
    fn default() -> Self {
        Self::new(Settings::default(), 0, TimeZone::UTC)
    }
}

impl Model {
    /// A window with nothing in it.
    pub fn new(settings: Settings, now: i64, zone: TimeZone) -> Self {
        Self {
            page: Page::default(),
            theme: settings.theme,
            place: settings.place,
            now,
            zone,
            input: Input::default(),
            source: Source::default(),
            judged: None,
            waiting: None,
            selected: 0,
            keys: Vec::new(),
            key_form: KeyForm::default(),
            expected: Expected::default(),
            payload: String::new(),
            time: TimeForm::default(),
            roots: RootCertificates::default(),
            network: Network::default(),
            remembered: super::remembered::sensible(&settings),
            history: History::default(),
            ca: settings.ca,
            word_list: WordList::default(),
            open: OpenForm::default(),
            palette: Palette::default(),
            shown: Shown::default(),
            notice: None,
            reading: None,
            presentation: Presentation::default(),
            explained: Explained::default(),
            edit: None,
            comparison: CompareSpace::default(),
            key_space: KeySpace::default(),
            sign_in: SignInSpace::default(),
            vault: VaultSpace::new(settings.vault),
            closing: Closing::default(),
            active_at: now,
            held: None,
            put_away: None,
            past: Vec::new(),
            counter: 0,
        }
    }

    /// The time to judge by.
    pub fn at(&self) -> i64 {
        self.time.at.unwrap_or(self.now)
    }

    /// The time that is judged by, in words: `Now 14:48`, `At 20 Dec 2026, 08:30`. The present is
    /// told without seconds, since it is not drawn anew each second.
    pub fn at_words(&self) -> String {
        match self.time.at {
            Some(at) => format!("At {}", when::day_and_clock(at, self.now, &self.zone)),
            None => format!("Now {}", when::clock(self.now, self.now, &self.zone)),
        }
    }

    /// In how many seconds the encrypted file is locked, if nobody does anything.
    pub fn vault_locks_in(&self) -> Option<u64> {
        let at = self.vault.locks_at(self.active_at)?;
        Some(at.saturating_sub(self.now).max(0).unsigned_abs())
    }

    /// The report on the credential that is shown.
    pub fn report(&self) -> Option<&Report> {
        let all = self.judged.as_deref()?.all();
        all.get(self.selected).or_else(|| all.first()).copied()
    }

    /// Whether there is nothing to show but what can be done.
    pub fn is_blank(&self) -> bool {
        self.input.is_empty() && !self.shown.editing
    }

    /// Whether a replaced text can be brought back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// The editor, where it is shown.
    pub fn editor(&self) -> Option<&Editor> {
        let editor = self.edit.as_deref();
        editor.filter(|_| self.page == Page::Inspect)
    }

    /// What is remembered.
    pub fn settings(&self) -> Settings {
        Settings {
            theme: self.theme,
            place: self.place,
            ca: self.ca.clone(),
            expected: self.remembered.clone(),
            vault: self.vault.settings.clone(),
        }
    }

    /// All that is asked about the text.
    pub fn question(&self) -> Question {
        let mut beside = self.expected.beside();
        let roots = self.roots.given.iter();
        beside.roots = roots.flat_map(|(_, anchors)| anchors.clone()).collect();
        Question {
            keys: self.keys.iter().map(|k| k.set.clone()).collect(),
            expectations: self.expected.expectations(),
            policy: self.expected.policy(),
            detached_payload: (!self.payload.is_empty()).then(|| self.payload.clone().into_bytes()),
            beside,
            now: self.at(),
        }
    }

    /// The moments of the shown token that bear on its validity, with their names, in order.
    pub fn moments(&self) -> Vec<(&'static str, i64)> {
        self.report().map_or_else(Vec::new, words::moments)
    }

    /// In how many seconds what is shown will have changed by itself, if nothing else happens.
    /// Words are told in seconds below a minute, else in minutes.
    pub fn next_change(&self) -> Option<u64> {
        // How long the making of a key has taken is told by the second.
        if self.key_space.making.is_some() {
            return Some(1);
        }
        let held = self.held.as_ref().map(|held| held.until());
        let held = held.map(|at| at.saturating_sub(self.now).max(1).unsigned_abs());
        let is_vault = self.page == Page::Vault;
        let kept = self.vault.next_change(self.now, self.active_at, is_vault);
        let aged = self.next_age();
        let wiped = self.sign_in.next_wipe(self.now);
        let fetched = aged.into_iter().chain(held).chain(kept).chain(wiped).min();
        // A countdown, or a wait that is told by the second.
        if self.sign_in.is_ticking() {
            return Some(1);
        }
        if self.page == Page::SignIn {
            let obtained = self.sign_in.run().and_then(|run| run.obtained.as_ref());
            let left = obtained.and_then(|obtained| obtained.next_change(self.now));
            return left.into_iter().chain(fetched).min();
        }
        if self.page != Page::Inspect || self.time.at.is_some() {
            return fetched;
        }
        let own = self.next_moment();
        own.into_iter().chain(fetched).min()
    }

    /// In how many seconds the age of what was fetched is told in other words.
    fn next_age(&self) -> Option<u64> {
        let keys = self.keys.iter().filter_map(|k| k.fetched.as_ref());
        let ages = keys.map(|fetched| fetched.at);
        let last = self.network.last.as_ref().map(|last| last.at);
        let to_minute = |at: i64| 60 - self.now.saturating_sub(at).rem_euclid(60).unsigned_abs();
        ages.chain(last).map(to_minute).min()
    }

    fn next_moment(&self) -> Option<u64> {
        let moments = self.moments();
        let nearest = moments.iter().map(|(_, at)| at.abs_diff(self.now)).min()?;
        if nearest <= 61 {
            return Some(1);
        }
        // The words for a moment change as its distance passes a whole minute.
        let to_minute = moments.iter().map(|(_, at)| {
            let distance = at.saturating_sub(self.now);
            let rest = distance.rem_euclid(60).unsigned_abs();
            if distance > 0 { rest + 1 } else { rest.max(1) }
        });
        let clock = 60 - self.now.rem_euclid(60).unsigned_abs();
        to_minute.chain([clock]).min()
    }

    /// The next number for something that must be told from others.
    pub(super) fn next_number(&mut self) -> u64 {
        self.counter = self.counter.saturating_add(1);
        self.counter
    }

    /// The moment a claim of the shown token names.
    pub fn moment(&self, claim: &str) -> Option<i64> {
        words::moment(self.report()?, claim).map(|m| m.0)
    }
}
