//! The code that is typed on another device, and the polls until it was (RFC 8628).

use super::{Login, Stage};
use crate::oauth::body::seen_in_token_answer;
use crate::oauth::endpoint::written_out;
use crate::oauth::{Quirk, ServerError};
use crate::report::{Check, CheckId, Json, Reference, Secret, visible};
use crate::wire::{Request, Response, Step};

/// A device polls every so many seconds where the server names no interval (RFC 8628 §3.2).
const INTERVAL: u64 = 5;

/// An interval longer than this is a mistake.
pub(super) const MAX_INTERVAL: u64 = 300;

/// A device code without a lifetime is taken for good so long.
const DEVICE_SECONDS: i64 = 900;

/// A device code is not polled for longer, whatever the server says: nobody is typing any more.
const MAX_DEVICE_SECONDS: i64 = 3_600;

/// What a person types on another device (RFC 8628 §3.3).
#[derive(Clone, Debug)]
pub struct DevicePrompt {
    /// The code. It is no secret: without the device code it is worth nothing.
    pub user_code: String,
    /// Where to type it.
    pub verification_uri: String,
    /// The same address with the code in it, for a QR code.
    pub verification_uri_complete: Option<String>,
    /// Until when it is good, in seconds since 1970-01-01T00:00:00Z.
    pub expires_at: i64,
}

/// What the device was given, and how often it may ask.
#[derive(Clone, Debug)]
pub(super) struct Device {
    pub(super) code: Secret,
    pub(super) prompt: DevicePrompt,
    /// In seconds.
    pub(super) interval: u64,
}

impl Login {
    pub(super) fn read_device(
        &mut self,
        response: &mut Response,
        request: &Request,
        step: &mut Step,
        now: i64,
    ) -> Result<Stage, String> {
        let json = self.members(response, request, step, &seen_in_token_answer)?;
        let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
        let number = |name: &str| {
            let value = json.get(name)?;
            value.as_number().or(value.as_str())?.parse::<i64>().ok()
        };
        let mut uri = text("verification_uri");
        if uri.is_none() {
            uri = text("verification_url");
            if uri.is_some() {
                self.quirks(&[Quirk::VerificationUrl], step);
            }
        }
        let (Some(code), Some(user_code), Some(uri)) =
            (text("device_code"), text("user_code"), uri)
        else {
            let why = "The answer has not all of device_code, user_code and verification_uri";
            return Err(self.no_answer(why, response, request, step));
        };
        let uri = match written_out(&uri) {
            Ok(uri) => uri,
            Err(error) => {
                let why = format!("The verification_uri is not opened: {error}");
                return Err(self.no_answer(&why, response, request, step));
            }
        };
        let complete = text("verification_uri_complete")
            .or_else(|| text("verification_url_complete"))
            .and_then(|uri| written_out(&uri).ok());
        let interval = number("interval").and_then(|n| u64::try_from(n).ok());
        let lives = number("expires_in").filter(|n| *n > 0);
        self.device = Some(Device {
            code: Secret::from(code),
            interval: interval.unwrap_or(INTERVAL).clamp(1, MAX_INTERVAL),
            prompt: DevicePrompt {
                user_code: visible(&user_code.chars().take(64).collect::<String>()).into_owned(),
                verification_uri: uri,
                verification_uri_complete: complete,
                expires_at: now
                    .saturating_add(lives.unwrap_or(DEVICE_SECONDS).min(MAX_DEVICE_SECONDS)),
            },
        });
        let reference = Reference::rfc(8628, "3.2");
        let detail = "There is a code to be typed on another device";
        step.checks
            .push(Check::pass(CheckId::TokenResponse, reference, detail));
        Ok(Stage::DeviceWait)
    }

    /// RFC 8628 §3.5: what a poll answers before the person is done. Nothing where it is an error
    /// like any other.
    pub(super) fn poll(&mut self, error: &ServerError, now: i64) -> Option<Result<Stage, String>> {
        let device = self.device.as_mut()?;
        match error.code.as_str() {
            "authorization_pending" => {}
            "slow_down" => device.interval = (device.interval + INTERVAL).min(MAX_INTERVAL),
            _ => return None,
        }
        self.polls += 1;
        Some(self.poll_again(now))
    }

    pub(super) fn poll_again(&self, now: i64) -> Result<Stage, String> {
        match &self.device {
            Some(device) if now < device.prompt.expires_at => Ok(Stage::DeviceWait),
            _ => Err("the device code expired before it was typed in; begin again".to_owned()),
        }
    }
}
