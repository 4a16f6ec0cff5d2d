#!/usr/bin/env python3
"""Make the corpus of well-made tokens, with throw-away keys that guard nothing.

    pip install cryptography
    python3 tests/data/corpus/make.py

Each token has the shape that a common provider gives its tokens: which members there are, of what
type, how long it lives. Hosts, people and ids are made up. The keys are made anew each time and
only their public halves are kept (and the one shared secret, which is random), so the corpus cannot
be changed, only replaced as a whole.
"""

import base64
import datetime
import hashlib
import hmac
import json
import pathlib
import secrets

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

HERE = pathlib.Path(__file__).resolve().parent
ISSUED = 1795442400  # 2026-11-23T14:00:00Z; the test judges two minutes later
HOUR, DAY = 3600, 86400


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def text(value):
    return b64(json.dumps(value, separators=(",", ":")).encode())


def number(value):
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
PROOF = ec.generate_private_key(ec.SECP256R1())
SECRET = secrets.token_bytes(64)

rsa_public = RSA.public_key().public_numbers()
N, E = number(rsa_public.n), number(rsa_public.e)


def point(key):
    public = key.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": b64(public.x.to_bytes(32, "big")),
            "y": b64(public.y.to_bytes(32, "big"))}


def certificate():
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "accounts.example")])
    begin = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(RSA.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(begin).not_valid_after(begin + datetime.timedelta(days=1825))
        .sign(RSA, hashes.SHA256())
    )
    return made.public_bytes(Encoding.DER)


CERTIFICATE = certificate()
X5T = b64(hashlib.sha1(CERTIFICATE).digest())
SHA1_STD = base64.b64encode(hashlib.sha256(CERTIFICATE).digest()).decode()
KID = hashlib.sha1(N.encode()).hexdigest()


def sign(alg, data):
    if alg == "RS256":
        return RSA.sign(data, padding.PKCS1v15(), hashes.SHA256())
    if alg == "PS256":
        pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
        return RSA.sign(data, pss, hashes.SHA256())
    if alg == "HS256":
        return hmac.new(SECRET, data, hashlib.sha256).digest()
    key = PROOF if alg == "PROOF" else EC
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


