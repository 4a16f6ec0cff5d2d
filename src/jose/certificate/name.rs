//! Distinguished names as text.

use x509_cert::name::Name;

/// A name as RFC 4514 writes it. One without parts has no text of its own.
pub(super) fn of(name: &Name) -> String {
    if name.is_empty() {
        return "(no name)".to_owned();
    }
    name.to_string()
}
