//! Every way to get tokens, at a real, certified provider.

use crate::follower::{End, sign_in};
use crate::provider::Provider;
use crate::run::{Run, data, finish, program};
use crate::session::Session;
use serde_json::Value;

/// Runs `login` at a provider without a browser, signs in as ada, and takes the end to the
/// listener. Tokens are printed.
pub(crate) fn login(provider: &Provider, flags: &[&str], secrets: &[(&str, &str)]) -> Run {
    login_with(provider, flags, secrets, |_, end| {
        end.deliver();
    })
}

fn login_with(
    provider: &Provider,
    flags: &[&str],
    secrets: &[(&str, &str)],
    give: impl Fn(&mut Session, End),
) -> Run {
    let issuer = provider.url("");
    let fixed = [
        "login",
        "--issuer",
        &issuer,
        "--no-browser",
        "--format",
        "json",
        "--reveal",
    ];
    let mut session = Session::start(&[&fixed, flags].concat(), secrets);
    let url = session.url();
    give(&mut session, sign_in(&url, "ada"));
    session.finish()
}

/// It went as it should: these passed, and nothing failed.
#[track_caller]
fn passed(run: &Run, ids: &[&str]) -> Value {
    assert_eq!(run.code, 0, "{run:?}");
    let json = run.json();
    assert_eq!(json["outcome"], "ok");
    let checks = json["checks"].as_array().unwrap();
    let of = |status: &str| -> Vec<&str> {
        let found = checks.iter().filter(|check| check["status"] == status);
        found.map(|check| check["id"].as_str().unwrap()).collect()
    };
    assert_eq!(of("fail"), [""; 0], "{run:?}");
    for id in ids {
        assert!(of("pass").contains(id), "{id}: {run:?}");
    }
    json
}

const LOGIN: [&str; 13] = [
    "discovery-issuer",
    "state",
    "response-issuer",
    "redirect",
    "token-response",
    "token-type",
    "signature",
    "key-trust",
    "issuer",
    "audience",
    "expiry",
    "nonce",
    "userinfo-subject",
];

#[test]
fn a_code_is_exchanged_with_each_client_authentication() {
    let key = std::fs::read_to_string(data("keys/p256.jwk.json")).unwrap();
    let provider = Provider::start_with(&[("OP_CLIENT_JWK", &key)]);
    let private = data("keys/p256.pkcs8.pem");
    let private = private.to_str().unwrap();
    let env = ["--client-secret-env", "CLIENT_SECRET"];
    for (method, client, secret) in [
        ("none", "native-none", None),
        ("basic", "native-basic", Some("secret basic:+&%")),
        ("post", "native-post", Some("secret-post")),
        (
            "secret-jwt",
            "native-secret-jwt",
            Some("secret-jwt-at-least-32-bytes-long-0123456789"),
        ),
        ("private-key-jwt", "native-key", None),
    ] {
        let mut flags = vec!["--client-id", client, "--auth", method];
        let secrets: Vec<_> = secret.map(|s| ("CLIENT_SECRET", s)).into_iter().collect();
        if secret.is_some() {
            flags.extend(env);
        }
        if method == "private-key-jwt" {
            flags.extend(["--client-key", private]);
        }
        let run = login(&provider, &flags, &secrets);
        let json = passed(&run, &LOGIN);
        assert_eq!(json["claims"]["sub"], "ada", "{method}");
        assert!(json["tokens"]["id_token"].is_string(), "{method}");
        if let Some(secret) = secret {
            assert!(!run.err.contains(secret), "{}", run.err);
        }
    }
}

