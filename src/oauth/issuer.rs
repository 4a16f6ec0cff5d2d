//! An issuer, and the addresses at which its metadata may stand.

use crate::validation::{TENANT, is_tenant};
use std::fmt;
use url::Url;

/// Where a token may have come from through metadata that are for every tenant.
const EVERY_TENANT: &[&str] = &["common", "organizations", "consumers"];

/// Why a text is no issuer whose keys can be looked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssuerError {
    /// It is not a URL.
    #[error(
        "the issuer {0} is no web address, so its keys cannot be looked for; give their address"
    )]
    NotAnAddress(String),
    /// It has a query or a fragment, or it holds a user name.
    #[error(
        "the issuer {0} has a query, a fragment or a user name, which no issuer may have (RFC 8414 §2)"
    )]
    Parts(String),
    /// It names every tenant, and the token none.
    #[error("the issuer {0} is that of every tenant, and the token has no tid that names one")]
    NoTenant(String),
}

/// An issuer as it is written, to the letter, and as an address (RFC 8414 §2).
#[derive(Clone, PartialEq, Eq)]
pub struct Issuer {
    text: String,
    url: Url,
    tenant: Option<String>,
}

impl Issuer {
    /// Reads an issuer. `tid` is the tenant that the token names, where it does: it takes the place
    /// of Entra's `{tenantid}`. Whether the address may be asked is not judged here.
    ///
    /// # Errors
    /// [`IssuerError`].
    pub fn parse(text: &str, tid: Option<&str>) -> Result<Self, IssuerError> {
        let tenant = tid.filter(|tid| is_tenant(tid)).map(str::to_owned);
        let text = match &tenant {
            Some(tid) => text.replace(TENANT, tid),
            None if text.contains(TENANT) => return Err(IssuerError::NoTenant(shown(text))),
            None => text.to_owned(),
        };
        let no_address = || IssuerError::NotAnAddress(shown(&text));
        let url = Url::parse(&text).map_err(|_| no_address())?;
        // A URL is read without white space; a claim is compared with it.
        let is_as_written = !text.chars().any(|c| c.is_whitespace() || c.is_control());
        if !is_as_written || !matches!(url.scheme(), "https" | "http") {
            return Err(no_address());
        }
        let has_user = !url.username().is_empty() || url.password().is_some();
        if has_user || url.query().is_some() || url.fragment().is_some() {
            let mut bare = url;
            bare.set_query(None);
            bare.set_fragment(None);
            let _ = bare.set_username("");
            let _ = bare.set_password(None);
            return Err(IssuerError::Parts(shown(bare.as_str())));
        }
        Ok(Self { text, url, tenant })
    }

    /// The issuer, to the letter.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The addresses at which its metadata may stand, in the order in which they are to be tried:
    /// OpenID Connect Discovery §4, RFC 8414 §3.1, and the form of RFC 8414 §5 for both.
    pub fn metadata_urls(&self) -> Vec<String> {
        let path = self.url.path().trim_end_matches('/');
        let at = |path: String| {
            let mut url = self.url.clone();
            url.set_path(&path);
            String::from(url)
        };
        let mut urls = vec![
            at(format!("{path}/.well-known/openid-configuration")),
            at(format!("/.well-known/oauth-authorization-server{path}")),
        ];
        if !path.is_empty() {
            urls.push(at(format!("/.well-known/openid-configuration{path}")));
        }
        urls
    }

    /// The issuer that metadata speak for, where they state this one: itself, to the letter, or
    /// the token's tenant where they state Entra's `{tenantid}`.
    pub(super) fn stated_as(&self, stated: &str) -> Option<String> {
        if stated == self.text {
            return Some(self.text.clone());
        }
        if !stated.contains(TENANT) {
            return None;
        }
        // The tenant is a part of the path. In the host's place it would speak for another host.
        let is_same_host = |named: &String| {
            Url::parse(named).is_ok_and(|named| named.origin() == self.url.origin())
        };
        let named = self
            .tenant
            .as_deref()
            .map(|tid| stated.replace(TENANT, tid))
            .filter(is_same_host);
        let is_asked = |tenant: &str| stated.replace(TENANT, tenant) == self.text;
        let is_asked_of_every = || EVERY_TENANT.iter().any(|tenant| is_asked(tenant));
        named.filter(|named| *named == self.text || is_asked_of_every())
    }

    /// Whether metadata that were asked of every tenant state Entra's template: which tenant it is
    /// will be said by the token. It stands for a part of the path: in the host's place the token
    /// would choose for which host the metadata speak.
    pub(super) fn is_template(&self, stated: &str) -> bool {
        let is_asked = |tenant: &&str| stated.replace(TENANT, tenant) == self.text;
        let other = Url::parse(&stated.replace(TENANT, "other"));
        let is_same_host = other.is_ok_and(|other| other.origin() == self.url.origin());
        stated.contains(TENANT) && is_same_host && EVERY_TENANT.iter().any(is_asked)
    }

