#!/usr/bin/env bash
# Builds the program and tests it in LiteSVM. Arguments go to tests/run.mjs: --filter TEXT, --stop, --quiet. Ends "solana: N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")"
./build.sh
tests/programs/build.sh
if [[ ! -d tests/node_modules || tests/package-lock.json -nt tests/node_modules/.package-lock.json ]]; then
    (cd tests && npm ci --loglevel=error && touch node_modules/.package-lock.json)
fi
exec node tests/run.mjs "$@"
