#!/bin/bash
# Takes each check of the command line away, one at a time, in a copy, and proves that the suite notices.
# usage: run.sh [part of a mutant's name]     ends 1 when a mutant survives or no longer applies
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../mutants.sh"
exactly_once=1
begin_mutants tests/Bridge.Cli.Tests Relayer/Bridge.Cli Contracts/Bridge.Protocol Contracts/Bridge.Chains Relayer/Bridge.Cli tests/Bridge.Testing tests/Bridge.Cli.Tests

mutant end-believed-of-a-relayer CheckedStatus.cs 'if (status.State.IsEnd() && !await HasEndedAsync(relayer, status.State, patience, cancellationToken)) continue;' '' LyingRelayerTests.Status_OneLies
mutant unread-chain-is-a-yes CheckedStatus.cs 'return $"{chain} could not be asked: {e.Message}";' 'return e.Message.Length > 0 ? null : "";' LyingRelayerTests.Status_ChainCannot
mutant liar-not-named CheckedStatus.cs 'foreach (var doubt in _doubts.Values) Note(doubt);' '' LyingRelayerTests.Status_OneLies
mutant held-counts-as-released EndProof.cs '!= DestinationState.Released) return false;' '== DestinationState.Open) return false;' LyingRelayerTests.Watch_ItIsOnlyHeld
mutant refund-unproved EndProof.cs 'return paid is not null;' 'return true;' LyingRelayerTests.Status_EndThat
mutant claimable-counts-as-paid EndProof.cs 'return Release is null || Release.IsClaimable == isClaimable;' 'return true;' LyingRelayerTests.Status_Release
mutant release-transaction-of-a-relayer CheckedStatus.cs 'status with { DestinationTransaction = release.Payment, HoldTransaction = release.Hold }' 'release is null ? status with { HoldTransaction = null } : status' LyingRelayerTests.Status_Transaction
mutant refund-transaction-of-a-relayer CheckedStatus.cs 'status with { RefundTransaction = _proof.Refund }' 'status' WayBackCommandTests.Refund_WaitAndIt
mutant another-amount-shown CheckedStatus.cs ' || status.Amount != known.Amount' '' LyingRelayerTests.LockWait_RelayerTells
mutant another-asset-shown CheckedStatus.cs 'AssetId.From(Bytes32.Parse(status.Asset)) != known.Asset || ' '' LyingRelayerTests.LockWait_RelayerTells
mutant another-recipient-shown CheckedStatus.cs '|| !string.Equals(status.Recipient, known.Recipient.ToString(), StringComparison.OrdinalIgnoreCase) ' '' LyingRelayerTests.LockWait_RelayerTells
mutant another-lock-shown CheckedStatus.cs 'transaction != status.SourceTransaction' 'transaction.Length == 0' LyingRelayerTests.LockWait_RelayerTells
mutant teller-not-named TransferProgress.cs 'if (teller is not null) below.Add(new Text(teller));' '' LyingRelayerTests.Status_WhatOnly
mutant token-account-paid Commands/LockCommand.cs 'await DeadRecipients.RefuseAsync(session, destination, recipient, cancellationToken);' '' LockCommandTests.Lock_ForAn
mutant words-as-a-transaction RelayerStatusClient.cs ' && text.All(character => char.IsAsciiLetterOrDigit(character) || character == '"'-'"')' '' LyingRelayerTests.Status_Words
mutant long-words-as-a-transaction RelayerStatusClient.cs 'text.Length <= MaxTransactionLength && ' '' LyingRelayerTests.Status_Words
mutant release-among-the-steps RelayerStatusClient.cs 'Released = status.State is TransferState.Released or TransferState.Undeliverable ? status.Times.Released : null,' '' LyingRelayerTests.Status_EndAmong
mutant refund-among-the-steps RelayerStatusClient.cs 'Refunded = status.State == TransferState.Refunded ? status.Times.Refunded : null,' '' LyingRelayerTests.Status_EndAmong
mutant a-relayers-words-unmarked TransferProgress.cs '$"a relayer says: {words}"' 'words' LyingRelayerTests.Status_WhyItWaits
mutant control-characters-shown RelayerStatusClient.cs '!char.IsControl(character) && ' '' ReadCommandTests
mutant text-turned-around RelayerStatusClient.cs ' && char.GetUnicodeCategory(character) != UnicodeCategory.Format' '' ReadCommandTests
mutant answer-about-another RelayerStatusClient.cs 'status.Id == id.ToString() && ' '' ReadCommandTests
mutant never-locked-is-only-late Commands/StatusCommand.cs 'when (e.IsInABlock)' 'when (e.Message.Length > 0)' UnknownTransferTests
mutant unread-source-is-empty TransferFinder.cs 'return source.LockReader(source.RpcUrls[0]).FindAsync(id, cancellationToken);' 'return Read(); async Task<LockSearch> Read() { try { return await source.LockReader(source.RpcUrls[0]).FindAsync(id, cancellationToken); } catch (ChainReadException) { return new LockSearch.None(default); } }' UnknownTransferTests
mutant another-lock-than-the-sources-shown Commands/StatusCommand.cs 'new CheckedStatus(session, transfer, known)' 'new CheckedStatus(session, transfer)' LyingRelayerTests.Status_RelayerTells
mutant another-lock-than-the-sources-followed Commands/StatusCommand.cs 'token, known: known)' 'token)' LyingRelayerTests.Status_RelayerTells
mutant source-away-ends-the-status Commands/StatusCommand.cs 'catch (ChainReadException)' 'catch (ChainReadException) when (id.Sequence == 0)' LyingRelayerTests.Status_SourceDoes
mutant refund-of-what-is-not-final Commands/RefundCommand.cs 'when (e.IsInABlock && patience > TimeSpan.Zero)' 'when (patience > TimeSpan.Zero)' UnknownTransferTests
mutant dead-recipient-paid DeadRecipients.cs 'if (what is not null) throw' 'if (what == "") throw' 'DeadRecipientTests|LockCommandTests'
mutant dead-recipients-not-asked Commands/LockCommand.cs 'DeadRecipients.Refuse(session, destination, named);' '' LockCommandTests
mutant vault-paid DeadRecipients.cs 'yield return ("the bridge'"'"'s own vault", deployment.Evm.Vault);' '' DeadRecipientTests
mutant margin-contract-paid DeadRecipients.cs 'yield return ("the margin contract", deployment.Evm.MarginAccounts);' '' DeadRecipientTests
mutant token-paid DeadRecipients.cs 'foreach (var asset in deployment.Assets) yield return ($"the {asset.Symbol} token", asset.EvmToken);' '' DeadRecipientTests
mutant precompile-paid DeadRecipients.cs '.IndexOfAnyExcept((byte)0) < 0' '.IndexOfAnyExcept((byte)0) < -1' DeadRecipientTests
mutant bridge-program-paid DeadRecipients.cs 'yield return ("the bridge'"'"'s own program", deployment.Solana.Program);' '' DeadRecipientTests
mutant mint-paid DeadRecipients.cs 'foreach (var asset in deployment.Assets) yield return ($"the {asset.Symbol} mint", asset.SolanaMint);' '' DeadRecipientTests
mutant program-paid DeadRecipients.cs 'foreach (var program in SolanaPrograms) yield return ("a program of the chain", program);' '' DeadRecipientTests
mutant attestation-of-another-bridge Commands/DeliverCommand.cs 'attestation.Batch.Bridge == session.Deployment.Bridge && ' '' DeliverCommandTests
mutant attestation-of-another-transfer Commands/DeliverCommand.cs ' && attestation.Batch.Transfers.Any(transfer => transfer.Id == id)' '' DeliverCommandTests
mutant malformed-attestation-ends-it Commands/DeliverCommand.cs 'catch (ProtocolException)' 'catch (ProtocolException) when (shown.Transfers.Count > 1_000)' DeliverCommandTests
mutant delivered-twice Commands/DeliverCommand.cs 'if (state == DestinationState.Open) return;' 'if (state != DestinationState.Voided) return;' DeliverCommandTests
mutant forgery-ends-the-delivery Commands/DeliverCommand.cs 'if (last is not ReleaseOutcome.Rejected) return last;' 'return last;' DeliverCommandTests
mutant sentinel-vetoes-its-own-loss Commands/Risk/SignerRights.cs 'if (role != RiskRole.Officer && proposal.Kind is (RiskActionKind.RevokeRole or RiskActionKind.None))' 'if (role == RiskRole.None)' RiskVetoTests
mutant own-revocation-vetoed Commands/Risk/SignerRights.cs 'proposal.Action is RevokeRole revoke && revoke.Account == signer' 'proposal.Action is RevokeRole revoke && revoke.Account == default' RiskVetoTests
mutant nobody-signs Commands/Risk/SignerRights.cs 'if (role == RiskRole.None) return' 'if (role == (RiskRole)99) return' RiskSignCommandTests
mutant sentinel-loosens Commands/Risk/SignerRights.cs 'role == RiskRole.Sentinel && !action.Kind.IsOpenToSentinels()' 'role == RiskRole.Sentinel && action.Nonce == 0' RiskSignCommandTests
mutant M39-leaf-that-was-told Commands/Risk/PaperContext.cs 'if (transfer.Leaf() != hold.Leaf) return' 'if (hold.Leaf == default) return' RiskShowCommandTests
mutant M39-signed-unseen Commands/Risk/RiskSignCommand.cs 'if (result.GetValue(digest) is not { } named) throw' 'var named = result.GetValue(digest) ?? paper.Digest.ToString(); if (named.Length == 0) throw' RiskSignCommandTests
mutant M39-signed-another Commands/Risk/RiskSignCommand.cs 'if (UsageException.Read(named, Bytes32.Parse, "repeat the digest that '"'bridge risk show'"' gave you") != paper.Digest) throw' 'if (named.Length == 0) throw' RiskSignCommandTests
mutant M39-leaf-of-anything Commands/Risk/RiskActionReader.cs '(await TransferFinder.FindAsync(session, id, cancellationToken)).Leaf()' 'id.Sequence > 0 ? Keccak256.Hash(id.ToString()) : (await TransferFinder.FindAsync(session, id, cancellationToken)).Leaf()' RiskCreateCommandTests
mutant key-readable-by-others UserKeys.cs 'if ((File.GetUnixFileMode(path) & ~OwnerOnly) != UnixFileMode.None)' 'if (path.Length == 0)' RiskSignCommandTests
mutant key-text-repeated UserKeys.cs '"{path} cannot be read as a key"' '"{path} cannot be read as a key: {File.ReadAllText(path)}"' LockCommandTests
mutant test-user-paid-for-ones-own-key Commands/LockCommand.cs 'if (arguments.Key is not null) throw' 'if (arguments.Key == "") throw' LockCommandTests
mutant locked-toward-a-halt Commands/LockCommand.cs 'if (level.Level >= BreakerLevel.Stop && !anyway)' 'if (level.Level > BreakerLevel.Cursed && !anyway)' LockCommandTests
mutant locked-for-ever Commands/LockCommand.cs 'if (terms.NeverFits(amount) is { } never) throw' 'if (terms.NeverFits(amount) is { Fact: "" } never) throw' LockCommandTests
mutant refund-of-what-was-paid Commands/RefundCommand.cs 'await RequireOpenAsync(session, transfer.Id, token);' '' WayBackCommandTests
mutant refund-of-anothers Commands/RefundCommand.cs 'if (wallet.Address != transfer.Sender)' 'if (wallet.Address == default)' WayBackCommandTests

end_mutants
