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
