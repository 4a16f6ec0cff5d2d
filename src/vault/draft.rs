//! What is said of a secret that is to be kept.

use super::{Id, Kind};

/// What a person says of a secret that is to be kept. What is not said is read from the secret
/// itself, where it says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its name for people.
    pub label: String,
    /// What it is.
    pub kind: Option<Kind>,
    /// Who issued it.
    pub provider: Option<String>,
    /// Where it counts.
    pub environment: Option<String>,
    /// For whom it stands.
    pub account: Option<String>,
    /// The sign-in profile it came from.
    pub profile: Option<String>,
    /// The login it came from.
    pub login: Option<Id>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What it may do.
    pub scopes: Vec<String>,
    /// Whatever is to be remembered.
    pub note: Option<String>,
    /// When it expires, in Unix seconds.
    pub expires: Option<i64>,
    /// When it should be replaced, in Unix seconds; `Some(None)` for never, and none leaves that to
    /// its kind.
    pub rotate_by: Option<Option<i64>>,
}
