using Bridge.Protocol;

namespace Bridge.Relayer.Queue;

/// <summary>A batch that was taken from a queue.</summary>
/// <param name="Batch">Its name.</param>
/// <param name="Queue">Where it came from and is given back.</param>
/// <param name="Key">The entry's id in that queue.</param>
internal sealed record QueueEntry(BatchId Batch, IBatchQueue Queue, string Key)
{
    /// <summary>The batch has its signature. A queue that is away learns it by expiry.</summary>
    public async Task SignedAsync()
    {
        try
        {
            await Queue.SignedAsync(Batch);
        }
        catch (RedisUnavailableException)
        {
            // The next batch waits a little longer.
        }
    }
}

/// <summary>What a lane's leader sees of its queue.</summary>
/// <param name="InFlight">Batches that somebody works on, or that wait for their next try.</param>
/// <param name="Signing">How many of them hold the next batch back because they wait for signatures.</param>
internal sealed record LaneQueueState(IReadOnlyList<BatchId> InFlight, int Signing);

/// <summary>
/// Hands batches from the leader of a lane to whoever works on them. Losing everything it holds loses no transfer: the leader finds open
/// transfers on the board and queues them again.
/// </summary>
internal interface IBatchQueue
{
    /// <summary>Becomes or stays the leader of a lane and reads its state; null when another one leads.</summary>
    Task<LaneQueueState?> LeadAsync(Lane lane);

    /// <summary>Queues a batch.</summary>
    Task AddAsync(BatchId batch);

    /// <summary>Takes up to <paramref name="most"/> batches that nobody works on.</summary>
    Task<IReadOnlyList<QueueEntry>> TakeAsync(int most);

    /// <summary>The batch has its signature: the next one need not wait.</summary>
    Task SignedAsync(BatchId batch);

    /// <summary>Says that these are still being worked on.</summary>
    Task KeepAsync(IReadOnlyList<QueueEntry> entries);

    /// <summary>The work on an entry is over. What is still open in it may be queued again, after <paramref name="pause"/> if one is given.</summary>
    Task FinishAsync(QueueEntry entry, TimeSpan? pause);
}
