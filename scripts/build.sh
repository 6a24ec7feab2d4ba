#!/bin/sh
# The release build: the server's program, and the site with the browser's wasm, CSS and their compressed twins.
. "$(dirname -- "$0")/lib.sh"

scripts/setup.sh demo
# cargo-leptos keeps the old hashed files of the site beside the new ones.
rm -rf target/site
cargo leptos build --release --precompress
printf 'server: %s\nsite:   %s\n' "$TARGET_DIR/release/financeiro" "$ROOT/target/site"
