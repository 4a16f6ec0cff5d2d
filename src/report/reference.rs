//! The standard, and the section of it, that a sentence rests on.

use serde::{Serialize, Serializer};
use std::fmt;

/// A section of a standard. Prints as people cite it: `RFC 7519 §4.1.4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    document: Document,
    section: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Document {
    Rfc(u16),
    OpenIdCore,
    OpenIdBackChannelLogout,
    SdJwtVc,
    Paseto,
    Page(&'static str, &'static str),
}

impl Reference {
    /// A section of an RFC.
    pub const fn rfc(number: u16, section: &'static str) -> Self {
        Self {
            document: Document::Rfc(number),
            section,
        }
    }

    /// A section of OpenID Connect Core 1.0.
    pub const fn openid_core(section: &'static str) -> Self {
        Self {
            document: Document::OpenIdCore,
            section,
        }
    }

    /// A section of OpenID Connect Back-Channel Logout 1.0.
    pub const fn openid_back_channel_logout(section: &'static str) -> Self {
        Self {
            document: Document::OpenIdBackChannelLogout,
            section,
        }
    }

    /// A section of SD-JWT-based Verifiable Credentials (draft-ietf-oauth-sd-jwt-vc).
    pub const fn sd_jwt_vc(section: &'static str) -> Self {
        Self {
            document: Document::SdJwtVc,
            section,
        }
    }

    /// A document of the PASETO specification.
    pub const fn paseto(section: &'static str) -> Self {
        Self {
            document: Document::Paseto,
            section,
        }
    }

    /// What a service writes about itself: the name of the page, and its address.
    pub const fn page(name: &'static str, url: &'static str) -> Self {
        Self {
            document: Document::Page(name, url),
            section: "",
        }
    }

    /// The address at which the section can be read.
    pub fn url(&self) -> String {
        match self.document {
            Document::Rfc(number) if self.section.is_empty() => {
                format!("https://www.rfc-editor.org/rfc/rfc{number}")
            }
            Document::Rfc(number) => {
                let section = self.section;
                format!("https://www.rfc-editor.org/rfc/rfc{number}#section-{section}")
            }
            Document::OpenIdCore => {
                "https://openid.net/specs/openid-connect-core-1_0.html".to_owned()
            }
            Document::OpenIdBackChannelLogout => {
                "https://openid.net/specs/openid-connect-backchannel-1_0.html".to_owned()
            }
            Document::SdJwtVc => {
                "https://datatracker.ietf.org/doc/draft-ietf-oauth-sd-jwt-vc/".to_owned()
            }
            Document::Paseto => "https://github.com/paseto-standard/paseto-spec".to_owned(),
            Document::Page(_, url) => url.to_owned(),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.document {
            Document::Rfc(number) => write!(f, "RFC {number}")?,
            Document::OpenIdCore => f.write_str("OpenID Core")?,
            Document::OpenIdBackChannelLogout => f.write_str("OpenID Back-Channel Logout")?,
            Document::SdJwtVc => f.write_str("SD-JWT VC")?,
            Document::Paseto => f.write_str("PASETO")?,
            Document::Page(name, _) => f.write_str(name)?,
        }
        match self.document {
            _ if self.section.is_empty() => {}
            // Its parts have names.
            Document::Paseto => write!(f, " {}", self.section)?,
            _ => write!(f, " §{}", self.section)?,
        }
        Ok(())
    }
}

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_cited_and_linked() {
        let exp = Reference::rfc(7519, "4.1.4");
        assert_eq!(exp.to_string(), "RFC 7519 §4.1.4");
        assert_eq!(
            exp.url(),
            "https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4"
        );
        assert_eq!(Reference::rfc(8725, "").to_string(), "RFC 8725");
    }
}
