#!/usr/bin/env bash
# Measures the bridge and prints one table with its machine: tests/bench.sh [--json FILE] [--only frost signing evm solana risk dashboard localnet]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../localnets/setup.sh"
help_of "${BASH_SOURCE[0]}" "$@"

setup_machine
build_contracts
build_page
build_dotnet Bridge.sln

exec dotnet "$repository/tests/Bridge.Benchmarks/bin/Release/net10.0/Bridge.Benchmarks.dll" "$@"
