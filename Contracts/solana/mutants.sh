#!/usr/bin/env bash
# Removes one check of the program at a time and proves that the tests notice. Ends "N killed, N survived"; fails when one survives.
# Arguments: [part of a mutant's name, to run only those] [--from N].
set -euo pipefail
cd "$(dirname "$0")"
./test.sh --quiet
exec node tests/mutants/run.mjs "$@"
