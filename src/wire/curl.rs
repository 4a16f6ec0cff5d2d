//! A request as a command line, to be tried in a terminal.

use super::{Method, Request, Show};
use crate::report::shell_word;

/// The request as a `curl` command for a POSIX shell, on one line. What is masked stands as
/// `[redacted]`; revealed it holds the secrets, which a terminal then keeps in its history.
pub fn as_curl(request: &Request, show: Show) -> String {
    let mut words = vec!["curl".to_owned()];
    let body = request.body.text(show);
    // With a body curl posts by itself.
    if request.method == Method::Post && body.is_none() {
        words.push("-X POST".to_owned());
    }
    let url = request.full_url(show);
    // Of a trace from a file nothing says that its addresses are such.
    if url.starts_with('-') {
        words.push("--url".to_owned());
    }
    words.push(shell_word(&url));
    if let Some(content_type) = request.body.content_type() {
        words.push(format!(
            "-H {}",
            shell_word(&format!("Content-Type: {content_type}"))
        ));
    }
    for header in &request.headers {
        let text = format!("{}: {}", header.name, header.value.text(show));
        words.push(format!("-H {}", shell_word(&text)));
    }
    if let Some(body) = body {
        // --data would read a file where the body begins with @.
        words.push(format!("--data-raw {}", shell_word(&body)));
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Field, Value, shell};

    #[test]
    fn the_command_is_read_back_as_what_it_was() {
        let form = vec![
            Field::plain("grant_type", "it's $(id) `x`"),
            Field::secret("code", "hunter2"),
        ];
        let mut request = Request::post("https://id.example/token?a=b", form);
        request = request.with_header("Authorization", Value::partly("Basic ", "hunter2"));
        request = request.with_header("X-Note", Value::plain("it's \"so\""));
        let masked = as_curl(&request, Show::Masked);
        assert_eq!(
            masked,
            "curl 'https://id.example/token?a=b' \
             -H 'Content-Type: application/x-www-form-urlencoded' \
             -H 'Authorization: Basic [redacted]' -H 'X-Note: it'\\''s \"so\"' \
             --data-raw 'grant_type=it%27s+%24%28id%29+%60x%60&code=[redacted]'"
        );
        let words = shell::first_command(&as_curl(&request, Show::Revealed)).words;
        assert!(
            words.contains(&"X-Note: it's \"so\"".to_owned()),
            "{words:?}"
        );
        assert!(words.contains(&"Authorization: Basic hunter2".to_owned()));
        let get = as_curl(&Request::get("https://id.example/jwks"), Show::Masked);
        assert_eq!(get, "curl 'https://id.example/jwks'");
        let mut post = Request::post("https://id.example/x", Vec::new());
        post.body = crate::wire::Body::None;
        assert_eq!(
            as_curl(&post, Show::Masked),
            "curl -X POST 'https://id.example/x'"
        );
    }
}
