#!/bin/sh
# The measurements of the budgets, each printed with the command that repeats it. See docs/BENCH.md.
#
#   scripts/bench.sh [weight] [launch] [cold] [warm] [sigterm] [memory]    all of them without arguments
. "$(dirname -- "$0")/lib.sh"

scripts/setup.sh test
scripts/build.sh

say "measuring (a few minutes; loopback only)"
exec node benches/bench.mjs "$@"
