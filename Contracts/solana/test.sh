#!/usr/bin/env bash
# Builds the program and tests it in LiteSVM. Arguments go to tests/run.mjs: --filter TEXT, --stop, --quiet. Ends "solana: N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")"
./build.sh
if [[ ! -d tests/node_modules || tests/package-lock.json -nt tests/node_modules/.package-lock.json ]]; then
    (cd tests && npm ci --loglevel=error && touch node_modules/.package-lock.json)
fi
if [[ tests/fakes/idle.c -nt build/idle.so ]]; then
    clang-19 -target bpf -mcpu=v2 -O2 -ffreestanding -fno-builtin -Wall -Wextra -Werror -c tests/fakes/idle.c -o build/idle.o
    dotnet build/linker/Bridge.SolanaLinker.dll build/idle.o build/idle.so
fi
exec node tests/run.mjs "$@"
