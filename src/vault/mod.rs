//! Credentials that are kept: what is known of each without its secret, and what follows from that.
//!
//! Everything here is data and functions of it; where secrets and files are kept is the business of
//! [`crate::store`]. Times are Unix seconds and come in as arguments.

mod activity;
pub mod dotenv;
mod draft;
mod entry;
mod expiry;
mod import;
mod index;
mod kind;
mod login;
mod orphan;
mod plan;
mod proof;
mod reading;
mod renewed;
mod rotation;
mod search;
mod transfer;
mod unchecked;

pub use activity::{Activity, Event, MAX_EVENTS, MAX_EVENTS_OF_ONE, What};
pub use draft::Draft;
pub use entry::{Entry, EntryError, Id, MAX_SECRET_BYTES, MAX_WORDS, check_profile, fitting};
pub use expiry::{Due, Lead, count_due, due, next_change, watch};
pub use import::{Brought, ImportError, read_import};
pub use index::{Index, IndexError, MAX_ENTRIES, Removed, UNDO_SECONDS};
pub use kind::Kind;
pub use login::{
    LOGIN_KINDS, LoginChange, LoginPart, LoginTokens, in_the_way, is_dpop_key, is_token, keys_with,
    login_label, login_name,
};
pub use orphan::{Found, Orphan, Survey, rebuild, survey};
pub use plan::{Fate, Planned, plan};
pub use proof::{ProofError, proof_entry};
pub use reading::{Reading, issuer_name, read_secret};
pub use renewed::renewed;
pub use rotation::{rotate_by, rotation_days, steps};
pub use search::{Expiry, Lines, Query, Sort, find};
pub use transfer::{Kept, PLAIN_CONFIRMATION, TransferError, read_transfer, write_transfer};
pub use unchecked::{is_unchecked, unchecked_of};
