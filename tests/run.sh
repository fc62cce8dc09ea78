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

# Adds a suite's result: name, passed, failed, and its log when something failed.
count() {
    passed=$((passed + $2))
    failed=$((failed + $3))
    printf '%-36s %5d passed %5d failed\n' "$1" "$2" "$3"
    [[ "$3" -ne 0 ]] || return 0
    # The names of failed tests, as xUnit, Foundry and node print them: the log stays behind on the machine that ran it.
    grep -E '\[FAIL|^not ok|✖|SURVIVED' "$results/$1.log" | head -20 | sed 's/^/    /' || true
    printf '    see %s\n' "${results#"$repository"/}/$1.log"
}

# Runs a suite whose last line is "…: N passed, N failed". Anything else is one failure: a suite that did not run did not pass.
run_script() {
    local name="$1" log="$results/$1.log" totals
    shift
    "$@" >"$log" 2>&1 && local status=0 || local status=$?
    totals="$(grep -oE '[0-9]+ passed, [0-9]+ failed' "$log" | tail -1 || true)"
    local good="${totals%% *}" bad
    bad="$(sed -nE 's/.*, ([0-9]+) failed/\1/p' <<<"$totals")"
    if [[ -z "$totals" ]]; then good=0; bad=1; fi
    if [[ "$status" -ne 0 && "$bad" -eq 0 ]]; then bad=1; fi
    count "$name" "$good" "$bad"
}

# Runs a proof that the tests notice each removed check: ends "…N killed, N survived". A survivor is a failure.
run_mutants() {
    local name="$1" log="$results/$1.log" totals
    shift
    "$@" >"$log" 2>&1 && local status=0 || local status=$?
    totals="$(grep -oE '[0-9]+ killed, [0-9]+ survived' "$log" | tail -1 || true)"
    local good="${totals%% *}" bad
    bad="$(sed -nE 's/.*, ([0-9]+) survived/\1/p' <<<"$totals")"
    if [[ -z "$totals" ]]; then good=0; bad=1; fi
    if [[ "$status" -ne 0 && "$bad" -eq 0 ]]; then bad=1; fi
    count "$name" "$good" "$bad"
}

# Runs test projects, side by side when there are several, and reads the totals of their logs.
run_dotnet() {
    local name
    for name in "$@"; do
        (dotnet test "tests/$name" -c Release --no-build --nologo >"$results/$name.log" 2>&1 && echo 0 || echo $?) >"$results/$name.status" &
    done
    wait
    for name in "$@"; do count_dotnet "$name"; done
}

count_dotnet() {
    local name="$1" log="$results/$1.log" line status
    status="$(<"$results/$name.status")"
    rm "$results/$name.status"
    line="$(grep -E '(Passed|Failed)! +- Failed: ' "$log" | tail -1 || true)"
    local bad good
    bad="$(sed -nE 's/.*Failed: +([0-9]+).*/\1/p' <<<"$line")"
    good="$(sed -nE 's/.*Passed: +([0-9]+).*/\1/p' <<<"$line")"
    if [[ -z "$bad" ]]; then good=0; bad=1; fi
    if [[ "$status" -ne 0 && "$bad" -eq 0 ]]; then bad=1; fi
    count "$name" "$good" "$bad"
}

# promtool checks alert rules and the format of metrics, chromium shows the dashboard; the local network does without them.
debian_packages+=(prometheus chromium)

setup_machine
build_contracts
build_page
build_witness
build_dotnet Bridge.sln

run_tests() {
    # First: these build what the others use.
    run_script evm Contracts/evm/test.sh
    run_script solana Contracts/solana/test.sh --quiet
    run_script page Monitoring/Bridge.Dashboard/web/test.sh
    run_script witness Monitoring/witness/test.sh
    run_script alerts Monitoring/alerts/test.sh
    local project
    for project in tests/*.Tests; do
        case "$project" in
            # These two wait most of the time, and need no nodes.
            */Bridge.Guardian.Tests) run_dotnet Bridge.Guardian.Tests Bridge.Relayer.Tests ;;
            */Bridge.Relayer.Tests | */Bridge.EndToEnd.Tests) ;;
            *) run_dotnet "$(basename "$project")" ;;
        esac
    done
    [[ "$mode" == --quick ]] || run_dotnet Bridge.EndToEnd.Tests
    [[ "$mode" == --quick ]] || run_dotnet Bridge.Dashboard.BrowserTests
}

run_all_mutants() {
    local mutants name
    for mutants in Contracts/evm/mutants.sh Contracts/solana/mutants.sh Monitoring/Bridge.Dashboard/web/mutants.sh Monitoring/witness/mutants.sh tests/*/Mutants/run.sh; do
        [[ -f "$mutants" ]] || continue
        name="$(tr / . <<<"${mutants%.sh}")"
        run_mutants "$name" bash "$mutants"
    done
}

if [[ "$mode" == --mutants ]]; then run_all_mutants; else run_tests; fi

echo "$passed passed, $failed failed"
[[ "$failed" -eq 0 && "$passed" -gt 0 ]]
