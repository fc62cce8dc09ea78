using Bridge.Protocol;
using Bridge.Relayer.Configuration;

namespace Bridge.Relayer.Queue;

/// <summary>
/// The queue of a relayer that works alone because Redis is away. Everything is in memory; this relayer leads every lane. Other relayers may do
/// the same work meanwhile: the chain pays once.
/// </summary>
internal sealed class LocalBatchQueue(RelayerOptions options, TimeProvider time) : IBatchQueue
{
    private readonly Lock _gate = new();
    private readonly Queue<BatchId> _waiting = [];
    private readonly Dictionary<BatchId, DateTimeOffset> _inFlight = [];
    private readonly Dictionary<BatchId, DateTimeOffset> _signing = [];

    public Task<LaneQueueState?> LeadAsync(Lane lane)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            Purge(_inFlight, now);
            Purge(_signing, now);
            return Task.FromResult<LaneQueueState?>(new(
                [.. _inFlight.Keys.Where(batch => batch.Lane == lane)], _signing.Keys.Count(batch => batch.Lane == lane)));
        }
    }

    public Task AddAsync(BatchId batch)
    {
        lock (_gate)
        {
            _waiting.Enqueue(batch);
            _inFlight[batch] = time.GetUtcNow() + TimeSpan.FromMilliseconds(options.InFlightMilliseconds);
            _signing[batch] = time.GetUtcNow() + TimeSpan.FromMilliseconds(options.SigningPatienceMilliseconds);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<QueueEntry>> TakeAsync(int most)
    {
        var taken = new List<QueueEntry>();
        lock (_gate)
        {
            while (taken.Count < most && _waiting.TryDequeue(out var batch)) taken.Add(new QueueEntry(batch, this, batch.ToString()));
        }

        return Task.FromResult<IReadOnlyList<QueueEntry>>(taken);
    }

    public Task SignedAsync(BatchId batch)
    {
        lock (_gate) _signing.Remove(batch);
        return Task.CompletedTask;
    }

    public Task KeepAsync(IReadOnlyList<QueueEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries) _inFlight[entry.Batch] = time.GetUtcNow() + TimeSpan.FromMilliseconds(options.InFlightMilliseconds);
        }

        return Task.CompletedTask;
    }

    public Task FinishAsync(QueueEntry entry, TimeSpan? pause)
    {
        lock (_gate)
        {
            _signing.Remove(entry.Batch);
            if (pause is { } wait) _inFlight[entry.Batch] = time.GetUtcNow() + wait;
            else _inFlight.Remove(entry.Batch);
        }

        return Task.CompletedTask;
    }

    private static void Purge(Dictionary<BatchId, DateTimeOffset> until, DateTimeOffset now)
    {
        foreach (var batch in until.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList()) until.Remove(batch);
    }
}
