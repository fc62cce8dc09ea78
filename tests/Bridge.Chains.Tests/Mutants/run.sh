#!/bin/bash
# Takes each wall of the EVM client and of the reading of several sources away, one at a time, in a copy, and proves that the suite notices.
# Needs the contracts built (Contracts/evm/build.sh).
# usage: run.sh [part of a mutant's name]     ends 1 when a mutant survives or no longer applies; CHECK_ONLY=1: only whether they apply
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../mutants.sh"
begin_mutants tests/Bridge.Chains.Tests Contracts/Bridge.Chains Contracts tests/Bridge.Testing tests/Bridge.Differential tests/Bridge.Chains.Tests
for folder in out node_modules; do ln -s "$root/Contracts/evm/$folder" "$work/Contracts/evm/$folder"; done

mutant address-checksum Evm/EvmAddress.cs 'mixed && text != address.ToString()' 'false' AbiTests
mutant number-cut-off Evm/Abi/AbiReader.cs 'word.ToArray().AsSpan(0, 24).ContainsAnyExcept((byte)0) || ' '' AbiTests
mutant answer-of-another-call Rpc/JsonRpcEnvelope.cs 'reply.GetProperty("id").GetInt64() - firstId' '0' JsonRpcClientTests
mutant M03-custody-unproved Evm/Locks/BalanceProof.cs 'change + given >= locked' 'true' LyingNodeTests
mutant M05-mint-unproved Evm/Locks/BalanceProof.cs 'given - change == locked' 'true' LyingNodeTests
mutant M05-mint-at-least Evm/Locks/BalanceProof.cs 'given - change == locked' 'given - change >= locked' LyingNodeTests
mutant M03-credit-covers Evm/Locks/BalanceProof.cs 'payment.Outcome != PaymentOutcome.Paid || ' '' LyingNodeTests
mutant M03-margin-credit-covers Evm/Locks/BalanceProof.cs ' || payment.Kind == TransferKind.MarginAccount' '' LyingNodeTests
mutant M02-observed-foreign-emitter Evm/Locks/EvmLockReader.cs '!log.Is(contracts.Vault, LockedEvent.Topic) || ' '' LyingNodeTests
mutant observed-removed-log Evm/Locks/EvmLockReader.cs 'log.Removed || ' '' LyingNodeTests
mutant observed-any-block Evm/Locks/EvmLockReader.cs ' || log.Block.Height < from || log.Block.Height > to' '' LyingNodeTests
mutant W3-above-finalized-head Locks/ObservedLock.cs 'observed.Location.Block.Height > finalizedHead.Height' 'false' QuorumLockReaderTests
mutant W3-reads-to-latest Evm/Locks/EvmLockReader.cs 'FinalizedBlock.ReadAsync(rpc, finality, cancellationToken)' 'FinalizedBlock.ReadAsync(rpc, Finality.Tag("latest"), cancellationToken)' EvmLockReaderTests
mutant M74-order-unchecked Evm/Locks/EvmLockReader.cs 'if (id.Sequence != expected)' 'if (false)' LyingNodeTests
mutant M74-counter-unchecked Evm/Locks/EvmLockReader.cs 'if (counter != sequences.GetValueOrDefault(destination))' 'if (false)' LyingNodeTests
mutant M74-search-of-a-node-behind Evm/Locks/EvmLockReader.cs 'if (newest.Height < head.Height)' 'if (false)' EvmLockSearchTests
mutant M74-search-counter-falls Evm/Locks/EvmLockReader.cs 'if (counted < final)' 'if (false)' EvmLockSearchTests
mutant M74-search-only-what-is-final Evm/Locks/EvmLockReader.cs 'if (id.Sequence > counted)' 'if (id.Sequence > final)' EvmLockSearchTests
mutant W3-search-not-counted-as-final Evm/Locks/EvmLockReader.cs 'return id.Sequence > final' 'return id.Sequence > counted' EvmLockSearchTests
mutant M74-search-withheld Evm/Locks/EvmLockReader.cs 'await CheckNothingWithheldAsync(Continue(before, found), height, head, cancellationToken);' '' EvmLockSearchTests
mutant W1-search-another-lock Evm/Locks/EvmLockReader.cs 'found.FirstOrDefault(one => one.Transfer.Id == id)' 'found.FirstOrDefault()' EvmLockSearchTests
mutant search-needs-all-state Evm/FirstHeight.cs 'rpc.TryCallAsync(' 'rpc.CallAsync(' 'EvmLockSearchTests|EvmReleaseSearchTests'
mutant search-missing-state-tells Evm/FirstHeight.cs 'return isTold ? to : null;' 'return to;' EvmReleaseSearchTests
mutant fork-block Evm/Locks/LockedBlock.cs 'block is null || block.Reference != reference' 'block is null' LyingNodeTests
mutant receipts-of-another-block Evm/Locks/LockedBlock.cs 'receipts.Any(receipt => receipt.Block != reference)' 'false' LyingNodeTests
mutant failed-transaction Evm/Locks/LockedBlock.cs '.Where(receipt => receipt.Succeeded)' '' LyingNodeTests
mutant M02-any-emitter Evm/Locks/LockedBlock.cs 'var locked = vaultLogs.Where(log => log.Is(contracts.Vault, LockedEvent.Topic)).ToList();' 'var locked = logs.Where(log => log.Is(log.Emitter, LockedEvent.Topic)).ToList();' EvmLockReaderTests
mutant index-believed Evm/Locks/LockedBlock.cs '!locked.SequenceEqual(indexed)' 'locked.Count != indexed.Count' LyingNodeTests
mutant M74-unproved-withheld Evm/Locks/EvmLockReader.cs 'if (isProved || through == head.Height) await' 'if (isProved) await' EvmLockSearchTests
mutant M03-balances-never Evm/Locks/LockedBlock.cs 'if (isProved) await _balances' 'if (!isProved) await _balances' 'LyingNodeTests|EvmLockSearchTests'
mutant W9-unknown-asset Evm/Locks/LockedBlock.cs 'contracts.FindAsset(transfer.Asset) is not null' 'true' LyingNodeTests
mutant W3-consumed-not-final Evm/Releases/EvmReleaseReader.cs 'at == ReadAt.Finalized' 'false' EvmReleaserTests
mutant M02-foreign-release Evm/Releases/ReleaseHistory.cs '!log.Is(contracts.Vault, ReleasedEvent.Topic) || ' '' EvmReleaseSearchTests
mutant release-removed-log Evm/Releases/ReleaseHistory.cs 'log.Removed || ' '' EvmReleaseSearchTests
mutant release-log-of-any-block Evm/Releases/ReleaseHistory.cs ' || log.Block.Height < from || log.Block.Height > to' '' EvmReleaseSearchTests
mutant release-of-another-transfer Evm/Releases/ReleaseHistory.cs 'payment => payment.Sequence == id.Sequence' 'payment => true' EvmReleaseSearchTests
mutant release-of-another-lane Evm/Releases/ReleaseHistory.cs 'released.Source == id.Lane.Source.Value && ' '' EvmReleaseSearchTests
mutant release-told-wrongly-is-none Evm/Releases/ReleaseHistory.cs 'if (!first.Any(step => began == (step.IsHold ? VaultState.Held : VaultState.Released))) return null;' '' EvmReleaseSearchTests
mutant release-void-believed Evm/Releases/ReleaseHistory.cs ' && state == VaultState.Voided) return []' ') return []' EvmReleaseSearchTests
mutant release-hold-is-the-end Evm/Releases/ReleaseHistory.cs 'from <= head && steps.TrueForAll(step => step.IsHold);' 'from <= head && steps.Count == 0;' EvmReleaseSearchTests
mutant W3-refund-not-final Evm/Refunds/EvmRefundReader.cs 'FinalizedBlock.ReadAsync(rpc, finality, cancellationToken)' 'FinalizedBlock.ReadAsync(rpc, Finality.Tag("latest"), cancellationToken)' EvmRefundSearchTests
mutant refund-of-what-waits Evm/Refunds/EvmRefundReader.cs ' || EvmContracts.UInt64(answers[1], "lockedAt") != 0' '' EvmRefundSearchTests
mutant refund-never-locked Evm/Refunds/EvmRefundReader.cs 'EvmContracts.UInt64(answers[0], "lastSequence") < id.Sequence || ' '' EvmRefundSearchTests
mutant M74-refund-withheld Evm/Refunds/EvmRefundReader.cs '?? throw new ChainReadException(ChainReadFailure.Unavailable, $"{rpc.Endpoint} has {id} as paid back and does not show it in a block")' '' EvmRefundSearchTests
mutant M02-refund-of-foreign-emitter Evm/Refunds/EvmRefundReader.cs 'log.Emitter != contracts.Vault || ' '' EvmRefundSearchTests
mutant refund-is-a-request Evm/Refunds/EvmRefundReader.cs 'fact.Step == RefundStep.Refunded && ' '' EvmRefundSearchTests
mutant refund-of-another-transfer Evm/Refunds/EvmRefundReader.cs ' && fact.Id == id' '' EvmRefundSearchTests
mutant M02-refund-record-of-another Solana/Refunds/SolanaRefundReader.cs '(record.Other, record.Sequence) == (id.Lane.Destination, id.Sequence)' 'true' SolanaRefundSearchTests
mutant W3-refund-not-final-solana Solana/Refunds/SolanaRefundReader.cs 'record.IsPaid && _paid.IsFinal(id, contextSlot, finalized)' 'record.IsPaid' SolanaRefundSearchTests
mutant M02-foreign-payment Evm/Releases/EvmReleaser.cs 'log.Is(contracts.Vault, ReleasedEvent.Topic)' 'log.Is(log.Emitter, ReleasedEvent.Topic)' EvmReleaserTests
mutant permit-domain-believed Evm/Wallets/EvmWallet.cs 'domain != Erc2612Permit.DomainOf(name, "1", contracts.EvmChainId, asset.Token)' 'false' EvmWalletTests
mutant M51-allowance-left Evm/Wallets/EvmWallet.cs 'Approve(amount)' 'Approve(amount * 2)' EvmWalletTests
mutant W9-manifest-field-of-one-side Deploying/ManifestDifferences.cs 'if (Text(expected) != Text(actual))' 'if (expected is not null && actual is not null && Text(expected) != Text(actual))' ManifestDifferencesTests
mutant W9-chain-is-not-as-planned Evm/Deploying/EvmInstaller.cs 'return differences.Count == 0' 'return differences.Count >= 0' EvmInstallerTests
mutant W9-deployed-on-another-network Evm/Deploying/EvmInstaller.cs 'if (network != _plan.Evm.EvmChainId)' 'if (network == 0)' EvmInstallerTests
mutant W8-plan-with-two-officers Deploying/DeploymentPlan.cs 'officers < 3' 'officers < 2' ManifestDifferencesTests
mutant M01-source-twice QuorumLockReader.cs 'sources.Distinct(ReferenceEqualityComparer.Instance).Count() != sources.Count' 'false' QuorumLockReaderTests
mutant M01-locks-uncompared QuorumLockReader.cs 'UpTo(answer, least.ReadThrough).SequenceEqual(UpTo(least, least.ReadThrough))' 'true' QuorumLockReaderTests
mutant M01-rest-uncompared QuorumLockReader.cs 'answer.Locks.Take(least.Locks.Count).SequenceEqual(least.Locks)' 'true' QuorumLockReaderTests
mutant W3-head-unagreed QuorumLockReader.cs 'await AgreeOnHeadAsync([.. answers.Select(answer => (answer.Source, answer.Value.FinalizedHead))], cancellationToken)' 'least.FinalizedHead' QuorumLockReaderTests
mutant W3-head-hash-unagreed QuorumLockReader.cs '_ = Agreed(blocks.Select(block => block.Value).Append(lowest), lowest.Height);' '' QuorumLockReaderTests
mutant W3-all-went-back QuorumLockReader.cs 'answers.Where(answer => head(answer.Value).Height >= agreed).ToList()' 'answers.ToList()' QuorumLockReaderTests
mutant M01-search-uncompared QuorumLockReader.cs 'other.Lock != found' 'false' QuorumLockSearchTests
mutant M01-search-hidden QuorumLockReader.cs ' : answer.Value.FinalizedHead.Height >= found.Location.Block.Height' ' : false' QuorumLockSearchTests
mutant M01-search-of-fewer-than-k QuorumLockReader.cs 'Enough(final)' 'final' QuorumLockSearchTests
mutant W2-search-seen-by-one-is-none QuorumLockReader.cs 'seen.Count == 0' 'seen.Count < _quorum' QuorumLockSearchTests
mutant W3-search-head-unagreed QuorumLockReader.cs '_ = await AgreeOnHeadAsync([.. answers.Select(one => (one.Source, one.Value.FinalizedHead))], cancellationToken);' '' QuorumLockSearchTests
mutant M01-liar-is-down QuorumLockReader.cs 'if (worst is not null) throw' 'if (worst is { Failure: 0 }) throw' QuorumLockReaderTests
mutant M01-fewer-than-k QuorumLockReader.cs 'answers.Count >= _quorum' 'answers.Count >= 1' QuorumLockReaderTests
mutant M02-level-of-foreign-emitter Evm/Risk/ControlLogs.cs 'log.Emitter != emitter || ' '' EvmControlChangeReaderTests
mutant M02-proposal-of-foreign-emitter Evm/Risk/ControlLogs.cs 'log.Emitter != emitter || ' '' EvmProposalReaderTests
mutant author-of-another-transaction Evm/Risk/ControlLogs.cs 'log.Transaction == effect.Transaction && log.Index < effect.Index' 'true' EvmControlChangeReaderTests
mutant author-of-another-paper Evm/Risk/EvmControlChangeReader.cs '!signers.Contains(by)' 'false' EvmControlChangeReaderTests
mutant M02-proposal-at-anothers-place Solana/Program/ProposalState.cs 'address != addresses.Proposal(digest)' 'false' SolanaProposalTests
mutant M39-paper-of-another-digest Evm/Risk/EvmProposalReader.cs 'action.Digest(bridge) != scheduled.Digest' 'false' EvmProposalReaderTests
mutant M02-outflow-of-anybody Evm/Outflows/EvmOutflowReader.cs 'log.Emitter != contracts.Vault || ' '' EvmOutflowReaderTests
mutant outflow-log-of-any-block Evm/Outflows/EvmOutflowReader.cs ' || log.Block.Height > through' '' EvmOutflowReaderTests
mutant M74-bit-without-a-reason Solana/Outflows/SolanaOutflowReader.cs '!voided.Contains(id)) is { Sequence: > 0 } unexplained' '!voided.Contains(id)) is { Sequence: > ulong.MaxValue - 1 } unexplained' SolanaOutflowReaderTests
mutant M03-payment-of-anybody Solana/Programs/TokenPayment.cs ' && accounts[3] == authority' '' SolanaLockReaderTests
mutant M03-payment-to-itself Solana/Programs/TokenPayment.cs ' && accounts[0] != accounts[2]' '' SolanaLockReaderTests
mutant M03-payment-of-another-program Solana/Programs/TokenPayment.cs 'instruction.Program != TokenProgram.Id || ' '' SolanaLockReaderTests
mutant M03-payment-of-another-mint Solana/Locks/LockProof.cs 'payment?.Mint == asset.Mint' 'payment is not null' SolanaLockReaderTests
mutant payment-not-added-back Solana/Locks/LockProof.cs 'gained + paid < amount' 'gained < amount' SolanaLockReaderTests
mutant M74-search-of-a-node-behind-solana Solana/Locks/OutboxReader.cs 'if (counter.ContextSlot < notBefore)' 'if (false)' SolanaLockSearchTests
mutant W3-search-above-the-finalized-slot Solana/SolanaLockReader.cs 'if (found.Slot > head.Height)' 'if (false)' SolanaLockSearchTests
mutant W3-search-hidden-from-final Solana/SolanaLockReader.cs 'if (!isFinalState) throw' 'if (found.Slot == 0) throw' SolanaLockSearchTests
mutant search-part-of-a-slot Solana/Locks/OutboxReader.cs 'while (first > 0 && records[0].Slot == slot)' 'while (first == ulong.MaxValue)' SolanaLockSearchTests
mutant M02-page-anywhere Solana/Outflows/SolanaOutflowReader.cs 'if (address != addresses.ConsumedPage(source, page))' 'if (false)' SolanaOutflowReaderTests
mutant M02-void-anywhere Solana/Outflows/SolanaOutflowReader.cs 'if (address != addresses.Void(id))' 'if (false)' SolanaOutflowReaderTests
mutant M02-refund-anywhere Solana/Outflows/SolanaOutflowReader.cs 'if (address != addresses.Refund(id))' 'if (false)' SolanaOutflowReaderTests

end_mutants
