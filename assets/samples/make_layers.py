#!/usr/bin/env python3
"""Make the samples of tokens that are encrypted, disclosed one by one, or PASETOs.

    pip install cryptography
    python3 assets/samples/make_layers.py path/to/tokenscope

It encrypts `valid.jwt`, which `make.py` makes, and so is run after it. The keys are throw-away keys
that guard nothing; the private one is kept where the sample is opened with it.
"""

import base64
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = pathlib.Path(sys.argv[1]).resolve()
ISSUED = 1795442400  # 2026-11-23T14:00:00Z; the window looks at it 48 minutes later


def run(*words, given=""):
    done = subprocess.run([PROGRAM, *words], input=given, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def write(name, content):
    (HERE / name).write_text(content + "\n")


def new_key(algorithm, kid):
    return json.loads(run("keys", "generate", "--alg", algorithm, "--kid", kid, "--reveal"))


def in_file(folder, name, value):
    path = pathlib.Path(folder) / name
    path.write_text(json.dumps(value))
    return path


def public(key):
    private = ("d", "p", "q", "dp", "dq", "qi", "key_ops")
    return {name: value for name, value in key.items() if name not in private}


with tempfile.TemporaryDirectory() as folder:
    # A signed token in an encrypted one.
    reader = new_key("ECDH-ES+A256KW", "web-client-1")
    signers = json.loads((HERE / "keys.jwks.json").read_text())["keys"]
    path = in_file(folder, "reader.json", public(reader))
    write("encrypted.jwe", run("encrypt", "--key", path, HERE.joinpath("valid.jwt").read_text().strip()))
    write("encrypted-keys.jwks.json", json.dumps({"keys": [reader, *signers]}, indent=2))

    # The same for nobody here.
    other = public(new_key("RSA-OAEP-256", "payments-7"))
    path = in_file(folder, "other.json", other)
    write("locked.jwe", run("encrypt", "--key", path, HERE.joinpath("valid.jwt").read_text().strip()))

    # A credential of which a part is presented, bound to its holder's key.
    issuer, holder = new_key("ES256", "registry-2"), new_key("ES256", "wallet")
    claims = {
        "iss": "https://registry.northwind.example", "vct": "https://northwind.example/identity",
        "iat": ISSUED - 86400, "exp": ISSUED + 30 * 86400, "given_name": "Ada",
        "family_name": "Hopper", "birthdate": "1992-12-10", "email": "ada@northwind.example",
        "address": {"street_address": "12 Harbour Road", "locality": "Lisbon", "country": "PT"},
        "nationalities": ["PT", "GB"], "is_over_18": True,
    }
    selective = ["/given_name", "/family_name", "/birthdate", "/email", "/is_over_18",
                 "/address/street_address", "/address/locality", "/nationalities/*"]
    options = [word for pointer in selective for word in ("--selective", pointer)]
    issued = run("sd-jwt", "issue", "--key", in_file(folder, "issuer.json", issuer),
                 "--holder-key", in_file(folder, "holder.json", holder), *options,
                 given=json.dumps(claims))
    shown = ["/given_name", "/is_over_18", "/address/locality", "/nationalities/0"]
    options = [word for pointer in shown for word in ("--disclose", pointer)]
    write("credential.sd-jwt", run(
        "sd-jwt", "present", "--key", in_file(folder, "holder.json", holder), "--audience",
        "https://harbour.example", "--nonce", "k7R2mQ", "--at", str(ISSUED + 2700), *options,
        given=issued))
    write("credential.jwks.json", json.dumps({"keys": [public(issuer)]}, indent=2))


def pae(*pieces):
    parts = [struct.pack("<Q", len(pieces))]
    for piece in pieces:
        parts += [struct.pack("<Q", len(piece)), piece]
    return b"".join(parts)


key = ed25519.Ed25519PrivateKey.generate()
message = json.dumps({
    "iss": "https://id.northwind.example", "sub": "svc-billing", "aud": "payments-api",
    "iat": "2026-11-23T14:00:00+00:00", "exp": "2026-11-23T15:00:00+00:00", "jti": "9f3c71d0-4be8",
}, separators=(",", ":")).encode()
footer = json.dumps({"kid": "edge-1"}, separators=(",", ":")).encode()
signature = key.sign(pae(b"v4.public.", message, footer, b""))
write("paseto.txt", f"v4.public.{b64(message + signature)}.{b64(footer)}")
write("paseto.jwk.json", json.dumps({
    "kty": "OKP", "crv": "Ed25519", "kid": "edge-1",
    "x": b64(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)),
}, indent=2))
