//! What is asked of a real provider about tokens that it gave.

use crate::follower::sign_in;
use crate::provider::Provider;
use crate::real::login;
use crate::run::{Run, finish, program};
use crate::session::Session;
use serde_json::Value;
use std::net::TcpStream;
use url::Url;

fn tokens(provider: &Provider) -> Value {
    login(provider, &["--client-id", "native-none"], &[]).json()["tokens"].take()
}

fn text<'t>(tokens: &'t Value, name: &str) -> &'t str {
    tokens[name].as_str().unwrap()
}

/// RFC 9701: what the provider signs is judged before it is used, with the keys that it publishes.
#[test]
fn a_signed_introspection_holds() {
    let provider = Provider::start();
    let env = ["--client-secret-env", "CLIENT_SECRET"];
    let client = [
        &["--client-id", "native-signed", "--auth", "post"],
        &env[..],
    ]
    .concat();
    let told = ("CLIENT_SECRET", "secret-signed");
    let run = login(&provider, &client, &[told]);
    let json = run.json();
    assert_eq!(run.code, 0, "{run:?}");
    // The userinfo was signed too, and by this key.
    let steps = json["steps"].as_array().unwrap();
    let userinfo = steps
        .iter()
        .find(|step| step["name"] == "userinfo")
        .unwrap();
    let signature = userinfo["checks"].as_array().unwrap().iter();
    let mut signature = signature.filter(|check| check["id"] == "signature");
    assert_eq!(signature.next().unwrap()["status"], "pass", "{userinfo}");
    let issuer = provider.url("");
    let about = |id: &str, token: &str| {
        let arguments = ["introspect", "--issuer", &issuer, "--client-id", id];
        let more = ["--auth", "post", "--token-env", "T", "--format", "json"];
        let arguments = [&arguments[..], &env, &more].concat();
        let secret = if id == "native-signed" {
            told.1
        } else {
            "secret-post"
        };
        Session::start(&arguments, &[("CLIENT_SECRET", secret), ("T", token)]).finish()
    };
    let token = text(&json["tokens"], "access_token");
    let run = about("native-signed", token);
    assert_eq!(
        (run.code, &run.json()["active"]),
        (0, &true.into()),
        "{run:?}"
    );
    for id in [
        "signature",
        "key-trust",
        "type",
        "issuer",
        "audience",
        "required-claims",
    ] {
        assert_eq!(run.status(id), "pass", "{id}: {run:?}");
    }
    assert_eq!(run.json()["claims"]["sub"], "ada");
    assert!(!run.out.contains(token), "{run:?}");
    let run = about("native-signed", "nobody's");
    assert_eq!(
        (run.code, &run.json()["active"]),
        (1, &false.into()),
        "{run:?}"
    );
    // Whose client is not registered for it gets the plain answer.
    let run = about("native-post", token);
    assert_eq!(
        (run.code, &run.json()["active"]),
        (0, &true.into()),
        "{run:?}"
    );
}

#[test]
fn a_userinfo_that_the_clients_secret_signs_holds() {
    let provider = Provider::start();
    let client = ["--client-id", "native-hmac", "--auth", "post"];
    let client = [&client[..], &["--client-secret-env", "CLIENT_SECRET"]].concat();
    let secret = "secret-hmac-at-least-32-bytes-long-0123456789";
    let run = login(&provider, &client, &[("CLIENT_SECRET", secret)]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.json()["claims"]["sub"], "ada");
    assert!(run.out.contains("HS256"), "{run:?}");
}

/// Runs a command about a token, which comes on standard input.
fn about(provider: &Provider, command: &str, token: &str) -> Run {
    let issuer = provider.url("");
    let client = ["--issuer", &issuer, "--client-id", "native-none"];
    let mut program = program();
    program.arg(command).args(client).args(["--format", "json"]);
    finish(&mut program, format!("{token}\n").as_bytes())
}

#[test]
fn a_token_is_good_until_it_is_given_back() {
    let provider = Provider::start();
    let tokens = tokens(&provider);
    let token = text(&tokens, "access_token");
    let run = about(&provider, "introspect", token);
    assert_eq!(
        (run.code, &run.json()["active"]),
        (0, &true.into()),
        "{run:?}"
    );
    assert!(
        !run.out.contains(token) && !run.err.contains(token),
        "{run:?}"
    );
    let run = about(&provider, "userinfo", token);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.json()["claims"]["sub"], "ada");
    let run = about(&provider, "revoke", token);
    assert_eq!(
        (run.code, run.status("token-response").as_str()),
        (0, "pass")
    );
    let run = about(&provider, "introspect", token);
    assert_eq!(
        (run.code, &run.json()["active"]),
        (1, &false.into()),
        "{run:?}"
    );
    let run = about(&provider, "userinfo", token);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("invalid_token"), "{run:?}");
}

#[test]
fn the_userinfo_is_compared_with_the_id_token() {
    let provider = Provider::start();
    let tokens = tokens(&provider);
    let issuer = provider.url("");
    let arguments = [
        "userinfo",
        "--issuer",
        &issuer,
        "--client-id",
        "native-none",
    ];
    let arguments = [&arguments[..], &["--token-env", "T", "--id-token-env", "I"]].concat();
    let token = text(&tokens, "access_token");
    let told = [("T", token), ("I", text(&tokens, "id_token"))];
    let run = Session::start(&arguments, &told).finish();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.out.contains("UserInfo") || run.out.contains("person of the ID token"),
        "{run:?}"
    );
    assert!(!run.out.contains(token), "{run:?}");
}

/// The hint is posted from a page of this machine, once; then the browser comes back.
#[test]
fn a_person_signs_out_and_the_hint_stands_in_no_address() {
    let provider = Provider::start_with(&[("OP_POST", "1")]);
    let tokens = tokens(&provider);
    let id_token = text(&tokens, "id_token");
    let issuer = provider.url("");
    let line = "logout --client-id native-none --token-env I --wait --no-browser --format json";
    let mut arguments: Vec<_> = line.split_whitespace().collect();
    arguments.extend(["--issuer", &issuer]);
    let mut session = Session::start(&arguments, &[("I", id_token)]);
    let page = session.url();
    assert!(page.starts_with("http://127.0.0.1:") && !page.contains(id_token));
    let end = sign_in(&page, "ada");
    assert!(end.url.starts_with(&provider.url("")), "{end:?}");
    let posted = end.posted().unwrap();
    assert!(posted.contains(id_token), "{posted}");
    let end = end.go_on("ada");
    assert!(end.url.contains("/callback?state="), "{end:?}");
    end.deliver();
    let run = session.finish();
    assert_eq!(
        (run.code, run.status("state").as_str()),
        (0, "pass"),
        "{run:?}"
    );
    assert!(!run.err.contains(id_token) && !run.out.contains(id_token));
    // The page is gone.
    let gone = Url::parse(&page).unwrap();
    let address = gone.socket_addrs(|| None).unwrap();
    assert!(
        TcpStream::connect(&*address).is_err(),
        "nobody listens there any more"
    );
}
