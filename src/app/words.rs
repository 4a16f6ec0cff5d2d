//! The words in which a report is told: its title, and the pills beside it.

use super::layers::is_opened;
use super::when::{self, Moment};
use crate::report::{Check, CheckId, Json, Kind, Report, Status, TokenType, Verdict};

/// How something stands. Always shown as icon and word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Judgement {
    /// It holds.
    Pass,
    /// It holds, but look at it.
    Warn,
    /// It does not hold.
    Fail,
    /// It was not judged.
    Skipped,
    /// Good to know.
    Info,
}

impl From<Status> for Judgement {
    fn from(status: Status) -> Self {
        match status {
            Status::Pass => Self::Pass,
            Status::Fail => Self::Fail,
            Status::Skipped => Self::Skipped,
        }
    }
}

/// What a pill is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The verdict.
    Verdict,
    /// The key.
    Key,
    /// The time.
    Time,
}

/// A word of the verdict, beside the title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pill {
    /// How it stands.
    pub judgement: Judgement,
    /// What it is about.
    pub subject: Subject,
    /// The words.
    pub text: String,
}

/// A token that ends within this part of its life is about to end.
const NEARLY: f64 = 0.25;
/// One that does not say when its life began is about to end within this many seconds.
const NEARLY_SECONDS: u64 = 15 * 60;
/// A source's name in a pill is cut after this many characters.
const SOURCE_CHARS: usize = 24;

/// The pills: verdict, key, time.
pub fn pills(report: &Report, at: i64, keys_given: bool) -> Vec<Pill> {
    let pill = |judgement, subject, text: String| Pill {
        judgement,
        subject,
        text,
    };
    let (judgement, text) = verdict(report);
    let mut pills = vec![pill(judgement, Subject::Verdict, text)];
    let is_token = matches!(
        report.kind,
        Kind::Jws | Kind::Jwe | Kind::SdJwt | Kind::Paseto
    );
    if !is_token {
        return pills;
    }
    if !is_local(report) {
        let (judgement, text) = key(report, keys_given);
        pills.push(pill(judgement, Subject::Key, text));
    }
    if let Some((judgement, text)) = time(report, at) {
        pills.push(pill(judgement, Subject::Time, text));
    }
    pills
}

fn verdict(report: &Report) -> (Judgement, String) {
    match (report.kind, report.verdict) {
        (Kind::Unknown, _) => (Judgement::Fail, "Invalid: not recognised".into()),
        (Kind::Jwk | Kind::Jwks | Kind::Pem, Verdict::Unverified | Verdict::Valid) => {
            (Judgement::Pass, "Well made".into())
        }
        (Kind::ApiKey, Verdict::Unverified) => (Judgement::Skipped, "Known by its form".into()),
        (Kind::Jwe, Verdict::Unverified) if is_opened(report) => {
            (Judgement::Skipped, "Opened, not verified".into())
        }
        (Kind::Jwe, Verdict::Unverified) => (Judgement::Skipped, "Not decrypted".into()),
        (Kind::Paseto, Verdict::Unverified) if is_local(report) => {
            (Judgement::Skipped, "Not decrypted".into())
        }
        (_, Verdict::Valid) => (Judgement::Pass, "Valid".into()),
        (_, Verdict::Unverified) => (Judgement::Skipped, "Not verified".into()),
        (_, Verdict::Invalid) => (Judgement::Fail, format!("Invalid: {}", failure(report))),
    }
}

/// Why it is invalid, in a few words.
fn failure(report: &Report) -> String {
    let all = report
        .checks
        .iter()
        .chain(report.signatures.iter().flat_map(|s| &s.checks));
    let mut failed: Vec<CheckId> = all
        .filter(|c| c.status == Status::Fail)
        .map(|c| c.id)
        .collect();
    failed.dedup();
    match failed.as_slice() {
        [CheckId::Format] => "malformed".into(),
        [CheckId::Algorithm] => "algorithm refused".into(),
        [CheckId::Signature] => "signature does not verify".into(),
        [CheckId::Expiry] => "expired".into(),
        [CheckId::NotBefore] => "not valid yet".into(),
        [CheckId::KeyTrust] => "key not trusted".into(),
        [CheckId::KeyStrength] => "weak key".into(),
        [CheckId::Decryption] => "does not decrypt".into(),
        [CheckId::Disclosures] => "disclosures do not match".into(),
        [one] => format!("{} fails", one.title().to_lowercase()),
        [] if report.inner.is_some() => "what is inside fails".into(),
        [] => "a part of it fails".into(),
        many => format!("{} checks fail", many.len()),
    }
}

