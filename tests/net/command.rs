//! The command: `--jwks-url` and `--discover`.

use crate::run::{Run, finish, inspect, inspect_json, program};
use crate::server::{Server, path_of, send};
use crate::token::{Signer, metadata};
use serde_json::json;
use tokenscope::cli::{self, Outcome, Page, Streams};

const WELL_KNOWN: &str = "/.well-known/openid-configuration";

/// A provider with these keys.
fn provider(signer: &Signer) -> Server {
    Server::of(&[
        (WELL_KNOWN, metadata("{0}", "{0}/keys")),
        ("/keys", signer.jwks()),
    ])
}

/// It could not run: nothing on standard output, and the last line of standard error says why.
#[track_caller]
fn refused(run: &Run, saying: &str) {
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
    let last = run.err.lines().last().unwrap_or_default();
    assert!(last.contains(saying), "{saying}: {run:?}");
}

#[test]
fn a_token_verifies_by_the_address_of_its_keys() {
    let signer = Signer::new("a");
    let server = provider(&signer);
    let token = signer.token(&json!({"iss": server.url("")}));
    let run = inspect_json(&[&token, "--jwks-url", &server.url("/keys?hunter2=1")]);
    refused(&run, "answered 404");
    let run = inspect_json(&[&token, "--jwks-url", &server.url("/keys")]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.json()["key"]["source"], server.url("/keys"));
    let said = format!(
        "tokenscope: asking {} for {}\n",
        server.host(),
        server.url("/keys")
    );
    assert_eq!(run.err, said, "the host is named");
}

