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
/// When Redis has been away for a while, the relayer leads all lanes of its own queue in memory.
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
    private readonly ILogger _logger = logger;

    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(options.PollMilliseconds);

    public override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var open = board.Open(lane);
        if (open.Count == 0 || queues.Current is not { } queue) return;
        try
        {
            if (await queue.LeadAsync(lane) is { } state) await QueueAsync(queue, state, open, cancellationToken);
        }
        catch (RedisUnavailableException)
        {
            // Shown by the connection; the switch turns to the queue in memory when it lasts.
        }
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
        foreach (var sequence in consumed) board.Waiting(TransferId.From(lane, sequence), $"released; waiting for finality on {desk.ChainName(lane.Destination)}");
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
