"""Verifies and signs with the PyPI package joserfc; asks and answers as with_jose.mjs does."""

import json
import sys

from joserfc import jws
from joserfc.errors import BadSignatureError, UnsupportedAlgorithmError
from joserfc.jwk import import_key

answers = []
for case in json.load(sys.stdin):
    alg = case["alg"]
    private, public = import_key(case["private"]), import_key(case["public"])
    answer = {"alg": alg}
    try:
        claims = json.dumps({"iss": "joserfc", "alg": alg})
        answer["token"] = jws.serialize_compact({"alg": alg}, claims, private, algorithms=[alg])
        content = jws.deserialize_compact(case["token"], public, algorithms=[alg])
        answer["claims"] = json.loads(content.payload)
    except UnsupportedAlgorithmError:
        answer = {"alg": alg, "unsupported": True}
    except BadSignatureError as error:
        answer["error"] = error.error
    answers.append(answer)
print(json.dumps(answers))
