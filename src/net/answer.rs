//! What a server answered.

use super::{Address, FetchError, clock};

/// A successful answer, unpacked and within the limits.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Who answered, after redirects.
    pub address: Address,
    /// What.
    pub body: Vec<u8>,
    /// What it calls that, without parameters, in lower case (RFC 9110 §8.3).
    pub content_type: Option<String>,
    /// When it was given, by the server's clock, in Unix seconds (RFC 9110 §6.6.1).
    pub(super) date: Option<i64>,
    /// How many seconds it then lay in a cache (RFC 9111 §5.1).
    pub(super) age: u64,
    /// What a person should know about it, each a sentence without a capital.
    pub notes: Vec<String>,
}

impl Answer {
    /// By how many seconds a clock that shows `now` is ahead of the server's; less than zero where
    /// it is behind, nothing where it is right or the server says no time.
    pub fn clock_difference(&self, now: i64) -> Option<i64> {
        clock::difference(self.date?, self.age, now)
    }

    /// Sees whether this can be JSON, whatever it is called. A wrong content type is let pass, and
    /// noted.
    ///
    /// # Errors
    /// [`FetchError::Empty`] and [`FetchError::Html`].
    pub fn as_json(&mut self) -> Result<&[u8], FetchError> {
        let place = self.address.place();
        let body = self.body.trim_ascii_start();
        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
        let first = body.trim_ascii_start().first().copied();
        let called = self.content_type.as_deref();
        let is_called_page = matches!(called, Some("text/html" | "application/xhtml+xml"));
        match first {
            None => return Err(FetchError::Empty(place)),
            Some(b'<') => return Err(FetchError::Html(place)),
            Some(c) if is_called_page && !matches!(c, b'{' | b'[' | b'-') => {
                return Err(FetchError::Html(place));
            }
            Some(_) => {}
        }
        let is_json = |name: &str| name == "application/json" || name.ends_with("+json");
        match called {
            Some(name) if is_json(name) => {}
            Some(name) => {
                let name: String = name.chars().take(60).collect();
                self.notes.push(format!("{place} calls its JSON {name:?}"));
            }
            None => self.notes.push(format!("{place} gives its JSON no type")),
        }
        Ok(&self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str, content_type: Option<&str>) -> Answer {
        Answer {
            address: Address::parse("https://keys.example/jwks?s=1", &[]).unwrap(),
            body: body.as_bytes().to_vec(),
            content_type: content_type.map(str::to_owned),
            date: None,
            age: 0,
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_web_page_is_told_from_json_by_what_it_holds() {
        let page = FetchError::Html("keys.example/jwks".into());
        let json = Some("application/json");
        let html = Some("text/html");
        assert_eq!(answer("<!DOCTYPE html>", json).as_json(), Err(page.clone()));
        assert_eq!(answer("\u{feff} <html>", None).as_json(), Err(page.clone()));
        assert_eq!(answer("Sign in first", html).as_json(), Err(page));
        assert!(answer("{}", html).as_json().is_ok());
        let empty = FetchError::Empty("keys.example/jwks".into());
        assert_eq!(answer(" \n", json).as_json(), Err(empty));
    }

    #[test]
    fn a_wrong_content_type_is_noted() {
        for (called, notes) in [
            (Some("application/json"), 0),
            (Some("application/jwk-set+json"), 0),
            (Some("text/plain"), 1),
            (None, 1),
        ] {
            let mut answer = answer("{}", called);
            assert!(answer.as_json().is_ok());
            assert_eq!(answer.notes.len(), notes, "{called:?}");
        }
    }
}
