//! Answers that are signed: they wait for the keys, and are used only where they hold.

use super::{Login, Stage, Task};
use crate::oauth::Endpoint;
use crate::oauth::encrypted::{Opened, open};
use crate::oauth::signed_answer::{SignedAnswer, judge_signed_answer};
use crate::report::{Json, Secret, Status};
use crate::wire::{Explanation, Step};

impl Login {
    /// An answer came as a JWT. It is taken out of its encryption first, where it has one.
    pub(super) fn read_jwt(
        &mut self,
        token: Secret,
        step: &mut Step,
        now: i64,
    ) -> Result<Stage, String> {
        match open(&token, &self.client.credential) {
            Opened::Bare => self.read_signed(token, step, now),
            Opened::Signed(inner, check) => {
                step.checks.push(check);
                self.read_signed(inner, step, now)
            }
            Opened::Claims(claims, check) => {
                step.checks.push(check);
                self.take_unsigned(&claims, step, now)
            }
            Opened::Not(check) => self.answer_not_opened(check, step),
        }
    }

    /// A signed answer came: the keys are fetched first where they are not there, and once more
    /// where it names one that is not among them.
    pub(super) fn read_signed(
        &mut self,
        token: Secret,
        step: &mut Step,
        now: i64,
    ) -> Result<Stage, String> {
        let can_be_fetched = self.server.endpoint(Endpoint::Jwks).is_ok();
        let lacks = match &self.keys {
            None => Self::needs_keys(&token),
            Some(_) => self.lacks_key_of(&token),
        };
        if !(lacks && can_be_fetched) {
            return self.judge_signed(&token, step, now);
        }
        self.signed = Some(token);
        if self.keys.is_some() {
            return Ok(self.refetch_keys());
        }
        step.notes
            .push("the answer is signed: the keys are fetched first".to_owned());
        Ok(Stage::Keys)
    }

    /// Which answer may come signed.
    pub(super) fn signed_answer(&self) -> SignedAnswer {
        match self.task {
            Task::Introspect { .. } => SignedAnswer::Introspection,
            _ => SignedAnswer::Userinfo,
        }
    }

    /// Judges a signed answer, and goes on with what it says only where it holds.
    pub(super) fn judge_signed(
        &mut self,
        token: &Secret,
        step: &mut Step,
        now: i64,
    ) -> Result<Stage, String> {
        let answer = self.signed_answer();
        let name = answer.name();
        let (checks, claims) = judge_signed_answer(answer, token, &self.known(None, now));
        let failed = checks.iter().find(|c| c.status == Status::Fail);
        let failed = failed.map(|c| c.detail.clone());
        step.checks.extend(checks);
        let Some(why) = failed else {
            step.notes.push(format!("the signed {name} was judged"));
            let claims = Json::Object(claims);
            return match answer {
                SignedAnswer::Userinfo => self.take_userinfo(&claims, step, now),
                SignedAnswer::Introspection => {
                    let said = claims.get("token_introspection").unwrap_or(&Json::Null);
                    self.take_introspection(said, step)
                }
            };
        };
        let (not_used, mend) = match answer {
            SignedAnswer::Userinfo => (
                "the tokens are not used",
                "See whether the provider has just changed its keys, and sign in again",
            ),
            SignedAnswer::Introspection => (
                "nothing in it is used",
                "See the issuer and the client id, and whether the provider has just changed its keys",
            ),
        };
        step.explanation.get_or_insert_with(|| {
            Explanation::new(
                format!("The signed {name} does not hold, and {not_used}"),
                mend,
            )
        });
        Err(format!("the signed {name} was refused: {why}"))
    }
}
