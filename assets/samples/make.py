#!/usr/bin/env python3
"""Make the samples that the window offers, with throw-away keys that guard nothing.

    pip install cryptography
    python3 assets/samples/make.py

The keys are made anew each time and only their public halves are kept, so the samples cannot be
changed, only replaced as a whole.
"""

import base64
import hashlib
import hmac
import json
import pathlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HERE = pathlib.Path(__file__).resolve().parent
ISSUED = 1795442400  # 2026-11-23T14:00:00Z; the window looks at it 48 minutes later


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def text(value):
    return b64(json.dumps(value, separators=(",", ":")).encode())


def number(value):
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
ED = ed25519.Ed25519PrivateKey.generate()


def rs256(data):
    return RSA.sign(data, padding.PKCS1v15(), hashes.SHA256())


def es256(data):
    r, s = decode_dss_signature(EC.sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def compact(header, claims, sign):
    data = f"{text(header)}.{text(claims)}"
    return f"{data}.{b64(sign(data.encode()))}"


def write(name, content):
    (HERE / name).write_text(content + "\n")


public_rsa = RSA.public_key().public_numbers()
public_ec = EC.public_key().public_numbers()
KEYS = {
    "keys": [
        {"kty": "RSA", "kid": "2026-09", "use": "sig", "alg": "RS256",
         "n": number(public_rsa.n), "e": number(public_rsa.e)},
        {"kty": "EC", "kid": "api-3", "use": "sig", "alg": "ES256", "crv": "P-256",
         "x": b64(public_ec.x.to_bytes(32, "big")), "y": b64(public_ec.y.to_bytes(32, "big"))},
        {"kty": "OKP", "kid": "edge-1", "use": "sig", "alg": "EdDSA", "crv": "Ed25519",
         "x": b64(ED.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))},
    ]
}
write("keys.jwks.json", json.dumps(KEYS, indent=2))

ID_TOKEN = {
    "iss": "https://id.northwind.example", "sub": "248289761001", "aud": "web-client",
    "exp": ISSUED + 3600, "iat": ISSUED, "nbf": ISSUED - 300, "nonce": "n-0S6_WzA2Mj",
    "email": "ada@northwind.example", "amr": ["pwd", "otp"],
    "scope": "openid profile email",
}
RS = {"alg": "RS256", "typ": "JWT", "kid": "2026-09"}
ES = {"alg": "ES256", "typ": "at+jwt", "kid": "api-3"}
id_token = compact(RS, ID_TOKEN, rs256)
write("valid.jwt", id_token)

ACCESS = {
    "iss": "https://id.northwind.example", "sub": "svc-billing",
    "aud": ["payments-api", "ledger-api"], "exp": ISSUED + 30 * 86400, "iat": ISSUED - 3 * 86400,
    "jti": "9f3c71d0-4be8", "client_id": "billing-batch", "scope": "payments:read refunds:write",
}
access = compact(ES, ACCESS, es256)

EXPIRED = dict(ACCESS, iat=1714550400, exp=1714554000, jti="1b7e20aa-93c4")
write("expired.jwt", compact(ES, EXPIRED, es256))

header, _, signature = access.split(".")
raised = dict(ACCESS, scope="payments:write refunds:write admin")
write("broken-signature.jwt", f"{header}.{text(raised)}.{signature}")

write("alg-none.jwt", f'{text({"alg": "none", "typ": "JWT"})}.{text(dict(ID_TOKEN, sub="admin"))}.')


def hs256(data):
    return hmac.new(b"secret", data, hashlib.sha256).digest()


write("weak-secret.jwt", compact({"alg": "HS256", "typ": "JWT"}, {
    "sub": "1234567890", "name": "Grace Hopper", "admin": True,
    "iat": ISSUED, "exp": ISSUED + 7200,
}, hs256))

write("answer.json", json.dumps({
    "access_token": access, "token_type": "Bearer", "expires_in": 3600, "id_token": id_token,
}, indent=2))

payload = text({"iss": "https://id.northwind.example", "sub": "release-42",
                "iat": ISSUED, "exp": ISSUED + 86400, "build": "4.2.0"})


def signature_of(header, sign):
    protected = text(header)
    return {"protected": protected, "signature": b64(sign(f"{protected}.{payload}".encode()))}


write("general.json", json.dumps({
    "payload": payload,
    "signatures": [
        signature_of({"alg": "RS256", "kid": "2026-09"}, rs256),
        signature_of({"alg": "EdDSA", "kid": "edge-1"}, ED.sign),
    ],
}, indent=2))
