#!/bin/sh
# Builds, then runs the simulator and the plugin. Arguments go to `financeiro demo`.
. "$(dirname -- "$0")/lib.sh"

scripts/build.sh
exec "$TARGET_DIR/release/financeiro" demo "$@"