    /// Whether it is that of every tenant, which no token names as its issuer.
    pub(super) fn is_of_every_tenant(&self) -> bool {
        let mut parts = self.url.path_segments().into_iter().flatten();
        parts.any(|part| EVERY_TENANT.contains(&part))
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A text from outside as it fits into a sentence.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 120;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TID: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

    fn urls(issuer: &str) -> Vec<String> {
        Issuer::parse(issuer, None).unwrap().metadata_urls()
    }

    #[test]
    fn the_well_known_forms_are_tried_in_order() {
        let bare = [
            "https://id.example/.well-known/openid-configuration",
            "https://id.example/.well-known/oauth-authorization-server",
        ];
        assert_eq!(urls("https://id.example"), bare);
        assert_eq!(urls("https://id.example/"), bare);
        let with_path = [
            "https://id.example:8443/realms/a/.well-known/openid-configuration",
            "https://id.example:8443/.well-known/oauth-authorization-server/realms/a",
            "https://id.example:8443/.well-known/openid-configuration/realms/a",
        ];
        assert_eq!(urls("https://id.example:8443/realms/a"), with_path);
        assert_eq!(urls("https://id.example:8443/realms/a/"), with_path);
    }

    #[test]
    fn what_is_no_issuer_is_refused_in_a_sentence() {
        let refused = |text: &str| Issuer::parse(text, None).unwrap_err();
        for text in [
            "joe",
            "",
            "accounts.google.com",
            "mailto:a@b",
            "file:///etc/passwd",
            "https://id.exam\nple",
            " https://id.example",
        ] {
            assert_eq!(refused(text), IssuerError::NotAnAddress(shown(text)));
        }
        for text in [
            "https://id.example/?key=hunter2",
            "https://id.example/#hunter2",
            "https://ada:hunter2@id.example/",
        ] {
            let said = refused(text).to_string();
            assert!(
                said.contains("https://id.example/") && !said.contains("hunter2"),
                "{said}"
            );
        }
        assert!(refused(&"x".repeat(9_999)).to_string().len() < 300);
    }

    #[test]
    fn the_tenant_of_the_token_takes_the_place_of_entras_template() {
        let template = "https://login.microsoftonline.com/{tenantid}/v2.0";
        let whole = format!("https://login.microsoftonline.com/{TID}/v2.0");
        let issuer = Issuer::parse(template, Some(TID)).unwrap();
        assert_eq!(issuer.as_str(), whole);
        assert_eq!(issuer.stated_as(template), Some(whole.clone()));
        let common = "https://login.microsoftonline.com/common/v2.0";
        let common = Issuer::parse(common, Some(TID)).unwrap();
        assert_eq!(common.stated_as(template), Some(whole));
        for bad in [
            None,
            Some(""),
            Some("a/../b"),
            Some("{tenantid}"),
            Some(".."),
        ] {
            let refused = Issuer::parse(template, bad).unwrap_err();
            assert_eq!(refused, IssuerError::NoTenant(shown(template)), "{bad:?}");
        }
    }

    /// A host called `common` speaks for no other host.
    #[test]
    fn the_tenant_stands_for_a_part_of_the_path_and_never_for_the_host() {
        for (asked, stated, tid) in [
            ("https://common/", "https://{tenantid}/", "id.example"),
            (
                "https://common.id.example/",
                "https://{tenantid}.id.example/",
                "a",
            ),
        ] {
            let issuer = Issuer::parse(asked, Some(tid)).unwrap();
            assert_eq!(issuer.stated_as(stated), None, "{stated}");
            assert!(!issuer.is_template(stated), "{stated}");
        }
        let every = Issuer::parse("https://id.example/common/v2.0", None).unwrap();
        assert!(every.is_template("https://id.example/{tenantid}/v2.0"));
        assert!(every.is_of_every_tenant());
        let one = Issuer::parse("https://common.id.example/a", None).unwrap();
        assert!(!one.is_of_every_tenant());
    }

    #[test]
    fn another_issuer_is_another_to_the_letter() {
        let issuer = Issuer::parse("https://id.example/a", Some(TID)).unwrap();
        assert!(issuer.stated_as("https://id.example/a").is_some());
        for other in [
            "https://id.example/a/",
            "https://ID.example/a",
            "https://id.example:443/a",
            "https://id.example/{tenantid}",
            "{tenantid}",
        ] {
            assert_eq!(issuer.stated_as(other), None, "{other}");
        }
    }
}
