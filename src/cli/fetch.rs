//! Keys from the network, where they were asked for by name. Who is asked is said first.

use super::args::{InspectArguments, NetworkArguments};
use super::{Failure, Streams, input};
use crate::flows::{Consent, FindKeys, Found, Progress, Step, Whence, World};
use crate::inspect::{Question, inspect_bytes};
use crate::jose::key::KeySet;
use crate::net::{Cancel, KeyCache, Limits, MAX_ROOTS_BYTES, Net, Roots, block_on};
use crate::report::visible;
use crate::report::{Json, Kind, Report};
use jiff::Timestamp;
use std::path::PathBuf;

/// Issuers beyond this are not asked: a text with so many tokens is a log, and each is a host.
const MAX_ISSUERS: usize = 5;

/// Refuses flags that only say how to fetch, where nothing is to be fetched.
pub(super) fn check(network: &NetworkArguments) -> Result<(), Failure> {
    let is_fetching = network.jwks_url.is_some() || network.discover;
    let flag = match (network.ca.is_empty(), network.allow_http.is_empty()) {
        _ if is_fetching => return Ok(()),
        (false, _) => "--ca",
        (_, false) => "--allow-http",
        _ => return Ok(()),
    };
    Err(Failure::Arguments(format!(
        "{flag} is for keys that are fetched; give --jwks-url or --discover too"
    )))
}

/// The keys that the person asked to be fetched for this text; none where they did not ask.
pub(super) fn keys(
    arguments: &InspectArguments,
    text: &[u8],
    question: &Question,
    streams: &mut Streams<'_>,
) -> Result<Vec<KeySet>, Failure> {
    let network = &arguments.network;
    let mut jobs: Vec<Whence> = network.jwks_url.iter().cloned().map(Whence::Url).collect();
    if network.discover {
        let issuers = issuers(&inspect_bytes(text, question), arguments.issuer.as_deref());
        if issuers.is_empty() {
            say(
                streams,
                "no issuer was asked: there is no token that names one (iss)",
            );
        }
        if issuers.len() > MAX_ISSUERS {
            return Err(Failure::TooManyIssuers(issuers.len()));
        }
        jobs.extend(issuers);
    }
    if jobs.is_empty() {
        return Ok(Vec::new());
    }
    let net = Net::new(
        Limits::default(),
        roots(&network.ca)?,
        network.allow_http.clone(),
    );
    let cache = KeyCache::default();
    let world = World {
        net: &net,
        cache: &cache,
        cancel: &Cancel::default(),
        now: Timestamp::now().as_second(),
    };
    let fetching = async {
        let mut sets = Vec::new();
        for whence in jobs {
            let found = find(whence, world, network, streams).await?;
            for note in &found.notes {
                say(streams, note);
            }
            sets.push(found.keys);
        }
        Ok(sets)
    };
    block_on(fetching).map_err(Failure::NoNetwork)?
}

/// Whom to ask: the issuer that the person names, else those that the tokens name.
fn issuers(report: &Report, named: Option<&str>) -> Vec<Whence> {
    let mut issuers = Vec::new();
    for report in std::iter::once(report).chain(&report.more) {
        let claim = |name: &str| {
            let claims = report.claims();
            let claim = claims.iter().find(|(n, _)| n == name);
            claim.and_then(|(_, value)| Json::as_str(value))
        };
        let issuer = match (report.kind, named) {
            (Kind::Jws | Kind::SdJwt, Some(named)) => Some(named),
            (Kind::Jws | Kind::SdJwt, None) => claim("iss"),
            _ => None,
        };
        let Some(issuer) = issuer else {
            continue;
        };
        let whence = Whence::Issuer {
            issuer: issuer.to_owned(),
            tid: claim("tid").map(str::to_owned),
            // Whether it is the one that is expected is for the checks to say.
            confirmed: false,
        };
        if !issuers.contains(&whence) {
            issuers.push(whence);
        }
    }
    issuers
}

