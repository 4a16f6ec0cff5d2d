//! Every command once: its words, what it does in a sentence, its keys. Buttons, tooltips, the
//! keyboard and the list in Settings are all made from this table.

use super::copy::can_redact;
use super::{Editor, Model, Page, Phase};

/// Something that can be done from anywhere in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Find a command, a page, a profile or a credential, and run it.
    FindOrRun,
    /// Inspect what is in the clipboard.
    Paste,
    /// Show the line in which a path is typed, with the dialog beside it.
    OpenFile,
    /// Show the text for editing, or put it away again.
    Edit,
    /// Edit header and claims.
    EditToken,
    /// Inspect the shown token without what it stands in.
    InspectAlone,
    /// Take again what was taken back in the editor.
    Redo,
    /// Put the text away.
    Clear,
    /// Bring back the text that was replaced or cleared.
    Undo,
    /// Show the form in which a key is given.
    AddKey,
    /// Copy the credential, out of its wrapping.
    CopyToken,
    /// Copy the header as JSON.
    CopyHeader,
    /// Copy the payload as JSON.
    CopyClaims,
    /// Copy the credential in a line of an HTTP header.
    CopyAuthorization,
    /// Copy the credential in a curl command.
    CopyCurl,
    /// Copy header and claims without what is personal or secret.
    CopyRedacted,
    /// Copy the same in the form of a token.
    CopyRedactedToken,
    /// Show the claims as JSON or as a table.
    ClaimsJson,
    /// Judge by the present again.
    TimeNow,
    /// Show what was looked at.
    History,
    /// Mask what is secret or personal.
    HideSecrets,
    /// Go on to the next theme.
    SwitchTheme,
    /// Show the inspector.
    ShowInspect,
    /// Show the workspace for keys.
    ShowKeys,
    /// Show the workspace for comparing.
    ShowCompare,
    /// Show the workspace for signing in.
    ShowSignIn,
    /// Sign in with the shown profile.
    SignIn,
    /// Show the workspace for what is kept.
    ShowVault,
    /// Keep the shown credential.
    SaveToVault,
    /// Look for words in the vault.
    FindInVault,
    /// Lock the vault.
    LockVault,
    /// Show the settings.
    ShowSettings,
}

/// A key of the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A letter or a digit.
    Char(char),
    /// The comma.
    Comma,
    /// The delete key.
    Delete,
    /// The enter key.
    Enter,
    /// The eighth function key, alone.
    F8,
}

/// Keys that are pressed together; Ctrl is among them, but for F8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shortcut {
    /// Whether Shift is held too.
    pub shift: bool,
    /// The key.
    pub key: Key,
}

impl Shortcut {
    const fn ctrl(key: Key) -> Self {
        Self { shift: false, key }
    }

    const fn ctrl_shift(key: Key) -> Self {
        Self { shift: true, key }
    }

    /// As a person reads it: `Ctrl Shift C`.
    pub fn words(self) -> String {
        let shift = if self.shift { "Shift " } else { "" };
        match self.key {
            Key::Char(key) => format!("Ctrl {shift}{key}"),
            Key::Comma => format!("Ctrl {shift}Comma"),
            Key::Delete => format!("Ctrl {shift}Delete"),
            Key::Enter => format!("Ctrl {shift}Enter"),
            Key::F8 => "F8".into(),
        }
    }
}

impl Command {
    /// All commands, in the order in which they are listed.
    pub const ALL: [Self; 32] = [
        // Of two that share a letter, the one with Shift stands first: it is looked for first.
        Self::AddKey,
        Self::FindOrRun,
        Self::Paste,
        Self::OpenFile,
        Self::Edit,
        Self::EditToken,
        Self::InspectAlone,
        Self::Clear,
        Self::Redo,
        Self::Undo,
        Self::CopyToken,
        Self::CopyHeader,
        Self::CopyClaims,
        Self::CopyAuthorization,
        Self::CopyCurl,
        Self::CopyRedactedToken,
        Self::CopyRedacted,
        Self::ClaimsJson,
        Self::TimeNow,
        Self::History,
        Self::HideSecrets,
        Self::SwitchTheme,
        Self::ShowInspect,
        Self::ShowKeys,
        Self::ShowCompare,
        Self::ShowSignIn,
        Self::SignIn,
        Self::ShowVault,
        Self::SaveToVault,
        Self::FindInVault,
        Self::LockVault,
        Self::ShowSettings,
    ];

