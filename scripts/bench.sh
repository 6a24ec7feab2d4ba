#!/bin/sh
# The measurements of the budgets, each printed with the command that repeats it. See docs/BENCH.md.
#
#   scripts/bench.sh [weight] [launch] [cold] [warm] [extrato] [documents] [sigterm] [memory]    all of them without arguments
. "$(dirname -- "$0")/lib.sh"

scripts/setup.sh test
scripts/build.sh

say "measuring (a few minutes; loopback only)"
# With the program's own features, so that nothing is compiled twice.
cargo build --release -p financeiro -p documents --features financeiro/ssr --example memoria --example velocidade
exec node benches/bench.mjs "$@"
