//! The holder's part: choose what to disclose, and bind it to a key (RFC 9901 §7.2, §4.3).

use super::disclosure::of_text;
use super::pointer::steps;
use super::{Fate, Processed, SdJwt};
use crate::jose::signing::SigningKey;
use crate::jose::{Algorithm, Hash, SignError, sign};
use crate::report::Json;
use std::collections::BTreeSet;

/// Why nothing was presented.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PresentError {
    /// It is a presentation already.
    #[error(
        "it carries a key-binding JWT, so it is a presentation already; give the SD-JWT as it was issued (RFC 9901 §7.2)"
    )]
    Bound,
    /// What is to be disclosed has no disclosure.
    #[error("nothing can be disclosed at {wanted:?}; there is: {there}")]
    NoDisclosure {
        /// What was asked for.
        wanted: String,
        /// What there is.
        there: String,
    },
}

/// An SD-JWT that discloses only what was chosen, and what that stands in. `chosen` are JSON
/// Pointers as [`Fate::Placed`] has them; `*` stands for every name and index. Nothing chosen: all.
///
/// # Errors
/// [`PresentError`], which says what to give instead.
pub fn present(
    sd: &SdJwt,
    processed: &Processed,
    chosen: Option<&[String]>,
) -> Result<String, PresentError> {
    if sd.key_binding.is_some() {
        return Err(PresentError::Bound);
    }
    let mut wanted: BTreeSet<usize> = BTreeSet::new();
    match chosen {
        None => wanted.extend(placed(processed).map(|(i, ..)| i)),
        Some(chosen) => {
            for pointer in chosen {
                wanted.extend(found(processed, pointer)?);
            }
        }
    }
    // A disclosure cannot be used without those in whose values its digest stands.
    let mut open: Vec<usize> = wanted.iter().copied().collect();
    while let Some(index) = open.pop() {
        if let Some(Fate::Placed {
            parent: Some(parent),
            ..
        }) = processed.fates.get(index)
            && wanted.insert(*parent)
        {
            open.push(*parent);
        }
    }
    let mut text = format!("{}~", sd.signed());
    for index in wanted {
        if let Some(disclosure) = sd.disclosures.get(index) {
            text.push_str(&disclosure.text);
            text.push('~');
        }
    }
    Ok(text)
}

fn placed(processed: &Processed) -> impl Iterator<Item = (usize, &str)> {
    let fates = processed.fates.iter().enumerate();
    fates.filter_map(|(i, fate)| match fate {
        Fate::Placed { pointer, .. } => Some((i, pointer.as_str())),
        _ => None,
    })
}

fn found(processed: &Processed, wanted: &str) -> Result<Vec<usize>, PresentError> {
    let pattern = steps(wanted).unwrap_or_default();
    let fits = |pointer: &str| {
        let steps = steps(pointer).unwrap_or_default();
        let mut pairs = steps.iter().zip(&pattern);
        steps.len() == pattern.len() && pairs.all(|(step, wanted)| wanted == "*" || step == wanted)
    };
    let found = placed(processed).filter(|(_, pointer)| fits(pointer));
    let found: Vec<usize> = found.map(|(i, _)| i).collect();
    if found.is_empty() {
        let wanted = wanted.to_owned();
        let there = listed(processed);
        return Err(PresentError::NoDisclosure { wanted, there });
    }
    Ok(found)
}

fn listed(processed: &Processed) -> String {
    /// Nobody reads on.
    const MOST: usize = 12;
    let mut there: Vec<&str> = placed(processed).map(|(_, pointer)| pointer).collect();
    if there.is_empty() {
        return "nothing".to_owned();
    }
    let more = if there.len() > MOST { ", …" } else { "" };
    there.truncate(MOST);
    format!("{}{more}", there.join(", "))
}

/// For whom and when a presentation is made (RFC 9901 §4.3).
#[derive(Clone, Copy, Debug)]
pub struct Binding<'b> {
    /// The verifier, `aud`.
    pub audience: &'b str,
    /// What the verifier sent, `nonce`.
    pub nonce: &'b str,
    /// Now, `iat`, in seconds since 1970-01-01T00:00:00Z.
    pub issued_at: i64,
}

/// Binds a presentation to the holder's key: the SD-JWT with the key-binding JWT behind it.
///
/// # Errors
/// [`SignError`], which says what to change.
pub fn bind(
    presentation: &str,
    hash: Hash,
    key: &SigningKey,
    algorithm: Algorithm,
    binding: Binding<'_>,
) -> Result<String, SignError> {
    let text = |text: &str| Json::String(text.to_owned());
    let member = |name: &str, value| (name.to_owned(), value);
    let header = Json::Object(vec![member("typ", text("kb+jwt"))]);
    let payload = Json::Object(vec![
        member("iat", Json::Number(binding.issued_at.to_string())),
        member("aud", text(binding.audience)),
        member("nonce", text(binding.nonce)),
        member("sd_hash", Json::String(of_text(presentation, hash))),
    ]);
    // A payload is made of what JSON can say.
    let payload = serde_json::to_vec(&payload).unwrap_or_default();
    let signed = sign(key, algorithm, &header, &payload)?;
    Ok(format!("{presentation}{signed}"))
}

/// The hash that binds a key-binding JWT to a presentation (RFC 9901 §4.3.1).
pub fn sd_hash(sd: &SdJwt, hash: Hash) -> String {
    of_text(&sd.presented, hash)
}