    /// Its words on a button.
    pub fn text(self) -> &'static str {
        match self {
            Self::FindOrRun => "Find or run",
            Self::Paste => "Paste",
            Self::OpenFile => "Open a file…",
            Self::Edit => "Edit the text",
            Self::EditToken => "Edit",
            Self::InspectAlone => "Inspect alone",
            Self::Redo => "Redo",
            Self::Clear => "Clear",
            Self::Undo => "Undo",
            Self::AddKey => "Add a key",
            Self::CopyToken => "Copy the token",
            Self::CopyHeader => "Copy the header",
            Self::CopyClaims => "Copy the claims",
            Self::CopyAuthorization => "Copy as Authorization header",
            Self::CopyCurl => "Copy as curl command",
            Self::CopyRedactedToken => "Copy redacted token",
            Self::CopyRedacted => "Copy redacted as JSON",
            Self::History => "History",
            Self::HideSecrets => "Hide secrets",
            Self::ClaimsJson => "Claims as JSON or table",
            Self::TimeNow => "Judge by the present",
            Self::SwitchTheme => "Next theme",
            Self::ShowInspect => "Inspect",
            Self::ShowKeys => "Keys",
            Self::ShowCompare => "Compare",
            Self::ShowSignIn => "Sign in",
            Self::SignIn => "Sign in with the profile",
            Self::ShowVault => "Vault",
            Self::SaveToVault => "Save to vault…",
            Self::FindInVault => "Find in the vault",
            Self::LockVault => "Lock now",
            Self::ShowSettings => "Settings",
        }
    }

    /// What it does, in a sentence.
    pub fn tooltip(self) -> &'static str {
        match self {
            Self::FindOrRun => "Find a command, a page, a profile or a credential, and run it",
            Self::Paste => "Inspect what is in the clipboard",
            Self::OpenFile => "Inspect what is in a file",
            Self::Edit => "Show all of the text, to read and to change it",
            Self::EditToken => "Change header and claims, and sign the token anew",
            Self::InspectAlone => "Inspect this token by itself, without what it stands in",
            Self::Redo => "Take again the step that was taken back in the editor",
            Self::Clear => "Put the text away; it can be brought back",
            Self::Undo => {
                "Bring back the text that was replaced or cleared, or the credential that was removed"
            }
            Self::AddKey => "Give a key from a file, as text or as a secret",
            Self::CopyToken => "Copy the token, out of its wrapping",
            Self::CopyHeader => "Copy the header as JSON",
            Self::CopyClaims => "Copy the claims as JSON",
            Self::CopyAuthorization => "Copy the token as a line of an HTTP header",
            Self::CopyCurl => "Copy a curl command that sends the token",
            Self::CopyRedactedToken => {
                "Copy a token that opens nothing: the signature and every personal, secret or unknown value are replaced"
            }
            Self::CopyRedacted => {
                "Copy header and claims as JSON without the signature, and without what is personal, secret or unknown"
            }
            Self::History => {
                "Show what was looked at since the window opened; it is kept nowhere else"
            }
            Self::HideSecrets => {
                "Mask encoded text and values, as for a shared screen; copying still works"
            }
            Self::ClaimsJson => "Show the claims as JSON or as a table",
            Self::TimeNow => "Forget the chosen time and judge by the clock",
            Self::SwitchTheme => "Change between the system's theme, dark and light",
            Self::ShowInspect => "Inspect a credential",
            Self::ShowKeys => "Make, read, convert and save keys",
            Self::ShowCompare => "See what is different between two tokens or JSON texts",
            Self::ShowSignIn => "Sign in at a provider and see each step on the wire",
            Self::SignIn => "Sign in with the shown profile",
            Self::ShowVault => "See what is kept, and keep more",
            Self::SaveToVault => "Keep the token in the vault",
            Self::FindInVault => "Look for a credential by words",
            Self::LockVault => {
                "Lock the encrypted file; hide and wipe every secret that is shown from the vault"
            }
            Self::ShowSettings => "Theme, vault, network and keyboard",
        }
    }

    /// Its keys. Paste has none here: the toolkit tells of a paste itself.
    pub fn shortcut(self) -> Option<Shortcut> {
        use Key::{Char, Comma, Delete, Enter};
        match self {
            Self::FindOrRun => Some(Shortcut::ctrl(Char('K'))),
            Self::Paste => Some(Shortcut::ctrl(Char('V'))),
            Self::OpenFile => Some(Shortcut::ctrl(Char('O'))),
            Self::EditToken => Some(Shortcut::ctrl(Char('E'))),
            Self::Edit => Some(Shortcut::ctrl_shift(Char('E'))),
            Self::Redo => Some(Shortcut::ctrl_shift(Char('Z'))),
            Self::Clear => Some(Shortcut::ctrl(Delete)),
            Self::Undo => Some(Shortcut::ctrl(Char('Z'))),
            Self::AddKey => Some(Shortcut::ctrl_shift(Char('K'))),
            Self::CopyToken => Some(Shortcut::ctrl_shift(Char('C'))),
            Self::CopyHeader => Some(Shortcut::ctrl_shift(Char('H'))),
            Self::CopyClaims => Some(Shortcut::ctrl_shift(Char('J'))),
            Self::CopyAuthorization
            | Self::CopyCurl
            | Self::CopyRedactedToken
            | Self::InspectAlone => None,
            Self::CopyRedacted => Some(Shortcut::ctrl_shift(Char('R'))),
            Self::History => Some(Shortcut::ctrl(Char('H'))),
            Self::HideSecrets => Some(Shortcut::ctrl(Key::F8)),
            Self::ClaimsJson => Some(Shortcut::ctrl(Char('J'))),
            Self::TimeNow => Some(Shortcut::ctrl_shift(Char('N'))),
            Self::SwitchTheme => Some(Shortcut::ctrl(Char('T'))),
            Self::ShowInspect => Some(Shortcut::ctrl(Char('1'))),
            Self::ShowKeys => Some(Shortcut::ctrl(Char('2'))),
            Self::ShowCompare => Some(Shortcut::ctrl(Char('3'))),
            Self::ShowSignIn => Some(Shortcut::ctrl(Char('4'))),
            Self::SignIn => Some(Shortcut::ctrl(Enter)),
            Self::ShowVault => Some(Shortcut::ctrl(Char('5'))),
            Self::SaveToVault => Some(Shortcut::ctrl(Char('S'))),
            Self::FindInVault => Some(Shortcut::ctrl(Char('F'))),
            Self::LockVault => Some(Shortcut::ctrl(Char('L'))),
            Self::ShowSettings => Some(Shortcut::ctrl(Comma)),
        }
    }

    /// Whether its keys belong to a text field while one has the keyboard.
    pub fn yields_to_fields(self) -> bool {
        matches!(self, Self::Paste | Self::Undo | Self::Redo | Self::Clear)
    }

    /// The tooltip with the keys.
    pub fn tooltip_with_keys(self) -> String {
        match self.shortcut() {
            Some(keys) => format!("{} ({})", self.tooltip(), keys.words()),
            None => self.tooltip().into(),
        }
    }

    /// Whether it can be done now.
    pub fn is_enabled(self, model: &Model) -> bool {
        let report = model.report();
        // The editor covers what these are about.
        if model.editor().is_some() {
            match self {
                Self::OpenFile
                | Self::Edit
                | Self::Clear
                | Self::AddKey
                | Self::InspectAlone
                | Self::ClaimsJson => {
                    return false;
                }
                Self::Undo => return model.editor().is_some_and(Editor::can_undo),
                _ => {}
            }
        }
        match self {
            // A question has to be answered first.
            Self::FindOrRun => model.network.consent.is_none() && model.close_question().is_none(),
            Self::Paste
            | Self::OpenFile
            | Self::SwitchTheme
            | Self::History
            | Self::HideSecrets
            | Self::ShowInspect
            | Self::ShowKeys
            | Self::ShowCompare
            | Self::ShowVault
            | Self::ShowSignIn
            | Self::ShowSettings => true,
            Self::FindInVault => model.page == Page::Vault && model.vault.phase == Phase::Open,
            Self::LockVault => model.vault.phase == Phase::Open,
            Self::SignIn => model.can_sign_in(),
            // What is no token is edited as text.
            Self::Edit | Self::EditToken => model.input.is_text(),
            Self::InspectAlone => model.around().is_some(),
            Self::Redo => model.editor().is_some_and(Editor::can_redo),
            Self::Clear => !model.input.is_empty() || model.shown.editing,
            Self::Undo if model.page == Page::Vault => model.vault.removed.is_some(),
            Self::Undo => model.can_undo(),
            Self::AddKey => report.is_some() || !model.keys.is_empty(),
            Self::CopyToken | Self::CopyAuthorization | Self::CopyCurl | Self::SaveToVault => {
                report.is_some_and(|r| !r.text.is_empty())
            }
            Self::CopyHeader => report.is_some_and(|r| r.header.is_some()),
            Self::CopyRedacted => report.is_some_and(|r| r.header.is_some()),
            Self::CopyRedactedToken => report.is_some_and(can_redact),
            Self::CopyClaims | Self::ClaimsJson => report.is_some_and(|r| r.payload.is_some()),
            Self::TimeNow => model.time.at.is_some() || !model.time.text.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_commands_share_words_or_keys() {
        let texts: HashSet<_> = Command::ALL.iter().map(|c| c.text()).collect();
        let keys: HashSet<_> = Command::ALL.iter().filter_map(|c| c.shortcut()).collect();
        assert_eq!(texts.len(), Command::ALL.len());
        let with_keys = Command::ALL.iter().filter(|c| c.shortcut().is_some());
        assert_eq!(keys.len(), with_keys.count());
    }

    #[test]
    fn an_empty_window_offers_what_it_can_do() {
        let model = Model::default();
        assert!(Command::Paste.is_enabled(&model));
        assert!(Command::Edit.is_enabled(&model));
        assert!(!Command::Clear.is_enabled(&model));
        assert!(!Command::Undo.is_enabled(&model));
        assert!(!Command::CopyToken.is_enabled(&model));
    }
}
