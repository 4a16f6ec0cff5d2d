//! What the window shows and what may happen to it: [`update`] takes the [`Model`] and an
//! [`Action`] and says which [`Effect`]s are to be carried out.
//!
//! Everything here is pure: no toolkit, no files, no clock. The time comes in as an action.

mod action;
mod claims;
mod command;
mod comparison;
mod copy;
mod edit;
mod expected;
mod explained;
mod held;
mod history;
mod input;
mod key_space;
mod keys;
mod layers;
mod model;
mod network;
mod odd;
mod presentation;
mod registry;
mod remembered;
mod roots;
mod samples;
mod secret_text;
mod settings;
mod sign_in;
mod update;
mod vault_space;
mod veil;
mod when;
mod word_list;
mod words;

pub use action::{Action, Copied, Effect, FileUse, Read};
pub use claims::{Epoch, epoch, is_time, meaning};
pub use command::{Command, Key, Shortcut};
pub use comparison::{CompareAction, CompareSpace, Compared, Pane, Side};
pub use edit::{
    Beside, Cell, Draft, DraftHeaders, DraftPart, EditAction, Editor, Headers, Outcome, Quick,
    SignJob, Signer, Slot, TextFault,
};
pub use expected::{Expected, ExpectedField};
pub use explained::is_mendable;
pub use held::{CLIPBOARD_SECONDS, Cleared};
pub use history::{History, HistoryAction, Visit};
pub use input::{Input, MAX_TEXT_BYTES};
pub use key_space::{
    Facts, Found, KEY_KINDS, KeyAction, KeySpace, Making, SaveError, SaveForm, SaveJob, Written,
    algorithms_of, has_private, is_secret,
};
pub use keys::{GivenKeys, KeyForm, KeyFormAction, KeyTab};
pub use layers::{Layer, is_locked, is_opened};
pub use model::{
    Judged, LARGE_TEXT, Level, Model, Notice, OpenForm, Page, Part, Reading, Shown, Source,
    TimeForm,
};
pub use network::{
    Consent, Fetched, Finding, KeySearch, LastRequest, Network, NetworkAction, Whence,
};
pub use odd::{Odd, odd_characters};
pub use presentation::{PresentAction, Presentation};
pub use registry::{Known, Sort, known};
pub use remembered::{RememberAction, Remembered, is_worth_remembering};
pub use roots::{RootAction, RootCertificates, roots_read};
pub use samples::{SAMPLES, Sample};
pub use secret_text::SecretText;
pub use settings::{Place, Screen, Settings, ThemeChoice};
pub use sign_in::{
    ANY_PROVIDER, AUTH_NAMES, At, Caution, ClientProof, DevicePrompt, Ended, Errand, FieldText,
    FormChoice, GRANT_NAMES, MODE_NAMES, Need, Obtained, PKCE_NAMES, PartChoice, PresetLine,
    Profile, ProfileForm, ProfileLine, QrCode, Run, RunState, Saving, SignInAction, SignInFile,
    SignInJob, SignInSpace, StepCell, StepPart, StepRow, StepSection, StepTab, StepWords,
    TYPED_SECONDS, TokenKind, TokenLine, Told, TraceForm, Typed, TypedField, Waiting, capitalised,
    cautions, check_title, countdown, needs, parameters, planned, preset_lines, provider_names,
    provider_notes, redirect_uri, registration, size_words, status_words, step_raw, step_sections,
    step_title,
};
pub use update::update;
pub use vault_space::{
    Carry, EntryErrand, EntryForm, EntryRun, ExportChange, Exporting, FetchedSecrets, FormField,
    ImportChange, Imported, Importing, Keeping, Life, LoginKeep, Move, Opener, PLAIN_CONFIRMATION,
    Phase, REVEAL_SECONDS, RekeyAction, Rekeying, Removal, Revealed, SecretUse, Side as VaultSide,
    StoreChoice, StoreState, VaultAction, VaultAnswer, VaultDone, VaultJob, VaultSettings,
    VaultSpace, VaultTask, VaultTrouble, Waited, Wanted, due_words, errand_words, event_words,
    is_token, life, parse_day, store_words,
};
pub use veil::{VEIL, veiled_json};
pub use when::{
    BEYOND, Moment, ago, clock, day_and_clock, lasting, local, local_minute, parse_time, relative,
    utc, zone_offset,
};
pub use word_list::{Guess, GuessProgress, Guessing, WordList, WordListAction, thousands};
pub use words::{Judgement, Pill, Subject, key_words, kind_words, moment, pills, title};
