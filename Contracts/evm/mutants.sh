#!/bin/bash
# Removes one check at a time from a copy of the contracts and fails unless a test notices. usage: mutants.sh [PART OF A NAME …]
# One line per mutant, then "N killed, N survived". A mutant that does not compile, or whose text is gone, counts as survived.
set -euo pipefail
cd "$(dirname "$0")"
./build.sh
exec node mutants/run.cjs "$@"
