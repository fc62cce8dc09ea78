namespace Bridge.Relayer.Queue;

/// <summary>The two queues of a relayer: the one it shares with others, and its own in memory for what the shared one does not carry.</summary>
internal sealed class QueueSwitch(IBatchQueue shared, IBatchQueue own)
{
    /// <summary>Raised when there may be something to take.</summary>
    public event Action? Queued;

    public IBatchQueue Shared => shared;

    public IBatchQueue Own => own;

    /// <summary>Takes from both: what was queued in memory is finished even when Redis is back.</summary>
    public async Task<IReadOnlyList<QueueEntry>> TakeAsync(int most)
    {
        var taken = new List<QueueEntry>(await own.TakeAsync(most));
        if (taken.Count == most) return taken;
        try
        {
            taken.AddRange(await shared.TakeAsync(most - taken.Count));
        }
        catch (RedisUnavailableException)
        {
            // Shown by the connection.
        }

        return taken;
    }

    public void Changed() => Queued?.Invoke();
}
