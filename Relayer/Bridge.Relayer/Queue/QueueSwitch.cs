using Bridge.Relayer.Configuration;

namespace Bridge.Relayer.Queue;

/// <summary>Which queue is in use: the shared one, or this relayer's own once Redis has been away longer than the grace time.</summary>
internal sealed class QueueSwitch(IBatchQueue shared, IBatchQueue own, Func<TimeSpan> awayFor, RelayerOptions options)
{
    /// <summary>Raised when there may be something to take.</summary>
    public event Action? Queued;

    /// <summary>Where the leader adds. Null when Redis is away and the grace time is not over: a lane waits a moment rather than do double work.</summary>
    /// <remarks>While Redis is away the shared queue is still asked on some turns (by whoever takes), so its return is noticed.</remarks>
    public IBatchQueue? Current => awayFor() switch
    {
        var away when away == TimeSpan.Zero => shared,
        var away when away >= TimeSpan.FromMilliseconds(options.RedisGraceMilliseconds) => own,
        _ => null,
    };

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
