"""Verifies and signs, and decrypts and encrypts, with the PyPI package joserfc; asks and answers as
with_jose.mjs does."""

import json
import sys
import warnings

from joserfc import jwe, jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import import_key

# RSA1_5 must not be used any more, which is known.
warnings.simplefilter("ignore")


def signature(case, answer, private, public):
    alg = case["alg"]
    claims = json.dumps({"iss": "joserfc", "alg": alg})
    answer["token"] = jws.serialize_compact({"alg": alg}, claims, private, algorithms=[alg])
    content = jws.deserialize_compact(case["token"], public, algorithms=[alg])
    answer["claims"] = json.loads(content.payload)


def encryption(case, answer, private, public):
    alg, enc = case["alg"], case["enc"]
    claims = json.dumps({"iss": "joserfc", "alg": alg})
    header = {"alg": alg, "enc": enc}
    answer["token"] = jwe.encrypt_compact(header, claims, public, algorithms=[alg, enc])
    content = jwe.decrypt_compact(case["token"], private, algorithms=[alg, enc])
    answer["claims"] = json.loads(content.plaintext)


answers = []
for case in json.load(sys.stdin):
    private, public = import_key(case["private"]), import_key(case["public"])
    answer = {"alg": case["alg"]}
    try:
        (encryption if "enc" in case else signature)(case, answer, private, public)
    except UnsupportedAlgorithmError:
        answer = {"alg": case["alg"], "unsupported": True}
    except (JoseError, ValueError) as error:
        answer["error"] = repr(error)
    answers.append(answer)
print(json.dumps(answers))