/// OpenID Core §10.2: all that is told to the client is encrypted for its key, or for its secret.
#[test]
fn what_is_encrypted_for_the_client_is_opened_and_judged() {
    let key = std::fs::read_to_string(data("keys/p256.jwk.json")).unwrap();
    let provider = Provider::start_with(&[("OP_CLIENT_JWK", &key)]);
    let private = data("keys/p256.pkcs8.pem");
    let private = private.to_str().unwrap();
    let with_key = ["--auth", "private-key-jwt", "--client-key", private];
    let with_secret = ["--auth", "post", "--client-secret-env", "CLIENT_SECRET"];
    let secrets = [("CLIENT_SECRET", "secret-sealed")];
    let opened = [&LOGIN[..], &["decryption"]].concat();
    for (client, flags) in [
        ("native-sealed", &with_key),
        ("native-sealed-secret", &with_secret),
    ] {
        let flags = [&["--client-id", client, "--timeout", "20"][..], flags].concat();
        let json = passed(&login(&provider, &flags, &secrets), &opened);
        assert_eq!(json["claims"]["sub"], "ada", "{client}");
        let id_token = json["tokens"]["id_token"].as_str().unwrap();
        assert_eq!(id_token.split('.').count(), 3, "{client}");
        let checks = json["checks"].as_array().unwrap().iter();
        let decrypted = checks.filter(|check| check["id"] == "decryption");
        assert_eq!(decrypted.count(), 2, "ID token and userinfo: {client}");
    }
    let flags = [&["--client-id", "native-sealed"][..], &with_key].concat();
    let signed_in = login(&provider, &flags, &[]).json();
    let token = signed_in["tokens"]["access_token"].as_str().unwrap();
    let issuer = provider.url("");
    let mut command = program();
    command.args(["introspect", "--issuer", &issuer, "--format", "json"]);
    let run = finish(command.args(&flags), token.as_bytes());
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.status("decryption"), "pass");
    assert_eq!(run.json()["claims"]["sub"], "ada", "{run:?}");
}

#[test]
fn an_assertion_is_for_whom_the_flag_says() {
    let provider = Provider::start();
    let secret = "secret-jwt-at-least-32-bytes-long-0123456789";
    let line = "--client-id native-secret-jwt --auth secret-jwt --client-secret-env CLIENT_SECRET";
    let run = |audience: &str| {
        let mut flags: Vec<_> = line.split_whitespace().collect();
        flags.extend(["--assertion-audience", audience]);
        login(&provider, &flags, &[("CLIENT_SECRET", secret)])
    };
    passed(&run(&provider.url("/token")), &LOGIN);
    let refused = run("https://other.example");
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.out.contains("invalid_client"), "{refused:?}");
}

#[test]
fn a_wrong_secret_is_refused_and_it_is_said_how_it_was_sent() {
    let provider = Provider::start();
    let flags = ["--client-id", "native-post", "--auth", "basic"];
    let flags = [&flags[..], &["--client-secret-env", "CLIENT_SECRET"]].concat();
    let run = login(&provider, &flags, &[("CLIENT_SECRET", "hunter2")]);
    assert_eq!(run.code, 1, "{run:?}");
    let json = run.json();
    assert_eq!(json["outcome"], "failed");
    let steps = json["steps"].as_array().unwrap();
    let meaning = steps.last().unwrap()["explanation"].to_string();
    assert!(meaning.contains("client_secret_basic"), "{meaning}");
}

#[test]
fn the_answer_comes_in_every_mode() {
    let provider = Provider::start();
    let client = ["--client-id", "native-none"];
    let form_post = [&client[..], &["--response-mode", "form_post"]].concat();
    let json = passed(&login(&provider, &form_post, &[]), &LOGIN);
    assert_eq!(json["steps"][1]["response"]["response_mode"], "form_post");
    // A fragment is sent on by a page in the browser; here it is pasted.
    let fragment = [&client[..], &["--response-mode", "fragment"]].concat();
    let run = login_with(&provider, &fragment, &[], |session, end| {
        assert!(end.url.contains("#code="), "{end:?}");
        session.paste("not this");
        session.line(|line| line.contains("this is no redirect address").then_some(()));
        session.paste(&end.url);
    });
    let json = passed(&run, &LOGIN);
    assert_eq!(json["steps"][1]["response"]["response_mode"], "fragment");
    assert_eq!(json["steps"][1]["response"]["pasted"], true);
    let hosts = ["localhost", "[::1]"];
    for host in hosts {
        let flags = [&client[..], &["--redirect-host", host]].concat();
        passed(&login(&provider, &flags, &[]), &LOGIN);
    }
}

#[test]
fn a_request_is_pushed_where_it_is_wanted_or_asked_for() {
    let provider = Provider::start();
    for flags in [
        &["--client-id", "native-par", "--par"][..],
        &["--client-id", "native-none", "--par"],
    ] {
        let json = passed(&login(&provider, flags, &[]), &LOGIN);
        assert_eq!(json["steps"][1]["name"], "pushed authorization request");
        let query = json["steps"][2]["request"]["query"].as_array().unwrap();
        let names: Vec<_> = query.iter().map(|field| &field["name"]).collect();
        assert_eq!(names, ["client_id", "request_uri"]);
    }
}

