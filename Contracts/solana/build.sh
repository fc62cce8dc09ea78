#!/usr/bin/env bash
# Builds build/bridge.so: clang to a BPF object, our linker to an SBPFv3 program. Does nothing when nothing has changed.
#   BRIDGE_SOURCE, BRIDGE_OUTPUT   another source tree and output folder; BRIDGE_MUTANT: warnings are no errors (mutants.sh)
set -euo pipefail
cd "$(dirname "$0")"
source="${BRIDGE_SOURCE:-src}"
output="${BRIDGE_OUTPUT:-build}"
clang="${CLANG:-clang-19}"
command -v "$clang" >/dev/null || { echo "build.sh: $clang is not installed (Debian: apt-get install clang-19)" >&2; exit 1; }
mkdir -p "$output"

linker=build/linker/Bridge.SolanaLinker.dll
if [[ ! -f $linker || -n "$(find Bridge.SolanaLinker \( -name bin -o -name obj \) -prune -o -newer $linker -type f -print)" ]]; then
    dotnet publish Bridge.SolanaLinker -c Release -o build/linker -v q --nologo
    touch $linker
fi

if [[ -f $output/bridge.so && $output/bridge.so -nt $linker && $output/bridge.so -nt build.sh && -z "$(find "$source" -newer "$output/bridge.so" -type f)" ]]; then
    echo "$output/bridge.so: up to date"
    exit 0
fi

# -mcpu=v2: later levels emit 32-bit arithmetic, which the machine gets silently wrong. 4,096 bytes: one stack frame of the machine.
# -fno-strict-aliasing: account data is bytes, structs and words at once.
"$clang" -target bpf -mcpu=v2 -O2 -std=c17 -ffreestanding -fno-builtin -fno-strict-aliasing -mllvm -bpf-stack-size=4096 \
    -Wall -Wextra -Werror -Wno-unused-function ${BRIDGE_MUTANT:+-Wno-error} -c "$source/bridge.c" -o "$output/bridge.o"
dotnet $linker "$output/bridge.o" "$output/bridge.so"
