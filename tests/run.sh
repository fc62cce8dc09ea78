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

# Adds a suite's result: name, passed, failed, the time since the start, and its log when something failed.
count() {
    passed=$((passed + $2))
    failed=$((failed + $3))
    printf '%-36s %5d passed %5d failed   at %d:%02d\n' "$1" "$2" "$3" $((SECONDS / 60)) $((SECONDS % 60))
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

# Runs test projects, two at a time: most of them wait for nodes, databases and clocks rather than work.
run_dotnet() {
    local -A names=()
    local name
    for name in "$@"; do
        [[ ${#names[@]} -lt 2 ]] || finish_dotnet
        dotnet test "tests/$name" -c Release --no-build --nologo >"$results/$name.log" 2>&1 &
        names[$!]="$name"
    done
    while [[ ${#names[@]} -gt 0 ]]; do finish_dotnet; done
}

# Waits for the next of run_dotnet's projects to end, and counts it.
finish_dotnet() {
    local pid status line
    wait -n -p pid "${!names[@]}" && status=0 || status=$?
    local name="${names[$pid]}"
    unset "names[$pid]"
    line="$(grep -E '(Passed|Failed)! +- Failed: ' "$results/$name.log" | tail -1 || true)"
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
    local name projects=()
    for name in $(cd tests && ls -d -- *.Tests); do
        case "$name" in
            # Without other suites beside it: it brings whole networks up.
            Bridge.EndToEnd.Tests) ;;
            *) projects+=("$name") ;;
        esac
    done
    run_dotnet "${projects[@]}"
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
