//! Against which attack a check stands.

use crate::report::{Check, CheckId, Status};

/// The attack that a check stands against, where there is one to be named.
pub fn attack(id: CheckId) -> Option<&'static str> {
    Some(match id {
        CheckId::State => {
            "cross-site request forgery: somebody else's code or tokens put into your session"
        }
        CheckId::ResponseIssuer => {
            "the mix-up attack: your code handed to another authorization server"
        }
        CheckId::DiscoveryIssuer => {
            "impersonation: a server that speaks in the name of another issuer"
        }
        CheckId::Redirect => "an answer that was sent somewhere else, or put together by another",
        CheckId::Nonce => "replay: an ID token from another login used again",
        CheckId::AtHash => "token substitution: another access token put beside the ID token",
        CheckId::CHash => "code substitution: another code put beside the ID token",
        CheckId::Signature | CheckId::Algorithm | CheckId::KeyTrust => {
            "forgery: an ID token that the issuer did not make"
        }
        CheckId::Issuer => "impersonation: an ID token of another issuer",
        CheckId::Audience | CheckId::AuthorizedParty => {
            "token redirect: an ID token that was made for another client"
        }
        CheckId::Expiry => "replay: an ID token that is no longer good",
        CheckId::UserinfoSubject => {
            "token substitution: the access token of another person (OpenID Core §5.3.2)"
        }
        CheckId::RefreshSubject | CheckId::RefreshIssuer => {
            "substitution: the tokens of another person or issuer"
        }
        CheckId::DpopBinding => "theft: a token that anybody who has it can use",
        _ => return None,
    })
}

/// The same of a signed answer, which is no ID token.
fn attack_on_answer(id: CheckId) -> Option<&'static str> {
    Some(match id {
        CheckId::Signature | CheckId::Algorithm | CheckId::KeyTrust => {
            "forgery: an answer that the issuer did not make"
        }
        CheckId::Type => "confusion: another of the issuer's tokens in the answer's place",
        CheckId::Issuer => "impersonation: an answer of another issuer",
        CheckId::Audience => "substitution: an answer that was made for another client",
        CheckId::Expiry | CheckId::IssuedAt | CheckId::NotBefore => {
            "replay: an answer that is not of now"
        }
        other => return attack(other),
    })
}

/// Says with each failed check which attack it stands against.
pub(super) fn name_attacks(checks: &mut [Check]) {
    name(checks, attack);
}

/// Says the same of the checks of a signed answer.
pub(super) fn name_attacks_on_answer(checks: &mut [Check]) {
    name(checks, attack_on_answer);
}

fn name(checks: &mut [Check], attack: fn(CheckId) -> Option<&'static str>) {
    for check in checks.iter_mut().filter(|c| c.status == Status::Fail) {
        if let Some(attack) = attack(check.id) {
            let detail = &check.detail;
            check.detail = format!("{detail}. This check stands against {attack}");
        }
    }
}
