#!/bin/sh
# A throw-away PostgreSQL for the storage tests, on a socket of its own and with no TCP port.
#
#   scripts/postgres.sh installed         exit 0 when a server is installed
#   scripts/postgres.sh run COMMAND…      starts one, runs COMMAND with its address in FINANCEIRO_TEST_POSTGRES, stops it
set -eu

# Debian keeps the server's programs out of PATH, one directory a version.
bin=$(for dir in /usr/lib/postgresql/*/bin; do [ -x "$dir/initdb" ] && echo "$dir"; done | sort -V | tail -n 1)
if [ -z "$bin" ] && command -v initdb >/dev/null 2>&1; then
    bin=$(dirname -- "$(command -v initdb)")
fi

case ${1:-} in
installed)
    [ -n "$bin" ]
    exit
    ;;
run) shift ;;
*)
    echo "postgres: 'installed' or 'run COMMAND…'" >&2
    exit 2
    ;;
esac
[ -n "$bin" ] || {
    echo "postgres: no PostgreSQL server found (Debian package: postgresql)" >&2
    exit 1
}

# PostgreSQL refuses to run as root; the package has made an account for it.
as_owner() {
    if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

# Short on purpose: the path of a Unix socket has at most 107 bytes.
dir=$(mktemp -d /tmp/financeiro-pg.XXXXXX)
stop() {
    as_owner "$bin/pg_ctl" --pgdata "$dir/data" --mode immediate --silent stop || true
    rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM
[ "$(id -u)" -ne 0 ] || chown postgres "$dir"

as_owner "$bin/initdb" --pgdata "$dir/data" --username financeiro --auth trust --encoding UTF8 --locale C --no-sync >"$dir/log" 2>&1 ||
    { cat "$dir/log" >&2; exit 1; }
# Nothing here outlives the test, so nothing waits for the disk.
as_owner "$bin/pg_ctl" --pgdata "$dir/data" --log "$dir/data/log" --silent --wait \
    --options "-k $dir -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start ||
    { cat "$dir/data/log" >&2; exit 1; }

FINANCEIRO_TEST_POSTGRES="postgres://financeiro@localhost/postgres?host=$dir"
export FINANCEIRO_TEST_POSTGRES
status=0
"$@" || status=$?
exit "$status"
