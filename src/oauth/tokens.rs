//! What a token endpoint gives.

use crate::report::{Json, Secret};
use crate::wire::{Show, Value, object};

/// The tokens of one answer.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// The access token.
    pub access_token: Option<Secret>,
    /// The refresh token: that of the answer, or the old one where none came back.
    pub refresh_token: Option<Secret>,
    /// The ID token.
    pub id_token: Option<Secret>,
    /// How the access token is used, as the server wrote it.
    pub token_type: Option<String>,
    /// The scopes that were granted. Nothing where they are those that were asked for.
    pub scope: Option<Vec<String>>,
    /// How long the access token lives from the answer on, in seconds.
    pub expires_in: Option<i64>,
    /// When it expires by this machine's clock, in seconds since 1970-01-01T00:00:00Z.
    pub expires_at: Option<i64>,
    /// Whether the refresh token came with the answer.
    pub is_refresh_token_new: bool,
}

impl Tokens {
    /// Whether there is any.
    pub fn is_empty(&self) -> bool {
        let all = [&self.access_token, &self.refresh_token, &self.id_token];
        all.into_iter().all(Option::is_none)
    }

    /// As the commands print them.
    pub fn to_json(&self, show: Show) -> Json {
        let mut members = Vec::new();
        let tokens = [
            ("access_token", &self.access_token),
            ("refresh_token", &self.refresh_token),
            ("id_token", &self.id_token),
        ];
        for (name, token) in tokens {
            if let Some(token) = token {
                let text = Value::Secret(token.clone()).text(show).into_owned();
                members.push((name, Json::String(text)));
            }
        }
        if let Some(token_type) = &self.token_type {
            members.push(("token_type", Json::String(token_type.clone())));
        }
        if let Some(scope) = &self.scope {
            members.push(("scope", Json::String(scope.join(" "))));
        }
        for (name, number) in [
            ("expires_in", self.expires_in),
            ("expires_at", self.expires_at),
        ] {
            if let Some(number) = number {
                members.push((name, Json::Number(number.to_string())));
            }
        }
        object(members)
    }
}
