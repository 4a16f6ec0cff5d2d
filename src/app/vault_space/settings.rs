//! Where secrets are kept, and what is remembered of the vault from one start to the next.

use crate::vault::Lead;
use serde::{Deserialize, Serialize};

/// Where secrets are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreChoice {
    /// In the system's keyring.
    Keyring,
    /// In an encrypted file.
    File,
    /// In memory, until the window closes.
    Memory,
}

impl StoreChoice {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Keyring, Self::File, Self::Memory];
}

/// What is remembered of the vault from one start to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VaultSettings {
    /// Where secrets are kept, once that was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreChoice>,
    /// The encrypted file, where it is not the usual one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// An encrypted file is locked after so many minutes without use; 0 is never.
    pub lock_minutes: u16,
    /// So many days before its end something is worth a word.
    pub lead_days: u16,
    /// The same of a live session, in minutes.
    pub lead_minutes: u16,
}

impl Default for VaultSettings {
    /// Five minutes: long enough to paste a token somewhere and come back. What [`Lead`] has for the
    /// rest.
    fn default() -> Self {
        Self {
            store: None,
            file: None,
            lock_minutes: 5,
            lead_days: 7,
            lead_minutes: 10,
        }
    }
}

impl VaultSettings {
    /// Whether nothing in it was chosen.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// How long before its end something is worth a word.
    pub fn lead(&self) -> Lead {
        Lead {
            usual: i64::from(self.lead_days) * 86_400,
            session: i64::from(self.lead_minutes) * 60,
        }
    }
}
