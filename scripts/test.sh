#!/bin/sh
# Everything CI runs, in the order in which a mistake is found soonest. Stops at the first step that fails and names it.
. "$(dirname -- "$0")/lib.sh"

LOGS=$(mktemp -d "${TMPDIR:-/tmp}/financeiro-test.XXXXXX")
trap 'rm -rf "$LOGS"' EXIT
trap 'exit 130' INT TERM

# step <name> <command…>: runs the command in sight, keeps its output for the summary.
step() {
    name=$1
    shift
    say "$name"
    started=$(date +%s)
    # A pipe hides the command's exit status, so it goes through a file.
    { "$@" 2>&1 && echo 0 >"$LOGS/status" || echo "$?" >"$LOGS/status"; } | tee "$LOGS/$name"
    status=$(cat "$LOGS/status")
    [ "$status" -eq 0 ] || fail "the step '$name' failed (exit status $status)"
    times="${times:-}$(printf '%6ss  %s' "$(($(date +%s) - started))" "$name")
"
}

step setup scripts/setup.sh test
for check in fmt e2e-types deny clippy clippy-wasm doc; do
    step "$check" scripts/lint.sh "$check"
done
# shellcheck disable=SC2086 # a list of words
step nextest scripts/postgres.sh run cargo nextest run $SERVER_FLAGS
step doctest cargo test --doc --package domain --quiet
step build scripts/build.sh
step schemathesis scripts/schemathesis.sh
step e2e npm --prefix end2end test --silent

say "time of each step"
printf '%s' "$times"
say "summary"
grep -E '^ *Summary \[|tests? run:' "$LOGS/nextest" | tail -n 1
sed -n '/= SUMMARY =/,/ in [0-9.]*s =/p' "$LOGS/schemathesis"
grep -E '^ +[0-9]+ (passed|skipped|flaky)' "$LOGS/e2e"
