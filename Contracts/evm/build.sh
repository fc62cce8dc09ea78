#!/bin/bash
# Builds the contracts into out/<Contract>.sol/<Contract>.json. Safe to run at any time; does nothing when nothing changed.
set -euo pipefail
cd "$(dirname "$0")"

# The stamp is written last, so an interrupted installation is repeated.
stamp=node_modules/.installed
if ! cmp -s package-lock.json "$stamp"; then
  npm ci --no-audit --no-fund --loglevel=error >/dev/null
  cp package-lock.json "$stamp"
fi

export FOUNDRY_DISABLE_NIGHTLY_WARNING=1
node_modules/.bin/forge build src --quiet
