#!/bin/bash
# Takes each wall of the threshold signatures away, one at a time, in a copy, and proves that the suite notices.
# usage: run.sh [part of a mutant's name]     ends 1 when a mutant survives or no longer applies
set -euo pipefail
root=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
only=${1:-}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
(cd "$root" && git ls-files -co --exclude-standard -- '*.props' global.json .editorconfig BannedSymbols.txt Bridge.sln Contracts/vectors Contracts/Bridge.Protocol \
    Contracts/Bridge.Chains Guardians/Bridge.Frost Guardians/Bridge.Frost.Signer tests/Bridge.Testing tests/Bridge.Frost.Tests tests/Bridge.Frost.Signer.Tests \
  | tar -c -T - ) | tar -x -C "$work"
cd "$work"
survived=0; killed=0
export DOTNET_CLI_TELEMETRY_OPTOUT=1
quiet=(-v q -nologo -p:TreatWarningsAsErrors=false -p:RunAnalyzers=false -p:GenerateDocumentationFile=false)

# mutant NAME FILE FIND REPLACE TESTS...   FIND is literal and must be there exactly once; TESTS names the projects to run
mutant() {
  local name=$1 file=$2 find=$3 replace=$4; shift 4
  [[ $name == *"$only"* ]] || return 0
  cp "$file" "$work/original"
  if ! FIND=$find REPLACE=$replace perl -0pi -e '$n = () = /\Q$ENV{FIND}\E/g; s/\Q$ENV{FIND}\E/$ENV{REPLACE}/; END { exit($n == 1 ? 0 : 9) }' "$file"; then
    echo "STALE     $name: its text is not once in $file"; survived=$((survived + 1)); cp "$work/original" "$file"; return 0
  fi
  local verdict=SURVIVED
  for tests in "$@"; do
    if ! dotnet build "tests/$tests" "${quiet[@]}" > "$work/log" 2>&1; then
      echo "BROKEN    $name does not compile"; cat "$work/log"; survived=$((survived + 1)); cp "$work/original" "$file"; return 0
    fi
    if ! timeout 120 dotnet test "tests/$tests" --no-build -v q -nologo > "$work/log" 2>&1; then verdict=killed; break; fi
  done
  cp "$work/original" "$file"
  if [[ $verdict == killed ]]; then killed=$((killed + 1)); echo "killed    $name by $(grep -oE '^ +[A-Za-z0-9_.]+\.[A-Za-z0-9_]+' "$work/log" | head -1 | sed 's/.*\.//')"
  else survived=$((survived + 1)); echo "SURVIVED  $name"; fi
}

