#!/bin/bash
# Prints the gas of the main transactions as receipts on a fresh anvil show it.
#   --parts    what each part of a release costs: the same transactions on vaults without it (minutes)
set -euo pipefail
cd "$(dirname "$0")"
./build.sh
export FOUNDRY_DISABLE_NIGHTLY_WARNING=1

out=$(mktemp -d)
port=$(node -e 'const s=require("node:net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
node_modules/.bin/anvil --port "$port" --silent --hardfork cancun >/dev/null 2>&1 &
anvil=$!
trap 'kill "$anvil" 2>/dev/null; rm -rf "$out"' EXIT
url=http://127.0.0.1:$port
until node_modules/.bin/cast block-number --rpc-url "$url" >/dev/null 2>&1; do kill -0 "$anvil"; sleep 0.1; done

# The first account of anvil, which it unlocks.
sender=0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266
FOUNDRY_BROADCAST=$out node_modules/.bin/forge script script/Gas.s.sol --rpc-url "$url" --broadcast --unlocked --sender "$sender" --slow --quiet --tc Gas
run=$(find "$out" -name run-latest.json)
if [[ "${1:-}" == --parts ]]; then node script/parts.cjs "$run" "$url"; else node script/gas-table.cjs "$run" "$url"; fi
