#!/usr/bin/env bash
# Builds the page, then runs its unit tests. Ends with the line "page: N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")"
./build.sh
node_modules/.bin/tsc --noEmit -p tsconfig.node.json

report="$(mktemp)"
trap 'rm -f "$report"' EXIT
status=0
node_modules/.bin/vitest run --reporter=default --reporter=json --outputFile.json="$report" "$@" || status=$?
# No totals means that nothing ran: a failure, whatever the exit code says.
node -e 'const r = JSON.parse(require("fs").readFileSync(process.argv[1])); console.log(`page: ${r.numPassedTests} passed, ${r.numFailedTests + r.numFailedTestSuites * (r.numFailedTests === 0)} failed`)' "$report" 2>/dev/null || echo "page: 0 passed, 1 failed"
exit "$status"
