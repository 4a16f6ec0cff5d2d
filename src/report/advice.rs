//! What advises and what explains. Neither changes the verdict.

use super::Reference;
use serde::Serialize;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Better done otherwise.
    Low,
    /// A weakness.
    Medium,
    /// A weakness that can be used.
    High,
    /// A hole.
    Critical,
}

/// Advice about the credential in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A stable name in kebab case.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What was found, in a few words.
    pub title: String,
    /// What it means and what to do.
    pub detail: String,
    /// Where the standard says so.
    pub reference: Reference,
}

/// Why a check failed, found by trying.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// One sentence: what was actually found.
    pub detail: String,
    /// The credential as it would be once mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}
