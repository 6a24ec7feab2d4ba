#!/bin/sh
# The JSON API against its own OpenAPI document: schemathesis makes up calls and holds every answer to every check it has.
# Runs `financeiro demo` on free ports: the release build, or the program FINANCEIRO_BIN names.
. "$(dirname -- "$0")/lib.sh"

PROGRAM=${FINANCEIRO_BIN:-$TARGET_DIR/release/financeiro}
[ -x "$PROGRAM" ] || fail "$PROGRAM does not exist; run \"make build\" first"

work=$(mktemp -d "${TMPDIR:-/tmp}/financeiro-schemathesis.XXXXXX")
demo=
finish() {
    if [ -n "$demo" ]; then
        kill "$demo" 2>/dev/null || true
        wait "$demo" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

"$PROGRAM" demo --port-portal 0 --port-plugin 0 >"$work/out" 2>"$work/err" &
demo=$!
tries=0
until grep -q '^plugin: ' "$work/out"; do
    kill -0 "$demo" 2>/dev/null || fail "the demo ended: $(cat "$work/err")"
    tries=$((tries + 1))
    [ "$tries" -le 300 ] || fail "the demo printed no address within 30 seconds"
    sleep 0.1
done
portal=$(sed -n 's#^portal: http://[^:]*:\([0-9]*\)/.*#\1#p' "$work/out")
plugin=$(sed -n 's#^plugin: http://[^:]*:\([0-9]*\)$#\1#p' "$work/out")
FINANCEIRO_TOKEN=$("$SCHEMATHESIS/bin/python" scripts/schemathesis/token.py "$portal")
export FINANCEIRO_TOKEN SCHEMATHESIS_HOOKS="$ROOT/scripts/schemathesis/hooks.py"

# What it keeps for itself stays out of the project.
cd "$work"
schemathesis() {
    "$SCHEMATHESIS/bin/schemathesis" --no-color --config-file "$ROOT/scripts/schemathesis/schemathesis.toml" run \
        "http://127.0.0.1:$plugin/api/v1/openapi.json" --checks all "$@"
}
# Unless it is named, schemathesis leaves out the route it reads the document from. No links lead from it.
schemathesis --include-path /api/v1/openapi.json --phases coverage,fuzzing
schemathesis
