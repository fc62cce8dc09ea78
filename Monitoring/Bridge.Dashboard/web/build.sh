#!/usr/bin/env bash
# Builds the page into dist/, and into dist-localnet/ with the development wallet. Safe to run at any time; does nothing when nothing changed.
set -euo pipefail
cd "$(dirname "$0")"

# The stamps are written last, so what was interrupted is repeated.
installed=node_modules/.installed
if ! cmp -s package-lock.json "$installed"; then
    npm ci --no-audit --no-fund --loglevel=error >/dev/null
    cp package-lock.json "$installed"
fi

inputs="$(find index.html package-lock.json tsconfig.json vite.config.ts public src development-wallet -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)"
for page in dist dist-localnet; do [[ "$(cat "$page/.inputs" 2>/dev/null)" == "$inputs" ]] || inputs_changed=1; done
[[ -n "${inputs_changed:-}" ]] || exit 0

node_modules/.bin/tsc --noEmit
node_modules/.bin/vite build --logLevel error
node_modules/.bin/vite build --logLevel error --mode localnet
for page in dist dist-localnet; do echo "$inputs" >"$page/.inputs"; done
