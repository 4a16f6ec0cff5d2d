//! Tokens of a real, certified OpenID provider, verified by the command over the network.

// A test may fail at once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "cli/run.rs"]
#[allow(dead_code)] // The command's own tests use all of it.
mod run;

#[path = "oidc/provider.rs"]
mod provider;

use provider::Provider;
use run::{Run, inspect_json};

const ALGORITHMS: [&str; 3] = ["RS256", "PS256", "ES256"];

fn algorithm(run: &Run) -> String {
    run.json()["header"]["alg"].as_str().unwrap().to_owned()
}

#[test]
fn a_token_verifies_by_the_address_of_the_keys() {
    let provider = Provider::start();
    for alg in ALGORITHMS {
        let token = provider.access_token(alg);
        let run = inspect_json(&[&token, "--jwks-url", &provider.url("/jwks")]);
        assert_eq!((run.code, algorithm(&run).as_str()), (0, alg), "{run:?}");
        let expecting = [
            &token,
            "--jwks-url",
            &provider.url("/jwks"),
            "--issuer",
            &provider.url(""),
            "--audience",
            &format!("urn:test:{alg}"),
            "--type",
            "at+jwt",
        ];
        assert_eq!(inspect_json(&expecting).code, 0, "{alg}");
    }
}

#[test]
fn a_token_verifies_by_discovery_where_its_issuer_is_expected() {
    let provider = Provider::start();
    let issuer = provider.url("");
    for alg in ALGORITHMS {
        let token = provider.access_token(alg);
        let run = inspect_json(&[&token, "--discover", "--issuer", &issuer]);
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(run.json()["key"]["source"], provider.url("/jwks"));
        let run = inspect_json(&[&token, "--discover"]);
        assert_eq!(run.code, 3, "{run:?}");
        assert_eq!(run.status("signature"), "pass");
    }
}

#[test]
fn the_keys_of_another_provider_do_not_verify_it() {
    let (one, other) = (Provider::start(), Provider::start());
    let token = one.access_token("ES256");
    let run = inspect_json(&[&token, "--jwks-url", &other.url("/jwks")]);
    assert_eq!(run.code, 1, "{run:?}");
    let run = inspect_json(&[&token, "--discover", "--issuer", &other.url("")]);
    assert_eq!(run.code, 1, "{run:?}");
}
