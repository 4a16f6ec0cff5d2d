//! The tokens that a login brought.

use crate::app::Judgement;
use crate::app::when::lasting;
use crate::jose::base64url;
use crate::jose::json;
use crate::jose::key::KeySet;
use crate::jose::signing::SigningKey;
use crate::oauth::{Endpoint, Tokens};
use crate::report::{Json, Secret};
use std::collections::BTreeSet;

/// A token by its use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// The access token.
    Access,
    /// The ID token.
    Id,
    /// The refresh token.
    Refresh,
}

impl TokenKind {
    /// All, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Access, Self::Id, Self::Refresh];

    /// As a person reads it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Access => "Access token",
            Self::Id => "ID token",
            Self::Refresh => "Refresh token",
        }
    }

    /// As it stands within a sentence.
    pub fn within(self) -> &'static str {
        match self {
            Self::Access => "access token",
            Self::Id => "ID token",
            Self::Refresh => "refresh token",
        }
    }

    /// The name in an answer (RFC 6749 §5.1).
    pub fn member(self) -> &'static str {
        match self {
            Self::Access => "access_token",
            Self::Id => "id_token",
            Self::Refresh => "refresh_token",
        }
    }
}

/// What a login brought.
#[derive(Clone, Debug, Default)]
pub struct Obtained {
    /// The tokens.
    pub tokens: Tokens,
    /// The issuer's keys.
    pub keys: Option<KeySet>,
    /// The key that the tokens are bound to (RFC 9449).
    pub dpop_key: Option<SigningKey>,
    /// Whom the tokens name as their issuer.
    pub issuer: Option<String>,
    /// For whom they stand: `sub`.
    pub account: Option<String>,
    /// Where more can be asked.
    pub endpoints: BTreeSet<Endpoint>,
    /// Whether a check failed, so that they are there to be looked at only.
    pub are_refused: bool,
    /// When it came, in seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
}

/// A token on its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenLine {
    /// Which.
    pub kind: TokenKind,
    /// What it is: `JWT for orders-api`.
    pub detail: String,
    /// How long it is still good, where that is known.
    pub left: Option<(Judgement, String)>,
}

/// Longer tokens are not taken apart for a line of a list.
const MAX_LOOK: usize = 64 << 10;
/// So many audiences are named.
const MAX_AUDIENCES: usize = 2;
/// Less than this is worth a warning, in seconds.
const SOON: i64 = 60;

impl Obtained {
    /// The token of that kind.
    pub fn token(&self, kind: TokenKind) -> Option<&Secret> {
        match kind {
            TokenKind::Access => self.tokens.access_token.as_ref(),
            TokenKind::Id => self.tokens.id_token.as_ref(),
            TokenKind::Refresh => self.tokens.refresh_token.as_ref(),
        }
    }

    /// A token was given back.
    pub(super) fn forget(&mut self, kind: TokenKind) {
        match kind {
            TokenKind::Access => self.tokens.access_token = None,
            TokenKind::Id => self.tokens.id_token = None,
            TokenKind::Refresh => self.tokens.refresh_token = None,
        }
    }

    /// The tokens that there are, as they are listed.
    pub fn lines(&self, now: i64) -> Vec<TokenLine> {
        let kinds = TokenKind::ALL.into_iter();
        kinds
            .filter_map(|kind| {
                let token = self.token(kind)?;
                let claims = payload(token);
                let exp = claims.as_ref().and_then(|c| c.get("exp"));
                let exp = exp.and_then(|exp| match exp {
                    Json::Number(digits) => digits.parse::<f64>().ok().map(|s| s as i64),
                    _ => None,
                });
                let ends = match kind {
                    TokenKind::Access => self.tokens.expires_at.or(exp),
                    _ => exp,
                };
                Some(TokenLine {
                    kind,
                    detail: detail(token, claims.as_ref()),
                    left: ends.map(|end| left(end, now)),
                })
            })
            .collect()
    }

    /// Whether new tokens can be got.
    pub fn can_refresh(&self) -> bool {
        self.tokens.refresh_token.is_some() && self.endpoints.contains(&Endpoint::Token)
    }

    /// Whether it can be asked what a token is worth.
    pub fn can_introspect(&self) -> bool {
        self.endpoints.contains(&Endpoint::Introspection)
    }

    /// Whether a token can be given back.
    pub fn can_revoke(&self) -> bool {
        self.endpoints.contains(&Endpoint::Revocation)
    }

    /// Whether it can be asked who signed in.
    pub fn can_ask_userinfo(&self) -> bool {
        self.tokens.access_token.is_some() && self.endpoints.contains(&Endpoint::Userinfo)
    }

    /// Whether the person can be signed out at the provider.
    pub fn can_log_out(&self) -> bool {
        self.endpoints.contains(&Endpoint::EndSession)
    }

    /// In how many seconds the words about a token change, at the latest.
    pub(in crate::app) fn next_change(&self, now: i64) -> Option<u64> {
        let end = self.tokens.expires_at?;
        let left = end.saturating_sub(now);
        match left {
            ..0 => None,
            0..=60 => Some(1),
            _ => u64::try_from(left.rem_euclid(60)).ok().map(|s| s + 1),
        }
    }
}

fn left(end: i64, now: i64) -> (Judgement, String) {
    let span = lasting(end.abs_diff(now));
    match end.saturating_sub(now) {
        ..=0 => (Judgement::Fail, format!("ended {span} ago")),
        1..SOON => (Judgement::Warn, format!("{span} left")),
        _ => (Judgement::Pass, format!("{span} left")),
    }
}

/// What kind of token it is, in a few words. It is asked in each frame that shows the token, so that
/// nothing is decoded: a JWT begins as a JSON object does in base64url.
pub(super) fn kind_words(token: &Secret) -> String {
    let characters = super::words::thousands(token.len());
    match parts(token) {
        3 if token.expose().starts_with(b"ey") => format!("JWT, {characters} characters"),
        5 => format!("encrypted, {characters} characters"),
        _ => format!("opaque, {characters} characters"),
    }
}

fn parts(token: &Secret) -> usize {
    token.expose().split(|b| *b == b'.').count()
}

fn detail(token: &Secret, claims: Option<&Json>) -> String {
    let characters = super::words::thousands(token.len());
    let Some(claims) = claims else {
        return match parts(token) {
            5 => format!("Encrypted, {characters} characters"),
            _ => format!("Opaque, {characters} characters"),
        };
    };
    let audiences = match claims.get("aud") {
        Some(Json::String(one)) => vec![one.as_str()],
        Some(Json::Array(many)) => many.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    };
    match audiences.as_slice() {
        [] => "JWT without an audience".to_owned(),
        few if few.len() <= MAX_AUDIENCES => format!("JWT for {}", few.join(" and ")),
        many => format!("JWT for {} audiences", many.len()),
    }
}

/// The claims of a JWT, for words only: nothing is judged by them.
fn payload(token: &Secret) -> Option<Json> {
    if token.len() > MAX_LOOK {
        return None;
    }
    let text = std::str::from_utf8(token.expose()).ok()?;
    let mut segments = text.split('.');
    let (header, payload) = (segments.next()?, segments.next()?);
    segments.next()?;
    let (header, faults) = base64url::decode(header);
    if !faults.is_empty() || header.first() != Some(&b'{') {
        return None;
    }
    let (bytes, faults) = base64url::decode(payload);
    if !faults.is_empty() {
        return None;
    }
    let (value, _) = json::parse(&bytes);
    matches!(value, Json::Object(_)).then_some(value)
}
