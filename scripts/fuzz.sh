#!/bin/sh
# Fuzzes the decoders of everything foreign, one after the other. Arguments: the names of the targets, all of them by default.
#
#   RUNS=10000 scripts/fuzz.sh pix    executions of each target (1000000 by default)
#
# An input that brings a decoder down, takes it 10 seconds or makes it ask for 1 GiB is a finding. Findings are kept in
# fuzz/artifacts; what was learnt about the inputs is kept in the target directory, so that the next run starts from there.
. "$(dirname -- "$0")/lib.sh"

scripts/setup.sh fuzz

RUNS=${RUNS:-1000000}
case $RUNS in
'' | *[!0-9]*) fail "fuzz: RUNS is a number of executions, not '$RUNS'" ;;
esac

targets=$(awk -F '"' '$0 == "[[bin]]" { getline; print $2 }' fuzz/Cargo.toml)
[ $# -gt 0 ] || set -- $targets
for target in "$@"; do
    printf '%s\n' "$targets" | grep -qx -- "$target" || fail "fuzz: no target named '$target'. There are:
$targets"
done

FUZZ_DIR=$TARGET_DIR/fuzz
SEEDS=$FUZZ_DIR/seeds
CORPUS=$FUZZ_DIR/corpus
ARTIFACTS=$ROOT/fuzz/artifacts
BINARIES=$FUZZ_DIR/$(rustc -vV | awk '$1 == "host:" { print $2 }')/release

# No sanitizer: there is no unsafe code to watch, and without one the toolchain of the project builds the targets. What is
# looked for are panics, arithmetic overflow, hangs and memory without bound.
say "instrumented build"
nice -n 10 cargo fuzz build --fuzz-dir fuzz --sanitizer none --target-dir "$FUZZ_DIR"
node fuzz/seeds.mjs "$SEEDS"

LOGS=$(mktemp -d "${TMPDIR:-/tmp}/financeiro-fuzz.XXXXXX")
trap 'rm -rf "$LOGS"' EXIT
trap 'exit 130' INT TERM

findings=
printf '\n%-14s %12s %8s %10s  %s\n' target executions seconds per-second result
for target in "$@"; do
    mkdir -p "$CORPUS/$target" "$ARTIFACTS/$target"
    started=$(date +%s)
    if nice -n 10 "$BINARIES/$target" "$CORPUS/$target" "$SEEDS/$target" \
        -runs="$RUNS" -dict="$SEEDS/$target.dict" -max_len=8192 -timeout=10 -rss_limit_mb=1024 \
        -artifact_prefix="$ARTIFACTS/$target/" -print_final_stats=1 >"$LOGS/$target" 2>&1; then
        result=ok
    else
        result=FINDING
        findings="$findings $target"
    fi
    seconds=$(($(date +%s) - started))
    done=$(awk '/^stat::number_of_executed_units:/ { print $2 }' "$LOGS/$target")
    printf '%-14s %12s %8s %10s  %s\n' "$target" "${done:-0}" "$seconds" "$((${done:-0} / (seconds > 0 ? seconds : 1)))" "$result"
    if [ "$result" = FINDING ]; then
        grep -E -A 3 'panicked at|^SUMMARY|ERROR: libFuzzer|Test unit written' "$LOGS/$target" | tail -n 20
        printf 'Again with: %s <the file>\n' "$BINARIES/$target"
    elif [ "${done:-0}" -lt "$RUNS" ]; then
        fail "fuzz: $target stopped before its time:
$(tail -n 5 "$LOGS/$target")"
    fi
done

[ -z "$findings" ] || fail "fuzz: findings in$findings"
