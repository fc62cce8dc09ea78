#!/usr/bin/env bash
# Takes each check of the page away, one at a time, in a copy, and proves that the unit tests notice.
# usage: mutants.sh [part of a mutant's name]     ends 1 when a mutant survives or no longer applies
set -euo pipefail
cd "$(dirname "$0")"
./build.sh
only="${1:-}"
web="$PWD"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
copy="$work/Monitoring/Bridge.Dashboard/web"
mkdir -p "$copy" "$work/Contracts"
cp -r src tests dist dist-localnet package.json tsconfig.json vite.config.ts "$copy"
ln -s "$web/node_modules" "$copy/node_modules"
cp -r ../../../Contracts/vectors "$work/Contracts"
cd "$copy"
survived=0
killed=0

# mutant NAME FILE FIND REPLACE TESTS   FIND is literal and must be there exactly once; TESTS names the file of tests to run
mutant() {
    local name="$1" file="src/$2" find="$3" replace="$4" tests="$5"
    [[ "$name" == *"$only"* ]] || return 0
    cp "$file" "$work/original"
    if ! FIND="$find" REPLACE="$replace" perl -0pi -e '$n = () = /\Q$ENV{FIND}\E/g; s/\Q$ENV{FIND}\E/$ENV{REPLACE}/; END { exit($n == 1 ? 0 : 9) }' "$file"; then
        echo "STALE     $name: its text is not once in $file"
        survived=$((survived + 1))
    elif node_modules/.bin/vitest run "tests/$tests.test.ts" >"$work/log" 2>&1; then
        echo "SURVIVED  $name"
        survived=$((survived + 1))
    else
        echo "killed    $name"
        killed=$((killed + 1))
    fi
    cp "$work/original" "$file"
}

mutant digest-believed paper/paper.ts 'if (claim.digest.toLowerCase() !== paper.digest)' 'if (claim.digest === "")' paper
mutant other-paper-shown paper/paper.ts 'if (asked !== null && asked.toLowerCase() !== paper.digest)' 'if (asked === "")' paper
mutant one-officer-signs-twice paper/paper.ts 'if (paper.signers.some(other => sameAddress(other, signer)))' 'if (signer === "")' paper
mutant signature-too-many paper/paper.ts 'if (isComplete(paper)) throw' 'if (paper.signers.length > 2) throw' paper
mutant zero-nonce paper/fields.ts "if (values['nonce'] === 0n) throw" "if (values['nonce'] === -1n) throw" paper
mutant endless-paper paper/fields.ts "if (values['notAfter'] === 0n) throw" "if (values['notAfter'] === -1n) throw" paper
mutant hold-on-every-chain paper/fields.ts "values['chain'] === 0n &&" "values['chain'] === -1n &&" paper
mutant number-wider-than-its-type paper/fields.ts ' || BigInt(text) >> width !== 0n' '' paper
mutant number-in-another-form paper/fields.ts '/^(0|[1-9][0-9]{0,19})$/' '/^[0-9]{1,20}$/' paper
mutant unknown-field paper/fields.ts 'if (unknown !== undefined) throw' 'if (unknown === "") throw' paper
mutant zero-bridge-id paper/digest.ts ' || /^0x0+$/.test(bridgeId)' '' paper
mutant high-s paper/signature.ts ' || s > order / 2n' ' || s >= order' paper
mutant v-of-another-form paper/signature.ts 'if (v !== 27 && v !== 28) throw' 'if (v > 28) throw' paper
mutant other-deployments-transfer paper/leaf.ts 'if (slice(1, 32) !== deployment.bridgeId.toLowerCase()) throw' 'if (encoded === "") throw' transfer
mutant shown-recipient-unchecked paper/checkTransfer.ts "['recipient', same(bytes.recipient, shown.recipient)]," '' transfer
mutant shown-amount-unchecked paper/checkTransfer.ts "['amount', bytes.amount === shown.amount]," '' transfer
mutant shown-leaf-unchecked paper/checkTransfer.ts "['leaf', bytes.leaf === shown.leaf.toLowerCase()]," '' transfer
mutant held-leaf-unchecked pages/holds/refusalToDecide.ts " || hold.transfer.leaf.toLowerCase() !== hold.leaf.toLowerCase()" '' transfer
mutant servers-doubt-ignored pages/holds/refusalToDecide.ts '!hold.matches || ' '' transfer
mutant unseen-lock-approved pages/holds/refusalToDecide.ts "if (!hold.transfer) return 'no lock of this transfer was seen on its source chain';" 'if (!hold.transfer) return undefined;' transfer
mutant paper-of-another-leaf pages/papers/holdProblem.ts "bytes.leaf === paper.fields['leaf']?.toLowerCase()" 'bytes.leaf !== undefined' transfer
mutant paper-of-another-transfer pages/papers/holdProblem.ts 'if (bytes.id !== transferOf(paper))' 'if (bytes.id === "")' transfer
mutant lying-wallet wallet/sign.ts 'if (!sameAddress(signer, account)) throw' 'if (signer === "") throw' wallet
mutant colleagues-key wallet/sign.ts 'if (officer !== null && !sameAddress(accounts[0], officer)) throw' 'if (officer === "") throw' wallet
mutant audit-entry-changed audit/chain.ts "if (hashOf(entry) !== entry.hash) return 'its hash is not the one of what it says';" '' audit
mutant audit-entry-moved audit/chain.ts "if (entry.previous !== previous) return 'it does not follow the entry before it';" '' audit
mutant M39-foreign-paper-unchecked paper/changes.ts 'if (paper.digest !== proposal.digest.toLowerCase())' 'if (proposal.digest === "0x")' changes
mutant not-known-is-normal pages/overview/standing.ts 'cell.level.value === null).length' 'cell.level.value === undefined).length' overview
mutant stale-by-the-servers-word format/sourced.ts " || now - Date.parse(sourced.readAt) > sourced.staleAfterMs" '' format

echo "$killed killed, $survived survived"
[[ "$survived" -eq 0 ]]