KEYS = {
    # As most publish them.
    "plain": {"keys": [
        {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": KID, "n": N, "e": E},
        {"kty": "EC", "use": "sig", "alg": "ES256", "kid": "ec-2026"} | point(EC),
        {"kty": "RSA", "use": "enc", "alg": "RSA-OAEP", "kid": "enc-2026", "n": number(
            rsa.generate_private_key(public_exponent=65537, key_size=2048)
            .public_key().public_numbers().n), "e": "AQAB"},
    ]},
    # With certificates and without alg, as Entra publishes them.
    "certified": {"keys": [
        {"kty": "RSA", "use": "sig", "kid": X5T, "x5t": X5T, "n": N, "e": E,
         "x5c": [base64.b64encode(CERTIFICATE).decode()],
         "issuer": "https://login.entra.example/5a1e7f0c-1d7e-4c6b-9a37-3a0d5f6c2b11/v2.0"},
    ]},
    # With an id in standard base64, as Cognito publishes them.
    "base64-kid": {"keys": [
        {"alg": "RS256", "e": E, "kid": "/" + SHA1_STD[1:], "kty": "RSA", "n": N, "use": "sig"},
    ]},
    "pss": {"keys": [{"kty": "RSA", "alg": "PS256", "kid": "ps", "n": N, "e": E}]},
    "secret": {"kty": "oct", "alg": "HS256", "kid": "8RIbGHm2pQ", "k": b64(SECRET)},
    "proof": {"kty": "EC", "alg": "ES256"} | point(PROOF),
}

TOKENS = []


def add(name, keys, alg, header, claims):
    header = {"alg": "ES256" if alg == "PROOF" else alg} | header
    data = f"{text(header)}.{text(claims)}"
    TOKENS.append({"name": name, "keys": keys, "token": f"{data}.{b64(sign(alg, data.encode()))}"})


RS = {"kid": KID, "typ": "JWT"}
TENANT = "5a1e7f0c-1d7e-4c6b-9a37-3a0d5f6c2b11"
USER = "0f4a1c58-3f1e-4d0c-8b8e-8a0a3f7d6f10"
JTI = "b3c9e0f4-6a5f-4a2c-9b1d-2f0a7b1e5c66"

add("google-id-token", "plain", "RS256", RS, {
    "iss": "https://accounts.google.example", "azp": "407408718192.apps.example",
    "aud": "407408718192.apps.example", "sub": "110169484474386276334",
    "hd": "northwind.example", "email": "ada@northwind.example", "email_verified": True,
    "at_hash": "HK6E_P6Dh8Y93mRNtsDB1Q", "nonce": "0394852-3190485-2490358",
    "name": "Ada Byron", "picture": "https://pictures.example/a/ada=s96-c",
    "given_name": "Ada", "family_name": "Byron", "iat": ISSUED, "exp": ISSUED + HOUR,
})
add("google-service-account-id-token", "plain", "RS256", RS, {
    "aud": "https://run.example/", "azp": "104029292853099978293",
    "email": "runner@project.iam.example", "email_verified": True, "exp": ISSUED + HOUR,
    "iat": ISSUED, "iss": "https://accounts.google.example", "sub": "104029292853099978293",
})
add("entra-v1-access-token", "certified", "RS256", {"typ": "JWT", "x5t": X5T, "kid": X5T}, {
    "aud": "api://6e74172b-be56-4843-9ff4-e66a39bb12e3",
    "iss": f"https://sts.entra.example/{TENANT}/", "iat": ISSUED, "nbf": ISSUED,
    "exp": ISSUED + 4500, "acr": "1", "aio": "AXQAi/8IAAAAm8cGk9mT2g==", "amr": ["pwd", "mfa"],
    "appid": "f8d7c6b5-0a9e-4d3c-8b2a-1f0e9d8c7b6a", "appidacr": "0", "family_name": "Byron",
    "given_name": "Ada", "ipaddr": "203.0.113.7", "name": "Ada Byron", "oid": USER,
    "rh": "0.AQEAbc.", "scp": "access_as_user", "sub": "l3_roISQU222bULS9yi2k0XpqpOiMz5H3ZACo1GeXA",
    "tid": TENANT, "unique_name": "ada@northwind.example", "upn": "ada@northwind.example",
    "uti": "fqiBqXLPj0eQa82S-IYFAA", "ver": "1.0", "wids": [TENANT],
    "pwd_exp": "345600", "pwd_url": "https://portal.entra.example/ChangePassword.aspx",
})
add("entra-v1-id-token", "certified", "RS256", {"typ": "JWT", "x5t": X5T, "kid": X5T}, {
    "aud": "b14a7505-96e9-4927-91e8-0601d0fc9caa", "iss": f"https://sts.entra.example/{TENANT}/",
    "iat": ISSUED, "nbf": ISSUED, "exp": ISSUED + 4200, "amr": ["pwd"], "name": "Ada Byron",
    "nonce": "123523", "oid": USER, "sub": "5_J9rSss8-jvt_Icu6ueRNL8xXb8LF4Fsg_KooC2RJQ",
    "tid": TENANT, "unique_name": "ada@northwind.example", "uti": "Lxe_46GqTkOpGSfTln4EAA",
    "ver": "1.0",
})
add("entra-v2-access-token", "certified", "RS256", {"typ": "JWT", "kid": X5T}, {
    "aud": "6e74172b-be56-4843-9ff4-e66a39bb12e3",
    "iss": f"https://login.entra.example/{TENANT}/v2.0", "iat": ISSUED, "nbf": ISSUED,
    "exp": ISSUED + 5260, "aio": "AXQAi/8IAAAA", "azp": "6e74172b-be56-4843-9ff4-e66a39bb12e3",
    "azpacr": "0", "name": "Ada Byron", "oid": USER, "preferred_username": "ada@northwind.example",
    "rh": "0.AQEAbc.", "scp": "access_as_user", "sub": "HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ",
    "tid": TENANT, "uti": "fqiBqXLPj0eQa82S-IYFAA", "ver": "2.0", "xms_pftexp": ISSUED + 5260,
})
add("entra-v2-id-token", "certified", "RS256", {"typ": "JWT", "kid": X5T}, {
    "ver": "2.0", "iss": f"https://login.entra.example/{TENANT}/v2.0",
    "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
    "aud": "6cb04018-a3f5-46a7-b995-940c78f5aef3", "exp": ISSUED + HOUR, "iat": ISSUED,
    "nbf": ISSUED, "name": "Ada Byron", "preferred_username": "ada@northwind.example",
    "oid": USER, "tid": TENANT, "nonce": "123523", "aio": "Df2UVXL1ix!lMCWMSOJBcFatzcGfvFGhjKv8",
})
add("entra-app-only-token", "certified", "RS256", {"typ": "JWT", "x5t": X5T, "kid": X5T}, {
    "aud": "https://graph.entra.example", "iss": f"https://sts.entra.example/{TENANT}/",
    "iat": ISSUED, "nbf": ISSUED, "exp": ISSUED + 28 * HOUR, "app_displayname": "Reports",
    "appid": USER, "appidacr": "1", "idp": f"https://sts.entra.example/{TENANT}/",
    "idtyp": "app", "oid": USER, "roles": ["Reports.Read.All"], "sub": USER, "tid": TENANT,
    "ver": "1.0", "xms_cc": ["cp1"],
})
add("auth0-access-token", "plain", "RS256", RS, {
    "iss": "https://northwind.eu.auth0.example/", "sub": "auth0|5f7c8ec7c33c6c004bbafe82",
    "aud": ["https://api.northwind.example", "https://northwind.eu.auth0.example/userinfo"],
    "iat": ISSUED, "exp": ISSUED + DAY, "azp": "my_client_id_0a1b", "scope": "openid profile",
    "gty": "password", "permissions": ["read:orders"],
})
add("auth0-id-token", "plain", "RS256", RS, {
    "nickname": "ada", "name": "ada@northwind.example",
    "picture": "https://gravatar.example/avatar/1?s=480&r=pg", "updated_at":
    "2026-11-23T13:59:58.123Z", "email": "ada@northwind.example", "email_verified": True,
    "iss": "https://northwind.eu.auth0.example/", "aud": "kbyuFDidLLm280LIwVFiazOqjO3ty8KH",
    "sub": "google-oauth2|110169484474386276334", "iat": ISSUED, "exp": ISSUED + 10 * HOUR,
    "sid": "cAKJ-0UYj5vJMG9MkxGrHjUiIxHdqDzJ", "nonce": "bUZ0Qk5jQlFJbFhSeXVKOA==",
    "https://northwind.example/roles": ["editor"],
})
add("okta-access-token", "plain", "RS256", {"kid": KID}, {
    "ver": 1, "jti": "AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE",
    "iss": "https://northwind.okta.example/oauth2/default", "aud": "api://default", "iat": ISSUED,
    "exp": ISSUED + HOUR, "cid": "0oa4ha1k8vGqZ1Wsp5d7", "uid": "00u4hb0yrUxtK0LF15d7",
    "scp": ["openid", "profile"], "auth_time": ISSUED - 20, "sub": "ada@northwind.example",
})
add("okta-id-token", "plain", "RS256", {"kid": KID}, {
    "sub": "00u4hb0yrUxtK0LF15d7", "name": "Ada Byron", "email": "ada@northwind.example",
    "ver": 1, "iss": "https://northwind.okta.example", "aud": "0oa4ha1k8vGqZ1Wsp5d7",
    "iat": ISSUED, "exp": ISSUED + HOUR, "jti": "ID.4eAWJOCMB3SX8XewDfVR", "amr": ["pwd"],
    "idp": "00o1n8sbwArJ7OQRw406", "nonce": "n-0S6_WzA2Mj", "auth_time": ISSUED - 20,
    "at_hash": "cpqKfdQA5eH891Ff5oJr_Q", "preferred_username": "ada@northwind.example",
})
add("keycloak-access-token", "plain", "RS256", RS, {
    "exp": ISSUED + 300, "iat": ISSUED, "auth_time": ISSUED, "jti": f"onrtac:{JTI}",
    "iss": "https://sso.northwind.example/realms/shop", "aud": ["orders", "account"],
    "sub": USER, "typ": "Bearer", "azp": "shop-web", "sid": JTI, "acr": "1",
    "allowed-origins": ["https://shop.northwind.example"],
    "realm_access": {"roles": ["offline_access", "uma_authorization"]},
    "resource_access": {"account": {"roles": ["manage-account", "view-profile"]}},
    "scope": "openid profile email", "email_verified": True, "name": "Ada Byron",
    "preferred_username": "ada", "given_name": "Ada", "family_name": "Byron",
    "email": "ada@northwind.example",
})
add("keycloak-refresh-token", "secret", "HS256", {"typ": "JWT", "kid": "8RIbGHm2pQ"}, {
    "exp": ISSUED + 1800, "iat": ISSUED, "jti": JTI,
    "iss": "https://sso.northwind.example/realms/shop",
    "aud": "https://sso.northwind.example/realms/shop", "sub": USER, "typ": "Refresh",
    "azp": "shop-web", "sid": JTI, "scope": "openid profile email",
})
add("cognito-access-token", "base64-kid", "RS256", {"kid": "/" + SHA1_STD[1:]}, {
    "sub": USER, "cognito:groups": ["eu-west-1_aBcDeFgHi_Google"],
    "iss": "https://cognito-idp.eu-west-1.amazonaws.example/eu-west-1_aBcDeFgHi", "version": 2,
    "client_id": "2iab8f0r5mrhk1l6gk5h7fk1c3", "origin_jti": JTI, "event_id": JTI,
    "token_use": "access", "scope": "aws.cognito.signin.user.admin", "auth_time": ISSUED,
    "exp": ISSUED + HOUR, "iat": ISSUED, "jti": JTI, "username": USER,
})
add("cognito-id-token", "base64-kid", "RS256", {"kid": "/" + SHA1_STD[1:]}, {
    "at_hash": "RM4nGJ3JhCQ1BDqXhPHNiA", "sub": USER, "email_verified": True,
    "iss": "https://cognito-idp.eu-west-1.amazonaws.example/eu-west-1_aBcDeFgHi",
    "cognito:username": USER, "origin_jti": JTI, "aud": "2iab8f0r5mrhk1l6gk5h7fk1c3",
    "identities": [{"userId": "4388576018410707", "providerName": "Facebook",
                    "providerType": "Facebook", "issuer": None, "primary": "true",
                    "dateCreated": "1795442390123"}],
    "token_use": "id", "auth_time": ISSUED, "exp": ISSUED + HOUR, "iat": ISSUED, "jti": JTI,
    "email": "ada@northwind.example",
})
add("github-actions-oidc", "plain", "RS256", {"typ": "JWT", "x5t": X5T, "kid": KID}, {
    "jti": JTI, "sub": "repo:northwind/shop:environment:prod", "environment": "prod",
    "aud": "https://github.example/northwind", "ref": "refs/heads/main",
    "sha": "d0be2e4a37b5c8c9f7f0f1e2a3b4c5d6e7f80912", "repository": "northwind/shop",
    "repository_owner": "northwind", "actor_id": "12", "repository_visibility": "private",
    "repository_id": "74", "repository_owner_id": "65", "run_id": "9876543210",
    "run_number": "10", "run_attempt": "2", "runner_environment": "github-hosted",
    "actor": "ada", "workflow": "release", "head_ref": "", "base_ref": "",
    "event_name": "workflow_dispatch", "ref_type": "branch", "ref_protected": "true",
    "job_workflow_ref": "northwind/auto/.github/workflows/oidc.yml@refs/heads/main",
    "iss": "https://token.actions.github.example", "nbf": ISSUED - 600, "exp": ISSUED + 900,
    "iat": ISSUED,
})
add("gitlab-ci-id-token", "plain", "RS256", RS, {
    "namespace_id": "72", "namespace_path": "northwind", "project_id": "20",
    "project_path": "northwind/shop", "user_id": "1", "user_login": "ada",
    "user_email": "ada@northwind.example", "user_access_level": "owner",
    "pipeline_id": "574", "pipeline_source": "push", "job_id": "302", "ref": "main",
    "ref_type": "branch", "ref_path": "refs/heads/main", "ref_protected": "true",
    "groups_direct": ["northwind/dev"], "environment": "prod", "environment_protected": "false",
    "deployment_tier": "testing", "runner_id": 1, "runner_environment": "self-hosted",
    "sha": "714a629c0b401fdce83e847fc9589983fc6f46bc", "project_visibility": "public",
    "ci_config_ref_uri": "gitlab.example/northwind/shop//.gitlab-ci.yml@refs/heads/main",
    "jti": JTI, "iss": "https://gitlab.example", "iat": ISSUED, "nbf": ISSUED - 5,
    "exp": ISSUED + HOUR, "sub": "project_path:northwind/shop:ref_type:branch:ref:main",
    "aud": "https://vault.example",
})
add("kubernetes-service-account", "plain", "RS256", {"kid": KID}, {
    "aud": ["https://kubernetes.default.svc.cluster.local", "k3s"],
    "exp": ISSUED + 31536007, "iat": ISSUED,
    "iss": "https://kubernetes.default.svc.cluster.local", "jti": JTI,
    "kubernetes.io": {"namespace": "shop", "node": {"name": "node-1", "uid": USER},
                      "pod": {"name": "web-0", "uid": USER},
                      "serviceaccount": {"name": "default", "uid": USER},
                      "warnafter": ISSUED + 3607},
    "nbf": ISSUED, "sub": "system:serviceaccount:shop:default",
})
add("firebase-id-token", "plain", "RS256", RS, {
    "iss": "https://securetoken.google.example/shop-12345", "aud": "shop-12345",
    "auth_time": ISSUED, "user_id": "tOBAgHDMcsSqkvmWIdzmQhxmQhk2",
    "sub": "tOBAgHDMcsSqkvmWIdzmQhxmQhk2", "iat": ISSUED, "exp": ISSUED + HOUR,
    "email": "ada@northwind.example", "email_verified": False,
    "firebase": {"identities": {"email": ["ada@northwind.example"],
                                "google.com": ["110169484474386276334"]},
                 "sign_in_provider": "password"},
})
add("apple-id-token", "plain", "RS256", {"kid": KID}, {
    "iss": "https://appleid.apple.example", "aud": "example.northwind.shop",
    "exp": ISSUED + DAY, "iat": ISSUED, "sub": "001234.a1b2c3d4e5f60718293a4b5c6d7e8f90.1234",
    "c_hash": "OYKzvf0TEWzaKIOfC6WOhw", "email": "a1b2c3@privaterelay.example",
    "email_verified": "true", "is_private_email": "true", "auth_time": ISSUED,
    "nonce_supported": True, "real_user_status": 2,
})
add("apple-client-secret", "plain", "ES256", {"kid": "ec-2026"}, {
    "iss": "DEF123GHIJ", "iat": ISSUED, "exp": ISSUED + 30 * DAY,
    "aud": "https://appleid.apple.example", "sub": "example.northwind.shop",
})
add("supabase-session", "secret", "HS256", {"kid": "8RIbGHm2pQ", "typ": "JWT"}, {
    "iss": "https://abcdefgh.supabase.example/auth/v1", "sub": USER, "aud": "authenticated",
    "exp": ISSUED + HOUR, "iat": ISSUED, "email": "ada@northwind.example", "phone": "",
    "app_metadata": {"provider": "email", "providers": ["email"]},
    "user_metadata": {"email_verified": True, "phone_verified": False, "sub": USER},
    "role": "authenticated", "aal": "aal1",
    "amr": [{"method": "password", "timestamp": ISSUED}], "session_id": JTI,
    "is_anonymous": False,
})
add("slack-id-token", "plain", "RS256", RS, {
    "iss": "https://slack.example", "sub": "U0R7MFMJM", "aud": "25259531569.1115258246291",
    "exp": ISSUED + 300, "iat": ISSUED, "auth_time": ISSUED, "nonce": "abcd", "at_hash": "tUbyWGCUmGyHZ8wJNjv0bg",
    "https://slack.example/team_id": "T0R7GR", "https://slack.example/user_id": "U0R7MFMJM",
    "email": "ada@northwind.example", "email_verified": True, "date_email_verified": ISSUED - DAY,
    "locale": "en-US", "name": "Ada", "https://slack.example/team_domain": "northwind",
    "https://slack.example/team_image_default": True,
})
add("ping-access-token", "plain", "RS256", {"kid": KID}, {
    "client_id": USER, "iss": f"https://auth.pingone.example/{TENANT}/as", "iat": ISSUED,
    "exp": ISSUED + HOUR, "aud": ["https://api.pingone.example"], "env": TENANT,
    "org": USER, "p1.rid": JTI, "scope": "p1:read:user", "sub": USER, "sid": JTI,
})
add("pingfederate-access-token", "plain", "RS256", {"kid": KID, "pi.atm": "1"}, {
    "scope": ["openid", "orders"], "client_id": "shop-web",
    "pi.sri": "ySFyg4EvZVfWnMpU0SCZvnBC3kM..y7Ug", "exp": ISSUED + 7199,
})
add("rfc9068-access-token", "plain", "ES256", {"typ": "at+jwt", "kid": "ec-2026"}, {
    "iss": "https://as.northwind.example/", "sub": "5ba552d67", "aud": "https://rs.northwind.example/",
    "exp": ISSUED + 600 + HOUR, "iat": ISSUED, "jti": "dbe39bf3a3ba4238a513f51d6e1691c4",
    "client_id": "s6BhdRkqt3", "scope": "openid profile reademail", "auth_time": ISSUED - 10,
    "cnf": {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"},
})
add("logout-token", "plain", "RS256", {"typ": "logout+jwt", "kid": KID}, {
    "iss": "https://as.northwind.example/", "sub": "248289761001", "aud": "s6BhdRkqt3",
    "iat": ISSUED, "exp": ISSUED + 1200, "jti": "bWJq", "sid": "08a5019c-17e1-4977-8f42-65a12843ea02",
    "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
})
add("logout-token-without-exp", "plain", "RS256", {"kid": KID}, {
    "iss": "https://as.northwind.example/", "sub": "248289761001", "aud": "s6BhdRkqt3",
    "iat": ISSUED, "jti": "bWJq",
    "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
})
add("security-event", "plain", "RS256", {"typ": "secevent+jwt", "kid": KID}, {
    "iss": "https://as.northwind.example/", "iat": ISSUED, "jti": JTI,
    "aud": "636C69656E745F6964", "sub_id": {"format": "opaque", "id": "U0R7"},
    "events": {"https://schemas.openid.net/secevent/caep/event-type/session-revoked": {
        "event_timestamp": ISSUED}},
})
add("dpop-proof", "proof", "PROOF", {"typ": "dpop+jwt", "jwk": point(PROOF)}, {
    "jti": "-BwC3ESc6acc2lTc", "htm": "POST", "htu": "https://as.northwind.example/token",
    "iat": ISSUED, "ath": "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo",
})
add("client-assertion", "pss", "PS256", {"typ": "JWT", "kid": "ps"}, {
    "iss": "s6BhdRkqt3", "sub": "s6BhdRkqt3", "aud": "https://as.northwind.example/token",
    "jti": JTI, "iat": ISSUED, "exp": ISSUED + 900,
})
add("client-assertion-certificate", "certified", "RS256", {"typ": "JWT", "x5t": X5T, "kid": X5T}, {
    "aud": f"https://login.entra.example/{TENANT}/oauth2/v2.0/token", "iss": USER, "sub": USER,
    "jti": JTI, "nbf": ISSUED, "iat": ISSUED, "exp": ISSUED + 900,
})


def write(name, value):
    (HERE / name).write_text(json.dumps(value, indent=1) + "\n")


write("tokens.json", TOKENS)
write("keys.json", KEYS)
