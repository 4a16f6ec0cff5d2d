//! The steps that a login leaves behind, and which stage comes after each.

use super::{Login, Stage};
use crate::oauth::Credential;
use crate::oauth::source::{Source, seconds};
use crate::wire::{Answer, Echo, Exchange, Request, Step};
use std::time::Duration;

/// What knocks at the listener may do so for ever; of a trace a person reads the beginning.
const MAX_NOTES: usize = 20;

impl Login {
    /// The secrets that an answer to this request may repeat.
    pub(super) fn echo_of(&self, request: &Request) -> Echo {
        let secret = match &self.client.credential {
            Credential::Secret(secret) => Some(secret),
            _ => None,
        };
        Echo::of(request, secret)
    }

    /// A sentence, without a capital, for the notes of the step that comes next.
    pub fn note(&mut self, note: String) {
        if !self.notes.contains(&note) && self.notes.len() < MAX_NOTES {
            self.notes.push(note);
        }
    }

    /// It cannot go on: a port is taken, a browser does not come, the network is gone. What was
    /// under way is kept as a step without an answer.
    pub fn fail(&mut self, why: impl Into<String>) {
        let why = why.into();
        if let Some(request) = self.pending.take() {
            let exchange = Exchange {
                request,
                answer: Answer::None(why.clone()),
                started_at: self.asked_at,
                duration: Duration::ZERO,
            };
            self.keep(Step::new(self.stage.name(), Some(exchange)));
        }
        self.error.get_or_insert(why);
        self.stage = Stage::Done;
    }

    pub(super) fn go_on(
        &mut self,
        step: Step,
        next: Result<Stage, String>,
        source: &mut dyn Source,
    ) {
        let answer = step.exchange.as_ref().map(|e| &e.answer);
        let is_answered = !matches!(answer, Some(Answer::None(_)));
        // A provider that publishes no metadata has refused nothing.
        let is_found = !matches!(self.stage, Stage::Discovery(..));
        self.is_refused = next.is_err() && is_answered && is_found;
        self.keep(step);
        match next {
            Ok(stage) => {
                if stage != self.stage {
                    self.nonce_retries = 0;
                }
                self.stage = stage;
            }
            Err(why) => return self.fail(why),
        }
        if self.stage == Stage::IdToken {
            if self.lacks_key() {
                self.stage = self.refetch_keys();
                return;
            }
            let (step, next) = self.judge_id_token(seconds(source));
            self.keep(step);
            match next {
                Ok(stage) => self.stage = stage,
                Err(why) => self.fail(why),
            }
        }
    }

    /// Keeps a step. Of the polls that had to wait only the last is kept, with their number.
    fn keep(&mut self, mut step: Step) {
        step.notes.append(&mut self.notes);
        let is_poll = self.polls > 0 && step.name == Stage::Token.name();
        if is_poll {
            if self.polls > 1
                && self
                    .steps
                    .last()
                    .is_some_and(|s| s.name.starts_with(&step.name))
            {
                self.steps.pop();
            }
            step.name = format!("{} {}", step.name, self.polls);
        }
        self.steps.push(step);
    }
}
