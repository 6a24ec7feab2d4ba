#!/bin/sh
# Installs what is missing, and only that; a second run takes about a second.
#
#   scripts/setup.sh demo    what `make demo` and `make build` need
#   scripts/setup.sh test    the same, and the test runners, Chromium, PostgreSQL and readers of PDFs and bar codes
#   scripts/setup.sh fuzz    what `make fuzz` needs: a C++ compiler, Node.js and cargo-fuzz
. "$(dirname -- "$0")/lib.sh"

purpose=${1:-test}
case $purpose in
demo | test | fuzz) ;;
*) fail "setup: 'demo', 'test' or 'fuzz', not '$purpose'" ;;
esac

# --- Debian packages ---------------------------------------------------------------------------------------------------

packages=
want() {
    packages="$packages $1"
}

have cc || want build-essential
have node && have npm || want "nodejs npm"
if [ "$purpose" = fuzz ]; then
    # libFuzzer is C++.
    have c++ || want build-essential
fi
if [ "$purpose" = test ]; then
    have chromium || want chromium
    # The tests of documents render PDFs, read them back and scan their codes.
    have pdftoppm && have pdftotext && have pdfinfo || want poppler-utils
    have zbarimg || want zbar-tools
    have qpdf || want qpdf
    # schemathesis, which tests the JSON API, lives in a Python environment of its own.
    python3 -c 'import ensurepip, venv' 2>/dev/null || want python3-venv
    scripts/postgres.sh installed || want postgresql
fi

if [ -n "$packages" ]; then
    if ! have apt-get; then
        fail "missing programs; on Debian they are the packages:$packages. Install their equivalents and run this again."
    elif [ "$(id -u)" -ne 0 ]; then
        fail "missing Debian packages. Run this, then run make again:
    sudo apt-get update && sudo apt-get install --yes --no-install-recommends$packages"
    fi
    say "Debian packages:$packages"
    apt-get update -qq
    # shellcheck disable=SC2086 # a list of words
    DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends $packages
fi

node_major=$(node -p 'process.versions.node.split(".")[0]')
[ "$node_major" -ge 20 ] || fail "Node.js 20 or newer is needed, this is $(node --version). Debian 13 has it; on Debian 12 take it from https://nodejs.org."

# --- Rust toolchain ----------------------------------------------------------------------------------------------------

have cargo || fail "cargo is missing. Install rustup from https://rustup.rs; it reads rust-toolchain.toml by itself."
if have rustup; then
    # Inside this directory rustup takes the version from rust-toolchain.toml and installs it when it is missing.
    cargo --version >/dev/null 2>&1 || rustup toolchain install
    [ "$purpose" = fuzz ] || rustup target list --installed | grep -qx wasm32-unknown-unknown || {
        say "wasm32 target"
        rustup target add wasm32-unknown-unknown
    }
    rustup component list --installed | grep -q '^clippy' || rustup component add clippy rustfmt
fi

# --- Node packages: wasm-opt, Playwright, axe --------------------------------------------------------------------------

# npm writes its own copy of the lock when it has finished; older than the real one means something changed.
if [ "$purpose" = fuzz ]; then
    :
elif [ ! -e end2end/node_modules/.package-lock.json ] ||
    [ end2end/package-lock.json -nt end2end/node_modules/.package-lock.json ]; then
    say "npm packages"
    # The browser is Debian's; Playwright's own would be another 150 MB.
    (cd end2end && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error)
    touch end2end/node_modules/.package-lock.json
fi

# --- Cargo tools -------------------------------------------------------------------------------------------------------

# True when `program --version` says "program version".
is_version() {
    have "$1" && [ "$("$1" --version 2>/dev/null | awk 'NR == 1 { print $2 }')" = "$2" ]
}

# install <crate> <version> <flags…>: the tools are run a few times, so they are compiled for a quick build rather than
# for speed, and they share one target directory because they share many dependencies.
install() {
    crate=$1
    version=$2
    shift 2
    say "$crate $version (compiled once)"
    CARGO_TARGET_DIR="$TOOLS/target" \
        CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
        CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_DEBUG=0 \
        cargo install "$crate" --version "$version" --root "$TOOLS" --quiet "$@"
    installed=yes
}

installed=
if [ "$purpose" = fuzz ]; then
    is_version cargo-fuzz "$CARGO_FUZZ_VERSION" || install cargo-fuzz "$CARGO_FUZZ_VERSION" --locked
else
    bindgen=$(locked wasm-bindgen)
    is_version wasm-bindgen "$bindgen" || install wasm-bindgen-cli "$bindgen"
    is_version cargo-leptos "$CARGO_LEPTOS_VERSION" ||
        install cargo-leptos "$CARGO_LEPTOS_VERSION" --locked --no-default-features --features no_downloads
fi
if [ "$purpose" = test ]; then
    have cargo-nextest || install cargo-nextest "$CARGO_NEXTEST_VERSION" --locked --no-default-features --features default-no-update
    is_version cargo-deny "$CARGO_DENY_VERSION" || install cargo-deny "$CARGO_DENY_VERSION" --locked --no-default-features
fi
[ -z "$installed" ] || rm -rf "$TOOLS/target"

# --- Python packages: schemathesis ---------------------------------------------------------------------------------------

requirements=scripts/schemathesis/requirements.txt
if [ "$purpose" = test ] && ! cmp -s "$requirements" "$SCHEMATHESIS/installed.txt"; then
    say "schemathesis (a Python environment in $SCHEMATHESIS)"
    python3 -m venv --clear "$SCHEMATHESIS"
    "$SCHEMATHESIS/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
    cp "$requirements" "$SCHEMATHESIS/installed.txt"
fi
