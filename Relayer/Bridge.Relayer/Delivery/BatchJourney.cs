using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Intake;
using Bridge.Relayer.Queue;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Delivery;

/// <summary>How a journey ended: what of it is queued anew, and how long its name rests.</summary>
internal sealed record JourneyEnd(TimeSpan? Pause, IReadOnlyList<BatchId> Requeue)
{
    public static JourneyEnd Done { get; } = new(null, []);
}

/// <summary>One batch from the queue to the finalised release of its last transfer.</summary>
/// <remarks>
/// Wait until every lock of it is final in our own reads → get it signed, or take a cached signature that verifies → deliver → watch until each
/// transfer is finally consumed. Only the settlement, which reads the destination's finalised state, ends a transfer; a journey only stops when
/// no release would help any of it on: they are paid, held, or on their way back. Before each delivery the newest state of the destination is read, so
/// that what is consumed is not sent again: that saves fees, the chain itself pays once. A release that is lost (dropped, reorganised, unknown) is simply
/// sent again with the same signature. Once the sender of one of them has asked for it back, the journey ends and the others are queued anew without it.
/// Nothing is stored but the signature, in Redis. A wait has an end only where the chain gives one: when this journey looks or tries again is nobody's end of waiting.
/// </remarks>
internal sealed partial class BatchJourney(
    QueueEntry entry,
    ChainClients destination,
    TransferBoard board,
    SettlementDesk desk,
    BatchAttestor attestor,
    LevelGate gate,
    SemaphoreSlim slots,
    RelayerOptions options,
    TimeProvider time,
    RelayerMeter meter,
    ILogger<BatchJourney> logger)
{
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KnownPoll = TimeSpan.FromMilliseconds(20);

    private readonly BatchId _name = entry.Batch;
    private readonly Signal _changed = new();
    private readonly Backoff _backoff = new(options);
    private readonly Dictionary<TransferId, string> _said = [];
    private Attestation? _attestation;
    private DateTimeOffset _nextTry;

    public async Task<JourneyEnd> TravelAsync(CancellationToken cancellationToken)
    {
        // SECURITY: the name came through Redis; a batch that the destination cannot take is not worth the guardians' signature.
        if (_name.Count > destination.Releaser.MaxBatch || await KnownAsync(cancellationToken) is not { } batch)
        {
            Log.GivenUp(logger, _name);
            return JourneyEnd.Done;
        }

        board.Changed += OnChanged;
        try
        {
            _nextTry = time.GetUtcNow();
            while (Open() is { Count: > 0 } open)
            {
                if (time.GetUtcNow() >= _nextTry && await TryAsync(batch, open, cancellationToken) is { } end) return end;
                var wait = _nextTry - time.GetUtcNow();
                if (wait > TimeSpan.Zero) await _changed.WaitAsync(wait, time, cancellationToken);
            }

            return JourneyEnd.Done;
        }
        finally
        {
            board.Changed -= OnChanged;
        }
    }

    private async Task<TransferBatch?> KnownAsync(CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + TimeSpan.FromMilliseconds(options.UnknownBatchMilliseconds);
        while (true)
        {
            if (board.TryBuild(_name, out var batch)) return batch;
            if (time.GetUtcNow() >= until) return null;
            await Task.Delay(KnownPoll, time, cancellationToken);
        }
    }

    /// <summary>One try to sign and deliver what is due; an end when the batch cannot be signed as it is.</summary>
    private async Task<JourneyEnd?> TryAsync(TransferBatch batch, List<TransferId> open, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            var due = await DueAsync(open, cancellationToken);
            if (due.Count == 0)
            {
                await entry.SignedAsync();
                _nextTry = time.GetUtcNow() + Recheck;
                return null;
            }

            if (HoldsOneAskedBack()) return JourneyEnd.Done;
            // What was attested under a key that was rotated away meanwhile is signed anew.
            if (_attestation is { } signed && !attestor.IsInForce(signed)) _attestation = null;

            if (await gate.ClosedAsync(batch, cancellationToken) is { } closed)
            {
                _nextTry = time.GetUtcNow() + Recheck;
                foreach (var id in due) board.Delivering(id, closed);
                return null;
            }

            if (_attestation is null)
            {
                var (attestation, end) = await attestor.AttestAsync(batch, due, cancellationToken);
                if (attestation is null) return end;
                _attestation = attestation;
                await entry.SignedAsync();
            }

            // SECURITY: signing takes a while: what was asked back meanwhile is not delivered by us, the void would race our own release.
            if (HoldsOneAskedBack()) return JourneyEnd.Done;
            foreach (var id in due) board.Signed(id);
            await DeliverAsync(_attestation, due, cancellationToken);
            return null;
        }
        catch (ChainReadException e)
        {
            _nextTry = time.GetUtcNow() + _backoff.Next();
            foreach (var id in open) board.Delivering(id, $"{destination.Name} cannot be read: {e.Message}");
            return null;
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>Those that the destination's newest state does not show as consumed.</summary>
    private async Task<List<TransferId>> DueAsync(List<TransferId> open, CancellationToken cancellationToken)
    {
        var consumed = await desk.ConsumedAsync(_name.Lane, [.. open.Select(id => id.Sequence)], ReadAt.Latest, cancellationToken);
        foreach (var id in open.Where(id => consumed.Contains(id.Sequence))) board.Delivering(id, Finality);
        var due = open.Where(id => !consumed.Contains(id.Sequence)).ToList();
        foreach (var id in due.Where(id => board.Find(id)?.State == TransferState.Submitted)) board.Dropped(id, "the release transaction had no effect; sending again");
        return due;
    }

    private async Task DeliverAsync(Attestation attestation, List<TransferId> due, CancellationToken cancellationToken)
    {
        var outcomes = await destination.Releaser.ReleaseAsync(attestation, OnSubmitted, cancellationToken);
        var now = time.GetUtcNow();
        var dueNow = due.ToHashSet();
        var retry = now + Recheck;
        var failed = outcomes.Any(outcome => outcome is ReleaseOutcome.Rejected or ReleaseOutcome.Unknown or ReleaseOutcome.Limited { RetryAt: null });
        var soon = failed ? now + _backoff.Next() : retry;
        foreach (var (transfer, outcome) in attestation.Batch.Transfers.Zip(outcomes).Where(pair => dueNow.Contains(pair.First.Id)))
        {
            var at = Record(transfer.Id, outcome, soon);
            if (at < retry) retry = at;
        }

        if (!failed) _backoff.Reset();
        // A chain's clock stands still between blocks: what fits from now on may be refused until the next one.
        var least = now + TimeSpan.FromMilliseconds(options.RetryMinMilliseconds);
        _nextTry = retry > least ? retry : least;
    }

    /// <summary>Shows the outcome on the board and says when to try again.</summary>
    private DateTimeOffset Record(TransferId id, ReleaseOutcome outcome, DateTimeOffset soon)
    {
        meter.Delivered(destination.Name, outcome);
        switch (outcome)
        {
            case ReleaseOutcome.Included included:
                Log.Included(logger, id, included.Transaction);
                return DateTimeOffset.MaxValue;
            case ReleaseOutcome.Held held:
                board.Delivering(id, $"held on {destination.Name}; waiting for finality there");
                Log.Held(logger, id, held.Transaction);
                return DateTimeOffset.MaxValue;
            case ReleaseOutcome.AlreadyConsumed:
                board.Delivering(id, Finality);
                return DateTimeOffset.MaxValue;
            case ReleaseOutcome.Limited limited:
                board.Limited(id, limited.RetryAt);
                if (limited.RetryAt is not { } fitsAt) LogNews(id, "above the limits", () => Log.AboveLimits(logger, id, destination.Name));
                else LogNews(id, "limited", () => Log.Limited(logger, id, fitsAt));
                return limited.RetryAt ?? soon;
            case ReleaseOutcome.Rejected rejected:
                board.Dropped(id, $"{destination.Name} refuses the release: {rejected.Error}");
                LogNews(id, rejected.Error, () => Log.Rejected(logger, id, rejected.Error));
                return soon;
            case ReleaseOutcome.Unknown unknown:
                board.Delivering(id, $"not known whether the release landed; asking {destination.Name} again");
                LogNews(id, unknown.Detail, () => Log.Unknown(logger, id, unknown.Detail));
                return soon;
            default:
                throw new InvalidOperationException($"no such outcome: {outcome.GetType().Name}");
        }
    }

    // It is tried again for as long as it takes: the same refusal is said once.
    private void LogNews(TransferId id, string news, Action log)
    {
        if (_said.GetValueOrDefault(id) == news) return;
        _said[id] = news;
        log();
    }

    private string Finality => $"delivered; waiting for finality on {destination.Name}";

    private void OnSubmitted(TransferId id, string transaction)
    {
        var first = board.Find(id) is { Times: { Submitted: null, Final: { } final } } ? time.GetUtcNow() - final : (TimeSpan?)null;
        board.Submitted(id, transaction);
        if (first is { } latency) meter.Submitted(latency);
    }

    private List<TransferId> Open() => [.. Ids().Where(board.AwaitsRelease)];

    private bool HoldsOneAskedBack() => Ids().Any(id => board.Find(id)?.State == TransferState.VoidRequested);

    private IEnumerable<TransferId> Ids() => Enumerable.Range(0, (int)_name.Count).Select(i => TransferId.From(_name.Lane, _name.First + (ulong)i));

    private void OnChanged(TransferRecord record)
    {
        if (!record.State.AwaitsRelease() && record.Id.Lane == _name.Lane && _name.Contains(record.Id.Sequence)) _changed.Set();
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1511, Level = LogLevel.Warning, Message = "batch {Batch} names locks that are not final here, or more than its destination takes, and is given up")]
        public static partial void GivenUp(ILogger logger, BatchId batch);

        [LoggerMessage(EventId = 1512, Level = LogLevel.Information, Message = "transfer {Id} is in transaction {Transaction}")]
        public static partial void Included(ILogger logger, TransferId id, string transaction);

        [LoggerMessage(EventId = 1516, Level = LogLevel.Warning, Message = "transfer {Id} is held by transaction {Transaction}: two officers decide")]
        public static partial void Held(ILogger logger, TransferId id, string transaction);

        [LoggerMessage(EventId = 1513, Level = LogLevel.Information, Message = "transfer {Id} is above the rate limit, fits at {RetryAt}")]
        public static partial void Limited(ILogger logger, TransferId id, DateTimeOffset retryAt);

        [LoggerMessage(EventId = 1517, Level = LogLevel.Information, Message = "transfer {Id} is above the limits in force on {Chain}; when it will fit is not known")]
        public static partial void AboveLimits(ILogger logger, TransferId id, string chain);

        [LoggerMessage(EventId = 1514, Level = LogLevel.Warning, Message = "the release of transfer {Id} is refused: {Error}")]
        public static partial void Rejected(ILogger logger, TransferId id, string error);

        [LoggerMessage(EventId = 1515, Level = LogLevel.Warning, Message = "nothing is known of the release of transfer {Id}: {Detail}")]
        public static partial void Unknown(ILogger logger, TransferId id, string detail);
    }
}
