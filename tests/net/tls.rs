//! TLS: who is trusted, and what is said where nobody is.

use crate::run::{data, inspect};
use crate::server::{Server, json};
use crate::token::Signer;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::json;
use std::io::Write as _;
use std::net::TcpStream;
use std::sync::Arc;

/// A server with a certificate of the test data, that serves these keys.
pub(crate) fn server(certificate: &str, signer: &Signer) -> Server {
    let file = |name: &str| data("net").join(name);
    let certificate = CertificateDer::from_pem_file(file(certificate)).unwrap();
    let key = PrivateKeyDer::from_pem_file(file("server.key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let wrap = move |stream| {
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        Box::new(StreamOwned::new(connection, stream)) as Box<_>
    };
    let jwks = signer.jwks();
    Server::wrapped(wrap, move |_, to| json(to, &jwks))
}

#[test]
fn a_company_s_own_authority_is_trusted_where_it_is_given() {
    let signer = Signer::new("a");
    let token = signer.token(&json!({"sub": "ada"}));
    let server = server("server.pem", &signer);
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("https://{host}:{}/jwks", server.address.port());
        for authority in ["authority.pem", "authority.der"] {
            let authority = data("net").join(authority);
            let authority = authority.to_str().unwrap();
            let run = inspect(&[&token, "--jwks-url", &url, "--ca", authority]);
            assert_eq!(run.code, 0, "{run:?}");
        }
        let run = inspect(&[&token, "--jwks-url", &url]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        let said = "does not hold: who signed it is not trusted here";
        assert!(
            run.err.contains(said) && run.err.contains("--ca"),
            "{run:?}"
        );
    }
}

#[test]
fn a_certificate_that_does_not_hold_says_why() {
    let signer = Signer::new("a");
    let token = signer.token(&json!({}));
    let authority = data("net").join("authority.pem");
    for (certificate, why) in [
        ("other.pem", "it is for another name than 127.0.0.1"),
        ("expired.pem", "it has expired"),
    ] {
        let server = server(certificate, &signer);
        let url = format!("https://{}/jwks", server.host());
        let ca = authority.to_str().unwrap();
        let run = inspect(&[&token, "--jwks-url", &url, "--ca", ca]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        assert!(run.err.contains(why), "{run:?}");
    }
}

#[test]
fn tls_with_a_server_that_has_none_is_said() {
    let wrap = |mut stream: TcpStream| {
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .unwrap();
        Box::new(stream) as Box<_>
    };
    let server = Server::wrapped(wrap, |_, _| ());
    let url = format!("https://{}/jwks", server.host());
    let run = inspect(&[&Signer::new("a").token(&json!({})), "--jwks-url", &url]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("speaks TLS"), "{run:?}");
}

#[test]
fn a_file_without_a_certificate_is_refused_before_anybody_is_asked() {
    let server = Server::of(&[]);
    let key = data("keys").join("p256.spki.pem");
    let token = Signer::new("a").token(&json!({}));
    let url = server.url("/");
    let run = inspect(&[&token, "--jwks-url", &url, "--ca", key.to_str().unwrap()]);
    run.refused("holds no certificate");
    assert!(server.asked().is_empty());
}
