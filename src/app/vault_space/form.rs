//! The form in which an entry is written.

use super::LoginKeep;
use crate::app::{SecretText, parse_time};
use crate::report::capital;
use crate::vault::{Draft, Entry, EntryError, Index, Kind, in_the_way, login_label};

/// How a day begins in UTC.
const MIDNIGHT: &str = "T00:00:00Z";

/// A line of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FormField {
    /// Its name for people.
    Label,
    /// Who issued it.
    Provider,
    /// Where it counts.
    Environment,
    /// For whom it stands.
    Account,
    /// The sign-in profile it belongs to.
    Profile,
    /// Words to find it by.
    Tags,
    /// Whatever is to be remembered.
    Note,
    /// When it expires.
    Expires,
    /// When it should be replaced.
    RotateBy,
}

impl FormField {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 9] = [
        Self::Label,
        Self::Provider,
        Self::Environment,
        Self::Account,
        Self::Profile,
        Self::Tags,
        Self::Expires,
        Self::RotateBy,
        Self::Note,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Label => "Label",
            Self::Provider => "Provider",
            Self::Environment => "Where",
            Self::Account => "Account",
            Self::Profile => "Profile",
            Self::Tags => "Tags",
            Self::Note => "Note",
            Self::Expires => "Expires",
            Self::RotateBy => "Replace by",
        }
    }

    /// What stands in it while it is empty.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Label => "A name of its own",
            Self::Provider => "github, id.example",
            Self::Environment => "production, test",
            Self::Account => "For whom it stands",
            Self::Profile => "That of Sign in",
            Self::Tags => "With commas between",
            Self::Note => "What is worth remembering",
            Self::Expires => "2027-03-31, or empty",
            Self::RotateBy => "2027-03-31, or empty",
        }
    }
}

/// What the form is for.
#[derive(Clone, Debug)]
enum Purpose {
    New,
    Login(Box<LoginKeep>),
    Edit(Box<Entry>),
    Renew(Box<Entry>),
}

/// The form in which an entry is written.
#[derive(Clone, Debug)]
pub struct EntryForm {
    purpose: Purpose,
    /// What is known of a new entry and not asked: its login, its scopes.
    known: Draft,
    /// The lines, in the order of [`FormField::ALL`].
    lines: [String; 9],
    /// The secret of a new entry.
    pub secret: SecretText,
    /// Whether it can be read.
    pub reveal: bool,
    /// The chosen kind; none leaves it to the secret.
    pub kind: Option<Kind>,
    /// The profile whose client proves itself with it.
    pub(super) serves: Option<String>,
    /// Why it was not kept.
    pub error: Option<String>,
    /// Whether a person wrote in it: then it is not put away by a look at another entry.
    pub(super) is_touched: bool,
    /// The job that keeps it, once that was asked for: its answer is about this form.
    pub(super) asked: Option<u64>,
}

impl EntryForm {
    fn with(purpose: Purpose) -> Self {
        Self {
            purpose,
            known: Draft::default(),
            lines: Default::default(),
            secret: SecretText::default(),
            reveal: false,
            kind: None,
            serves: None,
            error: None,
            is_touched: false,
            asked: None,
        }
    }

    /// For a new entry, of which something may be known already.
    pub fn new(known: Draft, secret: SecretText) -> Self {
        let mut form = Self::with(Purpose::New);
        form.kind = known.kind;
        form.secret = secret;
        form.known = known.clone();
        let day = |at: Option<i64>| at.map_or_else(String::new, day_words);
        for (field, text) in [
            (FormField::Label, known.label),
            (FormField::Provider, known.provider.unwrap_or_default()),
            (
                FormField::Environment,
                known.environment.unwrap_or_default(),
            ),
            (FormField::Account, known.account.unwrap_or_default()),
            (FormField::Profile, known.profile.unwrap_or_default()),
            (FormField::Tags, known.tags.join(", ")),
            (FormField::Note, known.note.unwrap_or_default()),
            (FormField::Expires, day(known.expires)),
            (FormField::RotateBy, day(known.rotate_by.flatten())),
        ] {
            form.set(field, text);
        }
        form
    }