fn key(report: &Report, keys_given: bool) -> (Judgement, String) {
    let source = report.key.as_ref().map(|k| cut(&k.source, SOURCE_CHARS));
    if report.kind == Kind::Jwe
        && is_opened(report)
        && let Some(source) = &source
    {
        let judgement = Judgement::from(report.status(CheckId::KeyTrust));
        return (judgement, format!("Opened by {source}"));
    }
    match (report.status(CheckId::KeyTrust), source) {
        (Status::Pass, Some(source)) => (Judgement::Pass, format!("Key trusted: {source}")),
        (Status::Pass, None) => (Judgement::Pass, "Key trusted".into()),
        (Status::Fail, _) => (Judgement::Fail, "Key not trusted".into()),
        (Status::Skipped, _) if keys_given => (Judgement::Skipped, "No fitting key".into()),
        (Status::Skipped, _) => (Judgement::Skipped, "No key given".into()),
    }
}

fn time(report: &Report, at: i64) -> Option<(Judgement, String)> {
    let moment = |name| moment(report, name);
    if let Some(from) = moment("nbf").filter(|_| report.status(CheckId::NotBefore) == Status::Fail)
    {
        let text = format!("Valid {}", when::relative(from.0, at));
        return Some((Judgement::Fail, text));
    }
    let Some(Moment(end)) = moment("exp") else {
        if claim(report, "exp").is_some() {
            return Some((Judgement::Fail, "Expiry is not a time".into()));
        }
        return (!report.claims().is_empty())
            .then(|| (Judgement::Skipped, "Does not expire".into()));
    };
    if report.status(CheckId::Expiry) == Status::Fail {
        return Some((
            Judgement::Fail,
            format!("Expired {}", when::relative(end, at)),
        ));
    }
    let left = end.abs_diff(at);
    let life = moment("iat")
        .or_else(|| moment("nbf"))
        .map(|Moment(start)| end.abs_diff(start));
    let nearly = match life {
        Some(life) => (left as f64) < life as f64 * NEARLY,
        None => left < NEARLY_SECONDS,
    };
    // Within the leeway a token holds although its end has passed.
    let judgement = if nearly || end <= at {
        Judgement::Warn
    } else {
        Judgement::Pass
    };
    let word = if end <= at { "Expired" } else { "Expires" };
    Some((judgement, format!("{word} {}", when::relative(end, at))))
}

fn claim<'a>(report: &'a Report, name: &str) -> Option<&'a Json> {
    report
        .claims()
        .iter()
        .find(|(n, _)| n == name)
        .map(|(_, value)| value)
}

/// The moment that a claim names, in the way of that kind of token.
pub fn moment(report: &Report, name: &str) -> Option<Moment> {
    let value = claim(report, name)?;
    match report.kind {
        Kind::Paseto => Moment::from_text(value),
        _ => Moment::from_json(value),
    }
}

/// Whether it is a PASETO that is encrypted, which nothing here opens.
fn is_local(report: &Report) -> bool {
    let purpose = report.header.as_ref().and_then(|h| h.get("purpose"));
    report.kind == Kind::Paseto && purpose.and_then(Json::as_str) == Some("local")
}

/// The moments that bear on validity, with their names, in order of time.
pub(super) fn moments(report: &Report) -> Vec<(&'static str, i64)> {
    let mut moments: Vec<_> = ["nbf", "iat", "exp"]
        .into_iter()
        .filter_map(|name| {
            let moment = moment(report, name)?;
            Some((name, moment.0))
        })
        .collect();
    moments.sort_by_key(|(_, at)| *at);
    moments
}

/// What the credential is, as the page's title says it.
pub fn title(report: &Report) -> &'static str {
    match report.kind {
        Kind::Jws => token_title(report),
        Kind::SdJwt if is_credential(report) => "Verifiable credential",
        kind => kind_words(kind),
    }
}

fn is_credential(report: &Report) -> bool {
    let recognised = report.token_type.map(|recognised| recognised.token_type);
    recognised == Some(TokenType::VerifiableCredential)
}

fn token_title(report: &Report) -> &'static str {
    let typ = report
        .header
        .as_ref()
        .and_then(|h| h.get("typ"))
        .and_then(Json::as_str)
        .unwrap_or_default()
        .to_ascii_lowercase();
    match typ.trim_start_matches("application/") {
        "at+jwt" => return "Access token",
        "logout+jwt" => return "Logout token",
        "dpop+jwt" => return "DPoP proof",
        "secevent+jwt" => return "Security event",
        "kb+jwt" => return "Key binding",
        _ => {}
    }
    let has = |name| claim(report, name).is_some();
    if report.claims().is_empty() {
        "Signed message"
    } else if has("at_hash") || has("c_hash") || (has("nonce") && has("sub")) {
        "ID token"
    } else if has("scope") || has("scp") {
        "Access token"
    } else {
        "Signed token"
    }
}

