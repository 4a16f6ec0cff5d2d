//! What is expected of a token, and whether it holds: expectations, policy, key choice, time, and
//! the checks they make.
//!
//! Every function here judges one thing and says why. None reads a clock, a file or the network.

mod algorithm;
mod attempt;
mod authentication;
mod beside;
mod certificate;
mod claims;
mod confirmation;
mod critical;
mod decryption;
pub mod diagnosis;
mod disclosures;
mod dpop;
mod encryption;
mod expectations;
mod format;
mod hashes;
mod jwt;
mod key_binding;
mod key_choice;
mod key_trust;
mod numeric_date;
mod paseto;
mod recognition;
mod required;
mod signature;
mod token_type;

pub use attempt::Budget;
pub use beside::Beside;
pub use claims::judge_claims;
pub use decryption::{DecryptionJudgement, judge_decryption, needed_key};
pub use disclosures::{judge_disclosures, judge_sd_jwt_format};
pub use expectations::{Expectations, Policy, TENANT, is_tenant};
pub use format::{
    header_type_faults, judge_format, judge_format_sealed, payload_type_faults, sealed_type_faults,
};
pub use jwt::{Jwt, judge_jwt};
pub use key_binding::{Bound, holder_key, judge_key_binding};
pub use numeric_date::{NumericDate, duration_in_brief, duration_in_words};
pub use paseto::{PasetoGiven, judge_paseto};
pub use recognition::recognise;
pub use required::required_claims;
pub use signature::{Given, SignatureJudgement, judge_signature, leading, together};
