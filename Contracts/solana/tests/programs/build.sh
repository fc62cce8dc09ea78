#!/usr/bin/env bash
# Builds the programs that only tests use, beside bridge.so. BRIDGE_SOURCE and BRIDGE_OUTPUT as in ../../build.sh.
set -euo pipefail
cd "$(dirname "$0")/../.."
source="${BRIDGE_SOURCE:-src}"
output="${BRIDGE_OUTPUT:-build}"

build() { # NAME SOURCE [FLAGS]
    if [[ -f $output/$1.so && $output/$1.so -nt $output/bridge.so && $output/$1.so -nt $2 ]]; then return; fi
    "${CLANG:-clang-19}" -target bpf -mcpu=v2 -O2 -std=c17 -ffreestanding -fno-builtin -fno-strict-aliasing -mllvm -bpf-stack-size=4096 -I "$source" \
        -Wall -Wextra -Werror -Wno-unused-function ${BRIDGE_MUTANT:+-Wno-error} "${@:3}" -c "$2" -o "$output/$1.o"
    dotnet build/linker/Bridge.SolanaLinker.dll "$output/$1.o" "$output/$1.so"
}

build idle tests/programs/idle.c
build probe tests/programs/signature_probe.c
build accepting tests/programs/signature_probe.c -DPROBE_RECOVERY=0
build failing tests/programs/signature_probe.c -DPROBE_RECOVERY=3
