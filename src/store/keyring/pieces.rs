//! How a secret lies in a keyring: as the text it is, so that other programs read it; in base64
//! where it is no text (KWallet takes UTF-8 only); in pieces where the keyring takes only so much
//! (Windows: 2,560 bytes).
//!
//! Names: `ID` is the secret or its first piece, `ID/2` and so on the others, `ID/about` what is
//! known of it where the keyring keeps no attributes. The first piece is written last and deleted
//! first: where it is, the others are.

use super::ring::{Ring, Stored};
use super::{Item, StoreError};
use crate::report::Secret;
use crate::vault::{Entry, Found, Id};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Before a text that is not the secret itself. A secret that begins so is encoded.
const MARK: &str = "tokenscope:";
const BASE64: &str = "tokenscope:base64:";
const PIECES: &str = "tokenscope:pieces:";

/// The end of the name of what is known of a secret.
const ABOUT: &str = "about";

/// So much of a piece is left for what stands before the first.
const HEAD_BYTES: usize = 40;

/// Stores a secret.
pub(super) fn put(ring: &mut dyn Ring, item: &Item) -> Result<(), StoreError> {
    let entry = &item.entry;
    let title = title(entry);
    let mut pieces = split(encode(item.secret.expose()), ring.limit());
    let first = pieces.first_mut().map(std::mem::take).unwrap_or_default();
    if !ring.keeps_attributes() {
        // Before all else: so that nobody takes a piece for something that was left behind.
        let about = about(entry, ring.limit());
        ring.set(&format!("{}/{ABOUT}", entry.secret), &title, &about)?;
    }
    for (number, piece) in (2..).zip(pieces.iter().skip(1)) {
        let name = format!("{}/{number}", entry.secret);
        ring.set(&name, &title, &as_secret(piece))?;
    }
    ring.set(entry.secret.as_str(), &title, &as_secret(&first))?;
    ring.describe(entry)
}

/// Reads a secret.
pub(super) fn get(ring: &mut dyn Ring, entry: &Entry) -> Result<Secret, StoreError> {
    let broken = || StoreError::Broken(entry.label.clone());
    let first = ring.get(entry.secret.as_str())?;
    let first = first.ok_or_else(|| StoreError::NoSecret(entry.label.clone()))?;
    let Some((head, begins)) = head(first.expose()) else {
        return decode(first.expose()).ok_or_else(broken);
    };
    // As long as the head says, so that nothing is left where it moves from.
    let mut all = Zeroizing::new(Vec::with_capacity(head.len.min(MAX_TEXT_BYTES)));
    all.extend_from_slice(begins);
    for number in 2..=head.pieces {
        let piece = ring.get(&format!("{}/{number}", entry.secret))?;
        let piece = piece.ok_or_else(broken)?;
        if all.len() + piece.len() > head.len {
            return Err(broken());
        }
        all.extend_from_slice(piece.expose());
    }
    if all.len() != head.len {
        return Err(broken());
    }
    decode(&all).ok_or_else(broken)
}

/// Deletes a secret with all its pieces.
pub(super) fn delete(ring: &mut dyn Ring, id: &Id) -> Result<(), StoreError> {
    // Where nothing is split nothing is read: a Keychain may ask a person for each reading.
    let first = match ring.limit() {
        Some(_) => ring.get(id.as_str())?,
        None => None,
    };
    let pieces = first.map_or(1, |first| {
        head(first.expose()).map_or(1, |(head, _)| head.pieces)
    });
    ring.delete(id.as_str())?;
    for number in 2..=pieces {
        ring.delete(&format!("{id}/{number}"))?;
    }
    if !ring.keeps_attributes() {
        ring.delete(&format!("{id}/{ABOUT}"))?;
    }
    // What was left behind without its first piece.
    if pieces == 1 && ring.limit().is_some() {
        let begins = format!("{id}/");
        for stored in ring.list()? {
            if stored.name.starts_with(&begins) {
                ring.delete(&stored.name)?;
            }
        }
    }
    Ok(())
}

