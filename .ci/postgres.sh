#!/usr/bin/env bash
# Starts a Postgres server of its own, with its data in a temporary folder, on a free port and as a user who is not
# root, and prints POSTGRES_URL:
#
#     export "$(.ci/postgres.sh)"
#
# On Debian and its kin it installs Postgres first if there is none. `.ci/postgres.sh stop` ends the server of
# POSTGRES_URL and removes its data. All else that is said goes to standard error.
set -euo pipefail

as_user() {
    # initdb refuses to run as root.
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

if ! bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1) || [ -z "$bin" ]; then
    bin=$(dirname "$(command -v initdb || true)")
fi
if [ ! -x "$bin/initdb" ]; then
    (apt-get update -qq && apt-get install -y -qq postgresql) >&2
    bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
fi

# The port tells which folder is whose.
folder_of() { echo "${TMPDIR:-/tmp}/streamlings-postgres-$1"; }

if [ "${1:-}" = stop ]; then
    port=$(sed -E 's|.*:([0-9]+)/.*|\1|' <<<"${POSTGRES_URL:?names no server to stop}")
    folder=$(folder_of "$port")
    as_user "$bin/pg_ctl" --pgdata "$folder/data" --mode immediate --wait stop >&2
    rm -r -- "$folder"
    exit
fi

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
# A port that is free now can be taken a moment later: then the next one is tried.
for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 10000))
    folder=$(folder_of "$port")
    mkdir -m 700 "$folder" 2>/dev/null || continue
    printf '%s\n' "$password" >"$folder/password"
    if [ "$(id -u)" = 0 ]; then chown -R postgres "$folder"; fi
    # Nothing in it is worth to wait for the disk.
    as_user "$bin/initdb" --pgdata "$folder/data" --username streamlings --pwfile "$folder/password" \
        --auth scram-sha-256 --encoding UTF8 --locale C --no-sync >&2
    if as_user "$bin/pg_ctl" --pgdata "$folder/data" --log "$folder/log" --wait start \
        --options "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off" >&2; then
        echo "POSTGRES_URL=postgres://streamlings:$password@127.0.0.1:$port/postgres"
        exit
    fi
    cat "$folder/log" >&2
    rm -r -- "$folder"
done
echo "Postgres does not start" >&2
exit 1