frost=Guardians/Bridge.Frost; signer=Guardians/Bridge.Frost.Signer; P=Bridge.Frost.Tests; S=Bridge.Frost.Signer.Tests
mutant scalar-any-encoding $frost/Curve/Scalar.cs 'return Limbs.IsBelowOrder(limbs) ? new(limbs)' 'return limbs.Length == 4 ? new(limbs)' $P
mutant aggregate-unverified $frost/Signing/SignatureAggregator.cs '!z.IsZero && FrostVerifier.Verify(package.Group.Key, package.Challenge, package.GroupCommitment, z)' '!z.IsZero' $P
mutant package-default-digest $frost/Signing/SigningPackage.cs 'MessageDigest.From(digest.Value).Value' 'digest.Value' $P
mutant package-below-threshold $frost/Signing/SigningPackage.cs 'sorted.Length < group.Threshold || ' '' $P
mutant package-duplicate $frost/Signing/SigningPackage.cs 'i > 0 && sorted[i].Participant == sorted[i - 1].Participant' 'i > 0 && false' $P
mutant package-stranger $frost/Signing/SigningPackage.cs '!group.VerifyingShares.ContainsKey(sorted[i].Participant)' 'false' $P
mutant package-identity $frost/Signing/SigningPackage.cs '?? throw new ProtocolException("group commitment should not be the identity")' '?? points[0]' $P
mutant roast-unasked $frost/Signing/RoastMachine.cs 'if (!Expects(signer) || _spent.Contains(commitment)) return [];' 'if (!_seats.ContainsKey(signer) || _spent.Contains(commitment)) return [];' $P
mutant roast-spent $frost/Signing/RoastMachine.cs ' || _spent.Contains(commitment)' '' $P
mutant roast-share-unverified $frost/Signing/RoastCoordinator.cs 'if (!package.Verify(share)) return' 'if (share.Value.IsZero) return' $P
mutant roast-share-of-another $frost/Signing/RoastCoordinator.cs 'if (share.Participant != from) return Blame(from, RoastFault.OtherSigner);' '' $P
mutant roast-commitment-of-another $frost/Signing/RoastCoordinator.cs 'return commitment.Participant == from ?' 'return commitment is not null ?' $P
mutant roast-default-digest $frost/Signing/RoastCoordinator.cs 'MessageDigest.From(digest.Value).Value' 'digest.Value' $P
mutant roast-probation $frost/Signing/RoastMachine.cs 'seat.IsOnProbation = true;' '' $P
mutant share-any $frost/Signing/SigningPackage.cs 'left is not null && left.Equals(Point.Sum(_commitments[index].Hiding, _boundNonces[index]))' 'left is not null' $P
mutant rho-constant $frost/Signing/SigningPackage.cs 'factors[i] = Ciphersuite.H1(input)' 'factors[i] = Ciphersuite.H1([])' $P
mutant rho-without-message $frost/Signing/SigningPackage.cs 'Ciphersuite.H4(_message)' 'Ciphersuite.H4([])' $P
mutant rho-without-commitments $frost/Signing/SigningPackage.cs 'Ciphersuite.H5(list)' 'Ciphersuite.H5([])' $P
mutant group-threshold-one $frost/GroupPublicKey.cs 'threshold < 2 || ' '' $P
mutant group-key-above-order $frost/GroupPublicKey.cs '_ = Scalar.From(point.X.ToArray());' 'if (point is null) break;' $P
mutant group-inconsistent $frost/GroupPublicKey.cs 'return AreOnePolynomial(threshold, [key, .. shares.Values], participants, weights)' 'return threshold > 0' $P
mutant participant-zero $frost/ParticipantId.cs 'value == 0 ? throw new ProtocolException("participant identifier should be at least 1 and is 0") : ' '' $P
mutant participant-default $frost/ParticipantId.cs 'EnsureValid() => From(Value)' 'EnsureValid() => this' $P
mutant verify-any-y $frost/FrostVerifier.cs 'recovered.ToCoordinates().AsSpan().SequenceEqual(claimed)' 'recovered.X == signature.Rx' $P
mutant verify-any-r $frost/FrostVerifier.cs 'recovered.Equals(commitment)' 'recovered.X == commitment.X' $P
mutant package-unsigned $frost/KeyGeneration/SignedPackage.cs '&& PartyAddress.FromEvm(address) == identity' '&& address.Length == 20' $S
mutant commitments-any-length $frost/KeyGeneration/Round1Package.cs 'if (Commitments.Count != context.CommitmentCount)' 'if (Commitments.Count < context.CommitmentCount)' $S
mutant proof-unchecked $frost/KeyGeneration/Round1Package.cs 'return Proof.Verify(Participant, Commitments[0], context.Hash.ToArray()) ? null' 'return Proof is not null ? null' $S
mutant proof-without-context $frost/KeyGeneration/ProofOfKnowledge.cs '.. commitment.Encoded, .. context]' '.. commitment.Encoded]' $S
mutant proof-without-identifier $frost/KeyGeneration/ProofOfKnowledge.cs '[.. participant.ToScalar().ToArray(), .. key.Encoded' '[.. key.Encoded' $S
mutant certificate-other-outcome $frost/KeyGeneration/KeyCertificate.cs ' && body.SequenceEqual(Body(member, transcript, group))' '' $S
mutant context-zero-session $frost/KeyGeneration/CeremonyContext.cs 'if (session.IsZero)' 'if (false)' $S
mutant context-identity-twice $frost/KeyGeneration/CeremonyContext.cs 'if (!identities.Add(identity))' 'if (false)' $S
mutant refresh-other-members $frost/KeyGeneration/KeyGenerationContext.cs 'if (!AreParticipantsOf(current.Group, all))' 'if (all.Length == 0)' $S
mutant refresh-unbound $frost/KeyGeneration/KeyGenerationContext.cs 'current is null ? [] : current.Hash.ToArray()' '[]' $S
mutant refresh-other-state $signer/KeyGeneration/KeyGenerationRound1.cs 'context.Current?.Hash == current.State.Hash' 'context.Current is not null' $S
mutant refresh-constant-term $frost/KeyGeneration/KeyGenerationContext.cs 'LowestDegree => Current is null ? 0 : 1' 'LowestDegree => Current is null ? 0 : 0' $S
mutant stale-version $frost/KeyVersion.cs 'Generation > known.Generation || this == known' 'Generation >= known.Generation' $S
mutant repair-too-few $frost/Repair/RepairContext.cs 'if (all.Length - 1 < current.Group.Threshold)' 'if (all.Length < 1)' $S
mutant repair-other-parts $frost/Repair/RepairPackage.cs '&& sum.Equals(context.Current.Group.VerifyingShares[Participant].Multiply(context.CoefficientOf(Participant)))' '&& sum.X != default' $S
mutant repair-other-state $signer/Repair/RepairRound1.cs 'if (key.State.Hash != context.Current.Hash)' 'if (false)' $S
mutant repair-echo-skipped $signer/Repair/RepairRound2.cs 'if (package.Transcript != Transcript)' 'if (false)' $S
mutant repair-sum-unchecked $signer/Repair/RepairRound2.cs 'value is null || !value.ToPoint().Equals(commitmentOf(sender))' 'value is null' $S
mutant trial-unconfirmed $frost/KeyGeneration/KeyTrial.cs '=> certificate.Verify(context)' '=> certificate.Group is not null' $S
mutant trial-other-share $signer/KeyGeneration/KeyTrialRound1.cs 'return key.State.Hash == new KeyState(certificate.Group, context.VersionOf(certificate.Transcript)).Hash' 'return key.State is not null' $S
mutant trial-echo-skipped $signer/KeyGeneration/KeyTrialRound2.cs 'if (heard != _heard)' 'if (false)' $S
mutant echo-skipped $signer/KeyGeneration/KeyGenerationRound2.cs 'if (package.Transcript != Transcript)' 'if (false)' $S
mutant share-unchecked $signer/KeyGeneration/KeyGenerationRound2.cs 'share is null || !share.ToPoint().Equals(_packages[sender].ShareCommitmentOf(_context, _own))' 'share is null' $S
mutant complaint-unfounded $signer/KeyGeneration/ShareComplaint.cs 'complainant is null || accused is null || !complainant.EncryptionKey.Equals(Point.FromScalar(EncryptionSecret))' 'complainant is null || accused is null || EncryptionSecret.IsZero' $S
mutant sender-spoofed $signer/KeyGeneration/Inbox.cs 'if (isFrom(sender, package))' 'if (true)' $S
mutant outcome-unchecked $signer/KeyGeneration/KeyGenerationRound3.cs 'if (!body.AsSpan().SequenceEqual(' 'if (body.Length == 0 && body.AsSpan().SequenceEqual(' $S
mutant nonces-twice $signer/SigningNonces.cs 'Take() => Interlocked.Exchange(ref _pair, null)' 'Take() => Volatile.Read(ref _pair)' $S
mutant sign-other-key $signer/FrostSigner.cs 'if (!nonces.VerifyingShare.Equals(key.VerifyingShare) || !package.Group.Key.Equals(key.Group.Key) ||' 'if (' $S
mutant sign-stale-share $signer/FrostSigner.cs ' || !expected.Equals(key.VerifyingShare))' ')' $S
mutant last-speaker-unnamed $signer/KeyGeneration/KeyGenerationRound2.cs '(inbox.Verdict<KeyGenerationRound3>() ?? Unusable())' '(Unusable() ?? inbox.Verdict<KeyGenerationRound3>())' $S
mutant resume-other-ceremony $signer/KeyGeneration/KeyGenerationRound3.cs 'if (pending.Length <= 32 || !pending[..32].SequenceEqual(context.Hash.ToArray()))' 'if (pending.Length <= 32)' $S
mutant resume-another-member $signer/KeyGeneration/KeyGenerationRound3.cs 'context.EnsureIdentity(key.Participant, identity);' '' $S
mutant equivocation-of-one-body $frost/KeyGeneration/CeremonyEvidence.cs 'return !first.SequenceEqual(second);' 'return !one.SequenceEqual(other);' $S
mutant misbehaviour-of-anybody $frost/KeyGeneration/CeremonyEvidence.cs 'made.Participant != sender || made.Check(keygen) is not null' 'made.Check(keygen) is not null' $S
mutant sign-other-commitment $signer/FrostSigner.cs 'if (own != nonces.Commitment)' 'if (false)' $S
mutant nonce-without-secret $signer/Secrets/SecretScalar.cs 'secret.Bytes.CopyTo(input[Scalar.Size..]);' '' $S
mutant key-of-another $signer/KeyPackage.cs '&& secret.ToPoint().Equals(expected))' '&& expected is not null)' $S
mutant keyfile-cost-unbounded $signer/KeyFiles/KeyFileCost.cs 'Passes is >= 1 and <= 16 && MemoryKiB is >= 8 * 1024 and <= 1024 * 1024' 'Passes <= 16' $S
mutant keyfile-open-to-others $signer/KeyFiles/KeyFile.cs '& ~(OwnerOnly | UnixFileMode.UserExecute)) != UnixFileMode.None' '& ~(OwnerOnly | UnixFileMode.UserExecute)) < UnixFileMode.None' $S

echo "$killed killed, $survived survived"
test $survived = 0
