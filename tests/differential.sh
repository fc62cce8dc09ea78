#!/usr/bin/env bash
# The long form of the differential tests: random runs of the reference model, carried out on the vault (EVM) and on the program (Solana, LiteSVM); every
# outcome and every final state must be equal. Ends "differential: N runs, N operations, N violations".
#   tests/differential.sh [RUNS [OPERATIONS [SEED]]]     default 200 runs of 200 operations, seed of the day
# The short form is in the normal tests: Contracts/vectors/differential.json (tests/differential.sh --vectors writes it anew).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../localnets/setup.sh"
help_of "${BASH_SOURCE[0]}" "$@"
cd "$repository"
setup_machine
build_contracts
build_dotnet tests/Bridge.Differential
model=tests/Bridge.Differential/bin/Release/net10.0/Bridge.Differential.dll

if [[ "${1:-}" == --vectors ]]; then
    exec dotnet "$model" --seed 5 --runs 10 --operations 160 --out Contracts/vectors/differential.json
fi

runs="${1:-200}" operations="${2:-200}" seed="${3:-$(date +%Y%m%d)}"
traces="$repository/Contracts/evm/cache/differential.json"
log="$(mktemp)"
trap 'rm -f "$log" "$traces"' EXIT
violations=0
echo "seed $seed"
# The EVM tests read one file of moderate size at a time.
for ((done = 0; done < runs; done += 20)); do
    part=$((runs - done < 20 ? runs - done : 20))
    dotnet "$model" --seed "$((seed * 1000 + done))" --runs "$part" --operations "$operations" --out "$traces"
    for chain in evm solana; do
        if [[ $chain == evm ]]; then command=(Contracts/evm/test.sh --match-contract DifferentialTest); else command=(Contracts/solana/test.sh --filter differential); fi
        if ! DIFFERENTIAL_TRACES="$traces" "${command[@]}" >"$log" 2>&1; then
            violations=$((violations + 1))
            echo "$chain differs, seed $((seed * 1000 + done)):"
            grep -E 'FAIL|should|differs' "$log" | head -5
        fi
    done
done
echo "differential: $runs runs, $((runs * operations)) operations on each chain, $violations violations"
[[ $violations -eq 0 ]]
