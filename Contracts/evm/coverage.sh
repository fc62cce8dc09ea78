#!/bin/bash
# Proves three things about the contracts and prints them: code sizes under the limit of EIP-170, line and branch coverage of src/ of at least 95 %,
# and the invariant campaigns with their runs, depth, calls and violations. Minutes; ends 0 only when all hold.
#   coverage.sh [--only sizes|coverage|invariants]     FOUNDRY_PROFILE=deep coverage.sh --only invariants: the long campaign
set -euo pipefail
cd "$(dirname "$0")"
./build.sh
export FOUNDRY_DISABLE_NIGHTLY_WARNING=1
only=""
if [[ "${1:-}" == --only ]]; then only=${2:?a part: sizes, coverage or invariants}; fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

if [[ "$only" == "" || "$only" == sizes ]]; then node toolchain/report.cjs sizes out; fi
if [[ "$only" == "" || "$only" == coverage ]]; then
  # Without the optimizer, or lines would vanish; fuzzing needs fewer runs to walk every line.
  FOUNDRY_PROFILE=coverage node_modules/.bin/forge coverage --report lcov --report-file "$folder/lcov.info" --no-match-path 'test/{Thief,Invariants}.t.sol' >"$folder/log" 2>&1 ||
    { cat "$folder/log"; exit 1; }
  node toolchain/report.cjs coverage "$folder/lcov.info"
fi
if [[ "$only" == "" || "$only" == invariants ]]; then
  export FOUNDRY_PROFILE=${FOUNDRY_PROFILE:-test} VAULT_ARTIFACT=out/BridgeVault.sol/BridgeVault.json MARGIN_ARTIFACT=out/MarginAccounts.sol/MarginAccounts.json
  node_modules/.bin/forge test --json --match-path 'test/{Thief,Invariants}.t.sol' >"$folder/runs.json" 2>"$folder/log" || true
  [ -s "$folder/runs.json" ] || { cat "$folder/log"; exit 1; }
  node toolchain/report.cjs invariants "$folder/runs.json"
fi
