#!/usr/bin/env bash
# Runs the whole bridge on this machine and demonstrates it: installs what is missing, builds, starts, shows. --help lists the options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

# The same text as the launcher's.
for argument in "$@"; do
    case "$argument" in
        -h | --help) exec cat "$repository/localnets/help.txt" ;;
    esac
done

launcher="$repository/localnets/Bridge.Localnet/bin/Release/net10.0/Bridge.Localnet.dll"

# What is in the way is said before minutes are spent on building: a running network, a busy port, a wrong option (75). The launcher of an earlier build
# can say so; without one nothing runs from here, and the one that is built looks again.
if [[ -f "$launcher" ]] && command -v dotnet >/dev/null; then
    problem="$(dotnet "$launcher" --check "$@" 2>&1)" && status=0 || status=$?
    [[ "$status" -ne 75 ]] || printf '%s\n' "$problem" >&2
    [[ " $* " != *" --check "* ]] || exit "$status"
    [[ "$status" -ne 75 ]] || exit 1
fi

# Whoever calls 'bridge' from here on is told, and waits: the launcher keeps this process's id.
[[ " $* " == *" --state"* ]] || echo "$$" >"$repository/localnets/.starting"

setup_machine
build_contracts
build_page
build_witness
build_dotnet localnets/localnet.slnf

exec dotnet "$launcher" "$@"