#[test]
fn an_issuer_that_only_the_token_names_is_not_trusted() {
    let signer = Signer::new("a");
    let server = provider(&signer);
    let iss = server.url("");
    let token = signer.token(&json!({"iss": iss}));
    let run = inspect_json(&[&token, "--discover"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert_eq!(run.status("signature"), "pass");
    assert_eq!(run.status("key-trust"), "skipped");
    assert!(run.out.contains("whoever controls 127.0.0.1"), "{run:?}");
    let run = inspect_json(&[&token, "--discover", "--issuer", &iss]);
    assert_eq!(run.code, 0, "{run:?}");
    let run = inspect_json(&[&token, "--discover", "--issuer", &format!("{iss}/")]);
    refused(&run, "to the letter");
}

#[test]
fn an_evil_issuer_s_own_keys_never_make_a_token_valid() {
    let (good, evil) = (Signer::new("a"), Signer::new("a"));
    let good_server = provider(&good);
    let evil_server = provider(&evil);
    let (good_iss, evil_iss) = (good_server.url(""), evil_server.url(""));
    let liar = Server::of(&[
        (WELL_KNOWN, metadata(&good_iss, "{0}/keys")),
        ("/keys", evil.jwks()),
    ]);
    let own = evil.token(&json!({"iss": evil_iss}));
    let forged = evil.token(&json!({"iss": good_iss}));
    let header = json!({
        "jwk": evil.jwk(), "jku": evil_server.url("/keys"), "x5u": evil_server.url("/keys"),
    });
    let with_header = evil.token_with(header, &json!({"iss": good_iss}));
    let lying = evil.token(&json!({"iss": liar.url("")}));
    let discover = "--discover";
    for (token, flags, code) in [
        (&own, &[discover][..], 3),
        (&own, &[discover, "--issuer", &good_iss], 1),
        (&own, &["--jwks-url", &good_server.url("/keys")], 1),
        (&forged, &[discover], 1),
        (&forged, &[discover, "--issuer", &good_iss], 1),
        (&with_header, &[discover, "--issuer", &good_iss], 1),
        (&lying, &[discover], 2),
        (&lying, &[discover, "--issuer", &good_iss], 1),
    ] {
        let run = inspect(&[&[token.as_str()], flags].concat());
        assert_eq!(run.code, code, "{flags:?}: {run:?}");
    }
    // Both tokens in one text: each is judged by the keys of its own issuer.
    let both = format!("{own}\n{forged}");
    let run = inspect_json(&[&both, discover, "--allow-host", "127.0.0.1"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(run.json()["more"][0]["verdict"], "invalid");
}

#[test]
fn keys_on_another_host_need_a_word_of_the_person() {
    let signer = Signer::new("a");
    let keys = Server::of(&[("/keys", signer.jwks())]);
    let server = Server::of(&[(WELL_KNOWN, metadata("{0}", &keys.url("/keys")))]);
    let iss = server.url("");
    let token = signer.token(&json!({"iss": iss}));
    let flags = [token.as_str(), "--discover", "--issuer", &iss];
    let run = inspect(&flags);
    refused(&run, &format!("allow it with --allow-host {}", keys.host()));
    assert!(keys.asked().is_empty());
    let host = keys.host();
    let allowed = [&flags[..], &["--allow-host", &host]].concat();
    let run = inspect(&allowed);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.err.matches("asking").count(), 2, "{run:?}");
}

#[test]
fn a_person_at_a_terminal_is_asked() {
    let signer = Signer::new("a");
    let keys = Server::of(&[("/keys", signer.jwks())]);
    let server = Server::of(&[(WELL_KNOWN, metadata("{0}", &keys.url("/keys")))]);
    let iss = server.url("");
    let token = signer.token(&json!({"iss": iss}));
    for (typed, code, requests) in [("n\n", 2, 0), ("", 2, 0), ("yes\n", 0, 1), ("y\r\n", 0, 2)] {
        let (mut input, mut output, mut error) = (typed.as_bytes(), Vec::new(), Vec::new());
        let mut streams = Streams {
            input: &mut input,
            input_is_terminal: true,
            output: &mut output,
            error: &mut error,
            error_is_terminal: true,
            page: Page::plain(80),
        };
        let line = [
            "tokenscope",
            "inspect",
            &token,
            "--discover",
            "--issuer",
            &iss,
        ];
        let outcome = cli::run(line.map(Into::into), &mut streams);
        let said = String::from_utf8(error).unwrap();
        assert_eq!(outcome, Outcome::Exit(code), "{typed:?}: {said}");
        let question = format!("Ask {} for {}? [y/N] ", keys.host(), keys.url("/keys"));
        assert!(said.contains(&question), "{said}");
        assert_eq!(keys.asked().len(), requests, "{typed:?}");
    }
}

#[test]
fn good_keys_are_used_beside_a_bad_one() {
    let signer = Signer::new("a");
    let set = json!({"keys": [{"kty": "RSA", "kid": "bad"}, signer.jwk()]});
    let server = Server::of(&[("/keys", set.to_string())]);
    let run = inspect(&[
        &signer.token(&json!({})),
        "--jwks-url",
        &server.url("/keys"),
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("bad"), "{run:?}");
}

#[test]
fn a_secret_that_is_published_never_makes_a_token_valid() {
    let secret = crate::run::SECRET;
    let token = crate::run::jwt("{}");
    let k = tokenscope::jose::base64url::encode(secret.as_bytes());
    let set = json!({"keys": [{"kty": "oct", "k": k}]});
    let server = Server::of(&[("/keys", set.to_string())]);
    let run = inspect_json(&[&token, "--jwks-url", &server.url("/keys")]);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(run.status("key-trust"), "fail");
}

#[test]
fn many_tokens_with_unknown_kids_cost_one_request() {
    let server = provider(&Signer::new("a"));
    let iss = server.url("");
    let tokens = (0..1_000).map(|n| {
        let header = tokenscope::jose::base64url::encode(
            json!({"alg": "EdDSA", "kid": format!("kid-{n}")})
                .to_string()
                .as_bytes(),
        );
        let claims =
            tokenscope::jose::base64url::encode(json!({"iss": iss}).to_string().as_bytes());
        format!("{header}.{claims}.AAAA")
    });
    let text = tokens.collect::<Vec<_>>().join("\n");
    let run = crate::run::run_with(["inspect", "--discover"], text.as_bytes());
    assert_eq!(run.code, 3, "{}", run.err);
    assert_eq!(server.paths(), [WELL_KNOWN, "/keys"]);
}

#[test]
fn too_many_issuers_are_not_asked() {
    let server = provider(&Signer::new("a"));
    let token = |n: usize| Signer::new("a").token(&json!({"iss": server.url(&format!("/{n}"))}));
    let text: Vec<_> = (0..6).map(token).collect();
    let run = inspect(&[&text.join("\n"), "--discover"]);
    refused(&run, "tokens of 6 issuers");
    assert!(server.asked().is_empty());
}

#[test]
fn a_text_without_an_issuer_is_inspected_all_the_same() {
    let token = Signer::new("a").token(&json!({}));
    for (text, code) in [(token.as_str(), 3), ("good morning", 1)] {
        let run = inspect(&[text, "--discover"]);
        assert_eq!(run.code, code, "{run:?}");
        assert!(run.err.contains("no issuer was asked"), "{run:?}");
    }
    let run = inspect(&[
        &Signer::new("a").token(&json!({"iss": "joe"})),
        "--discover",
    ]);
    refused(&run, "no web address");
}

#[test]
fn plain_http_to_another_machine_needs_a_word_of_the_person() {
    let signer = Signer::new("a");
    let token = signer.token(&json!({}));
    let keys = signer.jwks();
    // The proxy stands for the other machine: nothing leaves this one.
    let proxy = Server::new(move |head, to| match path_of(head) {
        "http://keys.example/keys" => send(to, "200 OK", "", keys.as_bytes()),
        _ => send(to, "404 Not Found", "", b""),
    });
    let run = |flags: &[&str]| {
        let mut program = program();
        let flags = [
            &["inspect", &token, "--jwks-url", "http://keys.example/keys"],
            flags,
        ]
        .concat();
        finish(program.args(flags).env("HTTP_PROXY", proxy.url("")), b"")
    };
    let without = run(&[]);
    refused(&without, "--allow-http");
    assert!(proxy.asked().is_empty());
    let with = run(&["--allow-http", "keys.example"]);
    assert_eq!(with.code, 0, "{with:?}");
    assert!(with.err.contains("anybody on the way"), "{with:?}");
    assert_eq!(proxy.asked().len(), 1);
}

/// The host was asked directly, in silence.
#[test]
fn a_proxy_that_is_misspelt_is_an_error_and_nobody_is_asked() {
    let token = Signer::new("a").token(&json!({}));
    for (name, address) in [
        ("HTTP_PROXY", "http://keys.example/keys"),
        ("HTTPS_PROXY", "https://keys.example/keys"),
        ("all_proxy", "https://keys.example/keys"),
    ] {
        let mut program = program();
        program.args(["inspect", &token, "--jwks-url", address]);
        program.args(["--allow-http", "keys.example"]);
        program.env(name, "http://proxy corp:hunter2");
        let run = finish(&mut program, b"");
        refused(
            &run,
            &format!("{name} does not hold the address of a proxy"),
        );
        assert!(!run.err.contains("hunter2"), "{run:?}");
    }
}

#[test]
fn an_answer_that_is_not_http_is_named_as_such() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/keys", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = [0; 100];
        let _ = stream.read(&mut asked);
        stream.write_all(b"220 mail.example ESMTP\r\n\r\n").unwrap();
    });
    let token = Signer::new("a").token(&json!({}));
    let run = inspect(&[&token, "--jwks-url", &url]);
    refused(&run, "answered, and not in HTTP");
}

#[test]
fn no_proxy_stands_before_this_machine() {
    let signer = Signer::new("a");
    let token = signer.token(&json!({}));
    let server = provider(&signer);
    let proxy = Server::of(&[]);
    let mut command = program();
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        command.env(name, proxy.url(""));
    }
    command.args(["inspect", &token, "--jwks-url", &server.url("/keys")]);
    let run = finish(&mut command, b"");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(proxy.asked().is_empty());
}

#[test]
fn flags_of_the_network_alone_are_refused() {
    for (flags, saying) in [
        (&["--ca", "ca.pem"][..], "--jwks-url"),
        (&["--allow-http", "a.example"], "--jwks-url"),
        (&["--allow-host", "a.example"], "--discover"),
        (
            &["--discover", "--allow-host", "https://a.example"],
            "give a host",
        ),
    ] {
        inspect(&[&["text"], flags].concat()).refused(saying);
    }
}
