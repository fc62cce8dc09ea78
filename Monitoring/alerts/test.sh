#!/usr/bin/env bash
# Checks the alert rules, runs their unit tests, and follows every alert to its runbook. Needs promtool. Ends with "alerts: N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")"
passed=0; failed=0

# check NAME COMMAND…
check() {
  local name=$1 said; shift
  if said="$("$@" 2>&1)"; then passed=$((passed + 1)); else failed=$((failed + 1)); printf 'not ok %s\n%s\n' "$name" "$said"; fi
}

has_unit_tests() { [[ "$(grep -c "name: $1 fires$" bridge.tests.yml)" -ge 1 && "$(grep -c "name: $1 stays quiet$" bridge.tests.yml)" -ge 1 ]]; }

# The section of the runbook, and in it what it means, how to look, what to do and when to halt.
has_runbook() {
  local section part
  section="$(awk -v heading="## $1" '$0 == heading { on = 1; next } /^## / { on = 0 } on' ../runbooks.md)"
  [[ -n "$section" ]] || { echo "no section \"$1\" in runbooks.md"; return 1; }
  for part in '**Means**' '**Look**' '**Do**' '**Halt**'; do grep -qF "$part" <<<"$section" || { echo "section $1 says nothing under $part"; return 1; }; done
}

links_to_runbook() { grep -A8 "alert: $1$" bridge.rules.yml | grep -qF "runbooks.md#${1,,}"; }

check 'promtool check rules' promtool check rules bridge.rules.yml
check 'promtool check config' promtool check config --syntax-only prometheus.yml
check 'promtool test rules' promtool test rules bridge.tests.yml
check 'grafana dashboard' node -e 'const d = JSON.parse(require("fs").readFileSync("grafana/bridge.json")); if (!d.panels.length || new Set(d.panels.map((p) => p.id)).size !== d.panels.length || d.panels.some((p) => p.type !== "row" && !p.targets.length)) process.exit(1)'
for alert in $(sed -nE 's/^ *- alert: (.*)$/\1/p' bridge.rules.yml); do
  check "$alert has unit tests" has_unit_tests "$alert"
  check "$alert links to its runbook" links_to_runbook "$alert"
  check "$alert has a runbook" has_runbook "$alert"
done

echo "alerts: $passed passed, $failed failed"
[[ "$failed" -eq 0 ]]