#[test]
fn tokens_are_bound_to_a_key_with_and_without_a_nonce() {
    for nonce in ["0", "1"] {
        let provider = Provider::start_with(&[("OP_DPOP_NONCE", nonce)]);
        let flags = ["--client-id", "native-dpop", "--dpop"];
        let resource = ["--resource", "urn:test:ES256", "--scope", "openid api:read"];
        let json = passed(&login(&provider, &flags, &[]), &LOGIN);
        assert_eq!(json["tokens"]["token_type"], "DPoP");
        // What is for a resource is a JWT here, and names the key.
        let bound = [&flags[..], &resource].concat();
        passed(
            &login(&provider, &bound, &[]),
            &["dpop-binding", "signature"],
        );
        let asked = json["steps"].as_array().unwrap().iter();
        let asked = asked.filter(|step| step["name"] == "token request").count();
        assert_eq!(asked, if nonce == "1" { 2 } else { 1 });
    }
}

/// RFC 9449 §5: the refresh token of a public client is good with its own key alone.
#[test]
fn a_bound_refresh_token_is_good_with_its_key_alone() {
    let provider = Provider::start();
    let (own, other) = (data("keys/p256.pkcs8.pem"), data("keys/ed25519.pkcs8.pem"));
    let (own, other) = (own.to_str().unwrap(), other.to_str().unwrap());
    let client = ["--client-id", "native-dpop"];
    let first = [&client[..], &["--dpop-key", own]].concat();
    let first = passed(&login(&provider, &first, &[]), &LOGIN);
    let token = first["tokens"]["refresh_token"].as_str().unwrap();
    let issuer = provider.url("");
    let refresh = |flags: &[&str]| {
        let line = ["login", "--issuer", &issuer, "--grant", "refresh"];
        let more = ["--refresh-token-env", "OLD", "--format", "json", "--reveal"];
        let arguments = [&line[..], &client, &more, flags].concat();
        Session::start(&arguments, &[("OLD", token)]).finish()
    };
    refresh(&["--dpop"]).refused("is bound to the key that it came with");
    let stolen = refresh(&["--dpop-key", other]);
    assert_eq!(stolen.code, 1, "{stolen:?}");
    assert!(stolen.out.contains("invalid_grant"), "{stolen:?}");
    let json = passed(&refresh(&["--dpop-key", own]), &["token-type"]);
    assert_eq!(json["tokens"]["token_type"], "DPoP");
}

#[test]
fn a_token_is_for_the_resource_that_was_asked_for() {
    let provider = Provider::start();
    let flags = ["--client-id", "native-none", "--scope", "openid api:read"];
    let flags = [&flags[..], &["--resource", "urn:test:RS256"]].concat();
    let json = passed(&login(&provider, &flags, &[]), &["token-type", "signature"]);
    let token = json["tokens"]["access_token"].as_str().unwrap();
    let keys = provider.url("/jwks");
    let expecting = [token, "--jwks-url", &keys, "--audience", "urn:test:RS256"];
    assert_eq!(crate::run::inspect(&expecting).code, 0);
}

#[test]
fn the_implicit_grant_works_and_is_advised_against() {
    let provider = Provider::start();
    let flags = ["--client-id", "native-implicit", "--grant", "implicit"];
    let run = login_with(&provider, &flags, &[], |session, end| {
        session.paste(&end.url)
    });
    let json = passed(&run, &["state", "signature", "nonce", "at-hash"]);
    assert!(run.out.contains("grant-implicit"), "{run:?}");
    assert!(json["tokens"]["access_token"].is_string());
}

/// The provider names its issuer in the ID token then, and not beside it (RFC 9207 §2.4).
#[test]
fn the_id_token_beside_a_code_is_judged_before_the_code_is_used() {
    let provider = Provider::start();
    let flags = ["--client-id", "native-hybrid", "--response-type"];
    let flags = [&flags[..], &["code id_token"]].concat();
    let run = login_with(&provider, &flags, &[], |session, end| {
        assert!(end.url.contains("id_token="), "{end:?}");
        session.paste(&end.url);
    });
    let json = passed(
        &run,
        &["state", "signature", "nonce", "c-hash", "refresh-subject"],
    );
    let steps = json["steps"].as_array().unwrap().iter();
    let names: Vec<_> = steps.map(|step| step["name"].as_str().unwrap()).collect();
    let at = |name: &str| names.iter().position(|n| *n == name);
    assert!(
        at("ID token beside the code") < at("token request"),
        "{names:?}"
    );
    assert_eq!(json["claims"]["sub"], "ada");
}

