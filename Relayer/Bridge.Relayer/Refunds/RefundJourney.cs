using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Delivery;
using Bridge.Relayer.Intake;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Refunds;

/// <summary>One transfer from the request for its refund to its end: void on the destination, then refund on the source.</summary>
/// <remarks>
/// Void requested → the destination's newest state says neither paid nor void → guardians sign the void → it is delivered → final: voided → guardians
/// sign the refund → it is delivered → final: refunded. A release may still win until the void is in a block: then the journey ends as released. Only
/// final reads (settlement, refund steps) move the state; a delivery that is lost is made again with the same signature. Nothing is stored but the
/// signatures, in Redis; a relayer that starts anew finds everything on the chains.
/// </remarks>
internal sealed partial class RefundJourney(
    TransferId id,
    ChainClients source,
    ChainClients destination,
    TransferBoard board,
    RefundSigner signer,
    LevelGate gate,
    SemaphoreSlim slots,
    RelayerOptions options,
    TimeProvider time,
    ILogger<RefundJourney> logger)
{
    // Longer than finality takes: what is in a block is normally never sent again.
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HaltedRecheck = TimeSpan.FromSeconds(5);

    private readonly Signal _changed = new();
    private readonly Backoff _backoff = new(options);
    private readonly Dictionary<SigningPurpose, RefundSignature> _signatures = [];
    private string? _said;

    /// <summary>Ends when the transfer has ended.</summary>
    public async Task TravelAsync(CancellationToken cancellationToken)
    {
        board.Changed += OnChanged;
        try
        {
            var shown = TransferState.VoidRequested;
            var nextTry = time.GetUtcNow();
            while (board.Find(id) is { } record && record.State.IsOnItsWayBack())
            {
                if (record.State != shown) (shown, nextTry) = (record.State, time.GetUtcNow());
                if (time.GetUtcNow() >= nextTry) nextTry = time.GetUtcNow() + await TryAsync(record, cancellationToken);
                if (board.Find(id)?.State != shown) continue;
                var wait = nextTry - time.GetUtcNow();
                if (wait > TimeSpan.Zero) await _changed.WaitAsync(wait, time, cancellationToken);
            }
        }
        finally
        {
            board.Changed -= OnChanged;
        }
    }

    /// <summary>One try; how long to wait before the next.</summary>
    private async Task<TimeSpan> TryAsync(TransferRecord record, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            return record.State == TransferState.Voided
                ? await TryRefundAsync(record.Transfer, cancellationToken)
                : await TryVoidAsync(record.Transfer, cancellationToken);
        }
        catch (ChainReadException e)
        {
            return Again($"{destination.Name} cannot be read: {e.Message}");
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<TimeSpan> TryRefundAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        // A refund obeys the breakers of the chain that pays it, as a release does: no guardian would sign.
        if (await gate.HaltedAtSourceAsync(new TransferBatch([transfer]), cancellationToken) is not { } halted) return await DeliverAsync(transfer, SigningPurpose.Refund, source, cancellationToken);
        board.Waiting(id, $"the refund is {halted}");
        return HaltedRecheck;
    }

    private async Task<TimeSpan> TryVoidAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        var states = await destination.Releases.ReadStatesAsync(id.Lane, id.Sequence, 1, ReadAt.Latest, cancellationToken);
        if (states.Count != 1) throw new ChainReadException(ChainReadFailure.Invalid, $"asked for one sequence and was told of {states.Count}");
        switch (states[0])
        {
            // What is decided is not worth the guardians' signature; the chain itself would refuse.
            case DestinationState.Released:
                return Wait($"released before it could be voided; waiting for finality on {destination.Name}");
            case DestinationState.Voided:
                return Wait($"void; waiting for finality on {destination.Name}");
            default:
                return await DeliverAsync(transfer, SigningPurpose.Void, destination, cancellationToken);
        }
    }

    private async Task<TimeSpan> DeliverAsync(Transfer transfer, SigningPurpose purpose, ChainClients chain, CancellationToken cancellationToken)
    {
        // What was signed under a key that was rotated away meanwhile is signed anew.
        if (!_signatures.TryGetValue(purpose, out var signed) || signed.Epoch != signer.EpochOf(id, purpose))
        {
            if (await signer.SignAsync(transfer, purpose, cancellationToken) is not { } made) return _backoff.Next();
            _signatures[purpose] = signed = made;
        }

        var outcome = purpose == SigningPurpose.Void
            ? await chain.Refunder.VoidAsync(transfer, signed.Epoch, signed.Signature, cancellationToken)
            : await chain.Refunder.RefundAsync(transfer, signed.Epoch, signed.Signature, cancellationToken);
        return Record(purpose, chain, outcome);
    }

    private TimeSpan Record(SigningPurpose purpose, ChainClients chain, RefundOutcome outcome)
    {
        switch (outcome)
        {
            case RefundOutcome.Included included:
                if (purpose == SigningPurpose.Void) board.VoidSent(id, included.Transaction);
                else board.RefundSent(id, included.Transaction);
                Log.Included(logger, purpose, id, included.Transaction);
                return Wait($"{purpose} delivered; waiting for finality on {chain.Name}");
            case RefundOutcome.AlreadyDone:
                return Wait($"{purpose} done by another, or not needed any more; waiting for finality on {chain.Name}");
            case RefundOutcome.Limited limited:
                if (limited.RetryAt is not { } fitsAt)
                {
                    LogNews("above the limits", () => Log.AboveLimits(logger, id, chain.Name));
                    return Again($"the refund is above the rate limit of {chain.Name}; headroom is not known yet");
                }

                LogNews("limited", () => Log.Limited(logger, id, fitsAt));
                board.Waiting(id, $"the refund is above the rate limit of {chain.Name}", fitsAt);
                return fitsAt - time.GetUtcNow() is var wait && wait < Recheck ? wait > TimeSpan.Zero ? wait : _backoff.Next() : Recheck;
            case RefundOutcome.Rejected rejected:
                LogNews($"{purpose} {rejected.Error}", () => Log.Rejected(logger, purpose, id, rejected.Error));
                return Again($"{chain.Name} refuses the {purpose}: {rejected.Error}");
            case RefundOutcome.Unknown unknown:
                LogNews($"{purpose} {unknown.Detail}", () => Log.Unknown(logger, purpose, id, unknown.Detail));
                return Again($"not known whether the {purpose} landed; asking {chain.Name} again");
            default:
                throw new InvalidOperationException($"no such outcome: {outcome.GetType().Name}");
        }
    }

    private TimeSpan Wait(string reason)
    {
        _backoff.Reset();
        board.Waiting(id, reason);
        return Recheck;
    }

    private TimeSpan Again(string reason)
    {
        board.Waiting(id, reason);
        return _backoff.Next();
    }

    // It is tried again for as long as it takes: the same refusal is said once.
    private void LogNews(string news, Action log)
    {
        if (_said == news) return;
        _said = news;
        log();
    }

    private void OnChanged(TransferRecord record)
    {
        if (record.Id == id && record.State != TransferState.VoidRequested) _changed.Set();
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1621, Level = LogLevel.Information, Message = "the {Purpose} of transfer {Id} is in transaction {Transaction}")]
        public static partial void Included(ILogger logger, SigningPurpose purpose, TransferId id, string transaction);

        [LoggerMessage(EventId = 1622, Level = LogLevel.Information, Message = "the refund of transfer {Id} is above the rate limit, fits at {RetryAt}")]
        public static partial void Limited(ILogger logger, TransferId id, DateTimeOffset retryAt);

        [LoggerMessage(EventId = 1625, Level = LogLevel.Information, Message = "the refund of transfer {Id} is above the limits in force on {Chain}; when it will fit is not known")]
        public static partial void AboveLimits(ILogger logger, TransferId id, string chain);

        [LoggerMessage(EventId = 1623, Level = LogLevel.Warning, Message = "the {Purpose} of transfer {Id} is refused: {Error}")]
        public static partial void Rejected(ILogger logger, SigningPurpose purpose, TransferId id, string error);

        [LoggerMessage(EventId = 1624, Level = LogLevel.Warning, Message = "nothing is known of the {Purpose} of transfer {Id}: {Detail}")]
        public static partial void Unknown(ILogger logger, SigningPurpose purpose, TransferId id, string detail);
    }
}
