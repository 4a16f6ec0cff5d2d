//! The first login as a person does it: the program opens the system's browser, which is a real
//! one; the form is filled in, and the browser is sent back.

use crate::provider::{Provider, node};
use crate::session::Session;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

#[test]
fn a_real_browser_is_opened_and_comes_back() {
    let provider = Provider::start();
    let folder = tempfile::tempdir().unwrap();
    // What BROWSER names is given the address as its one argument.
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc/chromium.mjs");
    let browser = folder.path().join("browser");
    let text = format!(
        "#!/bin/sh\nexec '{}' '{}' '{}' \"$1\"\n",
        node().display(),
        script.display(),
        folder.path().display()
    );
    std::fs::write(&browser, text).unwrap();
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).unwrap();
    let issuer = provider.url("");
    for mode in ["query", "fragment", "form_post"] {
        let line = ["login", "--issuer", &issuer, "--client-id", "native-none"];
        let line = [&line[..], &["--format", "json", "--response-mode", mode]].concat();
        // A browser that does not start is told of before the test gives up.
        let line = [&line[..], &["--timeout", "120"]].concat();
        let told = [("BROWSER", browser.to_str().unwrap())];
        let run = Session::start(&line, &told).finish();
        assert_eq!(run.code, 0, "{run:?}");
        let json = run.json();
        assert_eq!(json["claims"]["sub"], "ada");
        assert_eq!(json["steps"][1]["response"]["response_mode"], mode);
        assert_eq!(json["steps"][1]["response"]["pasted"], false);
    }
}
