#!/bin/sh
# Everything that is wrong without running the program. Arguments: the names of the checks, all of them by default.
. "$(dirname -- "$0")/lib.sh"

[ $# -gt 0 ] || set -- fmt clippy clippy-wasm deny doc e2e-types

for check in "$@"; do
    case $check in
    fmt) cargo fmt --all --check ;;
    # shellcheck disable=SC2086 # a list of words
    clippy) cargo clippy $SERVER_FLAGS --all-targets --quiet -- -D warnings ;;
    clippy-wasm)
        cargo clippy --lib --target wasm32-unknown-unknown --no-default-features --features hydrate --quiet -- -D warnings
        ;;
    deny) cargo deny --locked --log-level error check bans licenses sources ;;
    # shellcheck disable=SC2086 # a list of words
    doc) RUSTDOCFLAGS='-D warnings' cargo doc $SERVER_FLAGS --no-deps --document-private-items --quiet ;;
    e2e-types) npm --prefix end2end run --silent check ;;
    *) fail "lint: no check named '$check'" ;;
    esac
done
