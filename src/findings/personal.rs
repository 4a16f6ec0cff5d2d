//! Secrets and personal data in claims: a signed token is readable for whoever holds it.

use super::Rule;
use super::token::Token;
use super::words::{listed, quoted};
use crate::report::{Finding, Json, Reference, Severity};

pub(super) const SECRET: Rule = Rule {
    id: "secret-in-claims",
    severity: Severity::High,
    title: "Secret in the claims",
    meaning: "A claim holds a password, a private key or another secret, and everybody who gets the token can read it",
    reference: Reference::rfc(7519, "12"),
};

pub(super) const NUMBER: Rule = Rule {
    id: "personal-number",
    severity: Severity::Medium,
    title: "Personal number",
    meaning: "A claim holds a number of a payment card or of a person's papers",
    reference: Reference::rfc(7519, "12"),
};

pub(super) const DATA: Rule = Rule {
    id: "personal-data",
    severity: Severity::Info,
    title: "Personal data",
    meaning: "Claims hold an e-mail address or other personal data, readable for whoever gets the token",
    reference: Reference::rfc(7519, "12"),
};

/// Names of claims that hold a secret, in lower case and without what joins their words.
const SECRETS: [&str; 20] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "passwordhash",
    "hashedpassword",
    "secret",
    "secretkey",
    "clientsecret",
    "appsecret",
    "apisecret",
    "sharedsecret",
    "privatekey",
    "apikey",
    "signingkey",
    "encryptionkey",
    "awssecretaccesskey",
    "secretaccesskey",
    "dbpassword",
    "databasepassword",
];

/// Names of claims that hold a number of a person or of a card.
const NUMBERS: [&str; 13] = [
    "ssn",
    "socialsecuritynumber",
    "socialsecurity",
    "nationalid",
    "nationalidnumber",
    "nationalinsurancenumber",
    "passportnumber",
    "taxid",
    "taxpayerid",
    "creditcard",
    "creditcardnumber",
    "cardnumber",
    "cvv",
];

/// Names of claims that hold other personal data (OpenID Connect Core §5.1).
const PERSONAL: [&str; 6] = [
    "phonenumber",
    "address",
    "birthdate",
    "dateofbirth",
    "gender",
    "ipaddr",
];

/// More names than this are not listed.
const MAX_NAMES: usize = 100;

/// A claim that is looked at: its name, and its value as text.
struct Leaf<'t> {
    /// As it is written.
    name: &'t str,
    /// In lower case, without `_`, `-`, `.` and white space.
    bare: String,
    value: &'t str,
}

/// Names of the claims of which something holds, each once.
fn named(token: &Token<'_>, holds: impl Fn(&Leaf<'_>) -> bool) -> Vec<String> {
    let mut names = Vec::new();
    for (name, value) in token.claims() {
        walk(name, value, &mut |leaf| {
            let shown = quoted(leaf.name);
            if names.len() < MAX_NAMES && holds(&leaf) && !names.contains(&shown) {
                names.push(shown);
            }
        });
    }
    names
}

/// Every text and number, with the name of the member that it stands in.
fn walk<'t>(name: &'t str, value: &'t Json, visit: &mut impl FnMut(Leaf<'t>)) {
    match value {
        Json::String(value) | Json::Number(value) if !value.is_empty() => visit(Leaf {
            name,
            bare: bare(name),
            value,
        }),
        Json::Array(values) => values.iter().for_each(|value| walk(name, value, visit)),
        Json::Object(members) => members.iter().for_each(|(n, value)| walk(n, value, visit)),
        _ => {}
    }
}

