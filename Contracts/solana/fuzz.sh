#!/usr/bin/env bash
# Fuzzes the program on the host under AddressSanitizer and UBSan. fuzz.sh [seconds, default 60]. Installs clang-19 and its run-time library when missing.
# BRIDGE_SOURCE, BRIDGE_OUTPUT: another source tree and output folder (mutants.sh).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../localnets/setup.sh"
cd "$(dirname "${BASH_SOURCE[0]}")"
debian_packages=(clang-19 libclang-rt-19-dev)
install_packages
seconds="${1:-60}"
output="${BRIDGE_OUTPUT:-build}"
mkdir -p "$output/corpus"
# Alignment: the machine reads unaligned words, and so does the program on purpose (runtime/bytes.h).
"${CLANG:-clang-19}" -O1 -g -std=gnu17 -fno-strict-aliasing -fsanitize=fuzzer,address,undefined -fno-sanitize=alignment -fno-sanitize-recover=undefined \
    -Wall -Wextra -Wno-unused-function -I "${BRIDGE_SOURCE:-src}" fuzz/fuzz_bridge.c -o "$output/fuzz_bridge"
# One seed per instruction and mode: the call that succeeds as it stands.
for first in $(seq 0 20); do
    printf "\\$(printf %03o "$first")" >"$output/corpus/custody-$first"
    printf "\\$(printf %03o $((first + 128)))" >"$output/corpus/mint-$first"
done
cd "$output"
exec ./fuzz_bridge corpus -max_total_time="$seconds" -max_len=512 -print_final_stats=1 -artifact_prefix=./