async fn find(
    whence: Whence,
    world: World<'_>,
    network: &NetworkArguments,
    streams: &mut Streams<'_>,
) -> Result<Found, Failure> {
    let job = FindKeys::new(whence).map_err(Failure::Network)?;
    let mut job = job.agreed_before(network.allow_host.clone());
    let mut asked = Vec::new();
    loop {
        let mut on_progress = |progress| {
            let Progress::Asking { host, url } = progress;
            if !asked.contains(&host) {
                say(streams, &format!("asking {host} for {url}"));
                asked.push(host);
            }
        };
        match job.advance(world, &mut on_progress).await {
            Step::Done(found) => return Ok(*found),
            Step::Failed(error) => return Err(Failure::Network(error)),
            Step::NeedsConsent(consent) if agrees(&consent, streams) => job.agree(),
            Step::NeedsConsent(Consent { host, why, .. }) => {
                return Err(Failure::NoConsent { host, why });
            }
        }
    }
}

/// Whether a host may be asked. Where it is the one of the flag, the flag says so; where it is
/// another, the person does.
pub(super) fn agrees(consent: &Consent, streams: &mut Streams<'_>) -> bool {
    let known = known_word(consent, streams);
    known.unwrap_or_else(|| is_yes(&input::line(streams.input)))
}

/// Whether a host may be asked, as far as that is known without the person. Nothing: they were
/// asked, and their word is the next line.
pub(super) fn known_word(consent: &Consent, streams: &mut Streams<'_>) -> Option<bool> {
    if consent.why.is_named() {
        return Some(true);
    }
    if !streams.input_is_terminal || !streams.error_is_terminal {
        return Some(false);
    }
    let line = format!("{}. Ask {} for {}?", consent.why, consent.host, consent.url);
    let asked = write!(streams.error, "tokenscope: {} [y/N] ", visible(&line));
    let is_said = asked.and_then(|()| streams.error.flush()).is_ok();
    (!is_said).then_some(false)
}

/// Whether a line says yes.
pub(super) fn is_yes(line: &str) -> bool {
    matches!(line.trim(), "y" | "Y" | "yes")
}

/// The certificate authorities of these files.
pub(super) fn roots(files: &[PathBuf]) -> Result<Roots, Failure> {
    let mut all = Roots::default();
    for path in files {
        let name = path.display().to_string();
        let bytes = input::file(path, MAX_ROOTS_BYTES)?;
        let roots = Roots::read(&bytes).map_err(|error| Failure::Roots { name, error })?;
        all.extend(roots);
    }
    Ok(all)
}

/// Says something beside the result. Where it cannot be said, the result still stands.
pub(super) fn say(streams: &mut Streams<'_>, line: &str) {
    let _ = writeln!(streams.error, "tokenscope: {}", visible(line));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::inspect;
    use crate::jose::base64url;

    fn token(claims: &str) -> String {
        let part = |text: &str| base64url::encode(text.as_bytes());
        format!("{}.{}.AAAA", part(r#"{"alg":"ES256"}"#), part(claims))
    }

    fn asked(texts: &[&str], named: Option<&str>) -> Vec<String> {
        let text: Vec<_> = texts.iter().map(|claims| token(claims)).collect();
        let report = inspect(&text.join("\n"), &Question::default());
        let issuers = issuers(&report, named).into_iter();
        let issuers = issuers.map(|whence| match whence {
            Whence::Issuer { issuer, tid, .. } => format!("{issuer} {}", tid.unwrap_or_default()),
            Whence::Url(url) => url,
        });
        issuers.collect()
    }

    #[test]
    fn each_issuer_is_asked_once_and_only_the_named_one_where_one_is_named() {
        let tokens = [
            r#"{"iss":"https://a.example"}"#,
            r#"{"iss":"https://b.example","tid":"t"}"#,
            r#"{"iss":"https://a.example","sub":"x"}"#,
            r#"{"iss":7}"#,
            r"{}",
        ];
        assert_eq!(
            asked(&tokens, None),
            ["https://a.example ", "https://b.example t"]
        );
        let named = asked(&tokens[..1], Some("https://c.example"));
        assert_eq!(named, ["https://c.example "]);
        assert!(asked(&[], Some("https://c.example")).is_empty());
    }
}
