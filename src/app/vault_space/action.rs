//! What a person does in the workspace, and what becomes of it.

use super::{
    EntryErrand, ExportChange, FormField, ImportChange, RekeyAction, SecretUse, StoreChoice,
    VaultDone,
};
use crate::app::SecretText;
use crate::vault::{Expiry, Id, Kind, Sort};

/// Where to in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// So many lines down, or up where it is less than 0.
    By(i32),
    /// To the first line.
    First,
    /// To the last.
    Last,
}

/// What a person does in the workspace, and what becomes of it.
#[derive(Debug)]
pub enum VaultAction {
    /// The window opens: the list is looked at for what is due, and nobody is asked.
    Begin,
    /// A store is chosen.
    Choose(StoreChoice),
    /// Another store is to be chosen.
    ChooseAgain,
    /// Which stores are to be had is looked at again.
    LookAgain,
    /// The path of the encrypted file was changed.
    Path(String),
    /// The passphrase was changed.
    Passphrase(SecretText),
    /// The repeated passphrase was changed.
    Again(SecretText),
    /// The encrypted file is opened, or made.
    Unlock,
    /// The encrypted file is locked.
    Lock,
    /// The wait for the keyring is given up.
    GiveUp,
    /// Why an answer takes long.
    Waiting(&'static str),

    /// The words that are looked for were changed.
    Find(String),
    /// Entries of a kind, or of all.
    OfKind(Option<Kind>),
    /// Entries of a provider, or of all.
    OfProvider(Option<String>),
    /// Entries of an environment, or of all.
    OfEnvironment(Option<String>),
    /// Entries by their end.
    ByExpiry(Expiry),
    /// Another order.
    Sort(Sort),
    /// Another entry is shown; none puts it away.
    Select(Option<Id>),
    /// Another entry of the list is shown, seen from the one that is.
    Move(Move),
    /// What can be done with the chosen entry, or else the first, gets the keyboard.
    Enter,
    /// The field in which is looked for words gets the keyboard.
    GoToFind,

    /// The secret is fetched and used.
    Use(SecretUse),
    /// The revealed secret is hidden.
    Hide,
    /// The shown entry is removed.
    Remove,
    /// The removed entry is put back.
    PutBack,
    /// The steps of a rotation are shown or not.
    ShowSteps(bool),

    /// Something is done with the shown entry at its provider.
    AtProvider(EntryErrand),
    /// Whether the shown entry is to be revoked is asked, or no longer.
    AskRevoke(bool),
    /// What is under way with an entry at its provider is ended.
    CancelErrand,
    /// Its steps are shown.
    ShowErrand,
    /// It is put away.
    DismissErrand,
    /// The new tokens that could not be kept are kept after all.
    KeepNew,

    /// The form for a new entry.
    New,
    /// The form for the shown entry.
    EditShown,
    /// The form for a new secret of the shown entry.
    Renew,
    /// A field of the form was changed.
    Field(FormField, String),
    /// The secret in the form was changed.
    FormSecret(SecretText),
    /// The secret in the form can be read, or not.
    RevealForm(bool),
    /// The kind in the form.
    FormKind(Option<Kind>),
    /// The form is kept.
    Keep,
    /// What stands beside the list gives way to the details.
    Back,

    /// Secrets without entries are looked for.
    Survey,
    /// An orphan gets an entry.
    Adopt(usize),
    /// An orphan is deleted.
    DeleteOrphan(usize),

    /// The form for an import.
    ShowImport,
    /// Something in it was changed.
    Import(ImportChange),
    /// The file is read, and what would become of it shown.
    ReadImport,
    /// What was shown is stored.
    StoreImport,
    /// The form for an export.
    ShowExport,
    /// Something in it was changed.
    Export(ExportChange),
    /// The file is written.
    WriteExport,
    /// Another passphrase for the encrypted file.
    Rekey(RekeyAction),

    /// How long until the encrypted file is locked, in minutes.
    LockAfter(u16),
    /// How many days before an end something is worth a word.
    LeadDays(u16),
    /// How many minutes before the end of a session something is worth a word.
    LeadMinutes(u16),

    /// A job is done.
    Done(Box<VaultDone>),
}
