//! This machine's clock, compared with that of the server.

use super::Login;
use crate::oauth::endpoint::host;
use crate::report::{Finding, Reference, Severity};
use crate::validation::duration_in_words;
use crate::wire::{Request, Response, Step};
use jiff::fmt::rfc2822;

/// Clocks that differ by more than this, in seconds, are told: servers round, and an answer is
/// under way for a while.
const CLOCK_DIFFERENCE: u64 = 60;

impl Login {
    /// Says it where this machine's clock is not that of the server.
    pub(super) fn compare_clocks(
        &mut self,
        response: &Response,
        request: &Request,
        now: i64,
        step: &mut Step,
    ) {
        let parser = rfc2822::DateTimeParser::new();
        let date = response.header("date");
        let date = date.and_then(|date| parser.parse_timestamp(date).ok());
        let age = response.header("age").and_then(|age| age.parse().ok());
        let Some(date) = date.filter(|_| age.unwrap_or(0i64) == 0) else {
            return;
        };
        let off = now.saturating_sub(date.as_second());
        let is_noted = self
            .steps
            .iter()
            .any(|s| s.findings.iter().any(|f| f.id == "clock"));
        if off.unsigned_abs() <= CLOCK_DIFFERENCE || is_noted {
            return;
        }
        let side = if off < 0 { "behind" } else { "ahead of" };
        let by = duration_in_words(off as f64);
        step.findings.push(Finding {
            id: "clock",
            severity: Severity::Medium,
            title: format!("Your clock is {by} {side} that of {}", host(&request.url)),
            detail: "Tokens are judged by your clock: set it right, or a good token is taken for one that has expired or is not yet good".to_owned(),
            reference: Reference::rfc(7519, "4.1.4"),
        });
    }
}
