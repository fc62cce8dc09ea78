#!/bin/bash
# Builds, then runs every test against the vault as it is shipped. Ends with the line "evm: N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")"
./build.sh

export FOUNDRY_DISABLE_NIGHTLY_WARNING=1 FOUNDRY_PROFILE=${FOUNDRY_PROFILE:-test}
export VAULT_ARTIFACT=out/BridgeVault.sol/BridgeVault.json MARGIN_ARTIFACT=out/MarginAccounts.sol/MarginAccounts.json
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
node_modules/.bin/forge test --color never "$@" 2>&1 | tee "$log" || status=$?
totals=$(grep -oE '[0-9]+ tests passed, [0-9]+ failed' "$log" | tail -1 || true)
# No totals means that nothing ran: a failure, whatever the exit code says.
[ -n "$totals" ] || { echo "evm: 0 passed, 1 failed"; exit 1; }
echo "evm: ${totals/ tests passed/ passed}"
exit "$status"
