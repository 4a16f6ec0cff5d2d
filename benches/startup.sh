#!/bin/sh
# How long one token in one run takes, against jwt-cli: the median of both, in turns, and the ratio.
# Fails where the ratio is above the limit. Needs hyperfine; jwt-cli is built where it is missing.
set -eu
cd "$(dirname "$0")/.."

limit=${LIMIT:-1.5}
rounds=${ROUNDS:-5}
runs=${RUNS:-400}

if ! command -v hyperfine >/dev/null 2>&1; then
    echo 'benches/startup.sh: hyperfine is missing: sudo apt-get install hyperfine' >&2
    exit 1
fi

cargo build --release --locked
ours=${CARGO_TARGET_DIR:-target}/release/tokenscope

theirs=$(command -v jwt || true)
case $("${theirs:-false}" --version 2>/dev/null || true) in
'jwt '*) ;;
*)
    tools=${TMPDIR:-/tmp}/tokenscope-bench
    theirs=$tools/bin/jwt
    if [ ! -x "$theirs" ]; then
        echo "benches/startup.sh: building jwt-cli into $tools" >&2
        env -u CARGO_TARGET_DIR cargo install --locked --root "$tools" jwt-cli
    fi
    ;;
esac

# RFC 7515 appendix A.1, its key in base64, and a second at which it has not expired.
token=eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
key=AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ+EstJQLr/T+1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow==
in_time=1300819379

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT INT TERM

# One job in turns, so that what else the machine does falls on both; the least median of each counts.
compare() {
    name=$1 mine=$2 other=$3
    round=1
    while [ "$round" -le "$rounds" ]; do
        hyperfine -N -i --style none --warmup 20 --runs "$runs" \
            --export-csv "$results/$name.$round.csv" -n ours "$mine" -n theirs "$other" >/dev/null 2>&1
        round=$((round + 1))
    done
    awk -F, -v name="$name" -v limit="$limit" '
        $1 == "ours" && (!o || $4 < o) { o = $4 }
        $1 == "theirs" && (!t || $4 < t) { t = $4 }
        END {
            printf "%-8s tokenscope %.2f ms, jwt-cli %.2f ms, ratio %.2f (at most %s)\n", name, o * 1000, t * 1000, o / t, limit
            exit !(o / t <= limit)
        }' "$results/$name".*.csv
}

"$theirs" --version
"$ours" --version

# What is measured must do its work: both find the signature right, and a changed one wrong.
verifies_here() { "$ours" inspect "$1" --secret-base64 "$key" --at "$in_time" >/dev/null; }
verifies_there() { "$theirs" decode --ignore-exp -S "b64:$key" "$1" >/dev/null 2>&1; }
for verifies in verifies_here verifies_there; do
    if ! "$verifies" "$token" || "$verifies" "${token%k}A"; then
        echo "benches/startup.sh: $verifies does not verify" >&2
        exit 1
    fi
done

status=0
compare decode "$ours inspect $token" "$theirs decode $token" || status=1
compare verify "$ours inspect $token --secret-base64 $key --at $in_time" "$theirs decode --ignore-exp -S b64:$key $token" || status=1
exit $status
