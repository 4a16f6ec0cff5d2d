//! What is encrypted for the client: ID tokens and answers (OpenID Core §10.2, RFC 9701 §5).

use super::{Login, Stage, Task};
use crate::oauth::encrypted::{Opened, open};
use crate::oauth::signed_answer::SignedAnswer;
use crate::report::{Check, CheckId, Json, Reference, Secret, Status, lower};
use crate::wire::{Explanation, Step};

impl Login {
    /// An ID token as it was signed: it is taken out of its encryption, where it has one and that
    /// opens. What does not open stays, and is judged in the step of its own.
    pub(super) fn signed_id_token(&self, token: Secret, step: &mut Step) -> Secret {
        match open(&token, &self.client.credential) {
            Opened::Signed(inner, check) => {
                step.checks.push(check);
                step.notes
                    .push("the ID token came encrypted, and was opened".to_owned());
                inner
            }
            Opened::Bare | Opened::Claims(..) | Opened::Not(_) => token,
        }
    }

    /// Why an ID token is still encrypted, or is nobody's word: the check, and what to do. Nothing
    /// where it is signed.
    pub(super) fn id_token_not_opened(&self, token: &Secret) -> Option<(Check, Explanation)> {
        match open(token, &self.client.credential) {
            Opened::Bare | Opened::Signed(..) => None,
            Opened::Not(check) => {
                let told = self.explain_not_opened("ID token", "id_token_encrypted_response_alg");
                Some((check, told))
            }
            Opened::Claims(..) => {
                let detail = "The ID token is encrypted, and what is in it is not signed";
                let check = Check::fail(CheckId::Signature, Reference::openid_core("2"), detail);
                let mend = "Have the provider sign it before it encrypts it: anybody can encrypt for a public key";
                Some((check, Explanation::new(detail, mend)))
            }
        }
    }

    /// An answer that is encrypted and not signed. Of who signed in the connection says as much as
    /// of JSON (OpenID Core §5.3.2); of a token's worth it has to be signed (RFC 9701 §5).
    pub(super) fn take_unsigned(
        &mut self,
        claims: &Json,
        step: &mut Step,
        now: i64,
    ) -> Result<Stage, String> {
        let answer = self.signed_answer();
        let (id, reference) = (CheckId::Signature, answer.reference());
        match answer {
            SignedAnswer::Userinfo => {
                let detail = "Not checked: it is encrypted and not signed, so that only the connection says whose it is";
                step.checks.push(Check::skipped(id, reference, detail));
                self.take_userinfo(claims, step, now)
            }
            SignedAnswer::Introspection => {
                let detail = "The introspection is encrypted, and what is in it is not signed";
                step.checks.push(Check::fail(id, reference, detail));
                let mend = "Have the provider sign it before it encrypts it";
                step.explanation = Some(Explanation::new(detail, mend));
                Err(lower(detail))
            }
        }
    }

    /// An answer that does not open. A login goes on without its userinfo where only the key is
    /// missing.
    pub(super) fn answer_not_opened(
        &mut self,
        check: Check,
        step: &mut Step,
    ) -> Result<Stage, String> {
        let answer = self.signed_answer();
        let name = answer.name();
        let member = match answer {
            SignedAnswer::Userinfo => "userinfo_encrypted_response_alg",
            SignedAnswer::Introspection => "introspection_encrypted_response_alg",
        };
        step.explanation = Some(self.explain_not_opened(name, member));
        let why = format!("The {name} is encrypted, and was not opened");
        let is_skipped = check.status == Status::Skipped;
        step.checks.push(check);
        if is_skipped && answer == SignedAnswer::Userinfo {
            let is_all = matches!(self.task, Task::Userinfo { .. });
            return self.without_userinfo(why, step, is_all);
        }
        Err(lower(&why))
    }

    fn explain_not_opened(&self, what: &str, member: &str) -> Explanation {
        let has = match self.client.credential.is_none() {
            true => "Give what the client proves itself with, where the provider encrypts for that",
            false => "See whether the provider encrypts for the key or the secret that was given",
        };
        Explanation::new(
            format!("The {what} is encrypted for the client, and was not opened"),
            format!("{has}; or have it only signed for this client, without {member}"),
        )
    }
}
