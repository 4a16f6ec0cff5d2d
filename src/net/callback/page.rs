//! The pages that a browser is shown. They load nothing, hold nothing of the answer but the
//! provider's own words where it refuses, and lead nowhere.

use crate::jose::random_id;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

/// More of what a provider says is no sentence for a person.
const MAX_SAID: usize = 500;

const STYLE: &str = "\
:root{color-scheme:light dark;--bg:#f5f6f8;--card:#fff;--line:#e0e3e8;--text:#2b313a;--strong:#0b0e12}\
@media(prefers-color-scheme:dark){:root{--bg:#101215;--card:#17191d;--line:#272b31;--text:#c6cbd3;--strong:#f2f4f7}}\
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--text);\
font:16px/1.5 system-ui,sans-serif}\
main{max-width:34rem;margin:1.5rem;padding:1.5rem 2rem;background:var(--card);border:1px solid var(--line);\
border-radius:12px;overflow-wrap:anywhere}\
h1{margin:0 0 .5rem;font-size:1.25rem;color:var(--strong)}p{margin:.5rem 0}\
button{font:inherit;padding:.4rem 1rem}";

/// Takes what came out of the address, so that neither the history nor a glance keeps it.
const CLEAR: &str = "history.replaceState(null,\"\",location.pathname)";

/// Sends the fragment on, which a browser keeps to itself, and takes it out of the address.
const RELAY: &str = "\
const main=document.querySelector(\"main\"),sent=location.hash.slice(1);\
history.replaceState(null,\"\",location.pathname);\
if(sent){\
const form=document.createElement(\"form\");form.method=\"post\";form.action=main.dataset.relay;\
for(const [name,value] of new URLSearchParams(sent)){\
const input=document.createElement(\"input\");input.type=\"hidden\";input.name=name;input.value=value;form.append(input)}\
main.append(form);HTMLFormElement.prototype.submit.call(form)\
}else{main.querySelector(\"h1\").textContent=main.dataset.none}";

/// Posts the form that the page holds.
const POST: &str = "HTMLFormElement.prototype.submit.call(document.forms[0])";

/// What a page's script does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Clear,
    Relay,
    Post,
}

/// A page, not yet written out.
#[derive(Clone, Debug)]
pub(super) struct Page {
    status: StatusCode,
    /// The inside of `main`, escaped. Nothing for an answer without a page.
    inside: Option<String>,
    title: &'static str,
    script: Script,
    /// What `main` holds for the script: an attribute's name and value.
    data: String,
    allow: Option<&'static str>,
}

const BACK: &str = "You can close this window and go back to Tokenscope.";
const NO_ANSWER: &str = "This address holds no answer";

impl Page {
    fn new(status: StatusCode, title: &'static str, sentences: &[&str]) -> Self {
        let mut inside = format!("<h1>{}</h1>", escaped(title));
        for sentence in sentences {
            inside.push_str(&format!("<p>{}</p>", escaped(sentence)));
        }
        Self {
            status,
            inside: Some(inside),
            title,
            script: Script::Clear,
            data: String::new(),
            allow: None,
        }
    }

    /// An answer without a page.
    pub(super) fn bare(status: StatusCode) -> Self {
        Self {
            inside: None,
            ..Self::new(status, "", &[])
        }
    }

    /// What may be asked (RFC 9110 §9.3.7). Nothing is said of other origins, which none may.
    pub(super) fn options() -> Self {
        Self {
            allow: Some("GET, HEAD, POST, OPTIONS"),
            ..Self::bare(StatusCode::NO_CONTENT)
        }
    }

