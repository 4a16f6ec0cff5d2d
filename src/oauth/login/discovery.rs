//! What a provider says of itself: looked for, and taken in.

use super::{Login, Stage};
use crate::oauth::attack::name_attacks;
use crate::oauth::body::decode;
use crate::oauth::endpoint::host;
use crate::oauth::{MetadataError, Server};
use crate::report::{Check, CheckId, Finding, Reference, Severity};
use crate::wire::{Explanation, Request, Response, Step};

impl Login {
    pub(super) fn read_metadata(
        &mut self,
        response: &mut Response,
        request: &Request,
        step: &mut Step,
    ) -> Result<Stage, String> {
        let Stage::Discovery(issuer, ..) = &self.stage else {
            return Err("no metadata were asked for".to_owned());
        };
        let issuer = issuer.clone();
        decode(response, &|_| true);
        let place = host(&request.url);
        let read = if response.is_success() {
            Server::read(response.body.expose(), &issuer)
        } else {
            let status = response.status;
            Err(MetadataError::Unreadable(format!("the status is {status}")))
        };
        let reference = Reference::rfc(8414, "3.3");
        let id = CheckId::DiscoveryIssuer;
        match read {
            Ok(mut found) => {
                let detail = format!("The metadata are those of {issuer}");
                step.checks.push(Check::pass(id, reference, detail));
                for (endpoint, why) in &found.refused {
                    step.findings.push(Finding {
                        id: "endpoint-refused",
                        severity: Severity::High,
                        title: format!("The {endpoint} is not used"),
                        detail: format!("{place} names an address that may not be asked: {why}"),
                        reference: Reference::rfc(8414, "2"),
                    });
                }
                // What the person gave stands over what was found, and that over the preset.
                let own = std::mem::take(&mut self.server.endpoints);
                for (endpoint, url) in own {
                    if self.profile.endpoints.contains_key(endpoint.member()) {
                        found.endpoints.insert(endpoint, url);
                    } else {
                        found.endpoints.entry(endpoint).or_insert(url);
                    }
                }
                self.server = found;
                self.begin()?;
                Ok(self.stage.clone())
            }
            Err(error) if error.is_absence() => {
                step.explanation = Some(Explanation::only(format!("{place} {error}")));
                self.without_answer(format!("{place} {error}"), 0)
            }
            Err(error) => {
                let mut checks = [Check::fail(id, reference, format!("{place} {error}"))];
                name_attacks(&mut checks);
                step.checks.extend(checks);
                step.explanation = Some(match error {
                    MetadataError::OtherIssuer { .. } => Explanation::new(
                        "The metadata are about another issuer than the one that was named",
                        "Give the issuer exactly as its metadata write it, if that is the one you mean",
                    ),
                    _ => Explanation::new(
                        format!("The metadata of {place} are not such as the standard has them"),
                        "Tell who runs the provider, or give its addresses yourself",
                    ),
                });
                Err(format!("{place} {error}"))
            }
        }
    }

    pub(super) fn without_metadata(&mut self, first: &str) -> Result<Stage, String> {
        if self.server.endpoints.is_empty() {
            return Err(format!(
                "the issuer's metadata were not found ({first}); check its address, or give the provider's addresses yourself (--endpoint)"
            ));
        }
        // Whom the person named still has to be who answers, and who signs.
        if let Stage::Discovery(issuer, ..) = &self.stage
            && self.server.issuer.is_none()
            && !issuer.is_of_every_tenant()
        {
            self.server.issuer = Some(issuer.as_str().to_owned());
        }
        // What is known is what was given, and may not be enough for this.
        self.begin()
            .map_err(|why| format!("the issuer publishes no metadata ({first}), and {why}"))?;
        Ok(self.stage.clone())
    }
}