/// A name as it is compared. Of one in a namespace (`https://example.com/email`) only the end.
fn bare(name: &str) -> String {
    let end = name.rsplit(['/', ':', '#']).next().unwrap_or(name);
    let letters = end.chars().filter(|c| c.is_alphanumeric());
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// Names or values that are secrets.
pub(super) fn secret(token: &Token<'_>) -> Option<Finding> {
    let names = named(token, |leaf| {
        let is_named = SECRETS.contains(&leaf.bare.as_str());
        is_named && !is_method(leaf) || is_private_key(leaf.value)
    });
    if names.is_empty() {
        return None;
    }
    let detail = format!(
        "{}: a signature does not hide anything, so take it as known, change it, and keep secrets \
         out of tokens",
        listed(&names)
    );
    Some(SECRET.found(Severity::High, detail))
}

/// Whether a claim only names a way to sign in, as `amr` does.
fn is_method(leaf: &Leaf<'_>) -> bool {
    matches!(leaf.value, "true" | "false" | "required" | "none" | "null")
}

fn is_private_key(value: &str) -> bool {
    value.contains("-----BEGIN ") && value.contains("PRIVATE KEY-----")
}

/// Payment cards, and the numbers of a person's papers.
pub(super) fn number(token: &Token<'_>) -> Option<Finding> {
    let names = named(token, |leaf| {
        let is_named = NUMBERS.contains(&leaf.bare.as_str());
        is_named || !is_id(&leaf.bare) && is_card(leaf.value)
    });
    if names.is_empty() {
        return None;
    }
    let detail = format!(
        "{}: it is readable for whoever gets the token and ends up in logs; put an id in its place \
         that means nothing elsewhere, or encrypt the token",
        listed(&names)
    );
    Some(NUMBER.found(Severity::Medium, detail))
}

/// Whether a name says that its value is an id or a time: one in ten has the check digit of a card.
fn is_id(bare: &str) -> bool {
    const ENDS: [&str; 7] = ["id", "sub", "jti", "sid", "nonce", "hash", "at"];
    const WHOLE: [&str; 5] = ["exp", "nbf", "iat", "authtime", "identities"];
    ENDS.iter().any(|end| bare.ends_with(end)) || WHOLE.contains(&bare)
}

/// Whether a text is the number of a payment card: the length and the beginning of a known scheme,
/// and the check digit of Luhn.
fn is_card(text: &str) -> bool {
    const MOST: usize = 23;
    if text.len() > MOST {
        return false;
    }
    let is_grouped = text.contains([' ', '-']);
    let groups_fit = || {
        text.split([' ', '-'])
            .all(|part| (3..=6).contains(&part.len()))
    };
    if is_grouped && !groups_fit() {
        return false;
    }
    let mut digits = Vec::with_capacity(text.len());
    for c in text.chars().filter(|c| !matches!(c, ' ' | '-')) {
        match c.to_digit(10) {
            Some(digit) => digits.push(digit),
            None => return false,
        }
    }
    is_scheme(&digits) && has_luhn(&digits)
}

/// Whether the beginning and the length are those of a card scheme (ISO/IEC 7812).
fn is_scheme(digits: &[u32]) -> bool {
    let first = |n: usize| {
        let digits = digits.get(..n).unwrap_or_default();
        digits.iter().fold(0, |number, digit| number * 10 + digit)
    };
    match digits.len() {
        16 => {
            first(1) == 4
                || (51..=55).contains(&first(2))
                || (2221..=2720).contains(&first(4))
                || first(4) == 6011
                || first(2) == 65
                || (3528..=3589).contains(&first(4))
                || first(2) == 62
        }
        15 => matches!(first(2), 34 | 37),
        14 => matches!(first(2), 36 | 38),
        _ => false,
    }
}

fn has_luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits.iter().rev().enumerate().fold(0, |sum, (i, digit)| {
        let doubled = if i % 2 == 1 { digit * 2 } else { *digit };
        sum + doubled / 10 + doubled % 10
    });
    sum.is_multiple_of(10)
}

/// E-mail addresses and what else OpenID Connect counts as a person's.
pub(super) fn data(token: &Token<'_>) -> Option<Finding> {
    let names = named(token, |leaf| {
        PERSONAL.contains(&leaf.bare.as_str()) || is_email(leaf.value)
    });
    if names.is_empty() {
        return None;
    }
    let detail = format!(
        "{}: that is what ID tokens are for; keep such tokens out of URLs and logs, and leave out \
         what the reader does not need",
        listed(&names)
    );
    Some(DATA.found(Severity::Info, detail))
}

/// Whether a text is an address of e-mail, as far as one can tell without sending one.
fn is_email(text: &str) -> bool {
    const LONGEST: usize = 254;
    let is_plain = |c: char| !c.is_whitespace() && !matches!(c, '/' | ':' | '@' | '"');
    text.len() <= LONGEST
        && text.split_once('@').is_some_and(|(local, domain)| {
            let labels = domain.split('.').filter(|label| !label.is_empty()).count();
            !local.is_empty()
                && labels >= 2
                && labels == domain.split('.').count()
                && local.chars().chain(domain.chars()).all(is_plain)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_are_known_by_scheme_and_check_digit() {
        for card in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "5555-5555-5555-4444",
            "378282246310005",
            "3782 822463 10005",
            "6011111111111117",
            "3530111333300000",
        ] {
            assert!(is_card(card), "{card}");
        }
        for other in [
            "4111111111111112",
            "1795446000000",
            "1111111111111117",
            "411111111111111",
            "4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1",
            "4111.1111.1111.1111",
            "",
        ] {
            assert!(!is_card(other), "{other}");
        }
    }

    #[test]
    fn addresses_are_told_from_handles_and_urls() {
        assert!(is_email("ada@northwind.example"));
        for other in [
            "ada",
            "@ada",
            "ada@localhost",
            "a@b@c.example",
            "ada@x..example",
            "https://ada@x.example/",
            "acct:ada@x.example",
        ] {
            assert!(!is_email(other), "{other}");
        }
    }

    #[test]
    fn names_are_compared_by_their_letters() {
        for name in [
            "client_secret",
            "clientSecret",
            "https://x.example/client-secret",
        ] {
            assert_eq!(bare(name), "clientsecret");
        }
    }
}