/// What a keyring holds, the pieces of one secret together. Pieces without their first are a
/// secret of which nothing is known.
pub(super) fn list(stored: Vec<Stored>) -> Vec<Found> {
    let mut all: BTreeMap<Id, (Option<Entry>, Option<i64>)> = BTreeMap::new();
    for stored in stored {
        let (id, is_first) = match stored.name.split_once('/') {
            Some((id, _)) => (id, false),
            None => (stored.name.as_str(), true),
        };
        let Some(id) = Id::new(id) else { continue };
        let entry = Entry::from_attributes(id.clone(), &stored.attributes);
        let (known, since) = all.entry(id).or_default();
        if (is_first || known.is_none()) && entry.is_some() {
            *known = entry;
        }
        *since = stored.stored.max(*since);
    }
    let found = all.into_iter().map(|(secret, (entry, stored))| Found {
        secret,
        entry,
        stored,
    });
    found.collect()
}

/// What the keyring's own window shows.
pub(super) fn title(entry: &Entry) -> String {
    format!("Tokenscope: {}", entry.label)
}

/// What is known of a secret as a text that fits: where it is too much, the note is left out, and
/// then the tags and scopes.
pub(super) fn about(entry: &Entry, limit: Option<usize>) -> Secret {
    let mut attributes = entry.attributes();
    for name in ["", "note", "scopes", "tags"] {
        attributes.remove(name);
        // Names and values are text.
        let text = serde_json::to_string(&attributes).unwrap_or_default();
        if limit.is_none_or(|limit| text.len() <= limit) {
            return Secret::from(text);
        }
    }
    Secret::default()
}

/// The attributes that [`about`] wrote.
pub(super) fn read_about(text: &[u8]) -> BTreeMap<String, String> {
    serde_json::from_slice(text).unwrap_or_default()
}

/// Whether a name is that of what is known of a secret.
pub(super) fn is_about(name: &str) -> bool {
    name.split_once('/').is_some_and(|(_, part)| part == ABOUT)
}

/// A secret as the text that is stored.
fn encode(secret: &[u8]) -> Zeroizing<String> {
    match std::str::from_utf8(secret) {
        Ok(text) if !text.starts_with(MARK) && !text.contains('\0') => {
            Zeroizing::new(text.to_owned())
        }
        _ => {
            let mut text = Zeroizing::new(String::with_capacity(
                BASE64.len() + secret.len().div_ceil(3) * 4,
            ));
            text.push_str(BASE64);
            STANDARD.encode_string(secret, &mut text);
            text
        }
    }
}

/// The secret that a stored text stands for. Nothing where it is none of ours.
fn decode(text: &[u8]) -> Option<Secret> {
    match text.strip_prefix(BASE64.as_bytes()) {
        Some(base64) => STANDARD.decode(base64).ok().map(Secret::new),
        None if text.starts_with(MARK.as_bytes()) => None,
        None => Some(Secret::new(text.to_vec())),
    }
}

/// The largest secret in base64, with its mark.
const MAX_TEXT_BYTES: usize = crate::vault::MAX_SECRET_BYTES * 4 / 3 + 64;

/// What stands before the first of several pieces.
struct Head {
    pieces: usize,
    /// How long all of them are together, in bytes.
    len: usize,
}

/// The head of a first piece, and the rest of it.
fn head(text: &[u8]) -> Option<(Head, &[u8])> {
    let rest = text.strip_prefix(PIECES.as_bytes())?;
    let (pieces, rest) = number(rest)?;
    let (len, rest) = number(rest)?;
    Some((Head { pieces, len }, rest))
}

/// Digits up to a colon, and what comes after it.
fn number(text: &[u8]) -> Option<(usize, &[u8])> {
    let end = text.iter().take(8).position(|byte| *byte == b':')?;
    let digits = std::str::from_utf8(text.get(..end)?).ok()?;
    Some((digits.parse().ok()?, text.get(end + 1..)?))
}

/// A text in pieces that fit; one where it fits as it is.
fn split(text: Zeroizing<String>, limit: Option<usize>) -> Vec<Zeroizing<String>> {
    let Some(limit) = limit.filter(|limit| text.len() > *limit) else {
        return vec![text];
    };
    let most = limit.saturating_sub(HEAD_BYTES).max(4);
    let mut pieces = Vec::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let mut end = most.min(rest.len());
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (piece, after) = rest.split_at(end);
        pieces.push(Zeroizing::new(piece.to_owned()));
        rest = after;
    }
    let head = format!("{PIECES}{}:{}:", pieces.len(), text.len());
    if let Some(first) = pieces.first_mut() {
        let mut with_head = Zeroizing::new(String::with_capacity(head.len() + first.len()));
        with_head.push_str(&head);
        with_head.push_str(first);
        *first = with_head;
    }
    pieces
}

fn as_secret(text: &Zeroizing<String>) -> Secret {
    Secret::new(text.as_bytes().to_vec())
}
