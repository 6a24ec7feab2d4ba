#!/bin/sh
# The measurements of the budgets, each printed with the command that made it.
. "$(dirname -- "$0")/lib.sh"

scripts/setup.sh test
scripts/build.sh

say "first load, bytes on the wire (npm --prefix end2end test -- --grep @weight)"
npm --prefix end2end test --silent -- --grep @weight --reporter=line
