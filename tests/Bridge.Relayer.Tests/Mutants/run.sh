#!/bin/bash
# Takes each check of the relayer away, one at a time, in a copy, and proves that the suite notices.
# usage: run.sh [part of a mutant's name]     ends 1 when a mutant survives or no longer applies
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../mutants.sh"
exactly_once=1
begin_mutants tests/Bridge.Relayer.Tests Relayer/Bridge.Relayer Contracts/Bridge.Protocol Contracts/Bridge.Chains Guardians/Bridge.Frost Guardians/Bridge.Frost.Signer \
  Monitoring/Bridge.Observability Relayer/Bridge.Relayer tests/Bridge.Testing tests/Bridge.Relayer.Tests

mutant cached-signature-unverified Delivery/BatchAttestor.cs 'if (coordinator.Verifies(digest, cached))' 'if (batch.Id.Count > 0)' RedisTrustTests.Relayer_CachedSignatureIsForged
mutant unfinal-lock-in-batch Intake/TransferBoard.cs ' || record.State == TransferState.Observed) return false;' ') return false;' TransferBoardTests
mutant other-digest-accepted Signing/SigningRound.cs 'if (!HoldsOurDigest(response)) return' 'if (response is null) return' SigningCoordinatorTests
mutant others-commitment-accepted Signing/SigningRound.cs 'message && message.Guardian == seat.Index ?' 'message ?' SigningCoordinatorTests
mutant minority-blamed Signing/SigningRound.cs '(digestProved || fault != GuardianFault.WrongDigest)' '(digestProved || true)' SigningCoordinatorTests
mutant pin-of-anybody Signing/HttpGuardianClient.cs 'PinnedTls.CreateHandler(own, TlsPin.Parse(guardian.TlsPin))' 'new SocketsHttpHandler { SslOptions = new() { ClientCertificates = [own], RemoteCertificateValidationCallback = (_, _, _, _) => true } }' HttpGuardianClientTests
mutant release-at-latest Intake/SettlementDesk.cs 'first, count, ReadAt.Finalized' 'first, count, ReadAt.Latest' JourneyTests
mutant held-counts-as-released Intake/SettlementDesk.cs 'if (state == DestinationState.Held)' 'if (found is null)' HoldTests.Relayer_ReleaseIsHeld
mutant void-counts-as-released Intake/SettlementDesk.cs 'board.Voided(id, null, live);' 'board.Released(id, null, live);' RefundTests.Relayer_ReleaseIsRefusedForGood
mutant claimable-counts-as-released Intake/SettlementDesk.cs 'else if (found is { IsClaimable: true })' 'else if (found is { IsClaimable: true } && !live)' HoldTests.Relayer_PushFailed
mutant refund-step-of-other-bytes Refunds/RefundLedger.cs 'if (fact.Leaf != record.Transfer.Leaf())' 'if (fact.Height == ulong.MaxValue)' RefundTests.Relayer_RequestIsOfOtherBytes
mutant early-refund-step-forgotten Refunds/RefundLedger.cs 'record.State == TransferState.Observed) return false;' 'record.State == TransferState.Observed) return true;' RefundTests.Relayer_RequestIsReadBeforeTheLock
mutant cached-void-unverified Refunds/RefundSigner.cs 'if (coordinator.Verifies(digest, cached))' 'if (cached.ToArray().Length > 0)' RefundTests.Relayer_CachedSignatureOfTheVoid
mutant void-of-what-was-paid Refunds/RefundJourney.cs 'case DestinationState.Released:' 'case (DestinationState)99:' RefundTests.Relayer_ReleaseWinsTheRace
mutant asked-back-delivered-all-the-same Delivery/BatchJourney.cs 'Ids().Any(id => board.Find(id)?.State == TransferState.VoidRequested)' 'Ids().Any(id => board.Find(id) is null)' RefundTests.Relayer_AskedBackWhile
mutant old-key-kept-after-rotation Delivery/BatchJourney.cs 'if (_attestation is { } signed && !attestor.IsInForce(signed)) _attestation = null;' '' KeyWatcherTests.Relayer_KeyIsRotatedWhile
mutant old-key-kept-for-refund Refunds/RefundJourney.cs ' || signed.Epoch != signer.EpochOf(id, purpose))' ')' KeyWatcherTests.Relayer_KeyIsRotatedBetween
mutant strangers-key Signing/KeyBook.cs 'if (known.Set.Group.GroupKey != key)' 'if (key == default)' KeyWatcherTests.Health_ChainBelieves
mutant claim-for-ever Queue/WorkClaims.cs 'return time.GetUtcNow() - _refusedSince[work] >= TimeSpan.FromMilliseconds(options.StarvationMilliseconds);' 'return false;' RefundTests.Relayer_SomebodyElseClaims
mutant hold-paid-unapproved Holds/HoldWorker.cs 'if (hold.Approvals < ApprovalsNeeded)' 'if (hold.Approvals < 0)' HoldTests.Relayer_ReleaseIsHeld
mutant refunded-believed-from-redis Status/StatusMerge.cs 'Refunded = own.State == TransferState.Refunded ? Earliest(own.Times.Refunded, Time(told, "refunded")) : null' 'Refunded = Earliest(own.Times.Refunded, Time(told, "refunded"))' StatusMergeTests
mutant sends-what-is-consumed Delivery/BatchJourney.cs 'open.Where(id => !consumed.Contains(id.Sequence)).ToList()' 'open.ToList()' JourneyTests
mutant oversized-batch-signed Delivery/BatchJourney.cs '_name.Count > destination.Releaser.MaxBatch || ' '' RedisTrustTests.Relayer_EntryNames
mutant release-believed-from-redis Status/StatusMerge.cs 'Released = own.State.IsEnd() ? Earliest(own.Times.Released, Time(told, "released")) : own.Times.Released' 'Released = Earliest(own.Times.Released, Time(told, "released"))' StatusMergeTests
mutant state-of-unknown-rank Status/StatusMerge.cs '_ => own.State,' '_ => TransferState.Released,' StatusMergeTests
mutant leader-for-ever Queue/LaneWorker.cs 'if (starving.Count > 0) await' 'if (starving.Count < 0) await' RedisTrustTests
mutant no-work-without-redis Queue/LaneWorker.cs 'await QueueOwnAsync(open, cancellationToken);' '_ = open;' RedisTrustTests
mutant refused-batch-stays-whole Delivery/BatchAttestor.cs 'if (batch.Count > 1 &&' 'if (batch.Count > 1_000 &&' JourneyTests.Relayer_OneTransferIsRefused
mutant slow-signers-not-overtaken Signing/SigningRound.cs 'else if (_timed.Add(session)) OvertakeLater(session);' '' SigningCoordinatorTests
mutant breaker-of-the-source-asks Delivery/LevelGate.cs ' ?? await HaltedAtSourceAsync(batch, cancellationToken)' '' JourneyTests
mutant breaker-delivers Delivery/LevelGate.cs 'if (level >= BreakerLevel.Stop) return' 'if (level > BreakerLevel.Cursed) return' JourneyTests
mutant unread-source-holds-everybody-up Delivery/LevelGate.cs 'catch (ChainReadException)' 'catch (ChainReadException) when (batch.Id.Count == 0)' JourneyTests.Relayer_LevelsOfTheSource
mutant refund-of-a-halted-source Refunds/RefundJourney.cs 'await gate.HaltedAtSourceAsync(new TransferBatch([transfer]), cancellationToken) is not { } halted' '(await gate.HaltedAtSourceAsync(new TransferBatch([transfer]), cancellationToken) ?? "") is var halted' RefundTests.Relayer_SourceIsHalted
mutant halt-is-an-illness Status/HealthReporter.cs 'var live = standing.LiveCount;' 'var live = standing.LiveCount; all.AddRange(gate.Halted);' JourneyTests.Relayer_BreakerOfEitherChain
mutant attestation-of-what-has-ended Signing/SignedBatches.cs 'if (!record.State.AwaitsRelease()) _signed.TryRemove(record.Id, out _);' '' SignedBatchesTests
mutant attestation-of-what-ended-before Signing/SignedBatches.cs 'if (!_board.AwaitsRelease(transfer.Id)) _signed.TryRemove(transfer.Id, out _);' '' SignedBatchesTests
mutant attestation-of-the-first-only Signing/SignedBatches.cs 'foreach (var transfer in attestation.Batch.Transfers)' 'foreach (var transfer in attestation.Batch.Transfers.Take(1))' SignedBatchesTests

mutant own-words-are-news Status/StatusMerge.cs 'if (told.GetValueOrDefault("who") == name) return merged;' '' StatusMergeTests
mutant state-never-taken-back Status/StatusStore.cs " or redis.call('HGET', KEYS[1], 'who') == ARGV[5]" '' StatusApiTests

end_mutants
