using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Relayer.Intake;
using Bridge.Relayer.Queue;
using Bridge.Relayer.Signing;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Refunds;

/// <summary>A signature over a void or refund, and the epoch of its key.</summary>
internal sealed record RefundSignature(GuardianEpoch Epoch, GroupSignature Signature);

/// <summary>Gets a void or refund signed: out of the cache when a signature there verifies, from the guardians otherwise.</summary>
internal sealed partial class RefundSigner(KeyBook keys, AttestationCache cache, TransferBoard board, ILogger<RefundSigner> logger)
{
    /// <summary>Under which key a message of this purpose about a transfer is signed now: a refund is paid on the source, a void is the destination's.</summary>
    public GuardianEpoch EpochOf(TransferId id, SigningPurpose purpose) => CoordinatorOf(id, purpose).Epoch;

    /// <summary>The signature under that key; null when there is none now, which the board says why.</summary>
    public async Task<RefundSignature?> SignAsync(Transfer transfer, SigningPurpose purpose, CancellationToken cancellationToken)
    {
        var coordinator = CoordinatorOf(transfer.Id, purpose);
        var batch = new TransferBatch([transfer]);
        var digest = purpose.Digest(batch, coordinator.Epoch);
        if (await cache.FindUnverifiedAsync(digest) is { } cached)
        {
            // SECURITY: anyone may have written it; a signature from the cache is used only when the group key verifies it.
            if (coordinator.Verifies(digest, cached)) return new(coordinator.Epoch, cached);
            Log.Forged(logger, purpose, transfer.Id);
        }

        switch (await coordinator.SignAsync(batch, reason => board.Waiting(transfer.Id, $"{purpose}: {reason}"), cancellationToken, purpose))
        {
            case SigningOutcome.Completed completed:
                // Beside the delivery, not before it: the cache only saves work after a crash.
                _ = cache.StoreAsync(digest, completed.Attestation.Signature);
                return new(coordinator.Epoch, completed.Attestation.Signature);
            case SigningOutcome.Aborted aborted:
                board.Waiting(transfer.Id, $"{purpose}: {aborted}");
                return null;
            default:
                throw new InvalidOperationException("a signing round ends completed or aborted");
        }
    }

    private SigningCoordinator CoordinatorOf(TransferId id, SigningPurpose purpose) => keys.For(purpose == SigningPurpose.Refund ? id.Lane.Source : id.Lane.Destination);

    private static partial class Log
    {
        [LoggerMessage(EventId = 1611, Level = LogLevel.Error, Message = "the cached signature for the {Purpose} of transfer {Id} does not verify: somebody writes to redis; the guardians are asked")]
        public static partial void Forged(ILogger logger, SigningPurpose purpose, TransferId id);
    }
}
