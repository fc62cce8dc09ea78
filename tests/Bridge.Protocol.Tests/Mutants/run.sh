#!/bin/bash
# Takes each check of the protocol's risk papers away, one at a time, in a copy, and proves that the suite notices.
# usage: run.sh [part of a mutant's name]     ends 1 when a mutant survives or no longer applies; CHECK_ONLY=1: only whether they apply
set -euo pipefail
root=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
only=${1:-}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
(cd "$root" && git ls-files -co --exclude-standard -- '*.props' global.json .editorconfig BannedSymbols.txt Bridge.sln Contracts/vectors Contracts/Bridge.Protocol tests/Bridge.Testing tests/Bridge.Protocol.Tests \
  | tar -c -T - ) | tar -x -C "$work"
cd "$work"
survived=0; killed=0
export DOTNET_CLI_TELEMETRY_OPTOUT=1
quiet=(-v q -nologo -p:TreatWarningsAsErrors=false -p:RunAnalyzers=false -p:GenerateDocumentationFile=false)
tests=tests/Bridge.Protocol.Tests; c=Contracts/Bridge.Protocol

# mutant NAME FILE FIND REPLACE FILTER   FIND is literal and must be there; every occurrence is replaced; FILTER names test classes, joined by |
mutant() {
  local name=$1 file=$c/$2 find=$3 replace=$4 filter=FullyQualifiedName~${5//|/|FullyQualifiedName~}
  [[ $name == *"$only"* ]] || return 0
  cp "$file" "$work/original"
  : > "$work/log"
  local verdict=SURVIVED
  if ! FIND=$find REPLACE=$replace perl -0pi -e '$n = () = /\Q$ENV{FIND}\E/g; s/\Q$ENV{FIND}\E/$ENV{REPLACE}/g; END { exit($n ? 0 : 9) }' "$file"; then verdict=STALE
  elif [[ -n ${CHECK_ONLY:-} ]]; then verdict=killed
  elif ! dotnet build $tests "${quiet[@]}" > "$work/log" 2>&1; then verdict=BROKEN; grep -m3 error "$work/log" || true
  elif ! timeout "${TEST_LIMIT:-300}" dotnet test $tests --no-build --filter "$filter" -v q -nologo > "$work/log" 2>&1; then verdict=killed
  fi
  cp "$work/original" "$file"
  if [[ $verdict == killed ]]; then killed=$((killed + 1)); echo "killed    $name by $(grep -oE '[A-Za-z0-9_]+(\(.*)? \[FAIL\]' "$work/log" | head -1 | sed 's/[( ].*//' || true)"
  else survived=$((survived + 1)); echo "$verdict  $name"; fi
}

mutant W1-dirty-address Risk/RiskWords.cs 'word.AsSpan(0, 12).ContainsAnyExcept((byte)0)' 'false' RiskActionTests
mutant W1-dirty-number Risk/RiskWords.cs 'word.AsSpan(0, 32 - (bits / 8)).ContainsAnyExcept((byte)0)' 'false' RiskActionTests
mutant W1-words-length Risk/RiskSchema.cs 'words.Length != Size' 'words.Length < Size' RiskActionTests
mutant W1-bridge-zero Risk/RiskAction.cs 'bridge.Value.IsZero' 'false' RiskActionTests
mutant W9-nonce-zero Risk/RiskAction.cs 'Nonce == 0' 'false' RiskActionTests
mutant W9-never-ends Risk/RiskAction.cs 'NotAfter == 0' 'false' RiskActionTests
mutant every-chain-anything Risk/RiskAction.cs 'Chain is null && !Kind.MayBeForEveryChain()' 'false' RiskActionTests
mutant scope-everything-with-value Risk/RiskValues.cs 'RiskScopeKind.Everything when value.IsZero' 'RiskScopeKind.Everything' RiskActionTests
mutant level-six Risk/Actions/LevelActions.cs 'Level > BreakerLevel.Cursed' 'false' RiskActionTests
mutant W8-one-officer-loosens Risk/RiskActionKind.cs 'kind.Loosens() ? 2 : 1' '1' 'RiskActionTests|RiskPaperTests'
mutant W8-same-officer-twice Risk/RiskPaper.cs 'Signers.Contains(signer)' 'false' RiskPaperTests
mutant M39-digest-of-the-file Risk/RiskPaper.cs 'Bytes32.Parse(file.Digest) != paper.Digest' 'false' RiskPaperTests
mutant field-unknown Risk/RiskPaper.cs 'fields.Keys.FirstOrDefault(name => schema.Members.All(member => member.Name != name)) is { } unknown' 'fields.Keys.FirstOrDefault(name => false) is { } unknown' RiskPaperTests
mutant v-any Risk/RiskSignature.cs 'bytes[64] is not (27 or 28)' 'false' RiskActionTests
mutant high-s Risk/RiskSignature.cs 's > Order / 2' 's >= Order' RiskActionTests
mutant control-characters-shown Risk/RiskValues.cs 'bytes.Length > 0 && !bytes.ContainsAnyExceptInRange((byte)0x20, (byte)0x7e)' 'bytes.Length > 0' RiskDescriptionTests

echo "$killed killed, $survived survived"
[[ $survived -eq 0 ]]
