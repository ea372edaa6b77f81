#!/usr/bin/env bash
# Starts a Redis for tests, on a free port of this machine and without anything on disk, and prints how to reach it and how
# to end it:
#
#     eval "$(.ci/redis.sh)"
#     cargo test -p streamlings-pipeline
#     kill "$REDIS_PID"
#
# Where there is no Redis, it is installed with apt-get.
set -euo pipefail

if ! command -v redis-server >/dev/null; then
    {
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends redis-server
    } >&2
fi

log=$(mktemp)
# Another program may take a port between the choice and the start: then the next one is tried.
for _ in $(seq 20); do
    port=$((20000 + RANDOM % 20000))
    redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$(dirname "$log")" \
        --maxmemory 64mb --maxmemory-policy allkeys-lru --daemonize no >"$log" 2>&1 &
    pid=$!
    for _ in $(seq 100); do
        if grep -q 'Ready to accept connections' "$log"; then
            rm "$log"
            echo "export REDIS_URL=redis://127.0.0.1:$port/ REDIS_PID=$pid"
            exit
        fi
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill "$pid" 2>/dev/null || true
done
cat "$log" >&2
echo "Redis does not start: see above" >&2
exit 1
