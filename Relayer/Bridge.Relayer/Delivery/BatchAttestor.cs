using System.Collections.Concurrent;
using Bridge.Protocol;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Intake;
using Bridge.Relayer.Queue;
using Bridge.Relayer.Signing;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Delivery;

/// <summary>Gets the signature of a batch: out of the cache when one there verifies, from the guardians otherwise.</summary>
/// <remarks>
/// When guardians refuse a batch of several, it is cut in two, down to single transfers: one transfer that cannot be signed holds up nobody but
/// itself. A batch that is not signed rests, longer each time, and is then queued anew.
/// </remarks>
internal sealed partial class BatchAttestor(
    KeyBook keys,
    AttestationCache cache,
    SignedBatches signed,
    TransferBoard board,
    RelayerOptions options,
    ILogger<BatchAttestor> logger)
{
    private readonly ConcurrentDictionary<BatchId, Backoff> _rests = [];

    /// <summary>True when the destination takes signatures of this epoch now.</summary>
    public bool IsInForce(Attestation attestation) => keys.For(attestation.Batch.Id.Lane.Destination).Epoch == attestation.Epoch;

    /// <summary>The attestation, or how the journey ends without one.</summary>
    public async Task<(Attestation? Attestation, JourneyEnd End)> AttestAsync(TransferBatch batch, IReadOnlyList<TransferId> due, CancellationToken cancellationToken)
    {
        var made = await SignAsync(batch, due, cancellationToken);
        if (made.Attestation is { } attestation) signed.Keep(attestation);
        return made;
    }

    private async Task<(Attestation? Attestation, JourneyEnd End)> SignAsync(TransferBatch batch, IReadOnlyList<TransferId> due, CancellationToken cancellationToken)
    {
        var coordinator = keys.For(batch.Id.Lane.Destination);
        var digest = batch.Digest(coordinator.Epoch);
        if (await cache.FindUnverifiedAsync(digest) is { } cached)
        {
            // SECURITY: anyone may have written it; a signature from the cache is used only when the group key verifies it.
            if (coordinator.Verifies(digest, cached)) return (new Attestation(batch, coordinator.Epoch, cached), JourneyEnd.Done);
            Log.Forged(logger, batch.Id);
        }

        switch (await coordinator.SignAsync(batch, reason => Say(due, reason), cancellationToken))
        {
            case SigningOutcome.Completed completed:
                _rests.TryRemove(batch.Id, out _);
                // Beside the delivery, not before it: the cache only saves work after a crash.
                _ = cache.StoreAsync(digest, completed.Attestation.Signature);
                return (completed.Attestation, JourneyEnd.Done);
            case SigningOutcome.Aborted aborted:
                Say(due, aborted.ToString());
                return (null, Abandon(batch.Id, aborted));
            default:
                throw new InvalidOperationException("a signing round ends completed or aborted");
        }
    }

    private JourneyEnd Abandon(BatchId batch, SigningOutcome.Aborted aborted)
    {
        if (batch.Count > 1 && (aborted.Refusers.Count > 0 || aborted.Reason == SigningFailure.DigestsDiffer))
        {
            var half = batch.Count / 2;
            return new JourneyEnd(null, [BatchId.From(batch.Lane, batch.First, half), BatchId.From(batch.Lane, batch.First + half, batch.Count - half)]);
        }

        return new JourneyEnd(_rests.GetOrAdd(batch, _ => new Backoff(options)).Next(), []);
    }

    private void Say(IReadOnlyList<TransferId> due, string reason)
    {
        foreach (var id in due) board.Delivering(id, reason);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1521, Level = LogLevel.Error, Message = "the cached signature of batch {Batch} does not verify: somebody writes to redis; the guardians are asked")]
        public static partial void Forged(ILogger logger, BatchId batch);
    }
}
