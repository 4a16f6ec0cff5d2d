//! `kid`: an id that looks like an attempt to make the reader look up something else.

use super::Rule;
use super::token::Signed;
use super::words::quoted;
use crate::report::{Finding, Json, Reference, Severity};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub(super) const KID: Rule = Rule {
    id: "kid-shape",
    severity: Severity::High,
    title: "Odd key id",
    meaning: "kid holds what means something to a file system, a shell or a database",
    reference: Reference::rfc(8725, "3.10"),
};

/// A `kid` that is no string, or holds more than a name.
pub(super) fn kid(signed: &Signed<'_>) -> Option<Finding> {
    let kid = match signed.member("kid")? {
        Json::String(kid) => kid,
        other => {
            let detail = format!(
                "kid is {}: readers that look it up as it is may find another key or none; have \
                 the issuer write it as a string",
                other.type_name()
            );
            return Some(KID.found(Severity::Low, detail));
        }
    };
    let (severity, what) = oddity(kid)?;
    let advice = if severity == Severity::Info {
        "look keys up in a fixed set and never fetch it"
    } else {
        "look keys up in a fixed set, and never use kid to build a path, a command or a query"
    };
    let detail = format!("kid {} {what}: {advice}", quoted(kid));
    Some(KID.found(severity, detail))
}

/// What is odd about a key id. Ids in base64 may hold `/`, `+` and `--`, and ids may be URNs, DIDs
/// or anything else that names a key.
fn oddity(kid: &str) -> Option<(Severity, &'static str)> {
    let text = unescaped(kid);
    let has = |part: &str| text.contains(part);
    if text.contains('\0') {
        return Some((
            Severity::High,
            "holds a NUL, where some readers see its end",
        ));
    }
    let is_step = |part: &str| part == "..";
    if text.split(['/', '\\']).any(is_step) && (has("/") || has("\\") || text == "..") {
        return Some((Severity::High, "climbs out of a folder"));
    }
    if has("file:") {
        return Some((Severity::High, "names a file"));
    }
    if text.starts_with('/') && !is_base64(kid) {
        return Some((Severity::High, "is a path from the root"));
    }
    let spaced = text.replace("/**/", " ").replace(['\t', '\n', '+'], " ");
    if spaced.contains(" union ") || is_comment(&text) {
        return Some((Severity::High, "holds SQL"));
    }
    if has("'") || has("\"") || has("`") {
        return Some((
            Severity::Medium,
            "holds a quote, which ends a text in a query",
        ));
    }
    if has("|") {
        return Some((Severity::Medium, "holds a |, which starts a command"));
    }
    if has("\\") {
        return Some((
            Severity::Medium,
            "holds a backslash, which escapes or parts a path",
        ));
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        return Some((Severity::Info, "is a URL"));
    }
    None
}

/// In lower case, with the percent escapes of what is looked for.
fn unescaped(kid: &str) -> String {
    const ESCAPES: [(&str, &str); 7] = [
        ("%00", "\0"),
        ("%2e", "."),
        ("%2f", "/"),
        ("%5c", "\\"),
        ("%27", "'"),
        ("%7c", "|"),
        ("%20", " "),
    ];
    let mut text = kid.to_ascii_lowercase();
    for (escape, c) in ESCAPES {
        text = text.replace(escape, c);
    }
    text
}

/// Whether it could be a hash or random bytes in base64, whose alphabet has `/`. It then has
/// capitals and digits, which a path seldom has.
fn is_base64(kid: &str) -> bool {
    const FEWEST_BYTES: usize = 16;
    let bytes = STANDARD.decode(kid);
    let has = |is: fn(&char) -> bool| kid.chars().any(|c| is(&c));
    bytes.is_ok_and(|bytes| bytes.len() >= FEWEST_BYTES)
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_digit)
}

/// Whether a comment of SQL begins after what would end a text, not within an id of base64url.
fn is_comment(text: &str) -> bool {
    text.match_indices("--").any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        before.is_some_and(|c| matches!(c, ' ' | '\'' | '"' | ';' | ')' | '+'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_attackers_write_is_named() {
        for kid in [
            "../../dev/null",
            "..",
            "keys/..\\..\\x",
            "%2e%2e%2fetc/passwd",
            "/dev/null",
            "/var/lib/keys/issuers/id",
            "file:///etc/passwd",
            "a\0b",
            "x' UNION SELECT 'k",
            "x'/**/union/**/select 1",
            "1;-- ",
            "key|id",
            "a\"b",
            "a\\b",
        ] {
            let found = oddity(kid);
            assert!(
                found.is_some_and(|(s, _)| s >= Severity::Medium),
                "{kid:?} {found:?}"
            );
        }
        let url = oddity("https://vault.example/keys/a/1").unwrap();
        assert_eq!(url.0, Severity::Info);
    }

    #[test]
    fn what_issuers_write_is_not() {
        for kid in [
            "2026-09",
            "a..b",
            "Ab--cd_--x",
            "/ybXELQeodz937aPp7e0QYFAsc8mm4/twQhDKLlP5NI=",
            "did:example:123#key-1",
            "urn:uuid:6a7d0c0e",
            "keys/2026/1",
            "NjVBRjY5MDlCMUIwNzU4RTA2QzZFMDQ4QzQ2MDAyQjVDNjk1RTM2Qg",
            "union",
            "reunion city",
            "CN=Issuing CA, O=Example",
            "",
        ] {
            assert_eq!(oddity(kid), None, "{kid:?}");
        }
    }
}
