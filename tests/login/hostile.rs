//! A provider, or somebody in its place, that means no good: which check fails, and that nothing
//! is sent after it.

use crate::made::{DISCOVERY, Made, Ways, deliver, key_set, signed_introspection};
use crate::run::Run;
use crate::server::{Server, begin, json, send};
use crate::session::Session;
use serde_json::{Value, json};
use tokenscope::jose::base64url;

/// What is wrong, and what comes of it: the checks that fail, and the last that was asked.
struct Case {
    name: &'static str,
    ways: Ways,
    fails: &'static [&'static str],
    last: &'static str,
}

fn case(
    name: &'static str,
    fails: &'static [&'static str],
    last: &'static str,
    change: impl FnOnce(&mut Ways),
) -> Case {
    let mut ways = Ways::default();
    change(&mut ways);
    Case {
        name,
        ways,
        fails,
        last,
    }
}

fn failed(run: &Run) -> Vec<String> {
    let json = run.json();
    let checks = json["checks"].as_array().unwrap().iter();
    let failed = checks.filter(|check| check["status"] == "fail");
    failed
        .map(|check| check["id"].as_str().unwrap().to_owned())
        .collect()
}

/// A token without a signature, whose header says so.
fn unsigned(token: String) -> String {
    let mut parts = token.split('.');
    let (header, payload) = (parts.next().unwrap(), parts.next().unwrap());
    let mut header: Value = serde_json::from_slice(&base64url::decode(header).0).unwrap();
    header["alg"] = "none".into();
    let header = base64url::encode(header.to_string().as_bytes());
    format!("{header}.{payload}.")
}

/// A token one bit of whose signature is another.
fn broken(token: String) -> String {
    let (input, signature) = token.rsplit_once('.').unwrap();
    let mut bytes = base64url::decode(signature).0;
    bytes[10] ^= 1;
    format!("{input}.{}", base64url::encode(&bytes))
}

const WRONG_HASH: &str = "AAAAAAAAAAAAAAAAAAAAAA";

