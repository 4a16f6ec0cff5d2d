//! What may happen to the model, and what it may ask of the world.

use super::{
    Cleared, CloseAction, Command, CompareAction, EditAction, ExpectedField, Found, HistoryAction,
    Input, Judged, KeyAction, KeyFormAction, KeySearch, NetworkAction, Page, PaletteAction, Part,
    Place, PresentAction, RememberAction, RootAction, SaveJob, SecretText, Settings, Side,
    SignInAction, SignInFile, SignInJob, SignJob, ThemeChoice, VaultAction, VaultJob,
    WordListAction,
};
use crate::inspect::Question;
use crate::jose::KeyKind;
use crate::jose::key::KeySet;
use crate::jose::signing::{KeyFile, SigningKey};
use crate::report::{Diagnosis, Remedy, Report, Secret};
use crate::wire::Trace;
use std::path::PathBuf;
use std::sync::Arc;

/// What a file is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileUse {
    /// To be inspected.
    Inspect,
    /// For the keys in it.
    Key,
    /// For the certificates of authorities in it.
    Ca,
    /// For the certificates in it, which the person trusts.
    Root,
    /// For the words in it, each of which may be the secret.
    WordList,
    /// It was dropped on the window: for its keys where it holds some and there is something to
    /// verify, else to be inspected.
    Dropped {
        /// Whether there is something to verify.
        verifying: bool,
    },
    /// For the private keys in it, to sign with in the editor.
    Signer,
    /// For the private key in it, with which the client of a profile proves itself.
    ClientKey,
    /// For the keys in it, to be looked at in the workspace for keys.
    KeySpace,
    /// For what it would bring into the vault.
    VaultImport,
    /// To be compared.
    Compare(Side),
    /// It is the trace of a login.
    Trace,
}

/// What came out of a file or a pasted text.
#[derive(Clone, Debug)]
pub enum Read {
    /// Something to inspect, and its name.
    Input(Input, String),
    /// Keys.
    Keys(KeySet),
    /// Keys, private halves and certificates included.
    KeyFile(Box<KeyFile>),
    /// The same, and what is known of each.
    Found(Box<Found>),
    /// The trace of a login, and the file's name.
    Trace(Box<Trace>, String),
}

/// What is copied to the clipboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Copied {
    /// The credential out of its wrapping.
    Token,
    /// The header as JSON.
    Header,
    /// The payload as JSON.
    Claims,
    /// The credential in a line of an HTTP header.
    Authorization,
    /// The credential in a curl command.
    Curl,
    /// Header and claims without the signature, and without what is personal or secret.
    Redacted,
    /// The same in the form of a token, which opens nothing.
    RedactedToken,
}

/// What may happen.
#[derive(Debug)]
pub enum Action {
    /// A command was given.
    Do(Command),
    /// The clock moved on: seconds since 1970-01-01T00:00:00Z.
    Tick(i64),

    /// A text was pasted to be inspected.
    Pasted(String),
    /// A paste was asked for, and the clipboard held no text.
    NothingPasted,
    /// The text was changed in its field.
    Edited(String),
    /// The text is shown whole, and open to editing where it is not large.
    ShowText(bool),
    /// A mended credential takes the place of the broken one.
    Mend(String),
    /// What a diagnosis says is to be asked otherwise.
    Apply(Remedy),
    /// What the explanation of that number says is applied.
    ApplyDiagnosis(usize),
    /// It was found why the credential does not hold, or nothing was found: which search, and what.
    Diagnosed(u64, Vec<Diagnosis>),
    /// The sample of that number.
    LoadSample(usize),
    /// An inspection is done.
    Inspected {
        /// Which one.
        generation: u64,
        /// The time it judged by.
        at: i64,
        /// What it found.
        report: Box<Report>,
        /// The keys in it, where it is keys.
        keys: Option<KeySet>,
    },
    /// An inspection broke off, which is a fault of the program.
    InspectionBroke {
        /// Which one.
        generation: u64,
    },

    /// The path in the line for files was changed.
    SetOpenPath(String),
    /// The line for files is put away.
    CloseOpen,
    /// A path was typed and confirmed.
    OpenPath(FileUse, String),
    /// The desktop's file dialog was asked for.
    Browse(FileUse),
    /// The file dialog is closed: a file, none, or why there is no dialog.
    Picked(FileUse, Result<Option<PathBuf>, String>),
    /// A file was dropped on the window.
    Dropped(PathBuf),
    /// Reading takes long enough to be told of.
    ReadingIsSlow(u64),
    /// Reading is done, or why it was not possible.
    ReadingDone(u64, Result<Read, String>),
    /// Reading is to stop.
    CancelReading,

    /// Something in the form for keys.
    KeyForm(KeyFormAction),
    /// The keys that were pasted to be inspected are to be verified with.
    UseFoundKeys,
    /// A set of keys is taken away.
    RemoveKeys(u64),

    /// A line of the expectations was changed.
    SetExpected(ExpectedField, String),
    /// All lines of the expectations are shown, or the first ones only.
    ShowMoreExpected(bool),
    /// The payload of a detached token was changed.
    SetPayload(String),
    /// Weak keys are let pass, or not.
    AllowWeakKeys(bool),
    /// An SD-JWT has to be bound to a key, or not.
    RequireKeyBinding(bool),

    /// The time to judge by was typed.
    SetTimeText(String),
    /// The time to judge by was chosen on the time line.
    ChooseTime(i64),

    /// Something about what is remembered for an issuer.
    Remember(RememberAction),
    /// Something about what was looked at.
    History(HistoryAction),
    /// Two texts that were looked at are to be compared.
    CompareHistory(String, String),
    /// Something about certificates that are trusted.
    Roots(RootAction),
    /// Something about the network.
    Network(NetworkAction),
    /// Something happened in the palette.
    Palette(PaletteAction),
    /// Something about word lists.
    WordList(WordListAction),

