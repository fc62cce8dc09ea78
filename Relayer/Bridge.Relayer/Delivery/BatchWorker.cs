using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Hosting;
using Bridge.Relayer.Queue;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Delivery;

/// <summary>Takes batches from the queues and sends each on its journey; says now and then which are still under way.</summary>
internal sealed partial class BatchWorker(
    QueueSwitch queues,
    JourneyRegistry journeys,
    Func<QueueEntry, BatchJourney> begin,
    Func<BatchId, bool> isKnownLane,
    RelayerOptions options,
    TimeProvider time,
    ProblemBoard problems,
    ILogger<BatchWorker> logger) : SteppedWorker("batches", time, problems, logger)
{
    private const int MaxTake = 64;
    private readonly ILogger _logger = logger;
    private DateTimeOffset _keptAt = DateTimeOffset.MinValue;

    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(options.PollMilliseconds);

    public override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await KeepAsync();
        while (true)
        {
            var most = Math.Min(MaxTake, options.TrackedBatches - journeys.Count);
            if (most <= 0) return;
            var taken = await queues.TakeAsync(most);
            foreach (var entry in taken) await BeginAsync(entry, cancellationToken);
            if (taken.Count < most) return;
        }
    }

    private async Task BeginAsync(QueueEntry entry, CancellationToken cancellationToken)
    {
        if (!isKnownLane(entry.Batch))
        {
            Log.UnknownLane(_logger, entry.Batch);
            await FinishAsync(entry, JourneyEnd.Done);
            return;
        }

        switch (journeys.TryEnter(entry))
        {
            case Admission.Entered:
                _ = TravelAsync(entry, cancellationToken);
                return;
            case Admission.SameEntry:
                return;
            default:
                Log.Superseded(_logger, entry.Batch);
                await FinishAsync(entry, JourneyEnd.Done);
                return;
        }
    }

    private async Task TravelAsync(QueueEntry entry, CancellationToken cancellationToken)
    {
        // Off the queue's own loop: the next entry does not wait for this one.
        await Task.Yield();
        try
        {
            var end = await begin(entry).TravelAsync(cancellationToken);
            // Left first: what is queued anew may come back at once.
            journeys.Leave(entry);
            await FinishAsync(entry, end);
        }
        catch (OperationCanceledException)
        {
            // The daemon stops. The entry stays unacknowledged, so that it is taken up again.
        }
        catch (Exception e)
        {
            // The outermost frame of this journey: the transfers are still open and will be queued again.
            Log.Failed(_logger, entry.Batch, e);
            journeys.Leave(entry);
            await FinishAsync(entry, new JourneyEnd(TimeSpan.FromMilliseconds(options.RetryMaxMilliseconds), []));
        }
        finally
        {
            journeys.Leave(entry);
            Wake.Set();
        }
    }

    private static async Task FinishAsync(QueueEntry entry, JourneyEnd end)
    {
        try
        {
            foreach (var part in end.Requeue) await entry.Queue.AddAsync(part);
            await entry.Queue.FinishAsync(entry, end.Pause);
        }
        catch (RedisUnavailableException)
        {
            // The entry is handed out again later and found to be done.
        }
    }

    private async Task KeepAsync()
    {
        if (Time.GetUtcNow() - _keptAt < TimeSpan.FromMilliseconds(Math.Min(options.ClaimIdleMilliseconds, options.InFlightMilliseconds) / 3)) return;
        _keptAt = Time.GetUtcNow();
        try
        {
            foreach (var queue in journeys.Entries.GroupBy(entry => entry.Queue)) await queue.Key.KeepAsync([.. queue]);
        }
        catch (RedisUnavailableException)
        {
            // The work goes on; at worst another relayer does it too.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1501, Level = LogLevel.Information, Message = "batch {Batch} overlaps one that is under way and is put back")]
        public static partial void Superseded(ILogger logger, BatchId batch);

        [LoggerMessage(EventId = 1503, Level = LogLevel.Warning, Message = "batch {Batch} is of no lane of this deployment and is dropped")]
        public static partial void UnknownLane(ILogger logger, BatchId batch);

        [LoggerMessage(EventId = 1502, Level = LogLevel.Error, Message = "the journey of batch {Batch} failed")]
        public static partial void Failed(ILogger logger, BatchId batch, Exception exception);
    }
}
