#!/usr/bin/env bash
# Sets up what the tests need and runs all of them. Ends with one line: "N passed, N failed". Logs of every suite: tests/.results/.
#   --quick    without the end-to-end and the browser tests
#   --mutants  only this: take the checks away one at a time and prove that the tests notice (long: every mutant builds and tests on its own)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../localnets/setup.sh"
help_of "${BASH_SOURCE[0]}" "$@"
cd "$repository"

mode="${1:-all}"
case "$mode" in
    all | --quick | --mutants) ;;
    *) fail "unknown argument $mode; there are --quick and --mutants (--help)" ;;
esac

results="$repository/tests/.results"
rm -rf "$results"
mkdir -p "$results"
passed=0
failed=0

# Starts a suite: its name, then its command. Three run at a time: each waits for nodes, databases and clocks now and then.
# Each is a process group (set -m): whoever stops this script stops all that it started.
declare -A running=()
suite() {
    [[ ${#running[@]} -lt 3 ]] || finish
    set -m
    "${@:2}" >"$results/$1.log" 2>&1 </dev/null &
    set +m
    running[$!]="$1"
}
trap 'for group in "${!running[@]}"; do kill -TERM -- "-$group" 2>/dev/null || true; done' EXIT

# Waits for the next of the suites that run to end, and adds its result. What does not say how many passed and failed did not run: one failure.
finish() {
    local pid status good bad log
    wait -n -p pid "${!running[@]}" && status=0 || status=$?
    local name="${running[$pid]}"
    unset "running[$pid]"
    log="$results/$name.log"
    read -r good bad < <(totals "$log") || { good=0; bad=1; }
    if [[ "$status" -ne 0 && "$bad" -eq 0 ]]; then bad=1; fi
    passed=$((passed + good))
    failed=$((failed + bad))
    printf '%-36s %5d passed %5d failed   at %d:%02d\n' "$name" "$good" "$bad" $((SECONDS / 60)) $((SECONDS % 60))
    [[ "$bad" -ne 0 ]] || return 0
    # The names of failed tests, as xUnit, Foundry and node print them: the log stays behind on the machine that ran it.
    grep -E '\[FAIL|^not ok|✖|SURVIVED' "$log" | head -20 | sed 's/^/    /' || true
    printf '    see %s\n' "${log#"$repository"/}"
}

finish_all() { while [[ ${#running[@]} -gt 0 ]]; do finish; done; }

# Good and bad of a log's last line that has them, as our scripts, our lists of mutants (a survivor is a failure) and dotnet test print it.
totals() {
    sed -nE -e 's/(^|.*[^0-9])([0-9]+) (passed|killed), ([0-9]+) (failed|survived).*/\2 \4/p' -e 's/.*(Passed|Failed)! +- Failed: +([0-9]+), Passed: +([0-9]+).*/\3 \2/p' "$1" | tail -1
}

# How long each of its tests took: tests/.results/NAME.trx.
dotnet_suite() { suite "$1" dotnet test "tests/$1" -c Release --no-build --nologo --results-directory "$results" --logger "trx;LogFileName=$1.trx"; }

# Networks live for minutes: little of what their programs would compile a second time, for speed, pays there (in hexadecimal: after 1000 calls, not 30).
network_suite() { DOTNET_TC_CallCountThreshold=3E8 dotnet_suite "$1"; }

# promtool checks alert rules and the format of metrics, chromium shows the dashboard; the local network does without them.
debian_packages+=(prometheus chromium)

setup_machine
build_contracts
build_page
build_witness
build_dotnet Bridge.sln

# So that none of these is left to run alone at the end; all others follow.
longest_first() { printf '%s\n' tests/Bridge.{Dashboard,Guardian,Chains,Relayer,Cli}.Tests "$@" | awk '!seen[$0]++'; }

run_tests() {
    # First: these build what the others use.
    suite solana Contracts/solana/test.sh --quiet
    suite evm Contracts/evm/test.sh
    suite page Monitoring/Bridge.Dashboard/web/test.sh
    suite witness Monitoring/witness/test.sh
    suite alerts Monitoring/alerts/test.sh
    finish_all
    local project
    for project in $(longest_first tests/*.Tests); do
        # Whole networks: one at a time, at the end.
        [[ "$project" == */Bridge.EndToEnd.Tests ]] || dotnet_suite "$(basename "$project")"
    done
    finish_all
    [[ "$mode" != --quick ]] || return 0
    network_suite Bridge.EndToEnd.Tests
    finish_all
    network_suite Bridge.Dashboard.BrowserTests
    finish_all
}

run_mutants() {
    local mutants
    for mutants in Contracts/evm/mutants.sh Contracts/solana/mutants.sh Monitoring/Bridge.Dashboard/web/mutants.sh Monitoring/witness/mutants.sh tests/*/Mutants/run.sh; do
        suite "$(tr / . <<<"${mutants%.sh}")" bash "$mutants"
        finish_all
    done
}

if [[ "$mode" == --mutants ]]; then run_mutants; else run_tests; fi

echo "$passed passed, $failed failed"
[[ "$failed" -eq 0 && "$passed" -gt 0 ]]