#[test]
fn a_device_is_signed_in_on_another() {
    let provider = Provider::start();
    let issuer = provider.url("");
    let arguments = ["login", "--issuer", &issuer, "--client-id", "device"];
    let arguments = [&arguments[..], &["--grant", "device", "--format", "json"]].concat();
    let mut session = Session::start(&arguments, &[]);
    let said = |line: &str| line.split("or open ").nth(1).map(str::to_owned);
    let end = sign_in(&session.line(said), "ada");
    assert!(end.page.contains("Sign-in Success"), "{end:?}");
    let json = passed(&session.finish(), &["token-response", "signature"]);
    assert_eq!(json["claims"]["sub"], "ada");
    assert_eq!(json["tokens"]["access_token"], "[redacted]");
}

#[test]
fn a_client_gets_a_token_for_itself() {
    let provider = Provider::start();
    let issuer = provider.url("");
    let line = "login --client-id machine --client-secret-env CLIENT_SECRET --auth post \
                --grant client-credentials --resource urn:test:PS256 --scope api:read";
    let mut arguments: Vec<_> = line.split_whitespace().collect();
    arguments.extend(["--issuer", &issuer, "--format", "json", "--reveal"]);
    let run = Session::start(&arguments, &[("CLIENT_SECRET", "machine-secret")]).finish();
    let json = passed(&run, &["discovery-issuer", "token-response", "token-type"]);
    assert_eq!(json["tokens"]["scope"], "api:read");
}

#[test]
fn a_refresh_token_is_rotated_and_the_old_one_refused() {
    let provider = Provider::start();
    let issuer = provider.url("");
    let client = ["--client-id", "native-none"];
    let first = passed(&login(&provider, &client, &[]), &LOGIN);
    let old = first["tokens"]["refresh_token"].as_str().unwrap();
    let id_token = first["tokens"]["id_token"].as_str().unwrap();
    let line = "login --client-id native-none --grant refresh --format json --reveal \
                --refresh-token-env OLD --id-token-env ID_TOKEN";
    let refresh = || {
        let mut arguments: Vec<_> = line.split_whitespace().collect();
        arguments.extend(["--issuer", &issuer]);
        Session::start(&arguments, &[("OLD", old), ("ID_TOKEN", id_token)]).finish()
    };
    let rotated = passed(
        &refresh(),
        &["refresh-subject", "refresh-issuer", "signature"],
    );
    let new = rotated["tokens"]["refresh_token"].as_str().unwrap();
    assert_ne!(new, old);
    let replayed = refresh();
    assert_eq!(replayed.code, 1, "{replayed:?}");
    assert!(replayed.out.contains("invalid_grant"), "{replayed:?}");
    assert_eq!(replayed.status("token-response"), "fail");
}

#[test]
fn a_profile_names_the_variable_with_the_secret() {
    let provider = Provider::start();
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("tokenscope");
    std::fs::create_dir(&settings).unwrap();
    let profile = format!(
        "[[profile]]\nname = \"Batch\"\nissuer = \"{}\"\nclient_id = \"machine\"\n\
         grant = \"client-credentials\"\nauth = \"post\"\nscopes = [\"api:read\"]\n\
         resource = [\"urn:test:PS256\"]\nclient_secret_env = \"BATCH_SECRET\"\n",
        provider.url("")
    );
    std::fs::write(settings.join("profiles.toml"), profile).unwrap();
    let at = ("XDG_CONFIG_HOME", folder.path().to_str().unwrap());
    let line = ["login", "--profile", "Batch", "--format", "json"];
    let run = Session::start(&line, &[at, ("BATCH_SECRET", "machine-secret")]).finish();
    passed(&run, &["token-response", "token-type"]);
    Session::start(&line, &[at])
        .finish()
        .refused("BATCH_SECRET");
    // Another variable that is named with a flag comes first.
    let line = [&line[..], &["--client-secret-env", "OTHER"]].concat();
    let told = [at, ("BATCH_SECRET", "wrong"), ("OTHER", "machine-secret")];
    passed(&Session::start(&line, &told).finish(), &["token-response"]);
}
