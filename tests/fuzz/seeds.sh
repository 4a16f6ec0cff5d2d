#!/bin/sh
# Makes the seeds of the fuzz targets from the project's test data: corpus/inspect, corpus/decrypt,
# corpus/keys and corpus/command.
set -eu
cd "$(dirname "$0")"

rm -rf corpus/seeds.tmp
mkdir -p corpus/inspect corpus/decrypt corpus/keys corpus/command corpus/seeds.tmp

# Every compact token that stands in the data, one file each.
grep -rohE 'ey[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]*' ../data | sort -u >corpus/seeds.tmp/list
split -l 1 -a 5 corpus/seeds.tmp/list corpus/seeds.tmp/token-

# Wrappings, and the shapes that no vector has.
token=$(head -n 1 corpus/seeds.tmp/list)
printf 'Authorization: Bearer %s\r\n' "$token" >corpus/seeds.tmp/header
printf '{"access_token":"%s","token_type":"Bearer"}' "$token" >corpus/seeds.tmp/answer
printf "curl -H 'Authorization: Bearer %s' https://api.example/me" "$token" >corpus/seeds.tmp/curl
printf 'https://app.example/cb#id_token=%s&state=1' "$token" >corpus/seeds.tmp/url
printf 'session=%s; Path=/; HttpOnly' "$token" >corpus/seeds.tmp/cookie
printf '{"payload":"e30","protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AAAA"}' >corpus/seeds.tmp/flattened
printf '{"payload":"e30","signatures":[{"protected":"eyJhbGciOiJIUzI1NiJ9","header":{"kid":"1"},"signature":"AAAA"}]}' >corpus/seeds.tmp/general
cp ../data/sd-jwt/issued.txt corpus/seeds.tmp/sd-jwt
cp ../data/sd-jwt/presented.txt corpus/seeds.tmp/sd-jwt-bound
printf '{"payload":"eyJfc2QiOlsieCJdfQ","protected":"eyJhbGciOiJFUzI1NiJ9","signature":"AAAA","header":{"disclosures":["WyJzIiwibiIsMV0"],"kb_jwt":"e30.e30.AAAA"}}' >corpus/seeds.tmp/sd-jwt-json
printf 'v4.public.e30AAAA.Zm9v' >corpus/seeds.tmp/paseto
printf '...' >corpus/seeds.tmp/dots
rm corpus/seeds.tmp/list

for target in inspect command; do
    cp corpus/seeds.tmp/* "corpus/$target/"
done

# Encrypted tokens: the compact ones of the vectors, and the JSON ones in their lines.
grep -ohE 'ey[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+' \
    ../vectors/wycheproof/json_web_encryption_test.json ../vectors/rfc7516.json \
    ../vectors/rfc7520-cookbook/jwe/*.json ../data/example/encrypted.txt | sort -u \
    >corpus/seeds.tmp/list
split -l 1 -a 5 corpus/seeds.tmp/list corpus/decrypt/token-
printf '{"protected":"eyJlbmMiOiJBMTI4R0NNIn0","header":{"alg":"A128KW"},"encrypted_key":"AAAA","iv":"AAAA","ciphertext":"AAAA","tag":"AAAA"}' >corpus/decrypt/flattened
printf '{"protected":"eyJlbmMiOiJBMTI4R0NNIn0","unprotected":{"jku":"u"},"recipients":[{"header":{"alg":"dir"}},{"header":{"alg":"RSA1_5"},"encrypted_key":"AAAA"}],"aad":"AAAA","iv":"AAAA","ciphertext":"AAAA","tag":"AAAA"}' >corpus/decrypt/general
rm corpus/seeds.tmp/list

find ../data -type f -size -32k ! -name '*.md' ! -name 'LICENSE*' | while read -r file; do
    name=$(printf '%s' "${file#../data/}" | tr / _)
    cp "$file" "corpus/keys/$name"
    cp "$file" "corpus/inspect/$name"
done
rm -r corpus/seeds.tmp
for target in inspect decrypt keys command; do
    printf '%s: %s seeds\n' "$target" "$(ls "corpus/$target" | wc -l)"
done