/// What kind of thing it is.
pub fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Jws => "Signed token",
        Kind::Jwe => "Encrypted token",
        Kind::SdJwt => "Selective token",
        Kind::Paseto => "PASETO",
        Kind::Jwk => "Key",
        Kind::Jwks => "Key set",
        Kind::Pem => "Key or certificate",
        Kind::ApiKey => "Service credential",
        _ => "Not recognised",
    }
}

/// What the key card says of trust.
pub fn key_words(check: Option<&Check>) -> (Judgement, String) {
    match check {
        Some(check) => (check.status.into(), check.detail.clone()),
        None => (Judgement::Skipped, "No key was used".into()),
    }
}

/// At most `chars` characters, the last an ellipsis where something was cut off.
fn cut(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{KeyUse, Payload, Reference};

    const R: Reference = Reference::rfc(7519, "4.1.4");
    const NOW: i64 = 1_795_445_280;

    fn token(claims: &[(&str, i64)], checks: Vec<Check>) -> Report {
        let mut report = Report::new(Kind::Jws, "");
        let members = claims
            .iter()
            .map(|(name, at)| ((*name).to_owned(), Json::Number(at.to_string())));
        report.payload = Some(Payload::Json(Json::Object(members.collect())));
        report.verdict = Verdict::of(&checks);
        report.checks = checks;
        report
    }

    fn texts(report: &Report, keys: bool) -> Vec<(Judgement, String)> {
        pills(report, NOW, keys)
            .into_iter()
            .map(|p| (p.judgement, p.text))
            .collect()
    }

    #[test]
    fn a_valid_token_says_so_first() {
        let checks = [CheckId::Signature, CheckId::KeyTrust, CheckId::Expiry]
            .map(|id| Check::pass(id, R, ""))
            .to_vec();
        let mut report = token(&[("exp", NOW + 720), ("iat", NOW - 2880)], checks);
        report.key = Some(KeyUse {
            description: "RSA 2048".into(),
            kid: None,
            source: "a-key-file-with-a-very-long-name.json".into(),
        });
        assert_eq!(
            texts(&report, true),
            [
                (Judgement::Pass, "Valid".into()),
                (
                    Judgement::Pass,
                    "Key trusted: a-key-file-with-a-very-l…".into()
                ),
                (Judgement::Warn, "Expires in 12 min".into()),
            ]
        );
    }

    #[test]
    fn what_fails_is_named() {
        let expired = token(
            &[("exp", NOW - 90_000)],
            vec![Check::fail(CheckId::Expiry, R, "")],
        );
        assert_eq!(
            texts(&expired, false),
            [
                (Judgement::Fail, "Invalid: expired".into()),
                (Judgement::Skipped, "No key given".into()),
                (Judgement::Fail, "Expired 25 hours ago".into()),
            ]
        );
        let two = token(
            &[],
            vec![
                Check::fail(CheckId::Issuer, R, ""),
                Check::fail(CheckId::Signature, R, ""),
            ],
        );
        assert_eq!(texts(&two, true)[0].1, "Invalid: 2 checks fail");
    }

    #[test]
    fn a_token_without_a_key_is_not_called_invalid() {
        let report = token(&[("sub", 1)], Vec::new());
        assert_eq!(
            texts(&report, false)[0],
            (Judgement::Skipped, "Not verified".into())
        );
        assert_eq!(texts(&report, true)[1].1, "No fitting key");
    }

    #[test]
    fn titles_follow_the_type_and_the_claims() {
        assert_eq!(
            title(&token(&[("nonce", 1), ("sub", 1)], vec![])),
            "ID token"
        );
        assert_eq!(title(&token(&[("scope", 1)], vec![])), "Access token");
        assert_eq!(title(&token(&[("sub", 1)], vec![])), "Signed token");
        assert_eq!(title(&Report::new(Kind::Unknown, "")), "Not recognised");
        let mut typed = token(&[("sub", 1)], vec![]);
        typed.header = Some(Json::Object(vec![(
            "typ".into(),
            Json::String("application/AT+JWT".into()),
        )]));
        assert_eq!(title(&typed), "Access token");
    }
}
