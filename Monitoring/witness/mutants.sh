#!/usr/bin/env bash
# Takes each check of the witness away, one at a time, in a copy, and proves that its tests notice.
# usage: mutants.sh [part of a mutant's name]     ends "N killed, N survived", 1 when a mutant survives or no longer applies
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
only=${1:-}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
mkdir -p "$work/Monitoring/witness" "$work/Contracts"
cp -r "$here/src" "$here/test" "$here/package.json" "$here/tsconfig.json" "$work/Monitoring/witness/"
cp -r "$here/../../Contracts/vectors" "$work/Contracts/"
ln -s "$here/node_modules" "$work/Monitoring/witness/node_modules"
cd "$work/Monitoring/witness"
node_modules/.bin/tsc -p . || { echo "the witness does not compile"; exit 1; }
survived=0; killed=0

# mutant NAME FILE FIND REPLACE   FIND is literal and must be there exactly once
mutant() {
  local name=$1 file=src/$2 find=$3 replace=$4
  [[ $name == *"$only"* ]] || return 0
  cp "$file" "$work/original"
  if ! FIND=$find REPLACE=$replace perl -0pi -e '$n = () = /\Q$ENV{FIND}\E/g; s/\Q$ENV{FIND}\E/$ENV{REPLACE}/; END { exit($n == 1 ? 0 : 9) }' "$file"; then
    echo "STALE     $name: its text is not once in $file"; survived=$((survived + 1)); cp "$work/original" "$file"; return 0
  fi
  local verdict=SURVIVED
  node_modules/.bin/tsc -p . --noUnusedLocals false --noUnusedParameters false > "$work/log" 2>&1 || { echo "BROKEN    $name does not compile"; cat "$work/log"; survived=$((survived + 1)); cp "$work/original" "$file"; return 0; }
  timeout 120 node --test out/test/*.test.js > "$work/log" 2>&1 || verdict=killed
  cp "$work/original" "$file"
  if [[ $verdict == killed ]]; then killed=$((killed + 1)); else survived=$((survived + 1)); fi
  printf '%-9s %s\n' "$verdict" "$name"
}

mutant changed-line-believed ledger/journal.ts "line.slice(0, 32) !== chain(hash, json)" "line.slice(0, 32) === ''"
mutant other-bridges-ledger ledger/ledger.ts "first.bridge !== bridge" "first.bridge === ''"
mutant released-twice ledger/ledger.ts "if (consumed !== undefined && !(consumed.how === 'held' && fact.outcome !== 'held' && sameAs(consumed.fact, fact)))" "if (consumed?.how === 'voided')"
mutant released-and-refunded ledger/ledger.ts "if (lane.refunded.has(fact.sequence)) return conflict('released-and-refunded'" "if (lane.requested.has(fact.sequence)) return conflict('released-and-refunded'"
mutant amount-not-compared ledger/ledger.ts "ended.amount === lock.amount" "ended.amount > 0n"
mutant recipient-not-compared ledger/ledger.ts "ended.recipient === lock.recipient" "ended.recipient !== '0x'"
mutant majority-vote quorum.ts "throw new ReadError('disagree', \`\${what}: sources" "void new ReadError('disagree', \`\${what}: sources"
mutant one-source-is-enough quorum.ts "if (answers.length < options.quorum)" "if (answers.length < 1)"
mutant hidden-lock evm/evmChain.ts "if (state.lastSequence !== locks)" "if (state.lastSequence < 0n)"
mutant hidden-release evm/evmChain.ts "expected.every((word, i) => word === state.words[i])" "expected.length >= 0"
mutant final-block-may-change evm/evmChain.ts "if (now.hash === cursor.mark) return null;" "if (now.hash !== '') return null;"
mutant newest-of-the-slowest evm/evmChain.ts "answer.last > most ? answer.last : most" "answer.last < most || most === 0n ? answer.last : most"
mutant unknown-event-skipped evm/events.ts "asset === undefined || outcome === undefined" "asset === undefined"
mutant gap-in-outbox solana/accounts.ts "if (!isZero(data.subarray(24 + recordSize * i)))" "if (data.length === 0)"
mutant record-of-another-place solana/accounts.ts " || transfer.sequence !== page * 32n + BigInt(i) + 1n)" ")"
mutant record-of-another-bridge solana/accounts.ts "transfer.bridge !== lane.bridge || " ""
mutant forged-release rules/releases.ts "candidate.sequence > newest.last" "candidate.sequence < 0n"
mutant stale-node-believed rules/releases.ts "if (newest.ageSeconds > chain.oldestHeadSeconds)" "if (newest.ageSeconds < 0)"
mutant young-releases-unseen rules/releases.ts "(fact.type === 'release' || fact.type === 'void') && !ledger" "fact.type === 'void' && !ledger"
mutant young-lock-not-compared rules/releases.ts "if (lock !== undefined) findings.push(...differing(lock, fact).map(contradicted));" ""
mutant refund-without-void rules/releases.ts "[...state.unvoided].filter" "[...new Set<bigint>()].filter"
mutant lane-overdrawn rules/releases.ts "left > (state.lockedSum.get(asset) ?? 0n) && " "left < 0n && "
mutant custody-short rules/evmAudit.ts "balance < net" "balance < 0n"
mutant claimable-forgotten ledger/ledger.ts "if (fact.outcome === 'paid' && fact.kind" "if (fact.outcome !== 'held' && fact.kind"
mutant margin-forgotten ledger/ledger.ts " && fact.kind !== marginAccount" ""
mutant supply-above-custody rules/backing.ts "if (wrapped <= kept) return [];" "if (wrapped >= 0n) return [];"
mutant executed-unscheduled rules/governance.ts "if (readyAt === undefined || readyAt > time) wrong(readyAt === undefined" "if (readyAt !== undefined && readyAt > time) wrong(readyAt === undefined"
mutant executed-early rules/governance.ts "if (readyAt === undefined || readyAt > time) wrong(readyAt" "if (readyAt === undefined) wrong(readyAt"
mutant key-without-delay rules/governance.ts "(readyAt === undefined || readyAt > time)) wrong(\`the key" "readyAt === undefined) wrong(\`the key"
mutant limits-raised-by-one rules/governance.ts "before !== undefined && what.limits.every((limit, i) => limit <= (before[i] as bigint))" "before !== undefined"
mutant level-lowered-by-one rules/governance.ts "used.has(raiseLevel) && what.to > what.from" "used.has(raiseLevel)"
mutant solana-key-without-delay rules/solanaGovernance.ts "proposal.readyAt <= time && " ""
mutant solana-vetoed-key rules/solanaGovernance.ts "proposal.state !== 2 && " ""
mutant solana-role-unscheduled rules/solanaGovernance.ts "is !== was && is !== 0 && !told" "is !== was && is > 9 && !told"
mutant solana-limits-unscheduled rules/solanaGovernance.ts "if (raised && !told" "if (limits.length > 99 && !told"
mutant solana-level-unscheduled rules/solanaGovernance.ts "level < was && !told" "level < -1 && !told"
mutant solana-old-proposal-counts rules/solanaGovernance.ts "proposal.state === 3 && !known.has(proposal.digest)" "proposal.state === 3"
mutant announced-before-on-disk breaker/desk.ts "if (!this.ledger.decide(trip, this.timestamp())) continue;" "this.ledger.trips.set(trip.id, { trip, raised: new Set() });"
mutant raised-again breaker/desk.ts "this.ledger.raised(id, breaker.chain, how, this.timestamp());" ""
mutant one-look-is-enough breaker/desk.ts "streak < finding.looks || " ""
mutant failed-look-forgotten service/witness.ts "if (alarms.raise(\`read \${chain.name}\`, \`\${result}" "if (chain.number < 0 && alarms.raise(\`read \${chain.name}\`, \`\${result}"
mutant gap-in-locks service/witness.ts "if (fact.sequence !== expected)" "if (fact.sequence < 0n)"
mutant key-of-others breaker/keys.ts "(statSync(path).mode & 0o077) !== 0" "statSync(path).size === 0"
mutant same-node-twice service/options.ts "new Set(value).size !== value.length" "value.length === 0"
mutant too-few-sources service/options.ts "options.evmUrls.length < options.quorum || options.solanaUrls.length < options.quorum" "options.evmUrls.length < 1"

echo "$killed killed, $survived survived"
[[ $survived == 0 ]]
