# Sourced by the other scripts: one place for versions, paths and messages. POSIX sh.

set -eu

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$ROOT"

# Versions of what is not in Cargo.lock or end2end/package-lock.json.
CARGO_LEPTOS_VERSION=0.3.10
CARGO_NEXTEST_VERSION=0.9.151
CARGO_DENY_VERSION=0.20.2
CARGO_FUZZ_VERSION=0.13.2

# The tools live beside the project, not in ~/.cargo/bin: wasm-bindgen must equal Cargo.lock's version to the patch, and
# another project on this machine may need another one. What is already on PATH in the right version is used as it is.
TOOLS=${FINANCEIRO_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/financeiro/tools}
# A Python environment of its own; the versions of everything in it are in scripts/schemathesis/requirements.txt.
SCHEMATHESIS=$TOOLS/schemathesis
NODE_BIN=$ROOT/end2end/node_modules/.bin
PATH=$TOOLS/bin:$NODE_BIN:$PATH:$HOME/.cargo/bin
export PATH

TARGET_DIR=${CARGO_TARGET_DIR:-$ROOT/target}

# The features a check of the whole workspace needs; the same in every step, so that nothing is compiled twice.
SERVER_FLAGS="--workspace --features ssr"

say() {
    printf '\033[1m==> %s\033[0m\n' "$*"
}

fail() {
    printf '\nerror: %s\n' "$*" >&2
    exit 1
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# The version of a crate as Cargo.lock has it.
locked() {
    awk -v name="$1" '$0 == "name = \"" name "\"" { getline; gsub(/version = |"/, ""); print; exit }' Cargo.lock
}
