# shellcheck shell=bash
# Sourced by the mutants of the C# suites (tests/*/Mutants/run.sh): takes checks away, one at a time, in a copy, and proves that a suite notices.
# Sets: root, the repository; work, the copy, removed at the end. $1 of the script: part of a mutant's name. CHECK_ONLY=1: only whether they apply.
root=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
only=${1:-}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
survived=0; killed=0; exactly_once=
export DOTNET_CLI_TELEMETRY_OPTOUT=1
quiet=(-v q -nologo -p:TreatWarningsAsErrors=false -p:RunAnalyzers=false -p:GenerateDocumentationFile=false)

# begin_mutants TESTS CODE PATH...   the test project, the folder that files are named from, and what has to be copied besides the build files
begin_mutants() {
  tests=$1 code=$2; shift 2
  (cd "$root" && git ls-files -co --exclude-standard -- '*.props' global.json .editorconfig BannedSymbols.txt Bridge.sln "$@" ':!*/web/*' | tar -c -T - ) | tar -x -C "$work"
  cd "$work"
}

# mutant NAME FILE FIND REPLACE [FILTER]   FIND is literal and must be there, exactly once when exactly_once is set; every occurrence is replaced; FILTER names
# test classes, joined by | (without it: all). Says which test failed, or that the tests did not end, which a slow machine can be the reason of: TEST_LIMIT=SECONDS
mutant() {
  local name=$1 file=$code/$2 find=$3 replace=$4 filter= by=
  [[ -z ${5:-} ]] || filter=FullyQualifiedName~${5//|/|FullyQualifiedName~}
  [[ $name == *"$only"* ]] || return 0
  cp "$file" "$work/original"
  : > "$work/log"
  local verdict=SURVIVED
  if ! FIND=$find REPLACE=$replace ONCE=$exactly_once perl -0pi -e '$n = () = /\Q$ENV{FIND}\E/g; s/\Q$ENV{FIND}\E/$ENV{REPLACE}/g; END { exit(($ENV{ONCE} ? $n == 1 : $n) ? 0 : 9) }' "$file"; then verdict=STALE
  elif [[ -n ${CHECK_ONLY:-} ]]; then verdict=killed
  elif ! dotnet build "$tests" "${quiet[@]}" > "$work/log" 2>&1; then verdict=BROKEN; grep -m3 error "$work/log" || true
  elif timeout "${TEST_LIMIT:-300}" dotnet test "$tests" --no-build ${filter:+--filter "$filter"} -v q -nologo > "$work/log" 2>&1; then :
  elif [[ $? -eq 124 ]]; then verdict=killed by='tests that do not end'
  else verdict=killed
  fi
  cp "$work/original" "$file"
  [[ $verdict != killed || -n $by || -n ${CHECK_ONLY:-} ]] || by=$(grep -oE '[A-Za-z0-9_]+(\(.*)? \[FAIL\]' "$work/log" | head -1 | sed 's/[( ].*//') || true
  if [[ $verdict == killed && -z $by && -z ${CHECK_ONLY:-} ]]; then verdict=BROKEN; tail -3 "$work/log"; fi
  if [[ $verdict == killed ]]; then killed=$((killed + 1)); echo "killed    $name${by:+ by $by}"
  else survived=$((survived + 1)); echo "$verdict  $name"; fi
}

# Prints the totals and fails when a mutant survived.
end_mutants() {
  echo "$killed killed, $survived survived"
  [[ $survived -eq 0 ]]
}
