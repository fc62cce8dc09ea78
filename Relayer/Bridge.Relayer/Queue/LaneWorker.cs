using Bridge.Chains;
using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Delivery;
using Bridge.Relayer.Hosting;
using Bridge.Relayer.Intake;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Queue;

/// <summary>Forms the batches of one lane while this relayer leads it.</summary>
/// <remarks>
/// A batch is a contiguous run of transfers that are final, not consumed and not being worked on. A lone transfer goes at once; while an earlier
/// batch waits for signatures, the next one grows. All of it is found anew on the board at each turn, so whatever a queue forgets comes back.
/// When Redis has been of no use for a while, the relayer leads all lanes of its own queue in memory. And whatever Redis says, a transfer that has
/// been open for long without being consumed is taken up by this relayer itself: a leader that never expires or a batch that is always "in flight"
/// (anyone may write that) delays a transfer, it does not stop it.
/// </remarks>
internal sealed partial class LaneWorker(
    Lane lane,
    int longestBatch,
    TransferBoard board,
    SettlementDesk desk,
    QueueSwitch queues,
    JourneyRegistry journeys,
    RelayerOptions options,
    TimeProvider time,
    ProblemBoard problems,
    ILogger<LaneWorker> logger) : SteppedWorker($"lane {lane}", time, problems, logger)
{
    private static readonly TimeSpan StarvationCheck = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;
    private readonly Dictionary<ulong, DateTimeOffset> _openSince = [];
    private DateTimeOffset? _uselessSince;
    private DateTimeOffset _starvationCheckedAt;

    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(options.PollMilliseconds);

    public override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var open = board.AwaitingRelease(lane);
        Remember(open);
        if (open.Count == 0) return;
        try
        {
            if (await queues.Shared.LeadAsync(lane) is { } state) await QueueAsync(queues.Shared, state, open, cancellationToken);
            _uselessSince = null;
        }
        catch (RedisUnavailableException)
        {
            // Shown by the connection.
            _uselessSince ??= Time.GetUtcNow();
            if (Time.GetUtcNow() - _uselessSince >= TimeSpan.FromMilliseconds(options.RedisGraceMilliseconds)) await QueueOwnAsync(open, cancellationToken);
            return;
        }

        await FeedStarvingAsync(open, cancellationToken);
    }

    private async Task QueueOwnAsync(IReadOnlyList<ulong> open, CancellationToken cancellationToken)
    {
        if (await queues.Own.LeadAsync(lane) is { } state) await QueueAsync(queues.Own, state, open, cancellationToken);
    }

    private void Remember(IReadOnlyList<ulong> open)
    {
        foreach (var sequence in open) _openSince.TryAdd(sequence, Time.GetUtcNow());
        if (_openSince.Count == open.Count) return;
        var still = open.ToHashSet();
        foreach (var sequence in _openSince.Keys.Where(sequence => !still.Contains(sequence)).ToList()) _openSince.Remove(sequence);
    }

    private async Task FeedStarvingAsync(IReadOnlyList<ulong> open, CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        if (now - _starvationCheckedAt < StarvationCheck) return;
        _starvationCheckedAt = now;
        var starving = open.Where(sequence => now - _openSince[sequence] >= TimeSpan.FromMilliseconds(options.StarvationMilliseconds)).ToList();
        if (starving.Count > 0) await QueueOwnAsync(starving, cancellationToken);
    }

    private async Task QueueAsync(IBatchQueue queue, LaneQueueState state, IReadOnlyList<ulong> open, CancellationToken cancellationToken)
    {
        var slots = options.SigningBatchesPerLane - state.Signing;
        if (slots <= 0) return;
        var busy = state.InFlight.Concat(journeys.Batches(lane)).ToList();
        var candidates = open.Where(sequence => !busy.Exists(batch => batch.Contains(sequence))).ToList();
        if (candidates.Count == 0) return;

        // What is consumed already waits for finality only; signing and sending it again would be waste.
        var consumed = await desk.ConsumedAsync(lane, candidates, ReadAt.Latest, cancellationToken);
        foreach (var sequence in consumed) board.Delivering(TransferId.From(lane, sequence), $"delivered; waiting for finality on {desk.ChainName(lane.Destination)}");
        candidates.RemoveAll(consumed.Contains);
        foreach (var (first, count) in SequenceRuns.Of(candidates, longestBatch).Take(slots))
        {
            var batch = BatchId.From(lane, first, (uint)count);
            await queue.AddAsync(batch);
            Log.Queued(_logger, batch);
            queues.Changed();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1321, Level = LogLevel.Information, Message = "batch {Batch} is queued")]
        public static partial void Queued(ILogger logger, BatchId batch);
    }
}
