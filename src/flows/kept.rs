//! What is kept of the tokens that a login brought.

use crate::jose::jws::read_compact;
use crate::jose::signing::SigningKey;
use crate::oauth::{Profile, Tokens, asked_of};
use crate::report::{Json, Secret};
use crate::vault::LoginTokens;
use crate::wire::{Show, Tree};

/// The tokens of a login that went as it should, with what is known of them and the key that they
/// are bound to, where the profile asks for that (RFC 9449). How they are called,
/// and under which profile they are found again, is the caller's to say. Of a refresh the scopes
/// stay as they were where the answer names none (RFC 6749 §6).
pub fn login_tokens(
    profile: &Profile,
    tokens: &Tokens,
    dpop_key: Option<&SigningKey>,
    account: Option<String>,
    was_refreshed: bool,
) -> LoginTokens {
    let asked = match was_refreshed {
        true => Vec::new(),
        false => profile.scopes.clone(),
    };
    LoginTokens {
        provider: asked_of(profile),
        account,
        scopes: tokens.scope.clone().unwrap_or(asked),
        access_token: tokens.access_token.clone(),
        refresh_token: tokens.refresh_token.clone(),
        id_token: tokens.id_token.clone(),
        dpop_key: dpop_key
            .filter(|_| profile.dpop)
            .map(SigningKey::jwk_private),
        expires: tokens.expires_at,
        was_refreshed,
        ..LoginTokens::default()
    }
}

/// For whom tokens stand: the subject of the ID token, which was judged before, or else of what
/// the provider says of who signed in (OpenID Core §5.3).
pub fn login_account(id_token: Option<&Secret>, claims: Option<&Tree>) -> Option<String> {
    id_token.and_then(subject).or_else(|| {
        let claimed = claims?.get("sub")?.as_text()?;
        Some(claimed.text(Show::Revealed).into_owned())
    })
}

fn subject(id_token: &Secret) -> Option<String> {
    let token = std::str::from_utf8(id_token.expose()).ok()?;
    let jws = read_compact(token);
    let claims = jws.payload.claims()?;
    let (_, subject) = claims.iter().find(|(name, _)| name == "sub")?;
    Json::as_str(subject).map(str::to_owned)
}
