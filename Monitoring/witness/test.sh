#!/usr/bin/env bash
# Compiles the witness and runs its unit tests. Ends with the line "witness: N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")"
cmp -s package-lock.json node_modules/.installed || { npm ci --no-audit --no-fund --loglevel=error >/dev/null && cp package-lock.json node_modules/.installed; }
node_modules/.bin/tsc -p .

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
status=0
node --test --test-reporter=tap out/test/*.test.js >"$log" || status=$?
cat "$log"
# No totals means that nothing ran: a failure, whatever the exit code says.
passed="$(sed -nE 's/^# pass ([0-9]+)$/\1/p' "$log")"
failed="$(sed -nE 's/^# fail ([0-9]+)$/\1/p' "$log")"
echo "witness: ${passed:-0} passed, ${failed:-1} failed"
exit "$status"
