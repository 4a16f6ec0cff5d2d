//! What a browser brought back.

use crate::report::Secret;
use url::form_urlencoded;

/// How an answer comes back (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode §2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query.
    #[default]
    Query,
    /// In the fragment, which a page has to send on: a browser keeps it to itself.
    Fragment,
    /// In a form that the browser posts.
    FormPost,
}

/// A request to the redirect URI. What it holds is secret, and prints as such.
#[derive(Clone, Debug)]
pub struct CallbackRequest {
    /// How the answer came, which is not always how it was asked for: a provider that does not know
    /// a mode says so in the query.
    pub mode: ResponseMode,
    /// The parameters as they came: a query or a form, encoded.
    pub parameters: Secret,
}

impl CallbackRequest {
    /// Takes the parameters over, encoded as a form (URL Standard §5.1).
    pub fn new(mode: ResponseMode, parameters: Secret) -> Self {
        Self { mode, parameters }
    }

    /// The parameters, decoded, in their order; a name that came twice stands here twice.
    pub fn pairs(&self) -> Vec<(String, Secret)> {
        let pairs = form_urlencoded::parse(self.parameters.expose());
        pairs
            .map(|(name, value)| (name.into_owned(), Secret::from(value.into_owned())))
            .collect()
    }

    /// The first value of a name. Only for what is no secret.
    pub(super) fn plain(&self, name: &str) -> Option<String> {
        let mut pairs = form_urlencoded::parse(self.parameters.expose());
        let found = pairs.find(|(found, _)| found == name);
        found.map(|(_, value)| value.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded_in_their_order_and_never_printed() {
        let text = "code=a%2Bb+c&state=1&state=2&flag";
        let request = CallbackRequest::new(ResponseMode::Query, Secret::from(text.to_owned()));
        let pairs = request.pairs();
        let pairs: Vec<_> = pairs.iter().map(|(n, v)| (n.as_str(), v.expose())).collect();
        let wanted: [(&str, &[u8]); 4] =
            [("code", b"a+b c"), ("state", b"1"), ("state", b"2"), ("flag", b"")];
        assert_eq!(pairs, wanted);
        assert!(!format!("{request:?}").contains("code"));
    }
}