    /// For an entry that is there.
    pub fn edit(entry: &Entry) -> Self {
        let known = Draft {
            label: entry.label.clone(),
            kind: Some(entry.kind),
            provider: entry.provider.clone(),
            environment: entry.environment.clone(),
            account: entry.account.clone(),
            profile: entry.profile.clone(),
            tags: entry.tags.clone(),
            note: entry.note.clone(),
            expires: entry.expires,
            rotate_by: entry.rotate_by.map(Some),
            ..Draft::default()
        };
        Self {
            purpose: Purpose::Edit(Box::new(entry.clone())),
            ..Self::new(known, SecretText::default())
        }
    }

    /// For a new secret of an entry that is there.
    pub fn renew(entry: &Entry) -> Self {
        Self::with(Purpose::Renew(Box::new(entry.clone())))
    }

    /// For the tokens of a login, which are kept together.
    pub(super) fn login(login: LoginKeep) -> Self {
        let mut form = Self::with(Purpose::New);
        form.set(FormField::Label, login.label.clone());
        form.purpose = Purpose::Login(Box::new(login));
        form
    }

    /// What it is for, in words.
    pub fn title(&self) -> &'static str {
        match self.purpose {
            Purpose::New => "New credential",
            Purpose::Login(_) => "Keep the login",
            Purpose::Edit(_) => "Edit",
            Purpose::Renew(_) => "New secret",
        }
    }

    /// Whether a secret is asked for.
    pub fn asks_secret(&self) -> bool {
        matches!(self.purpose, Purpose::New | Purpose::Renew(_))
    }

    /// The lines that are asked for.
    pub fn fields(&self) -> &'static [FormField] {
        match self.purpose {
            Purpose::New | Purpose::Edit(_) => &FormField::ALL,
            Purpose::Login(_) => &[FormField::Label],
            Purpose::Renew(_) => &[],
        }
    }

    /// Whether the kind is asked for.
    pub fn asks_kind(&self) -> bool {
        matches!(self.purpose, Purpose::New | Purpose::Edit(_))
    }

    /// Whether it is for something new.
    pub fn is_new(&self) -> bool {
        matches!(self.purpose, Purpose::New)
    }

    /// Whether it is for the tokens of a login.
    pub fn is_login(&self) -> bool {
        matches!(self.purpose, Purpose::Login(_))
    }

    /// What will become of the tokens of a login, in words.
    pub fn login_words(&self, index: Option<&Index>) -> Vec<String> {
        let Purpose::Login(login) = &self.purpose else {
            return Vec::new();
        };
        let label = self.get(FormField::Label).trim();
        let tokens = &login.tokens;
        let is_bound = login.profile.dpop && login.dpop_key.is_some();
        let came = [
            (
                Kind::AccessToken,
                "Access token",
                tokens.access_token.is_some(),
            ),
            (
                Kind::RefreshToken,
                "Refresh token",
                tokens.refresh_token.is_some(),
            ),
            (Kind::IdToken, "ID token", tokens.id_token.is_some()),
            (Kind::SigningKey, "Key that they are bound to", is_bound),
        ];
        let came = came.into_iter().filter(|(.., is_there)| *is_there);
        let mut said = Vec::new();
        for (kind, name, _) in came {
            let label = login_label(label, kind);
            let there = index.is_some_and(|index| index.by_label(&label).is_some());
            let how = if there {
                ", in the place of the one that is kept"
            } else {
                ""
            };
            said.push(format!("{name}: {label}{how}"));
        }
        said
    }

    /// The entry that is changed.
    pub fn entry(&self) -> Option<&Entry> {
        match &self.purpose {
            Purpose::New | Purpose::Login(_) => None,
            Purpose::Edit(entry) | Purpose::Renew(entry) => Some(entry),
        }
    }

    /// What is written in a line.
    pub fn get(&self, field: FormField) -> &str {
        let place = FormField::ALL.iter().position(|own| *own == field);
        place
            .and_then(|place| self.lines.get(place))
            .map_or("", String::as_str)
    }

    pub(super) fn set(&mut self, field: FormField, text: String) {
        let place = FormField::ALL.iter().position(|own| *own == field);
        if let Some(line) = place.and_then(|place| self.lines.get_mut(place)) {
            *line = text;
        }
        self.error = None;
    }

    fn word(&self, field: FormField) -> Option<String> {
        let text = self.get(field).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn day(&self, field: FormField, before: Option<i64>) -> Result<Option<i64>, String> {
        let text = self.get(field).trim();
        // What was not changed keeps its second.
        if before.is_some_and(|at| day_words(at) == text) {
            return Ok(before);
        }
        parse_day(text).map_err(|told| format!("{}: {told}", field.name()))
    }

    /// The login with the name that is written.
    ///
    /// # Errors
    /// One sentence.
    pub(super) fn kept_login(&self, index: Option<&Index>) -> Result<LoginKeep, String> {
        let label = self.word(FormField::Label);
        let label = label.ok_or_else(|| capital(&EntryError::NoLabel.to_string()))?;
        if let Some(there) = index.and_then(|index| in_the_way(index, &label)) {
            let there = &there.label;
            return Err(format!(
                "There is an entry {there:?} already that came from no login; give another name"
            ));
        }
        match &self.purpose {
            Purpose::Login(login) => Ok(LoginKeep {
                label,
                ..LoginKeep::clone(login)
            }),
            _ => Err("There are no tokens to keep".to_owned()),
        }
    }

    /// The new entry that is written.
    ///
    /// # Errors
    /// One sentence.
    pub(super) fn new_entry(&self) -> Result<Draft, String> {
        let label = self.word(FormField::Label);
        Ok(Draft {
            label: label.ok_or_else(|| capital(&EntryError::NoLabel.to_string()))?,
            kind: self.kind,
            provider: self.word(FormField::Provider),
            environment: self.word(FormField::Environment),
            account: self.word(FormField::Account),
            profile: self.word(FormField::Profile),
            tags: self.tags(),
            note: self.word(FormField::Note),
            expires: self.day(FormField::Expires, None)?,
            rotate_by: self.day(FormField::RotateBy, None)?.map(Some),
            ..self.known.clone()
        })
    }

    /// The entry with what is written.
    ///
    /// # Errors
    /// One sentence.
    pub(super) fn edited(&self, entry: &Entry) -> Result<Entry, String> {
        let edited = Entry {
            label: self.get(FormField::Label).trim().to_owned(),
            kind: self.kind.unwrap_or(entry.kind),
            provider: self.word(FormField::Provider),
            environment: self.word(FormField::Environment),
            account: self.word(FormField::Account),
            profile: self.word(FormField::Profile),
            tags: self.tags(),
            note: self.word(FormField::Note),
            expires: self.day(FormField::Expires, entry.expires)?,
            rotate_by: self.day(FormField::RotateBy, entry.rotate_by)?,
            ..entry.clone()
        };
        edited
            .check()
            .map_err(|error| capital(&error.to_string()))?;
        Ok(edited)
    }

    fn tags(&self) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        for tag in self.get(FormField::Tags).split(',').map(str::trim) {
            if !tag.is_empty() && !tags.iter().any(|own| own == tag) {
                tags.push(tag.to_owned());
            }
        }
        tags
    }
}

/// A time as the form shows it: a day where it is midnight in UTC, else to the second.
fn day_words(at: i64) -> String {
    let Ok(time) = jiff::Timestamp::from_second(at) else {
        return at.to_string();
    };
    let text = time.to_string();
    match text.strip_suffix(MIDNIGHT) {
        Some(day) => day.to_owned(),
        None => text,
    }
}

/// Reads a day, a time or Unix seconds. A day begins at midnight in UTC. Empty text is no time.
///
/// # Errors
/// One sentence that says what is expected.
pub fn parse_day(text: &str) -> Result<Option<i64>, String> {
    let text = text.trim();
    // A day of ten characters: `2027-03-31`.
    let is_day = text.len() == 10 && text.contains('-');
    let whole = if is_day {
        format!("{text}{MIDNIGHT}")
    } else {
        text.to_owned()
    };
    parse_time(&whole)
        .map_err(|_| "write a day as 2027-03-31, or a time as 2027-03-31T12:00:00Z".into())
}