fn cases() -> Vec<Case> {
    vec![
        case("wrong iss", &["issuer"], "/jwks", |w| {
            w.claims = json!({"iss": "https://evil.example"});
        }),
        case("wrong nonce", &["nonce"], "/jwks", |w| {
            w.claims = json!({"nonce": "another"});
        }),
        case("no nonce", &["nonce"], "/jwks", |w| {
            w.claims = json!({"nonce": null});
        }),
        case("wrong aud", &["audience"], "/jwks", |w| {
            w.claims = json!({"aud": "another"});
        }),
        case("wrong azp", &["authorized-party"], "/jwks", |w| {
            w.claims = json!({"aud": ["app", "another"], "azp": "another"});
        }),
        case("wrong at_hash", &["at-hash"], "/jwks", |w| {
            w.claims = json!({"at_hash": WRONG_HASH});
        }),
        case("wrong c_hash", &["c-hash"], "/jwks", |w| {
            w.claims = json!({"c_hash": WRONG_HASH});
        }),
        case("expired", &["expiry"], "/jwks", |w| {
            w.claims = json!({"exp": 1_700_000_000});
        }),
        case("no sub", &["required-claims"], "/jwks", |w| {
            w.claims = json!({"sub": null});
        }),
        case("bad signature", &["signature"], "/jwks", |w| {
            w.token = broken
        }),
        case("alg none", &["algorithm"], "/token", |w| {
            w.token = unsigned;
        }),
        case("state missing", &["state"], DISCOVERY, |w| {
            w.callback = |fields| fields.retain(|(name, _)| name != "state");
        }),
        case("state wrong", &["state"], DISCOVERY, |w| {
            w.callback = |fields| fields[1].1 = "another".to_owned();
        }),
        case(
            "response from another issuer",
            &["response-issuer"],
            DISCOVERY,
            |w| {
                w.callback = |fields| fields[2].1 = "https://evil.example".to_owned();
            },
        ),
        case(
            "response from nobody",
            &["response-issuer"],
            DISCOVERY,
            |w| {
                w.callback = |fields| fields.retain(|(name, _)| name != "iss");
            },
        ),
        case("two codes", &["redirect"], DISCOVERY, |w| {
            w.callback = |fields| fields.push(("code".to_owned(), "x".to_owned()));
        }),
        case(
            "userinfo of another",
            &["userinfo-subject"],
            "/userinfo",
            |w| {
                w.userinfo = json!({"sub": "eve"});
            },
        ),
        case("unknown token type", &["token-type"], "/token", |w| {
            w.instead = Box::new(|path, _, to| {
                let is_token = path == "/token";
                if is_token {
                    json(to, r#"{"access_token":"hunter2","token_type":"mac"}"#);
                }
                is_token
            });
        }),
    ]
}

#[test]
fn each_fails_at_its_check_and_nothing_is_sent_after_it() {
    for case in cases() {
        let made = Made::new(case.ways);
        let run = made.login(&[]);
        let name = case.name;
        assert_eq!(run.code, 1, "{name}: {run:?}");
        assert_eq!(failed(&run), case.fails, "{name}: {}", run.out);
        assert_eq!(made.server.paths().last().unwrap(), case.last, "{name}");
        let json = run.json();
        assert_eq!(json["outcome"], "failed", "{name}");
        assert!(json.get("tokens").is_none(), "{name}");
    }
}

/// What is wrong with what a provider signs about a token, and the checks that fail.
type Signed = (&'static str, fn(&str) -> String, &'static [&'static str]);

const SIGNED: [Signed; 4] = [
    (
        "signed introspection: unsigned",
        |issuer| unsigned(signed_introspection(issuer, "app", true)),
        &["algorithm"],
    ),
    (
        "signed introspection: another key",
        |issuer| signed_introspection(issuer, "app", false),
        &["signature"],
    ),
    (
        "signed introspection: for another client",
        |issuer| signed_introspection(issuer, "another", true),
        &["audience"],
    ),
    (
        "signed introspection: of another issuer",
        |_| signed_introspection("https://evil.example", "app", true),
        &["issuer"],
    ),
];

/// RFC 9701: nothing is said of the token before the answer was seen to be the provider's.
#[test]
fn a_signed_introspection_that_does_not_hold_says_nothing() {
    let asked = |introspection: fn(&str) -> String| {
        let made = Made::new(Ways {
            introspection,
            ..Ways::default()
        });
        let issuer = made.server.url("");
        let line = "introspect --client-id app --token-env T --format json --reveal";
        let mut arguments: Vec<_> = line.split_whitespace().collect();
        arguments.extend(["--issuer", &issuer]);
        let run = Session::start(&arguments, &[("T", "hunter2")]).finish();
        let asked = made.server.paths();
        assert_eq!(asked[..2], [DISCOVERY, "/introspect"]);
        assert!(asked[2..].iter().all(|path| path == "/jwks"), "{asked:?}");
        run
    };
    let run = asked(|issuer| signed_introspection(issuer, "app", true));
    assert_eq!(
        (run.code, &run.json()["active"]),
        (0, &true.into()),
        "{run:?}"
    );
    for (name, introspection, fails) in SIGNED {
        let run = asked(introspection);
        assert_eq!(run.code, 1, "{name}: {run:?}");
        assert_eq!(failed(&run), fails, "{name}: {run:?}");
        let json = run.json();
        assert!(json.get("active").is_none() && json.get("claims").is_none());
        assert!(run.out.contains("stands against"), "{name}: {run:?}");
    }
}

/// Rows of the README whose cases have tests of their own: the test, and the row.
const OTHER_ROWS: [(&str, &str); 10] = [
    (
        "metadata_of_another_issuer_are_not_used",
        "| metadata of another issuer | `discovery-issuer` |",
    ),
    (
        "what_is_sent_to_the_token_endpoint_goes_nowhere_else",
        "| token endpoint redirects to another host | `token-response`, and nothing is sent there |",
    ),
    (
        "a_refreshed_token_stays_with_its_person",
        "| another person, or another issuer, after a refresh | `refresh-subject`, `refresh-issuer` |",
    ),
    (
        "a_jwt_access_token_names_the_key_or_is_refused",
        "| a DPoP token for another key, or for none | `dpop-binding` |",
    ),
    (
        "a_signed_userinfo_is_judged_by_the_issuers_keys",
        "| signed userinfo: another key, for another client | `signature`, `audience` |",
    ),
    (
        "a_secret_signs_a_userinfo_only_where_it_is_the_clients_and_announced",
        "| signed userinfo: HS256 with what is public, or not announced | `signature`, `algorithm` |",
    ),
    (
        "a_signed_introspection_is_used_only_where_it_holds",
        "| signed introspection: another type | `type` |",
    ),
    (
        "keys_that_were_changed_just_before_are_fetched_once_more",
        "| keys changed just before signing | none: they are fetched once more |",
    ),
    (
        "reading_ends_at_the_limit_wherever_the_body_comes_from",
        "| endless body, 100 MB | none: reading ends at 1 MiB (exit 2, or 1 where tokens came before) |",
    ),
    (
        "an_address_that_is_none_is_neither_asked_nor_opened",
        "| `file:` or `--flag` as an endpoint | none: it is not asked or opened (exit 2) |",
    ),
];

/// The table in the README's reference says the same, and says nothing that no test shows.
#[test]
fn the_readme_names_each_case_and_its_check() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let of = |name: &str, fails: &[&str]| {
        let ids: Vec<_> = fails.iter().map(|id| format!("`{id}`")).collect();
        format!("| {name} | {} |", ids.join(", "))
    };
    let mut rows: Vec<_> = cases()
        .iter()
        .map(|case| of(case.name, case.fails))
        .collect();
    rows.extend(SIGNED.iter().map(|(name, _, fails)| of(name, fails)));
    rows.extend(OTHER_ROWS.iter().map(|(_, row)| (*row).to_owned()));
    let table = readme.split_once("| what is wrong | check |\n").unwrap().1;
    let table: Vec<_> = table
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .collect();
    for row in &rows {
        assert!(table.contains(&row.as_str()), "README.md has no row: {row}");
    }
    assert_eq!(
        table.len(),
        rows.len(),
        "README.md has a row that no test shows"
    );
    let tests = ["tests/login/hostile.rs", "src/oauth/login/tests"];
    let mut sources = std::fs::read_to_string(root.join(tests[0])).unwrap();
    for file in std::fs::read_dir(root.join(tests[1])).unwrap() {
        sources += &std::fs::read_to_string(file.unwrap().path()).unwrap();
    }
    for (test, _) in OTHER_ROWS {
        assert!(
            sources.contains(&format!("fn {test}()")),
            "there is no {test}"
        );
    }
}

/// oidcc-client-test-discovery-issuer-mismatch.
#[test]
fn metadata_of_another_issuer_are_not_used() {
    let made = Made::new(Ways {
        metadata: json!({"issuer": "https://evil.example"}),
        ..Ways::default()
    });
    let run = made.begin(&["--timeout", "30"]).finish();
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(failed(&run), ["discovery-issuer"]);
    assert_eq!(made.server.paths(), [DISCOVERY]);
}

/// oidcc-client-test-signing-key-rotation-just-before-signing.
#[test]
fn keys_that_were_changed_just_before_are_fetched_once_more() {
    let rotated = |is_found: bool| Ways {
        signs_with_another_key: true,
        instead: Box::new(move |path, before, to| {
            let is_keys = path == "/jwks";
            if is_keys {
                json(to, &key_set(is_found && before > 0).to_string());
            }
            is_keys
        }),
        ..Ways::default()
    };
    let made = Made::new(rotated(true));
    let run = made.login(&[]);
    assert_eq!(run.code, 0, "{run:?}");
    let paths = made.server.paths();
    assert_eq!(paths[1..], ["/token", "/jwks", "/jwks", "/userinfo"]);
    let made = Made::new(rotated(false));
    let run = made.login(&[]);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(made.server.paths()[1..], ["/token", "/jwks", "/jwks"]);
}

#[test]
fn what_is_sent_to_the_token_endpoint_goes_nowhere_else() {
    let elsewhere = Server::new(|_, to| json(to, "{}"));
    let location = format!("Location: {}\r\n", elsewhere.url("/token"));
    for status in [
        "307 Temporary Redirect",
        "308 Permanent Redirect",
        "302 Found",
    ] {
        let location = location.clone();
        let made = Made::new(Ways {
            instead: Box::new(move |path, _, to| {
                if path == "/token" {
                    send(to, status, &location, b"");
                }
                path == "/token"
            }),
            ..Ways::default()
        });
        let run = made.login(&[]);
        assert_eq!(run.code, 1, "{run:?}");
        assert_eq!(failed(&run), ["token-response"]);
        assert!(run.out.contains("redirects to"), "{run:?}");
        assert!(elsewhere.asked().is_empty(), "the verifier arrived there");
        assert!(made.forms.lock().unwrap()[0].contains("code_verifier="));
    }
}

#[test]
fn reading_ends_at_the_limit_wherever_the_body_comes_from() {
    const CHUNK: &[u8] = &[b' '; 64 << 10];
    for (at, headers) in [
        ("/token", ""),
        ("/token", "Content-Length: 104857600\r\n"),
        ("/userinfo", ""),
        ("/jwks", ""),
    ] {
        let made = Made::new(Ways {
            instead: Box::new(move |path, _, to| {
                if path == at {
                    begin(to, headers);
                    while to.write_all(CHUNK).is_ok() {}
                }
                path == at
            }),
            ..Ways::default()
        });
        let run = made.login(&[]);
        assert_eq!(made.server.paths().last().unwrap(), at);
        match at {
            "/token" => assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}"),
            // The tokens came before, and are not given out.
            _ => assert!(
                run.code == 1 && run.json().get("tokens").is_none(),
                "{run:?}"
            ),
        }
        let said = format!("{}{}", run.out, run.err);
        assert!(said.contains("more than 1024 KiB"), "{said}");
    }
    let endless = Made::new(Ways {
        instead: Box::new(|_, _, to| {
            begin(to, "");
            while to.write_all(CHUNK).is_ok() {}
            true
        }),
        ..Ways::default()
    });
    let run = endless.begin(&["--timeout", "30"]).finish();
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
    assert!(run.err.contains("more than 1024 KiB"), "{run:?}");
}

#[test]
fn an_address_that_is_none_is_neither_asked_nor_opened() {
    for (member, address, said) in [
        (
            "authorization_endpoint",
            "file:///etc/passwd",
            "no web address",
        ),
        ("authorization_endpoint", "--flag", "hyphen"),
        (
            "authorization_endpoint",
            "javascript:alert(1)",
            "no web address",
        ),
        ("token_endpoint", "file:///etc/passwd", "no web address"),
        ("token_endpoint", "--flag", "hyphen"),
        ("token_endpoint", "http://id.example/token", "not https"),
    ] {
        let made = Made::new(Ways {
            metadata: json!({member: address}),
            ..Ways::default()
        });
        let run = made.begin(&["--timeout", "30"]).finish();
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{address}: {run:?}");
        assert!(run.err.contains(said), "{address}: {run:?}");
        assert!(!run.err.contains("open this address"), "{run:?}");
        assert_eq!(made.server.paths(), [DISCOVERY]);
    }
}

#[test]
fn what_the_browser_shows_says_that_it_was_refused() {
    let made = Made::new(Ways {
        callback: |fields| fields[1].1 = "another".to_owned(),
        ..Ways::default()
    });
    let mut session = made.begin(&[]);
    let url = session.url();
    let page = deliver(&made.answer_to(&url));
    assert!(page.contains("Another state came back"), "{page}");
    assert!(!page.contains("code-"), "{page}");
    assert_eq!(session.finish().code, 1);
}