    /// A method that does not bring an answer here (RFC 9110 §15.5.6).
    pub(super) fn wrong_method(allow: &'static str) -> Self {
        Self {
            allow: Some(allow),
            ..Self::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "The answer did not come as it was asked for",
                &["Tokenscope still waits for it."],
            )
        }
    }

    /// It came.
    pub(super) fn arrived() -> Self {
        Self::new(StatusCode::OK, "Tokenscope has the answer", &[BACK])
    }

    /// The provider refused, in its own words.
    pub(super) fn failed(error: &str, description: Option<&str>) -> Self {
        let error = cut(error);
        let mut sentences = vec![format!("The provider answered: {error}")];
        sentences.extend(description.map(cut));
        sentences.push(BACK.to_owned());
        let sentences: Vec<_> = sentences.iter().map(String::as_str).collect();
        Self::new(StatusCode::OK, "The sign-in did not work", &sentences)
    }

    /// It is not the answer that was waited for.
    pub(super) fn refused(why: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "This answer was refused",
            &[why, BACK],
        )
    }

    /// There is nothing in it.
    pub(super) fn no_answer() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            NO_ANSWER,
            &["Tokenscope still waits for one: go on in the window in which you sign in."],
        )
    }

    /// An answer was here before.
    pub(super) fn used() -> Self {
        Self::new(
            StatusCode::GONE,
            "This address was already used",
            &["It takes one answer only.", BACK],
        )
    }

    /// The headers are too large.
    pub(super) fn overflow() -> Self {
        Self::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "The browser sent too much",
            &[
                "Its cookies for this machine are larger than Tokenscope reads; delete those of 127.0.0.1 and localhost, and load this page again.",
            ],
        )
    }

    /// The body is too large.
    pub(super) fn body_too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The answer is too large",
            &["Tokenscope still waits for one that it can read."],
        )
    }

    /// The body is no form.
    pub(super) fn no_form() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "This is not the form that was expected",
            &["Tokenscope still waits for it."],
        )
    }

    /// Sends the fragment of its address on to a path.
    pub(super) fn relay(path: &str) -> Self {
        let mut page = Self::new(StatusCode::OK, "One moment", &[]);
        page.script = Script::Relay;
        page.data = format!(
            " data-relay=\"{}\" data-none=\"{NO_ANSWER}\"",
            escaped(path)
        );
        if let Some(inside) = &mut page.inside {
            inside.push_str(
                "<noscript><p>The answer stands in the address of this page, and only a script can hand it on. Allow scripts for this page and load it again, or copy the whole address and paste it into Tokenscope.</p></noscript>",
            );
        }
        page
    }

    /// Posts fields to an address, at once or by its button.
    pub(super) fn post<'f>(
        action: &str,
        fields: impl Iterator<Item = (&'f str, std::borrow::Cow<'f, str>)>,
    ) -> Self {
        let mut page = Self::new(StatusCode::OK, "Signing out", &[]);
        page.script = Script::Post;
        if let Some(inside) = &mut page.inside {
            inside.push_str(&format!(
                "<form method=\"post\" action=\"{}\">",
                escaped(action)
            ));
            for (name, value) in fields {
                inside.push_str(&format!(
                    "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
                    escaped(name),
                    escaped(&value)
                ));
            }
            inside.push_str("<button>Go on to the provider</button></form>");
        }
        page
    }

    /// Writes it out.
    pub(super) fn response(self) -> Response<Full<Bytes>> {
        // Without randomness the page does without its script and its style.
        let nonce = random_id().unwrap_or_default();
        let mut response = Response::new(Full::default());
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        let mut set = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        set(header::CACHE_CONTROL, "no-store");
        set(header::REFERRER_POLICY, "no-referrer");
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        );
        set(header::CONTENT_SECURITY_POLICY, &self.policy(&nonce));
        if let Some(allow) = self.allow {
            set(header::ALLOW, allow);
        }
        if let Some(inside) = &self.inside {
            set(header::CONTENT_TYPE, "text/html; charset=utf-8");
            *response.body_mut() = Full::from(self.html(inside, &nonce));
        }
        response
    }

    /// What the page may do (Content Security Policy Level 3): run its own script, and post to
    /// where it says. That of a page which posts to a provider cannot be bound, since a browser
    /// holds what the provider redirects to against it too.
    fn policy(&self, nonce: &str) -> String {
        let own = match nonce {
            "" => String::new(),
            nonce => format!("; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'"),
        };
        let form = match self.script {
            Script::Clear => "; form-action 'none'",
            Script::Relay => "; form-action 'self'",
            Script::Post => "",
        };
        format!("default-src 'none'; base-uri 'none'; frame-ancestors 'none'{own}{form}")
    }

    fn html(&self, inside: &str, nonce: &str) -> String {
        let Self { title, data, .. } = self;
        let script = match self.script {
            Script::Clear => CLEAR,
            Script::Relay => RELAY,
            Script::Post => POST,
        };
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\">\
             <link rel=\"icon\" href=\"data:,\">\
             <title>{title} – Tokenscope</title><style nonce=\"{nonce}\">{STYLE}</style></head>\
             <body><main{data}>{inside}</main><script nonce=\"{nonce}\">{script}</script></body></html>"
        )
    }
}