    /// Another page is shown.
    Show(Page),
    /// Another credential of the text is shown.
    Select(usize),
    /// A part is shown as JSON or as a table.
    ShowJson(Part, bool),
    /// A long value is shown whole, or on one line.
    Expand(Part, usize),
    /// The checks that nobody asked for are listed, or put together.
    ShowSkipped(bool),
    /// The faults of a set of keys are shown or hidden.
    ExpandKeys(u64),
    /// The salt and digest of a disclosure are shown or hidden.
    ExpandDisclosure(usize),
    /// Something about what is presented of an SD-JWT.
    Present(PresentAction),
    /// A theme is chosen.
    ChooseTheme(ThemeChoice),
    /// The window was moved or resized.
    Placed(Place),
    /// The notice was read.
    Dismiss,
    /// Something is to be copied.
    Copy(Copied),
    /// Something outside did not work; one sentence.
    Failed(String),
    /// Something about closing the window.
    Close(CloseAction),

    /// Something happened in the workspace for comparing.
    Compare(CompareAction),
    /// Something happened in the workspace for keys.
    Keys(KeyAction),
    /// Something happened in the workspace for signing in.
    SignIn(SignInAction),
    /// Something happened in the workspace for what is kept.
    Vault(VaultAction),
    /// The shown credential is to be kept.
    KeepToken,
    /// The tokens that came with a login are to be kept.
    KeepLogin,
    /// The shown key is to be kept.
    KeepKey,
    /// What became of a secret on the clipboard.
    ClipboardCleared(Cleared),
    /// Something happened in the editor.
    Edit(EditAction),
    /// The values of signatures, each with its number, or why there is none.
    Signed(u64, Vec<(usize, Result<String, String>)>),
    /// A key was made, or why there is none.
    KeyMade(u64, Result<SigningKey, String>),
}

/// What the model asks of the world.
#[derive(Debug)]
pub enum Effect {
    /// Inspect. A newer inspection makes an older one needless.
    Inspect {
        /// Which one.
        generation: u64,
        /// What.
        input: Input,
        /// How it is judged.
        question: Box<Question>,
    },
    /// Find out why a credential does not hold. A newer inspection makes it needless.
    Diagnose {
        /// Which search.
        ticket: u64,
        /// The report.
        judged: Arc<Judged>,
        /// Which of its credentials.
        which: usize,
        /// How it was judged.
        question: Box<Question>,
    },
    /// Read a file.
    ReadFile {
        /// Which reading.
        ticket: u64,
        /// Where it is, as typed.
        path: String,
        /// What for.
        usage: FileUse,
    },
    /// Read keys out of a text.
    ReadKeys {
        /// Which reading.
        ticket: u64,
        /// The text.
        text: SecretText,
    },
    /// Try the words of a list as the secret of a credential.
    Guess {
        /// Which search.
        ticket: u64,
        /// Where the list is, as typed.
        path: String,
        /// The credential.
        token: String,
    },
    /// Look for keys on the network.
    FindKeys(Box<KeySearch>),
    /// Go on with that, since the person agreed to the host.
    GoOn {
        /// Which search.
        ticket: u64,
        /// The time, in seconds since 1970-01-01T00:00:00Z.
        now: i64,
    },
    /// Read the certificates that the person trusts.
    ReadRoots(String),
    /// See whether the file holds certificates of authorities.
    CheckCa(String),
    /// Stop a reading or a search.
    Cancel(u64),
    /// Show the desktop's file dialog.
    Browse(FileUse),
    /// Write the settings file.
    Save(Settings),
    /// Put a text on the clipboard.
    Copy(String),
    /// Ask the clipboard for its text; it comes as a paste.
    AskForPaste,
    /// Read keys out of a text, private halves and certificates included.
    ReadKeyFile {
        /// Which reading.
        ticket: u64,
        /// The text.
        text: SecretText,
        /// What for.
        usage: FileUse,
    },
    /// Sign. A newer signing makes an older one needless.
    Sign(Box<SignJob>),
    /// Make a key.
    MakeKey {
        /// Which one.
        ticket: u64,
        /// What kind.
        kind: KeyKind,
    },
    /// Compare. A newer comparison makes an older one needless.
    Compare {
        /// Which one.
        ticket: u64,
        /// The older one.
        first: Input,
        /// The newer one.
        second: Input,
    },
    /// Write a new file.
    SaveFile(Box<SaveJob>),
    /// Show the desktop's dialog for a new file; the text is a name for it.
    PickNewFile(String),
    /// Put a text on the clipboard that must not be seen.
    CopySecret(Secret),
    /// Take a secret from the clipboard, if it is still there.
    ClearClipboard(Secret),
    /// Do something with the vault.
    Vault(Box<VaultJob>),
    /// Wait no longer for what the vault is doing.
    GiveUpVault,
    /// Make a random id for a token.
    MakeId,
    /// Sign in, or do another errand with a profile.
    SignIn(Box<SignInJob>),
    /// Open an address in the browser.
    OpenBrowser {
        /// For which login.
        ticket: u64,
        /// The address.
        url: Secret,
    },
    /// Take what was pasted for the answer that the browser brings.
    GiveRedirect {
        /// For which login.
        ticket: u64,
        /// What was pasted.
        text: SecretText,
    },
    /// Write the file of profiles.
    SaveProfiles(SignInFile),
    /// Write a file with a login in it.
    SaveTrace(Box<SaveJob>),
    /// Show the desktop's dialog for such a file; the text is a name for it.
    PickTraceFile(String),
    /// Close the window.
    CloseWindow,
}