/// What a provider says, cut to a length that is read, without characters that turn the text
/// around or cannot be seen.
fn cut(said: &str) -> String {
    let is_shown = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut shown: String = said.chars().filter(is_shown).take(MAX_SAID).collect();
    if said.chars().nth(MAX_SAID).is_some() {
        shown.push('…');
    }
    shown
}

/// A text as it stands between tags and in an attribute.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt as _;

    fn text(page: Page) -> (String, String) {
        let (head, body) = page.response().into_parts();
        let body = crate::net::block_on(body.collect()).unwrap().unwrap();
        let policy = head.headers["content-security-policy"].to_str().unwrap();
        let html = String::from_utf8(body.to_bytes().to_vec()).unwrap();
        (policy.to_owned(), html)
    }

    #[test]
    fn what_a_provider_says_is_text_and_nothing_else() {
        let hostile = "</p><script src=//evil.example></script>\"'&\u{202e}";
        let page = Page::failed(hostile, Some(&format!("{hostile}{}", "a".repeat(9_000))));
        let (_, html) = text(page);
        assert_eq!(html.matches("<script").count(), 1, "{html}");
        assert!(html.contains("&lt;script src=//evil.example&gt;&lt;/script&gt;&quot;&#39;&amp;"));
        assert!(!html.contains('\u{202e}') && html.len() < 4_000);
        let (_, html) = text(Page::refused(hostile));
        assert_eq!(html.matches("<script").count(), 1, "{html}");
        let fields = [(hostile, hostile.into())];
        let (_, html) = text(Page::post(hostile, fields.into_iter()));
        assert_eq!(html.matches("<script").count(), 1, "{html}");
    }

    #[test]
    fn a_page_loads_nothing_and_runs_its_own_script_only() {
        for page in [
            Page::arrived(),
            Page::failed("access_denied", None),
            Page::refused("why"),
            Page::no_answer(),
            Page::used(),
            Page::overflow(),
            Page::relay("/relay"),
            Page::post("https://id.example/end", std::iter::empty()),
        ] {
            let (policy, html) = text(page.clone());
            let nonce = html.split("<script nonce=\"").nth(1).unwrap();
            let nonce = nonce.split('"').next().unwrap();
            assert!(nonce.len() > 20);
            assert!(
                policy.starts_with("default-src 'none'; base-uri 'none'"),
                "{policy}"
            );
            assert!(
                policy.contains(&format!("script-src 'nonce-{nonce}'")),
                "{policy}"
            );
            assert!(!html.contains("http:") && !html.contains("src="), "{html}");
            assert!(html.contains("prefers-color-scheme:dark"));
            assert_ne!(text(page).1, html, "a nonce is used once");
        }
    }

    #[test]
    fn only_a_page_that_posts_elsewhere_may_do_so() {
        assert!(text(Page::arrived()).0.contains("form-action 'none'"));
        assert!(text(Page::relay("/a")).0.contains("form-action 'self'"));
        let post = Page::post("https://id.example/end", std::iter::empty());
        assert!(!text(post).0.contains("form-action"));
    }
}
